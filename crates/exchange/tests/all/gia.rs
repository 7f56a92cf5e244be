//! Files of GIA results: what a cell can have by itself, and rows that cannot all be true.

use std::collections::BTreeMap;
use std::io::Cursor;

use domain::exam::{AttendanceOutcome, ExamKind};
use exchange::{
    ExchangeProfile, Field, GiaForm, GiaOutcome, GiaScores, Limits, ProfileKind, TaskPoints, match_columns, open_table,
    parse_gia_results, parse_gia_row, read_table, wrong_rows_file,
};

use crate::support::*;

fn scores(row: &str) -> GiaScores {
    let parsed = gia(&csv(GIA_HEADINGS, &[row]));
    assert_eq!(problems(&parsed), Vec::<String>::new(), "{row}");
    checked(&parsed.rows[0].value.outcome).unwrap().clone()
}

const fn checked(outcome: &GiaOutcome) -> Option<&GiaScores> {
    match outcome {
        GiaOutcome::Checked(scores) => Some(scores),
        GiaOutcome::NotChecked(_) => None,
    }
}

#[test]
fn a_good_row_is_read_whole() {
    for bytes in [csv(GIA_HEADINGS, &[GOOD_GIA]), xlsx(GIA_HEADINGS, &[GOOD_GIA])] {
        let parsed = gia(&bytes);
        assert_eq!(problems(&parsed), Vec::<String>::new());
        let row = &parsed.rows[0];
        assert_eq!((row.line, row.who.as_str()), (2, "Ёлкина Дарья"));
        let value = &row.value;
        assert_eq!(value.participant_code.as_deref(), Some("420525000017"));
        assert_eq!(value.document.as_ref().unwrap().normalised(), "3217031457");
        assert_eq!(
            (value.exam_kind, value.form, value.subject_code),
            (ExamKind::Gia11, Some(GiaForm::Ege), 2)
        );
        assert_eq!(
            (value.exam_date.to_string().as_str(), value.variant.as_deref()),
            ("2027-06-01", Some("0312"))
        );
        let GiaOutcome::Checked(scores) = &value.outcome else {
            panic!("{:?}", value.outcome)
        };
        assert_eq!(
            (scores.primary, scores.test, scores.mark, scores.minimum_reached),
            (19, Some(82), None, Some(true))
        );
        let tasks: Vec<(u8, Option<u8>)> = scores.tasks.iter().map(|task| (task.points, task.of)).collect();
        assert_eq!(
            tasks,
            [
                (1, None),
                (1, None),
                (0, None),
                (1, Some(1)),
                (2, Some(2)),
                (0, Some(3))
            ]
        );
    }
}

#[test]
fn cells_are_named_when_they_are_wrong() {
    let check = |changes: &[(&str, &str)], cell: &str, words: &str| {
        let row = with(GIA_HEADINGS, GOOD_GIA, changes);
        for bytes in [csv(GIA_HEADINGS, &[&row]), xlsx(GIA_HEADINGS, &[&row])] {
            assert_one_problem(&gia(&bytes), cell, words);
        }
    };
    check(&[("Код участника", "12345678901234567")], "A2", "17 знаков");
    check(&[("Код участника", ""), ("Номер", "")], "A2", "Нет ни кода участника");
    check(&[("Номер", "31457")], "E2", "Возможно, верно: 031457");
    check(&[("Имя", "")], "C2", "не заполнено");
    check(&[("Вид ГИА", "ГИА-10")], "F2", "Нужно: ГИА-11 или ГИА-9");
    check(&[("Вид ГИА", "ГИА-9")], "F2", "Вид «ГИА-9», а форма «ЕГЭ»");
    check(&[("Вид ГИА", ""), ("Форма ГИА", "ГВЭ")], "F2", "Заполните вид ГИА");
    check(&[("Вид ГИА", ""), ("Форма ГИА", "")], "F2", "Нет ни вида ГИА");
    check(&[("Форма ГИА", "ЦТ")], "G2", "Нужно: ЕГЭ, ОГЭ");
    check(&[("Код предмета", "")], "H2", "Не заполнено");
    check(&[("Код предмета", "100")], "H2", "от\u{a0}1 до\u{a0}99");
    check(&[("Код предмета", "физика")], "H2", "целое число");
    check(&[("Дата экзамена", "31.06.2027")], "I2", "Такого дня");
    check(&[("Состояние", "101")], "J2", "Такого значения нет");
    check(&[("Состояние", "201")], "L2", "Стоит отметка «удалён», но есть и баллы");
    check(&[("Вариант", "3#1")], "K2", "Недопустимый знак «#»");
    check(&[("Первичный балл", "")], "L2", "Не заполнено");
    check(&[("Первичный балл", "19,5")], "L2", "целое число");
    check(&[("Первичный балл", "-1")], "L2", "от\u{a0}0 до\u{a0}999");
    check(&[("Первичный балл", "1000")], "L2", "от\u{a0}0 до\u{a0}999");
    check(&[("Тестовый балл", "101")], "M2", "от\u{a0}0 до\u{a0}100");
    check(&[("Отметка по шкале", "6")], "N2", "от\u{a0}2 до\u{a0}5");
    check(&[("Отметка по шкале", "1")], "N2", "от\u{a0}2 до\u{a0}5");
    check(&[("Минимум набран", "почти")], "O2", "да или нет");
    check(&[("Баллы за задания", "1+0")], "P2", "Знак «+» на месте 2");
    check(&[("Баллы за задания", "1(2")], "P2", "Скобка на месте 2");
    check(&[("Баллы за задания", "3(2)1")], "P2", "3 из 2");
    check(&[("Баллы за задания", "1=1 ГК1")], "P2", "не разобрана");
    check(&[("Баллы за задания", "1=1 1=0")], "P2", "названо дважды");
}

