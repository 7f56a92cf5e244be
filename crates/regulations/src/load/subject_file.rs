//! `subjects/*.toml`: the subjects that each form of GIA knows.

use serde::Deserialize;

use super::LawError;
use super::raw::{Day, parse, syntax};
use crate::scale::{Origin, Subject};
use crate::score::{ExamForm, NotAScore, SubjectCode};
use crate::vocabulary::TermStatus;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SubjectFile {
    /// Of every subject that does not say its own.
    status: TermStatus,
    source: String,
    reviewed_on: Day,
    #[serde(rename = "subject")]
    subjects: Vec<SubjectEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SubjectEntry {
    code: i64,
    name: String,
    forms: Vec<ExamForm>,
    written: Option<i64>,
    status: Option<TermStatus>,
    source: Option<String>,
    note: Option<String>,
}

pub(super) fn read(file: &str, text: &str) -> Result<Vec<Subject>, LawError> {
    let raw: SubjectFile = parse(file, text)?;
    let mut subjects = Vec::new();
    for entry in raw.subjects {
        let wrong = |problem: NotAScore| syntax(file, &format!("«{}»: {problem}", entry.name));
        let code = SubjectCode::new(entry.code).map_err(wrong)?;
        let written = entry.written.map(SubjectCode::new).transpose().map_err(wrong)?;
        if entry.forms.is_empty() {
            return Err(syntax(
                file,
                &format!("«{}»: форма экзамена не названа (forms)", entry.name),
            ));
        }
        for form in entry.forms {
            subjects.push(Subject {
                form,
                code,
                name: entry.name.clone(),
                written,
                origin: Origin {
                    status: entry.status.unwrap_or(raw.status),
                    source: entry.source.clone().unwrap_or_else(|| raw.source.clone()),
                    note: entry.note.clone(),
                    reviewed_on: raw.reviewed_on.0,
                },
            });
        }
    }
    Ok(subjects)
}
