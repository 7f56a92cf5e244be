//! A file of GIA results against what stands. It may have a million rows, so it is never held: a [`reading`] keeps one small
//! word for each row ([`verdicts`]) and gives what rows write away ([`taker`]) as soon as it is known; whoever wants rows
//! ([`shown`]) reads the file again and takes those it needs.
//!
//! Most rows of most files add a result or say what stands, and a few fields tell ([`standing`]); most of those are written so
//! plainly that they need not even be read word by word ([`plain`]). Every other row is judged with all that is known of it
//! ([`against`]), a batch at a time; nothing is refused or changed on the word of the few fields.

mod against;
mod book;
mod id_runs;
mod plain;
mod reading;
mod shown;
mod standing;
mod taker;
mod verdicts;

use exchange::{ExchangeProfile, GiaResultRow, ParsedRow, SheetRow, WrongRow, parse_gia_row};
use storage::Tx;

use super::comparison::{ImportComparison, RowWindow};
use super::staged_file::{Batches, StagedFile};
use crate::context::App;
use crate::error::AppError;

pub(super) use reading::{Reading, Twins};
pub(super) use standing::Content;
pub(super) use taker::Taker;
pub(super) use verdicts::Verdicts;

/// A file and how it is read.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub app: &'a App,
    pub file: &'a StagedFile,
    pub profile: &'a ExchangeProfile,
    /// SHA-256 of the file.
    pub file_hash: &'a [u8],
}

impl Source<'_> {
    async fn rows(&self) -> Result<Batches, AppError> {
        self.file.batches(&self.app.files, self.profile).await
    }

    fn parse(&self, row: &SheetRow) -> Result<ParsedRow<GiaResultRow>, WrongRow> {
        parse_gia_row(row, &self.file.table.header, &self.file.matching, self.profile)
    }
}

/// Compares the whole file and gives the rows of a window.
pub(super) async fn compare(tx: &mut Tx, source: Source<'_>, window: RowWindow) -> Result<ImportComparison, AppError> {
    let verdicts = Verdicts::of(tx, source).await?;
    let (rows, wrong) = shown::rows_of(tx, source, &verdicts, window).await?;
    Ok(ImportComparison {
        counts: verdicts.counts(),
        rows,
        wrong,
        deleted_rows: verdicts.deleted_rows(),
        hash: verdicts.into_hash(),
    })
}
