//! Acts on stored rows happen once, and only on the version somebody looked at.

use storage::ledgers::{self, LedgerLineRow};
use storage::participants;
use storage::results;
use storage::statements::{self, OpeningRow};

use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    a_release_takes_what_is_received_and_leaves_what_is_held;
    a_new_edition_replaces_the_released_one_and_keeps_it;
    a_statement_is_handed_over_and_received_once;
    openings_are_kept_and_the_recipients_first_is_told;
    a_ledger_line_is_written_on_the_version_that_was_seen;
    a_ledger_is_handed_in_once;
    progress_and_the_untold_agree_with_the_lines;
}

async fn states(one: &TestStore) -> Vec<String> {
    let mut found = Vec::new();
    for result in RESULTS {
        let editions = read!(one.store, |tx, result| results::editions_of_result(tx, *result).await?);
        found.push(
            editions
                .iter()
                .map(|row| row.state.as_str())
                .collect::<Vec<_>>()
                .join(","),
        );
    }
    found
}

async fn a_release_takes_what_is_received_and_leaves_what_is_held(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    assert!(
        write!(one.store, |tx| results::hold(tx, EDITIONS[1], "by-hand", "сверка")
            .await?)
        .unwrap()
    );
    assert!(
        !write!(one.store, |tx| results::hold(tx, EDITIONS[1], "by-hand", "ещё раз")
            .await?)
        .unwrap(),
        "held once"
    );
    let pending = read!(one.store, |tx| results::pending(tx, EXAM).await?);
    assert_eq!(
        pending
            .iter()
            .map(|row| (row.edition_id, row.state.as_str(), row.hold_note.as_deref()))
            .collect::<Vec<_>>(),
        [
            (EDITIONS[0], "received", None),
            (EDITIONS[1], "held", Some("сверка")),
            (EDITIONS[2], "received", None),
        ]
    );
    let released = write!(one.store, |tx| results::release_received(tx, EXAM, COMPLETION, NOW + 1)
        .await?)
    .unwrap();
    assert_eq!(
        (released, states(&one).await),
        (2, vec!["released".to_owned(), "held".to_owned(), "released".to_owned()])
    );
    assert!(
        !write!(one.store, |tx| results::hold(tx, EDITIONS[0], "by-hand", "поздно")
            .await?)
        .unwrap(),
        "what is released is not held"
    );
    assert!(!write!(one.store, |tx| results::end_hold(tx, EDITIONS[0]).await?).unwrap());
    assert!(write!(one.store, |tx| results::end_hold(tx, EDITIONS[1]).await?).unwrap());
    assert!(!write!(one.store, |tx| results::end_hold(tx, EDITIONS[1]).await?).unwrap());
    let counts = read!(one.store, |tx| participants::counts(tx, &region(), EXAM).await?);
    let mut counts: Vec<_> = counts
        .iter()
        .map(|row| (row.organisation_id, row.sittings, row.received, row.held, row.released))
        .collect();
    counts.sort();
    assert_eq!(counts, [(SCHOOL, 2, 1, 0, 1), (OTHER_SCHOOL, 1, 0, 0, 1)]);
    let row = &read!(one.store, |tx| results::editions_of_result(tx, RESULTS[0]).await?)[0];
    assert_eq!((row.completion_id, row.released_at), (Some(COMPLETION), Some(NOW + 1)));
    let nobody = write!(one.store, |tx| results::release_received(tx, id(1), COMPLETION, NOW)
        .await?)
    .unwrap();
    assert_eq!(nobody, 0, "another exam's results stay");
}

