//! The publication projection: written by the release only, numbered, read by the look-up and by nothing else.

use std::collections::HashMap;

use regulations::Instant;
use serde::{Deserialize, Serialize};
use storage::Tx;
use storage::document_index::LookupIndexer;
use storage::installation::{self, Counter};
use storage::keys::Purpose;
use storage::lookup::{self, PublishedResultRow};
use storage::results;
use storage::sealed::{RowId, Sealer, fields};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::Exam;
use crate::published_gia::PublishedGia;
use domain::exam::ExamKind;
use domain::identity_document::normalise_document;
use domain::person_name::normalise_name;

/// What the public is shown of one result, and what the second factor is compared with. Sealed as JSON; the keys are short
/// because there is one for every participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedRecord {
    /// Normalised surname: the second factor.
    #[serde(rename = "s")]
    pub surname: String,
    /// 20 or 21; of GIA the subject.
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
    /// Of GIA only; records of essays have no such key.
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    pub gia: Option<PublishedGia>,
}

/// Between series and number in a sealed document.
const PART: char = '\u{1f}';

impl App {
    /// Writes the publication of an exam anew: released editions only. Returns its number.
    pub async fn publish_exam(&self, tx: &mut Tx, exam: &Exam, now: Instant) -> Result<i64, AppError> {
        let released = results::released_of_exam(tx, exam.id).await?;
        let normalised = self.normalised_documents(tx).await?;
        let directory = self.directory_in(tx).await?;
        let organisations = self.organisations_in(tx).await?;
        let number = installation::bump(tx, Counter::Publication, 1).await?;
        let indexer = LookupIndexer::new(&self.keys);
        let sealer = Sealer::new(self.keys.purpose_key(Purpose::LookupSeal));
        let gia = match exam.kind {
            ExamKind::Essay => None,
            ExamKind::Gia11 | ExamKind::Gia9 => Some(self.gia_publication(tx, exam).await?),
        };
        let mut rows = Vec::with_capacity(released.len());
        for edition in &released {
            // A destroyed person is not published: neither document nor name can be opened.
            let Some(document) = normalised.get(&edition.person_id) else {
                continue;
            };
            let Some(entry) = directory.get(domain::ids::PersonId(edition.person_id)) else {
                continue;
            };
            let record = PublishedRecord {
                surname: normalise_name(entry.name.surname()),
                subject_code: edition.subject_code,
                exam_date: exam.date.to_string(),
                attendance: edition.attendance.clone(),
                essay_value: edition.essay_value.clone(),
                told_by: organisations.short_name(edition.informing_organisation_id),
                gia: gia.as_ref().map(|gia| gia.of(edition)).transpose()?,
            };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_essays_written_before_gia_are_read_and_written_the_same() {
        let stored = r#"{"s":"артемьева","w":20,"d":"2026-12-02","a":"written","v":"11|11011|1","o":"лицей № 11"}"#;
        let record: PublishedRecord = serde_json::from_str(stored).unwrap();
        assert_eq!(record.gia, None);
        assert_eq!(serde_json::to_string(&record).unwrap(), stored);
    }

    #[test]
    fn a_record_of_gia_comes_back_whole() {
        let stored = r#"{"s":"артемьева","w":1,"d":"2027-05-31","a":"written","v":null,"o":"лицей № 11","g":{"k":"gia-11","f":"ege","p":40,"x":50,"t":73,"n":{"c":"t","l":24,"r":true},"u":{"c":"t","l":36,"r":true},"r":{"n":"12","d":"2027-06-10"}}}"#;
        let record: PublishedRecord = serde_json::from_str(stored).unwrap();
        let gia = record.gia.as_ref().unwrap();
        assert_eq!(
            (gia.primary_score, gia.test_score, gia.mark),
            (Some(40), Some(73), None)
        );
        assert_eq!(serde_json::to_string(&record).unwrap(), stored);
    }
}
