//! The second check of an essay after a repeated fail, from the application at the municipal body to a new edition or to the
//! result as it was (rostov-essay:10.2; F7). The rules stand in `domain::essay_recheck`; the terms are the region's.

pub mod acts;
pub mod filing;
pub mod list;

use domain::access::Action;
use domain::essay_recheck::{EssayRecheck, EssayRecheckAct, EssayRecheckRefused, EssayRecheckState, step};
use serde_json::{Value, json};
use storage::Tx;
use storage::essay_rechecks::{self, EssayRecheckRow};
use storage::journal::Event;
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::obligations::{DueMoments, Touched};

pub(crate) fn facts_of(row: &EssayRecheckRow) -> Result<EssayRecheck, AppError> {
    Ok(EssayRecheck {
        state: EssayRecheckState::from_code(&row.state)?,
        is_noticed: row.noticed_at.is_some(),
        has_new_edition: row.new_edition_id.is_some(),
    })
}

fn changed() -> AppError {
    AppError::Changed("заявление тем временем изменилось, ничего не\u{a0}записано: обновите страницу".to_owned())
}

fn refusal(refused: &EssayRecheckRefused) -> AppError {
    match refused {
        EssayRecheckRefused::NotYours => AppError::NotFound,
        EssayRecheckRefused::OwnSchool => {
            AppError::field("checker_code", regulations::russian::capitalised(&refused.to_string()))
        }
        other => AppError::NotNow(other.to_string()),
    }
}

impl App {
    /// An application within the reach of who acts, at the version the page was made from.
    async fn application_to_act_on(
        &self,
        tx: &mut Tx,
        request: &Request,
        (action, id, version): (Action, Uuid, i64),
    ) -> Result<EssayRecheckRow, AppError> {
        let actor = self.authorised_now(tx, request, action).await?;
        let scope = actor.authorise(action, request.today)?;
        let row = essay_rechecks::find(tx, &scope, id).await?.ok_or(AppError::NotFound)?;
        if row.version == version {
            Ok(row)
        } else {
            Err(changed())
        }
    }

    /// Steps from what stood, writes, lets the terms follow.
    async fn take_application_step(
        &self,
        tx: &mut Tx,
        request: &Request,
        before: &EssayRecheck,
        mut row: EssayRecheckRow,
        (act, name, details): (EssayRecheckAct, &'static str, Value),
    ) -> Result<Event, AppError> {
        let after = step(before, act, request.actor.role).map_err(|refused| refusal(&refused))?;
        row.state = after.code().to_owned();
        if after.is_final() {
            row.ended_at = Some(request.at());
        }
        if !essay_rechecks::update(tx, &row).await? {
            return Err(changed());
        }
        self.reconcile_touched(
            tx,
            row.exam_id,
            Touched::EssayRecheck(row.id),
            request.now,
            DueMoments::Keep,
        )
        .await?;
        let details =
            json!({"exam": row.exam_id, "number": row.number, "act": name, "state": row.state, "of": details});
        Ok(event("essay-recheck-step", "essay-recheck", Some(row.id), details))
    }
}
