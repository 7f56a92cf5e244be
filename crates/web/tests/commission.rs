//! The exam commission's desk through its pages, on both engines: arrivals, lists of the day, matters, the protocol of two
//! persons, and what nobody else finds.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

mod essay_region;
mod support;

use app::AppError;
use axum::http::StatusCode;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use essay_region::{Engine, EssayRegion, Named};
use storage::boxed;
use storage::exams::{ExamRow, SittingRow};
use storage::organisations::OrganisationRow;
use storage::people::RegistrationRow;
use storage::results::EditionRow;
use support::{Answer, Browser, PASSWORD, without_randomness};
use uuid::Uuid;

on_both_engines! {
    fn b1_the_centre_gives_what_it_received_and_keeps_the_days_lists => arrivals;
    fn b3_the_secretary_proposes_and_the_chair_approves => two_persons;
    fn b3_a_preview_that_no_longer_stands_is_refused => changed;
    fn b3_the_chair_returns_and_the_secretary_is_told => returned;
    fn b3_fifty_approvals_at_once_through_the_page_are_one => fifty;
    fn b3_a_right_taken_away_or_a_second_account_is_refused_at_the_page => no_right;
    fn b3_the_picture_follows_the_chosen_part => picture;
    fn b4_to_everybody_else_an_unapproved_result_is_nowhere => nowhere;
    fn d1_several_exams_are_announced_by_one_form => several;
    fn b4_for_everybody_else_the_desk_is_not_there => nobody_else;
}

/// Ten people, their results received on 10 June 2027; the chair, the secretary, an operator.
struct Desk {
    region: EssayRegion,
    exam: Uuid,
    essay: Uuid,
    codes: Vec<String>,
}

impl Desk {
    async fn received(engine: Engine) -> Self {
        let region = EssayRegion::with_results(engine).await;
        region.set_clock("2027-06-10T09:00");
        let operator = region
            .account("centre", Role::ProcessingOperator, "421", Named::ByOrder)
            .await;
        let essay = region.exam().await;
        let (exam, codes) = region.add_gia(operator).await;
        region
            .account("secretary", Role::CommissionSecretary, "429", Named::ByOrder)
            .await;
        region
            .account("chair", Role::CommissionChair, "429", Named::ByOrder)
            .await;
        Self {
            region,
            exam,
            essay,
            codes,
        }
    }

    async fn given(engine: Engine) -> Self {
        let desk = Self::received(engine).await;
        let operator = desk.region.request_of("centre").await;
        desk.region.app.give_to_commission(&operator, desk.exam).await.unwrap();
        desk
    }

    async fn browser(&self, login: &str) -> Browser {
        self.region.browser(login).await
    }
}

