//! Law that is wrong is refused when it is read: unknown keys and codes, gaps, overlaps, values without a clause.

use regulations::{Conditions, Law, LawError, LegalDate};

const ACT: &str = r#"
id = "some-1"
kind = "regional"
form = "приказ"
issuer = "министерства"
number = "1"
date = 2024-01-10
title = "Порядок"
chip = "приказа № 1"
exams = ["essay"]
[[clause]]
point = "2"
words = "Передать за день."
[[clause]]
point = "3"
words = "Ознакомить за день."
"#;

const CALENDAR: &str = r#"
year = 2026
decree = "постановление"
working-days = 247
holidays = [
  2026-01-01, 2026-01-02, 2026-01-03, 2026-01-04, 2026-01-05, 2026-01-06, 2026-01-07, 2026-01-08,
  2026-02-23, 2026-03-08, 2026-05-01, 2026-05-09, 2026-06-12, 2026-11-04,
]
working-weekends = []
[[transfer]]
from = 2026-01-03
to = 2026-01-09
[[transfer]]
from = 2026-01-04
to = 2026-12-31
[[transfer]]
from = 2026-03-08
to = 2026-03-09
[[transfer]]
from = 2026-05-09
to = 2026-05-11
"#;

const REGION: &str = r#"
code = "42"
name = "Регион"
zone = "Asia/Novokuznetsk"
saturday-counts-for = []
[[adopts]]
act = "some-1"
exams = ["essay"]
from = 2026-01-01
"#;

const TERMS: &str = r#"
act = "some-1"
exams = ["essay"]
reviewed-on = 2026-11-22
[[term]]
id = "some-1.2"
clause = "some-1:2"
summary = "Передать за день."
status = "order"
debtor = "processing-centre"
creditor = "municipal-body"
subject = "statement"
event = "processing-finished"
discharged-by = "transferred-to-municipal-body"
sense = "within"
length = [{ working-days = 1 }]
"#;

const SECOND_EDITION: &str = r#"
[[term]]
id = "some-1.2"
clause = "some-1:2"
summary = "Передать за два дня."
status = "order"
debtor = "processing-centre"
creditor = "municipal-body"
subject = "statement"
event = "processing-finished"
discharged-by = "transferred-to-municipal-body"
sense = "within"
length = [{ working-days = 2 }]
from = 2026-09-01
"#;

fn law_of(act: &str, calendar: &str, region: &str, terms: &str) -> Result<Law, LawError> {
    let files = [
        ("acts/some-1.toml", act),
        ("calendars/2026.toml", calendar),
        ("regions/42.toml", region),
        ("terms/some-1.toml", terms),
    ];
    Law::from_files(files.into_iter())
}

/// The sound law with one text changed; the change must be there to make.
fn refusal(from: &str, to: &str) -> String {
    let change = |text: &str| text.replacen(from, to, 1);
    let texts = [ACT, CALENDAR, REGION, TERMS];
    assert!(texts.iter().any(|text| text.contains(from)), "нечего менять: {from}");
    let [act, calendar, region, terms] = texts.map(change);
    match law_of(&act, &calendar, &region, &terms) {
        Ok(_) => format!("принято после замены «{from}» на «{to}»"),
        Err(problem) => problem.to_string(),
    }
}

#[test]
fn the_sound_law_is_accepted() {
    law_of(ACT, CALENDAR, REGION, TERMS).unwrap();
}

