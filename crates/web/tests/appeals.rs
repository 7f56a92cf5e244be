//! Appeals through their pages, on both engines: a paper at the school, the commission's preparation and hearing, the recount,
//! the protocol of change, and what is refused with everything typed kept.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

mod essay_region;
mod support;

use app::AppError;
use app::commission::propose::Proposal;
use axum::http::StatusCode;
use domain::access::{Role, Scope};
use domain::approval::parts::ProtocolPart;
use domain::ids::OrganisationId;
use domain::organisation::OrganisationKind;
use essay_region::{Engine, EssayRegion, Named};
use storage::boxed;
use storage::exams::{ExamRow, SittingRow};
use storage::organisations::OrganisationRow;
use storage::participants::{ParticipantNarrowing, ParticipantRow};
use storage::people::RegistrationRow;
use storage::results::EditionRow;
use support::{Answer, Browser, PASSWORD};
use uuid::Uuid;

on_both_engines! {
    fn f2_to_f6_a_paper_at_the_school_becomes_a_new_edition => whole_way;
    fn f2_a_refused_form_keeps_what_was_typed => kept;
    fn f3_short_answers_only_are_refused_with_the_clause => not_considered;
    fn f5_a_secretarys_afternoon => afternoon;
    fn f1_b6_a_breach_of_procedure_ends_in_an_annulment => breach;
}

/// Announced at one school: the official day is Wednesday, 18 November 2026; appeals are taken until the end of the 20th.
struct Announced {
    region: EssayRegion,
    exam: Uuid,
    people: Vec<ParticipantRow>,
}

async fn send(browser: &Browser, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
    let key = page.hidden("idempotency_key");
    let mut all = vec![("idempotency_key", key.as_str())];
    all.extend_from_slice(fields);
    browser.post_with_token(path, &all).await
}

impl Announced {
    async fn make(engine: Engine) -> Self {
        let region = EssayRegion::with_people(engine).await;
        region.set_clock("2026-11-16T09:00");
        for (code, kind) in [
            ("429", OrganisationKind::ExamCommission),
            ("431", OrganisationKind::AppealsCommission),
        ] {
            region.add_organisation(code, kind).await;
        }
        let school = region.first(OrganisationKind::School);
        for (login, role, code) in [
            ("secretary", Role::CommissionSecretary, "429"),
            ("chair", Role::CommissionChair, "429"),
            ("appeals", Role::AppealsSecretary, "431"),
            ("school", Role::SchoolOfficer, school.as_str()),
        ] {
            region.account(login, role, code, Named::ByOrder).await;
        }
        let exam = region.add_results(&school).await;
        let app = &region.app;
        let operator = region.request_of("operator").await;
        app.give_to_commission(&operator, exam).await.unwrap();
        let secretary = region.request_of("secretary").await;
        let preview = app
            .preview_protocol(&secretary, exam, ProtocolPart::Everything)
            .await
            .unwrap();
        let proposal = Proposal {
            part: ProtocolPart::Everything,
            ground: String::new(),
            previewed_hash: preview.content_hash,
        };
        let protocol = app.propose_protocol(&secretary, exam, &proposal).await.unwrap();
        region.approve(protocol).await;
        region.set_clock("2026-11-17T10:00");
        let operator = region.request_of("operator").await;
        let all = app.list_statements(&operator, Some(exam)).await.unwrap();
        let ids: Vec<Uuid> = all.iter().map(|one| one.row.id).collect();
        app.hand_over(&operator, &ids).await.unwrap();
        let officer = region.request_of("school").await;
        let own = app.list_statements(&officer, Some(exam)).await.unwrap();
        let ids: Vec<Uuid> = own.iter().map(|one| one.row.id).collect();
        app.receive(&officer, &ids).await.unwrap();
        let scope = Scope::of_the_system(OrganisationId(officer.actor.organisation.0));
        let asked = (scope, exam);
        let people = app.store.read(&asked, |tx, (scope, exam)| {
            boxed(async move {
                Ok::<_, AppError>(
                    storage::participants::in_exam(tx, scope, *exam, ParticipantNarrowing::default()).await?,
                )
            })
        });
        let people = people.await.unwrap();
        region.set_clock("2026-11-19T10:30");
        Self { region, exam, people }
    }

