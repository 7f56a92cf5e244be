//! Files of participants of GIA: a row per participant and exam.

use domain::exam::{ExamKind, ExamPeriod};
use domain::registration::ParticipantCategory;
use exchange::{
    ExchangeProfile, GiaForm, ProfileKind, SpecialCondition, match_columns, parse_gia_participants, wrong_rows_file,
};
use proptest::prelude::*;

use crate::support::*;

const H: &str = GIA_PARTICIPANT_HEADINGS;

fn row(changes: &[(&str, &str)]) -> String {
    with(H, GOOD_GIA_PARTICIPANT, changes)
}

#[test]
fn a_good_row_is_read_whole() {
    let given = row(&[("ОВЗ", "инвалид, устно"), ("Код места обучения", "420526")]);
    for bytes in [csv(H, &[&given]), xlsx(H, &[&given])] {
        let parsed = gia_participants(&bytes);
        assert_eq!(problems(&parsed), Vec::<String>::new());
        let value = &parsed.rows[0].value;
        assert_eq!(value.participant_code, "420525000017");
        assert_eq!(value.name.to_string(), "Ёлкина Дарья Сергеевна");
        assert_eq!(value.document.normalised(), "3217031457");
        assert_eq!(value.category, ParticipantCategory::Student);
        assert_eq!(
            (
                value.registering_code.as_str(),
                value.study_code.as_deref(),
                value.class.as_deref()
            ),
            ("420525", Some("420526"), Some("11А"))
        );
        assert_eq!(
            (value.exam_kind, value.form, value.subject_code, value.period),
            (ExamKind::Gia11, Some(GiaForm::Ege), Some(2), Some(ExamPeriod::Main))
        );
        assert_eq!(value.exam_date.to_string(), "2027-06-01");
        assert_eq!(
            value.special_conditions,
            [SpecialCondition::Disability, SpecialCondition::OralForm]
        );
    }
}

#[test]
fn cells_are_named_when_they_are_wrong() {
    let check = |changes: &[(&str, &str)], cell: &str, words: &str| {
        let row = row(changes);
        for bytes in [csv(H, &[&row]), xlsx(H, &[&row])] {
            assert_one_problem(&gia_participants(&bytes), cell, words);
        }
    };
    check(&[("Код участника", "")], "A2", "Не заполнено");
    check(&[("Код участника", "12345678901234567")], "A2", "17 знаков");
    check(&[("Фамилия", "С\u{61}фонова")], "B2", "Возможно, верно: Сафонова");
    check(&[("Имя", "")], "C2", "не заполнено");
    check(&[("Дата рождения", "17.03.2027")], "E2", "меньше 12");
    check(&[("Пол", "?")], "F2", "м или ж");
    check(&[("Вид документа", "проездной")], "G2", "Такого значения нет");
    check(&[("Номер", "31457")], "I2", "Возможно, верно: 031457");
    check(&[("Категория", "слушатель")], "J2", "Такого значения нет");
    check(&[("Класс", &"1".repeat(51))], "K2", "51 знаков");
    check(&[("Код организации регистрации", "42525")], "L2", "Excel убрал ноль");
    check(&[("Код места обучения", "школа")], "M2", "только цифры");
    check(&[("Вид ГИА", "ГИА-10")], "N2", "Нужно: ГИА-11 или ГИА-9");
    check(&[("Вид ГИА", "ГИА-9")], "N2", "а форма «ЕГЭ»");
    check(&[("Вид ГИА", ""), ("Форма ГИА", "ГВЭ")], "N2", "Заполните вид ГИА");
    check(&[("Форма ГИА", "ЦТ")], "O2", "Нужно: ЕГЭ, ОГЭ");
    check(&[("Код предмета", "")], "P2", "Нет ни кода предмета, ни названия");
    check(&[("Код предмета", "100")], "P2", "от\u{a0}1 до\u{a0}99");
    check(&[("Код предмета", "физика")], "P2", "целое число");
    check(
        &[("Код предмета", ""), ("Предмет", &"ф".repeat(101))],
        "Q2",
        "101 знаков",
    );
    check(&[("Дата экзамена", "31.06.2027")], "R2", "Такого дня");
    check(&[("Дата экзамена", "")], "R2", "Не заполнено");
    check(&[("Период", "зимний")], "S2", "досрочный, основной");
    check(&[("Период", "февраль")], "S2", "досрочный, основной");
}

#[test]
fn subjects_and_periods_are_known_by_their_usual_words() {
    let read = |changes: &[(&str, &str)]| {
        let parsed = gia_participants(&csv(H, &[&row(changes)]));
        assert_eq!(problems(&parsed), Vec::<String>::new(), "{changes:?}");
        parsed.rows[0].value.clone()
    };
    let by_name = read(&[("Код предмета", ""), ("Предмет", "Физика")]);
    assert_eq!(
        (by_name.subject_code, by_name.subject_name.as_deref()),
        (None, Some("Физика"))
    );
    let figures = read(&[("Код предмета", ""), ("Предмет", "03")]);
    assert_eq!((figures.subject_code, figures.subject_name), (Some(3), None));
    for (word, period) in [
        ("", None),
        ("1", Some(ExamPeriod::Early)),
        ("Досрочный период", Some(ExamPeriod::Early)),
        ("2", Some(ExamPeriod::Main)),
        ("резервный день", Some(ExamPeriod::Reserve)),
        ("Дополнительный", Some(ExamPeriod::Additional)),
    ] {
        assert_eq!(read(&[("Период", word)]).period, period, "{word}");
    }
    let ninth = read(&[("Вид ГИА", ""), ("Форма ГИА", "огэ"), ("Класс", "9Б")]);
    assert_eq!((ninth.exam_kind, ninth.form), (ExamKind::Gia9, Some(GiaForm::Oge)));
}

