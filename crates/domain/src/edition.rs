//! Editions: one value of a result each. States only move forward and nothing is deleted (B7).

use crate::codes::coded;

coded! {
    /// Where an edition stands.
    EditionState {
        Received = "received", "получена";
        Held = "held", "задержана";
        Approved = "approved", "утверждена";
        Released = "released", "выпущена";
        Superseded = "superseded", "заменена";
        Annulled = "annulled", "аннулирована";
    }
}

/// A step the rules do not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("редакция «{from}» не может стать «{to}»", from = .from.russian(), to = .to.russian())]
pub struct EditionStepRefused {
    /// Where the edition stands.
    pub from: EditionState,
    /// Where somebody wanted it.
    pub to: EditionState,
}

impl EditionState {
    /// The next state, or why there is none. A superseded or annulled edition is final; a released one is only
    /// replaced or annulled, never called back.
    pub fn step(self, to: Self) -> Result<Self, EditionStepRefused> {
        use EditionState::{Annulled, Approved, Held, Received, Released, Superseded};
        let allowed = matches!(
            (self, to),
            (Received, Held | Approved | Released | Superseded | Annulled)
                | (Held, Received | Superseded | Annulled)
                | (Approved, Released | Held | Superseded | Annulled)
                | (Released, Superseded | Annulled)
        );
        if allowed {
            Ok(to)
        } else {
            Err(EditionStepRefused { from: self, to })
        }
    }

    /// Does it wait for a release or a decision?
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::Received | Self::Held | Self::Approved)
    }
}

coded! {
    /// Why a received edition is not released by the end of processing (essay) or not approved (GIA).
    HoldReason {
        /// An operator stopped it by hand, with a ground.
        ByHand = "by-hand", "остановлена оператором";
        /// The value contradicts itself (domain-facts 1.5).
        Contradiction = "contradiction", "значение противоречит критериям";
        /// No organisation to tell the participant.
        NoInformingOrganisation = "no-informing-organisation", "не указано, кто знакомит";
        /// The sitting has an inquiry or recheck open (rostov-essay:8.4).
        UnderRecheck = "under-recheck", "идёт перепроверка";
        /// GIA: the chair decides on annulment (mordovia-187:7; kuzbass-gia9:bans).
        RemovedFromExam = "removed-from-exam", "удалён с экзамена";
        /// GIA: the chair's check or Rosobrnadzor's has not ended (mordovia-187:7).
        ViolationInquiry = "violation-inquiry", "проверяется нарушение порядка";
        /// GIA: the lists of the exam day say otherwise than the delivery (mordovia-187:8.1).
        DayRecordsConflict = "day-records-conflict", "расходится с записями дня экзамена";
        /// GIA: the commission has not yet decided (mordovia-187:9.1; kuzbass-gia9:rights 6).
        ProcedureAppealPending = "procedure-appeal-pending", "рассматривается апелляция о нарушении порядка";
    }
}
