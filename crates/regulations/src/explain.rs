//! «Как посчитано»: the count of a term in plain Russian.

use crate::due::{CountedDay, Due, Precision};
use crate::russian::{day_and_month, long_date, weekday_name};
use crate::term::{Length, Sense, Term};
use crate::time::{Instant, LegalDate, Zone};
use crate::vocabulary::Conditions;

/// One sentence: the event, what was skipped, the count, the end.
pub(crate) fn how_counted(
    zone: &Zone,
    term: &Term,
    event: Instant,
    length: Length,
    conditions: Conditions,
    due: &Due,
) -> String {
    let event_day = zone.local_date(event);
    let mut parts = vec![event_words(zone, term, event)];
    parts.extend(condition_words(term, conditions));
    parts.extend(skipped_words(event_day, &due.counted));
    parts.extend(count_words(term, length, event_day, due));
    parts.push(end_words(zone, term, length, event_day, due));
    format!("Как посчитано: {}.", parts.join("; "))
}

fn event_words(zone: &Zone, term: &Term, event: Instant) -> String {
    let day = zone.local_date(event);
    format!(
        "{} {} ({}), {}",
        term.event.russian(),
        long_date(day),
        weekday_name(day.weekday()),
        zone.local_time(event)
    )
}

fn condition_words(term: &Term, conditions: Conditions) -> Option<String> {
    let mut all = term.lengths.iter().flat_map(|entry| entry.when.iter());
    let holding = all.find(|one| conditions.hold(**one))?;
    Some(holding.russian().to_owned())
}

/// «не считаются: 31 декабря (выходной, перенесён с 5 января); 1–8 января (нерабочий праздничный день)».
fn skipped_words(event_day: LegalDate, counted: &[CountedDay]) -> Option<String> {
    let mut runs: Vec<(LegalDate, LegalDate, &str)> = Vec::new();
    let skipped = counted.iter().filter(|entry| !entry.counts && entry.date != event_day);
    for entry in skipped {
        match runs.last_mut() {
            Some((_, last, why)) if *why == entry.why && last.plus_days(1) == entry.date => {
                *last = entry.date;
            }
            _ => runs.push((entry.date, entry.date, &entry.why)),
        }
    }
    if runs.is_empty() {
        return None;
    }
    let words: Vec<_> = runs
        .iter()
        .map(|(first, last, why)| format!("{} ({why})", run_words(*first, *last)))
        .collect();
    let verb = match (runs.as_slice(), runs.len()) {
        ([(first, last, _)], 1) if first == last => "не считается",
        _ => "не считаются",
    };
    Some(format!("{verb} {}", words.join(", ")))
}

fn run_words(first: LegalDate, last: LegalDate) -> String {
    if first == last {
        return day_and_month(first);
    }
    if first.month() == last.month() {
        return format!("{}–{}", first.day(), day_and_month(last));
    }
    format!("{} – {}", day_and_month(first), day_and_month(last))
}

fn count_words(term: &Term, length: Length, event_day: LegalDate, due: &Due) -> Option<String> {
    let end = format!(
        "{} ({})",
        date_words(due.day, event_day),
        weekday_name(due.day.weekday())
    );
    let side = match term.sense {
        Sense::Before => "до этого дня",
        Sense::Within | Sense::NotEarlierThan => "после",
    };
    Some(match length {
        Length::WorkingDays(1) => format!("первый рабочий день {side} — {end}"),
        Length::WorkingDays(amount) => format!("{amount}-й рабочий день {side} — {end}"),
        Length::CalendarDays(_) | Length::Weeks(_) | Length::Months(_) | Length::Years(_) => {
            let sign = if term.sense == Sense::Before {
                "минус"
            } else {
                "плюс"
            };
            format!("{sign} {} — {end}", length.words())
        }
        Length::Minutes(_) | Length::Hours(_) => {
            let sign = if term.sense == Sense::Before {
                "минус"
            } else {
                "плюс"
            };
            format!("{sign} {}", length.words())
        }
        Length::SameDay => return None,
        Length::FixedDate { .. } | Length::TimeOfDay(_) => return None,
    })
}

fn end_words(zone: &Zone, term: &Term, length: Length, event_day: LegalDate, due: &Due) -> String {
    let day = date_words(due.day, event_day);
    let opens = term.sense == Sense::NotEarlierThan;
    match (due.precision, length) {
        (Precision::Moment, _) if opens => {
            format!("не раньше {} {day}", zone.local_time(due.at))
        }
        (Precision::Moment, _) => format!("срок — до {} {day}", zone.local_time(due.at)),
        (Precision::Day, Length::FixedDate { .. }) if opens => format!("не раньше {day}"),
        (Precision::Day, _) if opens => format!("не раньше, чем закончится {day}"),
        (Precision::Day, _) => format!("срок — до конца {day}"),
    }
}

/// The year is told only where it differs from the event's.
fn date_words(date: LegalDate, event_day: LegalDate) -> String {
    if date.year() == event_day.year() {
        day_and_month(date)
    } else {
        long_date(date)
    }
}
