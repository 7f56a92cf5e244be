//! Days as a law counts them.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use jiff::civil::Date;

use super::{TimeError, digits};

const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2199;

/// A day of the week; Monday first, as the working week counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Saturday or Sunday, before any transfer of the production calendar.
    pub const fn is_weekend(self) -> bool {
        matches!(self, Self::Saturday | Self::Sunday)
    }

    /// 0 for Monday to 6 for Sunday.
    pub const fn from_monday(self) -> i64 {
        self as i64
    }
}

/// A local day of a region, 1900 to 2199. Displays and parses as `2026-12-17`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegalDate(pub(super) Date);

impl LegalDate {
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, TimeError> {
        let date = Date::new(year, month, day).ok();
        date.filter(|date| (FIRST_YEAR..=LAST_YEAR).contains(&date.year()))
            .map(Self)
            .ok_or_else(|| TimeError::NotADate {
                text: format!("{year:04}-{month:02}-{day:02}"),
            })
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month(self) -> i8 {
        self.0.month()
    }

    pub fn day(self) -> i8 {
        self.0.day()
    }

    pub fn weekday(self) -> Weekday {
        match self.0.weekday() {
            jiff::civil::Weekday::Monday => Weekday::Monday,
            jiff::civil::Weekday::Tuesday => Weekday::Tuesday,
            jiff::civil::Weekday::Wednesday => Weekday::Wednesday,
            jiff::civil::Weekday::Thursday => Weekday::Thursday,
            jiff::civil::Weekday::Friday => Weekday::Friday,
            jiff::civil::Weekday::Saturday => Weekday::Saturday,
            jiff::civil::Weekday::Sunday => Weekday::Sunday,
        }
    }

    /// The day so many days later (earlier, if negative); stops at the edge of the supported years.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.shifted(jiff::Span::new().try_days(days), days)
    }

    /// The same day of the month so many months later, or the month's last day where there is none.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Self {
        self.shifted(jiff::Span::new().try_months(months), months)
    }

    #[must_use]
    pub fn plus_years(self, years: i64) -> Self {
        self.shifted(jiff::Span::new().try_years(years), years)
    }

    /// Days from `earlier` to `self`; negative when `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        let day = SignedDuration::from_hours(24).as_secs();
        self.0.duration_since(earlier.0).as_secs() / day
    }

    /// This day and every following one, up to the last supported day.
    pub fn and_following(self) -> impl Iterator<Item = Self> {
        self.0
            .series(jiff::Span::new().days(1))
            .take_while(|date| date.year() <= LAST_YEAR)
            .map(Self)
    }

    /// The nearest supported day.
    pub(super) fn clamped(date: Date) -> Self {
        Self(date.clamp(Date::constant(FIRST_YEAR, 1, 1), Date::constant(LAST_YEAR, 12, 31)))
    }

    fn shifted(self, span: Result<jiff::Span, jiff::Error>, sign: i64) -> Self {
        let edge = if sign < 0 {
            Date::constant(FIRST_YEAR, 1, 1)
        } else {
            Date::constant(LAST_YEAR, 12, 31)
        };
        let date = span.and_then(|span| self.0.checked_add(span));
        let within = date.ok().filter(|date| (FIRST_YEAR..=LAST_YEAR).contains(&date.year()));
        Self(within.unwrap_or(edge))
    }
}

impl fmt::Display for LegalDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for LegalDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for LegalDate {
    type Err = TimeError;

    /// Exactly `YYYY-MM-DD`, nothing around it.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let wrong = || TimeError::NotADate { text: text.to_owned() };
        let mut parts = text.split('-');
        let year = digits(parts.next(), 4).ok_or_else(wrong)?;
        let month = digits(parts.next(), 2).ok_or_else(wrong)?;
        let day = digits(parts.next(), 2).ok_or_else(wrong)?;
        if parts.next().is_some() {
            return Err(wrong());
        }
        let month = i8::try_from(month).map_err(|_| wrong())?;
        let day = i8::try_from(day).map_err(|_| wrong())?;
        Self::new(year, month, day).map_err(|_| wrong())
    }
}
