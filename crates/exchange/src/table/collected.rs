//! Cells of a workbook gathered into rows, whatever the workbook's format.

use std::collections::BTreeMap;

use crate::address::cell_address;
use crate::table::header::{HEADER_SEARCH_ROWS, Headings};
use crate::table::{CellNoteKind, Limits, SheetRow, TableError, refuse_long, without_column_numbers};

/// Cells merged into one; rows and columns from 0, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MergedRange {
    pub(super) start: (u32, u32),
    pub(super) end: (u32, u32),
}

/// How much of a sheet is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SheetPart {
    FirstRows,
    Whole,
}

/// The headings of a worksheet and the rows below them.
pub(super) fn table_of(
    mut rows: Vec<SheetRow>,
    merged: &[MergedRange],
    headings: &Headings,
    limits: &Limits,
) -> Result<(SheetRow, Vec<SheetRow>), TableError> {
    let (header_index, _) = headings.find(&rows).ok_or_else(|| headings.not_found())?;
    rows.drain(..header_index);
    let header = rows.remove(0).without_blank_end();
    let mut rows = without_column_numbers(rows);
    spread_merged(&mut rows, merged, limits)?;
    if rows.len() > limits.max_rows {
        return Err(TableError::TooManyRows { limit: limits.max_rows });
    }
    Ok((header, rows))
}

/// A cell that says something.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) note: Option<CellNoteKind>,
}

/// Rows as they come; Excel writes them in order, and a file that does not is put in order at the end.
pub(super) struct Collected<'a> {
    limits: &'a Limits,
    finished: Vec<SheetRow>,
    open: BTreeMap<usize, Value>,
    open_row: u32,
    text_bytes: usize,
}

impl<'a> Collected<'a> {
    pub(super) const fn of(limits: &'a Limits) -> Self {
        Self {
            limits,
            finished: Vec::new(),
            open: BTreeMap::new(),
            open_row: 0,
            text_bytes: 0,
        }
    }

    pub(super) const fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// Whether the rows that may hold the headings are there, should the next cell stand in `row`.
    pub(super) fn has_first_rows_before(&self, row: u32) -> bool {
        row != self.open_row && self.finished.len() >= HEADER_SEARCH_ROWS
    }

    /// A cell by its 0-based row and column.
    pub(super) fn add(&mut self, row: u32, column: usize, value: Value) -> Result<(), TableError> {
        let limits = self.limits;
        if column >= limits.max_columns {
            return Err(TableError::TooManyColumns {
                line: row + 1,
                limit: limits.max_columns,
            });
        }
        refuse_long(&value.text, column, row + 1, limits)?;
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

    pub(super) fn into_rows(mut self) -> Result<Vec<SheetRow>, TableError> {
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

/// Carries the value of cells merged downwards into each of their rows, and flags cells merged across columns.
pub(super) fn spread_merged(rows: &mut [SheetRow], merged: &[MergedRange], limits: &Limits) -> Result<(), TableError> {
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
