//! Works gone over again after their release: by an order, after a change of the key, essays called in (B5; mordovia-187:7,
//! 8.6; kuzbass-gia9:info 3; rostov-essay:8.4). The rules stand in `domain::recheck`; a changed value goes the way of every
//! corrected result: a new edition, the protocol of change or the next end of processing, statements, publication.

pub mod give;
pub mod list;
pub mod order;
pub mod outcomes;
pub mod settle;

use domain::access::{Action, Scope};
use domain::recheck::{Recheck, RecheckAct, RecheckKind, RecheckRefused, RecheckState, step};
use serde_json::{Value, json};
use storage::Tx;
use storage::journal::Event;
use storage::rechecks::{self, RecheckRow, RecheckWorkRow};
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::obligations::{DueMoments, Touched, system_scope};

/// Longest reason, document or outcome.
pub(crate) const LONGEST: usize = 500;

/// A batch as its act finds it.
pub(crate) struct Batch {
    pub(crate) row: RecheckRow,
    pub(crate) exam: Exam,
    pub(crate) works: Vec<RecheckWorkRow>,
}

impl Batch {
    /// As the rules see it.
    pub(crate) fn facts(&self) -> Result<Recheck, AppError> {
        Ok(Recheck {
            kind: RecheckKind::from_code(&self.row.kind)?,
            state: RecheckState::from_code(&self.row.state)?,
            told: self.row.told_at.is_some(),
            works: self.works.len(),
            entered: self.works.iter().filter(|work| work.is_entered()).count(),
            changed: self.works.iter().filter(|work| work.is_changed()).count(),
        })
    }
}

impl App {
    /// A batch with all its works, for who acts on it: its version is the one the page was made from.
    pub(crate) async fn batch_to_act_on(
        &self,
        tx: &mut Tx,
        request: &Request,
        (action, id, version): (Action, Uuid, i64),
    ) -> Result<Batch, AppError> {
        let actor = self.authorised_now(tx, request, action).await?;
        let scope = actor.authorise(action, request.today)?;
        let row = rechecks::find(tx, &scope, id).await?.ok_or(AppError::NotFound)?;
        if row.version != version {
            return Err(changed());
        }
        self.batch_of(tx, row).await
    }

    pub(crate) async fn batch_of(&self, tx: &mut Tx, row: RecheckRow) -> Result<Batch, AppError> {
        let exam = find_exam(tx, row.exam_id).await?;
        let region = self.whole_region(tx).await?;
        let works = rechecks::works(tx, &region, row.id).await?;
        Ok(Batch { row, exam, works })
    }

    pub(crate) async fn whole_region(&self, tx: &mut Tx) -> Result<Scope, AppError> {
        let centre = self.organisations_in(tx).await?.processing_centre()?.id;
        Ok(system_scope(centre))
    }

    /// Steps, writes, lets the terms follow; the event tells act and counts.
    pub(crate) async fn take_recheck_step(
        &self,
        tx: &mut Tx,
        request: &Request,
        batch: &mut Batch,
        act: RecheckAct,
        (name, details): (&'static str, Value),
    ) -> Result<Event, AppError> {
        let facts = batch.facts()?;
        let after = step(&facts, act, request.actor.role).map_err(|refused| refusal(&refused))?;
        let row = &mut batch.row;
        row.state = after.code().to_owned();
        if after.is_final() && !facts.state.is_final() {
            row.ended_at = Some(request.at());
            row.ended_by = Some(request.account());
        }
        if !rechecks::update(tx, row).await? {
            return Err(changed());
        }
        row.version += 1;
        self.reconcile_touched(tx, row.exam_id, Touched::Recheck(row.id), request.now, DueMoments::Keep)
            .await?;
        let details = json!({
            "exam": row.exam_id, "number": row.number, "act": name, "state": row.state, "works": facts.works,
            "entered": facts.entered, "changed": facts.changed, "of": details,
        });
        Ok(event("recheck-step", "recheck", Some(row.id), details))
    }
}

pub(crate) fn changed() -> AppError {
    AppError::Changed("перепроверка тем временем изменилась, ничего не\u{a0}записано: обновите страницу".to_owned())
}

pub(crate) fn refusal(refused: &RecheckRefused) -> AppError {
    match refused {
        RecheckRefused::NotYours => AppError::NotFound,
        other => AppError::NotNow(other.to_string()),
    }
}
