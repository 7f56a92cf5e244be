//! Settings, calendar, look-up decision, terms, journal through their pages.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod support;

use axum::http::StatusCode;
use support::Region;

#[tokio::test]
async fn a_setting_changes_with_a_ground_and_keeps_its_history() {
    let region = Region::make().await;
    let browser = region.signed_in("ministry").await;
    let path = "/settings/hot-line";
    let without_ground = browser
        .post_with_token(path, &[("value", "8 (3842) 00-00-00"), ("version", "0")])
        .await;
    assert_eq!(without_ground.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        without_ground.text().contains("href=\"#ground\""),
        "{}",
        without_ground.text()
    );
    let fields = [
        ("value", "8 (3842) 00-00-00"),
        ("ground", "решение № 7"),
        ("version", "0"),
    ];
    assert_eq!(
        browser.post_with_token(path, &fields).await.header("location"),
        "/settings"
    );
    let page = browser.get(path).await.text();
    assert!(page.contains("решение № 7") && page.contains("Проверкина"), "{page}");
    assert!(page.contains("tel:+73842000000"), "the hot line stands in the footer");
    let stale = browser.post_with_token(path, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "another version");
    assert_eq!(browser.get("/settings/unknown").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_day_off_is_previewed_then_entered_then_removed() {
    let region = Region::make().await;
    let browser = region.signed_in("ministry").await;
    let bad = browser
        .post_with_token(
            "/calendar/preview",
            &[("day", "31.02.2026"), ("kind", "day-off"), ("ground", "")],
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unpublished = [
        ("day", "11.01.2099"),
        ("kind", "day-off"),
        ("ground", "распоряжение № 51"),
    ];
    assert_eq!(
        browser.post_with_token("/calendar/preview", &unpublished).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let day = [
        ("day", "18.12.2026"),
        ("kind", "day-off"),
        ("ground", "распоряжение № 51"),
    ];
    let preview = browser.post_with_token("/calendar/preview", &day).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
    let hash = preview.hidden("previewed");
    assert!(!hash.is_empty());
    let mut confirmed = day.to_vec();
    confirmed.push(("previewed", "другой"));
    assert_eq!(
        browser.post_with_token("/calendar/days", &confirmed).await.status,
        StatusCode::CONFLICT
    );
    confirmed[3] = ("previewed", hash.as_str());
    let entered = browser.post_with_token("/calendar/days", &confirmed).await;
    assert_eq!(entered.header("location"), "/calendar?year=2026", "{}", entered.text());
    assert!(
        browser
            .get("/calendar?year=2026")
            .await
            .text()
            .contains("распоряжение № 51")
    );
    let remove = "/calendar/days/2026-12-18/remove";
    let preview = browser.get(remove).await;
    assert_eq!(preview.status, StatusCode::OK);
    let unseen = browser.post_with_token(remove, &[]).await;
    assert_eq!(unseen.status, StatusCode::CONFLICT, "nothing moves unseen");
    let hash = preview.hidden("previewed");
    let removed = browser.post_with_token(remove, &[("previewed", &hash)]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.text());
    assert!(
        !browser
            .get("/calendar?year=2026")
            .await
            .text()
            .contains("распоряжение № 51")
    );
    assert_eq!(browser.get(remove).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn everybody_reads_the_terms_and_the_calendar() {
    let region = Region::make().await;
    for (login, ..) in support::STAFF {
        let browser = region.signed_in(login).await;
        let all = browser.get("/terms").await;
        assert!(all.text().contains("приказа №\u{a0}4195"), "{login}");
        let readings = browser.get("/terms?status=reading&q=%D1%88%D0%BA%D0%BE%D0%BB").await;
        assert_eq!(readings.status, StatusCode::OK, "{login}");
        assert!(
            browser.get("/calendar?year=2027").await.text().contains("2027"),
            "{login}"
        );
        assert_eq!(
            browser.get("/calendar?year=2099").await.status,
            StatusCode::OK,
            "{login}"
        );
    }
}

#[tokio::test]
async fn the_journal_shows_acts_and_filters_them() {
    let region = Region::make().await;
    let browser = region.signed_in("administrator").await;
    let page = browser.get("/journal").await.text();
    assert!(page.contains("Внесён приказ об"), "{page}");
    let filtered = browser.get("/journal?act=signed-in").await.text();
    assert!(
        filtered.contains("Вход") && !filtered.contains("Внесён приказ об"),
        "{filtered}"
    );
    for odd in [
        "/journal?page=0",
        "/journal?page=999999999",
        "/journal?act=unknown&object=nonsense",
    ] {
        assert_eq!(browser.get(odd).await.status, StatusCode::OK, "{odd}");
    }
    assert!(browser.get("/journal?page=x").await.status.is_client_error());
}

#[tokio::test]
async fn the_look_is_a_choice_of_the_browser() {
    let region = Region::make().await;
    let browser = region.browser();
    let page = browser.get("/sign-in").await.text();
    assert!(
        page.contains("href=\"/look?contrast=strong&#38;back=/sign-in\""),
        "{page}"
    );
    assert_eq!(
        browser
            .get("/look?contrast=strong&back=/sign-in")
            .await
            .header("location"),
        "/sign-in"
    );
    assert!(browser.get("/sign-in").await.text().contains("v-strong"));
    assert_eq!(
        browser
            .get("/look?contrast=ordinary&back=//evil.example")
            .await
            .header("location"),
        "/"
    );
    assert!(!browser.get("/sign-in").await.text().contains("v-strong"));
}
