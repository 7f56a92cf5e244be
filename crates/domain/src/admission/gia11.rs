//! GIA-11: a reserve day after a granted procedure appeal (mordovia-187:7), and the year's minimum.

use regulations::LegalDate;

use super::gia9::{Attempt, AttemptOutcome, Proof};
use super::{AdmissionReason as Reason, Answer, SitOn, Verdict};

/// What is known of one subject of one participant.
#[derive(Debug, Clone, Copy)]
pub struct Gia11Facts<'f> {
    /// Oldest first.
    pub attempts: &'f [Attempt],
    /// The next reserve day of the schedule.
    pub reserve_day: Option<LegalDate>,
}

/// May this person sit this subject again? *Reading*: where the orders known here are silent, no right is made up.
pub fn gia11_admission(facts: &Gia11Facts<'_>) -> Answer {
    let passed = facts.attempts.iter().any(|one| one.outcome == AttemptOutcome::Passed);
    let last = facts.attempts.last().map(|one| one.outcome);
    match last {
        Some(AttemptOutcome::AnnulledAfterAppeal) => Answer::new(
            Verdict::MaySit,
            Reason::ProcedureAppeal,
            &["mordovia-187:7"],
            "Апелляция о\u{a0}нарушении порядка удовлетворена: допущен в\u{a0}резервный день по\u{a0}решению председателя ГЭК.",
        )
        .on(facts.reserve_day.map_or(SitOn::ReserveDay, SitOn::Day), None)
        .earlier("Прежний результат аннулирован."),
        _ if passed => Answer::new(
            Verdict::Passed,
            Reason::Passed,
            &[],
            "Минимальный балл года набран.",
        ),
        None => Answer::new(Verdict::Waiting, Reason::NotYetSat, &[], "Ещё не\u{a0}сдавал."),
        Some(AttemptOutcome::Unknown) => {
            Answer::new(Verdict::Waiting, Reason::NoResultYet, &[], "Результат ещё не\u{a0}передан.")
        }
        Some(AttemptOutcome::Failed | AttemptOutcome::Passed) => silent(Reason::Failed, "Минимальный балл года не\u{a0}набран."),
        Some(AttemptOutcome::AnnulledForViolation) => silent(Reason::ResultAnnulled, "Результат аннулирован."),
        Some(AttemptOutcome::Removed) => silent(Reason::Removed, "Удалён с\u{a0}экзамена."),
        Some(AttemptOutcome::NoShowStop) => silent(Reason::NoShowStop, "Экзамен в\u{a0}пункте остановлен."),
        Some(AttemptOutcome::Absent(Proof::Document)) => silent(Reason::AbsentForGoodReason, "Не\u{a0}явился, причина подтверждена."),
        Some(AttemptOutcome::EndedEarly(Proof::Document)) => {
            silent(Reason::NotFinishedForGoodReason, "Не\u{a0}закончил, причина подтверждена.")
        }
        Some(AttemptOutcome::Absent(Proof::None) | AttemptOutcome::EndedEarly(Proof::None)) => {
            silent(Reason::ReasonNotProved, "Работы нет, причина не\u{a0}подтверждена.")
        }
    }
}

fn silent(reason: Reason, words: &str) -> Answer {
    Answer::new(
        Verdict::NoGround,
        reason,
        &[],
        format!(
            "{words} О\u{a0}повторной сдаче приказы, которые знает программа, не\u{a0}говорят: решает ГЭК по\u{a0}федеральному порядку."
        ),
    )
}
