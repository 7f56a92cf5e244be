//! Appeals: who may do what and when, what is refused, and that no way of refusal touches the result.

use domain::access::Role;
use domain::appeal::corrected::{Correction, NotCorrected, changed_tasks, corrected};
use domain::appeal::filing::{Applicant, Filing, FilingWindow, NotFiled};
use domain::appeal::hearing::{Attendance, Confirmation, Decision, HearingRecord, Outcome, Slot, free_slots};
use domain::appeal::papers::{ProxyPaper, TasksAsked};
use domain::appeal::people::{ExpertOffered, MemberPresent, Quorum};
use domain::appeal::{
    Act, AppealKind, Case, CaseState, Claim, DayOffered, Developers, Materials, Processing, SlotOffered, StepRefused,
    Verdict, step,
};
use domain::edition::EditionState;
use domain::gia_score::{GiaColumns, GiaScore, PrimaryScore, TaskCode};
use domain::ids::{CommissionPersonId, uuid_v7};
use domain::task_points::TaskPoints;
use proptest::prelude::*;
use regulations::{ExamForm, Instant, Law, ScaleKey, SubjectCode};

fn person(number: u8) -> CommissionPersonId {
    CommissionPersonId(uuid_v7(Instant::from_seconds(0), [number; 10]))
}

fn at(minutes: i64) -> Instant {
    Instant::from_seconds(1_780_000_000 + minutes * 60)
}

fn filed() -> Case {
    Case {
        kind: AppealKind::Score,
        state: CaseState::Filed,
        claims: vec![Claim::ExpertMarking],
        materials: Materials::NotAsked,
        processing: None,
        has_expert: false,
        verdict: None,
        developers: Developers::NotAsked,
        slot: None,
        noticed: false,
        changes_result: false,
    }
}

fn expert() -> ExpertOffered {
    ExpertOffered {
        expert: person(1),
        markers: vec![person(2), person(3)],
        of_the_school: false,
        subject_fits: true,
        ended: false,
    }
}

fn slot() -> SlotOffered {
    SlotOffered {
        slot: Slot { at: at(0) },
        day: DayOffered::Fits,
        taken: false,
    }
}

fn record() -> HearingRecord {
    HearingRecord {
        attendance: Attendance::Participant,
        confirmation: Confirmation::Confirmed,
        age: Some(15),
        now: at(5),
    }
}

fn member(number: u8) -> MemberPresent {
    MemberPresent {
        member: person(number),
        of_the_school: false,
    }
}

fn decision(outcome: Outcome, changes_result: bool) -> Decision {
    Decision {
        outcome,
        changes_result,
        present: vec![member(11), member(12), member(13)],
        members: 5,
        quorum: Quorum {
            numerator: 1,
            denominator: 2,
        },
        votes_for: 3,
        votes_against: 0,
    }
}

/// The acts of an ordinary case up to the decision, with who does each.
fn way() -> Vec<(Act, Role)> {
    let secretary = Role::AppealsSecretary;
    vec![
        (Act::Transfer(ProxyPaper::NotNeeded), Role::SchoolOfficer),
        (Act::AskMaterials, secretary),
        (Act::GiveMaterials { markers_named: 2 }, Role::ProcessingOperator),
        (Act::CheckProcessing(Processing::Right), Role::ProcessingOperator),
        (Act::AppointExpert(expert()), secretary),
        (Act::Conclude(Verdict::Change), secretary),
        (Act::AppointHearing(slot()), secretary),
        (Act::GiveNotice, secretary),
        (Act::Hear(record()), secretary),
    ]
}

fn after(acts: &[(Act, Role)]) -> Case {
    acts.iter()
        .fold(filed(), |case, (act, role)| step(&case, act, *role).unwrap())
}

