//! The second check of an essay on application: the list, taking an application, one of them with what is to be done.

mod list;
mod new;
mod one;

use domain::access::Action;
use domain::essay_recheck::EssayRecheckState;
use ui::components::{Link, Tag};

use crate::routes::{Access, Routes};

/// Its routes.
pub fn routes() -> Routes {
    let may = Access::May;
    let (see, run) = (may(Action::SeeAppeals), may(Action::RecheckEssays));
    Routes::new()
        .get("/essay-rechecks", see, list::show)
        .post("/essay-rechecks", see, list::find)
        .get("/essay-rechecks/new", run, new::ask)
        .post("/essay-rechecks/new", run, new::take)
        .get("/essay-rechecks/{id}", see, one::show)
        .post("/essay-rechecks/{id}/notice", run, one::notify)
        .post("/essay-rechecks/{id}/checker", run, one::assign)
        .post("/essay-rechecks/{id}/transfer", run, one::transfer)
        .post("/essay-rechecks/{id}/withdraw", run, one::withdraw)
        .post(
            "/essay-rechecks/{id}/take-over",
            may(Action::PrepareAppeals),
            one::take_over,
        )
}

fn state_tag(state: EssayRecheckState) -> Tag {
    let words = state.russian();
    match state {
        EssayRecheckState::Filed => Tag::amber(words),
        EssayRecheckState::Assigned | EssayRecheckState::Checked => Tag::blue(words),
        EssayRecheckState::Changed => Tag::green(words),
        EssayRecheckState::Kept | EssayRecheckState::Withdrawn => Tag::grey(words),
    }
}

fn trail() -> Vec<Link> {
    vec![
        Link::new("Апелляции", "/appeals"),
        Link::new("Повторная проверка сочинений", "/essay-rechecks"),
    ]
}
