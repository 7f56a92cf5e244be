//! The dates that the rule proposes for essays (kirov-1497:4.3). Real dates are data: they have been moved before.

use crate::time::{LegalDate, TimeError, Weekday};
use crate::vocabulary::EssayDateKind;

/// The three proposed dates of one school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EssayDates {
    /// First Wednesday of December.
    pub main: LegalDate,
    /// First Wednesday of February.
    pub february: LegalDate,
    /// Second Wednesday of April.
    pub april: LegalDate,
}

/// The dates of the school year that begins in September of `autumn`: 2026 is 2026/27.
pub fn essay_dates(autumn: i16) -> Result<EssayDates, TimeError> {
    Ok(EssayDates {
        main: wednesday(autumn, 12, 1)?,
        february: wednesday(autumn.saturating_add(1), 2, 1)?,
        april: wednesday(autumn.saturating_add(1), 4, 2)?,
    })
}

/// Which of the dates a day is by the rule; any other day can only be an additional one (rostov-essay:8.2).
pub fn essay_date_kind(date: LegalDate) -> EssayDateKind {
    let is = |month, nth| wednesday(date.year(), month, nth) == Ok(date);
    if is(12, 1) {
        EssayDateKind::Main
    } else if is(2, 1) {
        EssayDateKind::February
    } else if is(4, 2) {
        EssayDateKind::April
    } else {
        EssayDateKind::Additional
    }
}

fn wednesday(year: i16, month: i8, nth: i64) -> Result<LegalDate, TimeError> {
    let first = LegalDate::new(year, month, 1)?;
    let ahead = Weekday::Wednesday.from_monday() - first.weekday().from_monday();
    Ok(first.plus_days(ahead.rem_euclid(7) + 7 * (nth - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_proposes_the_known_dates() {
        let cases = [
            (2023, ["2023-12-06", "2024-02-07", "2024-04-10"]),
            (2024, ["2024-12-04", "2025-02-05", "2025-04-09"]),
            (2025, ["2025-12-03", "2026-02-04", "2026-04-08"]),
            (2026, ["2026-12-02", "2027-02-03", "2027-04-14"]),
        ];
        for (autumn, expected) in cases {
            let dates = essay_dates(autumn).unwrap();
            let found = [dates.main, dates.february, dates.april].map(|date| date.to_string());
            assert_eq!(found, expected);
            assert_eq!(essay_date_kind(dates.main), EssayDateKind::Main);
            assert_eq!(essay_date_kind(dates.february), EssayDateKind::February);
            assert_eq!(essay_date_kind(dates.april), EssayDateKind::April);
            let other = essay_date_kind(dates.main.plus_days(7));
            assert_eq!(other, EssayDateKind::Additional);
        }
    }
}
