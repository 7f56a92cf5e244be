//! The commands of the law, through the binary: what they print and with which exit code.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests; clippy.toml frees only the tests themselves"
)]

use std::process::{Command, Output};

fn run(arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vedomost"))
        .args(arguments.split(' '))
        .output()
        .unwrap()
}

/// What the command prints when it is done.
fn answer(arguments: &str) -> String {
    let output = run(arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    let problem = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments}: {problem}");
    text
}

/// What the command says when it cannot run.
fn refusal(arguments: &str) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments}");
    assert!(output.stdout.is_empty(), "{arguments}");
    String::from_utf8(output.stderr).unwrap()
}

fn json(arguments: &str) -> Vec<serde_json::Value> {
    serde_json::from_str(&answer(arguments)).unwrap()
}

#[test]
fn a2_working_days_are_counted_by_command() {
    let cases = [
        ("--from 2025-12-30 --working-days 1", "2026-01-12\n"),
        ("--from 2024-04-27 --working-days 1", "2024-05-02\n"),
        ("--from 2024-04-26 --working-days 1", "2024-04-27\n"),
        ("--from 2026-01-12 --working-days -1", "2025-12-30\n"),
        ("--from 2026-01-12 --working-days 0", "2026-01-12\n"),
    ];
    for (arguments, expected) in cases {
        let found = answer(&format!("calendar count --region 42 {arguments}"));
        assert_eq!(found, expected, "{arguments}");
    }
}

#[test]
fn a2_a_year_that_is_not_published_is_refused_by_command() {
    let cases = [
        ("calendar count --region 42 --from 2027-12-30 --working-days 1", "2028"),
        ("calendar count --region 42 --from 2028-03-01 --working-days 0", "2028"),
        (
            "term due --clause kuzbass-4195:2.2 --event 2027-12-30T12:00 --region 42",
            "2028",
        ),
    ];
    for (arguments, year) in cases {
        let problem = refusal(arguments);
        assert!(
            problem.contains(year) && problem.contains("не опубликован"),
            "{problem}"
        );
    }
}

#[test]
fn a1_each_term_of_a_clause_is_told_with_its_due_day() {
    let found = json("term due --clause kuzbass-4195:2.2 --event 2025-12-15T18:00 --region 42 --json");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["term"], "kuzbass-4195.2.2");
    assert_eq!(found[0]["clause"], "kuzbass-4195:2.2");
    assert_eq!(found[0]["status"], "order");
    assert_eq!(found[0]["due"], "2025-12-16");
    assert_eq!(found[0]["due_at"], "2025-12-17T00:00:00+07:00");
    assert_eq!(found[0]["counted"][1]["date"], "2025-12-16");
    assert_eq!(found[0]["counted"][1]["counts"], true);
    let text = answer("term due --clause kuzbass-4195:2.2 --event 2025-12-15T18:00 --region 42");
    for part in [
        "term: kuzbass-4195.2.2",
        "due: 2025-12-16",
        "counted: Как посчитано",
        "clause: kuzbass-4195:2.2",
        "status: order",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a1_lengths_follow_the_date_of_the_essay() {
    let due = |arguments: &str| -> Vec<String> {
        let found = json(&format!("term due --region 42 --json {arguments}"));
        found
            .iter()
            .map(|one| one["due"].as_str().unwrap().to_owned())
            .collect()
    };
    let cases = [
        (
            "--clause rostov-essay:8.2 --event 2025-12-03T10:00",
            vec!["2025-12-10", "2025-12-15"],
        ),
        (
            "--clause rostov-essay:8.2 --event 2026-04-08T10:00",
            vec!["2026-04-11", "2026-04-16"],
        ),
        (
            "--clause rostov-essay:8.2 --event 2026-04-08T10:00 --condition main",
            vec!["2026-04-15", "2026-04-20"],
        ),
        (
            "--clause rostov-essay:8.3 --event 2025-12-03T16:40",
            vec!["2026-01-03", "2025-12-03T18:40"],
        ),
        (
            "--clause kirov-1497:4.2 --event 2026-12-02T10:15",
            vec!["2026-12-02T14:10", "2026-12-02T15:40"],
        ),
        (
            "--clause kuzbass-4195:2.7 --event 2026-12-18T10:00",
            vec!["2026-12-21"; 3],
        ),
    ];
    for (arguments, expected) in cases {
        assert_eq!(due(arguments), expected, "{arguments}");
    }
}

#[test]
fn a4_days_are_local() {
    let due = |region: &str| {
        let found = json(&format!(
            "term due --clause kirov-1497:5.3.3 --event 2026-12-02T10:00 --region {region} --json"
        ));
        found[0]["due_at"].as_str().unwrap().to_owned()
    };
    assert_eq!(due("42"), "2026-12-02T00:00:00+07:00");
    assert_eq!(due("43"), "2026-12-02T00:00:00+03:00");
}

#[test]
fn wrong_questions_are_answered_with_what_to_do() {
    let cases = [
        (
            "calendar count --region 77 --from 2025-12-30 --working-days 1",
            "есть 13, 42, 43, 61",
        ),
        (
            "calendar count --region 42 --from 30.12.2025 --working-days 1",
            "2026-12-17",
        ),
        (
            "term due --clause 2.2 --event 2025-12-15T18:00 --region 42",
            "приказ:пункт",
        ),
        (
            "term due --clause kuzbass-4195:9.9 --event 2025-12-15T18:00 --region 42",
            "vedomost term list",
        ),
        (
            "term due --clause kuzbass-4195:2.2 --event 2025-12-15 --region 42",
            "2026-12-17T09:20",
        ),
        (
            "term due --clause kuzbass-4195:2.2 --event 2022-12-15T10:00 --region 42",
            "действует с 2023-01-01",
        ),
        (
            "term due --clause rostov-essay:8.2 --event 2025-12-03T10:00 --region 42 --condition may",
            "february",
        ),
    ];
    for (arguments, expected) in cases {
        let problem = refusal(arguments);
        assert!(problem.contains(expected), "{arguments}: {problem}");
    }
}

#[test]
fn a1_the_terms_of_a_region_are_listed() {
    let found = json("term list --region 42 --json");
    assert!(found.len() > 80);
    for term in &found {
        for key in [
            "term",
            "clause",
            "status",
            "debtor",
            "creditor",
            "subject",
            "event",
            "discharged_by",
            "reviewed_on",
        ] {
            assert!(term[key].is_string(), "{key}: {term}");
        }
    }
    let text = answer("term list --region 42");
    assert_eq!(text.lines().count(), found.len());
}

#[test]
fn every_command_has_an_example() {
    for command in ["calendar count", "term due", "term list"] {
        let help = answer(&format!("{command} --help"));
        assert!(help.contains(&format!("vedomost {command} ")), "{help}");
    }
}
