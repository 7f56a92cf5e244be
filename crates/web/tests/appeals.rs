//! Appeals through their pages, on both engines: a paper at the school, the commission's preparation and hearing, the recount,
//! the protocol of change, and what is refused with everything typed kept.
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
use essay_region::Engine;
use support::{Answer, Browser, PASSWORD};

on_both_engines! {
    fn f2_to_f6_a_paper_at_the_school_becomes_a_new_edition => whole_way;
    fn f2_a_refused_form_keeps_what_was_typed => kept;
    fn f3_short_answers_only_are_refused_with_the_clause => not_considered;
    fn f5_a_secretarys_afternoon => afternoon;
    fn f1_b6_a_breach_of_procedure_ends_in_an_annulment => breach;
}

impl Announced {
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
    let file = appeals.get("/appeals.csv?group=hearing").await;
    let text = file.text();
    assert_eq!(file.status, StatusCode::OK);
    assert!(
        text.contains("Код состояния апелляции") && text.contains("на обработке"),
        "{text}"
    );
    assert!(text.contains("оценённый результат"), "{text}");
    assert_eq!(
        text.lines().filter(|line| line.contains("на обработке")).count(),
        count,
        "{text}"
    );
    assert_eq!(appeals.get("/appeals.xlsx").await.status, StatusCode::OK);
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
