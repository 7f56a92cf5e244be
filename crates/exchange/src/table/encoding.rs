//! Bytes of a text file to text: UTF-8 where they are that, Windows-1251 otherwise.

use std::borrow::Cow;

use encoding_rs::{Encoding, IBM866, KOI8_R, UTF_8, WINDOWS_1251, X_MAC_CYRILLIC};

use crate::table::TableError;

/// The encodings that are read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    Utf8,
    Windows1251,
}

/// Encodings that are recognised only to say so.
const FOREIGN: [(&Encoding, &str); 3] = [
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

/// The text without a byte order mark. UTF-8 that ends within a character was cut off.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, TextEncoding), TableError> {
    let (body, marked) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(body) => (body, true),
        None => (bytes, false),
    };
    match std::str::from_utf8(body) {
        Ok(text) => Ok((Cow::Borrowed(text), TextEncoding::Utf8)),
        // Only at the very end, and only where what stands before is clearly not Windows-1251.
        Err(error)
            if error.error_len().is_none()
                && (marked || !body.get(..error.valid_up_to()).unwrap_or_default().is_ascii()) =>
        {
            let lines = body.iter().filter(|byte| **byte == b'\n').count();
            Err(TableError::CutOff {
                line: u32::try_from(lines + 1).unwrap_or(u32::MAX),
            })
        }
        Err(_) if marked => Ok((UTF_8.decode_without_bom_handling(body).0, TextEncoding::Utf8)),
        Err(_) => Ok((
            WINDOWS_1251.decode_without_bom_handling(body).0,
            TextEncoding::Windows1251,
        )),
    }
}

/// The text in every encoding that is only recognised.
pub(super) fn foreign_readings(bytes: &[u8]) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
    FOREIGN
        .iter()
        .map(|(encoding, name)| (*name, encoding.decode_without_bom_handling(bytes).0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        let check = |bytes: &[u8], text: &str, encoding| assert_eq!(decode(bytes), Ok((Cow::Borrowed(text), encoding)));
        check("Ёлкина".as_bytes(), "Ёлкина", TextEncoding::Utf8);
        check("\u{feff}Ёлкина".as_bytes(), "Ёлкина", TextEncoding::Utf8);
        check(b"\xa8\xeb\xea\xe8\xed\xe0", "Ёлкина", TextEncoding::Windows1251);
        check(b"plain", "plain", TextEncoding::Utf8);
        // One lonely Windows-1251 letter at the end is no cut UTF-8.
        check(b"a;b\xcf", "a;bП", TextEncoding::Windows1251);
        assert_eq!(
            decode("а;б\nв;г".as_bytes().split_last().unwrap().1),
            Err(TableError::CutOff { line: 2 })
        );
    }

    #[test]
    fn encodes_back() {
        assert_eq!(TextEncoding::Windows1251.encode("Ё«№→»"), b"\xa8\xab\xb9?\xbb");
        assert_eq!(TextEncoding::Utf8.encode("Ё"), "\u{feff}Ё".as_bytes());
    }
}
