//! The production calendar: which day is working. Years are data; a year that is not published is an error, never
//! "weekends are off" (A2). Days that users add lie on top.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::russian::{day_and_month, weekday_name};
use crate::time::{LegalDate, Weekday};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("производственный календарь на {year} год не опубликован: срок не посчитать, пока календарь не внесён")]
    YearNotPublished { year: i16 },
    #[error("для {date} внесены два разных изменения календаря: оставьте одно")]
    OverriddenTwice { date: LegalDate },
}

/// What the calendar says of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    Working,
    /// A Saturday or Sunday on which people work because its day off was moved.
    WorkingWeekend,
    Weekend,
    /// A statutory holiday.
    Holiday,
    /// A day off moved here from a weekend or holiday.
    TransferredDayOff,
    /// A day off of the region, or one added by a user.
    AddedDayOff,
    /// A working day added by a user.
    AddedWorkingDay,
}

impl DayKind {
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::WorkingWeekend | Self::AddedWorkingDay)
    }
}

/// Whether a user makes a day free or working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverrideKind {
    DayOff,
    Working,
}

/// A change of one day, entered by a user (or by the region's file), with its ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOverride {
    pub date: LegalDate,
    pub kind: OverrideKind,
    /// The document or reason, shown beside every term that it moves.
    pub ground: String,
}

/// One published year: statutory holidays and transfers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedYear {
    pub year: i16,
    /// The decree that moved the days off, in words.
    pub decree: String,
    /// The year's norm of working days; the loader checks that the days give it.
    pub working_days: i64,
    pub holidays: BTreeSet<LegalDate>,
    /// Day off → the weekend or holiday that it was moved from.
    pub moved_days_off: BTreeMap<LegalDate, LegalDate>,
    /// Working weekend → the day that is off instead.
    pub working_weekends: BTreeMap<LegalDate, LegalDate>,
}

impl PublishedYear {
    pub(crate) fn kind(&self, date: LegalDate) -> DayKind {
        if self.moved_days_off.contains_key(&date) {
            DayKind::TransferredDayOff
        } else if self.holidays.contains(&date) {
            DayKind::Holiday
        } else if self.working_weekends.contains_key(&date) {
            DayKind::WorkingWeekend
        } else if date.weekday().is_weekend() {
            DayKind::Weekend
        } else {
            DayKind::Working
        }
    }
}

/// The calendar of one region: published years, the region's own days, the users' changes.
#[derive(Debug, Clone)]
pub struct Calendar {
    years: Arc<BTreeMap<i16, PublishedYear>>,
    overrides: BTreeMap<LegalDate, DayOverride>,
}

impl Calendar {
    pub(crate) fn new(years: Arc<BTreeMap<i16, PublishedYear>>) -> Self {
        Self {
            years,
            overrides: BTreeMap::new(),
        }
    }

    /// The same calendar with these changes on top; a change of a day already changed replaces the earlier one,
    /// two changes of one day in `added` are an error.
    pub fn with_overrides(&self, added: &[DayOverride]) -> Result<Self, CalendarError> {
        let mut seen = BTreeSet::new();
        let mut overrides = self.overrides.clone();
        for change in added {
            if !seen.insert(change.date) {
                return Err(CalendarError::OverriddenTwice { date: change.date });
            }
            overrides.insert(change.date, change.clone());
        }
        Ok(Self {
            years: Arc::clone(&self.years),
            overrides,
        })
    }

    /// The published years, in order.
    pub fn years(&self) -> impl Iterator<Item = &PublishedYear> {
        self.years.values()
    }

    /// The changes on top of the published years, by date.
    pub fn overrides(&self) -> impl Iterator<Item = &DayOverride> {
        self.overrides.values()
    }

    pub fn kind(&self, date: LegalDate) -> Result<DayKind, CalendarError> {
        let year = self.year_of(date)?;
        Ok(match self.overrides.get(&date).map(|change| change.kind) {
            Some(OverrideKind::DayOff) => DayKind::AddedDayOff,
            Some(OverrideKind::Working) => DayKind::AddedWorkingDay,
            None => year.kind(date),
        })
    }

    pub fn is_working(&self, date: LegalDate) -> Result<bool, CalendarError> {
        Ok(self.kind(date)?.is_working())
    }

    /// Why the day is what it is, in words: «перенос выходного с 4 января», «суббота», «рабочий день».
    pub fn reason(&self, date: LegalDate) -> Result<String, CalendarError> {
        let year = self.year_of(date)?;
        let kind = self.kind(date)?;
        Ok(match kind {
            DayKind::Working => "рабочий день".to_owned(),
            DayKind::Weekend => weekday_name(date.weekday()).to_owned(),
            DayKind::Holiday => "нерабочий праздничный день".to_owned(),
            DayKind::WorkingWeekend => match year.working_weekends.get(&date) {
                Some(to) => format!(
                    "рабочая {}, выходной перенесён на {}",
                    weekend_word(date),
                    day_and_month(*to)
                ),
                None => "рабочий день".to_owned(),
            },
            DayKind::TransferredDayOff => match year.moved_days_off.get(&date) {
                Some(from) => format!("выходной, перенесён с {}", day_and_month(*from)),
                None => "выходной".to_owned(),
            },
            DayKind::AddedDayOff | DayKind::AddedWorkingDay => self.ground(date, kind),
        })
    }

    /// The n-th working day after `from`; `from` itself when `count` is 0.
    pub fn add_working_days(&self, from: LegalDate, count: u32) -> Result<LegalDate, CalendarError> {
        self.step_working_days(from, count, 1)
    }

    /// The n-th working day before `from`; `from` itself when `count` is 0.
    pub fn subtract_working_days(&self, from: LegalDate, count: u32) -> Result<LegalDate, CalendarError> {
        self.step_working_days(from, count, -1)
    }

    /// How many working days lie after `after` up to and including `until`; 0 when `until` is not later.
    pub fn working_days_between(&self, after: LegalDate, until: LegalDate) -> Result<i64, CalendarError> {
        let mut count = 0;
        for date in after.and_following().skip(1) {
            if date > until {
                break;
            }
            count += i64::from(self.is_working(date)?);
        }
        Ok(count)
    }

    fn step_working_days(&self, from: LegalDate, count: u32, step: i64) -> Result<LegalDate, CalendarError> {
        let mut date = from;
        let mut left = count;
        while left > 0 {
            date = date.plus_days(step);
            if self.is_working(date)? {
                left -= 1;
            }
        }
        Ok(date)
    }

    fn year_of(&self, date: LegalDate) -> Result<&PublishedYear, CalendarError> {
        let year = date.year();
        self.years.get(&year).ok_or(CalendarError::YearNotPublished { year })
    }

    fn ground(&self, date: LegalDate, kind: DayKind) -> String {
        let word = if kind == DayKind::AddedDayOff {
            "выходной региона"
        } else {
            "рабочий день региона"
        };
        match self.overrides.get(&date) {
            Some(change) if !change.ground.is_empty() => format!("{word}: {}", change.ground),
            _ => word.to_owned(),
        }
    }
}

const fn weekend_word_of(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Sunday => "воскресенье",
        _ => "суббота",
    }
}

fn weekend_word(date: LegalDate) -> &'static str {
    weekend_word_of(date.weekday())
}
