//! What of an exam waits for approval, what keeps it back, and which of it a protocol is about.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::approval::content::{ApprovalContent, ContentRow, ContentValue};
use domain::approval::holds::{DayRecord, OpenMatter, approval_holds};
use domain::approval::parts::ProtocolPart;
use domain::edition::{EditionState, HoldReason};
use domain::exam::AttendanceOutcome;
use domain::gia_score::{GiaColumns, GiaScore};
use domain::ids::EditionId;
use domain::organisation::OrganisationKind;
use sha2::{Digest, Sha256};
use storage::deliveries::ReceivedDeliveryRow;
use storage::protocols::{self, WaitingRow};
use storage::results::EditionInContextRow;
use storage::{StorageError, Tx, annulments, appeals, day_records, deliveries, open_matters, rechecks};
use uuid::Uuid;

use crate::error::AppError;
use crate::exam_view::Organisations;

/// A waiting edition with what keeps it back.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) row: WaitingRow,
    /// Empty for what may be approved.
    pub(crate) holds: Vec<HoldReason>,
    /// Has РЦОИ given its delivery to the commission?
    pub(crate) given: bool,
}

/// What is known of sittings of an exam besides their editions.
#[derive(Debug, Default)]
struct Known {
    day: HashMap<Uuid, Vec<DayRecord>>,
    matters: HashMap<Uuid, Vec<OpenMatter>>,
    given: BTreeSet<Uuid>,
    /// Editions that came of granted appeals, rechecks, annulments taken back: given by that act itself (mordovia-187:8.4).
    recounted: BTreeSet<Uuid>,
}

