use std::fmt::Display;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use tokio::sync::OnceCell;

use crate::{Error, Result, postgres_url};

/// A database prepared once per process (usually: migrated) and copied for every test, which is much faster than
/// preparing it each time.
///
/// ```text
/// static MIGRATED: PostgresTemplate = PostgresTemplate::new();
/// let database = MIGRATED.fresh_database(|url| async move { migrate(&url).await }).await.unwrap();
/// let store = Store::connect(database.url()).await.unwrap();
/// ```
#[derive(Debug, Default)]
pub struct PostgresTemplate {
    name: OnceCell<String>,
}

/// A database of one test, dropped with the value, with whatever connections are still open.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    name: String,
}

const PREFIX: &str = "vedomost_test_";
/// A database older than this was left behind by a killed test on a server that outlives the tests.
const LEFT_BEHIND_AFTER: Duration = Duration::from_secs(6 * 60 * 60);
/// Closing connections to the template takes the server a moment, and it cannot be copied while one is open.
const COPY_TRIES: u32 = 100;

impl PostgresTemplate {
    pub const fn new() -> Self {
        Self {
            name: OnceCell::const_new(),
        }
    }

    /// A copy of the template. `prepare` gets the URL of an empty database, is called once per process, and must close
    /// its connections.
    pub async fn fresh_database<Preparation, Cause>(
        &self,
        prepare: impl FnOnce(String) -> Preparation,
    ) -> Result<TestDatabase>
    where
        Preparation: Future<Output = std::result::Result<(), Cause>>,
        Cause: Display,
    {
        let template = self.name.get_or_try_init(|| prepared(prepare)).await?;
        TestDatabase::create(Some(template)).await
    }
}

impl TestDatabase {
    /// An empty database.
    pub async fn empty() -> Result<Self> {
        Self::create(None).await
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    async fn create(template: Option<&str>) -> Result<Self> {
        let name = new_name();
        create_database(&name, template).await?;
        Ok(Self {
            url: url_of(postgres_url()?, &name),
            name,
        })
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let name = self.name.clone();
        // The test's own runtime cannot be waited on here, so the database is dropped from a thread with another one.
        let dropped = thread::spawn(move || -> Result<()> {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| Error::because("no runtime", error))?
                .block_on(on_server(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")))
        })
        .join();
        if !matches!(dropped, Ok(Ok(()))) {
            eprintln!("the test database {} is left behind", self.name);
        }
    }
}

async fn prepared<Preparation, Cause>(prepare: impl FnOnce(String) -> Preparation) -> Result<String>
where
    Preparation: Future<Output = std::result::Result<(), Cause>>,
    Cause: Display,
{
    sweep().await?;
    let name = new_name();
    create_database(&name, None).await?;
    prepare(url_of(postgres_url()?, &name))
        .await
        .map_err(|error| Error::because("the template database could not be prepared", error))?;
    Ok(name)
}

/// The whole cluster is thrown away with our own server; on a given server old leftovers must go some day.
async fn sweep() -> Result<()> {
    let mut connection = connect().await?;
    let rows = sqlx::query("SELECT datname::text FROM pg_database WHERE starts_with(datname, $1)")
        .bind(PREFIX)
        .fetch_all(&mut connection)
        .await
        .map_err(|error| Error::because("databases cannot be listed", error))?;
    let now = unix_seconds();
    for row in rows {
        let name: String = row
            .try_get(0)
            .map_err(|error| Error::because("databases cannot be listed", error))?;
        if is_left_behind(&name, now) {
            on_server(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        }
    }
    close(connection).await
}

fn is_left_behind(name: &str, now: u64) -> bool {
    let made_at: Option<u64> = name
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.split('_').next())
        .and_then(|seconds| seconds.parse().ok());
    made_at.is_some_and(|seconds| now.saturating_sub(seconds) > LEFT_BEHIND_AFTER.as_secs())
}

async fn create_database(name: &str, template: Option<&str>) -> Result<()> {
    let template = template.unwrap_or("template0");
    let statement = format!("CREATE DATABASE {name} TEMPLATE {template}");
    let mut tries = 0;
    loop {
        match on_server(statement.clone()).await {
            Err(error) if error.to_string().contains("being accessed") && tries < COPY_TRIES => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            outcome => return outcome,
        }
    }
}

/// One statement outside any transaction. Names are made by [`new_name`], never taken from outside.
async fn on_server(statement: String) -> Result<()> {
    let mut connection = connect().await?;
    sqlx::raw_sql(AssertSqlSafe(statement.clone()))
        .execute(&mut connection)
        .await
        .map_err(|error| Error::because(&statement, error))?;
    close(connection).await
}

async fn connect() -> Result<PgConnection> {
    PgConnection::connect(postgres_url()?)
        .await
        .map_err(|error| Error::because("the PostgreSQL of the tests does not answer", error))
}

async fn close(connection: PgConnection) -> Result<()> {
    connection
        .close()
        .await
        .map_err(|error| Error::because("the connection could not be closed", error))
}

fn new_name() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let process = std::process::id();
    format!("{PREFIX}{}_{process}_{number}", unix_seconds())
}

fn unix_seconds() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |duration| duration.as_secs())
}

/// `server` with its database name replaced; the query part, if any, stays.
fn url_of(server: &str, database: &str) -> String {
    let (address, query) = match server.split_once('?') {
        Some((address, query)) => (address, format!("?{query}")),
        None => (server, String::new()),
    };
    let after_scheme = address.find("://").map_or(0, |position| position + 3);
    let end = address
        .char_indices()
        .skip_while(|(position, _)| *position < after_scheme)
        .find(|(_, letter)| *letter == '/')
        .map_or(address.len(), |(position, _)| position);
    let host = address.get(..end).unwrap_or(address);
    format!("{host}/{database}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_name_is_replaced() {
        let cases = [
            ("postgres://u:p@h:5/postgres", "postgres://u:p@h:5/x"),
            ("postgres://u:p@h:5", "postgres://u:p@h:5/x"),
            ("postgres://u:p@h:5/", "postgres://u:p@h:5/x"),
            (
                "postgres://u@localhost/db?host=/run/pg",
                "postgres://u@localhost/x?host=/run/pg",
            ),
        ];
        for (server, expected) in cases {
            assert_eq!(url_of(server, "x"), expected);
        }
    }

    #[test]
    fn only_old_databases_of_ours_are_swept() {
        let now = 1_800_000_000;
        let cases = [
            ("vedomost_test_1800000000_7_0", false),
            ("vedomost_test_1799978399_7_0", true),
            ("vedomost_test_mine", false),
            ("vedomost", false),
        ];
        for (name, expected) in cases {
            assert_eq!(is_left_behind(name, now), expected, "{name}");
        }
    }
}
