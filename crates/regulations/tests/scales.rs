//! Scales and minimums: the thresholds of domain-facts 3.3, the region before the federation, and no guess anywhere.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests; clippy.toml frees only the tests themselves"
)]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use regulations::{
    Conversion, ExamForm, ExamKind, Floor, Law, Mark, PrimaryScore, Scale, ScaleKey, SubjectCode, TaskCode, TestScore,
};

fn law() -> &'static Law {
    static LAW: LazyLock<Law> = LazyLock::new(|| Law::embedded().unwrap());
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

fn test_score(scale: &Scale, primary: usize) -> Option<u8> {
    match &scale.conversion {
        Conversion::TestScores(table) => table.get(primary).map(|score| score.number()),
        Conversion::Marks(_) => None,
    }
}

/// Subject, primary score, test score: the certificate and university thresholds (domain-facts 3.3).
const THRESHOLDS: &[(i64, usize, u8)] = &[
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
];

#[test]
fn l4_the_thresholds_of_2025_come_out() {
    for &(subject, primary, expected) in THRESHOLDS {
        let scale = law().scales().scale(key(ExamForm::Ege, subject, 2025)).unwrap();
        assert_eq!(test_score(scale, primary), Some(expected), "предмет {subject}");
        let below = test_score(scale, primary - 1).unwrap();
        assert!(below < expected, "предмет {subject}: порог берут и ниже");
    }
}

#[test]
fn l4_lengths_are_those_of_the_source() {
    let greatest = [
        (1, 50),
        (2, 32),
        (3, 45),
        (4, 56),
        (25, 29),
        (6, 57),
        (7, 42),
        (12, 58),
        (18, 48),
        (9, 82),
    ];
    for (subject, max) in greatest {
        let scale = law().scales().scale(key(ExamForm::Ege, subject, 2025)).unwrap();
        assert_eq!(scale.max_primary().number(), max, "предмет {subject}");
        assert_eq!(test_score(scale, usize::from(max)), Some(100), "предмет {subject}");
        assert_eq!(test_score(scale, usize::from(max) + 1), None, "предмет {subject}");
    }
}

