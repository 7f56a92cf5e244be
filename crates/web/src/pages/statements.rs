//! Statements of results: the list, one statement with its way, the hand-over with its preview, the receipt, the files.

mod hand_over;
mod list;
mod one;
mod receive;

pub use list::short_title;

use domain::access::Action;

use crate::routes::{Access, Routes};

/// Whoever may know that statements exist; the rows are guarded by the use case, which tells a missing order in words.
const KNOWS: Access = Access::May(Action::ListStatements);

/// Its routes.
pub fn routes() -> Routes {
    Routes::new()
        .get("/statements", KNOWS, list::show)
        .get("/statements.xlsx", KNOWS, list::xlsx)
        .get("/statements.csv", KNOWS, list::csv)
        .get("/statements.zip", KNOWS, list::zip)
        .get(
            "/statements/hand-over",
            Access::May(Action::HandOverStatement),
            hand_over::ask,
        )
        .post(
            "/statements/hand-over",
            Access::May(Action::HandOverStatement),
            hand_over::hand_over,
        )
        .post(
            "/statements/receive",
            Access::May(Action::ReceiveStatement),
            receive::receive,
        )
        .get("/statements/{id}", KNOWS, one::show)
        .get("/statements/{id}/pdf", KNOWS, one::pdf)
        .get("/statements/{id}/xlsx", KNOWS, one::xlsx)
}
