//! The secretary proposes a protocol over a previewed part (mordovia-187:9.1; kuzbass-gia9:info 5), or takes one back; and
//! every act that changes the content voids a proposal over it.

use std::collections::HashMap;
use std::sync::Arc;

use domain::access::Action;
use domain::approval::content::ApprovalContent;
use domain::approval::parts::{PartCandidate, ProtocolPart, correction_problems, part_problems};
use domain::approval::{ApprovalAct, ApprovalStage, ApprovalState, VoidReason};
use domain::edition::EditionState;
use domain::ids::{EditionId, ProtocolId, ResultId};
use regulations::Instant;
use serde_json::json;
use storage::protocols::{self, Act, ProtocolLineRow, ProtocolRow};
use storage::{Tx, boxed, exams};
use uuid::Uuid;

use super::protocols::{part_of_row, state_of};
use super::waiting::{self, Candidate, content_of, holds_code};
use super::{approved_by_the_commission, refused};
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::obligations::DueMoments;

/// What a person chose to propose.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Which waiting editions.
    pub part: ProtocolPart,
    /// Why the corrected protocol was wrong; empty for a first approval.
    pub ground: String,
    /// Hash (hex) of what the preview showed.
    pub previewed_hash: String,
}

impl App {
    /// Proposes a protocol over exactly the previewed part. Returns its id.
    ///
    /// Errors: [`AppError::Changed`] when the content is not the previewed one; [`AppError::NotNow`] when nothing can be
    /// approved, the exam was not held yet, or an edition stands in another protocol; [`AppError::Invalid`] for a
    /// correction without a ground.
    pub async fn propose_protocol(&self, request: &Request, exam: Uuid, proposal: &Proposal) -> Result<Uuid, AppError> {
        request.authorise(Action::ProposeProtocol)?;
        let fingerprint = format!(
            "propose-protocol {exam} {:?} {} {}",
            proposal.part, proposal.ground, proposal.previewed_hash
        );
        let input = (self, request, exam, proposal);
        self.act(request, &fingerprint, &input, |tx, input| {
            boxed(async move {
                let (app, request, exam, proposal) = *input;
                app.propose_in(tx, request, exam, proposal).await
            })
        })
        .await
    }

