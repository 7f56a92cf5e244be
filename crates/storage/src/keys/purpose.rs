//! What keys are derived from the root for.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::cipher::{KEY_BYTES, SecretKey};

/// One use of one derived key. A key never serves two uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Wraps the keys of persons.
    PersonWrap,
    /// Keyed hashes of documents in the working database.
    DocumentIndex,
    /// Keyed hashes of documents in the published results.
    LookupIndex,
    /// Seals the published results' records.
    LookupSeal,
    /// Seals records of the working database that belong to no person.
    RecordSeal,
    /// Encrypts stored files.
    FileContent,
    /// Keyed hashes of session tokens.
    SessionToken,
    /// Tokens of forms against forged requests.
    FormToken,
    /// Argon2's secret.
    PasswordPepper,
    /// Codes printed beside the lines of ledgers.
    RowCode,
    /// Keyed hashes of network addresses in the limiter's counters.
    AddressIndex,
    /// Challenges of the public look-up.
    LookupChallenge,
    /// Keyed hashes of other systems' tokens.
    ApiToken,
    /// Seals published snapshots; look-up processes hold it.
    SnapshotSeal,
    /// The seed of the key that signs published snapshots; never leaves the main server.
    SnapshotSigning,
}

/// A derived 256-bit key, wiped on drop, never shown by `Debug`.
pub struct PurposeKey {
    purpose: Purpose,
    key: SecretKey,
}

impl Purpose {
    pub const ALL: &[Self] = &[
        Self::PersonWrap,
        Self::DocumentIndex,
        Self::LookupIndex,
        Self::LookupSeal,
        Self::RecordSeal,
        Self::FileContent,
        Self::SessionToken,
        Self::FormToken,
        Self::PasswordPepper,
        Self::RowCode,
        Self::AddressIndex,
        Self::LookupChallenge,
        Self::ApiToken,
        Self::SnapshotSeal,
        Self::SnapshotSigning,
    ];

    /// HKDF's `info`. Never change a label: the key would change with it.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::PersonWrap => "vedomost/v1/person-wrap",
            Self::DocumentIndex => "vedomost/v1/document-index",
            Self::LookupIndex => "vedomost/v1/lookup-index",
            Self::LookupSeal => "vedomost/v1/lookup-seal",
            Self::RecordSeal => "vedomost/v1/record-seal",
            Self::FileContent => "vedomost/v1/file-content",
            Self::SessionToken => "vedomost/v1/session-token",
            Self::FormToken => "vedomost/v1/form-token",
            Self::PasswordPepper => "vedomost/v1/password-pepper",
            Self::RowCode => "vedomost/v1/row-code",
            Self::AddressIndex => "vedomost/v1/address-index",
            Self::LookupChallenge => "vedomost/v1/lookup-challenge",
            Self::ApiToken => "vedomost/v1/api-token",
            Self::SnapshotSeal => "vedomost/v1/snapshot-seal",
            Self::SnapshotSigning => "vedomost/v1/snapshot-signing",
        }
    }
}

impl PurposeKey {
    pub(crate) fn new(purpose: Purpose, key: SecretKey) -> Self {
        Self { purpose, key }
    }

    /// A key from given bytes, for tests of what uses keys and for processes that are handed one key only.
    pub fn from_bytes(purpose: Purpose, bytes: &[u8; KEY_BYTES]) -> Self {
        let mut key = SecretKey::zero();
        key.bytes_mut().copy_from_slice(bytes);
        Self { purpose, key }
    }

    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The secret itself, for algorithms that take it (Argon2's secret, HMAC elsewhere). Do not store or log it.
    pub fn expose_secret(&self) -> &[u8; KEY_BYTES] {
        self.key.bytes()
    }

    /// HMAC-SHA-256 over parts joined unambiguously (each preceded by its length).
    pub fn keyed_hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        keyed_hash(self.key.bytes(), parts)
    }

    /// [`PurposeKey::keyed_hash`] for many texts.
    pub(crate) fn hasher(&self) -> KeyedHasher {
        KeyedHasher {
            mac: mac_under(self.key.bytes()),
        }
    }
}

/// Hashes under one key, which it has worked in once for all.
#[derive(Clone)]
pub(crate) struct KeyedHasher {
    mac: Hmac<Sha256>,
}

impl KeyedHasher {
    pub(crate) fn keyed_hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for KeyedHasher {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("KeyedHasher(…)")
    }
}

pub(crate) fn keyed_hash(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = mac_under(key);
    mac.update(&super::cipher::associated_data(parts));
    mac.finalize().into_bytes().into()
}

fn mac_under(key: &[u8; KEY_BYTES]) -> Hmac<Sha256> {
    // A 32-byte key is a plain HMAC key, shorter than the block.
    let mut block = [0_u8; 64];
    for (target, source) in block.iter_mut().zip(key) {
        *target = *source;
    }
    let mac = Hmac::<Sha256>::new(&block.into());
    zeroize::Zeroize::zeroize(&mut block);
    mac
}

impl std::fmt::Debug for PurposeKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PurposeKey")
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn labels_are_distinct() {
        let labels: HashSet<_> = Purpose::ALL.iter().map(|purpose| purpose.label()).collect();
        assert_eq!(labels.len(), Purpose::ALL.len());
    }

    /// RFC 4231, test case 1, with the length prefix that joins our parts taken into account by a plain HMAC.
    #[test]
    fn keyed_hash_is_hmac_over_joined_parts() {
        let key = [0x0b; KEY_BYTES];
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).unwrap();
        mac.update(&[0, 0, 0, 0, 0, 0, 0, 8]);
        mac.update(b"Hi There");
        let expected: [u8; 32] = mac.finalize().into_bytes().into();
        assert_eq!(keyed_hash(&key, &[b"Hi There"]), expected);
        let key = PurposeKey::from_bytes(Purpose::RowCode, &key);
        for parts in [&[b"Hi There".as_slice()] as &[&[u8]], &[b"v1", b"", b"3210000123"]] {
            assert_eq!(key.hasher().keyed_hash(parts), key.keyed_hash(parts));
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = PurposeKey::from_bytes(Purpose::RowCode, &[0xAB; KEY_BYTES]);
        assert_eq!(format!("{key:?}"), "PurposeKey { purpose: RowCode, .. }");
    }
}
