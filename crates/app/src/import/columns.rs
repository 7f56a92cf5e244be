//! Matching the columns of a file by hand: the match is saved as a profile and the file is read again with it.

use domain::access::Action;
use domain::ids::FileId;
use exchange::profile::SavedColumn;
use exchange::{DbfCodePage, ExchangeProfile, Field, ProfileKind, TableFormat};
use storage::files::{FileError, StoredFile};
use uuid::Uuid;

use super::view::ImportDetails;
use super::{ReceivedFile, Staged};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::tables::{List, ListFile, ListFormat, code_column};

/// How a person matched the columns of a file.
#[derive(Debug, Clone, Default)]
pub struct ColumnsInput {
    /// The match is saved under this name.
    pub profile_name: String,
    /// For every column of the file, in order: code of a field, or empty for «не загружать».
    pub fields: Vec<String>,
    /// Code page of a .dbf, «866» or «1251»; empty: as the file says.
    pub dbf_code_page: String,
}

/// The code pages of Russian .dbf files: as forms send them, as pages show them.
const CODE_PAGES: [(&str, DbfCodePage); 2] = [("866", DbfCodePage::Dos866), ("1251", DbfCodePage::Windows1251)];

/// A field that a column may be matched to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldChoice {
    /// As the form sends it.
    pub code: &'static str,
    /// As in our own files.
    pub heading: &'static str,
    /// How its values are read.
    pub how_read: &'static str,
}

impl ImportDetails {
    /// Hash of exactly what the page shows, in hex; empty once applied or dropped.
    pub fn plan_hash(&self) -> String {
        self.comparison
            .as_ref()
            .map(|comparison| hex::encode(&comparison.hash))
            .unwrap_or_default()
    }

    /// Code pages to choose from: code and name; none where the file is no .dbf.
    pub fn code_pages(&self) -> Vec<(&'static str, &'static str)> {
        let pages = CODE_PAGES.iter().filter(|_| self.is_dbf);
        pages.map(|(code, page)| (*code, page.name())).collect()
    }

    /// Code of the page that the profile names; empty for none.
    pub fn chosen_code_page(&self) -> &'static str {
        let chosen = self.profile.dbf_code_page;
        let found = CODE_PAGES.iter().find(|(_, page)| Some(*page) == chosen);
        found.map_or("", |(code, _)| code)
    }

    /// The fields that this kind of file may have, in the order of our own files.
    pub fn field_choices(&self) -> Vec<FieldChoice> {
        let fields = self.summary.kind.fields().iter().map(|spec| spec.field);
        fields
            .map(|field| FieldChoice {
                code: field.code(),
                heading: field.heading(),
                how_read: field.how_read(),
            })
            .collect()
    }
}

impl App {
    /// Saves the match as a profile, reads the staged file again with it and drops the former comparison. Returns the new
    /// import's id.
    ///
    /// Errors: [`AppError::Invalid`] on fields `profile_name` and `column-N` (from 0).
    pub async fn match_columns_again(
        &self,
        request: &Request,
        id: Uuid,
        input: &ColumnsInput,
    ) -> Result<Uuid, AppError> {
        request.authorise(Action::Import)?;
        let staged = self.staged(id).await?;
        if staged.row.state == "applied" {
            return Err(AppError::NotNow(
                "эта загрузка уже записана: загрузите файл ещё раз".to_owned(),
            ));
        }
        let profile = matched(&staged, input)?;
        // One form, three acts: each has a key of its own, so that the form sent twice is still one conversation.
        let saved = self
            .save_profile(&step(request, "profile"), &profile.name, &profile)
            .await;
        saved.map_err(|error| under_field(error, "name", "profile_name"))?;
        // The same file, whose row stands already.
        let id_of_file = FileId(staged.row.file_id);
        let stored = StoredFile {
            id: id_of_file,
            size: self.files.open_content(id_of_file).await?.length(),
            sha256: staged.row.file_hash.as_slice().try_into().unwrap_or_default(),
        };
        let file = ReceivedFile {
            kind: profile.kind,
            profile: Some(&profile.name),
            file_name: &staged.file.table.file_name,
            stored,
        };
        let fresh = self.stage(&step(request, "stage"), file).await?;
        self.drop_import(&step(request, "drop"), id).await?;
        Ok(fresh)
    }

