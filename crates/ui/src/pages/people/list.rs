//! Participants that the reader's scope holds.

use askama::Template;

use crate::components::{Cell, Phrase, PostForm, Row, TableView, Tag};
use crate::page::Shell;
use crate::pages::lists::ListFrame;

/// The list with filters by category, school and state.
#[derive(Debug, Clone, Template)]
#[template(path = "people/list.html")]
pub struct ParticipantsPage {
    pub shell: Shell,
    /// «2 004 участника, 13 без результата».
    pub lead: Phrase,
    /// Finds people by name; posts, because a name must not stand in an address.
    pub name_search: Option<NameSearch>,
    /// Use [`ListFrame::filter`]: category, school, state. Column keys: `name`, `organisation`, `class`,
    /// `category`, `result`, `acquainted`.
    pub list: ListFrame,
    pub rows: Vec<ParticipantRow>,
}

/// A search that posts `q`.
#[derive(Debug, Clone)]
pub struct NameSearch {
    pub form: PostForm,
    /// What was typed, to show it again.
    pub words: String,
}

/// One registration at one exam.
#[derive(Debug, Clone)]
pub struct ParticipantRow {
    pub name: String,
    pub href: String,
    /// Where the participant is informed.
    pub organisation: String,
    /// «11 «А»»; empty for those without a class.
    pub class: String,
    /// «ученик», «экстерн», «выпускник прошлых лет».
    pub category: String,
    /// The released result, or what there is instead: «зачёт», «ещё нет», «задержан».
    pub result: Phrase,
    /// «ознакомлен 17 декабря» or «не ознакомлен»; none where nothing is owed yet.
    pub acquaintance: Option<Tag>,
}

impl ParticipantsPage {
    fn table(&self) -> TableView {
        let columns = vec![
            self.list.column("name", "Участник"),
            self.list.column("organisation", "Где знакомят"),
            self.list.column("class", "Класс"),
            self.list.column("category", "Категория"),
            self.list.column("result", "Результат"),
            self.list.column("acquainted", "Ознакомление"),
        ];
        let rows = self.rows.iter().map(ParticipantRow::row).collect();
        self.list.table(
            "Участники",
            columns,
            rows,
            "Никто не\u{a0}найден. Проверьте отбор: «е» и\u{a0}«ё» не\u{a0}различаются.",
        )
    }
}

impl ParticipantRow {
    fn row(&self) -> Row {
        Row::new(vec![
            Cell::link(&self.name, &self.href),
            Cell::from(self.organisation.as_str()).full_line(),
            Cell::from(self.class.as_str()),
            Cell::from(self.category.as_str()),
            Cell::from(self.result.clone()),
            self.acquaintance.clone().map_or_else(Cell::empty, Cell::tag),
        ])
    }
}
