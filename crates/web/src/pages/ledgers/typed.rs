//! What a clerk typed into a ledger's form, and how it becomes what the use case asks for.

use app::ledgers::{LineInput, OpenedLedger, OpenedLine, Told, parse_day, parse_time};
use regulations::Instant;
use regulations::russian::numeric_date;
use ui::pages::ledger::{LineFault, LineInput as Input};
use uuid::Uuid;

use crate::forms::Fields;

/// One line as it stands in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedLine {
    /// From 1.
    pub number: i64,
    pub line: Uuid,
    /// The version the form was made from.
    pub version: i64,
    pub told: Told,
    pub time: String,
    pub day: String,
    pub note: String,
}

impl TypedLine {
    /// A stored line as the form shows it; a line without a moment offers `today`.
    pub fn of_stored(ledger: &OpenedLedger, line: &OpenedLine, today: &str) -> Self {
        let stored = &line.row.line;
        let told_at = stored.told_at.map(Instant::from_micros);
        Self {
            number: stored.line_number,
            line: stored.id,
            version: stored.version,
            told: if told_at.is_some() { Told::Yes } else { Told::No },
            time: told_at.map_or_else(String::new, |at| ledger.zone.local_time(at).to_string()),
            day: told_at.map_or_else(|| today.to_owned(), |at| numeric_date(ledger.zone.local_date(at))),
            note: line.note.clone(),
        }
    }

    fn of_fields(fields: &Fields, number: i64, line: Uuid) -> Option<Self> {
        let version = fields.one(&format!("version-{number}")).parse().ok()?;
        let text = |name: &str| fields.one(&format!("{name}-{number}")).trim().to_owned();
        Some(Self {
            number,
            line,
            version,
            told: if text("told").is_empty() { Told::No } else { Told::Yes },
            time: text("time"),
            day: text("date"),
            note: text("note"),
        })
    }

    /// For the use case. A time without a tick counts for nothing there: [`Self::fault`] has asked about it before.
    pub fn to_input(&self) -> LineInput {
        LineInput {
            line: self.line,
            version: self.version,
            told: self.told,
            day: self.day.clone(),
            time: self.time.clone(),
            note: self.note.clone(),
        }
    }

    /// Nothing entered: no tick, no time, no note.
    pub fn is_blank(&self) -> bool {
        self.told == Told::No && self.time.is_empty() && self.note.is_empty()
    }

    /// A time that was typed without a tick would be lost silently; a tick taken from a stored line leaves its time.
    pub fn fault(&self, stored: &Self) -> Option<LineFault> {
        let forgotten = self.told == Told::No && !self.time.is_empty() && self.time != stored.time;
        forgotten.then(|| LineFault {
            input: Input::Told,
            text: format!(
                "Строка {}: время внесено, а\u{a0}отметки «ознакомлен» нет. Поставьте отметку или сотрите время",
                self.number
            ),
        })
    }

    /// The input that a refusal of the use case is about.
    pub fn input_at_fault(&self) -> Input {
        if self.note.chars().count() > 500 {
            Input::Note
        } else if !self.day.is_empty() && parse_day(&self.day).is_none() && parse_time(&self.time).is_some() {
            Input::Date
        } else {
            Input::Time
        }
    }
}

/// The lines that the form carries, in the order of the ledger; a line without its version was not in the form.
pub fn typed_lines(fields: &Fields, ledger: &OpenedLedger) -> Vec<TypedLine> {
    ledger
        .lines
        .iter()
        .filter_map(|line| TypedLine::of_fields(fields, line.row.line.line_number, line.row.line.id))
        .collect()
}

/// «14, 23, 25-27» → the numbers; none when something else stands there.
pub fn numbers(text: &str) -> Option<Vec<i64>> {
    let mut found = Vec::new();
    for part in text
        .split([',', ';', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match part.split_once(['-', '–', '—']) {
            None => found.push(part.parse().ok()?),
            Some((first, last)) => {
                let (first, last): (i64, i64) = (first.parse().ok()?, last.parse().ok()?);
                if !(1..=last).contains(&first) || last > 10_000 {
                    return None;
                }
                found.extend(first..=last);
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, expected) in [
            ("", Some(vec![])),
            ("14, 23, 27", Some(vec![14, 23, 27])),
            ("14 23;27", Some(vec![14, 23, 27])),
            ("25-27", Some(vec![25, 26, 27])),
            ("25–26, 3", Some(vec![25, 26, 3])),
            ("27-25", None),
            ("все", None),
            ("1-99999999", None),
        ] {
            assert_eq!(numbers(typed), expected, "{typed}");
        }
    }

    fn line(told: Told, time: &str) -> TypedLine {
        TypedLine {
            number: 5,
            line: Uuid::nil(),
            version: 1,
            told,
            time: time.to_owned(),
            day: String::new(),
            note: String::new(),
        }
    }

    #[test]
    fn a_time_without_a_tick_is_asked_about() {
        let (empty, stored) = (line(Told::No, ""), line(Told::Yes, "10:05"));
        assert!(line(Told::No, "10:05").fault(&empty).is_some());
        assert!(line(Told::Yes, "10:05").fault(&empty).is_none());
        assert!(
            line(Told::No, "10:05").fault(&stored).is_none(),
            "the tick was taken away"
        );
        assert!(line(Told::No, "11:00").fault(&stored).is_some());
    }
}
