//! Imports as pages show them.

use domain::access::Action;
use exchange::{ColumnMatch, ExchangeProfile, ProfileKind, SheetTable, TableFormat, WrongRow};
use storage::boxed;
use storage::imports::{self, ImportRow};
use storage::keys::Purpose;
use storage::sealed::{Sealer, fields};
use uuid::Uuid;

use super::Staged;
use super::comparison::{ImportComparison, RowWindow};
use super::plan::{Effect, RowOutcome};
use crate::context::{App, Request};
use crate::error::AppError;

/// An import in a list.
#[derive(Debug, Clone)]
pub struct ImportSummary {
    /// As stored.
    pub row: ImportRow,
    /// Kind of its rows.
    pub kind: ProfileKind,
    /// Name of the file.
    pub file_name: String,
    /// Who staged it.
    pub staged_by: String,
}

/// An import with its comparison.
#[derive(Debug, Clone)]
pub struct ImportDetails {
    /// The import.
    pub summary: ImportSummary,
    /// What it would change, with the rows that were asked for; `None` once applied or dropped.
    pub comparison: Option<ImportComparison>,
    /// How the columns were read.
    pub columns: Vec<ColumnMatch>,
    /// Required fields without a column, in words.
    pub missing: Vec<String>,
    /// The profile it was read with.
    pub profile: ExchangeProfile,
    /// Worksheet, row of headings, encoding, records left out: in words.
    pub reading: String,
    /// Is it a .dbf, whose code page may be chosen?
    pub is_dbf: bool,
}

/// Which rows of a comparison to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFilter {
    /// All.
    All,
    /// Wrong ones.
    Wrong,
    /// Changing ones.
    Changed,
    /// New ones.
    New,
    /// Same ones.
    Same,
}

impl RowFilter {
    /// For addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Wrong => "wrong",
            Self::Changed => "changed",
            Self::New => "new",
            Self::Same => "same",
        }
    }

    /// Back from an address; anything unknown shows all.
    pub fn from_code(code: &str) -> Self {
        [Self::Wrong, Self::Changed, Self::New, Self::Same]
            .into_iter()
            .find(|one| one.code() == code)
            .unwrap_or(Self::All)
    }

    /// Does a row that reads belong here?
    pub fn shows(self, row: &RowOutcome) -> bool {
        match self {
            Self::All => true,
            Self::Wrong => false,
            Self::Changed => matches!(row.effect, Effect::Changed(_)),
            Self::New => row.effect == Effect::New,
            Self::Same => row.effect == Effect::Same,
        }
    }

    /// Do wrong rows belong here?
    pub const fn shows_wrong(self) -> bool {
        matches!(self, Self::All | Self::Wrong)
    }
}

impl ImportDetails {
    /// The wrong rows of the window, by line.
    pub fn wrong(&self) -> &[WrongRow] {
        self.comparison.as_ref().map_or(&[], |found| found.wrong.as_slice())
    }
}

impl App {
    /// Every import, newest first.
    pub async fn list_imports(&self, request: &Request) -> Result<Vec<ImportSummary>, AppError> {
        request.authorise(Action::Import)?;
        self.store
            .read(self, |tx, app| {
                boxed(async move {
                    let directory = app.directory_in(tx).await?;
                    let mut summaries = Vec::new();
                    for row in imports::all(tx).await? {
                        let staged_by = app.account_name(tx, row.staged_by, &directory).await?;
                        summaries.push(app.import_summary(row, staged_by)?);
                    }
                    Ok(summaries)
                })
            })
            .await
    }

    /// One import with its comparison against what stands now, and the rows of a window.
    pub async fn find_import(&self, request: &Request, id: Uuid, window: RowWindow) -> Result<ImportDetails, AppError> {
        request.authorise(Action::Import)?;
        let staged = self.staged(id).await?;
        let staged_by = self
            .store
            .read(&(self, &staged), |tx, (app, staged)| {
                boxed(async move {
                    let directory = app.directory_in(tx).await?;
                    app.account_name(tx, staged.row.staged_by, &directory).await
                })
            })
            .await?;
        let mut staged = staged;
        let open = staged.row.state == "staged" && staged.file.matching.missing.is_empty();
        let mut comparison = None;
        if open {
            let found = self
                .compared(&staged.file, &staged.profile, &staged.row.file_hash, window)
                .await?;
            // Of a file that is read row by row they are known behind its last row.
            staged.file.table.deleted_rows = staged.file.table.deleted_rows.max(found.deleted_rows);
            comparison = Some(found);
        }
        let summary = self.import_summary(staged.row.clone(), staged_by)?;
        Ok(details_of(&staged, summary, comparison))
    }

    fn import_summary(&self, row: ImportRow, staged_by: String) -> Result<ImportSummary, AppError> {
        let sealer = Sealer::new(self.keys.purpose_key(Purpose::RecordSeal));
        let file_name = sealer.open_text(fields::IMPORT_FILE_NAME, row.id, &row.file_name_sealed)?;
        let kind = ProfileKind::from_code(&row.kind).ok_or(storage::StorageError::Damaged("import.kind"))?;
        Ok(ImportSummary {
            kind,
            file_name,
            staged_by,
            row,
        })
    }
}

fn details_of(staged: &Staged, summary: ImportSummary, comparison: Option<ImportComparison>) -> ImportDetails {
    let sheet = staged
        .file
        .table
        .sheet_name
        .as_ref()
        .map(|name| format!("лист «{name}», "))
        .unwrap_or_default();
    ImportDetails {
        summary,
        comparison,
        columns: staged.file.matching.columns.clone(),
        missing: staged
            .file
            .matching
            .missing
            .iter()
            .map(|missing| {
                missing
                    .any_of
                    .iter()
                    .map(|field| field.heading())
                    .collect::<Vec<_>>()
                    .join(" или ")
            })
            .collect(),
        profile: staged.profile.clone(),
        reading: format!("{sheet}{}", reading(&staged.file.table)),
        is_dbf: matches!(staged.file.table.format, TableFormat::Dbf { .. }),
    }
}

/// «заголовок в строке 2»; of a .dbf its code page, and how many deleted records were left out.
fn reading(table: &SheetTable) -> String {
    let TableFormat::Dbf { code_page } = table.format else {
        return format!("заголовок в строке {}", table.header.number());
    };
    let code_page = code_page.map(|page| format!(", кодировка {}", page.name()));
    let deleted = (table.deleted_rows > 0)
        .then(|| format!(", пропущено записей, удалённых в\u{a0}файле: {}", table.deleted_rows));
    format!(
        "таблица .dbf{}{}",
        code_page.unwrap_or_default(),
        deleted.unwrap_or_default()
    )
}
