//! Text with delimiters, read row by row.

use csv::{ReaderBuilder, StringRecord};

use crate::address::cell_address;
use crate::table::encoding::{decode, foreign_readings};
use crate::table::header::{HEADER_SEARCH_ROWS, Headings};
use crate::table::{Limits, SheetRow, SheetTable, TableError, TableFormat, without_column_numbers};

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

pub(super) fn read(
    file_name: &str,
    bytes: &[u8],
    headings: &Headings,
    limits: &Limits,
) -> Result<SheetTable, TableError> {
    let (text, encoding) = decode(bytes)?;
    let Some((delimiter, header_index)) = find_header(&text, headings, limits) else {
        return Err(foreign_encoding(bytes, headings, limits).unwrap_or_else(|| headings.not_found()));
    };
    let mut lines = CsvRows::of(&text, delimiter, limits);
    let header = lines
        .nth(header_index)
        .ok_or_else(|| headings.not_found())??
        .without_blank_end();
    lines.expect_data_under(&header);
    let rows: Vec<SheetRow> = without_column_numbers(lines.collect::<Result<_, _>>()?);
    if rows.is_empty() {
        return Err(TableError::NoRows);
    }
    let format = TableFormat::Csv { encoding, delimiter };
    Ok(SheetTable {
        file_name: file_name.to_owned(),
        format,
        sheet_name: None,
        header,
        rows,
    })
}

/// The delimiter under which the first rows have the most known headings, and the index of the row that has them.
fn find_header(text: &str, headings: &Headings, limits: &Limits) -> Option<(Delimiter, usize)> {
    let found = Delimiter::ALL.into_iter().rev().filter_map(|delimiter| {
        let first_rows: Vec<SheetRow> = CsvRows::of(text, delimiter, limits)
            .map_while(Result::ok)
            .take(HEADER_SEARCH_ROWS)
            .collect();
        headings
            .find(&first_rows)
            .map(|(index, known)| (known, delimiter, index))
    });
    found
        .max_by_key(|(known, ..)| *known)
        .map(|(_, delimiter, index)| (delimiter, index))
}

/// The name of the encoding in which the headings would be there.
fn foreign_encoding(bytes: &[u8], headings: &Headings, limits: &Limits) -> Option<TableError> {
    let name = foreign_readings(bytes)
        .find(|(_, text)| find_header(text, headings, limits).is_some())?
        .0;
    Some(TableError::ForeignEncoding { name })
}

/// The rows of a text, one at a time; blank ones are left out. Stops after the first error.
struct CsvRows<'a> {
    text: &'a str,
    delimiter: Delimiter,
    limits: &'a Limits,
    reader: csv::Reader<&'a [u8]>,
    record: StringRecord,
    /// Where the current record starts, past blank lines, and which line that is.
    start: usize,
    line: u32,
    /// Width of the row of headings, once it has been met; data is counted and held to it.
    header_width: Option<usize>,
    rows: usize,
    text_bytes: usize,
    failed: bool,
}

impl<'a> CsvRows<'a> {
    fn of(text: &'a str, delimiter: Delimiter, limits: &'a Limits) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter.byte())
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let record = StringRecord::new();
        Self {
            text,
            delimiter,
            limits,
            reader,
            record,
            start: 0,
            line: 1,
            header_width: None,
            rows: 0,
            text_bytes: 0,
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
                self.count(&row)?;
            }
            return Ok(Some(row));
        }
        Ok(None)
    }

    fn read_record(&mut self) -> Result<bool, TableError> {
        // The text is valid UTF-8 and rows may differ in width, so the reader has nothing left to fail on.
        let is_read = self
            .reader
            .read_record(&mut self.record)
            .map_err(|_| TableError::CutOff { line: self.line })?;
        self.count_lines();
        Ok(is_read)
    }

    /// The reader's own count is one behind after a carriage return, so lines are counted here.
    fn count_lines(&mut self) {
        let position = self
            .record
            .position()
            .map_or(self.text.len() as u64, csv::Position::byte);
        let reached = usize::try_from(position).unwrap_or(self.text.len());
        let blank = self.text.get(reached..).unwrap_or_default();
        let start = self.text.len() - blank.trim_start_matches(['\r', '\n']).len();
        let passed = self.text.get(self.start..start).unwrap_or_default();
        self.line = self.line.saturating_add(line_ends(passed));
        self.start = start;
    }

    fn checked_row(&self) -> Result<SheetRow, TableError> {
        let line = self.line;
        let last_used = self
            .record
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty())
            .last();
        let width = last_used.map_or(0, |(column, _)| column + 1);
        if width > self.limits.max_columns {
            return Err(TableError::TooManyColumns {
                line,
                limit: self.limits.max_columns,
            });
        }
        let mut row = SheetRow::new(line, []);
        for (column, cell) in self.record.iter().take(self.limits.max_columns).enumerate() {
            if cell.len() > self.limits.max_cell_chars && cell.chars().count() > self.limits.max_cell_chars {
                return Err(TableError::CellTooLong {
                    cell: cell_address(column, line),
                    limit: self.limits.max_cell_chars,
                });
            }
            row.push(without_guard(cell));
        }
        Ok(row)
    }

    /// The last row is cut off when it ends within quotes, or without a line end and before the last column.
    fn refuse_cut_off(&self, row: &SheetRow) -> Result<(), TableError> {
        let Some(width) = self.header_width else {
            return Ok(());
        };
        if !self.reader.is_done() && self.reader.position().byte() < self.text.len() as u64 {
            return Ok(());
        }
        let ended = self.text.ends_with(['\n', '\r']);
        let too_short = !ended && row.width() < width;
        let raw = self.text.get(self.start..).unwrap_or_default();
        if too_short || ends_within_quotes(raw, self.delimiter) {
            return Err(TableError::CutOff { line: row.number() });
        }
        Ok(())
    }

    fn count(&mut self, row: &SheetRow) -> Result<(), TableError> {
        self.rows += 1;
        self.text_bytes += row.text_bytes();
        if self.rows > self.limits.max_rows {
            return Err(TableError::TooManyRows {
                limit: self.limits.max_rows,
            });
        }
        if self.text_bytes > self.limits.max_unpacked_bytes {
            return Err(TableError::UnpacksTooBig {
                limit: self.limits.max_unpacked_bytes,
            });
        }
        Ok(())
    }
}

impl Iterator for CsvRows<'_> {
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

/// Line ends of any system: CR LF, LF or CR.
fn line_ends(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let line_feeds = bytes.iter().filter(|byte| **byte == b'\n').count();
    let lone_returns = bytes
        .iter()
        .zip(bytes.iter().skip(1).chain([&b' ']))
        .filter(|pair| matches!(pair, (b'\r', next) if **next != b'\n'))
        .count();
    u32::try_from(line_feeds + lone_returns).unwrap_or(u32::MAX)
}

/// Whether a record's raw text leaves a quote open. A quote opens only at the start of a cell.
fn ends_within_quotes(raw: &str, delimiter: Delimiter) -> bool {
    let delimiter = char::from(delimiter.byte());
    let (mut within, mut at_start) = (false, true);
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if within && characters.peek() == Some(&'"') => {
                characters.next();
            }
            '"' if within => within = false,
            '"' if at_start => within = true,
            _ => {}
        }
        at_start = !within && (character == delimiter || character == '\n' || character == '\r');
    }
    within
}
