//! `vedomost bench-screen`: staff pages of a full region through the router, and its obligations recomputed.

use std::process::ExitCode;
use std::sync::Arc;

use app::AppError;
use app::obligations::Touched;
use axum::Router;
use axum::body::Body;
use axum::http::{Request as HttpRequest, header};
use rehearsal::RegionPlan;
use storage::boxed;
use tower::ServiceExt;
use uuid::Uuid;
use web::{CookieSecurity, Staff, WebOptions};

use super::region::{BenchRegion, PASSWORD, make, text};
use super::{BenchArguments, cpu_seconds};
use crate::serve::say;

/// Times each page is asked for.
const ROUNDS: u32 = 9;
/// Promised server CPU of a page, milliseconds.
const MOST_MILLISECONDS: f64 = 50.0;
/// Promised statements of a page.
const MOST_STATEMENTS: u64 = 30;
/// Promised seconds for the obligations of the region.
const MOST_OBLIGATION_SECONDS: f64 = 1.0;

/// Prints one line per page with cells between tabs; exit code 1 when a promise is not kept.
pub async fn run(arguments: &BenchArguments) -> Result<ExitCode, String> {
    let plan = RegionPlan::region().map_err(|error| error.to_string())?;
    let region = make(&arguments.folder, &plan).await?;
    let options = WebOptions {
        cookies: CookieSecurity::PlainLoopback,
        ..WebOptions::default()
    };
    let router = web::staff_router(Staff::new(Arc::clone(&region.app), options));
    say("page\trole\tCPU ms (median)\tstatements\tKiB");
    let mut kept = true;
    for (role, login, pages) in pages(&region).await? {
        let session = region.app.sign_in(&login, PASSWORD, "127.0.0.1").await.map_err(text)?;
        for page in pages.into_iter().filter(|page| page.starts_with(&arguments.only)) {
            kept &= measure(&region, &router, role, &session.token, &page).await?;
        }
    }
    kept &= obligations(&region).await?;
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Every staff page with data behind it, by role.
async fn pages(region: &BenchRegion) -> Result<Vec<(&'static str, String, Vec<String>)>, String> {
    let exam = region.exam;
    let school = region.request(region.school).await?;
    let ledgers = region.app.list_ledgers(&school, Some(exam)).await.map_err(text)?;
    let ledger = ledgers.first().map(|one| one.row.ledger.id).unwrap_or_default();
    let operator = region.request(region.operator).await?;
    let statements = region.app.list_statements(&operator, Some(exam)).await.map_err(text)?;
    let statement = statements
        .iter()
        .max_by_key(|one| one.row.line_count)
        .map(|one| one.row.id)
        .unwrap_or_default();
    let login = async |account: Uuid| {
        region
            .app
            .store
            .read(&account, |tx, account| {
                boxed(async move { Ok::<_, AppError>(storage::accounts::find(tx, *account).await?) })
            })
            .await
            .map_err(text)
    };
    let login_of = async |account: Uuid| {
        login(account)
            .await
            .map(|found| found.map(|row| row.account.login).unwrap_or_default())
    };
    let common = |extra: &[String]| {
        let mut pages: Vec<String> = [
            "/",
            "/acquaintance",
            "/statements",
            "/ledgers",
            "/organisations",
            "/participants",
            "/terms",
            "/exams",
        ]
        .map(str::to_owned)
        .to_vec();
        pages.extend_from_slice(extra);
        pages
    };
    Ok(vec![
        (
            "ministry",
            login_of(region.ministry).await?,
            common(&[
                "/calendar".to_owned(),
                "/settings".to_owned(),
                "/journal".to_owned(),
                "/lookup".to_owned(),
            ]),
        ),
        (
            "processing",
            login_of(region.operator).await?,
            common(&[
                format!("/exams/{exam}"),
                format!("/exams/{exam}/processing"),
                "/imports".to_owned(),
                format!("/statements/{statement}"),
            ]),
        ),
        (
            "municipal",
            login_of(region.municipal).await?,
            common(&["/statements/hand-over".to_owned()]),
        ),
        (
            "school",
            login_of(region.school).await?,
            common(&[format!("/ledgers/{ledger}")]),
        ),
    ])
}

async fn measure(region: &BenchRegion, router: &Router, role: &str, token: &str, page: &str) -> Result<bool, String> {
    let mut times = Vec::new();
    let (mut statements, mut bytes, mut status) = (0, 0, 0);
    for _ in 0..ROUNDS {
        let request = HttpRequest::builder()
            .uri(page)
            .header(header::HOST, "127.0.0.1")
            .header(header::COOKIE, format!("vedomost-staff={token}"))
            .body(Body::empty())
            .map_err(|error| error.to_string())?;
        let sent = region.app.store.statements_sent();
        let before = cpu_seconds()?;
        let response = router
            .clone()
            .oneshot(request)
            .await
            .map_err(|error| error.to_string())?;
        status = response.status().as_u16();
        bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .map_err(|error| error.to_string())?
            .len();
        times.push((cpu_seconds()? - before) * 1000.0);
        statements = region.app.store.statements_sent() - sent;
    }
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len() / 2).copied().unwrap_or(f64::NAN);
    let shown = page
        .split('/')
        .map(|part| if part.len() == 36 { "{id}" } else { part })
        .collect::<Vec<_>>()
        .join("/");
    let kept = median <= MOST_MILLISECONDS && statements <= MOST_STATEMENTS && status == 200;
    let remark = if kept { String::new() } else { format!("\t← {status}") };
    say(&format!(
        "{shown}\t{role}\t{median:.1}\t{statements}\t{}{remark}",
        bytes / 1024
    ));
    Ok(kept)
}

async fn obligations(region: &BenchRegion) -> Result<bool, String> {
    let before = cpu_seconds()?;
    let wanted = region
        .app
        .store
        .read(&(&region.app, region.exam), |tx, (app, exam)| {
            boxed(async move { app.obligations_wanted(tx, *exam, Touched::Everything).await })
        })
        .await
        .map_err(text)?;
    let seconds = cpu_seconds()? - before;
    say(&format!(
        "obligations recomputed: {}\t\t{:.1}\t\t",
        wanted.len(),
        seconds * 1000.0
    ));
    Ok(seconds <= MOST_OBLIGATION_SECONDS)
}
