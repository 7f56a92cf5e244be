//! What goes in comes out: every row type, every column, empty and filled.

use storage::announcements::{self, AnnouncementRow, SignatureRow};
use storage::imports::{self, ImportRow, ProfileRow};
use storage::installation::{self, Counter, InstallationRow};
use storage::lookup::{self, LookupOpeningRow, PublishedResultRow};
use storage::obligations::{self, ObligationRow};
use storage::organisations::{self, OrganisationRow};
use storage::people::{self, PersonRow, RegistrationRow};
use storage::settings::{self, DayOverrideRow, SettingRow};
use storage::{exams, results, standing};

use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    organisations_come_back_as_written;
    people_and_registrations_come_back_as_written;
    editions_come_back_as_written;
    imports_profiles_and_files_come_back_as_written;
    announcements_come_back_as_written;
    settings_and_days_come_back_as_written;
    obligations_come_back_as_written;
    the_publication_comes_back_as_written;
    counters_only_grow;
    many_rows_fit_whatever_their_number;
}

async fn organisations_come_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let full = OrganisationRow {
        zone: Some("Europe/Samara".to_owned()),
        address: Some("г. Примерск, ул. Ленина, 1".to_owned()),
        valid_to: Some("2027-08-31".to_owned()),
        ..organisation(
            id(110),
            "0042",
            domain::organisation::OrganisationKind::StateSchool,
            Some(MINISTRY),
        )
    };
    write!(one.store, |tx, full| organisations::insert(tx, full).await?).unwrap();
    assert_eq!(
        read!(one.store, |tx, full| organisations::find(tx, full.id).await?),
        Some(full.clone()),
        "zeros of the code are kept"
    );
    assert_eq!(read!(one.store, |tx| organisations::find(tx, id(999)).await?), None);

    let changed = OrganisationRow {
        name: "Иное имя".to_owned(),
        zone: None,
        parent_id: Some(BODY),
        ..full.clone()
    };
    write!(one.store, |tx, changed| organisations::update(tx, changed).await?).unwrap();
    let expected = OrganisationRow { version: 2, ..changed };
    assert_eq!(
        read!(one.store, |tx, full| organisations::find(tx, full.id).await?),
        Some(expected)
    );
    let codes: Vec<String> = read!(one.store, |tx| organisations::all(tx).await?)
        .into_iter()
        .map(|row| row.code)
        .collect();
    assert_eq!(
        codes,
        ["0042", "420", "4201", "420101", "4202", "420201", "421", "429001"]
    );
}

async fn people_and_registrations_come_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let full = PersonRow {
        details_sealed: Some(sealed(5)),
        name_sealed: sealed(6),
        ..person(PEOPLE[0])
    };
    let second = document(id(230), PEOPLE[0], 200);
    let registered = RegistrationRow {
        conditions_sealed: Some(sealed(7)),
        class_name: String::new(),
        study_organisation_id: None,
        ..registration(0)
    };
    write!(one.store, |tx, full, second, registered| {
        people::update_person(tx, full).await?;
        people::close_document(tx, PEOPLE[0], "2026-12-01").await?;
        people::insert_documents(tx, std::slice::from_ref(second)).await?;
        people::update_registration(tx, registered).await?;
    })
    .unwrap();
    let found = read!(one.store, |tx| people::find_person(tx, PEOPLE[0]).await?).unwrap();
    assert_eq!(
        format!("{found:?}"),
        format!(
            "{:?}",
            PersonRow {
                version: 2,
                ..full.clone()
            }
        )
    );
    assert_eq!(
        (&found.name_sealed, &found.details_sealed),
        (&sealed(6), &Some(sealed(5)))
    );
    assert_eq!(read!(one.store, |tx| people::all_persons(tx).await?).len(), 4);
    let live = read!(one.store, |tx| people::live_document_of(tx, PEOPLE[0]).await?).unwrap();
    assert_eq!(
        (live.id, live.document_index, live.valid_to),
        (second.id, vec![200; 16], None)
    );
    let by_document = |index: u8| {
        let store = &one.store;
        async move { read!(store, |tx, index| people::person_by_document(tx, &[*index; 16]).await?) }
    };
    assert_eq!(by_document(200).await, Some(PEOPLE[0]));
    assert_eq!(by_document(0).await, None, "a closed document finds nobody");
    assert_eq!(read!(one.store, |tx| people::live_documents(tx).await?).len(), 3);
    let of_year = read!(one.store, |tx| people::registrations_of_year(tx, 2027, "essay").await?);
    assert_eq!(
        of_year.into_iter().find(|row| row.id == REGISTRATIONS[0]),
        Some(RegistrationRow {
            version: 2,
            ..registered
        })
    );
    assert_eq!(
        read!(one.store, |tx| people::registrations_of_year(tx, 2026, "essay").await?),
        Vec::new()
    );
    let memberships = read!(one.store, |tx| people::memberships(tx).await?);
    let own = memberships.iter().find(|row| row.person_id == PEOPLE[2]).unwrap();
    assert_eq!(
        (
            own.informing_organisation_id,
            own.informing_parent_id,
            own.registering_parent_id
        ),
        (OTHER_SCHOOL, Some(OTHER_BODY), Some(OTHER_BODY))
    );
}

