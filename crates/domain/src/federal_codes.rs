//! States of appeals and results by the codes of the federal system (domain facts 5.3, 5.4), for files that leave here.
//!
//! *Reading*: the federal states are steps of another program; each of ours is told by the nearest of them.

use crate::annulment::AnnulmentGround;
use crate::appeal::CaseState;
use crate::exam::AttendanceOutcome;

/// A code with its federal name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FederalCode {
    pub number: u16,
    pub name: &'static str,
}

const fn code(number: u16, name: &'static str) -> FederalCode {
    FederalCode { number, name }
}

/// State of an appeal: `AppealStatus`.
pub const fn appeal_status(state: CaseState) -> FederalCode {
    match state {
        CaseState::Filed => code(1, "заявление оператором"),
        CaseState::Withdrawn => code(2, "отменена участником"),
        CaseState::Received => code(10, "сформировано заявление в РЦОИ"),
        CaseState::Appointed => code(20, "на обработке"),
        CaseState::Heard => code(30, "ожидание подтверждения"),
        CaseState::Granted => code(32, "введено подтверждение"),
        CaseState::AtCentre | CaseState::Recounted => code(40, "подтверждение на обработке"),
        CaseState::Closed => code(100, "удовлетворена"),
        CaseState::Rejected | CaseState::NotConsidered => code(101, "отклонена конфликтной комиссией"),
    }
}

/// What is known of a result below the exam commission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownResult {
    /// Nothing is released.
    Unreleased,
    Released(AttendanceOutcome),
    Annulled(AnnulmentGround),
}

/// State of a result: `ProcessCondition`.
pub const fn process_condition(result: KnownResult) -> FederalCode {
    match result {
        KnownResult::Unreleased => code(3, "результат в процессе проверки"),
        KnownResult::Released(AttendanceOutcome::Written | AttendanceOutcome::Absent) => code(6, "оценённый результат"),
        KnownResult::Released(AttendanceOutcome::Removed) => code(201, "удалённый с экзамена"),
        KnownResult::Released(AttendanceOutcome::NotFinished) => code(202, "не закончивший по уважительной причине"),
        KnownResult::Annulled(AnnulmentGround::ProcedureAppeal) => code(101, "апелляция по процедуре"),
        KnownResult::Annulled(AnnulmentGround::Inspection) => code(203, "отменён по письму Рособрнадзора"),
        KnownResult::Annulled(
            AnnulmentGround::OwnViolation | AnnulmentGround::ViolationByOthers | AnnulmentGround::VideoFault,
        ) => code(206, "решение ГЭК (другое)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ended_by_a_decision_has_the_codes_that_regions_read() {
        for (state, number) in [
            (CaseState::Closed, 100),
            (CaseState::Rejected, 101),
            (CaseState::NotConsidered, 101),
            (CaseState::Withdrawn, 2),
        ] {
            assert_eq!(appeal_status(state).number, number, "{state:?}");
        }
        let released = KnownResult::Released(AttendanceOutcome::Written);
        assert_eq!(process_condition(released).number, 6);
    }
}
