//! Rows of GIA come back as written: exams of a subject, forms, oral parts, scores.

use storage::exams::{self, ExamRow, SittingRow};
use storage::first_values::{self, FirstScores, FirstValueIds, FirstValues, Received};
use storage::imports::{self, ImportRow};
use storage::participants;
use storage::people::{self, RegistrationRow};
use storage::results::{self, EditionRow};
use storage::standing;

use crate::support::{Engine, TestStore};
use crate::world::*;
use crate::{on_both_engines, read, write};

on_both_engines! {
    exams_and_sittings_of_gia_come_back_as_written;
    scores_come_back_as_written;
    first_values_come_back_as_written;
    a_second_first_value_is_refused_and_nothing_of_the_batch_stays;
    files_of_gia_are_kept;
}

fn gia_exam(number: u128, subject: i64, date: &str) -> ExamRow {
    ExamRow {
        id: id(number),
        kind: "gia-11".to_owned(),
        subject_code: subject,
        exam_date: date.to_owned(),
        period: "early".to_owned(),
        created_at: NOW,
    }
}

fn import(number: u128, kind: &str) -> ImportRow {
    ImportRow {
        id: id(number),
        number: i64::try_from(number).unwrap(),
        kind: kind.to_owned(),
        state: "staged".to_owned(),
        profile_name: None,
        file_name_sealed: sealed(3),
        file_id: id(number + 1),
        staging_file_id: id(number + 1),
        file_hash: vec![1; 32],
        base_hash: vec![2; 32],
        total_rows: 1,
        new_rows: 1,
        changed_rows: 0,
        same_rows: 0,
        wrong_rows: 0,
        staged_at: NOW,
        staged_by: ACCOUNT,
        finished_at: None,
        finished_by: None,
        ground: None,
    }
}

fn gia_registration() -> RegistrationRow {
    RegistrationRow {
        id: id(910),
        exam_kind: "gia-11".to_owned(),
        ..registration(0)
    }
}

fn gia_sitting(number: u128, exam: &ExamRow, written: Option<uuid::Uuid>) -> SittingRow {
    SittingRow {
        id: id(number),
        registration_id: id(910),
        exam_id: exam.id,
        subject_code: exam.subject_code,
        form: Some("ege".to_owned()),
        written_sitting_id: written,
        ..sitting(0)
    }
}

async fn exams_and_sittings_of_gia_come_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let (written, oral) = (gia_exam(901, 9, "2027-03-22"), gia_exam(902, 29, "2027-03-26"));
    let registration = gia_registration();
    let sittings = [gia_sitting(920, &written, None), gia_sitting(921, &oral, None)];
    let linked = gia_sitting(922, &gia_exam(903, 29, "2027-06-19"), Some(id(920)));
    write!(one.store, |tx, written, oral, registration, sittings, linked| {
        exams::insert(tx, written).await?;
        exams::insert(tx, oral).await?;
        exams::insert(tx, &gia_exam(903, 29, "2027-06-19")).await?;
        people::insert_registrations(tx, std::slice::from_ref(registration)).await?;
        exams::insert_sittings(tx, sittings).await?;
        exams::insert_sittings(tx, std::slice::from_ref(linked)).await?;
    })
    .unwrap();
    assert_eq!(
        read!(one.store, |tx| exams::find(tx, id(901)).await?),
        Some(written.clone())
    );
    let all = read!(one.store, |tx| exams::all(tx).await?);
    let days: Vec<&str> = all.iter().map(|row| row.exam_date.as_str()).collect();
    assert_eq!(
        days,
        ["2027-06-19", "2027-03-26", "2027-03-22", "2026-12-02"],
        "newest first"
    );
    assert_eq!(
        read!(one.store, |tx| exams::sittings(tx, id(901)).await?),
        [sittings[0].clone()]
    );
    assert_eq!(read!(one.store, |tx| exams::sittings(tx, id(903)).await?), [linked]);
    // An oral part that came before its written one is linked later.
    write!(one.store, |tx| exams::link_to_written_part(tx, id(921), id(920))
        .await?)
    .unwrap();
    let late = SittingRow {
        written_sitting_id: Some(id(920)),
        version: 2,
        ..sittings[1].clone()
    };
    assert_eq!(read!(one.store, |tx| exams::sittings(tx, id(902)).await?), [late]);
    // The essay's registration of the same person and year is another one.
    let of_year = read!(one.store, |tx| people::registrations_of_year(tx, 2027, "gia-11")
        .await?);
    assert_eq!(of_year, [registration]);
    // The same exam once more, the same sitting once more: refused.
    let again = gia_exam(909, 9, "2027-03-22");
    assert!(write!(one.store, |tx, again| exams::insert(tx, again).await?).is_err());
    let twice = gia_sitting(929, &written, None);
    assert!(
        write!(one.store, |tx, twice| exams::insert_sittings(
            tx,
            std::slice::from_ref(twice)
        )
        .await?)
        .is_err()
    );
    let formless = SittingRow {
        form: Some("экзамен".to_owned()),
        ..gia_sitting(930, &oral, None)
    };
    assert!(
        write!(one.store, |tx, formless| exams::insert_sittings(
            tx,
            std::slice::from_ref(formless)
        )
        .await?)
        .is_err()
    );
    assert_eq!(read!(one.store, |tx| participants::with_wrong_rows(tx).await?), 0);
}

