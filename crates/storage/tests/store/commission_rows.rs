//! Protocols, lists of the exam day, open matters, deliveries: they come back as written, and every step is refused from
//! any other state than its own.

use sqlx::error::ErrorKind;
use storage::day_records::{self, DayListRow, DayRecordRow};
use storage::deliveries::{self, GivenDeliveryRow};
use storage::open_matters::{self, OpenMatterRow};
use storage::protocols::{self, Act, ProtocolLineRow, ProtocolRow};
use storage::results::{self, EditionRow};

use crate::support::{Engine, TestStore, refused};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    protocols_come_back_as_written;
    a_step_is_taken_from_its_own_state_only;
    the_table_refuses_one_person_and_half_steps;
    what_is_approved_is_released_and_replaces_what_was;
    day_records_matters_and_deliveries_come_back_as_written;
}

const CHAIR: uuid::Uuid = PEOPLE[0];

fn act() -> Act {
    Act {
        account: ACCOUNT,
        person: CHAIR,
        role: "commission-chair".to_owned(),
        at: NOW + 5,
    }
}

pub fn proposed(number: u128) -> ProtocolRow {
    ProtocolRow {
        id: id(number),
        exam_id: EXAM,
        number: number.to_string(),
        state: "proposed".to_owned(),
        part: "everything".to_owned(),
        part_form: None,
        part_organisation_id: None,
        content_hash: Some(vec![7; 32]),
        approve_count: 2,
        held_count: 1,
        corrects: None,
        correction_ground: None,
        proposed_by: Some(ACCOUNT),
        proposed_person: Some(CLERK),
        proposed_role: Some("commission-secretary".to_owned()),
        proposed_at: Some(NOW),
        approved_by: None,
        approved_person: None,
        approved_role: None,
        approved_at: None,
        void_reason: None,
        void_note: None,
        void_at: None,
        void_by: None,
        void_person: None,
        void_role: None,
        sent_at: None,
        sent_by: None,
    }
}

fn line(number: usize, holds: &str) -> ProtocolLineRow {
    ProtocolLineRow {
        line_number: i64::try_from(number).unwrap() + 1,
        edition_id: EDITIONS[number],
        holds: holds.to_owned(),
    }
}

async fn protocols_come_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let (first, by_form, by_place) = (
        proposed(700),
        ProtocolRow {
            part: "form".to_owned(),
            part_form: Some("ege".to_owned()),
            ..proposed(701)
        },
        ProtocolRow {
            part: "municipality".to_owned(),
            part_organisation_id: Some(BODY),
            ..proposed(702)
        },
    );
    let lines = vec![
        line(0, ""),
        line(1, ""),
        line(2, "removed-from-exam,day-records-conflict"),
    ];
    write!(one.store, |tx, first, by_form, by_place, lines| {
        for row in [first, by_form, by_place] {
            protocols::insert(tx, row).await?;
        }
        protocols::insert_lines(tx, first.id, lines).await?;
    })
    .unwrap();
    let correction = ProtocolRow {
        part: "correction".to_owned(),
        corrects: Some(first.id),
        correction_ground: Some("письмо № 7".to_owned()),
        ..proposed(703)
    };
    write!(one.store, |tx, correction| protocols::insert(tx, correction).await?).unwrap();
    for row in [&first, &by_form, &by_place, &correction] {
        assert_eq!(
            read!(one.store, |tx, row| protocols::find(tx, row.id).await?).as_ref(),
            Some(row)
        );
    }
    assert_eq!(read!(one.store, |tx| protocols::of_exam(tx, EXAM).await?).len(), 4);
    assert_eq!(
        read!(one.store, |tx, first| protocols::lines(tx, first.id).await?),
        lines
    );
    let shown = read!(one.store, |tx, first| protocols::lines_in_context(tx, first.id).await?);
    let shown: Vec<_> = shown
        .iter()
        .map(|row| (row.sitting_id, row.edition.edition_id))
        .collect();
    assert_eq!(shown, [0, 1, 2].map(|number| (SITTINGS[number], EDITIONS[number])));
    let elsewhere = read!(one.store, |tx| protocols::elsewhere(tx, EXAM).await?);
    assert_eq!(
        elsewhere.len(),
        2,
        "what is shown as held stands in no protocol: {elsewhere:?}"
    );
    assert_eq!(read!(one.store, |tx| protocols::find(tx, id(999)).await?), None);
}

