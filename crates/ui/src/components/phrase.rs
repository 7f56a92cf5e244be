//! A line of text with links and emphasis in it.

use askama::Template;

use super::html_safe;

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(source = r#"<a class="govuk-link" href="{{ href }}">{{ label }}</a>"#, ext = "html")]
pub struct Link {
    pub label: String,
    pub href: String,
}

impl Link {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// Text that may hold links, emphasis and differences: `Phrase::of("Ознакомить ").link("6 участников", "/…")`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/phrase.html")]
pub struct Phrase {
    pub pieces: Vec<Piece>,
}

/// A part of a [`Phrase`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Plain(String),
    Bold(String),
    /// Secondary ink.
    Muted(String),
    /// Red and bold: late or wrong. The words must say so too.
    Late(String),
    Link(Link),
    BoldLink(Link),
    LateLink(Link),
    /// Read by screen readers only.
    Hidden(String),
    /// Never broken over two lines.
    Unbroken(String),
    /// Struck out: what was.
    Was(String),
    /// Bold: what became.
    Now(String),
    /// A value that is wrong, as it stands in the file.
    WrongValue(String),
    /// Address of a cell in a file, F17.
    CellAddress(String),
    Tag(super::Tag),
}

impl Phrase {
    pub fn of(text: impl Into<String>) -> Self {
        Self::default().text(text)
    }

    /// A phrase that is one link.
    pub fn linked(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::default().link(label, href)
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    #[must_use]
    pub fn piece(mut self, piece: Piece) -> Self {
        self.pieces.push(piece);
        self
    }

    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            return self;
        }
        self.piece(Piece::Plain(text))
    }

    #[must_use]
    pub fn bold(self, text: impl Into<String>) -> Self {
        self.piece(Piece::Bold(text.into()))
    }

    #[must_use]
    pub fn muted(self, text: impl Into<String>) -> Self {
        self.piece(Piece::Muted(text.into()))
    }

    #[must_use]
    pub fn late(self, text: impl Into<String>) -> Self {
        self.piece(Piece::Late(text.into()))
    }

    #[must_use]
    pub fn link(self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.piece(Piece::Link(Link::new(label, href)))
    }

    #[must_use]
    pub fn bold_link(self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.piece(Piece::BoldLink(Link::new(label, href)))
    }

    #[must_use]
    pub fn late_link(self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.piece(Piece::LateLink(Link::new(label, href)))
    }

    #[must_use]
    pub fn hidden(self, text: impl Into<String>) -> Self {
        self.piece(Piece::Hidden(text.into()))
    }

    #[must_use]
    pub fn unbroken(self, text: impl Into<String>) -> Self {
        self.piece(Piece::Unbroken(text.into()))
    }

    /// «было» struck out, an arrow, «стало» bold, with the words for screen readers.
    #[must_use]
    pub fn change(self, was: impl Into<String>, now: impl Into<String>) -> Self {
        self.piece(Piece::Was(was.into())).piece(Piece::Now(now.into()))
    }

    #[must_use]
    pub fn tag(self, tag: super::Tag) -> Self {
        self.piece(Piece::Tag(tag))
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::of(text)
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::of(text)
    }
}

html_safe!(Link, Phrase);
