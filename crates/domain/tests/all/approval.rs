//! Approval by two persons: every step from every stage, the one hash, holds, parts, corrections.

use domain::access::Role;
use domain::approval::content::{ApprovalContent, ContentHash, ContentRow, ContentValue};
use domain::approval::holds::{DayRecord, OpenMatter, approval_holds};
use domain::approval::parts::{NotACorrection, NotInPart, PartCandidate, correction_problems, part_problems};
use domain::approval::{ApprovalAct, ApprovalRefused, ApprovalStage, ApprovalState, VoidReason};
use domain::edition::{EditionState, HoldReason};
use domain::exam::AttendanceOutcome;
use domain::gia_score::{GiaColumns, GiaScore};
use domain::ids::{AccountId, EditionId, PersonId, ProtocolId, ResultId, uuid_v7};
use proptest::prelude::*;
use regulations::Instant;

fn act(person: u8, account: u8, role: Role, minute: i64) -> ApprovalAct {
    ApprovalAct {
        person: PersonId(uuid_v7(Instant::from_seconds(0), [person; 10])),
        account: AccountId(uuid_v7(Instant::from_seconds(0), [account; 10])),
        role,
        at: Instant::from_seconds(1_780_000_000 + minute * 60),
    }
}

fn secretary() -> ApprovalAct {
    act(1, 1, Role::CommissionSecretary, 0)
}

fn chair() -> ApprovalAct {
    act(2, 2, Role::CommissionChair, 5)
}

fn edition(number: u8) -> EditionId {
    EditionId(uuid_v7(Instant::from_seconds(0), [number; 10]))
}

fn protocol() -> ProtocolId {
    ProtocolId(uuid_v7(Instant::from_seconds(0), [9; 10]))
}

fn score(primary: u16) -> GiaScore {
    GiaScore::from_columns(&GiaColumns {
        primary_score: i64::from(primary),
        test_score: Some(i64::from(primary)),
        mark: None,
        task_points: None,
    })
    .unwrap()
}

/// A row that owns what a [`ContentRow`] borrows.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    edition: u8,
    state: EditionState,
    primary: Option<u16>,
    outcome: AttendanceOutcome,
    holds: Vec<HoldReason>,
}

fn content(rows: &[Row]) -> ApprovalContent {
    let scores: Vec<_> = rows.iter().map(|row| row.primary.map(score)).collect();
    let rows = rows.iter().zip(&scores).map(|(row, score)| ContentRow {
        edition: edition(row.edition),
        state: row.state,
        value: score
            .as_ref()
            .map_or(ContentValue::NoWork(row.outcome), ContentValue::Score),
        holds: &row.holds,
    });
    ApprovalContent::of(rows)
}

fn plain(edition: u8, primary: u16) -> Row {
    Row {
        edition,
        state: EditionState::Received,
        primary: Some(primary),
        outcome: AttendanceOutcome::Written,
        holds: Vec::new(),
    }
}

fn some() -> ApprovalContent {
    content(&[plain(1, 50), plain(2, 60)])
}

fn other() -> ApprovalContent {
    content(&[plain(1, 51), plain(2, 60)])
}

fn in_stage(stage: ApprovalStage) -> ApprovalState {
    let draft = ApprovalState::draft();
    let proposed = || ApprovalState::draft().propose(secretary(), &some()).unwrap();
    match stage {
        ApprovalStage::Draft => draft,
        ApprovalStage::Proposed => proposed(),
        ApprovalStage::Approved => proposed().approve(chair(), some().hash()).unwrap(),
        ApprovalStage::Void => proposed().with_content(other().hash(), chair().at),
    }
}

