//! `persons.sqlite`: one wrapped key per person. One connection, so that SQLite's `data_version` speaks of others only.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use regulations::Instant;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, QueryBuilder, Sqlite};
use uuid::Uuid;

use super::cipher::{self, SecretKey, associated_data};
use super::root::{self, RootKey};
use super::{KeyStoreError, LoadedKeys, PERSON_KEY_FILE_NAME, Purpose, PurposeKey};

const WIDEST_FILE_MODE: u32 = 0o600;
/// Which wrapping key wrapped a row; another number after a change of the root key.
const WRAP_KEY_ID: u32 = 1;
const WAIT_FOR_LOCK: Duration = Duration::from_secs(5);
/// Rows of three values, well below SQLite's limit on bound values.
const ROWS_PER_STATEMENT: usize = 1_000;

const CREATE_PERSON_KEY: &str = "CREATE TABLE IF NOT EXISTS person_key (
    person_id BLOB PRIMARY KEY NOT NULL CHECK (length(person_id) = 16),
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID";
const CREATE_PROPERTY: &str = "CREATE TABLE IF NOT EXISTS key_store_property (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID";
const SET_FINGERPRINT: &str = "INSERT INTO key_store_property (name, value) VALUES ('root_fingerprint', $1)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const GET_FINGERPRINT: &str = "SELECT value FROM key_store_property WHERE name = 'root_fingerprint'";
const COUNT_KEYS: &str = "SELECT count(*) FROM person_key";
const ALL_KEYS: &str = "SELECT person_id, wrapped FROM person_key";
const IDS_CREATED_BEFORE: &str = "SELECT person_id FROM person_key WHERE created_at < $1";
const DELETE_KEY: &str = "DELETE FROM person_key WHERE person_id = $1";
const DATA_VERSION: &str = "PRAGMA data_version";
const EMPTY_LOG: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

pub(crate) struct PersonKeyFile {
    connection: SqliteConnection,
    /// `data_version` at the last load.
    seen_version: i64,
}

impl PersonKeyFile {
    /// Makes an empty file for this root. A file left by a creation that was cut short is taken over while empty.
    pub(crate) async fn create(folder: &Path, root: &RootKey) -> Result<(), KeyStoreError> {
        let path = path_in(folder);
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(WIDEST_FILE_MODE)
            .open(&path)
        {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(root::io_error(&path)(error));
            }
            _ => {}
        }
        let mut connection = connect(&path).await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(CREATE_PERSON_KEY).execute(&mut *transaction).await?;
        sqlx::query(CREATE_PROPERTY).execute(&mut *transaction).await?;
        let keys: i64 = sqlx::query_scalar(COUNT_KEYS).fetch_one(&mut *transaction).await?;
        if keys > 0 {
            return Err(KeyStoreError::PersonKeysWithoutRoot {
                folder: folder.to_owned(),
            });
        }
        sqlx::query(SET_FINGERPRINT)
            .bind(root.fingerprint().as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        connection.close().await?;
        root::sync_folder(folder)
    }

    pub(crate) async fn open(folder: &Path, root: &RootKey) -> Result<Self, KeyStoreError> {
        let path = path_in(folder);
        root::check_mode(&path, WIDEST_FILE_MODE)?;
        let mut connection = connect(&path).await?;
        let fingerprint: Option<String> = sqlx::query_scalar(GET_FINGERPRINT)
            .fetch_optional(&mut connection)
            .await?;
        if fingerprint.as_deref() != Some(root.fingerprint().as_str()) {
            return Err(KeyStoreError::OtherRoot {
                folder: folder.to_owned(),
            });
        }
        let mut file = Self {
            connection,
            seen_version: 0,
        };
        match file.empty_log().await {
            // Another process reads just now; it will empty the log itself.
            Ok(()) | Err(KeyStoreError::RemnantsMayRemain) => Ok(file),
            Err(error) => Err(error),
        }
    }

    /// Unwraps all keys, reusing those already unwrapped. A row that does not unwrap is loaded as damaged.
    pub(crate) async fn load(&mut self, root: &RootKey, known: &LoadedKeys) -> Result<LoadedKeys, KeyStoreError> {
        // Read first: a change between the two reads is then seen again rather than missed.
        self.seen_version = self.data_version().await?;
        let rows: Vec<(Uuid, Vec<u8>)> = sqlx::query_as(ALL_KEYS).fetch_all(&mut self.connection).await?;
        let wrap_key = root.derive(Purpose::PersonWrap);
        let load_one = |(person, wrapped): (Uuid, Vec<u8>)| match known.get(&person) {
            Some(Some(key)) => (person, Some(Arc::clone(key))),
            _ => (person, unwrap_key(&wrap_key, person, &wrapped).map(Arc::new)),
        };
        Ok(rows.into_iter().map(load_one).collect())
    }

