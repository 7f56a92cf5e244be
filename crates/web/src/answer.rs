//! The frame of every answer: request id, panics, error pages, headers, one line in the log.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use ui::components::{Link, Phrase};
use ui::pages::error::ErrorPage;

use crate::failure::{Failure, FailureKind, FailurePage};
use crate::page::Page;
use crate::request_frame::RequestFrame;
use crate::staff::Staff;
use crate::{api, cookies, headers, shell};

/// Marks an answer that keeps its own body whatever its status: probes.
#[derive(Clone, Copy)]
pub struct NotAPage;

/// The layer around everything else: whatever comes from inside leaves as a page with all headers.
pub async fn frame(State(staff): State<Staff>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let Ok(frame) = RequestFrame::of(&request, staff.options.cookies) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    request.extensions_mut().insert(frame.clone());
    let outcome = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let answered = outcome.unwrap_or_else(|_| Failure::Broken("a handler panicked").into_response());
    let mut response = with_error_page(&staff, &frame, answered);
    headers::add(response.headers_mut(), &frame, staff.options.cookies);
    forget_shown_notice(&staff, &frame, &mut response);
    log(&method, route.as_deref(), &response, started, &frame);
    response
}

fn with_error_page(staff: &Staff, frame: &RequestFrame, mut answered: Response) -> Response {
    let carried = answered.extensions_mut().remove::<FailurePage>();
    let bare = answered.extensions().get::<NotAPage>().is_none() && !is_html(&answered);
    let found = carried.or_else(|| {
        bare.then(|| FailureKind::of_status(answered.status()))
            .flatten()
            .map(FailurePage::from)
    });
    let Some(failure) = found else { return answered };
    if let Some(cause) = &failure.cause {
        tracing::error!(request_id = frame.id(), cause, "request failed");
    }
    if frame.path().starts_with(api::PREFIX) {
        return api::problem::of_page(failure, &mut answered, frame.id());
    }
    let status = failure.kind.status();
    let mut response = Page::with_status(status, error_page(staff, frame, failure)).into_response();
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = answered.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

fn is_html(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

fn error_page(staff: &Staff, frame: &RequestFrame, failure: FailurePage) -> ErrorPage {
    let shell = shell::for_error(staff, frame);
    let back = failure.way_back.unwrap_or_else(|| "/".to_owned());
    match failure.kind {
        FailureKind::NotFound => ErrorPage::not_found(shell),
        FailureKind::Refused(sentence) => in_words(ErrorPage::not_found(shell), 403, "Нет доступа", &[&sentence]),
        FailureKind::StaleForm => ErrorPage::stale_form(shell, frame.path_to_come_back_to()),
        FailureKind::ForeignForm => in_words(
            ErrorPage::not_found(shell),
            403,
            "Форма пришла не\u{a0}с\u{a0}этой страницы",
            &["Ничего не\u{a0}записано. Откройте страницу заново и\u{a0}повторите"],
        ),
        FailureKind::MethodNotAllowed => in_words(
            ErrorPage::not_found(shell),
            405,
            "Так эту страницу не\u{a0}открыть",
            &["Вернитесь на\u{a0}главную и\u{a0}пройдите по\u{a0}ссылкам"],
        ),
        FailureKind::NotNow(sentence) => {
            let mut page = in_words(
                ErrorPage::not_found(shell),
                409,
                "Сейчас этого сделать нельзя",
                &[&sentence, "Ничего не\u{a0}записано"],
            );
            page.ways = vec![Link::new("Вернуться", back)];
            page
        }
        FailureKind::Changed(sentence) => ErrorPage::conflict(shell, as_sentence(&sentence), back),
        FailureKind::TooLarge(limit) => ErrorPage::too_large(shell, limit),
        FailureKind::Unprocessable(sentence) => ErrorPage::unprocessable(shell, as_sentence(&sentence)),
        FailureKind::TooMany(seconds) => ErrorPage::too_many(shell, &shell::wait_words(seconds)),
        FailureKind::Internal => ErrorPage::internal(shell).request_number(frame.id()),
        FailureKind::Unavailable => ErrorPage::unavailable(shell),
    }
}

/// A page with a heading and sentences of its own.
fn in_words(mut page: ErrorPage, status: u16, heading: &str, sentences: &[&str]) -> ErrorPage {
    page.status = status;
    page.heading = heading.to_owned();
    page.shell.title = heading.to_owned();
    page.paragraphs = sentences
        .iter()
        .filter(|text| !text.is_empty())
        .map(|text| Phrase::of(as_sentence(text)))
        .collect();
    page
}

fn as_sentence(text: &str) -> String {
    let mut sentence = regulations::russian::capitalised(text.trim());
    if !sentence.is_empty() && !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

/// A notice was shown when a page came back; a redirect carries it on.
fn forget_shown_notice(staff: &Staff, frame: &RequestFrame, response: &mut Response) {
    if frame.flash().is_none() || response.status().is_redirection() || !is_html(response) {
        return;
    }
    if let Some(line) = cookies::no_notice(staff.options.cookies) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
}

/// The route's pattern, never the path: ids, tokens and queries stay out of the log.
fn log(method: &Method, route: Option<&str>, response: &Response, started: Instant, frame: &RequestFrame) {
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        method = method.as_str(),
        route = route.unwrap_or("-"),
        status = response.status().as_u16(),
        millis,
        request_id = frame.id(),
        "request"
    );
}

/// Content type of a plain probe answer.
pub const JSON: HeaderValue = HeaderValue::from_static("application/json");
