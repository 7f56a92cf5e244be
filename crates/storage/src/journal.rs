//! The journal: one event per act, in the act's transaction, numbered and chained by hash.
//!
//! The hash is SHA-256 over the canonical bytes of the event, each field length-prefixed, the previous hash first. No
//! field carries a person's data: ids, codes, counts and hashes only.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};

/// What an act leaves in the journal.
#[derive(Debug, Clone)]
pub struct Event {
    /// Kebab-case verb, for example `statement-handed-over`.
    pub action: &'static str,
    /// Kind of the object, for example `statement`.
    pub object_kind: &'static str,
    /// Its id.
    pub object_id: Option<Uuid>,
    /// Canonical JSON without personal data.
    pub details: String,
}

/// Who acted and when.
#[derive(Debug, Clone, Copy)]
pub struct Author {
    /// The account; `None` for the system.
    pub account: Option<Uuid>,
    /// Its organisation.
    pub organisation: Option<Uuid>,
    /// Microseconds UTC.
    pub at: i64,
}

/// One event as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct JournalRow {
    /// 1, 2, …
    pub sequence: i64,
    /// Microseconds UTC.
    pub at: i64,
    /// Who.
    pub account_id: Option<Uuid>,
    /// From where.
    pub organisation_id: Option<Uuid>,
    /// What.
    pub action: String,
    /// On what.
    pub object_kind: String,
    /// Which one.
    pub object_id: Option<Uuid>,
    /// Canonical JSON.
    pub details: String,
    /// Hash of the event before.
    pub previous_hash: Vec<u8>,
    /// Hash of this event.
    pub hash: Vec<u8>,
}

const LAST: &str = "SELECT sequence, at, account_id, organisation_id, action, object_kind, object_id, details, previous_hash, hash \
  FROM journal ORDER BY sequence DESC LIMIT 1";
const INSERT: &str = "INSERT INTO journal (sequence, at, account_id, organisation_id, action, object_kind, object_id, details, previous_hash, hash) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const FROM: &str = "SELECT sequence, at, account_id, organisation_id, action, object_kind, object_id, details, previous_hash, hash \
  FROM journal WHERE sequence > $1 ORDER BY sequence LIMIT $2";
const EXTRACTS: &str = "SELECT sequence, at, account_id, organisation_id, action, object_kind, object_id, details, previous_hash, hash FROM journal \
  WHERE action = 'extract-printed' AND details LIKE $1 ORDER BY sequence DESC LIMIT 20";
const PAGE: &str = "SELECT sequence, at, account_id, organisation_id, action, object_kind, object_id, details, previous_hash, hash FROM journal j \
  WHERE ($1 = '' OR j.action = $1) AND (CAST($2 AS UUID) IS NULL OR j.object_id = $2) \
  ORDER BY sequence DESC LIMIT $3 OFFSET $4";
const PAGE_OF_ORGANISATION: &str = "SELECT sequence, at, account_id, organisation_id, action, object_kind, object_id, details, previous_hash, hash FROM journal j \
  WHERE j.organisation_id = $1 AND ($2 = '' OR j.action = $2) AND (CAST($3 AS UUID) IS NULL OR j.object_id = $3) \
  ORDER BY sequence DESC LIMIT $4 OFFSET $5";
const COUNT: &str = "SELECT COUNT(*) FROM journal j WHERE ($1 = '' OR j.action = $1) \
  AND (CAST($2 AS UUID) IS NULL OR j.object_id = $2)";
const COUNT_OF_ORGANISATION: &str = "SELECT COUNT(*) FROM journal j WHERE j.organisation_id = $1 AND ($2 = '' OR j.action = $2) \
  AND (CAST($3 AS UUID) IS NULL OR j.object_id = $3)";
/// Events are numbered without gaps, so the last number is how many there are.
const COUNT_OF_ALL: &str = "SELECT COALESCE(MAX(sequence), 0) FROM journal";

