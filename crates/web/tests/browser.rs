//! The pages of this crate in a real Chromium: forms are let through, the policy refuses nothing of ours, nobody is shut
//! out by how a page is built, nothing scrolls sideways on a phone.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod support;

use std::net::SocketAddr;
use std::path::Path;

use support::{PASSWORD, Region};
use testkit::{Browser, BrowserWindow};

/// Serves the region on a free port; gives the address.
async fn serve(region: &Region) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = region
        .router
        .clone()
        .into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    format!("http://{address}")
}

async fn check_page(browser: &Browser, what: &str) {
    let picture = what.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_") + ".png";
    browser
        .screenshot(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(picture))
        .await
        .unwrap();
    assert_eq!(browser.axe_violations().await.unwrap(), Vec::<String>::new(), "{what}");
    assert!(!browser.has_sideways_scroll().await.unwrap(), "{what} scrolls sideways");
    let complaints = browser.complaints().await.unwrap();
    // Chromium complains of every answer that is a refusal; those are asked for here.
    let refused = |complaint: &String| complaint.contains("the server responded with a status of 4");
    assert!(complaints.iter().all(refused), "{what}: {complaints:?}");
}

async fn sign_in(browser: &Browser, start: &str, login: &str) {
    browser.goto(&format!("{start}/sign-in")).await.unwrap();
    browser.fill("#login", login).await.unwrap();
    browser.fill("#password", PASSWORD).await.unwrap();
    browser.click_words("Войти").await.unwrap();
    browser.wait_for_words("Выйти").await.unwrap();
}

const PAGES: &[(&str, &[&str])] = &[
    (
        "administrator",
        &[
            "/accounts/new",
            "/settings",
            "/settings/hot-line",
            "/calendar?year=2026",
            "/journal",
        ],
    ),
    (
        "ministry",
        &[
            "/lookup",
            "/settings/lookup-second-question",
            "/terms",
            "/search?q=501",
            "/no/such/page",
            "/imports/new",
        ],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_whole_on_a_screen_and_on_a_phone() {
    let region = Region::make().await;
    let start = serve(&region).await;
    for window in [BrowserWindow::Wide, BrowserWindow::Phone] {
        let browser = Browser::open(window).await.unwrap();
        for (login, pages) in PAGES {
            sign_in(&browser, &start, login).await;
            for page in *pages {
                browser.goto(&format!("{start}{page}")).await.unwrap();
                check_page(&browser, &format!("{page} {window:?}")).await;
            }
            browser.click_words("Выйти").await.unwrap();
            browser.wait_for_words("Вы вышли").await.unwrap();
            check_page(&browser, &format!("/sign-in {window:?}")).await;
        }
        browser.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_off_is_entered_by_hand() {
    let region = Region::make().await;
    let start = serve(&region).await;
    let browser = Browser::open(BrowserWindow::Wide).await.unwrap();
    sign_in(&browser, &start, "ministry").await;
    browser.goto(&format!("{start}/calendar?year=2026")).await.unwrap();
    browser.fill("#day", "18.12.2026").await.unwrap();
    browser.fill("#ground", "распоряжение № 51").await.unwrap();
    browser.click_words("Показать, что сдвинется").await.unwrap();
    browser.wait_for_words("Ни один срок не сдвинется").await.unwrap();
    check_page(&browser, "preview").await;
    browser.click_words("Записать день").await.unwrap();
    browser.wait_for_words("День внесён").await.unwrap();
    check_page(&browser, "calendar with a day").await;
    browser.close().await.unwrap();
}
