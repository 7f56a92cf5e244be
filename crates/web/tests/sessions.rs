//! Sign-in, and when a session ends (promises 12, 13, 15, 16).
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod support;

use app::accounts::AccountState;
use axum::http::StatusCode;
use domain::access::Role;
use support::{Answer, Browser, PASSWORD, Region, order};

async fn try_password(browser: &Browser, login: &str, password: &str) -> Answer {
    browser
        .post("/sign-in", &[("login", login), ("password", password)])
        .await
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.get("/terms").await.status == StatusCode::OK
}

#[tokio::test]
async fn a_person_enters_works_and_leaves() {
    let region = Region::make().await;
    let browser = region.browser();
    let asked = browser.get("/journal").await;
    assert_eq!(asked.header("location"), "/sign-in?next=/journal");
    let page = browser.get("/sign-in?next=/journal").await;
    assert!(page.text().contains("name=\"next\" value=\"/journal\""));
    let fields = [("login", "administrator"), ("password", PASSWORD), ("next", "/journal")];
    let entered = browser.post("/sign-in", &fields).await;
    assert_eq!(
        (entered.status, entered.header("location")),
        (StatusCode::SEE_OTHER, "/journal")
    );
    let journal = browser.get("/journal").await;
    assert!(
        journal.text().contains("Проверкина Анна Сергеевна, специалист"),
        "{}",
        journal.text()
    );
    let left = browser.post_with_token("/sign-out", &[]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/sign-in").await.text().contains("Вы\u{a0}вышли"));
    assert!(
        !browser.get("/sign-in").await.text().contains("Вы\u{a0}вышли"),
        "a notice is shown once"
    );
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn nobody_is_led_to_another_site_after_signing_in() {
    let region = Region::make().await;
    for next in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let browser = region.browser();
        let fields = [("login", "administrator"), ("password", PASSWORD), ("next", next)];
        assert_eq!(
            browser.post("/sign-in", &fields).await.header("location"),
            "/",
            "{next}"
        );
    }
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_look_the_same() {
    let region = Region::make().await;
    let administrator = region.request_of("administrator").await;
    let blocked = region.account_of("secretary").await;
    region
        .app
        .set_account_state(&administrator, blocked, AccountState::Blocked)
        .await
        .unwrap();
    let mut bodies = Vec::new();
    for (login, password) in [
        ("clerk", "неверный пароль"),
        ("nobody", "неверный пароль"),
        ("secretary", PASSWORD),
    ] {
        let answer = try_password(&region.browser(), login, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{login}");
        bodies.push(support::without_randomness(&answer).replace(login, "LOGIN"));
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
}

#[tokio::test]
async fn guessing_is_slowed_and_never_locks() {
    let region = Region::make().await;
    let browser = region.browser();
    let mut slowed = None;
    for _ in 0..10 {
        let answer = try_password(&browser, "clerk", "неверный пароль").await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            slowed = Some(answer);
            break;
        }
    }
    let slowed = slowed.expect("ten wrong passwords were taken at once");
    assert!(slowed.header("retry-after").parse::<i64>().unwrap() >= 1);
    assert!(slowed.text().contains("Вход замедлен"), "{}", slowed.text());
    assert_eq!(
        try_password(&browser, "clerk", PASSWORD).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    region.advance_minutes(2);
    assert_eq!(
        try_password(&browser, "clerk", PASSWORD).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_change_of_rights_bites_at_the_next_request() {
    let region = Region::make().await;
    let administrator = region.request_of("administrator").await;
    let school = region.account_of("school").await;
    let app = &region.app;

    let browser = region.signed_in("school").await;
    assert!(is_signed_in(&browser).await);
    app.set_account_state(&administrator, school, AccountState::Blocked)
        .await
        .unwrap();
    assert!(!is_signed_in(&browser).await, "blocked");
    app.set_account_state(&administrator, school, AccountState::Active)
        .await
        .unwrap();

    let browser = region.signed_in("school").await;
    let order = app.name_responsible(&administrator, school, &order()).await.unwrap();
    assert!(!is_signed_in(&browser).await, "named by an order");

    let browser = region.signed_in("school").await;
    app.end_responsibility(&administrator, order, "2026-12-16")
        .await
        .unwrap();
    assert!(!is_signed_in(&browser).await, "the order ended");

    let browser = region.signed_in("school").await;
    let invitation = app.invite_again(&administrator, school).await.unwrap();
    assert!(!is_signed_in(&browser).await, "invited again");

    let browser = region.signed_in("school").await;
    app.accept_invitation(&invitation.token, "четыре лодки у пристани")
        .await
        .unwrap();
    assert!(!is_signed_in(&browser).await, "another password");
}

#[tokio::test]
async fn a_session_ends_when_idle_and_at_the_day_s_end() {
    let region = Region::make().await;
    let browser = region.signed_in("school").await;
    region.advance_minutes(29);
    assert!(is_signed_in(&browser).await);
    region.advance_minutes(31);
    assert!(!is_signed_in(&browser).await);

    let browser = region.signed_in("school").await;
    for _ in 0..(12 * 3) {
        region.advance_minutes(20);
        let _used = is_signed_in(&browser).await;
    }
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn an_invitation_leads_to_a_password_once() {
    let region = Region::make().await;
    let keeper = region.signed_in("administrator").await;
    let fields = [
        ("surname", "Осокина"),
        ("given_name", "Вера"),
        ("login", "osokina"),
        ("role", "school-officer"),
        ("organisation", "420102"),
        ("position", "директор"),
    ];
    let invited = keeper.post_with_token("/accounts", &fields).await;
    assert_eq!(invited.status, StatusCode::OK, "{}", invited.text());
    let text = invited.text();
    let link = text
        .split_once("http://127.0.0.1:8080")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0
        .to_owned();

    let browser = region.browser();
    let page = browser.get(&link).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let weak = browser
        .post(&link, &[("password", "osokina2026"), ("password_again", "osokina2026")])
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let different = browser
        .post(
            &link,
            &[("password", "пять синих чайников"), ("password_again", "шесть")],
        )
        .await;
    assert_eq!(different.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("password", "пять синих чайников"),
        ("password_again", "пять синих чайников"),
    ];
    assert_eq!(browser.post(&link, &fields).await.header("location"), "/sign-in");
    assert_eq!(browser.get(&link).await.status, StatusCode::CONFLICT, "used twice");
    assert_eq!(
        browser.post(&link, &fields).await.status,
        StatusCode::CONFLICT,
        "used twice"
    );
    assert_eq!(
        try_password(&browser, "osokina", "пять синих чайников").await.status,
        StatusCode::SEE_OTHER
    );
    let again = region.account("second", Role::SchoolOfficer, "420102").await;
    assert_eq!(keeper.get(&format!("/accounts/{again}")).await.status, StatusCode::OK);
}
