//! The staff router: all pages behind their guards, inside the frame of every answer.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::timeout::TimeoutLayer;

use crate::failure::Failure;
use crate::request_frame::RequestFrame;
use crate::routes::{FORM_BYTES, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;
use crate::{answer, api, pages};

/// Longest time for a whole request; a large file over a slow line needs it.
const LONGEST_REQUEST: Duration = Duration::from_secs(600);

/// The routes of every page.
pub fn routes() -> Routes {
    Routes::new()
        .and(pages::accounts::routes())
        .and(pages::admission::routes())
        .and(pages::announcements::routes())
        .and(pages::appeals::routes())
        .and(pages::conclusions::routes())
        .and(pages::rechecks::routes())
        .and(pages::essay_rechecks::routes())
        .and(pages::applications::routes())
        .and(pages::assets::routes())
        .and(pages::calendar::routes())
        .and(pages::commission::routes())
        .and(pages::demo::routes())
        .and(pages::health::routes())
        .and(pages::history::routes())
        .and(pages::home::routes())
        .and(pages::imports::routes())
        .and(pages::invitation::routes())
        .and(pages::journal::routes())
        .and(pages::ledgers::routes())
        .and(pages::look::routes())
        .and(pages::lookup_opening::routes())
        .and(pages::metrics::routes())
        .and(pages::monitor::routes())
        .and(pages::organisations::routes())
        .and(pages::participants::routes())
        .and(pages::processing::routes())
        .and(pages::search::routes())
        .and(pages::settings::routes())
        .and(pages::sign_in::routes())
        .and(pages::statements::routes())
        .and(pages::terms::routes())
}

/// The staff listener's router.
pub fn staff_router(staff: Staff) -> Router {
    routes()
        .into_router(&staff)
        .merge(api::router())
        .fallback(no_such_page)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST_REQUEST,
        ))
        .layer(from_fn_with_state(staff.clone(), known_host))
        .layer(from_fn_with_state(staff.clone(), answer::frame))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .with_state(staff)
}

/// Texts only: fonts, PDF, XLSX and sealed files do not get smaller.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("font/"))
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/vnd"))
        .and(NotForContentType::const_new("application/octet-stream"))
}

/// A page that is not there; the reader keeps the navigation.
async fn no_such_page(State(staff): State<Staff>, frame: RequestFrame) -> Failure {
    if let Ok(Some(signed_in)) = SignedInRequest::load(&staff, &frame).await {
        frame.keep_signed_in(signed_in);
    }
    Failure::NoSuchPage
}

/// Refuses names under which this server is not addressed (a foreign name that resolves to it); probes come by address.
async fn known_host(State(staff): State<Staff>, request: Request, next: Next) -> Response {
    let hosts = &staff.options.allowed_hosts;
    let named = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .map(without_port);
    let is_known =
        hosts.is_empty() || named.is_some_and(|name| hosts.iter().any(|host| host.eq_ignore_ascii_case(name)));
    if is_known || is_probe(request.uri().path()) {
        next.run(request).await
    } else {
        Failure::NoSuchPage.into_response()
    }
}

fn is_probe(path: &str) -> bool {
    path.starts_with("/health/") || path == pages::metrics::PATH
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}
