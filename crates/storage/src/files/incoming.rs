//! A file on its way in: sealed and written as its pieces come, so that its length costs no memory.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use domain::ids::FileId;
use regulations::Instant;
use sha2::{Digest, Sha256};

use super::envelope::{CHUNK_BYTES, Sealing};
use super::{FileError, Shared, StoredFile, fresh_id, io_error, on_a_thread};

/// Pieces are gathered up to so many bytes before a thread is asked to write them.
const GATHERED_BYTES: usize = 256 * 1024;

/// A file that is being received. Dropped before [`IncomingFile::finish`], it leaves nothing behind.
pub struct IncomingFile {
    shared: Arc<Shared>,
    /// `None` while a thread has it, and after a failure.
    writing: Option<Writing>,
    gathered: Vec<u8>,
}

/// The file under its temporary name.
pub(super) struct Writing {
    id: FileId,
    file: File,
    path: PathBuf,
    sealing: Option<Sealing>,
    chunk: Vec<u8>,
    hash: Sha256,
    size: u64,
    is_kept: bool,
}

impl IncomingFile {
    pub(super) async fn begin(shared: &Arc<Shared>, at: Instant) -> Result<Self, FileError> {
        let for_thread = Arc::clone(shared);
        let writing = on_a_thread(move || Writing::begin(&for_thread, at)).await?;
        Ok(Self {
            shared: Arc::clone(shared),
            writing: Some(writing),
            gathered: Vec::new(),
        })
    }

    /// Takes the next piece of the content.
    pub async fn append(&mut self, piece: &[u8]) -> Result<(), FileError> {
        self.gathered.extend_from_slice(piece);
        if self.gathered.len() < GATHERED_BYTES {
            return Ok(());
        }
        let gathered = std::mem::take(&mut self.gathered);
        let mut writing = self.writing.take().ok_or_else(gone)?;
        let (writing, mut gathered) = on_a_thread(move || {
            writing.append(&gathered)?;
            Ok((writing, gathered))
        })
        .await?;
        gathered.clear();
        (self.writing, self.gathered) = (Some(writing), gathered);
        Ok(())
    }

    /// Ends the content; durable under its own name on return.
    pub async fn finish(mut self) -> Result<StoredFile, FileError> {
        let gathered = std::mem::take(&mut self.gathered);
        let mut writing = self.writing.take().ok_or_else(gone)?;
        let shared = Arc::clone(&self.shared);
        on_a_thread(move || {
            writing.append(&gathered)?;
            writing.finish(&shared)
        })
        .await
    }
}

fn gone() -> FileError {
    FileError::Io(std::io::Error::other("the file could not be written before"))
}

impl Writing {
    pub(super) fn begin(shared: &Shared, at: Instant) -> Result<Self, FileError> {
        let id = fresh_id(at)?;
        let (sealing, head) = Sealing::begin(&shared.key, id)?;
        let (mut file, path) = shared.create_incoming(id)?;
        file.write_all(&head).map_err(io_error)?;
        Ok(Self {
            id,
            file,
            path,
            sealing: Some(sealing),
            chunk: Vec::with_capacity(CHUNK_BYTES + 64),
            hash: Sha256::new(),
            size: 0,
            is_kept: false,
        })
    }

    pub(super) fn append(&mut self, mut bytes: &[u8]) -> Result<(), FileError> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        while !bytes.is_empty() {
            // A whole chunk waits until something comes behind it: the last one is sealed otherwise.
            if self.chunk.len() == CHUNK_BYTES {
                self.sealing.as_mut().ok_or_else(gone)?.seal_next(&mut self.chunk)?;
                self.file.write_all(&self.chunk).map_err(io_error)?;
                self.chunk.clear();
            }
            let room = CHUNK_BYTES - self.chunk.len();
            let (taken, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.chunk.extend_from_slice(taken);
            bytes = rest;
        }
        Ok(())
    }

    pub(super) fn finish(mut self, shared: &Shared) -> Result<StoredFile, FileError> {
        self.sealing.take().ok_or_else(gone)?.seal_last(&mut self.chunk)?;
        self.file.write_all(&self.chunk).map_err(io_error)?;
        shared.confirm(&self.file)?;
        shared.keep(&self.path, self.id)?;
        self.is_kept = true;
        Ok(StoredFile {
            id: self.id,
            size: self.size,
            sha256: std::mem::take(&mut self.hash).finalize().into(),
        })
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if !self.is_kept {
            // What stays is swept later; the error that matters was the first.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
