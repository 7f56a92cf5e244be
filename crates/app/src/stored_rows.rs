//! Types of the store that use cases take and give, named here so that pages need not know the store.

pub use storage::announcements::AnnouncementRow;
pub use storage::journal::{JournalFilter, JournalRow};
pub use storage::people::RegistrationRow;
pub use storage::results::EditionRow;
pub use storage::settings::{DayOverrideRow, SettingRow};
pub use storage::statements::{OpeningRow, StatementLineInContextRow};