async fn a_new_edition_replaces_the_released_one_and_keeps_it(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    let second = completion(id(541), 2);
    write!(one.store, |tx, second| {
        results::insert_editions(tx, &[edition(id(533), RESULTS[0], 2, "received")]).await?;
        results::insert_completion(tx, second).await?;
        results::release_received(tx, EXAM, second.id, NOW + 9).await?;
    })
    .unwrap();
    let editions = read!(one.store, |tx| results::editions_of_result(tx, RESULTS[0]).await?);
    assert_eq!(
        editions
            .iter()
            .map(|row| (row.number, row.state.as_str(), row.completion_id, row.ended_at))
            .collect::<Vec<_>>(),
        [
            (1, "superseded", Some(COMPLETION), Some(NOW + 9)),
            (2, "released", Some(second.id), None),
        ]
    );
    assert_eq!(
        states(&one).await[1..],
        ["released", "released"],
        "nobody else's edition moved"
    );
    let released = read!(one.store, |tx| results::released_of_exam(tx, EXAM).await?);
    assert_eq!(
        released.iter().map(|row| row.edition_id).collect::<Vec<_>>(),
        [EDITIONS[1], EDITIONS[2], id(533)]
    );
    let numbers: Vec<i64> = read!(one.store, |tx| results::completions(tx, EXAM).await?)
        .iter()
        .map(|row| row.number)
        .collect();
    assert_eq!(numbers, [1, 2]);
    // A waiting edition gives way; a released one does not.
    write!(one.store, |tx| {
        results::insert_editions(tx, &[edition(id(534), RESULTS[0], 3, "received")]).await?;
        results::supersede_pending(tx, &[id(534)], NOW + 10).await?;
        results::supersede_pending(tx, &[id(533)], NOW + 10).await?;
    })
    .unwrap();
    assert_eq!(states(&one).await[0], "superseded,released,superseded");
}

async fn a_statement_is_handed_over_and_received_once(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    let hand_over = |at| {
        let store = &one.store;
        async move { write!(store, |tx, at| statements::hand_over(tx, TO_BODY, *at, ACCOUNT).await?).unwrap() }
    };
    let receive = |at| {
        let store = &one.store;
        async move { write!(store, |tx, at| statements::receive(tx, TO_BODY, *at, ACCOUNT).await?).unwrap() }
    };
    assert!(!receive(NOW + 1).await, "nothing to receive before the hand-over");
    let known = || async { read!(one.store, |tx| statements::handed_over_editions(tx, EXAM, BODY).await?) };
    assert!(known().await.is_empty(), "nothing is known before the hand-over");
    assert!(hand_over(NOW + 2).await);
    let editions: Vec<_> = known().await.iter().map(|row| row.edition_id).collect();
    let released = read!(one.store, |tx| statements::lines(tx, TO_BODY).await?);
    assert!(
        released.iter().any(|line| editions.contains(&line.edition_id)),
        "{editions:?}"
    );
    assert!(!hand_over(NOW + 3).await, "handed over once");
    assert!(receive(NOW + 4).await);
    assert!(!receive(NOW + 5).await, "received once");
    let row = read!(one.store, |tx| statements::find(tx, &region(), TO_BODY).await?)
        .unwrap()
        .statement;
    assert_eq!(
        (row.handed_over_at, row.received_at, row.version),
        (Some(NOW + 2), Some(NOW + 4), 3),
        "the first moment of each stands"
    );
    let below = read!(one.store, |tx| statements::find(tx, &region(), TO_SCHOOL).await?).unwrap();
    assert_eq!(below.parent_received_at, Some(NOW + 4));
    let all = read!(one.store, |tx| statements::all(tx).await?);
    assert_eq!(
        all,
        read!(one.store, |tx| statements::of_completion(tx, COMPLETION).await?)
    );
    assert_eq!(all.len(), 3);
    let through: Vec<_> = read!(one.store, |tx| statements::of_edition(tx, EDITIONS[0]).await?)
        .iter()
        .map(|row| row.id)
        .collect();
    assert_eq!(through, [TO_BODY, TO_SCHOOL], "by number");
    let lines = read!(one.store, |tx| statements::lines(tx, TO_SCHOOL).await?);
    assert_eq!(
        lines
            .iter()
            .map(|line| (line.line_number, line.edition_id, line.person_id, line.commitment.len()))
            .collect::<Vec<_>>(),
        [(1, EDITIONS[0], PEOPLE[0], 32), (2, EDITIONS[1], PEOPLE[1], 32),]
    );
    let documents = read!(one.store, |tx| storage::people::documents_of(tx, &[PEOPLE[2]]).await?);
    assert_eq!(documents, [(PEOPLE[2], id(222), sealed(2))]);
}

