//! РЦОИ tells the participants, shows who changes, and gives exactly that on: new editions in state received, which the exam
//! commission gets by this act (of essays the next end of processing releases them). An order may be taken back until then.

use domain::access::Action;
use domain::edition::EditionState;
use domain::exam::AttendanceOutcome;
use domain::recheck::RecheckAct;
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::rechecks::{self, RecheckRow, RecheckWorkRow};
use storage::results::{self, EditionRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use super::{Batch, LONGEST, changed};
use crate::act::Done;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::Exam;
use crate::stored_rows::is_waiting;

/// What giving the outcomes on would write.
#[derive(Debug, Clone)]
pub struct GivePreview {
    /// The batch.
    pub row: RecheckRow,
    /// The exam.
    pub exam: Exam,
    /// The works whose value changes.
    pub changed: Vec<RecheckWorkRow>,
    /// How many stay.
    pub same: usize,
    /// How many have no outcome and are not concerned.
    pub left_out: usize,
    /// How many rise by primary score, or become a pass.
    pub up: usize,
    /// Over every work with its outcome: an act over another hash is refused.
    pub hash: String,
}

impl App {
    /// Records that the participants were told (mordovia-187:8.6), and how.
    pub async fn tell_of_recheck(
        &self,
        request: &Request,
        (id, version): (Uuid, i64),
        how: &str,
    ) -> Result<(), AppError> {
        request.authorise(Action::PrepareAppeals)?;
        let how = words_of(
            how,
            "how",
            "Напишите, как оповестили участников: письмо, его номер, через кого, без фамилий",
        )?;
        let fingerprint = format!("tell-of-recheck {id} {version} {how}");
        let whole = (self, request, id, version, how);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, id, version, how) = whole;
                let what = (Action::PrepareAppeals, *id, *version);
                let mut batch = app.batch_to_act_on(tx, request, what).await?;
                let facts = batch.facts()?;
                // The rules are asked before the row is written: what was told once is not told again.
                domain::recheck::step(&facts, RecheckAct::Tell, request.actor.role)
                    .map_err(|refused| super::refusal(&refused))?;
                batch.row.told_at = Some(request.at());
                batch.row.told_by = Some(request.account());
                batch.row.told_how = Some(how.clone());
                let event = app.told(tx, request, &mut batch, facts).await?;
                Ok(Done { value: (), event })
            })
        })
        .await
    }

    async fn told(
        &self,
        tx: &mut Tx,
        request: &Request,
        batch: &mut Batch,
        facts: domain::recheck::Recheck,
    ) -> Result<storage::journal::Event, AppError> {
        if !rechecks::update(tx, &batch.row).await? {
            return Err(changed());
        }
        batch.row.version += 1;
        let touched = crate::obligations::Touched::Recheck(batch.row.id);
        let keep = crate::obligations::DueMoments::Keep;
        self.reconcile_touched(tx, batch.row.exam_id, touched, request.now, keep)
            .await?;
        let details =
            json!({"exam": batch.row.exam_id, "number": batch.row.number, "act": "told", "works": facts.works});
        Ok(crate::act::event(
            "recheck-step",
            "recheck",
            Some(batch.row.id),
            details,
        ))
    }

    /// Who would change by what was entered.
    pub async fn preview_recheck(&self, request: &Request, id: Uuid) -> Result<GivePreview, AppError> {
        let scope = request.authorise(Action::PrepareAppeals)?;
        self.store
            .read(&(self, request, scope, id), |tx, (app, request, scope, id)| {
                boxed(async move {
                    let row = rechecks::find(tx, scope, *id).await?.ok_or(AppError::NotFound)?;
                    let batch = app.batch_of(tx, row).await?;
                    let facts = batch.facts()?;
                    domain::recheck::step(&facts, RecheckAct::Give, request.actor.role)
                        .map_err(|refused| super::refusal(&refused))?;
                    Ok(preview_of(&batch))
                })
            })
            .await
    }

    /// Gives exactly the previewed outcomes on.
    ///
    /// Errors: [`AppError::Changed`] when they are not the previewed ones; [`AppError::NotNow`] when a result changed since
    /// the batch was ordered, with the codes.
    pub async fn give_recheck(
        &self,
        request: &Request,
        (id, version): (Uuid, i64),
        hash: &str,
    ) -> Result<(), AppError> {
        request.authorise(Action::PrepareAppeals)?;
        let fingerprint = format!("give-recheck {id} {version} {hash}");
        let whole = (self, request, id, version, hash);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, id, version, hash) = *whole;
                let what = (Action::PrepareAppeals, id, version);
                let mut batch = app.batch_to_act_on(tx, request, what).await?;
                if preview_of(&batch).hash != hash {
                    return Err(AppError::Changed(
                        "итоги уже не\u{a0}те, что были показаны, ничего не\u{a0}записано: посмотрите их ещё раз"
                            .to_owned(),
                    ));
                }
                let written = app.new_editions_of(tx, request, &batch).await?;
                batch.row.given_at = Some(request.at());
                batch.row.given_by = Some(request.account());
                batch.row.given_person = Some(request.actor.person.0);
                let details = json!({"editions": written, "set": hash});
                let event = app
                    .take_recheck_step(tx, request, &mut batch, RecheckAct::Give, ("given", details))
                    .await?;
                app.void_changed_proposals(tx, batch.exam.id, request.now).await?;
                Ok(Done { value: (), event })
            })
        })
        .await
    }

    async fn new_editions_of(&self, tx: &mut Tx, request: &Request, batch: &Batch) -> Result<usize, AppError> {
        let moved: Vec<&RecheckWorkRow> = batch.works.iter().filter(|work| work.is_changed()).collect();
        let results: Vec<Uuid> = moved.iter().map(|work| work.result_id).collect();
        let standing = results::editions_of_results(tx, &results).await?;
        let mut in_the_way = Vec::new();
        let mut rows = Vec::with_capacity(moved.len());
        for work in &moved {
            let of_result = || standing.iter().filter(|one| one.result_id == work.result_id);
            if of_result().any(is_waiting) || work.was_state != EditionState::Released.code() {
                in_the_way.push(work.participant_code.clone());
                continue;
            }
            let number = of_result().map(|one| one.number).max().unwrap_or_default() + 1;
            rows.push((work.sitting_id, self.edition_of(request, batch, work, number)?));
        }
        if !in_the_way.is_empty() {
            in_the_way.truncate(20);
            return Err(AppError::NotNow(format!(
                "результат изменился после назначения перепроверки или уже ждёт утверждения, коды: {}. Дождитесь решения или отзовите перепроверку этих работ",
                in_the_way.join(", ")
            )));
        }
        let editions: Vec<EditionRow> = rows.iter().map(|(_, row)| row.clone()).collect();
        results::insert_editions(tx, &editions).await?;
        for (sitting, edition) in &rows {
            if !rechecks::set_new_edition(tx, batch.row.id, *sitting, edition.id).await? {
                return Err(changed());
            }
        }
        Ok(rows.len())
    }

    fn edition_of(
        &self,
        request: &Request,
        batch: &Batch,
        work: &RecheckWorkRow,
        number: i64,
    ) -> Result<EditionRow, AppError> {
        let kind = domain::recheck::RecheckKind::from_code(&batch.row.kind)?;
        let document = super::list::document_words(&batch.row)?;
        Ok(EditionRow {
            id: self.fresh_id(request.now)?,
            result_id: work.result_id,
            number,
            state: EditionState::Received.code().to_owned(),
            attendance: AttendanceOutcome::Written.code().to_owned(),
            essay_value: work.essay_value.clone(),
            topic: None,
            primary_score: work.primary_score,
            test_score: work.test_score,
            mark: work.mark,
            task_points: work.task_points.clone(),
            ground: format!("{} № {}: {document}", kind.russian(), batch.row.number),
            document_reference: Some(document),
            author_account_id: request.account(),
            import_id: None,
            received_at: request.at(),
            hold_reason: None,
            hold_note: None,
            completion_id: None,
            protocol_id: None,
            released_at: None,
            ended_at: None,
        })
    }

    /// The order is taken back before its outcomes are given: everything stays as it was.
    pub async fn withdraw_recheck(
        &self,
        request: &Request,
        (id, version): (Uuid, i64),
        words: &str,
    ) -> Result<(), AppError> {
        request.authorise(Action::OrderRecheck)?;
        let words = words_of(
            words,
            "outcome",
            "Напишите, каким документом отозвано решение, без фамилий",
        )?;
        let fingerprint = format!("withdraw-recheck {id} {version} {words}");
        let whole = (self, request, id, version, words);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, id, version, words) = whole;
                let what = (Action::OrderRecheck, *id, *version);
                let mut batch = app.batch_to_act_on(tx, request, what).await?;
                batch.row.outcome = Some(words.clone());
                let event = app
                    .take_recheck_step(tx, request, &mut batch, RecheckAct::Withdraw, ("withdrawn", json!({})))
                    .await?;
                Ok(Done { value: (), event })
            })
        })
        .await
    }
}

