//! What the tables themselves refuse, whatever the program above them does. Past the store, since no query of ours would
//! write such a row.

use sqlx::error::ErrorKind;

use crate::support::{Engine, TestStore, refused};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    one_document_is_one_person;
    one_result_has_one_released_and_one_waiting_edition;
    a_line_is_not_told_and_untold_at_once;
    numbers_and_places_are_used_once;
    one_person_does_not_propose_and_approve_a_protocol;
    unknown_codes_are_refused_by_every_check;
    nothing_hangs_in_the_air;
}

async fn one_document_is_one_person(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let same = document(id(231), PEOPLE[1], 0);
    let outcome = write!(one.store, |tx, same| storage::people::insert_documents(
        tx,
        std::slice::from_ref(same)
    )
    .await?);
    refused(outcome, ErrorKind::UniqueViolation);
    // A document that ended may come back with somebody else: a passport is changed, not the person.
    write!(one.store, |tx, same| {
        storage::people::close_document(tx, PEOPLE[0], "2026-12-01").await?;
        storage::people::insert_documents(tx, std::slice::from_ref(same)).await?;
    })
    .unwrap();
    let again = document(id(232), PEOPLE[2], 0);
    let outcome = write!(one.store, |tx, again| storage::people::insert_documents(
        tx,
        std::slice::from_ref(again)
    )
    .await?);
    refused(outcome, ErrorKind::UniqueViolation);
}

async fn one_result_has_one_released_and_one_waiting_edition(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let insert = |number: i64, state: &'static str| {
        let store = &one.store;
        async move {
            let row = edition(id(540 + u128::try_from(number).unwrap()), RESULTS[0], number, state);
            write!(store, |tx, row| storage::results::insert_editions(
                tx,
                std::slice::from_ref(row)
            )
            .await?)
        }
    };
    refused(insert(2, "received").await, ErrorKind::UniqueViolation);
    refused(insert(2, "held").await, ErrorKind::UniqueViolation);
    refused(insert(2, "approved").await, ErrorKind::UniqueViolation);
    insert(2, "superseded").await.unwrap();
    refused(insert(2, "annulled").await, ErrorKind::UniqueViolation);
    insert(3, "annulled").await.unwrap();
    insert(4, "released").await.unwrap();
    refused(insert(5, "released").await, ErrorKind::UniqueViolation);
    refused(
        one.raw_update("UPDATE edition SET state = 'released' WHERE number = 2 AND state = 'superseded'")
            .await,
        ErrorKind::UniqueViolation,
    );
    assert_eq!(
        read!(one.store, |tx| storage::results::editions_of_result(tx, RESULTS[0])
            .await?)
        .len(),
        4
    );
}

async fn a_line_is_not_told_and_untold_at_once(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    let (true_word, told_untold) = (true, "UPDATE ledger_line SET told_at = 1, not_told = ");
    let word = |value: bool| match engine {
        Engine::Sqlite => i64::from(value).to_string(),
        Engine::Postgres => value.to_string(),
    };
    refused(
        one.raw_update(&format!("{told_untold}{}", word(true_word))).await,
        ErrorKind::CheckViolation,
    );
    one.raw_update(&format!("{told_untold}{}", word(false))).await.unwrap();
    let row = storage::ledgers::LedgerLineRow {
        told_at: Some(NOW),
        not_told: true,
        ..ledger_line(LINES[0], LEDGER, 1, 0, "AAAA000001")
    };
    refused(
        write!(one.store, |tx, row| storage::ledgers::update_lines(
            tx,
            std::slice::from_ref(row)
        )
        .await
        .map(|_| ())?),
        ErrorKind::CheckViolation,
    );
}

