//! What bytes are, by their beginning. Names of files are never asked.

use crate::table::{TableError, dbf};

/// What is read further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A zip package; whether there is a workbook in it, and which, shows when it is opened.
    Package,
    Xls,
    Dbf,
    Text,
}

/// Beginnings of files that people load by mistake.
const FOREIGN: [(&[u8], &str); 8] = [
    (b"%PDF", "документ PDF"),
    (b"\x89PNG", "картинку PNG"),
    (b"\xff\xd8\xff", "картинку JPEG"),
    (b"GIF8", "картинку GIF"),
    (b"Rar!", "архив RAR"),
    (b"7z\xbc\xaf", "архив 7z"),
    (b"\x1f\x8b", "архив gzip"),
    (b"{\\rtf", "документ RTF"),
];

/// By the first 64 KiB, or the whole of a smaller file.
pub(super) fn content_of(bytes: &[u8]) -> Result<Content, TableError> {
    if bytes.trim_ascii().is_empty() {
        return Err(TableError::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Content::Package);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Ok(Content::Xls);
    }
    if dbf::is_dbf(bytes) {
        return Ok(Content::Dbf);
    }
    if let Some((_, what)) = FOREIGN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(TableError::NotATable { what });
    }
    let text_start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if text_start.starts_with(b"<") {
        return Err(TableError::NotATable {
            what: "страницу HTML или XML",
        });
    }
    if has_utf16_mark(bytes) {
        return Err(TableError::ForeignEncoding { name: "UTF-16" });
    }
    if looks_like_utf16(bytes) {
        return Err(TableError::ForeignEncoding { name: "UTF-16" });
    }
    if bytes.contains(&0) {
        return Err(TableError::NotATable {
            what: "двоичный файл"
        });
    }
    Ok(Content::Text)
}

/// In UTF-16 every second byte of Russian text with Latin signs is 4 or 0.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let high_bytes = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|byte| matches!(byte, 0 | 4))
            .count()
    };
    bytes.contains(&0) && (0..2).any(|from| high_bytes(from) * 10 > bytes.len() / 2 * 8)
}

fn has_utf16_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_content_by_its_beginning() {
        let check = |bytes: &[u8], expected: Result<Content, TableError>| assert_eq!(content_of(bytes), expected);
        check(b"", Err(TableError::Empty));
        check(b" \r\n\n", Err(TableError::Empty));
        check(b"PK\x03\x04rest", Ok(Content::Package));
        check("Код;Вид".as_bytes(), Ok(Content::Text));
        let dbf = |version: u8, rest: &[u8]| [&[version, 126, 12, 2], rest, &[0; 32]].concat();
        check(&dbf(0x03, &[]), Ok(Content::Dbf));
        check(&dbf(0x30, &[]), Ok(Content::Dbf));
        check(&dbf(0x04, &[]), Ok(Content::Dbf));
        check(
            &dbf(0x30, b"2026-12-02;a"),
            Err(TableError::NotATable {
                what: "двоичный файл"
            }),
        );
        check(
            b"%PDF-1.7",
            Err(TableError::NotATable {
                what: "документ PDF"
            }),
        );
        check(
            b"\n<html><table>",
            Err(TableError::NotATable {
                what: "страницу HTML или XML",
            }),
        );
        check(b"\xd0\xcf\x11\xe0\xa1\xb1", Ok(Content::Xls));
        check(b"\xff\xfe\x1a\x04", Err(TableError::ForeignEncoding { name: "UTF-16" }));
        check(
            b"\x1a\x04\x3e\x04a\x00b\x00c\x00;\x00",
            Err(TableError::ForeignEncoding { name: "UTF-16" }),
        );
        check(
            b"abc;def\x00ghi",
            Err(TableError::NotATable {
                what: "двоичный файл"
            }),
        );
    }
}
