//! Cases of appeals, their steps and hearings, as both engines keep them: a case changes only over the version that was read,
//! one case of a kind stands about a sitting, one case takes a slot.

use domain::access::Role;
use storage::annulments::{self, AnnulmentRow};
use storage::appeal_papers::{self, AppealCriterionRow, AppealFileRow};
use storage::appeals::{self, AppealRow, AppealStepRow};
use storage::essay_rechecks::{self, EssayRecheckRow};
use storage::hearings::{self, CommissionPersonRow, HearingRow};
use storage::imports;
use storage::rechecks::{self, RecheckRow};

use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    cases_come_back_as_written_and_change_over_their_version;
    one_case_about_a_sitting_and_one_in_a_slot;
    people_markers_and_annulments_come_back;
    papers_and_conclusions_come_back;
}

fn case(number: i64, participant: usize) -> AppealRow {
    AppealRow {
        id: id(800 + u128::from(number.unsigned_abs())),
        number,
        kind: "score".to_owned(),
        state: "filed".to_owned(),
        exam_id: EXAM,
        sitting_id: SITTINGS[participant],
        person_id: PEOPLE[participant],
        result_id: Some(RESULTS[participant]),
        edition_id: Some(EDITIONS[participant]),
        organisation_id: if participant == 2 { OTHER_SCHOOL } else { SCHOOL },
        applicant: "participant".to_owned(),
        filing_sealed: sealed(9),
        claims: "expert-marking".to_owned(),
        wants_tasks: true,
        filed_at: NOW,
        entered_at: NOW + 1,
        entered_by: ACCOUNT,
        transferred_at: None,
        materials: "not-asked".to_owned(),
        processing: None,
        expert_id: None,
        verdict: None,
        developers: "not-asked".to_owned(),
        hearing_id: None,
        slot_at: None,
        slot_appointed_at: None,
        noticed_at: None,
        outcome: None,
        decided_at: None,
        decided_primary: None,
        decided_points: None,
        sent_at: None,
        recounted_at: None,
        new_edition_id: None,
        ended_at: None,
        version: 1,
    }
}

fn hearing() -> HearingRow {
    HearingRow {
        id: id(850),
        number: 1,
        day: "2027-06-16".to_owned(),
        starts_at: NOW + 100,
        place: "РЦОИ".to_owned(),
        room: "12".to_owned(),
        appointed_at: NOW,
        appointed_by: ACCOUNT,
    }
}

fn expert() -> CommissionPersonRow {
    CommissionPersonRow {
        id: id(860),
        part: "expert".to_owned(),
        code: "Э-1".to_owned(),
        person_id: CLERK,
        workplace_id: Some(SCHOOL),
        exam_kind: Some("gia-11".to_owned()),
        subject_code: Some(1),
        appointed_at: NOW,
        appointed_by: ACCOUNT,
        ended_at: None,
        ended_by: None,
        account_id: None,
    }
}

fn annulment() -> AnnulmentRow {
    AnnulmentRow {
        id: id(880),
        exam_id: EXAM,
        sitting_id: SITTINGS[0],
        edition_id: EDITIONS[0],
        appeal_id: None,
        ground: "own-violation".to_owned(),
        document: "материалы № 1".to_owned(),
        ended_on: "2027-06-16".to_owned(),
        resit: "none".to_owned(),
        decided_at: NOW,
        decided_by: ACCOUNT,
    }
}

impl TestStore {
    /// A row in every table of appeals.
    pub async fn fill_appeals(&self) {
        let (filed, expert, decision) = (case(1, 0), expert(), annulment());
        let (file, reason) = (scan(filed.id), criterion(filed.id));
        write!(self.store, |tx, filed, expert, decision, file, reason| {
            appeals::insert(tx, filed).await?;
            hearings::insert_person(tx, expert).await?;
            annulments::insert(tx, decision).await?;
            imports::insert_file(tx, file.file_id, file.size, &[7; 32], NOW).await?;
            appeal_papers::add_file(tx, file).await?;
            appeal_papers::add_criteria(tx, std::slice::from_ref(reason)).await?;
        })
        .unwrap();
        let (batch, application) = (recheck(), essay_recheck());
        write!(self.store, |tx, batch, application| {
            rechecks::insert(tx, batch).await?;
            essay_rechecks::insert(tx, application).await?;
        })
        .unwrap();
    }
}

