//! Approval of a protocol by two persons: the secretary proposes, the chair approves exactly that, or it is void
//! (mordovia-187:7, 8, 9; kuzbass-gia9:info 5).
//!
//! draft → proposed → approved, and draft or proposed → void: changed, taken back, or returned by the chair to the
//! secretary. Approved and void are final: a slip in an approved protocol is corrected by a further one
//! ([`ApprovalState::correction`]), a returned one is proposed anew.

pub mod content;
pub mod holds;
pub mod parts;

use regulations::Instant;

use crate::access::{Actor, Role};
use crate::approval::content::{ApprovalContent, ContentHash};
use crate::codes::coded;
use crate::ids::{AccountId, PersonId, ProtocolId};

coded! {
    /// Where a protocol stands, without what it carries: for storage and lists.
    ApprovalStage {
        Draft = "draft", "проект";
        Proposed = "proposed", "предложен";
        Approved = "approved", "утверждён";
        Void = "void", "недействителен";
    }
}

/// Who did a step, by which account, in which role, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApprovalAct {
    /// The person counts, not the account: one person may have several.
    pub person: PersonId,
    pub account: AccountId,
    pub role: Role,
    pub at: Instant,
}

/// What a further protocol corrects, and on what ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub protocol: ProtocolId,
    pub ground: String,
}

/// A protocol. Every transition consumes it, so that no copy of an earlier state is acted upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalState {
    Draft(Draft),
    Proposed(Proposed),
    Approved(Approved),
    Void(Void),
}

/// Being put together; its content may still change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    corrects: Option<Correction>,
}

/// Proposed by the secretary over one content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    corrects: Option<Correction>,
    by: ApprovalAct,
    content: ContentHash,
}

/// Approved by the chair over the proposed content. Final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    corrects: Option<Correction>,
    proposed: ApprovalAct,
    by: ApprovalAct,
    content: ContentHash,
}

/// Of no effect. Final: whoever wants its content approved proposes it anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Void {
    corrects: Option<Correction>,
    proposed: Option<(ApprovalAct, ContentHash)>,
    reason: VoidReason,
    at: Instant,
}

/// Why a protocol is void.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VoidReason {
    /// What was proposed is no longer what stands.
    ContentChanged,
    /// The secretary or the chair took it back.
    Withdrawn(ApprovalAct),
    /// The chair returned it to the secretary: what has to be mended, in the chair's words.
    Returned(ApprovalAct, String),
}

/// A step the rules do not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalRefused {
    #[error("предложить протокол может только секретарь ГЭК, а вы — {role}. Передайте проект секретарю", role = .0.russian())]
    NotTheSecretary(Role),
    #[error("утвердить протокол может только председатель ГЭК, а вы — {role}. Передайте проект председателю", role = .0.russian())]
    NotTheChair(Role),
    #[error("вернуть проект секретарю может только председатель ГЭК, а вы — {role}. Отозвать проект можно на его странице", role = .0.russian())]
    OnlyTheChairReturns(Role),
    #[error("отозвать проект может только секретарь или председатель ГЭК, а вы — {role}. Обратитесь к ним", role = .0.russian())]
    NotOfTheCommission(Role),
    #[error(
        "проект предложили вы сами, пусть и под другой учётной записью: предлагает и утверждает протокол не один человек. Утвердить должен другой"
    )]
    SamePerson,
    #[error(
        "состав протокола изменился после предложения: утверждать то, чего не было в проекте, нельзя. Предложите новый состав и утвердите его"
    )]
    ContentChanged,
    #[error(
        "в протоколе нечего утверждать: нет ни одного результата без задержания. Снимите задержания или выберите другие результаты"
    )]
    NothingToApprove,
    #[error("протокол сейчас «{stage}», а этот шаг делают, пока он «{needed}». Обновите страницу", stage = .stage.russian(), needed = .needed.russian())]
    WrongStage {
        stage: ApprovalStage,
        needed: ApprovalStage,
    },
    #[error("утверждение раньше предложения: проверьте часы сервера")]
    BeforeTheProposal,
    #[error("исправляют только утверждённый протокол, а этот — «{stage}». Отзовите проект и предложите новый", stage = .0.russian())]
    OnlyApprovedIsCorrected(ApprovalStage),
    #[error("основание исправления не указано. Впишите, какой документ или ошибка его требует")]
    GroundMissing,
    #[error("причина возврата не указана. Впишите, что секретарю исправить")]
    ReturnReasonMissing,
}

