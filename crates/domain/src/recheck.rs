//! Rechecks of works after their results were released: by an order, after a change of the key, of essays called in
//! (mordovia-187:7, 8.6; kuzbass-gia9:info 3; rostov-essay:8.4; B5). [`step`] alone moves a batch.

use crate::access::Role;
use crate::codes::coded;
use crate::exam::ExamKind;
use crate::ids::PersonId;

coded! {
    /// Why works are gone over again.
    RecheckKind {
        /// Works of GIA, by an order; the chair decides by its protocols.
        ByOrder = "by-order", "перепроверка работ по решению";
        /// The key or a rule of marking changed: every work it touches is recounted, appealed or not.
        NewKey = "new-key", "пересчёт: изменился ключ или правило оценивания";
        /// Essays that the ministry calls in: no chair and no term (rostov-essay:8.4).
        EssayCall = "essay-call", "перепроверка сочинений по запросу министерства";
    }
}

coded! {
    /// Who decided that works are gone over again.
    Orderer {
        FederalService = "federal-service", "Рособрнадзор";
        Ministry = "ministry", "министерство";
        ExamCommission = "exam-commission", "ГЭК";
    }
}

coded! {
    /// Where a batch stands.
    RecheckState {
        /// Works are being checked, values are entered.
        Ordered = "ordered", "на перепроверке";
        /// РЦОИ gave what came of it: of GIA to the chair, of the essay to the next end of processing.
        Given = "given", "ждёт решения";
        Changed = "changed", "результаты изменены";
        Kept = "kept", "прежние результаты сохранены";
        /// The order was taken back.
        Withdrawn = "withdrawn", "решение отозвано";
    }
}

impl RecheckState {
    /// Nothing follows any more.
    pub const fn is_final(self) -> bool {
        match self {
            Self::Changed | Self::Kept | Self::Withdrawn => true,
            Self::Ordered | Self::Given => false,
        }
    }
}

impl RecheckKind {
    /// What may be ordered about an exam: works of GIA go to the chair, essays do not.
    pub const fn fits(self, exam: ExamKind) -> bool {
        match self {
            Self::ByOrder | Self::NewKey => !matches!(exam, ExamKind::Essay),
            Self::EssayCall => matches!(exam, ExamKind::Essay),
        }
    }

    /// Who may order it: of GIA-11 the federal service or the ministry (mordovia-187:8.6), of GIA-9 the ministry or the exam
    /// commission (kuzbass-gia9:info 3), of the essay the ministry (rostov-essay:8.4). *Reading*: of a changed key no order
    /// speaks; whoever may have works of the exam checked anew, or approves them, may have them recounted.
    pub const fn orderers(self, exam: ExamKind) -> &'static [Orderer] {
        match (self, exam) {
            (Self::EssayCall, _) | (_, ExamKind::Essay) => &[Orderer::Ministry],
            (Self::ByOrder, ExamKind::Gia11) => &[Orderer::FederalService, Orderer::Ministry],
            (Self::ByOrder, ExamKind::Gia9) => &[Orderer::Ministry, Orderer::ExamCommission],
            (Self::NewKey, _) => &[Orderer::FederalService, Orderer::Ministry, Orderer::ExamCommission],
        }
    }

    /// Must РЦОИ tell the participants (mordovia-187:8.6)?
    pub const fn tells_participants(self) -> bool {
        matches!(self, Self::ByOrder)
    }

    /// May works stay without a value: then they are not concerned. A recheck by order has an outcome for every work.
    pub const fn may_leave_out(self) -> bool {
        matches!(self, Self::NewKey)
    }

    /// Does the chair decide?
    pub const fn has_chair(self) -> bool {
        matches!(self, Self::ByOrder | Self::NewKey)
    }
}

/// A batch as its acts see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recheck {
    pub kind: RecheckKind,
    pub state: RecheckState,
    /// Were the participants told?
    pub told: bool,
    /// How many works it is about.
    pub works: usize,
    /// Of them, those with an outcome, the same or another.
    pub entered: usize,
    /// Of these, those whose value changes.
    pub changed: usize,
}

