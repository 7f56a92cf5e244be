//! The demo's strip: its clock and its people; outside a demo there is nothing of it.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod support;

use std::sync::Arc;

use axum::http::StatusCode;
use regulations::Zone;
use support::{PASSWORD, Region, TestClock};
use web::{DemoAccount, DemoControl, WebOptions};

struct Control {
    clock: Arc<TestClock>,
    zone: Zone,
}

impl DemoControl for Control {
    fn now_local(&self) -> String {
        self.zone.format_local(app::Clock::now(self.clock.as_ref()))
    }

    fn advance_minutes(&self, minutes: i64) {
        self.clock
            .set(app::Clock::now(self.clock.as_ref()).plus_minutes(minutes));
    }

    fn set(&self, local: &str) -> Result<(), String> {
        let moment = self.zone.parse_local(local).map_err(|error| error.to_string())?;
        self.clock.set(moment);
        Ok(())
    }

    fn accounts(&self) -> Vec<DemoAccount> {
        vec![DemoAccount {
            role: "Специалист управления".to_owned(),
            person: "Проверкина Анна Сергеевна".to_owned(),
            does: "передаёт ведомости школам".to_owned(),
            login: "clerk".to_owned(),
            password: PASSWORD.to_owned(),
        }]
    }
}

async fn demo() -> Region {
    let options = |clock: &Arc<TestClock>| WebOptions {
        demo: Some(Arc::new(Control {
            clock: Arc::clone(clock),
            zone: Zone::new("Asia/Novokuznetsk").unwrap(),
        })),
        ..support::options()
    };
    Region::make_with(options).await
}

#[tokio::test]
async fn one_press_enters_as_a_person_of_the_demo() {
    let region = demo().await;
    let browser = region.browser();
    let page = browser.get("/sign-in").await.text();
    assert!(
        page.contains("Показ: войти без пароля") && page.contains("Специалист управления"),
        "{page}"
    );
    assert_eq!(
        browser
            .post("/demo/sign-in", &[("login", "clerk")])
            .await
            .header("location"),
        "/"
    );
    assert!(browser.get("/terms").await.text().contains("Проверкина Анна Сергеевна"));
    let unknown = browser.post("/demo/sign-in", &[("login", "administrator")]).await;
    assert_eq!(unknown.header("location"), "/sign-in", "only the lent people");
}

#[tokio::test]
async fn the_clock_moves_and_the_person_stays() {
    let region = demo().await;
    let browser = region.signed_in("clerk").await;
    assert!(
        browser
            .get("/terms")
            .await
            .text()
            .contains("четверг, 17\u{a0}декабря\u{a0}2026, 09:20")
    );
    for (field, value, expected) in [
        ("hours", "1", "четверг, 17\u{a0}декабря\u{a0}2026, 10:20"),
        ("days", "1", "пятница, 18\u{a0}декабря\u{a0}2026, 10:20"),
        ("to", "21.12.2026", "понедельник, 21\u{a0}декабря\u{a0}2026, 09:00"),
        ("to", "nonsense", "понедельник, 21\u{a0}декабря\u{a0}2026, 09:00"),
    ] {
        assert_eq!(
            browser.post("/demo/clock", &[(field, value)]).await.status,
            StatusCode::SEE_OTHER
        );
        let page = browser.get("/terms").await;
        assert_eq!(page.status, StatusCode::OK, "{field}");
        assert!(page.text().contains(expected), "{field}: {}", page.text());
    }
}

#[tokio::test]
async fn another_site_cannot_move_the_clock() {
    let region = demo().await;
    let browser = region.signed_in("clerk").await;
    let forged = browser.form("/demo/clock", &[("days", "1")], &[("sec-fetch-site", "cross-site")]);
    assert_eq!(browser.send(forged).await.status, StatusCode::FORBIDDEN);
    assert!(
        browser
            .get("/terms")
            .await
            .text()
            .contains("17\u{a0}декабря\u{a0}2026, 09:20")
    );
}

#[tokio::test]
async fn outside_a_demo_there_is_no_strip() {
    let region = Region::make().await;
    let browser = region.browser();
    let page = browser.get("/sign-in").await.text();
    assert!(!page.contains("/demo/"), "{page}");
    for path in ["/demo/clock", "/demo/sign-in"] {
        assert_eq!(
            browser.post(path, &[("login", "clerk"), ("days", "1")]).await.status,
            StatusCode::NOT_FOUND
        );
    }
}
