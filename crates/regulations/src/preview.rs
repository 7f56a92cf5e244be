//! What a change of the calendar would move, before it moves (A3).

use crate::calendar::DayOverride;
use crate::due::{Due, TermError};
use crate::ruleset::Ruleset;
use crate::time::Instant;
use crate::vocabulary::Conditions;

/// One obligation as it stands: the term, what it was computed from, and what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingDue<'a> {
    pub term: &'a str,
    pub event: Instant,
    pub conditions: Conditions,
    /// The stored exclusive end.
    pub due_at: Instant,
}

/// An obligation that the change would move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedDue {
    /// The place in the list that was given.
    pub index: usize,
    pub before: Instant,
    pub after: Due,
}

/// The obligations that one changed day would move, in the order given. Nothing is stored.
pub fn preview_override(
    ruleset: &Ruleset,
    change: &DayOverride,
    standing: &[StandingDue<'_>],
) -> Result<Vec<MovedDue>, TermError> {
    let changed = ruleset.with_overrides(std::slice::from_ref(change))?;
    preview_ruleset(&changed, standing)
}

/// The obligations that would stand otherwise under other rules: a removed day, a new edition of the data.
pub fn preview_ruleset(changed: &Ruleset, standing: &[StandingDue<'_>]) -> Result<Vec<MovedDue>, TermError> {
    let mut moved = Vec::new();
    for (index, one) in standing.iter().enumerate() {
        let term = changed.term(one.term)?;
        let after = changed.due(term, one.event, &one.conditions)?;
        if after.at != one.due_at {
            moved.push(MovedDue {
                index,
                before: one.due_at,
                after,
            });
        }
    }
    Ok(moved)
}