    async fn propose_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        exam: Uuid,
        proposal: &Proposal,
    ) -> Result<Done<Uuid>, AppError> {
        let actor = self.authorised_now(tx, request, Action::ProposeProtocol).await?;
        let exam = find_exam(tx, exam).await?;
        approved_by_the_commission(&exam)?;
        if exam.date > request.today {
            return Err(AppError::NotNow("экзамен ещё не прошёл: утверждать нечего".to_owned()));
        }
        let draft = self.draft_of(tx, &exam, proposal).await?;
        let (_, rows, content) = self.content_now(tx, exam.id, proposal.part).await?;
        if content.hash().to_string() != proposal.previewed_hash {
            return Err(AppError::Changed(
                "состав изменился после предпросмотра, ничего не записано: посмотрите новый предпросмотр".to_owned(),
            ));
        }
        refuse_what_cannot_stand(tx, &exam, proposal.part, &rows).await?;
        let act = ApprovalAct::of(&actor, request.now);
        let state = draft.propose(act, &content).map_err(refused)?;
        let earlier = protocols::of_exam(tx, exam.id).await?;
        let row = ProtocolRow {
            number: (earlier.len() + 1).to_string(),
            ..self.row_of(request, &exam, proposal.part, &state, &content)?
        };
        protocols::insert(tx, &row).await?;
        protocols::insert_lines(tx, row.id, &lines_of(&rows)).await?;
        self.reconcile(tx, exam.id, request.now, DueMoments::Keep).await?;
        let details = json!({
            "exam": exam.id, "number": row.number, "part": row.part, "results": row.approve_count, "held": row.held_count,
            "set": content.hash().to_string(),
        });
        Ok(Done {
            value: row.id,
            event: event("protocol-proposed", "protocol", Some(row.id), details),
        })
    }

    /// An empty protocol, or the correction of an approved one of the same exam.
    async fn draft_of(&self, tx: &mut Tx, exam: &Exam, proposal: &Proposal) -> Result<ApprovalState, AppError> {
        let ProtocolPart::Correction(corrected) = proposal.part else {
            return Ok(ApprovalState::draft());
        };
        let row = protocols::find(tx, corrected.0)
            .await?
            .filter(|row| row.exam_id == exam.id)
            .ok_or(AppError::NotFound)?;
        state_of(&row)?.correction(corrected, &proposal.ground).map_err(refused)
    }

    /// The waiting editions, those of the part, and the content over them, as they stand in this transaction.
    pub(crate) async fn content_now(
        &self,
        tx: &mut Tx,
        exam: Uuid,
        part: ProtocolPart,
    ) -> Result<(Candidates, Candidates, ApprovalContent), AppError> {
        let organisations = self.organisations_in(tx).await?;
        let all = waiting::load(tx, exam).await?;
        let rows = waiting::part_of(&all, part, &organisations)?;
        let content = content_of(&rows)?;
        Ok((all, rows, content))
    }

    fn row_of(
        &self,
        request: &Request,
        exam: &Exam,
        part: ProtocolPart,
        state: &ApprovalState,
        content: &ApprovalContent,
    ) -> Result<ProtocolRow, AppError> {
        let stored = state.stored();
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let (part_form, part_organisation_id) = match part {
            ProtocolPart::Form(form) => (Some(form.code().to_owned()), None),
            ProtocolPart::Municipality(organisation) => (None, Some(organisation.0)),
            ProtocolPart::Everything | ProtocolPart::Correction(_) => (None, None),
        };
        Ok(ProtocolRow {
            id: self.fresh_id(request.now)?,
            exam_id: exam.id,
            number: String::new(),
            state: stored.stage.code().to_owned(),
            part: part.kind().code().to_owned(),
            part_form,
            part_organisation_id,
            content_hash: stored.content.map(|hash| hash.as_bytes().to_vec()),
            approve_count: count(content.to_approve()),
            held_count: count(content.rows() - content.to_approve()),
            corrects: stored.corrects.as_ref().map(|corrects| corrects.protocol.0),
            correction_ground: stored.corrects.map(|corrects| corrects.ground),
            proposed_by: stored.proposed.map(|act| act.account.0),
            proposed_person: stored.proposed.map(|act| act.person.0),
            proposed_role: stored.proposed.map(|act| act.role.code().to_owned()),
            proposed_at: stored.proposed.map(|act| act.at.as_micros()),
            approved_by: None,
            approved_person: None,
            approved_role: None,
            approved_at: None,
            void_reason: None,
            void_note: None,
            void_at: None,
            void_by: None,
            void_person: None,
            void_role: None,
            sent_at: None,
            sent_by: None,
        })
    }

    /// The secretary or the chair takes a proposal back.
    ///
    /// Errors: [`AppError::NotNow`] when it is approved or void.
    pub async fn withdraw_protocol(&self, request: &Request, protocol: Uuid) -> Result<(), AppError> {
        request.authorise(Action::WithdrawProtocol)?;
        let fingerprint = format!("withdraw-protocol {protocol}");
        self.act(request, &fingerprint, &(self, request, protocol), |tx, input| {
            boxed(async move {
                let (app, request, protocol) = *input;
                let actor = app.authorised_now(tx, request, Action::WithdrawProtocol).await?;
                let row = protocols::find(tx, protocol).await?.ok_or(AppError::NotFound)?;
                let act = ApprovalAct::of(&actor, request.now);
                state_of(&row)?.withdraw(act).map_err(refused)?;
                if !protocols::withdraw(tx, protocol, &stored_act(&act)).await? {
                    return Err(AppError::Changed(
                        "протокол тем временем изменился: обновите страницу".to_owned(),
                    ));
                }
                app.reconcile(tx, row.exam_id, request.now, DueMoments::Keep).await?;
                let details = json!({"exam": row.exam_id, "number": row.number});
                Ok(Done {
                    value: (),
                    event: event("protocol-withdrawn", "protocol", Some(protocol), details),
                })
            })
        })
        .await
    }

    /// Voids every proposal of the exam whose content is no longer what stands. To be called by every act that may change
    /// an edition, its state, its holds or where it belongs, after the change, in its transaction. Returns how many.
    pub(crate) async fn void_changed_proposals(
        &self,
        tx: &mut Tx,
        exam: Uuid,
        now: Instant,
    ) -> Result<usize, AppError> {
        exams::waiting_changed(tx, exam).await?;
        let rows = protocols::of_exam(tx, exam).await?;
        let mut voided = 0;
        for row in rows.iter().filter(|row| row.state == ApprovalStage::Proposed.code()) {
            let (_, _, content) = self.content_now(tx, exam, part_of_row(row)?).await?;
            let stored = state_of(row)?.with_content(content.hash(), now).stored();
            if let Some((VoidReason::ContentChanged, at)) = stored.void
                && protocols::void_changed(tx, row.id, at.as_micros()).await?
            {
                voided += 1;
            }
        }
        Ok(voided)
    }
}

