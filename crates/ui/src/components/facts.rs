//! Two-column facts and status tags.

use askama::Template;

use super::{Phrase, html_safe};

/// A list of facts: name on the left, value on the right.
#[derive(Debug, Clone, Default, Template)]
#[template(
    source = r#"<dl class="v-facts">{% for (name, value) in rows %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>"#,
    ext = "html"
)]
pub struct Facts {
    pub rows: Vec<(String, Phrase)>,
}

impl Facts {
    #[must_use]
    pub fn row(mut self, name: impl Into<String>, value: impl Into<Phrase>) -> Self {
        self.rows.push((name.into(), value.into()));
        self
    }
}

/// A short state in a coloured box; the word carries the meaning.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    source = r#"<strong class="govuk-tag {{ colour.class() }}">{{ text }}</strong>"#,
    ext = "html"
)]
pub struct Tag {
    pub text: String,
    pub colour: TagColour,
}

/// Red is late or failed, amber needs a look, green is done, grey is neither, blue is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagColour {
    Red,
    Amber,
    Green,
    Grey,
    Blue,
}

impl TagColour {
    pub fn class(self) -> &'static str {
        match self {
            Self::Red => "govuk-tag--red",
            Self::Amber => "govuk-tag--yellow",
            Self::Green => "govuk-tag--green",
            Self::Grey => "govuk-tag--grey",
            Self::Blue => "govuk-tag--blue",
        }
    }
}

impl Tag {
    pub fn new(text: impl Into<String>, colour: TagColour) -> Self {
        Self {
            text: text.into(),
            colour,
        }
    }

    pub fn red(text: impl Into<String>) -> Self {
        Self::new(text, TagColour::Red)
    }

    pub fn amber(text: impl Into<String>) -> Self {
        Self::new(text, TagColour::Amber)
    }

    pub fn green(text: impl Into<String>) -> Self {
        Self::new(text, TagColour::Green)
    }

    pub fn grey(text: impl Into<String>) -> Self {
        Self::new(text, TagColour::Grey)
    }

    pub fn blue(text: impl Into<String>) -> Self {
        Self::new(text, TagColour::Blue)
    }
}

html_safe!(Facts, Tag);
