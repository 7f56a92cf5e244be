//! The moment a document was formed. It comes from the caller: a document made twice from the same values has the same bytes.

use crate::DocumentError;

/// Local civil time with its offset from UTC, as written into the properties of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreationMoment {
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// Minutes east of UTC, for example 420 for Kemerovo.
    pub utc_offset_minutes: i16,
}

impl CreationMoment {
    /// The moment as PDF writes it.
    pub(crate) fn to_pdf_date(self) -> pdf_writer::Date {
        let hours = i8::try_from(self.utc_offset_minutes / 60).unwrap_or(0);
        let minutes = u8::try_from((self.utc_offset_minutes % 60).unsigned_abs()).unwrap_or(0);
        pdf_writer::Date::new(self.year)
            .month(self.month)
            .day(self.day)
            .hour(self.hour)
            .minute(self.minute)
            .second(self.second)
            .utc_offset_hour(hours)
            .utc_offset_minute(minutes)
    }

    /// The moment as a spreadsheet's properties hold it.
    ///
    /// # Errors
    /// [`DocumentError::NoSuchDate`] when the date or time does not exist.
    pub(crate) fn to_spreadsheet(self) -> Result<rust_xlsxwriter::ExcelDateTime, DocumentError> {
        rust_xlsxwriter::ExcelDateTime::from_ymd(self.year, self.month, self.day)
            .and_then(|date| date.and_hms(u16::from(self.hour), self.minute, f64::from(self.second)))
            .map_err(|_| DocumentError::NoSuchDate {
                year: self.year,
                month: self.month,
                day: self.day,
            })
    }
}
