//! The hearing: slots of a day, who came and confirmed, and the decision.

use regulations::Instant;

use crate::appeal::people::{MemberPresent, Quorum};
use crate::appeal::{AppealKind, Case, StepRefused};
use crate::codes::coded;

/// Recommended length of one hearing; the commission may extend it (kuzbass-gia9:rights 6).
pub const SLOT_MINUTES: i64 = 20;
/// Younger than this a participant confirms with a parent (kuzbass-gia9:rights 6).
const CONFIRMS_ALONE_FROM: i16 = 14;

coded! {
    /// Who came on the participant's side.
    Attendance {
        Nobody = "nobody", "никто не пришёл";
        Participant = "participant", "участник";
        WithParent = "with-parent", "участник и родитель";
        Parent = "parent", "родитель";
        Proxy = "proxy", "уполномоченное лицо";
    }
}

coded! {
    /// Did the participant confirm in writing that what was shown is theirs?
    Confirmation {
        NotAsked = "not-asked", "не требовалось";
        Confirmed = "confirmed", "подтвердил письменно";
        Refused = "refused", "отказался подтвердить";
    }
}

coded! {
    /// What the commission decided.
    Outcome {
        Rejected = "rejected", "отклонить";
        Granted = "granted", "удовлетворить";
    }
}

/// A place in the schedule of a hearing day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    pub at: Instant,
}

/// What is written of a hearing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HearingRecord {
    pub attendance: Attendance,
    pub confirmation: Confirmation,
    /// Full years on the day of the hearing; `None` where no birth date is known.
    pub age: Option<i16>,
    pub now: Instant,
}

impl HearingRecord {
    pub(crate) fn check(&self, case: &Case) -> Result<(), StepRefused> {
        if case.slot.is_some_and(|slot| self.now < slot.at) {
            return Err(StepRefused::BeforeTheSlot);
        }
        if case.kind == AppealKind::Procedure {
            return Ok(());
        }
        let child_came = match self.attendance {
            Attendance::Participant | Attendance::WithParent => true,
            Attendance::Nobody | Attendance::Parent | Attendance::Proxy => false,
        };
        if !child_came {
            return match self.confirmation {
                Confirmation::Confirmed if self.attendance == Attendance::Nobody => Err(StepRefused::ConfirmedByNobody),
                _ => Ok(()),
            };
        }
        if self.confirmation == Confirmation::NotAsked {
            return Err(StepRefused::NotConfirmed);
        }
        match (self.attendance, self.age) {
            (Attendance::Participant, None) => Err(StepRefused::AgeUnknown),
            (Attendance::Participant, Some(age)) if age < CONFIRMS_ALONE_FROM => Err(StepRefused::UnderFourteenAlone),
            _ => Ok(()),
        }
    }
}

/// What is written of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub outcome: Outcome,
    /// The corrected value is another than the published one.
    pub changes_result: bool,
    /// Who was present and votes.
    pub present: Vec<MemberPresent>,
    /// How many members the commission has that day.
    pub members: usize,
    pub quorum: Quorum,
    pub votes_for: usize,
    pub votes_against: usize,
}

impl Decision {
    pub(crate) fn check(&self) -> Result<(), StepRefused> {
        if self.present.iter().any(|member| member.of_the_school) {
            return Err(StepRefused::MemberOfTheSchool);
        }
        let (present, needed) = (self.present.len(), self.quorum.of(self.members));
        if present < needed {
            return Err(StepRefused::NoQuorum {
                present,
                members: self.members,
                needed,
            });
        }
        let votes = self.votes_for.saturating_add(self.votes_against);
        if votes != present {
            return Err(StepRefused::VotesDoNotSum { votes, present });
        }
        if self.votes_for <= self.votes_against {
            return Err(StepRefused::NotCarried {
                votes_for: self.votes_for,
                against: self.votes_against,
            });
        }
        if self.outcome == Outcome::Rejected && self.changes_result {
            return Err(StepRefused::RejectedWithChange);
        }
        Ok(())
    }
}

/// The first `count` free starts of a hearing day in one room, one slot after another.
pub fn free_slots(starts_at: Instant, taken: &[Instant], count: usize) -> Vec<Instant> {
    let mut at = starts_at;
    let mut free = Vec::with_capacity(count);
    while free.len() < count {
        if !taken.contains(&at) {
            free.push(at);
        }
        at = at.plus_minutes(SLOT_MINUTES);
    }
    free
}
