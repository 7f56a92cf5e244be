//! Any list of the program as a file: spreadsheet, text with separators, paper.

mod csv;
mod pdf;
mod spreadsheet;

pub use csv::{CsvEncoding, render_csv};
pub use pdf::render_pdf;
pub use spreadsheet::render_spreadsheet;

use crate::{CreationMoment, DocumentError};

/// A list with its headers.
#[derive(Debug, Clone)]
pub struct Table {
    /// What the list is, for example «Не ознакомлены с результатами».
    pub title: String,
    /// Under which conditions it was made: exam, organisation, filter, moment.
    pub subtitle_lines: Vec<String>,
    pub columns: Vec<Column>,
    /// Every row has as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
    pub created: CreationMoment,
}

/// A column of a list.
#[derive(Debug, Clone)]
pub struct Column {
    pub title: String,
    pub kind: ColumnKind,
    /// About how many characters should fit on a line. 0: found from the contents.
    pub width_hint: u16,
}

/// What a column holds: its side and format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    Integer,
    Date,
    /// Digits that are not a number: codes, documents. Leading zeros stay.
    Code,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text and codes; stays text in every format.
    Text(String),
    Integer(i64),
    Date {
        year: u16,
        month: u8,
        day: u8,
    },
    Empty,
}

impl Cell {
    /// The cell as it is read: dates as `16.12.2026`.
    pub(crate) fn shown(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Integer(number) => number.to_string(),
            Cell::Date { year, month, day } => format!("{day:02}.{month:02}.{year:04}"),
            Cell::Empty => String::new(),
        }
    }
}

impl Table {
    /// # Errors
    /// [`DocumentError::RowShape`] when a row has not a cell for each column.
    pub(crate) fn check_shape(&self) -> Result<(), DocumentError> {
        let columns = self.columns.len();
        match self.rows.iter().enumerate().find(|(_, row)| row.len() != columns) {
            None => Ok(()),
            Some((index, row)) => Err(DocumentError::RowShape {
                row: index + 1,
                cells: row.len(),
                columns,
            }),
        }
    }

    /// Characters that a column takes on a line: the hint, or the longest of header and cells within reason.
    pub(crate) fn characters(&self, column: usize) -> u16 {
        let Some(shape) = self.columns.get(column) else {
            return 0;
        };
        if shape.width_hint > 0 {
            return shape.width_hint;
        }
        let cells = self
            .rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.shown().chars().count());
        let longest_word = shape
            .title
            .split_whitespace()
            .map(|word| word.chars().count() + 1)
            .max()
            .unwrap_or(0);
        let longest = cells.max().unwrap_or(0).max(longest_word);
        u16::try_from(longest).unwrap_or(u16::MAX).clamp(4, 60)
    }
}