#[test]
fn columns_of_the_regional_database_are_recognised() {
    let headings = "ParticipantCode;Surname;Name;SecondName;BirthDay;Sex;DocumentTypeCode;DocumentSeries;DocumentNumber;\
                    ParticipantCategory;pClass;SchoolRegistration;SchoolOutcoming;GIA;ExamFormatCode;SubjectCode;SubjectName;ExamDate;\
                    ExamWave;LimitPotencial";
    let parsed = gia_participants(&csv(headings, &[GOOD_GIA_PARTICIPANT]));
    assert_eq!(problems(&parsed), Vec::<String>::new());
    assert_eq!(parsed.rows.len(), 1);
    let profile = ExchangeProfile::standard(ProfileKind::GiaParticipants);
    let (table, matching) = matched(&csv("Фамилия;Имя;Дата", &["Ёлкина;Дарья;01.06.2027"]), &profile);
    let missing = parse_gia_participants(&table, &matching, &profile)
        .unwrap_err()
        .to_string();
    for words in [
        "«Код участника»",
        "«Вид ГИА» или «Форма ГИА»",
        "«Код предмета» или «Предмет»",
    ] {
        assert!(missing.contains(words), "{missing}");
    }
}

#[test]
fn rows_of_one_person_differ_only_in_the_exam() {
    let lines = |rows: &[&str]| {
        let parsed = gia_participants(&csv(H, rows));
        parsed.wrong.iter().map(|wrong| wrong.line).collect::<Vec<u32>>()
    };
    let first = row(&[]);
    let physics = row(&[("Код предмета", "3"), ("Дата экзамена", "05.06.2027")]);
    assert_eq!(lines(&[&first, &physics]), [0_u32; 0]);
    let check = |change: (&str, &str), cell: &str| {
        let other = with(H, &physics, &[change]);
        let found = gia_participants(&csv(H, &[&first, &other]));
        let cells: Vec<&str> = found
            .wrong
            .iter()
            .flat_map(|wrong| &wrong.problems)
            .map(|problem| problem.cell.as_str())
            .collect();
        let expected = |line: u32| cell.chars().map(move |column| format!("{column}{line}"));
        assert_eq!(cells, expected(2).chain(expected(3)).collect::<Vec<_>>(), "{change:?}");
    };
    check(("Фамилия", "Белкина"), "AI");
    check(("Дата рождения", "18.03.2009"), "AI");
    check(("Пол", "м"), "F");
    check(("Номер", "031458"), "I");
    check(("Категория", "экстерн"), "J");
    check(("Класс", "11Б"), "K");
    check(("Код организации регистрации", "420526"), "L");
    check(("Код места обучения", "420526"), "M");
    check(("ОВЗ", "инвалид"), "T");
    check(("Код участника", "420525000018"), "A");
    // The same exam under two spellings of its code; the period of one exam.
    let again = with(H, &first, &[("Код предмета", "2")]);
    assert_eq!(lines(&[&first, &physics, &again]), [2, 4]);
    let stranger = |changes: &[(&str, &str)]| {
        let person = [("Код участника", "7"), ("Фамилия", "Гусева"), ("Номер", "031459")];
        row(&[&person[..], changes].concat())
    };
    assert_eq!(lines(&[&first, &stranger(&[("Период", "резервный")])]), [2, 3]);
    assert_eq!(lines(&[&first, &stranger(&[("Период", "")])]), [0_u32; 0]);
    assert_eq!(lines(&[&first, &stranger(&[("Номер", "031457")])]), [2, 3]);
    assert_eq!(
        lines(&[&first, &stranger(&[("Код участника", "420525000017")])]),
        [2, 3]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in the cells: every row is a value or a wrong row with a cell, and wrong rows leave and come back.
    #[test]
    fn any_cells_are_read_or_named(rows in prop::collection::vec(prop::collection::vec(("[а-яёА-ЯЁa-z0-9.,()= -]{0,12}", any::<bool>()), 20), 1..5)) {
        let good: Vec<&str> = GOOD_GIA_PARTICIPANT.split(';').collect();
        let lines: Vec<String> = rows
            .iter()
            .map(|cells| {
                let cells = cells.iter().zip(&good).map(|((noise, keep), good)| if *keep { (*good).to_owned() } else { noise.clone() });
                cells.collect::<Vec<String>>().join(";")
            })
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let profile = ExchangeProfile::standard(ProfileKind::GiaParticipants);
        let table = exchange::read_table("Файл.csv", &csv(H, &lines), &profile, &exchange::Limits::default()).unwrap();
        let matching = match_columns(&table, &profile);
        let parsed = parse_gia_participants(&table, &matching, &profile).unwrap();
        prop_assert_eq!(parsed.rows.len() + parsed.wrong.len(), parsed.total);
        prop_assert!(parsed.wrong.iter().all(|wrong| !wrong.problems.is_empty()));
        for row in &parsed.rows {
            prop_assert!(row.value.participant_code.chars().count() <= 16);
            prop_assert!(row.value.subject_code.is_some() || row.value.subject_name.is_some());
        }
        if !parsed.wrong.is_empty() {
            let file = wrong_rows_file(&table, &parsed.wrong).unwrap();
            let again = exchange::read_table("x", &file.bytes, &profile, &exchange::Limits::default()).unwrap();
            prop_assert_eq!(again.rows.len(), parsed.wrong.len());
        }
    }
}
