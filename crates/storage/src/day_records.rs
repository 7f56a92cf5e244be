//! What the lists of the exam day say (mordovia-187:8.1): the removed, those who ended early for a good reason, those who
//! came unregistered; and that РЦОИ gave the lists to the exam commission. A record is cancelled with a ground, never deleted.

use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};
use crate::sealed::Sealed;

/// One record.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct DayRecordRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// Whose; `None` of somebody unregistered.
    pub sitting_id: Option<Uuid>,
    /// `DayRecord` code.
    pub kind: String,
    /// Who came unregistered, in words.
    pub person_sealed: Option<Sealed>,
    /// Number of the act.
    pub act_number: String,
    /// When it happened, microseconds UTC.
    pub happened_at: i64,
    /// Microseconds UTC.
    pub recorded_at: i64,
    /// By whom.
    pub recorded_by: Uuid,
    /// When it was found wrong, microseconds UTC.
    pub cancelled_at: Option<i64>,
    /// By whom.
    pub cancelled_by: Option<Uuid>,
    /// Why.
    pub cancel_ground: Option<String>,
}

/// That a list was given.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DayListRow {
    /// Of which exam.
    pub exam_id: Uuid,
    /// `removed` (with those who ended early) or `unregistered`.
    pub kind: String,
    /// Microseconds UTC.
    pub given_at: i64,
    /// By whom.
    pub given_by: Uuid,
    /// How many it held.
    pub record_count: i64,
}

const COLUMNS: &str = "SELECT id, exam_id, sitting_id, kind, person_sealed, act_number, happened_at, recorded_at, recorded_by, cancelled_at, cancelled_by, cancel_ground \
  FROM day_record WHERE exam_id = $1 ORDER BY happened_at, id";
const INSERT: &str = "INSERT INTO day_record (id, exam_id, sitting_id, kind, person_sealed, act_number, happened_at, recorded_at, recorded_by) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const CANCEL: &str = "UPDATE day_record SET cancelled_at = $2, cancelled_by = $3, cancel_ground = $4 WHERE id = $1 AND cancelled_at IS NULL";
const EXAM_OF: &str = "SELECT exam_id FROM day_record WHERE id = $1";
const SITTING_BY_CODE: &str =
    "SELECT sitting_id FROM participant WHERE exam_id = $1 AND participant_code = $2 ORDER BY sitting_id";
const GIVE: &str = "INSERT INTO day_list (exam_id, kind, given_at, given_by, record_count) VALUES ($1, $2, $3, $4, $5)";
const LISTS: &str =
    "SELECT exam_id, kind, given_at, given_by, record_count FROM day_list WHERE exam_id = $1 ORDER BY kind";

/// Records one; what was cancelled is recorded by [`cancel`] only. [`StorageError::Database`] where the same record stands.
pub async fn insert(tx: &mut Tx, row: &DayRecordRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.exam_id)
        .bind(row.sitting_id)
        .bind(&row.kind)
        .bind(row.person_sealed.clone())
        .bind(&row.act_number)
        .bind(row.happened_at)
        .bind(row.recorded_at)
        .bind(row.recorded_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The records of an exam, cancelled ones too, by the moment of what happened.
pub async fn of_exam(tx: &mut Tx, exam: Uuid) -> Result<Vec<DayRecordRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(COLUMNS)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// Which exam a record belongs to.
pub async fn exam_of(tx: &mut Tx, record: Uuid) -> Result<Option<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(EXAM_OF)
        .bind(record)
        .fetch_optional(c)
        .await)?)
}

/// Takes a record back with a ground; false if it was.
pub async fn cancel(tx: &mut Tx, record: Uuid, by: Uuid, ground: &str, at: i64) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(CANCEL)
        .bind(record)
        .bind(at)
        .bind(by)
        .bind(ground)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Records that a list was given; the table refuses a second giving.
pub async fn give_list(tx: &mut Tx, row: &DayListRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(GIVE)
        .bind(row.exam_id)
        .bind(&row.kind)
        .bind(row.given_at)
        .bind(row.given_by)
        .bind(row.record_count)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The lists of an exam that were given.
pub async fn lists(tx: &mut Tx, exam: Uuid) -> Result<Vec<DayListRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(LISTS).bind(exam).fetch_all(c).await)?)
}

/// The sitting of a federal code at an exam.
pub async fn sitting_by_code(tx: &mut Tx, exam: Uuid, code: &str) -> Result<Option<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(SITTING_BY_CODE)
        .bind(exam)
        .bind(code)
        .fetch_optional(c)
        .await)?)
}