async fn numbers_and_places_are_used_once(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    write!(one.store, |tx| storage::accounts::insert_order(
        tx,
        &responsible(id(320), ACCOUNT, BODY)
    )
    .await?)
    .unwrap();
    let cases = [
        "INSERT INTO organisation SELECT {id}, code, kind, name, short_name, parent_id, zone, address, valid_from, valid_to, version FROM organisation WHERE code = '4201'",
        "INSERT INTO exam SELECT {id}, kind, subject_code, exam_date, period, created_at FROM exam",
        "INSERT INTO registration SELECT {id}, person_id, school_year, exam_kind, 'другой', category, class_name, registering_organisation_id, study_organisation_id, informing_organisation_id, conditions_sealed, created_at, version FROM registration WHERE participant_code = '4227000000'",
        "INSERT INTO sitting SELECT {id}, registration_id, exam_id, subject_code, form, written_sitting_id, created_at, version FROM sitting",
        "INSERT INTO result SELECT {id}, sitting_id, created_at FROM result",
        "INSERT INTO processing_completion SELECT {id}, exam_id, number, declared_at, declared_by, content_hash, released_count, held_count FROM processing_completion",
        "UPDATE statement SET number = '4201/021226-1'",
        "UPDATE statement_line SET line_number = 1",
        "INSERT INTO ledger SELECT {id}, exam_id, statement_id, organisation_id, class_name, 'иной', state, line_count, told_count, not_told_count, last_told_at, handed_in_at, handed_in_by, content_hash, version FROM ledger",
        "UPDATE ledger_line SET line_number = 1",
        "UPDATE ledger_line SET code = 'AAAA000001'",
        "INSERT INTO account SELECT {id}, person_id, login, password_hash, state, policy_epoch, created_at, version FROM account",
        "INSERT INTO appointment SELECT {id}, account_id, role, organisation_id, position, appointed_at FROM appointment",
    ];
    for case in cases {
        refused(
            one.raw_update(&case.replace("{id}", &fresh(engine))).await,
            ErrorKind::UniqueViolation,
        );
    }
}

/// An id that no row has, as the engine writes it.
fn fresh(engine: Engine) -> String {
    match engine {
        Engine::Sqlite => "x'01930000000070008000000000009999'".to_owned(),
        Engine::Postgres => format!(
            "CAST('{}' AS UUID)",
            uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_9999)
        ),
    }
}

/// Two different people, whatever accounts they have: the table itself says so.
async fn one_person_does_not_propose_and_approve_a_protocol(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    let text = "INSERT INTO protocol (id, exam_id, number, state, part, content_hash, approve_count, held_count, proposed_person, proposed_at, approved_person, approved_at) \
                SELECT {id}, e.id, '1', 'approved', 'everything', p.name_sealed, 0, 0, p.id, 1, p.id, 1 FROM exam e CROSS JOIN person p LIMIT 1";
    refused(
        one.raw_update(&text.replace("{id}", &fresh(engine))).await,
        ErrorKind::CheckViolation,
    );
}

/// Every `CHECK (column IN (…))` of the migrations refuses a word that is not in its list. The list of checks is read from
/// the migrations, so a new one is tried when its table has a row here.
async fn unknown_codes_are_refused_by_every_check(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    one.fill_what_the_region_leaves_empty(engine).await;
    one.fill_appeals().await;
    one.fill_applications().await;
    let mut tried = 0;
    for (table, column) in checked_columns() {
        let outcome = one
            .raw_update(&format!("UPDATE {table} SET {column} = 'неизвестный'"))
            .await;
        assert!(
            outcome.is_err(),
            "{table}.{column} took an unknown code, or the table has no row here"
        );
        refused(outcome, ErrorKind::CheckViolation);
        tried += 1;
    }
    assert_eq!(tried, 50, "a check that went, or a new one");
}

fn checked_columns() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mut table = String::new();
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                table = rest.split(' ').next().unwrap().to_owned();
            } else if line.contains(" IN ('") && line.contains("CHECK (") {
                found.push((table.clone(), line.split_whitespace().next().unwrap().to_owned()));
            }
        }
    }
    // Protocols are tried in `commission_rows`: their checks hang together. So does a batch's end with its state.
    found.retain(|(table, column)| table != "protocol" && column != "CHECK");
    found
}

async fn nothing_hangs_in_the_air(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    for text in [
        "DELETE FROM organisation WHERE code = '420101'",
        "DELETE FROM person",
        "DELETE FROM registration",
        "DELETE FROM exam",
        "DELETE FROM result",
        "DELETE FROM edition",
        "DELETE FROM statement WHERE number = '4201/021226-1'",
        "DELETE FROM ledger",
        "DELETE FROM account",
    ] {
        let outcome = one.raw_update(text).await;
        assert!(outcome.is_err(), "{text}");
        refused(outcome, ErrorKind::ForeignKeyViolation);
    }
    let orphan = statement_line(id(999), 1, EDITIONS[0]);
    refused(
        write!(one.store, |tx, orphan| storage::statements::insert_lines(
            tx,
            std::slice::from_ref(orphan)
        )
        .await?),
        ErrorKind::ForeignKeyViolation,
    );
}

