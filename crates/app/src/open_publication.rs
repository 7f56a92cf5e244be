//! What is open to participants at one moment, read whole and at once: the publisher makes a snapshot of it. Results of exams
//! whose look-up is shut are not among it, so they never reach a file.

use regulations::Instant;
use storage::document_index::{INDEX_BYTES, LookupIndex};
use storage::installation::{self, Counter};
use storage::keys::Purpose;
use storage::lookup::{self, OpenResultRow};
use storage::sealed::{RowId, Sealer, fields};
use storage::{StorageError, boxed};
use uuid::Uuid;

use crate::appeals::public_state::{PublicAnnulment, PublicAppeal};
use crate::context::App;
use crate::error::AppError;
use crate::lookup::{FoundResult, SecondQuestion};
use crate::lookup_opening::ExamName;
use crate::publication::PublishedRecord;
use crate::settings::SettingName;
use crate::workplace::ministry_name_in;

/// Everything open, of one moment.
#[derive(Debug, Clone)]
pub struct OpenPublication {
    /// Grows with every release, opening and public setting.
    pub number: i64,
    /// The ministry, which answers for the site.
    pub owner: Option<String>,
    /// Newest decision first.
    pub open_exams: Vec<ExamName>,
    /// What is asked besides the document.
    pub second_question: SecondQuestion,
    /// Telephone of the hot line; empty when none is set.
    pub hot_line: String,
    /// By document.
    pub results: Vec<OpenResult>,
    /// How the appeals about open exams stand.
    pub appeals: Vec<PublicAppeal>,
    /// Results of open exams that were annulled and that nothing took the place of.
    pub annulments: Vec<PublicAnnulment>,
}

/// One open result.
#[derive(Debug, Clone)]
pub struct OpenResult {
    /// Keyed hash of the normalised document.
    pub index: [u8; INDEX_BYTES],
    /// Of which exam.
    pub exam: Uuid,
    /// What is shown.
    pub result: FoundResult,
}

impl App {
    /// Number of the last publication: one row read.
    pub async fn publication_number(&self) -> Result<i64, AppError> {
        self.store
            .read(&(), |tx, ()| {
                boxed(async move { Ok(installation::value(tx, Counter::Publication).await?) })
            })
            .await
    }

    /// Raises the number above one that was published already: the database was restored from before that publication, and
    /// readers refuse a smaller number. Returns the new one.
    pub async fn raise_publication_number(&self, published: i64) -> Result<i64, AppError> {
        self.store
            .write(&published, |tx, published| {
                boxed(async move {
                    let present = installation::value(tx, Counter::Publication).await?;
                    let step = (published + 1 - present).max(0);
                    Ok::<_, AppError>(installation::bump(tx, Counter::Publication, step).await?)
                })
            })
            .await
    }

    /// Everything that is open, read in one transaction.
    pub async fn open_publication(&self) -> Result<OpenPublication, AppError> {
        self.store
            .read(self, |tx, app| {
                boxed(async move {
                    let number = installation::value(tx, Counter::Publication).await?;
                    let rows = lookup::all_open(tx).await?;
                    let (appeals, annulments) = app.public_notes(tx).await?;
                    let sealer = Sealer::new(app.keys.purpose_key(Purpose::LookupSeal));
                    Ok(OpenPublication {
                        number,
                        owner: ministry_name_in(tx).await?,
                        open_exams: app.open_lookups_in(tx).await?,
                        second_question: app.second_question_in(tx).await?,
                        hot_line: app.setting_in(tx, SettingName::HotLine).await?,
                        results: rows
                            .iter()
                            .map(|row| open_result(&sealer, row))
                            .collect::<Result<_, _>>()?,
                        appeals,
                        annulments,
                    })
                })
            })
            .await
    }
}

fn open_result(sealer: &Sealer, row: &OpenResultRow) -> Result<OpenResult, AppError> {
    let damaged = |column| AppError::Storage(StorageError::Damaged(column));
    let index: [u8; INDEX_BYTES] = row
        .lookup_index
        .as_slice()
        .try_into()
        .map_err(|_| damaged("published_result.lookup_index"))?;
    let place = RowId::Published(LookupIndex::from_bytes(index), row.exam_id);
    let bytes = sealer.open_bytes(fields::PUBLISHED_RECORD, place, &row.record_sealed)?;
    let record: PublishedRecord =
        serde_json::from_slice(&bytes).map_err(|_| damaged("published_result.record_sealed"))?;
    Ok(OpenResult {
        index,
        exam: row.exam_id,
        result: FoundResult {
            record,
            publication: row.publication_number,
            published_at: Instant::from_micros(row.published_at),
        },
    })
}
