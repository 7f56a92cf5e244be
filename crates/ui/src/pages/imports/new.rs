//! The beginning of an import: what it is, by which profile, and the file.

use askama::Template;

use crate::components::{Choices, ErrorSummary, Field, Link, PostForm};
use crate::page::Shell;

/// Choose the kind, the profile and the file.
#[derive(Debug, Clone, Template)]
#[template(path = "imports/new.html")]
pub struct NewImportPage {
    pub shell: Shell,
    pub errors: Option<ErrorSummary>,
    /// Posted as `multipart/form-data`.
    pub form: PostForm,
    /// Radios `kind`: organisations, participants, results.
    pub kind: Choices,
    /// Which exam the results belong to, select `exam`; none where a kind needs no exam or there is only one.
    pub exam: Option<Choices>,
    /// Select `profile`; its first option matches the columns anew.
    pub profile: Choices,
    /// `file`.
    pub file: Field,
    /// What a file may be, one sentence each: «до 20 МБ», «до 20 000 строк».
    pub limits: Vec<String>,
    /// Empty workbooks with our headings, to fill in.
    pub templates: Vec<Link>,
    pub back: Link,
}
