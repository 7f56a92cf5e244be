//! The life of an appeal: a case with its facts, the acts that move it, and who may do which of them
//! (kuzbass-gia9:rights 6; mordovia-187:7, 8.4, 8.5; federal base).
//!
//! filed → received → appointed → heard → rejected, or granted → at the centre → recounted → closed. Before the
//! decision it may end as withdrawn at any time, or as not considered once the commission has it. A refused, rejected or
//! withdrawn appeal leaves the result as it was: no act of such a way makes an edition.
//!
//! [`step`] is a pure function of the case, the act and the role; what the act must be checked against (markers of the
//! work, members present, days) travels in the act.

pub mod conclusion;
pub mod corrected;
pub mod expertise;
pub mod filing;
pub mod hearing;
pub mod papers;
pub mod people;
pub mod public;
mod refusal;

pub use refusal::StepRefused;

use crate::access::Role;
use crate::appeal::hearing::{Decision, HearingRecord, Outcome, Slot};
use crate::appeal::papers::{ProxyPaper, TasksAsked};
use crate::appeal::people::ExpertOffered;
use crate::codes::coded;

coded! {
    /// What an appeal is about.
    AppealKind {
        Score = "score", "о несогласии с баллами";
        Procedure = "procedure", "о нарушении порядка";
    }
}

coded! {
    /// Where a case stands.
    CaseState {
        Filed = "filed", "подана";
        Received = "received", "у комиссии";
        Appointed = "appointed", "рассмотрение назначено";
        Heard = "heard", "рассмотрена, решение не записано";
        NotConsidered = "not-considered", "не рассматривается";
        Withdrawn = "withdrawn", "отозвана";
        Rejected = "rejected", "отклонена";
        Granted = "granted", "удовлетворена";
        AtCentre = "at-centre", "удовлетворена, решение в РЦОИ";
        Recounted = "recounted", "пересчитана, решает ГЭК";
        Closed = "closed", "удовлетворена и исполнена";
    }
}

coded! {
    /// What the applicant disagrees with. The last four the commission does not consider (kuzbass-gia9:rights 6).
    Claim {
        ExpertMarking = "expert-marking", "оценивание развёрнутых или устных ответов";
        Processing = "processing", "техническая ошибка обработки";
        TaskContent = "task-content", "содержание и структура заданий";
        ShortAnswers = "short-answers", "оценивание заданий с кратким ответом";
        OwnViolation = "own-violation", "последствия нарушения порядка самим участником";
        WrongForms = "wrong-forms", "неправильное заполнение бланков";
    }
}

coded! {
    /// What is known of the materials of РЦОИ.
    Materials {
        NotAsked = "not-asked", "не запрошены";
        Asked = "asked", "запрошены";
        Given = "given", "получены";
    }
}

coded! {
    /// Was the work processed rightly?
    Processing {
        Right = "right", "технических ошибок нет";
        Wrong = "wrong", "найдена техническая ошибка";
    }
}

coded! {
    /// What the expert concludes.
    Verdict {
        Right = "right", "оценено верно";
        Change = "change", "баллы изменить";
        Unclear = "unclear", "однозначного ответа нет";
    }
}

coded! {
    /// The query to the developers of the tasks.
    Developers {
        NotAsked = "not-asked", "не запрошены";
        Asked = "asked", "запрошены";
        Answered = "answered", "ответили";
    }
}

impl Claim {
    /// Does the commission consider it?
    pub const fn is_considered(self) -> bool {
        match self {
            Self::ExpertMarking | Self::Processing => true,
            Self::TaskContent | Self::ShortAnswers | Self::OwnViolation | Self::WrongForms => false,
        }
    }
}

impl CaseState {
    /// May the case still change before a decision?
    pub const fn is_before_decision(self) -> bool {
        match self {
            Self::Filed | Self::Received | Self::Appointed | Self::Heard => true,
            Self::NotConsidered
            | Self::Withdrawn
            | Self::Rejected
            | Self::Granted
            | Self::AtCentre
            | Self::Recounted
            | Self::Closed => false,
        }
    }

    /// Nothing follows any more.
    pub const fn is_final(self) -> bool {
        match self {
            Self::NotConsidered | Self::Withdrawn | Self::Rejected | Self::Closed => true,
            Self::Filed
            | Self::Received
            | Self::Appointed
            | Self::Heard
            | Self::Granted
            | Self::AtCentre
            | Self::Recounted => false,
        }
    }

