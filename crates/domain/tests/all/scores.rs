//! Conversion by the year's scale, delivered rows held to it, and minimums.

use std::sync::LazyLock;

use domain::gia_score::{
    ExamForm, GiaColumns, GiaOutcome, GiaScore, Mark, PrimaryScore, SubjectCode, TestScore, Threshold, minimum_standing,
};
use domain::scale_conversion::{DeliveredScore, NotConverted, ScoreProblem, check_delivered, convert};
use domain::task_points::{BadTaskPoints, TaskPoints};
use proptest::prelude::*;
use regulations::{Law, Scale, ScaleKey};

/// Two years of scales that differ, and a minimum in primary scores, laid over the embedded law for region 42.
const REGIONAL: &str = r#"
form = "oge"
status = "order"
source = "Приказ министерства, выдуманный для проверки"
reviewed-on = 2026-11-22
[[scale]]
subjects = [12]
region = "42"
from-year = 2025
to-year = 2025
max-primary = 30
marks = [[0, 9], [10, 19], [20, 25], [26, 30]]
[[scale]]
subjects = [12]
region = "42"
from-year = 2026
to-year = 2026
max-primary = 37
marks = [[0, 12], [13, 23], [24, 31], [32, 37]]
[[minimum]]
subjects = [12]
region = "42"
from-year = 2025
to-year = 2025
to-pass = { primary = 11 }
"#;

fn law() -> &'static Law {
    static LAW: LazyLock<Law> =
        LazyLock::new(|| Law::embedded().unwrap().with_scale_file("проверка", REGIONAL).unwrap());
    &LAW
}

fn key(form: ExamForm, subject: i64, year: i16) -> ScaleKey<'static> {
    ScaleKey {
        form,
        subject: SubjectCode::new(subject).unwrap(),
        series: None,
        year,
        region: "42",
    }
}

fn scale(form: ExamForm, subject: i64, year: i16) -> &'static Scale {
    law().scales().scale(key(form, subject, year)).unwrap()
}

fn primary(number: i64) -> PrimaryScore {
    PrimaryScore::new(number).unwrap()
}

fn row(primary_score: i64, test: Option<i64>, mark: Option<i64>, points: &str) -> DeliveredScore {
    DeliveredScore {
        primary: primary(primary_score),
        test_score: test.map(|score| TestScore::new(score).unwrap()),
        mark: mark.map(|mark| Mark::new(mark).unwrap()),
        points: TaskPoints::from_code(points).unwrap(),
    }
}

fn converted(scale: &Scale, number: i64, points: &str) -> Result<u8, NotConverted> {
    let conclusion = convert(scale, primary(number), &TaskPoints::from_code(points).unwrap())?;
    Ok(match conclusion.outcome {
        GiaOutcome::Test(score) => score.number(),
        GiaOutcome::Mark(mark) => mark.number(),
    })
}

#[test]
fn l4_primary_scores_become_test_scores() {
    let cases = [
        (1, 10, 24),
        (1, 15, 36),
        (2, 5, 27),
        (3, 8, 36),
        (4, 11, 36),
        (6, 15, 36),
        (7, 8, 32),
        (18, 13, 32),
        (25, 6, 40),
        (12, 21, 42),
        (9, 18, 22),
        (1, 0, 0),
        (1, 50, 100),
        (2, 30, 100),
        (2, 32, 100),
    ];
    for (subject, number, expected) in cases {
        let scale = scale(ExamForm::Ege, subject, 2025);
        assert_eq!(
            converted(scale, number, ""),
            Ok(expected),
            "предмет {subject}, {number}"
        );
    }
    let beyond = converted(scale(ExamForm::Ege, 1, 2025), 51, "").unwrap_err();
    assert_eq!(
        beyond.to_string(),
        "первичный балл 51 вне шкалы: наибольший — 50. Исправьте балл или проверьте предмет и год"
    );
}

const MISSING: u8 = 0;

