//! Was a printed extract made by this installation, and has the history grown since? Told only to who may see the result.

use domain::access::{Action, Scope};
use regulations::Instant;
use serde_json::json;
use storage::{boxed, journal, results};
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::names::full_name;
use crate::result_history::visible_editions;

/// Letters of a code.
const CODE_LETTERS: usize = 8;

/// What is known of an extract.
#[derive(Debug, Clone)]
pub struct ExtractFound {
    /// The result it is of.
    pub result: Uuid,
    /// Full name.
    pub name: String,
    /// The exam.
    pub exam: Exam,
    /// When it was made, newest first: the same history gives the same code.
    pub made: Vec<Instant>,
    /// Editions that it tells.
    pub editions: i64,
    /// Editions that the reader sees now.
    pub editions_now: usize,
}

impl App {
    /// The extract of a code, as typed or as its square code reads; `None` where one's results have no such extract. The
    /// question is journalled with its answer.
    ///
    /// Errors: [`AppError::Invalid`] at `code` for what is no code.
    pub async fn check_extract(&self, request: &Request, typed: &str) -> Result<Option<ExtractFound>, AppError> {
        let scope = request.authorise(Action::SeeResults)?;
        let code = read_code(typed)?;
        let found = self
            .store
            .read(&(self, request, scope, code), |tx, (app, request, scope, code)| {
                boxed(async move {
                    let scope: &Scope = scope;
                    let printed = journal::extracts(tx, code).await?;
                    let Some(result) = printed.first().and_then(|row| row.object_id) else {
                        return Ok::<_, AppError>(None);
                    };
                    let Some(row) = results::find_result(tx, scope, result).await? else {
                        return Ok(None);
                    };
                    let exam = find_exam(tx, row.exam_id).await?;
                    let editions = results::editions_of_result(tx, result).await?;
                    let seen = visible_editions(tx, request, exam.kind, editions).await?;
                    if seen.is_empty() {
                        return Ok(None);
                    }
                    let directory = app.directory_in(tx).await?;
                    let details = printed.first().map_or("", |row| row.details.as_str());
                    let details: serde_json::Value = serde_json::from_str(details).unwrap_or_default();
                    Ok(Some(ExtractFound {
                        result,
                        name: full_name(&directory, row.person_id),
                        exam,
                        made: printed.iter().map(|row| Instant::from_micros(row.at)).collect(),
                        editions: details
                            .get("editions")
                            .and_then(serde_json::Value::as_i64)
                            .unwrap_or_default(),
                        editions_now: seen.len(),
                    }))
                })
            })
            .await?;
        let details = json!({"found": found.is_some()});
        let result = found.as_ref().map(|one| one.result);
        self.note_reading(request, event("extract-checked", "result", result, details))
            .await?;
        Ok(found)
    }
}

/// The last eight letters of what was typed or read: the code itself, the number of the extract, or its square code.
fn read_code(typed: &str) -> Result<String, AppError> {
    let last = typed.trim().rsplit([' ', '-', '\n']).next().unwrap_or_default();
    let code: String = last.to_uppercase();
    let is_code = code.len() == CODE_LETTERS && code.chars().all(|letter| letter.is_ascii_hexdigit());
    if is_code {
        return Ok(code);
    }
    Err(AppError::field(
        "code",
        "Впишите код проверки с\u{a0}выписки: восемь цифр и\u{a0}латинских букв от\u{a0}A до\u{a0}F",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_was_copied() {
        for (typed, expected) in [
            ("0A1B2C3D", Some("0A1B2C3D")),
            (" 0a1b2c3d ", Some("0A1B2C3D")),
            ("20261215T1005-0A1B2C3D", Some("0A1B2C3D")),
            ("VEDOMOST-EXTRACT 0192aa 0A1B2C3D", Some("0A1B2C3D")),
            ("", None),
            ("0A1B2C3", None),
            ("0A1B2C3%", None),
            ("zzzzzzzz", None),
        ] {
            assert_eq!(read_code(typed).ok().as_deref(), expected, "{typed}");
        }
    }
}
