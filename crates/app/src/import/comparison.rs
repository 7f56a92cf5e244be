//! What a file would change, as pages ask for it: counts of every row, and the rows of one page.

use exchange::WrongRow;

use super::plan::{Effect, ImportPlan, RowOutcome};
use super::view::RowFilter;

/// How many rows of a file do what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows with data.
    pub total: usize,
    /// Rows that add.
    pub new: usize,
    /// Rows that change what stands.
    pub changed: usize,
    /// Rows that say what stands.
    pub same: usize,
    /// Rows refused.
    pub wrong: usize,
    /// Rows that change released results.
    pub changes_released: usize,
    /// What would be written: editions, participants, organisations.
    pub writes: usize,
    /// People not known before.
    pub new_people: usize,
}

/// Which rows of a comparison are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowWindow {
    /// Of which kind; of all kinds only wrong and changing rows are given, each from its first on.
    pub filter: RowFilter,
    /// So many of the kind are passed over.
    pub skip: usize,
    /// At most so many are given of a kind.
    pub take: usize,
}

impl RowWindow {
    /// The counts alone.
    pub const NONE: Self = Self {
        filter: RowFilter::All,
        skip: 0,
        take: 0,
    };

    /// The rows of one kind, or the first ones of every kind that wants a look.
    pub const fn of(filter: RowFilter, skip: usize, take: usize) -> Self {
        Self { filter, skip, take }
    }

    /// How many of so many rows are passed over: beyond the last page it is the last page that is given.
    pub(super) fn skipped(self, count: usize) -> usize {
        let last_page = count.saturating_sub(1).checked_div(self.take).unwrap_or_default();
        self.skip.min(last_page * self.take)
    }
}

/// A file compared with what stands.
#[derive(Debug, Clone, Default)]
pub struct ImportComparison {
    /// Of all rows.
    pub counts: RowCounts,
    /// Rows of the window that read, by line.
    pub rows: Vec<RowOutcome>,
    /// Rows of the window that do not, by line.
    pub wrong: Vec<WrongRow>,
    /// Hash of exactly what would be written; empty while required columns are missing.
    pub hash: Vec<u8>,
    /// Records of a .dbf that are marked as deleted and were left out.
    pub deleted_rows: u32,
}

impl ImportComparison {
    /// Of a file whose required columns are not matched yet: its hash is empty and no other comparison's is.
    pub(super) fn not_read(total: usize) -> Self {
        Self {
            counts: RowCounts {
                total,
                ..RowCounts::default()
            },
            ..Self::default()
        }
    }
}

impl ImportPlan {
    pub(super) fn counts(&self) -> RowCounts {
        let count = |filter: RowFilter| self.rows.iter().filter(|row| filter.shows(row)).count();
        RowCounts {
            total: self.total,
            new: count(RowFilter::New),
            changed: count(RowFilter::Changed),
            same: count(RowFilter::Same),
            wrong: self.wrong.len(),
            changes_released: self.rows.iter().filter(|row| row.touches_released).count(),
            writes: self.writes.len(),
            new_people: self.new_people.len(),
        }
    }

    /// The plan as a page asks for it.
    pub(super) fn compared(self, window: RowWindow) -> ImportComparison {
        let counts = self.counts();
        let wanted = |row: &RowOutcome| match window.filter {
            RowFilter::All => matches!(row.effect, Effect::Changed(_)),
            filter => filter.shows(row),
        };
        let rows: Vec<RowOutcome> = self.rows.into_iter().filter(wanted).collect();
        let mut wrong = self.wrong;
        if !window.filter.shows_wrong() {
            wrong.clear();
        }
        let (skip_rows, skip_wrong) = (window.skipped(rows.len()), window.skipped(wrong.len()));
        ImportComparison {
            counts,
            rows: rows.into_iter().skip(skip_rows).take(window.take).collect(),
            wrong: wrong.into_iter().skip(skip_wrong).take(window.take).collect(),
            hash: self.hash,
            deleted_rows: 0,
        }
    }
}
