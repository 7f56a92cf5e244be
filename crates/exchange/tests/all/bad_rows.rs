//! Rows as people really write them: everything wrong is named with its cell, and nothing wrong is taken.

use domain::essay::AttendanceMark;
use exchange::profile::{IsoDate, MatchSource, SavedColumn};
use exchange::{EssayOutcome, ExchangeProfile, Field, ProfileKind, match_columns, parse_essay_results};

use crate::support::*;

#[test]
fn cells_of_a_result_are_named_when_they_are_wrong() {
    let check = |changes: &[(&str, &str)], cell: &str, words: &str| {
        let row = with(RESULT_HEADINGS, GOOD_RESULT, changes);
        for bytes in [csv(RESULT_HEADINGS, &[&row]), xlsx(RESULT_HEADINGS, &[&row])] {
            assert_one_problem(&results(&bytes), cell, words);
        }
    };
    check(&[("К1", "0")], "R2", "по отметкам выходит «незачёт»: Критерий\u{a0}1");
    check(
        &[("К3", "0"), ("К5", "0")],
        "R2",
        "из критериев\u{a0}3–5 не зачтён ни один",
    );
    check(&[("Результат", "незачет")], "R2", "по отметкам выходит «зачёт»");
    check(&[("Т1", "0"), ("Результат", "2")], "L2", "дальше работу не проверяют");
    check(&[("К2", "")], "N2", "отметка не указана");
    check(&[("К2", "3")], "N2", "Такого значения нет");
    check(&[("Результат", "4")], "R2", "Такого значения нет");
    check(&[("Результат", "")], "R2", "Не заполнено");
    check(&[("Номер", "31457")], "F2", "Возможно, верно: 031457");
    check(&[("Серия", "217")], "E2", "Возможно, верно: 0217");
    check(
        &[("Код ОО", "42525")],
        "G2",
        "Похоже, Excel убрал ноль в начале: 042525",
    );
    check(&[("Код ОО", "школа 25")], "G2", "только цифры");
    check(&[("Код ОО", "")], "G2", "Не заполнено");
    check(&[("Фамилия", "С\u{61}фонов")], "B2", "Возможно, верно: Сафонов");
    check(&[("Имя", "")], "C2", "не заполнено");
    check(&[("Дата экзамена", "31.02.2026")], "H2", "Такого дня в календаре нет");
    check(&[("Дата экзамена", "46358")], "H2", "Похоже, это 02.12.2026");
    check(&[("Номер темы", "12345")], "J2", "5 цифр");
    check(&[("Код вида работы", "22")], "I2", "Такого значения нет");
    check(&[("Код участника", "42 05#25")], "A2", "Недопустимый знак «#»");
    check(&[("Код участника", "12345678901234567")], "A2", "17 знаков");
    check(
        &[("Код участника", ""), ("Номер", "")],
        "A2",
        "Нет ни кода участника, ни номера документа",
    );
    check(
        &[("Отметка", "удалён")],
        "K2",
        "Стоит отметка «удалён», но есть и оценка",
    );
    check(&[("Отметка", "заболел")], "S2", "Такого значения нет");
}

#[test]
fn words_of_many_files_are_understood() {
    let check = |changes: &[(&str, &str)], code: &str| {
        let parsed = results(&csv(RESULT_HEADINGS, &[&with(RESULT_HEADINGS, GOOD_RESULT, changes)]));
        assert_eq!(problems(&parsed), Vec::<String>::new(), "{changes:?}");
        let EssayOutcome::Checked(value) = parsed.rows[0].value.outcome else {
            panic!("{changes:?}")
        };
        assert_eq!(value.code(), code, "{changes:?}");
    };
    check(&[("Результат", "5")], "11|11101|1");
    check(&[("Результат", " ЗАЧЕТ ")], "11|11101|1");
    check(
        &[
            ("К1", "незачёт"),
            ("К2", "не зачет"),
            ("К3", "-"),
            ("К4", ""),
            ("К5", "0"),
            ("Результат", "2"),
        ],
        "11|00--0|0",
    );
    check(
        &[
            ("Т1", "0"),
            ("Т2", "0"),
            ("К1", "0"),
            ("К2", "0"),
            ("К3", "0"),
            ("К5", "0"),
            ("Результат", "Незачёт"),
        ],
        "0-|-----|0",
    );
    let removed: Vec<(&str, &str)> = ["Т1", "Т2", "К1", "К2", "К3", "К4", "К5", "Результат"]
        .iter()
        .map(|heading| (*heading, ""))
        .chain([("Отметка", "Удалена")])
        .collect();
    let parsed = results(&csv(RESULT_HEADINGS, &[&with(RESULT_HEADINGS, GOOD_RESULT, &removed)]));
    assert_eq!(
        parsed.rows[0].value.outcome,
        EssayOutcome::NotChecked(AttendanceMark::Removed)
    );
}

