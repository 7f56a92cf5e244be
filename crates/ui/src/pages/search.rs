//! What the one search box found.

use askama::Template;

use crate::components::{Link, Phrase, Tag};
use crate::page::Shell;

/// Found things by kind. The words are shown back; a document's number is never put into an address.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/search.html")]
pub struct SearchPage {
    pub shell: Shell,
    /// What was typed.
    pub words: String,
    /// «Найдено 14», «Ничего не найдено»
    pub summary: String,
    pub groups: Vec<SearchGroup>,
    /// What may be typed, shown when nothing is found or nothing was typed.
    pub advice: Vec<Phrase>,
}

#[derive(Debug, Clone)]
pub struct SearchGroup {
    /// Unique on the page: `people`.
    pub id: String,
    /// «Люди»
    pub heading: String,
    pub count: String,
    pub hits: Vec<SearchHit>,
    pub more: Option<Link>,
}

#[derive(Debug, Clone)]
pub struct SearchHit {
    pub link: Link,
    /// School and class, date, number.
    pub about: String,
    pub tag: Option<Tag>,
}
