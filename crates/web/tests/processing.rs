//! The end of processing through its pages, on both engines: the preview, the recorded act, holds, and what it releases.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]

mod essay_region;
mod support;

use axum::http::StatusCode;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use essay_region::{Engine, EssayRegion, links, upload};
use rehearsal::FileFormat;
use support::{Answer, Browser};

on_both_engines! {
    fn a3_duties_stand_on_the_first_page_until_they_are_met => duties;
    fn b3_the_end_of_processing_is_previewed_and_recorded_once => recorded_once;
    fn b3_a_set_that_changed_since_the_preview_is_not_released => changed_set;
    fn b3_a_held_result_is_not_released => held;
    fn b4_nothing_unreleased_is_visible_below_the_processing_centre => unreleased;
    fn b7_every_edition_stays_in_the_history => editions;
}

async fn declare(browser: &Browser, page: &Answer, path: &str, confirmed: &str) -> Answer {
    let (key, hash) = (page.hidden("idempotency_key"), page.hidden("previewed_hash"));
    let fields = [
        ("idempotency_key", key.as_str()),
        ("previewed_hash", hash.as_str()),
        ("confirmed", confirmed),
    ];
    browser.post_with_token(path, &fields).await
}

async fn duties(engine: Engine) {
    let region = EssayRegion::released(engine).await;
    let home = region.browser("operator").await.get("/").await.text();
    assert!(home.contains("Передать ") && home.contains("16\u{a0}декабря"), "{home}");
    assert!(
        home.contains("п.\u{a0}2.2 приказа №\u{a0}4195") && home.contains("Как посчитано")
            || home.contains("следующего рабочего дня"),
        "{home}"
    );
    assert!(
        home.contains("/statements/hand-over?exam="),
        "the act is one click away: {home}"
    );
    region.set_clock("2026-12-17T09:20");
    let late = region.browser("operator").await.get("/").await.text();
    assert!(
        late.contains("Просрочено") && late.contains("срок был 16\u{a0}декабря"),
        "{late}"
    );
    let ministry = region
        .person("ministry", Role::MinistryOfficer, "420")
        .await
        .get("/")
        .await
        .text();
    assert!(
        ministry.contains("Контроль: вы") && ministry.contains("Где результаты сейчас"),
        "{ministry}"
    );
}

async fn recorded_once(engine: Engine) {
    let region = EssayRegion::with_results(engine).await;
    let (exam, operator) = (region.exam().await, region.browser("operator").await);
    let path = format!("/exams/{exam}/processing");
    let page = operator.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(
        page.text().contains("Отменить окончание обработки нельзя"),
        "{}",
        page.text()
    );
    let unticked = declare(&operator, &page, &path, "").await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unticked.text().contains("href=\"#confirmed\""), "{}", unticked.text());
    let done = declare(&operator, &page, &path, "yes").await;
    assert_eq!(done.header("location"), format!("{path}/1"), "{}", done.text());
    let repeated = declare(&operator, &page, &path, "yes").await;
    assert_eq!(
        repeated.header("location"),
        format!("{path}/1"),
        "the same form sent twice is one act"
    );
    let completion = operator.get(&format!("{path}/1")).await;
    assert!(
        completion.text().contains("Выпущено") && completion.text().contains("готова к передаче"),
        "{}",
        completion.text()
    );
    assert_eq!(operator.get(&format!("{path}/2")).await.status, StatusCode::NOT_FOUND);
    let key = "another-key";
    let hash = page.hidden("previewed_hash");
    let second = operator
        .post_with_token(
            &path,
            &[
                ("idempotency_key", key),
                ("previewed_hash", hash.as_str()),
                ("confirmed", "yes"),
            ],
        )
        .await;
    assert_eq!(second.status, StatusCode::CONFLICT, "declared twice");
    assert!(second.text().contains("уже записано"), "{}", second.text());
    assert!(
        operator.get(&path).await.text().contains("Выпускать нечего"),
        "the preview says so"
    );
    let school = region.first(OrganisationKind::School);
    let teacher = region.person("teacher", Role::SchoolOfficer, &school).await;
    assert_eq!(teacher.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        teacher.get(&format!("{path}/1")).await.status,
        StatusCode::NOT_FOUND,
        "the act is the region's"
    );
}

async fn changed_set(engine: Engine) {
    let region = EssayRegion::with_results(engine).await;
    let (exam, operator) = (region.exam().await, region.browser("operator").await);
    let path = format!("/exams/{exam}/processing");
    let previewed = operator.get(&path).await;
    let bytes = region.region.results_second_batch().write(FileFormat::CsvUtf8).unwrap();
    let staged = upload(&operator, "essay-results", "", "досыл.csv", &bytes)
        .await
        .header("location")
        .to_owned();
    let page = operator.get(&staged).await;
    let (key, hash) = (page.hidden("idempotency_key"), page.hidden("previewed_hash"));
    let applied = operator
        .post_with_token(
            &format!("{staged}/apply"),
            &[("idempotency_key", key.as_str()), ("previewed_hash", hash.as_str())],
        )
        .await;
    assert_eq!(applied.status, StatusCode::SEE_OTHER, "{}", applied.text());
    let refused = declare(&operator, &previewed, &path, "yes").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused.text().contains("Набор изменился") && links(&refused, &path).contains(&path),
        "{}",
        refused.text()
    );
    assert_eq!(
        operator.get(&format!("{path}/1")).await.status,
        StatusCode::NOT_FOUND,
        "nothing was recorded"
    );
    let fresh = operator.get(&path).await;
    assert_eq!(
        declare(&operator, &fresh, &path, "yes").await.header("location"),
        format!("{path}/1")
    );
}