    /// Takes a paper through the pages; the address of the case.
    async fn file(&self, school: &Browser, index: usize) -> String {
        let page = school.get("/appeals/new").await;
        let exam = self.exam.to_string();
        let code = self.people[index].participant_code.clone();
        let chosen = [("exam", exam.as_str()), ("participant_code", code.as_str())];
        let found = send(school, &page, "/appeals/new", &chosen).await;
        assert_eq!(found.status, StatusCode::SEE_OTHER, "{}", found.text());
        let path = found.header("location").to_owned();
        let page = school.get(&path).await;
        assert!(
            page.text().contains("до\u{a0}конца <strong>20\u{a0}ноября") || page.text().contains("20\u{a0}ноября"),
            "{}",
            page.text()
        );
        let filed = send(
            school,
            &page,
            &path,
            &[
                ("applicant", "participant"),
                ("filed_day", "19.11.2026"),
                ("filed_time", "10:20"),
                ("claims", "expert-marking"),
                ("words", "Сочинение оценено строго"),
                ("wants_tasks", "yes"),
            ],
        )
        .await;
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text());
        filed.header("location").to_owned()
    }

    /// Posts one act of a case from its page and expects that it is done.
    async fn act(&self, browser: &Browser, case: &str, act: &str, fields: &[(&str, &str)]) {
        let done = self.try_act(browser, case, act, fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{act}: {}", done.text());
    }

    async fn try_act(&self, browser: &Browser, case: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
        let page = browser.get(case).await;
        assert_eq!(page.status, StatusCode::OK);
        let version = page.hidden("version");
        let mut all = vec![("version", version.as_str())];
        all.extend_from_slice(fields);
        send(browser, &page, &format!("{case}/{act}"), &all).await
    }

    async fn enter_people(&self, appeals: &Browser) {
        let page = appeals.get("/commission-people").await;
        for (part, code, surname) in [
            ("chair", "П-1", "Ведерникова"),
            ("member", "Ч-2", "Дорофеев"),
            ("expert", "Э-1", "Логинова"),
            ("expert", "Э-3", "Ершова"),
        ] {
            let fields = [
                ("part", part),
                ("code", code),
                ("surname", surname),
                ("given_name", "Анна"),
                ("exam_kind", "gia-11"),
                ("subject", "1"),
            ];
            let fresh = appeals.get("/commission-people").await;
            let done = send(appeals, &fresh, "/commission-people", &fields).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        }
        assert!(page.text().contains("Пока никого нет"));
    }

    /// The value of an option whose label holds these words.
    fn value_of(page: &Answer, words: &str) -> String {
        let text = page.text();
        let before = &text[..text.find(words).unwrap()];
        let start = before.rfind("value=\"").unwrap() + "value=\"".len();
        before[start..].split('"').next().unwrap().to_owned()
    }
}

impl EssayRegion {
    async fn add_organisation(&self, code: &str, kind: OrganisationKind) {
        let row = OrganisationRow {
            id: self.app.fresh_id(self.app.clock.now()).unwrap(),
            code: code.to_owned(),
            kind: kind.code().to_owned(),
            name: kind.russian().to_owned(),
            short_name: kind.russian().to_owned(),
            parent_id: Some(self.organisation("420").await),
            zone: None,
            address: None,
            valid_from: "2026-09-01".to_owned(),
            valid_to: None,
            version: 1,
        };
        let written = self.app.store.write(&row, |tx, row| {
            boxed(async move { Ok::<_, AppError>(storage::organisations::insert(tx, row).await?) })
        });
        written.await.unwrap();
    }

