//! A stored file read from any place, a chunk at a time.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;

use super::envelope::{CHUNK_BYTES, HEAD_BYTES, Opening};
use super::{FileError, Shared, io_error, missing_or};
use domain::ids::FileId;

/// The content of a stored file. Blocks: to be read on a thread for blocking work. What was altered or cut is an error of
/// kind `InvalidData`.
pub struct StoredContent {
    file: File,
    opening: Opening,
    /// The chunk at hand, opened, and its number.
    chunk: Vec<u8>,
    number: Option<u32>,
    position: u64,
}

impl StoredContent {
    pub(super) fn open(shared: &Shared, id: FileId) -> Result<Self, FileError> {
        let mut file = File::open(shared.path_of(id)).map_err(|error| missing_or(id, error))?;
        let length = file.metadata().map_err(io_error)?.len();
        let mut head = [0; HEAD_BYTES];
        file.read_exact(&mut head).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => FileError::Damaged(id),
            _ => io_error(error),
        })?;
        let opening = Opening::of(&shared.key, id, &head, length)?;
        let mut content = Self {
            file,
            opening,
            chunk: Vec::new(),
            number: None,
            position: 0,
        };
        // The end is looked at first: of a file that was cut nothing is given.
        content.load(content.opening.last_chunk())?;
        Ok(content)
    }

    /// Bytes of content.
    pub const fn length(&self) -> u64 {
        self.opening.length()
    }

    fn load(&mut self, number: u32) -> Result<(), FileError> {
        if self.number == Some(number) {
            return Ok(());
        }
        let (offset, length) = self.opening.place_of(number);
        self.number = None;
        self.chunk.resize(length, 0);
        self.file.read_exact_at(&mut self.chunk, offset).map_err(io_error)?;
        self.opening.open_chunk(number, &mut self.chunk)?;
        self.number = Some(number);
        Ok(())
    }
}

impl Read for StoredContent {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.position >= self.length() {
            return Ok(0);
        }
        let number = self.position / CHUNK_BYTES as u64;
        let within = self.position % CHUNK_BYTES as u64;
        let number = u32::try_from(number).map_err(|_| Error::from(ErrorKind::InvalidData))?;
        self.load(number)
            .map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
        let within = usize::try_from(within).map_err(|_| Error::from(ErrorKind::InvalidData))?;
        let rest = self.chunk.get(within..).unwrap_or_default();
        let given = rest.len().min(buffer.len());
        for (slot, bytes) in [(buffer.get_mut(..given), rest.get(..given))]
            .into_iter()
            .filter_map(|(slot, bytes)| Some((slot?, bytes?)))
        {
            slot.copy_from_slice(bytes);
        }
        self.position += given as u64;
        Ok(given)
    }
}

impl Seek for StoredContent {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let target = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.length().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| Error::from(ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
