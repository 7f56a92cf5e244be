//! Annulment of a result of GIA by the chair: grounds, what they need, when they are too late (mordovia-187:7; kuzbass-gia9:info 3).

use regulations::LegalDate;

use crate::codes::coded;
use crate::edition::EditionState;

coded! {
    /// Why a result is annulled.
    AnnulmentGround {
        OwnViolation = "own-violation", "нарушение порядка участником";
        /// Also by persons who were not identified.
        ViolationByOthers = "violation-by-others", "нарушение порядка другими лицами, в том числе неустановленными";
        VideoFault = "video-fault", "видеонаблюдение отсутствовало или было неисправно";
        ProcedureAppeal = "procedure-appeal", "удовлетворена апелляция о нарушении порядка";
        /// Of the federal service; its check lasts until 1 March of the year after the exam.
        Inspection = "inspection", "проверка Рособрнадзора";
    }
}

coded! {
    /// May the participant sit again?
    Resit {
        ReserveDay = "reserve-day", "в резервный день";
        /// Of the schedule, by the chair's decision.
        OtherDay = "other-day", "в другой день расписания по решению председателя";
        None = "none", "не допускается в этом периоде";
    }
}

/// What is known when the chair annuls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Annulling {
    pub ground: AnnulmentGround,
    pub resit: Resit,
    /// The commission's decision, the end of the chair's check, the end of considering the inspection's material.
    pub ended_on: LegalDate,
    pub exam_date: LegalDate,
    pub today: LegalDate,
    /// State of the edition that stands.
    pub edition: EditionState,
    /// A granted procedure appeal is behind it.
    pub has_granted_appeal: bool,
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnnulled {
    #[error("результат уже аннулирован")]
    Already,
    #[error("этот день ещё не наступил")]
    InFuture,
    #[error("этот день раньше дня экзамена")]
    BeforeTheExam,
    #[error("Рособрнадзор проверяет до 1 марта года, следующего за годом экзамена")]
    InspectionTooLate,
    #[error("удовлетворённой апелляции о нарушении по этому результату нет")]
    NoGrantedAppeal,
    #[error("после удовлетворённой апелляции о нарушении участник сдаёт снова: выберите, когда")]
    MustSitAgain,
}

impl NotAnnulled {
    /// The field of the form that it belongs to.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Already | Self::NoGrantedAppeal => "ground",
            Self::InFuture | Self::BeforeTheExam | Self::InspectionTooLate => "ended_on",
            Self::MustSitAgain => "resit",
        }
    }
}

impl Annulling {
    /// Everything that stands in the way; empty when the chair may annul.
    pub fn problems(&self) -> Vec<NotAnnulled> {
        let mut problems = Vec::new();
        if self.edition == EditionState::Annulled {
            problems.push(NotAnnulled::Already);
        }
        if self.ended_on > self.today {
            problems.push(NotAnnulled::InFuture);
        } else if self.ended_on < self.exam_date {
            problems.push(NotAnnulled::BeforeTheExam);
        }
        match self.ground {
            AnnulmentGround::Inspection if !within_inspection(self.exam_date, self.ended_on) => {
                problems.push(NotAnnulled::InspectionTooLate);
            }
            AnnulmentGround::ProcedureAppeal => {
                if !self.has_granted_appeal {
                    problems.push(NotAnnulled::NoGrantedAppeal);
                }
                if self.resit == Resit::None {
                    problems.push(NotAnnulled::MustSitAgain);
                }
            }
            _ => {}
        }
        problems
    }
}

/// What stands in the way of taking an annulment back: the value then stands again as a new edition that the chair approves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotReversed {
    #[error("результат не\u{a0}аннулирован")]
    NotAnnulled,
    #[error("у\u{a0}этого результата уже ждёт утверждения другая редакция")]
    Waits,
}

/// May an annulment be taken back? `editions` are the states of all editions of the result, oldest first.
pub fn may_reverse(editions: &[EditionState]) -> Result<(), NotReversed> {
    use EditionState::{Annulled, Approved, Held, Received, Released, Superseded};
    if editions.iter().any(|state| state.is_waiting()) {
        return Err(NotReversed::Waits);
    }
    match editions.iter().rev().find(|state| **state != Superseded) {
        Some(Annulled) => Ok(()),
        Some(Released | Received | Held | Approved | Superseded) | None => Err(NotReversed::NotAnnulled),
    }
}

/// Until 1 March of the year that follows the exam's, that day included.
fn within_inspection(exam: LegalDate, ended_on: LegalDate) -> bool {
    (ended_on.year(), ended_on.month(), ended_on.day()) <= (exam.year() + 1, 3, 1)
}
