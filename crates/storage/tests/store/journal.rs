//! The journal: numbered without gaps, chained by hash, and nothing in it can be altered unseen.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::access::Role;
use storage::installation::Counter;
use storage::journal::{self, Author, Event, JournalFilter, JournalRow, event_hash};
use storage::{StorageError, boxed};

use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    twenty_writers_leave_no_gap_and_one_chain;
    a_long_act_is_not_starved_by_short_ones;
    a_refused_act_leaves_no_event;
    whatever_is_altered_shows;
    a_page_shows_what_was_asked_for;
}

fn event(number: i64) -> Event {
    Event {
        action: "tried",
        object_kind: "exam",
        object_id: Some(EXAM),
        details: format!("{{\"n\":{number}}}"),
    }
}

fn author(number: i64) -> Author {
    Author {
        account: Some(ACCOUNT),
        organisation: Some(BODY),
        at: NOW + number,
    }
}

fn problems(rows: &[JournalRow]) -> Vec<i64> {
    let mut previous = vec![0; 32];
    let mut found = Vec::new();
    for (row, expected) in rows.iter().zip(1..) {
        if row.sequence != expected || row.previous_hash != previous || row.hash != event_hash(row) {
            found.push(row.sequence);
        }
        previous.clone_from(&row.hash);
    }
    found
}

async fn all(one: &TestStore) -> Vec<JournalRow> {
    let mut rows = Vec::new();
    loop {
        let last = rows.last().map_or(0, |row: &JournalRow| row.sequence);
        let next = read!(one.store, |tx, last| journal::after(tx, *last, 7).await?);
        if next.is_empty() {
            return rows;
        }
        rows.extend(next);
    }
}

