//! Matching the columns of a file to our fields, and saving the match as a profile.

use askama::Template;

use crate::components::{Choices, ErrorSummary, Field, Link, PostForm};
use crate::page::Shell;

/// Columns as read, each with a select of our fields.
#[derive(Debug, Clone, Template)]
#[template(path = "imports/columns.html")]
pub struct ColumnMatchPage {
    pub shell: Shell,
    /// «Результаты_ИС.xlsx · 4 318 строк · принят 14 декабря 2026, 18:07».
    pub file_line: String,
    pub errors: Option<ErrorSummary>,
    pub form: PostForm,
    /// Where the table begins: selects `sheet`, `header_row`, `encoding` as far as the file has them.
    pub place: Vec<Choices>,
    pub columns: Vec<ColumnMatch>,
    /// Required fields that no column fills yet.
    pub missing: Vec<String>,
    /// `profile_name`: filled in, the match is saved under it.
    pub profile_name: Field,
    pub back: Link,
}

/// One column of the file.
#[derive(Debug, Clone)]
pub struct ColumnMatch {
    /// «A», «G–K».
    pub address: String,
    /// Heading as it stands in the file.
    pub heading: String,
    /// First values of the column.
    pub samples: Vec<String>,
    /// Name and id of the select: `column-0`.
    pub select_name: String,
    /// Value, label and whether it is chosen; the first option is «не загружать».
    pub options: Vec<crate::components::Choice>,
    /// How it will be read: «текст, нули сохранены»; empty when not loaded.
    pub reading: String,
    /// What is wrong with this match; empty when nothing.
    pub error: String,
}

impl ColumnMatchPage {
    fn matched(&self) -> usize {
        self.columns.iter().filter(|column| column.is_matched()).count()
    }
}

impl ColumnMatch {
    fn is_matched(&self) -> bool {
        self.options.iter().skip(1).any(|option| option.chosen)
    }
}

/// One line of «how the columns were read» on the difference page.
#[derive(Debug, Clone)]
pub struct ColumnsRead {
    pub address: String,
    pub heading: String,
    /// Our field, or «не загружается».
    pub field: String,
    pub sample: String,
    pub reading: String,
}
