//! GIA-9: reserve days, the additional period for exactly its four groups, the next year (kuzbass-gia9:info 4, rights 4, rights 6,
//! duties 5, additional).

use regulations::russian::long_date;
use regulations::{LegalDate, TimeError};

use super::{AdmissionReason as Reason, Answer, SitOn, Verdict, last_application_day};
use crate::codes::coded;

pub use super::essay::Proof;

/// More failed subjects than this lead to the additional period at once.
const MOST_FAILED: usize = 2;
/// The same of mandatory subjects for who takes no others.
const MOST_FAILED_OF_MANDATORY: usize = 1;

coded! {
    /// Which subjects GIA-9 consists of for a person.
    Extent {
        WithElectives = "with-electives", "обязательные и\u{a0}по\u{a0}выбору";
        MandatoryOnly = "mandatory-only", "только обязательные";
    }
}

coded! {
    /// When the person was admitted to GIA.
    AdmittedWhen {
        InTime = "in-time", "вовремя";
        /// Too late to sit before the main period ends.
        TooLate = "too-late", "слишком поздно для\u{a0}основного периода";
    }
}

coded! {
    /// In which part of the schedule.
    Period {
        Main = "main", "основной период";
        Reserve = "reserve", "резервный день";
        Additional = "additional", "дополнительный период";
        AdditionalReserve = "additional-reserve", "резервный день дополнительного периода";
    }
}

/// How an attempt ended, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// Not told yet.
    Unknown,
    Passed,
    /// Below the minimum (kuzbass-gia9:info 4).
    Failed,
    /// By the chair, for the participant's own violation.
    AnnulledForViolation,
    /// By the chair, after a granted procedure appeal or somebody else's fault.
    AnnulledAfterAppeal,
    Removed,
    Absent(Proof),
    EndedEarly(Proof),
    /// Nobody came within two hours, and the chair agreed to stop (kuzbass-gia9:duties 5).
    NoShowStop,
}

/// One sitting of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    pub period: Period,
    pub outcome: AttemptOutcome,
}

/// A subject of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub code: i64,
    /// Oldest first; none for a subject not sat yet.
    pub attempts: Vec<Attempt>,
}

/// All that is asked for.
#[derive(Debug, Clone)]
pub struct Gia9Facts<'f> {
    pub today: LegalDate,
    pub extent: Extent,
    pub admitted: AdmittedWhen,
    pub subjects: &'f [Subject],
    /// The next reserve day of the schedule that is known.
    pub reserve_day: Option<LegalDate>,
    /// First day of the additional period, where the schedule names it.
    pub additional_begins: Option<LegalDate>,
    /// An application for the additional period is there.
    pub applied_on: Option<LegalDate>,
}

coded! {
    /// The four groups of kuzbass-gia9:additional.
    Group {
        One = "1", "группа\u{a0}1";
        Two = "2", "группа\u{a0}2";
        Three = "3", "группа\u{a0}3";
        Four = "4", "группа\u{a0}4";
    }
}

/// May electives be changed for the next year?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Electives {
    MayChange,
    /// Group 4 has none and gets none.
    MayNotChange,
}

/// How one subject stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Passed,
    Waiting,
    NotSat,
    FailedOnce,
    FailedAgain,
    /// By violation, removal or absence.
    Lost,
    /// To a reserve day, and why.
    Reserve(Reason),
}

/// Which of the four groups a person belongs to, by what happened before the additional period.
///
/// *Readings*: groups 3 and 4 go before 2, so that every person is in one group at most; «не прошедшие» of group 2 are those
/// whose subject was lost by a violation, a removal or an absence (the clauses known here send nobody absent to a reserve day, however good
/// the reason, save where the exam was stopped), because who failed by marks is told apart by 3
/// and 4; a subject failed once sends to a reserve day, since 3 and 4 speak of failing again on one.
pub fn group_of(facts: &Gia9Facts<'_>) -> Option<Group> {
    if facts.admitted == AdmittedWhen::TooLate {
        return Some(Group::One);
    }
    let standings = || facts.subjects.iter().map(|one| standing(before_additional(one)));
    let failed = standings()
        .filter(|one| matches!(one, Standing::FailedOnce | Standing::FailedAgain))
        .count();
    let again = standings().any(|one| one == Standing::FailedAgain);
    let most = most_failed(facts.extent);
    if failed > most || again {
        return Some(match facts.extent {
            Extent::MandatoryOnly => Group::Four,
            Extent::WithElectives => Group::Three,
        });
    }
    standings().any(|one| one == Standing::Lost).then_some(Group::Two)
}