impl EssayRegion {
    async fn add_gia(&self, author: Uuid) -> (Uuid, Vec<String>) {
        let essay = self.exam().await;
        let ministry = self.organisation("420").await;
        let app = &self.app;
        let now = app.clock.now();
        let exam = app.fresh_id(now).unwrap();
        let known = app
            .store
            .read(&essay, |tx, essay| {
                boxed(async move { Ok::<_, AppError>(storage::standing::sitting_results(tx, *essay).await?) })
            })
            .await
            .unwrap();
        let commission = OrganisationRow {
            id: app.fresh_id(now).unwrap(),
            code: "429".to_owned(),
            kind: OrganisationKind::ExamCommission.code().to_owned(),
            name: "Государственная экзаменационная комиссия".to_owned(),
            short_name: "ГЭК".to_owned(),
            parent_id: Some(ministry),
            zone: None,
            address: None,
            valid_from: "2026-09-01".to_owned(),
            valid_to: None,
            version: 1,
        };
        let row = ExamRow {
            id: exam,
            kind: "gia-11".to_owned(),
            subject_code: 1,
            exam_date: "2027-05-31".to_owned(),
            period: "main".to_owned(),
            created_at: now.as_micros(),
        };
        let (mut registrations, mut sittings, mut results, mut editions) = (vec![], vec![], vec![], vec![]);
        for (index, known) in known.iter().step_by(12).take(10).enumerate() {
            let fresh = || app.fresh_id(now).unwrap();
            let (registration, sitting, result) = (fresh(), fresh(), fresh());
            registrations.push(RegistrationRow {
                id: registration,
                person_id: known.person_id,
                school_year: 2026,
                exam_kind: "gia-11".to_owned(),
                participant_code: known.participant_code.clone(),
                category: "student".to_owned(),
                class_name: "11А".to_owned(),
                registering_organisation_id: known.registering_organisation_id,
                study_organisation_id: known.study_organisation_id,
                informing_organisation_id: known.informing_organisation_id,
                conditions_sealed: None,
                created_at: now.as_micros(),
                version: 1,
            });
            sittings.push(SittingRow {
                id: sitting,
                registration_id: registration,
                exam_id: exam,
                subject_code: 1,
                form: Some("ege".to_owned()),
                written_sitting_id: None,
                created_at: now.as_micros(),
                version: 1,
            });
            results.push((result, sitting, now.as_micros()));
            editions.push(EditionRow {
                id: fresh(),
                result_id: result,
                number: 1,
                state: "received".to_owned(),
                attendance: "written".to_owned(),
                essay_value: None,
                topic: None,
                primary_score: Some(30),
                test_score: Some(60 + i64::try_from(index).unwrap()),
                mark: None,
                task_points: None,
                ground: "результаты проверки".to_owned(),
                document_reference: None,
                author_account_id: author,
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
        let codes = registrations
            .iter()
            .map(|row: &RegistrationRow| row.participant_code.clone())
            .collect();
        let input = (app, commission, row, registrations, sittings, results, editions);
        app.store
            .write(
                &input,
                |tx, (app, commission, exam, registrations, sittings, results, editions)| {
                    boxed(async move {
                        storage::organisations::insert(tx, commission).await?;
                        storage::exams::insert(tx, exam).await?;
                        storage::people::insert_registrations(tx, registrations).await?;
                        storage::exams::insert_sittings(tx, sittings).await?;
                        storage::results::insert_results(tx, results).await?;
                        storage::results::insert_editions(tx, editions).await?;
                        // As the import of the results would.
                        let keep = app::obligations::DueMoments::Keep;
                        app.reconcile(tx, exam.id, app.clock.now(), keep).await?;
                        Ok::<_, AppError>(())
                    })
                },
            )
            .await
            .unwrap();
        (exam, codes)
    }
}

async fn send(browser: &Browser, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
    let key = page.hidden("idempotency_key");
    let mut all = vec![("idempotency_key", key.as_str())];
    all.extend_from_slice(fields);
    browser.post_with_token(path, &all).await
}

async fn arrivals(engine: Engine) {
    let desk = Desk::received(engine).await;
    let (operator, secretary) = (desk.browser("centre").await, desk.browser("secretary").await);
    let path = format!("/desk/{}", desk.exam);
    let list = operator.get("/desk").await.text();
    assert!(list.contains("РЦОИ: передать в\u{a0}ГЭК"), "{list}");
    let home = operator.get("/").await.text();
    assert!(home.contains("Передать ведомости в\u{a0}ГЭК"), "{home}");
    let page = operator.get(&path).await;
    assert!(page.text().contains("не\u{a0}передано"), "{}", page.text());
    let given = send(&operator, &page, &format!("{path}/give"), &[]).await;
    assert_eq!(
        (given.status, given.header("location")),
        (StatusCode::SEE_OTHER, path.as_str())
    );
    let again = send(&operator, &page, &format!("{path}/give"), &[]).await;
    assert!(again.status == StatusCode::SEE_OTHER || again.status == StatusCode::CONFLICT);

    let day = operator.get(&format!("{path}/day")).await;
    let wrong = send(&operator, &day, &format!("{path}/day"), &[("kind", "removed")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Впишите код участника") && wrong.text().contains("Впишите номер акта"));
    let day = operator.get(&format!("{path}/day")).await;
    let fields = [
        ("kind", "removed"),
        ("participant_code", desk.codes[0].as_str()),
        ("act_number", "21-03"),
        ("time", "11:40"),
    ];
    let recorded = send(&operator, &day, &format!("{path}/day"), &fields).await;
    assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.text());
    let read = secretary.get(&format!("{path}/day")).await.text();
    assert!(
        read.contains("21-03") && !read.contains("Внести запись"),
        "the commission reads: {read}"
    );

    let matters = secretary.get(&format!("{path}/matters")).await;
    let fields = [
        ("kind", "procedure-appeal"),
        ("participant_code", desk.codes[1].as_str()),
        ("ground", "апелляция № 3"),
    ];
    let opened = send(&secretary, &matters, &format!("{path}/matters"), &fields).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
    let page = secretary.get(&path).await;
    assert!(page.text().contains("Задержано: 2"), "{}", page.text());
    let told = send(&secretary, &page, &format!("{path}/inform"), &[]).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER);
    let held = secretary.get(&format!("{path}/rows?state=held")).await.text();
    assert!(held.contains(&desk.codes[0]) && held.contains(&desk.codes[1]) && !held.contains(&desk.codes[2]));
    let rows = secretary.get(&format!("{path}/rows")).await;
    let found = send(
        &secretary,
        &rows,
        &format!("{path}/rows"),
        &[("q", desk.codes[3].as_str())],
    )
    .await;
    assert!(found.text().contains("Нашлось: 1"), "{}", found.text());
}

async fn two_persons(engine: Engine) {
    let desk = Desk::given(engine).await;
    let (secretary, chair) = (desk.browser("secretary").await, desk.browser("chair").await);
    let home = chair.get("/").await.text();
    assert!(
        home.contains("Утвердить результаты") && home.contains("председатель ГЭК"),
        "{home}"
    );
    assert!(!home.contains("сочинени"), "nothing of the essay: {home}");
    let ask = format!("/desk/{}/propose", desk.exam);
    let page = secretary.get(&ask).await;
    assert!(
        page.text().contains("Будет утверждено") && page.text().contains("10\u{a0}результатов"),
        "{}",
        page.text()
    );
    let hash = page.hidden("previewed_hash");
    let without_tick = send(&secretary, &page, &ask, &[("previewed_hash", &hash)]).await;
    assert_eq!(without_tick.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("part", "everything"),
        ("confirmed", "yes"),
    ];
    let proposed = send(&secretary, &page, &ask, &fields).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text());
    let protocol = proposed.header("location").to_owned();
    let again = send(&secretary, &page, &ask, &fields).await;
    assert_eq!(again.header("location"), protocol, "a repeated form is one act");

    let approve = format!("{protocol}/approve");
    assert_eq!(secretary.get(&approve).await.status, StatusCode::FORBIDDEN);
    let page = chair.get(&approve).await;
    assert!(page.text().contains("Отменить утверждение нельзя"), "{}", page.text());
    assert!(
        page.text().contains("Как распределились баллы") && page.text().contains("<svg class=\"v-chart v-dist\""),
        "{}",
        page.text()
    );
    assert!(!page.text().contains(" style="), "no style attribute");
    let hash = page.hidden("previewed_hash");
    let nothing = send(&chair, &page, &approve, &[("previewed_hash", hash.as_str())]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = nothing.text();
    assert!(
        words.contains("Отметьте, что просмотрели") && words.contains("Впишите свой пароль"),
        "{words}"
    );
    let typed = "не тот пароль";
    let wrong = [
        ("previewed_hash", hash.as_str()),
        ("confirmed", "yes"),
        ("password", typed),
    ];
    for expected in [
        StatusCode::UNPROCESSABLE_ENTITY,
        StatusCode::UNPROCESSABLE_ENTITY,
        StatusCode::TOO_MANY_REQUESTS,
    ] {
        let refused = send(&chair, &page, &approve, &wrong).await;
        assert_eq!(refused.status, expected);
        let words = refused.text();
        assert!(
            words.contains("ничего не\u{a0}записано") && !words.contains(typed),
            "{words}"
        );
        assert!(
            words.contains("value=\"yes\" required checked"),
            "the tick is kept: {words}"
        );
        assert!(refused.status != StatusCode::TOO_MANY_REQUESTS || !refused.header("retry-after").is_empty());
    }
    assert!(chair.get(&protocol).await.text().contains("Предложено утвердить"));
    desk.region.set_clock("2027-06-10T09:05");
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("confirmed", "yes"),
        ("password", PASSWORD),
    ];
    let approved = send(&chair, &page, &approve, &fields).await;
    assert_eq!(approved.header("location"), protocol, "{}", approved.text());
    let shown = chair.get(&protocol).await.text();
    assert!(shown.contains("Утверждено: ") && shown.contains("утверждён"), "{shown}");
    assert_eq!(chair.get(&approve).await.status, StatusCode::CONFLICT);
    let pdf = chair.get(&format!("{protocol}/pdf")).await;
    assert_eq!(
        (pdf.status, pdf.header("content-type")),
        (StatusCode::OK, "application/pdf")
    );

    let page = secretary.get(&protocol).await;
    let sent = send(&secretary, &page, &format!("{protocol}/send"), &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let list = secretary.get("/desk").await.text();
    assert!(list.contains("утверждено"), "{list}");
    let rows = secretary.get(&format!("{protocol}/rows")).await.text();
    assert!(rows.contains(&desk.codes[0]));
}

async fn changed(engine: Engine) {
    let desk = Desk::given(engine).await;
    let (secretary, chair) = (desk.browser("secretary").await, desk.browser("chair").await);
    let ask = format!("/desk/{}/propose", desk.exam);
    let old = secretary.get(&ask).await;
    let matters = format!("/desk/{}/matters", desk.exam);
    let form = secretary.get(&matters).await;
    let fields = [
        ("kind", "recheck"),
        ("participant_code", desk.codes[2].as_str()),
        ("ground", "приказ № 4"),
    ];
    send(&secretary, &form, &matters, &fields).await;
    let hash = old.hidden("previewed_hash");
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("part", "everything"),
        ("confirmed", "yes"),
    ];
    let refused = send(&secretary, &old, &ask, &fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    let fresh = secretary.get(&ask).await;
    let hash = fresh.hidden("previewed_hash");
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("part", "everything"),
        ("confirmed", "yes"),
    ];
    let protocol = send(&secretary, &fresh, &ask, &fields)
        .await
        .header("location")
        .to_owned();
    let page = chair.get(&protocol).await;
    let withdrawn = send(&chair, &page, &format!("{protocol}/withdraw"), &[]).await;
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
    assert!(chair.get(&protocol).await.text().contains("Проект отозван"));
}

impl Desk {
    /// The secretary proposes everything; the protocol's address.
    async fn propose(&self) -> String {
        let secretary = self.browser("secretary").await;
        let ask = format!("/desk/{}/propose", self.exam);
        let page = secretary.get(&ask).await;
        let hash = page.hidden("previewed_hash");
        let fields = [
            ("previewed_hash", hash.as_str()),
            ("part", "everything"),
            ("confirmed", "yes"),
        ];
        let proposed = send(&secretary, &page, &ask, &fields).await;
        assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text());
        proposed.header("location").to_owned()
    }
}

async fn returned(engine: Engine) {
    let desk = Desk::given(engine).await;
    let (secretary, chair) = (desk.browser("secretary").await, desk.browser("chair").await);
    let protocol = desk.propose().await;
    let path = format!("{protocol}/return");
    let page = chair.get(&format!("{protocol}/approve")).await;
    assert!(
        page.text().contains("Вернуть секретарю с\u{a0}замечанием"),
        "{}",
        page.text()
    );
    let empty = send(&chair, &page, &path, &[("reason", "  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("Причина возврата не указана"), "{}", empty.text());
    let refused = send(&secretary, &page, &path, &[("reason", "нет акта")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let words = "нет второго экземпляра акта & списка";
    let done = send(&chair, &page, &path, &[("reason", words)]).await;
    assert_eq!(done.header("location"), protocol, "{}", done.text());
    let shown = chair.get(&protocol).await.text();
    assert!(
        shown.contains("вернул проект секретарю") && shown.contains("нет второго экземпляра акта &#38; списка"),
        "{shown}"
    );
    assert_eq!(
        chair.get(&format!("{protocol}/approve")).await.status,
        StatusCode::CONFLICT
    );
    let home = secretary.get("/").await.text();
    assert!(
        home.contains("Председатель вернул") && home.contains("нет второго экземпляра акта"),
        "{home}"
    );
    let list = secretary.get("/desk").await.text();
    assert!(list.contains("исправить возвращённый №\u{a0}1"), "{list}");
    assert!(!chair.get("/").await.text().contains("Председатель вернул"));
    let hash = page.hidden("previewed_hash");
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("confirmed", "yes"),
        ("password", PASSWORD),
    ];
    let late = send(&chair, &page, &format!("{protocol}/approve"), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
    desk.region.set_clock("2027-06-10T09:10");
    desk.propose().await;
    assert!(
        !secretary.get("/").await.text().contains("Председатель вернул"),
        "answered"
    );
}

async fn fifty(engine: Engine) {
    let desk = Desk::given(engine).await;
    let protocol = desk.propose().await;
    let path = format!("{protocol}/approve");
    let chair = std::sync::Arc::new(desk.browser("chair").await);
    // Every form of its own, as from fifty open windows.
    let mut windows = Vec::new();
    for _ in 0..50 {
        windows.push(chair.get(&path).await);
    }
    let sent: Vec<_> = windows
        .into_iter()
        .map(|page| {
            let (chair, path) = (std::sync::Arc::clone(&chair), path.clone());
            tokio::spawn(async move {
                let hash = page.hidden("previewed_hash");
                let fields = [
                    ("previewed_hash", hash.as_str()),
                    ("confirmed", "yes"),
                    ("password", PASSWORD),
                ];
                send(&chair, &page, &path, &fields).await.status
            })
        })
        .collect();
    let mut statuses = std::collections::BTreeMap::new();
    for one in sent {
        *statuses.entry(one.await.unwrap()).or_insert(0) += 1;
    }
    let expected = [(StatusCode::SEE_OTHER, 1), (StatusCode::CONFLICT, 49)];
    assert_eq!(statuses, expected.into_iter().collect());
    assert_eq!(desk.region.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn no_right(engine: Engine) {
    let desk = Desk::given(engine).await;
    let protocol = desk.propose().await;
    let path = format!("{protocol}/approve");
    // The chair's order ends between the page and the press.
    let chair = desk.browser("chair").await;
    let page = chair.get(&path).await;
    let hash = page.hidden("previewed_hash");
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("confirmed", "yes"),
        ("password", PASSWORD),
    ];
    desk.region.end_orders_of("chair").await;
    let refused = send(&chair, &page, &path, &fields).await;
    assert!(
        [StatusCode::FORBIDDEN, StatusCode::SEE_OTHER].contains(&refused.status)
            && refused.header("location") != protocol,
        "{} {}",
        refused.status,
        refused.text()
    );
    // The secretary's second account is the chair's.
    desk.region
        .second_account("secretary", "second", Role::CommissionChair)
        .await;
    let second = desk.browser("second").await;
    let page = second.get(&path).await;
    assert!(page.text().contains("Нужен второй человек"), "{}", page.text());
    let refused = send(&second, &page, &path, &fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("не один человек"), "{}", refused.text());
    let shown = desk.browser("secretary").await.get(&protocol).await.text();
    assert!(shown.contains("Предложено утвердить"), "{shown}");
}

async fn picture(engine: Engine) {
    let desk = Desk::given(engine).await;
    let chair = desk.browser("chair").await;
    let whole = chair.get(&format!("/desk/{}", desk.exam)).await.text();
    assert!(whole.contains("ЕГЭ: сколько результатов"), "{whole}");
    assert!(
        whole.contains("<td role=\"cell\" class=\"r\" data-l=\"Результатов\">10</td>"),
        "{whole}"
    );
    let mut sums = 0;
    let request = desk.region.request_of("chair").await;
    let everything = domain::approval::parts::ProtocolPart::Everything;
    let preview = desk.region.app.preview_protocol(&request, desk.exam, everything).await;
    for (part, _) in preview.unwrap().parts {
        let domain::approval::parts::ProtocolPart::Municipality(place) = part else {
            continue;
        };
        let page = chair
            .get(&format!("/desk/{}?part=municipality-{}", desk.exam, place.0))
            .await
            .text();
        let (_, rest) = page.split_once("data-l=\"Результатов\">").unwrap();
        sums += rest.split('<').next().unwrap().parse::<usize>().unwrap();
    }
    assert_eq!(sums, 10, "the parts together are the whole");
}

async fn nowhere(engine: Engine) {
    let desk = Desk::given(engine).await;
    let (result, code) = desk.somebody().await;
    let nobody = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
    let school = desk.region.first(OrganisationKind::School);
    let body = desk.region.above(&school);
    let browsers = [
        desk.region.person("clerk", Role::MunicipalClerk, &body).await,
        desk.region.person("school", Role::SchoolOfficer, &school).await,
        desk.region.person("ministry", Role::MinistryOfficer, "420").await,
    ];
    for browser in &browsers {
        for end in ["", "/extract.pdf"] {
            let there = browser.get(&format!("/results/{result}{end}")).await;
            let not_there = browser.get(&format!("/results/{nobody}{end}")).await;
            assert_eq!(there.status, StatusCode::NOT_FOUND);
            assert_eq!(
                without_randomness(&there).replace(&result.to_string(), ""),
                without_randomness(&not_there).replace(&nobody.to_string(), ""),
                "what is and what is not look the same"
            );
        }
        let exam = desk.exam;
        for path in [
            format!("/participants?exam={exam}"),
            format!("/participants?exam={exam}&state=waiting"),
            format!("/participants?exam={exam}&state=held"),
            format!("/exams/{exam}"),
            "/exams".to_owned(),
            format!("/statements?exam={exam}"),
        ] {
            let page = browser.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let text = page.text();
            for tell in [
                format!("/results/{result}"),
                "ждёт выпуска".to_owned(),
                "ждут утверждения".to_owned(),
                "результатов ждут выпуска".to_owned(),
            ] {
                assert!(!text.contains(&tell), "{path}: {tell}: {text}");
            }
        }
        for file in [
            format!("/participants.csv?exam={exam}"),
            format!("/exams/{exam}/counts.csv"),
        ] {
            let page = browser.get(&file).await;
            assert_eq!(page.status, StatusCode::OK, "{file}");
            let text = page.text();
            assert!(
                !text.contains("ждёт выпуска") && !text.contains(";10;"),
                "{file}: {text}"
            );
        }
        let home = browser.get("/").await;
        let found = send(browser, &home, "/search", &[("q", &code)]).await.text();
        assert!(!found.contains("/results/"), "{found}");
    }
}

async fn several(engine: Engine) {
    let desk = Desk::received(engine).await;
    let school = desk.school_of_somebody().await;
    let browser = desk.region.person("teller", Role::SchoolOfficer, &school).await;
    let path = "/announcements/several";
    assert!(browser.get("/announcements").await.text().contains(path));
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let (essay, gia) = (desk.essay.to_string(), desk.exam.to_string());
    let name = |field: &str, exam: &str| format!("{field}-{exam}");
    for exam in [&essay, &gia] {
        assert!(page.text().contains(&format!("name=\"day-{exam}\"")), "{}", page.text());
    }
    assert!(
        page.text().contains("value=\"15.06.2027\""),
        "two weeks after the exam, and the 14th is a day off: {}",
        page.text()
    );
    let fields = |day: &'static str| {
        vec![
            ("exams".to_owned(), essay.clone()),
            ("exams".to_owned(), gia.clone()),
            ("procedure".to_owned(), "Лично, под подпись".to_owned()),
            (name("day", &essay), "16.06.2027".to_owned()),
            (name("time", &essay), "12:00".to_owned()),
            (name("place", &essay), "актовый зал".to_owned()),
            (name("day", &gia), day.to_owned()),
            (name("time", &gia), "13:00".to_owned()),
            (name("place", &gia), "кабинет 5".to_owned()),
        ]
    };
    let try_it = async |all: Vec<(String, String)>| {
        let page = browser.get(path).await;
        let all: Vec<(&str, &str)> = all
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        send(&browser, &page, path, &all).await
    };
    let nothing = try_it(vec![("procedure".to_owned(), "Лично".to_owned())]).await;
    assert!(
        nothing.text().contains("Отметьте хотя бы один экзамен"),
        "{}",
        nothing.text()
    );
    // One wrong row: said at its row, nothing of the others is written, what was typed stays.
    let wrong = try_it(fields("30.05.2027")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = wrong.text();
    assert!(
        words.contains(&format!("href=\"#day-{gia}\"")) && words.contains("кабинет 5") && words.contains("30.05.2027"),
        "{words}"
    );
    let journal = desk.region.app.verify().await.unwrap();
    assert_eq!(journal.problems, Vec::<String>::new());
    assert!(
        browser
            .get(path)
            .await
            .text()
            .contains(&format!("name=\"day-{essay}\"")),
        "nothing was written"
    );
    let nobody = try_it(vec![("exams".to_owned(), Uuid::from_u128(7).to_string())]).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let done = try_it(fields("16.06.2027")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    for (exam, place) in [(&essay, "актовый зал"), (&gia, "кабинет 5")] {
        let one = browser.get(&format!("/announcements/{exam}")).await.text();
        assert!(one.contains(place), "{one}");
    }
    let all = browser.get(path).await;
    assert_eq!(all.status, StatusCode::CONFLICT);
    assert!(all.text().contains("уже объявлены"), "{}", all.text());
}

impl Desk {
    /// Code of a school that tells somebody of the exam.
    async fn school_of_somebody(&self) -> String {
        let operator = self.region.request_of("centre").await;
        let filter = app::participants::ParticipantFilter::default();
        let (_, all) = self
            .region
            .app
            .list_participants(&operator, self.exam, &filter)
            .await
            .unwrap();
        let mut organisations = std::collections::BTreeMap::new();
        for made in &self.region.region.organisations {
            if made.kind == OrganisationKind::School {
                organisations.insert(self.region.organisation(&made.code).await, made.code.clone());
            }
        }
        let mut schools = all
            .iter()
            .filter_map(|one| organisations.get(&one.row.informing_organisation_id));
        schools.next().unwrap().clone()
    }

    /// A result that waits for its approval, and its participant's code.
    async fn somebody(&self) -> (Uuid, String) {
        let operator = self.region.request_of("centre").await;
        let filter = app::participants::ParticipantFilter {
            state: "waiting".to_owned(),
            ..app::participants::ParticipantFilter::default()
        };
        let (_, waiting) = self
            .region
            .app
            .list_participants(&operator, self.exam, &filter)
            .await
            .unwrap();
        let row = &waiting[0].row;
        (row.result_id.unwrap(), row.participant_code.clone())
    }
}

impl EssayRegion {
    async fn end_orders_of(&self, login: &str) {
        let request = self.request_of(login).await;
        let account = request.account();
        self.app
            .store
            .write(&account, |tx, account| {
                boxed(async move {
                    for order in storage::accounts::orders(tx, *account).await? {
                        storage::accounts::end_order(tx, order.id, "2027-06-09").await?;
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await
            .unwrap();
    }

    /// Another account of the person behind `of`, in the commission, named by an order.
    async fn second_account(&self, of: &str, login: &str, role: Role) {
        let first = self.request_of(of).await;
        let now = self.app.clock.now();
        let fresh = || self.app.fresh_id(now).unwrap();
        let account = storage::accounts::AccountRow {
            id: fresh(),
            person_id: first.actor.person.0,
            login: login.to_owned(),
            password_hash: Some(self.app.hash_password(PASSWORD).await.unwrap()),
            state: "active".to_owned(),
            policy_epoch: 0,
            created_at: now.as_micros(),
            version: 1,
        };
        let order = storage::accounts::ResponsiblePersonRow {
            id: fresh(),
            account_id: account.id,
            organisation_id: first.actor.organisation.0,
            order_number: "18-о".to_owned(),
            order_date: "2026-11-01".to_owned(),
            valid_from: "2026-11-01".to_owned(),
            valid_to: None,
            named_at: 0,
            named_by: account.id,
        };
        let input = (account, fresh(), role, order);
        self.app
            .store
            .write(&input, |tx, (account, appointment, role, order)| {
                boxed(async move {
                    storage::accounts::insert(tx, account).await?;
                    storage::accounts::insert_appointment(
                        tx,
                        *appointment,
                        account.id,
                        role.code(),
                        order.organisation_id,
                        "председатель",
                        account.created_at,
                    )
                    .await?;
                    Ok::<_, AppError>(storage::accounts::insert_order(tx, order).await?)
                })
            })
            .await
            .unwrap();
    }
}

async fn nobody_else(engine: Engine) {
    let desk = Desk::given(engine).await;
    let secretary = desk.browser("secretary").await;
    let ask = format!("/desk/{}/propose", desk.exam);
    let page = secretary.get(&ask).await;
    let hash = page.hidden("previewed_hash");
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("part", "everything"),
        ("confirmed", "yes"),
    ];
    let protocol = send(&secretary, &page, &ask, &fields)
        .await
        .header("location")
        .to_owned();
    let school = desk.region.first(OrganisationKind::School);
    let body = desk.region.above(&school);
    let others = [
        desk.region.person("clerk", Role::MunicipalClerk, &body).await,
        desk.region.person("school", Role::SchoolOfficer, &school).await,
    ];
    let nobody = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
    let paths = [
        (format!("/desk/{}", desk.exam), format!("/desk/{nobody}")),
        (format!("/desk/{}/rows", desk.exam), format!("/desk/{nobody}/rows")),
        (format!("/desk/{}/day", desk.exam), format!("/desk/{nobody}/day")),
        (
            format!("/desk/{}/matters", desk.exam),
            format!("/desk/{nobody}/matters"),
        ),
        (protocol.clone(), format!("/protocols/{nobody}")),
        (format!("{protocol}/rows"), format!("/protocols/{nobody}/rows")),
        (format!("{protocol}/pdf"), format!("/protocols/{nobody}/pdf")),
    ];
    for browser in &others {
        for (there, not_there) in &paths {
            let (one, other) = (browser.get(there).await, browser.get(not_there).await);
            assert_eq!(one.status, StatusCode::FORBIDDEN, "{there}");
            assert_eq!(
                without_randomness(&one).replace(there.as_str(), ""),
                without_randomness(&other).replace(not_there.as_str(), ""),
                "{there}: what is and what is not look the same"
            );
        }
        let home = browser.get("/").await.text();
        assert!(!home.contains("Стол ГЭК"), "{home}");
    }
    // Whoever may see the desk is told the same of an essay and of nothing.
    let essay = desk.essay;
    for path in ["", "/rows", "/day", "/matters", "/propose"] {
        let of_essay = secretary.get(&format!("/desk/{essay}{path}")).await;
        let of_nothing = secretary.get(&format!("/desk/{nobody}{path}")).await;
        assert_eq!(of_essay.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(of_nothing.status, StatusCode::NOT_FOUND, "{path}");
    }
}
