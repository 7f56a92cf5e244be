//! A received file read again: whole where it is short, row by row where it may be long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::ids::FileId;
use exchange::{
    ColumnMatching, ExchangeProfile, Limits, ProfileKind, SheetRow, SheetTable, TableError, TableStream, match_columns,
    open_table, open_table_again,
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

/// Batches of rows from a thread that reads the file, in its order.
pub(super) struct Batches {
    receiver: mpsc::Receiver<Result<Vec<SheetRow>, AppError>>,
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
            let limits = limits_of(&profile);
            let stream = open_table(&file_name, content, &profile, &limits).map_err(|error| unreadable(error, id))?;
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
        let (file, profile) = (self.clone(), profile.clone());
        on_a_thread(move || {
            for row in file.open_again(content, &profile)? {
                take(&mut state, row.map_err(|error| unreadable(error, file.id))?);
            }
            Ok(state)
        })
        .await
    }

    fn open_again(
        &self,
        content: StoredContent,
        profile: &ExchangeProfile,
    ) -> Result<TableStream<StoredContent>, AppError> {
        let stream = open_table_again(&self.table, content, profile, &limits_of(profile));
        stream.map_err(|error| unreadable(error, self.id))
    }

    /// Begins to read the rows under the headings.
    pub(super) async fn batches(&self, files: &FileStore, profile: &ExchangeProfile) -> Result<Batches, AppError> {
        let content = files.open_content(self.id).await?;
        let (sender, receiver) = mpsc::channel(BATCHES_AHEAD);
        let (file, profile) = (self.clone(), profile.clone());
        let deleted_rows = Arc::new(AtomicU32::new(0));
        let deleted = Arc::clone(&deleted_rows);
        tokio::task::spawn_blocking(move || match send_rows(content, &file, &profile, &sender) {
            Ok(rows) => deleted.store(rows, Ordering::Release),
            // Nobody waits for it when the receiver is gone.
            Err(error) => drop(sender.blocking_send(Err(error))),
        });
        Ok(Batches { receiver, deleted_rows })
    }
}

impl Batches {
    /// The next rows; `None` behind the last. An error is the end.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<SheetRow>>, AppError> {
        self.receiver.recv().await.transpose()
    }

    /// Records of a .dbf marked as deleted; known behind the last row.
    pub(super) fn deleted_rows(&self) -> u32 {
        self.deleted_rows.load(Ordering::Acquire)
    }
}

fn send_rows(
    content: StoredContent,
    file: &StagedFile,
    profile: &ExchangeProfile,
    sender: &mpsc::Sender<Result<Vec<SheetRow>, AppError>>,
) -> Result<u32, AppError> {
    let mut batch = Vec::with_capacity(BATCH_ROWS);
    let mut stream = file.open_again(content, profile)?;
    for row in stream.by_ref() {
        batch.push(row.map_err(|error| unreadable(error, file.id))?);
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

fn limits_of(profile: &ExchangeProfile) -> Limits {
    match is_streamed(profile.kind) {
        true => Limits::STREAMED,
        false => Limits::default(),
    }
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
