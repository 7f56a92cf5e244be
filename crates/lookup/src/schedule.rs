//! Dates of the school year, by the rule (kirov-1497:4.3).

use regulations::{LegalDate, essay_dates};

use crate::results::DatedLine;

/// The dates of the school year that `today` falls into.
pub fn schedule(today: LegalDate) -> Vec<DatedLine> {
    let autumn = if today.month() >= 9 {
        today.year()
    } else {
        today.year() - 1
    };
    let Ok(dates) = essay_dates(autumn) else {
        return Vec::new();
    };
    let line = |date, what: &str| DatedLine {
        date,
        what: format!("{what} сочинения и\u{a0}изложения, начало в\u{a0}10:00."),
    };
    vec![
        line(dates.main, "основная дата"),
        line(dates.february, "первая дополнительная дата"),
        line(dates.april, "вторая дополнительная дата"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_is_of_the_school_year() {
        for (today, first) in [
            ("2026-12-17", "2026-12-02"),
            ("2027-03-01", "2026-12-02"),
            ("2027-09-01", "2027-12-01"),
        ] {
            let lines = schedule(today.parse().unwrap());
            assert_eq!(lines.len(), 3);
            assert_eq!(lines[0].date.to_string(), first);
        }
    }
}