    /// The code of the federal system (domain-facts 5.4), for exports.
    pub const fn federal_code(self) -> u16 {
        match self {
            Self::Filed => 1,
            Self::Withdrawn => 2,
            Self::Received => 10,
            Self::Appointed | Self::Heard => 20,
            Self::Granted | Self::AtCentre => 30,
            Self::Recounted => 40,
            Self::Closed => 100,
            Self::Rejected => 101,
            Self::NotConsidered => 103,
        }
    }
}

/// A case as its acts see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub kind: AppealKind,
    pub state: CaseState,
    pub claims: Vec<Claim>,
    pub materials: Materials,
    pub processing: Option<Processing>,
    /// An expert is appointed.
    pub has_expert: bool,
    pub verdict: Option<Verdict>,
    pub developers: Developers,
    /// The hearing's slot is appointed.
    pub slot: Option<Slot>,
    pub noticed: bool,
    /// Granted so that the value of the result changes.
    pub changes_result: bool,
}

/// One act with what it must be checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The school hands it to the commission, with the scan of a power of attorney where a proxy filed.
    Transfer(ProxyPaper),
    /// The applicant asks to be shown the КИМ at the hearing.
    AskTasks(TasksAsked),
    /// The commission does not consider it, on this ground.
    Refuse(Claim),
    Withdraw,
    AskMaterials,
    /// РЦОИ gives images, answers, protocols, КИМ, and says who marked the work.
    GiveMaterials {
        markers_named: usize,
    },
    CheckProcessing(Processing),
    AppointExpert(ExpertOffered),
    Conclude(Verdict),
    AskDevelopers,
    TakeAnswer,
    AppointHearing(SlotOffered),
    GiveNotice,
    Hear(HearingRecord),
    Decide(Decision),
    /// The decision goes to РЦОИ.
    SendToCentre,
    /// РЦОИ enters the corrected value as a new edition and gives it to the exam commission.
    Recount,
    /// The chair approved the new edition.
    CarryOut,
    /// The chair annulled the result after a granted procedure appeal (mordovia-187:7).
    Annul,
}

/// A slot that somebody wants to appoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotOffered {
    pub slot: Slot,
    pub day: DayOffered,
    /// Another case has it.
    pub taken: bool,
}

/// What is wrong with the day of a hearing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOffered {
    Fits,
    DayOff,
    /// The notice could no more be given in time.
    TooSoonForNotice,
    /// The days to decide end before it, and an earlier day is still possible.
    AfterTheTerm,
}

impl Act {
    /// Which roles may do it.
    pub const fn roles(&self) -> &'static [Role] {
        match self {
            Self::Transfer(_) => &[Role::SchoolOfficer, Role::MunicipalClerk, Role::CommissionSecretary],
            Self::AskTasks(_) => &[Role::SchoolOfficer, Role::MunicipalClerk],
            Self::Withdraw => &[
                Role::SchoolOfficer,
                Role::MunicipalClerk,
                Role::CommissionSecretary,
                Role::AppealsSecretary,
            ],
            Self::Refuse(_)
            | Self::AskMaterials
            | Self::AppointExpert(_)
            | Self::TakeAnswer
            | Self::AppointHearing(_)
            | Self::GiveNotice
            | Self::Hear(_)
            | Self::Decide(_)
            | Self::SendToCentre => &[Role::AppealsSecretary],
            // The expert, or the secretary from the expert's paper.
            Self::Conclude(_) | Self::AskDevelopers => &[Role::AppealsSecretary, Role::AppealsExpert],
            Self::GiveMaterials { .. } | Self::CheckProcessing(_) | Self::Recount => &[Role::ProcessingOperator],
            Self::CarryOut | Self::Annul => &[Role::CommissionChair],
        }
    }
}

