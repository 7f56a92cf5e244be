//! An afternoon of the appeals commission's secretary in the browser, on the demo of the state exams, 360 and 1280 pixels wide:
//! what waits, a school's paper, a hearing day with its slots, a case with everything that happened.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]
#![expect(clippy::panic, reason = "a broken fixture ends the test")]

mod support;

use support::demo::Size;
use support::desk::Desk;

/// Whole in both windows; a picture of each for whoever wants to look.
async fn look(desk: &Desk, what: &str) {
    desk.must_be_whole(what).await;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("appeals");
    std::fs::create_dir_all(&folder).unwrap();
    for window in [testkit::BrowserWindow::Phone, testkit::BrowserWindow::Wide] {
        desk.browser.resize(window).await.unwrap();
        let name = format!("{}-{window:?}.png", what.replace(' ', "-"));
        desk.browser.screenshot(&folder.join(name)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f2_f5_a_secretarys_afternoon() {
    let desk = Desk::open(Size::Commission).await;

    // The school's paper of yesterday is not handed over yet.
    desk.enter_as("appeals").await;
    desk.browser.fill("#demo-to", "17.06.2026").await.unwrap();
    desk.browser.click_words("Перейти").await.unwrap();
    desk.wait_for("17 июня 2026").await;
    look(&desk, "first page").await;
    desk.goto("/appeals").await;
    look(&desk, "list").await;
    let words = desk.words().await;
    assert!(words.contains("не переданы") && words.contains("готовятся"), "{words}");

    // A case that was decided, with its clock and its thread.
    let cases = desk.hrefs("main table a[href^=\"/appeals/\"]").await;
    assert!(cases.len() > 6, "{cases:?}");
    let mut seen = Vec::new();
    for case in &cases {
        desk.goto(case).await;
        let words = desk.words().await;
        for state in [
            "пересчитана, решает ГЭК",
            "отклонена",
            "у комиссии",
            "подана",
            "рассмотрение назначено",
        ] {
            if words.contains(state) && !seen.contains(&state) {
                seen.push(state);
                look(&desk, &format!("case {}", seen.len())).await;
            }
        }
    }
    assert!(seen.len() >= 4, "{seen:?}");

    // The papers of a decided case.
    let first = cases.first().unwrap();
    for paper in ["application", "protocol"] {
        let (status, media, pdf) = desk.fetched(&format!("{first}/{paper}.pdf")).await;
        assert_eq!((status, media.as_str()), (200, "application/pdf"), "{paper}");
        assert!(pdf.starts_with(b"%PDF"), "{paper}");
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("appeals");
        std::fs::write(folder.join(format!("{paper}.pdf")), pdf).unwrap();
    }

    // Tomorrow's hearing: a day off is refused, a working day takes what waits.
    desk.goto("/hearings").await;
    look(&desk, "calendar").await;
    for (field, value) in [
        ("day", "20.06.2026"),
        ("time", "10:00"),
        ("room", "3"),
        ("place", "РЦОИ"),
    ] {
        desk.browser.fill(&format!("#{field}"), value).await.unwrap();
    }
    desk.press("Открыть заседание").await;
    desk.wait_for("выходной день").await;
    desk.must_be_whole_with_refusal("a day off").await;
    assert_eq!(desk.value("#room").await, "3", "what was typed stays");
    desk.browser.fill("#day", "18.06.2026").await.unwrap();
    desk.press("Открыть заседание").await;
    desk.wait_for("Заседание открыто").await;
    look(&desk, "an open hearing").await;
    let waiting: usize = desk
        .browser
        .ask("const all = [...document.querySelectorAll('input[name=case]')]; all.forEach(one => one.click()); return all.length")
        .await
        .unwrap();
    assert!(waiting > 0);
    desk.press("Назначить отмеченные").await;
    desk.wait_for("Известите участников").await;
    look(&desk, "a hearing with its slots").await;
    desk.press("Записать извещения").await;
    desk.wait_for("Извещения записаны").await;
    desk.goto("/commission-people").await;
    look(&desk, "people").await;

    // The school takes a paper.
    desk.enter_as("school").await;
    desk.goto("/appeals/new").await;
    look(&desk, "choose a result").await;
    desk.press("Найти результат").await;
    desk.wait_for("Выберите экзамен").await;
    desk.close().await;
}