#[test]
fn kinds_forms_and_outcomes_are_known_by_their_usual_words() {
    let check = |changes: &[(&str, &str)], expected: (ExamKind, Option<GiaForm>)| {
        let row = with(GIA_HEADINGS, GOOD_GIA, changes);
        let parsed = gia(&csv(GIA_HEADINGS, &[&row]));
        assert_eq!(problems(&parsed), Vec::<String>::new(), "{changes:?}");
        let value = &parsed.rows[0].value;
        assert_eq!((value.exam_kind, value.form), expected);
    };
    check(&[("Вид ГИА", "")], (ExamKind::Gia11, Some(GiaForm::Ege)));
    check(
        &[("Вид ГИА", ""), ("Форма ГИА", "огэ")],
        (ExamKind::Gia9, Some(GiaForm::Oge)),
    );
    check(
        &[("Вид ГИА", "9"), ("Форма ГИА", "ГВЭ-9 (устно)")],
        (ExamKind::Gia9, Some(GiaForm::GveOral)),
    );
    check(&[("Вид ГИА", "гиа 9"), ("Форма ГИА", "")], (ExamKind::Gia9, None));

    let blank = [
        ("Первичный балл", ""),
        ("Тестовый балл", ""),
        ("Минимум набран", ""),
        ("Баллы за задания", ""),
    ];
    let outcome = |word: &str| {
        let row = with(GIA_HEADINGS, GOOD_GIA, &[&blank[..], &[("Состояние", word)]].concat());
        let parsed = gia(&csv(GIA_HEADINGS, &[&row]));
        assert_eq!(problems(&parsed), Vec::<String>::new(), "{word}");
        parsed.rows[0].value.outcome.clone()
    };
    assert_eq!(outcome("удалён"), GiaOutcome::NotChecked(AttendanceOutcome::Removed));
    assert_eq!(outcome("202"), GiaOutcome::NotChecked(AttendanceOutcome::NotFinished));
    assert_eq!(outcome("неявка"), GiaOutcome::NotChecked(AttendanceOutcome::Absent));
    let written = with(GIA_HEADINGS, GOOD_GIA, &[("Состояние", ""), ("Первичный балл", "19,0")]);
    assert_eq!(scores(&written).primary, 19);
}

#[test]
fn tasks_may_have_columns_of_their_own() {
    let headings = format!("{GIA_HEADINGS};Задание 1;З2;Task3;Задание 4");
    let read = |cells: &str, tasks: &str| {
        let row = format!(
            "{};{cells}",
            with(GIA_HEADINGS, GOOD_GIA, &[("Баллы за задания", tasks)])
        );
        gia(&csv(&headings, &[&row]))
    };
    let parsed = read("1;10(12);0;", "");
    assert_eq!(problems(&parsed), Vec::<String>::new());
    let GiaOutcome::Checked(scores) = &parsed.rows[0].value.outcome else {
        panic!("not checked")
    };
    let task = |points, of| TaskPoints { points, of };
    assert_eq!(scores.tasks, [task(1, None), task(10, Some(12)), task(0, None)]);
    assert_one_problem(&read("1;;0;", ""), "R2", "Балл за задание не указан");
    assert_one_problem(&read("1;2(1);0;", ""), "R2", "Нужен балл");
    assert_one_problem(&read("1;100;0;", ""), "R2", "Нужен балл");
    assert_one_problem(&read("1;1;0;1", "1101"), "P2", "Оставьте что-то одно");
}

