//! Batches in a list, and one batch with its works, its terms and what changes.

use std::collections::HashMap;

use domain::access::{Action, Role, Scope};
use domain::recheck::{Orderer, Recheck, RecheckKind, RecheckState};
use regulations::LegalDate;
use serde_json::json;
use storage::rechecks::{self, RecheckRow, RecheckWorkRow};
use storage::{StorageError, Tx, boxed};
use uuid::Uuid;

use super::Batch;
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::names::full_name;
use crate::obligations::system_scope;
use crate::results_in_words::{long_result, score_words};
use crate::subject_duties::SubjectDuty;

/// A batch in a list.
#[derive(Debug, Clone)]
pub struct BatchLine {
    /// As stored.
    pub row: RecheckRow,
    /// Why works are gone over again.
    pub kind: RecheckKind,
    /// Where it stands, as the reader may know it.
    pub state: RecheckState,
    /// The exam.
    pub exam: Exam,
    /// «Рособрнадзор, № 12 от 15.06.2027».
    pub document: String,
    /// Works within the reader's reach.
    pub works: i64,
    /// Of them, those with an outcome; `None` for who may not know.
    pub entered: Option<i64>,
}

/// A work with names.
#[derive(Debug, Clone)]
pub struct WorkLine {
    /// As stored.
    pub row: RecheckWorkRow,
    /// Full name.
    pub name: String,
    /// Short name of the telling organisation.
    pub organisation: String,
    /// The value when the batch was ordered.
    pub was: String,
    /// The value after it; `None` where nothing was entered, or for who may not know.
    pub now: Option<String>,
}

/// One batch.
#[derive(Debug, Clone)]
pub struct BatchView {
    /// As in the list.
    pub line: BatchLine,
    /// As the rules see it; of the whole batch.
    pub facts: Recheck,
    /// The works of the reader's reach that fit the search, one page of them.
    pub works: Vec<WorkLine>,
    /// How many fit.
    pub total: usize,
    /// The page shown.
    pub page: usize,
    /// Its terms.
    pub duties: Vec<SubjectDuty>,
    /// Protocols whose corrections bring the new editions out, for the secretary.
    pub corrected_protocols: Vec<Uuid>,
    /// May the reader know outcomes before they are released?
    pub knows: bool,
}

/// What of a batch is asked for.
#[derive(Debug, Clone, Default)]
pub struct WorkAsk {
    /// Part of a name, a code, an organisation.
    pub words: String,
    /// From 1.
    pub page: usize,
    /// Rows of a page.
    pub per_page: usize,
}

impl App {
    /// The batches within the actor's reach, newest first.
    pub async fn list_rechecks(&self, request: &Request) -> Result<Vec<BatchLine>, AppError> {
        let scope = request.authorise(Action::SeeAppeals)?;
        self.store
            .read(&(self, request, scope), |tx, (_, request, scope)| {
                boxed(async move {
                    let counts = rechecks::counts(tx, scope).await?;
                    let counts: HashMap<Uuid, (i64, i64)> = counts
                        .into_iter()
                        .map(|(id, works, entered)| (id, (works, entered)))
                        .collect();
                    let mut lines = Vec::new();
                    for row in rechecks::in_scope(tx, scope).await? {
                        let count = counts.get(&row.id).copied().unwrap_or_default();
                        lines.push(line_of(tx, request, row, count).await?);
                    }
                    Ok(lines)
                })
            })
            .await
    }

    /// One batch; reading its works is journalled.
    pub async fn find_recheck(&self, request: &Request, id: Uuid, ask: &WorkAsk) -> Result<BatchView, AppError> {
        let scope = request.authorise(Action::SeeAppeals)?;
        let view = self
            .store
            .read(
                &(self, request, scope, id, ask),
                |tx, (app, request, scope, id, ask)| {
                    boxed(async move { app.batch_view(tx, request, scope, *id, ask).await })
                },
            )
            .await?;
        let details = json!({"exam": view.line.row.exam_id, "rows": view.works.len()});
        self.note_reading(request, event("recheck-read", "recheck", Some(id), details))
            .await?;
        Ok(view)
    }

