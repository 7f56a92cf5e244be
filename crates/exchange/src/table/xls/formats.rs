//! Which numbers are dates: a cell has a style, the style a number format.

use std::collections::HashSet;

use calamine::{ExcelDateTime, ExcelDateTimeType};

use crate::table::TableError;
use crate::table::values::{text_of_moment, text_of_number};
use crate::table::xls::records::Numbers;
use crate::table::xls::strings::long_string;

/// What a workbook says about formats.
#[derive(Default)]
pub(super) struct Formats {
    custom_dates: HashSet<u16>,
    /// By style: whether its numbers are dates.
    styles: Vec<u16>,
    counts_from_1904: bool,
}

impl Formats {
    pub(super) fn hear_date_mode(&mut self, body: &[u8]) {
        self.counts_from_1904 = body.first() == Some(&1);
    }

    pub(super) fn hear_format(&mut self, body: &[u8]) -> Result<(), TableError> {
        let mut numbers = Numbers(body);
        let id = numbers.short()?;
        if shows_date(&long_string(&mut numbers)?) {
            self.custom_dates.insert(id);
        }
        Ok(())
    }

    pub(super) fn hear_style(&mut self, body: &[u8]) -> Result<(), TableError> {
        let mut numbers = Numbers(body);
        let _font = numbers.short()?;
        self.styles.push(numbers.short()?);
        Ok(())
    }

    /// A number as text: a date where its style says so.
    pub(super) fn text_of(&self, number: f64, style: u16) -> String {
        let format = self.styles.get(usize::from(style)).copied().unwrap_or_default();
        let is_date = matches!(format, 14..=17 | 22 | 27..=36 | 50..=58) || self.custom_dates.contains(&format);
        // Beyond these days a spreadsheet shows no date.
        if !is_date || !(0.0..2_958_466.0).contains(&number) {
            return text_of_number(number);
        }
        let moment = ExcelDateTime::new(number, ExcelDateTimeType::DateTime, self.counts_from_1904);
        let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
        text_of_moment((year, month, day), (hour, minute))
    }
}

/// Whether a format shows a day or a year, outside of quotes, brackets and escaped signs.
fn shows_date(format: &str) -> bool {
    let mut signs = format.chars();
    let (mut is_quoted, mut is_bracketed) = (false, false);
    while let Some(sign) = signs.next() {
        match sign {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '[' => is_bracketed = true,
            ']' => is_bracketed = false,
            _ if is_bracketed => {}
            '\\' | '_' | '*' => drop(signs.next()),
            'd' | 'D' | 'y' | 'Y' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_dates_from_numbers() {
        let check = |format: &str, expected| assert_eq!(shows_date(format), expected, "{format}");
        check("dd.mm.yyyy", true);
        check("[$-419]d mmmm yyyy\\ \"г.\"", true);
        check("0.00", false);
        check("#,##0\\ \"days\"", false);
        check("[Red]0", false);
        check("\\d0", false);
        check("@", false);
    }
}
