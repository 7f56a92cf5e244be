//! «Слова и сроки»: every term of the region with its clause, and the words of the interface.

use askama::Template;

use crate::components::{Clause, Phrase, SearchBox, TableView, Tabs, Tag};
use crate::page::Shell;

/// All terms that bind the region's people, in plain words.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/terms.html")]
pub struct TermsPage {
    pub shell: Shell,
    pub sub: String,
    pub lead: Phrase,
    /// By exam or by status of the source.
    pub tabs: Option<Tabs>,
    pub search: Option<SearchBox>,
    pub terms: Vec<TermCard>,
    /// Words of the interface: word, what it means.
    pub words: Option<TableView>,
}

/// One term.
#[derive(Debug, Clone)]
pub struct TermCard {
    /// Anchor: `essay-tell`.
    pub id: String,
    /// «Ознакомить участников с результатами сочинения»
    pub what: String,
    /// «школа → участнику»
    pub who: String,
    /// «1 рабочий день», «в тот же день»
    pub length: String,
    /// «со дня передачи результатов в МОУО»
    pub runs_from: String,
    /// «под подпись», «на съёмном носителе»; empty hides it.
    pub channel: String,
    /// «действует с 1 сентября 2024»
    pub in_force: String,
    pub clause: Clause,
    /// Order, federal, reading, from memory.
    pub status: Tag,
}
