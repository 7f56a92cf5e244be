//! Transactions: all or nothing, tried again after a conflict, one picture for a reader.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use storage::sessions::{self, ThrottleRow};
use storage::{StorageError, Store, Tx, boxed};
use tokio::sync::Barrier;

use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    two_increments_at_once_both_land;
    twenty_increments_at_once_all_land;
    an_error_keeps_nothing;
    only_conflicts_are_tried_again;
    a_reader_keeps_nothing_and_sees_one_picture;
    an_abandoned_write_keeps_nothing_and_blocks_nobody;
    statements_are_counted;
}

const KEY: [u8; 32] = [1; 32];

async fn failures(tx: &mut Tx) -> Result<i64, StorageError> {
    Ok(sessions::throttle(tx, &KEY).await?.map_or(0, |row| row.failures))
}

async fn set_failures(tx: &mut Tx, failures: i64) -> Result<(), StorageError> {
    sessions::put_throttle(
        tx,
        &ThrottleRow {
            key: KEY.to_vec(),
            failures,
            window_started_at: 0,
            allowed_at: 0,
        },
    )
    .await
}

async fn increment(store: Store, meet: Option<Arc<Barrier>>, tries: Arc<AtomicUsize>) -> Result<(), StorageError> {
    let mine = AtomicUsize::new(0);
    let input = (&meet, &tries, &mine);
    store
        .write(&input, |tx, (meet, tries, mine)| {
            boxed(async move {
                tries.fetch_add(1, Ordering::Relaxed);
                let present = failures(tx).await?;
                if let Some(barrier) = meet
                    && mine.fetch_add(1, Ordering::Relaxed) == 0
                {
                    barrier.wait().await;
                }
                set_failures(tx, present + 1).await
            })
        })
        .await
}

/// Both have read before either writes: on PostgreSQL one of them must be tried again. SQLite lets in one writer at a time.
async fn two_increments_at_once_both_land(engine: Engine) {
    let one = TestStore::new(engine).await;
    write!(one.store, |tx| set_failures(tx, 0).await?).unwrap();
    let meet = (engine == Engine::Postgres).then(|| Arc::new(Barrier::new(2)));
    let tries = Arc::new(AtomicUsize::new(0));
    let (first, second) = tokio::join!(
        increment(one.store.clone(), meet.clone(), Arc::clone(&tries)),
        increment(one.store.clone(), meet, Arc::clone(&tries))
    );
    first.unwrap();
    second.unwrap();
    assert_eq!(read!(one.store, |tx| failures(tx).await?), 2);
    let expected = if engine == Engine::Postgres { 3 } else { 2 };
    assert_eq!(tries.load(Ordering::Relaxed), expected);
}

async fn twenty_increments_at_once_all_land(engine: Engine) {
    let one = TestStore::new(engine).await;
    write!(one.store, |tx| set_failures(tx, 0).await?).unwrap();
    let tries = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..20)
        .map(|_| tokio::spawn(increment(one.store.clone(), None, Arc::clone(&tries))))
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(read!(one.store, |tx| failures(tx).await?), 20);
}

async fn an_error_keeps_nothing(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let outcome: Result<(), StorageError> = one
        .store
        .write(&(), |tx, ()| {
            boxed(async move {
                set_failures(tx, 5).await?;
                storage::results::hold(tx, EDITIONS[0], "by-hand", "сверка").await?;
                storage::organisations::insert(
                    tx,
                    &organisation(
                        id(111),
                        "4203",
                        domain::organisation::OrganisationKind::MunicipalBody,
                        Some(MINISTRY),
                    ),
                )
                .await?;
                Err(StorageError::Duplicate)
            })
        })
        .await;
    assert!(
        matches!(outcome, Err(StorageError::Duplicate)),
        "the error of the body is the error of the write"
    );
    assert_eq!(read!(one.store, |tx| failures(tx).await?), 0);
    assert_eq!(
        read!(one.store, |tx| storage::results::editions_of_result(tx, RESULTS[0])
            .await?)[0]
            .state,
        "received"
    );
    assert!(read!(one.store, |tx| storage::organisations::find(tx, id(111)).await?).is_none());
    // The refusal of a later statement takes the earlier ones with it.
    let outcome = write!(one.store, |tx| {
        set_failures(tx, 6).await?;
        storage::exams::insert(tx, &exam()).await?;
    });
    assert!(outcome.is_err());
    assert_eq!(read!(one.store, |tx| failures(tx).await?), 0);
    write!(one.store, |tx| set_failures(tx, 7).await?).unwrap();
    assert_eq!(
        read!(one.store, |tx| failures(tx).await?),
        7,
        "the connection serves the next one"
    );
}

async fn only_conflicts_are_tried_again(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let tries = AtomicUsize::new(0);
    let outcome: Result<(), StorageError> = one
        .store
        .write(&tries, |tx, tries| {
            boxed(async move {
                tries.fetch_add(1, Ordering::Relaxed);
                storage::exams::insert(tx, &exam()).await
            })
        })
        .await;
    assert!(outcome.is_err());
    assert_eq!(tries.load(Ordering::Relaxed), 1, "a refused row stays refused");
}

async fn a_reader_keeps_nothing_and_sees_one_picture(engine: Engine) {
    let one = TestStore::new(engine).await;
    write!(one.store, |tx| set_failures(tx, 1).await?).unwrap();
    let outcome: Result<(), StorageError> = one
        .store
        .read(&(), |tx, ()| boxed(async move { set_failures(tx, 9).await }))
        .await;
    assert_eq!(
        outcome.is_err(),
        engine == Engine::Postgres,
        "PostgreSQL refuses at once, SQLite rolls back"
    );
    assert_eq!(read!(one.store, |tx| failures(tx).await?), 1);

    let seen = one
        .store
        .read(&one.store, |tx, store| {
            boxed(async move {
                let before = failures(tx).await?;
                write!(store, |tx| set_failures(tx, 2).await?)?;
                Ok::<_, StorageError>((before, failures(tx).await?))
            })
        })
        .await
        .unwrap();
    assert_eq!(seen, (1, 1), "what is committed meanwhile is not in the picture");
    assert_eq!(read!(one.store, |tx| failures(tx).await?), 2);
}

async fn an_abandoned_write_keeps_nothing_and_blocks_nobody(engine: Engine) {
    let one = TestStore::new(engine).await;
    let endless = one.store.write(&(), |tx, ()| {
        boxed(async move {
            set_failures(tx, 5).await?;
            tokio::time::sleep(Duration::from_secs(600)).await;
            Ok::<_, StorageError>(())
        })
    });
    assert!(tokio::time::timeout(Duration::from_millis(200), endless).await.is_err());
    let next = tokio::time::timeout(Duration::from_secs(8), async {
        write!(one.store, |tx| failures(tx).await?)
    });
    assert_eq!(
        next.await.unwrap().unwrap(),
        0,
        "the browser went away: nothing of its request stands"
    );
}

async fn statements_are_counted(engine: Engine) {
    let one = TestStore::new(engine).await;
    let before = one.store.statements_sent();
    read!(one.store, |tx| {
        failures(tx).await?;
        failures(tx).await?;
    });
    assert_eq!(one.store.statements_sent() - before, 4, "begin, two queries, rollback");
}
