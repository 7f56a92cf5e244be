//! Announcements of procedure and schedule: who has announced, one's own announcement, the signatures under it.

mod form;
mod list;
mod one;
mod several;

use domain::access::Action;

use crate::routes::{Access, Routes};

/// The clauses that ask for an announcement and for telling the municipal body.
const CLAUSES: [&str; 2] = ["mordovia-187:11.1", "mordovia-187:11.3"];

/// Its routes.
pub fn routes() -> Routes {
    let announces = Access::May(Action::Announce);
    Routes::new()
        .get("/announcements", Access::May(Action::SeeAnnouncements), list::show)
        .get("/announcements/several", announces, several::ask)
        .post("/announcements/several", announces, several::announce)
        .get("/announcements/{exam}", announces, one::show)
        .get("/announcements/{exam}/edit", announces, form::ask)
        .post("/announcements/{exam}", announces, form::announce)
        .post("/announcements/{exam}/notify", announces, one::notify)
        .post("/announcements/{exam}/signatures", announces, one::sign)
        .get("/announcements/{exam}/print", announces, one::print)
}
