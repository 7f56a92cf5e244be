//! The request to be shown the КИМ at the hearing: with the appeal, or later while the days of filing run
//! (kuzbass-gia9:rights 6; *reading* of its damaged sentence).

use domain::access::{Action, Scope};
use domain::appeal::Act;
use domain::appeal::filing::FilingWindow;
use domain::appeal::papers::TasksAsked;
use regulations::Instant;
use serde_json::json;
use storage::appeals::AppealRow;
use storage::{Tx, boxed};
use uuid::Uuid;

use super::filing::WindowView;
use super::{Found, Planned, Written};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::ledgers::{parse_day, parse_time};

impl App {
    /// Records a request to be shown the КИМ, with the day and time of its paper.
    ///
    /// Errors: [`AppError::Invalid`] at `tasks_day` when it is late, early, or no day.
    pub async fn ask_to_see_tasks(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        (day, time): (&str, &str),
    ) -> Result<(), AppError> {
        let day = parse_day(day)
            .ok_or_else(|| AppError::field("tasks_day", "Впишите день, когда приняли заявку, например 11.06.2027"))?;
        let (hour, minute) = parse_time(time)
            .ok_or_else(|| AppError::field("tasks_day", "Впишите время, когда приняли заявку, например 10:20"))?;
        let what = (Action::FileAppeal, appeal, version);
        let fingerprint = format!("ask-to-see-tasks {day} {hour}:{minute}");
        self.case_act(
            request,
            what,
            &fingerprint,
            &(day, hour, minute),
            |app, tx, request, found, input| {
                boxed(async move {
                    let Found { mut row, .. } = found;
                    let (day, hour, minute) = *input;
                    let scope = request.authorise(Action::FileAppeal)?;
                    let organisations = app.organisations_in(tx).await?;
                    let zone = organisations
                        .zone(row.organisation_id)
                        .unwrap_or_else(|| app.zone.clone());
                    let asked_at = zone
                        .at(day, hour, minute)
                        .map_err(|error| AppError::Law(error.to_string()))?;
                    let window = app.tasks_window(tx, request, &scope, &row).await?;
                    let stands = if row.wants_tasks {
                        Stands::Asked
                    } else {
                        Stands::NotAsked
                    };
                    let asked = asked(asked_at, request.now, window.map(|view| view.window), stands);
                    row.wants_tasks = true;
                    Ok(Planned {
                        act: Act::AskTasks(asked),
                        written: Written {
                            act: "tasks-asked",
                            details: json!({"asked": asked_at.as_micros()}),
                            words: String::new(),
                        },
                        row,
                    })
                })
            },
        )
        .await
    }

    /// The days in which the КИМ may be asked for; `None` where the result is announced nowhere.
    pub(super) async fn tasks_window(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        row: &AppealRow,
    ) -> Result<Option<WindowView>, AppError> {
        match row.result_id {
            Some(result) => self.filing_window(tx, request, scope, result).await,
            None => Ok(None),
        }
    }
}

/// What the case says of the КИМ so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Asked,
    NotAsked,
}

fn asked(at: Instant, now: Instant, window: Option<FilingWindow>, stands: Stands) -> TasksAsked {
    match window {
        _ if stands == Stands::Asked => TasksAsked::Already,
        _ if at > now => TasksAsked::InFuture,
        Some(window) if at < window.opens_at => TasksAsked::TooEarly,
        Some(window) if at < window.ends_at => TasksAsked::InTime,
        Some(_) | None => TasksAsked::TooLate,
    }
}
