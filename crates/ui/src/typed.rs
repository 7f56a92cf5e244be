//! What people type as days and times, with and without the script's help.

/// Day as `2026-12-16` from `16.12.2026`, `16122026`, `16/12/2026`, `16-12-2026` or `2026-12-16`.
///
/// None when the text is no such thing or the day does not exist. Years run from 1900 to 2199.
pub fn day(text: &str) -> Option<String> {
    let numbers = split_numbers(text.trim())?;
    let (year, month, day) = match numbers.as_slice() {
        [(first, 4), (month, _), (day, _)] => (*first, *month, *day),
        [(day, _), (month, _), (year, 4)] => (*year, *month, *day),
        [(joined, 8)] => (joined % 10_000, joined / 10_000 % 100, joined / 1_000_000),
        _ => return None,
    };
    let exists = (1900..2200).contains(&year) && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    exists.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Time as `10:05` from `10:05`, `1005`, `10.05`, `10-05`, `10 05` or `9:30`; none when it is no time of a day.
pub fn time(text: &str) -> Option<String> {
    let numbers = split_numbers(text.trim())?;
    let (hour, minute) = match numbers.as_slice() {
        [(hour, 1 | 2), (minute, 2)] => (*hour, *minute),
        [(joined, 3 | 4)] => (joined / 100, joined % 100),
        _ => return None,
    };
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

/// Day as people read it, `16.12.2026`, from `2026-12-16`; any other text stays as it is.
pub fn day_for_input(iso: &str) -> String {
    let mut parts = iso.split('-');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day), None) if year.len() == 4 => {
            format!("{day}.{month}.{year}")
        }
        _ => iso.to_owned(),
    }
}

/// Numbers of the text with their lengths; none when anything but digits and separators is in it.
fn split_numbers(text: &str) -> Option<Vec<(u32, usize)>> {
    text.split(['.', ':', '-', '/', ' ', ','])
        .map(|part| {
            let digits_only = !part.is_empty() && part.len() <= 8 && part.bytes().all(|byte| byte.is_ascii_digit());
            digits_only
                .then(|| part.parse().ok().map(|number| (number, part.len())))
                .flatten()
        })
        .collect()
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_typed() {
        for (typed, expected) in [
            ("16.12.2026", Some("2026-12-16")),
            (" 16122026 ", Some("2026-12-16")),
            ("2026-12-16", Some("2026-12-16")),
            ("6.2.2027", Some("2027-02-06")),
            ("29.02.2028", Some("2028-02-29")),
            ("29.02.2027", None),
            ("31.04.2027", None),
            ("16.12", None),
            ("16.12.26", None),
            ("", None),
            ("завтра", None),
            ("99999999999", None),
        ] {
            assert_eq!(day(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn times_are_read_as_typed() {
        for (typed, expected) in [
            ("1005", Some("10:05")),
            ("10:05", Some("10:05")),
            ("9:30", Some("09:30")),
            ("930", Some("09:30")),
            ("10.05", Some("10:05")),
            ("24:00", None),
            ("10:60", None),
            ("10", None),
            ("10:5", None),
            ("", None),
        ] {
            assert_eq!(time(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn days_are_shown_as_read() {
        assert_eq!(day_for_input("2026-12-16"), "16.12.2026");
        assert_eq!(day_for_input("16.12.2026"), "16.12.2026");
        assert_eq!(day_for_input(""), "");
    }
}
