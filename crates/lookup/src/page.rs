//! A page on its way out, before it is a response: answered by the router or written to a connection directly, it is the
//! same.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::http::{Response as HttpResponse, StatusCode};
use axum::response::{IntoResponse, Response};
use ui::pages::public::{PublicPage, Sheet, Vision};

/// Every page is this.
pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Which style and script stand inside a page: by it the policy of its response is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inside {
    pub sheet: Sheet,
    pub vision: Vision,
    pub brings_script: bool,
}

/// A whole page.
pub struct Page {
    pub status: StatusCode,
    pub inside: Inside,
    /// Seconds after which asking again makes sense.
    pub retry_after: Option<u32>,
    pub html: Bytes,
}

impl Page {
    /// Renders it.
    pub fn of<P: PublicPage>(status: StatusCode, page: &P) -> Self {
        Self {
            status,
            inside: Inside::of(page),
            retry_after: None,
            html: Bytes::from(crate::rendered::rendered(page)),
        }
    }
}

impl Inside {
    pub fn of<P: PublicPage>(page: &P) -> Self {
        Self {
            sheet: P::SHEET,
            vision: page.frame().vision,
            brings_script: false,
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = HttpResponse::new(Body::from(self.html));
        *response.status_mut() = self.status;
        response.headers_mut().insert(CONTENT_TYPE, HTML);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self.inside);
        response
    }
}