#[test]
fn l4_a_mark_of_oge_needs_its_part() {
    let all = "15=0;16=0;17=0;18=0;19=0;23=0;24=0";
    let cases = [
        // Mathematics: two points of geometry for any mark above 2.
        (2, 7, String::new(), 2),
        (2, 8, format!("{all};25=2"), 3),
        (2, 8, format!("{all};25=1"), 2),
        (2, 22, format!("{all};25=1"), 2),
        (2, 22, "15=1;16=1".to_owned(), 5),
        (2, 22, "15=1".to_owned(), MISSING),
        (2, 22, String::new(), MISSING),
        // Russian: 4 needs four points of literacy, 5 needs six; the fall may go on.
        (1, 22, String::new(), 3),
        (1, 23, "ГК1=1;ГК2=1;ГК3=1;ГК4=1".to_owned(), 4),
        (1, 23, "ГК1=1;ГК2=1;ГК3=1;ГК4=0".to_owned(), 3),
        (1, 29, "ГК1=2;ГК2=2;ГК3=1;ГК4=1".to_owned(), 5),
        (1, 29, "ГК1=2;ГК2=1;ГК3=1;ГК4=1".to_owned(), 4),
        (1, 29, "ГК1=1;ГК2=1;ГК3=1;ГК4=0".to_owned(), 3),
        (1, 33, "ГК1=0;ГК2=0;ГК3=0;ГК4=0".to_owned(), 3),
        (1, 33, "гк1=2;гк2=2;гк3=2".to_owned(), 5),
        (1, 29, "ГК1=2;ГК2=2".to_owned(), MISSING),
        // Other subjects ask for nothing.
        (4, 31, String::new(), 5),
    ];
    for (subject, number, points, expected) in cases {
        let found = converted(scale(ExamForm::Oge, subject, 2023), number, &points);
        let found = found.unwrap_or(MISSING);
        assert_eq!(found, expected, "предмет {subject}, {number}, «{points}»");
    }
    let points = TaskPoints::from_code("ГК1=1;ГК2=1;ГК3=1;ГК4=0").unwrap();
    let fallen = convert(scale(ExamForm::Oge, 1, 2023), primary(30), &points).unwrap();
    let steps: Vec<_> = fallen
        .lowered
        .iter()
        .map(|step| (step.from.number(), step.to.number(), step.needed, step.got))
        .collect();
    assert_eq!(steps, [(5, 4, 6, 3), (4, 3, 4, 3)]);
}

fn problems(key: ScaleKey<'_>, row: DeliveredScore) -> Vec<String> {
    let found = check_delivered(law().scales(), key, row).err().unwrap_or_default();
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn every_fault_of_a_row_has_its_own_sentence() {
    let ege = |subject| key(ExamForm::Ege, subject, 2025);
    let oge = |subject, year| key(ExamForm::Oge, subject, year);
    let geometry = "1=6;15=1;16=0;17=0;18=0;19=0;23=0;24=0;25=0";
    let cases: Vec<(ScaleKey<'_>, DeliveredScore, &[&str])> = vec![
        (ege(1), row(34, Some(64), None, ""), &[]),
        (ege(1), row(34, None, None, ""), &[]),
        (ege(22), row(12, None, Some(4), ""), &[]),
        (oge(2, 2023), row(7, None, Some(2), geometry), &[]),
        (
            ege(1),
            row(51, Some(100), None, ""),
            &["Первичный балл: 51 вне шкалы 2025\u{a0}года, наибольший — 50. Исправьте балл или проверьте предмет"],
        ),
        (
            ege(1),
            row(34, Some(70), None, ""),
            &[
                "Тестовый балл: стоит 70, а из первичного балла 34 по шкале 2025\u{a0}года следует 64. Исправьте один из баллов",
            ],
        ),
        (
            ege(22),
            row(12, None, Some(5), ""),
            &[
                "Отметка: стоит 5, а из первичного балла 12 по шкале 2025\u{a0}года следует 4. Исправьте балл или отметку",
            ],
        ),
        (
            oge(2, 2023),
            row(8, None, Some(3), "1=7;15=1;16=0;17=0;18=0;19=0;23=0;24=0;25=0"),
            &[
                "Отметка: стоит 3, но для неё нужно не меньше 2\u{a0}баллов за часть «геометрия (задания 15–19 и 23–25)», а набрано 1; следует 2. Исправьте отметку или баллы по заданиям",
            ],
        ),
        (
            oge(2, 2023),
            row(8, None, Some(3), ""),
            &[
                "Баллы по заданиям: отметка зависит от части «геометрия (задания 15–19 и 23–25)», а баллов за задания 15, 16, 17, 18, 19, 23, 24, 25 нет. Передайте баллы по заданиям",
            ],
        ),
        (
            ege(1),
            row(34, Some(64), None, "1=1;27=32"),
            &["Баллы по заданиям: в сумме 33, а первичный балл 34. Исправьте балл задания или первичный балл"],
        ),
        (
            oge(12, 2026),
            row(22, None, Some(4), ""),
            &[
                "Отметка: 4 при первичном балле 22 — по шкале за 2025, а экзамен 2026\u{a0}года. Пересчитайте по шкале года экзамена",
            ],
        ),
        (
            oge(12, 2025),
            row(35, None, Some(5), ""),
            &[
                "Отметка: 5 при первичном балле 35 — по шкале за 2023, а экзамен 2025\u{a0}года. Пересчитайте по шкале года экзамена",
            ],
        ),
        (
            ege(1),
            row(34, Some(64), Some(5), ""),
            &["Отметка: по этому предмету выставляют тестовый балл, отметки не бывает. Оставьте поле пустым"],
        ),
        (
            ege(22),
            row(12, Some(60), None, ""),
            &["Тестовый балл: по этому предмету выставляют отметку, тестового балла не бывает. Оставьте поле пустым"],
        ),
        (
            ege(8),
            row(12, Some(60), None, ""),
            &[
                "ЕГЭ, География, 2025\u{a0}год: шкалы перевода нет (нет ни за один год). Баллы не переводятся, пока шкала не внесена с указанием источника",
            ],
        ),
        (
            ege(1),
            row(51, Some(70), Some(5), "1=50"),
            &[
                "Баллы по заданиям: в сумме 50",
                "Отметка: по этому предмету",
                "Первичный балл: 51 вне шкалы",
            ],
        ),
    ];
    for (key, row, expected) in cases {
        let found = problems(key, row.clone());
        assert_eq!(found.len(), expected.len(), "{row:?}: {found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                found.starts_with(expected),
                "{row:?}: ждали «{expected}», вышло «{found}»"
            );
        }
    }
}

