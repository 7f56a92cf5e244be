//! From TOML texts to [`Law`]. Unknown keys and codes are errors here; what needs the whole is in `check`.

mod act_file;
mod calendar_file;
mod case_file;
mod raw;
mod region_file;
mod scale_file;
mod subject_file;
mod term_file;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::calendar::CalendarError;
use crate::law::Law;
use crate::scale::Subject;
use crate::scale_book::ScaleBook;
use crate::time::LegalDate;

/// Why the law as data was refused; says the file or the term and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    #[error("{file}: {problem}")]
    Syntax { file: String, problem: String },
    #[error(
        "{file}: файл не на месте: нужны acts/, calendars/, regions/, terms/, cases/, subjects/ или scales/ и расширение .toml"
    )]
    Misplaced { file: String },
    #[error("{what} «{id}» описан дважды")]
    Duplicate { what: &'static str, id: String },
    #[error("{at}: акт «{act}» не описан в acts/")]
    UnknownAct { act: String, at: String },
    #[error("{at}: пункта {clause} нет среди пунктов акта: мера без основания не принимается")]
    Uncited { clause: String, at: String },
    #[error("срок «{id}» должен называться по своему пункту: «{expected}» или «{expected}-…»")]
    IdNotOfClause { id: String, expected: String },
    #[error("срок «{term}»: статус «{status}» требует примечания (note): что выбрано и откуда")]
    NoteMissing { term: String, status: &'static str },
    #[error("срок «{term}»: {problem}")]
    BadLength { term: String, problem: String },
    #[error("срок «{term}»: для условия «{condition}» меры нет")]
    ConditionGap { term: String, condition: &'static str },
    #[error("срок «{term}»: для условия «{condition}» указано больше одной меры")]
    ConditionOverlap { term: String, condition: &'static str },
    #[error("срок «{term}»: между редакциями пропуск после {after}")]
    EditionGap { term: String, after: LegalDate },
    #[error("срок «{term}»: две редакции в один день ({at})")]
    EditionsOverlap { term: String, at: String },
    #[error("срок «{term}»: редакция с {from} кончается раньше, чем начинается")]
    EditionReversed { term: String, from: LegalDate },
    #[error("регион {region}: сроки «{first}» и «{second}» задают одну и ту же обязанность в одни и те же дни")]
    SameDutyTwice {
        region: String,
        first: String,
        second: String,
    },
    #[error("срок «{term}» заменяет «{base}», но основа не найдена или замены не допускает")]
    ReplacementForbidden { term: String, base: String },
    #[error("календарь {year}: рабочих дней {counted}, а норма года {declared}")]
    CalendarTotal { year: i16, declared: i64, counted: i64 },
    #[error("календарь {year}: {problem}")]
    BadCalendar { year: i16, problem: String },
    #[error("календари опубликованы с пропуском: нет {year} года")]
    CalendarGap { year: i16 },
    #[error("регион «{code}» неизвестен: есть {known}")]
    UnknownRegion { code: String, known: String },
    #[error("регион {region}: {problem}")]
    RegionDays { region: String, problem: CalendarError },
    #[error("{at}: срока «{term}» нет")]
    UnknownTerm { term: String, at: String },
    #[error("{at}: {problem}")]
    BadScale { at: String, problem: String },
    #[error("две {what} на одно и то же в один год: {at}")]
    ScalesOverlap { what: &'static str, at: String },
}

/// Reads all files; the order does not matter.
pub(crate) fn read<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Law, LawError> {
    let mut acts = BTreeMap::new();
    let mut years = BTreeMap::new();
    let mut regions = BTreeMap::new();
    let mut editions = Vec::new();
    let mut cases = Vec::new();
    let mut subjects = Vec::new();
    let (mut scales, mut minimums) = (Vec::new(), Vec::new());
    for (path, text) in files {
        match folder_of(path)? {
            "acts" => {
                let act = act_file::read(path, text)?;
                insert_once(&mut acts, act.id.clone(), act, "акт")?;
            }
            "calendars" => {
                let year = calendar_file::read(path, text)?;
                insert_once(&mut years, year.year, year, "календарь")?;
            }
            "regions" => {
                let region = region_file::read(path, text)?;
                insert_once(&mut regions, region.code.clone(), Arc::new(region), "регион")?;
            }
            "terms" => editions.extend(term_file::read(path, text)?),
            "subjects" => subjects.extend(subject_file::read(path, text)?),
            "scales" => {
                let read = scale_file::read(path, text)?;
                scales.extend(read.scales);
                minimums.extend(read.minimums);
            }
            // Cases of decisions, not of terms: `domain/tests/all/admission.rs` reads them.
            "admission" => {}
            _ => cases.extend(case_file::read(path, text)?),
        }
    }
    editions.sort_by(|a, b| (&a.term.id, a.from).cmp(&(&b.term.id, b.from)));
    cases.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(Law {
        acts: Arc::new(acts),
        years: Arc::new(years),
        regions,
        editions,
        cases,
        scales: ScaleBook {
            subjects: Arc::new(subjects),
            scales: Arc::new(scales),
            minimums: Arc::new(minimums),
        },
    })
}

/// The subjects alone, unchecked.
pub(crate) fn subjects<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Vec<Subject>, LawError> {
    let mut subjects = Vec::new();
    for (path, text) in files.filter(|(path, _)| path.starts_with("subjects/")) {
        subjects.extend(subject_file::read(path, text)?);
    }
    Ok(subjects)
}

/// The scales with those of one more file, not yet checked.
pub(crate) fn with_scales(book: &ScaleBook, path: &str, text: &str) -> Result<ScaleBook, LawError> {
    let read = scale_file::read(path, text)?;
    let mut more = book.clone();
    Arc::make_mut(&mut more.scales).extend(read.scales);
    Arc::make_mut(&mut more.minimums).extend(read.minimums);
    Ok(more)
}

fn folder_of(path: &str) -> Result<&str, LawError> {
    let misplaced = || LawError::Misplaced { file: path.to_owned() };
    let (folder, name) = path.split_once('/').ok_or_else(misplaced)?;
    let known = [
        "acts",
        "calendars",
        "regions",
        "terms",
        "cases",
        "subjects",
        "scales",
        "admission",
    ]
    .contains(&folder);
    let is_file = name.ends_with(".toml") && !name.contains('/');
    if known && is_file { Ok(folder) } else { Err(misplaced()) }
}

fn insert_once<K: Ord + ToString, V>(
    map: &mut BTreeMap<K, V>,
    key: K,
    value: V,
    what: &'static str,
) -> Result<(), LawError> {
    if map.contains_key(&key) {
        return Err(LawError::Duplicate {
            what,
            id: key.to_string(),
        });
    }
    map.insert(key, value);
    Ok(())
}
