//! What a handler answers instead of its page. Turned into a page of `ui` by [`crate::answer`], where the shell is known.

use app::AppError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::notice::see_other;

/// Why there is no page.
#[derive(Debug)]
pub enum Failure {
    /// A use case did not happen.
    App(AppError),
    /// The same, with the page to look at next.
    AppWithWayBack(AppError, String),
    /// Nobody is signed in; the path to come back to afterwards.
    SignInFirst(String),
    /// The form came from another site, or nobody knows from where.
    ForeignForm,
    /// The form's token is missing, or of another session.
    StaleForm,
    /// The form cannot be read at all.
    UnreadableForm,
    /// The body is over the limit, in words.
    TooLarge(&'static str),
    /// No route, or a name under which this server is not addressed.
    NoSuchPage,
    /// A fault of ours; the text is for the log.
    Broken(&'static str),
}

/// A failure on its way to the reader: carried in the answer's extensions until the page is made.
#[derive(Debug, Clone)]
pub struct FailurePage {
    /// Which page.
    pub kind: FailureKind,
    /// Where the reader may go on.
    pub way_back: Option<String>,
    /// For the log, where the failure is ours; never shown.
    pub cause: Option<String>,
}

/// The pages there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailureKind {
    /// 404: there is none, or it is not the reader's to know of.
    NotFound,
    /// 403 with the sentence.
    Refused(String),
    /// 403: the form is old.
    StaleForm,
    /// 403: the form came from elsewhere.
    ForeignForm,
    /// 405.
    MethodNotAllowed,
    /// 409: the rules or the state do not allow it now.
    NotNow(String),
    /// 409: what the reader looked at has changed.
    Changed(String),
    /// 413 with the limit in words.
    TooLarge(&'static str),
    /// 422 with the sentence.
    Unprocessable(String),
    /// 429; seconds to wait.
    TooMany(i64),
    /// 500.
    Internal,
    /// 503.
    Unavailable,
}

impl FailureKind {
    /// Status of the answer.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Refused(_) | Self::StaleForm | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotNow(_) | Self::Changed(_) => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The page for an answer that axum or a layer made, which has a status only.
    pub fn of_status(status: StatusCode) -> Option<Self> {
        Some(match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::FORBIDDEN => Self::Refused(String::new()),
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge(FORM_LIMIT_WORDS),
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany(60),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => Self::Unavailable,
            status if status.is_client_error() => Self::Unprocessable("Запрос не\u{a0}разобран".to_owned()),
            status if status.is_server_error() => Self::Internal,
            _ => return None,
        })
    }
}

/// The limit of ordinary forms, in words.
pub const FORM_LIMIT_WORDS: &str = "2\u{a0}МБ";
/// The limit of forms with files, in words.
pub const UPLOAD_LIMIT_WORDS: &str = "300\u{a0}МБ";

impl Failure {
    /// Names the page to look at after a refusal: where the present state is shown.
    #[must_use]
    pub fn back_to(self, path: impl Into<String>) -> Self {
        match self {
            Self::App(error) | Self::AppWithWayBack(error, _) => Self::AppWithWayBack(error, path.into()),
            other => other,
        }
    }

    fn page(self) -> FailurePage {
        match self {
            Self::App(error) => page_of(error, None),
            Self::AppWithWayBack(error, path) => page_of(error, Some(path)),
            Self::SignInFirst(_) => FailureKind::Refused(String::new()).into(),
            Self::ForeignForm => FailureKind::ForeignForm.into(),
            Self::StaleForm => FailureKind::StaleForm.into(),
            Self::UnreadableForm => {
                FailureKind::Unprocessable("Форма пришла не\u{a0}целиком или не\u{a0}в\u{a0}том виде".to_owned()).into()
            }
            Self::TooLarge(limit) => FailureKind::TooLarge(limit).into(),
            Self::NoSuchPage => FailureKind::NotFound.into(),
            Self::Broken(cause) => FailurePage {
                kind: FailureKind::Internal,
                way_back: None,
                cause: Some(cause.to_owned()),
            },
        }
    }
}

impl From<FailureKind> for FailurePage {
    fn from(kind: FailureKind) -> Self {
        Self {
            kind,
            way_back: None,
            cause: None,
        }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

fn page_of(error: AppError, way_back: Option<String>) -> FailurePage {
    let mut cause = None;
    let kind = match error {
        AppError::NotFound => FailureKind::NotFound,
        AppError::Refused(refusal) => FailureKind::Refused(refusal.to_string()),
        AppError::Invalid(problems) => {
            let messages: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            FailureKind::Unprocessable(messages.join(". "))
        }
        AppError::NotNow(sentence) => FailureKind::NotNow(sentence),
        AppError::Changed(sentence) => FailureKind::Changed(sentence),
        AppError::KeyReused => FailureKind::Changed(AppError::KeyReused.to_string()),
        AppError::TooMany(seconds) => FailureKind::TooMany(seconds),
        AppError::Law(sentence) => FailureKind::Unprocessable(sentence),
        ours @ (AppError::Storage(_)
        | AppError::Sealed(_)
        | AppError::Keys(_)
        | AppError::Files(_)
        | AppError::Document(_)) => {
            cause = Some(ours.to_string());
            FailureKind::Internal
        }
    };
    FailurePage { kind, way_back, cause }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::SignInFirst(path) = self {
            return see_other(&sign_in_path(&path));
        }
        let page = self.page();
        let mut response = page.kind.status().into_response();
        if let FailureKind::TooMany(seconds) = page.kind {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        response.extensions_mut().insert(page);
        response
    }
}

fn sign_in_path(next: &str) -> String {
    if next == "/" || next.is_empty() {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in?next={next}")
    }
}
