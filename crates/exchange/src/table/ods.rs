//! OpenDocument spreadsheets: the worksheet with our headings, read element by element. Repeated rows and cells are counted
//! out one by one against the limits, so that a declared million of them costs nothing.

use std::collections::HashSet;
use std::io::{BufReader, Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::table::collected::{Collected, MergedRange, SheetPart, Value, table_of};
use crate::table::header::Headings;
use crate::table::values::{FALSE, TRUE, text_of_number};
use crate::table::xlsx::{LAST_ROW, MAX_SHEETS_SEARCHED};
use crate::table::{CellNoteKind, Limits, Sheet, SheetRow, TableError, TableFormat};

/// No tag or text of a real sheet is longer.
const LONGEST_TOKEN: u64 = 1 << 20;
/// No element of a real sheet stands deeper.
const DEEPEST: usize = 256;
/// Spaces that one element may stand for; a cell has no more characters than that anyway.
const MOST_SPACES: usize = 10_000;

pub(super) fn read(bytes: &[u8], headings: &Headings, limits: &Limits) -> Result<Sheet, TableError> {
    refuse_encrypted(bytes)?;
    let mut best: Option<(usize, usize)> = None;
    let first_rows = Scan::of(bytes, Wanted::FirstRows, limits).sheets()?;
    for (index, sheet) in first_rows.iter().enumerate() {
        let known = headings.find(&sheet.rows).map_or(0, |(_, known)| known);
        if known > best.map_or(0, |(known, _)| known) {
            best = Some((known, index));
        }
    }
    let (_, wanted) = best.ok_or_else(|| headings.not_found())?;
    let mut sheets = Scan::of(bytes, Wanted::Whole(wanted), limits).sheets()?;
    let sheet = sheets.pop().ok_or(TableError::DamagedWorkbook)?;
    let (header, rows) = table_of(sheet.rows, &sheet.merged, headings, limits)?;
    Ok(Sheet {
        format: TableFormat::Ods,
        name: sheet.name,
        header,
        rows,
    })
}

fn refuse_encrypted(bytes: &[u8]) -> Result<(), TableError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let Ok(mut part) = archive.by_name("META-INF/manifest.xml") else {
        return Ok(());
    };
    let mut manifest = Vec::new();
    part.read_to_end(&mut manifest).map_err(damaged)?;
    let mark = b"encryption-data";
    if manifest.windows(mark.len()).any(|window| window == mark) {
        return Err(TableError::Encrypted);
    }
    Ok(())
}

/// Which rows of which visible sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    FirstRows,
    /// All rows of one, by its place among the visible.
    Whole(usize),
}

struct FoundSheet {
    name: String,
    rows: Vec<SheetRow>,
    merged: Vec<MergedRange>,
}

/// Lets so many more bytes through; what does not end within them is refused.
struct Guarded<R> {
    source: R,
    left: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            return Err(std::io::Error::other("one token without an end"));
        }
        let read = self.source.by_ref().take(self.left).read(buffer)?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

type Part<'a> = zip::read::ZipFile<'a, Cursor<&'a [u8]>>;

/// One walk through the content.
struct Scan<'a> {
    bytes: &'a [u8],
    wanted: Wanted,
    limits: &'a Limits,
}

impl<'a> Scan<'a> {
    const fn of(bytes: &'a [u8], wanted: Wanted, limits: &'a Limits) -> Self {
        Self { bytes, wanted, limits }
    }

