//! Excel workbooks: the worksheet with our headings, cell by cell, so that a sheet's declared size costs nothing.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::table::collected::{Collected, MergedRange, SheetPart, Value, table_of};
use crate::table::header::Headings;
use crate::table::values::{FALSE, TRUE, text_of_moment, text_of_number};
use crate::table::{CellNoteKind, Limits, Sheet, SheetRow, TableError, TableFormat};

/// More sheets than that are not searched for headings.
pub(super) const MAX_SHEETS_SEARCHED: usize = 50;
/// A sheet has no row or column beyond these, whatever the file says.
pub(super) const LAST_ROW: u32 = 1_048_575;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

pub(super) fn read(bytes: &[u8], headings: &Headings, limits: &Limits) -> Result<Sheet, TableError> {
    // The reader counts addresses without checking for overflow; a foreign file must not end the process.
    let caught = catch_unwind(AssertUnwindSafe(|| read_workbook(bytes, headings, limits)));
    caught.unwrap_or(Err(TableError::DamagedWorkbook))
}

fn read_workbook(bytes: &[u8], headings: &Headings, limits: &Limits) -> Result<Sheet, TableError> {
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let name = best_sheet(&mut workbook, headings, limits)?.ok_or_else(|| headings.not_found())?;
    let rows = read_sheet(&mut workbook, &name, limits, SheetPart::Whole)?;
    let merged = workbook.merge_cells_by_sheet_name(&name).map_err(damaged)?;
    let merged: Vec<MergedRange> = merged
        .iter()
        .map(|range| MergedRange {
            start: range.start,
            end: range.end,
        })
        .collect();
    let (header, rows) = table_of(rows, &merged, headings, limits)?;
    Ok(Sheet {
        format: TableFormat::Xlsx,
        name,
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

/// The non-blank rows in order.
fn read_sheet(
    workbook: &mut Workbook<'_>,
    name: &str,
    limits: &Limits,
    part: SheetPart,
) -> Result<Vec<SheetRow>, TableError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let mut collected = Collected::of(limits);
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
        if part == SheetPart::FirstRows && collected.has_first_rows_before(row) {
            break;
        }
        collected.add(row, column as usize, Value { text, note })?;
    }
    collected.into_rows()
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
        DataRef::Bool(true) => TRUE.to_owned(),
        DataRef::Bool(false) => FALSE.to_owned(),
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

/// The reader's own words speak of XML; a person needs to know only that the file is not whole.
fn damaged(error: XlsxError) -> TableError {
    match error {
        XlsxError::Password => TableError::Encrypted,
        _ => TableError::DamagedWorkbook,
    }
}