#[test]
fn oral_works_have_no_fifth_criterion() {
    let headings = RESULT_HEADINGS.replace("Отметка", "Отметка;Форма");
    let oral = with(RESULT_HEADINGS, GOOD_RESULT, &[("К5", "")]) + ";устная";
    assert_eq!(problems(&results(&csv(&headings, &[&oral]))), Vec::<String>::new());
    let marked = format!("{GOOD_RESULT};устная");
    assert_one_problem(
        &results(&csv(&headings, &[&marked])),
        "Q2",
        "в устной форме не оценивается",
    );
}

#[test]
fn a_profile_expects_its_date() {
    let mut profile = ExchangeProfile::standard(ProfileKind::EssayResults);
    profile.expected_exam_date = Some(IsoDate("2026-12-02".parse().unwrap()));
    let check = |date: &str, words: &str| {
        let (table, matching) = matched(
            &csv(
                RESULT_HEADINGS,
                &[&with(RESULT_HEADINGS, GOOD_RESULT, &[("Дата экзамена", date)])],
            ),
            &profile,
        );
        let parsed = parse_essay_results(&table, &matching, &profile).unwrap();
        assert_one_problem(&parsed, "H2", words);
    };
    check("03.12.2025", "Это дата прошлого учебного года. Профиль ждёт 02.12.2026");
    check("03.02.2027", "Это другая дата");
    check("02.12.2022", "другого учебного года");
}

#[test]
fn a_saved_profile_reads_foreign_headings_and_values() {
    let mut profile = ExchangeProfile::standard(ProfileKind::EssayResults);
    let saved = |heading: &str, field| SavedColumn {
        heading: heading.to_owned(),
        field,
    };
    profile.columns = vec![saved("Вердикт", Some(Field::Result)), saved("Примечание", None)];
    profile.values.insert(
        Field::Result,
        [
            ("сдал".to_owned(), "pass".to_owned()),
            ("не сдал".to_owned(), "fail".to_owned()),
        ]
        .into(),
    );
    let headings = RESULT_HEADINGS
        .replace("Результат", "Вердикт")
        .replace("Отметка", "Отметка;Примечание");
    let row = with(RESULT_HEADINGS, GOOD_RESULT, &[("Результат", "Сдал")]) + ";что-то";
    let (table, matching) = matched(&csv(&headings, &[&row]), &profile);
    assert!(matching.missing.is_empty(), "{:?}", matching.missing);
    assert_eq!(
        (matching.columns[17].source, matching.columns[19].source),
        (MatchSource::SavedProfile, MatchSource::LeftOut)
    );
    assert_eq!(
        problems(&parse_essay_results(&table, &matching, &profile).unwrap()),
        Vec::<String>::new()
    );
    // Without the profile the file is not readable, and the missing column is named.
    let standard = ExchangeProfile::standard(ProfileKind::EssayResults);
    let matching = match_columns(&table, &standard);
    let error = parse_essay_results(&table, &matching, &standard)
        .unwrap_err()
        .to_string();
    assert!(error.contains("«Результат»"), "{error}");
}

