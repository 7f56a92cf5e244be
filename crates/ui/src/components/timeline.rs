//! The thread of one result, statement or file.

use askama::Template;

use super::{Clause, Link, Phrase, html_safe};

/// What happened, when, by whom, with documents.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/timeline.html")]
pub struct Timeline {
    pub entries: Vec<TimelineEntry>,
}

#[derive(Debug, Clone)]
pub struct TimelineEntry {
    pub kind: EntryKind,
    /// «15 декабря»
    pub day: String,
    /// «17:02»; empty where only the day is known.
    pub time: String,
    pub what: String,
    pub text: Phrase,
    /// Who did it, in which capacity.
    pub by: String,
    pub edition: Option<EditionBox>,
    pub links: Vec<Link>,
    pub clauses: Vec<Clause>,
}

/// Hollow point: by machine or passage; filled: a person's act; large green: an edition; amber: a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    Passage,
    Act,
    Edition,
    Claim,
}

impl EntryKind {
    pub fn class(self) -> &'static str {
        match self {
            Self::Passage => "is-passage",
            Self::Act => "is-act",
            Self::Edition => "is-edition",
            Self::Claim => "is-claim",
        }
    }
}

/// A value of the result shown inside its entry.
#[derive(Debug, Clone)]
pub struct EditionBox {
    /// Former value; empty for the first edition.
    pub was: String,
    pub value: String,
    /// «Редакция 2. Действует»
    pub note: String,
}

impl TimelineEntry {
    pub fn new(kind: EntryKind, day: impl Into<String>, time: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            kind,
            day: day.into(),
            time: time.into(),
            what: what.into(),
            text: Phrase::default(),
            by: String::new(),
            edition: None,
            links: Vec::new(),
            clauses: Vec::new(),
        }
    }

    #[must_use]
    pub fn text(mut self, text: impl Into<Phrase>) -> Self {
        self.text = text.into();
        self
    }

    #[must_use]
    pub fn by(mut self, by: impl Into<String>) -> Self {
        self.by = by.into();
        self
    }

    #[must_use]
    pub fn edition(mut self, edition: EditionBox) -> Self {
        self.edition = Some(edition);
        self
    }

    #[must_use]
    pub fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.links.push(Link::new(label, href));
        self
    }

    #[must_use]
    pub fn clause(mut self, clause: Clause) -> Self {
        self.clauses.push(clause);
        self
    }
}

html_safe!(Timeline);