#[test]
fn b3_every_step_from_every_stage() {
    use ApprovalStage::{Approved, Draft, Proposed, Void};
    // Stage; then after propose, approve, withdraw, return, a changed content, and may it be corrected.
    let table = [
        (Draft, Some(Proposed), None, Some(Void), None, Draft, false),
        (Proposed, None, Some(Approved), Some(Void), Some(Void), Void, false),
        (Approved, None, None, None, None, Approved, true),
        (Void, None, None, None, None, Void, false),
    ];
    assert_eq!(table.map(|row| row.0), *ApprovalStage::ALL);
    for (stage, propose, approve, withdraw, returned, changed, corrected) in table {
        assert_eq!(in_stage(stage).stage(), stage);
        let after = |state: Result<ApprovalState, ApprovalRefused>| state.ok().map(|state| state.stage());
        assert_eq!(
            after(in_stage(stage).propose(secretary(), &some())),
            propose,
            "{stage:?}"
        );
        assert_eq!(
            after(in_stage(stage).approve(chair(), some().hash())),
            approve,
            "{stage:?}"
        );
        assert_eq!(after(in_stage(stage).withdraw(chair())), withdraw, "{stage:?}");
        assert_eq!(
            after(in_stage(stage).return_to_secretary(chair(), "нет акта")),
            returned,
            "{stage:?}"
        );
        assert_eq!(
            in_stage(stage).with_content(other().hash(), chair().at).stage(),
            changed,
            "{stage:?}"
        );
        let same = in_stage(stage).with_content(some().hash(), chair().at);
        assert_eq!(same, in_stage(stage), "{stage:?}");
        let correction = in_stage(stage).correction(protocol(), "опечатка в фамилии");
        assert_eq!(correction.is_ok(), corrected, "{stage:?}");
    }
}

#[test]
fn b3_who_may_do_what_and_over_what() {
    let proposed = || in_stage(ApprovalStage::Proposed);
    for &role in Role::ALL {
        let proposal = ApprovalState::draft().propose(act(1, 1, role, 0), &some());
        assert_eq!(proposal.is_ok(), role == Role::CommissionSecretary, "{role:?}");
        let approval = proposed().approve(act(2, 2, role, 5), some().hash());
        assert_eq!(approval.is_ok(), role == Role::CommissionChair, "{role:?}");
        let returned = proposed().return_to_secretary(act(2, 2, role, 5), "нет акта");
        assert_eq!(returned.is_ok(), role == Role::CommissionChair, "{role:?}");
    }
    let cases = [
        (
            proposed().approve(act(1, 7, Role::CommissionChair, 5), some().hash()),
            ApprovalRefused::SamePerson,
        ),
        (
            proposed().approve(chair(), other().hash()),
            ApprovalRefused::ContentChanged,
        ),
        (
            proposed().approve(act(2, 2, Role::CommissionChair, -1), some().hash()),
            ApprovalRefused::BeforeTheProposal,
        ),
        (
            ApprovalState::draft().propose(secretary(), &content(&[])),
            ApprovalRefused::NothingToApprove,
        ),
        (
            proposed().return_to_secretary(chair(), " \n"),
            ApprovalRefused::ReturnReasonMissing,
        ),
        (
            proposed().return_to_secretary(act(2, 2, Role::CommissionChair, -1), "нет акта"),
            ApprovalRefused::BeforeTheProposal,
        ),
        (
            in_stage(ApprovalStage::Approved).approve(act(3, 3, Role::CommissionChair, 9), some().hash()),
            ApprovalRefused::WrongStage {
                stage: ApprovalStage::Approved,
                needed: ApprovalStage::Proposed,
            },
        ),
        (
            in_stage(ApprovalStage::Approved).correction(protocol(), " "),
            ApprovalRefused::GroundMissing,
        ),
        (
            in_stage(ApprovalStage::Proposed).correction(protocol(), "опечатка"),
            ApprovalRefused::OnlyApprovedIsCorrected(ApprovalStage::Proposed),
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found.unwrap_err(), expected);
    }
    let all_held = Row {
        holds: vec![HoldReason::UnderRecheck],
        ..plain(1, 50)
    };
    let refused = ApprovalState::draft()
        .propose(secretary(), &content(&[all_held]))
        .unwrap_err();
    assert_eq!(refused, ApprovalRefused::NothingToApprove);
    assert_eq!(
        ApprovalRefused::SamePerson.to_string(),
        "проект предложили вы сами, пусть и под другой учётной записью: предлагает и утверждает протокол не один человек. Утвердить должен другой"
    );
}

