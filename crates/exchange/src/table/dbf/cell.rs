//! One field of a record as text, in the words that cells of workbooks have.

use regulations::LegalDate;

use crate::table::CellNoteKind;
use crate::table::dbf::header::FieldKind;
use crate::table::values::{FALSE, TRUE, text_of_moment, text_of_number};

/// A cell that is no text.
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) note: Option<CellNoteKind>,
}

impl Cell {
    const fn of(text: String) -> Self {
        Self { text, note: None }
    }

    const fn noted(note: CellNoteKind) -> Self {
        Self {
            text: String::new(),
            note: Some(note),
        }
    }
}

/// The value of a field of any kind but text; `bytes` are as many as its kind has.
pub(super) fn cell_of(kind: FieldKind, bytes: &[u8]) -> Cell {
    match kind {
        FieldKind::Number => number(bytes),
        FieldKind::Date => date(bytes),
        FieldKind::Logical => logical(bytes),
        FieldKind::Memo if is_no_memo(bytes) => Cell::of(String::new()),
        FieldKind::Memo => Cell::noted(CellNoteKind::Memo),
        FieldKind::Integer => of_eight_or_four(bytes, |bytes: [u8; 4]| i32::from_le_bytes(bytes).to_string()),
        FieldKind::Double => of_eight_or_four(bytes, |bytes: [u8; 8]| text_of_number(f64::from_le_bytes(bytes))),
        FieldKind::Currency => of_eight_or_four(bytes, currency),
        FieldKind::Moment => moment(bytes),
        FieldKind::Text => Cell::of(ascii(bytes)),
    }
}

fn of_eight_or_four<const LENGTH: usize>(bytes: &[u8], text: impl Fn([u8; LENGTH]) -> String) -> Cell {
    bytes
        .try_into()
        .map_or(Cell::noted(CellNoteKind::ErrorValue), |bytes| Cell::of(text(bytes)))
}

/// «12.00» is 12; stars are a number that did not fit.
fn number(bytes: &[u8]) -> Cell {
    let text = ascii(bytes);
    if text.contains('*') {
        return Cell::noted(CellNoteKind::ErrorValue);
    }
    let whole = text
        .split_once('.')
        .filter(|(whole, fraction)| !whole.is_empty() && fraction.bytes().all(|digit| digit == b'0'));
    Cell::of(whole.map_or_else(|| text.clone(), |(whole, _)| whole.to_owned()))
}

fn date(bytes: &[u8]) -> Cell {
    let text = ascii(bytes);
    match (text.get(..4), text.get(4..6), text.get(6..)) {
        (Some(year), Some(month), Some(day)) if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            // Eight zeros are how some programs write no date.
            Cell::of(if text == "00000000" {
                String::new()
            } else {
                format!("{year}-{month}-{day}")
            })
        }
        _ => Cell::of(text),
    }
}

fn logical(bytes: &[u8]) -> Cell {
    Cell::of(match bytes.first() {
        Some(b'T' | b't' | b'Y' | b'y') => TRUE.to_owned(),
        Some(b'F' | b'f' | b'N' | b'n') => FALSE.to_owned(),
        _ => String::new(),
    })
}

fn is_no_memo(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, 0 | b' ' | b'0'))
}

fn currency(bytes: [u8; 8]) -> String {
    let tenths_of_thousandths = i64::from_le_bytes(bytes);
    let sign = if tenths_of_thousandths < 0 { "-" } else { "" };
    let size = tenths_of_thousandths.unsigned_abs();
    let (whole, fraction) = (size / 10_000, size % 10_000);
    if fraction == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction:04}").trim_end_matches('0').to_owned()
    }
}

