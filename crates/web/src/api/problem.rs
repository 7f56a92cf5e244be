//! What a program is answered instead of what it asked for: RFC 9457, in Russian.

use app::AppError;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::NotAPage;
use crate::failure::{Failure, FailureKind, FailurePage};

/// `application/problem+json`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// What kind of problem: `about:blank#changed`, a name that does not change with the words.
    #[serde(rename = "type")]
    kind: String,
    /// In a few words.
    title: String,
    /// As in the answer's first line.
    status: u16,
    /// What is wrong and what to do.
    detail: String,
    /// Wrong values, each with its place in the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ValueProblem>,
    /// For a fault of ours: the number under which the log tells more.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

/// One wrong value.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ValueProblem {
    /// Name of the value; of a ledger's line `time-17`.
    field: String,
    /// What is wrong and what to do.
    detail: String,
}

/// A handler's refusal.
pub struct ApiFailure {
    failure: Failure,
    errors: Vec<ValueProblem>,
    challenge: bool,
}

impl ApiFailure {
    /// Nobody, or nobody any more, acts with what the request showed.
    pub fn no_token() -> Self {
        Self {
            failure: Failure::SignInFirst(String::new()),
            errors: Vec::new(),
            challenge: true,
        }
    }

    /// One value of the request is wrong.
    pub fn value(field: &str, detail: impl Into<String>) -> Self {
        AppError::field(field, detail).into()
    }
}

impl From<AppError> for ApiFailure {
    fn from(error: AppError) -> Self {
        let errors = match &error {
            AppError::Invalid(problems) => problems
                .iter()
                .map(|problem| ValueProblem {
                    field: problem.field.clone(),
                    detail: problem.message.clone(),
                })
                .collect(),
            _ => Vec::new(),
        };
        Self {
            failure: error.into(),
            errors,
            challenge: false,
        }
    }
}

impl From<Failure> for ApiFailure {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            errors: Vec::new(),
            challenge: false,
        }
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        if self.challenge {
            let mut response = unauthorised().into_response();
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            return response;
        }
        // The frame of the answer makes the problem, where the number of the request is known.
        let mut response = self.failure.into_response();
        response.extensions_mut().insert(WrongValues(self.errors));
        response
    }
}

/// Carried to the frame of the answer.
#[derive(Clone)]
struct WrongValues(Vec<ValueProblem>);

fn unauthorised() -> Problem {
    Problem {
        kind: "about:blank#no-token".to_owned(),
        title: "Ключ не\u{a0}принят".to_owned(),
        status: StatusCode::UNAUTHORIZED.as_u16(),
        detail: "Покажите действующий ключ в\u{a0}заголовке Authorization: Bearer. Ключ выдаёт администратор; он мог быть закрыт или кончился его срок."
            .to_owned(),
        errors: Vec::new(),
        request_id: None,
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response.extensions_mut().insert(NotAPage);
        response
    }
}

/// The problem for a failure that the frame found in an answer below [`super::PREFIX`].
pub fn of_page(failure: FailurePage, answered: &mut Response, request_id: &str) -> Response {
    let errors = answered
        .extensions_mut()
        .remove::<WrongValues>()
        .map(|wrong| wrong.0)
        .unwrap_or_default();
    let status = failure.kind.status();
    let internal = matches!(failure.kind, FailureKind::Internal);
    let (name, title, detail) = in_words(failure.kind);
    let problem = Problem {
        kind: format!("about:blank#{name}"),
        title: title.to_owned(),
        status: status.as_u16(),
        detail,
        errors,
        request_id: internal.then(|| request_id.to_owned()),
    };
    let mut response = problem.into_response();
    let kept: [HeaderName; 2] = [header::ALLOW, header::RETRY_AFTER];
    for name in kept {
        if let Some(value) = answered.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// Name, title and detail of a problem.
fn in_words(kind: FailureKind) -> (&'static str, &'static str, String) {
    match kind {
        FailureKind::NotFound => (
            "not-found",
            "Такого нет",
            "Этого нет или это не\u{a0}ваше: проверьте адрес.".to_owned(),
        ),
        FailureKind::Refused(sentence) => ("refused", "Нет права", sentence),
        FailureKind::StaleForm | FailureKind::ForeignForm => ("refused", "Нет права", String::new()),
        FailureKind::MethodNotAllowed => (
            "method-not-allowed",
            "Так этот адрес не\u{a0}вызывают",
            "Допустимые методы названы в\u{a0}заголовке Allow и\u{a0}в\u{a0}описании /api/openapi.json.".to_owned(),
        ),
        FailureKind::NotNow(sentence) => ("not-now", "Сейчас этого сделать нельзя", sentence),
        FailureKind::Changed(sentence) => ("changed", "Данные изменились", sentence),
        FailureKind::TooLarge(limit) => (
            "too-large",
            "Слишком большой запрос",
            format!("Наибольший размер\u{a0}— {limit}."),
        ),
        FailureKind::Unprocessable(sentence) => ("unprocessable", "Запрос не\u{a0}разобран или неверен", sentence),
        FailureKind::TooMany(seconds) => (
            "too-many",
            "Слишком часто",
            format!("Подождите {seconds}\u{a0}с и\u{a0}повторите."),
        ),
        FailureKind::Internal => (
            "internal",
            "Ошибка на\u{a0}нашей стороне",
            "Повторите запрос с\u{a0}тем\u{a0}же Idempotency-Key; если не\u{a0}поможет, сообщите номер запроса."
                .to_owned(),
        ),
        FailureKind::Unavailable => (
            "unavailable",
            "Сервер занят",
            "Повторите запрос с\u{a0}тем\u{a0}же Idempotency-Key.".to_owned(),
        ),
    }
}