async fn a_step_is_taken_from_its_own_state_only(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let rows = [proposed(700), proposed(701), proposed(702), proposed(703)];
    write!(one.store, |tx, rows| {
        for row in rows {
            protocols::insert(tx, row).await?;
        }
    })
    .unwrap();
    let act = act();
    let outcome = write!(one.store, |tx, act| {
        let (hash, other) = ([7u8; 32], [8u8; 32]);
        let approved = id(700);
        let mut taken = vec![
            protocols::send(tx, approved, ACCOUNT, NOW).await?,
            protocols::approve(tx, approved, act, &other).await?,
            protocols::approve(tx, approved, act, &hash).await?,
        ];
        taken.push(protocols::approve(tx, approved, act, &hash).await?);
        taken.push(protocols::withdraw(tx, approved, act).await?);
        taken.push(protocols::void_changed(tx, approved, NOW).await?);
        taken.push(protocols::send(tx, approved, ACCOUNT, NOW).await?);
        taken.push(protocols::send(tx, approved, ACCOUNT, NOW).await?);
        taken.push(protocols::return_to_secretary(tx, approved, act, "нет акта").await?);
        for void in [id(701), id(702), id(703)] {
            taken.push(if void == id(701) {
                protocols::void_changed(tx, void, NOW).await?
            } else if void == id(702) {
                protocols::withdraw(tx, void, act).await?
            } else {
                protocols::return_to_secretary(tx, void, act, "нет акта").await?
            });
            taken.push(protocols::return_to_secretary(tx, void, act, "ещё раз").await?);
            taken.push(protocols::approve(tx, void, act, &hash).await?);
            taken.push(protocols::withdraw(tx, void, act).await?);
            taken.push(protocols::void_changed(tx, void, NOW).await?);
            taken.push(protocols::send(tx, void, ACCOUNT, NOW).await?);
        }
        taken
    })
    .unwrap();
    let expected = [
        false, false, true, false, false, false, true, false, false, // the approved one
        true, false, false, false, false, false, // changed
        true, false, false, false, false, false, // taken back
        true, false, false, false, false, false, // returned
    ];
    assert_eq!(outcome, expected);
    let approved = read!(one.store, |tx| protocols::find(tx, id(700)).await?).unwrap();
    assert_eq!(
        (approved.state.as_str(), approved.approved_person, approved.sent_at),
        ("approved", Some(CHAIR), Some(NOW))
    );
    let withdrawn = read!(one.store, |tx| protocols::find(tx, id(702)).await?).unwrap();
    assert_eq!(
        (withdrawn.void_reason.as_deref(), withdrawn.void_person),
        (Some("withdrawn"), Some(CHAIR))
    );
    let returned = read!(one.store, |tx| protocols::find(tx, id(703)).await?).unwrap();
    assert_eq!(
        (
            returned.void_reason.as_deref(),
            returned.void_note.as_deref(),
            returned.void_person
        ),
        (Some("returned"), Some("нет акта"), Some(CHAIR))
    );
    assert_eq!(read!(one.store, |tx| protocols::exams_with_returned(tx).await?), [EXAM]);
}

async fn the_table_refuses_one_person_and_half_steps(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let whole = proposed(700);
    write!(one.store, |tx, whole| protocols::insert(tx, whole).await?).unwrap();
    let same_person = Act { person: CLERK, ..act() };
    refused(
        write!(one.store, |tx, same_person| protocols::approve(
            tx,
            id(700),
            same_person,
            &[7; 32]
        )
        .await?)
        .map(|_| ()),
        ErrorKind::CheckViolation,
    );
    let without = |change: fn(&mut ProtocolRow)| {
        let mut row = proposed(710);
        change(&mut row);
        row
    };
    for (why, row) in [
        ("approved by nobody", without(|row| row.state = "approved".to_owned())),
        ("proposed over nothing", without(|row| row.content_hash = None)),
        ("void without a reason", without(|row| row.state = "void".to_owned())),
        ("a form that is none", without(|row| row.part = "form".to_owned())),
        (
            "a place that is none",
            without(|row| row.part = "municipality".to_owned()),
        ),
        (
            "a correction of nothing",
            without(|row| row.part = "correction".to_owned()),
        ),
        (
            "a ground of nothing",
            without(|row| row.correction_ground = Some("так".to_owned())),
        ),
        ("sent before it is approved", without(|row| row.sent_at = Some(NOW))),
        (
            "returned without a reason",
            without(|row| {
                row.state = "void".to_owned();
                (row.void_reason, row.void_at) = (Some("returned".to_owned()), Some(NOW));
                row.void_person = Some(CHAIR);
            }),
        ),
        (
            "returned by nobody",
            without(|row| {
                row.state = "void".to_owned();
                (row.void_reason, row.void_at) = (Some("returned".to_owned()), Some(NOW));
                row.void_note = Some("нет акта".to_owned());
            }),
        ),
        (
            "a note on what was not returned",
            without(|row| row.void_note = Some("нет акта".to_owned())),
        ),
        ("an unknown state", without(|row| row.state = "утверждён".to_owned())),
    ] {
        let outcome = write!(one.store, |tx, row| protocols::insert(tx, row).await?);
        assert!(outcome.is_err(), "{why}");
        refused(outcome, ErrorKind::CheckViolation);
    }
    let again = ProtocolRow { id: id(711), ..whole };
    refused(
        write!(one.store, |tx, again| protocols::insert(tx, again).await?),
        ErrorKind::UniqueViolation,
    );
}