#[test]
fn b3_what_was_returned_is_void_with_its_reason_for_ever() {
    let returned = || {
        in_stage(ApprovalStage::Proposed)
            .return_to_secretary(chair(), " нет второго экземпляра акта ")
            .unwrap()
    };
    let stored = returned().stored();
    assert_eq!(stored.stage, ApprovalStage::Void);
    let words = "нет второго экземпляра акта".to_owned();
    assert_eq!(stored.void, Some((VoidReason::Returned(chair(), words), chair().at)));
    assert_eq!(stored.content, Some(some().hash()), "it keeps what it was over");
    assert_eq!(ApprovalState::restore(stored), Ok(returned()));
    let void = ApprovalRefused::WrongStage {
        stage: ApprovalStage::Void,
        needed: ApprovalStage::Proposed,
    };
    assert_eq!(returned().approve(chair(), some().hash()), Err(void));
    assert_eq!(returned().withdraw(chair()), Err(void));
    assert_eq!(returned().return_to_secretary(chair(), "ещё раз"), Err(void));
    assert!(returned().propose(secretary(), &some()).is_err());
    // What nobody could have returned is read as damage.
    let forged = |change: fn(&mut domain::approval::StoredApproval)| {
        let mut stored = returned().stored();
        change(&mut stored);
        ApprovalState::restore(stored).is_ok()
    };
    assert!(!forged(|stored| {
        stored.proposed = None;
        stored.content = None;
    }));
    assert!(!forged(
        |stored| stored.void = Some((VoidReason::Returned(secretary(), "так".to_owned()), chair().at))
    ));
    assert!(!forged(
        |stored| stored.void = Some((VoidReason::Returned(chair(), " ".to_owned()), chair().at))
    ));
}

#[test]
fn b7_a_correction_is_a_further_protocol_with_its_ground() {
    let approved = in_stage(ApprovalStage::Approved);
    let further = approved.correction(protocol(), " опечатка в балле ").unwrap();
    let further = further
        .propose(secretary(), &other())
        .unwrap()
        .approve(chair(), other().hash())
        .unwrap();
    let corrects = further.stored().corrects.unwrap();
    assert_eq!(
        (corrects.protocol, corrects.ground.as_str()),
        (protocol(), "опечатка в балле")
    );
    assert_eq!(
        approved,
        in_stage(ApprovalStage::Approved),
        "первый протокол остался, каким был"
    );

    let result = |number: u8| ResultId(uuid_v7(Instant::from_seconds(0), [number; 10]));
    let old = [(result(1), edition(1)), (result(2), edition(2))];
    let rows = [
        (result(1), edition(11)),
        (result(2), edition(2)),
        (result(3), edition(3)),
    ];
    assert_eq!(
        correction_problems(&old, &rows),
        [
            (edition(2), NotACorrection::SameEdition),
            (edition(3), NotACorrection::NotOfThatProtocol)
        ]
    );
}

#[test]
fn stored_protocols_are_read_back_and_forged_ones_are_not() {
    let withdrawn = in_stage(ApprovalStage::Draft).withdraw(secretary()).unwrap();
    for state in ApprovalStage::ALL
        .iter()
        .map(|stage| in_stage(*stage))
        .chain([withdrawn])
    {
        assert_eq!(ApprovalState::restore(state.stored()), Ok(state.clone()));
        let mut other_stages = ApprovalStage::ALL.iter().filter(|stage| **stage != state.stage());
        let forged = other_stages.find(|stage| {
            let mut stored = state.stored();
            stored.stage = **stage;
            ApprovalState::restore(stored).is_ok()
        });
        assert_eq!(forged, None, "{state:?}");
    }
    let mut by_one = in_stage(ApprovalStage::Approved).stored();
    by_one.approved = by_one.proposed;
    let refusal = ApprovalState::restore(by_one).unwrap_err().to_string();
    assert!(refusal.contains("запись протокола повреждена"), "{refusal}");
    let void = in_stage(ApprovalStage::Void).stored().void.unwrap();
    assert_eq!(void.0, VoidReason::ContentChanged);
}

/// What was delivered, what the lists of the day say, what is open; the holds.
type HoldCase = (
    AttendanceOutcome,
    &'static [DayRecord],
    &'static [OpenMatter],
    &'static [HoldReason],
);

