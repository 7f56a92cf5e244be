//! A text file as UTF-8, piece by piece, so that its length costs no memory.

use std::io::{Read, Seek, SeekFrom};

use encoding_rs::{Decoder, Encoding};

use crate::table::TableError;

const PIECE: usize = 64 * 1024;
/// Bytes of UTF-8 that one byte of any encoding may become.
const GROWTH: usize = 3;

/// The rest of a source, decoded; what its encoding lacks becomes «�».
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    input: Vec<u8>,
    text: Vec<u8>,
    /// What of `text` is not consumed yet.
    start: usize,
    end: usize,
    is_ended: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) fn of(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_without_bom_handling(),
            input: vec![0; PIECE],
            text: vec![0; (PIECE + 4) * GROWTH],
            start: 0,
            end: 0,
            is_ended: false,
        }
    }

    /// The text that comes next; empty at the end only.
    pub(super) fn text(&mut self) -> Result<&[u8], TableError> {
        while self.start == self.end && !self.is_ended {
            let read = fill(&mut self.source, &mut self.input)?;
            self.is_ended = read == 0;
            let piece = self.input.get(..read).unwrap_or_default();
            let (_, _, written, _) = self.decoder.decode_to_utf8(piece, &mut self.text, self.is_ended);
            (self.start, self.end) = (0, written);
        }
        Ok(self.text.get(self.start..self.end).unwrap_or_default())
    }

    pub(super) fn consume(&mut self, bytes: usize) {
        self.start = self.end.min(self.start + bytes);
    }
}

/// Reads until the buffer is full or the source ends.
pub(super) fn fill(source: &mut impl Read, buffer: &mut [u8]) -> Result<usize, TableError> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match source.read(room) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(TableError::Unreadable),
        }
    }
    Ok(filled)
}

pub(super) fn seek(source: &mut impl Seek, to: u64) -> Result<(), TableError> {
    let reached = source.seek(SeekFrom::Start(to)).map_err(|_| TableError::Unreadable)?;
    if reached == to {
        Ok(())
    } else {
        Err(TableError::Unreadable)
    }
}
