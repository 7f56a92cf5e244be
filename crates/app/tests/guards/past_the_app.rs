//! The installation's tables past the program: to compare what stands before and after, and to alter it.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::support::Installation;

/// What an act of the chain may change. Bookkeeping of requests (journal, imports, files, sessions, throttles, answers) is
/// left out.
pub const CHAIN: [&str; 21] = [
    "organisation",
    "person",
    "person_document",
    "registration",
    "exam",
    "sitting",
    "result",
    "edition",
    "processing_completion",
    "statement",
    "statement_line",
    "ledger",
    "ledger_line",
    "announcement",
    "announcement_signature",
    "obligation",
    "day_override",
    "setting",
    "lookup_opening",
    "publication",
    "published_result",
];

pub enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Installation {
    pub async fn past_the_app(&self) -> Raw {
        match &self.database {
            Some(database) => Raw::Postgres(PgConnection::connect(database.url()).await.unwrap()),
            None => {
                let path = self.folder.path().join("vedomost.sqlite");
                Raw::Sqlite(
                    SqliteConnection::connect(&format!("sqlite://{}", path.display()))
                        .await
                        .unwrap(),
                )
            }
        }
    }

    /// Runs a statement past the app; how many rows it touched.
    pub async fn alter(&self, text: &str) -> u64 {
        let text = AssertSqlSafe(text.to_owned());
        match self.past_the_app().await {
            Raw::Sqlite(mut connection) => sqlx::query(text)
                .execute(&mut connection)
                .await
                .unwrap()
                .rows_affected(),
            Raw::Postgres(mut connection) => sqlx::query(text)
                .execute(&mut connection)
                .await
                .unwrap()
                .rows_affected(),
        }
    }

    /// [`Self::alter`] of what the tables may refuse.
    pub async fn try_to_alter(&self, text: &str) -> Result<(), sqlx::Error> {
        let text = AssertSqlSafe(text.to_owned());
        match self.past_the_app().await {
            Raw::Sqlite(mut connection) => sqlx::query(text).execute(&mut connection).await.map(|_| ()),
            Raw::Postgres(mut connection) => sqlx::query(text).execute(&mut connection).await.map(|_| ()),
        }
    }

    /// Every row of the tables as text, sorted.
    pub async fn rows_of(&self, tables: &[&str]) -> BTreeMap<String, Vec<String>> {
        let mut raw = self.past_the_app().await;
        let mut found = BTreeMap::new();
        for table in tables {
            let rows: Vec<String> = match &mut raw {
                Raw::Postgres(connection) => {
                    let text = AssertSqlSafe(format!("SELECT t::TEXT FROM {table} t ORDER BY 1"));
                    sqlx::query_scalar(text).fetch_all(connection).await.unwrap()
                }
                Raw::Sqlite(connection) => {
                    let text = AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{table}')"));
                    let columns: Vec<String> = sqlx::query_scalar(text).fetch_all(&mut *connection).await.unwrap();
                    let whole: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
                    let text = AssertSqlSafe(format!("SELECT {} FROM {table} ORDER BY 1", whole.join(" || ',' || ")));
                    sqlx::query_scalar(text).fetch_all(connection).await.unwrap()
                }
            };
            found.insert((*table).to_owned(), rows);
        }
        found
    }

    pub async fn chain_rows(&self) -> BTreeMap<String, Vec<String>> {
        self.rows_of(&CHAIN).await
    }
}

/// Tables that differ, with how many rows each had and has.
pub fn changed_tables(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let differs = |table: &&String| before[*table] != after[*table];
    before
        .keys()
        .filter(differs)
        .map(|table| format!("{table}: {} → {}", before[table].len(), after[table].len()))
        .collect()
}
