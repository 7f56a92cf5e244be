//! The wrong rows of a file, given back in its own format, or as .xlsx where that is not written, with what to mend.

use std::collections::HashMap;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::rows::WrongRow;
use crate::table::{Delimiter, SheetRow, SheetTable, TableFormat, TextEncoding, is_formula_like};

/// Heading of the column with the row's number in the file.
pub const LINE_HEADING: &str = "Строка в файле";
/// Heading of the column with what to mend.
pub const COMMENT_HEADING: &str = "Что исправить";

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongFile {
    /// «Результаты — ошибки.xlsx».
    pub file_name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// The workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("файл с ошибками не удалось составить: {0}")]
pub struct WrongFileError(#[from] XlsxError);

/// The header and the wrong rows with all their columns as text, and two columns more: the row's number in the file and
/// what to mend. The mended file can be loaded as it is: the two columns are left aside.
pub fn wrong_rows_file(table: &SheetTable, wrong: &[WrongRow]) -> Result<WrongFile, WrongFileError> {
    let lines = lines(table, wrong);
    let stem = table
        .file_name
        .rsplit_once('.')
        .map_or(table.file_name.as_str(), |(stem, _)| stem);
    match table.format {
        TableFormat::Xlsx | TableFormat::Xls | TableFormat::Ods | TableFormat::Dbf { .. } => Ok(WrongFile {
            file_name: format!("{stem} — ошибки.xlsx"),
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            bytes: workbook(table.sheet_name.as_deref(), &lines)?,
        }),
        TableFormat::Csv { encoding, delimiter } => Ok(WrongFile {
            file_name: format!("{stem} — ошибки.csv"),
            media_type: match encoding {
                TextEncoding::Utf8 => "text/csv; charset=utf-8",
                TextEncoding::Windows1251 => "text/csv; charset=windows-1251",
            },
            bytes: encoding.encode(&text(delimiter, &lines)),
        }),
    }
}

/// The header and the wrong rows, all of one width, with the two columns.
fn lines(table: &SheetTable, wrong: &[WrongRow]) -> Vec<Vec<String>> {
    let by_number: HashMap<u32, &SheetRow> = table.rows.iter().map(|row| (row.number(), row)).collect();
    let found: Vec<(&SheetRow, &WrongRow)> = wrong
        .iter()
        .filter_map(|wrong| Some((*by_number.get(&wrong.line)?, wrong)))
        .collect();
    let width = found
        .iter()
        .map(|(row, _)| row.width())
        .chain([table.header.width()])
        .max()
        .unwrap_or_default();
    let cells = |row: &SheetRow| {
        (0..width)
            .map(|column| row.cell(column).to_owned())
            .collect::<Vec<String>>()
    };
    let mut lines = vec![cells(&table.header)];
    lines.extend(found.iter().map(|(row, _)| cells(row)));
    for (line, extra) in lines
        .iter_mut()
        .zip([None].into_iter().chain(found.iter().map(|(_, wrong)| Some(*wrong))))
    {
        match extra {
            None => line.extend([LINE_HEADING.to_owned(), COMMENT_HEADING.to_owned()]),
            Some(wrong) => line.extend([wrong.line.to_string(), comment(wrong)]),
        }
    }
    lines
}

/// «F17: …; C17: …»
fn comment(wrong: &WrongRow) -> String {
    let problems: Vec<String> = wrong
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.cell, problem.message))
        .collect();
    problems.join("; ")
}

fn workbook(sheet_name: Option<&str>, lines: &[Vec<String>]) -> Result<Vec<u8>, WrongFileError> {
    let mut workbook = Workbook::new();
    // Equal rows make equal bytes: the date of writing is left out.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let sheet = workbook.add_worksheet();
    if let Some(name) = sheet_name {
        // A name that the writer does not take is no reason to give no file.
        drop(sheet.set_name(name));
    }
    let (text, bold) = (
        Format::new().set_num_format("@"),
        Format::new().set_num_format("@").set_bold(),
    );
    for (row, line) in (0_u32..).zip(lines) {
        let format = if row == 0 { &bold } else { &text };
        for (column, cell) in (0_u16..).zip(line) {
            sheet.write_string_with_format(row, column, cell, format)?;
        }
    }
    let last = lines.first().map_or(0, |line| line.len().saturating_sub(1));
    sheet.set_column_width(u16::try_from(last).unwrap_or_default(), 80)?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(workbook.save_to_buffer()?)
}

fn text(delimiter: Delimiter, lines: &[Vec<String>]) -> String {
    let delimiter = char::from(delimiter.byte());
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> = line.iter().map(|cell| quoted(cell, delimiter)).collect();
        text.push_str(&cells.join(&delimiter.to_string()));
        text.push_str("\r\n");
    }
    text
}

/// A cell of a text file; what a spreadsheet would run as a formula is guarded by an apostrophe, which reading removes.
fn quoted(cell: &str, delimiter: char) -> String {
    let guarded = if is_formula_like(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    let needs_quotes = guarded.contains(['"', '\n', '\r', delimiter]) || guarded.starts_with(' ');
    if needs_quotes {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}