async fn editions_come_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let mut annulled = edition(id(533), RESULTS[0], 2, "annulled");
    annulled.document_reference = Some("протокол № 5".to_owned());
    annulled.completion_id = Some(COMPLETION);
    annulled.released_at = Some(NOW + 1);
    annulled.ended_at = Some(NOW + 2);
    annulled.hold_reason = Some("by-hand".to_owned());
    annulled.hold_note = Some("сверка".to_owned());
    annulled.essay_value = None;
    annulled.topic = None;
    write!(one.store, |tx, annulled| results::insert_editions(
        tx,
        std::slice::from_ref(annulled)
    )
    .await?)
    .unwrap();
    let found = read!(one.store, |tx| results::editions_of_result(tx, RESULTS[0]).await?);
    assert_eq!(found, [edition(EDITIONS[0], RESULTS[0], 1, "received"), annulled]);
    assert_eq!(
        read!(one.store, |tx| results::exam_of_edition(tx, EDITIONS[2]).await?),
        Some(EXAM)
    );
    assert_eq!(read!(one.store, |tx| exams::find(tx, EXAM).await?), Some(exam()));
    assert_eq!(read!(one.store, |tx| exams::all(tx).await?), [exam()]);
    let mut sittings = read!(one.store, |tx| exams::sittings(tx, EXAM).await?);
    sittings.sort_by_key(|row| row.id);
    assert_eq!(sittings, [0, 1, 2].map(sitting));
    write!(one.store, |tx| exams::update_sitting_subject(tx, SITTINGS[1], 21)
        .await?)
    .unwrap();
    let newest = read!(one.store, |tx| standing::sitting_results(tx, EXAM).await?);
    let first = newest.iter().find(|row| row.sitting_id == SITTINGS[0]).unwrap();
    assert_eq!(
        (first.edition_number, first.edition_state.as_deref()),
        (Some(2), Some("annulled")),
        "the newest edition, whatever its state"
    );
    let second = newest.iter().find(|row| row.sitting_id == SITTINGS[1]).unwrap();
    assert_eq!(
        (second.subject_code, second.edition_state.as_deref()),
        (21, Some("received"))
    );
}

fn import(number: i64) -> ImportRow {
    ImportRow {
        id: id(700 + u128::try_from(number).unwrap()),
        number,
        kind: "essay-results".to_owned(),
        state: "staged".to_owned(),
        profile_name: None,
        file_name_sealed: sealed(3),
        file_id: id(710),
        staging_file_id: id(710),
        file_hash: vec![1; 32],
        base_hash: vec![2; 32],
        total_rows: 5,
        new_rows: 1,
        changed_rows: 1,
        same_rows: 2,
        wrong_rows: 1,
        staged_at: NOW,
        staged_by: ACCOUNT,
        finished_at: None,
        finished_by: None,
        ground: None,
    }
}

