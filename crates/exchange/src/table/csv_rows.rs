//! Text with delimiters, read row by row.

use std::io::{Read, Seek};

use csv_core::ReadRecordResult;
use encoding_rs::Encoding;

use crate::address::cell_address;
use crate::table::counted::CountedRows;
use crate::table::decoded::{Decoded, seek};
use crate::table::encoding::{FOREIGN, Survey, TextEncoding, survey};
use crate::table::header::{HEADER_SEARCH_ROWS, Headings};
use crate::table::{Limits, SheetRow, TableError, TableFormat, refuse_long};

/// A record may always be so long before it is looked at cell by cell.
const FEWEST_RECORD_BYTES: usize = 1 << 20;
/// A record may have so many cells, most of them empty, before it is looked at.
const MOST_CELLS: usize = 16_384;

/// What stands between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    Semicolon,
    Comma,
    Tab,
}

impl Delimiter {
    const ALL: [Self; 3] = [Self::Semicolon, Self::Comma, Self::Tab];

    pub const fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }
}

/// The rows under the headings, and what the file turned out to be.
pub(super) struct OpenedCsv<R> {
    pub(super) format: TableFormat,
    pub(super) header: SheetRow,
    pub(super) rows: CsvRows<R>,
}

/// Reads the source once to tell its encoding, unless that is known of an earlier reading, and once more up to the headings.
pub(super) fn open<R: Read + Seek>(
    mut source: R,
    headings: &Headings,
    limits: &Limits,
    known: Option<TextEncoding>,
) -> Result<OpenedCsv<R>, TableError> {
    seek(&mut source, 0)?;
    let Survey { encoding, start } = match known {
        Some(encoding) => Survey::known(&mut source, encoding)?,
        None => survey(&mut source)?,
    };
    let Some((delimiter, header_index)) = find_header(&mut source, (encoding.table(), start), headings, limits)? else {
        let foreign = foreign_encoding(&mut source, start, headings, limits)?;
        return Err(foreign.unwrap_or_else(|| headings.not_found()));
    };
    seek(&mut source, start)?;
    let mut rows = CsvRows::of(source, encoding.table(), delimiter, limits);
    let header = rows
        .nth(header_index)
        .ok_or_else(|| headings.not_found())??
        .without_blank_end();
    rows.expect_data_under(&header);
    let format = TableFormat::Csv { encoding, delimiter };
    Ok(OpenedCsv { format, header, rows })
}

