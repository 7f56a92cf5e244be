//! Documents seen from outside: what stands on the paper, that it is the same every time, that nothing overlaps.

#![expect(
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

mod announcement;
mod extract;
mod ledger;
mod paper;
mod pdf_reader;
mod protocol;
mod samples;
mod statement;
mod table;

use documents::Typesetter;
use pdf_reader::ReadDocument;
use std::sync::LazyLock;

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(|| Typesetter::new().unwrap());

/// The typesetter can be shared by threads.
#[test]
fn the_typesetter_is_shared() {
    fn is_shareable<T: Send + Sync>(_: &T) {}
    is_shareable(&*TYPESETTER);
    let alone = documents::statement::render(&TYPESETTER, &samples::statement(60)).unwrap();
    std::thread::scope(|scope| {
        let print = || documents::statement::render(&TYPESETTER, &samples::statement(60)).unwrap();
        let threads = [scope.spawn(print), scope.spawn(print)];
        for thread in threads {
            assert!(thread.join().unwrap() == alone);
        }
    });
}

/// The same bytes from another typesetter, and a number that stays the same from run to run and machine to machine.
fn check_determinism(name: &str, render: impl Fn(&Typesetter) -> Vec<u8>) {
    let first = render(&TYPESETTER);
    let second = render(&Typesetter::new().unwrap());
    assert!(first == second, "{name}: two runs differ");
    insta::assert_snapshot!(
        format!("{name}_bytes"),
        format!("{} bytes, hash {:016x}", first.len(), hash(&first))
    );
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Nothing sticks out of its sheet, and on one baseline no text runs into the next.
fn check_nothing_overlaps(document: &ReadDocument) {
    for (number, page) in document.pages.iter().enumerate() {
        let mut runs = page.runs.clone();
        runs.sort_by(|left, right| right.y.total_cmp(&left.y).then(left.x.total_cmp(&right.x)));
        for run in &runs {
            assert!(
                run.x >= 20.0 && run.x + run.width <= page.width - 20.0,
                "sheet {}: {run:?}",
                number + 1
            );
            assert!(
                run.y >= 12.0 && run.y <= page.height - 20.0,
                "sheet {}: {run:?}",
                number + 1
            );
        }
        for pair in runs.windows(2) {
            let same_line = (pair[0].y - pair[1].y).abs() < 3.0;
            let apart = pair[0].x + pair[0].width <= pair[1].x + 0.1;
            assert!(
                !same_line || apart || pair[1].x + pair[1].width <= pair[0].x + 0.1,
                "sheet {}: {pair:?}",
                number + 1
            );
        }
    }
}
