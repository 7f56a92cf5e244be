//! The region's recorded settings with their history, and days off entered by users.

use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};

/// A setting as it stands, or as it stood.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SettingRow {
    /// Kebab-case name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Why: in words.
    pub ground: String,
    /// Microseconds UTC.
    pub changed_at: i64,
    /// By which account.
    pub changed_by: Uuid,
    /// 1, 2, …
    pub version: i64,
}

/// A day that counts otherwise than the embedded calendar says.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DayOverrideRow {
    /// Legal day.
    pub day: String,
    /// `day-off` or `working`.
    pub kind: String,
    /// The decree, in words.
    pub ground: String,
    /// Microseconds UTC.
    pub created_at: i64,
    /// By which account.
    pub created_by: Uuid,
}

const ALL: &str = "SELECT name, value, ground, changed_at, changed_by, version FROM setting";
const HISTORY: &str =
    "SELECT name, value, ground, changed_at, changed_by, version FROM setting_history ORDER BY changed_at DESC, name";
const PUT: &str = "INSERT INTO setting (name, value, ground, changed_at, changed_by, version) VALUES ($1, $2, $3, $4, $5, $6) \
  ON CONFLICT (name) DO UPDATE SET value = excluded.value, ground = excluded.ground, changed_at = excluded.changed_at, \
  changed_by = excluded.changed_by, version = excluded.version";
const PUT_HISTORY: &str = "INSERT INTO setting_history (name, value, ground, changed_at, changed_by, version) VALUES ($1, $2, $3, $4, $5, $6)";
const DAYS: &str = "SELECT day, kind, ground, created_at, created_by FROM day_override ORDER BY day";
const PUT_DAY: &str = "INSERT INTO day_override (day, kind, ground, created_at, created_by) VALUES ($1, $2, $3, $4, $5) \
  ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, ground = excluded.ground, created_at = excluded.created_at, created_by = excluded.created_by";
const REMOVE_DAY: &str = "DELETE FROM day_override WHERE day = $1";

/// Every setting that was ever changed.
pub async fn all(tx: &mut Tx) -> Result<Vec<SettingRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ALL).fetch_all(c).await)?)
}

/// Every earlier and present value, newest first.
pub async fn history(tx: &mut Tx) -> Result<Vec<SettingRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(HISTORY).fetch_all(c).await)?)
}

/// Sets a value and keeps the history.
pub async fn put(tx: &mut Tx, row: &SettingRow) -> Result<(), StorageError> {
    for text in [PUT, PUT_HISTORY] {
        on_engine!(tx, |c| sqlx::query(text)
            .bind(&row.name)
            .bind(&row.value)
            .bind(&row.ground)
            .bind(row.changed_at)
            .bind(row.changed_by)
            .bind(row.version)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// Days entered by users. A reading transaction asks for them once.
pub async fn day_overrides(tx: &mut Tx) -> Result<Vec<DayOverrideRow>, StorageError> {
    if let Some(rows) = &tx.day_overrides {
        return Ok(rows.clone());
    }
    let rows: Vec<DayOverrideRow> = on_engine!(tx, |c| sqlx::query_as(DAYS).fetch_all(c).await)?;
    if tx.sees_only_what_is_committed() {
        tx.day_overrides = Some(rows.clone());
    }
    Ok(rows)
}

/// Enters a day.
pub async fn put_day_override(tx: &mut Tx, row: &DayOverrideRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(PUT_DAY)
        .bind(&row.day)
        .bind(&row.kind)
        .bind(&row.ground)
        .bind(row.created_at)
        .bind(row.created_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Takes a day back.
pub async fn remove_day_override(tx: &mut Tx, day: &str) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(REMOVE_DAY).bind(day).execute(c).await.map(|_| ()))?;
    Ok(())
}