async fn imports_profiles_and_files_come_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let second = ImportRow {
        profile_name: Some("Наш".to_owned()),
        ..import(2)
    };
    write!(one.store, |tx, second| {
        imports::insert(tx, &import(1)).await?;
        imports::insert(tx, second).await?;
        imports::insert_file(tx, id(710), 4096, &[1; 32], NOW).await?;
        imports::enqueue(tx, id(720), "print", "{}", NOW).await?;
    })
    .unwrap();
    let finish = |state: &'static str| {
        let store = &one.store;
        async move {
            write!(store, |tx, state| imports::finish(
                tx,
                id(701),
                state,
                NOW + 5,
                ACCOUNT,
                Some("акт № 3")
            )
            .await?)
            .unwrap()
        }
    };
    assert!(finish("applied").await);
    assert!(!finish("applied").await, "an import is finished once");
    assert!(!finish("dropped").await, "an applied import is not dropped");
    let all = read!(one.store, |tx| imports::all(tx).await?);
    assert_eq!(
        all.iter().map(|row| row.number).collect::<Vec<_>>(),
        [2, 1],
        "newest first"
    );
    assert_eq!(format!("{:?}", all[0]), format!("{second:?}"));
    let finished = read!(one.store, |tx| imports::find(tx, id(701)).await?).unwrap();
    assert_eq!(
        (
            finished.state.as_str(),
            finished.finished_at,
            finished.finished_by,
            finished.ground.as_deref()
        ),
        ("applied", Some(NOW + 5), Some(ACCOUNT), Some("акт № 3"))
    );
    assert_eq!(
        read!(one.store, |tx| imports::files(tx).await?),
        [(id(710), 4096, vec![1; 32])]
    );

    let profile = |body: &str, at| ProfileRow {
        name: "Наш".to_owned(),
        kind: "essay-results".to_owned(),
        body: body.to_owned(),
        saved_at: at,
        saved_by: ACCOUNT,
        version: 1,
    };
    write!(one.store, |tx| imports::put_profile(tx, &profile("{}", NOW)).await?).unwrap();
    write!(one.store, |tx| imports::put_profile(tx, &profile("{\"a\":1}", NOW + 1))
        .await?)
    .unwrap();
    let profiles = read!(one.store, |tx| imports::profiles(tx).await?);
    assert_eq!(profiles.len(), 1);
    assert_eq!(
        (profiles[0].body.as_str(), profiles[0].version, profiles[0].saved_at),
        ("{\"a\":1}", 2, NOW + 1)
    );
}

async fn announcements_come_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let row = AnnouncementRow {
        id: id(800),
        exam_id: EXAM,
        organisation_id: SCHOOL,
        told_at: NOW,
        place: "каб. 12".to_owned(),
        procedure_text: "Порядок".to_owned(),
        announced_at: NOW,
        announced_by: ACCOUNT,
        notified_at: None,
        notified_by: None,
        version: 1,
    };
    let signature = |person, signer: &str| SignatureRow {
        announcement_id: row.id,
        person_id: person,
        signer: signer.to_owned(),
        signed_on: "2026-11-20".to_owned(),
        entered_at: NOW,
        entered_by: ACCOUNT,
    };
    write!(one.store, |tx, row| {
        announcements::insert(tx, row).await?;
        let signatures = [
            signature(PEOPLE[0], "participant"),
            signature(PEOPLE[0], "parent"),
            signature(PEOPLE[1], "participant"),
        ];
        announcements::replace_signatures(tx, row.id, &signatures).await?;
    })
    .unwrap();
    assert_eq!(
        read!(one.store, |tx| announcements::in_scope(tx, &region(), EXAM).await?),
        std::slice::from_ref(&row)
    );
    assert_eq!(
        read!(one.store, |tx| announcements::signature_counts(tx, EXAM).await?),
        [(row.id, 2)],
        "parents are not counted"
    );
    write!(one.store, |tx, row| announcements::replace_signatures(
        tx,
        row.id,
        &[signature(PEOPLE[1], "parent")]
    )
    .await?)
    .unwrap();
    let left = read!(one.store, |tx, row| announcements::signatures(tx, row.id).await?);
    assert_eq!(
        left.iter()
            .map(|one| (one.person_id, one.signer.as_str()))
            .collect::<Vec<_>>(),
        [(PEOPLE[1], "parent")]
    );

    let told = AnnouncementRow {
        place: "актовый зал".to_owned(),
        notified_at: Some(NOW + 9),
        notified_by: Some(ACCOUNT),
        ..row.clone()
    };
    assert!(write!(one.store, |tx, told| announcements::update(tx, told).await?).unwrap());
    assert!(
        !write!(one.store, |tx, row| announcements::update(tx, row).await?).unwrap(),
        "somebody was first"
    );
    assert_eq!(
        read!(one.store, |tx| announcements::in_scope(tx, &region(), EXAM).await?),
        [AnnouncementRow { version: 2, ..told }]
    );
}