async fn scores_come_back_as_written(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    let exam = gia_exam(901, 2, "2027-06-01");
    let registration = gia_registration();
    let sitting = gia_sitting(920, &exam, None);
    let scored = |number: i64, state: &str, score: (Option<i64>, Option<i64>)| EditionRow {
        essay_value: None,
        topic: None,
        primary_score: Some(19),
        test_score: score.0,
        mark: score.1,
        task_points: Some("1=1;2=0;ГК1=2".to_owned()),
        ..edition(id(940 + u128::from(number.unsigned_abs())), id(930), number, state)
    };
    let editions = [
        scored(1, "superseded", (Some(82), None)),
        scored(2, "released", (None, Some(4))),
        EditionRow {
            primary_score: None,
            mark: None,
            task_points: None,
            attendance: "absent".to_owned(),
            ..scored(3, "held", (None, None))
        },
    ];
    write!(one.store, |tx, exam, registration, sitting, editions| {
        exams::insert(tx, exam).await?;
        people::insert_registrations(tx, std::slice::from_ref(registration)).await?;
        exams::insert_sittings(tx, std::slice::from_ref(sitting)).await?;
        results::insert_results(tx, &[(id(930), id(920), NOW)]).await?;
        results::insert_editions(tx, editions).await?;
    })
    .unwrap();
    assert_eq!(
        read!(one.store, |tx| results::editions_of_result(tx, id(930)).await?),
        editions
    );
    let rows = read!(one.store, |tx| standing::sitting_results(tx, id(901)).await?);
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(
        (
            row.form.as_deref(),
            row.subject_code,
            row.edition_number,
            row.attendance.as_deref()
        ),
        (Some("ege"), 2, Some(3), Some("absent"))
    );
    assert_eq!(row.released_edition_id, Some(editions[1].id));
    let released = read!(one.store, |tx| results::released_of_exam(tx, id(901)).await?);
    assert_eq!(
        (released[0].primary_score, released[0].test_score, released[0].mark),
        (Some(19), None, Some(4))
    );
    assert_eq!(released[0].task_points.as_deref(), Some("1=1;2=0;ГК1=2"));
    let pending = read!(one.store, |tx| results::pending(tx, id(901)).await?);
    assert_eq!((pending.len(), pending[0].primary_score), (1, None));
}

const RECEIVED: Received<'static> = Received {
    ground: "результаты проверки",
    document_reference: "загрузка № 7",
    author_account_id: ACCOUNT,
    import_id: id(960),
    received_at: NOW,
};

