//! The first page. Whoever has no obligations to see begins in a section of their own.

use axum::response::{IntoResponse, Response};
use domain::access::Action;
use ui::components::Phrase;
use ui::pages::home::HomePage;

use crate::nav::{self, Section};
use crate::notice::see_other;
use crate::page::Page;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;

/// Its routes.
pub fn routes() -> Routes {
    Routes::new().get("/", Access::SignedIn, show)
}

async fn show(signed_in: SignedInRequest) -> Response {
    if !signed_in.may(Action::SeeObligations) {
        return see_other(nav::landing(&signed_in));
    }
    let page = HomePage {
        shell: signed_in.shell("Обязательства", Section::Duties),
        sub: String::new(),
        groups: Vec::new(),
        nothing_to_do: Phrase::of("Сейчас делать нечего."),
        acts: Vec::new(),
        state: None,
    };
    Page::new(page).into_response()
}
