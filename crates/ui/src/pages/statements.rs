//! Statements: how results travel from one organisation to the next, with a record of every hop.

mod handover;
mod list;
mod one;
mod samples;

pub use handover::{HandoverPage, HandoverRow};
pub use list::{Lateness, StatementRow, StatementState, StatementTabCounts, StatementsPage};
pub use one::{ChainStep, ChainStepState, Refusal, ResultColumns, ScoreCells, StatementLine, StatementPage};
pub use samples::samples;
