//! Admission: the lawyer's cases of `regulations/admission`, and properties over every input.

use domain::admission::essay::{
    EssayFacts, EssayOutcome, EssaySitting, MOST_RETAKES, Proof, days_of_year, essay_admission, retakes_used,
};
use domain::admission::gia9::{
    AdmittedWhen, Attempt, AttemptOutcome, Electives, Extent, Gia9Facts, Period, Subject, breadth, electives_next_year,
    gia9_admission, group_of,
};
use domain::admission::gia11::{Gia11Facts, gia11_admission};
use domain::admission::validity::{PassedEssay, validity};
use domain::admission::{AdmissionReason, SitOn, Verdict, application_in_time};
use domain::essay::WorkType;
use domain::registration::ParticipantCategory;
use proptest::prelude::*;
use regulations::{Law, LegalDate};
use serde::Deserialize;

#[derive(Deserialize)]
struct File<C> {
    #[serde(rename = "Случай")]
    cases: Vec<C>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EssayCase {
    #[serde(rename = "Дано")]
    given: String,
    #[serde(rename = "Категория")]
    category: String,
    #[serde(rename = "Сегодня")]
    today: toml::value::Datetime,
    #[serde(rename = "Писал")]
    sittings: Vec<(toml::value::Datetime, String)>,
    #[serde(rename = "Назначено", default)]
    decreed: Vec<toml::value::Datetime>,
    #[serde(rename = "Ответ")]
    verdict: String,
    #[serde(rename = "День")]
    on: Option<toml::value::Datetime>,
    #[serde(rename = "Заявление до")]
    until: Option<toml::value::Datetime>,
    #[serde(rename = "Норма")]
    clause: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gia9Case {
    #[serde(rename = "Дано")]
    given: String,
    #[serde(rename = "Только обязательные", default)]
    mandatory_only: bool,
    #[serde(rename = "Поздний допуск", default)]
    too_late: bool,
    #[serde(rename = "Сегодня")]
    today: toml::value::Datetime,
    #[serde(rename = "Начало")]
    begins: Option<toml::value::Datetime>,
    #[serde(rename = "Предметы")]
    subjects: Vec<Vec<String>>,
    #[serde(rename = "Ответ")]
    verdict: String,
    #[serde(rename = "Группа")]
    group: String,
    #[serde(rename = "День")]
    on: Option<toml::value::Datetime>,
    #[serde(rename = "Не раньше")]
    not_before: Option<toml::value::Datetime>,
    #[serde(rename = "Заявление до")]
    until: Option<toml::value::Datetime>,
    #[serde(rename = "Смена предметов")]
    may_change: Option<bool>,
    #[serde(rename = "Норма")]
    clause: String,
}

fn day(value: &toml::value::Datetime) -> LegalDate {
    value.date.unwrap().to_string().parse().unwrap()
}

fn date(text: &str) -> LegalDate {
    text.parse().unwrap()
}

fn plain(words: &str) -> String {
    words.replace('\u{a0}', " ")
}

fn essay_outcome(words: &str) -> EssayOutcome {
    match words {
        "зачёт" => EssayOutcome::Pass,
        "незачёт" => EssayOutcome::Fail,
        "удалён" => EssayOutcome::Removed,
        "не явился" => EssayOutcome::Absent(Proof::None),
        "не явился, документ есть" => EssayOutcome::Absent(Proof::Document),
        "не закончил" => EssayOutcome::NotFinished(Proof::None),
        "не закончил, документ есть" => EssayOutcome::NotFinished(Proof::Document),
        other => panic!("«{other}» — не исход"),
    }
}

fn attempt(words: &str) -> Attempt {
    let (period, outcome) = match words.split_once(':') {
        Some(("рез", outcome)) => (Period::Reserve, outcome),
        Some(("доп", outcome)) => (Period::Additional, outcome),
        Some(("доп-рез", outcome)) => (Period::AdditionalReserve, outcome),
        _ => (Period::Main, words),
    };
    let outcome = match outcome {
        "сдан" => AttemptOutcome::Passed,
        "ниже" => AttemptOutcome::Failed,
        "аннулирован за нарушение" => AttemptOutcome::AnnulledForViolation,
        "аннулирован по апелляции" => AttemptOutcome::AnnulledAfterAppeal,
        "досрочно по акту" => AttemptOutcome::EndedEarly(Proof::Document),
        "остановлен" => AttemptOutcome::NoShowStop,
        other => panic!("«{other}» — не исход"),
    };
    Attempt { period, outcome }
}

fn knows(clause: &str) {
    let rules = Law::embedded().unwrap();
    assert!(rules.clause_words(&clause.parse().unwrap()).is_some(), "{clause}");
}

#[test]
fn l1_the_lawyers_cases_of_the_essay_hold() {
    let file: File<EssayCase> = toml::from_str(include_str!("../../../../regulations/admission/essay.toml")).unwrap();
    for case in file.cases {
        let today = day(&case.today);
        let sittings: Vec<EssaySitting> = case
            .sittings
            .iter()
            .map(|(on, words)| EssaySitting {
                on: day(on),
                outcome: essay_outcome(words),
            })
            .collect();
        let autumn = if today.month() >= 9 {
            today.year()
        } else {
            today.year() - 1
        };
        let decreed: Vec<LegalDate> = case.decreed.iter().map(day).collect();
        let days = days_of_year(autumn, &decreed).unwrap();
        let category = ParticipantCategory::ALL
            .iter()
            .find(|one| one.russian() == case.category)
            .unwrap();
        let answer = essay_admission(&EssayFacts {
            category: *category,
            today,
            sittings: &sittings,
            days: &days,
        });
        assert_eq!(
            plain(answer.verdict.russian()),
            case.verdict,
            "{}: {answer:?}",
            case.given
        );
        assert_eq!(answer.day(), case.on.as_ref().map(day), "{}: {answer:?}", case.given);
        if let Some(until) = &case.until {
            assert_eq!(answer.apply_until, Some(day(until)), "{}", case.given);
        }
        assert!(
            answer.clauses.contains(&case.clause.as_str()),
            "{}: {answer:?}",
            case.given
        );
        answer.clauses.iter().for_each(|clause| knows(clause));
    }
}

#[test]
fn l3_the_lawyers_cases_of_gia_9_hold() {
    let file: File<Gia9Case> = toml::from_str(include_str!("../../../../regulations/admission/gia-9.toml")).unwrap();
    for case in file.cases {
        let subjects: Vec<Subject> = (1..)
            .zip(&case.subjects)
            .map(|(code, attempts)| Subject {
                code,
                attempts: attempts.iter().map(|one| attempt(one)).collect(),
            })
            .collect();
        let extent = if case.mandatory_only {
            Extent::MandatoryOnly
        } else {
            Extent::WithElectives
        };
        let facts = Gia9Facts {
            today: day(&case.today),
            extent,
            admitted: if case.too_late {
                AdmittedWhen::TooLate
            } else {
                AdmittedWhen::InTime
            },
            subjects: &subjects,
            reserve_day: None,
            additional_begins: case.begins.as_ref().map(day),
            applied_on: None,
        };
        let answer = gia9_admission(&facts, subjects.first().unwrap()).unwrap();
        assert_eq!(
            plain(answer.verdict.russian()),
            case.verdict,
            "{}: {answer:?}",
            case.given
        );
        let group = group_of(&facts).map_or("нет", domain::admission::gia9::Group::code);
        assert_eq!(group, case.group, "{}", case.given);
        if let Some(on) = &case.on {
            assert_eq!(answer.sit_on, Some(SitOn::Day(day(on))), "{}", case.given);
        }
        if let Some(first) = &case.not_before {
            assert_eq!(answer.sit_on, Some(SitOn::NotBefore(day(first))), "{}", case.given);
        }
        if let Some(until) = &case.until {
            assert_eq!(answer.apply_until, Some(day(until)), "{}", case.given);
        }
        if let Some(may) = case.may_change {
            assert_eq!(
                electives_next_year(extent) == Electives::MayChange,
                may,
                "{}",
                case.given
            );
            assert_eq!(answer.words.contains("можно сменить"), may, "{}", case.given);
        }
        assert!(
            answer.clauses.contains(&case.clause.as_str()),
            "{}: {answer:?}",
            case.given
        );
        answer.clauses.iter().for_each(|clause| knows(clause));
    }
}

#[test]
fn l3_an_application_thirteen_days_ahead_is_late() {
    let begins = date("2027-09-03");
    assert!(application_in_time(date("2027-08-20"), begins).is_ok());
    let late = application_in_time(date("2027-08-21"), begins).unwrap_err();
    assert!(plain(&late.to_string()).contains("до 20 августа 2027"), "{late}");
}

#[test]
fn l4_a_granted_procedure_appeal_alone_opens_a_reserve_day() {
    let of = |outcome| {
        let attempts = [Attempt {
            period: Period::Main,
            outcome,
        }];
        gia11_admission(&Gia11Facts {
            attempts: &attempts,
            reserve_day: Some(date("2027-06-22")),
        })
    };
    let granted = of(AttemptOutcome::AnnulledAfterAppeal);
    assert_eq!(
        (granted.verdict, granted.day()),
        (Verdict::MaySit, Some(date("2027-06-22")))
    );
    assert_eq!(granted.clauses, ["mordovia-187:7"]);
    for outcome in [
        AttemptOutcome::Failed,
        AttemptOutcome::Removed,
        AttemptOutcome::AnnulledForViolation,
    ] {
        assert_eq!(of(outcome).verdict, Verdict::NoGround);
    }
    assert_eq!(of(AttemptOutcome::Passed).verdict, Verdict::Passed);
}

#[test]
fn l2_an_essay_serves_universities_four_years_and_is_annulled_by_a_later_one() {
    let essay = |on: &str, work_type, category| PassedEssay {
        on: date(on),
        work_type,
        category,
    };
    use ParticipantCategory::{PastGraduate, Student};
    let first = essay("2024-02-29", WorkType::Composition, Student);
    let alone = validity(&[first], &[]).unwrap();
    assert_eq!(alone[0].university_until, Some(date("2028-12-31")));
    let again = validity(&[first], &[(date("2026-12-02"), PastGraduate)]).unwrap();
    assert_eq!(
        (again[0].university_until, again[0].annulled_by),
        (None, Some(date("2026-12-02")))
    );
    assert!(again[0].words.contains("бессрочно"), "{}", again[0].words);
    let as_student = validity(&[first], &[(date("2026-12-02"), Student)]).unwrap();
    assert_eq!(as_student[0].annulled_by, None);
    let exposition = essay("2026-12-02", WorkType::Exposition, Student);
    assert_eq!(validity(&[exposition], &[]).unwrap()[0].university_until, None);
}

#[test]
fn g4_days_follow_the_rule_save_where_a_decree_names_another() {
    let days = |decreed: &[&str]| -> Vec<String> {
        let decreed: Vec<LegalDate> = decreed.iter().map(|one| date(one)).collect();
        days_of_year(2026, &decreed)
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(days(&[]), ["2026-12-02", "2027-02-03", "2027-04-14"]);
    assert_eq!(days(&["2027-04-21"]), ["2026-12-02", "2027-02-03", "2027-04-21"]);
    assert_eq!(
        days(&["2027-05-26"]),
        ["2026-12-02", "2027-02-03", "2027-04-14", "2027-05-26"]
    );
}

fn any_essay_outcome() -> impl Strategy<Value = EssayOutcome> {
    prop::sample::select(vec![
        EssayOutcome::Unknown,
        EssayOutcome::Pass,
        EssayOutcome::Fail,
        EssayOutcome::Removed,
        EssayOutcome::Absent(Proof::None),
        EssayOutcome::Absent(Proof::Document),
        EssayOutcome::NotFinished(Proof::Document),
    ])
}

fn any_attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let outcomes = vec![
        AttemptOutcome::Unknown,
        AttemptOutcome::Passed,
        AttemptOutcome::Failed,
        AttemptOutcome::AnnulledForViolation,
        AttemptOutcome::AnnulledAfterAppeal,
        AttemptOutcome::Removed,
        AttemptOutcome::Absent(Proof::Document),
        AttemptOutcome::EndedEarly(Proof::Document),
        AttemptOutcome::NoShowStop,
    ];
    let one = prop::sample::select(outcomes);
    prop::collection::vec(one, 0..=4).prop_map(|outcomes| {
        Period::ALL
            .iter()
            .zip(outcomes)
            .map(|(period, outcome)| Attempt {
                period: *period,
                outcome,
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn l1_nobody_is_ever_invited_to_a_third_retake(
        outcomes in prop::collection::vec(any_essay_outcome(), 0..6), category in prop::sample::select(ParticipantCategory::ALL.to_vec()), more in 0_i64..6,
    ) {
        let first = date("2026-12-02");
        let sittings: Vec<EssaySitting> = (0..).zip(outcomes).map(|(index, outcome)| EssaySitting { on: first.plus_days(30 * index), outcome }).collect();
        let days: Vec<LegalDate> = (0..12).map(|index| first.plus_days(30 * index)).collect();
        let facts = EssayFacts { category, today: first.plus_days(30 * more), sittings: &sittings, days: &days };
        let answer = essay_admission(&facts);
        prop_assert_eq!(&answer, &essay_admission(&facts));
        if let Some(on) = answer.day() {
            prop_assert!(answer.apply_until.unwrap() >= facts.today && on > facts.today);
            let ended_by_fail = matches!(sittings.last().map(|one| one.outcome), Some(EssayOutcome::Fail | EssayOutcome::Removed));
            prop_assert!(!ended_by_fail || retakes_used(&sittings) < MOST_RETAKES);
        }
    }

    #[test]
    fn l3_more_failed_subjects_never_lead_to_more_rights(
        attempts in prop::collection::vec(any_attempts(), 1..6), broken in 0_usize..6, mandatory in any::<bool>(), days in 0_i64..120,
    ) {
        let subjects = |attempts: &[Vec<Attempt>]| -> Vec<Subject> {
            (1..).zip(attempts).map(|(code, attempts)| Subject { code, attempts: attempts.clone() }).collect()
        };
        let before = subjects(&attempts);
        let mut worse = attempts.clone();
        let broken = broken % worse.len();
        for one in &mut worse[broken] {
            if one.outcome == AttemptOutcome::Passed {
                one.outcome = AttemptOutcome::Failed;
            }
        }
        let after = subjects(&worse);
        let facts = |subjects| Gia9Facts {
            today: date("2027-06-20").plus_days(days),
            extent: if mandatory { Extent::MandatoryOnly } else { Extent::WithElectives },
            admitted: AdmittedWhen::InTime,
            subjects,
            reserve_day: None,
            additional_begins: None,
            applied_on: None,
        };
        for (was, now) in before.iter().zip(&after) {
            let was = gia9_admission(&facts(&before), was).unwrap();
            let now = gia9_admission(&facts(&after), now).unwrap();
            prop_assert!(breadth(&now) <= breadth(&was), "{was:?} → {now:?}");
            prop_assert_ne!(now.words, "");
        }
        let group = group_of(&facts(&after));
        prop_assert!(group.is_none() || group.map(|one| one.code()).is_some_and(|code| "1234".contains(code)));
        if mandatory { prop_assert_ne!(group.map(|one| one.code()), Some("3")); } else { prop_assert_ne!(group.map(|one| one.code()), Some("4")); }
    }
}

#[test]
fn reasons_are_told_apart() {
    let words: std::collections::BTreeSet<&str> = AdmissionReason::ALL.iter().map(|one| one.russian()).collect();
    assert_eq!(words.len(), AdmissionReason::ALL.len());
}
