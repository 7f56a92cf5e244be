//! Types of the store that use cases take and give, named here so that pages need not know the store.

pub use storage::journal::{JournalFilter, JournalRow};
pub use storage::settings::{DayOverrideRow, SettingRow};
pub use storage::statements::{OpeningRow, StatementLineInContextRow};