#[test]
fn the_faults_are_told_apart_by_their_kind() {
    let kinds = |key, row| {
        let found = check_delivered(law().scales(), key, row).unwrap_err();
        found.into_iter().next().unwrap()
    };
    let broken = kinds(
        key(ExamForm::Oge, 1, 2023),
        row(29, None, Some(5), "1=24;ГК1=2;ГК2=1;ГК3=1;ГК4=1"),
    );
    assert!(
        matches!(broken, ScoreProblem::MarkBreaksCondition { needed: 6, got: 5, .. }),
        "{broken:?}"
    );
    let wrong = kinds(
        key(ExamForm::Oge, 1, 2023),
        row(29, None, Some(3), "1=23;ГК1=2;ГК2=2;ГК3=1;ГК4=1"),
    );
    assert!(matches!(wrong, ScoreProblem::MarkDoesNotFollow { .. }), "{wrong:?}");
    let other = kinds(key(ExamForm::Oge, 12, 2026), row(26, None, Some(5), ""));
    assert!(matches!(other, ScoreProblem::ScaleOfAnotherYear { .. }), "{other:?}");
}

#[test]
fn a_value_is_stored_hashed_and_read_back() {
    let oge = row(29, None, None, "ГК1=2;10=3;2=18;ГК2=2;ГК3=2;ГК4=2");
    let value = check_delivered(law().scales(), key(ExamForm::Oge, 1, 2023), oge).unwrap();
    let columns = GiaColumns {
        primary_score: 29,
        test_score: None,
        mark: Some(5),
        task_points: Some("2=18;10=3;ГК1=2;ГК2=2;ГК3=2;ГК4=2".to_owned()),
    };
    assert_eq!(value.columns(), columns);
    assert_eq!(GiaScore::from_columns(&columns), Ok(value.clone()));
    assert_eq!(
        String::from_utf8(value.canonical_bytes()).unwrap(),
        "gia/1:29|m5|2=18;10=3;ГК1=2;ГК2=2;ГК3=2;ГК4=2"
    );
    let ege = check_delivered(law().scales(), key(ExamForm::Ege, 1, 2025), row(34, None, None, "")).unwrap();
    assert_eq!(ege.canonical_bytes(), b"gia/1:34|t64|");
    assert_eq!(ege.columns().task_points, None);

    for (test_score, mark) in [(None, None), (Some(64), Some(4)), (Some(101), None), (None, Some(1))] {
        let bad = GiaColumns {
            test_score,
            mark,
            ..columns.clone()
        };
        assert!(GiaScore::from_columns(&bad).is_err(), "{bad:?}");
    }
}

#[test]
fn points_that_are_none_are_refused() {
    for bad in ["1", "=1", "1=", "1=x", "1=-1", "1=1=1", "1 2=1"] {
        assert!(
            matches!(TaskPoints::from_code(bad), Err(BadTaskPoints::Malformed { .. })),
            "«{bad}»"
        );
    }
    assert!(matches!(
        TaskPoints::from_code("1=1;2=0;1=1"),
        Err(BadTaskPoints::Twice { .. })
    ));
    assert!(matches!(
        TaskPoints::from_code("гк1=1;ГК1=1"),
        Err(BadTaskPoints::Twice { .. })
    ));
    assert!(matches!(
        TaskPoints::from_code("1=100"),
        Err(BadTaskPoints::TooMany { .. })
    ));
    assert_eq!(TaskPoints::from_code(""), Ok(TaskPoints::none()));
}

