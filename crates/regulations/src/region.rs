//! A region: its zone, the acts it adopted with their dates, its own days.

use crate::calendar::DayOverride;
use crate::time::{LegalDate, Zone};
use crate::vocabulary::ExamKind;

#[derive(Debug, Clone)]
pub struct Region {
    /// The subject's number: `42`.
    pub code: String,
    pub name: String,
    pub zone: Zone,
    /// Days off and working days of the region, on top of the published calendar.
    pub days: Vec<DayOverride>,
    /// Ids of terms for which an ordinary Saturday counts as working here.
    pub saturday_counts_for: Vec<String>,
    pub adoptions: Vec<Adoption>,
}

/// An act, or some clauses of it, holding in a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    pub act: String,
    /// The exams that the region applies it to.
    pub exams: Vec<ExamKind>,
    pub from: LegalDate,
    pub to: Option<LegalDate>,
    /// Only these points, also for exams that the act itself does not govern; empty is the whole act.
    pub only: Vec<String>,
    pub note: Option<String>,
}
