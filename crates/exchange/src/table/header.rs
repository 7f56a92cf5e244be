//! Which of the first rows is the row of headings.

use std::collections::HashSet;

use crate::profile::{ExchangeProfile, Field, HeadingIndex};
use crate::table::{SheetRow, TableError};

/// How many rows from the top may be the row of headings.
pub(super) const HEADER_SEARCH_ROWS: usize = 10;

/// Fewer known headings are chance.
const FEWEST_KNOWN: usize = 2;

/// The headings a profile knows.
pub(super) struct Headings {
    index: HeadingIndex,
    expected: String,
}

impl Headings {
    pub(super) fn of(profile: &ExchangeProfile) -> Self {
        let required = profile.kind.fields().iter().filter(|spec| spec.is_required());
        let expected: Vec<String> = required
            .take(4)
            .map(|spec| format!("«{}»", spec.field.heading()))
            .collect();
        Self {
            index: HeadingIndex::of(profile),
            expected: expected.join(", "),
        }
    }

    /// How many different fields the row's headings name.
    fn known_in(&self, row: &SheetRow) -> usize {
        let fields: HashSet<Field> = row.cells().filter_map(|cell| self.index.field_of(cell)).collect();
        fields.len()
    }

    /// Index in `rows` of the row of headings and how many headings it has; the first of the best.
    pub(super) fn find(&self, rows: &[SheetRow]) -> Option<(usize, usize)> {
        let counted = rows
            .iter()
            .take(HEADER_SEARCH_ROWS)
            .map(|row| self.known_in(row))
            .enumerate();
        let best = counted.rev().max_by_key(|(_, known)| *known);
        best.filter(|(_, known)| *known >= FEWEST_KNOWN)
    }

    pub(super) fn not_found(&self) -> TableError {
        TableError::HeaderNotFound {
            expected: self.expected.clone(),
        }
    }
}
