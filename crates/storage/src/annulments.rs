//! The chair's decisions to annul a result, and the step of its edition.

use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};
use crate::participants::{self, Of};

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AnnulmentRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// About whose sitting.
    pub sitting_id: Uuid,
    /// The edition that was annulled.
    pub edition_id: Uuid,
    /// The granted procedure appeal behind it.
    pub appeal_id: Option<Uuid>,
    /// `AnnulmentGround` code.
    pub ground: String,
    /// Number and date of the decision, without names.
    pub document: String,
    /// Legal day from which the chair's term ran.
    pub ended_on: String,
    /// `Resit` code.
    pub resit: String,
    /// Microseconds UTC.
    pub decided_at: i64,
    /// By whom.
    pub decided_by: Uuid,
}

/// An annulment that still stands, of an exam whose look-up is open.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StandingAnnulmentRow {
    /// About whose sitting.
    pub sitting_id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// Subject of the sitting.
    pub subject_code: i64,
    /// `ExamForm` code; `None` where the subject has one form.
    pub form: Option<String>,
    /// `ExamKind` code.
    pub exam_kind: String,
    /// Legal day.
    pub exam_date: String,
    /// Who tells the participant.
    pub informing_organisation_id: Uuid,
    /// `AnnulmentGround` code.
    pub ground: String,
    /// `Resit` code.
    pub resit: String,
    /// Microseconds UTC.
    pub decided_at: i64,
}

const INSERT: &str = "INSERT INTO annulment (id, exam_id, sitting_id, edition_id, appeal_id, ground, document, ended_on, resit, decided_at, decided_by) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const OF_RESULT: &str = "SELECT id, exam_id, sitting_id, edition_id, appeal_id, ground, document, ended_on, resit, decided_at, decided_by \
  FROM annulment WHERE edition_id IN (SELECT e.id FROM edition e WHERE e.result_id = $1) ORDER BY decided_at, id";
const OPEN: &str = "SELECT n.sitting_id, n.exam_id, g.person_id, s.subject_code, s.form, x.kind AS exam_kind, x.exam_date, g.informing_organisation_id, n.ground, n.resit, n.decided_at \
  FROM annulment n JOIN lookup_opening w ON w.exam_id = n.exam_id JOIN exam x ON x.id = n.exam_id JOIN sitting s ON s.id = n.sitting_id \
  JOIN registration g ON g.id = s.registration_id JOIN edition e ON e.id = n.edition_id WHERE e.state = 'annulled' \
  AND NOT EXISTS (SELECT 1 FROM edition o WHERE o.result_id = e.result_id AND o.state = 'released') ORDER BY n.exam_id, n.decided_at, n.id";
const ANNUL: &str = "UPDATE edition SET state = 'annulled', ended_at = $2, hold_reason = NULL, hold_note = NULL \
  WHERE id = $1 AND state IN ('received', 'held', 'released')";

const INSERT_REVERSAL: &str = "INSERT INTO annulment_reversal (annulment_id, new_edition_id, document, reason, asked_at, asked_by) VALUES ($1, $2, $3, $4, $5, $6)";
const OF_EXAM: &str = "SELECT id, exam_id, sitting_id, edition_id, appeal_id, ground, document, ended_on, resit, decided_at, decided_by \
  FROM annulment WHERE exam_id = $1 ORDER BY decided_at, id";
const REVERSAL_EDITIONS: &str =
    "SELECT v.new_edition_id FROM annulment_reversal v JOIN annulment a ON a.id = v.annulment_id WHERE a.exam_id = $1";

/// An annulment that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReversalRow {
    /// Which decision.
    pub annulment_id: Uuid,
    /// The edition with the value that stands again.
    pub new_edition_id: Uuid,
    /// Number and date of the ground, without names.
    pub document: String,
    /// Why, without names.
    pub reason: String,
    /// Microseconds UTC.
    pub asked_at: i64,
    /// By whom.
    pub asked_by: Uuid,
}

/// Records that an annulment is taken back; the table refuses a second time.
pub async fn insert_reversal(tx: &mut Tx, row: &ReversalRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_REVERSAL)
        .bind(row.annulment_id)
        .bind(row.new_edition_id)
        .bind(&row.document)
        .bind(&row.reason)
        .bind(row.asked_at)
        .bind(row.asked_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The editions of an exam that came of annulments taken back.
pub async fn reversal_editions(tx: &mut Tx, exam: Uuid) -> Result<Vec<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(REVERSAL_EDITIONS)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// Records a decision; the table refuses a second one about the same edition.
pub async fn insert(tx: &mut Tx, row: &AnnulmentRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.exam_id)
        .bind(row.sitting_id)
        .bind(row.edition_id)
        .bind(row.appeal_id)
        .bind(&row.ground)
        .bind(&row.document)
        .bind(&row.ended_on)
        .bind(&row.resit)
        .bind(row.decided_at)
        .bind(row.decided_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The decisions about results of an exam, oldest first.
pub async fn of_exam(tx: &mut Tx, exam: Uuid) -> Result<Vec<AnnulmentRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_EXAM)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The decisions about the editions of a result, oldest first.
pub async fn of_result(tx: &mut Tx, result: Uuid) -> Result<Vec<AnnulmentRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_RESULT)
        .bind(result)
        .fetch_all(c)
        .await)?)
}

/// What the participants of exams with an open look-up are told of annulments that still stand, oldest first.
pub async fn standing_open(tx: &mut Tx) -> Result<Vec<StandingAnnulmentRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OPEN).fetch_all(c).await)?)
}

/// received, held or released → annulled; false if the edition stands otherwise.
pub async fn annul_edition(tx: &mut Tx, edition: Uuid, at: i64) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(ANNUL)
        .bind(edition)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    participants::refresh(tx, Of::Editions, &[edition]).await?;
    Ok(rows == 1)
}
