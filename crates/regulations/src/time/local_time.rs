//! Times of day.

use std::fmt;
use std::str::FromStr;

use super::{TimeError, digits};

/// A time of day without a date. Displays as `09:20`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    pub hour: i8,
    pub minute: i8,
}

impl fmt::Display for LocalTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl FromStr for LocalTime {
    type Err = TimeError;

    /// Exactly `HH:MM`.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let wrong = || TimeError::NotALocalDateTime { text: text.to_owned() };
        let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
        let hour = i8::try_from(digits(Some(hour), 2).ok_or_else(wrong)?).map_err(|_| wrong())?;
        let minute = i8::try_from(digits(Some(minute), 2).ok_or_else(wrong)?).map_err(|_| wrong())?;
        if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
            return Err(TimeError::NotATime { hour, minute });
        }
        Ok(Self { hour, minute })
    }
}
