//! Bytes of a text file to text: UTF-8 where they are that, Windows-1251 otherwise.

use std::io::Read;

use encoding_rs::{Encoding, IBM866, KOI8_R, UTF_8, WINDOWS_1251, X_MAC_CYRILLIC};

use crate::table::TableError;
use crate::table::decoded::fill;

/// The encodings that are read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    Utf8,
    Windows1251,
}

/// Encodings that are recognised only to say so.
pub(super) const FOREIGN: [(&Encoding, &str); 3] = [
    (IBM866, "DOS (CP866)"),
    (KOI8_R, "КОИ-8"),
    (X_MAC_CYRILLIC, "Mac (кириллица)"),
];

impl TextEncoding {
    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1251 => "Windows-1251",
        }
    }

    pub(super) const fn table(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Windows1251 => WINDOWS_1251,
        }
    }

    /// Text to bytes; what Windows-1251 lacks becomes «?».
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Self::Windows1251 => match WINDOWS_1251.encode(text) {
                (bytes, _, false) => bytes.into_owned(),
                (_, _, true) => text.chars().flat_map(encode_windows_1251).collect(),
            },
        }
    }
}

fn encode_windows_1251(character: char) -> Vec<u8> {
    let mut buffer = [0; 4];
    match WINDOWS_1251.encode(character.encode_utf8(&mut buffer)) {
        (bytes, _, false) => bytes.into_owned(),
        (_, _, true) => vec![b'?'],
    }
}

/// How a text is encoded, told by all of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Survey {
    pub(super) encoding: TextEncoding,
    /// Where the text starts: behind a byte order mark.
    pub(super) start: u64,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

impl Survey {
    /// Of a source that was surveyed before.
    pub(super) fn known(source: &mut impl Read, encoding: TextEncoding) -> Result<Self, TableError> {
        let mut beginning = [0; MARK.len()];
        let read = fill(source, &mut beginning)?;
        let is_marked = encoding == TextEncoding::Utf8 && beginning.get(..read) == Some(MARK);
        let start = if is_marked { MARK.len() as u64 } else { 0 };
        Ok(Self { encoding, start })
    }
}

/// Reads a source once from its beginning. UTF-8 that ends within a character was cut off; a zero byte is in no text.
pub(super) fn survey(source: &mut impl Read) -> Result<Survey, TableError> {
    let mut buffer = vec![0; 64 * 1024];
    let first = fill(source, &mut buffer)?;
    let is_marked = buffer.get(..first).unwrap_or_default().starts_with(MARK);
    let mut seen = Utf8Seen::default();
    // What stands from the beginning of the buffer is what was left of the piece before.
    let (mut from, mut until) = (if is_marked { MARK.len() } else { 0 }, first);
    while from < until {
        let piece = buffer.get(from..until).unwrap_or_default();
        let left = seen.take(piece)?;
        let left_from = until - left;
        buffer.copy_within(left_from..until, 0);
        let read = fill(source, buffer.get_mut(left..).unwrap_or_default())?;
        if read == 0 {
            seen.is_cut = left > 0;
            break;
        }
        (from, until) = (0, left + read);
    }
    let encoding = match () {
        // Only at the very end, and only where what stands before is clearly not Windows-1251.
        () if seen.is_cut && !seen.is_broken && (is_marked || seen.has_letters) => {
            return Err(TableError::CutOff {
                line: seen.line_ends.saturating_add(1),
            });
        }
        () if is_marked || !seen.is_broken && !seen.is_cut => TextEncoding::Utf8,
        () => TextEncoding::Windows1251,
    };
    let start = if is_marked { MARK.len() as u64 } else { 0 };
    Ok(Survey { encoding, start })
}

#[derive(Default)]
struct Utf8Seen {
    /// Something that is no UTF-8.
    is_broken: bool,
    /// Whole characters beyond ASCII.
    has_letters: bool,
    is_cut: bool,
    line_ends: u32,
}

impl Utf8Seen {
    /// Looks at a piece and says how many bytes at its end are the beginning of a character.
    fn take(&mut self, piece: &[u8]) -> Result<usize, TableError> {
        if piece.contains(&0) {
            return Err(TableError::NotATable {
                what: "двоичный файл"
            });
        }
        if self.is_broken {
            return Ok(0);
        }
        let valid = match std::str::from_utf8(piece) {
            Ok(_) => piece.len(),
            Err(error) => {
                self.is_broken = error.error_len().is_some();
                error.valid_up_to()
            }
        };
        let whole = piece.get(..valid).unwrap_or_default();
        self.has_letters |= !whole.is_ascii();
        let line_ends = whole.iter().filter(|byte| **byte == b'\n').count();
        self.line_ends = self
            .line_ends
            .saturating_add(u32::try_from(line_ends).unwrap_or(u32::MAX));
        Ok(if self.is_broken { 0 } else { piece.len() - valid })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_encoding() {
        let check = |mut bytes: &[u8], encoding, start| {
            assert_eq!(survey(&mut bytes), Ok(Survey { encoding, start }));
        };
        check("Ёлкина".as_bytes(), TextEncoding::Utf8, 0);
        check("\u{feff}Ёлкина".as_bytes(), TextEncoding::Utf8, 3);
        check(b"\xa8\xeb\xea\xe8\xed\xe0", TextEncoding::Windows1251, 0);
        check(b"plain", TextEncoding::Utf8, 0);
        // One lonely Windows-1251 letter at the end is no cut UTF-8.
        check(b"a;b\xcf", TextEncoding::Windows1251, 0);
        let cut = |text: &str| survey(&mut text.as_bytes().split_last().unwrap().1);
        assert_eq!(cut("а;б\nв;г"), Err(TableError::CutOff { line: 2 }));
        assert_eq!(
            survey(&mut b"a;b\0c".as_slice()),
            Err(TableError::NotATable {
                what: "двоичный файл"
            })
        );
    }

    #[test]
    fn characters_across_pieces_are_whole() {
        for ahead in 65_530..65_540 {
            let text = format!("{}Ёлкина", "a".repeat(ahead));
            let expected = Survey {
                encoding: TextEncoding::Utf8,
                start: 0,
            };
            assert_eq!(survey(&mut text.as_bytes()), Ok(expected), "{ahead}");
            let mut broken = text.into_bytes();
            broken.push(0xff);
            assert_eq!(
                survey(&mut broken.as_slice()).unwrap().encoding,
                TextEncoding::Windows1251
            );
        }
    }

    #[test]
    fn encodes_back() {
        assert_eq!(TextEncoding::Windows1251.encode("Ё«№→»"), b"\xa8\xab\xb9?\xbb");
        assert_eq!(TextEncoding::Utf8.encode("Ё"), "\u{feff}Ё".as_bytes());
    }
}
