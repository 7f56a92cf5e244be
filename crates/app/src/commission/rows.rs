//! The rows behind a preview or a protocol, with names and values: for the commission and РЦОИ only, named by an order
//! (mordovia-187:3). Every look is an event.

use std::collections::{HashMap, HashSet};

use domain::access::Action;
use domain::approval::parts::ProtocolPart;
use domain::edition::HoldReason;
use domain::exam::AttendanceOutcome;
use domain::gia_score::GiaOutcome;
use domain::ids::PersonId;
use serde_json::json;
use storage::directory::Directory;
use storage::protocols;
use storage::results::{self, EditionInContextRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use super::waiting::{part_of, score_of};
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

/// What of a review is looked at: who answers some words (a part of the name, a code or an organisation), and which page.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Words; empty for everybody.
    pub query: &'a str,
    /// From 1; one past the end is the last.
    pub page: usize,
    /// Rows of a page.
    pub per_page: usize,
}

impl<'a> From<&'a str> for Look<'a> {
    /// Everything on one page.
    fn from(query: &'a str) -> Self {
        Self {
            query,
            page: 1,
            per_page: usize::MAX,
        }
    }
}

/// Rows in the order of organisation and name.
#[derive(Debug, Clone)]
pub struct Review {
    /// The exam.
    pub exam: Exam,
    /// How many rows fit.
    pub total: usize,
    /// Those of them on the page.
    pub rows: Vec<ReviewRow>,
    /// The page shown, from 1.
    pub page: usize,
}

/// What puts a row in its place.
struct RowKey {
    edition: Uuid,
    person: Uuid,
    organisation: Uuid,
}

impl App {
    /// The rows that a protocol over this part would hold.
    pub async fn review_rows<'a>(
        &self,
        request: &Request,
        exam: Uuid,
        part: ProtocolPart,
        filter: ReviewFilter,
        look: impl Into<Look<'a>>,
    ) -> Result<Review, AppError> {
        request.authorise(Action::ReviewResults)?;
        let look = look.into();
        let review = self
            .store
            .read(&(self, exam, part, filter, look), |tx, input| {
                boxed(async move {
                    let (app, exam, part, filter, look) = *input;
                    app.review_of_part(tx, exam, part, filter, look).await
                })
            })
            .await?;
        self.note_review(request, review.exam.id, review.rows.len()).await?;
        Ok(review)
    }

    async fn review_of_part(
        &self,
        tx: &mut Tx,
        exam: Uuid,
        part: ProtocolPart,
        filter: ReviewFilter,
        look: Look<'_>,
    ) -> Result<Review, AppError> {
        let exam = find_exam(tx, exam).await?;
        approved_by_the_commission(&exam)?;
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let waiting = self.waiting_now(tx, exam.id).await?;
        let rows = part_of(&waiting.candidates, part, &organisations)?;
        let keys = rows
            .iter()
            .filter(|one| filter == ReviewFilter::All || !one.holds.is_empty())
            .map(|one| RowKey {
                edition: one.row.edition.edition_id,
                person: one.row.edition.person_id,
                organisation: one.row.edition.informing_organisation_id,
            });
        let (total, page, shown) = page_of(keys.collect(), look, &organisations, &directory);
        let places = places_of(&shown);
        let mut found = Vec::with_capacity(shown.len());
        for one in rows {
            if let Some(place) = places.get(&one.row.edition.edition_id) {
                let row = review_row(&one.row.edition, one.holds.clone(), &organisations, &directory)?;
                found.push((*place, row));
            }
        }
        Ok(Review {
            exam,
            total,
            page,
            rows: in_places(found),
        })
    }

    /// The rows of a protocol as it showed them.
    pub async fn protocol_rows<'a>(
        &self,
        request: &Request,
        protocol: Uuid,
        filter: ReviewFilter,
        look: impl Into<Look<'a>>,
    ) -> Result<Review, AppError> {
        request.authorise(Action::ReviewResults)?;
        let look = look.into();
        let review = self
            .store
            .read(&(self, protocol, filter, look), |tx, input| {
                boxed(async move {
                    let (app, protocol, filter, look) = *input;
                    app.review_of_protocol(tx, protocol, filter, look).await
                })
            })
            .await?;
        self.note_review(request, review.exam.id, review.rows.len()).await?;
        Ok(review)
    }

    async fn review_of_protocol(
        &self,
        tx: &mut Tx,
        protocol: Uuid,
        filter: ReviewFilter,
        look: Look<'_>,
    ) -> Result<Review, AppError> {
        let row = protocols::find(tx, protocol).await?.ok_or(AppError::NotFound)?;
        let exam = find_exam(tx, row.exam_id).await?;
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let kept = self.lines_now(tx, exam.id, protocol).await?;
        let lines = kept.lines.iter();
        let keys = lines
            .filter(|line| filter == ReviewFilter::All || !line.holds.is_empty())
            .map(|line| RowKey {
                edition: line.edition,
                person: line.person,
                organisation: line.organisation,
            });
        let (total, page, shown) = page_of(keys.collect(), look, &organisations, &directory);
        let places = places_of(&shown);
        let mut holds: HashMap<Uuid, Vec<HoldReason>> = kept
            .lines
            .iter()
            .filter(|line| places.contains_key(&line.edition))
            .map(|line| (line.edition, line.holds.clone()))
            .collect();
        let mut found = Vec::with_capacity(shown.len());
        for edition in results::in_context(tx, &shown).await? {
            let place = places.get(&edition.edition_id).copied().unwrap_or_default();
            let holds = holds.remove(&edition.edition_id).unwrap_or_default();
            found.push((place, review_row(&edition, holds, &organisations, &directory)?));
        }
        Ok(Review {
            exam,
            total,
            page,
            rows: in_places(found),
        })
    }

    async fn note_review(&self, request: &Request, exam: Uuid, rows: usize) -> Result<(), AppError> {
        let read = event("review-read", "exam", Some(exam), json!({"rows": rows}));
        self.note_reading(request, read).await
    }

    /// What a list of editions holds back, in the order of organisation and name.
    pub(crate) async fn held_rows(
        &self,
        tx: &mut Tx,
        rows: Vec<(EditionInContextRow, Vec<HoldReason>)>,
    ) -> Result<Vec<ReviewRow>, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let mut found = Vec::new();
        for (edition, holds) in rows.into_iter().filter(|(_, holds)| !holds.is_empty()) {
            found.push(review_row(&edition, holds, &organisations, &directory)?);
        }
        found.sort_by(|one, other| (&one.organisation, &one.name).cmp(&(&other.organisation, &other.name)));
        Ok(found)
    }
}

