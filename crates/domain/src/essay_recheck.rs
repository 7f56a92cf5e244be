//! The second check of an essay by another commission, on application after a repeated fail (rostov-essay:10.2; F7).

use regulations::Instant;

use crate::access::Role;
use crate::codes::coded;
use crate::registration::ParticipantCategory;

coded! {
    /// Where an application stands.
    EssayRecheckState {
        /// The municipal body has it.
        Filed = "filed", "заявление принято";
        /// Another commission has a clean copy of the work.
        Assigned = "assigned", "работа у другой комиссии";
        /// What came of it is at РЦОИ.
        Checked = "checked", "материалы в РЦОИ";
        Changed = "changed", "результат изменён";
        Kept = "kept", "результат остался прежним";
        Withdrawn = "withdrawn", "заявление отозвано";
    }
}

coded! {
    /// Who checks the work again.
    EssayChecker {
        OtherSchool = "other-school", "комиссия другой школы";
        MunicipalCommission = "municipal-commission", "муниципальная комиссия";
    }
}

impl EssayRecheckState {
    /// Nothing follows any more.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Changed | Self::Kept | Self::Withdrawn => true,
            Self::Filed | Self::Assigned | Self::Checked => false,
        }
    }
}

/// What is known when an application is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Application {
    pub category: ParticipantCategory,
    /// Is the result that stands a fail?
    pub is_fail: bool,
    /// How many fails of earlier dates of the same year there are.
    pub earlier_fails: usize,
    /// When the result was published; then the term begins.
    pub published_at: Option<Instant>,
    /// The exclusive end of the term; `None` where the region's orders know no such application.
    pub ends_at: Option<Instant>,
    pub filed_at: Instant,
    pub now: Instant,
    pub has_earlier_application: bool,
}

/// What stands in the way of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("порядок региона повторной проверки сочинения не\u{a0}знает")]
    NoSuchTerm,
    #[error("заявление подают только обучающиеся 11\u{a0}(12) классов и\u{a0}экстерны")]
    WrongCategory,
    #[error("действующий результат\u{a0}— не\u{a0}незачёт")]
    NotAFail,
    #[error("незачёт не\u{a0}повторный: раньше в\u{a0}этом учебном году его не\u{a0}было")]
    NotRepeated,
    #[error("результат ещё не\u{a0}опубликован")]
    NotPublished,
    #[error("заявление подано раньше, чем опубликован результат")]
    TooEarly,
    #[error("срок подачи прошёл")]
    TooLate,
    #[error("это время ещё не\u{a0}наступило")]
    InFuture,
    #[error("заявление об\u{a0}этой работе уже есть")]
    Already,
}

impl NotTaken {
    /// The field of the form that it belongs to.
    pub const fn field(self) -> &'static str {
        match self {
            Self::TooEarly | Self::TooLate | Self::InFuture => "filed_day",
            Self::NoSuchTerm
            | Self::WrongCategory
            | Self::NotAFail
            | Self::NotRepeated
            | Self::NotPublished
            | Self::Already => "participant_code",
        }
    }
}

impl Application {
    /// Everything that stands in the way; empty when the application is taken.
    pub fn problems(&self) -> Vec<NotTaken> {
        let mut problems = Vec::new();
        if self.has_earlier_application {
            problems.push(NotTaken::Already);
        }
        if !matches!(
            self.category,
            ParticipantCategory::Student | ParticipantCategory::Extern
        ) {
            problems.push(NotTaken::WrongCategory);
        }
        if !self.is_fail {
            problems.push(NotTaken::NotAFail);
        } else if self.earlier_fails == 0 {
            problems.push(NotTaken::NotRepeated);
        }
        if self.filed_at > self.now {
            problems.push(NotTaken::InFuture);
        }
        match (self.published_at, self.ends_at) {
            (None, _) => problems.push(NotTaken::NotPublished),
            (Some(_), None) => problems.push(NotTaken::NoSuchTerm),
            (Some(published), Some(_)) if self.filed_at < published => problems.push(NotTaken::TooEarly),
            (Some(_), Some(ends)) if self.filed_at >= ends => problems.push(NotTaken::TooLate),
            (Some(_), Some(_)) => {}
        }
        problems
    }
}

/// One thing somebody does with an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EssayRecheckAct {
    /// The municipal body tells ministry and РЦОИ in writing.
    Notify,
    /// The work goes to another commission.
    Assign {
        /// Is the chosen organisation the one where the participant wrote or is told?
        of_the_own_school: OwnSchool,
    },
    /// The outcome and the material go to РЦОИ.
    Transfer,
    /// РЦОИ takes the outcome over: another value becomes a new edition, the same ends it.
    TakeOver(Outcome),
    /// The new edition was released.
    CarryOut,
    Withdraw,
}

/// Is the checking school the participant's own?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnSchool {
    Own,
    Another,
}

/// What came of the second check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Same,
    Another,
}

/// An application as its acts see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EssayRecheck {
    pub state: EssayRecheckState,
    pub is_noticed: bool,
    pub has_new_edition: bool,
}

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EssayRecheckRefused {
    #[error("это не\u{a0}ваше действие")]
    NotYours,
    #[error("заявление уже не\u{a0}в\u{a0}том состоянии: «{}»", .0.russian())]
    NotNow(EssayRecheckState),
    #[error("министерство и\u{a0}РЦОИ уже извещены")]
    NoticedAlready,
    #[error("работу проверяет комиссия другой организации: эта\u{a0}— участника")]
    OwnSchool,
}

/// The state after an act, or why it is refused.
pub fn step(case: &EssayRecheck, act: EssayRecheckAct, role: Role) -> Result<EssayRecheckState, EssayRecheckRefused> {
    use EssayRecheckState::{Assigned, Changed, Checked, Filed, Kept, Withdrawn};
    let is_yours = match act {
        EssayRecheckAct::Notify
        | EssayRecheckAct::Assign { .. }
        | EssayRecheckAct::Transfer
        | EssayRecheckAct::Withdraw => matches!(role, Role::MunicipalClerk),
        EssayRecheckAct::TakeOver(_) | EssayRecheckAct::CarryOut => matches!(role, Role::ProcessingOperator),
    };
    if !is_yours {
        return Err(EssayRecheckRefused::NotYours);
    }
    match (act, case.state) {
        (EssayRecheckAct::Notify, Filed | Assigned | Checked) if case.is_noticed => {
            Err(EssayRecheckRefused::NoticedAlready)
        }
        (EssayRecheckAct::Notify, Filed | Assigned | Checked) => Ok(case.state),
        (
            EssayRecheckAct::Assign {
                of_the_own_school: OwnSchool::Own,
            },
            Filed | Assigned,
        ) => Err(EssayRecheckRefused::OwnSchool),
        (EssayRecheckAct::Assign { .. }, Filed | Assigned) => Ok(Assigned),
        (EssayRecheckAct::Transfer, Assigned) => Ok(Checked),
        (EssayRecheckAct::TakeOver(Outcome::Same), Checked) if !case.has_new_edition => Ok(Kept),
        (EssayRecheckAct::TakeOver(Outcome::Another), Checked) if !case.has_new_edition => Ok(Checked),
        (EssayRecheckAct::CarryOut, Checked) if case.has_new_edition => Ok(Changed),
        (EssayRecheckAct::Withdraw, Filed | Assigned) => Ok(Withdrawn),
        _ => Err(EssayRecheckRefused::NotNow(case.state)),
    }
}
