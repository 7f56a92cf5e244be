//! Opening a database brings its tables to this version: once, at once by several, never from a newer program.

use std::collections::BTreeSet;

use storage::{Location, StorageError, Store};
use testkit::TestDatabase;

use crate::support::{Engine, Raw, TestStore, raw};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    opening_again_changes_nothing;
    a_newer_database_is_refused;
    several_open_an_empty_database_at_once;
}

async fn opening_again_changes_nothing(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let migrations = one
        .past_the_store()
        .await
        .number("SELECT COUNT(*) FROM schema_migration")
        .await;
    for _ in 0..3 {
        let again = Store::open(&one.location).await.unwrap();
        assert_eq!(read!(again, |tx| storage::organisations::all(tx).await?).len(), 7);
    }
    assert_eq!(
        one.past_the_store()
            .await
            .number("SELECT COUNT(*) FROM schema_migration")
            .await,
        migrations
    );
    assert_eq!(
        one.store.engine_name(),
        if engine == Engine::Sqlite {
            "SQLite"
        } else {
            "PostgreSQL"
        }
    );
}

async fn a_newer_database_is_refused(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    one.alter("INSERT INTO schema_migration (version) VALUES (999)").await;
    let error = Store::open(&one.location).await.map(|_| ()).unwrap_err();
    assert!(
        matches!(error, StorageError::NewerDatabase { found: 999, known } if known < 999),
        "{error}"
    );
    assert!(error.to_string().contains("поставьте новую программу"), "{error}");
}

/// Two servers started together on an empty database: both come up, the tables are made once.
async fn several_open_an_empty_database_at_once(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let (location, _database) = match engine {
        Engine::Sqlite => (Location::SqliteFile(folder.path().join("vedomost.sqlite")), None),
        Engine::Postgres => {
            let database = TestDatabase::empty().await.unwrap();
            (Location::Postgres(database.url().to_owned()), Some(database))
        }
    };
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let location = location.clone();
            tokio::spawn(async move { Store::open(&location).await })
        })
        .collect();
    let mut stores = Vec::new();
    for task in tasks {
        stores.push(task.await.unwrap().unwrap());
    }
    assert_eq!(
        raw(&location)
            .await
            .number("SELECT COUNT(*) FROM schema_migration WHERE version = 1")
            .await,
        1
    );
    assert_eq!(raw(&location).await.number("SELECT COUNT(*) FROM counter").await, 10);
    for (number, store) in (0..).zip(&stores) {
        let row = organisation(
            id(120 + number),
            &format!("5{number}"),
            domain::organisation::OrganisationKind::Ministry,
            None,
        );
        write!(store, |tx, row| storage::organisations::insert(tx, row).await?).unwrap();
    }
}

/// table.column, and whether it must be filled.
async fn columns(one: &TestStore) -> BTreeSet<(String, String, bool)> {
    let rows: Vec<(String, String, i64)> = match one.past_the_store().await {
        Raw::Sqlite(mut connection) => sqlx::query_as(
            "SELECT t.name, c.name, MAX(c.\"notnull\", c.pk > 0) FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap(),
        Raw::Postgres(mut connection) => sqlx::query_as(
            "SELECT table_name::TEXT, column_name::TEXT, CASE WHEN is_nullable = 'NO' THEN 1::BIGINT ELSE 0::BIGINT END \
             FROM information_schema.columns WHERE table_schema = 'public'",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap(),
    };
    rows.into_iter()
        .map(|(table, column, filled)| (table, column, filled == 1))
        .collect()
}

/// Both engines have the same tables and columns; SQLite's are STRICT, so a text cannot slip into a number.
#[tokio::test(flavor = "multi_thread")]
async fn both_engines_have_the_same_tables() {
    let (sqlite, postgres) = (
        TestStore::new(Engine::Sqlite).await,
        TestStore::new(Engine::Postgres).await,
    );
    let (of_sqlite, of_postgres) = (columns(&sqlite).await, columns(&postgres).await);
    assert!(of_sqlite.len() > 200, "{}", of_sqlite.len());
    assert_eq!(
        of_sqlite.difference(&of_postgres).collect::<Vec<_>>(),
        Vec::<&(String, String, bool)>::new()
    );
    assert_eq!(
        of_postgres.difference(&of_sqlite).collect::<Vec<_>>(),
        Vec::<&(String, String, bool)>::new()
    );
    let loose = "SELECT COUNT(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migration'";
    assert_eq!(sqlite.past_the_store().await.number(loose).await, 0);
}

#[tokio::test]
async fn an_address_that_is_none_is_said_so() {
    for address in ["", "не адрес", "http://localhost/база"] {
        let error = Store::open(&Location::Postgres(address.to_owned()))
            .await
            .map(|_| ())
            .unwrap_err();
        assert!(matches!(error, StorageError::BadPostgresAddress), "{address}: {error}");
    }
}
