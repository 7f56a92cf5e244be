//! Exams and the end of processing: counts, the preview of what is released, the recorded act, holds.

mod completion;
mod exam;
mod exams;
mod hold;
mod preview;

use app::exams::{ExamSummary, ExamTerm, ResultCounts};
use domain::access::Action;
use domain::exam::{ReleaseRule, release_rule};
use regulations::ObligationState;
use regulations::russian::{capitalised, day_and_month};
use ui::components::{Clause, Clock, ClockState, Link, Phrase, Tag};
use ui::pages::processing::ExamCounts;

use super::listing::small;
use crate::routes::{Access, Routes};

/// Its routes.
pub fn routes() -> Routes {
    let (see, declare, hold) = (
        Access::May(Action::SeeParticipants),
        Access::May(Action::DeclareProcessing),
        Access::May(Action::HoldResults),
    );
    Routes::new()
        .get("/exams", see, exams::show)
        .get("/exams/{id}", see, exam::show)
        .get("/exams/{id}/counts.xlsx", see, exam::xlsx)
        .get("/exams/{id}/counts.csv", see, exam::csv)
        .get("/exams/{id}/processing", declare, preview::show)
        .post("/exams/{id}/processing", declare, preview::declare)
        .get("/exams/{id}/processing/{number}", see, completion::show)
        .get("/results/{id}/hold", hold, hold::ask)
        .get("/results/{id}/end-hold", hold, hold::ask_end)
        .post("/editions/{id}/hold", hold, hold::hold)
        .post("/editions/{id}/end-hold", hold, hold::end_hold)
}

fn counts_view(counts: ResultCounts) -> ExamCounts {
    ExamCounts {
        registered: small(counts.registered),
        received: small(counts.received),
        held: small(counts.held),
        released: small(counts.released),
    }
}

/// The term of processing as a clock.
fn clock(term: &ExamTerm) -> Clock {
    let day = day_and_month(term.due_day);
    let (state, due) = match term.state {
        ObligationState::Overdue => (ClockState::Late, format!("Срок обработки истёк {day}")),
        ObligationState::Today => (ClockState::Today, format!("Сегодня, до\u{a0}конца {day}")),
        ObligationState::Soon | ObligationState::Open => (ClockState::Ahead, format!("До\u{a0}конца {day}")),
        ObligationState::Met | ObligationState::MetLate => {
            (ClockState::Met, format!("Обработка закончена {}", term.words))
        }
    };
    let clause = Clause::new(&term.clause_chip, capitalised(&term.clause_act), &term.clause_words);
    Clock {
        state,
        due,
        who_and_left: Phrase::of(format!("Отвечает РЦОИ. {}", capitalised(&term.words))),
        clauses: vec![clause],
    }
}

/// What stands next with an exam, in a coloured word.
fn state_tag(summary: &ExamSummary) -> Option<Tag> {
    let counts = &summary.counts;
    if let Some(term) = &summary.term {
        let day = day_and_month(term.due_day);
        match term.state {
            ObligationState::Overdue => return Some(Tag::red(format!("срок обработки истёк {day}"))),
            ObligationState::Today => return Some(Tag::amber("срок обработки сегодня")),
            ObligationState::Soon | ObligationState::Open => {
                return Some(Tag::blue(format!("срок обработки\u{a0}— {day}")));
            }
            ObligationState::Met | ObligationState::MetLate => {}
        }
    }
    if release_rule(summary.exam.kind) == ReleaseRule::Approval {
        return match (counts.received, counts.released) {
            (0, 0) => None,
            (0, _) => Some(Tag::green("утверждены")),
            (_, _) => Some(Tag::amber("ждут утверждения")),
        };
    }
    match (summary.completions, counts.received) {
        (0, 0) => None,
        (_, waiting) if waiting > 0 => Some(Tag::amber("ждут выпуска")),
        _ => Some(Tag::green("обработка закончена")),
    }
}

fn trail() -> Vec<Link> {
    vec![Link::new("Экзамены", "/exams")]
}
