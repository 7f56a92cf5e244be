//! Batches and applications over their whole input: nobody acts who may not, nothing leaves an end, and no end but a carried
//! out one is reached by an act that makes or releases an edition.

use domain::access::Role;
use domain::annulment::{NotReversed, may_reverse};
use domain::edition::EditionState;
use domain::essay_recheck::{
    Application, EssayRecheck, EssayRecheckAct, EssayRecheckState, NotTaken, Outcome, OwnSchool,
};
use domain::exam::ExamKind;
use domain::ids::PersonId;
use domain::recheck::{Orderer, Recheck, RecheckAct, RecheckKind, RecheckRefused, RecheckState};
use domain::registration::ParticipantCategory;
use domain::{essay_recheck, recheck};
use regulations::Instant;
use uuid::Uuid;

const ACTS: [RecheckAct; 7] = [
    RecheckAct::Tell,
    RecheckAct::Enter,
    RecheckAct::Give,
    RecheckAct::CarryOut,
    RecheckAct::Keep {
        given_by: PersonId(Uuid::from_u128(1)),
        by: PersonId(Uuid::from_u128(2)),
    },
    RecheckAct::Keep {
        given_by: PersonId(Uuid::from_u128(1)),
        by: PersonId(Uuid::from_u128(1)),
    },
    RecheckAct::Withdraw,
];

fn batches() -> impl Iterator<Item = Recheck> {
    RecheckKind::ALL.iter().flat_map(|kind| {
        RecheckState::ALL.iter().flat_map(move |state| {
            [(3, 0, 0), (3, 1, 1), (3, 3, 0), (3, 3, 2)]
                .into_iter()
                .flat_map(move |(works, entered, changed)| {
                    [false, true].map(move |told| Recheck {
                        kind: *kind,
                        state: *state,
                        told,
                        works,
                        entered,
                        changed,
                    })
                })
        })
    })
}

#[test]
fn a_batch_moves_only_by_whose_act_it_is_and_never_from_an_end() {
    for batch in batches() {
        for act in ACTS {
            for role in Role::ALL {
                let Ok(after) = recheck::step(&batch, act, *role) else {
                    continue;
                };
                let told = format!("{batch:?} {act:?} {role:?} {after:?}");
                assert!(!batch.state.is_final(), "{told}");
                let allowed: &[Role] = match act {
                    RecheckAct::Tell | RecheckAct::Enter | RecheckAct::Give => &[Role::ProcessingOperator],
                    RecheckAct::CarryOut => &[Role::ProcessingOperator, Role::CommissionChair],
                    RecheckAct::Keep { .. } => &[Role::CommissionChair],
                    RecheckAct::Withdraw => &[
                        Role::ProcessingOperator,
                        Role::CommissionSecretary,
                        Role::MinistryOfficer,
                    ],
                };
                assert!(allowed.contains(role), "{told}");
                match after {
                    RecheckState::Changed => assert_eq!(act, RecheckAct::CarryOut, "{told}"),
                    RecheckState::Withdrawn => assert_eq!(batch.state, RecheckState::Ordered, "{told}"),
                    RecheckState::Given if batch.state == RecheckState::Ordered => {
                        assert!(batch.entered > 0, "{told}");
                    }
                    RecheckState::Kept if act == RecheckAct::Give => {
                        assert!(batch.changed == 0 && !batch.kind.has_chair(), "{told}");
                    }
                    RecheckState::Kept | RecheckState::Ordered | RecheckState::Given => {}
                }
            }
        }
    }
}

#[test]
fn works_of_an_order_all_have_an_outcome_before_they_are_given() {
    let batch = |kind, entered| Recheck {
        kind,
        state: RecheckState::Ordered,
        told: true,
        works: 3,
        entered,
        changed: 0,
    };
    for (kind, entered, expected) in [
        (RecheckKind::ByOrder, 2, Err(RecheckRefused::NotAllEntered(1))),
        (RecheckKind::ByOrder, 3, Ok(RecheckState::Given)),
        (RecheckKind::EssayCall, 2, Err(RecheckRefused::NotAllEntered(1))),
        (RecheckKind::EssayCall, 3, Ok(RecheckState::Kept)),
        (RecheckKind::NewKey, 0, Err(RecheckRefused::NothingEntered)),
        (RecheckKind::NewKey, 1, Ok(RecheckState::Given)),
    ] {
        let given = recheck::step(&batch(kind, entered), RecheckAct::Give, Role::ProcessingOperator);
        assert_eq!(given, expected, "{kind:?} {entered}");
    }
}

#[test]
fn who_gave_the_outcomes_does_not_decide_on_them() {
    let batch = Recheck {
        kind: RecheckKind::ByOrder,
        state: RecheckState::Given,
        told: true,
        works: 1,
        entered: 1,
        changed: 1,
    };
    let same = PersonId(Uuid::from_u128(7));
    let act = RecheckAct::Keep {
        given_by: same,
        by: same,
    };
    assert_eq!(
        recheck::step(&batch, act, Role::CommissionChair),
        Err(RecheckRefused::SamePerson)
    );
}

