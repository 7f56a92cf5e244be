//! `vedomost bench-screen`: staff pages of a whole region through the router, suggestions while somebody types, and the
//! obligations recomputed.

use std::process::ExitCode;
use std::sync::Arc;

use app::App;
use app::obligations::Touched;
use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request as HttpRequest, header};
use storage::boxed;
use tower::ServiceExt;
use web::{CookieSecurity, Staff, WebOptions};

use super::region::text;
use super::screen_pages::MeasuredPage;
use super::{BenchArguments, cpu_seconds, screen_pages};
use crate::serve::say;

/// Times each page is asked for.
const ROUNDS: u32 = 9;
/// Promised server CPU of a page, milliseconds.
const MOST_MILLISECONDS: f64 = 50.0;
/// Promised server CPU of a suggestion while somebody types, milliseconds.
const MOST_MILLISECONDS_TYPING: f64 = 20.0;
/// Promised statements of a page.
const MOST_STATEMENTS: u64 = 30;
/// Promised seconds for the obligations of the region.
const MOST_OBLIGATION_SECONDS: f64 = 1.0;

/// Prints one line per page with cells between tabs; exit code 1 when a promise is not kept.
pub async fn run(arguments: &BenchArguments) -> Result<ExitCode, String> {
    let demo = screen_pages::region(arguments).await?;
    let options = WebOptions {
        cookies: CookieSecurity::PlainLoopback,
        ..WebOptions::default()
    };
    let router = web::staff_router(Staff::new(Arc::clone(&demo.app), options));
    say("page\trole\tCPU ms (median)\tstatements\tKiB");
    let mut kept = true;
    for role in screen_pages::measured(&demo).await? {
        let account = demo.accounts.accounts.iter().find(|one| one.login == role.login);
        let password = account.map(|one| one.password.as_str()).unwrap_or_default();
        let session = demo
            .app
            .sign_in(role.login, password, "127.0.0.1")
            .await
            .map_err(text)?;
        let visitor = Visitor {
            app: &demo.app,
            router: &router,
            role: role.login,
            session: &session.token,
        };
        for page in role
            .pages
            .iter()
            .filter(|page| page.address.starts_with(&arguments.only))
        {
            kept &= visitor.page(page).await?;
        }
        if SUGGESTIONS.starts_with(&arguments.only) && !role.typed.is_empty() {
            kept &= visitor.search_as_you_type(&role.typed).await?;
        }
    }
    kept &= obligations(&demo.app).await?;
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Where the search box asks while somebody types.
const SUGGESTIONS: &str = "/search/suggestions";

/// Somebody signed in.
struct Visitor<'a> {
    app: &'a App,
    router: &'a Router,
    role: &'a str,
    session: &'a str,
}

/// What answering some requests cost.
struct Cost {
    milliseconds: f64,
    statements: u64,
    bytes: usize,
    status: u16,
    body: String,
}

impl Visitor<'_> {
    async fn page(&self, page: &MeasuredPage) -> Result<bool, String> {
        let request = || self.request(&page.address).method("GET").body(Body::empty());
        let cost = self.median(request).await?;
        Ok(self.told(&page.shown, &cost, MOST_MILLISECONDS))
    }

    /// The dearest of what is typed.
    async fn search_as_you_type(&self, typed: &[String]) -> Result<bool, String> {
        let start = self
            .median(|| self.request("/search").method("GET").body(Body::empty()))
            .await?;
        let token = start
            .body
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let token = token.ok_or("на\u{a0}странице нет ключа формы")?;
        let mut kept = true;
        for words in typed {
            let form = format!("csrf={token}&q={}", web::pieces::percent_encoded(words));
            let request = || {
                self.request(SUGGESTIONS)
                    .method("POST")
                    .header("sec-fetch-site", "same-origin")
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .body(Body::from(form.clone()))
            };
            let cost = self.median(request).await?;
            kept &= self.told(&format!("{SUGGESTIONS} «{words}»"), &cost, MOST_MILLISECONDS_TYPING);
        }
        Ok(kept)
    }

    fn request(&self, address: &str) -> Builder {
        HttpRequest::builder()
            .uri(address)
            .header(header::HOST, "127.0.0.1")
            .header(header::COOKIE, format!("vedomost-staff={}", self.session))
    }

    async fn median(&self, request: impl Fn() -> Result<HttpRequest<Body>, axum::http::Error>) -> Result<Cost, String> {
        let mut costs = Vec::new();
        for _ in 0..ROUNDS {
            costs.push(self.cost(request().map_err(|error| error.to_string())?).await?);
        }
        costs.sort_by(|one, other| one.milliseconds.total_cmp(&other.milliseconds));
        let middle = costs.len() / 2;
        costs.into_iter().nth(middle).ok_or_else(|| "нет замеров".to_owned())
    }

    async fn cost(&self, request: HttpRequest<Body>) -> Result<Cost, String> {
        let (sent, before) = (self.app.store.statements_sent(), cpu_seconds()?);
        let answer = self
            .router
            .clone()
            .oneshot(request)
            .await
            .map_err(|error| error.to_string())?;
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
            .await
            .map_err(|error| error.to_string())?;
        Ok(Cost {
            milliseconds: (cpu_seconds()? - before) * 1000.0,
            statements: self.app.store.statements_sent() - sent,
            bytes: body.len(),
            status,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    fn told(&self, page: &str, cost: &Cost, most: f64) -> bool {
        let kept = cost.milliseconds <= most && cost.statements <= MOST_STATEMENTS && cost.status == 200;
        let remark = if kept {
            String::new()
        } else {
            format!("\t← {}", cost.status)
        };
        say(&format!(
            "{page}\t{}\t{:.1}\t{}\t{}{remark}",
            self.role,
            cost.milliseconds,
            cost.statements,
            cost.bytes / 1024
        ));
        kept
    }
}

async fn obligations(app: &App) -> Result<bool, String> {
    let mut kept = true;
    for exam in app.exams().await.map_err(text)? {
        let before = cpu_seconds()?;
        let wanted = app
            .store
            .read(&(app, exam.id), |tx, (app, exam)| {
                boxed(async move { app.obligations_wanted(tx, *exam, Touched::Everything).await })
            })
            .await
            .map_err(text)?;
        let seconds = cpu_seconds()? - before;
        say(&format!(
            "obligations: {}\t{}\t{:.1}\t\t",
            exam.title(),
            wanted.len(),
            seconds * 1000.0
        ));
        kept &= seconds <= MOST_OBLIGATION_SECONDS;
    }
    Ok(kept)
}