    async fn approve(&self, protocol: Uuid) {
        let chair = self.request_of("chair").await;
        let shown = self.app.find_protocol(&chair, protocol).await.unwrap();
        let checked = self
            .app
            .check_password_again(&chair, PASSWORD, ("protocol", protocol))
            .await
            .unwrap();
        self.app
            .approve_protocol(&chair, protocol, &shown.content_hash, &checked)
            .await
            .unwrap();
    }

    /// Russian language of 5 November 2026: everybody of the school has 30 primary points, 4 of them for task 27К1.
    async fn add_results(&self, school: &str) -> Uuid {
        let app = &self.app;
        let now = app.clock.now();
        let (essay, school) = (self.exam().await, self.organisation(school).await);
        let scope = Scope::of_the_system(OrganisationId(school));
        let exam = app.fresh_id(now).unwrap();
        let asked = (scope, essay);
        let known = app.store.read(&asked, |tx, (scope, essay)| {
            boxed(async move {
                Ok::<_, AppError>(
                    storage::participants::in_exam(tx, scope, *essay, ParticipantNarrowing::default()).await?,
                )
            })
        });
        let known = known.await.unwrap();
        let row = ExamRow {
            id: exam,
            kind: "gia-11".to_owned(),
            subject_code: 1,
            exam_date: "2026-11-05".to_owned(),
            period: "main".to_owned(),
            created_at: now.as_micros(),
        };
        let (mut registrations, mut sittings, mut results, mut editions) = (vec![], vec![], vec![], vec![]);
        for known in known.iter().filter(|row| row.informing_organisation_id == school) {
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
                registering_organisation_id: school,
                study_organisation_id: None,
                informing_organisation_id: school,
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
                test_score: Some(58),
                mark: None,
                task_points: Some("1=10;2=16;27К1=4".to_owned()),
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
        let input = (app, row, registrations, sittings, results, editions);
        let written = app
            .store
            .write(&input, |tx, (app, exam, registrations, sittings, results, editions)| {
                boxed(async move {
                    storage::exams::insert(tx, exam).await?;
                    storage::people::insert_registrations(tx, registrations).await?;
                    storage::exams::insert_sittings(tx, sittings).await?;
                    storage::results::insert_results(tx, results).await?;
                    storage::results::insert_editions(tx, editions).await?;
                    let keep = app::obligations::DueMoments::Keep;
                    app.reconcile(tx, exam.id, app.clock.now(), keep).await?;
                    Ok::<_, AppError>(())
                })
            });
        written.await.unwrap();
        exam
    }
}

async fn whole_way(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let (school, appeals) = (region.browser("school").await, region.browser("appeals").await);
    let operator = region.browser("operator").await;
    world.enter_people(&appeals).await;
    let case = world.file(&school, 0).await;
    let home = school.get("/").await.text();
    assert!(home.contains("Передать апелляции в\u{a0}комиссию"), "{home}");
    let page = school.get(&case).await.text();
    assert!(
        page.contains("подана") && page.contains("Передать в\u{a0}комиссию"),
        "{page}"
    );
    assert_eq!(
        operator.get(&case).await.status,
        StatusCode::OK,
        "РЦОИ sees the case and waits"
    );
    world.act(&school, &case, "transfer", &[]).await;
    let home = appeals.get("/").await.text();
    assert!(home.contains("Рассмотреть апелляции"), "{home}");
    world.act(&appeals, &case, "ask-materials", &[]).await;
    let unnamed = world
        .try_act(&operator, &case, "materials", &[("papers", "images")])
        .await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unnamed.text().contains("не сказано, кто проверял") || unnamed.text().contains("Не сказано, кто проверял"));
    world
        .act(
            &operator,
            &case,
            "materials",
            &[("papers", "images"), ("papers", "protocols"), ("markers", "Э-1")],
        )
        .await;
    world
        .act(&operator, &case, "processing", &[("processing", "right")])
        .await;
    let page = appeals.get(&case).await;
    let marker = Announced::value_of(&page, "Логинова");
    let refused = world.try_act(&appeals, &case, "expert", &[("expert", &marker)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("проверял эту работу"), "{}", refused.text());
    let expert = Announced::value_of(&page, "Ершова");
    world.act(&appeals, &case, "expert", &[("expert", &expert)]).await;
    let conclusion = [
        ("verdict", "change"),
        ("conclusion", "27К1, критерий К1: 6 баллов, тезис доказан"),
    ];
    world.act(&appeals, &case, "conclusion", &conclusion).await;
    let calendar = appeals.get("/hearings").await;
    let off = [
        ("day", "22.11.2026"),
        ("time", "14:00"),
        ("place", "РЦОИ"),
        ("room", "12"),
    ];
    let refused = send(&appeals, &calendar, "/hearings", &off).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(text.contains("выходной") && text.contains("value=\"РЦОИ\""), "{text}");
    let day = [
        ("day", "24.11.2026"),
        ("time", "14:00"),
        ("place", "РЦОИ"),
        ("room", "12"),
    ];
    let opened = send(&appeals, &calendar, "/hearings", &day).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
    let hearing = opened.header("location").to_owned();
    let page = appeals.get(&hearing).await;
    let tick = Announced::value_of(&page, "№\u{a0}1 ");
    let done = send(&appeals, &page, &format!("{hearing}/appoint"), &[("case", &tick)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = appeals.get(&hearing).await;
    assert!(
        page.text().contains("14:00") && page.text().contains("не\u{a0}извещён"),
        "{}",
        page.text()
    );
    let told = send(&appeals, &page, &format!("{hearing}/notices"), &[]).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER);
    region.set_clock("2026-11-24T14:20");
    let (appeals, school) = (region.browser("appeals").await, region.browser("school").await);
    let heard = [
        ("attendance", "participant"),
        ("confirmation", "confirmed"),
        ("hearing_words", "показано всё"),
    ];
    world.act(&appeals, &case, "hearing", &heard).await;
    let page = appeals.get(&case).await;
    assert!(page.text().contains("27К1 (было 4)"), "{}", page.text());
    let (chair, member) = (
        Announced::value_of(&page, "Ведерникова"),
        Announced::value_of(&page, "Дорофеев"),
    );
    let decision = |votes: &'static str, points: &'static str| {
        vec![
            ("outcome", "granted"),
            ("votes_for", votes),
            ("votes_against", "0"),
            ("points-27К1", points),
            ("decision", "по заключению эксперта"),
        ]
    };
    let without = world.try_act(&appeals, &case, "decision", &decision("2", "6")).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody is present");
    let text = without.text();
    assert!(
        text.contains("не меньше") && text.contains("value=\"6\"") && text.contains("по заключению эксперта"),
        "what was typed stays: {text}"
    );
    let mut beyond = decision("2", "99");
    beyond.extend([("present", chair.as_str()), ("present", member.as_str())]);
    let refused = world.try_act(&appeals, &case, "decision", &beyond).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "beyond the scale");
    let mut good = decision("2", "6");
    good.extend([("present", chair.as_str()), ("present", member.as_str())]);
    world.act(&appeals, &case, "decision", &good).await;
    let paper = appeals.get(&format!("{case}/protocol.pdf")).await;
    assert_eq!(
        (paper.status, paper.header("content-type")),
        (StatusCode::OK, "application/pdf")
    );
    let paper = school.get(&format!("{case}/application.pdf")).await;
    assert!(paper.status == StatusCode::OK && paper.body.starts_with(b"%PDF"));
    let foreign = school.get(&format!("{case}/protocol.pdf")).await;
    assert_eq!(
        foreign.status,
        StatusCode::FORBIDDEN,
        "the commission's words are not the school's"
    );
    world.act(&appeals, &case, "send", &[]).await;
    let seen = school.get(&case).await;
    assert_eq!(seen.status, StatusCode::OK);
    let seen = seen.text();
    assert!(
        seen.contains("Результат пересчитают") && !seen.contains("Решение передано"),
        "{seen}"
    );
    assert!(
        !seen.contains("<b>32</b>") && !seen.contains("27К1, критерий"),
        "{seen}"
    );
    let operator = region.browser("operator").await;
    let page = operator.get(&format!("{case}/recount")).await;
    assert!(page.text().contains("первичных\u{a0}32"), "{}", page.text());
    let (version, hash) = (page.hidden("version"), page.hidden("previewed_hash"));
    let fields = [("version", version.as_str()), ("previewed_hash", hash.as_str())];
    let done = send(&operator, &page, &format!("{case}/recount"), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    // The secretary proposes the change, the chair approves it with the password.
    let secretary = region.browser("secretary").await;
    let page = secretary.get(&case).await;
    let ask = essay_region::links(&page, &format!("/desk/{}/propose", world.exam))[0].clone();
    let part = ask.split("part=").nth(1).unwrap().to_owned();
    let page = secretary.get(&ask).await;
    assert_eq!(page.status, StatusCode::OK);
    let hash = page.hidden("previewed_hash");
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("part", part.as_str()),
        ("ground", "апелляция № 1"),
        ("confirmed", "yes"),
    ];
    let proposed = send(&secretary, &page, &format!("/desk/{}/propose", world.exam), &fields).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text());
    let protocol = proposed.header("location").to_owned();
    let chair = region.browser("chair").await;
    let page = chair.get(&format!("{protocol}/approve")).await;
    let hash = page.hidden("previewed_hash");
    let fields = [
        ("previewed_hash", hash.as_str()),
        ("confirmed", "yes"),
        ("password", PASSWORD),
    ];
    let approved = send(&chair, &page, &format!("{protocol}/approve"), &fields).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text());
    let page = appeals.get(&case).await.text();
    assert!(page.contains("удовлетворена и исполнена"), "{page}");
    let result = world.people[0].result_id.unwrap();
    let history = operator.get(&format!("/results/{result}")).await.text();
    assert!(history.contains("удовлетворена апелляция №"), "{history}");
    for name in ["Ведерникова", "Ершова"] {
        let journal = region.journal_events().await;
        assert!(
            journal.iter().all(|row| !row.details.contains(name)),
            "{name} in the journal"
        );
    }
    assert_eq!(region.app.verify().await.unwrap().problems, Vec::<String>::new());
}

