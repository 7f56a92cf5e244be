//! `cases/*.toml`: keys in Russian, so that a lawyer reads them without us.

use serde::Deserialize;

use super::LawError;
use super::raw::{Citation, Moment, parse, syntax};
use crate::case::{ExpectedDue, LegalCase};
use crate::vocabulary::Condition;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    #[serde(rename = "Регион")]
    region: String,
    #[serde(rename = "Случай")]
    cases: Vec<CaseEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseEntry {
    #[serde(rename = "Дано")]
    given: String,
    #[serde(rename = "Норма")]
    term: String,
    #[serde(rename = "Условие", default)]
    conditions: Vec<Condition>,
    #[serde(rename = "Когда")]
    event: Moment,
    #[serde(rename = "Срок")]
    expected: toml::Value,
    #[serde(rename = "Также", default)]
    clauses: Vec<Citation>,
    #[serde(rename = "Регион")]
    region: Option<String>,
}

pub(super) fn read(file: &str, text: &str) -> Result<Vec<LegalCase>, LawError> {
    let raw: CaseFile = parse(file, text)?;
    let mut cases = Vec::new();
    for entry in raw.cases {
        let expected = expected(&entry.expected).ok_or_else(|| {
            syntax(
                file,
                &format!("«{}»: срок — день, день и время или \"отказ\"", entry.given),
            )
        })?;
        cases.push(LegalCase {
            file: file.to_owned(),
            given: entry.given,
            term: entry.term,
            region: entry.region.unwrap_or_else(|| raw.region.clone()),
            event_day: entry.event.0,
            event_time: entry.event.1,
            conditions: entry.conditions,
            expected,
            clauses: entry.clauses.into_iter().map(|one| one.0).collect(),
        });
    }
    Ok(cases)
}

fn expected(value: &toml::Value) -> Option<ExpectedDue> {
    if value.as_str() == Some("отказ") {
        return Some(ExpectedDue::Refused);
    }
    let written = value.as_datetime()?;
    let day = written.date?.to_string().parse().ok()?;
    match written.time {
        None => Some(ExpectedDue::Day(day)),
        Some(time) => {
            let hour = i8::try_from(time.hour).ok()?;
            let minute = i8::try_from(time.minute).ok()?;
            Some(ExpectedDue::Moment(day, crate::time::LocalTime { hour, minute }))
        }
    }
}
