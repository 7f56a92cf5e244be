//! Participants: the list, one person, and the whole history of a result.

mod history;
mod list;
mod one;
mod samples;

pub use history::{HistoryPart, ResultHistoryPage};
pub use list::{NameSearch, ParticipantRow, ParticipantsPage};
pub use one::{ParticipantPage, RegistrationCard, ResultRow};
pub use samples::samples;
