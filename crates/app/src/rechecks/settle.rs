//! How a batch ends: its editions are released by the protocol of change or the end of processing, or the chair keeps what is
//! published (mordovia-187:7).

use domain::access::Action;
use domain::edition::EditionState;
use domain::ids::PersonId;
use domain::recheck::{RecheckAct, RecheckState};
use serde_json::json;
use storage::rechecks::{self, RecheckWorkRow};
use storage::{StorageError, Tx, boxed, results};
use uuid::Uuid;

use super::give::words_of;
use crate::act::Done;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::step_up::CheckedPassword;

impl App {
    /// The chair's password before [`App::keep_results`], asked of whoever may decide and of nobody else.
    pub async fn check_password_to_keep(
        &self,
        request: &Request,
        recheck: Uuid,
        password: &str,
    ) -> Result<CheckedPassword, AppError> {
        request.authorise(Action::ApproveProtocol)?;
        self.check_password_again(request, password, ("recheck", recheck)).await
    }

    /// The chair keeps what is published: the new editions that wait give way, nothing of them was ever released.
    ///
    /// Errors: [`AppError::NotNow`] for the person who gave the outcomes, for essays, and in any other state.
    pub async fn keep_results(
        &self,
        request: &Request,
        (id, version): (Uuid, i64),
        words: &str,
        checked: &CheckedPassword,
    ) -> Result<(), AppError> {
        request.authorise(Action::ApproveProtocol)?;
        let words = words_of(
            words,
            "outcome",
            "Напишите, почему баллы сохранены: решение, его номер и\u{a0}день, без фамилий",
        )?;
        self.must_be_fresh(request, checked)?;
        let fingerprint = format!("keep-results {id} {version} {words}");
        let whole = (self, request, id, version, words);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, id, version, words) = whole;
                let what = (Action::ApproveProtocol, *id, *version);
                let mut batch = app.batch_to_act_on(tx, request, what).await?;
                let given_by = batch.row.given_person.map(PersonId);
                let by = request.actor.person;
                // Before it is given there is nothing to keep: the state refuses.
                let act = RecheckAct::Keep {
                    given_by: given_by.unwrap_or(by),
                    by,
                };
                batch.row.outcome = Some(words.clone());
                let waiting: Vec<Uuid> = batch
                    .works
                    .iter()
                    .filter(|work| waits(work))
                    .filter_map(|work| work.new_edition_id)
                    .collect();
                let details = json!({"editions": waiting.len()});
                let event = app
                    .take_recheck_step(tx, request, &mut batch, act, ("kept", details))
                    .await?;
                results::supersede_pending(tx, &waiting, request.at()).await?;
                app.void_changed_proposals(tx, batch.exam.id, request.now).await?;
                Ok(Done { value: (), event })
            })
        })
        .await
    }

    /// Editions of the exam were released or annulled: the batches none of whose editions waits any more are carried out.
    /// Inside the transaction of the act that did it. Returns how many.
    pub(crate) async fn settle_rechecks(&self, tx: &mut Tx, request: &Request, exam: Uuid) -> Result<usize, AppError> {
        let mut done = 0;
        for row in rechecks::of_exam(tx, exam).await? {
            if row.state != RecheckState::Given.code() {
                continue;
            }
            let mut batch = self.batch_of(tx, row).await?;
            let came: Vec<&RecheckWorkRow> = batch
                .works
                .iter()
                .filter(|work| work.new_edition_id.is_some())
                .collect();
            if came.is_empty() || came.iter().any(|work| waits(work)) {
                continue;
            }
            if batch.row.given_person.is_none() {
                return Err(StorageError::Damaged("recheck.given_person").into());
            }
            let details = json!({"editions": came.len()});
            self.take_recheck_step(tx, request, &mut batch, RecheckAct::CarryOut, ("carried-out", details))
                .await?;
            done += 1;
        }
        Ok(done)
    }
}

/// Does the edition that came of the work wait for a decision?
fn waits(work: &RecheckWorkRow) -> bool {
    let state = work.new_state.as_deref().map(EditionState::from_code);
    matches!(state, Some(Ok(state)) if state.is_waiting())
}
