//! The list as a spreadsheet: title and subtitle, a frozen header with a filter, codes as text.

use super::{Cell, ColumnKind, Table};
use crate::{CreationMoment, DocumentError};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// Widest column, in characters.
const WIDEST: u16 = 60;

/// Writes the list as `.xlsx`.
///
/// # Errors
/// [`DocumentError::RowShape`], [`DocumentError::NoSuchDate`], [`DocumentError::Spreadsheet`] when the list is longer than a sheet can be.
pub fn render_spreadsheet(table: &Table) -> Result<Vec<u8>, DocumentError> {
    table.check_shape()?;
    let mut workbook = Workbook::new();
    add_document_properties(&mut workbook, &table.title, table.created)?;
    let sheet = workbook.add_worksheet();
    write_sheet(sheet, table)?;
    save(&mut workbook)
}

/// Title and moment of the file. Without the moment the library would ask the clock.
fn add_document_properties(workbook: &mut Workbook, title: &str, created: CreationMoment) -> Result<(), DocumentError> {
    let moment = created.to_spreadsheet()?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_company("Ведомость")
        .set_creation_datetime(&moment);
    workbook.set_properties(&properties);
    Ok(())
}

/// The bytes of the file.
fn save(workbook: &mut Workbook) -> Result<Vec<u8>, DocumentError> {
    workbook.save_to_buffer().map_err(failed)
}

fn failed(error: XlsxError) -> DocumentError {
    let reason = match error {
        XlsxError::RowColumnLimitError => "строк больше 1 048 576".to_owned(),
        XlsxError::MaxStringLengthExceeded => "текст длиннее 32 767 знаков".to_owned(),
        other => other.to_string(),
    };
    DocumentError::Spreadsheet { reason }
}

fn write_sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), DocumentError> {
    sheet.set_name("Список").map_err(failed)?;
    let header_row = write_titles(sheet, table)?;
    write_header(sheet, table, header_row)?;
    let formats = Formats::new();
    for (index, row) in table.rows.iter().enumerate() {
        let at = row_number(index)?.saturating_add(header_row + 1);
        for (column, cell) in row.iter().enumerate() {
            let kind = table.columns.get(column).map_or(ColumnKind::Text, |column| column.kind);
            write_cell(sheet, (at, column_number(column)?), cell, formats.of(kind))?;
        }
    }
    finish_sheet(sheet, table, header_row)
}

/// Title, subtitle lines and an empty row; returns the row of the header.
fn write_titles(sheet: &mut Worksheet, table: &Table) -> Result<u32, DocumentError> {
    let title = Format::new().set_bold().set_font_size(14);
    sheet
        .write_string_with_format(0, 0, &table.title, &title)
        .map_err(failed)?;
    let mut row = 1;
    for line in &table.subtitle_lines {
        sheet.write_string(row, 0, line).map_err(failed)?;
        row += 1;
    }
    Ok(row + 1)
}

fn write_header(sheet: &mut Worksheet, table: &Table, row: u32) -> Result<(), DocumentError> {
    let format = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Medium)
        .set_background_color(0x00E6_EFF8);
    for (index, column) in table.columns.iter().enumerate() {
        let number = column_number(index)?;
        sheet
            .write_string_with_format(row, number, &column.title, &format)
            .map_err(failed)?;
        // Room for the filter's button and the margins of a cell.
        let width = f64::from(table.characters(index).min(WIDEST)) + 3.0;
        sheet.set_column_width(number, width).map_err(failed)?;
    }
    Ok(())
}

fn finish_sheet(sheet: &mut Worksheet, table: &Table, header_row: u32) -> Result<(), DocumentError> {
    sheet.set_freeze_panes(header_row + 1, 0).map_err(failed)?;
    if let Some(last_column) = table.columns.len().checked_sub(1) {
        let last_row = header_row + row_number(table.rows.len())?;
        sheet
            .autofilter(header_row, 0, last_row, column_number(last_column)?)
            .map_err(failed)?;
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(header_row, header_row).map_err(failed)?;
    Ok(())
}

struct Formats {
    text: Format,
    integer: Format,
    date: Format,
    code: Format,
}

impl Formats {
    fn new() -> Self {
        let base = Format::new().set_align(FormatAlign::Top);
        Self {
            text: base.clone().set_text_wrap(),
            integer: base.clone().set_num_format("0"),
            date: base.clone().set_num_format("dd.mm.yyyy").set_align(FormatAlign::Left),
            // «@» is the text format: what the user types into such a cell keeps its zeros too.
            code: base.set_num_format("@"),
        }
    }

    fn of(&self, kind: ColumnKind) -> &Format {
        match kind {
            ColumnKind::Text => &self.text,
            ColumnKind::Integer => &self.integer,
            ColumnKind::Date => &self.date,
            ColumnKind::Code => &self.code,
        }
    }
}

fn write_cell(sheet: &mut Worksheet, at: (u32, u16), cell: &Cell, format: &Format) -> Result<(), DocumentError> {
    let (row, column) = at;
    let written = match cell {
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, format),
        Cell::Integer(number) => write_integer(sheet, at, *number, format),
        Cell::Date { year, month, day } => {
            let date = ExcelDateTime::from_ymd(*year, *month, *day).map_err(|_| DocumentError::NoSuchDate {
                year: *year,
                month: *month,
                day: *day,
            })?;
            sheet.write_datetime_with_format(row, column, &date, format)
        }
        Cell::Empty => sheet.write_blank(row, column, format),
    };
    written.map(|_| ()).map_err(failed)
}

/// Spreadsheets hold fifteen digits of a number; longer ones are written as text, so that none is lost.
fn write_integer<'sheet>(
    sheet: &'sheet mut Worksheet,
    (row, column): (u32, u16),
    number: i64,
    format: &Format,
) -> Result<&'sheet mut Worksheet, XlsxError> {
    const EXACT: u64 = 999_999_999_999_999;
    if number.unsigned_abs() > EXACT {
        return sheet.write_string_with_format(row, column, number.to_string(), format);
    }
    #[expect(clippy::cast_precision_loss, reason = "fifteen digits fit exactly")]
    let value = number as f64;
    sheet.write_number_with_format(row, column, value, format)
}

fn row_number(index: usize) -> Result<u32, DocumentError> {
    u32::try_from(index).map_err(|_| failed(XlsxError::RowColumnLimitError))
}

fn column_number(index: usize) -> Result<u16, DocumentError> {
    u16::try_from(index).map_err(|_| failed(XlsxError::RowColumnLimitError))
}
