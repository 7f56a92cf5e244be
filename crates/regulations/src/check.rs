//! What must hold of the law as a whole: every value cited, no gaps, no overlaps, nothing said twice.

use std::collections::BTreeMap;

use crate::law::{Law, TermEdition, overlap};
use crate::load::LawError;
use crate::term::{Length, RegionMay, Term};
use crate::time::LegalDate;
use crate::vocabulary::{Condition, TermStatus};

pub(crate) fn whole(law: &Law) -> Result<(), LawError> {
    calendars_are_consecutive(law)?;
    for edition in &law.editions {
        cited(law, edition)?;
        named_by_clause(&edition.term)?;
        noted(&edition.term)?;
        lengths_fit(&edition.term)?;
        replacement_allowed(law, &edition.term)?;
    }
    editions_follow_each_other(law)?;
    regions_hold_together(law)?;
    cases_name_terms(law)?;
    crate::check_scales::whole(law)
}

fn calendars_are_consecutive(law: &Law) -> Result<(), LawError> {
    for (year, next) in law.years.keys().zip(law.years.keys().skip(1)) {
        if year + 1 != *next {
            return Err(LawError::CalendarGap { year: year + 1 });
        }
    }
    Ok(())
}

fn cited(law: &Law, edition: &TermEdition) -> Result<(), LawError> {
    let term = &edition.term;
    for clause in std::iter::once(&term.clause).chain(&term.also) {
        let at = format!("срок «{}»", term.id);
        let Some(act) = law.acts.get(clause.act()) else {
            return Err(LawError::UnknownAct {
                act: clause.act().to_owned(),
                at,
            });
        };
        if !act.clauses.contains_key(clause.point()) {
            return Err(LawError::Uncited {
                clause: clause.to_string(),
                at,
            });
        }
    }
    Ok(())
}

fn named_by_clause(term: &Term) -> Result<(), LawError> {
    let point = term.clause.point().replace([' ', ','], "-");
    let expected = format!("{}.{point}", term.clause.act());
    let rest = term.id.strip_prefix(&expected);
    let fits = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    let plain = term
        .id
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '.' || letter == '-');
    if fits && plain {
        return Ok(());
    }
    Err(LawError::IdNotOfClause {
        id: term.id.clone(),
        expected,
    })
}

fn noted(term: &Term) -> Result<(), LawError> {
    let has_note = term.note.as_ref().is_some_and(|note| !note.trim().is_empty());
    if term.status == TermStatus::Order || has_note {
        return Ok(());
    }
    Err(LawError::NoteMissing {
        term: term.id.clone(),
        status: term.status.code(),
    })
}

fn lengths_fit(term: &Term) -> Result<(), LawError> {
    let bad = |problem: &str| LawError::BadLength {
        term: term.id.clone(),
        problem: problem.to_owned(),
    };
    if term.exams.is_empty() {
        return Err(bad("не сказано, каких экзаменов касается (exams)"));
    }
    for entry in &term.lengths {
        length_is_sound(entry.length).map_err(bad)?;
    }
    let Some(first) = term.lengths.first() else {
        return Err(bad("длины нет"));
    };
    match first.when.first() {
        None if term.lengths.len() == 1 => Ok(()),
        None => Err(bad("без условия может быть только одна длина")),
        Some(condition) => conditions_are_covered(term, *condition),
    }
}

fn length_is_sound(length: Length) -> Result<(), &'static str> {
    match length {
        Length::Minutes(0)
        | Length::Hours(0)
        | Length::WorkingDays(0)
        | Length::CalendarDays(0)
        | Length::Weeks(0)
        | Length::Months(0)
        | Length::Years(0) => Err("длина 0 не имеет смысла: «в тот же день» пишется same-day"),
        Length::FixedDate {
            month,
            day,
            years_later,
        } => {
            // 29 February does not come every year, so it cannot be a fixed date.
            let comes_every_year = LegalDate::new(2023, month, day).is_ok();
            if comes_every_year && (0..=50).contains(&years_later) {
                Ok(())
            } else {
                Err("такого дня года нет")
            }
        }
        _ => Ok(()),
    }
}

fn conditions_are_covered(term: &Term, any: Condition) -> Result<(), LawError> {
    let members = any.family().map_or(&[][..], |family| family.members);
    for entry in &term.lengths {
        let foreign = entry.when.is_empty() || entry.when.iter().any(|one| !members.contains(one));
        if foreign {
            return Err(LawError::BadLength {
                term: term.id.clone(),
                problem: "условия одного срока должны быть одного рода".to_owned(),
            });
        }
    }
    for condition in members {
        let all = term.lengths.iter().flat_map(|entry| entry.when.iter());
        match all.filter(|one| *one == condition).count() {
            1 => {}
            0 => {
                return Err(LawError::ConditionGap {
                    term: term.id.clone(),
                    condition: condition.code(),
                });
            }
            _ => {
                return Err(LawError::ConditionOverlap {
                    term: term.id.clone(),
                    condition: condition.code(),
                });
            }
        }
    }
    Ok(())
}

