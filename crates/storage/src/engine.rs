//! Two engines, one text: pools, transactions, and the macro that pastes a function body once per driver.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::StorageError;
use crate::settings::DayOverrideRow;

/// Where the working database is.
#[derive(Debug, Clone)]
pub enum Location {
    /// One file; the embedded default, one process.
    SqliteFile(std::path::PathBuf),
    /// `postgres://…`; several processes.
    Postgres(String),
}

#[derive(Clone)]
enum Pools {
    /// One writer, several readers: SQLite has one writer at a time anyway, and waiting in our queue is fair.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// The working database.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    statements: Arc<AtomicU64>,
}

pub(crate) enum TxInner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// One transaction on either engine. Query functions take `&mut Tx`.
pub struct Tx {
    pub(crate) inner: TxInner,
    statements: Arc<AtomicU64>,
    purpose: Purpose,
    /// What [`crate::installation::value`] found, of a reading transaction: its picture does not change.
    pub(crate) counters: Vec<(String, i64)>,
    /// The same of [`crate::settings::day_overrides`].
    pub(crate) day_overrides: Option<Vec<DayOverrideRow>>,
}

impl Tx {
    /// Is everything it sees committed? What a write reads may yet be rolled back, so it must not be remembered.
    pub fn sees_only_what_is_committed(&self) -> bool {
        self.purpose == Purpose::Read
    }

    pub(crate) fn count_statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }
}

/// Pastes `$body` once per driver, `$conn` being that driver's connection; counts one statement.
macro_rules! on_engine {
    ($tx:expr, |$conn:ident| $body:expr) => {{
        $tx.count_statement();
        match &mut $tx.inner {
            $crate::engine::TxInner::Sqlite(transaction) => {
                let $conn = &mut **transaction;
                $body
            }
            $crate::engine::TxInner::Postgres(transaction) => {
                let $conn = &mut **transaction;
                $body
            }
        }
    }};
}
pub(crate) use on_engine;

/// What a transaction's body returns: its value and whether to keep it.
pub type Body<'c, T, E> = BoxFuture<'c, Result<T, E>>;

/// How often a serialisation conflict is tried again.
const MOST_TRIES: u32 = 8;
/// After so many conflicts a write goes alone.
const PATIENT_TRIES: u32 = 3;
/// Every act ends by appending to the journal, so nobody else's act can commit while this is held. Taken before the
/// transaction's first query, that is before its picture of the data is fixed: a long act that waited for it cannot
/// conflict with the short ones any more. PostgreSQL only; SQLite has one writer anyway.
const LOCK_JOURNAL: &str = "LOCK TABLE journal IN EXCLUSIVE MODE";

/// What files of participants and results fill.
const ANALYZE_FILLED: &str = "ANALYZE person, person_document, registration, sitting, result, edition, participant";

/// Rows the SQLite thread may read before the first is taken: each wait between the two threads costs more than a row.
const ROWS_AHEAD: usize = 4096;

/// Of a new database; one that exists keeps its own. Half as many pages to write as with SQLite's 4096 make an import a fifth
/// cheaper, larger ones hardly more, and an act of one row writes whole pages.
const PAGE_BYTES: u32 = 8192;

impl Store {
    /// Opens the database and brings its tables to this version.
    pub async fn open(location: &Location) -> Result<Self, StorageError> {
        let pools = match location {
            Location::SqliteFile(path) => open_sqlite(path).await?,
            Location::Postgres(url) => open_postgres(url).await?,
        };
        let store = Self {
            pools,
            statements: Arc::new(AtomicU64::new(0)),
        };
        crate::migrations::migrate(&store).await?;
        Ok(store)
    }

    /// Ends every connection; SQLite's log is merged into its file before this returns.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// Statements sent since the start, for the count a page may need.
    pub fn statements_sent(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Word for the engine, for pages and logs.
    pub fn engine_name(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => "SQLite",
            Pools::Postgres(_) => "PostgreSQL",
        }
    }

    /// Runs `body` over a consistent picture of the data; nothing it does is kept.
    pub async fn read<I, T, E>(
        &self,
        input: &I,
        body: impl for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T, E> + Send,
    ) -> Result<T, E>
    where
        I: Sync,
        E: From<StorageError>,
    {
        let mut tx = self.begin(Purpose::Read).await.map_err(E::from)?;
        let value = body(&mut tx, input).await;
        tx.roll_back().await.map_err(E::from)?;
        value
    }

    /// Runs `body` SERIALIZABLE and keeps what it did; a conflict with another writer is tried again, so `body` must
    /// have no effect outside the transaction. [`crate::journal`] is written inside by `app`'s `act`.
    pub async fn write<I, T, E>(
        &self,
        input: &I,
        body: impl for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T, E> + Send,
    ) -> Result<T, E>
    where
        I: Sync,
        E: From<StorageError> + ConflictAware,
    {
        let mut tries = 0;
        loop {
            tries += 1;
            let purpose = if tries > PATIENT_TRIES {
                Purpose::WriteAlone
            } else {
                Purpose::Write
            };
            match self.write_once(input, &body, purpose).await {
                Err(error) if error.is_conflict() && tries < MOST_TRIES => {
                    tokio::time::sleep(Duration::from_millis(5 << tries.min(6))).await;
                }
                other => return other,
            }
        }
    }