#[test]
fn points_are_named_by_their_tasks() {
    let points = |text: &str| {
        let row = with(GIA_HEADINGS, GOOD_GIA, &[("Баллы за задания", text)]);
        scores(&row).points.code()
    };
    assert_eq!(points("1101(1)2(2)0(3)"), "1=1;2=1;3=0;4=1;5=2;6=0");
    assert_eq!(points("гк1=2, 2=1 1=3"), "1=3;2=1;ГК1=2");
    assert_eq!(points(""), "");
}

#[test]
fn a_file_may_say_whose_school_it_is() {
    let headings = format!("{GIA_HEADINGS};Код ОО");
    let parsed = gia(&csv(&headings, &[&format!("{GOOD_GIA};420525")]));
    assert_eq!(parsed.rows[0].value.school_code.as_deref(), Some("420525"));
    assert_one_problem(
        &gia(&csv(&headings, &[&format!("{GOOD_GIA};42525")])),
        "Q2",
        "Excel убрал ноль",
    );
}

#[test]
fn a_profile_may_give_signs_their_points() {
    let mut profile = ExchangeProfile::standard(ProfileKind::GiaResults);
    let signs = [("+", "1"), ("-", "0")].map(|(sign, points)| (sign.to_owned(), points.to_owned()));
    profile.values.insert(Field::TaskPoints, BTreeMap::from(signs));
    let read = |text: &str| {
        let row = with(GIA_HEADINGS, GOOD_GIA, &[("Баллы за задания", text)]);
        let (table, matching) = matched(&csv(GIA_HEADINGS, &[&row]), &profile);
        let parsed = parse_gia_results(&table, &matching, &profile).unwrap();
        match &parsed.rows[0].value.outcome {
            GiaOutcome::Checked(scores) => scores.tasks.iter().map(|task| task.points).collect::<Vec<u8>>(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(read("+-+2(2)"), [1, 0, 1, 2]);
    assert_eq!(read("---"), [0, 0, 0]);
    assert_eq!(read(""), Vec::<u8>::new());
}

#[test]
fn a_stream_is_read_row_by_row_as_a_table_is() {
    let profile = ExchangeProfile::standard(ProfileKind::GiaResults);
    let bad = with(
        GIA_HEADINGS,
        GOOD_GIA,
        &[("Тестовый балл", "182"), ("Код предмета", "3")],
    );
    let bytes = csv(GIA_HEADINGS, &[GOOD_GIA, &bad]);
    let whole = gia(&bytes);
    let mut stream = open_table("x", Cursor::new(&bytes), &profile, &Limits::STREAMED).unwrap();
    let beginning = stream.beginning().clone();
    let (matching, header) = (match_columns(&beginning, &profile), beginning.header);
    let mut read = stream
        .by_ref()
        .map(|row| parse_gia_row(&row.unwrap(), &header, &matching, &profile));
    assert_eq!(read.next(), Some(Ok(whole.rows[0].clone())));
    assert_eq!(read.next(), Some(Err(whole.wrong[0].clone())));
    assert_eq!(read.next(), None);
}

#[test]
fn missing_columns_and_wrong_rows_come_back_as_for_the_essay() {
    let profile = ExchangeProfile::standard(ProfileKind::GiaResults);
    let (table, matching) = matched(&csv("Фамилия;Имя;Дата", &["Ёлкина;Дарья;01.06.2027"]), &profile);
    let error = parse_gia_results(&table, &matching, &profile).unwrap_err();
    assert_eq!(
        error.to_string(),
        "В файле не найдены столбцы: «Код участника» или «Номер», «Вид ГИА» или «Форма ГИА», «Код предмета», \
         «Первичный балл». Укажите их в профиле обмена или добавьте в файл"
    );
    let bad = with(GIA_HEADINGS, GOOD_GIA, &[("Тестовый балл", "182")]);
    let bytes = csv(GIA_HEADINGS, &[GOOD_GIA, &bad]);
    let table = read_table("ГИА.csv", &bytes, &profile, &Limits::default()).unwrap();
    let matching = match_columns(&table, &profile);
    let parsed = parse_gia_results(&table, &matching, &profile).unwrap();
    let file = wrong_rows_file(&table, &parsed.wrong).unwrap();
    let again = read_table("x", &file.bytes, &profile, &Limits::default()).unwrap();
    assert_eq!((again.rows.len(), again.rows[0].cell(16)), (1, "3"));
    assert!(
        again.rows[0].cell(17).contains("M3: Нужно целое число"),
        "{:?}",
        again.rows[0]
    );
    assert!(match_columns(&again, &profile).missing.is_empty());
}
