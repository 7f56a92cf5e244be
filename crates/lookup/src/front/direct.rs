//! The pages that nearly every request is for, made without the router.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::request::{Method, Plain};
use crate::form::{PostedForm, client_of_form};
use crate::guard::panicked;
use crate::handlers::{HOME, RESULT, SURNAME, result_page, start_page, surname_page};
use crate::page::Page;
use crate::site::{Site, Visit};
use crate::vision::chosen_vision;

type Handler = fn(&Site, Visit, &PostedForm<'_>) -> Page;

/// The page; `None` where the router answers.
pub fn page(site: &Site, request: &Plain<'_, '_>, peer: SocketAddr) -> Option<Page> {
    let handler: Option<Handler> = match (request.method, request.path) {
        (Method::Get, HOME) => None,
        (Method::Post, RESULT) => Some(result_page),
        (Method::Post, SURNAME) => Some(surname_page),
        _ => return None,
    };
    let visit = Visit {
        vision: chosen_vision(request.headers, site.options.transport),
    };
    let make = || match handler {
        None => start_page(site, visit),
        Some(handler) => match client_of_form(site, request.headers, Some(peer)) {
            Ok(client) => handler(site, visit, &PostedForm::parse(request.body, client)),
            Err(trouble) => site.trouble_page(visit, trouble),
        },
    };
    Some(catch_unwind(AssertUnwindSafe(make)).unwrap_or_else(|_| panicked(site, visit)))
}