#[test]
fn f2_to_f6_an_appeal_goes_from_filing_to_a_new_edition() {
    let heard = after(&way());
    assert_eq!(heard.state, CaseState::Heard);
    let granted = step(
        &heard,
        &Act::Decide(decision(Outcome::Granted, true)),
        Role::AppealsSecretary,
    )
    .unwrap();
    assert_eq!(granted.state, CaseState::Granted);
    let sent = step(&granted, &Act::SendToCentre, Role::AppealsSecretary).unwrap();
    let recounted = step(&sent, &Act::Recount, Role::ProcessingOperator).unwrap();
    let closed = step(&recounted, &Act::CarryOut, Role::CommissionChair).unwrap();
    assert_eq!(closed.state, CaseState::Closed);
    assert!(closed.state.is_final());
    let same = step(
        &heard,
        &Act::Decide(decision(Outcome::Granted, false)),
        Role::AppealsSecretary,
    )
    .unwrap();
    assert_eq!(
        same.state,
        CaseState::Closed,
        "granted, the score stays: nothing to recount"
    );
    let rejected = step(
        &heard,
        &Act::Decide(decision(Outcome::Rejected, false)),
        Role::AppealsSecretary,
    )
    .unwrap();
    assert_eq!(rejected.state, CaseState::Rejected);
}

#[test]
fn f3_what_is_not_considered_is_refused_and_nothing_else() {
    let received = |claims: &[Claim]| Case {
        state: CaseState::Received,
        claims: claims.to_vec(),
        ..filed()
    };
    let refuse = |case: &Case, ground| step(case, &Act::Refuse(ground), Role::AppealsSecretary);
    let short = received(&[Claim::ShortAnswers]);
    assert_eq!(
        refuse(&short, Claim::ShortAnswers).unwrap().state,
        CaseState::NotConsidered
    );
    assert_eq!(
        step(&short, &Act::AppointHearing(slot()), Role::AppealsSecretary),
        Err(StepRefused::NothingToConsider)
    );
    let both = received(&[Claim::ShortAnswers, Claim::ExpertMarking]);
    assert_eq!(
        refuse(&both, Claim::ShortAnswers),
        Err(StepRefused::SomethingIsConsidered(Claim::ExpertMarking))
    );
    assert_eq!(
        refuse(&short, Claim::ExpertMarking),
        Err(StepRefused::IsConsidered(Claim::ExpertMarking))
    );
}

#[test]
fn f4_the_expert_is_known_never_to_have_marked_the_work() {
    let given = after(&way()[..4]);
    let offer = |offered: ExpertOffered| step(&given, &Act::AppointExpert(offered), Role::AppealsSecretary);
    for (offered, refused) in [
        (
            ExpertOffered {
                markers: vec![person(1), person(2)],
                ..expert()
            },
            StepRefused::ExpertMarkedThisWork,
        ),
        (
            ExpertOffered {
                markers: vec![],
                ..expert()
            },
            StepRefused::MarkersUnknown,
        ),
        (
            ExpertOffered {
                of_the_school: true,
                ..expert()
            },
            StepRefused::ExpertOfTheSchool,
        ),
        (
            ExpertOffered {
                subject_fits: false,
                ..expert()
            },
            StepRefused::ExpertOfAnotherSubject,
        ),
        (
            ExpertOffered {
                ended: true,
                ..expert()
            },
            StepRefused::ExpertEnded,
        ),
    ] {
        assert_eq!(offer(offered), Err(refused));
    }
    assert!(offer(expert()).is_ok());
    let asked = after(&way()[..2]);
    assert_eq!(
        step(&asked, &Act::AppointExpert(expert()), Role::AppealsSecretary),
        Err(StepRefused::MaterialsNotGiven)
    );
    assert_eq!(
        step(
            &asked,
            &Act::GiveMaterials { markers_named: 0 },
            Role::ProcessingOperator
        ),
        Err(StepRefused::MarkersNotNamed)
    );
}

#[test]
fn f4_developers_are_asked_only_on_an_unclear_answer() {
    let secretary = Role::AppealsSecretary;
    let ready = after(&way()[..5]);
    let clear = step(&ready, &Act::Conclude(Verdict::Right), secretary).unwrap();
    assert_eq!(
        step(&clear, &Act::AskDevelopers, secretary),
        Err(StepRefused::AnswerIsClear)
    );
    let unclear = step(&ready, &Act::Conclude(Verdict::Unclear), secretary).unwrap();
    let mut case = unclear.clone();
    for act in [Act::AppointHearing(slot()), Act::GiveNotice] {
        case = step(&case, &act, secretary).unwrap();
    }
    assert_eq!(
        step(&case, &Act::Hear(record()), secretary),
        Err(StepRefused::DevelopersSilent)
    );
    for act in [Act::AskDevelopers, Act::TakeAnswer] {
        case = step(&case, &act, secretary).unwrap();
    }
    let again = step(&case, &Act::Conclude(Verdict::Change), secretary).unwrap();
    assert!(step(&again, &Act::Hear(record()), secretary).is_ok());
}

