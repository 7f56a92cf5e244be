//! A foreign file as rows of text: what the bytes are, how they are encoded, where the headings stand.

mod collected;
mod counted;
mod csv_rows;
mod dbf;
mod decoded;
mod encoding;
mod error;
mod header;
mod ods;
mod package;
mod row;
mod sniff;
mod stream;
mod values;
mod xls;
mod xlsx;

use std::io::Cursor;

pub use csv_rows::Delimiter;
pub(crate) use csv_rows::is_formula_like;
pub use dbf::DbfCodePage;
pub use encoding::TextEncoding;
pub use error::TableError;
pub use row::{CellNote, CellNoteKind, SheetRow};
pub use stream::{TableStream, open_table, open_table_again};

use crate::address::cell_address;
use crate::profile::ExchangeProfile;

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
    /// An .xlsx or .ods after unpacking, and the text of all cells together.
    pub max_unpacked_bytes: usize,
}

impl Limits {
    /// For [`open_table`]: what is read row by row costs no memory, so it may be long. Workbooks are held to the default
    /// all the same.
    pub const STREAMED: Self = Self {
        max_bytes: 1 << 30,
        max_rows: 2_000_000,
        max_columns: 64,
        max_cell_chars: 2_000,
        max_unpacked_bytes: 1 << 30,
    };

    /// The narrower of the two, one by one.
    fn within(&self, other: &Self) -> Self {
        Self {
            max_bytes: self.max_bytes.min(other.max_bytes),
            max_rows: self.max_rows.min(other.max_rows),
            max_columns: self.max_columns.min(other.max_columns),
            max_cell_chars: self.max_cell_chars.min(other.max_cell_chars),
            max_unpacked_bytes: self.max_unpacked_bytes.min(other.max_unpacked_bytes),
        }
    }
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
    Xls,
    Ods,
    Csv {
        encoding: TextEncoding,
        delimiter: Delimiter,
    },
    Dbf {
        /// `None`: nothing in it but ASCII.
        code_page: Option<DbfCodePage>,
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
    /// Records of a .dbf that are marked as deleted and were left out.
    pub deleted_rows: u32,
}

/// What a workbook's one sheet holds.
struct Sheet {
    format: TableFormat,
    name: String,
    header: SheetRow,
    rows: Vec<SheetRow>,
}

/// Reads a file. The kind is told by the content, never by the name; the row of headings is the one among the first ten
/// whose headings `profile` knows best, and so is the worksheet.
pub fn read_table(
    file_name: &str,
    bytes: &[u8],
    profile: &ExchangeProfile,
    limits: &Limits,
) -> Result<SheetTable, TableError> {
    open_table(file_name, Cursor::new(bytes), profile, limits)?.into_table()
}

/// Refuses a cell of more characters than there may be; the row is 1-based.
fn refuse_long(cell: &str, column: usize, row: u32, limits: &Limits) -> Result<(), TableError> {
    if cell.len() > limits.max_cell_chars && cell.chars().count() > limits.max_cell_chars {
        return Err(TableError::CellTooLong {
            cell: cell_address(column, row),
            limit: limits.max_cell_chars,
        });
    }
    Ok(())
}

/// Sheets under whose headings stands a row of column numbers have it dropped.
fn without_column_numbers(mut rows: Vec<SheetRow>) -> Vec<SheetRow> {
    if rows.first().is_some_and(is_column_numbers) {
        rows.remove(0);
    }
    rows
}

fn is_column_numbers(row: &SheetRow) -> bool {
    let cells: Vec<&str> = row.cells().map(str::trim).collect();
    cells.len() >= 3
        && cells
            .iter()
            .enumerate()
            .all(|(index, cell)| *cell == (index + 1).to_string())
}