    async fn write_once<I, T, E>(
        &self,
        input: &I,
        body: &(impl for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T, E> + Send),
        purpose: Purpose,
    ) -> Result<T, E>
    where
        I: Sync,
        E: From<StorageError>,
    {
        let mut tx = self.begin(purpose).await.map_err(E::from)?;
        match body(&mut tx, input).await {
            Ok(value) => {
                tx.commit().await.map_err(E::from)?;
                Ok(value)
            }
            Err(error) => {
                tx.roll_back().await.map_err(E::from)?;
                Err(error)
            }
        }
    }

    async fn begin(&self, purpose: Purpose) -> Result<Tx, StorageError> {
        let inner = match (&self.pools, purpose) {
            (Pools::Sqlite { readers, .. }, Purpose::Read) => {
                TxInner::Sqlite(readers.begin_with("BEGIN DEFERRED").await?)
            }
            (Pools::Sqlite { writer, .. }, Purpose::Write | Purpose::WriteAlone) => {
                TxInner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            (Pools::Postgres(pool), Purpose::Read) => TxInner::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
            (Pools::Postgres(pool), Purpose::Write | Purpose::WriteAlone) => {
                let mut transaction = pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE").await?;
                if purpose == Purpose::WriteAlone {
                    sqlx::query(LOCK_JOURNAL).execute(&mut *transaction).await?;
                }
                TxInner::Postgres(transaction)
            }
        };
        let tx = Tx {
            inner,
            statements: Arc::clone(&self.statements),
            purpose,
            counters: Vec::new(),
            day_overrides: None,
        };
        tx.count_statement();
        Ok(tx)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Read,
    Write,
    /// After conflicts: no other act commits meanwhile.
    WriteAlone,
}

impl Tx {
    async fn commit(self) -> Result<(), StorageError> {
        self.count_statement();
        match self.inner {
            TxInner::Sqlite(transaction) => transaction.commit().await?,
            TxInner::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    async fn roll_back(self) -> Result<(), StorageError> {
        self.count_statement();
        match self.inner {
            TxInner::Sqlite(transaction) => transaction.rollback().await?,
            TxInner::Postgres(transaction) => transaction.rollback().await?,
        }
        Ok(())
    }
}

/// An error that may mean "another writer was first: try again".
pub trait ConflictAware {
    /// True for a serialisation failure, a deadlock, a busy database.
    fn is_conflict(&self) -> bool;
}

impl ConflictAware for StorageError {
    fn is_conflict(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else {
            return false;
        };
        matches!(
            error.code().as_deref(),
            Some("40001" | "40P01" | "5" | "6" | "261" | "262" | "517")
        )
    }
}

async fn open_sqlite(path: &Path) -> Result<Pools, StorageError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .page_size(PAGE_BYTES)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(256)
        .row_buffer_size(ROWS_AHEAD)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("cache_size", "-32768");
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(4)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.read_only(false))
        .await?;
    Ok(Pools::Sqlite { writer, readers })
}

async fn open_postgres(url: &str) -> Result<Pools, StorageError> {
    // The driver takes any scheme for its own.
    if !["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        return Err(StorageError::BadPostgresAddress);
    }
    let options = PgConnectOptions::from_str(url).map_err(|_| StorageError::BadPostgresAddress)?;
    let pool = PgPoolOptions::new()
        .max_connections(12)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}

/// Tells PostgreSQL to look at tables that one act filled: it plans by what it saw of them last, which for a first large file
/// is an empty table. SQLite plans by the indexes alone.
pub async fn look_at_filled_tables(tx: &mut Tx) -> Result<(), StorageError> {
    if let TxInner::Postgres(transaction) = &mut tx.inner {
        sqlx::query(ANALYZE_FILLED).execute(&mut **transaction).await?;
        tx.count_statement();
    }
    Ok(())
}

/// Which engine the transaction runs on: migrations need to know, and so do the longest answers ([`crate::packed`]).
pub(crate) fn is_sqlite(tx: &Tx) -> bool {
    matches!(tx.inner, TxInner::Sqlite(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every connection of both pools, writer and readers: what keeps a committed act through a power cut and nothing
    /// deleted on the disk. Not to be seen from outside, since each connection has its own.
    #[tokio::test]
    async fn every_sqlite_connection_has_its_pragmas() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vedomost.sqlite");
        let store = Store::open(&Location::SqliteFile(path)).await.unwrap();
        let Pools::Sqlite { writer, readers } = &store.pools else {
            panic!("not SQLite")
        };
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(readers.acquire().await.unwrap());
        }
        held.push(writer.acquire().await.unwrap());
        for connection in &mut held {
            for (pragma, expected) in [
                ("PRAGMA synchronous", 2),
                ("PRAGMA secure_delete", 1),
                ("PRAGMA foreign_keys", 1),
                ("PRAGMA trusted_schema", 0),
                ("PRAGMA cell_size_check", 1),
                ("PRAGMA busy_timeout", 10_000),
            ] {
                let found: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(pragma))
                    .fetch_one(&mut **connection)
                    .await
                    .unwrap();
                assert_eq!(found, expected, "{pragma}");
            }
            let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
                .fetch_one(&mut **connection)
                .await
                .unwrap();
            assert_eq!(mode, "wal");
        }
    }
}
