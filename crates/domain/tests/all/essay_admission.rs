//! Who writes the essay again in the same school year, and on which day (kirov-1497:4.3, 4.5; rostov-essay:10.1, 11).

use domain::admission::essay::EssayOutcome::{Absent, Ahead, Annulled, Failed, NotFinished, NotKnown, Passed, Removed};
use domain::admission::essay::{
    EssayAdmission, EssayOutcome, EssaySitting, MOST_RETAKES, NoReadmission, Readmission, essay_admission, validity,
};
use domain::registration::ParticipantCategory::{
    self, CertificateHolder, CollegeStudent, Extern, PastGraduate, Student,
};
use proptest::prelude::*;
use regulations::LegalDate;

const DECEMBER: &str = "2026-12-02";
const FEBRUARY: &str = "2027-02-03";
const EXTRA: &str = "2027-03-10";
const APRIL: &str = "2027-04-14";

fn day(text: &str) -> LegalDate {
    text.parse().unwrap()
}

fn decided(category: ParticipantCategory, sittings: &[(&str, EssayOutcome)], days: &[&str]) -> EssayAdmission {
    let sittings: Vec<EssaySitting> = sittings
        .iter()
        .map(|(date, outcome)| EssaySitting {
            date: day(date),
            outcome: *outcome,
        })
        .collect();
    let days: Vec<LegalDate> = days.iter().map(|text| day(text)).collect();
    essay_admission(category, &sittings, &days)
}

fn again(why: Readmission, days: &[&str]) -> EssayAdmission {
    EssayAdmission::Again {
        why,
        days: days.iter().map(|text| day(text)).collect(),
    }
}

#[test]
fn each_way_through_a_school_year_ends_as_the_orders_say() {
    use EssayAdmission::{Awaited, NotAgain, NotRegistered};
    let later = [APRIL, FEBRUARY];
    let cases = [
        (Student, vec![], NotRegistered),
        (Student, vec![(DECEMBER, Ahead)], EssayAdmission::Ahead(day(DECEMBER))),
        (Student, vec![(DECEMBER, NotKnown)], Awaited(day(DECEMBER))),
        (Student, vec![(DECEMBER, Passed)], EssayAdmission::Passed(day(DECEMBER))),
        (
            Student,
            vec![(DECEMBER, Failed)],
            again(Readmission::Failed, &[FEBRUARY, APRIL]),
        ),
        (
            Extern,
            vec![(DECEMBER, Removed)],
            again(Readmission::Removed, &[FEBRUARY, APRIL]),
        ),
        (
            Student,
            vec![(DECEMBER, Absent)],
            again(Readmission::Absent, &[FEBRUARY, APRIL]),
        ),
        (
            PastGraduate,
            vec![(DECEMBER, Absent)],
            again(Readmission::Absent, &[FEBRUARY, APRIL]),
        ),
        (
            CollegeStudent,
            vec![(DECEMBER, NotFinished)],
            again(Readmission::NotFinished, &[FEBRUARY, APRIL]),
        ),
        // Whoever writes by choice is not admitted again for a fail or a removal.
        (
            PastGraduate,
            vec![(DECEMBER, Failed)],
            NotAgain(NoReadmission::WritesByChoice),
        ),
        (
            CertificateHolder,
            vec![(DECEMBER, Removed)],
            NotAgain(NoReadmission::WritesByChoice),
        ),
        // The first re-take leaves the second, the second leaves none.
        (
            Student,
            vec![(DECEMBER, Failed), (FEBRUARY, Failed)],
            again(Readmission::Failed, &[APRIL]),
        ),
        (
            Student,
            vec![(DECEMBER, Failed), (FEBRUARY, Failed), (EXTRA, Failed)],
            NotAgain(NoReadmission::RetakesUsed),
        ),
        // Neither does being registered for a third one make it allowed.
        (
            Student,
            vec![(DECEMBER, Failed), (FEBRUARY, Failed), (EXTRA, Failed), (APRIL, Ahead)],
            NotAgain(NoReadmission::RetakesUsed),
        ),
        // Who stayed away from a re-take has not used it up, and the fail admits without a document.
        (
            Student,
            vec![(DECEMBER, Failed), (FEBRUARY, Absent)],
            again(Readmission::Failed, &[APRIL]),
        ),
        (
            Student,
            vec![(DECEMBER, Failed), (FEBRUARY, Ahead)],
            EssayAdmission::Ahead(day(FEBRUARY)),
        ),
        (
            Student,
            vec![(DECEMBER, Failed), (FEBRUARY, Passed)],
            EssayAdmission::Passed(day(FEBRUARY)),
        ),
        (
            Student,
            vec![(DECEMBER, Failed), (FEBRUARY, NotKnown)],
            Awaited(day(FEBRUARY)),
        ),
        (Student, vec![(APRIL, Failed)], NotAgain(NoReadmission::NoDateLeft)),
        (Student, vec![(DECEMBER, Annulled)], NotAgain(NoReadmission::Annulled)),
    ];
    for (category, sittings, expected) in cases {
        assert_eq!(
            decided(category, &sittings, &later),
            expected,
            "{category:?} {sittings:?}"
        );
    }
}

