//! dBASE and FoxPro files, record by record. A small reader of our own: the published ones hold whole values per field,
//! trust the lengths a header states, or choose the code page themselves.

mod cell;
mod code_page;
mod header;

use std::io::{BufReader, Read, Seek, SeekFrom};

pub use code_page::DbfCodePage;
pub(super) use header::is_dbf;

use crate::table::counted::CountedRows;
use crate::table::dbf::cell::cell_of;
use crate::table::dbf::code_page::code_page;
use crate::table::dbf::header::{FieldKind, HEAD, Head, Header};
use crate::table::decoded::{fill, seek};
use crate::table::{Limits, SheetRow, TableError, TableFormat, refuse_long};

/// The first row is the names of the fields, as spreadsheet programs show it.
const HEADER_ROW: u32 = 1;
const PIECE: usize = 64 * 1024;
/// So many bytes tell the code page.
const SAMPLE: usize = 64 * 1024;
const DELETED: u8 = b'*';
const LIVE: u8 = b' ';
const END_OF_FILE: u8 = 0x1a;

/// The records, and what the file turned out to be.
pub(super) struct OpenedDbf<R> {
    pub(super) format: TableFormat,
    pub(super) header: SheetRow,
    pub(super) rows: DbfRows<R>,
}

pub(super) fn open<R: Read + Seek>(
    mut source: R,
    of_profile: Option<DbfCodePage>,
    limits: &Limits,
) -> Result<OpenedDbf<R>, TableError> {
    let file_length = source.seek(SeekFrom::End(0)).map_err(|_| TableError::Unreadable)?;
    seek(&mut source, 0)?;
    let header = read_header(&mut source, limits)?;
    refuse_wrong_length(&mut source, &header, file_length)?;
    let sample = sample(&mut source, &header)?;
    let page = code_page(header.driver, of_profile, &sample)?;
    seek(&mut source, header.length)?;
    let mut names = SheetRow::new(HEADER_ROW, []);
    for field in &header.fields {
        names.push(decoded(page, &field.name)?.trim());
    }
    let record = vec![0; header.record_length];
    let rows = DbfRows {
        source: BufReader::with_capacity(PIECE, source),
        header,
        page,
        limits: *limits,
        record,
        read: 0,
        counted: CountedRows::default(),
        deleted: 0,
        failed: false,
    };
    Ok(OpenedDbf {
        format: TableFormat::Dbf { code_page: page },
        header: names,
        rows,
    })
}

fn read_header(source: &mut impl Read, limits: &Limits) -> Result<Header, TableError> {
    let mut fixed = [0; HEAD];
    if fill(source, &mut fixed)? < HEAD {
        return Err(TableError::DamagedDbf);
    }
    let head = Head::parse(&fixed)?;
    let mut rest = vec![0; usize::from(head.length).saturating_sub(HEAD)];
    if fill(source, &mut rest)? < rest.len() {
        return Err(TableError::DamagedDbf);
    }
    head.with_fields(&rest, limits)
}

/// Before a record is read: fewer records than the header counts, or more, are a file that was not finished.
fn refuse_wrong_length<R: Read + Seek>(source: &mut R, header: &Header, file_length: u64) -> Result<(), TableError> {
    let length = header.record_length as u64;
    let end = header.length + u64::from(header.records) * length;
    if file_length < end {
        let whole = file_length.saturating_sub(header.length) / length;
        return Err(TableError::CutOff {
            line: row_number(whole),
        });
    }
    if file_length - end < length {
        return Ok(());
    }
    seek(source, end)?;
    let mut mark = [0];
    fill(source, &mut mark)?;
    if mark == [END_OF_FILE] {
        return Ok(());
    }
    Err(TableError::DbfCount {
        declared: u64::from(header.records),
        found: (file_length - header.length) / length,
    })
}

/// The names of the fields and the text of the first records.
fn sample<R: Read + Seek>(source: &mut R, header: &Header) -> Result<Vec<u8>, TableError> {
    seek(source, header.length)?;
    let mut sample: Vec<u8> = header.fields.iter().flat_map(|field| field.name.clone()).collect();
    let mut record = vec![0; header.record_length];
    for _ in 0..header.records {
        if sample.len() >= SAMPLE || fill(source, &mut record)? < record.len() {
            break;
        }
        for field in header.fields.iter().filter(|field| field.kind == FieldKind::Text) {
            sample.extend_from_slice(record.get(field.start..field.end).unwrap_or_default());
        }
    }
    Ok(sample)
}

/// Record 0 stands below the names.
fn row_number(record: u64) -> u32 {
    u32::try_from(record).unwrap_or(u32::MAX).saturating_add(HEADER_ROW + 1)
}

fn decoded(page: Option<DbfCodePage>, bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, TableError> {
    match (std::str::from_utf8(bytes), page) {
        (Ok(text), _) if bytes.is_ascii() => Ok(text.into()),
        (_, Some(page)) => Ok(page.table().decode_without_bom_handling(bytes).0),
        (_, None) => Err(TableError::CodePageUnknown),
    }
}

/// The live records, one at a time; blank ones are left out. A record keeps its number though ones before it are deleted.
pub(super) struct DbfRows<R> {
    source: BufReader<R>,
    header: Header,
    page: Option<DbfCodePage>,
    limits: Limits,
    record: Vec<u8>,
    /// Records read, deleted ones included.
    read: u32,
    counted: CountedRows,
    deleted: u32,
    failed: bool,
}

impl<R: Read> DbfRows<R> {
    /// Records marked as deleted, so far.
    pub(super) const fn deleted(&self) -> u32 {
        self.deleted
    }

    fn next_row(&mut self) -> Result<Option<SheetRow>, TableError> {
        while self.read < self.header.records {
            let number = row_number(u64::from(self.read));
            if fill(&mut self.source, &mut self.record)? < self.record.len() {
                return Err(TableError::CutOff { line: number });
            }
            self.read += 1;
            match self.record.first().copied() {
                Some(DELETED) => {
                    self.deleted += 1;
                    continue;
                }
                Some(LIVE) => {}
                Some(END_OF_FILE) => return Err(TableError::CutOff { line: number }),
                _ => return Err(TableError::DamagedDbf),
            }
            let row = self.row(number)?;
            if !row.is_blank() {
                self.counted.add(&row, &self.limits)?;
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn row(&self, number: u32) -> Result<SheetRow, TableError> {
        let mut row = SheetRow::new(number, []);
        for (column, field) in self.header.fields.iter().enumerate() {
            let bytes = self.record.get(field.start..field.end).unwrap_or_default();
            if field.kind == FieldKind::Text {
                let text = decoded(self.page, bytes)?;
                let text = text.trim_matches([' ', '\0']);
                refuse_long(text, column, number, &self.limits)?;
                row.push(text);
            } else {
                let cell = cell_of(field.kind, bytes);
                row.push(&cell.text);
                if let Some(note) = cell.note {
                    row.note(column, note);
                }
            }
        }
        Ok(row)
    }
}

impl<R: Read> Iterator for DbfRows<R> {
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
