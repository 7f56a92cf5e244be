//! The head of a .dbf: how many records, how long, of which fields.

use crate::table::{Limits, TableError};

/// Bytes before the fields.
pub(super) const HEAD: usize = 32;
const FIELD: usize = 32;
const END_OF_FIELDS: u8 = 0x0d;

/// Versions that are laid out as dBASE III, with or without memos: dBASE III to V, FoxPro 2, Visual FoxPro.
const VERSIONS: [u8; 10] = [0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8b, 0xcb, 0xf5];
/// FoxBASE and dBASE 7: another layout.
const OTHER_VERSIONS: [u8; 4] = [0x02, 0x04, 0x8c, 0xfb];
const VISUAL_FOXPRO: [u8; 3] = [0x30, 0x31, 0x32];

/// Whether the beginning of a file says .dbf: a known version, then a date, then reserved zeros that no text has.
pub(in crate::table) fn is_dbf(bytes: &[u8]) -> bool {
    let Some(head) = bytes.first_chunk::<HEAD>() else {
        return false;
    };
    let [version, _, month, day, ..] = *head;
    let is_known = VERSIONS.contains(&version) || OTHER_VERSIONS.contains(&version);
    is_known && month <= 12 && day <= 31 && matches!(head.get(12..14), Some([0, 0]))
}

/// What the head says, as far as it holds together.
pub(super) struct Header {
    /// Deleted ones included.
    pub(super) records: u32,
    /// Bytes from the beginning of the file to the first record.
    pub(super) length: u64,
    /// Bytes of one record, the mark of deletion included.
    pub(super) record_length: usize,
    /// The language driver byte.
    pub(super) driver: u8,
    pub(super) fields: Vec<Field>,
}

/// One field of every record.
pub(super) struct Field {
    /// In the file's code page, without the zeros behind.
    pub(super) name: Vec<u8>,
    pub(super) kind: FieldKind,
    /// From the beginning of the record.
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
    Text,
    /// Digits as text.
    Number,
    /// Eight digits, year first.
    Date,
    Logical,
    /// The value stands in another file.
    Memo,
    Integer,
    Double,
    /// Hundredths of a hundredth.
    Currency,
    /// Day of the Julian period and milliseconds.
    Moment,
}

/// The fixed part: everything but the fields.
pub(super) struct Head {
    version: u8,
    records: u32,
    pub(super) length: u16,
    record_length: u16,
    driver: u8,
}

impl Head {
    pub(super) fn parse(head: &[u8; HEAD]) -> Result<Self, TableError> {
        let [version, _, _, _, r0, r1, r2, r3, h0, h1, l0, l1, ..] = *head;
        let driver = head.get(29).copied().unwrap_or_default();
        if OTHER_VERSIONS.contains(&version) {
            return Err(TableError::OtherDbf);
        }
        let parsed = Self {
            version,
            records: u32::from_le_bytes([r0, r1, r2, r3]),
            length: u16::from_le_bytes([h0, h1]),
            record_length: u16::from_le_bytes([l0, l1]),
            driver,
        };
        if usize::from(parsed.length) < HEAD + FIELD + 1 || parsed.record_length < 2 {
            return Err(TableError::DamagedDbf);
        }
        Ok(parsed)
    }

    /// With the bytes between the fixed part and the first record.
    pub(super) fn with_fields(self, rest: &[u8], limits: &Limits) -> Result<Header, TableError> {
        let mut fields = Vec::new();
        let mut start = 1_usize;
        let mut left = rest;
        while let Some((field, behind)) = left.split_first_chunk::<FIELD>() {
            let [first, ..] = *field;
            if first == END_OF_FIELDS {
                break;
            }
            left = behind;
            let (kind, length) = kind_of(field, self.version)?;
            let end = start + length;
            if let Some(kind) = kind {
                let name = field.iter().take(11).take_while(|byte| **byte != 0).copied().collect();
                fields.push(Field { name, kind, start, end });
            }
            start = end;
        }
        if left.first() != Some(&END_OF_FIELDS) || start != usize::from(self.record_length) || fields.is_empty() {
            return Err(TableError::DamagedDbf);
        }
        if fields.len() > limits.max_columns {
            return Err(TableError::TooManyColumns {
                line: 1,
                limit: limits.max_columns,
            });
        }
        Ok(Header {
            records: self.records,
            length: u64::from(self.length),
            record_length: usize::from(self.record_length),
            driver: self.driver,
            fields,
        })
    }
}

/// The kind and length of a field; no kind for what is the program's own.
fn kind_of(field: &[u8; FIELD], version: u8) -> Result<(Option<FieldKind>, usize), TableError> {
    let byte = |at: usize| field.get(at).copied().unwrap_or_default();
    let (letter, length, decimals) = (byte(11), usize::from(byte(16)), usize::from(byte(17)));
    let is_visual = VISUAL_FOXPRO.contains(&version);
    let (kind, wanted) = match letter {
        // Long texts keep the upper half of their length where numbers keep their decimals.
        b'C' => return at_least_one(FieldKind::Text, length + (decimals << 8)),
        b'N' | b'F' => return at_least_one(FieldKind::Number, length),
        b'D' => (FieldKind::Date, 8),
        b'L' => (FieldKind::Logical, 1),
        b'I' if is_visual => (FieldKind::Integer, 4),
        b'B' if is_visual => (FieldKind::Double, 8),
        b'Y' if is_visual => (FieldKind::Currency, 8),
        b'T' if is_visual => (FieldKind::Moment, 8),
        b'M' | b'G' | b'P' | b'B' | b'W' => return at_least_one(FieldKind::Memo, length),
        b'0' if is_visual => return Ok((None, length)),
        _ => return Err(TableError::DamagedDbf),
    };
    if length == wanted {
        Ok((Some(kind), length))
    } else {
        Err(TableError::DamagedDbf)
    }
}

const fn at_least_one(kind: FieldKind, length: usize) -> Result<(Option<FieldKind>, usize), TableError> {
    if length == 0 {
        Err(TableError::DamagedDbf)
    } else {
        Ok((Some(kind), length))
    }
}