/// What storage holds of a protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredApproval {
    pub stage: ApprovalStage,
    pub corrects: Option<Correction>,
    pub content: Option<ContentHash>,
    pub proposed: Option<ApprovalAct>,
    pub approved: Option<ApprovalAct>,
    pub void: Option<(VoidReason, Instant)>,
}

/// A stored protocol that the rules could not have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("запись протокола повреждена: состояние «{stage}» не сходится с тем, кто его предлагал и утверждал", stage = .0.russian())]
pub struct IncoherentApproval(pub ApprovalStage);

impl ApprovalAct {
    /// The act of this actor at this moment.
    pub fn of(actor: &Actor, at: Instant) -> Self {
        Self {
            person: actor.person,
            account: actor.account,
            role: actor.role,
            at,
        }
    }
}

impl ApprovalState {
    /// A new protocol.
    pub const fn draft() -> Self {
        Self::Draft(Draft { corrects: None })
    }

    /// A new protocol that corrects a slip of this approved one; this one stays as it is.
    pub fn correction(&self, id: ProtocolId, ground: &str) -> Result<Self, ApprovalRefused> {
        let Self::Approved(_) = self else {
            return Err(ApprovalRefused::OnlyApprovedIsCorrected(self.stage()));
        };
        if ground.trim().is_empty() {
            return Err(ApprovalRefused::GroundMissing);
        }
        let corrects = Some(Correction {
            protocol: id,
            ground: ground.trim().to_owned(),
        });
        Ok(Self::Draft(Draft { corrects }))
    }

    /// The secretary proposes this content (mordovia-187:9.1).
    pub fn propose(self, act: ApprovalAct, content: &ApprovalContent) -> Result<Self, ApprovalRefused> {
        let Self::Draft(draft) = self else {
            return Err(self.wrong_stage(ApprovalStage::Draft));
        };
        if act.role != Role::CommissionSecretary {
            return Err(ApprovalRefused::NotTheSecretary(act.role));
        }
        if content.to_approve() == 0 {
            return Err(ApprovalRefused::NothingToApprove);
        }
        Ok(Self::Proposed(Proposed {
            corrects: draft.corrects,
            by: act,
            content: content.hash(),
        }))
    }

    /// The chair approves what was proposed (mordovia-187:7). `current` is the content as it stands now, counted in
    /// the same transaction.
    pub fn approve(self, act: ApprovalAct, current: ContentHash) -> Result<Self, ApprovalRefused> {
        let Self::Proposed(proposed) = self else {
            return Err(self.wrong_stage(ApprovalStage::Proposed));
        };
        // First the person: whoever proposed learns why the second account does not help.
        if act.person == proposed.by.person {
            return Err(ApprovalRefused::SamePerson);
        }
        if act.role != Role::CommissionChair {
            return Err(ApprovalRefused::NotTheChair(act.role));
        }
        if act.at < proposed.by.at {
            return Err(ApprovalRefused::BeforeTheProposal);
        }
        if current != proposed.content {
            return Err(ApprovalRefused::ContentChanged);
        }
        Ok(Self::Approved(Approved {
            corrects: proposed.corrects,
            proposed: proposed.by,
            by: act,
            content: proposed.content,
        }))
    }

    /// What becomes of the protocol when the content stands like this: a proposal over another content is void. To be
    /// called by every act that may change an edition, its state or its holds.
    #[must_use]
    pub fn with_content(self, current: ContentHash, at: Instant) -> Self {
        match self {
            Self::Proposed(proposed) if proposed.content != current => Self::Void(Void {
                corrects: proposed.corrects,
                proposed: Some((proposed.by, proposed.content)),
                reason: VoidReason::ContentChanged,
                at,
            }),
            Self::Draft(_) | Self::Proposed(_) | Self::Approved(_) | Self::Void(_) => self,
        }
    }

    /// The secretary or the chair takes a draft or proposal back.
    pub fn withdraw(self, act: ApprovalAct) -> Result<Self, ApprovalRefused> {
        if !matches!(act.role, Role::CommissionSecretary | Role::CommissionChair) {
            return Err(ApprovalRefused::NotOfTheCommission(act.role));
        }
        let (corrects, proposed) = match self {
            Self::Draft(draft) => (draft.corrects, None),
            Self::Proposed(proposed) => (proposed.corrects, Some((proposed.by, proposed.content))),
            Self::Approved(_) | Self::Void(_) => return Err(self.wrong_stage(ApprovalStage::Proposed)),
        };
        Ok(Self::Void(Void {
            corrects,
            proposed,
            reason: VoidReason::Withdrawn(act),
            at: act.at,
        }))
    }