/// For the next year only.
pub const fn electives_next_year(extent: Extent) -> Electives {
    match extent {
        Extent::WithElectives => Electives::MayChange,
        Extent::MandatoryOnly => Electives::MayNotChange,
    }
}

/// First day of the additional period: the schedule's, never before 1 September.
pub fn additional_period_begins(year: i16, scheduled: Option<LegalDate>) -> Result<LegalDate, TimeError> {
    let first = LegalDate::new(year, 9, 1)?;
    Ok(scheduled.map_or(first, |day| day.max(first)))
}

/// What is open to this person in this subject.
pub fn gia9_admission(facts: &Gia9Facts<'_>, subject: &Subject) -> Result<Answer, TimeError> {
    let group = group_of(facts);
    let in_additional = facts.subjects.iter().any(|one| additional(one).next().is_some());
    let here = standing(subject.attempts.iter());
    if here == Standing::Passed {
        return Ok(Answer::new(
            Verdict::Passed,
            Reason::Passed,
            &["kuzbass-gia9:info 4"],
            "Минимум первичных баллов набран: экзамен сдан.",
        ));
    }
    if in_additional {
        return Ok(in_the_additional_period(facts, here));
    }
    match (here, group) {
        (Standing::Reserve(reason), _) => Ok(on_a_reserve_day(facts, reason)),
        (Standing::Waiting, _) => Ok(waiting(Reason::NoResultYet)),
        (_, Some(group)) => in_additional_by(facts, group),
        (Standing::FailedOnce, None) => Ok(on_a_reserve_day(facts, Reason::Failed)),
        (Standing::NotSat, None) => Ok(waiting(Reason::NotYetSat)),
        (Standing::FailedAgain | Standing::Lost | Standing::Passed, None) => Ok(next_year(facts, Reason::NotPassed)),
    }
}

/// How far a person may go, from the most to the least: used to compare.
pub const fn breadth(answer: &Answer) -> u8 {
    match (answer.verdict, answer.sit_on) {
        (Verdict::Passed, _) => 4,
        (Verdict::Waiting, _) => 3,
        (Verdict::MaySit, Some(SitOn::ReserveDay)) => 3,
        (Verdict::MaySit, _) => match answer.reason {
            Reason::LateAdmission | Reason::NotPassed | Reason::ManyFailed | Reason::MandatoryFailed => 2,
            _ => 3,
        },
        _ => 1,
    }
}

const fn most_failed(extent: Extent) -> usize {
    match extent {
        Extent::WithElectives => MOST_FAILED,
        Extent::MandatoryOnly => MOST_FAILED_OF_MANDATORY,
    }
}

fn before_additional(subject: &Subject) -> impl Iterator<Item = &Attempt> {
    subject
        .attempts
        .iter()
        .filter(|one| matches!(one.period, Period::Main | Period::Reserve))
}

fn additional(subject: &Subject) -> impl Iterator<Item = &Attempt> {
    subject
        .attempts
        .iter()
        .filter(|one| matches!(one.period, Period::Additional | Period::AdditionalReserve))
}

fn standing<'a>(attempts: impl Iterator<Item = &'a Attempt>) -> Standing {
    let mut state = Standing::NotSat;
    for one in attempts {
        state = match one.outcome {
            AttemptOutcome::Passed => return Standing::Passed,
            AttemptOutcome::Unknown => Standing::Waiting,
            AttemptOutcome::Failed => match one.period {
                Period::Main | Period::Additional => Standing::FailedOnce,
                Period::Reserve | Period::AdditionalReserve => Standing::FailedAgain,
            },
            AttemptOutcome::AnnulledForViolation
            | AttemptOutcome::Removed
            | AttemptOutcome::Absent(_)
            | AttemptOutcome::EndedEarly(Proof::None) => Standing::Lost,
            AttemptOutcome::AnnulledAfterAppeal => Standing::Reserve(Reason::ProcedureAppeal),
            AttemptOutcome::EndedEarly(Proof::Document) => Standing::Reserve(Reason::NotFinishedForGoodReason),
            AttemptOutcome::NoShowStop => Standing::Reserve(Reason::NoShowStop),
        };
    }
    state
}