async fn kept(engine: Engine) {
    let world = Announced::make(engine).await;
    let school = world.region.browser("school").await;
    let page = school.get("/appeals/new").await;
    let nobody = [
        ("exam", world.exam.to_string()),
        ("participant_code", "424242".to_owned()),
    ];
    let nobody: Vec<(&str, &str)> = nobody.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = send(&school, &page, "/appeals/new", &nobody).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("value=\"424242\""), "{}", refused.text());
    let path = format!("/appeals/new/{}", world.people[0].result_id.unwrap());
    let page = school.get(&path).await;
    let late = [
        ("applicant", "proxy"),
        ("applicant_name", "Кротова Нина Павловна"),
        ("filed_day", "23.11.2026"),
        ("filed_time", "09:00"),
        ("words", "Прошу пересмотреть"),
        ("contact", "8-900-000-00-00"),
    ];
    world.region.set_clock("2026-11-23T10:00");
    let school = world.region.browser("school").await;
    let refused = send(&school, &page, &path, &late).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    for words in [
        "Срок подачи прошёл",
        "Впишите реквизиты доверенности",
        "Отметьте, с чем не согласен",
        "value=\"Кротова Нина Павловна\"",
        "Прошу пересмотреть",
        "value=\"8-900-000-00-00\"",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains(" style="), "no style attribute");
    let other = world.region.first(OrganisationKind::StateSchool);
    let other = world.region.person("other", Role::SchoolOfficer, &other).await;
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
}