    /// The chair returns a proposal to the secretary instead of approving it, and says why. It is void from then on:
    /// whoever wants its content approved proposes it anew.
    pub fn return_to_secretary(self, act: ApprovalAct, reason: &str) -> Result<Self, ApprovalRefused> {
        let Self::Proposed(proposed) = self else {
            return Err(self.wrong_stage(ApprovalStage::Proposed));
        };
        if act.role != Role::CommissionChair {
            return Err(ApprovalRefused::OnlyTheChairReturns(act.role));
        }
        if act.at < proposed.by.at {
            return Err(ApprovalRefused::BeforeTheProposal);
        }
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(ApprovalRefused::ReturnReasonMissing);
        }
        Ok(Self::Void(Void {
            corrects: proposed.corrects,
            proposed: Some((proposed.by, proposed.content)),
            reason: VoidReason::Returned(act, reason.to_owned()),
            at: act.at,
        }))
    }

    pub const fn stage(&self) -> ApprovalStage {
        match self {
            Self::Draft(_) => ApprovalStage::Draft,
            Self::Proposed(_) => ApprovalStage::Proposed,
            Self::Approved(_) => ApprovalStage::Approved,
            Self::Void(_) => ApprovalStage::Void,
        }
    }

    const fn wrong_stage(&self, needed: ApprovalStage) -> ApprovalRefused {
        ApprovalRefused::WrongStage {
            stage: self.stage(),
            needed,
        }
    }

    /// The parts that storage keeps.
    pub fn stored(&self) -> StoredApproval {
        let stage = self.stage();
        match self.clone() {
            Self::Draft(Draft { corrects }) => StoredApproval {
                stage,
                corrects,
                content: None,
                proposed: None,
                approved: None,
                void: None,
            },
            Self::Proposed(Proposed { corrects, by, content }) => StoredApproval {
                stage,
                corrects,
                content: Some(content),
                proposed: Some(by),
                approved: None,
                void: None,
            },
            Self::Approved(Approved {
                corrects,
                proposed,
                by,
                content,
            }) => StoredApproval {
                stage,
                corrects,
                content: Some(content),
                proposed: Some(proposed),
                approved: Some(by),
                void: None,
            },
            Self::Void(Void {
                corrects,
                proposed,
                reason,
                at,
            }) => StoredApproval {
                stage,
                corrects,
                content: proposed.map(|(_, content)| content),
                proposed: proposed.map(|(by, _)| by),
                approved: None,
                void: Some((reason, at)),
            },
        }
    }

    /// Reads [`ApprovalState::stored`]. An approval by its own proposer is refused here too, whoever wrote it.
    pub fn restore(stored: StoredApproval) -> Result<Self, IncoherentApproval> {
        let StoredApproval {
            stage,
            corrects,
            content,
            proposed,
            approved,
            void,
        } = stored;
        let state = match (stage, proposed, content, approved, void) {
            (ApprovalStage::Draft, None, None, None, None) => Self::Draft(Draft { corrects }),
            (ApprovalStage::Proposed, Some(by), Some(content), None, None) => {
                Self::Proposed(Proposed { corrects, by, content })
            }
            (ApprovalStage::Approved, Some(proposed), Some(content), Some(by), None)
                if by.person != proposed.person =>
            {
                Self::Approved(Approved {
                    corrects,
                    proposed,
                    by,
                    content,
                })
            }
            (ApprovalStage::Void, proposed, content, None, Some((reason, at)))
                if proposed.is_some() == content.is_some() && could_be_made(&reason, proposed.is_some()) =>
            {
                Self::Void(Void {
                    corrects,
                    proposed: proposed.zip(content),
                    reason,
                    at,
                })
            }
            _ => return Err(IncoherentApproval(stage)),
        };
        Ok(state)
    }
}

/// Only a proposal is returned, by a chair, with a reason.
fn could_be_made(reason: &VoidReason, was_proposed: bool) -> bool {
    match reason {
        VoidReason::ContentChanged | VoidReason::Withdrawn(_) => true,
        VoidReason::Returned(act, words) => {
            was_proposed && act.role == Role::CommissionChair && !words.trim().is_empty()
        }
    }
}