/// One thing somebody does with a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecheckAct {
    /// РЦОИ tells the participants.
    Tell,
    /// РЦОИ enters outcomes.
    Enter,
    /// РЦОИ gives the outcomes to the chair; of essays to the next end of processing.
    Give,
    /// The new editions are released.
    CarryOut,
    /// The chair keeps what is published. `given_by` gave the outcomes, `by` decides.
    Keep { given_by: PersonId, by: PersonId },
    /// The order is taken back.
    Withdraw,
}

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecheckRefused {
    #[error("это не\u{a0}ваше действие")]
    NotYours,
    #[error("перепроверка уже не\u{a0}в\u{a0}том состоянии: «{}»", .0.russian())]
    NotNow(RecheckState),
    #[error("участники об\u{a0}этой перепроверке уже оповещены")]
    ToldAlready,
    #[error("об\u{a0}этом участников оповещать не\u{a0}нужно")]
    NobodyToTell,
    #[error("не\u{a0}у\u{a0}всех работ внесён итог: осталось {0}. Внесите и\u{a0}те, где ничего не\u{a0}изменилось")]
    NotAllEntered(usize),
    #[error("не\u{a0}внесено ни\u{a0}одного итога")]
    NothingEntered,
    #[error("решает не\u{a0}тот, кто передал итоги")]
    SamePerson,
    #[error("по\u{a0}сочинению председатель не\u{a0}решает")]
    NoChair,
}

/// The state after an act, or why it is refused.
pub fn step(recheck: &Recheck, act: RecheckAct, role: Role) -> Result<RecheckState, RecheckRefused> {
    if !act.is_of(role) {
        return Err(RecheckRefused::NotYours);
    }
    let not_now = Err(RecheckRefused::NotNow(recheck.state));
    match (act, recheck.state) {
        (RecheckAct::Tell, RecheckState::Ordered | RecheckState::Given) => match (recheck.kind, recheck.told) {
            (kind, _) if !kind.tells_participants() => Err(RecheckRefused::NobodyToTell),
            (_, true) => Err(RecheckRefused::ToldAlready),
            (_, false) => Ok(recheck.state),
        },
        (RecheckAct::Enter, RecheckState::Ordered) => Ok(RecheckState::Ordered),
        (RecheckAct::Give, RecheckState::Ordered) => given(recheck),
        (RecheckAct::CarryOut, RecheckState::Given) => Ok(RecheckState::Changed),
        (RecheckAct::Keep { given_by, by }, RecheckState::Given) => match recheck.kind.has_chair() {
            false => Err(RecheckRefused::NoChair),
            true if given_by == by => Err(RecheckRefused::SamePerson),
            true => Ok(RecheckState::Kept),
        },
        (RecheckAct::Withdraw, RecheckState::Ordered) => Ok(RecheckState::Withdrawn),
        _ => not_now,
    }
}

fn given(recheck: &Recheck) -> Result<RecheckState, RecheckRefused> {
    if recheck.entered == 0 {
        return Err(RecheckRefused::NothingEntered);
    }
    if !recheck.kind.may_leave_out() && recheck.entered < recheck.works {
        return Err(RecheckRefused::NotAllEntered(recheck.works - recheck.entered));
    }
    Ok(match (recheck.kind.has_chair(), recheck.changed) {
        // Nobody decides about essays whose marks stay.
        (false, 0) => RecheckState::Kept,
        _ => RecheckState::Given,
    })
}

impl RecheckAct {
    /// Is this the role's to do?
    const fn is_of(self, role: Role) -> bool {
        match self {
            Self::Tell | Self::Enter | Self::Give => matches!(role, Role::ProcessingOperator),
            Self::CarryOut => matches!(role, Role::CommissionChair | Role::ProcessingOperator),
            Self::Keep { .. } => matches!(role, Role::CommissionChair),
            Self::Withdraw => matches!(
                role,
                Role::ProcessingOperator | Role::CommissionSecretary | Role::MinistryOfficer
            ),
        }
    }
}
