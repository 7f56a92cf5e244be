//! Terms as pages tell them: the chip of a clause, the clock of a thing.

use app::subject_duties::{SubjectDuty, most_pressing};
use domain::organisation::OrganisationKind;
use regulations::ObligationState;
use regulations::russian::{capitalised, day_and_month};
use ui::components::{Clause, Clock, ClockState, Phrase, Tag};

use crate::failure::Failure;
use crate::staff::Staff;

/// The chip of the clause behind a duty.
pub fn clause_of(duty: &SubjectDuty) -> Clause {
    Clause::new(&duty.clause_chip, capitalised(&duty.clause_act), &duty.clause_words)
        .counted(&duty.counted)
        .status(&duty.clause_status)
}

/// Chips of clauses by their citations; a citation that the region's acts do not hold is left out.
pub fn clauses_in_words(staff: &Staff, citations: &[&str]) -> Result<Vec<Clause>, Failure> {
    let rules = staff.app.ruleset()?;
    let found = citations
        .iter()
        .filter_map(|citation| citation.parse().ok().and_then(|clause| rules.clause_words(&clause)));
    Ok(found
        .map(|words| Clause::new(words.chip, capitalised(&words.act), words.words))
        .collect())
}

/// The clock of a thing: its most pressing duty; every clause that sets the same last day stands below.
pub fn clock_of(duties: &[SubjectDuty]) -> Option<Clock> {
    let first = most_pressing(duties)?;
    let mut clauses = vec![clause_of(first)];
    let mut told = vec![first.clause_chip.as_str()];
    for other in duties.iter().filter(|other| other.due_at == first.due_at) {
        if !told.contains(&other.clause_chip.as_str()) {
            told.push(&other.clause_chip);
            clauses.push(clause_of(other));
        }
    }
    let day = day_and_month(first.due_day);
    let (state, due, left) = match first.state {
        ObligationState::Overdue => (
            ClockState::Late,
            format!("Срок истёк {day}"),
            format!("Просрочено {}", first.words),
        ),
        ObligationState::Today => (
            ClockState::Today,
            format!("Сегодня, до\u{a0}конца {day}"),
            capitalised(&first.words),
        ),
        ObligationState::Soon | ObligationState::Open => (
            ClockState::Ahead,
            format!("До\u{a0}конца {day}"),
            format!("Срок истекает {}", first.words),
        ),
        ObligationState::Met | ObligationState::MetLate => (
            ClockState::Met,
            format!("Выполнено {}", first.words),
            format!("Срок был {day}"),
        ),
    };
    Some(Clock {
        state,
        due,
        who_and_left: Phrase::of(format!("{}. {left}", responsible(first))),
        clauses,
    })
}

/// «Отвечает директор: СОШ № 25».
fn responsible(duty: &SubjectDuty) -> String {
    let who = match duty.debtor_kind {
        OrganisationKind::School | OrganisationKind::StateSchool | OrganisationKind::College => "Отвечает руководитель",
        _ => "Отвечает",
    };
    format!("{who}: {}", duty.debtor_name)
}

/// «передать до 17 декабря», «срок был 16 декабря»; empty when met.
pub fn due_words(duty: &SubjectDuty, verb: &str) -> String {
    let day = day_and_month(duty.due_day);
    match duty.state {
        ObligationState::Overdue => format!("срок был {day}"),
        ObligationState::Today => format!("{verb} сегодня"),
        ObligationState::Soon | ObligationState::Open => format!("{verb} до\u{a0}{day}"),
        ObligationState::Met | ObligationState::MetLate => String::new(),
    }
}

/// «в срок» in green or «с опозданием на 1 рабочий день» in red; none while the duty is open.
pub fn timeliness(duty: &SubjectDuty) -> Option<Tag> {
    match duty.state {
        ObligationState::Met => Some(Tag::green(&duty.words)),
        ObligationState::MetLate => Some(Tag::red(&duty.words)),
        ObligationState::Overdue => Some(Tag::red(format!("просрочено {}", duty.words))),
        _ => None,
    }
}
