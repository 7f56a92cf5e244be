//! An annulment is taken back: the secretary enters on what ground, the value stands as a new edition that waits for the
//! chair's approval like a first result (B6). Nothing is published before that.

use domain::access::Action;
use domain::annulment::may_reverse;
use domain::edition::EditionState;
use serde_json::json;
use storage::annulments::{self, ReversalRow};
use storage::results::{self, EditionRow};
use storage::{StorageError, Tx, boxed};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::obligations::DueMoments;
use crate::results_in_words::StoredValue;

/// Longest document or reason.
const LONGEST: usize = 500;

/// What would stand again.
#[derive(Debug, Clone)]
pub struct RestoreView {
    /// The exam.
    pub exam: Exam,
    /// Federal code.
    pub participant_code: String,
    /// «64 балла, первичных 34».
    pub value: String,
}

struct Annulled {
    exam: Exam,
    code: String,
    edition: EditionRow,
    next_number: i64,
}

impl App {
    /// What would stand again.
    ///
    /// Errors: [`AppError::NotNow`] for a result that is not annulled, or has an edition that waits.
    pub async fn restore_view(&self, request: &Request, result: Uuid) -> Result<RestoreView, AppError> {
        request.authorise(Action::KeepMatters)?;
        let view = self
            .store
            .read(&(self, request, result), |tx, (app, request, result)| {
                boxed(async move {
                    let found = app.annulled(tx, request, *result).await?;
                    Ok::<_, AppError>(RestoreView {
                        exam: found.exam,
                        participant_code: found.code,
                        value: found.edition.long_words(),
                    })
                })
            })
            .await?;
        let read = event("annulment-read", "result", Some(result), json!({"exam": view.exam.id}));
        self.note_reading(request, read).await?;
        Ok(view)
    }

    async fn annulled(&self, tx: &mut Tx, request: &Request, result: Uuid) -> Result<Annulled, AppError> {
        let scope = request.authorise(Action::KeepMatters)?;
        let row = results::find_result(tx, &scope, result)
            .await?
            .ok_or(AppError::NotFound)?;
        let exam = find_exam(tx, row.exam_id).await?;
        crate::commission::approved_by_the_commission(&exam)?;
        let editions = results::editions_of_result(tx, result).await?;
        let states: Result<Vec<EditionState>, _> =
            editions.iter().map(|one| EditionState::from_code(&one.state)).collect();
        may_reverse(&states?).map_err(|refused| AppError::NotNow(refused.to_string()))?;
        let next_number = editions.iter().map(|one| one.number).max().unwrap_or_default() + 1;
        let annulled = editions
            .into_iter()
            .rev()
            .find(|one| one.state == EditionState::Annulled.code());
        Ok(Annulled {
            edition: annulled.ok_or(AppError::NotFound)?,
            code: row.participant_code,
            next_number,
            exam,
        })
    }

    /// Takes an annulment back.
    ///
    /// Errors: [`AppError::Invalid`] at `document` and `reason`; otherwise as [`App::restore_view`].
    pub async fn restore_result(
        &self,
        request: &Request,
        result: Uuid,
        (document, reason): (&str, &str),
    ) -> Result<(), AppError> {
        request.authorise(Action::KeepMatters)?;
        let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST;
        let mut problems = Vec::new();
        if !fits(document) {
            problems.push(FieldProblem::new(
                "document",
                "Впишите документ: номер и\u{a0}день, без фамилий",
            ));
        }
        if !fits(reason) {
            problems.push(FieldProblem::new(
                "reason",
                "Напишите, почему аннулирование отменяют, без фамилий",
            ));
        }
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let fingerprint = format!("restore-result {result} {document} {reason}");
        let whole = (self, request, result, document.trim(), reason.trim());
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, result, document, reason) = *whole;
                app.authorised_now(tx, request, Action::KeepMatters).await?;
                let found = app.annulled(tx, request, result).await?;
                let decisions = annulments::of_result(tx, result).await?;
                let decision = decisions.iter().rev().find(|one| one.edition_id == found.edition.id);
                let decision = decision.ok_or(StorageError::Damaged("annulment.edition_id"))?;
                let edition = EditionRow {
                    id: app.fresh_id(request.now)?,
                    number: found.next_number,
                    state: EditionState::Received.code().to_owned(),
                    ground: format!("аннулирование отменено: {reason}"),
                    document_reference: Some(document.to_owned()),
                    author_account_id: request.account(),
                    import_id: None,
                    received_at: request.at(),
                    hold_reason: None,
                    hold_note: None,
                    completion_id: None,
                    protocol_id: None,
                    released_at: None,
                    ended_at: None,
                    ..found.edition
                };
                results::insert_editions(tx, std::slice::from_ref(&edition)).await?;
                let row = ReversalRow {
                    annulment_id: decision.id,
                    new_edition_id: edition.id,
                    document: document.to_owned(),
                    reason: reason.to_owned(),
                    asked_at: request.at(),
                    asked_by: request.account(),
                };
                annulments::insert_reversal(tx, &row).await?;
                app.void_changed_proposals(tx, found.exam.id, request.now).await?;
                app.reconcile(tx, found.exam.id, request.now, DueMoments::Keep).await?;
                let details = json!({"exam": found.exam.id, "editions": 1});
                Ok(Done {
                    value: (),
                    event: event("annulment-reversed", "result", Some(result), details),
                })
            })
        })
        .await
    }
}
