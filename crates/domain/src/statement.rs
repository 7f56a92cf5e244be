//! A statement's way: formed, handed over, received, opened. Order of hops is a rule, not a convention of pages.

use regulations::Instant;

use crate::codes::coded;

coded! {
    /// Which hop of the chain a statement is.
    StatementHop {
        /// kuzbass-4195:2.2
        ToMunicipalBody = "to-municipal-body", "РЦОИ → МОУО";
        /// kuzbass-4195:2.3
        ToSchool = "to-school", "МОУО → школа";
        /// kuzbass-4195:2.5
        ToStateOrganisation = "to-state-organisation", "РЦОИ → государственная организация";
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
