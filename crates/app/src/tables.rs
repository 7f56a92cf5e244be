//! Lists as files to take away: .xlsx first, .csv in UTF-8, Windows-1251 on demand. The lists themselves stand with their
//! use cases: [`crate::list_files`], `monitor_tables`.

use documents::table::{Cell, Column, ColumnKind, CsvEncoding, Table, render_csv, render_spreadsheet};
use regulations::LegalDate;
use regulations::russian::date_time;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::print::creation_moment;

/// In which form a list is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// A workbook.
    Xlsx,
    /// Text with `;`, CRLF and byte order mark.
    CsvUtf8,
    /// The same in Windows-1251, for old programs.
    CsvWindows1251,
}

impl ListFormat {
    /// The format of an ending (`xlsx`, `csv`) and of an encoding as asked for in the address; none for another ending.
    pub fn asked(ending: &str, encoding: &str) -> Option<Self> {
        match (ending, encoding) {
            ("xlsx", _) => Some(Self::Xlsx),
            ("csv", "windows-1251") => Some(Self::CsvWindows1251),
            ("csv", _) => Some(Self::CsvUtf8),
            _ => None,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::CsvUtf8 | Self::CsvWindows1251 => "csv",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::CsvUtf8 => "text/csv; charset=utf-8",
            Self::CsvWindows1251 => "text/csv; charset=windows-1251",
        }
    }
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFile {
    /// «Участники.xlsx»; names nobody.
    pub file_name: String,
    /// For the answer's header.
    pub media_type: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A list about to become a file.
#[derive(Debug, Clone)]
pub struct List {
    /// «Участники».
    pub title: String,
    /// Exam, filter: what was asked for.
    pub about: Vec<String>,
    /// Headings and what stands below them.
    pub columns: Vec<Column>,
    /// One cell per column.
    pub rows: Vec<Vec<Cell>>,
}

impl List {
    /// A list of these columns, still empty.
    pub fn new(title: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            title: title.into(),
            about: Vec::new(),
            columns,
            rows: Vec::new(),
        }
    }
}

impl App {
    /// The list as a file; the moment it was asked for stands above it.
    pub fn list_file(&self, request: &Request, list: List, format: ListFormat) -> Result<ListFile, AppError> {
        let mut subtitle_lines = list.about;
        subtitle_lines.push(format!("Составлено {}", date_time(&self.zone, request.now)));
        let file_name = format!("{}.{}", list.title, format.ending());
        let created = creation_moment(&self.zone, request.now);
        let table = Table {
            title: list.title,
            subtitle_lines,
            columns: list.columns,
            rows: list.rows,
            created,
        };
        let bytes = match format {
            ListFormat::Xlsx => render_spreadsheet(&table)?,
            ListFormat::CsvUtf8 => render_csv(&table, CsvEncoding::Utf8)?,
            ListFormat::CsvWindows1251 => render_csv(&table, CsvEncoding::Windows1251)?,
        };
        Ok(ListFile {
            file_name,
            media_type: format.media_type(),
            bytes,
        })
    }
}

/// A column of text.
pub fn text_column(title: &str) -> Column {
    column(title, ColumnKind::Text)
}

/// A column of codes: leading zeros stay.
pub fn code_column(title: &str) -> Column {
    column(title, ColumnKind::Code)
}

/// A column of whole numbers.
pub fn number_column(title: &str) -> Column {
    column(title, ColumnKind::Integer)
}

/// A column of days.
pub fn day_column(title: &str) -> Column {
    column(title, ColumnKind::Date)
}

fn column(title: &str, kind: ColumnKind) -> Column {
    Column {
        title: title.to_owned(),
        kind,
        width_hint: 0,
    }
}

/// A cell of text or code; an empty text is an empty cell.
pub fn text_cell(text: impl Into<String>) -> Cell {
    let text = text.into();
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// A cell of a whole number.
pub fn number_cell(number: i64) -> Cell {
    Cell::Integer(number)
}

/// A cell of a day.
pub fn day_cell(day: LegalDate) -> Cell {
    Cell::Date {
        year: u16::try_from(day.year()).unwrap_or_default(),
        month: u8::try_from(day.month()).unwrap_or_default(),
        day: u8::try_from(day.day()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_asked_for_by_ending_and_encoding() {
        for (ending, encoding, expected) in [
            ("xlsx", "", Some(ListFormat::Xlsx)),
            ("csv", "", Some(ListFormat::CsvUtf8)),
            ("csv", "utf-8", Some(ListFormat::CsvUtf8)),
            ("csv", "windows-1251", Some(ListFormat::CsvWindows1251)),
            ("pdf", "", None),
        ] {
            assert_eq!(ListFormat::asked(ending, encoding), expected, "{ending} {encoding}");
        }
    }
}
