//! The expert's own pages: the cases given to this person, each without the participant's name, and the conclusion on it.

mod list;
mod one;

use domain::access::Action;

use crate::routes::{Access, Routes};

/// Its routes.
pub fn routes() -> Routes {
    let conclude = Access::May(Action::GiveConclusion);
    Routes::new()
        .get("/conclusions", conclude, list::show)
        .post("/conclusions", conclude, list::find)
        .get("/conclusions/{id}", conclude, one::show)
        .get("/conclusions/{id}/conclusion.pdf", conclude, one::print)
        .get("/conclusions/{id}/papers/{paper}", conclude, one::paper)
        .post("/conclusions/{id}/conclusion", conclude, one::conclude)
        .post("/conclusions/{id}/query", conclude, one::ask_developers)
}
