//! A stored file's bytes: `"VDMF" | suite u8 | key id u32 BE | nonce 19 | chunks`, each chunk 64 KiB of content and a tag
//! of 16 bytes. The STREAM construction numbers the chunks and marks the last one, so that a file that was cut, joined or
//! re-ordered does not open. Header and file id are bound to every chunk.

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::aead::{KeyInit, Payload};
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
const CHUNK_BYTES: usize = 64 * 1024;

pub(super) fn seal(key: &PurposeKey, id: FileId, content: &[u8]) -> Result<Vec<u8>, FileError> {
    let mut nonce = [0; NONCE_BYTES];
    random_bytes(&mut nonce).map_err(|_| FileError::NoRandomness)?;
    let header = header();
    let aad = bound_to(&header, id);
    let (whole_chunks, last) = split_before_last(content, CHUNK_BYTES);
    let mut sealed = Vec::with_capacity(sealed_length(content.len()));
    sealed.extend_from_slice(&header);
    sealed.extend_from_slice(&nonce);
    let mut stream = EncryptorBE32::from_aead(cipher(key), &nonce.into());
    for chunk in whole_chunks.chunks(CHUNK_BYTES) {
        let payload = Payload { msg: chunk, aad: &aad };
        // Fails only beyond 2^32 chunks.
        sealed.extend(stream.encrypt_next(payload).map_err(|_| FileError::Damaged(id))?);
    }
    let payload = Payload { msg: last, aad: &aad };
    sealed.extend(stream.encrypt_last(payload).map_err(|_| FileError::Damaged(id))?);
    Ok(sealed)
}

pub(super) fn open(key: &PurposeKey, id: FileId, sealed: &[u8]) -> Result<Vec<u8>, FileError> {
    let damaged = || FileError::Damaged(id);
    let (found, rest) = sealed.split_first_chunk::<HEADER_BYTES>().ok_or_else(damaged)?;
    let (nonce, chunks) = rest.split_first_chunk::<NONCE_BYTES>().ok_or_else(damaged)?;
    let header = header();
    if *found != header {
        return Err(damaged());
    }
    let aad = bound_to(&header, id);
    let (whole_chunks, last) = split_before_last(chunks, CHUNK_BYTES + TAG_BYTES);
    let mut content = Vec::with_capacity(chunks.len());
    let mut stream = DecryptorBE32::from_aead(cipher(key), &(*nonce).into());
    for chunk in whole_chunks.chunks(CHUNK_BYTES + TAG_BYTES) {
        content.extend(
            stream
                .decrypt_next(Payload { msg: chunk, aad: &aad })
                .map_err(|_| damaged())?,
        );
    }
    content.extend(
        stream
            .decrypt_last(Payload { msg: last, aad: &aad })
            .map_err(|_| damaged())?,
    );
    Ok(content)
}

/// Everything up to the last chunk, and the last chunk: whole or shorter, empty only for no bytes at all.
fn split_before_last(bytes: &[u8], chunk: usize) -> (&[u8], &[u8]) {
    let chunks_before_last = bytes.len().saturating_sub(1) / chunk;
    bytes
        .split_at_checked(chunks_before_last * chunk)
        .unwrap_or((&[], bytes))
}

fn sealed_length(content: usize) -> usize {
    HEADER_BYTES + NONCE_BYTES + content + content.div_ceil(CHUNK_BYTES).max(1) * TAG_BYTES
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_chunk_may_be_whole_and_is_empty_only_for_nothing() {
        let check = |length: usize, before: usize, last: usize| {
            let bytes = vec![0; length];
            let (whole, rest) = split_before_last(&bytes, 4);
            assert_eq!((whole.len(), rest.len()), (before, last), "{length}");
        };
        check(0, 0, 0);
        check(1, 0, 1);
        check(4, 0, 4);
        check(5, 4, 1);
        check(8, 4, 4);
        check(9, 8, 1);
    }
}
