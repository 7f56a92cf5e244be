//! What is open about a sitting and has to end before its result is approved (mordovia-187:7, 9.1).

use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};

/// One matter.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenMatterRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// About whose sitting.
    pub sitting_id: Uuid,
    /// `OpenMatter` code.
    pub kind: String,
    /// On what paper, in words without names.
    pub ground: String,
    /// Microseconds UTC.
    pub opened_at: i64,
    /// By whom.
    pub opened_by: Uuid,
    /// When the chair was told, microseconds UTC.
    pub informed_at: Option<i64>,
    /// By whom.
    pub informed_by: Option<Uuid>,
    /// Microseconds UTC.
    pub closed_at: Option<i64>,
    /// By whom.
    pub closed_by: Option<Uuid>,
    /// How it ended.
    pub outcome: Option<String>,
}

const OF_EXAM: &str = "SELECT id, exam_id, sitting_id, kind, ground, opened_at, opened_by, informed_at, informed_by, closed_at, closed_by, outcome \
  FROM open_matter WHERE exam_id = $1 ORDER BY opened_at, id";
const FIND: &str = "SELECT id, exam_id, sitting_id, kind, ground, opened_at, opened_by, informed_at, informed_by, closed_at, closed_by, outcome \
  FROM open_matter WHERE id = $1";
const OPEN: &str = "INSERT INTO open_matter (id, exam_id, sitting_id, kind, ground, opened_at, opened_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const CLOSE: &str =
    "UPDATE open_matter SET closed_at = $2, closed_by = $3, outcome = $4 WHERE id = $1 AND closed_at IS NULL";
const INFORM: &str =
    "UPDATE open_matter SET informed_at = $2, informed_by = $3 WHERE exam_id = $1 AND informed_at IS NULL";

/// Opens one; the table refuses a second of the same kind about the same sitting while the first is open.
pub async fn open(tx: &mut Tx, row: &OpenMatterRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(OPEN)
        .bind(row.id)
        .bind(row.exam_id)
        .bind(row.sitting_id)
        .bind(&row.kind)
        .bind(&row.ground)
        .bind(row.opened_at)
        .bind(row.opened_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The matters of an exam, closed ones too, oldest first.
pub async fn of_exam(tx: &mut Tx, exam: Uuid) -> Result<Vec<OpenMatterRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_EXAM)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// One matter; `None` for an unknown one.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<OpenMatterRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// Ends one; false if it ended already.
pub async fn close(tx: &mut Tx, id: Uuid, by: Uuid, outcome: &str, at: i64) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(CLOSE)
        .bind(id)
        .bind(at)
        .bind(by)
        .bind(outcome)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Records that the chair was told of every matter of the exam not told yet; returns how many.
pub async fn inform(tx: &mut Tx, exam: Uuid, by: Uuid, at: i64) -> Result<u64, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query(INFORM)
        .bind(exam)
        .bind(at)
        .bind(by)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?)
}