/// Form, subject, series, year; primary scores at the edges and the mark by intervals.
type MarkCase = (ExamForm, i64, Option<u16>, i16, &'static [(i64, u8)]);

const MARKS: &[MarkCase] = &[
    (
        ExamForm::Ege,
        22,
        None,
        2025,
        &[(0, 2), (6, 2), (7, 3), (11, 3), (12, 4), (16, 4), (17, 5), (21, 5)],
    ),
    (
        ExamForm::Oge,
        1,
        None,
        2023,
        &[(14, 2), (15, 3), (22, 3), (23, 4), (28, 4), (29, 5), (33, 5)],
    ),
    (
        ExamForm::Oge,
        2,
        None,
        2024,
        &[(7, 2), (8, 3), (14, 3), (15, 4), (21, 4), (22, 5), (31, 5)],
    ),
    (
        ExamForm::Oge,
        13,
        None,
        2023,
        &[(28, 2), (29, 3), (45, 3), (46, 4), (57, 4), (58, 5), (68, 5)],
    ),
    (
        ExamForm::Oge,
        5,
        None,
        2024,
        &[(4, 2), (5, 3), (11, 4), (16, 5), (19, 5)],
    ),
    (
        ExamForm::Gve9,
        51,
        None,
        2023,
        &[(4, 2), (5, 3), (10, 3), (11, 4), (15, 5), (17, 5)],
    ),
    (
        ExamForm::Gve9,
        52,
        Some(100),
        2023,
        &[(3, 2), (4, 3), (7, 4), (10, 5), (14, 5)],
    ),
    (
        ExamForm::Gve9,
        52,
        Some(300),
        2023,
        &[(2, 2), (3, 3), (6, 4), (9, 5), (10, 5)],
    ),
];

#[test]
fn l4_marks_change_at_the_edges_of_their_intervals() {
    for &(form, subject, series, year, edges) in MARKS {
        let key = ScaleKey {
            series,
            ..key(form, subject, year)
        };
        let scale = law().scales().scale(key).unwrap();
        let Conversion::Marks(bounds) = &scale.conversion else {
            panic!("{form:?} {subject}: не отметки");
        };
        for &(primary, expected) in edges {
            let mark = bounds.mark_of(PrimaryScore::new(primary).unwrap()).unwrap();
            assert_eq!(mark.number(), expected, "{form:?} {subject}: {primary}");
        }
        let beyond = PrimaryScore::new(i64::from(bounds.max.number()) + 1).unwrap();
        assert_eq!(bounds.mark_of(beyond), None);
    }
}

#[test]
fn what_is_not_known_is_refused_in_russian() {
    let book = law().scales();
    let cases = [
        (
            key(ExamForm::Ege, 8, 2025),
            "ЕГЭ, География, 2025\u{a0}год: шкалы перевода нет (нет ни за один год)",
        ),
        (
            key(ExamForm::Ege, 14, 2025),
            "ЕГЭ, Китайский язык, 2025\u{a0}год: шкалы перевода нет",
        ),
        (
            key(ExamForm::Ege, 1, 2026),
            "ЕГЭ, Русский язык, 2026\u{a0}год: шкалы перевода нет (есть за 2025)",
        ),
        (
            key(ExamForm::Oge, 1, 2026),
            "(есть за 2023, 2024). Баллы не переводятся, пока шкала не внесена",
        ),
        (
            key(ExamForm::Gve11, 51, 2025),
            "ГВЭ-11, Русский язык (ГВЭ), 2025\u{a0}год: шкалы перевода нет",
        ),
        (
            key(ExamForm::Gve9, 52, 2023),
            "шкала зависит от варианта (100, 200, 300), а номер варианта не указан",
        ),
        (
            key(ExamForm::Ege, 29, 2025),
            "устная часть отдельно не переводится, результат один с письменной. Передайте баллы по предмету с кодом 09",
        ),
        (
            key(ExamForm::Ege, 77, 2025),
            "ЕГЭ: предмета с кодом 77 нет в справочнике",
        ),
    ];
    for (key, expected) in cases {
        let refusal = book.scale(key).unwrap_err().to_string();
        assert!(refusal.contains(expected), "ждали «{expected}», вышло «{refusal}»");
    }
    let refusal = book.minimum(key(ExamForm::Ege, 1, 2027)).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "ЕГЭ, Русский язык, 2027\u{a0}год: минимальный балл не внесён. Внесите его с указанием источника"
    );
}

#[test]
fn l4_minimums_of_three_years() {
    let book = law().scales();
    let test = |score| Some(Floor::Test(TestScore::new(score).unwrap()));
    let cases = [
        (1, test(24), Some(36)),
        (2, test(27), Some(27)),
        (22, Some(Floor::Mark(Mark::Three)), None),
        (3, None, Some(36)),
        (4, None, Some(36)),
        (6, None, Some(36)),
        (25, None, Some(40)),
        (7, None, Some(32)),
        (18, None, Some(32)),
        (8, None, Some(37)),
        (12, None, Some(42)),
        (9, None, Some(22)),
        (14, None, Some(22)),
    ];
    for year in 2024..=2026 {
        for (subject, to_pass, university) in cases {
            let minimum = book.minimum(key(ExamForm::Ege, subject, year)).unwrap();
            assert_eq!(minimum.to_pass, to_pass, "предмет {subject}, {year}");
            let found = minimum.university.map(|score| score.number());
            assert_eq!(found, university, "предмет {subject}, {year}");
        }
    }
}

#[test]
fn a_code_and_a_kind_tell_the_form() {
    let cases = [
        (ExamKind::Gia11, 2, ExamForm::Ege, "Математика (профильная)"),
        (ExamKind::Gia9, 2, ExamForm::Oge, "Математика"),
        (ExamKind::Gia9, 52, ExamForm::Gve9, "Математика (ГВЭ)"),
        (ExamKind::Gia11, 52, ExamForm::Gve11, "Математика (ГВЭ)"),
    ];
    for (kind, code, form, name) in cases {
        let code = SubjectCode::new(code).unwrap();
        assert_eq!(law().scales().form_of(kind, code), Ok(form));
        assert_eq!(law().scales().subject(form, code).unwrap().name, name);
    }
    let essay = law().scales().form_of(ExamKind::Essay, SubjectCode::new(20).unwrap());
    assert!(essay.is_err());
}