    fn sheets(&self) -> Result<Vec<FoundSheet>, TableError> {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(damaged)?;
        let part: Part<'_> = archive.by_name("content.xml").map_err(damaged)?;
        let guarded = Guarded {
            source: part,
            left: LONGEST_TOKEN,
        };
        let mut reader = quick_xml::Reader::from_reader(BufReader::new(guarded));
        reader.config_mut().expand_empty_elements = true;
        let mut walk = Walk::of(self.wanted, self.limits);
        let mut buffer = Vec::new();
        let mut depth = 0_usize;
        loop {
            buffer.clear();
            reader.get_mut().get_mut().left = LONGEST_TOKEN;
            let event = reader.read_event_into(&mut buffer).map_err(damaged)?;
            match event {
                Event::Start(_) if depth == DEEPEST => return Err(TableError::DamagedWorkbook),
                Event::Start(start) => {
                    depth += 1;
                    walk.enter(&start)?;
                }
                Event::End(end) => {
                    depth = depth.saturating_sub(1);
                    walk.leave(end.name().as_ref())?;
                }
                Event::Text(text) => walk.text(&text.xml10_content()),
                Event::CData(text) => walk.text(&text.xml10_content()),
                Event::GeneralRef(entity) => {
                    let name: &str = entity.as_ref();
                    match (resolve_xml_entity(name), entity.resolve_char_ref().map_err(damaged)?) {
                        (Some(text), _) => walk.text(text),
                        (None, Some(sign)) => walk.text(sign.encode_utf8(&mut [0; 4])),
                        (None, None) => return Err(TableError::DamagedWorkbook),
                    }
                }
                Event::Eof => break,
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
            if walk.is_done {
                return Ok(walk.found);
            }
        }
        if walk.is_whole {
            Ok(walk.found)
        } else {
            Err(TableError::DamagedWorkbook)
        }
    }
}

/// Where in the content the walk is.
struct Walk<'a> {
    wanted: Wanted,
    limits: &'a Limits,
    hidden_styles: HashSet<String>,
    style: String,
    visible_sheets: usize,
    open: Option<OpenSheet<'a>>,
    /// Tables within cells, comments and the like, whose text is not the cell's.
    foreign_depth: usize,
    found: Vec<FoundSheet>,
    is_done: bool,
    /// Whether the content came to its end.
    is_whole: bool,
}

struct OpenSheet<'a> {
    name: String,
    is_wanted: bool,
    collected: Collected<'a>,
    merged: Vec<MergedRange>,
    /// The row that comes or is read, and how often it stands there.
    row: u32,
    row_repeats: u32,
    column: usize,
    cells: Vec<(usize, Value)>,
    cell: Option<OpenCell>,
}

#[derive(Default)]
struct OpenCell {
    repeats: usize,
    value: Option<String>,
    text: String,
    paragraphs: usize,
    has_formula: bool,
    is_error: bool,
    is_covered: bool,
    columns_spanned: u32,
    rows_spanned: u32,
}

impl<'a> Walk<'a> {
    fn of(wanted: Wanted, limits: &'a Limits) -> Self {
        Self {
            wanted,
            limits,
            hidden_styles: HashSet::new(),
            style: String::new(),
            visible_sheets: 0,
            open: None,
            foreign_depth: 0,
            found: Vec::new(),
            is_done: false,
            is_whole: false,
        }
    }

    fn enter(&mut self, start: &BytesStart<'_>) -> Result<(), TableError> {
        let tag = start.name();
        let tag: &str = tag.as_ref();
        if self.foreign_depth > 0 || self.is_foreign(tag) {
            self.foreign_depth += 1;
            return Ok(());
        }
        match tag {
            "style:style" => self.style = attribute(start, "style:name")?.unwrap_or_default(),
            "style:table-properties" if attribute(start, "table:display")?.as_deref() == Some("false") => {
                self.hidden_styles.insert(std::mem::take(&mut self.style));
            }
            "table:table" => self.enter_table(start)?,
            _ => {
                if let Some(open) = self.open.as_mut().filter(|open| open.is_wanted) {
                    open.enter(tag, start, self.limits)?;
                }
            }
        }
        Ok(())
    }

    fn is_foreign(&self, tag: &str) -> bool {
        let is_in_cell = self.open.as_ref().is_some_and(|open| open.cell.is_some());
        tag == "office:annotation" || tag == "table:shapes" || is_in_cell && matches!(tag, "table:table" | "draw:frame")
    }

