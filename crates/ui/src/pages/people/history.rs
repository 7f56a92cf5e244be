//! The whole history of one result: from the file it came in to the person who was told.

use askama::Template;

use crate::components::{Facts, Link, Phrase, Timeline};
use crate::page::Shell;

/// One result, every edition and every hop, with clauses and documents.
#[derive(Debug, Clone, Template)]
#[template(path = "people/history.html")]
pub struct ResultHistoryPage {
    pub shell: Shell,
    /// «Итоговое сочинение, 2 декабря 2026 · 11 «А», СОШ № 25, Киселёвск · работа 42-104-11873».
    pub summary: String,
    /// The value in force: «Зачёт»; when there is none: «Результата ещё нет».
    pub value: String,
    /// Which edition that is, since when, by what; former values.
    pub explanation: Phrase,
    /// Where the extract as PDF is; empty where the role has none.
    pub extract_href: String,
    /// «Журнал: 31 запись».
    pub journal: Option<Link>,
    /// Requirements and criteria, whether the participant knows, open cases, paper.
    pub facts: Facts,
    pub parts: Vec<HistoryPart>,
}

/// A chapter of the history.
#[derive(Debug, Clone)]
pub struct HistoryPart {
    /// Unique on the page, Latin letters: `received`.
    pub id: String,
    /// «Получение и проверка».
    pub title: String,
    /// «2–14 декабря».
    pub days: String,
    pub timeline: Timeline,
}
