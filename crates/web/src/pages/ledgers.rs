//! Ledgers of acquaintance: the list, the entry, the paper, the hand-in.

mod conflict;
mod entry;
mod hand_in;
mod list;
mod typed;
mod view;

use domain::access::Action;

use crate::routes::{Access, Routes};

/// Its routes.
pub fn routes() -> Routes {
    let sees = Access::May(Action::SeeAcquaintance);
    let fills = Access::May(Action::FillLedger);
    Routes::new()
        .get("/ledgers", sees, list::show)
        .get("/ledgers.xlsx", sees, list::xlsx)
        .get("/ledgers.csv", sees, list::csv)
        .get("/ledgers/{id}", fills, entry::show)
        .post("/ledgers/{id}", fills, entry::save)
        .post("/ledgers/{id}/bulk", fills, entry::fill)
        .get("/ledgers/{id}/print", fills, entry::print)
        .get("/ledgers/{id}/hand-in", fills, hand_in::ask)
        .post("/ledgers/{id}/hand-in", fills, hand_in::hand_in)
}