#[test]
fn b3_holds_follow_from_the_day_and_from_open_matters() {
    use AttendanceOutcome::{Absent, NotFinished, Removed, Written};
    use HoldReason::{DayRecordsConflict, ProcedureAppealPending, RemovedFromExam, UnderRecheck, ViolationInquiry};
    let cases: &[HoldCase] = &[
        (Written, &[], &[], &[]),
        (Absent, &[], &[], &[]),
        (NotFinished, &[DayRecord::EndedEarly], &[], &[]),
        (Removed, &[DayRecord::Removed], &[], &[RemovedFromExam]),
        (
            Written,
            &[DayRecord::Removed],
            &[],
            &[RemovedFromExam, DayRecordsConflict],
        ),
        (Removed, &[], &[], &[RemovedFromExam, DayRecordsConflict]),
        (Written, &[DayRecord::EndedEarly], &[], &[DayRecordsConflict]),
        (NotFinished, &[], &[], &[DayRecordsConflict]),
        (Written, &[DayRecord::Unregistered], &[], &[DayRecordsConflict]),
        (Absent, &[DayRecord::EndedEarly], &[], &[DayRecordsConflict]),
        (Written, &[], &[OpenMatter::ViolationInquiry], &[ViolationInquiry]),
        (Written, &[], &[OpenMatter::ProcedureAppeal], &[ProcedureAppealPending]),
        (Written, &[], &[OpenMatter::Recheck], &[UnderRecheck]),
        (
            Removed,
            &[DayRecord::Removed, DayRecord::EndedEarly],
            &[
                OpenMatter::Recheck,
                OpenMatter::ProcedureAppeal,
                OpenMatter::ViolationInquiry,
            ],
            &[
                RemovedFromExam,
                ViolationInquiry,
                DayRecordsConflict,
                ProcedureAppealPending,
                UnderRecheck,
            ],
        ),
    ];
    for (delivered, day, open, expected) in cases {
        assert_eq!(
            approval_holds(*delivered, day, open),
            *expected,
            "{delivered:?} {day:?} {open:?}"
        );
    }
}

#[test]
fn b3_a_part_takes_what_waits_and_nothing_twice() {
    let candidate = |number, state, elsewhere: &[(&str, ApprovalStage)]| PartCandidate {
        edition: edition(number),
        state,
        elsewhere: elsewhere
            .iter()
            .map(|(number, stage)| ((*number).to_owned(), *stage))
            .collect(),
    };
    let sound = [
        candidate(1, EditionState::Received, &[]),
        candidate(
            2,
            EditionState::Received,
            &[("4", ApprovalStage::Void), ("5", ApprovalStage::Draft)],
        ),
        candidate(3, EditionState::Held, &[]),
    ];
    assert_eq!(part_problems(&sound), []);
    let faulty = [
        candidate(1, EditionState::Received, &[]),
        candidate(1, EditionState::Received, &[]),
        candidate(
            2,
            EditionState::Received,
            &[("4", ApprovalStage::Void), ("5", ApprovalStage::Proposed)],
        ),
        candidate(3, EditionState::Approved, &[]),
        candidate(4, EditionState::Superseded, &[]),
    ];
    let found = part_problems(&faulty);
    let kinds: Vec<_> = found.iter().map(|(_, problem)| problem.clone()).collect();
    assert_eq!(
        kinds,
        [
            NotInPart::Twice,
            NotInPart::InAnotherProtocol {
                number: "5".to_owned(),
                stage: ApprovalStage::Proposed
            },
            NotInPart::NotWaiting(EditionState::Approved),
            NotInPart::NotWaiting(EditionState::Superseded),
        ]
    );
}

#[test]
fn the_hash_is_pinned_and_read_back() {
    let hash = some().hash();
    assert_eq!(ContentHash::from_bytes(hash.as_bytes()), Ok(hash));
    assert!(ContentHash::from_bytes(&[0; 31]).is_err());
    assert_eq!((some().rows(), some().to_approve()), (2, 2));
    // A change of the form breaks every proposal that waits: give the form another number then.
    assert_eq!(
        hash.to_string(),
        "0444298d99f26072ea5ab5f597def6eed96f6e886d5b49194dfb7fb7d720f527"
    );
}

fn row() -> impl Strategy<Value = Row> {
    let states = proptest::sample::select(EditionState::ALL);
    let outcomes = proptest::sample::select(AttendanceOutcome::ALL);
    let holds = proptest::collection::vec(proptest::sample::select(HoldReason::ALL), 0..3);
    let primary = proptest::option::of(0..=100_u16);
    (any::<u8>(), states, primary, outcomes, holds).prop_map(|(edition, state, primary, outcome, holds)| Row {
        edition,
        state,
        primary,
        // Without a score only; otherwise it is not part of the row.
        outcome: if primary.is_some() {
            AttendanceOutcome::Written
        } else {
            outcome
        },
        holds,
    })
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec(row(), 0..6)
}

