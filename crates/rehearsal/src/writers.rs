//! Tables as the bytes of ordinary files. The same table gives the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::table::Table;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// UTF-8 with byte order mark, `;`, CRLF.
    CsvUtf8,
    /// Windows-1251, `;`, CRLF.
    CsvWindows1251,
    /// One sheet, headings in the first row, every cell a text.
    Xlsx,
    /// As people make it: a merged title in the first row, headings in the second, dates as dates of the spreadsheet.
    XlsxWithTitle,
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("таблица «{title}», строка {row}: знака нет в кодировке Windows-1251")]
    NotInWindows1251 { title: &'static str, row: usize },
    #[error("не удалось записать CSV")]
    Csv(#[source] csv::Error),
    #[error("не удалось записать XLSX")]
    Xlsx(#[from] XlsxError),
    #[error("в таблице больше столбцов или строк, чем вмещает лист")]
    TooLarge,
}

impl FileFormat {
    pub const ALL: [Self; 4] = [Self::CsvUtf8, Self::CsvWindows1251, Self::Xlsx, Self::XlsxWithTitle];

    /// `csv` or `xlsx`.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::CsvUtf8 | Self::CsvWindows1251 => "csv",
            Self::Xlsx | Self::XlsxWithTitle => "xlsx",
        }
    }
}

impl Table {
    /// The bytes of the table as a file of this format.
    pub fn write(&self, format: FileFormat) -> Result<Vec<u8>, WriteError> {
        match format {
            FileFormat::CsvUtf8 => self.csv_utf8(),
            FileFormat::CsvWindows1251 => self.csv_windows_1251(),
            FileFormat::Xlsx => self.xlsx(SheetLayout::Plain),
            FileFormat::XlsxWithTitle => self.xlsx(SheetLayout::Titled),
        }
    }

    fn csv_utf8(&self) -> Result<Vec<u8>, WriteError> {
        let mut bytes = BYTE_ORDER_MARK.as_bytes().to_vec();
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(&mut bytes);
        writer.write_record(self.headings).map_err(WriteError::Csv)?;
        for row in &self.rows {
            writer.write_record(row).map_err(WriteError::Csv)?;
        }
        writer.flush().map_err(|error| WriteError::Csv(error.into()))?;
        drop(writer);
        Ok(bytes)
    }

    fn csv_windows_1251(&self) -> Result<Vec<u8>, WriteError> {
        let utf8 = self.csv_utf8()?;
        let text = String::from_utf8_lossy(&utf8);
        let text = text.trim_start_matches(BYTE_ORDER_MARK);
        let (bytes, _, lost) = encoding_rs::WINDOWS_1251.encode(text);
        if lost {
            let row = self.rows.iter().position(|row| !fits_windows_1251(row)).unwrap_or(0);
            return Err(WriteError::NotInWindows1251 {
                title: self.title,
                row: row + 2,
            });
        }
        Ok(bytes.into_owned())
    }

    fn xlsx(&self, layout: SheetLayout) -> Result<Vec<u8>, WriteError> {
        let mut workbook = Workbook::new();
        // The library would otherwise write the moment of writing, and the same table would give other bytes.
        let created = ExcelDateTime::from_ymd(2026, 9, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.title)?;
        let first_row = match layout {
            SheetLayout::Plain => 0,
            SheetLayout::Titled => {
                let last = column_number(self.headings.len().saturating_sub(1))?;
                sheet.merge_range(0, 0, 0, last, self.title, &Format::new().set_bold())?;
                1
            }
        };
        let date_format = Format::new().set_num_format("dd.mm.yyyy");
        for (column, heading) in self.headings.iter().enumerate() {
            sheet.write_string(first_row, column_number(column)?, *heading)?;
        }
        for (number, row) in self.rows.iter().enumerate() {
            let number = u32::try_from(number).map_err(|_| WriteError::TooLarge)? + first_row + 1;
            for (column, (cell, heading)) in row.iter().zip(self.headings).enumerate() {
                let as_date = layout == SheetLayout::Titled && heading.starts_with("Дата");
                let date = if as_date { spreadsheet_date(cell) } else { None };
                write_cell(sheet, (number, column_number(column)?), cell, date, &date_format)?;
            }
        }
        Ok(workbook.save_to_buffer()?)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SheetLayout {
    Plain,
    Titled,
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    date: Option<ExcelDateTime>,
    date_format: &Format,
) -> Result<(), XlsxError> {
    match date {
        Some(date) => sheet.write_datetime_with_format(row, column, date, date_format)?,
        None if text.is_empty() => return Ok(()),
        None => sheet.write_string(row, column, text)?,
    };
    Ok(())
}

fn column_number(index: usize) -> Result<u16, WriteError> {
    u16::try_from(index).map_err(|_| WriteError::TooLarge)
}

/// «02.12.2026» as a date of the spreadsheet; `None` for a text that is no date.
fn spreadsheet_date(text: &str) -> Option<ExcelDateTime> {
    let mut parts = text.split('.');
    let day = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let year = parts.next()?.parse().ok()?;
    ExcelDateTime::from_ymd(year, month, day).ok()
}

fn fits_windows_1251(row: &[String]) -> bool {
    row.iter().all(|cell| !encoding_rs::WINDOWS_1251.encode(cell).2)
}