#[test]
fn f5_a_hearing_needs_everything_before_it() {
    let secretary = Role::AppealsSecretary;
    for (missing, refused) in [
        (7, StepRefused::NoticeNotGiven),
        (5, StepRefused::NoConclusion),
        (3, StepRefused::ProcessingNotChecked),
    ] {
        let mut case = filed();
        for (index, (act, role)) in way().into_iter().enumerate().take(8) {
            if index == missing || (missing == 5 && index == 4) {
                continue;
            }
            case = step(&case, &act, role).unwrap();
        }
        assert_eq!(
            step(&case, &Act::Hear(record()), secretary),
            Err(refused),
            "without {missing}"
        );
    }
    let ready = after(&way()[..8]);
    let hear = |record: HearingRecord| step(&ready, &Act::Hear(record), secretary);
    for (changed, refused) in [
        (
            HearingRecord {
                age: Some(13),
                ..record()
            },
            StepRefused::UnderFourteenAlone,
        ),
        (HearingRecord { age: None, ..record() }, StepRefused::AgeUnknown),
        (
            HearingRecord {
                now: at(-1),
                ..record()
            },
            StepRefused::BeforeTheSlot,
        ),
        (
            HearingRecord {
                confirmation: Confirmation::NotAsked,
                ..record()
            },
            StepRefused::NotConfirmed,
        ),
        (
            HearingRecord {
                attendance: Attendance::Nobody,
                ..record()
            },
            StepRefused::ConfirmedByNobody,
        ),
    ] {
        assert_eq!(hear(changed), Err(refused));
    }
    let with_parent = HearingRecord {
        attendance: Attendance::WithParent,
        age: Some(13),
        ..record()
    };
    assert!(hear(with_parent).is_ok());
    let nobody = HearingRecord {
        attendance: Attendance::Nobody,
        confirmation: Confirmation::NotAsked,
        age: Some(13),
        ..record()
    };
    assert!(hear(nobody).is_ok());
}

#[test]
fn f5_a_day_off_a_late_notice_and_a_taken_slot_are_refused() {
    let received = after(&way()[..1]);
    for (day, taken, refused) in [
        (DayOffered::DayOff, false, StepRefused::HearingOnDayOff),
        (DayOffered::TooSoonForNotice, false, StepRefused::TooSoonForNotice),
        (DayOffered::AfterTheTerm, false, StepRefused::AfterTheTerm),
        (DayOffered::Fits, true, StepRefused::SlotTaken),
    ] {
        let offered = SlotOffered { day, taken, ..slot() };
        assert_eq!(
            step(&received, &Act::AppointHearing(offered), Role::AppealsSecretary),
            Err(refused)
        );
    }
    let taken = [at(0), at(40)];
    assert_eq!(free_slots(at(0), &taken, 3), [at(20), at(60), at(80)]);
}

#[test]
fn f5_a_decision_needs_a_quorum_and_the_votes_of_everybody_present() {
    let heard = after(&way());
    let decide = |decision: Decision| step(&heard, &Act::Decide(decision), Role::AppealsSecretary);
    let ordinary = || decision(Outcome::Granted, true);
    for (changed, refused) in [
        (
            Decision {
                present: vec![member(11), member(12)],
                votes_for: 2,
                ..ordinary()
            },
            StepRefused::NoQuorum {
                present: 2,
                members: 5,
                needed: 3,
            },
        ),
        (
            Decision {
                votes_for: 2,
                ..ordinary()
            },
            StepRefused::VotesDoNotSum { votes: 2, present: 3 },
        ),
        (
            Decision {
                votes_for: 1,
                votes_against: 2,
                ..ordinary()
            },
            StepRefused::NotCarried {
                votes_for: 1,
                against: 2,
            },
        ),
        (
            Decision {
                present: vec![
                    member(11),
                    member(12),
                    MemberPresent {
                        of_the_school: true,
                        ..member(13)
                    },
                ],
                ..ordinary()
            },
            StepRefused::MemberOfTheSchool,
        ),
        (decision(Outcome::Rejected, true), StepRefused::RejectedWithChange),
    ] {
        assert_eq!(decide(changed), Err(refused));
    }
    let share = |numerator, denominator| Quorum { numerator, denominator };
    for (quorum, members, needed) in [
        (share(1, 3), 7, 3),
        (share(1, 2), 5, 3),
        (share(2, 3), 6, 4),
        (share(1, 2), 0, 1),
    ] {
        assert_eq!(quorum.of(members), needed);
    }
}

