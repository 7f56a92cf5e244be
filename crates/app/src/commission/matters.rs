//! Open matters about sittings: an inquiry, a procedure appeal, a recheck. While one is open the result is not approved
//! (mordovia-187:7, 9.1; kuzbass-gia9:rights 6).

use domain::access::Action;
use domain::approval::holds::OpenMatter;
use serde_json::json;
use storage::open_matters::{self, OpenMatterRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use super::approved_by_the_commission;
use super::day_records::sitting_of;
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::obligations::DueMoments;
use crate::staff_names::staff_names_in;

/// Longest ground or outcome.
const LONGEST: usize = 500;

/// A matter as a form says it.
#[derive(Debug, Clone, Default)]
pub struct MatterInput {
    /// `OpenMatter` code.
    pub kind: String,
    /// Federal code of the participant.
    pub participant_code: String,
    /// On what paper, without names.
    pub ground: String,
}

/// The matters of an exam.
#[derive(Debug, Clone)]
pub struct Matters {
    /// The exam.
    pub exam: Exam,
    /// Oldest first, closed ones too.
    pub matters: Vec<MatterView>,
}

/// One matter.
#[derive(Debug, Clone)]
pub struct MatterView {
    /// As stored.
    pub row: OpenMatterRow,
    /// What is open.
    pub kind: OpenMatter,
    /// Full name.
    pub name: String,
    /// Federal code.
    pub participant_code: String,
    /// Short name of the telling organisation.
    pub organisation: String,
    /// Who opened it.
    pub opened_by: String,
    /// Who closed it.
    pub closed_by: String,
}

impl App {
    /// The matters of an exam with names; the reading is journalled.
    pub async fn matters(&self, request: &Request, exam: Uuid) -> Result<Matters, AppError> {
        request.authorise(Action::ReviewResults)?;
        let found = self
            .store
            .read(&(self, exam), |tx, (app, exam)| {
                boxed(async move { app.matters_in(tx, *exam).await })
            })
            .await?;
        let read = event("matters-read", "exam", Some(exam), json!({"rows": found.matters.len()}));
        self.note_reading(request, read).await?;
        Ok(found)
    }

    async fn matters_in(&self, tx: &mut Tx, exam: Uuid) -> Result<Matters, AppError> {
        let exam = find_exam(tx, exam).await?;
        approved_by_the_commission(&exam)?;
        let rows = open_matters::of_exam(tx, exam.id).await?;
        let people = self
            .people_of_sittings(tx, exam.id, rows.iter().map(|row| row.sitting_id))
            .await?;
        let directory = self.directory_in(tx).await?;
        let mut accounts: Vec<Uuid> = rows.iter().map(|row| row.opened_by).collect();
        accounts.extend(rows.iter().filter_map(|row| row.closed_by));
        let staff = staff_names_in(tx, accounts, &directory).await?;
        let mut matters = Vec::with_capacity(rows.len());
        for row in rows {
            let (name, participant_code, organisation) = people.get(&row.sitting_id).cloned().unwrap_or_default();
            let by = |account: Option<Uuid>| account.and_then(|id| staff.get(&id).cloned()).unwrap_or_default();
            matters.push(MatterView {
                kind: OpenMatter::from_code(&row.kind)?,
                name,
                participant_code,
                organisation,
                opened_by: by(Some(row.opened_by)),
                closed_by: by(row.closed_by),
                row,
            });
        }
        Ok(Matters { exam, matters })
    }

    /// The secretary opens a matter about a participant's sitting. Returns its id.
    ///
    /// Errors: [`AppError::Invalid`] for an unknown kind or code or an empty ground; [`AppError::NotNow`] when the same is
    /// open already.
    pub async fn open_matter(&self, request: &Request, exam: Uuid, input: &MatterInput) -> Result<Uuid, AppError> {
        request.authorise(Action::KeepMatters)?;
        let kind = checked(input)?;
        let fingerprint = format!(
            "open-matter {exam} {} {} {}",
            input.kind, input.participant_code, input.ground
        );
        let whole = (self, request, exam, kind, input);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, exam, kind, input) = *whole;
                let exam = find_exam(tx, exam).await?;
                approved_by_the_commission(&exam)?;
                let sitting = sitting_of(tx, exam.id, &input.participant_code).await?;
                let same = |row: &OpenMatterRow| {
                    row.closed_at.is_none() && row.sitting_id == sitting && row.kind == kind.code()
                };
                if open_matters::of_exam(tx, exam.id).await?.iter().any(same) {
                    return Err(AppError::NotNow("об этом участнике такое уже открыто".to_owned()));
                }
                let row = OpenMatterRow {
                    id: app.fresh_id(request.now)?,
                    exam_id: exam.id,
                    sitting_id: sitting,
                    kind: kind.code().to_owned(),
                    ground: input.ground.trim().to_owned(),
                    opened_at: request.at(),
                    opened_by: request.account(),
                    informed_at: None,
                    informed_by: None,
                    closed_at: None,
                    closed_by: None,
                    outcome: None,
                };
                open_matters::open(tx, &row).await?;
                app.void_changed_proposals(tx, exam.id, request.now).await?;
                app.reconcile(tx, exam.id, request.now, DueMoments::Keep).await?;
                Ok(Done {
                    value: row.id,
                    event: event(
                        "matter-opened",
                        "matter",
                        Some(row.id),
                        json!({"exam": exam.id, "kind": row.kind}),
                    ),
                })
            })
        })
        .await
    }

    /// The secretary closes a matter with its outcome.
    pub async fn close_matter(&self, request: &Request, matter: Uuid, outcome: &str) -> Result<(), AppError> {
        request.authorise(Action::KeepMatters)?;
        let outcome = outcome.trim();
        if outcome.is_empty() || outcome.chars().count() > LONGEST {
            return Err(AppError::field(
                "outcome",
                "Напишите, чем кончилось: решение, его номер и дата, без фамилий",
            ));
        }
        let fingerprint = format!("close-matter {matter} {outcome}");
        self.act(request, &fingerprint, &(self, request, matter, outcome), |tx, input| {
            boxed(async move {
                let (app, request, matter, outcome) = *input;
                let row = open_matters::find(tx, matter).await?.ok_or(AppError::NotFound)?;
                if !open_matters::close(tx, matter, request.account(), outcome, request.at()).await? {
                    return Err(AppError::NotNow("это дело уже закрыто".to_owned()));
                }
                app.void_changed_proposals(tx, row.exam_id, request.now).await?;
                app.reconcile(tx, row.exam_id, request.now, DueMoments::Keep).await?;
                let details = json!({"exam": row.exam_id, "kind": row.kind});
                Ok(Done {
                    value: (),
                    event: event("matter-closed", "matter", Some(matter), details),
                })
            })
        })
        .await
    }
}

fn checked(input: &MatterInput) -> Result<OpenMatter, AppError> {
    let mut problems = Vec::new();
    let kind = OpenMatter::from_code(&input.kind).ok();
    if kind.is_none() {
        problems.push(FieldProblem::new("kind", "Выберите, что открыто"));
    }
    if input.participant_code.trim().is_empty() {
        problems.push(FieldProblem::new("participant_code", "Впишите код участника"));
    }
    if input.ground.trim().is_empty() || input.ground.chars().count() > LONGEST {
        problems.push(FieldProblem::new(
            "ground",
            "Напишите основание: какой документ, его номер и дата, без фамилий",
        ));
    }
    match kind {
        Some(kind) if problems.is_empty() => Ok(kind),
        _ => Err(AppError::Invalid(problems)),
    }
}