/// Changes one field and nothing else.
fn change(row: &mut Row, field: usize) {
    match field {
        0 => row.edition = row.edition.wrapping_add(1),
        1 => {
            let next = EditionState::ALL
                .iter()
                .cycle()
                .skip_while(|state| **state != row.state)
                .nth(1);
            row.state = *next.unwrap();
        }
        2 => match &mut row.primary {
            Some(primary) => *primary = (*primary + 1) % 101,
            None => {
                let mut others = AttendanceOutcome::ALL.iter().filter(|outcome| **outcome != row.outcome);
                row.outcome = *others.next().unwrap();
            }
        },
        3 => row.holds.push(HoldReason::UnderRecheck),
        _ => match row.holds.first_mut() {
            Some(HoldReason::UnderRecheck) => row.holds.clear(),
            Some(hold) => *hold = HoldReason::UnderRecheck,
            None => row.holds.push(HoldReason::ByHand),
        },
    }
}

/// One step of somebody's: who, by which account, in which role, what.
fn step() -> impl Strategy<Value = (u8, u8, Role, u8)> {
    let roles = [Role::CommissionSecretary, Role::CommissionChair, Role::Administrator];
    (0..3_u8, 0..6_u8, proptest::sample::select(roles.to_vec()), 0..5_u8)
}

proptest! {
    /// Different rows, in whatever respect, have different hashes; equal rows equal ones.
    #[test]
    fn b3_the_hash_changes_with_any_change(one in rows(), two in rows()) {
        prop_assert_eq!(one == two, content(&one).hash() == content(&two).hash());
    }

    /// One field of one row is enough, and so is a row less.
    #[test]
    fn b3_one_changed_field_changes_the_hash(rows in proptest::collection::vec(row(), 1..6), place in any::<usize>(), field in 0..5_usize) {
        let place = place % rows.len();
        let mut changed = rows.clone();
        change(&mut changed[place], field);
        prop_assert_ne!(&rows, &changed);
        prop_assert_ne!(content(&rows).hash(), content(&changed).hash(), "поле {}", field);
        let mut shorter = rows.clone();
        shorter.remove(place);
        prop_assert_ne!(content(&rows).hash(), content(&shorter).hash());
    }

    #[test]
    fn b3_the_order_counts(rows in rows(), one in any::<usize>(), other in any::<usize>()) {
        prop_assume!(!rows.is_empty());
        let mut swapped = rows.clone();
        swapped.swap(one % rows.len(), other % rows.len());
        prop_assert_eq!(rows == swapped, content(&rows).hash() == content(&swapped).hash());
    }

    /// Whoever proposed never approves, whatever accounts and roles that person has.
    #[test]
    fn b3_nobody_approves_an_own_proposal(person in any::<u8>(), one in any::<u8>(), other in any::<u8>(), role in proptest::sample::select(Role::ALL)) {
        let proposed = ApprovalState::draft().propose(act(person, one, Role::CommissionSecretary, 0), &some()).unwrap();
        prop_assert_eq!(proposed.approve(act(person, other, role, 5), some().hash()), Err(ApprovalRefused::SamePerson));
    }

    /// However the steps come, an approved protocol has two persons and the content that was proposed.
    #[test]
    fn b3_no_way_leads_to_an_approval_by_one(steps in proptest::collection::vec(step(), 0..12), changed in any::<bool>()) {
        let mut state = ApprovalState::draft();
        let current = if changed { other() } else { some() };
        for (minute, (person, account, role, what)) in (0..).zip(steps) {
            let act = act(person, account, role, minute);
            let before = state.clone();
            let after = match what {
                0 => state.propose(act, &some()),
                1 => state.approve(act, current.hash()),
                2 => state.withdraw(act),
                3 => state.return_to_secretary(act, "нет акта"),
                _ => Ok(state.with_content(current.hash(), act.at)),
            };
            state = after.unwrap_or(before.clone());
            let is_final = matches!(before.stage(), ApprovalStage::Approved | ApprovalStage::Void);
            prop_assert!(!is_final || state == before);
        }
        let stored = state.stored();
        if stored.stage == ApprovalStage::Approved {
            prop_assert!(!changed);
            prop_assert_ne!(stored.proposed.unwrap().person, stored.approved.unwrap().person);
            prop_assert_eq!(stored.content, Some(some().hash()));
        }
        prop_assert_eq!(ApprovalState::restore(state.stored()), Ok(state));
    }
}
