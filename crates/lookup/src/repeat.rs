//! What an answer page carries so that it can be shown again in the other version: the query, sealed.
//!
//! The key is made when the process starts and never leaves it: after a restart, in another process, or when its time is
//! over, the switch leads to the first question instead. Nothing of a document can be read from the page.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

use crate::typed::TypedDocument;

/// How long an answer may be shown again.
const LIFETIME: Duration = Duration::from_secs(15 * 60);
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
const SECONDS_BYTES: usize = 8;
/// Lengths tell no more than whole blocks.
const BLOCK: usize = 64;
/// Bytes written in letters at once.
const MOST_AT_ONCE: usize = 128;
const MARK: u8 = 0x80;
const PART: char = '\u{1f}';
const PURPOSE: &[u8] = b"repeat/2";

/// Seals and opens queries for this process.
pub struct RepeatSeal {
    /// `None` when the system gave no randomness: answers are then not repeated.
    cipher: Option<LessSafeKey>,
    started: Instant,
    /// The key lives as long as the process, so a number that only grows is a nonce that never comes twice.
    sealed: AtomicU64,
}

/// A query that comes back.
pub struct Repeated {
    pub document: TypedDocument,
    /// Normalised; empty where it was not asked.
    pub surname: String,
}

impl RepeatSeal {
    /// Under a fresh key.
    pub fn fresh() -> Self {
        let mut key = [0; KEY_BYTES];
        let is_random = getrandom::fill(&mut key).is_ok();
        let key = UnboundKey::new(&CHACHA20_POLY1305, &key).ok().filter(|_| is_random);
        let cipher = key.map(LessSafeKey::new);
        Self {
            cipher,
            started: Instant::now(),
            sealed: AtomicU64::new(0),
        }
    }

    /// As hexadecimal text; `None` without randomness.
    pub fn seal(&self, series: &str, number: &str, surname: &str) -> Option<Sealed> {
        self.seal_until(series, number, surname, self.started.elapsed() + LIFETIME)
    }

    /// What [`Self::seal`] sealed here while it holds; `None` for anything else.
    pub fn open(&self, token: &str) -> Option<Repeated> {
        self.open_at(token, self.started.elapsed())
    }

    fn seal_until(&self, series: &str, number: &str, surname: &str, until: Duration) -> Option<Sealed> {
        let cipher = self.cipher.as_ref()?;
        let mut number_bytes = [0; NONCE_BYTES];
        let next = self.sealed.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (target, source) in number_bytes.iter_mut().rev().zip(next.iter().rev()) {
            *target = *source;
        }
        let length = SECONDS_BYTES + series.len() + number.len() + surname.len() + 3;
        let padded = length.next_multiple_of(BLOCK);
        let mut bytes = Vec::with_capacity(NONCE_BYTES + padded + TAG_BYTES);
        bytes.extend_from_slice(&number_bytes);
        bytes.extend_from_slice(&until.as_secs().to_be_bytes());
        for (part, end) in [(series, PART as u8), (number, PART as u8), (surname, MARK)] {
            bytes.extend_from_slice(part.as_bytes());
            bytes.push(end);
        }
        bytes.resize(NONCE_BYTES + padded, 0);
        let plain = bytes.get_mut(NONCE_BYTES..)?;
        let nonce = Nonce::assume_unique_for_key(number_bytes);
        let tag = cipher
            .seal_in_place_separate_tag(nonce, Aad::from(PURPOSE), plain)
            .ok()?;
        bytes.extend_from_slice(tag.as_ref());
        Some(Sealed { bytes })
    }

    fn open_at(&self, token: &str, now: Duration) -> Option<Repeated> {
        let mut bytes = hex::decode(token).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_BYTES)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let cipher = self.cipher.as_ref()?;
        let plain = cipher.open_in_place(nonce, Aad::from(PURPOSE), sealed).ok()?;
        let (until, rest) = plain.split_at_checked(SECONDS_BYTES)?;
        let until = u64::from_be_bytes(until.try_into().ok()?);
        if now.as_secs() >= until {
            return None;
        }
        let end = rest.iter().rposition(|byte| *byte == MARK)?;
        let text = std::str::from_utf8(rest.get(..end)?).ok()?;
        let mut parts = text.split(PART);
        let (series, number, surname) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Repeated {
            document: TypedDocument::parse(series, number).ok()?,
            surname: surname.to_owned(),
        })
    }
}

/// A query that was sealed.
#[derive(Default)]
pub struct Sealed {
    bytes: Vec<u8>,
}

impl Sealed {
    /// Appends it in hexadecimal letters, two a byte.
    pub fn write(&self, text: &mut String) {
        let letter = |half: u8| half + if half < 10 { b'0' } else { b'a' - 10 };
        for bytes in self.bytes.chunks(MOST_AT_ONCE) {
            let mut letters = [0; 2 * MOST_AT_ONCE];
            for (pair, byte) in letters.as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
                *pair = [letter(byte >> 4), letter(byte & 0xf)];
            }
            let letters = letters.get(..2 * bytes.len()).unwrap_or_default();
            text.push_str(std::str::from_utf8(letters).unwrap_or_default());
        }
    }

    /// The same as a text of its own.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.bytes.len() * 2);
        self.write(&mut text);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_comes_back_in_its_own_process_and_time_only() {
        let seal = RepeatSeal::fresh();
        let token = seal.seal("3214", "001234", "артемьева").unwrap().text();
        let back = seal.open(&token).unwrap();
        assert_eq!(
            (back.document.series.as_str(), back.document.number.as_str()),
            ("3214", "001234")
        );
        assert_eq!(back.surname, "артемьева");
        assert!(RepeatSeal::fresh().open(&token).is_none(), "another process");
        assert!(
            seal.open_at(&token, LIFETIME + Duration::from_secs(1)).is_none(),
            "too late"
        );
    }

    #[test]
    fn what_was_altered_or_made_up_is_nothing() {
        let seal = RepeatSeal::fresh();
        let token = seal.seal("", "AB1234567", "").unwrap().text();
        assert_eq!(seal.open(&token).unwrap().surname, "");
        for position in 0..token.len() {
            let mut letters: Vec<char> = token.chars().collect();
            letters[position] = if letters[position] == '0' { '1' } else { '0' };
            let altered: String = letters.into_iter().collect();
            assert!(seal.open(&altered).is_none(), "{position}");
        }
        for made_up in ["", "00", "zz", &token[2..], &token[..token.len() - 2]] {
            assert!(seal.open(made_up).is_none(), "{made_up}");
        }
    }

    #[test]
    fn lengths_and_bytes_tell_nothing() {
        let seal = RepeatSeal::fresh();
        let short = seal.seal("", "1", "ли").unwrap().text();
        let long = seal.seal("3214", "001234", "артемьева").unwrap().text();
        assert_eq!(short.len(), long.len());
        assert_ne!(seal.seal("", "1", "ли").unwrap().text(), short);
        assert!(!long.contains("3214"));
    }
}
