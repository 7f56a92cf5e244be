//! The essay again in the same school year (kirov-1497:4.3, 4.5; rostov-essay:10.1).

use regulations::russian::long_date;
use regulations::{LegalDate, TimeError, essay_dates};

use super::{AdmissionReason as Reason, Answer, SitOn, Verdict, last_application_day};
use crate::registration::ParticipantCategory;

/// Re-takes of a failed essay in one school year (kirov-1497:4.3).
pub const MOST_RETAKES: usize = 2;

/// Is a good reason proved by a document?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Document,
    None,
}

/// How one sitting ended, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EssayOutcome {
    /// Not told yet.
    Unknown,
    Pass,
    Fail,
    Removed,
    Absent(Proof),
    NotFinished(Proof),
}

/// One sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EssaySitting {
    pub on: LegalDate,
    pub outcome: EssayOutcome,
}

/// All that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct EssayFacts<'f> {
    pub category: ParticipantCategory,
    pub today: LegalDate,
    /// Of one school year, oldest first.
    pub sittings: &'f [EssaySitting],
    /// All days of that school year on which it is written, in order.
    pub days: &'f [LegalDate],
}

/// The days of a school year: the rule's, save those that a decree names instead (rostov-essay:8.2). A decreed day within a
/// month of a day of the rule stands in its place; any other is one more.
pub fn days_of_year(autumn: i16, decreed: &[LegalDate]) -> Result<Vec<LegalDate>, TimeError> {
    let by_rule = essay_dates(autumn)?;
    let mut days = decreed.to_vec();
    for day in [by_rule.main, by_rule.february, by_rule.april] {
        if !decreed.iter().any(|other| other.days_since(day).abs() < 28) {
            days.push(day);
        }
    }
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

/// Re-takes that count: what was written or broken off by removal after the first fail. *Reading*: a removal uses a re-take
/// up; an absence or an essay left for a good reason does not.
pub fn retakes_used(sittings: &[EssaySitting]) -> usize {
    let after_first = sittings
        .iter()
        .skip_while(|one| one.outcome != EssayOutcome::Fail)
        .skip(1);
    after_first
        .filter(|one| {
            matches!(
                one.outcome,
                EssayOutcome::Fail | EssayOutcome::Removed | EssayOutcome::Pass
            )
        })
        .count()
}

/// May this person write again this school year, and when?
pub fn essay_admission(facts: &EssayFacts<'_>) -> Answer {
    let last = facts.sittings.last();
    let is_wish = !is_obliged(facts.category);
    let has_pass = facts.sittings.iter().any(|one| one.outcome == EssayOutcome::Pass);
    if has_pass {
        return Answer::new(
            Verdict::Passed,
            Reason::Passed,
            &["rostov-essay:11"],
            "Зачёт есть: писать снова не\u{a0}нужно, допуск к\u{a0}ГИА-11 действует бессрочно.",
        );
    }
    match last.map(|one| one.outcome) {
        None if is_wish => on_a_day(
            facts,
            Reason::OwnWish,
            &["kirov-1497:4.4", "kirov-1497:3.1"],
            "Пишет по\u{a0}желанию и\u{a0}сам выбирает день",
        ),
        None => on_a_day(
            facts,
            Reason::NotYetSat,
            &["kirov-1497:4.3", "kirov-1497:3.1"],
            "Ещё не\u{a0}писал",
        ),
        Some(EssayOutcome::Unknown) => Answer::new(
            Verdict::Waiting,
            Reason::NoResultYet,
            &["kirov-1497:4.5"],
            "Результат ещё не\u{a0}передан: до\u{a0}этого о\u{a0}повторном допуске сказать нельзя.",
        ),
        Some(EssayOutcome::Pass) => Answer::new(Verdict::Passed, Reason::Passed, &["rostov-essay:11"], "Зачёт есть."),
        Some(EssayOutcome::Fail | EssayOutcome::Removed) if is_wish => Answer::new(
            Verdict::NotThisYear,
            Reason::NotForThisCategory,
            &["kirov-1497:4.5", "rostov-essay:10.1"],
            "После незачёта или удаления в\u{a0}том\u{a0}же учебном году допускают только учеников и\u{a0}экстернов.",
        ),
        Some(EssayOutcome::Fail | EssayOutcome::Removed) if retakes_used(facts.sittings) >= MOST_RETAKES => {
            Answer::new(
                Verdict::NotThisYear,
                Reason::RetakesUsed,
                &["kirov-1497:4.3"],
                "Пересдавал дважды: третьей пересдачи в\u{a0}этом учебном году нет.",
            )
        }
        Some(EssayOutcome::Fail) => again(facts, Reason::Failed, "После незачёта допущен писать снова"),
        Some(EssayOutcome::Removed) => again(facts, Reason::Removed, "После удаления допущен писать снова"),
        Some(EssayOutcome::Absent(Proof::Document)) => again(
            facts,
            Reason::AbsentForGoodReason,
            "Не\u{a0}явился по\u{a0}уважительной причине, документ есть; допущен",
        ),
        Some(EssayOutcome::NotFinished(Proof::Document)) => again(
            facts,
            Reason::NotFinishedForGoodReason,
            "Не\u{a0}закончил по\u{a0}уважительной причине, документ есть; допущен",
        ),
        Some(EssayOutcome::Absent(Proof::None) | EssayOutcome::NotFinished(Proof::None)) => Answer::new(
            Verdict::NeedsDocument,
            Reason::ReasonNotProved,
            &["kirov-1497:4.5", "rostov-essay:10.1"],
            "Допустят, когда уважительная причина будет подтверждена документом.",
        ),
    }
}

/// Students and externs, whom the essay admits to GIA (kirov-1497:2.1); all others write because they wish to (2.2).
pub const fn is_obliged(category: ParticipantCategory) -> bool {
    matches!(category, ParticipantCategory::Student | ParticipantCategory::Extern)
}

fn again(facts: &EssayFacts<'_>, reason: Reason, words: &str) -> Answer {
    let clauses = [
        "kirov-1497:4.3",
        "kirov-1497:4.5",
        "rostov-essay:10.1",
        "kirov-1497:3.1",
    ];
    let earlier = match reason {
        Reason::Failed => "Прежний незачёт остаётся в\u{a0}истории; допуском станет первый зачёт.",
        _ => "Прежней проверенной работы нет.",
    };
    on_a_day(facts, reason, &clauses, words).earlier(earlier)
}

/// The next day whose application is still in time.
fn on_a_day(facts: &EssayFacts<'_>, reason: Reason, clauses: &[&'static str], words: &str) -> Answer {
    let last = facts.sittings.last().map(|one| one.on);
    let coming = facts
        .days
        .iter()
        .copied()
        .filter(|day| last.is_none_or(|last| *day > last) && *day > facts.today);
    let reachable = coming.filter(|day| last_application_day(*day) >= facts.today).min();
    match reachable {
        Some(day) => {
            let until = last_application_day(day);
            let words = format!(
                "{words} {}; заявление подают до\u{a0}{}.",
                long_date(day),
                long_date(until)
            );
            Answer::new(Verdict::MaySit, reason, clauses, words).on(SitOn::Day(day), Some(until))
        }
        None => Answer::new(
            Verdict::NotThisYear,
            Reason::NoDateLeft,
            clauses,
            "В\u{a0}этом учебном году дат, на\u{a0}которые ещё можно подать заявление, больше нет.",
        ),
    }
}
