//! What РЦОИ received and gave to the exam commission (mordovia-187:8.1). A delivery is what one import brought of one
//! exam; editions entered otherwise are one delivery of their own.

use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};

/// A delivery as the editions tell it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ReceivedDeliveryRow {
    /// The import; none where the editions were entered otherwise.
    pub import_id: Option<Uuid>,
    /// Number of the import.
    pub import_number: Option<i64>,
    /// First moment of receipt, microseconds UTC.
    pub received_at: i64,
    /// All editions it brought.
    pub editions: i64,
    /// Of them received or held.
    pub waiting: i64,
    /// Of those not held by РЦОИ.
    pub not_held: i64,
    /// Of the waiting ones: not finished or removed.
    pub unfinished: i64,
    /// Of them ever approved.
    pub approved: i64,
    /// Last approval, microseconds UTC.
    pub approved_at: Option<i64>,
}

/// That one was given to the commission.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct GivenDeliveryRow {
    /// Follows from exam and import.
    pub id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// Microseconds UTC.
    pub given_at: i64,
    /// By whom.
    pub given_by: Uuid,
    /// Results it held.
    pub line_count: i64,
    /// When the secretary told the chair, microseconds UTC.
    pub informed_at: Option<i64>,
    /// By whom.
    pub informed_by: Option<Uuid>,
}

const RECEIVED: &str = "SELECT e.import_id, i.number AS import_number, MIN(e.received_at) AS received_at, COUNT(*) AS editions, \
  CAST(SUM(CASE WHEN e.state IN ('received', 'held') THEN 1 ELSE 0 END) AS BIGINT) AS waiting, \
  CAST(SUM(CASE WHEN e.state = 'received' THEN 1 ELSE 0 END) AS BIGINT) AS not_held, \
  CAST(SUM(CASE WHEN e.state IN ('received', 'held') AND e.attendance IN ('not-finished', 'removed') THEN 1 ELSE 0 END) AS BIGINT) AS unfinished, \
  CAST(SUM(CASE WHEN e.protocol_id IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS approved, MAX(e.released_at) AS approved_at \
  FROM edition e JOIN result x ON x.id = e.result_id JOIN sitting s ON s.id = x.sitting_id LEFT JOIN import i ON i.id = e.import_id \
  WHERE s.exam_id = $1 AND NOT EXISTS (SELECT 1 FROM appeal a WHERE a.new_edition_id = e.id) \
  AND NOT EXISTS (SELECT 1 FROM recheck_work w WHERE w.new_edition_id = e.id) AND NOT EXISTS (SELECT 1 FROM annulment_reversal v WHERE v.new_edition_id = e.id) GROUP BY e.import_id, i.number ORDER BY MIN(e.received_at)";
const GIVEN: &str = "SELECT id, exam_id, given_at, given_by, line_count, informed_at, informed_by FROM commission_delivery WHERE exam_id = $1 ORDER BY given_at, id";
const GIVE: &str =
    "INSERT INTO commission_delivery (id, exam_id, given_at, given_by, line_count) VALUES ($1, $2, $3, $4, $5)";
const INFORM: &str =
    "UPDATE commission_delivery SET informed_at = $2, informed_by = $3 WHERE exam_id = $1 AND informed_at IS NULL";

/// The deliveries of an exam by the moment of their receipt.
pub async fn received(tx: &mut Tx, exam: Uuid) -> Result<Vec<ReceivedDeliveryRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(RECEIVED)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// Those of them that the commission has.
pub async fn given(tx: &mut Tx, exam: Uuid) -> Result<Vec<GivenDeliveryRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(GIVEN).bind(exam).fetch_all(c).await)?)
}

/// Records that one was given; the table refuses a second giving.
pub async fn give(tx: &mut Tx, row: &GivenDeliveryRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(GIVE)
        .bind(row.id)
        .bind(row.exam_id)
        .bind(row.given_at)
        .bind(row.given_by)
        .bind(row.line_count)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Records that the chair was told of every delivery of the exam not told yet; returns how many.
pub async fn inform(tx: &mut Tx, exam: Uuid, by: Uuid, at: i64) -> Result<u64, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query(INFORM)
        .bind(exam)
        .bind(at)
        .bind(by)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?)
}
