//! Rechecks through their pages, on both engines: a batch by order with its chair, a changed key, essays called in by the
//! ministry; and what is refused with everything typed kept and the published results as they were.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

mod announced;
mod essay_region;
mod support;

use announced::{Announced, send};
use axum::http::StatusCode;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use essay_region::{Engine, EssayRegion, Named};
use storage::boxed;
use support::{Answer, Browser, PASSWORD};
use uuid::Uuid;

on_both_engines! {
    fn b5_a_batch_by_order_goes_through_the_chair => by_order;
    fn b5_the_chair_keeps_and_nothing_published_changes => kept;
    fn b5_a_withdrawn_order_changes_nothing => withdrawn;
    fn b5_a_bad_order_or_outcome_is_refused_and_stays_typed => refused;
    fn b5_a_changed_key_recounts_whoever_it_concerns => new_key;
    fn b5_the_ministry_calls_essays_in_without_chair_and_term => essays;
    fn b6_an_annulment_taken_back_stands_again_after_the_chair => restored;
    fn f7_a_repeated_fail_is_checked_again_by_another_commission => second_check;
}

/// Everything that is published of an exam: released editions, and what the look-up answers from.
async fn published(region: &EssayRegion, exam: Uuid) -> String {
    let found = region.app.store.read(&exam, |tx, exam| {
        boxed(async move {
            let mut released = storage::results::released_of_exam(tx, *exam).await?;
            released.sort_by_key(|row| row.edition_id);
            // The projection is written anew under a new number or not at all.
            let number = storage::installation::value(tx, storage::installation::Counter::Publication).await?;
            Ok::<_, app::AppError>(format!("{released:?} {number}"))
        })
    });
    found.await.unwrap()
}

struct Order<'o> {
    exam: String,
    kind: &'o str,
    orderer: &'o str,
    codes: String,
}

/// Shows the pick and records it; the address of the batch.
async fn order(browser: &Browser, order: &Order<'_>) -> String {
    let fields = [
        ("exam", order.exam.as_str()),
        ("kind", order.kind),
        ("orderer", order.orderer),
        ("document", "12-П"),
        ("document_date", "18.11.2026"),
        ("reason", "жалобы на проверку"),
        ("codes", order.codes.as_str()),
    ];
    let page = browser.get("/rechecks/new").await;
    let shown = send(browser, &page, "/rechecks/new", &fields).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    assert!(shown.text().contains("Отобрано:"), "{}", shown.text());
    let hash = shown.hidden("previewed_hash");
    let mut again = fields.to_vec();
    again.push(("previewed_hash", hash.as_str()));
    let done = send(browser, &shown, "/rechecks/new", &again).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    done.header("location").to_owned()
}

async fn act(browser: &Browser, batch: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(batch).await;
    let version = page.hidden("version");
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    send(browser, &page, &format!("{batch}/{act}"), &all).await
}

async fn upload(browser: &Browser, batch: &str, content: &str) -> Answer {
    let page = browser.get(batch).await;
    let (token, key, version) = (
        browser.token().await,
        page.hidden("idempotency_key"),
        page.hidden("version"),
    );
    let parts = [
        ("csrf", "", token.as_str()),
        ("idempotency_key", "", key.as_str()),
        ("version", "", version.as_str()),
        ("file", "итоги.csv", content),
    ];
    browser.post_files(&format!("{batch}/outcomes"), &parts).await
}

async fn give(browser: &Browser, batch: &str) -> Answer {
    let page = browser.get(&format!("{batch}/give")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let (version, hash) = (page.hidden("version"), page.hidden("previewed_hash"));
    let fields = [("version", version.as_str()), ("previewed_hash", hash.as_str())];
    send(browser, &page, &format!("{batch}/give"), &fields).await
}

async fn done(answer: Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

fn codes(world: &Announced, count: usize) -> Vec<String> {
    world.people[..count]
        .iter()
        .map(|row| row.participant_code.clone())
        .collect()
}

async fn batch_of(world: &Announced, operator: &Browser, kind: &str, codes: &[String]) -> String {
    let asked = Order {
        exam: world.exam.to_string(),
        kind,
        orderer: "federal-service",
        codes: codes.join(", "),
    };
    order(operator, &asked).await
}

async fn approve_change(world: &Announced, batch: &str) {
    let secretary = world.region.browser("secretary").await;
    let page = secretary.get(batch).await;
    let ask = essay_region::links(&page, &format!("/desk/{}/propose", world.exam))[0].clone();
    let part = ask.split("part=").nth(1).unwrap().to_owned();
    let page = secretary.get(&ask).await;
    let hash = page.hidden("previewed_hash");
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("part", part.as_str()),
        ("ground", "протоколы перепроверки № 1"),
        ("confirmed", "yes"),
    ];
    let proposed = send(&secretary, &page, &format!("/desk/{}/propose", world.exam), &fields).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text());
    let protocol = proposed.header("location").to_owned();
    let chair = world.region.browser("chair").await;
    let page = chair.get(&format!("{protocol}/approve")).await;
    let hash = page.hidden("previewed_hash");
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("confirmed", "yes"),
        ("password", PASSWORD),
    ];
    done(send(&chair, &page, &format!("{protocol}/approve"), &fields).await).await;
}

