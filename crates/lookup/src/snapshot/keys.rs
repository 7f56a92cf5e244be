//! Secrets of the look-up, none of which opens anything of the working database.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of every secret here.
pub const KEY_BYTES: usize = 32;
/// Bytes of a document's keyed hash.
pub const INDEX_BYTES: usize = 16;
/// Bytes kept of a surname's keyed hash.
pub const SURNAME_BYTES: usize = 8;
/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// As the publication's index in the working database, so that rows need not be hashed again.
const INDEX_VERSION: &[u8] = b"v1";
const SURNAME_LABEL: &[u8] = b"vedomost/snapshot/surname/v1";
const TRIES_LABEL: &[u8] = b"vedomost/look-up/tries/v1";
const FILE_LABEL: &[u8] = b"vedomost/snapshot/file/v1";

/// What a process must hold to answer from a snapshot: it can read and compare, and not sign. No `Debug`.
#[derive(Clone)]
pub struct LookupKeys {
    region: String,
    /// The secrets as they go into a key file.
    index_secret: Zeroizing<[u8; KEY_BYTES]>,
    seal_secret: Zeroizing<[u8; KEY_BYTES]>,
    verifying: VerifyingKey,
    /// Keyed once: a look-up only clones the state.
    index: Hmac<Sha256>,
    surname: Hmac<Sha256>,
}

/// Signs snapshots; only the main server has it.
pub struct SnapshotSigner {
    signing: SigningKey,
}

impl SnapshotSigner {
    /// From the 32 bytes that the key store derives for this purpose.
    pub fn from_seed(seed: &[u8; KEY_BYTES]) -> Self {
        Self {
            signing: SigningKey::from_bytes(seed),
        }
    }

    /// What readers check with: 32 bytes, public.
    pub fn verifying_key(&self) -> [u8; KEY_BYTES] {
        self.signing.verifying_key().to_bytes()
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.signing.sign(message).to_bytes()
    }
}

impl LookupKeys {
    /// Of one region; `None` when `verifying` is no ed25519 key.
    pub fn new(
        region: &str,
        index: &[u8; KEY_BYTES],
        seal: &[u8; KEY_BYTES],
        verifying: &[u8; KEY_BYTES],
    ) -> Option<Self> {
        let surname = keyed(seal, &[SURNAME_LABEL]);
        Some(Self {
            region: region.to_owned(),
            index_secret: Zeroizing::new(*index),
            seal_secret: Zeroizing::new(*seal),
            verifying: VerifyingKey::from_bytes(verifying).ok()?,
            index: mac(index),
            surname: mac(&surname),
        })
    }

    /// The region whose snapshots these keys open.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The keyed hash of a normalised document.
    pub fn index(&self, normalised: &str) -> [u8; INDEX_BYTES] {
        first(&finish(self.index.clone(), &[INDEX_VERSION, normalised.as_bytes()]))
    }

    /// Hashes the addresses and documents that tries are counted by; of no use for anything published.
    pub fn tries_key(&self) -> [u8; KEY_BYTES] {
        finish(mac(&self.index_secret), &[TRIES_LABEL, self.region.as_bytes()])
    }

    /// The keyed hash of a normalised surname, bound to the document.
    pub(super) fn surname(&self, index: &[u8; INDEX_BYTES], normalised: &str) -> [u8; SURNAME_BYTES] {
        first(&finish(self.surname.clone(), &[index, normalised.as_bytes()]))
    }

    /// The key of one file and no other.
    pub(super) fn file_key(&self, number: i64, salt: &[u8; KEY_BYTES]) -> Zeroizing<[u8; KEY_BYTES]> {
        keyed(
            &self.seal_secret,
            &[FILE_LABEL, self.region.as_bytes(), &number.to_be_bytes(), salt],
        )
    }

    pub(super) fn is_signed(&self, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        self.verifying
            .verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    }

    pub(super) fn secrets(&self) -> (&[u8; KEY_BYTES], &[u8; KEY_BYTES], [u8; KEY_BYTES]) {
        (&self.index_secret, &self.seal_secret, self.verifying.to_bytes())
    }
}

fn keyed(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> Zeroizing<[u8; KEY_BYTES]> {
    Zeroizing::new(finish(mac(key), parts))
}

fn mac(key: &[u8; KEY_BYTES]) -> Hmac<Sha256> {
    // A 32-byte key is a plain HMAC key, shorter than the block.
    let mut block = Zeroizing::new([0_u8; 64]);
    for (target, source) in block.iter_mut().zip(key) {
        *target = *source;
    }
    Hmac::<Sha256>::new(&(*block).into())
}

/// Parts are joined unambiguously: each is preceded by its length, as in the key store.
fn finish(mut mac: Hmac<Sha256>, parts: &[&[u8]]) -> [u8; KEY_BYTES] {
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn first<const N: usize>(hash: &[u8; KEY_BYTES]) -> [u8; N] {
    let mut kept = [0; N];
    for (target, source) in kept.iter_mut().zip(hash) {
        *target = *source;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(region: &str) -> LookupKeys {
        let signer = SnapshotSigner::from_seed(&[3; KEY_BYTES]);
        LookupKeys::new(region, &[1; KEY_BYTES], &[2; KEY_BYTES], &signer.verifying_key()).unwrap()
    }

    #[test]
    fn a_key_of_one_file_is_no_key_of_another() {
        let one = keys("42").file_key(7, &[9; KEY_BYTES]);
        assert_eq!(one, keys("42").file_key(7, &[9; KEY_BYTES]));
        assert_ne!(one, keys("43").file_key(7, &[9; KEY_BYTES]));
        assert_ne!(one, keys("42").file_key(8, &[9; KEY_BYTES]));
        assert_ne!(one, keys("42").file_key(7, &[8; KEY_BYTES]));
    }

    #[test]
    fn a_surname_counts_with_its_document_only() {
        let keys = keys("42");
        let (one, other) = (keys.index("3214 001234"), keys.index("3214 001235"));
        assert_ne!(one, other);
        assert_ne!(keys.surname(&one, "артемьева"), keys.surname(&other, "артемьева"));
        assert_ne!(keys.surname(&one, "артемьева"), keys.surname(&one, "артемьев"));
    }

    #[test]
    fn what_another_key_signed_is_not_signed() {
        let signer = SnapshotSigner::from_seed(&[3; KEY_BYTES]);
        let foreign = SnapshotSigner::from_seed(&[4; KEY_BYTES]);
        assert!(keys("42").is_signed(b"head", &signer.sign(b"head")));
        assert!(!keys("42").is_signed(b"head", &foreign.sign(b"head")));
        assert!(!keys("42").is_signed(b"heads", &signer.sign(b"head")));
    }
}
