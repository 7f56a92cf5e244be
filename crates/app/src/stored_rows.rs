//! Types of the store that use cases take and give, named here so that pages need not know the store.

use domain::edition::EditionState;

pub use storage::announcements::AnnouncementRow;
pub use storage::journal::{JournalFilter, JournalRow};
pub use storage::people::RegistrationRow;
pub use storage::results::EditionRow;
pub use storage::settings::{DayOverrideRow, SettingRow};
pub use storage::statements::{OpeningRow, StatementLineInContextRow};

/// Does an edition wait for a release or a decision?
pub(crate) fn is_waiting(edition: &EditionRow) -> bool {
    matches!(EditionState::from_code(&edition.state), Ok(state) if state.is_waiting())
}