#[test]
fn wrong_law_is_refused_with_the_place() {
    let cases = [
        (
            "subject = \"statement\"",
            "subject = \"letter\"",
            "неизвестный код «letter» (SubjectKind)",
        ),
        (
            "subject = \"statement\"",
            "colour = \"red\"\nsubject = \"statement\"",
            "unknown field `colour`",
        ),
        ("subject = \"statement\"", "", "missing field `subject`"),
        (
            "event = \"processing-finished\"",
            "event = \"processed\"",
            "неизвестный код «processed» (EventCode)",
        ),
        (
            "working-days = 1",
            "working-days = 1, hours = 2",
            "срок «some-1.2»: длина указывается ровно одной единицей",
        ),
        (
            "working-days = 1",
            "when = []",
            "длина указывается ровно одной единицей",
        ),
        ("working-days = 1", "working-days = 0", "длина 0 не имеет смысла"),
        ("working-days = 1", "working-days = -1", "invalid value"),
        ("{ working-days = 1 }", "", "срок «some-1.2»: длины нет"),
        (
            "{ working-days = 1 }",
            "{ working-days = 1 }, { hours = 1 }",
            "без условия может быть только одна длина",
        ),
        (
            "{ working-days = 1 }",
            "{ when = [\"main\", \"february\"], calendar-days = 7 }, { when = [\"april\"], calendar-days = 3 }",
            "срок «some-1.2»: для условия «additional» меры нет",
        ),
        (
            "{ working-days = 1 }",
            "{ when = [\"main\", \"february\", \"april\"], calendar-days = 7 }, { when = [\"april\", \"additional\"], calendar-days = 3 }",
            "срок «some-1.2»: для условия «april» указано больше одной меры",
        ),
        (
            "{ working-days = 1 }",
            "{ when = [\"main\"], calendar-days = 7 }, { when = [\"other-subject\"], calendar-days = 3 }",
            "условия одного срока должны быть одного рода",
        ),
        (
            "working-days = 1",
            "fixed-date = { month = 2, day = 29, years-later = 1 }",
            "такого дня года нет",
        ),
        (
            "clause = \"some-1:2\"",
            "clause = \"some-1:9\"",
            "пункта some-1:9 нет среди пунктов акта",
        ),
        (
            "clause = \"some-1:2\"",
            "clause = \"other-1:2\"",
            "ссылается на другой акт",
        ),
        ("clause = \"some-1:2\"", "clause = \"some-1 2\"", "не ссылка на пункт"),
        (
            "clause = \"some-1:2\"",
            "clause = \"some-1:2\"\nalso = [\"other-1:2\"]",
            "акт «other-1» не описан",
        ),
        (
            "id = \"some-1.2\"",
            "id = \"handover\"",
            "должен называться по своему пункту",
        ),
        (
            "id = \"some-1.2\"",
            "id = \"some-1.22\"",
            "должен называться по своему пункту",
        ),
        (
            "status = \"order\"",
            "status = \"reading\"",
            "статус «reading» требует примечания",
        ),
        (
            "status = \"order\"",
            "status = \"order\"\nfrom = 2026-02-01",
            "пропуск после 2026-01-31",
        ),
        (
            "status = \"order\"",
            "status = \"order\"\nreplaces = \"base.1\"",
            "замены не допускает",
        ),
        (
            "exams = [\"essay\"]\nreviewed-on",
            "exams = []\nreviewed-on",
            "не сказано, каких экзаменов касается",
        ),
        (
            "reviewed-on = 2026-11-22",
            "reviewed-on = 2026-11-31",
            "terms/some-1.toml",
        ),
        (
            "reviewed-on = 2026-11-22",
            "reviewed-on = 2026-11-22T10:00:00",
            "не дата",
        ),
        (
            "zone = \"Asia/Novokuznetsk\"",
            "zone = \"Asia/Kemerovo\"",
            "часовой пояс «Asia/Kemerovo» неизвестен",
        ),
        (
            "act = \"some-1\"\nexams = [\"essay\"]\nfrom",
            "act = \"some-2\"\nexams = [\"essay\"]\nfrom",
            "регион 42: акт «some-2» не описан",
        ),
        (
            "saturday-counts-for = []",
            "saturday-counts-for = [\"some-1.7\"]",
            "регион 42: срока «some-1.7» нет",
        ),
        (
            "from = 2026-01-01",
            "from = 2026-01-01\nonly = [\"7\"]",
            "пункта some-1:7 нет",
        ),
        ("code = \"42\"", "code = \"43\"", "имя файла и код региона не совпадают"),
        ("year = 2026", "year = 2025", "имя файла и год не совпадают"),
        (
            "working-days = 247",
            "working-days = 248",
            "календарь 2026: рабочих дней 247, а норма года 248",
        ),
        (
            "working-weekends = []",
            "working-weekends = [2026-02-28]",
            "рабочие выходные названы",
        ),
        ("to = 2026-03-09", "to = 2026-03-07", "и так нерабочий день"),
        ("from = 2026-03-08", "from = 2026-03-05", "переносить нечего"),
        ("to = 2026-12-31", "to = 2027-12-31", "вне года"),
        (
            "to = 2026-12-31",
            "to = 2026-01-09",
            "на 2026-01-09 перенесены два выходных",
        ),
        ("2026-11-04,", "2025-11-04,", "праздник 2025-11-04 вне года"),
        ("point = \"3\"", "point = \"2\"", "пункт «some-1:2» описан дважды"),
        ("number = \"1\"", "number = 1", "invalid type"),
        (
            "kind = \"regional\"",
            "kind = \"local\"",
            "неизвестный код «local» (ActKind)",
        ),
    ];
    for (from, to, expected) in cases {
        let found = refusal(from, to);
        assert!(found.contains(expected), "«{from}» → «{to}»: {found}");
    }
}

#[test]
fn a_file_in_the_wrong_place_is_refused() {
    for path in [
        "some-1.toml",
        "laws/some-1.toml",
        "acts/some-1.txt",
        "acts/old/some-1.toml",
    ] {
        let found = Law::from_files([(path, ACT)].into_iter()).unwrap_err();
        assert!(matches!(found, LawError::Misplaced { .. }), "{path}");
    }
}

#[test]
fn the_same_act_twice_is_refused() {
    let files = [("acts/some-1.toml", ACT), ("acts/copy.toml", ACT)];
    let found = Law::from_files(files.into_iter()).unwrap_err();
    assert!(matches!(found, LawError::Duplicate { what: "акт", .. }));
}

