//! A page on its way out, before it is a response: answered by the router or written to a connection directly, it is the
//! same.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::http::{Response as HttpResponse, StatusCode};
use axum::response::{IntoResponse, Response};
use ui::Template;

use crate::rendered::rendered;
use crate::scratch::Html;

/// Every page is this.
pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Marks a response whose page brings a script of its own: the challenge, and no other page.
#[derive(Clone, Copy)]
pub struct BringsScript;

/// A whole page.
pub struct Page {
    pub status: StatusCode,
    pub script: Option<BringsScript>,
    /// Seconds after which asking again makes sense.
    pub retry_after: Option<u32>,
    pub html: Html,
}

impl Page {
    /// Of HTML that is there already.
    pub fn ok(html: Html) -> Self {
        Self {
            status: StatusCode::OK,
            script: None,
            retry_after: None,
            html,
        }
    }

    /// Renders it.
    pub fn of(status: StatusCode, page: &impl Template) -> Self {
        Self {
            status,
            ..Self::ok(Html::Shared(rendered(page).into()))
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = HttpResponse::new(Body::from(self.html.into_bytes()));
        *response.status_mut() = self.status;
        response.headers_mut().insert(CONTENT_TYPE, HTML);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(script) = self.script {
            response.extensions_mut().insert(script);
        }
        response
    }
}