#[test]
fn l4_minimums_are_reached_or_not() {
    use Threshold::{NotReached, Reached};
    let ege = |subject| key(ExamForm::Ege, subject, 2025);
    let cases = [
        (ege(1), row(9, None, None, ""), Some(NotReached), Some(NotReached)),
        (ege(1), row(10, None, None, ""), Some(Reached), Some(NotReached)),
        (ege(1), row(15, None, None, ""), Some(Reached), Some(Reached)),
        (ege(2), row(4, None, None, ""), Some(NotReached), Some(NotReached)),
        (ege(2), row(5, None, None, ""), Some(Reached), Some(Reached)),
        (ege(22), row(6, None, None, ""), Some(NotReached), None),
        (ege(22), row(7, None, None, ""), Some(Reached), None),
        (ege(3), row(7, None, None, ""), None, Some(NotReached)),
        (ege(3), row(8, None, None, ""), None, Some(Reached)),
        // Primary scores, set by the region: mark 3 begins at 10, the minimum is 11.
        (
            key(ExamForm::Oge, 12, 2025),
            row(10, None, None, ""),
            Some(NotReached),
            None,
        ),
        (
            key(ExamForm::Oge, 12, 2025),
            row(11, None, None, ""),
            Some(Reached),
            None,
        ),
        // A mark that fell by its condition does not pass.
        (
            key(ExamForm::Oge, 2, 2023),
            row(9, None, None, "1=8;15=1;16=0;17=0;18=0;19=0;23=0;24=0;25=0"),
            Some(NotReached),
            None,
        ),
        (
            key(ExamForm::Oge, 2, 2023),
            row(9, None, None, "1=7;15=1;16=1"),
            Some(Reached),
            None,
        ),
    ];
    for (key, row, to_pass, university) in cases {
        let minimum = law().scales().minimum(key).unwrap();
        let score = check_delivered(law().scales(), key, row).unwrap();
        let standing = minimum_standing(minimum, &score);
        assert_eq!(
            (standing.to_pass, standing.university),
            (to_pass, university),
            "{score:?}"
        );
    }
}

fn points() -> impl Strategy<Value = TaskPoints> {
    let tasks = [
        "15", "16", "17", "18", "19", "23", "24", "25", "ГК1", "ГК2", "ГК3", "ГК4",
    ];
    proptest::collection::vec(0..4_u16, tasks.len()).prop_map(move |numbers| {
        let entries: Vec<_> = tasks
            .iter()
            .zip(numbers)
            .map(|(task, number)| format!("{task}={number}"))
            .collect();
        TaskPoints::from_code(&entries.join(";")).unwrap()
    })
}

fn rank(outcome: GiaOutcome) -> u8 {
    match outcome {
        GiaOutcome::Test(score) => score.number(),
        GiaOutcome::Mark(mark) => mark.number(),
    }
}

proptest! {
    /// More primary points with the same parts never make less, on any scale; beyond the scale nothing comes out.
    #[test]
    fn conversion_is_monotone(index in 0..1000_usize, one in 0..90_i64, other in 0..90_i64, points in points()) {
        let scales = law().scales().scales();
        let scale = &scales[index % scales.len()];
        let low = convert(scale, primary(one.min(other)), &points);
        match convert(scale, primary(one.max(other)), &points) {
            Ok(high) => prop_assert!(rank(low.unwrap().outcome) <= rank(high.outcome)),
            Err(_) => prop_assert!(primary(one.max(other)) > scale.max_primary()),
        }
    }

    /// What the check lets through follows from the scale, and what follows is let through.
    #[test]
    fn a_row_passes_exactly_when_it_follows(number in 0..60_i64, given in 0..=100_i64) {
        let follows = converted(scale(ExamForm::Ege, 6, 2025), number, "").ok();
        let passes = problems(key(ExamForm::Ege, 6, 2025), row(number, Some(given), None, "")).is_empty();
        prop_assert_eq!(passes, follows.map(i64::from) == Some(given));
    }

    #[test]
    fn points_are_read_back(points in points()) {
        prop_assert_eq!(TaskPoints::from_code(&points.code()), Ok(points));
    }

    /// No text makes the reader panic, and what is read has one form.
    #[test]
    fn any_text_is_points_or_an_error(text in "[0-9ГКк=;. -]{0,24}") {
        if let Ok(points) = TaskPoints::from_code(&text) {
            prop_assert_eq!(TaskPoints::from_code(&points.code()), Ok(points));
        }
    }
}
