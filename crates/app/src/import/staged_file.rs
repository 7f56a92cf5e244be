//! A received file read again: whole where it is short, row by row where it may be long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::ids::FileId;
use exchange::{
    ColumnMatching, ExchangeProfile, Limits, ParsedRow, ProfileKind, SheetRow, SheetTable, TableError, TableStream,
    WrongRow, match_columns, open_table,
};
use storage::files::{FileError, FileStore, StoredContent};
use tokio::sync::mpsc;

use crate::context::App;
use crate::error::AppError;

/// Rows that are read before somebody takes them.
const BATCH_ROWS: usize = 2048;
const BATCHES_AHEAD: usize = 2;

/// A file with its headings read.
#[derive(Debug, Clone)]
pub(super) struct StagedFile {
    pub id: FileId,
    /// All rows, or, of a file that is read row by row, the first ones.
    pub table: SheetTable,
    pub matching: ColumnMatching,
}

/// Rows in the order of the file; a wrong one among them is no end.
pub(super) type Batch<T> = Vec<Result<ParsedRow<T>, WrongRow>>;

/// Reads a row under the row of headings.
pub(super) type ParseRow<T> =
    fn(&SheetRow, &SheetRow, &ColumnMatching, &ExchangeProfile) -> Result<ParsedRow<T>, WrongRow>;

/// Batches of rows from a thread that reads the file.
pub(super) struct Batches<T> {
    receiver: mpsc::Receiver<Result<Batch<T>, AppError>>,
    deleted_rows: Arc<AtomicU32>,
}

/// Is a file of this kind read row by row? Its rows must then be judged one by one.
pub(super) const fn is_streamed(kind: ProfileKind) -> bool {
    matches!(kind, ProfileKind::GiaResults)
}

impl App {
    /// Reads a stored file by a profile.
    pub(super) async fn open_staged(
        &self,
        profile: &ExchangeProfile,
        file_name: &str,
        id: FileId,
    ) -> Result<StagedFile, AppError> {
        let content = self.files.open_content(id).await?;
        let (profile, file_name) = (profile.clone(), file_name.to_owned());
        on_a_thread(move || {
            let stream = open(content, &file_name, &profile, id)?;
            let table = match is_streamed(profile.kind) {
                true => stream.beginning().clone(),
                false => stream.into_table().map_err(|error| unreadable(error, id))?,
            };
            let matching = match_columns(&table, &profile);
            Ok(StagedFile { id, table, matching })
        })
        .await
    }
}

impl StagedFile {
    /// How many rows with data there are.
    pub(super) async fn count_rows(&self, files: &FileStore, profile: &ExchangeProfile) -> Result<usize, AppError> {
        match is_streamed(profile.kind) {
            true => self.fold(files, profile, 0, |count, _| *count += 1).await,
            false => Ok(self.table.rows.len()),
        }
    }

    /// The table with the rows on these lines alone; the lines ascend.
    pub(super) async fn only_lines(
        &self,
        files: &FileStore,
        profile: &ExchangeProfile,
        lines: Vec<u32>,
    ) -> Result<SheetTable, AppError> {
        let rows = self
            .fold(files, profile, Vec::new(), move |kept, row| {
                if lines.binary_search(&row.number()).is_ok() {
                    kept.push(row);
                }
            })
            .await?;
        Ok(SheetTable {
            rows,
            ..self.table.clone()
        })
    }

    async fn fold<S: Send + 'static>(
        &self,
        files: &FileStore,
        profile: &ExchangeProfile,
        mut state: S,
        mut take: impl FnMut(&mut S, SheetRow) + Send + 'static,
    ) -> Result<S, AppError> {
        let content = files.open_content(self.id).await?;
        let (id, profile, file_name) = (self.id, profile.clone(), self.table.file_name.clone());
        on_a_thread(move || {
            for row in open(content, &file_name, &profile, id)? {
                take(&mut state, row.map_err(|error| unreadable(error, id))?);
            }
            Ok(state)
        })
        .await
    }

    /// Begins to read the rows, each by `parse` with the row of headings.
    pub(super) async fn batches<T: Send + 'static>(
        &self,
        files: &FileStore,
        profile: &ExchangeProfile,
        parse: ParseRow<T>,
    ) -> Result<Batches<T>, AppError> {
        let content = files.open_content(self.id).await?;
        let (sender, receiver) = mpsc::channel(BATCHES_AHEAD);
        let (file, profile) = (self.clone(), profile.clone());
        let deleted_rows = Arc::new(AtomicU32::new(0));
        let deleted = Arc::clone(&deleted_rows);
        tokio::task::spawn_blocking(move || {
            let parse = |row: &SheetRow| parse(row, &file.table.header, &file.matching, &profile);
            match send_rows(content, &file, &profile, parse, &sender) {
                Ok(rows) => deleted.store(rows, Ordering::Release),
                // Nobody waits for it when the receiver is gone.
                Err(error) => drop(sender.blocking_send(Err(error))),
            }
        });
        Ok(Batches { receiver, deleted_rows })
    }
}

impl<T> Batches<T> {
    /// The next rows; `None` behind the last. An error is the end.
    pub(super) async fn next(&mut self) -> Result<Option<Batch<T>>, AppError> {
        self.receiver.recv().await.transpose()
    }

    /// Records of a .dbf marked as deleted; known behind the last row.
    pub(super) fn deleted_rows(&self) -> u32 {
        self.deleted_rows.load(Ordering::Acquire)
    }
}

fn send_rows<T>(
    content: StoredContent,
    file: &StagedFile,
    profile: &ExchangeProfile,
    parse: impl Fn(&SheetRow) -> Result<ParsedRow<T>, WrongRow>,
    sender: &mpsc::Sender<Result<Batch<T>, AppError>>,
) -> Result<u32, AppError> {
    let mut batch = Vec::with_capacity(BATCH_ROWS);
    let mut stream = open(content, &file.table.file_name, profile, file.id)?;
    for row in stream.by_ref() {
        batch.push(parse(&row.map_err(|error| unreadable(error, file.id))?));
        if batch.len() == BATCH_ROWS {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH_ROWS));
            if sender.blocking_send(Ok(full)).is_err() {
                return Ok(0);
            }
        }
    }
    if !batch.is_empty() {
        drop(sender.blocking_send(Ok(batch)));
    }
    Ok(stream.deleted_rows())
}

fn open(
    content: StoredContent,
    file_name: &str,
    profile: &ExchangeProfile,
    id: FileId,
) -> Result<TableStream<StoredContent>, AppError> {
    let limits = match is_streamed(profile.kind) {
        true => Limits::STREAMED,
        false => Limits::default(),
    };
    open_table(file_name, content, profile, &limits).map_err(|error| unreadable(error, id))
}

/// What is wrong with the file as a whole, or with the store it is kept in.
fn unreadable(error: TableError, id: FileId) -> AppError {
    match error {
        TableError::Unreadable => AppError::Files(FileError::Damaged(id)),
        error => AppError::field("file", error.to_string()),
    }
}

async fn on_a_thread<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let task = tokio::task::spawn_blocking(act).await;
    task.map_err(|error| AppError::Files(FileError::Io(std::io::Error::other(error))))?
}
