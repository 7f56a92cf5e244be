//! Promise 5: an unknown document and a wrong surname take the same time, pages included.

use std::time::{Duration, Instant};

use lookup::measured::Measured;
use lookup::{LookupOptions, Query};

use crate::support::{Folder, keys, person, serving, written};

const PEOPLE: u32 = 3_000;
/// Below what any network lets a stranger see; two medians of the same thing may lie nearer than a clock tells.
const FLOOR: Duration = Duration::from_micros(20);

fn query((series, number, surname): (String, String, impl Into<String>)) -> Query {
    Query {
        series,
        number,
        surname: surname.into(),
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[test]
fn e3_an_unknown_document_and_a_wrong_surname_take_the_same_time() {
    let folder = Folder::new();
    let published = serving(&folder, &written(&keys(), 1, PEOPLE, |_| Some(50)));
    let site = Measured::new(published, LookupOptions::default());
    let (mut one, mut same, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for step in 0..PEOPLE {
        let (series, number, _) = person(step);
        let wrong_surname = query((series, number, "нетакаева"));
        let (unknown, unknown_too) = (query(person(PEOPLE + step)), query(person(2 * PEOPLE + step)));
        let timed = |query: &Query| {
            let began = Instant::now();
            assert!(site.answer(query) > 0);
            began.elapsed()
        };
        // In turn, so that whatever else the machine does falls on all alike.
        one.push(timed(&unknown));
        other.push(timed(&wrong_surname));
        same.push(timed(&unknown_too));
    }
    let (one, same, other) = (median(one), median(same), median(other));
    let allowed = (one.abs_diff(same) * 2).max(FLOOR);
    let difference = one.abs_diff(other);
    assert!(
        difference <= allowed && difference <= Duration::from_millis(5),
        "{one:?} {same:?} {other:?}"
    );
}
