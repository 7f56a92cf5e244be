//! The one authenticated cipher and its envelope: `suite u8 | key id u32 BE | nonce 24 | ciphertext | tag 16`.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::{Zeroize, Zeroizing};

pub(crate) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const HEADER_BYTES: usize = 5;

/// The only suite so far: XChaCha20-Poly1305, random 192-bit nonces. A GOST suite would be another number.
const SUITE: u8 = 1;

/// 256 secret bits, on the heap so that moves leave no copies, wiped on drop, never shown.
pub(crate) struct SecretKey(Box<[u8; KEY_BYTES]>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CipherError {
    /// Not what was sealed under this key for this place: altered, cut, moved, or another key.
    Damaged,
    /// The system gave no random bytes.
    NoRandomness,
}

impl SecretKey {
    pub(crate) fn random() -> Result<Self, CipherError> {
        let mut key = Self::zero();
        random_bytes(key.0.as_mut_slice())?;
        Ok(key)
    }

    pub(crate) fn zero() -> Self {
        Self(Box::new([0; KEY_BYTES]))
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Self::zero();
        if bytes.len() != KEY_BYTES {
            return None;
        }
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8; KEY_BYTES] {
        &mut self.0
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

pub(crate) fn random_bytes(bytes: &mut [u8]) -> Result<(), CipherError> {
    getrandom::fill(bytes).map_err(|_| CipherError::NoRandomness)
}

/// Joins parts unambiguously: each is preceded by its length.
pub(crate) fn associated_data(parts: &[&[u8]]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        joined.extend_from_slice(&(part.len() as u64).to_be_bytes());
        joined.extend_from_slice(part);
    }
    joined
}

/// Seals under a fresh random nonce. `place` is bound to the result, and so are suite and key id.
pub(crate) fn seal(key: &[u8; KEY_BYTES], key_id: u32, place: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, CipherError> {
    let header = header(key_id);
    let mut nonce = [0; NONCE_BYTES];
    random_bytes(&mut nonce)?;
    let aad = associated_data(&[&header, place]);
    let ciphertext = XChaCha20Poly1305::new(&Key::from(*key))
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: plaintext,
                aad: &aad,
            },
        )
        .map_err(|_| CipherError::Damaged)?;
    Ok([&header, nonce.as_slice(), &ciphertext].concat())
}

/// Opens what [`seal`] made with the same key, key id and place.
pub(crate) fn open(
    key: &[u8; KEY_BYTES],
    key_id: u32,
    place: &[u8],
    envelope: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CipherError> {
    let expected = header(key_id);
    let (found, rest) = envelope
        .split_first_chunk::<HEADER_BYTES>()
        .ok_or(CipherError::Damaged)?;
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(CipherError::Damaged)?;
    if *found != expected {
        return Err(CipherError::Damaged);
    }
    let aad = associated_data(&[&expected, place]);
    XChaCha20Poly1305::new(&Key::from(*key))
        .decrypt(
            &XNonce::from(*nonce),
            Payload {
                msg: ciphertext,
                aad: &aad,
            },
        )
        .map(Zeroizing::new)
        .map_err(|_| CipherError::Damaged)
}

fn header(key_id: u32) -> [u8; HEADER_BYTES] {
    let [a, b, c, d] = key_id.to_be_bytes();
    [SUITE, a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_parts_cannot_be_cut_elsewhere() {
        assert_ne!(associated_data(&[b"ab", b"c"]), associated_data(&[b"a", b"bc"]));
        assert_ne!(associated_data(&[b"", b"a"]), associated_data(&[b"a"]));
    }

    #[test]
    fn another_key_id_is_damage() {
        let key = SecretKey::random().unwrap();
        let sealed = seal(key.bytes(), 1, b"place", b"text").unwrap();
        assert_eq!(open(key.bytes(), 1, b"place", &sealed).unwrap().as_slice(), b"text");
        assert_eq!(
            open(key.bytes(), 2, b"place", &sealed).unwrap_err(),
            CipherError::Damaged
        );
    }
}