/// Three sittings of one person, a subject each.
async fn with_three_sittings(engine: Engine) -> TestStore {
    let one = TestStore::with_region(engine).await;
    let exams: Vec<ExamRow> = (1..=3)
        .map(|number| gia_exam(900 + number, number as i64, "2027-06-01"))
        .collect();
    let sittings: Vec<SittingRow> = (921..)
        .zip(&exams)
        .map(|(number, exam)| gia_sitting(number, exam, None))
        .collect();
    let registration = gia_registration();
    let file = import(960, "gia-results");
    write!(one.store, |tx, exams, sittings, registration, file| {
        for exam in exams {
            exams::insert(tx, exam).await?;
        }
        people::insert_registrations(tx, std::slice::from_ref(registration)).await?;
        exams::insert_sittings(tx, sittings).await?;
        imports::insert(tx, file).await?;
    })
    .unwrap();
    one
}

fn ids(number: u128) -> FirstValueIds {
    FirstValueIds {
        result: id(930 + number),
        edition: id(940 + number),
        sitting: id(920 + number),
    }
}

async fn first_values_come_back_as_written(engine: Engine) {
    let one = with_three_sittings(engine).await;
    let cases = [
        (7, Some(u16::MAX), None, "1=1;2=0;ГК1=2"),
        (u16::MAX, None, Some(0), ""),
        (0, Some(0), Some(5), "1=1"),
    ];
    let mut values = FirstValues::default();
    for (number, (primary, test, mark, points)) in (1..).zip(cases) {
        values.push(ids(number), FirstScores { primary, test, mark }, points);
    }
    write!(one.store, |tx, values| {
        first_values::insert(tx, &RECEIVED, values).await?;
    })
    .unwrap();
    for (number, (primary, test, mark, points)) in (1..).zip(cases) {
        let found = read!(one.store, |tx| results::editions_of_result(tx, ids(number).result)
            .await?);
        let expected = EditionRow {
            essay_value: None,
            topic: None,
            primary_score: Some(i64::from(primary)),
            test_score: test.map(i64::from),
            mark: mark.map(i64::from),
            task_points: Some(points.to_owned()).filter(|points| !points.is_empty()),
            ground: RECEIVED.ground.to_owned(),
            document_reference: Some(RECEIVED.document_reference.to_owned()),
            import_id: Some(RECEIVED.import_id),
            ..edition(ids(number).edition, ids(number).result, 1, "received")
        };
        assert_eq!(found, [expected], "{number}");
        let rows = read!(one.store, |tx| results::pending(tx, id(900 + number)).await?);
        assert_eq!(rows.len(), 1, "the participant's row knows of what waits");
    }
    assert_eq!(read!(one.store, |tx| participants::with_wrong_rows(tx).await?), 0);
}

async fn a_second_first_value_is_refused_and_nothing_of_the_batch_stays(engine: Engine) {
    let one = with_three_sittings(engine).await;
    let scores = FirstScores {
        primary: 1,
        test: None,
        mark: None,
    };
    let mut values = FirstValues::default();
    values.push(ids(1), scores, "");
    values.push(ids(2), scores, "");
    let again = FirstValueIds {
        sitting: ids(1).sitting,
        ..ids(3)
    };
    values.push(again, scores, "");
    let written = write!(one.store, |tx, values| {
        first_values::insert(tx, &RECEIVED, values).await?;
    });
    assert!(written.is_err());
    let without = read!(one.store, |tx| results::without_result(tx, id(902)).await?);
    assert_eq!(without, 1);
    assert_eq!(read!(one.store, |tx| participants::with_wrong_rows(tx).await?), 0);
}

async fn files_of_gia_are_kept(engine: Engine) {
    let one = TestStore::with_region(engine).await;
    for (number, kind) in [(950, "gia-participants"), (960, "gia-results")] {
        let row = import(number, kind);
        write!(one.store, |tx, row| imports::insert(tx, row).await?).unwrap();
        let found = read!(one.store, |tx, row| imports::find(tx, row.id).await?).unwrap();
        assert_eq!(found.kind, kind);
    }
    let unknown = import(970, "gia");
    assert!(write!(one.store, |tx, unknown| imports::insert(tx, unknown).await?).is_err());
}
