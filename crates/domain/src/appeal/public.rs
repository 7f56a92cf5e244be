//! What a participant is told of a case on the public page (E2): less than the case knows, and nothing of an edition that
//! waits for the exam commission.

use super::CaseState;
use crate::codes::coded;

coded! {
    /// Where a case stands, in the participant's words.
    PublicState {
        Filed = "filed", "подана";
        Received = "received", "передана в апелляционную комиссию";
        Appointed = "appointed", "рассмотрение назначено";
        Heard = "heard", "рассмотрена";
        NotConsidered = "not-considered", "не рассматривается";
        Withdrawn = "withdrawn", "отозвана";
        Rejected = "rejected", "отклонена";
        /// What follows of it is not released yet.
        Granted = "granted", "удовлетворена";
        /// The new value stands released.
        Changed = "changed", "удовлетворена, результат изменён";
        /// The errors found sum up to nothing.
        Same = "same", "удовлетворена, баллы прежние";
    }
}

impl PublicState {
    /// Of a case and of what came of it.
    pub const fn of(state: CaseState, edition: NewEdition) -> Self {
        match state {
            CaseState::Filed => Self::Filed,
            CaseState::Received => Self::Received,
            CaseState::Appointed => Self::Appointed,
            CaseState::Heard => Self::Heard,
            CaseState::NotConsidered => Self::NotConsidered,
            CaseState::Withdrawn => Self::Withdrawn,
            CaseState::Rejected => Self::Rejected,
            CaseState::Granted | CaseState::AtCentre | CaseState::Recounted => Self::Granted,
            CaseState::Closed => match edition {
                NewEdition::Made => Self::Changed,
                NewEdition::None => Self::Same,
            },
        }
    }

    /// A small number, for the published file: the place in the declaration.
    pub fn number(self) -> u8 {
        number_among(Self::ALL, self)
    }

    /// Back from [`Self::number`].
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// May the participant file another one?
    pub const fn leaves_the_way_open(self) -> bool {
        matches!(self, Self::Withdrawn)
    }
}

/// Did a case bring a new edition?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewEdition {
    Made,
    None,
}

/// The place of a variant among all of its enum.
pub fn number_among<T: PartialEq>(all: &[T], one: T) -> u8 {
    let place = all.iter().position(|other| *other == one).unwrap_or_default();
    u8::try_from(place).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for state in PublicState::ALL {
            assert_eq!(PublicState::from_number(state.number()), Some(*state));
        }
        assert_eq!(PublicState::from_number(PublicState::ALL.len() as u8), None);
    }

    #[test]
    fn a_waiting_edition_is_no_news_for_the_public() {
        for state in [CaseState::Granted, CaseState::AtCentre, CaseState::Recounted] {
            for edition in [NewEdition::Made, NewEdition::None] {
                assert_eq!(PublicState::of(state, edition), PublicState::Granted, "{state:?}");
            }
        }
    }
}
