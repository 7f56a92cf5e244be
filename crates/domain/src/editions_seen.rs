//! Which editions of a result a role may know of at all, wherever they are shown: history, search, lists, files, counts.

use crate::access::Role;
use crate::exam::ReleaseRule;

/// The editions a role may know of, within its reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditionsSeen {
    /// What was received and held too.
    All,
    /// What was released, with what came of it.
    Released,
    /// What was released and handed over to the reader's own organisation.
    HandedOver,
    None,
}

/// Before its approval a result of GIA is known to the exam commission and the processing centre only, whatever order names
/// the reader (mordovia-187:3, 8.2; *reading* of "below": the ministry, too, waits for the approval). An essay is no matter of
/// the commission's.
pub const fn editions_seen(role: Role, rule: ReleaseRule) -> EditionsSeen {
    match (role, rule) {
        (Role::ProcessingOperator, _)
        | (Role::CommissionChair | Role::CommissionSecretary, ReleaseRule::Approval)
        | (Role::MinistryOfficer, ReleaseRule::EndOfProcessing) => EditionsSeen::All,
        (Role::MinistryOfficer, ReleaseRule::Approval) => EditionsSeen::Released,
        (Role::MunicipalClerk | Role::SchoolOfficer, _) => EditionsSeen::HandedOver,
        (Role::CommissionChair | Role::CommissionSecretary, ReleaseRule::EndOfProcessing)
        | (Role::Administrator | Role::AppealsSecretary | Role::AppealsExpert, _) => EditionsSeen::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Action, permission};

    #[test]
    fn b4_before_the_approval_only_who_may_review_sees_a_result() {
        for &role in Role::ALL {
            let sees_all = editions_seen(role, ReleaseRule::Approval) == EditionsSeen::All;
            assert_eq!(sees_all, permission(role, Action::ReviewResults).is_some(), "{role:?}");
            let sees_any = [ReleaseRule::Approval, ReleaseRule::EndOfProcessing]
                .iter()
                .any(|rule| editions_seen(role, *rule) != EditionsSeen::None);
            assert_eq!(sees_any, permission(role, Action::SeeResults).is_some(), "{role:?}");
        }
    }
}
