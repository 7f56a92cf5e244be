//! A file row by row: what is text or .dbf is never held whole.

use std::collections::VecDeque;
use std::io::{Read, Seek, SeekFrom};
use std::vec::IntoIter;

use crate::profile::ExchangeProfile;
use crate::table::csv_rows::{self, CsvRows};
use crate::table::dbf::{self, DbfRows};
use crate::table::decoded::{fill, seek};
use crate::table::encoding::TextEncoding;
use crate::table::header::Headings;
use crate::table::package::{self, Package};
use crate::table::sniff::{self, Content};
use crate::table::{
    Limits, Sheet, SheetRow, SheetTable, TableError, TableFormat, is_column_numbers, ods, without_column_numbers, xls,
    xlsx,
};

/// So many rows are looked at before the first is given: for the examples of columns.
const ROWS_AHEAD: usize = 100;
/// So many bytes tell what a file is.
const HEAD: u64 = 64 * 1024;

/// A file whose headings are read and whose rows come one at a time. After an error no more come: a table is taken whole
/// or not at all.
pub struct TableStream<R> {
    /// The name, format and headings; its rows are the first ones.
    beginning: SheetTable,
    ahead: VecDeque<SheetRow>,
    rows: Rows<R>,
}

enum Rows<R> {
    Csv(Box<CsvRows<R>>),
    Dbf(DbfRows<R>),
    Sheet(IntoIter<SheetRow>),
}

/// Opens a file as [`crate::read_table`] does, without holding its rows: memory does not grow with the rows of a text or a
/// .dbf, which are read twice; workbooks are read whole and held to the default limits where those are narrower.
pub fn open_table<R: Read + Seek>(
    file_name: &str,
    source: R,
    profile: &ExchangeProfile,
    limits: &Limits,
) -> Result<TableStream<R>, TableError> {
    open(file_name, source, profile, limits, None)
}

/// The same for a file that was opened before and has not changed since: a text is then read once, not twice.
pub fn open_table_again<R: Read + Seek>(
    beginning: &SheetTable,
    source: R,
    profile: &ExchangeProfile,
    limits: &Limits,
) -> Result<TableStream<R>, TableError> {
    let known = match beginning.format {
        TableFormat::Csv { encoding, .. } => Some(encoding),
        _ => None,
    };
    open(&beginning.file_name, source, profile, limits, known)
}

fn open<R: Read + Seek>(
    file_name: &str,
    mut source: R,
    profile: &ExchangeProfile,
    limits: &Limits,
    known: Option<TextEncoding>,
) -> Result<TableStream<R>, TableError> {
    refuse_too_big(&mut source, limits)?;
    let headings = Headings::of(profile);
    seek(&mut source, 0)?;
    let mut head = Vec::new();
    source
        .by_ref()
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(|_| TableError::Unreadable)?;
    match sniff::content_of(&head)? {
        Content::Text => {
            let opened = csv_rows::open(source, &headings, limits, known)?;
            TableStream::of(
                file_name,
                opened.format,
                None,
                opened.header,
                Rows::Csv(Box::new(opened.rows)),
            )
        }
        Content::Dbf => {
            let opened = dbf::open(source, profile.dbf_code_page, limits)?;
            TableStream::of(file_name, opened.format, None, opened.header, Rows::Dbf(opened.rows))
        }
        Content::Package | Content::Xls => {
            let sheet = read_sheet(&mut source, &headings, &limits.within(&Limits::default()))?;
            let rows = Rows::Sheet(sheet.rows.into_iter());
            TableStream::of(file_name, sheet.format, Some(sheet.name), sheet.header, rows)
        }
    }
}

fn refuse_too_big(source: &mut impl Seek, limits: &Limits) -> Result<u64, TableError> {
    let length = source.seek(SeekFrom::End(0)).map_err(|_| TableError::Unreadable)?;
    if length > limits.max_bytes as u64 {
        return Err(TableError::TooBig {
            bytes: usize::try_from(length).unwrap_or(usize::MAX),
            limit: limits.max_bytes,
        });
    }
    Ok(length)
}

/// A workbook, held whole.
fn read_sheet<R: Read + Seek>(source: &mut R, headings: &Headings, limits: &Limits) -> Result<Sheet, TableError> {
    let length = refuse_too_big(source, limits)?;
    seek(source, 0)?;
    let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
    let read = fill(source, &mut bytes)?;
    bytes.truncate(read);
    if sniff::content_of(&bytes)? == Content::Xls {
        return xls::read(&bytes, headings, limits);
    }
    match package::refuse_unsound(&bytes, limits)? {
        Package::Xlsx => xlsx::read(&bytes, headings, limits),
        Package::Ods => ods::read(&bytes, headings, limits),
    }
}

impl<R: Read> TableStream<R> {
    fn of(
        file_name: &str,
        format: TableFormat,
        sheet_name: Option<String>,
        header: SheetRow,
        mut rows: Rows<R>,
    ) -> Result<Self, TableError> {
        let mut first_rows: Vec<SheetRow> = rows.by_ref().take(ROWS_AHEAD).collect::<Result<_, _>>()?;
        if first_rows.first().is_some_and(is_column_numbers) {
            first_rows = without_column_numbers(first_rows);
        }
        if first_rows.is_empty() {
            return Err(TableError::NoRows);
        }
        let beginning = SheetTable {
            file_name: file_name.to_owned(),
            format,
            sheet_name,
            header,
            rows: first_rows.clone(),
            deleted_rows: 0,
        };
        Ok(Self {
            beginning,
            ahead: first_rows.into(),
            rows,
        })
    }

    /// The file with its first rows.
    pub const fn beginning(&self) -> &SheetTable {
        &self.beginning
    }

    /// Records of a .dbf marked as deleted among those read so far.
    pub const fn deleted_rows(&self) -> u32 {
        match &self.rows {
            Rows::Dbf(rows) => rows.deleted(),
            Rows::Csv(_) | Rows::Sheet(_) => 0,
        }
    }

    /// All rows at once.
    pub fn into_table(mut self) -> Result<SheetTable, TableError> {
        let rows = self.by_ref().collect::<Result<_, _>>()?;
        let deleted_rows = self.deleted_rows();
        Ok(SheetTable {
            rows,
            deleted_rows,
            ..self.beginning
        })
    }
}

impl<R: Read> Iterator for TableStream<R> {
    type Item = Result<SheetRow, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.ahead.pop_front().map(Ok).or_else(|| self.rows.next())
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<SheetRow, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Csv(rows) => rows.next(),
            Self::Dbf(rows) => rows.next(),
            Self::Sheet(rows) => rows.next().map(Ok),
        }
    }
}