async fn held(engine: Engine) {
    let region = EssayRegion::with_results(engine).await;
    let (exam, operator) = (region.exam().await, region.browser("operator").await);
    let list = operator.get(&format!("/participants?exam={exam}&state=waiting")).await;
    let result = links(&list, "/results/").first().cloned().unwrap();
    let history = operator.get(&result).await;
    assert!(
        links(&history, &result).contains(&format!("{result}/hold")),
        "{}",
        history.text()
    );
    let form = operator.get(&format!("{result}/hold")).await;
    let action = form
        .text()
        .split("action=\"/editions/")
        .nth(1)
        .and_then(|rest| rest.split_once('"'))
        .map(|(end, _)| format!("/editions/{end}"))
        .unwrap();
    let id = form.hidden("result");
    let empty = operator
        .post_with_token(&action, &[("result", id.as_str()), ("note", "")])
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.text());
    let note = "нет второго экземпляра акта";
    assert_eq!(
        operator
            .post_with_token(&action, &[("result", id.as_str()), ("note", note)])
            .await
            .header("location"),
        result
    );
    let path = format!("/exams/{exam}/processing");
    let preview = operator.get(&path).await.text();
    assert!(
        preview.contains(note) && preview.contains("остановлена оператором"),
        "{preview}"
    );
    assert_eq!(
        operator
            .post_with_token(&action, &[("result", id.as_str()), ("note", note)])
            .await
            .status,
        StatusCode::CONFLICT,
        "held already"
    );
    let form = operator.get(&format!("{result}/end-hold")).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text());
    let ended = operator
        .post_with_token(&action.replace("/hold", "/end-hold"), &[("result", id.as_str())])
        .await;
    assert_eq!(ended.header("location"), result);
    assert!(
        !operator.get(&path).await.text().contains(note),
        "nothing is held any more"
    );
    let unknown = "/editions/0197c1d2-6f0a-7c11-8e1b-3a5d2f9c0b44/hold";
    assert_eq!(
        operator
            .post_with_token(unknown, &[("result", id.as_str()), ("note", note)])
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

async fn unreleased(engine: Engine) {
    let region = EssayRegion::with_results(engine).await;
    let (exam, operator) = (region.exam().await, region.browser("operator").await);
    let school = region.first(OrganisationKind::School);
    let organisation = region.organisation(&school).await;
    let waiting = operator
        .get(&format!(
            "/participants?exam={exam}&organisation={organisation}&state=waiting"
        ))
        .await;
    let result = links(&waiting, "/results/").first().cloned().unwrap();
    let teacher = region.person("teacher", Role::SchoolOfficer, &school).await;
    let list = teacher.get("/participants").await;
    assert!(
        list.text().contains("ещё нет") && !list.text().contains("ждёт выпуска"),
        "{}",
        list.text()
    );
    assert!(links(&list, "/results/").is_empty(), "no way to what is not released");
    assert!(
        links(&teacher.get("/participants?state=waiting").await, "/people/").is_empty(),
        "the filter tells nothing either"
    );
    assert_eq!(teacher.get(&result).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        teacher.get(&format!("{result}/extract.pdf")).await.status,
        StatusCode::NOT_FOUND
    );
    let person = links(&list, "/people/").first().cloned().unwrap();
    assert!(teacher.get(&person).await.text().contains("Результатов ещё нет."));
    let counts = teacher.get(&format!("/exams/{exam}")).await.text();
    assert!(counts.contains("Результатов ещё нет."), "{counts}");
}

async fn editions(engine: Engine) {
    let region = EssayRegion::released(engine).await;
    let operator = region.browser("operator").await;
    let bytes = region.region.results_corrections().write(FileFormat::CsvUtf8).unwrap();
    let staged = upload(&operator, "essay-results", "", "правки.csv", &bytes)
        .await
        .header("location")
        .to_owned();
    let page = operator.get(&format!("{staged}?rows=changed")).await;
    let result = links(&page, "/results/").first().cloned().unwrap();
    let before = operator.get(&result).await.text();
    assert!(before.contains("Получена редакция 1"), "{before}");
    let page = operator.get(&staged).await;
    let (key, hash) = (page.hidden("idempotency_key"), page.hidden("previewed_hash"));
    let fields = [
        ("idempotency_key", key.as_str()),
        ("previewed_hash", hash.as_str()),
        ("ground", "акт сверки № 3"),
    ];
    assert_eq!(
        operator
            .post_with_token(&format!("{staged}/apply"), &fields)
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    let path = format!("/exams/{}/processing", region.exam().await);
    let preview = operator.get(&path).await;
    assert!(
        preview.text().contains("новыми редакциями уже выпущенного"),
        "{}",
        preview.text()
    );
    assert_eq!(
        declare(&operator, &preview, &path, "yes").await.header("location"),
        format!("{path}/2")
    );
    let history = operator.get(&result).await.text();
    for words in [
        "Получена редакция 1",
        "Получена редакция 2",
        "Редакция 1 заменена",
        "Редакция 2, действует",
        "акт сверки № 3",
        "Прежние редакции",
    ] {
        assert!(history.contains(words), "{words}: {history}");
    }
    let extract = operator.get(&format!("{result}/extract.pdf")).await;
    assert_eq!(
        (extract.status, extract.header("content-type")),
        (StatusCode::OK, "application/pdf")
    );
    assert!(extract.body.starts_with(b"%PDF-"));
}