/// The delimiter under which the first rows have the most known headings, and the index of the row that has them.
fn find_header<R: Read + Seek>(
    source: &mut R,
    (encoding, start): (&'static Encoding, u64),
    headings: &Headings,
    limits: &Limits,
) -> Result<Option<(Delimiter, usize)>, TableError> {
    let mut best: Option<(usize, Delimiter, usize)> = None;
    for delimiter in Delimiter::ALL {
        seek(source, start)?;
        let first_rows: Vec<SheetRow> = CsvRows::of(&mut *source, encoding, delimiter, limits)
            .map_while(Result::ok)
            .take(HEADER_SEARCH_ROWS)
            .collect();
        if let Some((index, known)) = headings.find(&first_rows)
            && best.is_none_or(|(most, ..)| known > most)
        {
            best = Some((known, delimiter, index));
        }
    }
    Ok(best.map(|(_, delimiter, index)| (delimiter, index)))
}

/// The name of the encoding in which the headings would be there.
fn foreign_encoding<R: Read + Seek>(
    source: &mut R,
    start: u64,
    headings: &Headings,
    limits: &Limits,
) -> Result<Option<TableError>, TableError> {
    for (encoding, name) in FOREIGN {
        if find_header(source, (encoding, start), headings, limits)?.is_some() {
            return Ok(Some(TableError::ForeignEncoding { name }));
        }
    }
    Ok(None)
}

/// The rows of a text, one at a time; blank ones are left out. Stops after the first error. No more of the text is held
/// than one piece and one row.
pub(super) struct CsvRows<R> {
    text: Decoded<R>,
    delimiter: Delimiter,
    limits: Limits,
    reader: csv_core::Reader,
    /// The current record: its bytes in the file, its cells one behind the other, and where each cell ends.
    raw: Vec<u8>,
    cells: Vec<u8>,
    ends: Vec<usize>,
    cell_count: usize,
    /// The line on which the current record starts, past blank lines, and the one reached.
    record_line: u32,
    line: u32,
    after_return: bool,
    /// Width of the row of headings, once it has been met; data is counted and held to it.
    header_width: Option<usize>,
    counted: CountedRows,
    failed: bool,
}

impl<R: Read> CsvRows<R> {
    fn of(source: R, encoding: &'static Encoding, delimiter: Delimiter, limits: &Limits) -> Self {
        Self {
            text: Decoded::of(source, encoding),
            delimiter,
            limits: *limits,
            reader: csv_core::ReaderBuilder::new().delimiter(delimiter.byte()).build(),
            raw: Vec::new(),
            cells: vec![0; 4 * 1024],
            ends: vec![0; 64],
            cell_count: 0,
            record_line: 1,
            line: 1,
            after_return: false,
            header_width: None,
            counted: CountedRows::default(),
            failed: false,
        }
    }

    fn expect_data_under(&mut self, header: &SheetRow) {
        self.header_width = Some(header.width());
    }

    fn next_row(&mut self) -> Result<Option<SheetRow>, TableError> {
        while self.read_record()? {
            let row = self.checked_row()?;
            self.refuse_cut_off(&row)?;
            if row.is_blank() {
                continue;
            }
            if self.header_width.is_some() {
                self.counted.add(&row, &self.limits)?;
            }
            return Ok(Some(row));
        }
        Ok(None)
    }

    fn read_record(&mut self) -> Result<bool, TableError> {
        self.skip_blank_lines()?;
        self.record_line = self.line;
        self.raw.clear();
        let (mut written, mut ended) = (0, 0);
        loop {
            let text = self.text.text()?;
            let (result, consumed, wrote, ends) = self.reader.read_record(
                text,
                self.cells.get_mut(written..).unwrap_or_default(),
                self.ends.get_mut(ended..).unwrap_or_default(),
            );
            let passed = text.get(..consumed).unwrap_or_default();
            (self.line, self.after_return) = counted(self.line, self.after_return, passed);
            self.raw.extend_from_slice(passed);
            self.text.consume(consumed);
            written += wrote;
            ended += ends;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.make_room(ended)?,
                ReadRecordResult::OutputEndsFull => self.make_room_for_ends()?,
                ReadRecordResult::Record => {
                    self.cell_count = ended;
                    return Ok(true);
                }
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    fn skip_blank_lines(&mut self) -> Result<(), TableError> {
        loop {
            let text = self.text.text()?;
            let blank = text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if blank == 0 {
                return Ok(());
            }
            let passed = text.get(..blank).unwrap_or_default();
            (self.line, self.after_return) = counted(self.line, self.after_return, passed);
            self.text.consume(blank);
        }
    }

    /// A record is longer than its cells may be together only when a quote was left open.
    fn make_room(&mut self, column: usize) -> Result<(), TableError> {
        let most = self
            .limits
            .max_cell_chars
            .saturating_mul(4 * self.limits.max_columns.max(1));
        if self.cells.len() > most.max(FEWEST_RECORD_BYTES) {
            return Err(TableError::CellTooLong {
                cell: cell_address(column, self.record_line),
                limit: self.limits.max_cell_chars,
            });
        }
        self.cells.resize(self.cells.len() * 2, 0);
        Ok(())
    }

    /// Empty cells behind the last column are no harm, up to a point.
    fn make_room_for_ends(&mut self) -> Result<(), TableError> {
        if self.ends.len() > MOST_CELLS.max(self.limits.max_columns) {
            return Err(TableError::TooManyColumns {
                line: self.record_line,
                limit: self.limits.max_columns,
            });
        }
        self.ends.resize(self.ends.len() * 2, 0);
        Ok(())
    }

    fn checked_row(&self) -> Result<SheetRow, TableError> {
        let line = self.record_line;
        let ends = self.ends.get(..self.cell_count).unwrap_or_default();
        let starts = [0].iter().chain(ends);
        let written = self.cells.get(..ends.last().copied().unwrap_or_default());
        // What was decoded is UTF-8, and cells end at ASCII signs.
        let text = String::from_utf8_lossy(written.unwrap_or_default());
        let last_used = starts
            .clone()
            .zip(ends)
            .enumerate()
            .filter(|(_, (start, end))| start < end)
            .last();
        let width = last_used.map_or(0, |(column, _)| column + 1);
        if width > self.limits.max_columns {
            return Err(TableError::TooManyColumns {
                line,
                limit: self.limits.max_columns,
            });
        }
        let mut row = SheetRow::with_room(line, text.len(), self.cell_count.min(self.limits.max_columns));
        for (column, (start, end)) in starts.zip(ends).take(self.limits.max_columns).enumerate() {
            let cell = text.get(*start..*end).unwrap_or_default();
            refuse_long(cell, column, line, &self.limits)?;
            row.push(without_guard(cell));
        }
        Ok(row)
    }

    /// The last row is cut off when it ends within quotes, or without a line end and before the last column.
    fn refuse_cut_off(&mut self, row: &SheetRow) -> Result<(), TableError> {
        let Some(width) = self.header_width else {
            return Ok(());
        };
        if !self.text.text()?.is_empty() {
            return Ok(());
        }
        let is_ended = self.raw.ends_with(b"\n") || self.raw.ends_with(b"\r");
        let is_too_short = !is_ended && row.width() < width;
        if is_too_short || ends_within_quotes(&self.raw, self.delimiter) {
            return Err(TableError::CutOff { line: row.number() });
        }
        Ok(())
    }
}

impl<R: Read> Iterator for CsvRows<R> {
    type Item = Result<SheetRow, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.next_row().transpose();
        self.failed = matches!(next, Some(Err(_)));
        next
    }
}

/// Files that we give back guard cells that a spreadsheet would take for a formula; the guard is ours to remove.
fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula_like(rest) => rest,
        _ => cell,
    }
}

/// Whether a spreadsheet program would run the text as a formula.
pub(crate) fn is_formula_like(cell: &str) -> bool {
    let mut characters = cell.chars();
    match characters.next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => !characters.as_str().is_empty(),
        _ => false,
    }
}

/// The line reached after some text. Line ends are those of any system: CR LF, LF or CR.
fn counted(line: u32, after_return: bool, text: &[u8]) -> (u32, bool) {
    let (mut line, mut after_return) = (line, after_return);
    for byte in text {
        let is_end = *byte == b'\r' || *byte == b'\n' && !after_return;
        line = line.saturating_add(u32::from(is_end));
        after_return = *byte == b'\r';
    }
    (line, after_return)
}

/// Whether a record's raw text leaves a quote open. A quote opens only at the start of a cell.
fn ends_within_quotes(raw: &[u8], delimiter: Delimiter) -> bool {
    let (mut within, mut at_start) = (false, true);
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if within && bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            b'"' if within => within = false,
            b'"' if at_start => within = true,
            _ => {}
        }
        at_start = !within && (byte == delimiter.byte() || byte == b'\n' || byte == b'\r');
    }
    within
}