/// How many rows fit, which page of them is shown, and its editions in order: by organisation, then by name.
fn page_of(
    mut keys: Vec<RowKey>,
    look: Look<'_>,
    organisations: &Organisations,
    directory: &Directory,
) -> (usize, usize, Vec<Uuid>) {
    let words: Vec<String> = look.query.split_whitespace().map(str::to_lowercase).collect();
    if !words.is_empty() {
        keys.retain(|key| {
            let text = text_of(key, organisations, directory);
            words.iter().all(|word| text.contains(word.as_str()))
        });
    }
    let named: HashSet<Uuid> = keys.iter().map(|key| key.organisation).collect();
    let mut named: Vec<(String, Uuid)> = named.into_iter().map(|id| (organisations.short_name(id), id)).collect();
    named.sort();
    let ranks: HashMap<Uuid, usize> = named.iter().enumerate().map(|(rank, (_, id))| (*id, rank)).collect();
    directory.sort_by_name(&mut keys, |key| PersonId(key.person));
    keys.sort_by_cached_key(|key| ranks.get(&key.organisation).copied());
    let total = keys.len();
    let per_page = look.per_page.max(1);
    let page = look.page.clamp(1, total.div_ceil(per_page).max(1));
    let from = (page - 1).saturating_mul(per_page);
    let shown = keys.iter().skip(from).take(per_page).map(|key| key.edition).collect();
    (total, page, shown)
}

/// What the words of a look are compared with: name, codes, organisation.
fn text_of(key: &RowKey, organisations: &Organisations, directory: &Directory) -> String {
    let codes = directory.get(PersonId(key.person)).map(|entry| entry.codes.join(" "));
    format!(
        "{} {} {}",
        full_name(directory, key.person),
        codes.unwrap_or_default(),
        organisations.short_name(key.organisation)
    )
    .to_lowercase()
}

fn places_of(shown: &[Uuid]) -> HashMap<Uuid, usize> {
    shown.iter().enumerate().map(|(place, id)| (*id, place)).collect()
}

fn in_places(mut found: Vec<(usize, ReviewRow)>) -> Vec<ReviewRow> {
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, row)| row).collect()
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
