//! Promise 9 on the reader's side: publications replace each other under look-ups, and nobody sees an error, or a value that
//! was not published, or an older value after a newer one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use lookup::snapshot::{place, watch};

use crate::support::{Folder, keys, score, serving, written};

const PEOPLE: u32 = 40;
const PUBLICATIONS: i64 = 60;

/// Publication № n gives everybody n points; every fifth one withdraws everybody.
fn score_in(number: i64) -> Option<u8> {
    (number % 5 != 0).then_some(number as u8)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn promise_9_results_are_changed_and_withdrawn_under_look_ups() {
    let folder = Folder::new();
    let published = serving(&folder, &written(&keys(), 1, PEOPLE, |_| score_in(1)));
    let watching = tokio::spawn(watch(folder.file(), Arc::clone(&published), Duration::from_millis(1)));
    let (stop, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let lookers: Vec<_> = (0..3u32)
        .map(|looker| {
            let (published, stop, asked) = (Arc::clone(&published), Arc::clone(&stop), Arc::clone(&asked));
            std::thread::spawn(move || {
                let mut last_seen = 0;
                while !stop.load(Ordering::Relaxed) {
                    let from = published.served().unwrap().number;
                    let shown = score(&published, asked.load(Ordering::Relaxed) as u32 % PEOPLE);
                    let to = published.served().unwrap().number;
                    let possible = (from..=to).map(|number| score_in(number).map(i64::from));
                    assert!(
                        possible.clone().any(|one| one == shown),
                        "looker {looker}: {shown:?} in {from}..={to}"
                    );
                    if let Some(shown) = shown {
                        assert!(shown >= last_seen, "{shown} after {last_seen}");
                        last_seen = shown;
                    }
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for number in 2..=PUBLICATIONS {
        place(&folder.file(), &written(&keys(), number, PEOPLE, |_| score_in(number))).unwrap();
        let until = std::time::Instant::now() + Duration::from_secs(20);
        while published.served().unwrap().number < number {
            assert!(std::time::Instant::now() < until, "{:?}", published.trouble());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    stop.store(true, Ordering::Relaxed);
    for looker in lookers {
        looker.join().unwrap();
    }
    watching.abort();
    assert!(asked.load(Ordering::Relaxed) > 1_000);
    assert_eq!(published.trouble(), None);
}
