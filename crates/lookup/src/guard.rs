//! The outermost layer: what every response carries, whatever became of the request inside.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use crate::options::Transport;
use crate::page::{BringsScript, Page};
use crate::pages::Trouble;
use crate::policy::content_security_policy;
use crate::site::{Site, Visit};
use crate::vision::chosen_vision;

/// Headers that do not depend on the request. Pages are never kept; an asset under a hashed name says otherwise itself.
const FIXED: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

/// Gives the request its visit, turns a panic into the page of a fault, and completes the response's headers.
pub async fn guard(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let visit = Visit {
        vision: chosen_vision(request.headers(), site.options.transport),
    };
    request.extensions_mut().insert(visit);
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|_| panicked(&site, visit).into_response());
    let script = response.extensions().get::<BringsScript>().copied();
    complete(response.headers_mut(), script, site.options.transport);
    response
}

/// The page of a fault in place of whatever was being made.
pub fn panicked(site: &Site, visit: Visit) -> Page {
    tracing::error!("a public page panicked; the place stands in the line before");
    site.trouble_page(visit, Trouble::Fault(StatusCode::INTERNAL_SERVER_ERROR))
}

/// Adds what every response carries.
pub fn complete(headers: &mut HeaderMap, script: Option<BringsScript>, transport: Transport) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_SECURITY_POLICY, content_security_policy(script));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if transport == Transport::Tls {
        let one_year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, one_year);
    }
}