/// A text without names that must be there.
pub(crate) fn words_of(text: &str, field: &str, wanted: &str) -> Result<String, AppError> {
    let text = text.trim();
    match text.is_empty() || text.chars().count() > LONGEST {
        true => Err(AppError::field(field, wanted)),
        false => Ok(text.to_owned()),
    }
}

fn preview_of(batch: &Batch) -> GivePreview {
    let moved: Vec<RecheckWorkRow> = batch.works.iter().filter(|work| work.is_changed()).cloned().collect();
    let entered = batch.works.iter().filter(|work| work.is_entered()).count();
    let up = moved.iter().filter(|work| is_better(work)).count();
    let mut digest = Sha256::new();
    digest.update(b"vedomost/recheck/1");
    digest.update(batch.row.id.as_bytes());
    for work in &batch.works {
        digest.update(work.edition_id.as_bytes());
        let value = (
            work.primary_score,
            work.test_score,
            work.mark,
            &work.task_points,
            &work.essay_value,
        );
        digest.update(format!("{value:?}|{}", work.was_state).as_bytes());
    }
    GivePreview {
        row: batch.row.clone(),
        exam: batch.exam.clone(),
        same: entered - moved.len(),
        left_out: batch.works.len() - entered,
        up,
        changed: moved,
        hash: hex::encode(digest.finalize()),
    }
}

fn is_better(work: &RecheckWorkRow) -> bool {
    match (work.primary_score, work.was_primary_score) {
        (Some(now), Some(was)) => now > was,
        _ => work.essay_value.as_deref().is_some_and(|code| code.ends_with("|1")),
    }
}
