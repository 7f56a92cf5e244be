//! The table of essay dates and deadlines: twelve essays, four school years, the whole chain from the terms themselves.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests; clippy.toml frees only the tests themselves"
)]

use regulations::{Conditions, Due, EventCode, Instant, Law, LegalDate, Ruleset, essay_date_kind, essay_dates};

/// Essay, application by, checked by, processed by, in the municipal body by, schools and signatures by.
const TABLE: [[&str; 6]; 12] = [
    ["2023-12-06", "11-22", "12-13", "12-18", "12-19", "12-20"],
    ["2024-02-07", "01-24", "02-14", "02-19", "02-20", "02-21"],
    ["2024-04-10", "03-27", "04-13", "04-18", "04-19", "04-22"],
    ["2024-12-04", "11-20", "12-11", "12-16", "12-17", "12-18"],
    ["2025-02-05", "01-22", "02-12", "02-17", "02-18", "02-19"],
    ["2025-04-09", "03-26", "04-12", "04-17", "04-18", "04-21"],
    ["2025-12-03", "11-19", "12-10", "12-15", "12-16", "12-17"],
    ["2026-02-04", "01-21", "02-11", "02-16", "02-17", "02-18"],
    ["2026-04-08", "03-25", "04-11", "04-16", "04-17", "04-20"],
    ["2026-12-02", "11-18", "12-09", "12-14", "12-15", "12-16"],
    ["2027-02-03", "01-20", "02-10", "02-15", "02-16", "02-17"],
    ["2027-04-14", "03-31", "04-17", "04-22", "04-23", "04-26"],
];

fn due(rules: &Ruleset, term: &str, event: Instant, conditions: Conditions) -> Due {
    rules.due(rules.term(term).unwrap(), event, &conditions).unwrap()
}

#[test]
fn every_row_of_the_table_comes_out() {
    let rules = Law::embedded().unwrap().ruleset("42", None).unwrap();
    for [essay, application, checked, processed, municipal, school] in TABLE {
        let day: LegalDate = essay.parse().unwrap();
        let held = rules.zone().at(day, 10, 0).unwrap();
        let conditions = Conditions::essay(essay_date_kind(day));
        let expect = |due: &Due, expected: &str, what: &str| {
            let (_, month_and_day) = due
                .day
                .to_string()
                .split_at_checked(5)
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .unwrap();
            assert_eq!(month_and_day, expected, "{essay}: {what}: {}", due.explanation);
        };
        expect(
            &due(&rules, "kirov-1497.3.1", held, conditions),
            application,
            "application",
        );
        expect(
            &due(&rules, "rostov-essay.8.2-checking", held, conditions),
            checked,
            "checked",
        );
        let processing = due(&rules, "rostov-essay.8.2-processing", held, conditions);
        expect(&processing, processed, "processed");

        // Each hop is done in the evening of its last day.
        let evening = |day| rules.zone().at(day, 18, 0).unwrap();
        let finished = evening(processing.day);
        let handed = due(&rules, "kuzbass-4195.2.2", finished, Conditions::none());
        expect(&handed, municipal, "in the municipal body");
        let transferred = evening(handed.day);
        let to_schools = due(&rules, "kuzbass-4195.2.3-schools", transferred, Conditions::none());
        expect(&to_schools, school, "in the school");
        let signed = due(&rules, "kuzbass-4195.2.7-school", transferred, Conditions::none());
        expect(&signed, school, "signed");
        let state = due(&rules, "kuzbass-4195.2.5", finished, Conditions::none());
        expect(&state, municipal, "in the state organisation");
    }
}

#[test]
fn the_table_holds_the_dates_that_the_rule_proposes() {
    let mut proposed = Vec::new();
    for autumn in 2023..=2026 {
        let dates = essay_dates(autumn).unwrap();
        proposed.extend([dates.main, dates.february, dates.april].map(|day| day.to_string()));
    }
    let listed: Vec<_> = TABLE.iter().map(|row| row[0].to_owned()).collect();
    assert_eq!(proposed, listed);
}

#[test]
fn the_terms_of_the_chain_hang_on_their_events() {
    let rules = Law::embedded().unwrap().ruleset("42", None).unwrap();
    let ids = |event| -> Vec<&str> {
        let terms = rules.terms_triggered_by(event, regulations::ExamKind::Essay);
        terms.iter().map(|term| term.id.as_str()).collect()
    };
    assert_eq!(
        ids(EventCode::ProcessingFinished),
        ["kuzbass-4195.2.2", "kuzbass-4195.2.5"]
    );
    assert_eq!(
        ids(EventCode::TransferredToMunicipalBody),
        ["kuzbass-4195.2.7-municipal-body", "kuzbass-4195.2.7-school"]
    );
    assert_eq!(
        ids(EventCode::ReceivedByMunicipalBody),
        ["kuzbass-4195.2.3-own", "kuzbass-4195.2.3-schools"]
    );
    assert_eq!(
        ids(EventCode::TransferredToStateOrganisation),
        ["kuzbass-4195.2.7-state-organisation"]
    );
    assert_eq!(ids(EventCode::AnnouncementMade), ["mordovia-187.11.3"]);
}