const REGIONAL: &str = r#"
form = "oge"
status = "order"
source = "Приказ министерства от 1 марта 2024 № 1"
reviewed-on = 2026-11-22
[[scale]]
subjects = [1]
region = "42"
from-year = 2024
to-year = 2025
max-primary = 33
marks = [[0, 13], [14, 22], [23, 28], [29, 33]]
[[scale.part]]
code = "literacy"
name = "грамотность"
tasks = ["ГК1", "ГК2"]
[[scale.condition]]
marks = [4, 5]
part = "literacy"
at-least = 2
otherwise = 3
[[minimum]]
subjects = [1]
region = "42"
from-year = 2024
to-year = 2025
to-pass = { primary = 14 }
"#;

#[test]
fn a_region_goes_before_the_federation_in_its_years_only() {
    let law = law().with_scale_file("шкалы региона", REGIONAL).unwrap();
    let three = |region: &'static str, year| {
        let key = ScaleKey {
            region,
            ..key(ExamForm::Oge, 1, year)
        };
        match &law.scales().scale(key).ok()?.conversion {
            Conversion::Marks(bounds) => Some(bounds.three.number()),
            Conversion::TestScores(_) => None,
        }
    };
    assert_eq!(three("42", 2023), Some(15));
    assert_eq!(three("42", 2024), Some(14));
    assert_eq!(three("13", 2024), Some(15));
    assert_eq!(three("42", 2025), Some(14));
    assert_eq!(three("13", 2025), None);

    let own = law.scales().minimum(key(ExamForm::Oge, 1, 2024)).unwrap();
    assert_eq!(own.to_pass, Some(Floor::Primary(PrimaryScore::new(14).unwrap())));
    let federal = law.scales().scale(key(ExamForm::Oge, 1, 2023)).unwrap();
    let own = law.scales().scale(key(ExamForm::Oge, 1, 2024)).unwrap();
    assert!(federal.is_only_recommended() && !own.is_only_recommended());
    let others = law.scales().scales_of_other_years(key(ExamForm::Oge, 1, 2023));
    assert_eq!(others.count(), 2, "федеральная 2024 года и своя");
}

#[test]
fn conditions_are_those_of_the_source() {
    let book = law().scales();
    for year in [2023, 2024] {
        let mathematics = book.scale(key(ExamForm::Oge, 2, year)).unwrap();
        let geometry = mathematics.part("geometry").unwrap();
        let tasks: Vec<_> = geometry.tasks.iter().map(TaskCode::as_str).collect();
        assert_eq!(tasks, ["15", "16", "17", "18", "19", "23", "24", "25"]);
        let [condition] = mathematics.conditions.as_slice() else {
            panic!("у математики одно условие");
        };
        assert_eq!((condition.at_least, condition.otherwise), (2, Mark::Two));
        let russian = book.scale(key(ExamForm::Oge, 1, year)).unwrap();
        assert_eq!(russian.conditions.len(), 2);
    }
}

#[test]
fn every_scale_says_where_it_comes_from() {
    let told: BTreeSet<_> = law()
        .scales()
        .scales()
        .iter()
        .map(|scale| scale.origin.status.code())
        .collect();
    assert_eq!(told, BTreeSet::from(["federal-seen", "from-memory", "reading"]));
}

/// The sound file with one text changed; the change must be there to make.
fn refusal(from: &str, to: &str) -> String {
    assert!(REGIONAL.contains(from), "нечего менять: {from}");
    match law().with_scale_file("шкалы региона", &REGIONAL.replacen(from, to, 1)) {
        Ok(_) => format!("принято после замены «{from}» на «{to}»"),
        Err(problem) => problem.to_string(),
    }
}

