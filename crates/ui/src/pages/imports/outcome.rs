//! How an import ended.

use askama::Template;

use crate::components::{Act, Facts, Link, Phrase, Tabs};
use crate::page::Shell;

/// Written, dropped or unreadable.
#[derive(Debug, Clone, Template)]
#[template(path = "imports/outcome.html")]
pub struct ImportOutcomePage {
    pub shell: Shell,
    pub outcome: Outcome,
    /// «Результаты_ИС.xlsx · принят 14 декабря 2026, 18:07».
    pub file_line: String,
    /// The sentence: «Записано 4 210 строк: 4 187 новых результатов и 23 изменения».
    pub say: Phrase,
    /// What follows from it, or what to do with the file.
    pub consequences: Vec<Phrase>,
    /// The next act: «Предпросмотр окончания обработки», «Загрузить исправленный файл».
    pub acts: Vec<Act>,
    /// Who and when, journal number, profile, hash of the file.
    pub facts: Facts,
    /// Counts of rows; empty items for a file that could not be read.
    pub tabs: Tabs,
    /// File with errors, the file itself, journal entry.
    pub links: Vec<Link>,
}

/// The three ends of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Applied,
    Dropped,
    Unreadable,
}

impl Outcome {
    fn class(&self) -> &'static str {
        match self {
            Outcome::Applied => "v-preview v-preview--met",
            Outcome::Dropped => "v-preview v-preview--plain",
            Outcome::Unreadable => "v-preview v-preview--final",
        }
    }
}