#[test]
fn every_kind_fits_some_exam_and_has_somebody_who_orders_it() {
    for kind in RecheckKind::ALL {
        let exams = [ExamKind::Essay, ExamKind::Gia11, ExamKind::Gia9];
        let fitting: Vec<_> = exams.into_iter().filter(|exam| kind.fits(*exam)).collect();
        assert!(!fitting.is_empty(), "{kind:?}");
        for exam in fitting {
            assert!(!kind.orderers(exam).is_empty(), "{kind:?} {exam:?}");
        }
    }
    let of_gia11 = RecheckKind::ByOrder.orderers(ExamKind::Gia11);
    assert!(!of_gia11.contains(&Orderer::ExamCommission), "mordovia-187:8.6");
    let of_gia9 = RecheckKind::ByOrder.orderers(ExamKind::Gia9);
    assert!(!of_gia9.contains(&Orderer::FederalService), "kuzbass-gia9:info 3");
}

#[test]
fn an_application_moves_only_by_whose_act_it_is_and_never_from_an_end() {
    let acts = [
        EssayRecheckAct::Notify,
        EssayRecheckAct::Assign {
            of_the_own_school: OwnSchool::Another,
        },
        EssayRecheckAct::Assign {
            of_the_own_school: OwnSchool::Own,
        },
        EssayRecheckAct::Transfer,
        EssayRecheckAct::TakeOver(Outcome::Same),
        EssayRecheckAct::TakeOver(Outcome::Another),
        EssayRecheckAct::CarryOut,
        EssayRecheckAct::Withdraw,
    ];
    for state in EssayRecheckState::ALL {
        for (is_noticed, has_new_edition) in [(false, false), (true, false), (false, true), (true, true)] {
            let case = EssayRecheck {
                state: *state,
                is_noticed,
                has_new_edition,
            };
            for act in acts {
                for role in Role::ALL {
                    let Ok(after) = essay_recheck::step(&case, act, *role) else {
                        continue;
                    };
                    let told = format!("{case:?} {act:?} {role:?} {after:?}");
                    assert!(!state.is_final(), "{told}");
                    assert!(
                        matches!(role, Role::MunicipalClerk | Role::ProcessingOperator),
                        "{told}"
                    );
                    if after == EssayRecheckState::Changed {
                        assert!(act == EssayRecheckAct::CarryOut && has_new_edition, "{told}");
                    }
                    let own = EssayRecheckAct::Assign {
                        of_the_own_school: OwnSchool::Own,
                    };
                    assert_ne!(act, own, "{told}");
                }
            }
        }
    }
}

#[test]
fn an_application_is_taken_in_its_window_and_from_whom_it_is_open_to() {
    let at = |micros| Instant::from_micros(micros);
    let good = Application {
        category: ParticipantCategory::Student,
        is_fail: true,
        earlier_fails: 1,
        published_at: Some(at(100)),
        ends_at: Some(at(200)),
        filed_at: at(150),
        now: at(180),
        has_earlier_application: false,
    };
    assert_eq!(good.problems(), []);
    for (application, expected) in [
        (
            Application {
                filed_at: at(100),
                ..good
            },
            None,
        ),
        (
            Application {
                filed_at: at(99),
                ..good
            },
            Some(NotTaken::TooEarly),
        ),
        (
            Application {
                filed_at: at(199),
                now: at(300),
                ..good
            },
            None,
        ),
        (
            Application {
                filed_at: at(200),
                now: at(300),
                ..good
            },
            Some(NotTaken::TooLate),
        ),
        (
            Application {
                filed_at: at(190),
                ..good
            },
            Some(NotTaken::InFuture),
        ),
        (
            Application {
                earlier_fails: 0,
                ..good
            },
            Some(NotTaken::NotRepeated),
        ),
        (Application { is_fail: false, ..good }, Some(NotTaken::NotAFail)),
        (Application { ends_at: None, ..good }, Some(NotTaken::NoSuchTerm)),
        (
            Application {
                published_at: None,
                ..good
            },
            Some(NotTaken::NotPublished),
        ),
        (
            Application {
                category: ParticipantCategory::PastGraduate,
                ..good
            },
            Some(NotTaken::WrongCategory),
        ),
        (
            Application {
                has_earlier_application: true,
                ..good
            },
            Some(NotTaken::Already),
        ),
    ] {
        assert_eq!(application.problems().first().copied(), expected, "{application:?}");
    }
}

#[test]
fn only_what_stands_annulled_is_taken_back() {
    use EditionState::{Annulled, Received, Released, Superseded};
    for (states, expected) in [
        (vec![Annulled], Ok(())),
        (vec![Superseded, Annulled], Ok(())),
        (vec![Annulled, Superseded], Ok(())),
        (vec![Annulled, Released], Err(NotReversed::NotAnnulled)),
        (vec![Annulled, Received], Err(NotReversed::Waits)),
        (vec![Released], Err(NotReversed::NotAnnulled)),
        (vec![], Err(NotReversed::NotAnnulled)),
    ] {
        assert_eq!(may_reverse(&states), expected, "{states:?}");
    }
}