#[test]
fn wrong_scales_are_refused_with_the_place() {
    let cases = [
        ("form = \"oge\"", "form = \"exam\"", "неизвестный код «exam» (ExamForm)"),
        ("form = \"oge\"", "form = \"oge\"\ncolour = 1", "unknown field `colour`"),
        ("subjects = [1]", "subjects = []", "предмет не назван"),
        ("subjects = [1]", "subjects = [100]", "код предмета «100» не годится"),
        (
            "subjects = [1]",
            "subjects = [77]",
            "предмета с кодом 77 нет в справочнике",
        ),
        (
            "subjects = [1]",
            "subjects = [1, 1]",
            "две шкалы на одно и то же в один год",
        ),
        ("subjects = [1]", "subjects = [29]", "у устной части своей шкалы"),
        ("region = \"42\"", "region = \"77\"", "региона «77» нет"),
        (
            "region = \"42\"\n",
            "",
            "две шкалы на одно и то же в один год: ОГЭ, предмет\u{a0}01, 2024–2025",
        ),
        ("to-year = 2025", "to-year = 2023", "годы идут задом наперёд"),
        ("to-year = 2025", "to-year = 9999", "годы должны лежать между"),
        ("to-year = 2025\n", "", "missing field `to-year`"),
        (
            "[0, 13], [14, 22]",
            "[0, 13], [15, 22]",
            "отметка 3 начинается с 15, а должна с 14",
        ),
        (
            "[0, 13], [14, 22]",
            "[0, 13], [13, 22]",
            "отметка 3 начинается с 13, а должна с 14",
        ),
        ("[0, 13], [14, 22]", "[0, 13], [14, 12]", "отметка 3: 12 меньше 14"),
        ("[0, 13]", "[1, 13]", "отметка 2 начинается с 1, а должна с 0"),
        (
            "max-primary = 33",
            "max-primary = 34",
            "отметки кончаются на 33, а наибольший первичный балл — 34",
        ),
        (
            "marks = [[0, 13]",
            "test-scores = [0, 100]\nmarks = [[0, 13]",
            "ровно одно из двух",
        ),
        (
            "part = \"literacy\"",
            "part = \"geometry\"",
            "условие о части «geometry», которой нет",
        ),
        (
            "[0, 13], [14, 22]",
            "[0, 9223372036854775807], [14, 22]",
            "первичный балл «9223372036854775807» не годится",
        ),
        (
            "otherwise = 3",
            "otherwise = 2",
            "отметка 5 падает ниже отметки 3, которая баллов за часть «literacy» не требует",
        ),
        (
            "marks = [4, 5]",
            "marks = [5]",
            "отметка 5 падает ниже отметки 4, которая баллов за часть «literacy» не требует",
        ),
        ("otherwise = 3", "otherwise = 4", "отметка должна стать ниже"),
        ("otherwise = 3", "otherwise = 1", "отметка «1» не годится"),
        ("marks = [4, 5]", "marks = []", "условие ничего не требует"),
        ("at-least = 2", "at-least = 0", "условие ничего не требует"),
        ("\"ГК1\", \"ГК2\"", "\"ГК1\", \"гк1\"", "одно названо дважды"),
        ("\"ГК1\", \"ГК2\"", "\"ГК 1\"", "номер задания «ГК 1» не годится"),
        (
            "source = \"Приказ министерства от 1 марта 2024 № 1\"",
            "source = \" \"",
            "источник не указан",
        ),
        ("status = \"order\"", "status = \"reading\"", "требует примечания"),
        (
            "{ primary = 14 }",
            "{ primary = 40 }",
            "первичного балла 40 на шкале нет",
        ),
        (
            "{ primary = 14 }",
            "{ test-score = 24 }",
            "минимум в баллах, а шкала в отметках",
        ),
        (
            "to-pass = { primary = 14 }",
            "university = 24",
            "вузовский минимум бывает только у ЕГЭ",
        ),
        ("to-pass = { primary = 14 }", "", "не сказано, какой"),
    ];
    for (from, to, expected) in cases {
        let found = refusal(from, to);
        assert!(
            found.contains(expected),
            "«{from}» → «{to}»: ждали «{expected}», вышло «{found}»"
        );
    }
}

const TABLE: &str = r#"
form = "ege"
status = "order"
source = "Приказ"
reviewed-on = 2026-11-22
[[scale]]
subjects = [8]
from-year = 2026
to-year = 2026
max-primary = 4
test-scores = [0, 20, 37, 70, 100]
"#;

