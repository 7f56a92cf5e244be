//! The one row that says which region this database is, and the named counters.

use crate::StorageError;
use crate::engine::{Tx, on_engine};

/// What the installation is.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct InstallationRow {
    /// Region code, for example `42`.
    pub region_code: String,
    /// Fingerprint of the root key the data was sealed under.
    pub key_fingerprint: String,
    /// Microseconds UTC.
    pub created_at: i64,
}

const FIND: &str = "SELECT region_code, key_fingerprint, created_at FROM installation WHERE id = 1";
const INSERT: &str = "INSERT INTO installation (id, region_code, key_fingerprint, created_at) VALUES (1, $1, $2, $3)";
const BUMP: &str = "UPDATE counter SET value = value + $2 WHERE name = $1 RETURNING value";
const ALL_VALUES: &str = "SELECT name, value FROM counter";
const VALUE: &str = "SELECT value FROM counter WHERE name = $1";

/// The installation; `None` in an empty database.
pub async fn find(tx: &mut Tx) -> Result<Option<InstallationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND).fetch_optional(c).await)?)
}

/// Records what region this is; once.
pub async fn insert(tx: &mut Tx, row: &InstallationRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(&row.region_code)
        .bind(&row.key_fingerprint)
        .bind(row.created_at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Named counters that only grow.
#[derive(Debug, Clone, Copy)]
pub enum Counter {
    /// Grows with every change of a name, of where a person belongs, and of who sits an exam.
    Directory,
    /// Number of the last publication: grows with every release, opening decision and public setting, so that a snapshot
    /// with this number holds what is open at this moment.
    Publication,
    /// Number of the last statement.
    Statement,
    /// Number of the last import.
    Import,
    /// Grows with every change of an organisation.
    Organisation,
    /// Number of the last appeal.
    Appeal,
    /// Number of the last hearing.
    Hearing,
    /// Number of the last batch gone over again.
    Recheck,
    /// Number of the last application for a second check of an essay.
    EssayRecheck,
    /// Number of the last application to sit an exam.
    Application,
}

impl Counter {
    const fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Publication => "publication",
            Self::Statement => "statement",
            Self::Import => "import",
            Self::Organisation => "organisation",
            Self::Appeal => "appeal",
            Self::Hearing => "hearing",
            Self::Recheck => "recheck",
            Self::EssayRecheck => "essay-recheck",
            Self::Application => "application",
        }
    }
}

/// Takes `step` numbers; returns the last of them.
pub async fn bump(tx: &mut Tx, counter: Counter, step: i64) -> Result<i64, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(BUMP)
        .bind(counter.name())
        .bind(step)
        .fetch_one(c)
        .await)?)
}

/// The counter's value. A reading transaction asks for all of them once.
pub async fn value(tx: &mut Tx, counter: Counter) -> Result<i64, StorageError> {
    if tx.sees_only_what_is_committed() {
        if tx.counters.is_empty() {
            tx.counters = on_engine!(tx, |c| sqlx::query_as(ALL_VALUES).fetch_all(c).await)?;
        }
        let found = tx.counters.iter().find(|(name, _)| name == counter.name());
        return found.map(|(_, value)| *value).ok_or(StorageError::Damaged("counter"));
    }
    Ok(on_engine!(tx, |c| sqlx::query_scalar(VALUE)
        .bind(counter.name())
        .fetch_one(c)
        .await)?)
}
