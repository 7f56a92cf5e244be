//! One small word for every row of a file, and the hash of what it would write.

use std::collections::HashMap;

use exchange::{GiaResultRow, ParsedRow, SheetRow};
use sha2::{Digest, Sha256};
use storage::Tx;

use super::super::comparison::RowCounts;
use super::super::plan::Effect;
use super::super::view::RowFilter;
use super::Source;
use super::against::{Found, Judge, key_of};
use super::book::{Glance, QuickBook};
use super::standing::Quick;
use crate::error::AppError;

/// So many rows are judged together: what is known of people is asked for all of them at once.
const UNCLEAR_AT_ONCE: usize = 1_000;

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
    const fn writes(self) -> bool {
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
    /// Reads the file once.
    pub(in super::super) async fn of(tx: &mut Tx, source: Source<'_>) -> Result<Self, AppError> {
        let judge = Judge::load(tx, source).await?;
        let mut book = QuickBook::load(tx, source, &judge).await?;
        let mut found = Self {
            verdicts: Vec::new(),
            lines: Vec::new(),
            twins: HashMap::new(),
            deleted_rows: 0,
            hash: Vec::new(),
        };
        let mut hash = Sha256::new();
        let mut rows = source.rows().await?;
        let mut unclear = Vec::new();
        while let Some(batch) = rows.next().await? {
            let read = found.glance_at_plain(&judge, &mut book, source, &batch);
            for one in &read {
                book.meet(tx, &judge, key_of(&one.row.value)).await?;
                if let Some(cells) = batch.get(one.at) {
                    book.learn(&judge, cells, &one.row);
                }
            }
            found.glance(&judge, &mut book, read, &mut unclear);
            if unclear.len() >= UNCLEAR_AT_ONCE {
                found.judge(tx, &judge, &mut book, &mut unclear, &mut hash).await?;
            }
        }
        found.judge(tx, &judge, &mut book, &mut unclear, &mut hash).await?;
        found.deleted_rows = rows.deleted_rows();
        found.hash = found.hash_with(source, hash)?;
        Ok(found)
    }

    /// Rows that had to be read word by word.
    fn glance_at_plain<'a>(
        &mut self,
        judge: &Judge<'a>,
        book: &mut QuickBook<'a>,
        source: Source<'_>,
        batch: &[SheetRow],
    ) -> Vec<Read> {
        let mut read = Vec::new();
        for (at, cells) in batch.iter().enumerate() {
            let number = u32::try_from(self.verdicts.len()).unwrap_or(u32::MAX);
            self.lines.push(cells.number());
            self.verdicts.push(Verdict::Wrong);
            match book.glance_at_plain(judge, cells, number) {
                Some(glance) => self.settle(number, &glance),
                None => read.extend(source.parse(cells).ok().map(|row| Read { number, at, row })),
            }
        }
        read
    }

    /// Adds those of the rows that a glance does not settle.
    fn glance<'a>(&mut self, judge: &Judge<'a>, book: &mut QuickBook<'a>, read: Vec<Read>, unclear: &mut Vec<Unclear>) {
        for Read { number, row, .. } in read {
            let glance = book.glance(judge, &row.value, number);
            self.settle(number, &glance);
            if glance.quick == Quick::Unclear && glance.twin.is_none() {
                unclear.push(Unclear {
                    number,
                    row,
                    is_claimed: glance.is_claimed,
                });
            }
        }
    }

    fn settle(&mut self, number: u32, glance: &Glance) {
        match (glance.twin, glance.quick) {
            (Some(twin), _) => self.are_twins(twin, number),
            (None, Quick::Adds) => self.set(number, Verdict::New),
            (None, Quick::Same) => self.set(number, Verdict::Same),
            (None, Quick::Unclear) => {}
        }
    }

    async fn judge(
        &mut self,
        tx: &mut Tx,
        judge: &Judge<'_>,
        book: &mut QuickBook<'_>,
        unclear: &mut Vec<Unclear>,
        hash: &mut Sha256,
    ) -> Result<(), AppError> {
        if unclear.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = unclear.iter().map(|one| &one.row).collect();
        for (one, judged) in unclear.iter().zip(judge.judge(tx, &rows).await?) {
            let Ok(found) = judged else {
                continue;
            };
            let twin = match one.is_claimed {
                true => None,
                false => book.claim(key_of(&one.row.value), &found.sitting.participant_code, one.number),
            };
            match twin {
                Some(twin) => self.are_twins(twin, one.number),
                // A row behind this one may have found out that both speak of one sitting.
                None if self.twins.contains_key(&one.number) => {}
                None => self.set(one.number, verdict_of(&found, hash)),
            }
        }
        unclear.clear();
        Ok(())
    }

    fn set(&mut self, number: u32, verdict: Verdict) {
        let slot = usize::try_from(number).ok().and_then(|at| self.verdicts.get_mut(at));
        if let Some(slot) = slot {
            *slot = verdict;
        }
    }

    /// Two rows of one sitting are both wrong: nobody knows which is right.
    fn are_twins(&mut self, one: u32, other: u32) {
        for (number, twin) in [(one, other), (other, one)] {
            self.set(number, Verdict::Wrong);
            self.twins.entry(number).or_insert(twin);
        }
    }

    /// The file, how it was read, the scales it was held to, and what becomes of each row: the same hash means the same
    /// writing.
    fn hash_with(&self, source: Source<'_>, mut hash: Sha256) -> Result<Vec<u8>, AppError> {
        hash.update(source.file_hash);
        let profile = source.profile.to_json();
        hash.update(profile.map_err(|error| AppError::NotNow(error.to_string()))?);
        hash.update(format!("{:?}", source.file.matching.columns));
        hash.update(format!("{:?}", source.app.law.scales()));
        let words: Vec<u8> = self.verdicts.iter().map(|verdict| *verdict as u8).collect();
        hash.update(words);
        Ok(hash.finalize().to_vec())
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
    pub(super) fn writes(&self, number: usize) -> bool {
        self.verdicts.get(number).is_some_and(|verdict| verdict.writes())
    }

    /// Does the row bring a sitting its first value?
    pub(super) fn adds(&self, number: usize) -> bool {
        self.verdicts.get(number) == Some(&Verdict::New)
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

/// A row that was read word by word.
struct Read {
    number: u32,
    /// Its place in its batch.
    at: usize,
    row: ParsedRow<GiaResultRow>,
}

/// A row that a glance did not settle.
struct Unclear {
    number: u32,
    row: ParsedRow<GiaResultRow>,
    is_claimed: bool,
}

/// What changes enters the hash with what stood before; what adds does not, since nothing stood.
fn verdict_of(found: &Found, hash: &mut Sha256) -> Verdict {
    let consequence = found.consequence();
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