#[test]
fn cells_of_a_participant_are_named_when_they_are_wrong() {
    let check = |changes: &[(&str, &str)], cell: &str, words: &str| {
        let parsed = participants(&csv(
            PARTICIPANT_HEADINGS,
            &[&with(PARTICIPANT_HEADINGS, GOOD_PARTICIPANT, changes)],
        ));
        assert_one_problem(&parsed, cell, words);
    };
    check(&[("Код участника", "")], "A2", "Не заполнено");
    check(&[("Дата рождения", "17.03.2026")], "E2", "меньше 12");
    check(&[("Дата рождения", "17.03.09")], "E2", "двумя цифрами");
    check(&[("Пол", "х")], "F2", "м или ж");
    check(&[("Вид документа", "права")], "G2", "паспорт РФ");
    check(&[("Серия", "")], "H2", "не заполнено");
    check(&[("Номер", "31457")], "I2", "031457");
    check(&[("Вид документа", "свидетельство о рождении")], "H2", "римское число");
    check(&[("Категория", "учитель")], "J2", "Такого значения нет");
    check(&[("Класс", &"а".repeat(51))], "K2", "51 знаков");
    check(&[("Код организации регистрации", "25")], "L2", "025");
    check(&[("Код места обучения", "4205251")], "M2", "7 цифр");
    check(&[("Код вида работы", "21")], "N2", "Заполните столбец «ОВЗ»");
    check(
        &[("Код вида работы", "21"), ("Категория", "ВПЛ"), ("ОВЗ", "инвалид")],
        "N2",
        "не пишет категория «выпускник прошлых лет»",
    );
    check(
        &[("Код вида работы", "21"), ("ОВЗ", "устно")],
        "N2",
        "Заполните столбец «ОВЗ»",
    );
}

#[test]
fn participants_of_every_sort_are_read() {
    let check = |changes: &[(&str, &str)]| {
        let parsed = participants(&csv(
            PARTICIPANT_HEADINGS,
            &[&with(PARTICIPANT_HEADINGS, GOOD_PARTICIPANT, changes)],
        ));
        assert_eq!(problems(&parsed), Vec::<String>::new(), "{changes:?}");
        parsed.rows[0].value.clone()
    };
    assert_eq!(check(&[]).document.masked(), "32••\u{a0}••1457");
    assert_eq!(check(&[("Отчество", "")]).name.patronymic(), None);
    assert_eq!(
        check(&[("Отчество", "Рашад  кызы")]).name.patronymic(),
        Some("Рашад кызы")
    );
    assert_eq!(
        check(&[("Вид документа", "Свидетельство о рождении"), ("Серия", "ІУ-мю")])
            .document
            .series(),
        Some("IV-МЮ")
    );
    let conditions = check(&[("Код вида работы", "21"), ("ОВЗ", "устно, ОВЗ/инвалид")]).special_conditions;
    assert_eq!(
        conditions.iter().map(|condition| condition.code()).collect::<Vec<_>>(),
        ["limited-health", "disability", "oral-form"]
    );
    assert_eq!(
        check(&[("Категория", "ВПЛ"), ("Код организации регистрации", "025")]).registering_code,
        "025"
    );
    assert_eq!(
        check(&[("Категория", "СПО"), ("Код места обучения", "420901")])
            .study_code
            .as_deref(),
        Some("420901")
    );
}

