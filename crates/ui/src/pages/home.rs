//! «Что сделать и до какого дня»: the first page of every role.

use askama::Template;

use crate::components::{Act, BarChart, DutyGroup, FlowStep, Phrase, Section, TableView};
use crate::page::Shell;

/// Obligations by due moment, below them the state of the exam.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/home.html")]
pub struct HomePage {
    pub shell: Shell,
    /// «Четверг, 17 декабря 2026, 09:20 · Киселёвский городской округ: 11 школ…»
    pub sub: String,
    /// What came back to this person without a term of its own: a returned proposal.
    pub notices: Vec<Section>,
    /// Late, today, soon; empty groups are not drawn.
    pub groups: Vec<DutyGroup>,
    /// Told when there is nothing to do at all: what comes next and when.
    pub nothing_to_do: Phrase,
    /// Acts of this role that no obligation asks for now: «Загрузить файл», «Объявить порядок и график».
    pub acts: Vec<Act>,
    pub state: Option<ExamState>,
}

/// Where the results of one exam are now, as steps, picture and table of the same numbers.
#[derive(Debug, Clone)]
pub struct ExamState {
    /// «Где результаты сейчас»
    pub heading: String,
    /// «Итоговое сочинение 2 декабря 2026»
    pub sub: String,
    pub flow: Vec<FlowStep>,
    pub chart: Option<BarChart>,
    pub table: TableView,
}

impl HomePage {
    fn has_something_to_do(&self) -> bool {
        !self.notices.is_empty() || self.groups.iter().any(|group| !group.duties.is_empty())
    }
}
