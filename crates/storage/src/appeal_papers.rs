//! Papers of cases, and the conclusions criterion by criterion: both are added, never changed.

use uuid::Uuid;

use crate::StorageError;
use crate::bulk::bulk_insert;
use crate::engine::{Tx, on_engine};
use crate::sealed::Sealed;

/// A paper of a case.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AppealFileRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which case.
    pub appeal_id: Uuid,
    /// `PaperKind` code.
    pub kind: String,
    /// `ScanMedia` code.
    pub media: String,
    /// The stored file.
    pub file_id: Uuid,
    /// Bytes.
    pub size: i64,
    /// Its name as it came, under the participant's key.
    pub name_sealed: Sealed,
    /// Microseconds UTC.
    pub added_at: i64,
    /// By whom.
    pub added_by: Uuid,
}

/// One criterion of a conclusion.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AppealCriterionRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which case.
    pub appeal_id: Uuid,
    /// 1 the first conclusion, 2 the one after the developers' answer.
    pub conclusion: i64,
    /// 1, 2, … in the conclusion.
    pub number: i64,
    /// «27К1».
    pub criterion: String,
    /// Points before.
    pub was: i64,
    /// Points that the expert gives.
    pub now: i64,
    /// Why, under the participant's key.
    pub reasoning_sealed: Sealed,
}

const INSERT_FILE: &str = "INSERT INTO appeal_file (id, appeal_id, kind, media, file_id, size, name_sealed, added_at, added_by) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const FILES: &str = "SELECT id, appeal_id, kind, media, file_id, size, name_sealed, added_at, added_by FROM appeal_file \
  WHERE appeal_id = $1 ORDER BY added_at, id";
const FILE: &str = "SELECT id, appeal_id, kind, media, file_id, size, name_sealed, added_at, added_by FROM appeal_file \
  WHERE appeal_id = $1 AND id = $2";
const INSERT_CRITERION: &str =
    "INSERT INTO appeal_criterion (id, appeal_id, conclusion, number, criterion, was, now, reasoning_sealed) ";
const CRITERIA: &str = "SELECT id, appeal_id, conclusion, number, criterion, was, now, reasoning_sealed FROM appeal_criterion \
  WHERE appeal_id = $1 ORDER BY conclusion, number";

/// Adds a paper; its stored file is noted before.
pub async fn add_file(tx: &mut Tx, row: &AppealFileRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_FILE)
        .bind(row.id)
        .bind(row.appeal_id)
        .bind(&row.kind)
        .bind(&row.media)
        .bind(row.file_id)
        .bind(row.size)
        .bind(&row.name_sealed)
        .bind(row.added_at)
        .bind(row.added_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The papers of a case that was found through its scope, oldest first.
pub async fn files(tx: &mut Tx, appeal: Uuid) -> Result<Vec<AppealFileRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FILES)
        .bind(appeal)
        .fetch_all(c)
        .await)?)
}

/// One paper of a case.
pub async fn file(tx: &mut Tx, appeal: Uuid, id: Uuid) -> Result<Option<AppealFileRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FILE)
        .bind(appeal)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// Adds the criteria of a conclusion.
pub async fn add_criteria(tx: &mut Tx, rows: &[AppealCriterionRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_CRITERION, 8, rows, |b, row| {
        b.push_bind(row.id)
            .push_bind(row.appeal_id)
            .push_bind(row.conclusion)
            .push_bind(row.number)
            .push_bind(&row.criterion)
            .push_bind(row.was)
            .push_bind(row.now)
            .push_bind(&row.reasoning_sealed);
    });
    Ok(())
}

/// The criteria of a case, conclusion by conclusion.
pub async fn criteria(tx: &mut Tx, appeal: Uuid) -> Result<Vec<AppealCriterionRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(CRITERIA)
        .bind(appeal)
        .fetch_all(c)
        .await)?)
}
