//! A foreign file as rows of text: what the bytes are, how they are encoded, where the headings stand.

mod csv_rows;
mod encoding;
mod error;
mod header;
mod package;
mod row;
mod sniff;
mod xlsx;

pub use csv_rows::Delimiter;
pub(crate) use csv_rows::is_formula_like;
pub use encoding::TextEncoding;
pub use error::TableError;
pub use row::{CellNote, CellNoteKind, SheetRow};

use crate::profile::ExchangeProfile;
use crate::table::header::Headings;
use crate::table::sniff::Content;

/// How much of a file is read before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The file itself.
    pub max_bytes: usize,
    /// Rows with data, the header and what stands above it not counted.
    pub max_rows: usize,
    pub max_columns: usize,
    /// Characters in one cell.
    pub max_cell_chars: usize,
    /// An .xlsx after unpacking, and the text of all cells together.
    pub max_unpacked_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 20 << 20,
            max_rows: 200_000,
            max_columns: 64,
            max_cell_chars: 2_000,
            max_unpacked_bytes: 256 << 20,
        }
    }
}

/// What a file turned out to be, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    Xlsx,
    Csv {
        encoding: TextEncoding,
        delimiter: Delimiter,
    },
}

/// A file's one table: the headings and the rows below them. Rows without a single value are left out; cells are as the
/// file has them, except that dates are ISO text and whole numbers have no fraction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetTable {
    pub file_name: String,
    pub format: TableFormat,
    /// The worksheet's name; `None` for text files.
    pub sheet_name: Option<String>,
    /// The row of headings; its number says where it stands.
    pub header: SheetRow,
    pub rows: Vec<SheetRow>,
}

/// Reads a file. The kind is told by the content, never by the name; the row of headings is the one among the first ten
/// whose headings `profile` knows best, and so is the worksheet.
pub fn read_table(
    file_name: &str,
    bytes: &[u8],
    profile: &ExchangeProfile,
    limits: &Limits,
) -> Result<SheetTable, TableError> {
    if bytes.len() > limits.max_bytes {
        return Err(TableError::TooBig {
            bytes: bytes.len(),
            limit: limits.max_bytes,
        });
    }
    let headings = Headings::of(profile);
    match sniff::content_of(bytes)? {
        Content::Xlsx => xlsx::read(file_name, bytes, &headings, limits),
        Content::Text => csv_rows::read(file_name, bytes, &headings, limits),
    }
}

/// Sheets under whose headings stands a row of column numbers have it dropped.
fn without_column_numbers(mut rows: Vec<SheetRow>) -> Vec<SheetRow> {
    let is_numbers = |row: &SheetRow| {
        let cells: Vec<&str> = row.cells().map(str::trim).collect();
        cells.len() >= 3
            && cells
                .iter()
                .enumerate()
                .all(|(index, cell)| *cell == (index + 1).to_string())
    };
    if rows.first().is_some_and(is_numbers) {
        rows.remove(0);
    }
    rows
}
