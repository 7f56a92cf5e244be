//! Lines of the acquaintance ledger: moments at their borders, and what stands in the way of handing in.

use domain::ledger::{LineEntry, LineRefused, check_told_at, lines_in_the_way_of_hand_in, official_day};
use regulations::{ExamKind, Instant, LegalDate};

#[test]
fn a_line_is_told_between_the_hand_over_and_now() {
    let (handed_over, now) = (1000, 2000);
    let cases = [
        (i64::MIN, Err(LineRefused::BeforeHandover)),
        (999, Err(LineRefused::BeforeHandover)),
        (1000, Ok(())),
        (1500, Ok(())),
        (2000, Ok(())),
        (2001, Err(LineRefused::InFuture)),
        (i64::MAX, Err(LineRefused::InFuture)),
    ];
    let at = Instant::from_micros;
    for (told, expected) in cases {
        assert_eq!(check_told_at(at(told), at(handed_over), at(now)), expected, "{told}");
    }
    // A clock set back: before the hand-over is said first, since it is the rule of the order.
    assert_eq!(
        check_told_at(at(1500), at(2000), at(1000)),
        Err(LineRefused::BeforeHandover)
    );
}

#[test]
fn a_ledger_is_handed_in_when_every_line_says_something() {
    let told = LineEntry::Told {
        at: Instant::from_seconds(1),
        note: None,
    };
    let noted = LineEntry::Told {
        at: Instant::from_seconds(1),
        note: Some("подпись матери".to_owned()),
    };
    let not_told = LineEntry::NotTold {
        reason: "в больнице".to_owned(),
    };
    let empty = LineEntry::Empty;
    let cases: [(Vec<&LineEntry>, Vec<usize>); 5] = [
        (vec![], vec![]),
        (vec![&told, &noted, &not_told], vec![]),
        (vec![&empty], vec![1]),
        (vec![&told, &empty, &not_told, &empty], vec![2, 4]),
        (vec![&empty, &empty, &empty], vec![1, 2, 3]),
    ];
    for (entries, expected) in cases {
        let entries: Vec<LineEntry> = entries.into_iter().cloned().collect();
        assert_eq!(lines_in_the_way_of_hand_in(&entries), expected, "{entries:?}");
    }
}

#[test]
fn the_official_day_is_the_last_day_of_the_term_and_only_of_gia() {
    let last = LegalDate::new(2027, 6, 10).ok();
    for (kind, expected) in [(ExamKind::Essay, None), (ExamKind::Gia11, last), (ExamKind::Gia9, last)] {
        assert_eq!(official_day(kind, last), expected, "{kind:?}");
        assert_eq!(official_day(kind, None), None, "{kind:?}: the term does not run yet");
    }
}
