//! Annulment: what each ground needs and when it is too late (mordovia-187:7).

use domain::annulment::{Annulling, AnnulmentGround, NotAnnulled, Resit};
use domain::edition::EditionState;
use regulations::LegalDate;

fn day(text: &str) -> LegalDate {
    text.parse().unwrap()
}

fn ordinary() -> Annulling {
    Annulling {
        ground: AnnulmentGround::OwnViolation,
        resit: Resit::None,
        ended_on: day("2027-06-16"),
        exam_date: day("2027-05-31"),
        today: day("2027-06-17"),
        edition: EditionState::Released,
        has_granted_appeal: false,
    }
}

#[test]
fn b6_every_ground_says_what_it_needs() {
    let inspection = Annulling {
        ground: AnnulmentGround::Inspection,
        today: day("2028-04-01"),
        ..ordinary()
    };
    let after_appeal = Annulling {
        ground: AnnulmentGround::ProcedureAppeal,
        resit: Resit::ReserveDay,
        has_granted_appeal: true,
        ..ordinary()
    };
    for (annulling, problems) in [
        (ordinary(), vec![]),
        (
            Annulling {
                edition: EditionState::Annulled,
                ..ordinary()
            },
            vec![NotAnnulled::Already],
        ),
        (
            Annulling {
                ended_on: day("2027-06-18"),
                ..ordinary()
            },
            vec![NotAnnulled::InFuture],
        ),
        (
            Annulling {
                ended_on: day("2027-05-30"),
                ..ordinary()
            },
            vec![NotAnnulled::BeforeTheExam],
        ),
        (
            Annulling {
                ended_on: day("2028-03-01"),
                ..inspection
            },
            vec![],
        ),
        (
            Annulling {
                ended_on: day("2028-03-02"),
                ..inspection
            },
            vec![NotAnnulled::InspectionTooLate],
        ),
        (after_appeal, vec![]),
        (
            Annulling {
                has_granted_appeal: false,
                resit: Resit::None,
                ..after_appeal
            },
            vec![NotAnnulled::NoGrantedAppeal, NotAnnulled::MustSitAgain],
        ),
    ] {
        assert_eq!(annulling.problems(), problems, "{annulling:?}");
    }
}
