//! Forms from elsewhere change nothing (promise 17).
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod support;

use axum::Router;
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use support::{Browser, Region};
use web::Staff;
use web::routes::{Access, Routes};
use web::upload::VerifiedUpload;

const OURS: &[(&str, &str)] = &[("sec-fetch-site", "same-origin"), ("origin", "null")];

struct Forged {
    what: &'static str,
    token: Token,
    headers: &'static [(&'static str, &'static str)],
}

enum Token {
    Own,
    Absent,
    OfAnotherSession,
    Mangled,
}

const FORGED: &[Forged] = &[
    Forged {
        what: "no token",
        token: Token::Absent,
        headers: OURS,
    },
    Forged {
        what: "another session's token",
        token: Token::OfAnotherSession,
        headers: OURS,
    },
    Forged {
        what: "a mangled token",
        token: Token::Mangled,
        headers: OURS,
    },
    Forged {
        what: "neither header",
        token: Token::Own,
        headers: &[],
    },
    Forged {
        what: "a foreign origin",
        token: Token::Own,
        headers: &[("origin", "https://evil.example")],
    },
    Forged {
        what: "our name on another port",
        token: Token::Own,
        headers: &[("origin", "http://127.0.0.1:9999")],
    },
    Forged {
        what: "an opaque origin alone",
        token: Token::Own,
        headers: &[("origin", "null")],
    },
    Forged {
        what: "cross-site",
        token: Token::Own,
        headers: &[("sec-fetch-site", "cross-site"), ("origin", "null")],
    },
    Forged {
        what: "same-site is not same-origin",
        token: Token::Own,
        headers: &[("sec-fetch-site", "same-site")],
    },
];

async fn token_of(token: &Token, browser: &Browser, stranger: &Browser) -> String {
    match token {
        Token::Own => browser.token().await,
        Token::Absent => String::new(),
        Token::OfAnotherSession => stranger.token().await,
        Token::Mangled => browser.token().await.chars().rev().collect(),
    }
}

fn new_account(token: &str) -> Vec<(&str, &str)> {
    vec![
        ("csrf", token),
        ("surname", "Осокина"),
        ("given_name", "Вера"),
        ("login", "osokina"),
        ("role", "school-officer"),
        ("organisation", "420102"),
    ]
}

#[tokio::test]
async fn a_forged_form_is_refused_and_changes_nothing() {
    let region = Region::make().await;
    let browser = region.signed_in("administrator").await;
    let stranger = region.signed_in("administrator").await;
    let before = region.journal_length().await;
    for forged in FORGED {
        let token = token_of(&forged.token, &browser, &stranger).await;
        let answer = browser
            .send(browser.form("/accounts", &new_account(&token), forged.headers))
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", forged.what);
        assert_eq!(region.journal_length().await, before, "{}", forged.what);
    }
    let token = browser.token().await;
    let answer = browser
        .send(browser.form("/accounts", &new_account(&token), OURS))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.text().contains("/invitation/"));
}

#[tokio::test]
async fn no_form_of_a_signed_in_person_does_without_a_token() {
    let region = Region::make().await;
    let id = region.account_of("school").await.to_string();
    for route in web::router::routes().table() {
        if route.method != Method::POST || matches!(route.access, Access::Everyone) {
            continue;
        }
        for (login, ..) in support::STAFF {
            let browser = region.signed_in(login).await;
            let before = region.journal_length().await;
            let answer = browser.post_to(&route, &id, "00").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} as {login}", route.pattern);
            assert_eq!(region.journal_length().await, before, "{} as {login}", route.pattern);
        }
    }
}

#[tokio::test]
async fn a_form_sent_twice_acts_once() {
    let region = Region::make().await;
    let browser = region.signed_in("administrator").await;
    let account = region.account_of("appeals").await;
    let path = format!("/accounts/{account}/orders");
    let fields = [
        ("idempotency_key", "0123456789abcdef"),
        ("order_number", "7"),
        ("order_date", "01.12.2026"),
        ("valid_from", "02.12.2026"),
    ];
    let first = browser.post_with_token(&path, &fields).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    let after_first = region.journal_length().await;
    let second = browser.post_with_token(&path, &fields).await;
    assert_eq!(second.status, StatusCode::SEE_OTHER);
    assert_eq!(region.journal_length().await, after_first);
    let mut other = fields;
    other[1] = ("order_number", "8");
    assert_eq!(
        browser.post_with_token(&path, &other).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn the_token_of_a_session_looks_different_in_every_page() {
    let region = Region::make().await;
    let browser = region.signed_in("administrator").await;
    assert_ne!(browser.token().await, browser.token().await);
}

/// A router with one form for files, inside the frame of every answer.
fn uploading(region: &Region) -> Router {
    let staff = Staff::new(region.app.clone(), support::options());
    let taken = async |upload: VerifiedUpload| {
        let sizes: Vec<String> = upload
            .files
            .iter()
            .map(|file| format!("{} {}", file.name, file.stored.size))
            .collect();
        format!("{} | {}", upload.fields.one("profile"), sizes.join(", "))
    };
    let routes = Routes::new().upload("/trial", Access::SignedIn, taken);
    routes
        .into_router(&staff)
        .layer(from_fn_with_state(staff.clone(), web::answer::frame))
        .with_state(staff)
}

#[tokio::test]
async fn a_file_is_taken_only_after_the_token() {
    let region = Region::make().await;
    let signed_in = region.signed_in("operator").await;
    let token = signed_in.token().await;
    let browser = signed_in.on(uploading(&region));
    let large = "x".repeat(24 * 1024 * 1024);
    let too_large = "x".repeat(301 * 1024 * 1024);
    let cases = [
        ("no token", vec![("file", "a.csv", "x")], StatusCode::FORBIDDEN),
        (
            "token after the file",
            vec![("file", "a.csv", "x"), ("csrf", "", &token)],
            StatusCode::FORBIDDEN,
        ),
        (
            "whole",
            vec![("csrf", "", &token), ("profile", "", "p"), ("file", "a.csv", "abc")],
            StatusCode::OK,
        ),
        (
            "large",
            vec![("csrf", "", &token), ("file", "a.csv", &large)],
            StatusCode::OK,
        ),
        (
            "too large",
            vec![("csrf", "", &token), ("file", "a.csv", &too_large)],
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ];
    for (what, parts, expected) in cases {
        let answer = browser.post_files("/trial", &parts).await;
        assert_eq!(answer.status, expected, "{what}: {}", answer.text());
        if what == "whole" {
            assert_eq!(answer.text(), "p | a.csv 3");
        }
    }
}
