//! One reading of a file: what becomes of each row, and what the rows write, given away as soon as it is known.

use exchange::{GiaResultRow, ParsedRow, SheetRow};
use sha2::{Digest, Sha256};
use storage::Tx;

use super::super::otherwise_than_compared;
use super::super::plan::NewEdition;
use super::super::staged_file::Batches;
use super::Source;
use super::against::{Judge, key_of};
use super::book::{Glance, QuickBook, ReadGlance};
use super::standing::{Content, Quick};
use super::taker::Taker;
use super::verdicts::{Verdict, Verdicts, verdict_of};
use crate::error::AppError;

/// So many rows are judged together: what is known of people is asked for all of them at once.
const UNCLEAR_AT_ONCE: usize = 1_000;

/// What to do about two rows that speak of one sitting.
pub(in super::super) enum Twins<'a> {
    /// Both are wrong. The first may have been given away when the second is met, so this is for whoever only compares.
    AreWrong,
    /// Reading ends with [`AppError::Changed`]: nothing that was given away may be kept.
    EndTheReading,
    /// Known from a reading before this one: what that one calls wrong is not given away.
    AreKnown(&'a Verdicts),
}

/// A file being read.
pub(in super::super) struct Reading<'a> {
    source: Source<'a>,
    judge: Judge<'a>,
    book: QuickBook<'a>,
    twins: Twins<'a>,
    batches: Batches,
    found: Verdicts,
    unclear: Vec<Unclear>,
    hash: Sha256,
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

impl<'a> Reading<'a> {
    pub(in super::super) async fn begin(tx: &mut Tx, source: Source<'a>, twins: Twins<'a>) -> Result<Self, AppError> {
        let judge = Judge::load(tx, source).await?;
        Ok(Self {
            book: QuickBook::load(tx, source, &judge).await?,
            judge,
            source,
            twins,
            batches: source.rows().await?,
            found: Verdicts::none(),
            unclear: Vec::new(),
            hash: Sha256::new(),
        })
    }

    /// Reads some rows; false behind the last.
    pub(in super::super) async fn next(&mut self, tx: &mut Tx, taker: &mut impl Taker) -> Result<bool, AppError> {
        let Some(batch) = self.batches.next().await? else {
            self.judge_unclear(tx, taker).await?;
            return Ok(false);
        };
        let read = self.glance_at_plain(&batch, taker)?;
        for one in &read {
            self.book.meet(tx, &self.judge, key_of(&one.row.value)).await?;
            if let Some(cells) = batch.get(one.at) {
                self.book.learn(&self.judge, cells, &one.row);
            }
        }
        self.glance(read, taker)?;
        if self.unclear.len() >= UNCLEAR_AT_ONCE {
            self.judge_unclear(tx, taker).await?;
        }
        Ok(true)
    }

    /// What became of the rows, once all are read.
    pub(in super::super) fn finish(mut self) -> Result<Verdicts, AppError> {
        self.found.note_deleted_rows(self.batches.deleted_rows());
        self.found.hash_with(self.source, self.hash)
    }

    /// Rows that had to be read word by word.
    fn glance_at_plain<T: Taker>(&mut self, batch: &[SheetRow], taker: &mut T) -> Result<Vec<Read>, AppError> {
        let mut read = Vec::new();
        for (at, cells) in batch.iter().enumerate() {
            let number = self.found.push(cells.number());
            let Some(found) = self.book.glance_at_plain(&self.judge, cells, number) else {
                read.extend(self.source.parse(cells).ok().map(|row| Read { number, at, row }));
                continue;
            };
            self.settle(number, &found.glance)?;
            if T::TAKES && found.glance.adds() && self.twins.let_pass(number) {
                taker.first_value(found.sitting, &self.book.content_of(&found))?;
            }
        }
        Ok(read)
    }

    /// Adds those of the rows that a glance does not settle to the unclear ones.
    fn glance(&mut self, read: Vec<Read>, taker: &mut impl Taker) -> Result<(), AppError> {
        for Read { number, row, .. } in read {
            let ReadGlance { glance, value } = self.book.glance(&self.judge, &row.value, number);
            self.settle(number, &glance)?;
            if let Some((sitting, content)) = value.filter(|_| glance.adds() && self.twins.let_pass(number)) {
                match content.gia.is_some() {
                    true => taker.first_value(sitting, &Content::of_file(&content))?,
                    false => taker.edition(&NewEdition::first(sitting), &content)?,
                }
            }
            if glance.quick == Quick::Unclear && glance.twin.is_none() {
                self.unclear.push(Unclear {
                    number,
                    row,
                    is_claimed: glance.is_claimed,
                });
            }
        }
        Ok(())
    }

    fn settle(&mut self, number: u32, glance: &Glance) -> Result<(), AppError> {
        match (glance.twin, glance.quick) {
            (Some(twin), _) => return self.are_twins(twin, number),
            (None, Quick::Adds) => self.found.set(number, Verdict::New),
            (None, Quick::Same) => self.found.set(number, Verdict::Same),
            (None, Quick::Unclear) => {}
        }
        Ok(())
    }

    async fn judge_unclear(&mut self, tx: &mut Tx, taker: &mut impl Taker) -> Result<(), AppError> {
        let unclear = std::mem::take(&mut self.unclear);
        if unclear.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = unclear.iter().map(|one| &one.row).collect();
        for (one, judged) in unclear.iter().zip(self.judge.judge(tx, &rows).await?) {
            let Ok(found) = judged else {
                continue;
            };
            let twin = match one.is_claimed {
                true => None,
                false => self
                    .book
                    .claim(key_of(&one.row.value), &found.sitting.participant_code, one.number),
            };
            if let Some(twin) = twin {
                self.are_twins(twin, one.number)?;
                continue;
            }
            // A row behind this one may have found out that both speak of one sitting.
            if self.found.has_twin(one.number) {
                continue;
            }
            let consequence = found.consequence();
            let verdict = verdict_of(&found, &consequence, &mut self.hash);
            self.found.set(one.number, verdict);
            if verdict.writes() && self.twins.let_pass(one.number) {
                taker.edition(&consequence.edition, &found.content)?;
            }
        }
        Ok(())
    }

    fn are_twins(&mut self, one: u32, other: u32) -> Result<(), AppError> {
        if matches!(self.twins, Twins::EndTheReading) {
            return Err(otherwise_than_compared());
        }
        self.found.are_twins(one, other);
        Ok(())
    }
}

impl Twins<'_> {
    /// May the row be given away?
    fn let_pass(&self, number: u32) -> bool {
        match self {
            Self::AreWrong | Self::EndTheReading => true,
            Self::AreKnown(known) => known.writes(number),
        }
    }
}