#[test]
fn a_pass_serves_universities_to_the_end_of_the_fourth_year_behind_it() {
    for (passed, category, until, ends) in [
        (DECEMBER, Student, "2030-12-31", false),
        (FEBRUARY, Extern, "2031-12-31", false),
        ("2024-02-29", PastGraduate, "2028-12-31", true),
        (DECEMBER, CollegeStudent, "2030-12-31", true),
    ] {
        let found = validity(category, day(passed)).unwrap();
        assert_eq!(
            (found.universities_until, found.ends_by_writing_again),
            (day(until), ends),
            "{passed}"
        );
    }
}

fn outcome() -> impl Strategy<Value = EssayOutcome> {
    prop::sample::select(vec![
        Ahead,
        NotKnown,
        Passed,
        Failed,
        Removed,
        Absent,
        NotFinished,
        Annulled,
    ])
}

proptest! {
    #[test]
    fn nobody_is_admitted_a_third_time_or_to_a_day_that_is_not_held(
        outcomes in prop::collection::vec(outcome(), 0..5),
        category in prop::sample::select(ParticipantCategory::ALL.to_vec()),
        held in prop::collection::vec(prop::sample::select(vec![DECEMBER, FEBRUARY, EXTRA, APRIL]), 0..4),
    ) {
        let dates = [DECEMBER, FEBRUARY, EXTRA, APRIL, "2027-04-20"];
        let sittings: Vec<(&str, EssayOutcome)> = dates.into_iter().zip(outcomes).collect();
        let found = decided(category, &sittings, &held);
        let failed = sittings.iter().filter(|(_, outcome)| *outcome == Failed).count();
        prop_assert!(!found.clauses().is_empty());
        if let EssayAdmission::Again { why, days } = &found {
            prop_assert!(failed <= MOST_RETAKES);
            prop_assert!(!days.is_empty());
            for one in days {
                prop_assert!(held.iter().any(|held| day(held) == *one));
                prop_assert!(sittings.iter().all(|(date, _)| day(date) < *one));
            }
            let by_right = matches!(category, Student | Extern);
            prop_assert!(by_right || why.needs_document());
        }
        // The order in which sittings are told changes nothing.
        let mut turned = sittings.clone();
        turned.reverse();
        prop_assert_eq!(found, decided(category, &turned, &held));
    }

    #[test]
    fn one_more_fail_never_gives_a_right(outcomes in prop::collection::vec(outcome(), 0..3)) {
        let dates = [DECEMBER, FEBRUARY, EXTRA];
        let sittings: Vec<(&str, EssayOutcome)> = dates.into_iter().zip(outcomes).collect();
        let more: Vec<_> = sittings.iter().copied().chain([("2027-03-20", Failed)]).collect();
        let is_refused = |found: &EssayAdmission| matches!(found, EssayAdmission::NotAgain(NoReadmission::RetakesUsed));
        if is_refused(&decided(Student, &sittings, &[APRIL])) {
            prop_assert!(is_refused(&decided(Student, &more, &[APRIL])));
        }
    }
}
