//! Small readers that every file shares: TOML days, coded enums, the error with its file.

use serde::de::{Deserializer, Error};
use serde::{Deserialize, de::DeserializeOwned};

use super::LawError;
use crate::clause::Clause;
use crate::time::{LegalDate, LocalTime};

/// Reads a whole file; the message carries TOML's own line and column.
pub(super) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, LawError> {
    toml::from_str(text).map_err(|problem| syntax(file, &problem.to_string()))
}

pub(super) fn syntax(file: &str, problem: &str) -> LawError {
    LawError::Syntax {
        file: file.to_owned(),
        problem: problem.to_owned(),
    }
}

/// A TOML local date: `2026-12-17`, without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub LegalDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = toml::value::Datetime::deserialize(deserializer)?;
        written.to_string().parse().map(Self).map_err(D::Error::custom)
    }
}

/// A TOML local date-time to the minute: `2026-12-17T09:20:00`, without quotes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(pub LegalDate, pub LocalTime);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = toml::value::Datetime::deserialize(deserializer)?;
        let wrong = || D::Error::custom(format!("«{written}» не местные день и время"));
        let (Some(_), Some(time), None) = (written.date, written.time, written.offset) else {
            return Err(wrong());
        };
        let date = written.date.map(|date| date.to_string()).unwrap_or_default();
        let date = date.parse().map_err(D::Error::custom)?;
        let hour = i8::try_from(time.hour).map_err(|_| wrong())?;
        let minute = i8::try_from(time.minute).map_err(|_| wrong())?;
        Ok(Self(date, LocalTime { hour, minute }))
    }
}

/// A time of day in quotes: `"10:00"`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock(pub LocalTime);

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(D::Error::custom)
    }
}

/// A citation in quotes: `"kuzbass-4195:2.7"`.
#[derive(Debug, Clone)]
pub(super) struct Citation(pub Clause);

impl<'de> Deserialize<'de> for Citation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(D::Error::custom)
    }
}