fn recheck() -> RecheckRow {
    RecheckRow {
        id: id(893),
        number: 1,
        kind: "by-order".to_owned(),
        state: "ordered".to_owned(),
        exam_id: EXAM,
        orderer: "ministry".to_owned(),
        document: "приказ № 1".to_owned(),
        document_date: "2026-12-10".to_owned(),
        reason: "жалобы".to_owned(),
        picked: "все".to_owned(),
        entered_at: NOW,
        entered_by: ACCOUNT,
        told_at: None,
        told_by: None,
        told_how: None,
        given_at: None,
        given_by: None,
        given_person: None,
        ended_at: None,
        ended_by: None,
        outcome: None,
        version: 1,
    }
}

fn essay_recheck() -> EssayRecheckRow {
    EssayRecheckRow {
        id: id(894),
        number: 1,
        state: "filed".to_owned(),
        exam_id: EXAM,
        sitting_id: SITTINGS[0],
        person_id: PEOPLE[0],
        result_id: RESULTS[0],
        edition_id: EDITIONS[0],
        organisation_id: BODY,
        school_id: SCHOOL,
        filing_sealed: sealed(6),
        filed_at: NOW,
        entered_at: NOW,
        entered_by: ACCOUNT,
        noticed_at: None,
        notice: None,
        checker: None,
        checker_id: None,
        essay_value: None,
        transferred_at: None,
        new_edition_id: None,
        ended_at: None,
        outcome: None,
        version: 1,
    }
}

fn scan(appeal_id: uuid::Uuid) -> AppealFileRow {
    AppealFileRow {
        id: id(890),
        appeal_id,
        kind: "application".to_owned(),
        media: "pdf".to_owned(),
        file_id: id(891),
        size: 21,
        name_sealed: sealed(4),
        added_at: NOW,
        added_by: ACCOUNT,
    }
}

fn criterion(appeal_id: uuid::Uuid) -> AppealCriterionRow {
    AppealCriterionRow {
        id: id(892),
        appeal_id,
        conclusion: 1,
        number: 1,
        criterion: "27К1".to_owned(),
        was: 4,
        now: 6,
        reasoning_sealed: sealed(5),
    }
}

async fn papers_and_conclusions_come_back(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    one.fill_appeals().await;
    let (filed, other) = (case(1, 0), case(2, 1));
    let files = read!(one.store, |tx, filed| appeal_papers::files(tx, filed.id).await?);
    assert_eq!(files, [scan(filed.id)]);
    let of_another = read!(one.store, |tx, other| appeal_papers::file(tx, other.id, id(890))
        .await?);
    assert_eq!(of_another, None, "a paper is found through its own case alone");
    let reasons = read!(one.store, |tx, filed| appeal_papers::criteria(tx, filed.id).await?);
    assert_eq!(reasons, [criterion(filed.id)]);
}

