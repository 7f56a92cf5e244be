//! The end of processing: the recorded act of РЦОИ that releases the results of an essay (kuzbass-4195:2.2).

mod completion;
mod exam;
mod exams;
mod preview;
mod samples;

pub use completion::{CompletionPage, FormedStatementRow};
pub use exam::{CompletionRow, ExamCounts, ExamPage, MunicipalityRow};
pub use exams::{ExamRow, ExamsPage};
pub use preview::{CompletionPreviewPage, ConfirmStep, HeldRow, SetChange, SetChangeRow};
pub use samples::samples;
