//! Obligations by due moment.

use askama::Template;

use super::{Act, Clause, Phrase, html_safe};

/// Obligations of one urgency with their count in the heading; an empty group renders nothing.
#[derive(Debug, Clone, Template)]
#[template(path = "components/duty_group.html")]
pub struct DutyGroup {
    pub urgency: Urgency,
    /// How many there are in all; may exceed what is shown.
    pub count: String,
    pub duties: Vec<Duty>,
    /// «Показать остальные 14», when not all are shown.
    pub more: Option<super::Link>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    Late,
    Today,
    Soon,
}

impl Urgency {
    pub fn class(self) -> &'static str {
        match self {
            Self::Late => "v-due--late",
            Self::Today => "v-due--today",
            Self::Soon => "v-due--soon",
        }
    }

    pub fn heading(self) -> &'static str {
        match self {
            Self::Late => "Просрочено",
            Self::Today => "Сегодня",
            Self::Soon => "Впереди",
        }
    }

    pub fn id(self) -> &'static str {
        match self {
            Self::Late => "due-late",
            Self::Today => "due-today",
            Self::Soon => "due-soon",
        }
    }
}

/// One obligation and the act that discharges it.
#[derive(Debug, Clone)]
pub struct Duty {
    /// «На 1 рабочий день», «Осталось 14 ч 40 мин», «Через 17 рабочих дней»
    pub left: String,
    /// «срок был 16 декабря», «до конца 17 декабря»
    pub due: String,
    pub what: Phrase,
    /// Who owes it and what else to know.
    pub meta: Phrase,
    pub clauses: Vec<Clause>,
    pub act: Option<Act>,
}

html_safe!(DutyGroup);
