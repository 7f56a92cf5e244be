//! Who reaches what: every route as every role and as nobody, and the access table itself, against golden files.
//!
//! When a difference is meant, copy the file that the message names over the golden one and read the change in review.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod support;

use std::path::Path;

use axum::http::{Method, StatusCode};
use support::{Answer, Browser, PASSWORD, Region, STAFF};
use web::routes::{Access, Route};

/// Compares with `tests/golden/<name>`; what was found is left beside the tests' other output.
fn check_golden(name: &str, found: &str) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let expected = std::fs::read_to_string(&golden).unwrap_or_default();
    if expected == found {
        return;
    }
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&kept, found).unwrap();
    let differs = found
        .lines()
        .zip(expected.lines().chain(std::iter::repeat("")))
        .find(|(found, expected)| found != expected);
    let advice = format!("if it is meant: cp {} {}", kept.display(), golden.display());
    assert!(expected == found, "{name} differs, first at {differs:?}; {advice}");
}

/// `200`, `303→/sign-in`, `403`: a redirect with its goal, ids and random parts left out.
fn class(answer: &Answer) -> String {
    let goal = answer.header("location").split('?').next().unwrap_or_default();
    if goal.is_empty() {
        answer.status.as_u16().to_string()
    } else {
        format!("{}→{goal}", answer.status.as_u16())
    }
}

/// An id that nothing has.
const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

async fn try_route(browser: &Browser, route: &Route) -> Answer {
    match route.method {
        Method::GET => browser.get(&support::filled(route.pattern, NOBODY)).await,
        _ => browser.post_to(route, NOBODY, &browser.token().await).await,
    }
}

#[tokio::test]
async fn routes_as_every_role() {
    let region = Region::make().await;
    let mut table = web::router::routes().table();
    table.sort_by_key(|route| (route.pattern, route.method.to_string()));
    let mut lines = String::new();
    for route in &table {
        let mut cells = vec![format!("{} {} [{}]", route.method, route.pattern, route.access.words())];
        cells.push(format!(
            "anonymous={}",
            class(&try_route(&region.browser(), route).await)
        ));
        for (login, ..) in STAFF {
            if route.pattern == "/sign-in" {
                // Every try counts as a wrong password: wait until the next one is heard.
                region.advance_minutes(2);
            }
            let browser = region.signed_in(login).await;
            let answer = try_route(&browser, route).await;
            assert!(
                !answer.status.is_server_error(),
                "{} {} as {login}: {}",
                route.method,
                route.pattern,
                answer.text()
            );
            cells.push(format!("{login}={}", class(&answer)));
        }
        lines.push_str(&cells.join(" "));
        lines.push('\n');
    }
    check_golden("routes.txt", &lines);
}

#[tokio::test]
async fn nobody_passes_a_guard_without_signing_in() {
    let region = Region::make().await;
    for route in web::router::routes().table() {
        if matches!(route.access, Access::Everyone) {
            continue;
        }
        let answer = try_route(&region.browser(), &route).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", route.pattern);
        assert!(answer.header("location").starts_with("/sign-in"), "{}", route.pattern);
    }
}

#[test]
fn the_access_table() {
    let lines = domain::access::matrix().into_iter().map(|(role, action, permission)| {
        let cell = permission.map_or_else(
            || "-".to_owned(),
            |(reach, needs)| format!("{} {needs:?}", reach.code()).to_lowercase(),
        );
        format!("{} {} {cell}\n", role.code(), action.code())
    });
    check_golden("access.txt", &lines.collect::<String>());
}

#[tokio::test]
async fn every_section_of_the_navigation_opens_for_whoever_sees_it() {
    let table = web::router::routes().table();
    for section in web::nav::SECTIONS {
        let leads = table
            .iter()
            .any(|route| route.pattern == section.href && route.method == Method::GET);
        assert!(leads, "{} leads nowhere", section.href);
    }
    let region = Region::make().await;
    for (login, ..) in STAFF {
        let browser = region.signed_in(login).await;
        let landing = browser.get("/").await;
        let landing = if landing.status == StatusCode::SEE_OTHER {
            browser.get(landing.header("location")).await
        } else {
            landing
        };
        assert_eq!(landing.status, StatusCode::OK, "{login}");
        let text = landing.text();
        for section in web::nav::SECTIONS {
            if text.contains(&format!("govuk-service-navigation__link\" href=\"{}\"", section.href)) {
                let answer = browser.get(section.href).await;
                assert_eq!(answer.status, StatusCode::OK, "{login} {}", section.href);
            }
        }
    }
}

#[tokio::test]
async fn a_foreign_object_and_one_that_does_not_exist_are_one_page() {
    let region = Region::make().await;
    let foreign = region
        .account("foreign", domain::access::Role::SchoolOfficer, "420201")
        .await
        .to_string();
    let browser = region.signed_in("clerk").await;
    let own = region.account_of("school").await;
    assert_eq!(browser.get(&format!("/accounts/{own}")).await.status, StatusCode::OK);
    let mut bodies = Vec::new();
    for id in [foreign.as_str(), NOBODY, "nonsense"] {
        let answer = browser.get(&format!("/accounts/{id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
        bodies.push(support::without_randomness(&answer).replace(id, "ID"));
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
    let path = |id: &str| format!("/accounts/{id}/orders");
    let fields = [
        ("order_number", "1"),
        ("order_date", "01.12.2026"),
        ("valid_from", "01.12.2026"),
    ];
    for id in [foreign.as_str(), NOBODY] {
        assert_eq!(
            browser.post_with_token(&path(id), &fields).await.status,
            StatusCode::NOT_FOUND,
            "{id}"
        );
    }
}

#[tokio::test]
async fn an_order_not_in_force_closes_what_it_opened() {
    let region = Region::make().await;
    region
        .account("unnamed", domain::access::Role::MunicipalClerk, "502")
        .await;
    let browser = region.browser();
    browser
        .post("/sign-in", &[("login", "unnamed"), ("password", PASSWORD)])
        .await;
    let needs_order = web::router::routes()
        .table()
        .into_iter()
        .filter(|route| match route.access {
            Access::May(action) => matches!(
                domain::access::permission(domain::access::Role::MunicipalClerk, action),
                Some((_, domain::access::Needs::Order))
            ),
            _ => false,
        });
    for route in needs_order {
        let answer = try_route(&browser, &route).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", route.pattern);
        assert!(answer.text().contains("приказ"), "{}", route.pattern);
    }
}
