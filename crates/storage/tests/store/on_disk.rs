//! What lies on the disk: no name, no document, nothing that was deleted; a database that survives losing power.

use std::path::Path;

use regulations::Instant;
use storage::keys::{DataState, KeyStore};
use storage::people::{PersonDocumentRow, PersonRow, RegistrationRow};
use storage::sealed::fields;
use storage::sessions::ThrottleRow;

use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{read, write};

const SURNAME: &str = "Смородинова";
const DOCUMENT: &str = "9901 765432";

/// The encodings somebody with the disk in hand would try.
fn spellings(text: &str) -> Vec<Vec<u8>> {
    let windows_1251 = text.chars().map(|letter| match letter {
        'А'..='я' => u8::try_from(u32::from(letter) - 0x410 + 0xC0).unwrap(),
        other => u8::try_from(u32::from(other)).unwrap(),
    });
    vec![
        text.as_bytes().to_vec(),
        text.to_lowercase().into_bytes(),
        text.to_uppercase().into_bytes(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        windows_1251.collect(),
    ]
}

/// Names of the files under `folder` in which one of the byte strings stands.
fn files_with(folder: &Path, needles: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, needles));
        } else {
            let content = std::fs::read(&path).unwrap();
            if needles
                .iter()
                .any(|needle| content.windows(needle.len()).any(|window| window == needle))
            {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_and_no_document_stands_in_the_data_folder() {
    let one = TestStore::with_statements(Engine::Sqlite).await;
    let keys = KeyStore::open_or_create_for_new_data(&one.folder.path().join("keys"), DataState::New)
        .await
        .unwrap();
    keys.create_person_keys(&PEOPLE, Instant::from_micros(NOW))
        .await
        .unwrap();
    let who = PEOPLE[0];
    let seal = |field, row, text: &str| keys.seal_text(who, field, row, text).unwrap();
    let named = PersonRow {
        name_sealed: seal(fields::PERSON_NAME, who, SURNAME),
        details_sealed: Some(seal(fields::PERSON_DETAILS, who, SURNAME)),
        ..person(who)
    };
    let second = PersonDocumentRow {
        document_sealed: seal(fields::PERSON_DOCUMENT, id(230), DOCUMENT),
        ..document(id(230), who, 99)
    };
    let registered = RegistrationRow {
        conditions_sealed: Some(seal(fields::REGISTRATION_CONDITIONS, REGISTRATIONS[0], SURNAME)),
        ..registration(0)
    };
    let noted = storage::ledgers::LedgerLineRow {
        note_sealed: Some(seal(
            fields::LEDGER_LINE_NOTE,
            LINES[0],
            &format!("{SURNAME} в больнице"),
        )),
        not_told: true,
        ..ledger_line(LINES[0], LEDGER, 1, 0, "AAAA000001")
    };
    write!(one.store, |tx, named, second, registered, noted, who| {
        storage::people::update_person(tx, named).await?;
        storage::people::close_document(tx, *who, "2026-12-01").await?;
        storage::people::insert_documents(tx, std::slice::from_ref(second)).await?;
        storage::people::update_registration(tx, registered).await?;
        storage::ledgers::update_lines(tx, std::slice::from_ref(noted)).await?;
    })
    .unwrap();
    let row = read!(one.store, |tx, who| storage::people::find_person(tx, *who).await?).unwrap();
    assert_eq!(
        keys.open_text(who, fields::PERSON_NAME, who, &row.name_sealed).unwrap(),
        SURNAME,
        "it can be read by those who may"
    );

    // The search does find what stands there readable, in the database or its log.
    assert!(!files_with(one.folder.path(), &spellings("Организация 420101")).is_empty());
    for secret in [SURNAME, DOCUMENT, "765432", "больнице"] {
        assert_eq!(
            files_with(one.folder.path(), &spellings(secret)),
            Vec::<String>::new(),
            "{secret}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_is_overwritten() {
    let one = TestStore::new(Engine::Sqlite).await;
    let key = b"a key that must not be left behind".to_vec();
    let row = ThrottleRow {
        key: key.clone(),
        failures: 1,
        window_started_at: 0,
        allowed_at: 0,
    };
    write!(one.store, |tx, row| storage::sessions::put_throttle(tx, row).await?).unwrap();
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    one.alter(checkpoint).await;
    assert_eq!(
        files_with(one.folder.path(), std::slice::from_ref(&key)),
        ["vedomost.sqlite"]
    );
    write!(one.store, |tx, row| storage::sessions::clear_throttle(tx, &row.key)
        .await?)
    .unwrap();
    one.alter(checkpoint).await;
    assert_eq!(files_with(one.folder.path(), &[key]), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_keeps_a_write_ahead_log() {
    let one = TestStore::with_region(Engine::Sqlite).await;
    assert_eq!(
        one.past_the_store()
            .await
            .number("SELECT COUNT(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'")
            .await,
        1
    );
    assert!(one.sqlite_file().with_extension("sqlite-wal").exists());
    let problems = one
        .past_the_store()
        .await
        .number("SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'")
        .await;
    assert_eq!(problems, 0);
}