async fn openings_are_kept_and_the_recipients_first_is_told(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    write!(one.store, |tx| {
        storage::people::insert_persons(tx, &[person(id(211))]).await?;
        storage::accounts::insert(tx, &account(id(310), id(211), "operator")).await?;
        storage::accounts::insert_appointment(tx, id(311), id(310), "processing-operator", CENTRE, "оператор", NOW)
            .await?;
        for (number, account, organisation, at) in [
            (1, id(310), CENTRE, NOW + 1),
            (2, ACCOUNT, BODY, NOW + 5),
            (3, ACCOUNT, BODY, NOW + 7),
        ] {
            let row = OpeningRow {
                id: id(630 + number),
                statement_id: TO_BODY,
                account_id: account,
                form: "pdf".to_owned(),
                opened_at: at,
            };
            statements::insert_opening(tx, &row).await?;
            statements::note_first_opening(tx, TO_BODY, at, organisation).await?;
        }
    })
    .unwrap();
    let row = read!(one.store, |tx| statements::find(tx, &region(), TO_BODY).await?).unwrap();
    assert_eq!(
        row.first_opened_at,
        Some(NOW + 5),
        "the sender's own look does not count"
    );
    let moments: Vec<i64> = read!(one.store, |tx| statements::openings(tx, TO_BODY).await?)
        .iter()
        .map(|row| row.opened_at)
        .collect();
    assert_eq!(moments, [NOW + 1, NOW + 5, NOW + 7]);
}

async fn a_ledger_line_is_written_on_the_version_that_was_seen(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    let seen = ledger_line(LINES[0], LEDGER, 1, 0, "AAAA000001");
    let told = LedgerLineRow {
        told_at: Some(NOW + 1),
        note_sealed: Some(sealed(4)),
        entered_at: Some(NOW + 2),
        entered_by: Some(ACCOUNT),
        ..seen.clone()
    };
    assert!(
        write!(one.store, |tx, told| ledgers::update_lines(
            tx,
            std::slice::from_ref(told)
        )
        .await?)
        .unwrap()
    );
    let late = LedgerLineRow { not_told: true, ..seen };
    assert!(
        !write!(one.store, |tx, late| ledgers::update_lines(
            tx,
            std::slice::from_ref(late)
        )
        .await?)
        .unwrap(),
        "somebody was first"
    );
    let lines = read!(one.store, |tx| ledgers::lines(tx, LEDGER).await?);
    assert_eq!(lines[0].line, LedgerLineRow { version: 2, ..told });
    assert_eq!(
        (
            lines[0].essay_value.as_deref(),
            lines[0].result_id,
            lines[1].line.version
        ),
        (Some("11|11011|1"), RESULTS[0], 1)
    );
    let cleared = LedgerLineRow {
        version: 2,
        ..ledger_line(LINES[0], LEDGER, 1, 0, "AAAA000001")
    };
    assert!(
        write!(one.store, |tx, cleared| ledgers::update_lines(
            tx,
            std::slice::from_ref(cleared)
        )
        .await?)
        .unwrap()
    );
    assert_eq!(
        read!(one.store, |tx| ledgers::line_of_edition(tx, EDITIONS[0]).await?),
        Some(LedgerLineRow { version: 3, ..cleared })
    );
    assert_eq!(
        read!(one.store, |tx| ledgers::ledger_by_code(tx, &region(), "AAAA000002")
            .await?),
        Some(LEDGER)
    );
    assert_eq!(
        read!(one.store, |tx| ledgers::ledger_by_code(tx, &region(), "AAAA000003")
            .await?),
        None
    );
}

async fn a_ledger_is_handed_in_once(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    assert!(write!(one.store, |tx| ledgers::touch(tx, LEDGER).await?).unwrap());
    assert!(
        write!(one.store, |tx| ledgers::hand_in(tx, LEDGER, NOW + 1, ACCOUNT, &[5; 32])
            .await?)
        .unwrap()
    );
    assert!(
        !write!(one.store, |tx| ledgers::hand_in(tx, LEDGER, NOW + 2, ACCOUNT, &[6; 32])
            .await?)
        .unwrap()
    );
    let row = read!(one.store, |tx| ledgers::find(tx, &region(), LEDGER).await?)
        .unwrap()
        .ledger;
    let expected = storage::ledgers::LedgerRow {
        state: "handed-in".to_owned(),
        handed_in_at: Some(NOW + 1),
        handed_in_by: Some(ACCOUNT),
        content_hash: Some(vec![5; 32]),
        version: 3,
        ..ledger(LEDGER, TO_SCHOOL, SCHOOL, "420101-11А-021226-1")
    };
    assert_eq!(row, expected);
}

