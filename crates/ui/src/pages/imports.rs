//! Imports: a conversation about one file. Choose, match the columns, compare, write or drop.

mod columns;
mod difference;
mod list;
mod new;
mod outcome;
mod rows;
mod samples;

pub use columns::{ColumnMatch, ColumnMatchPage, ColumnsRead};
pub use difference::{ApplyStep, DifferenceCounts, DifferenceHrefs, DifferencePage, DifferenceTab, Ground};
pub use list::{ImportRow, ImportState, ImportsPage};
pub use new::NewImportPage;
pub use outcome::{ImportOutcomePage, Outcome};
pub use rows::{ChangeRow, FormerValue, NewRow, WrongRow};
pub use samples::samples;