impl TestStore {
    /// A statement past the store's queries, in a transaction that is rolled back when refused; errors as the store says them.
    async fn raw_update(&self, text: &str) -> Result<(), storage::StorageError> {
        let mut raw = self.past_the_store().await;
        raw.run(text).await.map(|_| ()).map_err(storage::StorageError::from)
    }

    async fn fill_what_the_region_leaves_empty(&self, engine: Engine) {
        use storage::announcements::{AnnouncementRow, SignatureRow};
        let token = storage::api_tokens::ApiTokenRow {
            id: id(810),
            token_hash: vec![5; 32],
            account_id: ACCOUNT,
            organisation_id: SCHOOL,
            purpose: "fetch-statements".to_owned(),
            system_name: "АИС".to_owned(),
            last_day: "2026-12-31".to_owned(),
            issued_at: NOW,
            issued_by: ACCOUNT,
            last_used_at: None,
            ended_at: None,
            ended_by: None,
        };
        write!(self.store, |tx, token| storage::api_tokens::insert(tx, token).await?).unwrap();
        let announcement = AnnouncementRow {
            id: id(800),
            exam_id: EXAM,
            organisation_id: SCHOOL,
            told_at: NOW,
            place: String::new(),
            procedure_text: String::new(),
            announced_at: NOW,
            announced_by: ACCOUNT,
            notified_at: None,
            notified_by: None,
            version: 1,
        };
        let signature = SignatureRow {
            announcement_id: id(800),
            person_id: PEOPLE[0],
            signer: "parent".to_owned(),
            signed_on: "2026-11-20".to_owned(),
            entered_at: NOW,
            entered_by: ACCOUNT,
        };
        write!(self.store, |tx, announcement, signature| {
            storage::announcements::insert(tx, announcement).await?;
            storage::announcements::replace_signatures(tx, id(800), std::slice::from_ref(signature)).await?;
            storage::obligations::insert(tx, &[crate::round_trips::obligation(0, "exam", CENTRE, NOW)]).await?;
            let opening = storage::statements::OpeningRow {
                id: id(630),
                statement_id: TO_BODY,
                account_id: ACCOUNT,
                form: "page".to_owned(),
                opened_at: NOW,
            };
            storage::statements::insert_opening(tx, &opening).await?;
            storage::imports::enqueue(tx, id(720), "print", "{}", NOW).await?;
            let day = storage::settings::DayOverrideRow {
                day: "2026-12-31".to_owned(),
                kind: "working".to_owned(),
                ground: String::new(),
                created_at: NOW,
                created_by: ACCOUNT,
            };
            storage::settings::put_day_override(tx, &day).await?;
            let record = storage::day_records::DayRecordRow {
                id: id(720),
                exam_id: EXAM,
                sitting_id: Some(SITTINGS[0]),
                kind: "removed".to_owned(),
                person_sealed: None,
                act_number: String::new(),
                happened_at: NOW,
                recorded_at: NOW,
                recorded_by: ACCOUNT,
                cancelled_at: None,
                cancelled_by: None,
                cancel_ground: None,
            };
            storage::day_records::insert(tx, &record).await?;
            let list = storage::day_records::DayListRow {
                exam_id: EXAM,
                kind: "removed".to_owned(),
                given_at: NOW,
                given_by: ACCOUNT,
                record_count: 1,
            };
            storage::day_records::give_list(tx, &list).await?;
            let matter = storage::open_matters::OpenMatterRow {
                id: id(730),
                exam_id: EXAM,
                sitting_id: SITTINGS[0],
                kind: "recheck".to_owned(),
                ground: String::new(),
                opened_at: NOW,
                opened_by: ACCOUNT,
                informed_at: None,
                informed_by: None,
                closed_at: None,
                closed_by: None,
                outcome: None,
            };
            storage::open_matters::open(tx, &matter).await?;
        })
        .unwrap();
        let blob = |hex: &str| {
            if engine == Engine::Sqlite {
                format!("x'{hex}'")
            } else {
                format!("'\\x{hex}'")
            }
        };
        let uuid = if engine == Engine::Sqlite {
            "x'01930000000070008000000000000701'"
        } else {
            "CAST('01930000-0000-7000-8000-000000000701' AS UUID)"
        };
        self.alter(&format!(
            "INSERT INTO import VALUES ({uuid}, 1, 'participants', 'staged', NULL, {b}, {uuid}, {uuid}, {b}, {b}, 0, 0, 0, 0, 0, 1, {uuid}, NULL, NULL, NULL)",
            b = blob("00")
        ))
        .await;
    }
}