fn filing() -> Filing {
    Filing {
        filed_at: at(10),
        now: at(10),
        window: Some(FilingWindow {
            opens_at: at(0),
            ends_at: at(60),
        }),
        edition: Some(EditionState::Released),
        has_work: true,
        applicant: Applicant::Participant,
        has_power_of_attorney: false,
        has_identity_document: false,
        claims: 1,
        earlier: false,
    }
}

#[test]
fn f2_the_window_and_the_papers_of_who_files() {
    assert_eq!(filing().problems(), []);
    let cases: Vec<(Filing, Vec<NotFiled>)> = vec![
        (
            Filing {
                filed_at: at(0),
                ..filing()
            },
            vec![],
        ),
        (
            Filing {
                filed_at: at(-1),
                ..filing()
            },
            vec![NotFiled::TooEarly],
        ),
        (
            Filing {
                filed_at: at(59),
                now: at(90),
                ..filing()
            },
            vec![],
        ),
        (
            Filing {
                filed_at: at(60),
                now: at(90),
                ..filing()
            },
            vec![NotFiled::TooLate],
        ),
        (
            Filing {
                filed_at: at(11),
                ..filing()
            },
            vec![NotFiled::InFuture],
        ),
        (
            Filing {
                window: None,
                ..filing()
            },
            vec![NotFiled::NotAnnounced],
        ),
        (
            Filing {
                edition: None,
                ..filing()
            },
            vec![NotFiled::NotAnnounced],
        ),
        (
            Filing {
                edition: Some(EditionState::Annulled),
                ..filing()
            },
            vec![NotFiled::Annulled],
        ),
        (
            Filing {
                has_work: false,
                ..filing()
            },
            vec![NotFiled::NoWork],
        ),
        (
            Filing {
                earlier: true,
                ..filing()
            },
            vec![NotFiled::Second],
        ),
        (Filing { claims: 0, ..filing() }, vec![NotFiled::NoClaim]),
        (
            Filing {
                applicant: Applicant::Proxy,
                has_identity_document: true,
                ..filing()
            },
            vec![NotFiled::NoPowerOfAttorney],
        ),
        (
            Filing {
                applicant: Applicant::Proxy,
                ..filing()
            },
            vec![NotFiled::NoPowerOfAttorney, NotFiled::NoIdentityDocument],
        ),
        (
            Filing {
                applicant: Applicant::Parent,
                ..filing()
            },
            vec![NotFiled::NoIdentityDocument],
        ),
    ];
    for (filing, problems) in cases {
        assert_eq!(filing.problems(), problems, "{filing:?}");
    }
}

fn key() -> ScaleKey<'static> {
    ScaleKey {
        form: ExamForm::Ege,
        subject: SubjectCode::new(1).unwrap(),
        series: None,
        year: 2025,
        region: "42",
    }
}

fn published(primary: i64, test: i64, points: &str) -> GiaScore {
    GiaScore::from_columns(&GiaColumns {
        primary_score: primary,
        test_score: Some(test),
        mark: None,
        task_points: (!points.is_empty()).then(|| points.to_owned()),
    })
    .unwrap()
}

