//! The orders as data: acts, terms, calendars; due moments and obligations. Pure: bytes and values in, values out.
//!
//! Start with [`Law::embedded`], take a [`Ruleset`] of a region, ask it for a [`Due`]:
//!
//! ```
//! use regulations::{Conditions, Law};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let rules = Law::embedded()?.ruleset("42", None)?;
//! let finished = rules.zone().parse_local("2025-12-15T18:00")?;
//! let due = rules.due(rules.term("kuzbass-4195.2.2")?, finished, &Conditions::none())?;
//! assert_eq!(due.day.to_string(), "2025-12-16");
//! # Ok(())
//! # }
//! ```

pub mod act;
pub mod calendar;
pub mod case;
mod check;
mod check_scales;
pub mod clause;
mod codes;
pub mod due;
pub mod essay_dates;
mod explain;
mod law;
mod load;
pub mod obligation;
pub mod preview;
pub mod region;
mod ruleset;
pub mod russian;
pub mod scale;
pub mod scale_book;
pub mod score;
pub mod term;
pub mod time;
pub mod vocabulary;

pub use act::{Act, ActKind, ClauseText, ClauseWords};
pub use calendar::{Calendar, CalendarError, DayKind, DayOverride, OverrideKind, PublishedYear};
pub use case::{ExpectedDue, LegalCase};
pub use clause::{Clause, NotAClause};
pub use codes::UnknownCode;
pub use due::{CountedDay, Due, Precision, TermError};
pub use essay_dates::{EssayDates, essay_date_kind, essay_dates};
pub use law::{Law, embedded_subjects};
pub use load::LawError;
pub use obligation::{ObligationState, Standing, Viewpoint};
pub use preview::{MovedDue, StandingDue, preview_override, preview_ruleset};
pub use region::{Adoption, Region};
pub use ruleset::Ruleset;
pub use scale::{
    Conversion, Floor, MarkBounds, MarkCondition, Minimum, Origin, Scale, ScalePart, ScaleScope, Subject, Years,
};
pub use scale_book::{ScaleBook, ScaleError, ScaleKey};
pub use score::{ExamForm, Mark, NotAScore, NotATask, PrimaryScore, SubjectCode, TaskCode, TestScore};
pub use term::{ConditionalLength, CountFrom, Counting, Length, OnDayOff, RegionMay, Saturdays, Sense, Term};
pub use time::{Instant, LegalDate, LocalTime, TimeError, Weekday, Zone};
pub use vocabulary::{
    Channel, Condition, ConditionFamily, Conditions, EssayDateKind, EventCode, ExamKind, Party, SubjectKind, TermStatus,
};
