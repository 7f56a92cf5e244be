//! One thing to do: a button that posts, or a link that looks like one.

use askama::Template;

use super::{PostForm, html_safe};

/// An act or the way to its preview. An act that changes data at once is always a form.
#[derive(Debug, Clone, Template)]
#[template(path = "components/act.html")]
pub struct Act {
    /// Names the effect with its number: «Передать двум школам».
    pub label: String,
    pub emphasis: Emphasis,
    /// Where a plain link leads; empty when [`Act::form`] is given.
    pub href: String,
    pub form: Option<PostForm>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// At most one per act on a page.
    Primary,
    Secondary,
    /// Cannot be undone.
    Warning,
}

impl Emphasis {
    pub fn class(self) -> &'static str {
        match self {
            Self::Primary => "govuk-button v-btn",
            Self::Secondary => "govuk-button govuk-button--secondary v-btn",
            Self::Warning => "govuk-button govuk-button--warning v-btn",
        }
    }
}

impl Act {
    /// A link to a page where the act is previewed or done.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            emphasis: Emphasis::Primary,
            href: href.into(),
            form: None,
        }
    }

    /// A form with a single button.
    pub fn post(label: impl Into<String>, form: PostForm) -> Self {
        Self {
            label: label.into(),
            emphasis: Emphasis::Primary,
            href: String::new(),
            form: Some(form),
        }
    }

    #[must_use]
    pub fn secondary(mut self) -> Self {
        self.emphasis = Emphasis::Secondary;
        self
    }

    #[must_use]
    pub fn warning(mut self) -> Self {
        self.emphasis = Emphasis::Warning;
        self
    }
}

html_safe!(Act);