async fn what_is_approved_is_released_and_replaces_what_was(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let rows = [proposed(700), proposed(701)];
    let lines = vec![line(0, ""), line(1, ""), line(2, "violation-inquiry")];
    let released = write!(one.store, |tx, rows, lines| {
        for row in rows {
            protocols::insert(tx, row).await?;
        }
        protocols::insert_lines(tx, rows[0].id, lines).await?;
        results::release_editions(tx, EXAM, rows[0].id, &EDITIONS[..2], NOW + 10).await?
    })
    .unwrap();
    assert_eq!(released, 2);
    let newer = EditionRow {
        number: 2,
        ..edition(id(535), RESULTS[0], 2, "received")
    };
    let released = write!(one.store, |tx, rows, newer| {
        results::insert_editions(tx, std::slice::from_ref(newer)).await?;
        let line = ProtocolLineRow {
            line_number: 1,
            edition_id: newer.id,
            holds: String::new(),
        };
        protocols::insert_lines(tx, rows[1].id, &[line]).await?;
        let again = results::release_editions(tx, EXAM, rows[0].id, &EDITIONS[..2], NOW + 11).await?;
        (
            again,
            results::release_editions(tx, EXAM, rows[1].id, &[newer.id], NOW + 20).await?,
        )
    })
    .unwrap();
    // Releasing again touches what was released by the same protocol already: nothing waits there any more.
    assert_eq!(released, (0, 1));
    let of = |result| async move {
        let rows = read!(one.store, |tx, result| results::editions_of_result(tx, *result).await?);
        let wrong = read!(one.store, |tx| storage::participants::with_wrong_rows(tx).await?);
        let states: Vec<_> = rows
            .into_iter()
            .map(|row| (row.state, row.protocol_id, row.released_at))
            .collect();
        (states, wrong, one)
    };
    let (states, wrong, one) = of(RESULTS[0]).await;
    let state = |state: &str, protocol, at| (state.to_owned(), Some(protocol), Some(at));
    assert_eq!(
        states,
        [
            state("superseded", id(700), NOW + 10),
            state("released", id(701), NOW + 20)
        ]
    );
    assert_eq!(wrong, 0, "the list of participants follows");
    let held = read!(one.store, |tx| results::editions_of_result(tx, RESULTS[2]).await?);
    assert_eq!((held[0].state.as_str(), held[0].protocol_id), ("received", None));
    assert_eq!(
        read!(one.store, |tx| protocols::released_by(tx, id(700)).await?),
        [(RESULTS[1], EDITIONS[1])]
    );
    let waiting = read!(one.store, |tx| protocols::waiting(tx, EXAM).await?);
    let waiting: Vec<_> = waiting.iter().map(|row| row.edition.edition_id).collect();
    assert_eq!(waiting, [EDITIONS[2]]);
}

