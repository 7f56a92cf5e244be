//! When a term runs out, and how that was counted.

use crate::calendar::{Calendar, CalendarError, DayKind};
use crate::explain;
use crate::term::{CountFrom, Length, OnDayOff, Saturdays, Sense, Term};
use crate::time::{Instant, LegalDate, Weekday, Zone};
use crate::vocabulary::Conditions;

/// When a term runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The exclusive end: what happens at this moment is late. For [`Sense::NotEarlierThan`], the first moment
    /// at which the act is allowed.
    pub at: Instant,
    /// The last local day of the term (for a fixed date or time that opens something, that day).
    pub day: LegalDate,
    pub precision: Precision,
    /// The days in order, from the earlier end to the later, with why each counts or not.
    pub counted: Vec<CountedDay>,
    /// «Как посчитано: …».
    pub explanation: String,
}

/// Whether a term runs out with a day or at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    Day,
    Moment,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedDay {
    pub date: LegalDate,
    pub counts: bool,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    #[error("срока «{id}» в этом регионе нет: список сроков даёт команда vedomost term list")]
    UnknownTerm { id: String },
    #[error("в этом регионе нет сроков по пункту {clause}: список сроков даёт команда vedomost term list")]
    NoTermOfClause { clause: String },
    #[error("срок «{term}» не действует на {date}: он действует с {from}{}", until(.to))]
    NotInForce {
        term: String,
        date: LegalDate,
        from: LegalDate,
        to: Option<LegalDate>,
    },
    #[error("длина срока «{term}» зависит от условия ({family}): укажите одно из: {choices}")]
    ConditionMissing {
        term: String,
        family: &'static str,
        choices: String,
    },
    #[error("для срока «{term}» указаны несовместимые условия ({family}): укажите одно")]
    ConditionsConflict { term: String, family: &'static str },
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

fn until(last: &Option<LegalDate>) -> String {
    last.map_or_else(String::new, |date| format!(" по {date}"))
}

/// What a computation needs besides the term: the region's wall clock and calendar.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub zone: &'a Zone,
    pub calendar: &'a Calendar,
}

/// Computes the due moment of a term for one event.
pub(crate) fn compute(place: Place<'_>, term: &Term, event: Instant, conditions: Conditions) -> Result<Due, TermError> {
    let event_day = place.zone.local_date(event);
    check_in_force(term, event_day)?;
    place.calendar.kind(event_day)?;
    let length = length_for(term, conditions)?;
    let mut due = if length.ends_at_moment() {
        due_at_moment(place, term, event, length)
    } else {
        due_with_day(place, term, event_day, length)?
    };
    due.explanation = explain::how_counted(place.zone, term, event, length, conditions, &due);
    Ok(due)
}

fn check_in_force(term: &Term, date: LegalDate) -> Result<(), TermError> {
    if term.in_force_on(date) {
        return Ok(());
    }
    Err(TermError::NotInForce {
        term: term.id.clone(),
        date,
        from: term.in_force_from,
        to: term.in_force_to,
    })
}

fn length_for(term: &Term, conditions: Conditions) -> Result<Length, TermError> {
    let holding = |entry: &&crate::term::ConditionalLength| {
        entry.when.is_empty() || entry.when.iter().any(|one| conditions.hold(*one))
    };
    let mut matching = term.lengths.iter().filter(holding);
    let family = term
        .lengths
        .iter()
        .find_map(|entry| entry.when.first())
        .and_then(|one| one.family());
    let family_name = family.map_or("", |family| family.russian);
    match (matching.next(), matching.next()) {
        (Some(entry), None) => Ok(entry.length),
        (None, _) => Err(TermError::ConditionMissing {
            term: term.id.clone(),
            family: family_name,
            choices: family.map_or_else(String::new, |family| {
                let codes: Vec<_> = family.members.iter().map(|one| one.code()).collect();
                codes.join(", ")
            }),
        }),
        (Some(_), Some(_)) => Err(TermError::ConditionsConflict {
            term: term.id.clone(),
            family: family_name,
        }),
    }
}

fn due_at_moment(place: Place<'_>, term: &Term, event: Instant, length: Length) -> Due {
    let direction = if term.sense == Sense::Before { -1 } else { 1 };
    let at = match length {
        Length::Minutes(amount) => event.plus_minutes(direction * i64::from(amount)),
        Length::Hours(amount) => event.plus_hours(direction * i64::from(amount)),
        Length::TimeOfDay(time) => place.zone.at_time(place.zone.local_date(event), time),
        _ => event,
    };
    Due {
        at,
        day: place.zone.local_date(at),
        precision: Precision::Moment,
        counted: Vec::new(),
        explanation: String::new(),
    }
}

fn due_with_day(place: Place<'_>, term: &Term, event_day: LegalDate, length: Length) -> Result<Due, TermError> {
    let (mut day, mut counted) = match length {
        Length::WorkingDays(amount) => count_working(place, term, event_day, amount)?,
        Length::CalendarDays(amount) => count_calendar(term, event_day, amount),
        other => jump(term, event_day, other),
    };
    shift_off_day_off(place, term, &mut day, &mut counted)?;
    let opens_on_its_day = term.sense == Sense::NotEarlierThan && matches!(length, Length::FixedDate { .. });
    let at = if opens_on_its_day {
        place.zone.start_of_day(day)
    } else {
        place.zone.end_of_day(day)
    };
    Ok(Due {
        at,
        day,
        precision: Precision::Day,
        counted,
        explanation: String::new(),
    })
}

fn count_working(
    place: Place<'_>,
    term: &Term,
    event_day: LegalDate,
    amount: u32,
) -> Result<(LegalDate, Vec<CountedDay>), TermError> {
    let step = step_of(term);
    let mut day = event_day;
    let mut counted = Vec::new();
    let mut left = amount;
    if term.counting.from == CountFrom::DayAfter {
        counted.push(uncounted_event_day(event_day));
        day = day.plus_days(step);
    }
    loop {
        let (counts, why) = working(place, term, day)?;
        counted.push(CountedDay { date: day, counts, why });
        left -= u32::from(counts && left > 0);
        if left == 0 {
            break;
        }
        day = day.plus_days(step);
    }
    in_order(&mut counted);
    Ok((day, counted))
}

fn count_calendar(term: &Term, event_day: LegalDate, amount: u32) -> (LegalDate, Vec<CountedDay>) {
    let step = step_of(term);
    let first = match term.counting.from {
        CountFrom::DayAfter => 1,
        CountFrom::DayOf => 0,
    };
    let mut counted = Vec::new();
    if first == 1 {
        counted.push(uncounted_event_day(event_day));
    }
    for offset in first..first + i64::from(amount) {
        counted.push(CountedDay {
            date: event_day.plus_days(step * offset),
            counts: true,
            why: "календарный день".to_owned(),
        });
    }
    let day = counted.last().map_or(event_day, |last| last.date);
    in_order(&mut counted);
    (day, counted)
}

/// Lengths that are not counted day by day.
fn jump(term: &Term, event_day: LegalDate, length: Length) -> (LegalDate, Vec<CountedDay>) {
    let step = step_of(term);
    let day = match length {
        Length::Weeks(amount) => event_day.plus_days(step * 7 * i64::from(amount)),
        Length::Months(amount) => event_day.plus_months(step * i64::from(amount)),
        Length::Years(amount) => event_day.plus_years(step * i64::from(amount)),
        Length::FixedDate {
            month,
            day,
            years_later,
        } => LegalDate::new(event_day.year() + years_later, month, day).unwrap_or(event_day),
        _ => event_day,
    };
    let mut counted = Vec::new();
    if day != event_day {
        counted.push(uncounted_event_day(event_day));
    }
    counted.push(CountedDay {
        date: day,
        counts: true,
        why: length.words(),
    });
    in_order(&mut counted);
    (day, counted)
}

fn shift_off_day_off(
    place: Place<'_>,
    term: &Term,
    day: &mut LegalDate,
    counted: &mut Vec<CountedDay>,
) -> Result<(), TermError> {
    let step = match term.counting.on_day_off {
        OnDayOff::Keep => return Ok(()),
        OnDayOff::ToNextWorkingDay => 1,
        OnDayOff::ToPreviousWorkingDay => -1,
    };
    loop {
        let (is_working, why) = working(place, term, *day)?;
        if is_working {
            break;
        }
        *day = day.plus_days(step);
        counted.retain(|entry| entry.date != *day);
        counted.push(CountedDay {
            date: *day,
            counts: true,
            why: format!("последний день выпал на нерабочий: {why}"),
        });
    }
    in_order(counted);
    Ok(())
}

fn working(place: Place<'_>, term: &Term, day: LegalDate) -> Result<(bool, String), CalendarError> {
    let kind = place.calendar.kind(day)?;
    let ordinary_saturday = kind == DayKind::Weekend && day.weekday() == Weekday::Saturday;
    if ordinary_saturday && term.counting.saturdays == Saturdays::Working {
        return Ok((true, "суббота, для этого срока считается".to_owned()));
    }
    Ok((kind.is_working(), place.calendar.reason(day)?))
}

fn uncounted_event_day(event_day: LegalDate) -> CountedDay {
    CountedDay {
        date: event_day,
        counts: false,
        why: "день события не считается".to_owned(),
    }
}

fn step_of(term: &Term) -> i64 {
    match term.sense {
        Sense::Within | Sense::NotEarlierThan => 1,
        Sense::Before => -1,
    }
}

fn in_order(counted: &mut [CountedDay]) {
    counted.sort_by_key(|entry| entry.date);
}
