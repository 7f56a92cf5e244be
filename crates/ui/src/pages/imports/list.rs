//! Every file that came in.

use askama::Template;

use crate::components::{Cell, Phrase, Row, TableView, Tag};
use crate::page::Shell;
use crate::pages::lists::ListFrame;

/// The list of imports, newest first.
#[derive(Debug, Clone, Template)]
#[template(path = "imports/list.html")]
pub struct ImportsPage {
    pub shell: Shell,
    /// One sentence on top: «Две загрузки ждут решения».
    pub lead: Phrase,
    /// Where a new import begins; empty for who may only look.
    pub new_href: String,
    pub rows: Vec<ImportRow>,
    /// Column keys: `received`, `file`, `kind`, `state`.
    pub list: ListFrame,
}

/// One import.
#[derive(Debug, Clone)]
pub struct ImportRow {
    pub file_name: String,
    pub href: String,
    /// «Результаты сочинения», «Участники», «Организации».
    pub kind: String,
    /// «14 декабря 2026, 18:07».
    pub received_at: String,
    /// «Ким В. Р.».
    pub by: String,
    pub state: ImportState,
    /// «записано 4 210, с ошибками 12».
    pub counts: String,
}

/// How far the conversation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// Columns are not matched yet.
    Matching,
    /// Compared; waits for a decision.
    Compared,
    Applied,
    Dropped,
    /// The file could not be read.
    Unreadable,
}

impl ImportState {
    /// The state as a word in a coloured box.
    pub fn tag(self) -> Tag {
        match self {
            ImportState::Matching => Tag::amber("сопоставить столбцы"),
            ImportState::Compared => Tag::amber("ждёт решения"),
            ImportState::Applied => Tag::green("записана"),
            ImportState::Dropped => Tag::grey("снята"),
            ImportState::Unreadable => Tag::red("не прочитана"),
        }
    }
}

impl ImportsPage {
    fn table(&self) -> TableView {
        let columns = vec![
            self.list.column("file", "Файл"),
            self.list.column("kind", "Что загружают"),
            self.list.column("received", "Принят"),
            self.list.column("state", "Состояние"),
            self.list.column("counts", "Строки"),
        ];
        let rows = self.rows.iter().map(ImportRow::row).collect();
        self.list.table(
            "Загрузки",
            columns,
            rows,
            "Загрузок пока нет. Начните с файла организаций, затем участников, затем результатов.",
        )
    }
}

impl ImportRow {
    fn row(&self) -> Row {
        Row::new(vec![
            Cell::link(&self.file_name, &self.href),
            Cell::from(self.kind.as_str()),
            Cell::new(Phrase::of(&self.received_at).muted(format!(" {}", self.by))),
            Cell::tag(self.state.tag()),
            Cell::from(self.counts.as_str()),
        ])
    }
}