#[test]
fn wordings_of_a_term_tile_the_time() {
    let with = |first_to: &str, second: &str| {
        let first = TERMS.replace("length = [{", &format!("{first_to}\nlength = [{{"));
        law_of(ACT, CALENDAR, REGION, &format!("{first}{second}"))
    };
    let law = with("to = 2026-08-31", SECOND_EDITION).unwrap();
    let due_day = |asked: &str, event: &str| -> String {
        let on: LegalDate = asked.parse().unwrap();
        let rules = law.ruleset("42", Some(on)).unwrap();
        let moment = rules.zone().parse_local(event).unwrap();
        let term = rules.term("some-1.2").unwrap();
        let due = rules.due(term, moment, &Conditions::none());
        due.map_or_else(|problem| problem.to_string(), |due| due.day.to_string())
    };
    assert_eq!(due_day("2026-08-31", "2026-08-31T10:00"), "2026-09-01");
    assert_eq!(due_day("2026-09-01", "2026-09-01T10:00"), "2026-09-03");
    assert!(due_day("2026-08-31", "2026-09-01T10:00").contains("по 2026-08-31"));

    let gap = with("to = 2026-08-30", SECOND_EDITION).unwrap_err();
    assert!(matches!(gap, LawError::EditionGap { .. }), "{gap}");
    let overlap = with("to = 2026-09-01", SECOND_EDITION).unwrap_err();
    assert!(matches!(overlap, LawError::EditionsOverlap { .. }), "{overlap}");
    let twice = with("", SECOND_EDITION).unwrap_err();
    assert!(matches!(twice, LawError::EditionsOverlap { .. }), "{twice}");
    let reversed = with("to = 2026-08-31", &format!("{SECOND_EDITION}to = 2026-08-01\n")).unwrap_err();
    assert!(matches!(reversed, LawError::EditionReversed { .. }), "{reversed}");
}

#[test]
fn one_duty_has_one_term() {
    let second = SECOND_EDITION
        .replace("some-1.2", "some-1.2-again")
        .replace("from = 2026-09-01", "");
    let found = law_of(ACT, CALENDAR, REGION, &format!("{TERMS}{second}")).unwrap_err();
    assert!(matches!(found, LawError::SameDutyTwice { .. }), "{found}");
}

#[test]
fn an_act_holds_from_its_adoption() {
    let region = REGION.replace("from = 2026-01-01", "from = 2026-03-01\nto = 2026-06-30");
    let law = law_of(ACT, CALENDAR, &region, TERMS).unwrap();
    let holds = |day: &str| {
        let rules = law.ruleset("42", Some(day.parse().unwrap())).unwrap();
        !rules.terms().is_empty()
    };
    let found = ["2026-02-28", "2026-03-01", "2026-06-30", "2026-07-01"].map(holds);
    assert_eq!(found, [false, true, true, false]);
    assert!(law.ruleset("42", None).unwrap().terms().is_empty());
}

#[test]
fn a_region_may_count_saturdays_for_a_term() {
    let region = REGION.replace("saturday-counts-for = []", "saturday-counts-for = [\"some-1.2\"]");
    let law = law_of(ACT, CALENDAR, &region, TERMS).unwrap();
    let rules = law.ruleset("42", None).unwrap();
    let cases = [
        ("2026-12-11T10:00", "2026-12-12"),
        ("2026-12-12T10:00", "2026-12-14"),
        // A Saturday that is a holiday does not count.
        ("2026-05-08T10:00", "2026-05-12"),
    ];
    for (event, expected) in cases {
        let moment = rules.zone().parse_local(event).unwrap();
        let term = rules.term("some-1.2").unwrap();
        let due = rules.due(term, moment, &Conditions::none()).unwrap();
        assert_eq!(due.day.to_string(), expected, "{event}");
    }
}

#[test]
fn an_unknown_region_is_told_with_the_known_ones() {
    let found = Law::embedded().unwrap().ruleset("77", None).unwrap_err();
    assert_eq!(found.to_string(), "регион «77» неизвестен: есть 13, 42, 43, 61");
}

/// Damaged files are refused or read, never a panic. Seeded, so that a failure repeats.
#[test]
fn damaged_files_do_not_break_the_reader() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let texts = [ACT, CALENDAR, REGION, TERMS];
    let mut refused = 0;
    for round in 0..2_000 {
        let mut damaged = texts.map(|text| text.chars().collect::<Vec<_>>());
        let victim = &mut damaged[round % 4];
        for _ in 0..=random(3) {
            let place = random(victim.len());
            match random(3) {
                0 => drop(victim.remove(place)),
                1 => victim.insert(place, ['"', '=', '[', '9', 'я', '\n', '-'][random(7)]),
                _ => victim.truncate(place.max(1)),
            }
        }
        let [act, calendar, region, terms] = damaged.map(|text| text.into_iter().collect::<String>());
        refused += usize::from(law_of(&act, &calendar, &region, &terms).is_err());
    }
    assert!(refused > 1_000, "{refused}");
}
