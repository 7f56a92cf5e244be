//! Pages whose content is told by parts alone: a list, a form, one thing in detail, an act before it is done.
//!
//! Lists of ledgers, announcements, settings, journal, accounts, days off; forms of an announcement, a setting, an
//! account; confirmations of a hand-in, a day off, an opening of the look-up are all instances of these four.

use askama::Template;

use crate::components::{
    Act, Clause, Clock, ErrorSummary, Facts, FilterForm, FormBlock, Phrase, Preview, Section, TableView, Tabs,
};
use crate::page::Shell;

/// A list: what may be done, filters, a table.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pages/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub heading: String,
    /// Second line: moment, organisation, number of rows.
    pub sub: String,
    /// A sentence that a person could say aloud.
    pub lead: Phrase,
    pub clauses: Vec<Clause>,
    pub acts: Vec<Act>,
    pub tabs: Option<Tabs>,
    pub filter: Option<FilterForm>,
    pub table: TableView,
    /// Further parts below the table.
    pub sections: Vec<Section>,
}

impl ListPage {
    pub fn new(shell: Shell, heading: impl Into<String>, table: TableView) -> Self {
        Self {
            shell,
            heading: heading.into(),
            table,
            ..Self::default()
        }
    }
}

/// One form on a page.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/form.html")]
pub struct FormPage {
    pub shell: Shell,
    pub heading: String,
    pub sub: String,
    pub lead: Phrase,
    pub errors: Option<ErrorSummary>,
    pub clock: Option<Clock>,
    pub clauses: Vec<Clause>,
    pub facts: Option<Facts>,
    pub form: FormBlock,
    /// Further parts below the form: the history of a setting.
    pub sections: Vec<Section>,
}

impl FormPage {
    pub fn new(shell: Shell, heading: impl Into<String>, form: FormBlock) -> Self {
        Self {
            shell,
            heading: heading.into(),
            sub: String::new(),
            lead: Phrase::default(),
            errors: None,
            clock: None,
            clauses: Vec::new(),
            facts: None,
            form,
            sections: Vec::new(),
        }
    }
}

/// One thing: its facts, what may be done with it, its parts.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pages/detail.html")]
pub struct DetailPage {
    pub shell: Shell,
    pub heading: String,
    pub sub: String,
    pub lead: Phrase,
    pub errors: Option<ErrorSummary>,
    pub clock: Option<Clock>,
    pub facts: Option<Facts>,
    pub acts: Vec<Act>,
    pub tabs: Option<Tabs>,
    pub sections: Vec<Section>,
}

impl DetailPage {
    pub fn new(shell: Shell, heading: impl Into<String>) -> Self {
        Self {
            shell,
            heading: heading.into(),
            ..Self::default()
        }
    }
}

/// What an act will do, with what must be known and filled in before it.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/confirm.html")]
pub struct ConfirmPage {
    pub shell: Shell,
    pub heading: String,
    pub sub: String,
    pub errors: Option<ErrorSummary>,
    pub clock: Option<Clock>,
    pub facts: Option<Facts>,
    /// What is told before the act: who is not told and why, which terms move.
    pub sections: Vec<Section>,
    pub preview: Preview,
    /// What else may be done instead of the act, below it.
    pub instead: Vec<Section>,
}

impl ConfirmPage {
    pub fn new(shell: Shell, heading: impl Into<String>, preview: Preview) -> Self {
        Self {
            shell,
            heading: heading.into(),
            sub: String::new(),
            errors: None,
            clock: None,
            facts: None,
            sections: Vec::new(),
            preview,
            instead: Vec::new(),
        }
    }
}