/// The case after an act, or why the act is refused. Nothing else moves a case.
pub fn step(case: &Case, act: &Act, by: Role) -> Result<Case, StepRefused> {
    if !act.roles().contains(&by) {
        return Err(StepRefused::NotForThisRole(by));
    }
    let mut next = case.clone();
    match act {
        Act::AskTasks(asked) => tasks_may_be_asked(case, *asked)?,
        Act::Transfer(paper) => {
            must_be(case, &[CaseState::Filed])?;
            if *paper == ProxyPaper::Missing {
                return Err(StepRefused::PowerOfAttorneyNotScanned);
            }
            next.state = CaseState::Received;
        }
        Act::Refuse(ground) => {
            must_be(case, &[CaseState::Received, CaseState::Appointed])?;
            if case.kind == AppealKind::Procedure {
                return Err(StepRefused::OnlyOfScores);
            }
            refusable(case, *ground)?;
            next.state = CaseState::NotConsidered;
        }
        Act::Withdraw => {
            if !case.state.is_before_decision() {
                return Err(StepRefused::AlreadyDecided(case.state));
            }
            next.state = CaseState::Withdrawn;
        }
        Act::SendToCentre => {
            must_be(case, &[CaseState::Granted])?;
            if case.kind == AppealKind::Procedure {
                return Err(StepRefused::OnlyOfScores);
            }
            if !case.changes_result {
                return Err(StepRefused::NothingToRecount);
            }
            next.state = CaseState::AtCentre;
        }
        Act::Recount => {
            must_be(case, &[CaseState::AtCentre])?;
            next.state = CaseState::Recounted;
        }
        Act::CarryOut => {
            must_be(case, &[CaseState::Recounted])?;
            next.state = CaseState::Closed;
        }
        Act::Annul => {
            if case.kind != AppealKind::Procedure {
                return Err(StepRefused::OnlyOfProcedure);
            }
            must_be(case, &[CaseState::Granted])?;
            next.state = CaseState::Closed;
        }
        Act::AppointHearing(offered) => {
            may_be_appointed(case, *offered)?;
            next.slot = Some(offered.slot);
            next.noticed = false;
            next.state = CaseState::Appointed;
        }
        Act::GiveNotice => {
            must_be(case, &[CaseState::Appointed])?;
            if case.noticed {
                return Err(StepRefused::DoneAlready);
            }
            next.noticed = true;
        }
        Act::Hear(record) => {
            must_be(case, &[CaseState::Appointed])?;
            is_prepared(case)?;
            record.check(case)?;
            next.state = CaseState::Heard;
        }
        Act::Decide(decision) => {
            must_be(case, &[CaseState::Heard])?;
            decision.check()?;
            next.changes_result = decision.changes_result;
            next.state = match (decision.outcome, decision.changes_result, case.kind) {
                (Outcome::Rejected, _, _) => CaseState::Rejected,
                (Outcome::Granted, false, AppealKind::Score) => CaseState::Closed,
                (Outcome::Granted, _, _) => CaseState::Granted,
            };
        }
        Act::AskMaterials
        | Act::GiveMaterials { .. }
        | Act::CheckProcessing(_)
        | Act::AppointExpert(_)
        | Act::Conclude(_)
        | Act::AskDevelopers
        | Act::TakeAnswer => prepare(&mut next, act)?,
    }
    Ok(next)
}

/// The КИМ is shown at the hearing on a request filed within the days of filing.
fn tasks_may_be_asked(case: &Case, asked: TasksAsked) -> Result<(), StepRefused> {
    must_be(case, &[CaseState::Filed, CaseState::Received, CaseState::Appointed])?;
    if case.kind == AppealKind::Procedure {
        return Err(StepRefused::OnlyOfScores);
    }
    match asked {
        TasksAsked::InTime => Ok(()),
        TasksAsked::Already => Err(StepRefused::DoneAlready),
        TasksAsked::TooLate => Err(StepRefused::TasksAskedTooLate),
        TasksAsked::TooEarly => Err(StepRefused::TasksAskedTooEarly),
        TasksAsked::InFuture => Err(StepRefused::TasksAskedInFuture),
    }
}