    /// An empty list with the headings of a kind of file, to fill in.
    pub fn import_template(
        &self,
        request: &Request,
        kind: ProfileKind,
        format: ListFormat,
    ) -> Result<ListFile, AppError> {
        request.authorise(Action::Import)?;
        let columns = kind
            .fields()
            .iter()
            .map(|spec| code_column(spec.field.heading()))
            .collect();
        let mut list = List::new(format!("Образец: {}", kind.russian()), columns);
        list.about
            .push("Заполняйте строки под заголовками; коды и номера — текстом".to_owned());
        self.list_file(request, list, format)
    }

    /// The file of an import as it was received.
    pub async fn received_file(&self, request: &Request, id: Uuid) -> Result<(String, Vec<u8>), AppError> {
        request.authorise(Action::Import)?;
        let staged = self.staged(id).await?;
        let bytes = self
            .files
            .read(FileId(staged.row.file_id))
            .await
            .map_err(|error: FileError| AppError::from(error))?;
        Ok((staged.file.table.file_name, bytes))
    }
}

/// The staged profile with every column of the file as the person matched it.
fn matched(staged: &Staged, input: &ColumnsInput) -> Result<ExchangeProfile, AppError> {
    let name = input.profile_name.trim();
    let mut problems = Vec::new();
    if name.is_empty() || name.chars().count() > 80 {
        problems.push(FieldProblem::new(
            "profile_name",
            "Назовите профиль, не длиннее 80 знаков, например «Итоговое сочинение, Кузбасс»",
        ));
    }
    let mut taken: Vec<(Field, &str)> = Vec::new();
    let mut columns = Vec::new();
    for (index, column) in staged
        .file
        .matching
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !column.heading.is_empty())
    {
        let code = input.fields.get(index).map_or("", String::as_str);
        let field = staged
            .profile
            .kind
            .fields()
            .iter()
            .map(|spec| spec.field)
            .find(|field| field.code() == code);
        match field {
            None if !code.is_empty() => {
                problems.push(FieldProblem::new(format!("column-{index}"), "Выберите поле из списка"))
            }
            None => {}
            Some(field) => match taken.iter().find(|(known, _)| *known == field) {
                Some((_, other)) => {
                    let message = format!(
                        "Поле «{}» уже выбрано для столбца {other}: оставьте его за одним столбцом",
                        field.heading()
                    );
                    problems.push(FieldProblem::new(format!("column-{index}"), message));
                }
                None => taken.push((field, &column.column)),
            },
        }
        columns.push(SavedColumn {
            heading: column.heading.clone(),
            field,
        });
    }
    let page = CODE_PAGES.iter().find(|(code, _)| *code == input.dbf_code_page);
    if page.is_none() && !input.dbf_code_page.is_empty() {
        problems.push(FieldProblem::new("dbf_code_page", "Выберите кодировку из списка"));
    }
    if problems.is_empty() {
        Ok(ExchangeProfile {
            name: name.to_owned(),
            columns,
            dbf_code_page: match staged.file.table.format {
                TableFormat::Dbf { .. } => page.map(|(_, page)| *page),
                _ => staged.profile.dbf_code_page,
            },
            ..staged.profile.clone()
        })
    } else {
        Err(AppError::Invalid(problems))
    }
}

fn step(request: &Request, name: &str) -> Request {
    let mut step = request.clone();
    step.idempotency_key = request.idempotency_key.as_ref().map(|key| format!("{key}/{name}"));
    step
}

fn under_field(error: AppError, was: &str, now: &str) -> AppError {
    match error {
        AppError::Invalid(problems) => {
            let renamed = problems.into_iter().map(|problem| {
                if problem.field == was {
                    FieldProblem::new(now, problem.message)
                } else {
                    problem
                }
            });
            AppError::Invalid(renamed.collect())
        }
        other => other,
    }
}
