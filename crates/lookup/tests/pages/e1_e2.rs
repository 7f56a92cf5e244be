//! E1 and E2 for the essay, as far as they are the public pages': a participant asks, reads the answer, and whoever
//! asks for what may not be told learns nothing.

use axum::http::StatusCode;
use domain::essay::AttendanceMark;
use lookup::{SecondQuestion, SittingOutcome};

use crate::support::{Double, NUMBER, SERIES, SURNAME, facts, result, site};

#[tokio::test]
async fn e1_a_participant_finds_the_result_by_document_and_surname() {
    let site = site(Double::new());
    let start = site.get("/").await;
    assert_eq!(start.status, StatusCode::OK);
    assert!(start.text().contains("Итоговое сочинение (изложение) 2 декабря 2026"));
    assert!(start.body.contains("method=\"post\" action=\"/result/surname\""));

    let asked = site
        .post("/result/surname", &[("series", SERIES), ("number", NUMBER)])
        .await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.body.contains("action=\"/result\""));
    assert!(asked.body.contains(&format!("name=\"number\" value=\"{NUMBER}\"")));
    assert_eq!(
        site.evaluated(),
        0,
        "nothing is looked up before all questions are answered"
    );

    let answer = site.look_up(SERIES, NUMBER, SURNAME).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("Зачёт"));
    assert_eq!(site.evaluated(), 1);
}

#[tokio::test]
async fn e1_a_region_may_ask_for_the_document_alone() {
    let mut double = Double::new();
    double.facts.second_question = SecondQuestion::Nothing;
    let site = site(double);
    let start = site.get("/").await;
    assert!(start.body.contains("method=\"post\" action=\"/result\""));
    let answer = site.post("/result", &[("series", SERIES), ("number", NUMBER)]).await;
    assert!(answer.body.contains("Зачёт"));
    let old_form = site
        .post("/result/surname", &[("series", SERIES), ("number", NUMBER)])
        .await;
    assert!(old_form.body.contains("Зачёт"));
    let missed = site.post("/result", &[("series", SERIES), ("number", "111111")]).await;
    assert!(missed.body.contains("показать нечего"));
    assert!(!missed.body.contains("или фамилии"));
}

#[tokio::test]
async fn e1_without_a_recorded_decision_the_look_up_stays_shut() {
    let mut double = Double::new();
    double.facts.open_exams.clear();
    let site = site(double);
    let fields = [("series", SERIES), ("number", NUMBER), ("surname", SURNAME)];
    let pages = [
        site.get("/").await,
        site.post("/result/surname", &fields).await,
        site.post("/result", &fields).await,
        site.post("/result", &[("number", "?")]).await,
    ];
    for page in &pages {
        assert_eq!(page.whole(), pages[0].whole());
        assert!(page.body.contains("будут здесь позже"));
        assert!(page.text().contains("3 февраля 2027"));
    }
    assert_eq!(site.evaluated(), 0);
}

/// Unknown, wrong surname, mistyped, not released, shut for this exam: one page, the same to the byte, headers included.
#[tokio::test]
async fn e1_what_may_not_be_told_is_one_page_to_the_byte() {
    let open = site(Double::new());
    let nothing_released = site(Double {
        results: Vec::new(),
        ..Double::new()
    });
    let expected = open.look_up(SERIES, NUMBER, "Гусева").await;
    assert_eq!(expected.status, StatusCode::OK);
    assert!(expected.body.contains("показать нечего"));
    for (series, number, surname) in [
        ("0000", "000000", SURNAME),
        (SERIES, "987645", SURNAME),
        (SERIES, "0987654", SURNAME),
        ("", "AB1234567", "Smith"),
        ("IV-МЮ", "512345", "Оглы-Заде"),
    ] {
        let missed = open.look_up(series, number, surname).await;
        assert_eq!(missed.whole(), expected.whole(), "{series} {number} {surname}");
    }
    let unreleased = nothing_released.look_up(SERIES, NUMBER, SURNAME).await;
    assert_eq!(unreleased.whole(), expected.whole());
}

#[tokio::test]
async fn e2_the_answer_says_what_it_is_and_what_is_next() {
    let site = site(Double::new());
    let answer = site.look_up(" 32 14 ", "№ 987 654", "АРТЕМЬЕВА ").await;
    let text = answer.text();
    for expected in [
        "Итоговое сочинение",
        "2 декабря 2026",
        "Зачёт",
        "бессрочно (п. 11 порядка Ростовской области)",
        "1. Объём итогового сочинения",
        "3. Композиция и логика рассуждения",
        "незачёт",
        "лицей № 11",
        "Публикация № 7 от 16 декабря 2026, 10:00",
        "Показано 17 декабря 2026, 14:05",
        "8 (3842) 00-00-00",
        "tel:+73842000000",
        "3 февраля 2027",
        "href=\"/procedure\"",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
}

#[tokio::test]
async fn e2_a_fail_says_why_and_when_to_write_again() {
    let double = Double {
        results: vec![result("0-|-----|0", "2026-12-02")],
        ..Double::new()
    };
    let text = site(double).look_up(SERIES, NUMBER, SURNAME).await.text();
    for expected in [
        "Незачёт",
        "Не выполнено требование 1",
        "не проверяли",
        "п. 4.3 распоряжения № 1497",
        "До 20 января 2027",
        "14 апреля 2027",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
}

#[tokio::test]
async fn e2_a_sitting_without_a_work_has_words_of_its_own() {
    for (mark, expected) in [
        (AttendanceMark::Absent, "Вы не пришли на сочинение"),
        (AttendanceMark::Removed, "Вас удалили с сочинения"),
        (AttendanceMark::NotFinished, "Вы не закончили сочинение"),
    ] {
        let mut sitting = result("11|11011|1", "2026-12-02");
        sitting.outcome = SittingOutcome::NotChecked(mark);
        let double = Double {
            results: vec![sitting],
            ..Double::new()
        };
        let answer = site(double).look_up(SERIES, NUMBER, SURNAME).await;
        assert!(answer.text().contains(expected), "{expected}");
        assert!(answer.text().contains("п. 4.5 распоряжения № 1497"));
        assert!(!answer.body.contains("class=\"word\""));
    }
}

#[tokio::test]
async fn e2_the_procedure_and_schedule_are_there_for_everybody() {
    let mut double = Double::new();
    double.facts.open_exams.clear();
    let page = site(double).get("/procedure").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(&facts().procedure[0]));
    assert!(page.text().contains("2 декабря 2026"));
}