#[test]
fn f6_corrected_points_become_a_score_by_the_years_scale() {
    let law = Law::embedded().unwrap();
    let task = |text: &str| TaskCode::new(text).unwrap();
    let was = published(34, 64, "1=10;2=20;27К1=4");
    let up = corrected(law.scales(), key(), &was, &Correction::Tasks(vec![(task("27К1"), 6)])).unwrap();
    assert_eq!(up.columns().primary_score, 36);
    assert_eq!(up.columns().test_score, Some(67));
    assert_eq!(changed_tasks(was.points(), up.points()).len(), 1);
    let down = corrected(law.scales(), key(), &was, &Correction::Tasks(vec![(task("27К1"), 0)])).unwrap();
    assert_eq!(down.columns().primary_score, 30);
    let unknown = corrected(law.scales(), key(), &was, &Correction::Tasks(vec![(task("28"), 1)]));
    assert_eq!(unknown, Err(NotCorrected::UnknownTask { task: task("28") }));
    let beyond = corrected(law.scales(), key(), &was, &Correction::Tasks(vec![(task("2"), 99)]));
    assert!(matches!(beyond, Err(NotCorrected::Scale(_))), "{beyond:?}");
    let whole = published(34, 64, "");
    let forty = PrimaryScore::new(40).unwrap();
    let primary = corrected(law.scales(), key(), &whole, &Correction::Primary(forty)).unwrap();
    assert_eq!(primary.columns().primary_score, 40);
    assert_eq!(
        corrected(law.scales(), key(), &was, &Correction::Primary(forty)),
        Err(NotCorrected::HasTaskPoints)
    );
    let year = ScaleKey { year: 2033, ..key() };
    assert!(matches!(
        corrected(law.scales(), year, &was, &Correction::Tasks(vec![])),
        Err(NotCorrected::Scale(_))
    ));
    assert_eq!(TaskPoints::none(), *whole.points());
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        proptest::sample::select(&[ProxyPaper::NotNeeded, ProxyPaper::Missing][..]).prop_map(Act::Transfer),
        proptest::sample::select(&[TasksAsked::InTime, TasksAsked::TooLate][..]).prop_map(Act::AskTasks),
        proptest::sample::select(Claim::ALL).prop_map(Act::Refuse),
        Just(Act::Withdraw),
        Just(Act::AskMaterials),
        (0usize..3).prop_map(|markers_named| Act::GiveMaterials { markers_named }),
        proptest::sample::select(Processing::ALL).prop_map(Act::CheckProcessing),
        any::<bool>().prop_map(|marked| Act::AppointExpert(ExpertOffered {
            markers: if marked { vec![person(1)] } else { vec![person(2)] },
            ..expert()
        })),
        proptest::sample::select(Verdict::ALL).prop_map(Act::Conclude),
        Just(Act::AskDevelopers),
        Just(Act::TakeAnswer),
        any::<bool>().prop_map(|taken| Act::AppointHearing(SlotOffered { taken, ..slot() })),
        Just(Act::GiveNotice),
        Just(Act::Hear(record())),
        (any::<bool>(), any::<bool>(), 0usize..4).prop_map(|(granted, changes, votes_for)| {
            let outcome = if granted { Outcome::Granted } else { Outcome::Rejected };
            Act::Decide(Decision {
                votes_for,
                votes_against: 3 - votes_for,
                ..decision(outcome, changes)
            })
        }),
        Just(Act::SendToCentre),
        Just(Act::Recount),
        Just(Act::CarryOut),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever anybody tries in whatever order: no way that ends in refusal, rejection or withdrawal passed a recount; nothing
    /// leaves an ended case; no wrong role moves a case; after a decision nobody withdraws.
    #[test]
    fn f6_only_a_granted_appeal_ever_reaches_a_recount(
        claims in proptest::sample::subsequence(Claim::ALL.to_vec(), 1..=Claim::ALL.len()),
        tries in proptest::collection::vec((any_act(), proptest::sample::select(Role::ALL)), 1..120),
        ordinary in 0usize..=9,
    ) {
        let mut case = Case { claims, ..filed() };
        for (act, role) in way().into_iter().take(ordinary) {
            case = step(&case, &act, role).unwrap_or(case);
        }
        let mut recounted = false;
        let mut decided = false;
        for (act, role) in &tries {
            let Ok(next) = step(&case, act, *role) else { continue };
            prop_assert!(act.roles().contains(role));
            prop_assert!(!case.state.is_final(), "{:?} left {:?}", act, case.state);
            if *act == Act::Withdraw {
                prop_assert!(!decided);
            }
            if let Act::Refuse(ground) = act {
                prop_assert!(!ground.is_considered());
                prop_assert!(case.claims.iter().all(|claim| !claim.is_considered()));
            }
            if let Act::AppointExpert(offered) = act {
                prop_assert!(!offered.markers.contains(&offered.expert));
            }
            decided |= matches!(act, Act::Decide(_));
            recounted |= *act == Act::Recount;
            case = next;
        }
        if matches!(case.state, CaseState::NotConsidered | CaseState::Withdrawn | CaseState::Rejected) {
            prop_assert!(!recounted);
        }
        if recounted {
            prop_assert!(decided && case.changes_result);
        }
    }
}