async fn settings_and_days_come_back_as_written(engine: Engine) {
    let one = TestStore::new(engine).await;
    let setting = |value: &str, version| SettingRow {
        name: "hot-line".to_owned(),
        value: value.to_owned(),
        ground: "решение № 7".to_owned(),
        changed_at: NOW + version,
        changed_by: ACCOUNT,
        version,
    };
    for version in 1..=3 {
        write!(one.store, |tx| settings::put(tx, &setting("8-800", version)).await?).unwrap();
    }
    assert_eq!(read!(one.store, |tx| settings::all(tx).await?), [setting("8-800", 3)]);
    let versions: Vec<i64> = read!(one.store, |tx| settings::history(tx).await?)
        .into_iter()
        .map(|row| row.version)
        .collect();
    assert_eq!(versions, [3, 2, 1], "nothing of the history is lost");
    assert!(
        write!(one.store, |tx| settings::put(tx, &setting("другой", 3)).await?).is_err(),
        "the history holds every version once"
    );
    assert_eq!(
        read!(one.store, |tx| settings::all(tx).await?),
        [setting("8-800", 3)],
        "and the refused value is not kept"
    );

    let day = |kind: &str| DayOverrideRow {
        day: "2026-12-31".to_owned(),
        kind: kind.to_owned(),
        ground: "распоряжение".to_owned(),
        created_at: NOW,
        created_by: ACCOUNT,
    };
    write!(one.store, |tx| settings::put_day_override(tx, &day("day-off")).await?).unwrap();
    write!(one.store, |tx| settings::put_day_override(tx, &day("working")).await?).unwrap();
    assert_eq!(
        read!(one.store, |tx| settings::day_overrides(tx).await?),
        [day("working")]
    );
    write!(one.store, |tx| settings::remove_day_override(tx, "2026-12-31").await?).unwrap();
    assert_eq!(read!(one.store, |tx| settings::day_overrides(tx).await?), []);
}

pub fn obligation(number: u128, subject_kind: &str, debtor: uuid::Uuid, due_at: i64) -> ObligationRow {
    ObligationRow {
        id: id(900 + number),
        term_id: "kuzbass-4195.2.2".to_owned(),
        clause: "kuzbass-4195:2.2".to_owned(),
        exam_id: EXAM,
        subject_kind: subject_kind.to_owned(),
        subject_id: id(600 + number),
        debtor_id: debtor,
        opened_at: NOW,
        event_at: NOW - 1,
        due_at,
        due_day: "2026-12-16".to_owned(),
        met_at: None,
        data_edition: "2026-11-22".to_owned(),
    }
}

async fn obligations_come_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let rows = [
        obligation(2, "ledger", SCHOOL, NOW + 30),
        obligation(1, "statement", BODY, NOW + 20),
        obligation(0, "exam", CENTRE, NOW + 10),
    ];
    write!(one.store, |tx, rows| obligations::insert(tx, rows).await?).unwrap();
    let met = ObligationRow {
        met_at: Some(NOW + 5),
        due_at: NOW + 11,
        due_day: "2026-12-17".to_owned(),
        opened_at: NOW + 1,
        event_at: NOW + 2,
        data_edition: "2".to_owned(),
        ..rows[2].clone()
    };
    write!(one.store, |tx, rows, met| {
        obligations::update(tx, met).await?;
        obligations::delete(tx, rows[1].id).await?;
    })
    .unwrap();
    let found = read!(one.store, |tx| obligations::in_scope(tx, &region(), Some(EXAM)).await?);
    assert_eq!(found, [met.clone(), rows[0].clone()], "by due moment");
    assert_eq!(
        read!(one.store, |tx| obligations::in_scope(tx, &region(), Some(id(1)))
            .await?),
        []
    );
    assert_eq!(read!(one.store, |tx| obligations::of_exam(tx, EXAM).await?).len(), 2);
    let of_debtor = |kind: &'static str, debtor| {
        let store = one.store.clone();
        async move {
            store
                .read(&(kind, debtor), |tx, (kind, debtor)| {
                    storage::boxed(async move { obligations::of_debtor(tx, EXAM, kind, *debtor).await })
                })
                .await
                .unwrap()
        }
    };
    assert_eq!(of_debtor("exam", CENTRE).await, [met]);
    assert_eq!(of_debtor("statement", SCHOOL).await, []);
}

