//! The lawyer's cases of `regulations/cases`: each comes out as written, and every clause in use stands in one.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests; clippy.toml frees only the tests themselves"
)]

use std::collections::BTreeSet;

use regulations::{Conditions, Due, ExpectedDue, Law, LegalCase};

fn outcome(law: &Law, case: &LegalCase) -> Option<Due> {
    let rules = law.ruleset(&case.region, None).unwrap();
    let event = rules.zone().at_time(case.event_day, case.event_time);
    let conditions = case
        .conditions
        .iter()
        .fold(Conditions::none(), |all, one| all.and(*one));
    let term = rules.term(&case.term).ok()?;
    rules.due(term, event, &conditions).ok()
}

fn check(law: &Law, case: &LegalCase) -> Result<(), String> {
    let found = outcome(law, case);
    let zone = law.ruleset(&case.region, None).unwrap().zone().clone();
    let fits = match (&case.expected, &found) {
        (ExpectedDue::Refused, None) => true,
        (ExpectedDue::Day(day), Some(due)) => due.day == *day,
        (ExpectedDue::Moment(day, time), Some(due)) => due.at == zone.at_time(*day, *time),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    Err(format!(
        "{} «{}»: ждали {:?}, вышло {:?}",
        case.file, case.given, case.expected, found
    ))
}

#[test]
fn every_case_comes_out_as_written() {
    let law = Law::embedded().unwrap();
    let wrong: Vec<_> = law.cases().iter().filter_map(|case| check(&law, case).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(law.cases().len() >= 90);
}

#[test]
fn every_term_stands_in_a_case() {
    let law = Law::embedded().unwrap();
    let told: BTreeSet<_> = law.cases().iter().map(|case| case.term.as_str()).collect();
    let all: BTreeSet<_> = law.term_ids().into_iter().collect();
    let silent: Vec<_> = all.difference(&told).collect();
    assert!(silent.is_empty(), "без случая: {silent:?}");
}

#[test]
fn every_clause_in_use_stands_in_a_case() {
    let law = Law::embedded().unwrap();
    let mut in_use = BTreeSet::new();
    let mut told = BTreeSet::new();
    for region in law.regions() {
        let rules = law.ruleset(&region.code, None).unwrap();
        for term in rules.terms() {
            in_use.insert(term.clause.to_string());
            let cased = law.cases().iter().any(|case| case.term == term.id);
            if cased {
                told.insert(term.clause.to_string());
            }
        }
    }
    assert!(in_use.len() > 40);
    assert_eq!(in_use, told);
}

#[test]
fn every_cited_clause_has_words() {
    let law = Law::embedded().unwrap();
    for region in law.regions() {
        let rules = law.ruleset(&region.code, None).unwrap();
        for term in rules.terms() {
            assert!(rules.clause_words(&term.clause).is_some(), "{}", term.id);
            for clause in &term.also {
                assert!(rules.clause_words(clause).is_some(), "{}", term.id);
            }
        }
    }
}
