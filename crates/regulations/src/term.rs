//! A term: who owes what to whom, from which event, how long, how it is counted, and where that is written.

use crate::clause::Clause;
use crate::time::LegalDate;
use crate::time::LocalTime;
use crate::vocabulary::{Channel, Condition, EventCode, ExamKind, Party, SubjectKind, TermStatus};

/// One term as it holds in one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Stable: `<act>.<clause>[-slug]`, for example `kuzbass-4195.2.7-school`.
    pub id: String,
    /// The clause that sets the term.
    pub clause: Clause,
    /// Further clauses that state or explain the same term.
    pub also: Vec<Clause>,
    /// The term in our own words.
    pub summary: String,
    pub status: TermStatus,
    /// What was chosen or where it was seen; present unless the order states the term plainly.
    pub note: Option<String>,
    pub exams: Vec<ExamKind>,
    pub debtor: Party,
    pub creditor: Party,
    pub subject: SubjectKind,
    /// The event that the time is measured from (for [`Sense::Before`], up to).
    pub event: EventCode,
    /// The event that opens the obligation: `event` itself unless the data says otherwise.
    pub opened_by: EventCode,
    /// The act that discharges the duty.
    pub discharged_by: EventCode,
    pub sense: Sense,
    pub lengths: Vec<ConditionalLength>,
    pub counting: Counting,
    pub channel: Option<Channel>,
    /// First and last day on which this wording holds in the region; `None` is "without end".
    pub in_force_from: LegalDate,
    pub in_force_to: Option<LegalDate>,
    /// When a person last compared the term with the order.
    pub reviewed_on: LegalDate,
    /// The federal term that this one stands in for, where the base allows it.
    pub replaces: Option<String>,
    /// Whether a region's order may set its own value.
    pub region_may: RegionMay,
}

/// On which side of the computed moment the duty lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sense {
    /// At the latest so long after the event.
    Within,
    /// At the latest so long before the event.
    Before,
    /// Not earlier than so long after the event: keeping, opening times.
    NotEarlierThan,
}

/// How long, if the conditions hold; an empty `when` holds always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionalLength {
    pub when: Vec<Condition>,
    pub length: Length,
}

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Length {
    Minutes(u32),
    Hours(u32),
    WorkingDays(u32),
    CalendarDays(u32),
    Weeks(u32),
    Months(u32),
    Years(u32),
    /// By the end of the event's own day.
    SameDay,
    /// A day of the year, so many years after the event's year.
    FixedDate {
        month: i8,
        day: i8,
        years_later: i16,
    },
    /// A time on the event's own day.
    TimeOfDay(LocalTime),
}

impl Length {
    /// Whether the term runs out at a moment rather than with a day.
    pub const fn ends_at_moment(self) -> bool {
        matches!(self, Self::Minutes(_) | Self::Hours(_) | Self::TimeOfDay(_))
    }

    /// «1 рабочий день», «2 недели», «в тот же день».
    pub fn words(self) -> String {
        use crate::russian::{calendar_days, count, day_and_month, working_days};
        match self {
            Self::Minutes(amount) => count(i64::from(amount), "минута", "минуты", "минут"),
            Self::Hours(amount) => count(i64::from(amount), "час", "часа", "часов"),
            Self::WorkingDays(amount) => working_days(i64::from(amount)),
            Self::CalendarDays(amount) => calendar_days(i64::from(amount)),
            Self::Weeks(amount) => count(i64::from(amount), "неделя", "недели", "недель"),
            Self::Months(amount) => count(i64::from(amount), "месяц", "месяца", "месяцев"),
            Self::Years(amount) => count(i64::from(amount), "год", "года", "лет"),
            Self::SameDay => "в тот же день".to_owned(),
            Self::FixedDate {
                month,
                day,
                years_later,
            } => {
                let date = LegalDate::new(2024, month, day);
                let words = date.map_or_else(|_| format!("{day:02}.{month:02}"), day_and_month);
                match years_later {
                    0 => format!("{words} того же года"),
                    1 => format!("{words} следующего года"),
                    later => format!("{words} через {}", count(i64::from(later), "год", "года", "лет")),
                }
            }
            Self::TimeOfDay(time) => format!("{time} того же дня"),
        }
    }
}

/// How days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counting {
    pub from: CountFrom,
    pub saturdays: Saturdays,
    pub on_day_off: OnDayOff,
}

/// The first day that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountFrom {
    /// The day following the event.
    DayAfter,
    /// The day of the event.
    DayOf,
}

/// Whether an ordinary Saturday counts as a working day for this term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Saturdays {
    /// As the production calendar says.
    AsCalendar,
    Working,
}

/// What happens when the last day is a day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnDayOff {
    Keep,
    ToNextWorkingDay,
    ToPreviousWorkingDay,
}

/// Whether a region's order may replace a term of the federal base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegionMay {
    Replace,
    NotReplace,
}

impl Term {
    /// Whether this wording holds on the day.
    pub fn in_force_on(&self, date: LegalDate) -> bool {
        self.in_force_from <= date && self.in_force_to.is_none_or(|last| date <= last)
    }

    pub fn concerns(&self, exam: ExamKind) -> bool {
        self.exams.contains(&exam)
    }

    /// Whether the term is stated by the clause, mainly or also.
    pub fn rests_on(&self, clause: &Clause) -> bool {
        self.clause == *clause || self.also.contains(clause)
    }

    /// Whether its length depends on the circumstances of the event.
    pub fn depends_on_conditions(&self) -> bool {
        self.lengths.iter().any(|entry| !entry.when.is_empty())
    }
}
