//! Excel workbooks: the worksheet with our headings, cell by cell, so that a sheet's declared size costs nothing.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::address::cell_address;
use crate::table::header::{HEADER_SEARCH_ROWS, Headings};
use crate::table::{
    CellNoteKind, Limits, SheetRow, SheetTable, TableError, TableFormat, package, without_column_numbers,
};

/// More sheets than that are not searched for headings.
const MAX_SHEETS_SEARCHED: usize = 50;
/// A sheet has no row or column beyond these, whatever the file says.
const LAST_ROW: u32 = 1_048_575;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

pub(super) fn read(
    file_name: &str,
    bytes: &[u8],
    headings: &Headings,
    limits: &Limits,
) -> Result<SheetTable, TableError> {
    package::refuse_unsound(bytes, limits)?;
    // The reader counts addresses without checking for overflow; a foreign file must not end the process.
    let caught = catch_unwind(AssertUnwindSafe(|| read_workbook(file_name, bytes, headings, limits)));
    caught.unwrap_or(Err(TableError::DamagedWorkbook))
}

fn read_workbook(
    file_name: &str,
    bytes: &[u8],
    headings: &Headings,
    limits: &Limits,
) -> Result<SheetTable, TableError> {
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheet_name = best_sheet(&mut workbook, headings, limits)?.ok_or_else(|| headings.not_found())?;
    let mut rows = read_sheet(&mut workbook, &sheet_name, limits, SheetPart::Whole)?;
    let merged = workbook.merge_cells_by_sheet_name(&sheet_name).map_err(damaged)?;
    let (header_index, _) = headings.find(&rows).ok_or_else(|| headings.not_found())?;
    rows.drain(..header_index);
    let header = rows.remove(0).without_blank_end();
    let mut rows = without_column_numbers(rows);
    spread_merged(&mut rows, &merged, limits)?;
    if rows.is_empty() {
        return Err(TableError::NoRows);
    }
    if rows.len() > limits.max_rows {
        return Err(TableError::TooManyRows { limit: limits.max_rows });
    }
    let file_name = file_name.to_owned();
    Ok(SheetTable {
        file_name,
        format: TableFormat::Xlsx,
        sheet_name: Some(sheet_name),
        header,
        rows,
    })
}

/// The visible worksheet whose first rows have the most known headings; the first of the best.
fn best_sheet(workbook: &mut Workbook<'_>, headings: &Headings, limits: &Limits) -> Result<Option<String>, TableError> {
    let metadata = workbook.sheets_metadata().iter();
    let visible = metadata.filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = visible
        .map(|sheet| sheet.name.clone())
        .take(MAX_SHEETS_SEARCHED)
        .collect();
    let mut best: Option<(usize, String)> = None;
    for name in names {
        let first_rows = read_sheet(workbook, &name, limits, SheetPart::FirstRows)?;
        let known = headings.find(&first_rows).map_or(0, |(_, known)| known);
        if known > best.as_ref().map_or(0, |(known, _)| *known) {
            best = Some((known, name));
        }
    }
    Ok(best.map(|(_, name)| name))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SheetPart {
    FirstRows,
    Whole,
}

/// The non-blank rows in order.
fn read_sheet(
    workbook: &mut Workbook<'_>,
    name: &str,
    limits: &Limits,
    part: SheetPart,
) -> Result<Vec<SheetRow>, TableError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let mut collected = Collected {
        limits,
        finished: Vec::new(),
        open: BTreeMap::new(),
        open_row: 0,
        text_bytes: 0,
    };
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, column) = cell.pos;
        if row > LAST_ROW {
            return Err(TableError::DamagedWorkbook);
        }
        let note = note_of(&cell.value, cell.formula.is_some());
        let text = text_of(&cell.value);
        if text.is_empty() && note.is_none() {
            continue;
        }
        if part == SheetPart::FirstRows && row != collected.open_row && collected.finished.len() >= HEADER_SEARCH_ROWS {
            break;
        }
        collected.add(row, column as usize, Value { text, note })?;
    }
    collected.into_rows()
}

struct Value {
    text: String,
    note: Option<CellNoteKind>,
}

/// Rows as they come; Excel writes them in order, and a file that does not is put in order at the end.
struct Collected<'a> {
    limits: &'a Limits,
    finished: Vec<SheetRow>,
    open: BTreeMap<usize, Value>,
    open_row: u32,
    text_bytes: usize,
}

