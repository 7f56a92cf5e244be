//! The published years as they are, and the year that is not.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests; clippy.toml frees only the tests themselves"
)]

use regulations::{CalendarError, DayKind, Law, LegalDate};

fn day(text: &str) -> LegalDate {
    text.parse().unwrap()
}

#[test]
fn a2_working_days_over_the_new_year() {
    let rules = Law::embedded().unwrap().ruleset("42", None).unwrap();
    let cases = [
        ("2025-12-30", 1, "2026-01-12"),
        ("2025-12-30", 0, "2025-12-30"),
        ("2024-04-26", 1, "2024-04-27"),
        ("2024-04-27", 1, "2024-05-02"),
        ("2024-12-28", 1, "2025-01-09"),
        ("2025-10-31", 1, "2025-11-01"),
        ("2026-12-30", 1, "2027-01-11"),
        ("2027-02-19", 1, "2027-02-20"),
        ("2023-02-22", 1, "2023-02-27"),
    ];
    for (from, count, expected) in cases {
        let found = rules.calendar().add_working_days(day(from), count).unwrap();
        assert_eq!(found, day(expected), "{from} + {count}");
    }
}

#[test]
fn a2_a_year_that_is_not_published_is_refused() {
    let rules = Law::embedded().unwrap().ruleset("42", None).unwrap();
    let calendar = rules.calendar();
    let refused = |year| Err(CalendarError::YearNotPublished { year });
    assert_eq!(calendar.add_working_days(day("2027-12-30"), 1), refused(2028));
    assert_eq!(calendar.add_working_days(day("2028-06-01"), 1), refused(2028));
    assert_eq!(calendar.subtract_working_days(day("2023-01-09"), 1), refused(2022));
    assert_eq!(
        calendar.kind(day("2022-12-31")),
        Err(CalendarError::YearNotPublished { year: 2022 })
    );
}

#[test]
fn the_days_of_the_published_years() {
    let rules = Law::embedded().unwrap().ruleset("42", None).unwrap();
    let cases = [
        (
            "2024-04-29",
            DayKind::TransferredDayOff,
            "выходной, перенесён с 27 апреля",
        ),
        (
            "2024-11-02",
            DayKind::WorkingWeekend,
            "рабочая суббота, выходной перенесён на 30 апреля",
        ),
        ("2025-01-01", DayKind::Holiday, "нерабочий праздничный день"),
        ("2026-12-12", DayKind::Weekend, "суббота"),
        ("2026-12-14", DayKind::Working, "рабочий день"),
        ("2026-05-11", DayKind::TransferredDayOff, "выходной, перенесён с 9 мая"),
    ];
    for (date, kind, reason) in cases {
        assert_eq!(rules.calendar().kind(day(date)), Ok(kind), "{date}");
        let found = rules.calendar().reason(day(date)).unwrap();
        assert_eq!(found.replace('\u{a0}', " "), reason, "{date}");
    }
    let totals: Vec<_> = rules
        .calendar()
        .years()
        .map(|year| (year.year, year.working_days))
        .collect();
    assert_eq!(
        totals,
        [(2023, 247), (2024, 248), (2025, 247), (2026, 247), (2027, 247)]
    );
}
