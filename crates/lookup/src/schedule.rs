//! Dates of the school year, by the rules: when the essay is written (kirov-1497:4.3) and until when it is checked and
//! processed (rostov-essay:8.2), after which results are handed on.

use regulations::russian::day_and_month;
use regulations::{LegalDate, essay_dates};

use crate::clauses::PROCESSING;
use crate::results::DatedLine;

/// Days from the essay to the end of its check and processing, in December and February.
const PROCESSING_DAYS: i64 = 12;
/// The same in April.
const APRIL_PROCESSING_DAYS: i64 = 8;

/// The dates of the school year that `today` falls into, in order.
pub fn schedule(today: LegalDate) -> Vec<DatedLine> {
    let autumn = if today.month() >= 9 {
        today.year()
    } else {
        today.year() - 1
    };
    let Ok(dates) = essay_dates(autumn) else {
        return Vec::new();
    };
    [
        (dates.main, "основная дата", PROCESSING_DAYS),
        (dates.february, "первая дополнительная дата", PROCESSING_DAYS),
        (dates.april, "вторая дополнительная дата", APRIL_PROCESSING_DAYS),
    ]
    .into_iter()
    .flat_map(|(date, what, days)| {
        [
            DatedLine {
                date,
                what: format!("{what} сочинения и\u{a0}изложения, начало в\u{a0}10:00."),
            },
            DatedLine {
                date: date.plus_days(days),
                what: format!(
                    "последний день проверки и\u{a0}обработки работ, написанных {} ({PROCESSING}); потом результаты \
                     передают в\u{a0}школы.",
                    day_and_month(date)
                ),
            },
        ]
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use regulations::{Law, Length};

    #[test]
    fn the_schedule_is_of_the_school_year() {
        for (today, first) in [
            ("2026-12-17", "2026-12-02"),
            ("2027-03-01", "2026-12-02"),
            ("2027-09-01", "2027-12-01"),
        ] {
            let lines = schedule(today.parse().unwrap());
            assert_eq!(lines.len(), 6);
            assert_eq!(lines[0].date.to_string(), first);
            assert!(lines.is_sorted_by_key(|line| line.date));
        }
    }

    #[test]
    fn e2_results_are_announced_by_the_terms_of_the_law() {
        let lines = schedule("2026-11-20".parse().unwrap());
        assert_eq!(lines[1].date.to_string(), "2026-12-14");
        assert!(lines[1].what.replace('\u{a0}', " ").contains("написанных 2 декабря"));
        let law = Law::embedded().unwrap();
        let rules = law.ruleset("42", None).unwrap();
        let term = rules
            .terms()
            .iter()
            .find(|term| term.id == "rostov-essay.8.2-processing")
            .unwrap();
        let lengths: Vec<Length> = term.lengths.iter().map(|entry| entry.length).collect();
        let expected =
            [PROCESSING_DAYS, APRIL_PROCESSING_DAYS].map(|days| Length::CalendarDays(u32::try_from(days).unwrap()));
        assert_eq!(lengths, expected);
    }
}
