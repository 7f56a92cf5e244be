//! The essay (exposition): again in the same school year (kirov-1497:4.3, 4.5; rostov-essay:10.1), and for how long a pass
//! serves (rostov-essay:11).

use regulations::{LegalDate, TimeError};

use crate::registration::ParticipantCategory;

/// Re-takes after a fail in one school year (kirov-1497:4.3).
pub const MOST_RETAKES: usize = 2;
/// For universities a pass serves so many years behind the year of writing (rostov-essay:11).
const YEARS_FOR_UNIVERSITIES: i16 = 4;

/// How a sitting of this school year ended, as far as it is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EssayOutcome {
    /// Its day is yet to come.
    Ahead,
    /// Held, nothing released yet.
    NotKnown,
    Passed,
    Failed,
    /// For a violation of the order.
    Removed,
    /// Did not come; the reason is not known here.
    Absent,
    /// Began and did not finish; the reason is not known here.
    NotFinished,
    /// The orders do not say what follows an annulled essay.
    Annulled,
}

/// One sitting of the school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EssaySitting {
    pub date: LegalDate,
    pub outcome: EssayOutcome,
}

/// Why somebody is admitted again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Readmission {
    Failed,
    Removed,
    /// Only by a document of the good reason.
    Absent,
    /// Only by a document of the good reason.
    NotFinished,
}

/// Why somebody is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoReadmission {
    RetakesUsed,
    /// Writes by choice: a fail or a removal admits nobody of kirov-1497:2.2 again this year.
    WritesByChoice,
    NoDateLeft,
    /// An annulled sitting: the orders are silent, the ministry decides. *Reading*.
    Annulled,
}

/// May the person write again this school year?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EssayAdmission {
    /// Is registered for no day of this year.
    NotRegistered,
    /// Is registered for a day to come.
    Ahead(LegalDate),
    /// The result of this day decides.
    Awaited(LegalDate),
    /// Passed on this day.
    Passed(LegalDate),
    /// On any of the days, earliest first; there is at least one.
    Again {
        why: Readmission,
        days: Vec<LegalDate>,
    },
    NotAgain(NoReadmission),
}

/// How long a pass serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// Last day for universities; for admission to the state exams a pass has no end.
    pub universities_until: LegalDate,
    /// Somebody who writes again by choice may give universities this year's essay only: the earlier one is annulled.
    pub ends_by_writing_again: bool,
}

/// Decides over the sittings of one school year, in any order; `days` are those on which essays are still written this year.
pub fn essay_admission(category: ParticipantCategory, sittings: &[EssaySitting], days: &[LegalDate]) -> EssayAdmission {
    let mut sittings = sittings.to_vec();
    sittings.sort_by_key(|sitting| sitting.date);
    let day_of = |wanted: EssayOutcome| {
        sittings
            .iter()
            .rev()
            .find(|one| one.outcome == wanted)
            .map(|one| one.date)
    };
    if let Some(date) = day_of(EssayOutcome::Passed) {
        return EssayAdmission::Passed(date);
    }
    if let Some(date) = day_of(EssayOutcome::NotKnown) {
        return EssayAdmission::Awaited(date);
    }
    let why = ground(&sittings);
    // Also of somebody who was registered for another day all the same.
    if let Some(refusal) = why.and_then(|why| refusal(category, why, &sittings)) {
        return EssayAdmission::NotAgain(refusal);
    }
    if let Some(ahead) = sittings.iter().find(|one| one.outcome == EssayOutcome::Ahead) {
        return EssayAdmission::Ahead(ahead.date);
    }
    let Some(why) = why else {
        return match sittings.is_empty() {
            true => EssayAdmission::NotRegistered,
            false => EssayAdmission::NotAgain(NoReadmission::Annulled),
        };
    };
    let last = sittings.last().map(|one| one.date);
    let mut days: Vec<LegalDate> = days.iter().copied().filter(|day| Some(*day) > last).collect();
    days.sort_unstable();
    days.dedup();
    match days.is_empty() {
        true => EssayAdmission::NotAgain(NoReadmission::NoDateLeft),
        false => EssayAdmission::Again { why, days },
    }
}

