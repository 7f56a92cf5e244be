//! Rows of the difference page: wrong, changed, new and same.

use crate::components::{Cell, Phrase, Row, Tag};
use crate::pages::lists::grouped;

/// A row that will not be written.
#[derive(Debug, Clone)]
pub struct WrongRow {
    /// «F17».
    pub cell: String,
    pub subject: String,
    /// Our field: «Результат».
    pub field: String,
    /// As it stands in the file; empty cells are shown as «пусто».
    pub value: String,
    /// The cause and the cure, one or two sentences.
    pub cause: String,
}

/// One changed field of one row.
#[derive(Debug, Clone)]
pub struct ChangeRow {
    /// Row number in the file.
    pub line: u32,
    pub subject: String,
    pub subject_href: String,
    pub place: String,
    pub field: String,
    pub was: String,
    pub now: String,
    pub former: FormerValue,
}

impl ChangeRow {
    pub(super) fn line_words(&self) -> String {
        grouped(self.line)
    }

    pub(super) fn difference(&self) -> Phrase {
        let shown = |value: &str| {
            if value.is_empty() {
                "пусто".to_owned()
            } else {
                value.to_owned()
            }
        };
        Phrase::default().change(shown(&self.was), shown(&self.now))
    }
}

/// What is known of the value that would be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormerValue {
    /// Only received: nobody was told.
    Received,
    /// Held: nobody was told.
    Held,
    /// Released: schools and participants have seen it; a change needs a ground.
    Released,
    /// No result at all: a field of the person or organisation.
    Plain,
}

impl FormerValue {
    pub(super) fn phrase(&self) -> Phrase {
        match self {
            FormerValue::Received => Phrase::default().muted("не\u{a0}выпущена"),
            FormerValue::Held => Phrase::default().muted("задержана"),
            FormerValue::Released => Phrase::default().tag(Tag::amber("уже выпущена")),
            FormerValue::Plain => Phrase::default().muted("действует"),
        }
    }
}

/// A row that is new, or the same as what is recorded.
#[derive(Debug, Clone)]
pub struct NewRow {
    pub line: u32,
    pub subject: String,
    pub place: String,
    /// What the row says in short: «сочинение, зачёт».
    pub value: String,
}

impl NewRow {
    pub(super) fn row(&self) -> Row {
        Row::new(vec![
            Cell::from(self.subject.as_str()),
            Cell::from(grouped(self.line)),
            Cell::from(self.place.as_str()).full_line(),
            Cell::from(self.value.as_str()),
        ])
    }
}
