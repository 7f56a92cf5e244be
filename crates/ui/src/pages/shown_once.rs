//! A secret that is shown once: a link to the first sign-in, a key of another system.

use askama::Template;

use crate::components::{Link, Phrase};
use crate::page::Shell;

/// The secret exists on this page only: it is not stored and cannot be shown again, only made anew.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/shown_once.html")]
pub struct ShownOncePage {
    pub shell: Shell,
    /// «Ссылка для входа»
    pub heading: String,
    /// Whose it is and what it is for.
    pub lead: Phrase,
    /// How to pass it on.
    pub label: String,
    /// «Действует один раз, до 19 декабря 2026, 09:20»
    pub hint: String,
    /// The secret itself.
    pub value: String,
    /// What to do if it gets lost.
    pub warning: String,
    pub back: Link,
}
