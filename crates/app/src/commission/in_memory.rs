//! What waits for the commission in an exam, and the lines of a protocol, kept in memory while nothing of them changes: a
//! page about nine thousand results must not read nine thousand rows.
//!
//! Both are as old as the exam's row in `exam_waiting`, which every act that may change them raises. Acts never take anything from
//! here: they ask the database in their own transaction.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use domain::edition::HoldReason;
use storage::deliveries::{self, ReceivedDeliveryRow};
use storage::{Tx, exams, protocols};
use uuid::Uuid;

use super::waiting::{self, Candidate, holds_of};
use crate::context::App;
use crate::error::AppError;

/// So many exams are kept: those of a few days of June.
const MOST_EXAMS: usize = 24;
/// So many protocols are kept.
const MOST_PROTOCOLS: usize = 24;

/// What of an exam waits, and what arrived.
pub(crate) struct WaitingNow {
    pub(crate) version: i64,
    pub(crate) candidates: Vec<Arc<Candidate>>,
    pub(crate) received: Vec<ReceivedDeliveryRow>,
}

/// A protocol's line: what puts it in order and counts it.
pub(crate) struct LineKey {
    pub(crate) edition: Uuid,
    pub(crate) person: Uuid,
    pub(crate) organisation: Uuid,
    /// Empty for what the protocol approves.
    pub(crate) holds: Vec<HoldReason>,
}

/// The lines of a protocol.
pub(crate) struct LinesNow {
    version: i64,
    pub(crate) lines: Vec<LineKey>,
}

/// Both, of the exams and protocols asked for.
#[derive(Default)]
pub(crate) struct CommissionMemory {
    waiting: RwLock<HashMap<Uuid, Arc<WaitingNow>>>,
    lines: RwLock<HashMap<Uuid, Arc<LinesNow>>>,
}

impl App {
    /// What waits in an exam, as it stands in this transaction.
    pub(crate) async fn waiting_now(&self, tx: &mut Tx, exam: Uuid) -> Result<Arc<WaitingNow>, AppError> {
        let version = exams::waiting_version(tx, exam).await?;
        self.waiting_of_version(tx, exam, version).await
    }

    /// The same, where the version was read already in this transaction.
    pub(crate) async fn waiting_of_version(
        &self,
        tx: &mut Tx,
        exam: Uuid,
        version: i64,
    ) -> Result<Arc<WaitingNow>, AppError> {
        let may_remember = tx.sees_only_what_is_committed();
        if may_remember && let Some(kept) = kept(&self.commission.waiting, exam, |one| one.version == version) {
            return Ok(kept);
        }
        let fresh = Arc::new(WaitingNow {
            version,
            candidates: waiting::load(tx, exam).await?,
            received: deliveries::received(tx, exam).await?,
        });
        if may_remember {
            keep(&self.commission.waiting, exam, &fresh, MOST_EXAMS);
        }
        Ok(fresh)
    }

    /// The lines of a protocol of an exam.
    pub(crate) async fn lines_now(&self, tx: &mut Tx, exam: Uuid, protocol: Uuid) -> Result<Arc<LinesNow>, AppError> {
        let version = exams::waiting_version(tx, exam).await?;
        self.lines_of_version(tx, protocol, version).await
    }

    /// The same, where the version was read already in this transaction.
    pub(crate) async fn lines_of_version(
        &self,
        tx: &mut Tx,
        protocol: Uuid,
        version: i64,
    ) -> Result<Arc<LinesNow>, AppError> {
        let may_remember = tx.sees_only_what_is_committed();
        if may_remember && let Some(kept) = kept(&self.commission.lines, protocol, |one| one.version == version) {
            return Ok(kept);
        }
        let mut lines = Vec::new();
        for row in protocols::line_keys(tx, protocol).await? {
            lines.push(LineKey {
                edition: row.edition_id,
                person: row.person_id,
                organisation: row.informing_organisation_id,
                holds: holds_of(&row.holds)?,
            });
        }
        let fresh = Arc::new(LinesNow { version, lines });
        if may_remember {
            keep(&self.commission.lines, protocol, &fresh, MOST_PROTOCOLS);
        }
        Ok(fresh)
    }
}

fn kept<T>(memory: &RwLock<HashMap<Uuid, Arc<T>>>, id: Uuid, is_new: impl Fn(&T) -> bool) -> Option<Arc<T>> {
    let present = memory.read().ok()?.get(&id).cloned();
    present.filter(|one| is_new(one))
}

fn keep<T>(memory: &RwLock<HashMap<Uuid, Arc<T>>>, id: Uuid, fresh: &Arc<T>, most: usize) {
    if let Ok(mut memory) = memory.write() {
        if memory.len() >= most && !memory.contains_key(&id) {
            memory.clear();
        }
        memory.insert(id, Arc::clone(fresh));
    }
}
