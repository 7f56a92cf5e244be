//! The chair returns a proposal to the secretary with a reason, instead of approving it; until the secretary proposes anew,
//! the first page and the desk say so.

use domain::access::Action;
use domain::approval::{ApprovalAct, ApprovalStage};
use regulations::Instant;
use serde_json::json;
use storage::protocols::{self, ProtocolRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use super::propose::stored_act;
use super::protocols::{part_of_row, part_words, state_of};
use super::refused;
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::obligations::DueMoments;
use crate::staff_names::staff_names_in;

/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;

/// A proposal that the chair returned and that no later one answers.
#[derive(Debug, Clone)]
pub struct ReturnedProtocol {
    /// The protocol.
    pub id: Uuid,
    /// Its number within the exam.
    pub number: String,
    /// The exam.
    pub exam: Exam,
    /// «весь экзамен», «форма ЕГЭ».
    pub part_words: String,
    /// What has to be mended, in the chair's words.
    pub reason: String,
    /// When it was returned.
    pub at: Instant,
    /// Who returned it, full name.
    pub by: String,
}

impl App {
    /// Returns a proposal to the secretary: it is void with this reason and is never approved. The right is the one to approve.
    ///
    /// Errors: [`AppError::Invalid`] at `reason`; [`AppError::NotNow`] when it is approved or void.
    pub async fn return_protocol(&self, request: &Request, protocol: Uuid, reason: &str) -> Result<(), AppError> {
        request.authorise(Action::ApproveProtocol)?;
        let reason = reason.trim();
        if reason.chars().count() > LONGEST_REASON {
            let words = format!("Причина длиннее {LONGEST_REASON} знаков. Сократите её");
            return Err(AppError::Invalid(vec![FieldProblem::new("reason", words)]));
        }
        let fingerprint = format!("return-protocol {protocol} {reason}");
        let input = (self, request, protocol, reason);
        self.act(request, &fingerprint, &input, |tx, input| {
            boxed(async move {
                let (app, request, protocol, reason) = *input;
                app.return_in(tx, request, protocol, reason).await
            })
        })
        .await
    }

    async fn return_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        protocol: Uuid,
        reason: &str,
    ) -> Result<Done<()>, AppError> {
        let actor = self.authorised_now(tx, request, Action::ApproveProtocol).await?;
        let row = protocols::find(tx, protocol).await?.ok_or(AppError::NotFound)?;
        let act = ApprovalAct::of(&actor, request.now);
        state_of(&row)?.return_to_secretary(act, reason).map_err(refused)?;
        if !protocols::return_to_secretary(tx, protocol, &stored_act(&act), reason).await? {
            return Err(AppError::Changed(
                "протокол тем временем изменился, ничего не\u{a0}записано: обновите страницу".to_owned(),
            ));
        }
        self.reconcile(tx, row.exam_id, request.now, DueMoments::Keep).await?;
        // The reason stays in the protocol: a journal holds no typed words.
        let details = json!({"exam": row.exam_id, "number": row.number});
        Ok(Done {
            value: (),
            event: event("protocol-returned", "protocol", Some(protocol), details),
        })
    }

    /// Every returned proposal that nobody answered yet, the latest first; for whoever proposes.
    pub async fn returned_protocols(&self, request: &Request) -> Result<Vec<ReturnedProtocol>, AppError> {
        request.authorise(Action::ProposeProtocol)?;
        self.store
            .read(self, |tx, app| boxed(async move { app.returned_in(tx).await }))
            .await
    }

    async fn returned_in(&self, tx: &mut Tx) -> Result<Vec<ReturnedProtocol>, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let mut found = Vec::new();
        for exam in protocols::exams_with_returned(tx).await? {
            let known = protocols::of_exam(tx, exam).await?;
            let exam = find_exam(tx, exam).await?;
            for row in unanswered(&known)? {
                let names = staff_names_in(tx, row.void_by, &directory).await?;
                found.push(ReturnedProtocol {
                    id: row.id,
                    number: row.number.clone(),
                    exam: exam.clone(),
                    part_words: part_words(part_of_row(row)?, &organisations, &known),
                    reason: row.void_note.clone().unwrap_or_default(),
                    at: Instant::from_micros(row.void_at.unwrap_or_default()),
                    by: names.into_values().next().unwrap_or_default(),
                });
            }
        }
        found.sort_by_key(|one| std::cmp::Reverse(one.at));
        Ok(found)
    }
}

/// Of the protocols of an exam those that were returned and that no later proposal over a part in common answers.
pub(super) fn unanswered(known: &[ProtocolRow]) -> Result<Vec<&ProtocolRow>, AppError> {
    let mut open = Vec::new();
    for row in known
        .iter()
        .filter(|row| row.void_reason.as_deref() == Some("returned"))
    {
        let part = part_of_row(row)?;
        let mut is_answered = false;
        for later in known
            .iter()
            .filter(|later| later.id != row.id && later.proposed_at >= row.void_at)
        {
            // A proposal that came to nothing by itself is no answer.
            let stands = later.state != ApprovalStage::Void.code() || later.void_reason.as_deref() == Some("returned");
            is_answered |= stands && part.may_share(part_of_row(later)?);
        }
        if !is_answered {
            open.push(row);
        }
    }
    Ok(open)
}
