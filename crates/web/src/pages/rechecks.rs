//! Works gone over again after their release: the list of batches, the order with its preview, one batch with what is to be
//! done, what changes, the chair's decision to keep.

mod acts;
mod give;
mod list;
mod one;
mod order;

use domain::access::Action;
use domain::recheck::RecheckState;
use regulations::Instant;
use regulations::russian::date_time;
use ui::components::{Link, Tag};

use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;

/// Its routes.
pub fn routes() -> Routes {
    let may = Access::May;
    let (see, order) = (may(Action::SeeAppeals), may(Action::OrderRecheck));
    let (prepare, chair) = (may(Action::PrepareAppeals), may(Action::ApproveProtocol));
    Routes::new()
        .get("/rechecks", see, list::show)
        .get("/rechecks/new", order, order::ask)
        .post("/rechecks/new", order, order::enter)
        .get("/rechecks/{id}", see, one::show)
        .post("/rechecks/{id}", see, one::find)
        .post("/rechecks/{id}/tell", prepare, acts::tell)
        .post("/rechecks/{id}/outcome", prepare, acts::enter_one)
        .upload("/rechecks/{id}/outcomes", prepare, acts::enter_file)
        .get("/rechecks/{id}/give", prepare, give::ask)
        .post("/rechecks/{id}/give", prepare, give::give)
        .get("/rechecks/{id}/keep", chair, give::ask_to_keep)
        .post("/rechecks/{id}/keep", chair, give::keep)
        .post("/rechecks/{id}/withdraw", order, acts::withdraw)
}

fn state_tag(state: RecheckState) -> Tag {
    let words = state.russian();
    match state {
        RecheckState::Ordered => Tag::amber(words),
        RecheckState::Given => Tag::blue(words),
        RecheckState::Changed => Tag::green(words),
        RecheckState::Kept | RecheckState::Withdrawn => Tag::grey(words),
    }
}

fn trail() -> Vec<Link> {
    vec![
        Link::new("Апелляции", "/appeals"),
        Link::new("Перепроверки", "/rechecks"),
    ]
}

fn moment(signed_in: &SignedInRequest, at: i64) -> String {
    date_time(&signed_in.person.zone, Instant::from_micros(at))
}

fn name_of(number: i64) -> String {
    format!("Перепроверка №\u{a0}{number}")
}
