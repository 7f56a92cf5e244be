//! Imports: a conversation about one file. Choose, match the columns, compare, write or drop.

mod acts;
mod columns;
mod difference;
mod list;
mod new;
mod outcome;

use app::import::{ImportSummary, ProfileKind};
use domain::access::Action;
use regulations::Instant;
use regulations::russian::{capitalised, date_time};

use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;

/// Its routes.
pub fn routes() -> Routes {
    let access = Access::May(Action::Import);
    Routes::new()
        .get("/imports", access, list::show)
        .get("/imports/new", access, new::show)
        .upload("/imports/new", access, new::receive)
        .get("/imports/templates/{kind}", access, new::template)
        .get("/imports/{id}", access, difference::show)
        .get("/imports/{id}/columns", access, columns::show)
        .post("/imports/{id}/columns", access, columns::save)
        .post("/imports/{id}/apply", access, acts::apply)
        .post("/imports/{id}/drop", access, acts::drop_it)
        .get("/imports/{id}/wrong", access, acts::wrong_rows)
        .get("/imports/{id}/file", access, acts::received_file)
}

/// «Результаты сочинения».
fn kind_words(kind: ProfileKind) -> String {
    capitalised(kind.russian())
}

/// «14 декабря 2026, 18:07» in the reader's zone.
fn moment(signed_in: &SignedInRequest, micros: i64) -> String {
    date_time(&signed_in.person.zone, Instant::from_micros(micros))
}

/// «Результаты.xlsx · принят 14 декабря 2026, 18:07».
fn file_line(signed_in: &SignedInRequest, summary: &ImportSummary) -> String {
    format!(
        "{} · принят {}",
        summary.file_name,
        moment(signed_in, summary.row.staged_at)
    )
}

/// The page of one import.
fn address(summary: &ImportSummary) -> String {
    format!("/imports/{}", summary.row.id)
}
