//! Server-side sessions, throttles, idempotent answers: bookkeeping of requests.

use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};

/// A session; the token itself is nowhere.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SessionRow {
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// Whose.
    pub account_id: Uuid,
    /// The account's epoch at sign-in.
    pub policy_epoch: i64,
    /// Microseconds UTC.
    pub created_at: i64,
    /// Microseconds UTC, written at most once a minute.
    pub last_seen_at: i64,
    /// Microseconds UTC.
    pub ended_at: Option<i64>,
}

/// How often something failed and when it may be tried again.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ThrottleRow {
    /// Keyed hash of what is counted.
    pub key: Vec<u8>,
    /// Failures in the window.
    pub failures: i64,
    /// Microseconds UTC.
    pub window_started_at: i64,
    /// Microseconds UTC; tries before it are not evaluated.
    pub allowed_at: i64,
}

/// A stored answer to a keyed request.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct IdempotencyRow {
    /// SHA-256 of the request's canonical bytes.
    pub request_hash: Vec<u8>,
    /// What was answered.
    pub answer: String,
}

const INSERT: &str = "INSERT INTO session (token_hash, account_id, policy_epoch, created_at, last_seen_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6)";
const FIND: &str = "SELECT token_hash, account_id, policy_epoch, created_at, last_seen_at, ended_at FROM session WHERE token_hash = $1";
const SEEN: &str = "UPDATE session SET last_seen_at = $2 WHERE token_hash = $1";
const END: &str = "UPDATE session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL";
const FIND_THROTTLE: &str = "SELECT key, failures, window_started_at, allowed_at FROM throttle WHERE key = $1";
const PUT_THROTTLE: &str = "INSERT INTO throttle (key, failures, window_started_at, allowed_at) VALUES ($1, $2, $3, $4) \
  ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, window_started_at = excluded.window_started_at, allowed_at = excluded.allowed_at";
const CLEAR_THROTTLE: &str = "DELETE FROM throttle WHERE key = $1";
const FIND_ANSWER: &str = "SELECT request_hash, answer FROM idempotency WHERE account_id = $1 AND key = $2";
const INSERT_ANSWER: &str =
    "INSERT INTO idempotency (account_id, key, request_hash, answer, created_at) VALUES ($1, $2, $3, $4, $5)";

/// Opens a session.
pub async fn insert(tx: &mut Tx, row: &SessionRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(&row.token_hash)
        .bind(row.account_id)
        .bind(row.policy_epoch)
        .bind(row.created_at)
        .bind(row.last_seen_at)
        .bind(row.ended_at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The session of a token's hash.
pub async fn find(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<SessionRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(token_hash)
        .fetch_optional(c)
        .await)?)
}

/// Notes a use.
pub async fn seen(tx: &mut Tx, token_hash: &[u8], at: i64) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(SEEN)
        .bind(token_hash)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Ends a session.
pub async fn end(tx: &mut Tx, token_hash: &[u8], at: i64) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(END)
        .bind(token_hash)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The throttle of a key.
pub async fn throttle(tx: &mut Tx, key: &[u8]) -> Result<Option<ThrottleRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND_THROTTLE)
        .bind(key)
        .fetch_optional(c)
        .await)?)
}

/// Stores a throttle.
pub async fn put_throttle(tx: &mut Tx, row: &ThrottleRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(PUT_THROTTLE)
        .bind(&row.key)
        .bind(row.failures)
        .bind(row.window_started_at)
        .bind(row.allowed_at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Forgets failures after a success.
pub async fn clear_throttle(tx: &mut Tx, key: &[u8]) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(CLEAR_THROTTLE)
        .bind(key)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The stored answer of a keyed request.
pub async fn answer(tx: &mut Tx, account: Uuid, key: &str) -> Result<Option<IdempotencyRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND_ANSWER)
        .bind(account)
        .bind(key)
        .fetch_optional(c)
        .await)?)
}

/// Stores the answer in the act's transaction.
pub async fn put_answer(
    tx: &mut Tx,
    account: Uuid,
    key: &str,
    row: &IdempotencyRow,
    at: i64,
) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_ANSWER)
        .bind(account)
        .bind(key)
        .bind(&row.request_hash)
        .bind(&row.answer)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
