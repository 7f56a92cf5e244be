//! Every answer, of whatever class, carries the headers that protect its reader (promise 18, 19).
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod support;

use axum::http::{Method, StatusCode, header};
use support::{Answer, Region};
use web::{CookieSecurity, WebOptions};

fn check(what: &str, answer: &Answer, status: StatusCode) {
    assert_eq!(answer.status, status, "{what}: {}", answer.text());
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'nonce-",
        "style-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("referrer-policy"), "no-referrer", "{what}");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{what}");
    assert!(answer.header("permissions-policy").contains("camera=()"), "{what}");
}

fn check_page(what: &str, answer: &Answer, status: StatusCode) {
    check(what, answer, status);
    assert_eq!(answer.header("cache-control"), "no-store", "{what}");
    assert!(answer.header("content-type").starts_with("text/html"), "{what}");
    let nonce = answer
        .header("content-security-policy")
        .split_once("'nonce-")
        .unwrap()
        .1
        .split_once('\'')
        .unwrap()
        .0
        .to_owned();
    assert!(
        answer.text().contains(&format!("nonce=\"{nonce}\"")),
        "{what}: the script has another nonce"
    );
    assert!(
        !answer.text().contains("style=\""),
        "{what}: an inline style would be refused by the policy"
    );
}

#[tokio::test]
async fn every_class_of_answer_has_all_headers() {
    let region = Region::make().await;
    let browser = region.signed_in("administrator").await;
    let visitor = region.browser();
    check_page("200", &browser.get("/terms").await, StatusCode::OK);
    check_page("200 signed out", &visitor.get("/sign-in").await, StatusCode::OK);
    check("303", &visitor.get("/").await, StatusCode::SEE_OTHER);
    check_page("403", &browser.get("/lookup").await, StatusCode::FORBIDDEN);
    check_page("403 form", &browser.post("/accounts", &[]).await, StatusCode::FORBIDDEN);
    check_page("404", &browser.get("/no/such/page").await, StatusCode::NOT_FOUND);
    check_page(
        "404 signed out",
        &visitor.get("/no/such/page").await,
        StatusCode::NOT_FOUND,
    );
    check_page(
        "404 asset",
        &visitor.get("/assets/unknown.css").await,
        StatusCode::NOT_FOUND,
    );
    check_page(
        "409",
        &visitor.get(&format!("/invitation/{}", "0".repeat(64))).await,
        StatusCode::CONFLICT,
    );
    check_page(
        "422",
        &browser.post_with_token("/accounts", &[]).await,
        StatusCode::UNPROCESSABLE_ENTITY,
    );
    let too_large = "x".repeat(3 * 1024 * 1024);
    check_page(
        "413",
        &visitor.post("/sign-in", &[("login", &too_large)]).await,
        StatusCode::PAYLOAD_TOO_LARGE,
    );
    let put = visitor
        .request(Method::PUT, "/sign-in")
        .header("sec-fetch-site", "same-origin");
    let put = visitor.send(put.body(axum::body::Body::empty()).unwrap()).await;
    check_page("405", &put, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(put.header("allow"), "GET,HEAD,POST");
    check("health", &visitor.get("/health/ready").await, StatusCode::OK);
}

#[tokio::test]
async fn a_fault_of_ours_tells_nothing_and_is_a_page() {
    use axum::Router;
    use axum::middleware::from_fn_with_state;
    let region = Region::make().await;
    let staff = web::Staff::new(region.app.clone(), WebOptions::default());
    let broken: Router = Router::new()
        .route(
            "/broken",
            axum::routing::get(async || -> &'static str { panic!("a secret of the handler") }),
        )
        .layer(from_fn_with_state(staff.clone(), web::answer::frame));
    let browser = region.browser_of(broken);
    let answer = browser.get("/broken").await;
    check_page("500", &answer, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.text().contains("secret"));
}

#[tokio::test]
async fn hashed_assets_are_kept_and_pages_are_not() {
    let region = Region::make().await;
    let visitor = region.browser();
    for path in ui::assets::all_paths() {
        let answer = visitor.get(path).await;
        check(path, &answer, StatusCode::OK);
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable",
            "{path}"
        );
    }
}

#[tokio::test]
async fn pages_are_compressed_on_request() {
    let region = Region::make().await;
    let visitor = region.browser();
    let request = visitor
        .request(Method::GET, "/sign-in")
        .header(header::ACCEPT_ENCODING, "gzip");
    let answer = visitor.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    check("compressed", &answer, StatusCode::OK);
}

#[tokio::test]
async fn over_tls_cookies_are_bound_to_the_host_and_browsers_stay_with_tls() {
    let secure = |_: &_| WebOptions {
        cookies: CookieSecurity::Secure,
        ..support::options()
    };
    let region = Region::make_with(secure).await;
    let browser = region.browser();
    let answer = browser
        .post(
            "/sign-in",
            &[("login", "administrator"), ("password", support::PASSWORD)],
        )
        .await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-vedomost="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000; includeSubDomains"
    );
    let plain = Region::make().await.browser().get("/sign-in").await;
    assert_eq!(plain.header("strict-transport-security"), "");
}

#[tokio::test]
async fn a_foreign_name_for_this_server_shows_nothing() {
    let region = Region::make().await;
    let visitor = region.browser();
    for (host, path, expected) in [
        ("evil.example", "/sign-in", StatusCode::NOT_FOUND),
        ("127.0.0.1", "/sign-in", StatusCode::OK),
        ("10.1.2.3:8080", "/health/live", StatusCode::OK),
    ] {
        let request = axum::http::Request::builder().uri(path).header(header::HOST, host);
        let answer = visitor.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(answer.status, expected, "{host} {path}");
    }
}