/// Acts of preparation: only of an appeal about scores, only before the hearing.
fn prepare(case: &mut Case, act: &Act) -> Result<(), StepRefused> {
    must_be(case, &[CaseState::Received, CaseState::Appointed])?;
    if case.kind == AppealKind::Procedure {
        return Err(StepRefused::OnlyOfScores);
    }
    match act {
        Act::AskMaterials => {
            if case.materials != Materials::NotAsked {
                return Err(StepRefused::DoneAlready);
            }
            case.materials = Materials::Asked;
        }
        Act::GiveMaterials { markers_named } => {
            match case.materials {
                Materials::NotAsked => return Err(StepRefused::MaterialsNotAsked),
                Materials::Given => return Err(StepRefused::DoneAlready),
                Materials::Asked => {}
            }
            if case.claims.contains(&Claim::ExpertMarking) && *markers_named == 0 {
                return Err(StepRefused::MarkersNotNamed);
            }
            case.materials = Materials::Given;
        }
        Act::CheckProcessing(found) => {
            materials_given(case)?;
            case.processing = Some(*found);
        }
        Act::AppointExpert(offered) => {
            materials_given(case)?;
            if case.verdict.is_some() {
                return Err(StepRefused::ConclusionGiven);
            }
            offered.check()?;
            case.has_expert = true;
        }
        Act::Conclude(verdict) => {
            if !case.has_expert {
                return Err(StepRefused::NoExpert);
            }
            if case.verdict.is_some() && case.developers != Developers::Answered {
                return Err(StepRefused::ConclusionGiven);
            }
            case.verdict = Some(*verdict);
        }
        Act::AskDevelopers => {
            if case.verdict != Some(Verdict::Unclear) {
                return Err(StepRefused::AnswerIsClear);
            }
            if case.developers != Developers::NotAsked {
                return Err(StepRefused::DoneAlready);
            }
            case.developers = Developers::Asked;
        }
        Act::TakeAnswer => {
            if case.developers != Developers::Asked {
                return Err(StepRefused::DevelopersNotAsked);
            }
            case.developers = Developers::Answered;
        }
        _ => {}
    }
    Ok(())
}

fn must_be(case: &Case, states: &'static [CaseState]) -> Result<(), StepRefused> {
    if states.contains(&case.state) {
        return Ok(());
    }
    Err(StepRefused::WrongState {
        state: case.state,
        needed: states.first().copied().unwrap_or(CaseState::Filed),
    })
}

fn materials_given(case: &Case) -> Result<(), StepRefused> {
    match case.materials {
        Materials::Given => Ok(()),
        Materials::NotAsked | Materials::Asked => Err(StepRefused::MaterialsNotGiven),
    }
}

/// The commission refuses to consider what it does not consider, and only where nothing else is claimed.
fn refusable(case: &Case, ground: Claim) -> Result<(), StepRefused> {
    if ground.is_considered() {
        return Err(StepRefused::IsConsidered(ground));
    }
    match case.claims.iter().find(|claim| claim.is_considered()) {
        Some(claim) => Err(StepRefused::SomethingIsConsidered(*claim)),
        None => Ok(()),
    }
}

fn may_be_appointed(case: &Case, offered: SlotOffered) -> Result<(), StepRefused> {
    must_be(case, &[CaseState::Received, CaseState::Appointed])?;
    if case.kind == AppealKind::Score && !case.claims.iter().any(|claim| claim.is_considered()) {
        return Err(StepRefused::NothingToConsider);
    }
    if offered.taken {
        return Err(StepRefused::SlotTaken);
    }
    match offered.day {
        DayOffered::Fits => Ok(()),
        DayOffered::DayOff => Err(StepRefused::HearingOnDayOff),
        DayOffered::TooSoonForNotice => Err(StepRefused::TooSoonForNotice),
        DayOffered::AfterTheTerm => Err(StepRefused::AfterTheTerm),
    }
}

/// What has to be there before a hearing (kuzbass-gia9:rights 6).
fn is_prepared(case: &Case) -> Result<(), StepRefused> {
    if !case.noticed {
        return Err(StepRefused::NoticeNotGiven);
    }
    if case.kind == AppealKind::Procedure {
        return Ok(());
    }
    materials_given(case)?;
    if case.processing.is_none() {
        return Err(StepRefused::ProcessingNotChecked);
    }
    if !case.claims.contains(&Claim::ExpertMarking) {
        return Ok(());
    }
    match (case.verdict, case.developers) {
        (None, _) => Err(StepRefused::NoConclusion),
        (Some(Verdict::Unclear), Developers::NotAsked | Developers::Asked) => Err(StepRefused::DevelopersSilent),
        (Some(_), _) => Ok(()),
    }
}
