//! Joins askama's templates to axum.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ui::Template;

use crate::failure::Failure;

/// An HTML page: a view model of `ui`, rendered when the answer is made.
pub struct Page<T> {
    status: StatusCode,
    model: T,
}

impl<T: Template> Page<T> {
    /// The page, 200.
    pub fn new(model: T) -> Self {
        Self {
            status: StatusCode::OK,
            model,
        }
    }

    /// The page of a form with mistakes, 422.
    pub fn with_mistakes(model: T) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            model,
        }
    }

    /// The page with another status.
    pub fn with_status(status: StatusCode, model: T) -> Self {
        Self { status, model }
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.model.render() {
            Ok(html) => (
                self.status,
                [(
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("text/html; charset=utf-8"),
                )],
                html,
            )
                .into_response(),
            Err(_) => Failure::Broken("a template did not render").into_response(),
        }
    }
}
