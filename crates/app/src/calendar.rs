//! Days off and working days that users enter, with a preview of what would move (A3).

use domain::access::Action;
use regulations::{Calendar, DayOverride, Instant, LegalDate, OverrideKind};
use serde_json::json;
use storage::obligations::{self, ObligationRow};
use storage::settings::{self, DayOverrideRow};
use storage::{Tx, boxed, exams};

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::ledgers::parse_day;
use crate::obligations::{DueMoments, system_scope};

/// A day as a form says it.
#[derive(Debug, Clone, Default)]
pub struct DayInput {
    /// Day as typed.
    pub day: String,
    /// `day-off` or `working`.
    pub kind: String,
    /// The decree.
    pub ground: String,
}

/// An obligation that the day would move.
#[derive(Debug, Clone)]
pub struct MovedObligation {
    /// As it stands.
    pub row: ObligationRow,
    /// Short name of the debtor.
    pub debtor: String,
    /// New exclusive end.
    pub due_at: Instant,
    /// New last day.
    pub due_day: LegalDate,
}

/// What entering a day would do.
#[derive(Debug, Clone)]
pub struct DayPreview {
    /// The day.
    pub day: LegalDate,
    /// What it is to become.
    pub kind: OverrideKind,
    /// The decree.
    pub ground: String,
    /// Why the day counts as it does now.
    pub now: String,
    /// Open obligations whose term would move.
    pub moved: Vec<MovedObligation>,
    /// Hash of exactly this preview.
    pub hash: String,
}

impl App {
    /// The region's calendar with users' days, and those days.
    pub async fn calendar(&self, request: &Request) -> Result<(Calendar, Vec<DayOverrideRow>), AppError> {
        request.authorise(Action::SeeTerms)?;
        self.store
            .read(self, |tx, app| {
                boxed(async move {
                    Ok((
                        app.ruleset_in(tx).await?.calendar().clone(),
                        settings::day_overrides(tx).await?,
                    ))
                })
            })
            .await
    }

    /// What entering this day would move.
    pub async fn preview_day(&self, request: &Request, input: &DayInput) -> Result<DayPreview, AppError> {
        request.authorise(Action::ManageCalendar)?;
        let day = read_day(input)?;
        self.store
            .read(&(self, day), |tx, (app, day)| {
                boxed(async move { app.preview_day_in(tx, day).await })
            })
            .await
    }

    /// Enters the day and moves exactly what the preview showed.
    pub async fn enter_day(&self, request: &Request, input: &DayInput, previewed_hash: &str) -> Result<(), AppError> {
        request.authorise(Action::ManageCalendar)?;
        let day = read_day(input)?;
        let fingerprint = format!("enter-day {day:?} {previewed_hash}");
        self.act(
            request,
            &fingerprint,
            &(self, request, day, previewed_hash),
            |tx, (app, request, day, previewed_hash)| {
                boxed(async move {
                    let preview = app.preview_day_in(tx, day).await?;
                    if preview.hash != *previewed_hash {
                        return Err(AppError::Changed(
                            "сроки изменились после предпросмотра, день не внесён: посмотрите новый предпросмотр"
                                .to_owned(),
                        ));
                    }
                    let row = DayOverrideRow {
                        day: day.date.to_string(),
                        kind: kind_code(day.kind).to_owned(),
                        ground: day.ground.clone(),
                        created_at: request.at(),
                        created_by: request.account(),
                    };
                    settings::put_day_override(tx, &row).await?;
                    app.recount_everything(tx, request.now).await?;
                    let details = json!({"day": row.day, "kind": row.kind, "moved": preview.moved.len()});
                    Ok(Done {
                        value: (),
                        event: event("day-entered", "calendar", None, details),
                    })
                })
            },
        )
        .await
    }

    /// What taking this day back would move.
    pub async fn preview_remove_day(&self, request: &Request, day: &str) -> Result<DayPreview, AppError> {
        request.authorise(Action::ManageCalendar)?;
        self.store
            .read(&(self, day), |tx, (app, day)| {
                boxed(async move { app.preview_removal_in(tx, day).await })
            })
            .await
    }

    /// Takes a day back and moves exactly what the preview showed; terms are counted as if it had never been entered.
    pub async fn remove_day(&self, request: &Request, day: &str, previewed_hash: &str) -> Result<(), AppError> {
        request.authorise(Action::ManageCalendar)?;
        self.act(
            request,
            &format!("remove-day {day} {previewed_hash}"),
            &(self, request, day, previewed_hash),
            |tx, (app, request, day, previewed_hash)| {
                boxed(async move {
                    let preview = app.preview_removal_in(tx, day).await?;
                    if preview.hash != *previewed_hash {
                        return Err(AppError::Changed(
                            "сроки изменились после предпросмотра, день не убран: посмотрите новый предпросмотр"
                                .to_owned(),
                        ));
                    }
                    settings::remove_day_override(tx, day).await?;
                    app.recount_everything(tx, request.now).await?;
                    let details = json!({"day": day, "moved": preview.moved.len()});
                    Ok(Done {
                        value: (),
                        event: event("day-removed", "calendar", None, details),
                    })
                })
            },
        )
        .await
    }