impl Collected<'_> {
    fn add(&mut self, row: u32, column: usize, value: Value) -> Result<(), TableError> {
        let limits = self.limits;
        if column >= limits.max_columns {
            return Err(TableError::TooManyColumns {
                line: row + 1,
                limit: limits.max_columns,
            });
        }
        if value.text.len() > limits.max_cell_chars && value.text.chars().count() > limits.max_cell_chars {
            return Err(TableError::CellTooLong {
                cell: cell_address(column, row + 1),
                limit: limits.max_cell_chars,
            });
        }
        self.text_bytes += value.text.len();
        if self.text_bytes > limits.max_unpacked_bytes {
            return Err(TableError::UnpacksTooBig {
                limit: limits.max_unpacked_bytes,
            });
        }
        if row != self.open_row {
            self.close_row()?;
            self.open_row = row;
        }
        self.open.insert(column, value);
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), TableError> {
        let Some(last) = self.open.keys().next_back().copied() else {
            return Ok(());
        };
        let mut row = SheetRow::new(self.open_row + 1, []);
        for column in 0..=last {
            let value = self.open.remove(&column);
            row.push(value.as_ref().map_or("", |value| &value.text));
            if let Some(note) = value.and_then(|value| value.note) {
                row.note(column, note);
            }
        }
        if !row.is_blank() {
            self.finished.push(row);
        }
        if self.finished.len() > self.limits.max_rows + HEADER_SEARCH_ROWS {
            return Err(TableError::TooManyRows {
                limit: self.limits.max_rows,
            });
        }
        Ok(())
    }

    fn into_rows(mut self) -> Result<Vec<SheetRow>, TableError> {
        self.close_row()?;
        if !self.finished.is_sorted_by_key(SheetRow::number) {
            self.finished.sort_by_key(SheetRow::number);
            // A row that comes in two pieces is no workbook of a spreadsheet program.
            if self
                .finished
                .windows(2)
                .any(|pair| matches!(pair, [one, other] if one.number() == other.number()))
            {
                return Err(TableError::DamagedWorkbook);
            }
        }
        Ok(self.finished)
    }
}

fn note_of(value: &DataRef<'_>, is_formula: bool) -> Option<CellNoteKind> {
    match value {
        DataRef::Error(_) => Some(CellNoteKind::ErrorValue),
        _ if !is_formula => None,
        value if text_of(value).trim().is_empty() => Some(CellNoteKind::FormulaWithoutValue),
        _ => Some(CellNoteKind::FormulaValue),
    }
}

/// A cell as text: dates as ISO, whole numbers without a fraction, truth as Excel's Russian words.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => text_of_number(*number),
        DataRef::Bool(true) => "ИСТИНА".to_owned(),
        DataRef::Bool(false) => "ЛОЖЬ".to_owned(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            text_of_moment((year, month, day), (hour, minute))
        }
        DataRef::DateTime(duration) => text_of_number(duration.as_f64()),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

fn text_of_number(number: f64) -> String {
    // Beyond 15 digits a spreadsheet has lost the number anyway; the format is then the shortest that says so.
    if number.abs() < 1e15 && number.fract() == 0.0 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

fn text_of_moment((year, month, day): (u16, u8, u8), (hour, minute): (u8, u8)) -> String {
    match (hour, minute) {
        (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"),
    }
}

/// Carries the value of cells merged downwards into each of their rows, and flags cells merged across columns.
fn spread_merged(rows: &mut [SheetRow], merged: &[Dimensions], limits: &Limits) -> Result<(), TableError> {
    let mut bytes_left = limits.max_unpacked_bytes;
    for range in merged {
        let name = format!("{}:{}", address_of(range.start), address_of(range.end));
        let from = rows.partition_point(|row| row.number() <= range.start.0);
        let to = rows.partition_point(|row| row.number() <= range.end.0.saturating_add(1));
        let Some(covered) = rows.get_mut(from..to) else {
            continue;
        };
        let column = range.start.1 as usize;
        let carried = match covered.first() {
            Some(top) if top.number() == range.start.0.saturating_add(1) => top.cell(column).to_owned(),
            _ => String::new(),
        };
        let cost = (carried.len() + name.len() + size_of::<CellNoteKind>()) * covered.len();
        bytes_left = bytes_left.checked_sub(cost).ok_or(TableError::UnpacksTooBig {
            limit: limits.max_unpacked_bytes,
        })?;
        let is_across = range.end.1 > range.start.1;
        for row in covered {
            if is_across {
                row.note(column, CellNoteKind::MergedAcross(name.clone()));
            } else if !carried.is_empty() && row.cell(column).trim().is_empty() {
                row.fill(column, &carried);
                row.note(column, CellNoteKind::MergedDown(name.clone()));
            }
        }
    }
    Ok(())
}

fn address_of((row, column): (u32, u32)) -> String {
    cell_address(column as usize, row.saturating_add(1))
}

/// The reader's own words speak of XML; a person needs to know only that the file is not whole.
fn damaged(error: XlsxError) -> TableError {
    match error {
        XlsxError::Password => TableError::OldOrEncryptedExcel,
        _ => TableError::DamagedWorkbook,
    }
}
