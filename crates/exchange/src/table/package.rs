//! Looking into an .xlsx or .ods before anything believes it: what it is, how big it gets, and counts that would make a reader
//! reserve memory for nothing.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::table::{Limits, TableError};

/// What a zip package holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Package {
    Xlsx,
    Ods,
}

/// More parts than any real workbook of ours has.
const MAX_PARTS: usize = 4_096;
/// Parts other than sheets and their strings; each of their elements costs far more memory than bytes.
const MAX_SMALL_PART_BYTES: usize = 8 << 20;
/// A count of shared strings is believed up to this; a reader reserves 24 bytes for each.
const MAX_DECLARED_STRINGS: u64 = 8_000_000;
/// Longest run of bytes that a declaration may take, so that one cut by a buffer's end is still seen.
const OVERLAP: usize = 64;

/// Unpacks every part once without keeping it and refuses bombs, other packages and lying counts.
pub(super) fn refuse_unsound(bytes: &[u8], limits: &Limits) -> Result<Package, TableError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| TableError::DamagedWorkbook)?;
    if archive.len() > MAX_PARTS {
        return Err(TableError::UnpacksTooBig {
            limit: limits.max_unpacked_bytes,
        });
    }
    let package = package_of(&mut archive)?;
    let mut left = limits.max_unpacked_bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| TableError::DamagedWorkbook)?;
        let name = part.name().map(|name| name.into_owned()).unwrap_or_default();
        left = left.saturating_sub(unpacked_size(part, &name, left, limits)?);
    }
    Ok(package)
}

fn package_of<R: Read + std::io::Seek>(archive: &mut ZipArchive<R>) -> Result<Package, TableError> {
    let has = |wanted: &str| {
        archive
            .file_names()
            .any(|name| name.is_ok_and(|name| name.eq_ignore_ascii_case(wanted)))
    };
    if has("xl/workbook.bin") {
        return Err(TableError::OtherPackage {
            what: "двоичная книга Excel (.xlsb)",
        });
    }
    if has("[Content_Types].xml") && has("xl/workbook.xml") {
        return Ok(Package::Xlsx);
    }
    if has("content.xml") && has("mimetype") {
        return open_document(archive);
    }
    Err(match () {
        () if has("word/document.xml") => TableError::OtherPackage {
            what: "документ Word"
        },
        () if has("[Content_Types].xml") => TableError::DamagedWorkbook,
        () => TableError::OtherPackage { what: "архив ZIP" },
    })
}

/// An OpenDocument package says by its first part what it is.
fn open_document<R: Read + std::io::Seek>(archive: &mut ZipArchive<R>) -> Result<Package, TableError> {
    const LONGEST_TYPE: u64 = 200;
    let mut media_type = String::new();
    let part = archive.by_name("mimetype").map_err(|_| TableError::DamagedWorkbook)?;
    part.take(LONGEST_TYPE)
        .read_to_string(&mut media_type)
        .map_err(|_| TableError::DamagedWorkbook)?;
    match media_type.trim() {
        "application/vnd.oasis.opendocument.spreadsheet"
        | "application/vnd.oasis.opendocument.spreadsheet-template" => Ok(Package::Ods),
        _ => Err(TableError::OtherPackage {
            what: "другой файл LibreOffice",
        }),
    }
}

fn unpacked_size(mut part: impl Read, name: &str, left: usize, limits: &Limits) -> Result<usize, TableError> {
    let too_big = TableError::UnpacksTooBig {
        limit: limits.max_unpacked_bytes,
    };
    let name = name.to_lowercase();
    let are_strings = name.ends_with("sharedstrings.xml");
    let is_read_whole = name.ends_with(".rels") || name.ends_with("styles.xml") || name.ends_with("workbook.xml");
    let may_be_big =
        are_strings || name.starts_with("xl/worksheets/") || name == "content.xml" || !name.ends_with(".xml");
    let allowed = if may_be_big && !is_read_whole {
        left
    } else {
        left.min(MAX_SMALL_PART_BYTES)
    };
    let mut buffer = vec![0; 64 * 1024 + OVERLAP];
    let (mut size, mut kept) = (0_usize, 0_usize);
    loop {
        let room = buffer.get_mut(kept..).unwrap_or_default();
        let read = part.read(room).map_err(|_| TableError::DamagedWorkbook)?;
        if read == 0 {
            return Ok(size);
        }
        size += read;
        if size > allowed {
            return Err(too_big);
        }
        let filled = kept + read;
        if are_strings && declares_too_many_strings(buffer.get(..filled).unwrap_or_default()) {
            return Err(TableError::DamagedWorkbook);
        }
        let keep_from = filled.saturating_sub(OVERLAP);
        buffer.copy_within(keep_from..filled, 0);
        kept = filled - keep_from;
    }
}

/// `uniqueCount="…"` beyond belief.
fn declares_too_many_strings(bytes: &[u8]) -> bool {
    const NAME: &[u8] = b"uniqueCount";
    bytes
        .windows(NAME.len())
        .enumerate()
        .filter(|(_, window)| *window == NAME)
        .any(|(at, _)| {
            let rest = bytes.get(at + NAME.len()..).unwrap_or_default();
            let digits = rest
                .iter()
                .skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>')
                .take_while(|byte| byte.is_ascii_digit());
            let count = digits.fold(0_u64, |count, digit| {
                count.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
            });
            count > MAX_DECLARED_STRINGS
        })
}
