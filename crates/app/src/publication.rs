//! The publication projection: written by the release only, numbered, read by the look-up and by nothing else.

use std::collections::HashMap;

use regulations::Instant;
use serde::{Deserialize, Serialize};
use storage::Tx;
use storage::document_index::LookupIndexer;
use storage::installation::{self, Counter};
use storage::keys::Purpose;
use storage::lookup::{self, PublishedResultRow};
use storage::results::{self, EditionInContextRow};
use storage::sealed::{RowId, Sealer, fields};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::Exam;
use domain::identity_document::normalise_document;
use domain::person_name::normalise_name;

/// What the public is shown of one result, and what the second factor is compared with. Sealed as JSON; the keys are short
/// because there is one for every participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedRecord {
    /// Normalised surname: the second factor.
    #[serde(rename = "s")]
    pub surname: String,
    /// 20 or 21.
    #[serde(rename = "w")]
    pub subject_code: i64,
    /// Day of the exam, ISO.
    #[serde(rename = "d")]
    pub exam_date: String,
    /// `AttendanceOutcome` code.
    #[serde(rename = "a")]
    pub attendance: String,
    /// Storage code of `EssayValue`.
    #[serde(rename = "v")]
    pub essay_value: Option<String>,
    /// Who tells: short name of the organisation.
    #[serde(rename = "o")]
    pub told_by: String,
}

/// Between series and number in a sealed document.
const PART: char = '\u{1f}';

impl App {
    /// Writes the publication of an exam anew: released editions only. Returns its number.
    pub(crate) async fn publish_exam(&self, tx: &mut Tx, exam: &Exam, now: Instant) -> Result<i64, AppError> {
        let released = results::released_of_exam(tx, exam.id).await?;
        let normalised = self.normalised_documents(tx).await?;
        let directory = self.directory_in(tx).await?;
        let organisations = self.organisations_in(tx).await?;
        let number = installation::bump(tx, Counter::Publication, 1).await?;
        let indexer = LookupIndexer::new(&self.keys);
        let sealer = Sealer::new(self.keys.purpose_key(Purpose::LookupSeal));
        let mut rows = Vec::with_capacity(released.len());
        for edition in &released {
            // A destroyed person is not published: neither document nor name can be opened.
            let Some(document) = normalised.get(&edition.person_id) else {
                continue;
            };
            let Some(entry) = directory.get(domain::ids::PersonId(edition.person_id)) else {
                continue;
            };
            let record = record_of(
                exam,
                edition,
                normalise_name(entry.name.surname()),
                &organisations.short_name(edition.informing_organisation_id),
            );
            let index = indexer.index(document);
            let bytes = serde_json::to_vec(&record).map_err(|_| storage::StorageError::Damaged("published_result"))?;
            rows.push(PublishedResultRow {
                lookup_index: index.as_bytes().to_vec(),
                exam_id: exam.id,
                publication_number: number,
                record_sealed: sealer.seal_bytes(fields::PUBLISHED_RECORD, RowId::Published(index, exam.id), &bytes)?,
            });
        }
        lookup::publish(tx, number, exam.id, now.as_micros(), &rows).await?;
        Ok(number)
    }

    /// Every live document, normalised, by person.
    pub(crate) async fn normalised_documents(&self, tx: &mut Tx) -> Result<HashMap<Uuid, String>, AppError> {
        let mut normalised = HashMap::new();
        for (person, text) in self.open_documents(tx).await? {
            let (_, series, number) = split_document(&text);
            normalised.insert(person, normalise_document(series, number));
        }
        Ok(normalised)
    }
}

/// The sealed text of a document: type code, series (may be empty), number.
pub(crate) fn join_document(type_code: &str, series: Option<&str>, number: &str) -> String {
    format!("{type_code}{PART}{}{PART}{number}", series.unwrap_or_default())
}

/// Back from [`join_document`].
pub(crate) fn split_document(text: &str) -> (&str, Option<&str>, &str) {
    let mut parts = text.split(PART);
    let type_code = parts.next().unwrap_or_default();
    let series = parts.next().filter(|part| !part.is_empty());
    (type_code, series, parts.next().unwrap_or_default())
}

fn record_of(exam: &Exam, edition: &EditionInContextRow, surname: String, told_by: &str) -> PublishedRecord {
    PublishedRecord {
        surname,
        subject_code: edition.subject_code,
        exam_date: exam.date.to_string(),
        attendance: edition.attendance.clone(),
        essay_value: edition.essay_value.clone(),
        told_by: told_by.to_owned(),
    }
}
