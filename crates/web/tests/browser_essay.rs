//! Pages of the essay's beginning in a real Chromium: whole on a screen and on a phone, shut to nobody. Pictures of them
//! are left beside the tests' other output.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]
#![expect(clippy::indexing_slicing, reason = "tests")]

mod essay_region;
mod support;

use std::net::SocketAddr;
use std::path::Path;

use domain::access::Role;
use domain::organisation::OrganisationKind;
use essay_region::{Engine, EssayRegion, links, upload};
use rehearsal::FileFormat;
use support::PASSWORD;
use testkit::{Browser, BrowserWindow};

async fn serve(region: &EssayRegion) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = region
        .router
        .clone()
        .into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    format!("http://{address}")
}

async fn check_page(browser: &Browser, window: BrowserWindow, page: &str, name: &str) {
    browser.goto(page).await.unwrap();
    let picture = format!("essay-{name}-{}.png", window.size().0);
    browser
        .screenshot(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(picture))
        .await
        .unwrap();
    assert_eq!(browser.axe_violations().await.unwrap(), Vec::<String>::new(), "{name}");
    assert!(!browser.has_sideways_scroll().await.unwrap(), "{name} scrolls sideways");
    assert_eq!(browser.complaints().await.unwrap(), Vec::<String>::new(), "{name}");
}

/// Addresses of every page of the operator, with a name for its picture.
async fn pages_of_operator(region: &EssayRegion) -> Vec<(String, String)> {
    let operator = region.browser("operator").await;
    let exam = region.exam().await;
    let faulty = region
        .region
        .results_with_faults()
        .table
        .write(FileFormat::CsvUtf8)
        .unwrap();
    let staged = upload(&operator, "essay-results", "", "Результаты.csv", &faulty)
        .await
        .header("location")
        .to_owned();
    let corrections = region.region.results_corrections().write(FileFormat::CsvUtf8).unwrap();
    let changing = upload(&operator, "essay-results", "", "Правки.csv", &corrections)
        .await
        .header("location")
        .to_owned();
    let dropped = upload(&operator, "essay-results", "", "Снятая.csv", &corrections)
        .await
        .header("location")
        .to_owned();
    operator.post_with_token(&format!("{dropped}/drop"), &[]).await;
    let list = operator.get("/participants").await;
    let (person, result) = (
        links(&list, "/people/")[0].clone(),
        links(&list, "/results/")[0].clone(),
    );
    let organisation = links(&operator.get("/organisations").await, "/organisations/")[3].clone();
    [
        ("home", "/".to_owned()),
        ("imports", "/imports".to_owned()),
        ("import-new", "/imports/new".to_owned()),
        ("import-wrong", staged.clone()),
        ("import-new-rows", format!("{staged}?rows=same")),
        ("import-columns", format!("{staged}/columns")),
        ("import-changing", changing),
        ("import-dropped", dropped),
        ("exams", "/exams".to_owned()),
        ("exam", format!("/exams/{exam}")),
        ("preview", format!("/exams/{exam}/processing")),
        ("completion", format!("/exams/{exam}/processing/1")),
        ("participants", "/participants".to_owned()),
        ("person", person),
        ("result", result),
        ("organisations", "/organisations".to_owned()),
        ("organisations-found", "/organisations?q=4".to_owned()),
        ("organisation", organisation),
    ]
    .map(|(name, path)| (name.to_owned(), path))
    .to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn essay_pages_are_whole_on_a_screen_and_on_a_phone() {
    let region = EssayRegion::released(Engine::Sqlite).await;
    region.set_clock("2026-12-16T09:20");
    let school = region.first(OrganisationKind::School);
    region
        .person("clerk", Role::MunicipalClerk, &region.above(&school))
        .await;
    region.person("ministry", Role::MinistryOfficer, "420").await;
    let (start, pages) = (serve(&region).await, pages_of_operator(&region).await);
    for window in [BrowserWindow::Wide, BrowserWindow::Phone] {
        for login in ["operator", "clerk", "ministry"] {
            let browser = Browser::open(window).await.unwrap();
            browser.goto(&format!("{start}/sign-in")).await.unwrap();
            browser.fill("#login", login).await.unwrap();
            browser.fill("#password", PASSWORD).await.unwrap();
            browser.click_words("Войти").await.unwrap();
            browser.wait_for_words("Выйти").await.unwrap();
            let own_pages: Vec<(String, String)> = match login {
                "operator" => pages.clone(),
                _ => [
                    ("home", "/"),
                    ("participants", "/participants"),
                    ("organisations", "/organisations"),
                ]
                .map(|(name, path)| (format!("{login}-{name}"), path.to_owned()))
                .to_vec(),
            };
            for (name, path) in own_pages {
                check_page(&browser, window, &format!("{start}{path}"), &name).await;
            }
            browser.close().await.unwrap();
        }
    }
}
