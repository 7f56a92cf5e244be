//! The only bridge between moments and days.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

use super::{Instant, LegalDate, LocalTime, TimeError};

/// The zone of a region, by its IANA name; the rules are built into the binary.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

impl Zone {
    pub fn new(name: &str) -> Result<Self, TimeError> {
        let rules = TimeZone::get(name).map_err(|_| TimeError::UnknownZone { name: name.to_owned() })?;
        Ok(Self {
            name: name.to_owned(),
            rules,
        })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The day on the region's wall calendar at this moment.
    pub fn local_date(&self, instant: Instant) -> LegalDate {
        let date = self.rules.to_datetime(instant.timestamp()).date();
        LegalDate::clamped(date)
    }

    /// The region's wall clock at this moment, to the minute.
    pub fn local_time(&self, instant: Instant) -> LocalTime {
        let local = self.rules.to_datetime(instant.timestamp());
        LocalTime {
            hour: local.hour(),
            minute: local.minute(),
        }
    }

    /// The first moment of the day.
    pub fn start_of_day(&self, date: LegalDate) -> Instant {
        self.moment(date.0.to_datetime(Time::midnight()))
    }

    /// The first moment of the next day: the exclusive end of a term that lasts "to the end of the day".
    pub fn end_of_day(&self, date: LegalDate) -> Instant {
        self.start_of_day(date.plus_days(1))
    }

    /// The moment of this wall-clock time; an hour or minute outside the day is an error.
    pub fn at(&self, date: LegalDate, hour: i8, minute: i8) -> Result<Instant, TimeError> {
        let time = Time::new(hour, minute, 0, 0).map_err(|_| TimeError::NotATime { hour, minute })?;
        Ok(self.moment(date.0.to_datetime(time)))
    }

    /// As [`Zone::at`], for a time that was already checked.
    pub fn at_time(&self, date: LegalDate, time: LocalTime) -> Instant {
        let wall = Time::new(time.hour, time.minute, 0, 0).unwrap_or_else(|_| Time::midnight());
        self.moment(date.0.to_datetime(wall))
    }

    /// Reads the local `2026-12-17T09:20`.
    pub fn parse_local(&self, text: &str) -> Result<Instant, TimeError> {
        let wrong = || TimeError::NotALocalDateTime { text: text.to_owned() };
        let (date, time) = text.split_once('T').ok_or_else(wrong)?;
        let date: LegalDate = date.parse().map_err(|_| wrong())?;
        let time: LocalTime = time.parse().map_err(|_| wrong())?;
        Ok(self.at_time(date, time))
    }

    /// Local `2026-12-17T09:20`, as [`Zone::parse_local`] reads it and `<input type=datetime-local>` wants it.
    pub fn format_local(&self, instant: Instant) -> String {
        format!("{}T{}", self.local_date(instant), self.local_time(instant))
    }

    /// RFC 3339 with the region's offset, to the second: `2026-12-17T09:20:00+07:00`.
    pub fn rfc3339(&self, instant: Instant) -> String {
        let timestamp = instant.timestamp();
        let local = self.rules.to_datetime(timestamp);
        let seconds = self.rules.to_offset(timestamp).seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.abs() / 60;
        format!(
            "{}{sign}{:02}:{:02}",
            local.strftime("%Y-%m-%dT%H:%M:%S"),
            minutes / 60,
            minutes % 60
        )
    }

    /// The offset at this moment in words for the screen: `UTC+7`.
    pub fn offset_label(&self, instant: Instant) -> String {
        let seconds = self.rules.to_offset(instant.timestamp()).seconds();
        let sign = if seconds < 0 { '−' } else { '+' };
        let minutes = seconds.abs() / 60;
        match (minutes / 60, minutes % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
        }
    }

    fn moment(&self, local: DateTime) -> Instant {
        // In a gap of the clock the later, in a fold the earlier moment. Legal dates stand far from jiff's edges,
        // so the error cannot come; were it to come, the edge of time is at least on the right side.
        let resolved = self.rules.to_ambiguous_timestamp(local).compatible();
        let edge = if local.year() < 1970 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        };
        Instant::from_timestamp(resolved.unwrap_or(edge))
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Zone({})", self.name)
    }
}
