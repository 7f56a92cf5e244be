//! What the publication says of one result of GIA: the value, the year's minimums and whether they are reached, the
//! protocol that approved it (E2, L4).

use std::collections::HashMap;

use domain::gia_score::{GiaColumns, GiaScore, Threshold, minimum_standing};
use regulations::{ExamForm, Floor, Instant, ScaleBook, ScaleKey, SubjectCode, TestScore};
use serde::{Deserialize, Serialize};
use storage::Tx;
use storage::lookup;
use storage::results::EditionInContextRow;
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::Exam;

/// The part of a published record that only GIA has. Stored with short keys; a key that is missing is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedGia {
    /// `ExamKind` code.
    #[serde(rename = "k")]
    pub kind: String,
    /// `ExamForm` code.
    #[serde(rename = "f")]
    pub form: String,
    /// Primary score; `None` where no work was checked.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub primary_score: Option<i64>,
    /// The most that could be scored that year.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub greatest_primary_score: Option<i64>,
    /// 0 to 100.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub test_score: Option<i64>,
    /// 2 to 5.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<i64>,
    /// For the school certificate; `None` where the year names none.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub to_pass: Option<PublishedMinimum>,
    /// For admission to a university, where it is another one.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub university: Option<PublishedMinimum>,
    /// The protocol of the exam commission.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<PublishedProtocol>,
    /// Day of the oral part of a foreign language, ISO: its points stand in the one result.
    #[serde(rename = "od", default, skip_serializing_if = "Option::is_none")]
    pub oral_part: Option<String>,
}

/// In what a minimum is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CountedIn {
    #[serde(rename = "p")]
    PrimaryScore,
    #[serde(rename = "t")]
    TestScore,
    #[serde(rename = "m")]
    Mark,
}

/// A minimum of the year and how the result stands to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedMinimum {
    #[serde(rename = "c")]
    pub counted_in: CountedIn,
    #[serde(rename = "l")]
    pub least: i64,
    /// Whether the result is not below it; `None` without a checked work.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub reached: Option<bool>,
}

/// The protocol by which the chair approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedProtocol {
    #[serde(rename = "n")]
    pub number: String,
    /// Legal day of the approval, ISO.
    #[serde(rename = "d")]
    pub approved_on: String,
}

/// What the records of one exam of GIA are made from.
pub(crate) struct GiaPublication<'a> {
    exam: &'a Exam,
    scales: &'a ScaleBook,
    region: &'a str,
    /// By edition.
    protocols: HashMap<Uuid, PublishedProtocol>,
    /// Days of oral parts by person.
    oral_parts: HashMap<Uuid, String>,
}

impl App {
    /// Everything the records of an exam of GIA need besides the editions.
    pub(crate) async fn gia_publication<'a>(
        &'a self,
        tx: &mut Tx,
        exam: &'a Exam,
    ) -> Result<GiaPublication<'a>, AppError> {
        let approvals = lookup::approvals_of_released(tx, exam.id).await?;
        let protocols = approvals.into_iter().map(|row| {
            let protocol = PublishedProtocol {
                number: row.number,
                approved_on: self.day_of(Instant::from_micros(row.approved_at)).to_string(),
            };
            (row.edition_id, protocol)
        });
        let oral_parts = lookup::oral_parts(tx, exam.id).await?;
        Ok(GiaPublication {
            exam,
            scales: self.law.scales(),
            region: &self.region_code,
            protocols: protocols.collect(),
            oral_parts: oral_parts
                .into_iter()
                .map(|row| (row.person_id, row.exam_date))
                .collect(),
        })
    }
}

impl GiaPublication<'_> {
    /// The part of one edition's record.
    ///
    /// Errors: [`AppError::Storage`] when the stored value is none, so that nothing of it is published.
    pub(crate) fn of(&self, edition: &EditionInContextRow) -> Result<PublishedGia, AppError> {
        let subject = SubjectCode::new(edition.subject_code).map_err(|_| damaged("sitting.subject_code"))?;
        let form = self.form(edition, subject)?;
        let score = score_of(edition)?;
        let key = ScaleKey {
            form,
            subject,
            series: None,
            year: self.exam.date.year(),
            region: self.region,
        };
        // A year without a minimum or a scale is said on other pages; a result is published without them.
        let minimum = self.scales.minimum(key).ok();
        let standing = minimum
            .zip(score.as_ref())
            .map(|(minimum, score)| minimum_standing(minimum, score));
        let reached = |threshold: Option<Threshold>| threshold.map(|one| one == Threshold::Reached);
        Ok(PublishedGia {
            kind: self.exam.kind.code().to_owned(),
            form: form.code().to_owned(),
            primary_score: score.as_ref().map(|score| i64::from(score.primary().number())),
            greatest_primary_score: score.as_ref().and_then(|_| self.greatest(key)),
            test_score: edition.test_score,
            mark: edition.mark,
            to_pass: minimum
                .and_then(|minimum| minimum.to_pass)
                .map(|floor| published(floor, reached(standing.and_then(|standing| standing.to_pass)))),
            university: minimum.and_then(|minimum| minimum.university).map(|least: TestScore| {
                published(
                    Floor::Test(least),
                    reached(standing.and_then(|standing| standing.university)),
                )
            }),
            protocol: self.protocols.get(&edition.edition_id).cloned(),
            oral_part: self.oral_parts.get(&edition.person_id).cloned(),
        })
    }

    fn form(&self, edition: &EditionInContextRow, subject: SubjectCode) -> Result<ExamForm, AppError> {
        match &edition.form {
            Some(code) => Ok(ExamForm::from_code(code)?),
            None => self
                .scales
                .form_of(self.exam.kind, subject)
                .map_err(|_| damaged("sitting.form")),
        }
    }

    fn greatest(&self, key: ScaleKey<'_>) -> Option<i64> {
        self.scales
            .scale(key)
            .ok()
            .map(|scale| i64::from(scale.max_primary().number()))
    }
}

fn score_of(edition: &EditionInContextRow) -> Result<Option<GiaScore>, AppError> {
    let Some(primary_score) = edition.primary_score else {
        return Ok(None);
    };
    let columns = GiaColumns {
        primary_score,
        test_score: edition.test_score,
        mark: edition.mark,
        task_points: edition.task_points.clone(),
    };
    GiaScore::from_columns(&columns)
        .map(Some)
        .map_err(|_| damaged("edition.primary_score"))
}

fn published(floor: Floor, reached: Option<bool>) -> PublishedMinimum {
    let (counted_in, least) = match floor {
        Floor::Test(least) => (CountedIn::TestScore, i64::from(least.number())),
        Floor::Mark(least) => (CountedIn::Mark, i64::from(least.number())),
        Floor::Primary(least) => (CountedIn::PrimaryScore, i64::from(least.number())),
    };
    PublishedMinimum {
        counted_in,
        least,
        reached,
    }
}

const fn damaged(column: &'static str) -> AppError {
    AppError::Storage(storage::StorageError::Damaged(column))
}

/// The subject of an exam as the public reads it: «Русский язык»; the code where the law knows no name.
pub fn subject_name(scales: &ScaleBook, form: ExamForm, code: i64) -> String {
    let subject = SubjectCode::new(code).ok();
    let known = subject.and_then(|code| scales.subject(form, code).ok());
    known.map_or_else(
        || format!("Предмет с\u{a0}кодом {code}"),
        |subject| subject.name.clone(),
    )
}
