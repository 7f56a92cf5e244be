//! Workbooks of Excel 97 to 2003: a compound file with one stream of records. A reader of our own on top of `cfb`, because
//! the published ones lay out whole sheets by declared sizes and copy a shared text once per cell: a small file could take
//! all memory.

mod formats;
mod records;
mod strings;

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::table::collected::{Collected, MergedRange, SheetPart, Value, table_of};
use crate::table::header::Headings;
use crate::table::values::{FALSE, TRUE};
use crate::table::xls::formats::Formats;
use crate::table::xls::records::{CONTINUE, Numbers, Record, Records};
use crate::table::xls::strings::{SharedStrings, long_string, short_string};
use crate::table::xlsx::MAX_SHEETS_SEARCHED;
use crate::table::{CellNoteKind, Limits, Sheet, SheetRow, TableError, TableFormat};

/// Numbers of records.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000a;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const ENCRYPTED: u16 = 0x002f;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const MANY_RK: u16 = 0x00bd;
    pub(super) const STYLE: u16 = 0x00e0;
    pub(super) const MERGED: u16 = 0x00e5;
    pub(super) const SHARED_STRINGS: u16 = 0x00fc;
    pub(super) const SHARED_STRING: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const TRUTH_OR_ERROR: u16 = 0x0205;
    pub(super) const FORMULA_TEXT: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027e;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// The version of Excel 97 and later.
const BIFF8: u16 = 0x0600;

pub(super) fn read(bytes: &[u8], headings: &Headings, limits: &Limits) -> Result<Sheet, TableError> {
    // The compound file's reader is not ours; a foreign file must not end the process.
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let stream = workbook_stream(bytes)?;
        read_workbook(&stream, headings, limits)
    }));
    caught.unwrap_or(Err(TableError::DamagedWorkbook))
}

fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, TableError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| TableError::DamagedWorkbook)?;
    if file.is_stream("/EncryptedPackage") {
        return Err(TableError::Encrypted);
    }
    if !file.is_stream("/Workbook") {
        return Err(match () {
            () if file.is_stream("/Book") => TableError::AncientExcel,
            () if file.is_stream("/WordDocument") => TableError::OtherPackage {
                what: "документ Word"
            },
            () => TableError::DamagedWorkbook,
        });
    }
    let stream = file.open_stream("/Workbook").map_err(|_| TableError::DamagedWorkbook)?;
    let mut content = Vec::new();
    // A stream is part of its file, so it is no longer.
    stream
        .take(bytes.len() as u64)
        .read_to_end(&mut content)
        .map_err(|_| TableError::DamagedWorkbook)?;
    Ok(content)
}

/// What stands before the sheets.
struct Globals {
    formats: Formats,
    strings: SharedStrings,
    /// Names and places of visible worksheets.
    sheets: Vec<(String, usize)>,
}

fn read_workbook(stream: &[u8], headings: &Headings, limits: &Limits) -> Result<Sheet, TableError> {
    let globals = globals(stream)?;
    let mut best: Option<(usize, &(String, usize))> = None;
    for sheet in globals.sheets.iter().take(MAX_SHEETS_SEARCHED) {
        let (first_rows, _) = read_sheet(stream, sheet.1, &globals, limits, SheetPart::FirstRows)?;
        let known = headings.find(&first_rows).map_or(0, |(_, known)| known);
        if known > best.map_or(0, |(known, _)| known) {
            best = Some((known, sheet));
        }
    }
    let (_, (name, place)) = best.ok_or_else(|| headings.not_found())?;
    let (rows, merged) = read_sheet(stream, *place, &globals, limits, SheetPart::Whole)?;
    let (header, rows) = table_of(rows, &merged, headings, limits)?;
    Ok(Sheet {
        format: TableFormat::Xls,
        name: name.clone(),
        header,
        rows,
    })
}

