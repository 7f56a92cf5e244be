//! The commission's day in the browser, on the demo of the state exams: from what waits for the chair to the participant.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]
#![expect(clippy::panic, reason = "a broken fixture ends the test")]

mod support;

use support::demo::{Size, password_of};
use support::desk::Desk;

/// The exam that stands proposed in the demo.
const PROPOSED: &str = "ЕГЭ. Математика (профильная)";

async fn link(desk: &Desk, start: &str, end: &str) -> String {
    let links = desk.hrefs(&format!("main a[href^=\"{start}\"]")).await;
    let found = links.iter().find(|href| href.ends_with(end));
    found.unwrap_or_else(|| panic!("no {start}…{end} in {links:?}")).clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn b3_b4_c1_e1_two_people_approve_and_the_results_go_down() {
    let desk = Desk::open(Size::Commission).await;

    // The secretary proposed; the same account has no approval.
    desk.enter_as("secretary").await;
    desk.goto("/desk").await;
    desk.must_be_whole("the desk").await;
    desk.press(PROPOSED).await;
    desk.wait_for("Будет утверждено").await;
    let exam = desk.path().await;
    desk.must_be_whole("the exam on the desk").await;
    let protocol = link(&desk, "/protocols/", "").await;
    let protocol = protocol.trim_end_matches("/approve").to_owned();
    let approval = format!("{protocol}/approve");
    assert_eq!(desk.fetched(&approval).await.0, 403, "the secretary does not approve");

    // Before the approval nobody below sees a result of it.
    desk.enter_as("rcoi").await;
    let rows = desk.fetched(&format!("{exam}/rows")).await;
    assert_eq!(rows.0, 200, "РЦОИ may look");
    desk.enter_as("school").await;
    for path in [exam.clone(), format!("{exam}/rows"), protocol.clone(), approval.clone()] {
        assert_eq!(desk.fetched(&path).await.0, 403, "{path}");
    }
    desk.goto("/statements").await;
    assert!(!desk.words().await.contains("/02-010626"), "no statement yet");

    desk.enter_as("chair").await;
    desk.must_be_whole_with_refusal("the chair's first page").await;
    desk.goto(&approval).await;
    desk.must_be_whole("the approval").await;
    let words = desk.words().await;
    assert!(
        words.contains("Как распределились баллы") && words.contains("Каждый балл отдельно"),
        "{words}"
    );
    desk.focus("input[name=confirmed]").await;
    desk.type_all(&[support::desk::SPACE]).await;
    desk.focus("input[name=password]").await;
    desk.type_all(&["не тот пароль"]).await;
    desk.press("Утвердить").await;
    desk.wait_for("Пароль не подходит, ничего не записано").await;
    desk.must_be_whole_with_refusal("the approval with a wrong password")
        .await;
    let ticked: bool = desk
        .browser
        .ask("return document.querySelector('input[name=confirmed]').checked")
        .await
        .unwrap();
    assert!(
        ticked && desk.value("input[name=password]").await.is_empty(),
        "the tick is kept, the password is not"
    );
    desk.focus("input[name=password]").await;
    desk.type_all(&[&password_of(&desk.folders.data(), "chair")]).await;
    desk.press("Утвердить").await;
    desk.wait_for("Протокол утверждён").await;
    desk.must_be_whole("the approved protocol").await;
    let (status, media, pdf) = desk.fetched(&format!("{protocol}/pdf")).await;
    assert_eq!((status, media.as_str()), (200, "application/pdf"));
    assert!(pdf.starts_with(b"%PDF"));

    desk.enter_as("secretary").await;
    desk.goto(&protocol).await;
    desk.press("Отправить в").await;
    desk.wait_for("Протокол отправлен в РЦОИ").await;

    // Down to the school, and told.
    desk.enter_as("rcoi").await;
    desk.goto("/statements/hand-over").await;
    desk.must_be_whole("hand-over of an exam").await;
    desk.press("Передать отмеченным").await;
    desk.wait_for("Получатели видят").await;
    desk.enter_as("school").await;
    desk.press("Подтвердить получение").await;
    desk.press("№").await;
    desk.wait_for("Подтвердите получение").await;
    desk.press("Подтвердить получение").await;
    desk.wait_for("официальный день объявления").await;
    desk.must_be_whole("a statement of scores").await;
    let words = desk.words().await;
    assert!(words.contains("Тестовый балл") && words.contains("порог"), "{words}");
    desk.close().await;
}
