//! Cases that a lawyer can read: given, when, due.

use crate::clause::Clause;
use crate::time::LegalDate;
use crate::time::LocalTime;
use crate::vocabulary::Condition;

/// One case of `regulations/cases`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalCase {
    pub file: String,
    /// «Дано»: the story in words.
    pub given: String,
    /// The term the case is about.
    pub term: String,
    pub region: String,
    /// «Когда»: local day and time of the event.
    pub event_day: LegalDate,
    pub event_time: LocalTime,
    pub conditions: Vec<Condition>,
    /// «Срок»: what has to come out.
    pub expected: ExpectedDue,
    /// Further clauses that the case illustrates.
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedDue {
    /// The last day of the term.
    Day(LegalDate),
    /// The local moment.
    Moment(LegalDate, LocalTime),
    /// No answer: the year is not published, or the term does not hold yet.
    Refused,
}
