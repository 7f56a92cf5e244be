//! Chromium really starts, sees a page as a person would, and goes.
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use testkit::{Browser, BrowserWindow, TemporaryFolder};

const STRICT_POLICY: &str =
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const GOOD_PAGE: &str = r#"<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Вход</title></head>
<body><main><h1>Вход</h1><form action="/" method="get"><label for="login">Имя для входа</label>
<input id="login" name="login" autocomplete="username"> <button>Войти</button></form></main></body></html>"#;

const BAD_PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8"></head>
<body><img src="data:,"><div style="width:900px">x</div><table width="900"><tr><td>широко</table></body></html>"#;

/// Serves `page` to every request until the test process ends; returns the address.
fn serve(page: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 8192]);
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
                 Content-Security-Policy: {STRICT_POLICY}\r\nConnection: close\r\n\r\n{page}",
                page.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}/")
}

#[tokio::test]
async fn a_page_is_filled_in_read_and_checked_under_a_strict_policy() {
    let browser = Browser::open(BrowserWindow::Wide).await.unwrap();
    browser.goto(&serve(GOOD_PAGE)).await.unwrap();
    assert_eq!(browser.title().await.unwrap(), "Вход");
    assert_eq!(browser.text("h1").await.unwrap(), "Вход");
    assert_eq!(browser.axe_violations().await.unwrap(), Vec::<String>::new());
    assert!(!browser.has_sideways_scroll().await.unwrap());

    browser.fill("#login", "rcoi").await.unwrap();
    browser.click_words("Войти").await.unwrap();
    browser.wait_for_words("Имя для входа").await.unwrap();
    assert!(browser.address().await.unwrap().ends_with("/?login=rcoi"));
    browser.close().await.unwrap();
}

#[tokio::test]
async fn a_bad_page_is_found_out_on_a_phone() {
    let browser = Browser::open(BrowserWindow::Phone).await.unwrap();
    browser.goto(&serve(BAD_PAGE)).await.unwrap();
    assert_eq!(browser.ask::<u32>("return window.innerWidth").await.unwrap(), 360);
    assert!(browser.has_sideways_scroll().await.unwrap());
    let violations = browser.axe_violations().await.unwrap().join("\n");
    for rule in ["html-has-lang", "image-alt", "document-title"] {
        assert!(violations.contains(rule), "{rule} in\n{violations}");
    }
    let complaints = browser.complaints().await.unwrap().join("\n");
    assert!(complaints.contains("Content Security Policy"), "{complaints}");

    let folder = TemporaryFolder::new("screenshot").unwrap();
    let path = folder.path().join("page.png");
    browser.screenshot(&path).await.unwrap();
    assert!(std::fs::read(&path).unwrap().starts_with(b"\x89PNG"));
    browser.close().await.unwrap();
}

#[tokio::test]
async fn the_keyboard_alone_is_enough() {
    let browser = Browser::open(BrowserWindow::Wide).await.unwrap();
    browser.goto(&serve(GOOD_PAGE)).await.unwrap();
    browser.press_tab().await.unwrap();
    browser.type_keys("school").await.unwrap();
    browser.press_enter().await.unwrap();
    browser.wait_for_words("Имя для входа").await.unwrap();
    assert!(browser.address().await.unwrap().ends_with("/?login=school"));
    browser.close().await.unwrap();
}