async fn by_order(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let operator = region.browser("operator").await;
    let before = published(region, world.exam).await;
    let codes = codes(&world, 3);
    let batch = batch_of(&world, &operator, "by-order", &codes).await;
    // The participants are told, within a term with its clause.
    let home = operator.get("/").await.text();
    assert!(home.contains("Оповестить участников о\u{a0}перепроверке"), "{home}");
    done(act(&operator, &batch, "tell", &[("how", "письмо школам № 7")]).await).await;
    let home = operator.get("/").await.text();
    assert!(!home.contains("Оповестить участников"), "{home}");
    let twice = act(&operator, &batch, "tell", &[("how", "ещё раз")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "told once: {}", twice.text());
    // The school sees that works are gone over again, and no outcome.
    let school = region.browser("school").await;
    let seen = school.get(&batch).await.text();
    assert!(
        seen.contains("жалобы на проверку") && seen.contains(&codes[0]),
        "{seen}"
    );
    assert!(!seen.contains("Записать итог"), "{seen}");
    // Not every work has an outcome yet: there is nothing to give.
    done(
        act(
            &operator,
            &batch,
            "outcome",
            &[("participant_code", &codes[0]), ("points", "27К1=6")],
        )
        .await,
    )
    .await;
    let early = operator.get(&format!("{batch}/give")).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text());
    // The rest by a file: one stays, one falls.
    let file = format!(
        "Код участника;Первичный балл;Баллы за задания\n{};30;\n{};;27К1=1\n",
        codes[1], codes[2]
    );
    done(upload(&operator, &batch, &file).await).await;
    let page = operator.get(&format!("{batch}/give")).await.text();
    assert!(
        page.contains("2\u{a0}результата") && page.contains("первичных\u{a0}32"),
        "{page}"
    );
    assert!(page.contains("первичных\u{a0}27"), "{page}");
    done(give(&operator, &batch).await).await;
    assert_eq!(published(region, world.exam).await, before, "nothing before the chair");
    let seen = school.get(&batch).await.text();
    assert!(!seen.contains("первичных\u{a0}32"), "{seen}");
    let chair = region.browser("chair").await;
    let home = chair.get("/").await.text();
    assert!(home.contains("Решить по\u{a0}протоколам перепроверки"), "{home}");
    approve_change(&world, &batch).await;
    let home = chair.get("/").await.text();
    assert!(!home.contains("Решить по\u{a0}протоколам перепроверки"), "{home}");
    let page = school.get(&batch).await.text();
    assert!(page.contains("результаты изменены"), "{page}");
    let result = world.people[0].result_id.unwrap();
    let history = operator.get(&format!("/results/{result}")).await.text();
    assert!(
        history.contains("12-П") && history.contains("ерепроверка работ по"),
        "{history}"
    );
    let statements = school.get(&format!("/statements?exam={}", world.exam)).await.text();
    assert!(statements.contains('2'), "{statements}");
    assert_ne!(published(region, world.exam).await, before);
    assert_eq!(region.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn kept(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let operator = region.browser("operator").await;
    let before = published(region, world.exam).await;
    let codes = codes(&world, 1);
    let batch = batch_of(&world, &operator, "by-order", &codes).await;
    done(
        act(
            &operator,
            &batch,
            "outcome",
            &[("participant_code", &codes[0]), ("points", "27К1=6")],
        )
        .await,
    )
    .await;
    done(give(&operator, &batch).await).await;
    let chair = region.browser("chair").await;
    let address = format!("{batch}/keep");
    for other in [&operator, &region.browser("secretary").await] {
        assert_eq!(other.get(&address).await.status, StatusCode::FORBIDDEN);
    }
    let page = chair.get(&address).await;
    let version = page.hidden("version");
    let fields = |password: &'static str| {
        vec![
            ("version", version.clone()),
            ("outcome", "решение № 3 от 19.11.2026".to_owned()),
            ("confirmed", "yes".to_owned()),
            ("password", password.to_owned()),
        ]
    };
    let post = async |page: &Answer, password: &'static str| {
        let fields = fields(password);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        send(&chair, page, &address, &fields).await
    };
    let wrong = post(&page, "не тот пароль").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("решение № 3"), "what was typed stays");
    done(post(&wrong, PASSWORD).await).await;
    assert_eq!(published(region, world.exam).await, before, "to the byte");
    let page = chair.get(&batch).await.text();
    assert!(page.contains("прежние результаты сохранены"), "{page}");
    let again = post(
        &chair
            .get(&format!("/rechecks/{}", batch.rsplit('/').next().unwrap()))
            .await,
        PASSWORD,
    )
    .await;
    assert_ne!(again.status, StatusCode::SEE_OTHER, "decided once");
    assert_eq!(region.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn withdrawn(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let operator = region.browser("operator").await;
    let before = published(region, world.exam).await;
    let codes = codes(&world, 1);
    let batch = batch_of(&world, &operator, "by-order", &codes).await;
    let second = Order {
        exam: world.exam.to_string(),
        kind: "by-order",
        orderer: "ministry",
        codes: codes[0].clone(),
    };
    let page = operator.get("/rechecks/new").await;
    let fields = [
        ("exam", second.exam.as_str()),
        ("kind", "by-order"),
        ("orderer", "ministry"),
        ("document", "13-П"),
        ("document_date", "18.11.2026"),
        ("reason", "ещё раз"),
        ("codes", second.codes.as_str()),
    ];
    let taken = send(&operator, &page, "/rechecks/new", &fields).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY, "one batch at a time");
    done(
        act(
            &operator,
            &batch,
            "outcome",
            &[("participant_code", &codes[0]), ("points", "27К1=6")],
        )
        .await,
    )
    .await;
    done(act(&operator, &batch, "withdraw", &[("outcome", "письмо № 15")]).await).await;
    assert_eq!(published(region, world.exam).await, before, "to the byte");
    let page = operator.get(&batch).await.text();
    assert!(
        page.contains("решение отозвано") && !page.contains("Записать итог"),
        "{page}"
    );
    let home = operator.get("/").await.text();
    assert!(!home.contains("Оповестить участников"), "{home}");
    assert_eq!(
        operator.get(&format!("{batch}/give")).await.status,
        StatusCode::CONFLICT
    );
    order(&operator, &second).await;
    assert_eq!(region.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn refused(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let operator = region.browser("operator").await;
    let (exam, code) = (world.exam.to_string(), world.people[0].participant_code.clone());
    let page = operator.get("/rechecks/new").await;
    let bad = [
        ("exam", exam.as_str()),
        ("kind", "by-order"),
        ("orderer", "exam-commission"),
        ("document", "99-Ф"),
        ("document_date", "25.12.2026"),
        ("organisation", "000"),
        ("least", "много"),
    ];
    let refused = send(&operator, &page, "/rechecks/new", &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    for words in [
        "решает только: Рособрнадзор, министерство",
        "Этот день ещё не\u{a0}наступил",
        "Организации с\u{a0}таким кодом нет",
        "Впишите целое число",
        "Напишите, почему работы проверяют заново",
        "value=\"99-Ф\"",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for login in ["school", "appeals"] {
        let other = region.browser(login).await;
        assert_eq!(
            other.get("/rechecks/new").await.status,
            StatusCode::FORBIDDEN,
            "{login}"
        );
    }
    let batch = batch_of(&world, &operator, "by-order", std::slice::from_ref(&code)).await;
    for (primary, points, words) in [
        ("", "", "Впишите первичный балл"),
        ("сорок", "", "целое число"),
        ("40", "", "исправляйте их"),
        ("", "27К1=99", "вне шкалы"),
        ("", "88=1", "в работе нет"),
        ("31", "27К1=6", "первичный балл 32"),
    ] {
        let fields = [
            ("participant_code", code.as_str()),
            ("primary", primary),
            ("points", points),
        ];
        let answer = act(&operator, &batch, "outcome", &fields).await;
        let text = answer.text();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{primary} {points}");
        assert!(text.replace('\u{a0}', " ").contains(words), "{words}: {text}");
        assert!(text.contains(&format!("value=\"{code}\"")), "what was typed stays");
    }
    let file = format!("Код участника;Первичный балл\n{code};30\n424242;30\n");
    let answer = upload(&operator, &batch, &file).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = answer.text();
    assert!(
        text.contains("Строка 3") && text.contains("Ничего не\u{a0}записано"),
        "{text}"
    );
    let page = operator.get(&batch).await.text();
    assert!(page.contains("без итога 1"), "not even the good row: {page}");
    let stale = operator.get(&batch).await;
    done(
        act(
            &operator,
            &batch,
            "outcome",
            &[("participant_code", &code), ("primary", "30")],
        )
        .await,
    )
    .await;
    let version = stale.hidden("version");
    let fields = [
        ("version", version.as_str()),
        ("participant_code", code.as_str()),
        ("primary", "30"),
    ];
    let late = send(&operator, &stale, &format!("{batch}/outcome"), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
    // Somebody else's school knows nothing of the batch.
    let other = region.first(OrganisationKind::StateSchool);
    let other = region.person("other", Role::SchoolOfficer, &other).await;
    assert_eq!(other.get(&batch).await.status, StatusCode::NOT_FOUND);
    // A preview over other outcomes writes nothing.
    let page = operator.get(&format!("{batch}/give")).await;
    let version = page.hidden("version");
    let fields = [("version", version.as_str()), ("previewed_hash", "00")];
    let changed = send(&operator, &page, &format!("{batch}/give"), &fields).await;
    assert_eq!(changed.status, StatusCode::CONFLICT, "{}", changed.text());
}

async fn new_key(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let operator = region.browser("operator").await;
    let batch = batch_of(&world, &operator, "new-key", &[]).await;
    let home = operator.get("/").await.text();
    assert!(!home.contains("Оповестить участников"), "no order names a term: {home}");
    let codes = codes(&world, 2);
    let file = format!("Код участника;Баллы за задания\n{};2=15\n{};2=17\n", codes[0], codes[1]);
    done(upload(&operator, &batch, &file).await).await;
    let page = operator.get(&format!("{batch}/give")).await.text();
    assert!(page.contains("Без итога и\u{a0}без изменений"), "{page}");
    done(give(&operator, &batch).await).await;
    approve_change(&world, &batch).await;
    let page = operator.get(&batch).await.text();
    assert!(page.contains("результаты изменены"), "{page}");
    assert_eq!(region.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn essays(engine: Engine) {
    let region = EssayRegion::released(engine).await;
    region
        .account("ministry-officer", Role::MinistryOfficer, "420", Named::ByOrder)
        .await;
    region.set_clock("2026-12-20T10:00");
    let ministry = region.browser("ministry-officer").await;
    let operator = region.browser("operator").await;
    let exam = region.exam().await;
    let people = region.app.store.read(&exam, |tx, exam| {
        boxed(async move {
            let released = storage::results::released_of_exam(tx, *exam).await?;
            Ok::<_, app::AppError>(released)
        })
    });
    let people = people.await.unwrap();
    let passed = people
        .iter()
        .find(|row| row.essay_value.as_deref() == Some("11|11111|1"))
        .unwrap();
    let before = published(&region, exam).await;
    let asked = Order {
        exam: exam.to_string(),
        kind: "essay-call",
        orderer: "ministry",
        codes: passed.participant_code.clone(),
    };
    let page = ministry.get("/rechecks/new").await;
    let gia = [
        ("exam", asked.exam.as_str()),
        ("kind", "by-order"),
        ("orderer", "ministry"),
        ("document", "1"),
        ("document_date", "18.12.2026"),
        ("reason", "вопросы"),
    ];
    let wrong = send(&ministry, &page, "/rechecks/new", &gia).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "essays have no chair");
    let mut fields = gia.to_vec();
    fields[1] = ("kind", "essay-call");
    fields.push(("codes", asked.codes.as_str()));
    let shown = send(&ministry, &page, "/rechecks/new", &fields).await;
    let hash = shown.hidden("previewed_hash");
    fields.push(("previewed_hash", hash.as_str()));
    let made = send(&ministry, &shown, "/rechecks/new", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let batch = made.header("location").to_owned();
    for marks in ["", "11", "1111x11", "0111111"] {
        let fields = [("participant_code", asked.codes.as_str()), ("marks", marks)];
        let answer = act(&operator, &batch, "outcome", &fields).await;
        if marks == "0111111" {
            continue;
        }
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{marks}");
    }
    let fields = [("participant_code", asked.codes.as_str()), ("marks", "11 01111")];
    done(act(&operator, &batch, "outcome", &fields).await).await;
    let page = operator.get(&format!("{batch}/give")).await.text();
    assert!(page.contains("окончание обработки"), "{page}");
    done(give(&operator, &batch).await).await;
    assert_eq!(published(&region, exam).await, before, "until the end of processing");
    let processing = format!("/exams/{exam}/processing");
    let page = operator.get(&processing).await;
    let hash = page.hidden("previewed_hash");
    let fields = [("previewed_hash", hash.as_str()), ("confirmed", "yes")];
    done(send(&operator, &page, &processing, &fields).await).await;
    let page = ministry.get(&batch).await.text();
    assert!(
        page.contains("результаты изменены") && page.contains("незачёт"),
        "{page}"
    );
    assert_eq!(region.app.verify().await.unwrap().problems, Vec::<String>::new());
}

/// A second essay, of 3 February 2027: the same people, released, everybody of one school failed; and at the first date one
/// participant of it failed already. Returns the exam, the code of who failed twice, the code of who failed once.
async fn second_essay(region: &EssayRegion, school: &str) -> (Uuid, String, String) {
    let app = &region.app;
    let first = region.exam().await;
    let school = region.organisation(school).await;
    let now = app.clock.now();
    let input = (app, first, school);
    let made = app.store.write(&input, |tx, (app, first, school)| {
        boxed(async move {
            let released = storage::results::released_of_exam(tx, *first).await?;
            let fresh = || app.fresh_id(now).unwrap();
            let exam = storage::exams::ExamRow {
                id: fresh(),
                kind: "essay".to_owned(),
                subject_code: 20,
                exam_date: "2027-02-03".to_owned(),
                period: "february".to_owned(),
                created_at: now.as_micros(),
            };
            storage::exams::insert(tx, &exam).await?;
            let scope = domain::access::Scope::of_the_system(domain::ids::OrganisationId(*school));
            let people = storage::participants::in_exam(tx, &scope, *first, Default::default()).await?;
            let (mut sittings, mut results, mut editions) = (vec![], vec![], vec![]);
            let (mut twice, mut once) = (String::new(), String::new());
            for row in people
                .iter()
                .filter(|row| row.informing_organisation_id == *school && row.category == "student")
            {
                let earlier = released
                    .iter()
                    .find(|one| Some(one.edition_id) == row.released_edition_id);
                let Some(earlier) = earlier.filter(|one| one.essay_value.is_some()) else {
                    continue;
                };
                let failed = earlier.essay_value.as_deref().is_some_and(|code| code.ends_with("|0"));
                match failed {
                    true => twice.clone_from(&row.participant_code),
                    false => once.clone_from(&row.participant_code),
                }
                let (sitting, result) = (fresh(), fresh());
                sittings.push(storage::exams::SittingRow {
                    id: sitting,
                    registration_id: row.registration_id,
                    exam_id: exam.id,
                    subject_code: 20,
                    form: None,
                    written_sitting_id: None,
                    created_at: now.as_micros(),
                    version: 1,
                });
                results.push((result, sitting, now.as_micros()));
                editions.push(storage::results::EditionRow {
                    id: fresh(),
                    result_id: result,
                    number: 1,
                    state: "received".to_owned(),
                    attendance: "written".to_owned(),
                    essay_value: Some("11|01111|0".to_owned()),
                    topic: None,
                    primary_score: None,
                    test_score: None,
                    mark: None,
                    task_points: None,
                    ground: "результаты проверки".to_owned(),
                    document_reference: None,
                    author_account_id: fresh(),
                    import_id: None,
                    received_at: now.as_micros(),
                    hold_reason: None,
                    hold_note: None,
                    completion_id: None,
                    protocol_id: None,
                    released_at: None,
                    ended_at: None,
                });
            }
            storage::exams::insert_sittings(tx, &sittings).await?;
            storage::results::insert_results(tx, &results).await?;
            storage::results::insert_editions(tx, &editions).await?;
            app.reconcile(tx, exam.id, now, app::obligations::DueMoments::Keep)
                .await?;
            Ok::<_, app::AppError>((exam.id, twice, once))
        })
    });
    made.await.unwrap()
}

async fn release(region: &EssayRegion, exam: Uuid) {
    let operator = region.request_of("operator").await;
    let preview = region.app.preview_processing(&operator, exam).await.unwrap();
    region
        .app
        .declare_processing(&operator, exam, &preview.content_hash)
        .await
        .unwrap();
}

async fn second_check(engine: Engine) {
    let region = EssayRegion::released(engine).await;
    // A school with a participant who failed at the first date.
    let first = region.exam().await;
    let failed = region.app.store.read(&first, |tx, exam| {
        boxed(async move {
            let all = storage::results::released_of_exam(tx, *exam).await?;
            let fails = all.into_iter().filter(|row| {
                row.category == "student" && row.essay_value.as_deref().is_some_and(|code| code.ends_with("|0"))
            });
            Ok::<_, app::AppError>(fails.map(|row| row.informing_organisation_id).collect::<Vec<_>>())
        })
    });
    let failed = failed.await.unwrap();
    let mut school = String::new();
    for one in region
        .region
        .organisations
        .iter()
        .filter(|one| one.kind == OrganisationKind::School)
    {
        if failed.contains(&region.organisation(&one.code).await) {
            school.clone_from(&one.code);
        }
    }
    assert!(!school.is_empty(), "the made-up region has a fail at a school");
    region.set_clock("2027-02-09T10:00");
    let (exam, twice, once) = second_essay(&region, &school).await;
    assert!(!twice.is_empty() && !once.is_empty());
    let body = region.above(&school);
    region
        .account("clerk-of-it", Role::MunicipalClerk, &body, Named::ByOrder)
        .await;
    region
        .account("school-of-it", Role::SchoolOfficer, &school, Named::ByOrder)
        .await;
    region.set_clock("2027-02-10T10:00");
    release(&region, exam).await;
    let operator = region.request_of("operator").await;
    let all = region.app.list_statements(&operator, Some(exam)).await.unwrap();
    let ids: Vec<Uuid> = all
        .iter()
        .filter(|one| one.row.handed_over_at.is_none() && one.row.hop != "to-school")
        .map(|one| one.row.id)
        .collect();
    region.app.hand_over(&operator, &ids).await.unwrap();
    region.set_clock("2027-02-15T12:00");
    let (clerk, officer) = (
        region.browser("clerk-of-it").await,
        region.browser("school-of-it").await,
    );
    let exam_id = exam.to_string();
    let typed = |code: &str, day: &str| {
        vec![
            ("exam", exam_id.clone()),
            ("participant_code", code.to_owned()),
            ("filed_day", day.to_owned()),
            ("filed_time", "09:30".to_owned()),
            ("words", "мать участника, 8-900-000-00-00".to_owned()),
        ]
    };
    let take = async |code: &str, day: &str| {
        let page = clerk.get("/essay-rechecks/new").await;
        let fields = typed(code, day);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        send(&clerk, &page, "/essay-rechecks/new", &fields).await
    };
    for (code, day, words) in [
        (twice.as_str(), "14.02.2027", "Срок подачи прошёл"),
        (twice.as_str(), "09.02.2027", "раньше, чем опубликован"),
        (twice.as_str(), "16.02.2027", "ещё не наступило"),
        (once.as_str(), "11.02.2027", "не повторный"),
        ("424242", "11.02.2027", "среди ваших нет"),
    ] {
        let answer = take(code, day).await;
        let text = answer.text().replace('\u{a0}', " ");
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}: {text}");
        assert!(text.contains(words), "{words}: {text}");
        assert!(text.contains("мать участника"), "what was typed stays");
    }
    assert_eq!(officer.get("/essay-rechecks/new").await.status, StatusCode::FORBIDDEN);
    let before = published(&region, exam).await;
    let taken = take(&twice, "13.02.2027").await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let case = taken.header("location").to_owned();
    let again = take(&twice, "13.02.2027").await;
    assert!(again.text().contains("уже есть"), "{}", again.text());
    let home = clerk.get("/").await.text();
    assert!(home.contains("Известить министерство и\u{a0}РЦОИ"), "{home}");
    done(act(&clerk, &case, "notice", &[("notice", "письмо № 4 от 15.02.2027")]).await).await;
    let own = act(
        &clerk,
        &case,
        "checker",
        &[("checker", "other-school"), ("checker_code", &school)],
    )
    .await;
    assert_eq!(
        own.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the own school: {}",
        own.text()
    );
    done(act(&clerk, &case, "checker", &[("checker", "municipal-commission")]).await).await;
    let bad = act(&clerk, &case, "transfer", &[("marks", "111")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    done(act(&clerk, &case, "transfer", &[("marks", "1111111")]).await).await;
    let home = clerk.get("/").await.text();
    assert!(!home.contains("Провести повторную проверку"), "{home}");
    let operator = region.browser("operator").await;
    let seen = officer.get(&case).await.text();
    assert!(!seen.contains("Итог повторной проверки"), "{seen}");
    done(act(&operator, &case, "take-over", &[]).await).await;
    assert_eq!(published(&region, exam).await, before, "until the end of processing");
    release(&region, exam).await;
    let page = clerk.get(&case).await.text();
    assert!(page.contains("результат изменён") && page.contains("зачёт"), "{page}");
    let list = clerk.get("/essay-rechecks").await;
    let found = send(&clerk, &list, "/essay-rechecks", &[("q", &twice)]).await.text();
    assert!(found.contains("Нашлось: 1"), "{found}");
    assert_eq!(region.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn restored(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let result = world.people[0].result_id.unwrap();
    let (chair, secretary) = (region.browser("chair").await, region.browser("secretary").await);
    let address = format!("/results/{result}/restore");
    assert_eq!(
        secretary.get(&address).await.status,
        StatusCode::CONFLICT,
        "nothing is annulled"
    );
    let notice = format!("/results/{result}/annulment.pdf");
    let school = region.browser("school").await;
    assert_eq!(
        school.get(&notice).await.status,
        StatusCode::CONFLICT,
        "nothing to tell of"
    );
    let annul = format!("/results/{result}/annul");
    let page = chair.get(&annul).await;
    let fields = [
        ("ground", "own-violation"),
        ("resit", "other-day"),
        ("ended_on", "18.11.2026"),
        ("document", "решение № 2"),
        ("confirmed", "yes"),
        ("password", PASSWORD),
    ];
    done(send(&chair, &page, &annul, &fields).await).await;
    for reader in [&secretary, &school] {
        let paper = reader.get(&notice).await;
        assert_eq!(
            (paper.status, paper.header("content-type")),
            (StatusCode::OK, "application/pdf")
        );
        let history = reader.get(&format!("/results/{result}")).await.text();
        assert!(history.contains(&notice), "{history}");
    }
    let before = published(region, world.exam).await;
    assert_eq!(
        chair.get(&address).await.status,
        StatusCode::FORBIDDEN,
        "the chair decides, the secretary asks"
    );
    let history = secretary.get(&format!("/results/{result}")).await.text();
    assert!(history.contains(&address), "{history}");
    let page = secretary.get(&address).await;
    let empty = send(
        &secretary,
        &page,
        &address,
        &[("document", "решение суда № 5"), ("reason", "")],
    )
    .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("решение суда № 5"), "what was typed stays");
    let fields = [("document", "решение суда № 5"), ("reason", "нарушения не было")];
    done(send(&secretary, &page, &address, &fields).await).await;
    assert_eq!(published(region, world.exam).await, before, "nothing before the chair");
    assert_eq!(secretary.get(&address).await.status, StatusCode::CONFLICT, "once");
    let request = region.request_of("secretary").await;
    let everything = domain::approval::parts::ProtocolPart::Everything;
    let preview = region
        .app
        .preview_protocol(&request, world.exam, everything)
        .await
        .unwrap();
    let proposal = app::commission::propose::Proposal {
        part: everything,
        ground: String::new(),
        previewed_hash: preview.content_hash,
    };
    let protocol = region
        .app
        .propose_protocol(&request, world.exam, &proposal)
        .await
        .unwrap();
    region.approve(protocol).await;
    assert_eq!(
        secretary.get(&notice).await.status,
        StatusCode::CONFLICT,
        "it stands no more"
    );
    let history = secretary.get(&format!("/results/{result}")).await.text();
    assert!(history.contains("аннулирование отменено: нарушения не"), "{history}");
    assert_ne!(published(region, world.exam).await, before);
    assert_eq!(region.app.verify().await.unwrap().problems, Vec::<String>::new());
}