/// Hash of an event's canonical bytes.
pub fn event_hash(row: &JournalRow) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    field(&row.previous_hash);
    field(&row.sequence.to_be_bytes());
    field(&row.at.to_be_bytes());
    field(row.account_id.as_ref().map_or(&[][..], |id| id.as_bytes()));
    field(row.organisation_id.as_ref().map_or(&[][..], |id| id.as_bytes()));
    field(row.action.as_bytes());
    field(row.object_kind.as_bytes());
    field(row.object_id.as_ref().map_or(&[][..], |id| id.as_bytes()));
    field(row.details.as_bytes());
    hasher.finalize().to_vec()
}

/// Appends an event; returns its sequence number.
pub async fn append(tx: &mut Tx, author: Author, event: &Event) -> Result<i64, StorageError> {
    let last: Option<JournalRow> = on_engine!(tx, |c| sqlx::query_as(LAST).fetch_optional(c).await)?;
    let mut row = JournalRow {
        sequence: last.as_ref().map_or(1, |row| row.sequence + 1),
        at: author.at,
        account_id: author.account,
        organisation_id: author.organisation,
        action: event.action.to_owned(),
        object_kind: event.object_kind.to_owned(),
        object_id: event.object_id,
        details: event.details.clone(),
        previous_hash: last.map_or_else(|| vec![0; 32], |row| row.hash),
        hash: Vec::new(),
    };
    row.hash = event_hash(&row);
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.sequence)
        .bind(row.at)
        .bind(row.account_id)
        .bind(row.organisation_id)
        .bind(&row.action)
        .bind(&row.object_kind)
        .bind(row.object_id)
        .bind(&row.details)
        .bind(&row.previous_hash)
        .bind(&row.hash)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(row.sequence)
}

/// The printings of extracts with this code, newest first; the code is letters and digits.
pub async fn extracts(tx: &mut Tx, code: &str) -> Result<Vec<JournalRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(EXTRACTS)
        .bind(format!("%\"code\":\"{code}\"%"))
        .fetch_all(c)
        .await)?)
}

/// Up to `limit` events after `sequence`, in order: for verification.
pub async fn after(tx: &mut Tx, sequence: i64, limit: i64) -> Result<Vec<JournalRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FROM)
        .bind(sequence)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// What to show of the journal.
#[derive(Debug, Clone, Default)]
pub struct JournalFilter {
    /// One action; empty for all.
    pub action: String,
    /// One object.
    pub object: Option<Uuid>,
    /// Events to skip.
    pub offset: i64,
    /// Events to show.
    pub limit: i64,
}

/// A page of the journal, newest first: the region's, or one organisation's own.
pub async fn page(
    tx: &mut Tx,
    scope: &domain::access::Scope,
    filter: &JournalFilter,
) -> Result<(Vec<JournalRow>, i64), StorageError> {
    // An organisation's own events stand in an index; asked for "all or one's own" the database would read the whole journal.
    let own = (scope.reach() != domain::access::Reach::Region).then_some(scope.organisation().0);
    let rows = match own {
        Some(own) => on_engine!(tx, |c| sqlx::query_as(PAGE_OF_ORGANISATION)
            .bind(own)
            .bind(&filter.action)
            .bind(filter.object)
            .bind(filter.limit)
            .bind(filter.offset)
            .fetch_all(c)
            .await)?,
        None => on_engine!(tx, |c| sqlx::query_as(PAGE)
            .bind(&filter.action)
            .bind(filter.object)
            .bind(filter.limit)
            .bind(filter.offset)
            .fetch_all(c)
            .await)?,
    };
    let count = match own {
        Some(own) => on_engine!(tx, |c| sqlx::query_scalar(COUNT_OF_ORGANISATION)
            .bind(own)
            .bind(&filter.action)
            .bind(filter.object)
            .fetch_one(c)
            .await)?,
        None if filter.action.is_empty() && filter.object.is_none() => {
            on_engine!(tx, |c| sqlx::query_scalar(COUNT_OF_ALL).fetch_one(c).await)?
        }
        None => on_engine!(tx, |c| sqlx::query_scalar(COUNT)
            .bind(&filter.action)
            .bind(filter.object)
            .fetch_one(c)
            .await)?,
    };
    Ok((rows, count))
}
