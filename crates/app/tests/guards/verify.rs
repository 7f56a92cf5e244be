//! `verify` finds what was altered past the program: each thing alone, put back after it was found.

use std::path::{Path, PathBuf};

use domain::access::Role;
use domain::organisation::OrganisationKind;

use crate::on_both_engines;
use crate::steps::everybody_told;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn verify_finds_whatever_was_altered => altered_rows;
    fn verify_finds_an_altered_file => altered_files;
    fn verify_counts_what_it_looked_at => counts;
}

async fn whole_chain(engine: Engine) -> Installation {
    let one = Installation::released(engine).await;
    one.deliver_everything("2026-12-15").await;
    one.set_clock("2026-12-16T14:00");
    let school = one
        .as_role(Role::SchoolOfficer, &one.first(OrganisationKind::School))
        .await;
    let ledger = one.app.list_ledgers(&school, None).await.unwrap()[0].row.ledger.id;
    let opened = one.app.open_ledger(&school, ledger).await.unwrap();
    one.app
        .save_ledger(&school, ledger, &everybody_told(&opened, "10:05"))
        .await
        .unwrap();
    let opened = one.app.open_ledger(&school, ledger).await.unwrap();
    one.app
        .hand_in_ledger(&school, ledger, opened.summary.row.ledger.version)
        .await
        .unwrap();
    one
}

/// The one row of a table with the least id, as a condition.
fn first(table: &str, filter: &str) -> String {
    format!("id = (SELECT id FROM {table} WHERE {filter} ORDER BY id LIMIT 1)")
}

async fn altered_rows(engine: Engine) {
    let one = whole_chain(engine).await;
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
    let zeros = match engine {
        Engine::Sqlite => "zeroblob(32)",
        Engine::Postgres => "decode(repeat('00', 32), 'hex')",
    };
    let line = "statement_id = (SELECT id FROM statement ORDER BY number LIMIT 1) AND line_number = 1";
    let result_of_line = "id = (SELECT edition_id FROM statement_line WHERE statement_id = (SELECT id FROM statement ORDER BY number LIMIT 1) AND line_number = 1)";
    let open_duty = "met_at IS NULL";
    let told = "told_at IS NOT NULL";
    let cases: Vec<(&str, String, String)> = vec![
        ("statement_line", format!("commitment = {}", zeros), line.to_owned()),
        (
            "statement",
            format!("content_hash = {}", zeros),
            first("statement", "1 = 1"),
        ),
        (
            "statement",
            "line_count = line_count + 1".to_owned(),
            first("statement", "1 = 1"),
        ),
        (
            "statement",
            "number = number || 'x'".to_owned(),
            first("statement", "1 = 1"),
        ),
        (
            "edition",
            "essay_value = '0-|-----|0'".to_owned(),
            result_of_line.to_owned(),
        ),
        ("edition", "topic = '999'".to_owned(), result_of_line.to_owned()),
        ("edition", "attendance = 'absent'".to_owned(), result_of_line.to_owned()),
        (
            "journal",
            "details = details || ' '".to_owned(),
            "sequence = 5".to_owned(),
        ),
        ("journal", "at = at + 1".to_owned(), "sequence = 5".to_owned()),
        ("journal", format!("hash = {}", zeros), "sequence = 5".to_owned()),
        (
            "obligation",
            "due_at = due_at + 1".to_owned(),
            first("obligation", open_duty),
        ),
        (
            "obligation",
            "due_day = '2026-12-31'".to_owned(),
            first("obligation", open_duty),
        ),
        (
            "obligation",
            "met_at = opened_at".to_owned(),
            first("obligation", open_duty),
        ),
        (
            "obligation",
            "opened_at = opened_at - 1".to_owned(),
            first("obligation", open_duty),
        ),
        (
            "ledger_line",
            "told_at = told_at + 60000000".to_owned(),
            first("ledger_line", told),
        ),
        (
            "ledger",
            format!("content_hash = {}", zeros),
            first("ledger", "state = 'handed-in'"),
        ),
        (
            "ledger",
            "told_count = told_count - 1".to_owned(),
            first("ledger", "state = 'handed-in'"),
        ),
        (
            "stored_file",
            "size = size + 1".to_owned(),
            first("stored_file", "1 = 1"),
        ),
        (
            "stored_file",
            format!("sha256 = {}", zeros),
            first("stored_file", "1 = 1"),
        ),
    ];
    let mut unseen = Vec::new();
    for (table, change, condition) in cases {
        one.alter(&format!("CREATE TABLE kept AS SELECT * FROM {table} WHERE {condition}"))
            .await;
        assert_eq!(
            one.alter(&format!("UPDATE {table} SET {change} WHERE {condition}"))
                .await,
            1,
            "{table}: {change}"
        );
        if one.app.verify().await.unwrap().problems.is_empty() {
            unseen.push(format!("{table}: {change}"));
        }
        one.put_back(table, &condition).await;
    }
    assert_eq!(unseen, Vec::<String>::new(), "altered, and nobody noticed");
    assert_eq!(
        one.app.verify().await.unwrap().problems,
        Vec::<String>::new(),
        "everything was put back"
    );

    one.alter("CREATE TABLE kept AS SELECT * FROM journal WHERE sequence = 5")
        .await;
    one.alter("DELETE FROM journal WHERE sequence = 5").await;
    assert!(
        !one.app.verify().await.unwrap().problems.is_empty(),
        "an event taken out"
    );
    one.alter("INSERT INTO journal SELECT * FROM kept").await;
    one.alter("DROP TABLE kept").await;
    assert_eq!(
        one.alter(&format!(
            "DELETE FROM obligation WHERE {}",
            first("obligation", open_duty)
        ))
        .await,
        1
    );
    assert!(
        !one.app.verify().await.unwrap().problems.is_empty(),
        "a duty that disappeared"
    );
}

