//! Who has been told and who has not: region → municipality → school → child.

use askama::Template;

use crate::components::{Act, Clock, Tabs};
use crate::page::Shell;

use super::home::ExamState;

/// One level of the drill-down. At the level of a school the rows are participants.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/monitor.html")]
pub struct MonitorPage {
    pub shell: Shell,
    pub heading: String,
    pub sub: String,
    /// The nearest term of what is shown.
    pub clock: Option<Clock>,
    /// All, not told, term ends today, late; exams may be a second row.
    pub tabs: Vec<Tabs>,
    pub acts: Vec<Act>,
    pub state: ExamState,
}
