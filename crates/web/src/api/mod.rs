//! `/api/v1`: what other systems do by themselves: deliver files, fetch statements, report acquaintance, read obligations, fetch
//! the publication for a look-up process.
//!
//! A program shows its token in `Authorization: Bearer …` and nothing else decides who it is: no cookie, no other header.
//! The use cases are those of the pages, so rights, refusals, journal and repeated requests are the same. Every act carries
//! an `Idempotency-Key`. Whatever goes wrong is answered as `application/problem+json` (RFC 9457), in Russian. The description
//! for programs is made from these files: [`openapi`].

mod body;
mod caller;
mod exams;
mod imports;
mod ledgers;
mod obligations;
pub mod openapi;
mod paging;
pub mod problem;
mod publication;
mod statements;
mod values;

use axum::Router;
use axum::routing::{get, patch, post};

use crate::staff::Staff;

/// Where the API lives.
pub const PREFIX: &str = "/api/";

/// How many operations there are besides the description; every one of them must stand in it.
pub const OPERATIONS: usize = 14;

/// Its routes. Who may what is decided by the token's account inside each use case; [`caller::Caller`] comes first in
/// every handler but that of the description.
pub fn router() -> Router<Staff> {
    Router::new()
        .route("/api/openapi.json", get(openapi::serve))
        .route("/api/v1/exams", get(exams::list))
        .route("/api/v1/imports", post(imports::deliver))
        .route("/api/v1/imports/{id}", get(imports::show))
        .route("/api/v1/imports/{id}/wrong-rows", get(imports::wrong_rows))
        .route("/api/v1/imports/{id}/application", post(imports::apply))
        .route("/api/v1/statements", get(statements::list))
        .route("/api/v1/statements/{id}", get(statements::show))
        .route("/api/v1/statements/{id}/receipt", post(statements::receive))
        .route("/api/v1/ledgers", get(ledgers::list))
        .route("/api/v1/ledgers/{id}", get(ledgers::show))
        .route("/api/v1/ledgers/{id}/lines", patch(ledgers::save))
        .route("/api/v1/ledgers/{id}/hand-in", post(ledgers::hand_in))
        .route("/api/v1/obligations", get(obligations::list))
        .route("/api/v1/publication", get(publication::fetch))
}
