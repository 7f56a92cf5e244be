//! One person: who it is, what they are registered for, what came of it.

use askama::Template;

use crate::components::{Act, Cell, Column, Facts, Link, Phrase, Row, Section, TableView, Tag};
use crate::page::Shell;
use crate::pages::lists::ListFrame;

/// Facts, registrations and results of one participant.
#[derive(Debug, Clone, Template)]
#[template(path = "people/one.html")]
pub struct ParticipantPage {
    pub shell: Shell,
    /// «11 «А», СОШ № 25, Киселёвск».
    pub summary: String,
    /// What matters now: «Результат сочинения передан школе, участник ещё не ознакомлен»; empty when nothing.
    pub say: Phrase,
    pub acts: Vec<Act>,
    /// Document (masked where the role may not see it), date of birth, contacts of nobody.
    pub facts: Facts,
    /// Things to look at: a namesake, a Latin letter, two documents.
    pub warnings: Vec<Phrase>,
    pub registrations: Vec<RegistrationCard>,
    pub results: Vec<ResultRow>,
    /// What the person may sit, and how long an essay is good.
    pub sections: Vec<Section>,
    /// Journal of the person, extract.
    pub links: Vec<Link>,
}

/// One registration: a school year, an exam kind, a category.
#[derive(Debug, Clone)]
pub struct RegistrationCard {
    /// «Итоговое сочинение, 2026/27 учебный год».
    pub title: String,
    /// Category, where registered, who informs, class, form, ground and document.
    pub facts: Facts,
}

/// One result with a link to its history.
#[derive(Debug, Clone)]
pub struct ResultRow {
    /// «Итоговое сочинение, 2 декабря 2026».
    pub exam: String,
    pub history_href: String,
    /// «зачёт», «незачёт: требование 1», «ещё нет».
    pub value: Phrase,
    /// «редакция 2».
    pub edition: String,
    pub state: Tag,
    /// «17 декабря, 10:15, под подпись», or empty.
    pub acquainted: String,
}

impl ParticipantPage {
    fn results_table(&self) -> TableView {
        let columns = vec![
            Column::new("Экзамен"),
            Column::new("Результат"),
            Column::new("Редакция"),
            Column::new("Состояние"),
            Column::new("Ознакомлен"),
        ];
        let rows = self.results.iter().map(ResultRow::row).collect();
        ListFrame::default().table("Результаты", columns, rows, "Результатов ещё нет.")
    }
}

impl ResultRow {
    fn row(&self) -> Row {
        let acquainted = if self.acquainted.is_empty() {
            Phrase::default().muted("ещё нет")
        } else {
            Phrase::of(&self.acquainted)
        };
        Row::new(vec![
            Cell::link(&self.exam, &self.history_href),
            Cell::from(self.value.clone()),
            Cell::from(self.edition.as_str()),
            Cell::tag(self.state.clone()),
            Cell::from(acquainted),
        ])
    }
}
