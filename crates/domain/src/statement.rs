//! A statement's way: formed, handed over, received, opened. Order of hops is a rule, not a convention of pages.

use regulations::{ExamKind, Instant};

use crate::codes::coded;

coded! {
    /// Which hop of the chain a statement is.
    StatementHop {
        /// kuzbass-4195:2.2
        ToMunicipalBody = "to-municipal-body", "РЦОИ → МОУО";
        /// kuzbass-4195:2.3; of ГИА-11 from РЦОИ (mordovia-187:8.2).
        ToSchool = "to-school", "МОУО или РЦОИ → школа";
        /// kuzbass-4195:2.5
        ToStateOrganisation = "to-state-organisation", "РЦОИ → государственная организация";
    }
}

/// How results of one kind of exam reach the schools below a municipal body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchoolDelivery {
    /// РЦОИ → МОУО → school, two statements, the second split off the first (kuzbass-4195:2.2, 2.3; kuzbass-gia9:info 5).
    ThroughMunicipalBody,
    /// РЦОИ → school, past the municipal body, which gets a statement of its own people and with it the list of its
    /// schools' statements (mordovia-187:4, 8.2).
    ///
    /// *Reading* of mordovia-187:10.2: clause 8.2 sends the same statements to schools and to municipal bodies, clause 10.2
    /// has the body send them to its schools on the day it receives them. We keep one statement per school. РЦОИ hands it
    /// over (8.2); where that has not happened when the body receives its own, the body owes the hand-over the same day and
    /// may make it (10.2). Whichever came first discharges both duties.
    PastMunicipalBody,
}

/// The way to the schools for each kind of exam.
pub const fn school_delivery(kind: ExamKind) -> SchoolDelivery {
    match kind {
        ExamKind::Essay | ExamKind::Gia9 => SchoolDelivery::ThroughMunicipalBody,
        ExamKind::Gia11 => SchoolDelivery::PastMunicipalBody,
    }
}

/// What is recorded of a statement's way so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatementProgress {
    /// When the previous hop's statement was received; `Some` from the start for a first hop (the moment it was formed).
    pub available_at: Option<Instant>,
    /// The sender's act.
    pub handed_over_at: Option<Instant>,
    /// The recipient's act.
    pub received_at: Option<Instant>,
}

/// Why a step on the statement's way is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementStepRefused {
    /// A municipal body cannot hand down what it has not received.
    #[error("ведомость ещё нельзя передать: сначала подтвердите получение ведомости от РЦОИ")]
    NotAvailableYet,
    /// Done already.
    #[error("ведомость уже передана")]
    AlreadyHandedOver,
    /// Receipt before hand-over.
    #[error("ведомость ещё не передана: подтверждать получение рано")]
    NotHandedOver,
    /// Done already.
    #[error("получение уже подтверждено")]
    AlreadyReceived,
}

impl StatementProgress {
    /// May the sender hand it over now?
    pub fn check_handover(self) -> Result<(), StatementStepRefused> {
        if self.handed_over_at.is_some() {
            return Err(StatementStepRefused::AlreadyHandedOver);
        }
        if self.available_at.is_none() {
            return Err(StatementStepRefused::NotAvailableYet);
        }
        Ok(())
    }

    /// May the recipient confirm receipt now?
    pub fn check_receipt(self) -> Result<(), StatementStepRefused> {
        if self.handed_over_at.is_none() {
            return Err(StatementStepRefused::NotHandedOver);
        }
        if self.received_at.is_some() {
            return Err(StatementStepRefused::AlreadyReceived);
        }
        Ok(())
    }
}
