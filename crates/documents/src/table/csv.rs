//! The list as text with separators: semicolons, CRLF, no `sep=` line.

use super::{Cell, Table};
use crate::DocumentError;

/// Encoding of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvEncoding {
    /// UTF-8 with a byte order mark, so that Excel knows it.
    Utf8,
    /// For old programs. Typographic spaces, minus and hyphens become their plain likenesses; anything else that the encoding lacks is an
    /// error, never a question mark.
    Windows1251,
}

/// Writes header and rows; title and subtitle stay out, because programs read the file.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// # Errors
/// [`DocumentError::RowShape`], [`DocumentError::NotInWindows1251`].
pub fn render_csv(table: &Table, encoding: CsvEncoding) -> Result<Vec<u8>, DocumentError> {
    table.check_shape()?;
    let mut output = match encoding {
        CsvEncoding::Utf8 => "\u{feff}".as_bytes().to_vec(),
        CsvEncoding::Windows1251 => Vec::new(),
    };
    let header: Vec<String> = table.columns.iter().map(|column| field(&column.title)).collect();
    write_line(&mut output, table, 0, &header, encoding)?;
    for (index, row) in table.rows.iter().enumerate() {
        let fields: Vec<String> = row.iter().map(cell_field).collect();
        write_line(&mut output, table, index + 1, &fields, encoding)?;
    }
    Ok(output)
}

fn cell_field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => field(text),
        // Numbers and dates are ours: a minus before a number is no formula.
        Cell::Integer(_) | Cell::Date { .. } | Cell::Empty => cell.shown(),
    }
}

fn field(text: &str) -> String {
    let defused = if looks_like_formula(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if defused.contains([';', '"', '\r', '\n', '\t']) {
        format!("\"{}\"", defused.replace('"', "\"\""))
    } else {
        defused
    }
}

/// Whether a spreadsheet might run the text: it begins with a formula's sign, the full-width twins included, or with a control character
/// that is dropped before such a sign.
fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

fn write_line(
    output: &mut Vec<u8>,
    table: &Table,
    row: usize,
    fields: &[String],
    encoding: CsvEncoding,
) -> Result<(), DocumentError> {
    for (index, text) in fields.iter().enumerate() {
        if index > 0 {
            output.push(b';');
        }
        match encoding {
            CsvEncoding::Utf8 => output.extend_from_slice(text.as_bytes()),
            CsvEncoding::Windows1251 => {
                let bytes = to_windows_1251(text).map_err(|character| DocumentError::NotInWindows1251 {
                    row,
                    column: table
                        .columns
                        .get(index)
                        .map(|column| column.title.clone())
                        .unwrap_or_default(),
                    character,
                })?;
                output.extend_from_slice(&bytes);
            }
        }
    }
    output.extend_from_slice(b"\r\n");
    Ok(())
}

/// The bytes of a text, or the first character that has none.
fn to_windows_1251(text: &str) -> Result<Vec<u8>, char> {
    let plain: String = text.chars().map(plain_likeness).collect();
    let (bytes, _, lost) = encoding_rs::WINDOWS_1251.encode(&plain);
    if !lost {
        return Ok(bytes.into_owned());
    }
    let missing = plain
        .chars()
        .find(|character| encoding_rs::WINDOWS_1251.encode(&character.to_string()).2);
    Err(missing.unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn plain_likeness(character: char) -> char {
    match character {
        '\u{2009}' | '\u{202f}' => '\u{a0}',
        '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        other => other,
    }
}