async fn progress_and_the_untold_agree_with_the_lines(engine: Engine) {
    let one = TestStore::with_statements(engine).await;
    let progress = || {
        let store = &one.store;
        async move {
            let rows = read!(store, |tx| ledgers::progress(tx, &region(), EXAM).await?);
            rows.iter()
                .map(|row| (row.organisation_id, row.total, row.handed_down, row.told, row.not_told))
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(progress().await, [(SCHOOL, 2, 0, 0, 0)]);
    write!(one.store, |tx| {
        statements::hand_over(tx, TO_BODY, NOW + 1, ACCOUNT).await?;
        statements::receive(tx, TO_BODY, NOW + 2, ACCOUNT).await?;
        statements::hand_over(tx, TO_SCHOOL, NOW + 3, ACCOUNT).await?;
        ledgers::update_lines(
            tx,
            &[LedgerLineRow {
                told_at: Some(NOW + 4),
                ..ledger_line(LINES[0], LEDGER, 1, 0, "AAAA000001")
            }],
        )
        .await?;
        ledgers::update_lines(
            tx,
            &[LedgerLineRow {
                not_told: true,
                note_sealed: Some(sealed(1)),
                ..ledger_line(LINES[1], LEDGER, 2, 1, "AAAA000002")
            }],
        )
        .await?;
    })
    .unwrap();
    assert_eq!(
        read!(one.store, |tx| participants::with_wrong_rows(tx).await?),
        0,
        "told, not told, released and held all stand in the list of participants"
    );
    let told = read!(one.store, |tx| participants::in_exam(
        tx,
        &region(),
        EXAM,
        participants::ParticipantNarrowing::default()
    )
    .await?);
    let told: Vec<_> = told.iter().filter_map(|row| row.told_at).collect();
    assert_eq!(told, [NOW + 4]);
    let wrong = || {
        let store = &one.store;
        async move { read!(store, |tx| ledgers::with_wrong_counters(tx).await?) }
    };
    assert_eq!(wrong().await, ["420101-11А-021226-1"], "lines written and not counted");
    assert!(write!(one.store, |tx| ledgers::touch(tx, LEDGER).await?).unwrap());
    assert_eq!(
        (wrong().await, progress().await),
        (Vec::<String>::new(), vec![(SCHOOL, 2, 2, 1, 1)])
    );
    let untold = read!(one.store, |tx| ledgers::untold(tx, &region(), EXAM, None).await?);
    assert_eq!(
        untold
            .iter()
            .map(|row| (
                row.person_id,
                row.not_told,
                row.available_at,
                row.transferred_at,
                row.line_number
            ))
            .collect::<Vec<_>>(),
        [(PEOPLE[1], true, Some(NOW + 3), Some(NOW + 1), 2)]
    );
    for (organisation, expected) in [(SCHOOL, 1), (BODY, 1), (OTHER_BODY, 0), (OTHER_SCHOOL, 0)] {
        let rows = read!(one.store, |tx, organisation| ledgers::untold(
            tx,
            &region(),
            EXAM,
            Some(*organisation)
        )
        .await?);
        assert_eq!(rows.len(), expected);
    }
    let row = read!(one.store, |tx| ledgers::one(tx, LEDGER).await?).remove(0);
    assert_eq!(
        (
            row.told,
            row.not_told,
            row.last_told_at,
            row.available_at,
            row.transferred_at
        ),
        (1, 1, Some(NOW + 4), Some(NOW + 3), Some(NOW + 1))
    );
    assert_eq!(read!(one.store, |tx| ledgers::of_exam(tx, EXAM).await?).len(), 1);
}