fn globals(stream: &[u8]) -> Result<Globals, TableError> {
    let mut records = Records::from(stream, 0)?;
    refuse_other_version(records.next()?)?;
    let mut globals = Globals {
        formats: Formats::default(),
        strings: SharedStrings::none(),
        sheets: Vec::new(),
    };
    loop {
        let Record { kind, body } = records.next()?;
        match kind {
            kind::ENCRYPTED => return Err(TableError::Encrypted),
            kind::DATE_MODE => globals.formats.hear_date_mode(body),
            kind::FORMAT => globals.formats.hear_format(body)?,
            kind::STYLE => globals.formats.hear_style(body)?,
            kind::SHEET => globals.sheets.extend(visible_sheet(body)?),
            kind::SHARED_STRINGS => {
                let mut bodies = vec![body];
                bodies.append(&mut records.continued()?);
                globals.strings = SharedStrings::parse(&bodies)?;
            }
            kind::END => return Ok(globals),
            _ => {}
        }
    }
}

fn refuse_other_version(first: Record<'_>) -> Result<(), TableError> {
    if first.kind != kind::BEGIN {
        return Err(TableError::DamagedWorkbook);
    }
    match Numbers(first.body).short()? {
        BIFF8 => Ok(()),
        0x0200..BIFF8 => Err(TableError::AncientExcel),
        _ => Err(TableError::DamagedWorkbook),
    }
}

fn visible_sheet(body: &[u8]) -> Result<Option<(String, usize)>, TableError> {
    let mut numbers = Numbers(body);
    let place = numbers.long()? as usize;
    let (visibility, sheet_kind) = (numbers.byte()?, numbers.byte()?);
    let name = short_string(&mut numbers)?;
    // The upper bits of the first byte are not its own.
    let is_visible_worksheet = visibility & 0x03 == 0 && sheet_kind == 0;
    Ok(is_visible_worksheet.then_some((name, place)))
}

/// A cell of a sheet before it is text.
type Place = (u32, usize);

fn read_sheet(
    stream: &[u8],
    start: usize,
    globals: &Globals,
    limits: &Limits,
    part: SheetPart,
) -> Result<(Vec<SheetRow>, Vec<MergedRange>), TableError> {
    let mut records = Records::from(stream, start)?;
    refuse_other_version(records.next()?)?;
    let mut reading = Reading {
        collected: Collected::of(limits),
        merged: Vec::new(),
        globals,
        awaits_text: None,
        part,
        is_done: false,
    };
    // Charts and the like stand within a sheet as streams of their own.
    let mut depth = 0_usize;
    while !reading.is_done {
        let record = records.next()?;
        match record.kind {
            kind::BEGIN => depth += 1,
            kind::END if depth == 0 => break,
            kind::END => depth -= 1,
            CONTINUE => {}
            _ if depth == 0 => reading.hear(record)?,
            _ => {}
        }
    }
    reading.give_up_text()?;
    Ok((reading.collected.into_rows()?, reading.merged))
}

struct Reading<'a> {
    collected: Collected<'a>,
    merged: Vec<MergedRange>,
    globals: &'a Globals,
    /// A formula whose text comes in a record of its own.
    awaits_text: Option<Place>,
    part: SheetPart,
    is_done: bool,
}