async fn not_considered(engine: Engine) {
    let world = Announced::make(engine).await;
    let (school, appeals) = (
        world.region.browser("school").await,
        world.region.browser("appeals").await,
    );
    let path = format!("/appeals/new/{}", world.people[0].result_id.unwrap());
    let page = school.get(&path).await;
    let short = [
        ("applicant", "participant"),
        ("filed_day", "19.11.2026"),
        ("filed_time", "10:00"),
        ("claims", "short-answers"),
    ];
    let filed = send(&school, &page, &path, &short).await;
    let case = filed.header("location").to_owned();
    world.act(&school, &case, "transfer", &[]).await;
    let page = appeals.get(&case).await.text();
    assert!(page.contains("не\u{a0}рассматривает"), "{page}");
    assert!(!page.contains("Запросить материалы"), "{page}");
    let silent = world.try_act(&appeals, &case, "refuse", &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    world
        .act(&appeals, &case, "refuse", &[("ground", "short-answers")])
        .await;
    let page = school.get(&case).await.text();
    assert!(
        page.contains("Отказано в\u{a0}рассмотрении") && page.contains("233/552"),
        "{page}"
    );
    assert!(page.contains("Результат остался прежним"), "{page}");
}

async fn afternoon(engine: Engine) {
    let world = Announced::make(engine).await;
    let (school, appeals) = (
        world.region.browser("school").await,
        world.region.browser("appeals").await,
    );
    world.enter_people(&appeals).await;
    let count = world.people.len().min(20);
    for index in 0..count {
        let case = world.file(&school, index).await;
        world.act(&school, &case, "transfer", &[]).await;
    }
    let list = appeals.get("/appeals?group=preparing").await.text();
    assert!(list.contains(&format!("{count}\u{a0}апелляци")), "{list}");
    let calendar = appeals.get("/hearings").await;
    let day = [
        ("day", "24.11.2026"),
        ("time", "10:00"),
        ("place", "РЦОИ"),
        ("room", "7"),
    ];
    let hearing = send(&appeals, &calendar, "/hearings", &day)
        .await
        .header("location")
        .to_owned();
    let page = appeals.get(&hearing).await;
    let text = page.text();
    let ticks: Vec<String> = text
        .split("name=\"case\"")
        .skip(1)
        .filter_map(|rest| rest.split("value=\"").nth(1)?.split('"').next().map(str::to_owned))
        .collect();
    assert_eq!(ticks.len(), count, "{text}");
    let fields: Vec<(&str, &str)> = ticks.iter().map(|tick| ("case", tick.as_str())).collect();
    let done = send(&appeals, &page, &format!("{hearing}/appoint"), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let again = send(&appeals, &page, &format!("{hearing}/appoint"), &fields).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "a form sent twice acts once");
    let page = appeals.get(&hearing).await;
    assert!(page.text().contains("10:20"), "{}", page.text());
    let told = send(&appeals, &page, &format!("{hearing}/notices"), &[]).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER);
    let calendar = appeals.get("/hearings").await.text();
    assert!(calendar.contains("24\u{a0}ноября"), "{calendar}");
    let page = appeals.get("/appeals").await;
    let found = send(&appeals, &page, "/appeals", &[("q", &world.people[1].participant_code)]).await;
    assert!(found.text().contains("Нашлось: 1\u{a0}апелляция"), "{}", found.text());
}