    pub(crate) async fn changed_elsewhere(&mut self) -> Result<bool, KeyStoreError> {
        Ok(self.data_version().await? != self.seen_version)
    }

    /// Makes keys for persons that have none in memory; durable on return. Should another process have made some of them
    /// meanwhile, nothing is written twice and the whole file is loaded again.
    pub(crate) async fn insert_new(
        &mut self,
        root: &RootKey,
        persons: &[Uuid],
        created_at: Instant,
    ) -> Result<LoadedKeys, KeyStoreError> {
        let wrap_key = root.derive(Purpose::PersonWrap);
        let mut made = LoadedKeys::with_capacity(persons.len());
        let mut inserted = 0;
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        for chunk in persons.chunks(ROWS_PER_STATEMENT) {
            let mut rows = Vec::with_capacity(chunk.len());
            for person in chunk {
                let key = SecretKey::random()?;
                rows.push((*person, wrap(&wrap_key, *person, &key)?));
                made.insert(*person, Some(Arc::new(key)));
            }
            let mut statement = QueryBuilder::<Sqlite>::new("INSERT INTO person_key (person_id, wrapped, created_at) ");
            statement.push_values(rows, |mut values, (person, wrapped)| {
                values
                    .push_bind(person)
                    .push_bind(wrapped)
                    .push_bind(created_at.as_micros());
            });
            statement.push(" ON CONFLICT (person_id) DO NOTHING");
            inserted += statement
                .build()
                .persistent(false)
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        }
        transaction.commit().await?;
        if inserted == persons.len() as u64 {
            Ok(made)
        } else {
            self.load(root, &LoadedKeys::new()).await
        }
    }

    pub(crate) async fn delete(&mut self, persons: &[Uuid]) -> Result<usize, KeyStoreError> {
        let mut deleted = 0;
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        for person in persons {
            deleted += sqlx::query(DELETE_KEY)
                .bind(person)
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        }
        transaction.commit().await?;
        Ok(deleted as usize)
    }

    /// Moves the write-ahead log into the database file and cuts it to nothing: deleted rows stand in neither.
    pub(crate) async fn empty_log(&mut self) -> Result<(), KeyStoreError> {
        let (busy, _, _): (i64, i64, i64) = sqlx::query_as(EMPTY_LOG).fetch_one(&mut self.connection).await?;
        if busy == 0 {
            Ok(())
        } else {
            Err(KeyStoreError::RemnantsMayRemain)
        }
    }

    pub(crate) async fn ids_created_before(&mut self, created_before: Instant) -> Result<Vec<Uuid>, KeyStoreError> {
        Ok(sqlx::query_scalar(IDS_CREATED_BEFORE)
            .bind(created_before.as_micros())
            .fetch_all(&mut self.connection)
            .await?)
    }

    async fn data_version(&mut self) -> Result<i64, KeyStoreError> {
        Ok(sqlx::query_scalar(DATA_VERSION).fetch_one(&mut self.connection).await?)
    }
}

/// The commit is durable (`synchronous=FULL`) and deleted content is overwritten with zeros (`secure_delete`).
async fn connect(path: &Path) -> Result<SqliteConnection, KeyStoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(WAIT_FOR_LOCK)
        .pragma("secure_delete", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON");
    Ok(SqliteConnection::connect_with(&options).await?)
}

fn wrap(wrap_key: &PurposeKey, person: Uuid, key: &SecretKey) -> Result<Vec<u8>, KeyStoreError> {
    Ok(cipher::seal(
        wrap_key.expose_secret(),
        WRAP_KEY_ID,
        &place(person),
        key.bytes(),
    )?)
}

fn unwrap_key(wrap_key: &PurposeKey, person: Uuid, wrapped: &[u8]) -> Option<SecretKey> {
    let bytes = cipher::open(wrap_key.expose_secret(), WRAP_KEY_ID, &place(person), wrapped).ok()?;
    SecretKey::from_slice(&bytes)
}

/// A wrapped key opens only in its person's row.
fn place(person: Uuid) -> Vec<u8> {
    associated_data(&[b"person_key", person.as_bytes()])
}

fn path_in(folder: &Path) -> PathBuf {
    folder.join(PERSON_KEY_FILE_NAME)
}
