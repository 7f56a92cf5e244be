//! The rows behind a preview or a protocol, with names and values: for the commission and РЦОИ only, named by an order
//! (mordovia-187:3). Every look is an event.

use domain::access::Action;
use domain::approval::parts::ProtocolPart;
use domain::edition::HoldReason;
use domain::exam::AttendanceOutcome;
use domain::gia_score::GiaOutcome;
use serde_json::json;
use storage::directory::Directory;
use storage::protocols;
use storage::results::EditionInContextRow;
use storage::{Tx, boxed};
use uuid::Uuid;

use super::waiting::{holds_of, score_of};
use super::{approved_by_the_commission, form_words};
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};
use crate::names::full_name;

/// One result under review.
#[derive(Debug, Clone)]
pub struct ReviewRow {
    /// The edition.
    pub edition: Uuid,
    /// The result it is an edition of.
    pub result: Uuid,
    /// Its number.
    pub edition_number: i64,
    /// Full name.
    pub name: String,
    /// Federal code.
    pub participant_code: String,
    /// Class.
    pub class_name: String,
    /// Short name of the telling organisation.
    pub organisation: String,
    /// «ЕГЭ», «ОГЭ».
    pub form: String,
    /// Primary score; `None` where no work was checked.
    pub primary: Option<i64>,
    /// «64», «4»; without a checked work what became of the sitting: «не явился».
    pub outcome: String,
    /// «1 — 1, 2 — 0, ГК1 — 2»; empty where the delivery told none.
    pub task_points: String,
    /// Why it is not approved; empty for what is.
    pub holds: Vec<HoldReason>,
    /// The operator's words of a hold by hand.
    pub note: String,
}

/// Which rows of a review are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewFilter {
    All,
    /// Only what is held.
    Held,
}

/// Rows in the order of organisation and name.
#[derive(Debug, Clone)]
pub struct Review {
    /// The exam.
    pub exam: Exam,
    /// The rows that fit.
    pub rows: Vec<ReviewRow>,
}

impl App {
    /// The rows that a protocol over this part would hold; `query` is a part of the name, a code or an organisation.
    pub async fn review_rows(
        &self,
        request: &Request,
        exam: Uuid,
        part: ProtocolPart,
        filter: ReviewFilter,
        query: &str,
    ) -> Result<Review, AppError> {
        request.authorise(Action::ReviewResults)?;
        let review = self
            .store
            .read(&(self, exam, part, filter, query), |tx, input| {
                boxed(async move {
                    let (app, exam, part, filter, query) = *input;
                    let exam = find_exam(tx, exam).await?;
                    approved_by_the_commission(&exam)?;
                    let (_, rows, _) = app.content_now(tx, exam.id, part).await?;
                    let rows = rows.into_iter().map(|one| (one.row.edition, one.holds)).collect();
                    let rows = app.review_in(tx, rows, filter, query).await?;
                    Ok::<_, AppError>(Review { exam, rows })
                })
            })
            .await?;
        self.note_review(request, review.exam.id, review.rows.len()).await?;
        Ok(review)
    }

    /// The rows of a protocol as it showed them.
    pub async fn protocol_rows(
        &self,
        request: &Request,
        protocol: Uuid,
        filter: ReviewFilter,
        query: &str,
    ) -> Result<Review, AppError> {
        request.authorise(Action::ReviewResults)?;
        let review = self
            .store
            .read(&(self, protocol, filter, query), |tx, input| {
                boxed(async move {
                    let (app, protocol, filter, query) = *input;
                    let row = protocols::find(tx, protocol).await?.ok_or(AppError::NotFound)?;
                    let exam = find_exam(tx, row.exam_id).await?;
                    let mut rows = Vec::new();
                    for line in protocols::lines_in_context(tx, protocol).await? {
                        let holds = holds_of(&line.holds)?;
                        rows.push((line.edition, holds));
                    }
                    let rows = app.review_in(tx, rows, filter, query).await?;
                    Ok::<_, AppError>(Review { exam, rows })
                })
            })
            .await?;
        self.note_review(request, review.exam.id, review.rows.len()).await?;
        Ok(review)
    }

    async fn note_review(&self, request: &Request, exam: Uuid, rows: usize) -> Result<(), AppError> {
        let read = event("review-read", "exam", Some(exam), json!({"rows": rows}));
        self.note_reading(request, read).await
    }

    pub(crate) async fn review_in(
        &self,
        tx: &mut Tx,
        rows: Vec<(EditionInContextRow, Vec<HoldReason>)>,
        filter: ReviewFilter,
        query: &str,
    ) -> Result<Vec<ReviewRow>, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let mut found = Vec::new();
        for (edition, holds) in rows {
            if filter == ReviewFilter::Held && holds.is_empty() {
                continue;
            }
            let row = review_row(&edition, holds, &organisations, &directory)?;
            let text = format!("{} {} {}", row.name, row.participant_code, row.organisation).to_lowercase();
            if words.iter().all(|word| text.contains(word.as_str())) {
                found.push(row);
            }
        }
        found.sort_by(|one, other| (&one.organisation, &one.name).cmp(&(&other.organisation, &other.name)));
        Ok(found)
    }
}

fn review_row(
    edition: &EditionInContextRow,
    holds: Vec<HoldReason>,
    organisations: &Organisations,
    directory: &Directory,
) -> Result<ReviewRow, AppError> {
    let score = score_of(edition)?;
    let outcome = match &score {
        Some(score) => match score.outcome() {
            GiaOutcome::Test(score) => score.number().to_string(),
            GiaOutcome::Mark(mark) => mark.number().to_string(),
        },
        None => AttendanceOutcome::from_code(&edition.attendance)?.russian().to_owned(),
    };
    Ok(ReviewRow {
        edition: edition.edition_id,
        result: edition.result_id,
        edition_number: edition.number,
        name: full_name(directory, edition.person_id),
        participant_code: edition.participant_code.clone(),
        class_name: edition.class_name.clone(),
        organisation: organisations.short_name(edition.informing_organisation_id),
        form: form_words(edition.form.as_deref()),
        primary: edition.primary_score,
        outcome,
        task_points: score.map(|score| score.points().in_words()).unwrap_or_default(),
        holds,
        note: edition.hold_note.clone().unwrap_or_default(),
    })
}