async fn breach(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let (secretary, appeals) = (region.browser("secretary").await, region.browser("appeals").await);
    world.enter_people(&appeals).await;
    let path = format!("/desk/{}/procedure-appeal", world.exam);
    let matters = secretary.get(&format!("/desk/{}/matters", world.exam)).await;
    assert!(matters.text().contains(&path), "{}", matters.text());
    let page = secretary.get(&path).await;
    let code = world.people[0].participant_code.clone();
    let mut fields = vec![
        ("participant_code", code.as_str()),
        ("time", "13:40"),
        ("words", "Часов в аудитории не было"),
        ("checkers", "руководитель ППЭ"),
        ("conclusion", "Сведения подтвердились"),
    ];
    let refused = send(&secretary, &page, &path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(
        text.contains("Подтвердите это") && text.contains("Часов в аудитории не было"),
        "{text}"
    );
    fields.push(("not_of_the_room", "yes"));
    let filed = send(&secretary, &page, &path, &fields).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text());
    let case = filed.header("location").to_owned();
    let page = appeals.get(&case).await.text();
    assert!(
        page.contains("О нарушении порядка") || page.contains("О\u{a0}нарушении порядка"),
        "{page}"
    );
    assert!(!page.contains("Запросить материалы"), "of scores only: {page}");
    let calendar = appeals.get("/hearings").await;
    let day = [
        ("day", "23.11.2026"),
        ("time", "09:00"),
        ("place", "РЦОИ"),
        ("room", "1"),
    ];
    let hearing = send(&appeals, &calendar, "/hearings", &day)
        .await
        .header("location")
        .to_owned();
    let page = appeals.get(&hearing).await;
    let tick = Announced::value_of(&page, "№\u{a0}1 ");
    let done = send(&appeals, &page, &format!("{hearing}/appoint"), &[("case", &tick)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = appeals.get(&hearing).await;
    send(&appeals, &page, &format!("{hearing}/notices"), &[]).await;
    region.set_clock("2026-11-23T09:10");
    let appeals = region.browser("appeals").await;
    let heard = [("attendance", "participant"), ("confirmation", "not-asked")];
    world.act(&appeals, &case, "hearing", &heard).await;
    let page = appeals.get(&case).await;
    let (head, member) = (
        Announced::value_of(&page, "Ведерникова"),
        Announced::value_of(&page, "Дорофеев"),
    );
    let decision = [
        ("outcome", "granted"),
        ("present", head.as_str()),
        ("present", member.as_str()),
        ("votes_for", "2"),
        ("votes_against", "0"),
        ("decision", "по заключению"),
    ];
    world.act(&appeals, &case, "decision", &decision).await;
    let chair = region.browser("chair").await;
    let home = chair.get("/").await.text();
    assert!(home.contains("Аннулировать результаты"), "{home}");
    let page = chair.get(&case).await;
    let annul = essay_region::links(&page, "/results/")
        .into_iter()
        .find(|href| href.ends_with("/annul"))
        .unwrap();
    let page = chair.get(&annul).await;
    assert!(page.text().contains("Отменить аннулирование нельзя"), "{}", page.text());
    let fields = |password: &'static str| {
        vec![
            ("ground", "procedure-appeal"),
            ("resit", "reserve-day"),
            ("ended_on", "23.11.2026"),
            ("document", "решение от 23.11.2026"),
            ("confirmed", "yes"),
            ("password", password),
        ]
    };
    let wrong = send(&chair, &page, &annul, &fields("не тот пароль")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("решение от 23.11.2026"), "what was typed stays");
    let forbidden = region.browser("secretary").await.get(&annul).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    let done = send(&chair, &page, &annul, &fields(PASSWORD)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let history = chair.get(&annul.replace("/annul", "")).await.text();
    assert!(history.contains("аннулирована"), "{history}");
    let page = appeals.get(&case).await.text();
    assert!(page.contains("Результат аннулирован"), "{page}");
    let school = region.browser("school").await;
    let again = school
        .get(&format!("/appeals/new/{}", world.people[0].result_id.unwrap()))
        .await;
    assert!(again.text().contains("аннулирован"), "{}", again.text());
    assert_eq!(region.app.verify().await.unwrap().problems, Vec::<String>::new());
}