    async fn batch_view(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        id: Uuid,
        ask: &WorkAsk,
    ) -> Result<BatchView, AppError> {
        let row = rechecks::find(tx, scope, id).await?.ok_or(AppError::NotFound)?;
        let own = rechecks::works(tx, scope, id).await?;
        let whole: Batch = self.batch_of(tx, row.clone()).await?;
        let facts = whole.facts()?;
        let knows = knows_outcomes(request.actor.role);
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let entered = own.iter().filter(|work| work.is_entered()).count();
        let line = line_of(tx, request, row, (count(own.len()), count(entered))).await?;
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let words: Vec<String> = ask.words.split_whitespace().map(str::to_lowercase).collect();
        let is_over = facts.state.is_final();
        let lines = own.into_iter().map(|work| {
            let changed_and_released = is_over && facts.state == RecheckState::Changed;
            WorkLine {
                name: full_name(&directory, work.person_id),
                organisation: organisations.short_name(work.organisation_id),
                was: value_words(&work),
                now: (work.is_entered() && (knows || changed_and_released)).then(|| new_words(&work)),
                row: work,
            }
        });
        let fitting: Vec<WorkLine> = lines
            .filter(|line| {
                let text = format!("{} {} {}", line.name, line.row.participant_code, line.organisation).to_lowercase();
                words.iter().all(|word| text.contains(word.as_str()))
            })
            .collect();
        let total = fitting.len();
        let per_page = ask.per_page.max(1);
        let page = ask.page.clamp(1, total.div_ceil(per_page).max(1));
        let system = system_scope(organisations.processing_centre()?.id);
        let mut duties = self
            .duties_in(tx, request.now, &system, &[id], &line.exam, &organisations)
            .await?;
        Ok(BatchView {
            corrected_protocols: self.protocols_to_correct(tx, &whole).await?,
            works: fitting
                .into_iter()
                .skip((page - 1).saturating_mul(per_page))
                .take(per_page)
                .collect(),
            duties: duties.remove(&id).unwrap_or_default(),
            line,
            facts,
            total,
            page,
            knows,
        })
    }

    async fn protocols_to_correct(&self, tx: &mut Tx, batch: &Batch) -> Result<Vec<Uuid>, AppError> {
        if batch.row.state != RecheckState::Given.code() {
            return Ok(Vec::new());
        }
        let results: Vec<Uuid> = batch
            .works
            .iter()
            .filter(|work| work.new_edition_id.is_some())
            .map(|work| work.result_id)
            .collect();
        let editions = storage::results::editions_of_results(tx, &results).await?;
        let mut protocols: Vec<Uuid> = editions
            .into_iter()
            .filter(|one| batch.works.iter().any(|work| work.edition_id == one.id))
            .filter_map(|one| one.protocol_id)
            .collect();
        protocols.sort_unstable();
        protocols.dedup();
        Ok(protocols)
    }
}

async fn line_of(
    tx: &mut Tx,
    request: &Request,
    row: RecheckRow,
    (works, entered): (i64, i64),
) -> Result<BatchLine, AppError> {
    let knows = knows_outcomes(request.actor.role);
    let state = RecheckState::from_code(&row.state)?;
    Ok(BatchLine {
        kind: RecheckKind::from_code(&row.kind)?,
        state: match state {
            RecheckState::Given if !knows => RecheckState::Ordered,
            other => other,
        },
        exam: find_exam(tx, row.exam_id).await?,
        document: document_words(&row)?,
        works,
        entered: knows.then_some(entered),
        row,
    })
}

/// «Рособрнадзор, № 12 от 15.06.2027».
pub(super) fn document_words(row: &RecheckRow) -> Result<String, AppError> {
    let day: LegalDate = row
        .document_date
        .parse()
        .map_err(|_| StorageError::Damaged("recheck.document_date"))?;
    Ok(format!(
        "{}, № {} от {}",
        Orderer::from_code(&row.orderer)?.russian(),
        row.document,
        regulations::russian::numeric_date(day)
    ))
}

/// What comes of a recheck is known to РЦОИ and the exam commission before it is released, to nobody else (mordovia-187:3).
const fn knows_outcomes(role: Role) -> bool {
    match role {
        Role::ProcessingOperator | Role::CommissionChair | Role::CommissionSecretary => true,
        Role::Administrator
        | Role::MinistryOfficer
        | Role::MunicipalClerk
        | Role::SchoolOfficer
        | Role::AppealsSecretary
        | Role::AppealsExpert => false,
    }
}

/// The value when the batch was ordered.
pub fn value_words(work: &RecheckWorkRow) -> String {
    match work.was_primary_score {
        Some(primary) => score_words(primary, work.was_test_score, work.was_mark),
        None => long_result(&work.was_attendance, work.was_essay_value.as_deref()),
    }
}

/// The value that was entered.
pub fn new_words(work: &RecheckWorkRow) -> String {
    match work.primary_score {
        Some(primary) => score_words(primary, work.test_score, work.mark),
        None => long_result(&work.was_attendance, work.essay_value.as_deref()),
    }
}
