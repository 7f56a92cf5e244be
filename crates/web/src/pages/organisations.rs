//! Organisations: the tree, one organisation, and who in it may reach statements.

mod list;
mod one;

use domain::access::Action;

use crate::routes::{Access, Routes};

/// Its routes.
pub fn routes() -> Routes {
    let access = Access::May(Action::SeeOrganisations);
    Routes::new()
        .get("/organisations", access, list::show)
        .get("/organisations.xlsx", access, list::xlsx)
        .get("/organisations.csv", access, list::csv)
        .get("/organisations/{id}", access, one::show)
}
