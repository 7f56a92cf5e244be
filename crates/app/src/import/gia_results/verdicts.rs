//! One small word for every row of a file, and the hash of what it would write.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use storage::Tx;

use super::super::comparison::RowCounts;
use super::super::plan::Effect;
use super::super::view::RowFilter;
use super::Source;
use super::against::{Consequence, Found};
use super::reading::{Reading, Twins};
use super::taker::NothingIsWritten;
use crate::error::AppError;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Verdict {
    Wrong,
    New,
    Changed,
    /// Changes a released result.
    ChangedReleased,
    Same,
}

/// What becomes of every row, by its number from 0.
pub(in super::super) struct Verdicts {
    verdicts: Vec<Verdict>,
    lines: Vec<u32>,
    /// Of rows that speak of a sitting that another row speaks of: the other.
    twins: HashMap<u32, u32>,
    deleted_rows: u32,
    /// Hash of exactly what the file would write.
    hash: Vec<u8>,
}

impl Verdict {
    pub(super) const fn writes(self) -> bool {
        matches!(self, Self::New | Self::Changed | Self::ChangedReleased)
    }

    const fn belongs_to(self, filter: RowFilter) -> bool {
        match filter {
            RowFilter::All => false,
            RowFilter::Wrong => matches!(self, Self::Wrong),
            RowFilter::Changed => matches!(self, Self::Changed | Self::ChangedReleased),
            RowFilter::New => matches!(self, Self::New),
            RowFilter::Same => matches!(self, Self::Same),
        }
    }
}

impl Verdicts {
    /// Reads the file once and writes nothing.
    pub(in super::super) async fn of(tx: &mut Tx, source: Source<'_>) -> Result<Self, AppError> {
        let mut reading = Reading::begin(tx, source, Twins::AreWrong).await?;
        while reading.next(tx, &mut NothingIsWritten).await? {}
        reading.finish()
    }

    /// Before the first row.
    pub(super) fn none() -> Self {
        Self {
            verdicts: Vec::new(),
            lines: Vec::new(),
            twins: HashMap::new(),
            deleted_rows: 0,
            hash: Vec::new(),
        }
    }

    /// Adds a row, wrong until something else is known; its number.
    pub(super) fn push(&mut self, line: u32) -> u32 {
        let number = u32::try_from(self.verdicts.len()).unwrap_or(u32::MAX);
        self.lines.push(line);
        self.verdicts.push(Verdict::Wrong);
        number
    }

    pub(super) fn set(&mut self, number: u32, verdict: Verdict) {
        let slot = usize::try_from(number).ok().and_then(|at| self.verdicts.get_mut(at));
        if let Some(slot) = slot {
            *slot = verdict;
        }
    }

    /// Two rows of one sitting are both wrong: nobody knows which is right.
    pub(super) fn are_twins(&mut self, one: u32, other: u32) {
        for (number, twin) in [(one, other), (other, one)] {
            self.set(number, Verdict::Wrong);
            self.twins.entry(number).or_insert(twin);
        }
    }

    /// The file, how it was read, the scales it was held to, and what becomes of each row: the same hash means the same
    /// writing.
    pub(super) fn hash_with(mut self, source: Source<'_>, mut hash: Sha256) -> Result<Self, AppError> {
        hash.update(source.file_hash);
        let profile = source.profile.to_json();
        hash.update(profile.map_err(|error| AppError::NotNow(error.to_string()))?);
        hash.update(format!("{:?}", source.file.matching.columns));
        hash.update(format!("{:?}", source.app.law.scales()));
        let words: Vec<u8> = self.verdicts.iter().map(|verdict| *verdict as u8).collect();
        hash.update(words);
        self.hash = hash.finalize().to_vec();
        Ok(self)
    }

    pub(in super::super) fn counts(&self) -> RowCounts {
        let count = |wanted: fn(Verdict) -> bool| self.verdicts.iter().filter(|verdict| wanted(**verdict)).count();
        RowCounts {
            total: self.verdicts.len(),
            new: count(|verdict| verdict == Verdict::New),
            changed: count(|verdict| verdict.belongs_to(RowFilter::Changed)),
            same: count(|verdict| verdict == Verdict::Same),
            wrong: count(|verdict| verdict == Verdict::Wrong),
            changes_released: count(|verdict| verdict == Verdict::ChangedReleased),
            writes: count(Verdict::writes),
            new_people: 0,
        }
    }

    pub(super) const fn note_deleted_rows(&mut self, deleted_rows: u32) {
        self.deleted_rows = deleted_rows;
    }

    pub(in super::super) const fn deleted_rows(&self) -> u32 {
        self.deleted_rows
    }

    pub(in super::super) fn hash(&self) -> &[u8] {
        &self.hash
    }

    pub(super) fn into_hash(self) -> Vec<u8> {
        self.hash
    }

    /// Is the row to be written?
    pub(super) fn writes(&self, number: u32) -> bool {
        let at = usize::try_from(number).ok();
        let verdict = at.and_then(|at| self.verdicts.get(at));
        verdict.is_some_and(|verdict| verdict.writes())
    }

    /// Does another row speak of the same sitting?
    pub(super) fn has_twin(&self, number: u32) -> bool {
        self.twins.contains_key(&number)
    }

    /// Numbers of the rows of a kind, in order.
    pub(super) fn numbers(&self, filter: RowFilter) -> impl Iterator<Item = usize> {
        let numbered = self.verdicts.iter().enumerate();
        numbered
            .filter(move |(_, verdict)| verdict.belongs_to(filter))
            .map(|(number, _)| number)
    }

    /// The line of the other row that speaks of the same sitting.
    pub(super) fn twin_line(&self, number: usize) -> Option<u32> {
        let twin = self.twins.get(&u32::try_from(number).ok()?)?;
        self.lines.get(usize::try_from(*twin).ok()?).copied()
    }
}

/// What changes enters the hash with what stood before; what adds does not, since nothing stood.
pub(super) fn verdict_of(found: &Found, consequence: &Consequence, hash: &mut Sha256) -> Verdict {
    let (sitting, edition) = (&found.sitting, &consequence.edition);
    match (&consequence.effect, consequence.touches_released) {
        (Effect::New, _) => return Verdict::New,
        (Effect::Same, _) => return Verdict::Same,
        (Effect::Changed(_), _) => {}
    }
    hash.update(format!(
        "{:?} {:?} {:?} {:?} {} {:?} {:?}\n",
        edition.sitting,
        sitting.edition_id,
        sitting.edition_state,
        sitting.released_edition_id,
        edition.number,
        found.content,
        edition.hold
    ));
    match consequence.touches_released {
        true => Verdict::ChangedReleased,
        false => Verdict::Changed,
    }
}
