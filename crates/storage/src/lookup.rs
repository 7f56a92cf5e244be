//! The publication projection: what the look-up reads, and nothing else. Only the release writes it.

use uuid::Uuid;

use crate::StorageError;
use crate::bulk::bulk_insert;
use crate::engine::{Tx, on_engine};
use crate::sealed::Sealed;

/// A recorded decision that opens the look-up for an exam (kuzbass-4195:2.8; mordovia-187:5).
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LookupOpeningRow {
    /// UUIDv7.
    pub id: Uuid,
    /// For which exam.
    pub exam_id: Uuid,
    /// Number of the decision.
    pub decision_number: String,
    /// Its legal day.
    pub decision_date: String,
    /// Microseconds UTC.
    pub opened_at: i64,
    /// By which account.
    pub opened_by: Uuid,
}

/// One published result.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PublishedResultRow {
    /// Keyed hash of the normalised document, under the look-up's own key.
    pub lookup_index: Vec<u8>,
    /// Of which exam.
    pub exam_id: Uuid,
    /// In which publication it was last written.
    pub publication_number: i64,
    /// Compact record, sealed under the look-up's key.
    pub record_sealed: Sealed,
}

/// A published result with its publication.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FoundResultRow {
    /// Of which exam.
    pub exam_id: Uuid,
    /// In which publication it was last written.
    pub publication_number: i64,
    /// When that was, microseconds UTC.
    pub published_at: i64,
    /// Compact record.
    pub record_sealed: Sealed,
}

/// A published result of an exam whose look-up is open.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OpenResultRow {
    /// Keyed hash of the normalised document.
    pub lookup_index: Vec<u8>,
    /// Of which exam.
    pub exam_id: Uuid,
    /// In which publication it was last written.
    pub publication_number: i64,
    /// When that was, microseconds UTC.
    pub published_at: i64,
    /// Compact record.
    pub record_sealed: Sealed,
}

/// The protocol that approved one released edition.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct EditionApprovalRow {
    /// The edition.
    pub edition_id: Uuid,
    /// The protocol's number.
    pub number: String,
    /// When the chair approved, microseconds UTC.
    pub approved_at: i64,
}

/// The oral part of a foreign language, sat on a day of its own.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OralPartRow {
    /// Whose.
    pub person_id: Uuid,
    /// Legal day of the oral part.
    pub exam_date: String,
}

const INSERT_OPENING: &str = "INSERT INTO lookup_opening (id, exam_id, decision_number, decision_date, opened_at, opened_by) VALUES ($1, $2, $3, $4, $5, $6)";
const OPENINGS: &str = "SELECT id, exam_id, decision_number, decision_date, opened_at, opened_by FROM lookup_opening ORDER BY opened_at DESC";
const INSERT_PUBLICATION: &str =
    "INSERT INTO publication (number, exam_id, published_at, line_count) VALUES ($1, $2, $3, $4)";
const DELETE_EXAM: &str = "DELETE FROM published_result WHERE exam_id = $1";
const INSERT_RESULT: &str = "INSERT INTO published_result (lookup_index, exam_id, publication_number, record_sealed) ";
const FIND: &str = "SELECT p.exam_id, p.publication_number, b.published_at, p.record_sealed FROM published_result p JOIN publication b ON b.number = p.publication_number \
  JOIN lookup_opening w ON w.exam_id = p.exam_id WHERE p.lookup_index = $1 ORDER BY p.exam_id";
const ALL_OPEN: &str = "SELECT p.lookup_index, p.exam_id, p.publication_number, b.published_at, p.record_sealed FROM published_result p \
  JOIN publication b ON b.number = p.publication_number JOIN lookup_opening w ON w.exam_id = p.exam_id ORDER BY p.lookup_index, p.exam_id";
const COUNT: &str = "SELECT COUNT(*) FROM published_result WHERE exam_id = $1";
const COUNTS: &str = "SELECT exam_id, COUNT(*) FROM published_result GROUP BY exam_id";
const APPROVALS_OF_RELEASED: &str = "SELECT e.id AS edition_id, p.number, p.approved_at FROM protocol p JOIN edition e ON e.protocol_id = p.id \
  WHERE p.exam_id = $1 AND p.approved_at IS NOT NULL AND e.state = 'released'";
const ORAL_PARTS: &str = "SELECT r.person_id, x.exam_date FROM sitting w JOIN sitting s ON s.written_sitting_id = w.id JOIN exam x ON x.id = s.exam_id \
  JOIN registration r ON r.id = s.registration_id WHERE w.exam_id = $1";

/// Records the decision.
pub async fn insert_opening(tx: &mut Tx, row: &LookupOpeningRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_OPENING)
        .bind(row.id)
        .bind(row.exam_id)
        .bind(&row.decision_number)
        .bind(&row.decision_date)
        .bind(row.opened_at)
        .bind(row.opened_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The recorded decisions, newest first.
pub async fn openings(tx: &mut Tx) -> Result<Vec<LookupOpeningRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OPENINGS).fetch_all(c).await)?)
}

/// Writes a publication: the whole exam anew under a number that only grows.
pub async fn publish(
    tx: &mut Tx,
    number: i64,
    exam: Uuid,
    at: i64,
    rows: &[PublishedResultRow],
) -> Result<(), StorageError> {
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    on_engine!(tx, |c| sqlx::query(INSERT_PUBLICATION)
        .bind(number)
        .bind(exam)
        .bind(at)
        .bind(count)
        .execute(c)
        .await
        .map(|_| ()))?;
    on_engine!(tx, |c| sqlx::query(DELETE_EXAM).bind(exam).execute(c).await.map(|_| ()))?;
    bulk_insert!(tx, INSERT_RESULT, 4, rows, |b, row| {
        b.push_bind(row.lookup_index.clone())
            .push_bind(row.exam_id)
            .push_bind(row.publication_number)
            .push_bind(row.record_sealed.clone());
    });
    Ok(())
}

/// What is published of a document, of exams whose look-up is open.
pub async fn find(tx: &mut Tx, lookup_index: &[u8]) -> Result<Vec<FoundResultRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(lookup_index)
        .fetch_all(c)
        .await)?)
}

/// Everything published of exams whose look-up is open, by document: what a snapshot holds. No scope: it is written for the
/// public and read by nobody else.
pub async fn all_open(tx: &mut Tx) -> Result<Vec<OpenResultRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ALL_OPEN).fetch_all(c).await)?)
}

/// How many results of an exam are published.
pub async fn count(tx: &mut Tx, exam: Uuid) -> Result<i64, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(COUNT)
        .bind(exam)
        .fetch_one(c)
        .await)?)
}

/// How many results of each exam are published; exams without any are left out.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(Uuid, i64)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(COUNTS).fetch_all(c).await)?)
}

/// Which protocol approved each released edition of an exam.
pub async fn approvals_of_released(tx: &mut Tx, exam: Uuid) -> Result<Vec<EditionApprovalRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(APPROVALS_OF_RELEASED)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The oral parts that belong to the written sittings of an exam.
pub async fn oral_parts(tx: &mut Tx, exam: Uuid) -> Result<Vec<OralPartRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ORAL_PARTS)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}