impl Reading<'_> {
    fn hear(&mut self, record: Record<'_>) -> Result<(), TableError> {
        let mut numbers = Numbers(record.body);
        match record.kind {
            kind::SHARED_STRING => {
                let (place, _) = cell_head(&mut numbers)?;
                let index = numbers.long()? as usize;
                let text = self.globals.strings.get(index).ok_or(TableError::DamagedWorkbook)?;
                self.add(place, text.to_owned(), None)
            }
            kind::NUMBER => {
                let (place, style) = cell_head(&mut numbers)?;
                self.add(place, self.globals.formats.text_of(numbers.float()?, style), None)
            }
            kind::RK => {
                let (place, style) = cell_head(&mut numbers)?;
                self.add(place, self.globals.formats.text_of(rk(numbers.long()?), style), None)
            }
            kind::MANY_RK => self.many_rk(&mut numbers),
            kind::LABEL => {
                let (place, _) = cell_head(&mut numbers)?;
                self.add(place, long_string(&mut numbers)?, None)
            }
            kind::TRUTH_OR_ERROR => {
                let (place, _) = cell_head(&mut numbers)?;
                let (value, is_error) = (numbers.byte()?, numbers.byte()? != 0);
                self.truth_or_error(place, value, is_error, None)
            }
            kind::FORMULA => self.formula(&mut numbers),
            kind::FORMULA_TEXT => match self.awaits_text.take() {
                Some(place) => self.computed(place, long_string(&mut numbers)?),
                None => Ok(()),
            },
            kind::MERGED => self.merge(&mut numbers),
            _ => Ok(()),
        }
    }

    fn many_rk(&mut self, numbers: &mut Numbers<'_>) -> Result<(), TableError> {
        let (row, first) = (u32::from(numbers.short()?), usize::from(numbers.short()?));
        // The last two bytes are the last column.
        let count = numbers.0.len().saturating_sub(2) / 6;
        for column in first..first + count {
            let style = numbers.short()?;
            let text = self.globals.formats.text_of(rk(numbers.long()?), style);
            self.add((row, column), text, None)?;
        }
        Ok(())
    }

    /// The value last computed: a number, or what the first byte says where the last two are all ones.
    fn formula(&mut self, numbers: &mut Numbers<'_>) -> Result<(), TableError> {
        self.give_up_text()?;
        let (place, style) = cell_head(numbers)?;
        let value = numbers.take::<8>()?;
        let [what, _, detail, _, _, _, 0xff, 0xff] = value else {
            let text = self.globals.formats.text_of(f64::from_le_bytes(value), style);
            return self.computed(place, text);
        };
        match what {
            0 => {
                self.awaits_text = Some(place);
                Ok(())
            }
            1 | 2 => self.truth_or_error(place, detail, what == 2, Some(CellNoteKind::FormulaValue)),
            3 => self.computed(place, String::new()),
            _ => Err(TableError::DamagedWorkbook),
        }
    }

    /// A formula that was to have a text and has none.
    fn give_up_text(&mut self) -> Result<(), TableError> {
        match self.awaits_text.take() {
            Some(place) => self.computed(place, String::new()),
            None => Ok(()),
        }
    }

    fn computed(&mut self, place: Place, text: String) -> Result<(), TableError> {
        let note = if text.trim().is_empty() {
            CellNoteKind::FormulaWithoutValue
        } else {
            CellNoteKind::FormulaValue
        };
        self.add(place, text, Some(note))
    }

    fn truth_or_error(
        &mut self,
        place: Place,
        value: u8,
        is_error: bool,
        note: Option<CellNoteKind>,
    ) -> Result<(), TableError> {
        if is_error {
            return self.add(place, error_text(value).to_owned(), Some(CellNoteKind::ErrorValue));
        }
        let text = if value == 0 { FALSE } else { TRUE };
        self.add(place, text.to_owned(), note)
    }

    fn merge(&mut self, numbers: &mut Numbers<'_>) -> Result<(), TableError> {
        for _ in 0..numbers.short()? {
            let (top, bottom) = (u32::from(numbers.short()?), u32::from(numbers.short()?));
            let (left, right) = (u32::from(numbers.short()?), u32::from(numbers.short()?));
            self.merged.push(MergedRange {
                start: (top, left),
                end: (bottom, right),
            });
        }
        Ok(())
    }

    fn add(&mut self, (row, column): Place, text: String, note: Option<CellNoteKind>) -> Result<(), TableError> {
        if text.is_empty() && note.is_none() {
            return Ok(());
        }
        if self.part == SheetPart::FirstRows && self.collected.has_first_rows_before(row) {
            self.is_done = true;
            return Ok(());
        }
        self.collected.add(row, column, Value { text, note })
    }
}

/// Row, column and style, with which every cell begins.
fn cell_head(numbers: &mut Numbers<'_>) -> Result<(Place, u16), TableError> {
    let place = (u32::from(numbers.short()?), usize::from(numbers.short()?));
    Ok((place, numbers.short()?))
}

/// A number in four bytes: the upper half of a float or a whole number, perhaps in hundredths.
fn rk(packed: u32) -> f64 {
    let number = if packed & 2 == 0 {
        f64::from_bits(u64::from(packed & !3) << 32)
    } else {
        f64::from(packed.cast_signed() >> 2)
    };
    if packed & 1 == 0 { number } else { number / 100.0 }
}

const fn error_text(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}