fn replacement_allowed(law: &Law, term: &Term) -> Result<(), LawError> {
    let Some(base) = &term.replaces else {
        return Ok(());
    };
    let mut bases = law.editions.iter().filter(|one| one.term.id == *base);
    if bases.any(|one| one.term.region_may == RegionMay::Replace) {
        return Ok(());
    }
    Err(LawError::ReplacementForbidden {
        term: term.id.clone(),
        base: base.clone(),
    })
}

/// Wordings of one term tile the time: the first has no beginning, the last may have no end, between them no gap.
fn editions_follow_each_other(law: &Law) -> Result<(), LawError> {
    let mut by_id: BTreeMap<&str, Vec<&TermEdition>> = BTreeMap::new();
    for edition in &law.editions {
        by_id.entry(&edition.term.id).or_default().push(edition);
    }
    for (id, editions) in by_id {
        for edition in &editions {
            if let (Some(from), Some(to)) = (edition.from, edition.to)
                && to < from
            {
                return Err(LawError::EditionReversed {
                    term: id.to_owned(),
                    from,
                });
            }
        }
        for (earlier, later) in editions.iter().zip(editions.iter().skip(1)) {
            follow(id, earlier, later)?;
        }
        if let Some(from) = editions.first().and_then(|first| first.from) {
            return Err(LawError::EditionGap {
                term: id.to_owned(),
                after: from.plus_days(-1),
            });
        }
    }
    Ok(())
}

fn follow(id: &str, earlier: &TermEdition, later: &TermEdition) -> Result<(), LawError> {
    match (earlier.to, later.from) {
        (Some(to), Some(from)) if to.plus_days(1) == from => Ok(()),
        (Some(to), Some(from)) if to < from => Err(LawError::EditionGap {
            term: id.to_owned(),
            after: to,
        }),
        (_, from) => Err(LawError::EditionsOverlap {
            term: id.to_owned(),
            at: from.map_or_else(|| "обе без начала".to_owned(), |day| day.to_string()),
        }),
    }
}

fn regions_hold_together(law: &Law) -> Result<(), LawError> {
    for region in law.regions.values() {
        let at = || format!("регион {}", region.code);
        for adoption in &region.adoptions {
            let Some(act) = law.acts.get(&adoption.act) else {
                return Err(LawError::UnknownAct {
                    act: adoption.act.clone(),
                    at: at(),
                });
            };
            if let Some(point) = adoption.only.iter().find(|one| !act.clauses.contains_key(*one)) {
                return Err(LawError::Uncited {
                    clause: format!("{}:{point}", act.id),
                    at: at(),
                });
            }
        }
        for id in &region.saturday_counts_for {
            known_term(law, id, at())?;
        }
        let terms = law.terms_in(region)?;
        no_duty_twice(&region.code, &terms)?;
        law.ruleset(&region.code, None)?;
    }
    Ok(())
}

fn no_duty_twice(region: &str, terms: &[Term]) -> Result<(), LawError> {
    let duty = |term: &Term| {
        (
            term.debtor,
            term.creditor,
            term.subject,
            term.event,
            term.discharged_by,
            term.sense as u8,
        )
    };
    let mut by_duty: BTreeMap<_, Vec<&Term>> = BTreeMap::new();
    for term in terms {
        let known = by_duty.entry(duty(term)).or_default();
        let clash = known
            .iter()
            .find(|other| overlap(other, term) && term.exams.iter().any(|exam| other.exams.contains(exam)));
        if let Some(other) = clash {
            return Err(LawError::SameDutyTwice {
                region: region.to_owned(),
                first: other.id.clone(),
                second: term.id.clone(),
            });
        }
        known.push(term);
    }
    Ok(())
}

fn cases_name_terms(law: &Law) -> Result<(), LawError> {
    for case in &law.cases {
        known_term(law, &case.term, format!("{}: «{}»", case.file, case.given))?;
    }
    Ok(())
}

fn known_term(law: &Law, id: &str, at: String) -> Result<(), LawError> {
    if law.editions.iter().any(|edition| edition.term.id == id) {
        return Ok(());
    }
    Err(LawError::UnknownTerm {
        term: id.to_owned(),
        at,
    })
}
