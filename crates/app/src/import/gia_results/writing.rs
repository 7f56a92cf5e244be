//! What a file writes, batch by batch.

use storage::Tx;

use super::super::plan::{EditionContent, NewEdition};
use super::super::staged_file::Batches;
use super::Source;
use super::against::Judge;
use super::verdicts::Verdicts;
use crate::error::AppError;

/// The file on its second reading.
pub(in super::super) struct Writing<'a> {
    judge: Judge<'a>,
    verdicts: &'a Verdicts,
    source: Source<'a>,
    batches: Batches,
    passed: usize,
}

impl<'a> Writing<'a> {
    pub(in super::super) async fn begin(
        tx: &mut Tx,
        source: Source<'a>,
        verdicts: &'a Verdicts,
    ) -> Result<Self, AppError> {
        Ok(Self {
            judge: Judge::load(tx, source).await?,
            verdicts,
            source,
            batches: source.rows().await?,
            passed: 0,
        })
    }

    /// The editions that the next rows make; `None` behind the last row.
    pub(in super::super) async fn next(
        &mut self,
        tx: &mut Tx,
    ) -> Result<Option<Vec<(NewEdition, EditionContent)>>, AppError> {
        let Some(batch) = self.batches.next().await? else {
            return Ok(None);
        };
        let numbered = (self.passed..).zip(&batch);
        let rows: Vec<_> = numbered
            .filter(|(number, _)| self.verdicts.writes(*number))
            .filter_map(|(_, row)| self.source.parse(row).ok())
            .collect();
        self.passed += batch.len();
        let judged = self.judge.judge(tx, &rows.iter().collect::<Vec<_>>()).await?;
        let writes = judged.into_iter().flatten();
        Ok(Some(
            writes
                .map(|found| (found.consequence().edition, found.content))
                .collect(),
        ))
    }
}
