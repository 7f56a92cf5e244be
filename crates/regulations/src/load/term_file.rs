//! `terms/<act>.toml`.

use serde::Deserialize;

use super::LawError;
use super::raw::{Citation, Clock, Day, parse, syntax};
use crate::law::TermEdition;
use crate::term::{ConditionalLength, CountFrom, Counting, Length, OnDayOff, RegionMay, Saturdays, Sense, Term};
use crate::time::LegalDate;
use crate::vocabulary::{Channel, Condition, EventCode, ExamKind, Party, SubjectKind, TermStatus};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TermFile {
    act: String,
    /// Exams and review date of every term of the file that does not say its own.
    exams: Vec<ExamKind>,
    reviewed_on: Day,
    #[serde(rename = "term")]
    terms: Vec<TermEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TermEntry {
    id: String,
    clause: Citation,
    #[serde(default)]
    also: Vec<Citation>,
    summary: String,
    status: TermStatus,
    note: Option<String>,
    exams: Option<Vec<ExamKind>>,
    debtor: Party,
    creditor: Party,
    subject: SubjectKind,
    event: EventCode,
    opened_by: Option<EventCode>,
    discharged_by: EventCode,
    sense: SenseEntry,
    length: Vec<LengthEntry>,
    #[serde(default)]
    count_from: CountFromEntry,
    #[serde(default)]
    saturdays: SaturdaysEntry,
    #[serde(default)]
    on_day_off: OnDayOffEntry,
    channel: Option<Channel>,
    from: Option<Day>,
    to: Option<Day>,
    reviewed_on: Option<Day>,
    replaces: Option<String>,
    #[serde(default)]
    region_may: RegionMayEntry,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SenseEntry {
    Within,
    Before,
    NotEarlierThan,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct LengthEntry {
    #[serde(default)]
    when: Vec<Condition>,
    minutes: Option<u32>,
    hours: Option<u32>,
    working_days: Option<u32>,
    calendar_days: Option<u32>,
    weeks: Option<u32>,
    months: Option<u32>,
    years: Option<u32>,
    same_day: Option<SameDayEntry>,
    fixed_date: Option<FixedDateEntry>,
    time_of_day: Option<Clock>,
}

/// `same-day = "end"`: by the end of the event's own day.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SameDayEntry {
    End,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FixedDateEntry {
    month: i8,
    day: i8,
    years_later: i16,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum CountFromEntry {
    #[default]
    DayAfter,
    DayOf,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum SaturdaysEntry {
    #[default]
    AsCalendar,
    Working,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum OnDayOffEntry {
    #[default]
    Keep,
    NextWorkingDay,
    PreviousWorkingDay,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum RegionMayEntry {
    Replace,
    #[default]
    NotReplace,
}

pub(super) fn read(file: &str, text: &str) -> Result<Vec<TermEdition>, LawError> {
    let raw: TermFile = parse(file, text)?;
    if file != format!("terms/{}.toml", raw.act) {
        return Err(syntax(file, "имя файла и акт не совпадают"));
    }
    let mut editions = Vec::new();
    for entry in raw.terms {
        if entry.clause.0.act() != raw.act {
            return Err(syntax(file, &format!("срок «{}» ссылается на другой акт", entry.id)));
        }
        editions.push(edition(entry, &raw.exams, raw.reviewed_on.0)?);
    }
    Ok(editions)
}

fn edition(entry: TermEntry, exams: &[ExamKind], reviewed_on: LegalDate) -> Result<TermEdition, LawError> {
    let lengths: Result<Vec<_>, _> = entry
        .length
        .iter()
        .map(|length| conditional_length(&entry.id, length))
        .collect();
    let (from, to) = (entry.from.map(|day| day.0), entry.to.map(|day| day.0));
    let term = Term {
        lengths: lengths?,
        counting: counting(&entry),
        sense: sense(&entry.sense),
        id: entry.id,
        clause: entry.clause.0,
        also: entry.also.into_iter().map(|one| one.0).collect(),
        summary: entry.summary,
        status: entry.status,
        note: entry.note,
        exams: entry.exams.unwrap_or_else(|| exams.to_vec()),
        debtor: entry.debtor,
        creditor: entry.creditor,
        subject: entry.subject,
        event: entry.event,
        opened_by: entry.opened_by.unwrap_or(entry.event),
        discharged_by: entry.discharged_by,
        channel: entry.channel,
        // A region's adoption sets these; see `Law::terms_in`.
        in_force_from: from.unwrap_or(reviewed_on),
        in_force_to: to,
        reviewed_on: entry.reviewed_on.map_or(reviewed_on, |day| day.0),
        replaces: entry.replaces,
        region_may: match entry.region_may {
            RegionMayEntry::Replace => RegionMay::Replace,
            RegionMayEntry::NotReplace => RegionMay::NotReplace,
        },
    };
    Ok(TermEdition { term, from, to })
}

fn sense(entry: &SenseEntry) -> Sense {
    match entry {
        SenseEntry::Within => Sense::Within,
        SenseEntry::Before => Sense::Before,
        SenseEntry::NotEarlierThan => Sense::NotEarlierThan,
    }
}

fn counting(entry: &TermEntry) -> Counting {
    Counting {
        from: match entry.count_from {
            CountFromEntry::DayAfter => CountFrom::DayAfter,
            CountFromEntry::DayOf => CountFrom::DayOf,
        },
        saturdays: match entry.saturdays {
            SaturdaysEntry::AsCalendar => Saturdays::AsCalendar,
            SaturdaysEntry::Working => Saturdays::Working,
        },
        on_day_off: match entry.on_day_off {
            OnDayOffEntry::Keep => OnDayOff::Keep,
            OnDayOffEntry::NextWorkingDay => OnDayOff::ToNextWorkingDay,
            OnDayOffEntry::PreviousWorkingDay => OnDayOff::ToPreviousWorkingDay,
        },
    }
}

fn conditional_length(term: &str, entry: &LengthEntry) -> Result<ConditionalLength, LawError> {
    let named = [
        entry.minutes.map(Length::Minutes),
        entry.hours.map(Length::Hours),
        entry.working_days.map(Length::WorkingDays),
        entry.calendar_days.map(Length::CalendarDays),
        entry.weeks.map(Length::Weeks),
        entry.months.map(Length::Months),
        entry.years.map(Length::Years),
        entry.same_day.as_ref().map(|SameDayEntry::End| Length::SameDay),
        entry.fixed_date.as_ref().map(|date| Length::FixedDate {
            month: date.month,
            day: date.day,
            years_later: date.years_later,
        }),
        entry.time_of_day.map(|clock| Length::TimeOfDay(clock.0)),
    ];
    let mut given = named.into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(length), None) => Ok(ConditionalLength {
            when: entry.when.clone(),
            length,
        }),
        _ => Err(LawError::BadLength {
            term: term.to_owned(),
            problem: "длина указывается ровно одной единицей".to_owned(),
        }),
    }
}
