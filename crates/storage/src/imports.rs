//! Imports, exchange profiles, stored files and jobs.

use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};
use crate::sealed::Sealed;

/// One received file.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ImportRow {
    /// UUIDv7.
    pub id: Uuid,
    /// 1, 2, … in the region.
    pub number: i64,
    /// `organisations`, `participants`, `essay-results`, `gia-participants`, `gia-results`.
    pub kind: String,
    /// `staged`, `applied`, `dropped`.
    pub state: String,
    /// Saved profile used.
    pub profile_name: Option<String>,
    /// Name of the file, sealed: people put names there.
    pub file_name_sealed: Sealed,
    /// The file as received.
    pub file_id: Uuid,
    /// The comparison as staged.
    pub staging_file_id: Uuid,
    /// SHA-256 of the file.
    pub file_hash: Vec<u8>,
    /// Hash of what would be written, as previewed.
    pub base_hash: Vec<u8>,
    /// Rows of data.
    pub total_rows: i64,
    /// Rows that add.
    pub new_rows: i64,
    /// Rows that change.
    pub changed_rows: i64,
    /// Rows that say what stands.
    pub same_rows: i64,
    /// Rows refused.
    pub wrong_rows: i64,
    /// Microseconds UTC.
    pub staged_at: i64,
    /// By which account.
    pub staged_by: Uuid,
    /// Applied or dropped, microseconds UTC.
    pub finished_at: Option<i64>,
    /// By which account.
    pub finished_by: Option<Uuid>,
    /// Ground of changes to released results.
    pub ground: Option<String>,
}

/// A saved match of columns.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ProfileRow {
    /// Its name, unique.
    pub name: String,
    /// Kind of file.
    pub kind: String,
    /// JSON of `exchange::ExchangeProfile`.
    pub body: String,
    /// Microseconds UTC.
    pub saved_at: i64,
    /// By which account.
    pub saved_by: Uuid,
    /// 1, 2, …
    pub version: i64,
}

const INSERT: &str = "INSERT INTO import (id, number, kind, state, profile_name, file_name_sealed, file_id, staging_file_id, file_hash, base_hash, total_rows, new_rows, \
  changed_rows, same_rows, wrong_rows, staged_at, staged_by, finished_at, finished_by, ground) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
const ALL: &str = "SELECT id, number, kind, state, profile_name, file_name_sealed, file_id, staging_file_id, file_hash, base_hash, total_rows, new_rows, changed_rows, \
  same_rows, wrong_rows, staged_at, staged_by, finished_at, finished_by, ground FROM import ORDER BY number DESC";
const FIND: &str = "SELECT id, number, kind, state, profile_name, file_name_sealed, file_id, staging_file_id, file_hash, base_hash, total_rows, new_rows, changed_rows, \
  same_rows, wrong_rows, staged_at, staged_by, finished_at, finished_by, ground FROM import WHERE id = $1";
const FINISH: &str =
    "UPDATE import SET state = $2, finished_at = $3, finished_by = $4, ground = $5 WHERE id = $1 AND state = 'staged'";
const PUT_PROFILE: &str = "INSERT INTO exchange_profile (name, kind, body, saved_at, saved_by, version) VALUES ($1, $2, $3, $4, $5, 1) \
  ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, body = excluded.body, saved_at = excluded.saved_at, saved_by = excluded.saved_by, \
  version = exchange_profile.version + 1";
const PROFILES: &str = "SELECT name, kind, body, saved_at, saved_by, version FROM exchange_profile ORDER BY name";
const INSERT_FILE: &str =
    "INSERT INTO stored_file (id, size, sha256, stored_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING";
const FILES: &str = "SELECT id, size, sha256 FROM stored_file ORDER BY id";
const INSERT_JOB: &str = "INSERT INTO job (id, kind, payload, state, run_after, leased_until, attempts, steps_done, steps_total, last_error, created_at, finished_at) \
  VALUES ($1, $2, $3, 'waiting', $4, NULL, 0, 0, 0, NULL, $4, NULL)";

/// Adds an import.
pub async fn insert(tx: &mut Tx, row: &ImportRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.number)
        .bind(&row.kind)
        .bind(&row.state)
        .bind(&row.profile_name)
        .bind(row.file_name_sealed.clone())
        .bind(row.file_id)
        .bind(row.staging_file_id)
        .bind(&row.file_hash)
        .bind(&row.base_hash)
        .bind(row.total_rows)
        .bind(row.new_rows)
        .bind(row.changed_rows)
        .bind(row.same_rows)
        .bind(row.wrong_rows)
        .bind(row.staged_at)
        .bind(row.staged_by)
        .bind(row.finished_at)
        .bind(row.finished_by)
        .bind(&row.ground)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Every import, newest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<ImportRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ALL).fetch_all(c).await)?)
}

/// One import.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<ImportRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// Applies or drops a staged import; false if it is finished already.
pub async fn finish(
    tx: &mut Tx,
    id: Uuid,
    state: &str,
    at: i64,
    by: Uuid,
    ground: Option<&str>,
) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(FINISH)
        .bind(id)
        .bind(state)
        .bind(at)
        .bind(by)
        .bind(ground)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Saves a profile under its name.
pub async fn put_profile(tx: &mut Tx, row: &ProfileRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(PUT_PROFILE)
        .bind(&row.name)
        .bind(&row.kind)
        .bind(&row.body)
        .bind(row.saved_at)
        .bind(row.saved_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Saved profiles by name.
pub async fn profiles(tx: &mut Tx) -> Result<Vec<ProfileRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(PROFILES).fetch_all(c).await)?)
}

/// Notes a stored file: size in bytes and SHA-256 of its plain content. One that is noted already stays as it is.
pub async fn insert_file(tx: &mut Tx, id: Uuid, size: i64, sha256: &[u8], at: i64) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_FILE)
        .bind(id)
        .bind(size)
        .bind(sha256)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Every stored file: id, size, SHA-256.
pub async fn files(tx: &mut Tx) -> Result<Vec<(Uuid, i64, Vec<u8>)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FILES).fetch_all(c).await)?)
}

/// Enqueues background work in the transaction that causes it.
pub async fn enqueue(tx: &mut Tx, id: Uuid, kind: &str, payload: &str, at: i64) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_JOB)
        .bind(id)
        .bind(kind)
        .bind(payload)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