#[test]
fn f2_an_appeal_of_a_proxy_goes_to_the_commission_with_its_power_of_attorney() {
    for (paper, expected) in [
        (ProxyPaper::NotNeeded, Ok(CaseState::Received)),
        (ProxyPaper::Scanned, Ok(CaseState::Received)),
        (ProxyPaper::Missing, Err(StepRefused::PowerOfAttorneyNotScanned)),
    ] {
        let after = step(&filed(), &Act::Transfer(paper), Role::SchoolOfficer);
        assert_eq!(after.map(|case| case.state), expected, "{paper:?}");
    }
}

#[test]
fn f2_the_tasks_are_asked_for_within_the_days_of_filing() {
    for (asked, expected) in [
        (TasksAsked::InTime, Ok(())),
        (TasksAsked::Already, Err(StepRefused::DoneAlready)),
        (TasksAsked::TooLate, Err(StepRefused::TasksAskedTooLate)),
        (TasksAsked::TooEarly, Err(StepRefused::TasksAskedTooEarly)),
        (TasksAsked::InFuture, Err(StepRefused::TasksAskedInFuture)),
    ] {
        let after = step(&filed(), &Act::AskTasks(asked), Role::SchoolOfficer);
        assert_eq!(after.map(|_| ()), expected, "{asked:?}");
        let by_another = step(&filed(), &Act::AskTasks(asked), Role::AppealsSecretary);
        assert!(by_another.is_err());
    }
    let decided = after(&way());
    assert!(
        step(&decided, &Act::AskTasks(TasksAsked::InTime), Role::SchoolOfficer).is_err(),
        "heard already"
    );
}

#[test]
fn f4_a_case_says_what_it_awaits_of_its_expert() {
    use domain::appeal::expertise::ExpertTask;
    let expert_role = Role::AppealsExpert;
    let appointed = after(&way()[..5]);
    assert_eq!(ExpertTask::of(&appointed), ExpertTask::Conclude);
    let unclear = step(&appointed, &Act::Conclude(Verdict::Unclear), expert_role).unwrap();
    assert_eq!(ExpertTask::of(&unclear), ExpertTask::AskDevelopers);
    let asked = step(&unclear, &Act::AskDevelopers, expert_role).unwrap();
    assert_eq!(ExpertTask::of(&asked), ExpertTask::AwaitAnswer);
    let of_expert = step(&asked, &Act::TakeAnswer, expert_role);
    assert!(of_expert.is_err(), "the secretary enters the answer");
    let answered = step(&asked, &Act::TakeAnswer, Role::AppealsSecretary).unwrap();
    assert_eq!(ExpertTask::of(&answered), ExpertTask::ConcludeAgain);
    let given = step(&answered, &Act::Conclude(Verdict::Right), expert_role).unwrap();
    assert_eq!(ExpertTask::of(&given), ExpertTask::Given);
    let withdrawn = step(&appointed, &Act::Withdraw, Role::AppealsSecretary).unwrap();
    assert_eq!(ExpertTask::of(&withdrawn), ExpertTask::Over);
    for act in [
        Act::AskMaterials,
        Act::Withdraw,
        Act::AppointExpert(expert()),
        Act::GiveNotice,
        Act::Hear(record()),
        Act::Decide(decision(Outcome::Granted, true)),
        Act::SendToCentre,
    ] {
        let refused = step(&appointed, &act, expert_role);
        assert!(refused.is_err(), "an expert concludes and nothing else: {act:?}");
    }
}
