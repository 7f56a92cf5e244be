//! «Как посчитано» in plain Russian, and the words of clauses.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests; clippy.toml frees only the tests themselves"
)]

use regulations::{Clause, Conditions, EssayDateKind, Law, TermError};

fn explained(region: &str, term: &str, event: &str, conditions: Conditions) -> String {
    let rules = Law::embedded().unwrap().ruleset(region, None).unwrap();
    let moment = rules.zone().parse_local(event).unwrap();
    let due = rules.due(rules.term(term).unwrap(), moment, &conditions).unwrap();
    due.explanation.replace('\u{a0}', " ")
}

#[test]
fn the_count_is_told_in_plain_words() {
    let none = Conditions::none();
    let cases = [
        (
            "kuzbass-4195.2.7-school",
            "2026-12-15T11:40",
            none,
            "Как посчитано: передано в МОУО 15 декабря 2026 (вторник), 11:40; первый рабочий день после — \
             16 декабря (среда); срок — до конца 16 декабря.",
        ),
        (
            "kuzbass-4195.2.2",
            "2025-12-30T12:00",
            none,
            "Как посчитано: обработка завершена 30 декабря 2025 (вторник), 12:00; не считаются 31 декабря \
             (выходной, перенесён с 5 января), 1–8 января (нерабочий праздничный день), 9 января (выходной, \
             перенесён с 3 января), 10 января (суббота), 11 января (воскресенье); первый рабочий день после — \
             12 января 2026 (понедельник); срок — до конца 12 января 2026.",
        ),
        (
            "rostov-essay.8.2-checking",
            "2026-12-02T10:00",
            Conditions::essay(EssayDateKind::Main),
            "Как посчитано: экзамен проведён 2 декабря 2026 (среда), 10:00; основная дата сочинения; плюс \
             7 календарных дней — 9 декабря (среда); срок — до конца 9 декабря.",
        ),
        (
            "kirov-1497.3.1",
            "2027-02-03T10:00",
            none,
            "Как посчитано: экзамен проведён 3 февраля 2027 (среда), 10:00; минус 2 недели — 20 января (среда); \
             срок — до конца 20 января.",
        ),
        (
            "rostov-essay.8.3-originals",
            "2026-12-02T16:40",
            none,
            "Как посчитано: копирование завершено 2 декабря 2026 (среда), 16:40; плюс 2 часа; срок — до 18:40 \
             2 декабря.",
        ),
        (
            "rostov-essay.9.3",
            "2026-12-02T10:00",
            none,
            "Как посчитано: экзамен проведён 2 декабря 2026 (среда), 10:00; плюс 6 месяцев — 2 июня 2027 (среда); \
             не раньше, чем закончится 2 июня 2027.",
        ),
        (
            "kuzbass-4195.2.2",
            "2024-04-27T12:00",
            none,
            "Как посчитано: обработка завершена 27 апреля 2024 (суббота), 12:00; не считаются 28 апреля \
             (воскресенье), 29 апреля (выходной, перенесён с 27 апреля), 30 апреля (выходной, перенесён с 2 ноября), \
             1 мая (нерабочий праздничный день); первый рабочий день после — 2 мая (четверг); срок — до конца 2 мая. \
             Событие раньше самого акта (от 10 декабря 2024): мера взята по решению региона.",
        ),
    ];
    for (term, event, conditions, expected) in cases {
        assert_eq!(explained("42", term, event, conditions), expected, "{term}");
    }
}

#[test]
fn a_clause_has_a_chip_and_full_words() {
    let law = Law::embedded().unwrap();
    let cases = [
        (
            "kuzbass-4195:2.7",
            "п. 2.7 приказа № 4195",
            "приказ Министерства образования Кузбасса от 10 декабря 2024 № 4195",
        ),
        (
            "kirov-1497:3.1",
            "п. 3.1 распоряжения № 1497",
            "распоряжение Министерства образования Кировской области от 13 ноября 2023 № 1497",
        ),
        (
            "rostov-essay:8.2",
            "п. 8.2 порядка Ростовской области",
            "порядок Министерства образования Ростовской области",
        ),
        (
            "kuzbass-gia9:rights 6",
            "п. 6 прав памятки ГИА-9 Кузбасса",
            "памятка к регламенту ГИА Кемеровской области — Кузбасса 2024 года (приложение 10)",
        ),
    ];
    for (clause, chip, act) in cases {
        let words = law.clause_words(&clause.parse().unwrap()).unwrap();
        assert_eq!(words.chip.replace('\u{a0}', " "), chip);
        assert_eq!(words.act.replace('\u{a0}', " "), act);
        assert!(words.full().contains(&words.words));
    }
    let unknown: Clause = "kuzbass-4195:9.9".parse().unwrap();
    assert_eq!(law.clause_words(&unknown), None);
}

#[test]
fn refusals_say_what_is_missing() {
    let rules = Law::embedded().unwrap().ruleset("42", None).unwrap();
    let refusal = |term: &str, event: &str| {
        let moment = rules.zone().parse_local(event).unwrap();
        rules
            .due(rules.term(term).unwrap(), moment, &Conditions::none())
            .unwrap_err()
    };
    let cases = [
        (
            refusal("kuzbass-4195.2.2", "2027-12-30T12:00"),
            "производственный календарь на 2028 год не опубликован: срок не посчитать, пока календарь не внесён",
        ),
        (
            refusal("kuzbass-4195.2.2", "2022-12-01T12:00"),
            "срок «kuzbass-4195.2.2» не действует на 2022-12-01: он действует с 2023-01-01",
        ),
        (
            refusal("rostov-essay.8.2-checking", "2026-12-02T10:00"),
            "длина срока «rostov-essay.8.2-checking» зависит от условия (дата сочинения): укажите одно из: main, \
             february, april, additional",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found.to_string(), expected);
    }
    let clause: Clause = "kuzbass-4195:2.8".parse().unwrap();
    assert!(matches!(
        rules.terms_of_clause(&clause),
        Err(TermError::NoTermOfClause { .. })
    ));
}