/// What was written and failed, or ended by removal, admits without a document, also where the person then stayed away once
/// more; who has only stayed away or not finished needs one.
fn ground(sittings: &[EssaySitting]) -> Option<Readmission> {
    let grounds = sittings.iter().rev().filter_map(|one| match one.outcome {
        EssayOutcome::Failed => Some(Readmission::Failed),
        EssayOutcome::Removed => Some(Readmission::Removed),
        EssayOutcome::Absent => Some(Readmission::Absent),
        EssayOutcome::NotFinished => Some(Readmission::NotFinished),
        EssayOutcome::Ahead | EssayOutcome::NotKnown | EssayOutcome::Passed | EssayOutcome::Annulled => None,
    });
    let grounds: Vec<Readmission> = grounds.collect();
    let without_document = grounds.iter().find(|why| !why.needs_document());
    without_document.or(grounds.first()).copied()
}

fn refusal(category: ParticipantCategory, why: Readmission, sittings: &[EssaySitting]) -> Option<NoReadmission> {
    if why.needs_document() {
        return None;
    }
    match category {
        ParticipantCategory::Student | ParticipantCategory::Extern => {}
        ParticipantCategory::PastGraduate
        | ParticipantCategory::CollegeStudent
        | ParticipantCategory::ForeignSchoolStudent
        | ParticipantCategory::CertificateHolder => return Some(NoReadmission::WritesByChoice),
    }
    (retakes(sittings) >= MOST_RETAKES).then_some(NoReadmission::RetakesUsed)
}

/// Sittings behind the first fail that the person took part in. *Reading*: one that ended by removal is used up too, one that
/// was missed or not finished is not.
fn retakes(sittings: &[EssaySitting]) -> usize {
    let taken = |one: &&EssaySitting| matches!(one.outcome, EssayOutcome::Failed | EssayOutcome::Removed);
    let failed = sittings.iter().position(|one| one.outcome == EssayOutcome::Failed);
    failed.map_or(0, |first| sittings.iter().skip(first + 1).filter(taken).count())
}

/// How long a pass of this day serves (rostov-essay:11).
///
/// # Errors
/// A year beyond the calendar.
pub fn validity(category: ParticipantCategory, passed: LegalDate) -> Result<Validity, TimeError> {
    Ok(Validity {
        universities_until: LegalDate::new(passed.year().saturating_add(YEARS_FOR_UNIVERSITIES), 12, 31)?,
        ends_by_writing_again: match category {
            ParticipantCategory::Student | ParticipantCategory::Extern => false,
            ParticipantCategory::PastGraduate
            | ParticipantCategory::CollegeStudent
            | ParticipantCategory::ForeignSchoolStudent
            | ParticipantCategory::CertificateHolder => true,
        },
    })
}

impl Readmission {
    /// Must the good reason be proved?
    pub const fn needs_document(self) -> bool {
        match self {
            Self::Failed | Self::Removed => false,
            Self::Absent | Self::NotFinished => true,
        }
    }
}

impl EssayAdmission {
    /// The clauses it rests on.
    pub const fn clauses(&self) -> &'static [&'static str] {
        match self {
            Self::NotRegistered => &["kirov-1497:3.1"],
            Self::Ahead(_) => &["kirov-1497:4.3"],
            Self::Awaited(_) => &["kirov-1497:4.5"],
            Self::Passed(_) => &["rostov-essay:11"],
            Self::Again {
                why: Readmission::Failed,
                ..
            } => &["kirov-1497:4.3", "kirov-1497:4.5", "rostov-essay:10.1"],
            Self::Again { .. } | Self::NotAgain(NoReadmission::Annulled) => &["kirov-1497:4.5", "rostov-essay:10.1"],
            Self::NotAgain(NoReadmission::RetakesUsed | NoReadmission::NoDateLeft) => &["kirov-1497:4.3"],
            Self::NotAgain(NoReadmission::WritesByChoice) => &["kirov-1497:4.5", "rostov-essay:10.1"],
        }
    }
}