async fn day_records_matters_and_deliveries_come_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let removed = DayRecordRow {
        id: id(720),
        exam_id: EXAM,
        sitting_id: Some(SITTINGS[0]),
        kind: "removed".to_owned(),
        person_sealed: None,
        act_number: "21-01".to_owned(),
        happened_at: NOW,
        recorded_at: NOW + 1,
        recorded_by: ACCOUNT,
        cancelled_at: None,
        cancelled_by: None,
        cancel_ground: None,
    };
    let stranger = DayRecordRow {
        id: id(721),
        sitting_id: None,
        kind: "unregistered".to_owned(),
        person_sealed: Some(sealed(9)),
        happened_at: NOW + 2,
        ..removed.clone()
    };
    let list = DayListRow {
        exam_id: EXAM,
        kind: "removed".to_owned(),
        given_at: NOW,
        given_by: ACCOUNT,
        record_count: 1,
    };
    let matter = OpenMatterRow {
        id: id(730),
        exam_id: EXAM,
        sitting_id: SITTINGS[1],
        kind: "recheck".to_owned(),
        ground: "приказ № 4".to_owned(),
        opened_at: NOW,
        opened_by: ACCOUNT,
        informed_at: None,
        informed_by: None,
        closed_at: None,
        closed_by: None,
        outcome: None,
    };
    let delivery = GivenDeliveryRow {
        id: id(740),
        exam_id: EXAM,
        given_at: NOW,
        given_by: ACCOUNT,
        line_count: 3,
        informed_at: None,
        informed_by: None,
    };
    write!(one.store, |tx, removed, stranger, list, matter, delivery| {
        day_records::insert(tx, removed).await?;
        day_records::insert(tx, stranger).await?;
        day_records::give_list(tx, list).await?;
        open_matters::open(tx, matter).await?;
        deliveries::give(tx, delivery).await?;
    })
    .unwrap();
    assert_eq!(
        read!(one.store, |tx| day_records::of_exam(tx, EXAM).await?),
        [removed.clone(), stranger.clone()]
    );
    assert_eq!(
        read!(one.store, |tx| day_records::lists(tx, EXAM).await?),
        std::slice::from_ref(&list)
    );
    assert_eq!(
        read!(one.store, |tx| open_matters::of_exam(tx, EXAM).await?),
        std::slice::from_ref(&matter)
    );
    assert_eq!(
        read!(one.store, |tx| deliveries::given(tx, EXAM).await?),
        std::slice::from_ref(&delivery)
    );
    let received = read!(one.store, |tx| deliveries::received(tx, EXAM).await?);
    assert_eq!((received.len(), received[0].editions, received[0].waiting), (1, 3, 3));
    let code = registration(1).participant_code;
    assert_eq!(
        read!(one.store, |tx, code| day_records::sitting_by_code(tx, EXAM, code)
            .await?),
        Some(SITTINGS[1])
    );

    for (why, row) in [
        (
            "the same twice",
            DayRecordRow {
                id: id(722),
                ..removed.clone()
            },
        ),
        (
            "somebody unregistered with a sitting",
            DayRecordRow {
                id: id(723),
                sitting_id: Some(SITTINGS[2]),
                ..stranger.clone()
            },
        ),
        (
            "a participant in words",
            DayRecordRow {
                id: id(724),
                sitting_id: Some(SITTINGS[2]),
                person_sealed: Some(sealed(1)),
                ..removed.clone()
            },
        ),
    ] {
        assert!(
            write!(one.store, |tx, row| day_records::insert(tx, row).await?).is_err(),
            "{why}"
        );
    }
    let second = OpenMatterRow {
        id: id(731),
        ..matter.clone()
    };
    refused(
        write!(one.store, |tx, second| open_matters::open(tx, second).await?),
        ErrorKind::UniqueViolation,
    );
    refused(
        write!(one.store, |tx, list| day_records::give_list(tx, list).await?),
        ErrorKind::UniqueViolation,
    );
    let steps = write!(one.store, |tx, removed, second| {
        let steps = [
            day_records::cancel(tx, id(720), ACCOUNT, "ошибка", NOW).await?,
            day_records::cancel(tx, id(720), ACCOUNT, "ошибка", NOW).await?,
            open_matters::close(tx, id(730), ACCOUNT, "закрыто", NOW).await?,
            open_matters::close(tx, id(730), ACCOUNT, "закрыто", NOW).await?,
        ];
        // After the end of the first a second may stand.
        day_records::insert(
            tx,
            &DayRecordRow {
                id: id(725),
                ..removed.clone()
            },
        )
        .await?;
        open_matters::open(tx, second).await?;
        let told = [
            open_matters::inform(tx, EXAM, ACCOUNT, NOW).await?,
            open_matters::inform(tx, EXAM, ACCOUNT, NOW).await?,
            deliveries::inform(tx, EXAM, ACCOUNT, NOW).await?,
            deliveries::inform(tx, EXAM, ACCOUNT, NOW).await?,
        ];
        (steps, told)
    })
    .unwrap();
    assert_eq!(steps, ([true, false, true, false], [2, 0, 1, 0]));
}
