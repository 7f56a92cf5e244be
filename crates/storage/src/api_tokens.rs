//! Keys of other systems. The token itself is nowhere; what is found by its hash says on whose behalf it acts.

use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};

/// One token.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ApiTokenRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Keyed hash of the token.
    pub token_hash: Vec<u8>,
    /// On whose behalf it acts.
    pub account_id: Uuid,
    /// Where that account belonged when it was issued; elsewhere the token does not hold.
    pub organisation_id: Uuid,
    /// `TokenPurpose` code.
    pub purpose: String,
    /// Which system uses it, in the administrator's words.
    pub system_name: String,
    /// Last legal day it holds.
    pub last_day: String,
    /// Microseconds UTC.
    pub issued_at: i64,
    /// By which account.
    pub issued_by: Uuid,
    /// Microseconds UTC of the steady clock, written at most once a minute.
    pub last_used_at: Option<i64>,
    /// Microseconds UTC.
    pub ended_at: Option<i64>,
    /// By which account.
    pub ended_by: Option<Uuid>,
}

macro_rules! tokens {
    ($tail:literal) => {
        concat!(
            "SELECT id, token_hash, account_id, organisation_id, purpose, system_name, last_day, issued_at, issued_by, last_used_at, ",
            "ended_at, ended_by FROM api_token ",
            $tail
        )
    };
}
const INSERT: &str = "INSERT INTO api_token (id, token_hash, account_id, organisation_id, purpose, system_name, last_day, issued_at, issued_by) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const BY_HASH: &str = tokens!("WHERE token_hash = $1");
const FIND: &str = tokens!("WHERE id = $1");
const OF_ACCOUNT: &str = tokens!("WHERE account_id = $1 ORDER BY issued_at DESC, id");
const USED: &str = "UPDATE api_token SET last_used_at = $2 WHERE id = $1";
const END: &str = "UPDATE api_token SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL";

/// Adds one.
pub async fn insert(tx: &mut Tx, row: &ApiTokenRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(&row.token_hash)
        .bind(row.account_id)
        .bind(row.organisation_id)
        .bind(&row.purpose)
        .bind(&row.system_name)
        .bind(&row.last_day)
        .bind(row.issued_at)
        .bind(row.issued_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The token of a hash, ended or not.
pub async fn by_hash(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<ApiTokenRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(BY_HASH)
        .bind(token_hash)
        .fetch_optional(c)
        .await)?)
}

/// One token.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<ApiTokenRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// Every token of an account, newest first.
pub async fn of_account(tx: &mut Tx, account: Uuid) -> Result<Vec<ApiTokenRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_ACCOUNT)
        .bind(account)
        .fetch_all(c)
        .await)?)
}

/// Notes a use.
pub async fn used(tx: &mut Tx, id: Uuid, at: i64) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(USED).bind(id).bind(at).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Ends a token; false if it has ended already.
pub async fn end(tx: &mut Tx, id: Uuid, at: i64, by: Uuid) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(END)
        .bind(id)
        .bind(at)
        .bind(by)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}