async fn the_publication_comes_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let published = |index: u8, number| PublishedResultRow {
        lookup_index: vec![index; 16],
        exam_id: EXAM,
        publication_number: number,
        record_sealed: sealed(index),
    };
    write!(one.store, |tx| lookup::publish(
        tx,
        1,
        EXAM,
        NOW,
        &[published(1, 1), published(2, 1)]
    )
    .await?)
    .unwrap();
    let find = |index: u8| {
        let store = &one.store;
        async move { read!(store, |tx, index| lookup::find(tx, &[*index; 16]).await?) }
    };
    assert!(find(1).await.is_empty(), "shut without a recorded decision");
    let opening = LookupOpeningRow {
        id: id(810),
        exam_id: EXAM,
        decision_number: "77".to_owned(),
        decision_date: "2026-12-16".to_owned(),
        opened_at: NOW,
        opened_by: ACCOUNT,
    };
    write!(one.store, |tx, opening| lookup::insert_opening(tx, opening).await?).unwrap();
    assert_eq!(
        format!("{:?}", read!(one.store, |tx| lookup::openings(tx).await?)),
        format!("[{opening:?}]")
    );
    assert_eq!(
        find(1)
            .await
            .into_iter()
            .map(|row| (row.publication_number, row.published_at, row.record_sealed))
            .collect::<Vec<_>>(),
        [(1, NOW, sealed(1))]
    );
    write!(one.store, |tx| lookup::publish(
        tx,
        2,
        EXAM,
        NOW + 1,
        &[published(2, 2)]
    )
    .await?)
    .unwrap();
    assert!(find(1).await.is_empty(), "a new publication replaces the exam's");
    assert_eq!(find(2).await[0].publication_number, 2);
    assert_eq!(read!(one.store, |tx| lookup::count(tx, EXAM).await?), 1);
    assert!(
        write!(one.store, |tx| lookup::publish(tx, 2, EXAM, NOW, &[]).await?).is_err(),
        "a number is used once"
    );
    let again = LookupOpeningRow { id: id(811), ..opening };
    assert!(
        write!(one.store, |tx, again| lookup::insert_opening(tx, again).await?).is_err(),
        "one decision opens an exam"
    );
}

async fn counters_only_grow(engine: Engine) {
    let one = TestStore::new(engine).await;
    for (counter, step, expected) in [
        (Counter::Publication, 1, 1),
        (Counter::Publication, 5, 6),
        (Counter::Import, 1, 1),
        (Counter::Statement, 3, 3),
        (Counter::Directory, 1, 1),
    ] {
        let taken = write!(one.store, |tx, counter, step| installation::bump(tx, *counter, *step)
            .await?)
        .unwrap();
        assert_eq!(taken, expected, "{counter:?}");
        assert_eq!(
            read!(one.store, |tx, counter| installation::value(tx, *counter).await?),
            expected
        );
    }
    let row = InstallationRow {
        region_code: "42".to_owned(),
        key_fingerprint: "ab".to_owned(),
        created_at: NOW,
    };
    assert!(read!(one.store, |tx| installation::find(tx).await?).is_none());
    write!(one.store, |tx, row| installation::insert(tx, row).await?).unwrap();
    assert_eq!(
        format!("{:?}", read!(one.store, |tx| installation::find(tx).await?).unwrap()),
        format!("{row:?}")
    );
    assert!(
        write!(one.store, |tx, row| installation::insert(tx, row).await?).is_err(),
        "one database is one region"
    );
}

/// One row less than fits into a statement, as many as fit, one more: the borders of the bulk insert, and nothing at all.
async fn many_rows_fit_whatever_their_number(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let mut next: u128 = 10_000;
    let mut expected = 4;
    for rows in [0, 1, 4999, 5000, 5001] {
        let people: Vec<PersonRow> = (0..rows).map(|number: u128| person(id(next + number))).collect();
        next += rows;
        expected += people.len();
        write!(one.store, |tx, people| people::insert_persons(tx, people).await?).unwrap();
        assert_eq!(
            read!(one.store, |tx| people::all_persons(tx).await?).len(),
            expected,
            "{rows}"
        );
    }
}
