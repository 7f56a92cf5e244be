//! One announcement of procedure and schedule with the signatures of those who were told.

use askama::Template;

use crate::components::{Act, Clause, ErrorSummary, Facts, Phrase, PostForm, Progress};
use crate::page::Shell;

/// What was announced, whether the municipal body knows, who has signed.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/announcement.html")]
pub struct AnnouncementPage {
    pub shell: Shell,
    pub heading: String,
    pub sub: String,
    pub errors: Option<ErrorSummary>,
    pub facts: Facts,
    pub clauses: Vec<Clause>,
    /// «Сообщить в управление образования», «Изменить», «Печать листа подписей».
    pub acts: Vec<Act>,
    pub progress: Progress,
    /// Posts `signed-<n>` and `date-<n>`; carries the row version.
    pub form: PostForm,
    /// Empty for an announcement whose signatures are only counted.
    pub lines: Vec<SignatureLine>,
    /// «Сохранить подписи»
    pub button: String,
    pub saved: Phrase,
}

/// One participant or parent who signs.
#[derive(Debug, Clone)]
pub struct SignatureLine {
    pub number: u32,
    pub name: String,
    /// «участник», «мать»
    pub who: String,
    pub signed: Signed,
    /// «10.12.2026»
    pub date: String,
    /// Empty for none; it is about the date.
    pub error: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    Yes,
    No,
}

impl SignatureLine {
    fn is_signed(&self) -> bool {
        self.signed == Signed::Yes
    }

    fn row_class(&self) -> &'static str {
        match (self.error.is_empty(), self.signed) {
            (false, _) => "is-err",
            (true, Signed::No) => "is-open",
            (true, Signed::Yes) => "",
        }
    }
}