async fn cases_come_back_as_written_and_change_over_their_version(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let filed = case(1, 0);
    write!(one.store, |tx, filed| appeals::insert(tx, filed).await?).unwrap();
    let own = scope(Role::SchoolOfficer, SCHOOL);
    let found = read!(one.store, |tx, own, filed| appeals::find(tx, own, filed.id).await?);
    assert_eq!(found.as_ref(), Some(&filed));
    let foreign = scope(Role::SchoolOfficer, OTHER_SCHOOL);
    assert_eq!(
        read!(one.store, |tx, foreign, filed| appeals::find(tx, foreign, filed.id)
            .await?),
        None
    );
    assert_eq!(
        read!(one.store, |tx, foreign| appeals::in_scope(tx, foreign, None).await?),
        []
    );
    let above = scope(Role::MunicipalClerk, BODY);
    assert_eq!(
        read!(one.store, |tx, above| appeals::in_scope(tx, above, Some(EXAM)).await?).len(),
        1
    );
    let changed = AppealRow {
        state: "received".to_owned(),
        transferred_at: Some(NOW + 5),
        materials: "asked".to_owned(),
        processing: Some("right".to_owned()),
        verdict: Some("change".to_owned()),
        outcome: Some("granted".to_owned()),
        decided_at: Some(NOW + 9),
        decided_primary: Some(31),
        decided_points: Some("1=31".to_owned()),
        ..filed.clone()
    };
    assert!(write!(one.store, |tx, changed| appeals::update(tx, changed).await?).unwrap());
    assert!(
        !write!(one.store, |tx, changed| appeals::update(tx, changed).await?).unwrap(),
        "the version that was read is gone"
    );
    let now = read!(one.store, |tx, filed| appeals::of_sitting(tx, filed.sitting_id).await?);
    assert_eq!(now, [AppealRow { version: 2, ..changed }]);
    for number in 1..=3 {
        let step = AppealStepRow {
            id: id(870 + number),
            appeal_id: filed.id,
            number: 0,
            act: "filed".to_owned(),
            at: NOW,
            by_account: ACCOUNT,
            details: "{}".to_owned(),
            words_sealed: (number == 2).then(|| sealed(3)),
        };
        write!(one.store, |tx, step| appeals::add_step(tx, step).await?).unwrap();
    }
    let steps = read!(one.store, |tx, filed| appeals::steps(tx, filed.id).await?);
    let numbers: Vec<i64> = steps.iter().map(|step| step.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(steps[1].words_sealed, Some(sealed(3)));
}

async fn one_case_about_a_sitting_and_one_in_a_slot(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let (first, second, other) = (case(1, 0), case(2, 0), case(3, 1));
    write!(one.store, |tx, first, other| {
        appeals::insert(tx, first).await?;
        appeals::insert(tx, other).await?;
    })
    .unwrap();
    assert!(
        write!(one.store, |tx, second| appeals::insert(tx, second).await?).is_err(),
        "a second one"
    );
    let room = hearing();
    write!(one.store, |tx, room| hearings::insert(tx, room).await?).unwrap();
    assert_eq!(
        read!(one.store, |tx| hearings::all(tx).await?),
        std::slice::from_ref(&room)
    );
    let slot = |row: &AppealRow| AppealRow {
        state: "appointed".to_owned(),
        hearing_id: Some(room.id),
        slot_at: Some(NOW + 100),
        slot_appointed_at: Some(NOW),
        ..row.clone()
    };
    let (taken, also) = (slot(&first), slot(&other));
    assert!(write!(one.store, |tx, taken| appeals::update(tx, taken).await?).unwrap());
    assert!(
        write!(one.store, |tx, also| appeals::update(tx, also).await?).is_err(),
        "one case takes a slot"
    );
    let withdrawn = AppealRow {
        state: "withdrawn".to_owned(),
        version: 2,
        ..taken
    };
    assert!(write!(one.store, |tx, withdrawn| appeals::update(tx, withdrawn).await?).unwrap());
    assert!(
        write!(one.store, |tx, also| appeals::update(tx, also).await?).unwrap(),
        "free again"
    );
    write!(one.store, |tx, second| appeals::insert(tx, second).await?).unwrap();
    assert_eq!(
        read!(one.store, |tx, room| appeals::of_hearing(tx, room.id).await?).len(),
        2
    );
}

async fn people_markers_and_annulments_come_back(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let expert = expert();
    let halved = CommissionPersonRow {
        id: id(861),
        code: "Э-2".to_owned(),
        subject_code: None,
        ..expert.clone()
    };
    write!(one.store, |tx, expert| hearings::insert_person(tx, expert).await?).unwrap();
    assert!(
        write!(one.store, |tx, halved| hearings::insert_person(tx, halved).await?).is_err(),
        "no subject"
    );
    assert_eq!(
        read!(one.store, |tx| hearings::people(tx).await?),
        std::slice::from_ref(&expert)
    );
    let (sitting, by) = (SITTINGS[0], [expert.id]);
    let unknown = read!(one.store, |tx, sitting| hearings::markers(tx, *sitting).await?);
    assert!(unknown.is_empty());
    write!(one.store, |tx, sitting, by| hearings::add_markers(
        tx, *sitting, by, ACCOUNT, NOW
    )
    .await?)
    .unwrap();
    assert_eq!(
        read!(one.store, |tx, sitting| hearings::markers(tx, *sitting).await?),
        by
    );
    assert!(
        write!(one.store, |tx, expert| hearings::end_person(
            tx, expert.id, ACCOUNT, NOW
        )
        .await?)
        .unwrap()
    );
    assert!(
        !write!(one.store, |tx, expert| hearings::end_person(
            tx, expert.id, ACCOUNT, NOW
        )
        .await?)
        .unwrap()
    );
    let decision = annulment();
    write!(one.store, |tx, decision| annulments::insert(tx, decision).await?).unwrap();
    let again = AnnulmentRow {
        id: id(881),
        ..decision.clone()
    };
    assert!(
        write!(one.store, |tx, again| annulments::insert(tx, again).await?).is_err(),
        "once an edition"
    );
    assert_eq!(
        read!(one.store, |tx| annulments::of_result(tx, RESULTS[0]).await?),
        [decision]
    );
    assert!(write!(one.store, |tx| annulments::annul_edition(tx, EDITIONS[0], NOW).await?).unwrap());
    assert!(!write!(one.store, |tx| annulments::annul_edition(tx, EDITIONS[0], NOW).await?).unwrap());
}
