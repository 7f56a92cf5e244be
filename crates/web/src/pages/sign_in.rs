//! The way in and out.

use app::AppError;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use ui::components::PostForm;
use ui::page::Flash;
use ui::pages::sign_in::{DemoRole, SignInPage};

use crate::address::ClientAddress;
use crate::cookies;
use crate::failure::Failure;
use crate::forms::{VerifiedForm, VisitorForm};
use crate::notice::{is_local_path, see_other, see_other_with};
use crate::page::Page;
use crate::problems::Problems;
use crate::request_frame::RequestFrame;
use crate::routes::{Access, Routes};
use crate::shell::{self, wait_words};
use crate::staff::Staff;

/// Its routes.
pub fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Access::Everyone, ask)
        .post("/sign-in", Access::Everyone, enter)
        .post("/sign-out", Access::SignedIn, leave)
}

#[derive(Deserialize)]
struct Destination {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize, Default)]
struct Credentials {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn ask(
    State(staff): State<Staff>,
    frame: RequestFrame,
    Query(destination): Query<Destination>,
) -> Page<SignInPage> {
    let typed = Credentials {
        next: destination.next,
        ..Credentials::default()
    };
    Page::new(form(&staff, &frame, &typed, &Problems::default(), String::new()))
}

async fn enter(
    State(staff): State<Staff>,
    frame: RequestFrame,
    ClientAddress(address): ClientAddress,
    VisitorForm(typed): VisitorForm<Credentials>,
) -> Result<Response, Failure> {
    match staff.app.sign_in(&typed.login, &typed.password, &address).await {
        Ok(session) => {
            if let Some(former) = frame.session() {
                staff.app.sign_out(former).await?;
            }
            Ok(with_session(&staff, &session.token, destination(&typed.next)))
        }
        Err(AppError::TooMany(seconds)) => Ok(slowed(&staff, &frame, &typed, seconds)),
        Err(error) => {
            let problems = Problems::of(error)?;
            Ok(Page::with_mistakes(form(&staff, &frame, &typed, &problems, String::new())).into_response())
        }
    }
}

fn slowed(staff: &Staff, frame: &RequestFrame, typed: &Credentials, seconds: i64) -> Response {
    let words = format!(
        "Было несколько неверных попыток подряд. Следующая\u{a0}— {}.",
        wait_words(seconds)
    );
    let page = form(staff, frame, typed, &Problems::default(), words);
    let wait = [(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)))];
    (wait, Page::with_status(StatusCode::TOO_MANY_REQUESTS, page)).into_response()
}

/// A redirect with the cookie of a new session.
pub(super) fn with_session(staff: &Staff, token: &str, path: &str) -> Response {
    let mut response = see_other(path);
    if let Some(line) = cookies::session(token, staff.options.cookies) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

fn destination(next: &str) -> &str {
    if is_local_path(next) { next } else { "/" }
}

fn form(staff: &Staff, frame: &RequestFrame, typed: &Credentials, problems: &Problems, slowed: String) -> SignInPage {
    let mut post = PostForm::new("/sign-in", "", "");
    if is_local_path(&typed.next) {
        post = post.with("next", typed.next.clone());
    }
    let mut page = SignInPage::new(shell::for_visitor(staff, frame, "Вход"), post);
    page.region_line = staff
        .app
        .ruleset()
        .map(|rules| rules.region().name.clone())
        .unwrap_or_default();
    page.login = page.login.value(typed.login.chars().take(40).collect::<String>());
    page.password = page.password.error(problems.of_field("password"));
    page.errors = problems.summary();
    page.slowed = slowed;
    page.demo_roles = demo_roles(staff);
    page
}

fn demo_roles(staff: &Staff) -> Vec<DemoRole> {
    let accounts = staff
        .options
        .demo
        .as_ref()
        .map(|control| control.accounts())
        .unwrap_or_default();
    let role = |account: crate::DemoAccount| DemoRole {
        role: account.role,
        person: account.person,
        does: account.does,
        form: PostForm::new("/demo/sign-in", "", "").with("login", account.login),
    };
    accounts.into_iter().map(role).collect()
}

#[derive(Deserialize)]
struct Nothing {}

async fn leave(
    State(staff): State<Staff>,
    VerifiedForm {
        signed_in,
        fields: Nothing {},
    }: VerifiedForm<Nothing>,
) -> Result<Response, Failure> {
    staff.app.sign_out(&signed_in.person.session).await?;
    let mut response = see_other_with(&staff, "/sign-in", &Flash::done("Вы\u{a0}вышли."));
    if let Some(line) = cookies::no_session(staff.options.cookies) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    Ok(response)
}
