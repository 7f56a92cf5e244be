//! A bucket: some eight people, sealed as one.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

use super::keys::{INDEX_BYTES, KEY_BYTES};

/// Bytes that a seal adds.
pub const TAG_BYTES: usize = 16;
/// People in a bucket, on average.
const PEOPLE: usize = 8;
/// The table of a file stays below 4 MiB, whatever its size: a larger file has fuller buckets.
const MOST_BUCKETS: u32 = 1 << 20;

/// How many buckets so many people are put into.
pub fn bucket_count(people: usize) -> u32 {
    u32::try_from(people.div_ceil(PEOPLE))
        .unwrap_or(MOST_BUCKETS)
        .clamp(1, MOST_BUCKETS)
}

/// The bucket of a document: by the first half of its hash; the second half is compared inside.
pub fn bucket_of(index: &[u8; INDEX_BYTES], bucket_count: u32) -> u32 {
    let [first, _] = halves(index);
    let place = (u128::from(first) * u128::from(bucket_count)) >> 64;
    // Below the count, which is a u32.
    place as u32
}

/// The half that is compared inside.
pub fn inner_half(index: &[u8; INDEX_BYTES]) -> [u8; 8] {
    let [_, second] = halves(index);
    second.to_be_bytes()
}

fn halves(index: &[u8; INDEX_BYTES]) -> [u64; 2] {
    let whole = u128::from_be_bytes(*index);
    [(whole >> 64) as u64, whole as u64]
}

/// Seals and opens the buckets of one file.
pub struct BucketSeal {
    cipher: LessSafeKey,
}

impl BucketSeal {
    /// Under the file's own key. The key is fresh for every file, so the bucket's number may be the nonce. `None` only for a
    /// key of another length, which its type excludes.
    pub fn new(file_key: &[u8; KEY_BYTES]) -> Option<Self> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, file_key).ok()?;
        Some(Self {
            cipher: LessSafeKey::new(key),
        })
    }

    /// Encrypts in place and returns the tag; `None` only for a bucket of more than 256 GiB.
    pub fn seal(&self, number: u32, plain: &mut [u8]) -> Option<[u8; TAG_BYTES]> {
        let tag = self
            .cipher
            .seal_in_place_separate_tag(nonce(number), Aad::empty(), plain)
            .ok()?;
        tag.as_ref().try_into().ok()
    }

    /// Decrypts in place; `None` when it was not sealed here under this number.
    pub fn open<'a>(&self, number: u32, sealed: &'a mut [u8]) -> Option<&'a [u8]> {
        let body = self.cipher.open_in_place(nonce(number), Aad::empty(), sealed).ok()?;
        Some(body)
    }
}

fn nonce(number: u32) -> Nonce {
    let [a, b, c, d] = number.to_be_bytes();
    Nonce::assume_unique_for_key([0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_spread_over_all_buckets() {
        assert_eq!(bucket_of(&[0; INDEX_BYTES], 7), 0);
        assert_eq!(bucket_of(&[0xff; INDEX_BYTES], 7), 6);
        assert_eq!(bucket_of(&[0xff; INDEX_BYTES], u32::MAX), u32::MAX - 1);
        for (people, expected) in [
            (0, 1),
            (1, 1),
            (8, 1),
            (9, 2),
            (2_000_000, 250_000),
            (usize::MAX, MOST_BUCKETS),
        ] {
            assert_eq!(bucket_count(people), expected, "{people}");
        }
    }

    #[test]
    fn a_bucket_opens_in_its_place_only() {
        let seal = BucketSeal::new(&[7; KEY_BYTES]).unwrap();
        let mut sealed = b"people".to_vec();
        let tag = seal.seal(5, &mut sealed).unwrap();
        sealed.extend_from_slice(&tag);
        assert_eq!(seal.open(5, &mut sealed.clone()), Some(b"people".as_slice()));
        assert_eq!(seal.open(6, &mut sealed.clone()), None);
        assert_eq!(
            BucketSeal::new(&[8; KEY_BYTES]).unwrap().open(5, &mut sealed.clone()),
            None
        );
        assert_eq!(seal.open(5, &mut [0; 3]), None);
        for place in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[place] ^= 1;
            assert_eq!(seal.open(5, &mut flipped), None, "{place}");
        }
    }
}
