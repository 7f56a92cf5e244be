//! The law of one region: the terms that hold there, its zone, its calendar.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::act::{Act, ClauseWords};
use crate::calendar::{Calendar, CalendarError, DayOverride};
use crate::clause::Clause;
use crate::due::{self, Due, Place, TermError};
use crate::region::Region;
use crate::russian::long_date;
use crate::term::Term;
use crate::time::{Instant, Zone};
use crate::vocabulary::{Conditions, EventCode, ExamKind};

/// What holds in one region (on one day, if it was asked for with a day).
#[derive(Debug, Clone)]
pub struct Ruleset {
    pub(crate) region: Arc<Region>,
    pub(crate) acts: Arc<BTreeMap<String, Act>>,
    pub(crate) zone: Zone,
    pub(crate) calendar: Calendar,
    pub(crate) terms: Arc<Vec<Term>>,
}

impl Ruleset {
    pub fn region(&self) -> &Region {
        &self.region
    }

    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The same rules with days entered by users on top of the calendar.
    pub fn with_overrides(&self, days: &[DayOverride]) -> Result<Self, CalendarError> {
        let mut changed = self.clone();
        changed.calendar = self.calendar.with_overrides(days)?;
        Ok(changed)
    }

    /// The same rules for an organisation that lives by another clock.
    #[must_use]
    pub fn in_zone(&self, zone: Zone) -> Self {
        let mut changed = self.clone();
        changed.zone = zone;
        changed
    }

    /// Every term, ordered by id.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    pub fn term(&self, id: &str) -> Result<&Term, TermError> {
        let place = self.terms.binary_search_by(|term| term.id.as_str().cmp(id));
        let term = place.ok().and_then(|index| self.terms.get(index));
        term.ok_or_else(|| TermError::UnknownTerm { id: id.to_owned() })
    }

    /// The terms that rest on a clause; a clause without a term here is an error.
    pub fn terms_of_clause(&self, clause: &Clause) -> Result<Vec<&Term>, TermError> {
        let terms: Vec<_> = self.terms.iter().filter(|term| term.rests_on(clause)).collect();
        if terms.is_empty() {
            return Err(TermError::NoTermOfClause {
                clause: clause.to_string(),
            });
        }
        Ok(terms)
    }

    /// The terms whose time is measured from such an event of such an exam.
    pub fn terms_triggered_by(&self, event: EventCode, exam: ExamKind) -> Vec<&Term> {
        let triggered = |term: &&Term| term.event == event && term.concerns(exam);
        self.terms.iter().filter(triggered).collect()
    }

    /// The terms whose obligation such an event opens.
    pub fn terms_opened_by(&self, event: EventCode, exam: ExamKind) -> Vec<&Term> {
        let opened = |term: &&Term| term.opened_by == event && term.concerns(exam);
        self.terms.iter().filter(opened).collect()
    }

    /// The terms that such an act discharges.
    pub fn terms_discharged_by(&self, act: EventCode, exam: ExamKind) -> Vec<&Term> {
        let discharged = |term: &&Term| term.discharged_by == act && term.concerns(exam);
        self.terms.iter().filter(discharged).collect()
    }

    /// When the term runs out for an event at this moment, and how that was counted.
    pub fn due(&self, term: &Term, event: Instant, conditions: &Conditions) -> Result<Due, TermError> {
        let place = Place {
            zone: &self.zone,
            calendar: &self.calendar,
        };
        let mut due = due::compute(place, term, event, *conditions)?;
        if let Some(remark) = self.older_than_the_act(term, event) {
            due.explanation.push(' ');
            due.explanation.push_str(&remark);
        }
        Ok(due)
    }

    /// The words of a clause; `None` when the project does not cite it.
    pub fn clause_words(&self, clause: &Clause) -> Option<ClauseWords> {
        self.acts.get(clause.act())?.clause_words(clause)
    }

    /// A region may apply an order to days before the order was issued (the demo does); that is said.
    fn older_than_the_act(&self, term: &Term, event: Instant) -> Option<String> {
        let act = self.acts.get(term.clause.act())?;
        let issued = act.date?;
        let is_older = self.zone.local_date(event) < issued;
        is_older.then(|| {
            format!(
                "Событие раньше самого акта (от {}): мера взята по решению региона.",
                long_date(issued)
            )
        })
    }
}
