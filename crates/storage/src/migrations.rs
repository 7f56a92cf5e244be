//! Brings the tables to this version: numbered texts, each run once, in order, under the write lock.

use std::time::Duration;

use sqlx::AssertSqlSafe;

use crate::engine::{Store, Tx, is_sqlite, on_engine};
use crate::{StorageError, boxed};

/// The numbered texts, oldest first. A published text never changes; a change is a new text.
const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../migrations/0001_spine.sql")),
    (2, include_str!("../migrations/0002_appeals.sql")),
    (3, include_str!("../migrations/0003_rechecks.sql")),
    (4, include_str!("../migrations/0004_appeal_papers.sql")),
    (5, include_str!("../migrations/0005_applications.sql")),
    (6, include_str!("../migrations/0006_experts_accounts.sql")),
    (7, include_str!("../migrations/0007_statements_of_annulments.sql")),
    (8, include_str!("../migrations/0008_participant_indexes.sql")),
];

const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT PRIMARY KEY)";
const NEWEST: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_migration";
const RECORD: &str = "INSERT INTO schema_migration (version) VALUES ($1)";

/// How often a program looks again that lost the race for an empty database.
const MOST_TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

pub(crate) async fn migrate(store: &Store) -> Result<(), StorageError> {
    let mut tries = 1;
    loop {
        match store.write(&(), |tx, ()| boxed(migrate_in(tx))).await {
            Err(error) if made_meanwhile(&error) && tries < MOST_TRIES => {
                tries += 1;
                tokio::time::sleep(BETWEEN_TRIES).await;
            }
            other => return other,
        }
    }
}

/// Two programs opened an empty PostgreSQL database at once: IF NOT EXISTS does not see a table that the other one has
/// not committed yet, and its catalogue then refuses the second (unique violation, duplicate table or object; a lock on a table not yet made).
fn made_meanwhile(error: &StorageError) -> bool {
    let StorageError::Database(sqlx::Error::Database(error)) = error else {
        return false;
    };
    matches!(error.code().as_deref(), Some("23505" | "42P07" | "42710" | "42P01"))
}

async fn migrate_in(tx: &mut Tx) -> Result<(), StorageError> {
    run_text(tx, CREATE_TABLE).await?;
    let newest: i64 = on_engine!(tx, |c| sqlx::query_scalar(NEWEST).fetch_one(c).await)?;
    let known = MIGRATIONS.last().map_or(0, |(version, _)| *version);
    if newest > known {
        return Err(StorageError::NewerDatabase { found: newest, known });
    }
    for (version, text) in MIGRATIONS.iter().filter(|(version, _)| *version > newest) {
        for statement in split_statements(text) {
            let translated = if is_sqlite(tx) {
                sqlite_text(&statement)
            } else {
                statement
            };
            run_text(tx, &translated).await?;
        }
        on_engine!(tx, |c| sqlx::query(RECORD).bind(version).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

async fn run_text(tx: &mut Tx, text: &str) -> Result<(), StorageError> {
    // The texts are compiled in; nothing from outside reaches them.
    on_engine!(tx, |c| sqlx::query(AssertSqlSafe(text.to_owned()))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

fn split_statements(text: &str) -> Vec<String> {
    let without_comments: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect::<Vec<_>>()
        .join("\n");
    without_comments
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// PostgreSQL's type words become SQLite's; tables become STRICT.
fn sqlite_text(statement: &str) -> String {
    let mut text = statement
        .replace(" UUID", " BLOB")
        .replace(" BYTEA", " BLOB")
        .replace(" BIGINT", " INTEGER")
        .replace(" BOOLEAN", " INTEGER");
    if text.starts_with("CREATE TABLE") {
        text.push_str(" STRICT");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_words_replace_postgres_words() {
        let text = "CREATE TABLE t (id UUID PRIMARY KEY, n BIGINT NOT NULL, b BYTEA, f BOOLEAN)";
        assert_eq!(
            sqlite_text(text),
            "CREATE TABLE t (id BLOB PRIMARY KEY, n INTEGER NOT NULL, b BLOB, f INTEGER) STRICT"
        );
    }

    #[test]
    fn comments_and_empty_parts_are_dropped() {
        assert_eq!(
            split_statements("-- a;\nSELECT 1;\n\n;SELECT 2"),
            vec!["SELECT 1", "SELECT 2"]
        );
    }
}