    fn enter_table(&mut self, start: &BytesStart<'_>) -> Result<(), TableError> {
        let style = attribute(start, "table:style-name")?.unwrap_or_default();
        let is_visible = !self.hidden_styles.contains(&style);
        let place = self.visible_sheets;
        self.visible_sheets += usize::from(is_visible);
        let is_wanted = is_visible
            && match self.wanted {
                Wanted::FirstRows => place < MAX_SHEETS_SEARCHED,
                Wanted::Whole(wanted) => place == wanted,
            };
        self.open = Some(OpenSheet {
            name: attribute(start, "table:name")?.unwrap_or_default(),
            is_wanted,
            collected: Collected::of(self.limits),
            merged: Vec::new(),
            row: 0,
            row_repeats: 1,
            column: 0,
            cells: Vec::new(),
            cell: None,
        });
        Ok(())
    }

    fn leave(&mut self, tag: &str) -> Result<(), TableError> {
        if self.foreign_depth > 0 {
            self.foreign_depth -= 1;
            return Ok(());
        }
        match (tag, self.open.as_mut()) {
            ("office:document-content", _) => self.is_whole = true,
            ("table:table", _) => self.leave_table()?,
            ("table:table-row", Some(open)) if open.is_wanted => {
                let part = match self.wanted {
                    Wanted::FirstRows => SheetPart::FirstRows,
                    Wanted::Whole(_) => SheetPart::Whole,
                };
                open.leave_row(part)?;
            }
            ("table:table-cell" | "table:covered-table-cell", Some(open)) => open.leave_cell()?,
            _ => {}
        }
        Ok(())
    }

    fn leave_table(&mut self) -> Result<(), TableError> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        if open.is_wanted {
            self.is_done = matches!(self.wanted, Wanted::Whole(_));
            self.found.push(FoundSheet {
                name: open.name,
                rows: open.collected.into_rows()?,
                merged: open.merged,
            });
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let cell = self.open.as_mut().and_then(|open| open.cell.as_mut());
        if let Some(cell) = cell.filter(|cell| self.foreign_depth == 0 && cell.paragraphs > 0) {
            cell.text.push_str(text);
        }
    }
}

impl OpenSheet<'_> {
    fn enter(&mut self, tag: &str, start: &BytesStart<'_>, limits: &Limits) -> Result<(), TableError> {
        match tag {
            "table:table-row" => {
                self.row_repeats = count(start, "table:number-rows-repeated")?;
                self.column = 0;
                self.cells.clear();
            }
            "table:table-cell" => self.cell = Some(cell_of(start)?),
            "table:covered-table-cell" => {
                self.cell = Some(OpenCell {
                    is_covered: true,
                    ..cell_of(start)?
                });
            }
            _ => {
                if let Some(cell) = self.cell.as_mut() {
                    cell.enter(tag, start)?;
                    // Far longer than a cell may be: said at once, before more is gathered.
                    if cell.text.len() > limits.max_unpacked_bytes {
                        return Err(TableError::UnpacksTooBig {
                            limit: limits.max_unpacked_bytes,
                        });
                    }
                }
            }
        }
        Ok(())
    }

    fn leave_cell(&mut self) -> Result<(), TableError> {
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let start = (self.row, u32::try_from(self.column).unwrap_or(u32::MAX));
        if cell.columns_spanned > 1 || cell.rows_spanned > 1 {
            let end = (
                start.0.saturating_add(cell.rows_spanned.saturating_sub(1)),
                start.1.saturating_add(cell.columns_spanned.saturating_sub(1)),
            );
            self.merged.push(MergedRange { start, end });
        }
        let repeats = cell.repeats;
        if let Some(value) = cell.into_value() {
            let limits = self.collected.limits();
            for column in self.column..self.column.saturating_add(repeats) {
                if column >= limits.max_columns {
                    return Err(TableError::TooManyColumns {
                        line: self.row.saturating_add(1),
                        limit: limits.max_columns,
                    });
                }
                self.cells.push((column, value.clone()));
            }
        }
        self.column = self.column.saturating_add(repeats);
        Ok(())
    }

    fn leave_row(&mut self, part: SheetPart) -> Result<(), TableError> {
        let repeats = self.row_repeats;
        if !self.cells.is_empty() {
            let rows = self.row..self.row.saturating_add(repeats);
            for row in rows {
                if part == SheetPart::FirstRows && self.collected.has_first_rows_before(row) {
                    break;
                }
                if row > LAST_ROW {
                    return Err(TableError::DamagedWorkbook);
                }
                for (column, value) in &self.cells {
                    self.collected.add(row, *column, value.clone())?;
                }
            }
        }
        self.cells.clear();
        self.row = self.row.saturating_add(repeats);
        Ok(())
    }
}