fn moment(bytes: &[u8]) -> Cell {
    /// 1 January 2000.
    const JULIAN_2000: i64 = 2_451_545;
    let Some(&[d0, d1, d2, d3, m0, m1, m2, m3]) = bytes.first_chunk::<8>() else {
        return Cell::noted(CellNoteKind::ErrorValue);
    };
    let day = i64::from(i32::from_le_bytes([d0, d1, d2, d3]));
    let minutes = u32::from_le_bytes([m0, m1, m2, m3]) / 60_000;
    if day == 0 {
        return Cell::of(String::new());
    }
    let date = LegalDate::new(2000, 1, 1).ok();
    // A day beyond all calendars is no date.
    let date = date.filter(|_| (2_415_021..=2_488_434).contains(&day));
    let date = date.map(|first| first.plus_days(day - JULIAN_2000));
    let parts = date.and_then(|date| {
        Some((
            u16::try_from(date.year()).ok()?,
            u8::try_from(date.month()).ok()?,
            u8::try_from(date.day()).ok()?,
        ))
    });
    let time = (
        u8::try_from(minutes / 60).unwrap_or(u8::MAX),
        u8::try_from(minutes % 60).unwrap_or_default(),
    );
    match parts {
        Some(date) if time.0 < 24 => Cell::of(text_of_moment(date, time)),
        _ => Cell::noted(CellNoteKind::ErrorValue),
    }
}

/// Text of fields that have only ASCII signs; others come out as «�» and read as nothing.
fn ascii(bytes: &[u8]) -> String {
    let text = bytes.iter().map(|byte| match byte {
        0 => ' ',
        byte if byte.is_ascii() => char::from(*byte),
        _ => char::REPLACEMENT_CHARACTER,
    });
    text.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_as_in_workbooks() {
        let check = |kind, bytes: &[u8], expected: &str| {
            let cell = cell_of(kind, bytes);
            assert_eq!((cell.text.as_str(), cell.note), (expected, None), "{kind:?} {bytes:?}");
        };
        check(FieldKind::Number, b"   12.00", "12");
        check(FieldKind::Number, b"-0.50", "-0.50");
        check(FieldKind::Number, b"      ", "");
        check(FieldKind::Date, b"20261202", "2026-12-02");
        check(FieldKind::Date, b"        ", "");
        check(FieldKind::Date, b"00000000", "");
        check(FieldKind::Date, b"2026XX02", "2026XX02");
        check(FieldKind::Logical, b"T", TRUE);
        check(FieldKind::Logical, b"n", FALSE);
        check(FieldKind::Logical, b"?", "");
        check(FieldKind::Memo, b"          ", "");
        check(FieldKind::Integer, &(-7_i32).to_le_bytes(), "-7");
        check(FieldKind::Double, &82.0_f64.to_le_bytes(), "82");
        check(FieldKind::Double, &f64::NAN.to_le_bytes(), "NaN");
        check(FieldKind::Currency, &825_000_i64.to_le_bytes(), "82.5");
        check(FieldKind::Currency, &i64::MIN.to_le_bytes(), "-922337203685477.5808");
        let moment = |day: i32, milliseconds: u32| [day.to_le_bytes(), milliseconds.to_le_bytes()].concat();
        check(FieldKind::Moment, &moment(2_461_377, 0), "2026-12-02");
        check(FieldKind::Moment, &moment(2_461_377, 36_000_000), "2026-12-02T10:00");
        check(FieldKind::Moment, &moment(0, 0), "");
        let note = |kind, bytes: &[u8]| cell_of(kind, bytes).note;
        assert_eq!(note(FieldKind::Memo, b"        12"), Some(CellNoteKind::Memo));
        assert_eq!(note(FieldKind::Number, b"*****"), Some(CellNoteKind::ErrorValue));
        assert_eq!(
            note(FieldKind::Moment, &moment(i32::MAX, 0)),
            Some(CellNoteKind::ErrorValue)
        );
        assert_eq!(
            note(FieldKind::Moment, &moment(2_461_377, u32::MAX)),
            Some(CellNoteKind::ErrorValue)
        );
    }
}
