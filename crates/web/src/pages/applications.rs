//! Applications to sit an exam: the list with search and what still lacks, taking one, one of them with its acts.

mod change;
mod list;
mod new;
mod one;

use app::applications::dates::ExamAhead;
use domain::access::Action;
use domain::application::ApplicationState;
use domain::exam::ExamKind;
use ui::components::{Choice, Choices, Link, Tag};

use crate::forms::Fields;
use crate::problems::Problems;
use crate::routes::{Access, Routes};

/// Its routes.
pub fn routes() -> Routes {
    let may = Access::May;
    let (see, take) = (may(Action::SeeApplications), may(Action::TakeApplications));
    Routes::new()
        .get("/applications", see, list::show)
        .post("/applications", see, list::find)
        .get("/applications/new", take, new::ask)
        .post("/applications/new", take, new::take)
        .get("/applications/{id}", see, one::show)
        .get("/applications/{id}/papers.pdf", take, one::print)
        .post("/applications/{id}/accept", take, one::accept)
        .post("/applications/{id}/paper", take, one::record_paper)
        .post("/applications/{id}/consent", take, one::withdraw_consent)
        .post("/applications/{id}/withdraw", take, one::withdraw)
        .post("/applications/{id}/refuse", take, one::refuse)
        .get("/applications/{id}/change", take, change::ask)
        .post("/applications/{id}/change", take, change::change)
}

fn state_tag(state: ApplicationState) -> Tag {
    let words = state.russian();
    match state {
        ApplicationState::Filed => Tag::amber(words),
        ApplicationState::Accepted => Tag::green(words),
        ApplicationState::Withdrawn | ApplicationState::Refused => Tag::grey(words),
    }
}

const fn kind_words(kind: ExamKind) -> &'static str {
    match kind {
        ExamKind::Essay => "Сочинение, изложение",
        ExamKind::Gia11 => "ГИА-11",
        ExamKind::Gia9 => "ГИА-9",
    }
}

fn trail() -> Vec<Link> {
    vec![Link::new("Заявления", "/applications")]
}

/// The exams ahead: one day of the essay, as many subjects of GIA as wanted.
fn exam_choices(kind: ExamKind, ahead: &[ExamAhead], typed: &Fields, problems: &Problems) -> Choices {
    let options = ahead
        .iter()
        .map(|one| {
            let choice = Choice::new(one.value(), one.label());
            match typed.all("exam").any(|value| value == one.value()) {
                true => choice.chosen(),
                false => choice,
            }
        })
        .collect();
    let choices = match kind {
        ExamKind::Essay => Choices::radios("exam", "День", options),
        ExamKind::Gia11 | ExamKind::Gia9 => Choices::checkboxes("exam", "Предметы и\u{a0}дни", options),
    };
    let choices = match ahead {
        [] => choices.hint("В\u{a0}расписании впереди нет ни\u{a0}одного такого экзамена"),
        _ => choices,
    };
    choices.error(problems.of_field("exam"))
}

fn work_types(typed: &Fields, problems: &Problems) -> Choices {
    let options = vec![Choice::new("20", "Сочинение"), Choice::new("21", "Изложение")];
    Choices::radios("work_type", "Что пишет", options)
        .choose(typed.one("work_type"))
        .error(problems.of_field("work_type"))
}

fn texts(fields: &Fields, name: &str) -> Vec<String> {
    fields.all(name).map(str::to_owned).collect()
}
