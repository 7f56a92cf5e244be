//! `acts/*.toml`.

use serde::Deserialize;

use super::LawError;
use super::raw::{Day, parse, syntax};
use crate::act::{Act, ActKind, ClauseText};
use crate::vocabulary::ExamKind;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ActFile {
    id: String,
    kind: ActKind,
    title: String,
    form: String,
    issuer: String,
    number: Option<String>,
    date: Option<Day>,
    chip: String,
    exams: Vec<ExamKind>,
    faults: Option<String>,
    #[serde(rename = "clause")]
    clauses: Vec<ClauseEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ClauseEntry {
    point: String,
    /// The name on a chip, where it is not simply «п. {point}».
    name: Option<String>,
    words: String,
}

pub(super) fn read(file: &str, text: &str) -> Result<Act, LawError> {
    let raw: ActFile = parse(file, text)?;
    let mut act = Act {
        id: raw.id,
        kind: raw.kind,
        title: raw.title,
        issuer: raw.issuer,
        number: raw.number,
        date: raw.date.map(|day| day.0),
        form: raw.form,
        chip: raw.chip,
        exams: raw.exams,
        faults: raw.faults,
        clauses: std::collections::BTreeMap::new(),
    };
    if act.exams.is_empty() {
        return Err(syntax(file, "не сказано, каких экзаменов касается акт (exams)"));
    }
    for entry in raw.clauses {
        let point = entry.name.unwrap_or_else(|| format!("п.\u{a0}{}", entry.point));
        let clause = ClauseText {
            point,
            words: entry.words,
        };
        if act.clauses.insert(entry.point.clone(), clause).is_some() {
            return Err(LawError::Duplicate {
                what: "пункт",
                id: format!("{}:{}", act.id, entry.point),
            });
        }
    }
    Ok(act)
}
