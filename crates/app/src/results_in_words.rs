//! A stored value as a person reads it.

use domain::essay::{EssayField, EssayMark, EssayValue};
use domain::exam::AttendanceOutcome;
use domain::gia_score::GiaColumns;
use regulations::russian::count;

/// What stands in place of the attendance where a statement or a ledger tells of an annulment.
pub const ANNULLED: &str = "annulled";

/// A value as rows of several tables hold it.
pub trait StoredValue {
    /// `AttendanceOutcome` code.
    fn attendance(&self) -> &str;
    /// Storage code of `EssayValue`.
    fn essay_value(&self) -> Option<&str>;
    /// Primary score, test score, mark: of GIA the first and one of the others.
    fn scores(&self) -> (Option<i64>, Option<i64>, Option<i64>);

    /// «зачёт»; of GIA «64 балла», «отметка 4»; without a value what became of the sitting: «не явился».
    fn short_words(&self) -> String {
        match self.scores() {
            (_, Some(test), _) => count(test, "балл", "балла", "баллов"),
            (_, None, Some(mark)) => format!("отметка\u{a0}{mark}"),
            (Some(primary), None, None) => count(primary, "первичный балл", "первичных балла", "первичных баллов"),
            (None, None, None) => short_result(self.attendance(), self.essay_value()),
        }
    }

    /// «незачёт: критерий 1»; of GIA «64 балла, первичных 34», «отметка 4, первичных баллов 21».
    fn long_words(&self) -> String {
        match self.scores() {
            (Some(primary), Some(_), _) => format!("{}, первичных\u{a0}{primary}", self.short_words()),
            (Some(primary), None, Some(_)) => format!("{}, первичных баллов\u{a0}{primary}", self.short_words()),
            (None, None, None) => long_result(self.attendance(), self.essay_value()),
            _ => self.short_words(),
        }
    }
}

macro_rules! stored_value {
    ($row:ty) => {
        impl StoredValue for $row {
            fn attendance(&self) -> &str {
                &self.attendance
            }
            fn essay_value(&self) -> Option<&str> {
                self.essay_value.as_deref()
            }
            fn scores(&self) -> (Option<i64>, Option<i64>, Option<i64>) {
                (self.primary_score, self.test_score, self.mark)
            }
        }
    };
}

/// A score that is not stored yet: of a work that was checked.
impl StoredValue for GiaColumns {
    fn attendance(&self) -> &str {
        AttendanceOutcome::Written.code()
    }
    fn essay_value(&self) -> Option<&str> {
        None
    }
    fn scores(&self) -> (Option<i64>, Option<i64>, Option<i64>) {
        (Some(self.primary_score), self.test_score, self.mark)
    }
}

stored_value!(storage::results::EditionRow);
stored_value!(storage::results::EditionInContextRow);
stored_value!(storage::statements::StatementLineInContextRow);
stored_value!(storage::ledgers::LedgerLineInContextRow);

/// «64 балла, первичных 34» of the columns of a score.
pub fn score_words(primary_score: i64, test_score: Option<i64>, mark: Option<i64>) -> String {
    GiaColumns {
        primary_score,
        test_score,
        mark,
        task_points: None,
    }
    .long_words()
}

/// «зачёт», «незачёт»; without a value what became of the sitting: «не явился».
pub fn short_result(attendance: &str, essay_value: Option<&str>) -> String {
    match essay_value.and_then(|code| EssayValue::from_code(code).ok()) {
        Some(value) => value.result().russian().to_owned(),
        None if attendance == ANNULLED => "аннулирован".to_owned(),
        None => AttendanceOutcome::from_code(attendance)
            .map_or_else(|_| attendance.to_owned(), |outcome| outcome.russian().to_owned()),
    }
}

/// «зачёт», «незачёт: требование 1», «незачёт: критерии 1, 3».
pub fn long_result(attendance: &str, essay_value: Option<&str>) -> String {
    let short = short_result(attendance, essay_value);
    let Some(value) = essay_value.and_then(|code| EssayValue::from_code(code).ok()) else {
        return short;
    };
    if value.result() == EssayMark::Pass {
        return short;
    }
    let failed: Vec<EssayField> = value
        .cells()
        .filter(|(field, mark)| *mark == Some(EssayMark::Fail) && *field != EssayField::Result)
        .map(|(field, _)| field)
        .collect();
    match failed.iter().find(|field| matches!(field, EssayField::Requirement(_))) {
        Some(EssayField::Requirement(number)) => format!("{short}: требование\u{a0}{number}"),
        _ => match failed.iter().filter_map(criterion).collect::<Vec<_>>().as_slice() {
            [] => short,
            [only] => format!("{short}: критерий\u{a0}{only}"),
            several => format!("{short}: критерии\u{a0}{}", several.join(", ")),
        },
    }
}

fn criterion(field: &EssayField) -> Option<String> {
    match field {
        EssayField::Criterion(number) => Some(number.to_string()),
        EssayField::Requirement(_) | EssayField::Result => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_told_in_words() {
        for (attendance, value, short, long) in [
            ("written", Some("11|11011|1"), "зачёт", "зачёт"),
            ("written", Some("0-|-----|0"), "незачёт", "незачёт: требование\u{a0}1"),
            ("written", Some("11|01111|0"), "незачёт", "незачёт: критерий\u{a0}1"),
            ("written", Some("11|00111|0"), "незачёт", "незачёт: критерии\u{a0}1, 2"),
            ("absent", None, "не явился", "не явился"),
            (ANNULLED, None, "аннулирован", "аннулирован"),
        ] {
            assert_eq!(
                (short_result(attendance, value), long_result(attendance, value)),
                (short.to_owned(), long.to_owned()),
                "{value:?}"
            );
        }
    }
}