impl Installation {
    /// Writes the kept copy over the altered row: every column, by name.
    async fn put_back(&self, table: &str, condition: &str) {
        let columns: Vec<String> = match self.past_the_app().await {
            crate::past_the_app::Raw::Sqlite(mut connection) => {
                let text = sqlx::AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{table}')"));
                sqlx::query_scalar(text).fetch_all(&mut connection).await.unwrap()
            }
            crate::past_the_app::Raw::Postgres(mut connection) => {
                let text = sqlx::AssertSqlSafe(format!(
                    "SELECT column_name::TEXT FROM information_schema.columns WHERE table_name = '{table}'"
                ));
                sqlx::query_scalar(text).fetch_all(&mut connection).await.unwrap()
            }
        };
        let sets: Vec<String> = columns
            .iter()
            .map(|column| format!("{column} = (SELECT {column} FROM kept)"))
            .collect();
        // A condition on a column that was altered no longer finds its row: the kept one names it.
        let key = if columns.iter().any(|column| column == "id") {
            "id = (SELECT id FROM kept)"
        } else {
            condition
        };
        assert_eq!(
            self.alter(&format!("UPDATE {table} SET {} WHERE {key}", sets.join(", ")))
                .await,
            1,
            "{table}"
        );
        self.alter("DROP TABLE kept").await;
    }
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_under(&path))
        } else {
            found.push(path)
        }
    }
    found.sort();
    found
}

async fn altered_files(engine: Engine) {
    let one = Installation::with_results(engine).await;
    assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
    let files = files_under(&one.folder.path().join("files"));
    assert_eq!(files.len(), 3, "organisations, participants, results");
    for path in &files {
        let good = std::fs::read(path).unwrap();
        for position in [0, good.len() / 2, good.len() - 1] {
            let mut flipped = good.clone();
            flipped[position] ^= 1;
            std::fs::write(path, &flipped).unwrap();
            assert_eq!(one.app.verify().await.unwrap().problems.len(), 1, "byte {position}");
        }
        std::fs::write(path, &good[..good.len() - 1]).unwrap();
        assert_eq!(one.app.verify().await.unwrap().problems.len(), 1, "cut");
        std::fs::remove_file(path).unwrap();
        assert_eq!(one.app.verify().await.unwrap().problems.len(), 1, "gone");
        std::fs::write(path, &good).unwrap();
        assert_eq!(one.app.verify().await.unwrap().problems, Vec::<String>::new());
    }
}

async fn counts(engine: Engine) {
    let one = whole_chain(engine).await;
    let found = one.app.verify().await.unwrap();
    let rows = one
        .rows_of(&["journal", "statement", "statement_line", "stored_file", "obligation"])
        .await;
    assert_eq!(usize::try_from(found.journal_events).unwrap(), rows["journal"].len());
    assert_eq!(
        (found.statements, found.lines, found.files, found.obligations),
        (
            rows["statement"].len(),
            rows["statement_line"].len(),
            rows["stored_file"].len(),
            rows["obligation"].len()
        )
    );
    // A destroyed person's line can only be taken as it stands; the statement's hash still holds.
    let (_, person) = one.result_of(&one.first_batch().next().unwrap().0.code.clone()).await;
    one.app.keys.destroy_person_key(person).await.unwrap();
    let after = one.app.verify().await.unwrap();
    assert!(after.destroyed_lines >= 1);
    assert_eq!(after.problems, Vec::<String>::new());
}
