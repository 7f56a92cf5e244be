//! The experts whom the commission calls in, and its members: who may take part in a case.

use crate::appeal::StepRefused;
use crate::codes::coded;
use crate::ids::CommissionPersonId;

coded! {
    /// What somebody is to the appeals commission.
    CommissionPart {
        Chair = "chair", "председатель комиссии";
        Member = "member", "член комиссии";
        Expert = "expert", "эксперт предметной комиссии";
    }
}

impl CommissionPart {
    /// Does this person decide?
    pub const fn decides(self) -> bool {
        match self {
            Self::Chair | Self::Member => true,
            Self::Expert => false,
        }
    }
}

/// An expert for a case, with what is known of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpertOffered {
    pub expert: CommissionPersonId,
    /// Who marked this work, as РЦОИ named them; empty means that nobody knows, never that nobody did.
    pub markers: Vec<CommissionPersonId>,
    /// Works where the participant studies.
    pub of_the_school: bool,
    pub subject_fits: bool,
    pub ended: bool,
}

impl ExpertOffered {
    /// May this expert conclude (kuzbass-gia9:rights 6)? The school is a *reading*: the clause names only who marked.
    pub(crate) fn check(&self) -> Result<(), StepRefused> {
        if self.ended {
            return Err(StepRefused::ExpertEnded);
        }
        if self.markers.is_empty() {
            return Err(StepRefused::MarkersUnknown);
        }
        if self.markers.contains(&self.expert) {
            return Err(StepRefused::ExpertMarkedThisWork);
        }
        if self.of_the_school {
            return Err(StepRefused::ExpertOfTheSchool);
        }
        if !self.subject_fits {
            return Err(StepRefused::ExpertOfAnotherSubject);
        }
        Ok(())
    }
}

/// How many of the commission must be there. No order of ours names the share: it is the region's setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorum {
    pub numerator: usize,
    pub denominator: usize,
}

impl Quorum {
    /// The least number of members, at least one.
    pub const fn of(self, members: usize) -> usize {
        let denominator = if self.denominator == 0 { 1 } else { self.denominator };
        let least = (members * self.numerator).div_ceil(denominator);
        if least == 0 { 1 } else { least }
    }
}

/// A member who was present and votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberPresent {
    pub member: CommissionPersonId,
    /// Works where the participant studies.
    pub of_the_school: bool,
}
