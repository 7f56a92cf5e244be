//! A stored file's bytes: `"VDMF" | suite u8 | key id u32 BE | nonce 19 | chunks`, each chunk 64 KiB of content and a tag
//! of 16 bytes. The STREAM construction numbers the chunks and marks the last one, so that a file that was cut, joined or
//! re-ordered does not open. Header and file id are bound to every chunk. The last chunk is whole or shorter, empty only
//! for no content at all.

use aead_stream::{EncryptorBE32, NewStream, StreamBE32, StreamPrimitive};
use chacha20poly1305::aead::KeyInit;
use chacha20poly1305::{Key, XChaCha20Poly1305};
use domain::ids::FileId;

use super::FileError;
use crate::keys::{PurposeKey, associated_data, random_bytes};

const MAGIC: [u8; 4] = *b"VDMF";
const SUITE: u8 = 1;
const FILE_KEY_ID: u32 = 1;
const HEADER_BYTES: usize = 9;
const NONCE_BYTES: usize = 19;
const TAG_BYTES: usize = 16;
/// Header and nonce.
pub(super) const HEAD_BYTES: usize = HEADER_BYTES + NONCE_BYTES;
/// Content of a whole chunk.
pub(super) const CHUNK_BYTES: usize = 64 * 1024;
const SEALED_CHUNK_BYTES: usize = CHUNK_BYTES + TAG_BYTES;

/// Seals a content chunk by chunk.
pub(super) struct Sealing {
    id: FileId,
    stream: EncryptorBE32<XChaCha20Poly1305>,
    bound_to: Vec<u8>,
}

/// Opens a sealed content chunk by chunk, in any order.
pub(super) struct Opening {
    id: FileId,
    stream: StreamBE32<XChaCha20Poly1305>,
    bound_to: Vec<u8>,
    last_chunk: u32,
    /// Bytes of content.
    length: u64,
}

impl Sealing {
    /// What seals, and the bytes that the file begins with.
    pub(super) fn begin(key: &PurposeKey, id: FileId) -> Result<(Self, [u8; HEAD_BYTES]), FileError> {
        let mut nonce = [0; NONCE_BYTES];
        random_bytes(&mut nonce).map_err(|_| FileError::NoRandomness)?;
        let header = header();
        let sealing = Self {
            id,
            stream: EncryptorBE32::from_aead(cipher(key), &nonce.into()),
            bound_to: bound_to(&header, id),
        };
        let mut head = [0; HEAD_BYTES];
        for (slot, byte) in head.iter_mut().zip(header.into_iter().chain(nonce)) {
            *slot = byte;
        }
        Ok((sealing, head))
    }

    /// Seals a whole chunk behind which more will come, where it stands.
    pub(super) fn seal_next(&mut self, chunk: &mut Vec<u8>) -> Result<(), FileError> {
        // Fails only beyond 2^32 chunks.
        let sealed = self.stream.encrypt_next_in_place(&self.bound_to, chunk);
        sealed.map_err(|_| FileError::Damaged(self.id))
    }

    /// Seals the last chunk where it stands.
    pub(super) fn seal_last(self, chunk: &mut Vec<u8>) -> Result<(), FileError> {
        let sealed = self.stream.encrypt_last_in_place(&self.bound_to, chunk);
        sealed.map_err(|_| FileError::Damaged(self.id))
    }
}

impl Opening {
    /// From the bytes the file begins with and its length on the disk.
    pub(super) fn of(key: &PurposeKey, id: FileId, head: &[u8], file_length: u64) -> Result<Self, FileError> {
        let damaged = || FileError::Damaged(id);
        let (found, nonce) = head.split_first_chunk::<HEADER_BYTES>().ok_or_else(damaged)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| damaged())?;
        let header = header();
        let sealed_length = file_length.checked_sub(HEAD_BYTES as u64).ok_or_else(damaged)?;
        if *found != header {
            return Err(damaged());
        }
        let chunks = sealed_length.div_ceil(SEALED_CHUNK_BYTES as u64).max(1);
        let length = sealed_length
            .checked_sub(chunks * TAG_BYTES as u64)
            .ok_or_else(damaged)?;
        Ok(Self {
            id,
            stream: StreamBE32::from_aead(cipher(key), &nonce.into()),
            bound_to: bound_to(&header, id),
            last_chunk: u32::try_from(chunks - 1).map_err(|_| damaged())?,
            length,
        })
    }

    /// Bytes of content.
    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// Number of the last chunk, from 0.
    pub(super) const fn last_chunk(&self) -> u32 {
        self.last_chunk
    }

    /// Where a chunk begins in the file, and its sealed length.
    pub(super) fn place_of(&self, chunk: u32) -> (u64, usize) {
        let sealed = |content: u64| usize::try_from(content).unwrap_or(CHUNK_BYTES) + TAG_BYTES;
        let begins = u64::from(chunk) * CHUNK_BYTES as u64;
        let content = self.length.saturating_sub(begins).min(CHUNK_BYTES as u64);
        let offset = HEAD_BYTES as u64 + u64::from(chunk) * SEALED_CHUNK_BYTES as u64;
        (offset, sealed(content))
    }

    /// Opens a chunk where it stands.
    pub(super) fn open_chunk(&self, chunk: u32, bytes: &mut Vec<u8>) -> Result<(), FileError> {
        let is_last = chunk == self.last_chunk;
        let opened = self.stream.decrypt_in_place(chunk, is_last, &self.bound_to, bytes);
        opened.map_err(|_| FileError::Damaged(self.id))
    }
}

fn cipher(key: &PurposeKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key.expose_secret()))
}

fn header() -> [u8; HEADER_BYTES] {
    let [m0, m1, m2, m3] = MAGIC;
    let [k0, k1, k2, k3] = FILE_KEY_ID.to_be_bytes();
    [m0, m1, m2, m3, SUITE, k0, k1, k2, k3]
}

fn bound_to(header: &[u8], id: FileId) -> Vec<u8> {
    associated_data(&[b"file", header, id.0.as_bytes()])
}
