//! `regions/<code>.toml`.

use serde::Deserialize;

use super::LawError;
use super::raw::{Day, parse, syntax};
use crate::calendar::{DayOverride, OverrideKind};
use crate::region::{Adoption, Region};
use crate::time::Zone;
use crate::vocabulary::ExamKind;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RegionFile {
    code: String,
    name: String,
    zone: String,
    #[serde(default)]
    saturday_counts_for: Vec<String>,
    #[serde(rename = "day", default)]
    days: Vec<DayEntry>,
    #[serde(rename = "adopts", default)]
    adoptions: Vec<AdoptionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DayEntry {
    date: Day,
    kind: DayEntryKind,
    ground: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum DayEntryKind {
    DayOff,
    Working,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AdoptionEntry {
    act: String,
    exams: Vec<ExamKind>,
    from: Day,
    to: Option<Day>,
    #[serde(default)]
    only: Vec<String>,
    note: Option<String>,
}

pub(super) fn read(file: &str, text: &str) -> Result<Region, LawError> {
    let raw: RegionFile = parse(file, text)?;
    if file != format!("regions/{}.toml", raw.code) {
        return Err(syntax(file, "имя файла и код региона не совпадают"));
    }
    let zone = Zone::new(&raw.zone).map_err(|problem| syntax(file, &problem.to_string()))?;
    Ok(Region {
        code: raw.code,
        name: raw.name,
        zone,
        days: raw.days.into_iter().map(day).collect(),
        saturday_counts_for: raw.saturday_counts_for,
        adoptions: raw.adoptions.into_iter().map(adoption).collect(),
    })
}

fn day(entry: DayEntry) -> DayOverride {
    DayOverride {
        date: entry.date.0,
        kind: match entry.kind {
            DayEntryKind::DayOff => OverrideKind::DayOff,
            DayEntryKind::Working => OverrideKind::Working,
        },
        ground: entry.ground,
    }
}

fn adoption(entry: AdoptionEntry) -> Adoption {
    Adoption {
        act: entry.act,
        exams: entry.exams,
        from: entry.from.0,
        to: entry.to.map(|day| day.0),
        only: entry.only,
        note: entry.note,
    }
}