fn on_a_reserve_day(facts: &Gia9Facts<'_>, reason: Reason) -> Answer {
    let (clauses, why): (&[&'static str], &str) = match reason {
        Reason::ProcedureAppeal => (
            &["kuzbass-gia9:rights 6"],
            "Апелляция о\u{a0}нарушении порядка удовлетворена",
        ),
        Reason::NotFinishedForGoodReason => (&["kuzbass-gia9:rights 4"], "Закончил досрочно по\u{a0}акту"),
        Reason::NoShowStop => (
            &["kuzbass-gia9:duties 5"],
            "Экзамен остановлен по\u{a0}решению председателя ГЭК",
        ),
        _ => (
            &["kuzbass-gia9:additional"],
            "Минимум не\u{a0}набран один раз; в\u{a0}дополнительный период ещё не\u{a0}допускают",
        ),
    };
    let when = facts.reserve_day.filter(|day| *day > facts.today);
    let words = match when {
        Some(day) => format!("{why}: сдаёт в\u{a0}резервный день, {}.", long_date(day)),
        None => format!("{why}: сдаёт в\u{a0}резервный день; в\u{a0}расписании его ещё нет."),
    };
    Answer::new(Verdict::MaySit, reason, clauses, words)
        .on(when.map_or(SitOn::ReserveDay, SitOn::Day), None)
        .earlier(match reason {
            Reason::ProcedureAppeal => "Прежний результат аннулирован.",
            Reason::Failed => "Прежний результат действует, пока нет нового.",
            _ => "Прежнего результата нет.",
        })
}

const fn reason_of(group: Group) -> Reason {
    match group {
        Group::One => Reason::LateAdmission,
        Group::Two => Reason::NotPassed,
        Group::Three => Reason::ManyFailed,
        Group::Four => Reason::MandatoryFailed,
    }
}

fn in_additional_by(facts: &Gia9Facts<'_>, group: Group) -> Result<Answer, TimeError> {
    let begins = additional_period_begins(facts.today.year(), facts.additional_begins)?;
    let until = last_application_day(begins);
    let filed = facts.applied_on.unwrap_or(facts.today);
    let clauses = ["kuzbass-gia9:additional"];
    if filed > until {
        let words = format!(
            "{}; заявление подавали до\u{a0}{}, этот день прошёл: не\u{a0}раньше следующего года.",
            reason_of(group).russian(),
            long_date(until)
        );
        return Ok(
            Answer::new(Verdict::NotThisYear, Reason::AppliedLate, &clauses, capital(&words))
                .on(SitOn::NextYear(facts.today.year().saturating_add(1)), None),
        );
    }
    let (sit_on, when) = match facts.additional_begins {
        Some(_) => (SitOn::Day(begins), format!("с\u{a0}{}", long_date(begins))),
        None => (
            SitOn::NotBefore(begins),
            format!("не\u{a0}раньше {}", long_date(begins)),
        ),
    };
    let words = format!(
        "{}: допускает председатель ГЭК в\u{a0}дополнительный период, {when}; заявление подают до\u{a0}{}.",
        reason_of(group).russian(),
        long_date(until)
    );
    Ok(
        Answer::new(Verdict::MaySit, reason_of(group), &clauses, capital(&words))
            .on(sit_on, Some(until))
            .earlier("Прежний результат действует, пока нет нового."),
    )
}

/// What is left once the additional period was sat.
fn in_the_additional_period(facts: &Gia9Facts<'_>, here: Standing) -> Answer {
    let standings = || facts.subjects.iter().map(|one| standing(additional(one)));
    let failed = standings()
        .filter(|one| matches!(one, Standing::FailedOnce | Standing::FailedAgain))
        .count();
    let again = standings().any(|one| one == Standing::FailedAgain);
    match here {
        Standing::Waiting => waiting(Reason::NoResultYet),
        Standing::Reserve(reason) => on_a_reserve_day(facts, reason),
        Standing::FailedOnce if failed <= most_failed(facts.extent) && !again => {
            on_a_reserve_day(facts, Reason::Failed)
        }
        _ => next_year(facts, Reason::AdditionalFailed),
    }
}

fn next_year(facts: &Gia9Facts<'_>, reason: Reason) -> Answer {
    let electives = match electives_next_year(facts.extent) {
        Electives::MayChange => "предметы по\u{a0}выбору можно сменить",
        Electives::MayNotChange => "предметов по\u{a0}выбору у\u{a0}него нет, менять нечего",
    };
    let year = facts.today.year().saturating_add(1);
    Answer::new(
        Verdict::NotThisYear,
        reason,
        &["kuzbass-gia9:additional"],
        format!("Пройти ГИА снова можно не\u{a0}раньше {year}\u{a0}года; {electives}."),
    )
    .on(SitOn::NextYear(year), None)
}

fn waiting(reason: Reason) -> Answer {
    let words = match reason {
        Reason::NotYetSat => "Ещё не\u{a0}сдавал.",
        _ => "Результат ещё не\u{a0}передан.",
    };
    Answer::new(Verdict::Waiting, reason, &["kuzbass-gia9:info 4"], words)
}

fn capital(words: &str) -> String {
    regulations::russian::capitalised(words)
}
