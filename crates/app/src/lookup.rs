//! The participants' own look-up (kuzbass-4195:2.8; mordovia-187:5; E1, E2): opened by a recorded decision, answered from the
//! publication projection alone. Unreleased, unknown, mistyped and wrong surname are one answer, reached by the same work.

use domain::identity_document::normalise_document;
use domain::person_name::normalise_name;
use regulations::Instant;
use storage::boxed;
use storage::document_index::LookupIndexer;
use storage::keys::Purpose;
use storage::lookup::{self, FoundResultRow};
use storage::sealed::{RowId, Sealer, fields};
use subtle::ConstantTimeEq;

use crate::context::App;
use crate::error::AppError;
use crate::publication::PublishedRecord;
use crate::settings::SettingName;

/// Length to which surnames are padded before they are compared.
const SURNAME_BYTES: usize = 256;

/// What the look-up asks besides the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondQuestion {
    /// The surname (the default).
    Surname,
    /// Nothing: the clause asks for series and number only; a recorded setting of the region.
    Nothing,
}

/// One result as the participant is shown it.
#[derive(Debug, Clone)]
pub struct FoundResult {
    /// The published record.
    pub record: PublishedRecord,
    /// In which publication it was last written.
    pub publication: i64,
    /// When that was.
    pub published_at: Instant,
}

impl App {
    /// What the look-up asks besides the document: the region's recorded setting.
    pub async fn second_question(&self) -> Result<SecondQuestion, AppError> {
        self.store
            .read(self, |tx, app| boxed(async move { app.second_question_in(tx).await }))
            .await
    }

    pub(crate) async fn second_question_in(&self, tx: &mut storage::Tx) -> Result<SecondQuestion, AppError> {
        let value = self.setting_in(tx, SettingName::LookupSecondQuestion).await?;
        Ok(if value == "nothing" {
            SecondQuestion::Nothing
        } else {
            SecondQuestion::Surname
        })
    }

    /// Everything published for a document whose look-up is open; empty when there is nothing, whatever the reason. Who may
    /// ask how often is decided before, by the public pages.
    pub async fn find_published(
        &self,
        series: &str,
        number: &str,
        surname: &str,
    ) -> Result<Vec<FoundResult>, AppError> {
        let index = LookupIndexer::new(&self.keys).index(&normalise_document(Some(series), number));
        let input = (self, *index.as_bytes());
        let (rows, question) = self
            .store
            .read(&input, |tx, (app, index)| {
                boxed(async move {
                    Ok::<_, AppError>((
                        lookup::find(tx, index.as_slice()).await?,
                        app.second_question_in(tx).await?,
                    ))
                })
            })
            .await?;
        let sealer = Sealer::new(self.keys.purpose_key(Purpose::LookupSeal));
        let typed = padded(&normalise_name(surname));
        let mut found = Vec::new();
        // The comparison runs once more than there are rows, against nothing: an unknown document costs the same work.
        let nobody = padded("");
        let _ = bool::from(typed.ct_eq(&nobody));
        for row in rows {
            let record = open_record(&sealer, index, &row)?;
            let surname_fits = bool::from(typed.ct_eq(&padded(&record.surname)));
            if surname_fits || question == SecondQuestion::Nothing {
                found.push(FoundResult {
                    record,
                    publication: row.publication_number,
                    published_at: Instant::from_micros(row.published_at),
                });
            }
        }
        Ok(found)
    }
}

fn open_record(
    sealer: &Sealer,
    index: storage::document_index::LookupIndex,
    row: &FoundResultRow,
) -> Result<PublishedRecord, AppError> {
    let bytes = sealer.open_bytes(
        fields::PUBLISHED_RECORD,
        RowId::Published(index, row.exam_id),
        &row.record_sealed,
    )?;
    serde_json::from_slice(&bytes)
        .map_err(|_| AppError::Storage(storage::StorageError::Damaged("published_result.record_sealed")))
}

fn padded(text: &str) -> [u8; SURNAME_BYTES] {
    let mut bytes = [0u8; SURNAME_BYTES];
    for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
        *slot = byte;
    }
    bytes
}
