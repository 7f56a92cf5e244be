//! The rule behind a term, told in words, and the term itself.

use askama::Template;

use super::{Phrase, html_safe};

/// A clause chip: closed it names the clause, open it tells the rule and how the day was counted.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/clause.html")]
pub struct Clause {
    /// «п. 2.7 приказа № 4195»
    pub label: String,
    /// «Приказ Министерства образования Кузбасса от 10.12.2024 № 4195, пункт 2.7»
    pub source: String,
    /// The rule in our own plain words.
    pub words: String,
    /// «Передано в МОУО 15 декабря (вторник)…», each day and why it counts; empty hides it.
    pub how_counted: String,
    /// What to know of the source: «прочтение неясного места», empty for plain text of the order.
    pub status: String,
    pub open: bool,
}

impl Clause {
    pub fn new(label: impl Into<String>, source: impl Into<String>, words: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            source: source.into(),
            words: words.into(),
            ..Self::default()
        }
    }

    /// How the term was counted, with or without the words «Как посчитано» that stand before it on the page.
    #[must_use]
    pub fn counted(mut self, how: impl Into<String>) -> Self {
        let how = how.into();
        self.how_counted = how.strip_prefix("Как посчитано: ").unwrap_or(&how).to_owned();
        self
    }

    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = status.into();
        self
    }

    #[must_use]
    pub fn opened(mut self) -> Self {
        self.open = true;
        self
    }
}

/// The term of one thing: when, who, what is left, by which clause.
#[derive(Debug, Clone, Template)]
#[template(path = "components/clock.html")]
pub struct Clock {
    pub state: ClockState,
    /// «Сегодня, до конца 16 декабря»
    pub due: String,
    /// «Отвечает директор школы. Осталось 9 ч 40 мин»
    pub who_and_left: Phrase,
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    /// More than the current day is left.
    Ahead,
    Today,
    Late,
    Met,
}

impl ClockState {
    pub fn class(self) -> &'static str {
        match self {
            Self::Ahead => "v-clock v-clock--ahead",
            Self::Today => "v-clock",
            Self::Late => "v-clock v-clock--late",
            Self::Met => "v-clock v-clock--met",
        }
    }
}

html_safe!(Clause, Clock);