#[test]
fn rows_that_cannot_all_be_true_name_each_other() {
    let check = |second: &[(&str, &str)], expected: &[(&str, &str)]| {
        let other = with(PARTICIPANT_HEADINGS, GOOD_PARTICIPANT, second);
        let parsed = participants(&csv(PARTICIPANT_HEADINGS, &[GOOD_PARTICIPANT, &other]));
        let found = problems(&parsed);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for ((cell, words), text) in expected.iter().zip(&found) {
            assert!(text.starts_with(&format!("{cell}: ")) && text.contains(words), "{text}");
        }
        assert_eq!(parsed.rows.len() + parsed.wrong.len(), 2);
    };
    let other_person = [("Фамилия", "Гусева"), ("Номер", "031458")];
    check(
        &[],
        &[
            ("A2", "Тот же участник ещё в строке\u{a0}3"),
            ("A3", "Тот же участник ещё в строке\u{a0}2"),
        ],
    );
    check(
        &other_person,
        &[
            ("A2", "у другого человека в строке\u{a0}3"),
            ("A3", "у другого человека в строке\u{a0}2"),
        ],
    );
    check(
        &[("Код участника", "2"), ("Фамилия", "Гусева")],
        &[
            ("I2", "документ у другого человека в строке\u{a0}3"),
            ("I3", "документ у другого человека в строке\u{a0}2"),
        ],
    );
    check(
        &[("Код участника", "2")],
        &[
            ("A2", "под другим кодом в строке\u{a0}3"),
            ("A3", "под другим кодом в строке\u{a0}2"),
        ],
    );
    check(&[("Дата экзамена", "03.02.2027")], &[]);
    check(&[("Код участника", "2"), ("Номер", "031458")], &[]);
}

#[test]
fn results_and_organisations_twice_are_refused() {
    let lower = with(
        RESULT_HEADINGS,
        GOOD_RESULT,
        &[("Код участника", ""), ("Серия", "32 17")],
    );
    for rows in [[GOOD_RESULT, GOOD_RESULT], [GOOD_RESULT, &lower], [&lower, &lower]] {
        let parsed = results(&csv(RESULT_HEADINGS, &rows));
        assert_eq!((parsed.rows.len(), parsed.wrong.len()), (0, 2), "{rows:?}");
        assert!(
            problems(&parsed)[0].contains("есть ещё в строке\u{a0}3"),
            "{:?}",
            problems(&parsed)
        );
    }
    let stranger = with(
        RESULT_HEADINGS,
        GOOD_RESULT,
        &[("Код участника", "9"), ("Фамилия", "Гусева")],
    );
    assert!(
        problems(&results(&csv(RESULT_HEADINGS, &[GOOD_RESULT, &stranger])))[0].contains("документ у другого человека")
    );
    let school = "420525;школа;Школа 25;СОШ № 25;025;;";
    let parsed = organisations(&csv(
        ORGANISATION_HEADINGS,
        &[school, "420526;школа;Школа 26;СОШ № 26;025;;", school, school],
    ));
    assert_eq!((parsed.rows.len(), parsed.wrong.len()), (1, 3));
    assert!(problems(&parsed)[0].contains("строках\u{a0}4, 5"));
}

#[test]
fn organisations_have_codes_of_their_kind() {
    let check = |row: &str, cell: &str, words: &str| {
        assert_one_problem(&organisations(&csv(ORGANISATION_HEADINGS, &[row])), cell, words)
    };
    check(
        "25;МОУО;Управление;УО;42;;",
        "A2",
        "Похоже, Excel убрал ноль в начале: 025",
    );
    check("42525;школа;Школа;СОШ;025;;", "A2", "042525");
    check("420525;кружок;Школа;СОШ;025;;", "B2", "Такого значения нет");
    check("420525;школа;;СОШ;025;;", "C2", "Не заполнено");
    check("420525;школа;Школа;СОШ;;;", "E2", "Не заполнено");
    check("42;министерство;Министерство;МО;1;;", "E2", "Оставьте пустым");
    check("420525;школа;Школа;СОШ;025;Кемерово;", "F2", "часовой пояс");
    let good = organisations(&csv(
        ORGANISATION_HEADINGS,
        &["42;министерство;Министерство;МО;;;", "420901;колледж;Колледж;КК;42;;"],
    ));
    assert_eq!((good.rows.len(), good.wrong.len()), (2, 0));
}

#[test]
fn a_stray_delimiter_does_not_shift_values() {
    let row = with(RESULT_HEADINGS, GOOD_RESULT, &[("Имя", "Дарья;Анна"), ("Отметка", "x")]);
    let found = problems(&results(&csv(RESULT_HEADINGS, &[&row])));
    assert!(
        found
            .iter()
            .any(|text| text.starts_with("T2: Правее последнего заголовка")),
        "{found:?}"
    );
}
