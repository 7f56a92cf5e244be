//! «Для слабовидящих»: larger letters, more contrast. A preference of the browser, not of the account; a link, because it
//! works without scripts and harms nobody.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::Response;
use serde::Deserialize;

use crate::cookies;
use crate::notice::{is_local_path, see_other};
use crate::routes::{Access, Routes};
use crate::staff::Staff;

/// Its routes.
pub fn routes() -> Routes {
    Routes::new().get("/look", Access::Everyone, switch)
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    contrast: String,
    #[serde(default)]
    back: String,
}

async fn switch(State(staff): State<Staff>, Query(choice): Query<Choice>) -> Response {
    let look = if choice.contrast == "strong" {
        "strong"
    } else {
        "ordinary"
    };
    let mut response = see_other(if is_local_path(&choice.back) { &choice.back } else { "/" });
    if let Some(line) = cookies::look(look, staff.options.cookies) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}
