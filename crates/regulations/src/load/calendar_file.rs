//! `calendars/<year>.toml`: fixed holidays and transfers; the rest follows and is checked against the year's norm.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::LawError;
use super::raw::{Day, parse, syntax};
use crate::calendar::PublishedYear;
use crate::time::LegalDate;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CalendarFile {
    year: i16,
    decree: String,
    working_days: i64,
    holidays: Vec<Day>,
    #[serde(rename = "transfer", default)]
    transfers: Vec<Transfer>,
    working_weekends: Vec<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Transfer {
    from: Day,
    to: Day,
}

pub(super) fn read(file: &str, text: &str) -> Result<PublishedYear, LawError> {
    let raw: CalendarFile = parse(file, text)?;
    if file != format!("calendars/{}.toml", raw.year) {
        return Err(syntax(file, "имя файла и год не совпадают"));
    }
    let holidays: BTreeSet<_> = raw.holidays.iter().map(|day| day.0).collect();
    let mut moved_days_off = BTreeMap::new();
    let mut working_weekends = BTreeMap::new();
    for transfer in &raw.transfers {
        let (from, to) = (transfer.from.0, transfer.to.0);
        check_transfer(raw.year, from, to, &holidays)?;
        if moved_days_off.insert(to, from).is_some() {
            return Err(bad(raw.year, format!("на {to} перенесены два выходных")));
        }
        if !holidays.contains(&from) {
            working_weekends.insert(from, to);
        }
    }
    let year = PublishedYear {
        year: raw.year,
        decree: raw.decree,
        working_days: raw.working_days,
        holidays,
        moved_days_off,
        working_weekends,
    };
    check_year(&year, &raw.working_weekends)?;
    Ok(year)
}

fn check_transfer(year: i16, from: LegalDate, to: LegalDate, holidays: &BTreeSet<LegalDate>) -> Result<(), LawError> {
    if from.year() != year || to.year() != year {
        return Err(bad(year, format!("перенос с {from} на {to} вне года")));
    }
    if !from.weekday().is_weekend() {
        return Err(bad(
            year,
            format!("{from} не суббота и не воскресенье: переносить нечего"),
        ));
    }
    if to.weekday().is_weekend() || holidays.contains(&to) {
        return Err(bad(year, format!("{to} и так нерабочий день")));
    }
    Ok(())
}

fn check_year(year: &PublishedYear, declared_weekends: &[Day]) -> Result<(), LawError> {
    if let Some(holiday) = year.holidays.iter().find(|day| day.year() != year.year) {
        return Err(bad(year.year, format!("праздник {holiday} вне года")));
    }
    let declared: BTreeSet<_> = declared_weekends.iter().map(|day| day.0).collect();
    let derived: BTreeSet<_> = year.working_weekends.keys().copied().collect();
    if declared != derived {
        return Err(bad(
            year.year,
            format!("рабочие выходные названы {declared:?}, а из переносов следуют {derived:?}"),
        ));
    }
    let first = LegalDate::new(year.year, 1, 1).map_err(|_| bad(year.year, "год вне 1900–2199".to_owned()))?;
    let days = first.and_following().take_while(|day| day.year() == year.year);
    let working = days.filter(|day| year.kind(*day).is_working()).count();
    let counted = i64::try_from(working).unwrap_or(i64::MAX);
    if counted != year.working_days {
        return Err(LawError::CalendarTotal {
            year: year.year,
            declared: year.working_days,
            counted,
        });
    }
    Ok(())
}

fn bad(year: i16, problem: String) -> LawError {
    LawError::BadCalendar { year, problem }
}