    /// Without the region's entry the day counts as the published calendar says: what moves is what moves if exactly
    /// that were entered in its place.
    async fn preview_removal_in(&self, tx: &mut Tx, day: &str) -> Result<DayPreview, AppError> {
        let entered = settings::day_overrides(tx)
            .await?
            .into_iter()
            .find(|row| row.day == day);
        let entered = entered.ok_or(AppError::NotFound)?;
        let date: LegalDate = entered.day.parse().map_err(|_| AppError::NotFound)?;
        let published = self.ruleset()?;
        let works = published
            .calendar()
            .is_working(date)
            .map_err(|error| AppError::Law(error.to_string()))?;
        let as_published = DayOverride {
            date,
            kind: if works {
                OverrideKind::Working
            } else {
                OverrideKind::DayOff
            },
            ground: entered.ground,
        };
        self.preview_day_in(tx, &as_published).await
    }

    async fn recount_everything(&self, tx: &mut Tx, now: Instant) -> Result<(), AppError> {
        for exam in exams::all(tx).await? {
            self.reconcile(tx, exam.id, now, DueMoments::Recount).await?;
        }
        Ok(())
    }

    async fn preview_day_in(&self, tx: &mut Tx, day: &DayOverride) -> Result<DayPreview, AppError> {
        let ruleset = self.ruleset_in(tx).await?;
        let now = ruleset
            .calendar()
            .reason(day.date)
            .map_err(|error| AppError::field("day", error.to_string()))?;
        let changed = ruleset
            .with_overrides(std::slice::from_ref(day))
            .map_err(|error| AppError::Law(error.to_string()))?;
        let organisations = self.organisations_in(tx).await?;
        let exams = exams::all(tx).await?;
        let mut moved = Vec::new();
        let root = organisations.processing_centre().map(|row| row.id).unwrap_or_default();
        for row in obligations::in_scope(tx, &system_scope(root), None).await? {
            let Some(exam) = exams.iter().find(|exam| exam.id == row.exam_id) else {
                continue;
            };
            let conditions = crate::exam_view::Exam::from_row(exam)?.conditions();
            let rules = organisations
                .zone(row.debtor_id)
                .map_or_else(|| changed.clone(), |zone| changed.in_zone(zone));
            let term = rules
                .term(&row.term_id)
                .map_err(|error| AppError::Law(error.to_string()))?;
            let due = rules
                .due(term, Instant::from_micros(row.event_at), &conditions)
                .map_err(|error| AppError::Law(error.to_string()))?;
            if row.met_at.is_none() && due.at.as_micros() != row.due_at {
                moved.push(MovedObligation {
                    debtor: organisations.short_name(row.debtor_id),
                    due_at: due.at,
                    due_day: due.day,
                    row,
                });
            }
        }
        let hash = preview_hash(day, &moved);
        Ok(DayPreview {
            day: day.date,
            kind: day.kind,
            ground: day.ground.clone(),
            now,
            moved,
            hash,
        })
    }
}

fn preview_hash(day: &DayOverride, moved: &[MovedObligation]) -> String {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    hasher.update(format!("{}|{}|{}", day.date, kind_code(day.kind), day.ground).as_bytes());
    for one in moved {
        hasher.update(one.row.id.as_bytes());
        hasher.update(one.due_at.as_micros().to_be_bytes());
    }
    hex::encode(hasher.finalize())
}

const fn kind_code(kind: OverrideKind) -> &'static str {
    match kind {
        OverrideKind::DayOff => "day-off",
        OverrideKind::Working => "working",
    }
}

fn read_day(input: &DayInput) -> Result<DayOverride, AppError> {
    let mut problems = Vec::new();
    let date = parse_day(&input.day);
    if date.is_none() {
        problems.push(FieldProblem::new("day", "Укажите день, например 17.12.2026"));
    }
    let kind = match input.kind.as_str() {
        "day-off" => Some(OverrideKind::DayOff),
        "working" => Some(OverrideKind::Working),
        _ => {
            problems.push(FieldProblem::new("kind", "Выберите: выходной или рабочий день"));
            None
        }
    };
    let ground = input.ground.trim();
    if ground.is_empty() || ground.chars().count() > 300 {
        problems.push(FieldProblem::new(
            "ground",
            "Укажите основание: каким актом день перенесён",
        ));
    }
    match (date, kind) {
        (Some(date), Some(kind)) if problems.is_empty() => Ok(DayOverride {
            date,
            kind,
            ground: ground.to_owned(),
        }),
        _ => Err(AppError::Invalid(problems)),
    }
}
