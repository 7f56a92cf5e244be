//! Dates as files write them.

use regulations::LegalDate;

use crate::profile::DateFormat;

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum DateError {
    #[error("Это не дата. Нужно ДД.ММ.ГГГГ, например 02.12.2026")]
    NotADate,
    #[error("Такого дня в календаре нет. Проверьте день, месяц и год")]
    NoSuchDay,
    #[error("Год записан двумя цифрами. Напишите его четырьмя, например 02.12.2026")]
    TwoDigitYear,
    #[error("Вместо даты число: Excel хранит дату так. Похоже, это {}. Задайте столбцу формат «Дата»", russian_date(*looks_like))]
    SerialNumber { looks_like: LegalDate },
}

/// 02.12.2026
pub(super) fn russian_date(date: LegalDate) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

/// Reads a date; a time behind it is left aside.
pub(super) fn parse_date(text: &str, format: DateFormat) -> Result<LegalDate, DateError> {
    let text = text.trim().trim_end_matches('.').trim_end_matches(['г', 'Г']).trim();
    let day_text = text.split(['T', ' ']).next().unwrap_or_default();
    if let Some(date) = serial_number(day_text) {
        return Err(DateError::SerialNumber { looks_like: date });
    }
    let parts: Vec<&str> = day_text.split(['.', '/', '-']).collect();
    let &[first, second, third] = parts.as_slice() else {
        return Err(DateError::NotADate);
    };
    let number = |part: &str| {
        if part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit()) {
            part.parse::<i16>().ok()
        } else {
            None
        }
    };
    let (Some(a), Some(b), Some(c)) = (number(first), number(second), number(third)) else {
        return Err(DateError::NotADate);
    };
    let (year, month, day) = match (first.len(), third.len(), format) {
        (4, 1..=2, _) => (a, b, c),
        (1..=2, 4, DateFormat::DayMonthYear) => (c, b, a),
        (1..=2, 4, DateFormat::MonthDayYear) => (c, a, b),
        (1..=2, 2, _) => return Err(DateError::TwoDigitYear),
        _ => return Err(DateError::NotADate),
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(DateError::NoSuchDay);
    };
    LegalDate::new(year, month, day).map_err(|_| DateError::NoSuchDay)
}

/// Days since 30 December 1899, as spreadsheets count; only numbers that give a year of 1950 to 2063.
fn serial_number(text: &str) -> Option<LegalDate> {
    let days: i64 = text.parse().ok().filter(|days| (18_264..=59_900).contains(days))?;
    let first = LegalDate::new(1900, 3, 1).ok()?;
    (text.len() == 5).then(|| first.plus_days(days - 61))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates() {
        let check = |text: &str, expected: Result<&str, DateError>| {
            let expected = expected.map(|iso| iso.parse().unwrap());
            assert_eq!(parse_date(text, DateFormat::DayMonthYear), expected, "{text}");
        };
        check("02.12.2026", Ok("2026-12-02"));
        check(" 2.12.2026 г. ", Ok("2026-12-02"));
        check("2026-12-02", Ok("2026-12-02"));
        check("2026-12-02T10:00", Ok("2026-12-02"));
        check("02/12/2026 00:00:00", Ok("2026-12-02"));
        check("02-12-2026", Ok("2026-12-02"));
        check("29.02.2024", Ok("2024-02-29"));
        check("29.02.2026", Err(DateError::NoSuchDay));
        check("31.04.2026", Err(DateError::NoSuchDay));
        check("02.13.2026", Err(DateError::NoSuchDay));
        check("02.12.26", Err(DateError::TwoDigitYear));
        check("02.12.1026", Err(DateError::NoSuchDay));
        check("2 декабря 2026", Err(DateError::NotADate));
        check("", Err(DateError::NotADate));
        check("02.12", Err(DateError::NotADate));
        check("99999.1.2026", Err(DateError::NotADate));
        check(
            "46358",
            Err(DateError::SerialNumber {
                looks_like: "2026-12-02".parse().unwrap(),
            }),
        );
        assert_eq!(
            parse_date("12/02/2026", DateFormat::MonthDayYear),
            Ok("2026-12-02".parse().unwrap())
        );
    }
}
