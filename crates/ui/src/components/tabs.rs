//! Filters as plain links with counts.

use askama::Template;

use super::html_safe;
use crate::page::Current;

/// Tabs that filter what is below; the default shows what needs a decision first.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/tabs.html")]
pub struct Tabs {
    /// What is filtered, for screen readers: «Строки файла по видам».
    pub label: String,
    pub items: Vec<Tab>,
}

#[derive(Debug, Clone)]
pub struct Tab {
    /// «4 187»; empty for a tab without a number.
    pub count: String,
    pub label: String,
    pub href: String,
    pub current: Current,
    /// The number is red: errors, late.
    pub alarming: bool,
}

impl Tab {
    pub fn new(count: impl Into<String>, label: impl Into<String>, href: impl Into<String>, current: Current) -> Self {
        Self {
            count: count.into(),
            label: label.into(),
            href: href.into(),
            current,
            alarming: false,
        }
    }

    #[must_use]
    pub fn alarming(mut self) -> Self {
        self.alarming = true;
        self
    }

    fn is_current(&self) -> bool {
        self.current == Current::Yes
    }
}

html_safe!(Tabs);
