//! One store per test on either engine, and a way to reach its tables past the store.

use std::path::PathBuf;

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use storage::{Location, StorageError, Store};
use testkit::{PostgresTemplate, TestDatabase};

static MIGRATED: PostgresTemplate = PostgresTemplate::new();

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct TestStore {
    pub store: Store,
    pub location: Location,
    pub folder: tempfile::TempDir,
    _database: Option<TestDatabase>,
}

impl TestStore {
    /// Migrated and empty.
    pub async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (location, database) = match engine {
            Engine::Sqlite => (Location::SqliteFile(folder.path().join("vedomost.sqlite")), None),
            Engine::Postgres => {
                let migrate = |url: String| async move { Store::open(&Location::Postgres(url)).await.map(|_| ()) };
                let database = MIGRATED.fresh_database(migrate).await.unwrap();
                (Location::Postgres(database.url().to_owned()), Some(database))
            }
        };
        let store = Store::open(&location).await.unwrap();
        Self {
            store,
            location,
            folder,
            _database: database,
        }
    }

    pub async fn past_the_store(&self) -> Raw {
        raw(&self.location).await
    }

    /// Runs one statement past the store.
    pub async fn alter(&self, text: &str) {
        self.past_the_store().await.run(text).await.unwrap();
    }

    pub fn sqlite_file(&self) -> PathBuf {
        match &self.location {
            Location::SqliteFile(path) => path.clone(),
            Location::Postgres(_) => panic!("not on SQLite"),
        }
    }
}

/// A plain connection to the same database.
pub enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

pub async fn raw(location: &Location) -> Raw {
    match location {
        Location::SqliteFile(path) => Raw::Sqlite(
            SqliteConnection::connect(&format!("sqlite://{}", path.display()))
                .await
                .unwrap(),
        ),
        Location::Postgres(url) => Raw::Postgres(PgConnection::connect(url).await.unwrap()),
    }
}

impl Raw {
    /// How many rows it touched.
    pub async fn run(&mut self, text: &str) -> Result<u64, sqlx::Error> {
        let query = AssertSqlSafe(text.to_owned());
        match self {
            Self::Sqlite(connection) => sqlx::query(query)
                .execute(connection)
                .await
                .map(|done| done.rows_affected()),
            Self::Postgres(connection) => sqlx::query(query)
                .execute(connection)
                .await
                .map(|done| done.rows_affected()),
        }
    }

    /// One number.
    pub async fn number(&mut self, text: &str) -> i64 {
        let query = AssertSqlSafe(text.to_owned());
        match self {
            Self::Sqlite(connection) => sqlx::query_scalar(query).fetch_one(connection).await.unwrap(),
            Self::Postgres(connection) => sqlx::query_scalar(query).fetch_one(connection).await.unwrap(),
        }
    }

    /// Is this a statement the engine can run? Nothing is executed.
    pub async fn prepare(&mut self, text: &str) -> Result<(), sqlx::Error> {
        use sqlx::{Executor, SqlSafeStr};
        let text = AssertSqlSafe(text.to_owned()).into_sql_str();
        match self {
            Self::Sqlite(connection) => connection.prepare(text).await.map(|_| ()),
            Self::Postgres(connection) => connection.prepare(text).await.map(|_| ()),
        }
    }
}

/// The refusal came from a constraint of this kind, not from something else that went wrong.
#[track_caller]
pub fn refused(outcome: Result<(), StorageError>, kind: sqlx::error::ErrorKind) {
    let error = outcome.unwrap_err();
    let StorageError::Database(sqlx::Error::Database(error)) = &error else {
        panic!("{error}")
    };
    assert_eq!(format!("{:?}", error.kind()), format!("{kind:?}"), "{error}");
}

/// One write transaction; variables from outside are named after `tx` and come in as references:
/// `write!(store, |tx, row, at| insert(tx, row, *at).await?)`.
#[macro_export]
macro_rules! write {
    ($store:expr, |$tx:ident $(, $name:ident)*| $body:expr) => {{
        let input = ($(&$name,)*);
        $store.write(&input, |$tx, &($($name,)*)| storage::boxed(async move { Ok::<_, storage::StorageError>($body) })).await
    }};
}

/// One read transaction, as [`write!`].
#[macro_export]
macro_rules! read {
    ($store:expr, |$tx:ident $(, $name:ident)*| $body:expr) => {{
        let input = ($(&$name,)*);
        $store.read(&input, |$tx, &($($name,)*)| storage::boxed(async move { Ok::<_, storage::StorageError>($body) })).await.unwrap()
    }};
}

/// Runs the same test body on both engines.
#[macro_export]
macro_rules! on_both_engines {
    ($($name:ident;)+) => {
        mod on_sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name($crate::support::Engine::Sqlite).await; })+ }
        mod on_postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$name($crate::support::Engine::Postgres).await; })+ }
    };
}
