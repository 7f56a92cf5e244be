//! After the whole chain no name and no document stands readable in the data folder, nor in the journal.

use std::collections::BTreeSet;
use std::path::Path;

use app::ledgers::{LineInput, Told};
use domain::access::Role;
use domain::organisation::OrganisationKind;

use crate::on_both_engines;
use crate::support::{Engine, Installation};

on_both_engines! {
    fn nobody_is_named_in_what_is_stored => stored;
}

/// Every file under the folder, whole.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path))
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()))
        }
    }
    found
}

fn stands_in(content: &[u8], text: &str) -> bool {
    content.windows(text.len()).any(|window| window == text.as_bytes())
}

async fn stored(engine: Engine) {
    let one = Installation::released(engine).await;
    one.deliver_everything("2026-12-15").await;
    one.set_clock("2026-12-16T14:00");
    let school_code = one.first(OrganisationKind::School);
    let school = one.as_role(Role::SchoolOfficer, &school_code).await;
    let ledger = one.app.list_ledgers(&school, None).await.unwrap()[0].row.ledger.id;
    let opened = one.app.open_ledger(&school, ledger).await.unwrap();
    let line = &opened.lines[0].row.line;
    let note = LineInput {
        line: line.id,
        version: line.version,
        told: Told::No,
        day: String::new(),
        time: String::new(),
        note: "заметка о болезни".to_owned(),
    };
    one.app.save_ledger(&school, ledger, &[note]).await.unwrap();
    one.app
        .search(&school, &one.region.participants[0].name.surname)
        .await
        .unwrap();
    let tables: Vec<String> = one.table_names().await;
    let names: Vec<&str> = tables.iter().map(String::as_str).collect();
    let rows = one.rows_of(&names).await;
    let mut everything: Vec<(String, Vec<u8>)> = rows
        .into_iter()
        .map(|(table, rows)| (table, rows.join("\n").into_bytes()))
        .collect();
    everything.extend(contents(one.folder.path()));

    let control = &one.region.organisation(&school_code).unwrap().short_name;
    assert!(
        everything.iter().any(|(_, content)| stands_in(content, control)),
        "the search finds what does stand there"
    );
    let mut secrets: BTreeSet<String> = one
        .region
        .participants
        .iter()
        .map(|who| who.name.surname.clone())
        .filter(|surname| surname.chars().count() > 5)
        .collect();
    // A surname that is also part of an organisation's name or address proves nothing.
    let public: String = one
        .region
        .organisations
        .iter()
        .map(|made| format!("{} {} {}", made.name, made.short_name, made.address))
        .collect();
    secrets.retain(|surname| !public.contains(surname.as_str()));
    assert!(secrets.len() > 50, "{}", secrets.len());
    secrets.extend(
        one.region
            .participants
            .iter()
            .take(40)
            .map(|who| format!("{}{}", who.document.series, who.document.number)),
    );
    secrets.extend(["Проверкина".to_owned(), "заметка о болезни".to_owned()]);
    let mut leaks = Vec::new();
    for (place, content) in &everything {
        for secret in secrets.iter().filter(|secret| stands_in(content, secret)) {
            leaks.push(format!("{secret} in {place}"));
        }
    }
    assert_eq!(leaks, Vec::<String>::new());
}

impl Installation {
    async fn table_names(&self) -> Vec<String> {
        match self.past_the_app().await {
            crate::past_the_app::Raw::Sqlite(mut connection) => {
                sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
                    .fetch_all(&mut connection)
                    .await
                    .unwrap()
            }
            crate::past_the_app::Raw::Postgres(mut connection) => sqlx::query_scalar(
                "SELECT table_name::TEXT FROM information_schema.tables WHERE table_schema = 'public'",
            )
            .fetch_all(&mut connection)
            .await
            .unwrap(),
        }
    }
}