/// The id of what one import brought of one exam: follows from both, so that nobody has to store it first.
pub(crate) fn delivery_id(exam: Uuid, import: Option<Uuid>) -> Uuid {
    let mut digest = Sha256::new();
    digest.update(b"vedomost/delivery/1");
    digest.update(exam.as_bytes());
    digest.update(import.unwrap_or_default().as_bytes());
    let hash: [u8; 32] = digest.finalize().into();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(hash.first_chunk::<16>().unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Every waiting edition of an exam, by id.
pub(crate) async fn load(tx: &mut Tx, exam: Uuid) -> Result<Vec<Arc<Candidate>>, AppError> {
    let rows = protocols::waiting(tx, exam).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let known = known_of(tx, exam).await?;
    rows.into_iter()
        .map(|row| candidate(row, exam, &known).map(Arc::new))
        .collect()
}

async fn known_of(tx: &mut Tx, exam: Uuid) -> Result<Known, AppError> {
    let mut known = Known::default();
    for record in day_records::of_exam(tx, exam).await? {
        if let Some(sitting) = record.sitting_id.filter(|_| record.cancelled_at.is_none()) {
            let kind = DayRecord::from_code(&record.kind)?;
            known.day.entry(sitting).or_default().push(kind);
        }
    }
    for matter in open_matters::of_exam(tx, exam).await? {
        if matter.closed_at.is_none() {
            let kind = OpenMatter::from_code(&matter.kind)?;
            known.matters.entry(matter.sitting_id).or_default().push(kind);
        }
    }
    known.given = deliveries::given(tx, exam)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    known.recounted = appeals::recounted_editions(tx, exam).await?.into_iter().collect();
    known.recounted.extend(rechecks::new_editions(tx, exam).await?);
    known.recounted.extend(annulments::reversal_editions(tx, exam).await?);
    Ok(known)
}

fn candidate(row: WaitingRow, exam: Uuid, known: &Known) -> Result<Candidate, AppError> {
    let edition = &row.edition;
    Ok(Candidate {
        holds: known.holds(
            row.sitting_id,
            &edition.attendance,
            &edition.state,
            edition.hold_reason.as_deref(),
        )?,
        given: known.is_given(edition.edition_id, exam, row.import_id),
        row,
    })
}

impl Known {
    fn holds(
        &self,
        sitting: Uuid,
        attendance: &str,
        state: &str,
        stored_reason: Option<&str>,
    ) -> Result<Vec<HoldReason>, AppError> {
        let day = self.day.get(&sitting).map(Vec::as_slice).unwrap_or_default();
        let open = self.matters.get(&sitting).map(Vec::as_slice).unwrap_or_default();
        let mut holds = approval_holds(AttendanceOutcome::from_code(attendance)?, day, open);
        if state == EditionState::Held.code() {
            let stored = stored_reason.map(HoldReason::from_code).transpose()?;
            let stored = stored.unwrap_or(HoldReason::ByHand);
            if !holds.contains(&stored) {
                holds.push(stored);
            }
        }
        Ok(holds)
    }

    fn is_given(&self, edition: Uuid, exam: Uuid, import: Option<Uuid>) -> bool {
        self.recounted.contains(&edition) || self.given.contains(&delivery_id(exam, import))
    }
}

/// A waiting edition of a delivery that the exam day, an open matter or РЦОИ keeps back, or may have kept back.
#[derive(Debug)]
pub(crate) struct Concerned {
    pub(crate) import_id: Option<Uuid>,
    pub(crate) state: EditionState,
    pub(crate) holds: Vec<HoldReason>,
    pub(crate) given: bool,
}

/// Those of an exam, without the rest: only these need to be looked at to tell what a delivery lacks.
pub(crate) async fn concerned(
    tx: &mut Tx,
    exam: Uuid,
    received: &[ReceivedDeliveryRow],
) -> Result<Vec<Concerned>, AppError> {
    if received.iter().all(|row| row.waiting == 0) {
        return Ok(Vec::new());
    }
    let known = known_of(tx, exam).await?;
    let sittings: BTreeSet<Uuid> = known.day.keys().chain(known.matters.keys()).copied().collect();
    let sittings: Vec<Uuid> = sittings.into_iter().collect();
    let mut rows = protocols::waiting_among(tx, &sittings).await?;
    if received.iter().any(|row| row.unfinished > 0) {
        let unfinished = protocols::waiting_unfinished(tx, exam).await?;
        let seen: BTreeSet<Uuid> = rows.iter().map(|row| row.edition_id).collect();
        rows.extend(unfinished.into_iter().filter(|row| !seen.contains(&row.edition_id)));
    }
    rows.retain(|row| !known.recounted.contains(&row.edition_id));
    rows.into_iter()
        .map(|row| {
            Ok(Concerned {
                import_id: row.import_id,
                state: EditionState::from_code(&row.state)?,
                holds: known.holds(row.sitting_id, &row.attendance, &row.state, row.hold_reason.as_deref())?,
                given: known.is_given(row.edition_id, exam, row.import_id),
            })
        })
        .collect()
}

/// What of the waiting editions a part is about: only what was given to the commission; and newer editions of what is
/// released by a correction only, never beside first results.
pub(crate) fn part_of(
    all: &[Arc<Candidate>],
    part: ProtocolPart,
    organisations: &Organisations,
) -> Result<Vec<Arc<Candidate>>, AppError> {
    let mut chosen = Vec::new();
    for one in all.iter().filter(|one| one.given) {
        let belongs = match part {
            ProtocolPart::Correction(protocol) => one.row.replaces_protocol_id == Some(protocol.0),
            _ if one.row.replaces_edition_id.is_some() => false,
            ProtocolPart::Everything => true,
            ProtocolPart::Form(form) => one.row.edition.form.as_deref() == Some(form.code()),
            ProtocolPart::Municipality(organisation) => {
                municipality(one.row.edition.informing_organisation_id, organisations)? == organisation.0
            }
        };
        if belongs {
            chosen.push(Arc::clone(one));
        }
    }
    Ok(chosen)
}

/// The municipal body above a school; a state school, a college or a municipal body itself.
pub(crate) fn municipality(organisation: Uuid, organisations: &Organisations) -> Result<Uuid, AppError> {
    Ok(match organisations.kind(organisation)? {
        OrganisationKind::School => organisations.get(organisation)?.parent_id.unwrap_or(organisation),
        _ => organisation,
    })
}

/// The content of a protocol over these editions, in their order.
pub(crate) fn content_of(rows: &[Arc<Candidate>]) -> Result<ApprovalContent, AppError> {
    let mut values = Vec::with_capacity(rows.len());
    for one in rows {
        let edition = &one.row.edition;
        values.push((
            EditionState::from_code(&edition.state)?,
            AttendanceOutcome::from_code(&edition.attendance)?,
            score_of(edition)?,
        ));
    }
    Ok(ApprovalContent::of(rows.iter().zip(&values).map(
        |(one, (state, attendance, score))| ContentRow {
            edition: EditionId(one.row.edition.edition_id),
            state: *state,
            value: match score {
                Some(score) => ContentValue::Score(score),
                None => ContentValue::NoWork(*attendance),
            },
            holds: &one.holds,
        },
    )))
}

/// The value of an edition; `None` where no work was checked.
pub(crate) fn score_of(edition: &EditionInContextRow) -> Result<Option<GiaScore>, AppError> {
    let Some(primary_score) = edition.primary_score else {
        return Ok(None);
    };
    let columns = GiaColumns {
        primary_score,
        test_score: edition.test_score,
        mark: edition.mark,
        task_points: edition.task_points.clone(),
    };
    let score = GiaScore::from_columns(&columns).map_err(|_| StorageError::Damaged("edition.primary_score"))?;
    Ok(Some(score))
}

/// Reasons as a protocol's line keeps them.
pub(crate) fn holds_code(holds: &[HoldReason]) -> String {
    holds.iter().map(|hold| hold.code()).collect::<Vec<_>>().join(",")
}

/// Reads [`holds_code`].
pub(crate) fn holds_of(code: &str) -> Result<Vec<HoldReason>, AppError> {
    let parts = code.split(',').filter(|part| !part.is_empty());
    Ok(parts.map(HoldReason::from_code).collect::<Result<_, _>>()?)
}