/// An act of the rules as storage takes it.
pub(crate) fn stored_act(act: &ApprovalAct) -> Act {
    Act {
        account: act.account.0,
        person: act.person.0,
        role: act.role.code().to_owned(),
        at: act.at.as_micros(),
    }
}

async fn refuse_what_cannot_stand(
    tx: &mut Tx,
    exam: &Exam,
    part: ProtocolPart,
    rows: &[Arc<Candidate>],
) -> Result<(), AppError> {
    let mut elsewhere = Elsewhere::new();
    for other in protocols::elsewhere(tx, exam.id).await? {
        let stage = ApprovalStage::from_code(&other.state)?;
        elsewhere
            .entry(other.edition_id)
            .or_default()
            .push((other.number, stage));
    }
    if let Some(problem) = problems_of(tx, part, rows, elsewhere).await?.first() {
        return Err(AppError::NotNow(problem.clone()));
    }
    Ok(())
}

/// By edition the proposed and approved protocols that would approve it: number, stage.
pub(super) type Elsewhere = HashMap<Uuid, Vec<(String, ApprovalStage)>>;

/// Waiting editions, shared with what is kept of them in memory.
type Candidates = Vec<Arc<Candidate>>;

/// Why the part cannot be proposed, each reason once.
pub(super) async fn problems_of(
    tx: &mut Tx,
    part: ProtocolPart,
    rows: &[Arc<Candidate>],
    mut elsewhere: Elsewhere,
) -> Result<Vec<String>, AppError> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let mut candidates = Vec::with_capacity(rows.len());
    for one in rows.iter().filter(|one| one.holds.is_empty()) {
        let edition = one.row.edition.edition_id;
        let others = elsewhere.remove(&edition).unwrap_or_default();
        candidates.push(PartCandidate {
            edition: EditionId(edition),
            state: EditionState::from_code(&one.row.edition.state)?,
            elsewhere: others,
        });
    }
    let mut problems: Vec<String> = Vec::new();
    let mut add = |problem: String| {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    };
    for (_, problem) in part_problems(&candidates) {
        add(problem.to_string());
    }
    if let ProtocolPart::Correction(ProtocolId(corrected)) = part {
        let approved = protocols::released_by(tx, corrected).await?;
        let approved: Vec<_> = approved
            .into_iter()
            .map(|(result, edition)| (ResultId(result), EditionId(edition)))
            .collect();
        let editions: Vec<_> = rows
            .iter()
            .map(|one| {
                (
                    ResultId(one.row.edition.result_id),
                    EditionId(one.row.edition.edition_id),
                )
            })
            .collect();
        for (_, problem) in correction_problems(&approved, &editions) {
            add(problem.to_string());
        }
    }
    Ok(problems)
}

fn lines_of(rows: &[Arc<Candidate>]) -> Vec<ProtocolLineRow> {
    let line = |(index, one): (usize, &Arc<Candidate>)| ProtocolLineRow {
        line_number: i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1),
        edition_id: one.row.edition.edition_id,
        holds: holds_code(&one.holds),
    };
    rows.iter().enumerate().map(line).collect()
}
