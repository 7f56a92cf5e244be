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
use axum::response::Response;
use futures_util::FutureExt;

use crate::options::Transport;
use crate::pages::Trouble;
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

/// Marks a response whose page brings a script of its own, under the page's nonce: the challenge, and no other page.
#[derive(Clone, Copy)]
pub struct BringsScript;

/// Gives the request its visit, turns a panic into the page of a fault, and completes the response's headers.
pub async fn guard(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let visit = Visit {
        nonce: fresh_nonce(),
        vision: chosen_vision(request.headers(), site.options.transport),
    };
    request.extensions_mut().insert(visit.clone());
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|_| {
        tracing::error!("a public page panicked; the place stands in the line before");
        site.trouble_page(&visit, Trouble::Fault(StatusCode::INTERNAL_SERVER_ERROR))
    });
    let scripts = match response.extensions().get::<BringsScript>() {
        Some(BringsScript) => format!("script-src 'nonce-{}'; ", visit.nonce),
        None => String::new(),
    };
    complete(response.headers_mut(), &visit, &scripts, site.options.transport);
    response
}

fn complete(headers: &mut HeaderMap, visit: &Visit, scripts: &str, transport: Transport) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = HeaderValue::from_str(&content_security_policy(&visit.nonce, scripts));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        policy.unwrap_or(HeaderValue::from_static("default-src 'none'")),
    );
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if transport == Transport::Tls {
        let one_year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, one_year);
    }
}

fn content_security_policy(nonce: &str, scripts: &str) -> String {
    format!(
        "default-src 'none'; {scripts}style-src 'nonce-{nonce}'; font-src 'self'; img-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    )
}

/// 128 random bits. Without randomness the nonce is empty, which browsers take for none: the page is unstyled.
fn fresh_nonce() -> String {
    let mut bytes = [0u8; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => hex::encode(bytes),
        Err(error) => {
            tracing::error!(%error, "no randomness for a nonce");
            String::new()
        }
    }
}