fn cell_of(start: &BytesStart<'_>) -> Result<OpenCell, TableError> {
    let mut cell = OpenCell {
        repeats: 1,
        columns_spanned: 1,
        rows_spanned: 1,
        ..OpenCell::default()
    };
    let (mut kind, mut calculated_kind) = (String::new(), String::new());
    let mut values = [const { None::<String> }; 5];
    let [number, date, truth, time, text] = &mut values;
    for attribute in start.attributes() {
        let attribute = attribute.map_err(damaged)?;
        let value = || {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            value.map(|value| value.into_owned()).map_err(damaged)
        };
        match attribute.key.as_ref() {
            "office:value-type" => kind = value()?,
            "calcext:value-type" => calculated_kind = value()?,
            "office:value" => *number = Some(value()?),
            "office:date-value" => *date = Some(value()?),
            "office:boolean-value" => *truth = Some(value()?),
            "office:time-value" => *time = Some(value()?),
            "office:string-value" => *text = Some(value()?),
            "table:formula" => cell.has_formula = !value()?.is_empty(),
            "table:number-columns-repeated" => {
                cell.repeats = value()?.parse().map_err(damaged)?;
            }
            "table:number-columns-spanned" => cell.columns_spanned = value()?.parse().map_err(damaged)?,
            "table:number-rows-spanned" => cell.rows_spanned = value()?.parse().map_err(damaged)?,
            _ => {}
        }
    }
    cell.is_error = calculated_kind == "error";
    cell.value = match kind.as_str() {
        "float" | "currency" | "percentage" => number
            .take()
            .map(|number| number.parse::<f64>().map_or(number, text_of_number)),
        "date" => date.take().map(|date| {
            let midnight = date.strip_suffix("T00:00:00").map(str::to_owned);
            midnight.unwrap_or(date)
        }),
        "boolean" => truth
            .take()
            .map(|truth| if truth == "true" { TRUE } else { FALSE }.to_owned()),
        "time" => time.take(),
        _ => text.take(),
    };
    Ok(cell)
}

impl OpenCell {
    fn enter(&mut self, tag: &str, start: &BytesStart<'_>) -> Result<(), TableError> {
        match tag {
            "text:p" => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
            }
            "text:s" => {
                let spaces = usize::try_from(count(start, "text:c")?).unwrap_or(MOST_SPACES);
                self.text.push_str(&" ".repeat(spaces.min(MOST_SPACES)));
            }
            "text:tab" => self.text.push('\t'),
            "text:line-break" => self.text.push('\n'),
            _ => {}
        }
        Ok(())
    }

    /// Nothing for a cell that says nothing. What a merged cell covers is not seen, so it is not read.
    fn into_value(self) -> Option<Value> {
        if self.is_covered {
            return None;
        }
        let text = self.value.unwrap_or(self.text);
        let note = match () {
            () if self.is_error => Some(CellNoteKind::ErrorValue),
            () if !self.has_formula => None,
            () if text.trim().is_empty() => Some(CellNoteKind::FormulaWithoutValue),
            () => Some(CellNoteKind::FormulaValue),
        };
        (!text.is_empty() || note.is_some()).then_some(Value { text, note })
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, TableError> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(damaged)?;
        if attribute.key.as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// A number of repetitions; one where nothing is said.
fn count(start: &BytesStart<'_>, name: &str) -> Result<u32, TableError> {
    match attribute(start, name)? {
        None => Ok(1),
        Some(text) => text.parse().map_err(damaged),
    }
}

/// The reader's own words speak of XML; a person needs to know only that the file is not whole.
fn damaged<E>(_: E) -> TableError {
    TableError::DamagedWorkbook
}