async fn twenty_writers_leave_no_gap_and_one_chain(engine: Engine) {
    let one = TestStore::new(engine).await;
    let tasks: Vec<_> = (0..20)
        .map(|number| {
            let store = one.store.clone();
            tokio::spawn(async move {
                write!(store, |tx, number| journal::append(
                    tx,
                    author(*number),
                    &event(*number)
                )
                .await?)
            })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.push(task.await.unwrap().unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    let rows = all(&one).await;
    assert_eq!((rows.len(), problems(&rows)), (20, Vec::new()));
    let mut details: Vec<&str> = rows.iter().map(|row| row.details.as_str()).collect();
    details.sort_unstable();
    details.dedup();
    assert_eq!(details.len(), 20, "every writer's event stands once");
}

/// A release takes a second while schools save their ledgers every moment, and each of them appends to the journal.
async fn a_long_act_is_not_starved_by_short_ones(engine: Engine) {
    let one = TestStore::new(engine).await;
    let done = Arc::new(AtomicBool::new(false));
    let (store, stop) = (one.store.clone(), Arc::clone(&done));
    let short = tokio::spawn(async move {
        let mut appended = 0;
        while !stop.load(Ordering::Relaxed) {
            write!(store, |tx| journal::append(tx, author(0), &event(0)).await?).unwrap();
            appended += 1;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        appended
    });
    let long = one.store.write(&(), |tx, ()| {
        boxed(async move {
            storage::installation::value(tx, Counter::Directory).await?;
            tokio::time::sleep(Duration::from_millis(150)).await;
            journal::append(tx, author(1), &event(1)).await
        })
    });
    let outcome = tokio::time::timeout(Duration::from_secs(30), long).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    done.store(true, Ordering::Relaxed);
    let appended = short.await.unwrap();
    outcome.unwrap();
    assert!(appended > 5, "{appended}");
    assert_eq!(problems(&all(&one).await), Vec::<i64>::new());
}

async fn a_refused_act_leaves_no_event(engine: Engine) {
    let one = TestStore::new(engine).await;
    write!(one.store, |tx| journal::append(tx, author(1), &event(1)).await?).unwrap();
    let refused: Result<(), StorageError> = one
        .store
        .write(&(), |tx, ()| {
            boxed(async move {
                journal::append(tx, author(2), &event(2)).await?;
                Err(StorageError::Duplicate)
            })
        })
        .await;
    assert!(refused.is_err());
    let next = write!(one.store, |tx| journal::append(tx, author(3), &event(3)).await?).unwrap();
    assert_eq!(next, 2, "the number of an act that was refused is given to the next");
    assert_eq!(problems(&all(&one).await), Vec::<i64>::new());
}

async fn whatever_is_altered_shows(engine: Engine) {
    let one = TestStore::new(engine).await;
    for number in 1..=5 {
        write!(one.store, |tx, number| journal::append(
            tx,
            author(*number),
            &event(*number)
        )
        .await?)
        .unwrap();
    }
    let bytes = |byte: &str| match engine {
        Engine::Sqlite => format!("x'{}'", byte.repeat(32)),
        Engine::Postgres => format!("'\\x{}'", byte.repeat(32)),
    };
    let uuid = |last: &str| match engine {
        Engine::Sqlite => format!("x'0193000000007000800000000000{last}'"),
        Engine::Postgres => format!("CAST('01930000-0000-7000-8000-00000000{last}' AS UUID)"),
    };
    let alterations = [
        ("at", "at + 1".to_owned()),
        ("account_id", "NULL".to_owned()),
        ("account_id", uuid("ffff")),
        ("organisation_id", "NULL".to_owned()),
        ("action", "'tries'".to_owned()),
        ("object_kind", "'exan'".to_owned()),
        ("object_id", uuid("fffe")),
        ("details", "'{\"n\":4}'".to_owned()),
        ("details", "details || ' '".to_owned()),
        ("previous_hash", bytes("00")),
        ("hash", bytes("ab")),
    ];
    let original = all(&one).await;
    for (column, value) in alterations {
        one.alter("CREATE TABLE kept AS SELECT * FROM journal").await;
        one.alter(&format!("UPDATE journal SET {column} = {value} WHERE sequence = 3"))
            .await;
        let found = problems(&all(&one).await);
        assert!(found.contains(&3), "{column} = {value}: {found:?}");
        one.alter("DELETE FROM journal").await;
        one.alter("INSERT INTO journal SELECT * FROM kept").await;
        one.alter("DROP TABLE kept").await;
        assert_eq!(problems(&all(&one).await), Vec::<i64>::new(), "put back");
    }
    one.alter("DELETE FROM journal WHERE sequence = 3").await;
    assert_eq!(
        problems(&all(&one).await),
        [4, 5],
        "a row taken out breaks number and chain"
    );
    assert_eq!(original.len(), 5);
}

async fn a_page_shows_what_was_asked_for(engine: Engine) {
    let one = TestStore::new(engine).await;
    for number in 1..=6_i64 {
        let organisation = if number % 2 == 0 { BODY } else { SCHOOL };
        let author = Author {
            organisation: Some(organisation),
            ..author(number)
        };
        let action = if number > 3 { "tried" } else { "opened" };
        let object = (number != 6).then_some(EXAM);
        let event = Event {
            action,
            object_id: object,
            ..event(number)
        };
        write!(one.store, |tx, author, event| journal::append(tx, *author, event)
            .await?)
        .unwrap();
    }
    let filter = |action: &str, object, offset, limit| JournalFilter {
        action: action.to_owned(),
        object,
        offset,
        limit,
    };
    let cases = [
        (region(), filter("", None, 0, 10), vec![6, 5, 4, 3, 2, 1], 6),
        (region(), filter("", None, 2, 2), vec![4, 3], 6),
        (region(), filter("tried", None, 0, 10), vec![6, 5, 4], 3),
        (region(), filter("", Some(EXAM), 0, 10), vec![5, 4, 3, 2, 1], 5),
        (region(), filter("closed", None, 0, 10), vec![], 0),
        (
            scope(Role::SchoolOfficer, SCHOOL),
            filter("", None, 0, 10),
            vec![5, 3, 1],
            3,
        ),
        (
            scope(Role::SchoolOfficer, SCHOOL),
            filter("tried", Some(EXAM), 0, 10),
            vec![5],
            1,
        ),
        (
            scope(Role::SchoolOfficer, OTHER_SCHOOL),
            filter("", None, 0, 10),
            vec![],
            0,
        ),
    ];
    for (scope, filter, expected, total) in cases {
        let (rows, count) = read!(one.store, |tx, scope, filter| journal::page(tx, scope, filter).await?);
        assert_eq!(
            (rows.iter().map(|row| row.sequence).collect::<Vec<_>>(), count),
            (expected, total),
            "{filter:?}"
        );
    }
}

/// Fields are length-prefixed: a letter moved from one to the next is another event.
#[test]
fn fields_do_not_run_into_each_other() {
    let row = |action: &str, object_kind: &str, details: &str| JournalRow {
        sequence: 1,
        at: NOW,
        account_id: None,
        organisation_id: None,
        action: action.to_owned(),
        object_kind: object_kind.to_owned(),
        object_id: None,
        details: details.to_owned(),
        previous_hash: vec![0; 32],
        hash: Vec::new(),
    };
    let hashes = [
        row("ab", "c", "d"),
        row("a", "bc", "d"),
        row("ab", "", "cd"),
        row("", "abc", "d"),
    ]
    .map(|row| event_hash(&row));
    for (index, hash) in hashes.iter().enumerate() {
        assert!(!hashes[index + 1..].contains(hash));
    }
    let moved = JournalRow {
        account_id: Some(BODY),
        ..row("a", "b", "c")
    };
    let other = JournalRow {
        organisation_id: Some(BODY),
        ..row("a", "b", "c")
    };
    assert_ne!(event_hash(&moved), event_hash(&other));
}
