//! Approval by parts, and the correction of a slip by a further protocol: which editions may stand in one.

use std::collections::BTreeSet;

pub use regulations::ExamForm;

use crate::approval::ApprovalStage;
use crate::codes::coded;
use crate::edition::EditionState;
use crate::ids::{EditionId, OrganisationId, ProtocolId, ResultId};

coded! {
    /// Which waiting editions of an exam a protocol is about, without what it is narrowed by: for storage.
    ProtocolPartKind {
        Everything = "everything", "весь экзамен";
        Form = "form", "одна форма";
        Municipality = "municipality", "один муниципалитет";
        Correction = "correction", "исправление протокола";
    }
}

/// Which waiting editions of an exam a protocol is about. A part is a rule, not a list: what comes under it later
/// changes the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtocolPart {
    Everything,
    Form(ExamForm),
    /// A municipal body with its schools, or a state school or college.
    Municipality(OrganisationId),
    /// Later editions of what this protocol approved.
    Correction(ProtocolId),
}

impl ProtocolPart {
    pub const fn kind(self) -> ProtocolPartKind {
        match self {
            Self::Everything => ProtocolPartKind::Everything,
            Self::Form(_) => ProtocolPartKind::Form,
            Self::Municipality(_) => ProtocolPartKind::Municipality,
            Self::Correction(_) => ProtocolPartKind::Correction,
        }
    }

    /// Could one edition fall under both parts?
    pub fn may_share(self, other: Self) -> bool {
        match (self, other) {
            (Self::Form(one), Self::Form(two)) => one == two,
            (Self::Municipality(one), Self::Municipality(two)) => one == two,
            (Self::Correction(one), Self::Correction(two)) => one == two,
            (Self::Correction(_), _) | (_, Self::Correction(_)) => false,
            (Self::Everything | Self::Form(_) | Self::Municipality(_), _) => true,
        }
    }
}

/// An edition chosen for a protocol, with what stands about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartCandidate {
    pub edition: EditionId,
    pub state: EditionState,
    /// The number and stage of every other protocol that approves it or would; not of those that only show it as held.
    pub elsewhere: Vec<(String, ApprovalStage)>,
}

/// Why an edition cannot stand in the protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotInPart {
    #[error("результат назван в протоколе дважды. Оставьте одну строку")]
    Twice,
    #[error("редакция «{state}»: утверждают только полученные и ещё не утверждённые. Уберите её из протокола", state = .0.russian())]
    NotWaiting(EditionState),
    #[error("результат уже стоит в протоколе №\u{a0}{number} ({stage}). Уберите его здесь или отзовите тот проект", stage = .stage.russian())]
    InAnotherProtocol { number: String, stage: ApprovalStage },
}

/// Every edition that cannot be part of the protocol, with the first reason; empty when the part is sound. Any set of
/// waiting editions is a part: the rest is approved later. A held edition may stand in the preview and is not approved.
pub fn part_problems(candidates: &[PartCandidate]) -> Vec<(EditionId, NotInPart)> {
    let mut seen = BTreeSet::new();
    candidates
        .iter()
        .filter_map(|one| {
            let problem = if seen.insert(one.edition) {
                waiting_problem(one)
            } else {
                Some(NotInPart::Twice)
            };
            problem.map(|problem| (one.edition, problem))
        })
        .collect()
}

fn waiting_problem(one: &PartCandidate) -> Option<NotInPart> {
    if !matches!(one.state, EditionState::Received | EditionState::Held) {
        return Some(NotInPart::NotWaiting(one.state));
    }
    let mut elsewhere = one.elsewhere.iter();
    let blocking = elsewhere.find(|(_, stage)| matches!(stage, ApprovalStage::Proposed | ApprovalStage::Approved))?;
    Some(NotInPart::InAnotherProtocol {
        number: blocking.0.clone(),
        stage: blocking.1,
    })
}

/// Why a row cannot stand in a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACorrection {
    #[error("этого результата нет в исправляемом протоколе. Утвердите его отдельным протоколом")]
    NotOfThatProtocol,
    #[error("редакция та же, что утверждена: исправлять нечего. Внесите новую редакцию с основанием")]
    SameEdition,
}

/// Rows of a correction against the rows of the approved protocol: a correction replaces editions of that protocol by
/// later ones and does nothing else.
pub fn correction_problems(
    approved: &[(ResultId, EditionId)],
    rows: &[(ResultId, EditionId)],
) -> Vec<(EditionId, NotACorrection)> {
    let problem = |&(result, edition): &(ResultId, EditionId)| {
        let same_result: Vec<_> = approved.iter().filter(|(one, _)| *one == result).collect();
        if same_result.is_empty() {
            Some((edition, NotACorrection::NotOfThatProtocol))
        } else if same_result.iter().any(|(_, known)| *known == edition) {
            Some((edition, NotACorrection::SameEdition))
        } else {
            None
        }
    };
    rows.iter().filter_map(problem).collect()
}
