//! What every printed file shares: the one typesetter, the moment in its properties, its name. Lists stand in
//! [`crate::tables`].

use std::sync::LazyLock;

use documents::{CreationMoment, DocumentError, Typesetter};
use regulations::{Instant, Zone};

use crate::error::AppError;

pub use crate::tables::ListFile as PrintedFile;

/// Media type of PDF.
pub(crate) const PDF: &str = "application/pdf";
/// Media type of several files in one.
pub(crate) const ZIP: &str = "application/zip";
/// Media type of a spreadsheet.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Parsing the built-in font takes tens of milliseconds: once per process.
pub(crate) fn typesetter() -> Result<&'static Typesetter, AppError> {
    static TYPESETTER: LazyLock<Result<Typesetter, DocumentError>> = LazyLock::new(Typesetter::new);
    match &*TYPESETTER {
        Ok(typesetter) => Ok(typesetter),
        Err(error) => Err(AppError::NotNow(error.to_string())),
    }
}

/// A moment as the properties of a file hold it.
pub(crate) fn creation_moment(zone: &Zone, at: Instant) -> CreationMoment {
    let (date, time) = (zone.local_date(at), zone.local_time(at));
    CreationMoment {
        year: u16::try_from(date.year()).unwrap_or(0),
        month: u8::try_from(date.month()).unwrap_or(1),
        day: u8::try_from(date.day()).unwrap_or(1),
        hour: u8::try_from(time.hour).unwrap_or(0),
        minute: u8::try_from(time.minute).unwrap_or(0),
        second: u8::try_from(at.as_micros().div_euclid(1_000_000).rem_euclid(60)).unwrap_or(0),
        utc_offset_minutes: offset_minutes(&zone.rfc3339(at)),
    }
}

/// `…+07:00` → 420.
fn offset_minutes(rfc3339: &str) -> i16 {
    let Some(offset) = rfc3339.len().checked_sub(6).and_then(|start| rfc3339.get(start..)) else {
        return 0;
    };
    let (sign, digits) = offset.split_at(1);
    let Some((hours, minutes)) = digits.split_once(':') else {
        return 0;
    };
    let total = hours.parse::<i16>().unwrap_or(0) * 60 + minutes.parse::<i16>().unwrap_or(0);
    if sign == "-" { -total } else { total }
}

/// A number of a document as the stem of a file name: `420525/021226-1` → `420525-021226-1`; Cyrillic letters of classes
/// are spelt in Latin ones.
pub(crate) fn file_stem(number: &str) -> String {
    number
        .chars()
        .map(|letter| match letter {
            'А' | 'а' => 'A',
            'Б' | 'б' => 'B',
            'В' | 'в' => 'V',
            'Г' | 'г' => 'G',
            'Д' | 'д' => 'D',
            'Е' | 'е' => 'E',
            'К' | 'к' => 'K',
            letter if letter.is_ascii_alphanumeric() || letter == '.' => letter,
            _ => '-',
        })
        .collect()
}

/// A class as people write it: `11А` → «11 «А»», a group of a college stays as it is.
pub fn class_words(class_name: &str) -> String {
    let letters = class_name.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = class_name.len() - letters.len();
    let mut letter = letters.chars();
    match (letter.next(), letter.next(), class_name.get(..digits)) {
        (Some(only), None, Some(year)) if digits > 0 && only.is_alphabetic() => {
            format!("{year}\u{a0}«{only}»")
        }
        _ => class_name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_written_as_people_write_them() {
        for (stored, shown) in [
            ("11А", "11\u{a0}«А»"),
            ("12Б", "12\u{a0}«Б»"),
            ("ИС-21", "ИС-21"),
            ("11", "11"),
            ("", ""),
            ("А", "А"),
        ] {
            assert_eq!(class_words(stored), shown, "{stored}");
        }
    }

    #[test]
    fn a_file_name_is_plain() {
        for (number, stem) in [
            ("420525/021226-1", "420525-021226-1"),
            ("420525-11А-021226-1", "420525-11A-021226-1"),
            ("б/к", "B-K"),
        ] {
            assert_eq!(file_stem(number), stem);
        }
    }

    #[test]
    fn the_moment_of_a_file_is_local() {
        let zone = Zone::new("Asia/Novokuznetsk").unwrap();
        let at = zone.parse_local("2026-12-16T15:05").unwrap().plus_micros(7_000_000);
        let moment = creation_moment(&zone, at);
        assert_eq!(
            (
                moment.day,
                moment.hour,
                moment.minute,
                moment.second,
                moment.utc_offset_minutes
            ),
            (16, 15, 5, 7, 420)
        );
    }
}