#[test]
fn wrong_tables_are_refused_with_the_place() {
    let cases = [
        ("[0, 20, 37, 70, 100]", "[0, 20, 37, 70, 100]", ""),
        (
            "[0, 20, 37, 70, 100]",
            "[0, 20, 37, 100]",
            "строк хватает до первичного балла 3, а наибольший — 4",
        ),
        (
            "[0, 20, 37, 70, 100]",
            "[0, 37, 20, 70, 100]",
            "после первичного балла 1 тестовый балл убывает",
        ),
        (
            "[0, 20, 37, 70, 100]",
            "[0, 20, 37, 70, 101]",
            "тестовый балл «101» не годится",
        ),
        ("[0, 20, 37, 70, 100]", "[1, 20, 37, 70, 100]", "шкала идёт от 0 до 100"),
        ("[0, 20, 37, 70, 100]", "[0, 20, 37, 70, 99]", "шкала идёт от 0 до 100"),
        ("[0, 20, 37, 70, 100]", "[]", "строк хватает до первичного балла -1"),
        ("37, 70", "38, 70", "тестового балла 37 на шкале нет"),
        ("max-primary = 4", "series = 100\nmax-primary = 4", ""),
    ];
    for (from, to, expected) in cases {
        assert!(TABLE.contains(from), "нечего менять: {from}");
        let found = law().with_scale_file("файл", &TABLE.replacen(from, to, 1));
        let found = found.err().map_or_else(String::new, |problem| problem.to_string());
        assert_eq!(found.is_empty(), expected.is_empty(), "{from} → {to}: {found}");
        assert!(
            found.contains(expected),
            "«{from}» → «{to}»: ждали «{expected}», вышло «{found}»"
        );
    }
}

#[test]
fn numbers_that_are_no_scores_are_refused() {
    assert!(TestScore::new(101).is_err() && TestScore::new(-1).is_err() && TestScore::new(100).is_ok());
    assert!(PrimaryScore::new(-1).is_err() && PrimaryScore::new(1000).is_err() && PrimaryScore::new(0).is_ok());
    assert!(Mark::new(1).is_err() && Mark::new(6).is_err() && Mark::new(2).is_ok());
    assert!(SubjectCode::new(0).is_err() && SubjectCode::new(100).is_err() && SubjectCode::new(99).is_ok());
    assert!(TaskCode::new("").is_err() && TaskCode::new("1=2").is_err() && TaskCode::new("ПУНКТ1234").is_err());
}

/// The regional file with some of its text replaced.
fn damaged() -> impl Strategy<Value = String> {
    let signs = proptest::collection::vec("[0-9\\[\\]=\"a-z,. -]{0,6}", 1..4);
    (signs, any::<u64>()).prop_map(|(signs, seed)| {
        let mut text: Vec<char> = REGIONAL.chars().collect();
        for (number, signs) in (1..).zip(signs) {
            let length = u64::try_from(text.len()).unwrap();
            let place = usize::try_from(seed.wrapping_mul(number) % length).unwrap();
            let end = (place + 3).min(text.len());
            text.splice(place..end, signs.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    /// More primary points never make a lower test score or mark, on any scale.
    #[test]
    fn no_scale_falls(index in 0..1000_usize, one in 0..100_i64, other in 0..100_i64) {
        let scales = law().scales().scales();
        let scale = &scales[index % scales.len()];
        let (low, high) = (one.min(other), one.max(other));
        let value = |primary: i64| match &scale.conversion {
            Conversion::TestScores(table) => table.get(usize::try_from(primary).unwrap()).map(|score| score.number()),
            Conversion::Marks(bounds) => bounds.mark_of(PrimaryScore::new(primary).unwrap()).map(Mark::number),
        };
        if let Some(best) = value(high) {
            prop_assert!(value(low).unwrap() <= best);
        } else {
            prop_assert!(high > i64::from(scale.max_primary().number()));
        }
    }

    /// A damaged file is accepted whole or refused, never a panic.
    #[test]
    fn a_damaged_file_is_an_error_not_a_panic(text in damaged()) {
        let _ = law().with_scale_file("повреждённый файл", &text).map(|_| ());
    }
}

#[test]
fn subjects_without_a_law_at_hand_are_the_embedded_ones() {
    assert_eq!(regulations::embedded_subjects(), law().scales().subjects());
    assert!(regulations::embedded_subjects().len() > 40);
}
