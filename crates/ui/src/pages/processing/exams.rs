//! The essays of the region with what is received, held and released of each.

use askama::Template;

use super::ExamCounts;
use crate::components::{Cell, Phrase, Row, TableView, Tag};
use crate::page::Shell;
use crate::pages::lists::{ListFrame, grouped};

/// The landing page of the section: one row per exam.
#[derive(Debug, Clone, Template)]
#[template(path = "processing/exams.html")]
pub struct ExamsPage {
    pub shell: Shell,
    pub lead: Phrase,
    pub rows: Vec<ExamRow>,
    /// Column keys: `exam`.
    pub list: ListFrame,
}

/// One exam.
#[derive(Debug, Clone)]
pub struct ExamRow {
    /// «Итоговое сочинение, 2 декабря 2026».
    pub name: String,
    pub href: String,
    pub counts: ExamCounts,
    /// What stands next: «срок обработки — 14 декабря», and its colour; none when nothing is owed.
    pub state: Option<Tag>,
}

impl ExamsPage {
    fn table(&self) -> TableView {
        let columns = vec![
            self.list.column("exam", "Экзамен"),
            self.list.number_column("registered", "Участников"),
            self.list.number_column("received", "Получено"),
            self.list.number_column("held", "Задержано"),
            self.list.number_column("released", "Выпущено"),
            self.list.column("state", "Состояние"),
        ];
        let rows = self.rows.iter().map(ExamRow::row).collect();
        self.list.table(
            "Экзамены",
            columns,
            rows,
            "Экзаменов пока нет: они появятся вместе с участниками.",
        )
    }
}

impl ExamRow {
    fn row(&self) -> Row {
        let number = |value: u32| Cell::from(grouped(value));
        Row::new(vec![
            Cell::link(&self.name, &self.href),
            number(self.counts.registered),
            number(self.counts.received),
            number(self.counts.held),
            number(self.counts.released),
            self.state.clone().map_or_else(Cell::empty, Cell::tag),
        ])
    }
}
