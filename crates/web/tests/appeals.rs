//! Appeals through their pages, on both engines: a paper at the school, the commission's preparation and hearing, the recount,
//! the protocol of change, and what is refused with everything typed kept.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a broken fixture ends the test"
)]

mod announced;
mod essay_region;
mod support;

use announced::{Announced, send};
use app::AppError;
use axum::http::StatusCode;
use domain::access::Role;
use domain::appeal::public::PublicState;
use domain::organisation::OrganisationKind;
use essay_region::Engine;
use storage::boxed;
use storage::lookup::LookupOpeningRow;
use support::{Answer, Browser, PASSWORD};

on_both_engines! {
    fn f2_to_f6_a_paper_at_the_school_becomes_a_new_edition => whole_way;
    fn f2_a_refused_form_keeps_what_was_typed => kept;
    fn f3_short_answers_only_are_refused_with_the_clause => not_considered;
    fn f5_a_secretarys_afternoon => afternoon;
    fn f2_scans_and_the_power_of_attorney_of_a_proxy => scans;
    fn f2_the_tasks_are_asked_for_within_the_days_of_filing => tasks_asked;
    fn f4_a_conclusion_goes_criterion_by_criterion => criteria;
    fn f2_notices_on_paper_for_a_case_and_a_hearing => told_on_paper;
    fn e2_every_act_is_told_to_the_public => told_to_the_public;
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
        ("now-27К1", "6"),
        ("why-27К1", "тезис доказан, критерий К1"),
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
    extract_is_checked(&world).await;
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

const SCAN: &str = "%PDF-1.4 made up %%EOF";

/// A paper of a proxy, filed through the page.
async fn file_by_proxy(world: &Announced, school: &Browser) -> String {
    let path = format!("/appeals/new/{}", world.people[0].result_id.unwrap());
    let page = school.get(&path).await;
    let paper = [
        ("applicant", "proxy"),
        ("applicant_name", "Кротова Нина Павловна"),
        ("applicant_document", "паспорт 3204 000117"),
        ("power_of_attorney", "№ 14 от 10.11.2026"),
        ("filed_day", "19.11.2026"),
        ("filed_time", "10:20"),
        ("claims", "expert-marking"),
    ];
    let filed = send(school, &page, &path, &paper).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text());
    filed.header("location").to_owned()
}

/// Uploads a scan from the page of a case.
async fn upload(browser: &Browser, case: &str, kind: &str, file: (&str, &str)) -> Answer {
    let page = browser.get(case).await;
    let (token, key) = (browser.token().await, page.hidden("idempotency_key"));
    let (name, content) = file;
    let parts = [
        ("csrf", "", token.as_str()),
        ("idempotency_key", "", key.as_str()),
        ("paper", "", kind),
        ("file", name, content),
    ];
    browser.post_files(&format!("{case}/papers"), &parts).await
}

async fn scans(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let (school, appeals) = (region.browser("school").await, region.browser("appeals").await);
    let operator = region.browser("operator").await;
    let case = file_by_proxy(&world, &school).await;
    let refused = world.try_act(&school, &case, "transfer", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text().contains("риложите скан доверенности"),
        "{}",
        refused.text()
    );
    for (kind, name, content, expected) in [
        (
            "power-of-attorney",
            "Кротова.pdf",
            "MZ not a scan",
            "не\u{a0}PDF, не\u{a0}JPEG",
        ),
        ("power-of-attorney", "Кротова.pdf", "%PDF-1.4 cut", "обрезан"),
        ("materials", "Кротова.pdf", SCAN, "не\u{a0}ваша организация"),
        ("", "Кротова.pdf", SCAN, "Выберите, что"),
        ("power-of-attorney", "", "", "Выберите файл"),
    ] {
        let refused = upload(&school, &case, kind, (name, content)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} {content}");
        let text = refused
            .text()
            .replace("не PDF, не", "не\u{a0}PDF, не\u{a0}")
            .replace("не\u{a0} ", "не\u{a0}");
        let text = text.replace("не ваша", "не\u{a0}ваша");
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let other = region.first(OrganisationKind::StateSchool);
    let other = region.person("other", Role::SchoolOfficer, &other).await;
    let foreign = upload_with(&other, &school, &case, "power-of-attorney").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let added = upload(&school, &case, "power-of-attorney", ("Кротова.pdf", SCAN)).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    world.act(&school, &case, "transfer", &[]).await;
    let page = appeals.get(&case).await.text();
    assert!(page.contains("Кротова.pdf") && page.contains("Добавлен скан"), "{page}");
    let href = scan_href(&page, &case);
    let scan = appeals.get(&href).await;
    assert_eq!(
        (scan.status, scan.header("content-type")),
        (StatusCode::OK, "application/pdf")
    );
    assert_eq!(scan.body, SCAN.as_bytes());
    assert!(!scan.header("content-disposition").contains("Кротова"));
    assert_eq!(other.get(&href).await.status, StatusCode::NOT_FOUND);
    // Materials are РЦОИ's to bring and the commission's to see.
    let given = upload(&operator, &case, "materials", ("scan.pdf", SCAN)).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
    let page = appeals.get(&case).await.text();
    assert!(page.contains("Материалы работы"), "{page}");
    let materials = page
        .split(&format!("{case}/papers/"))
        .skip(1)
        .map(|rest| format!("{case}/papers/{}", &rest[..36]))
        .find(|one| *one != href)
        .unwrap();
    assert_eq!(appeals.get(&materials).await.status, StatusCode::OK);
    assert_eq!(school.get(&materials).await.status, StatusCode::NOT_FOUND);
    assert!(!school.get(&case).await.text().contains("Материалы работы"));
    assert_eq!(region.app.verify().await.unwrap().problems, Vec::<String>::new());
    let journal = region.journal_events().await;
    assert!(
        journal.iter().all(|row| !row.details.contains("Кротова")),
        "a name in the journal"
    );
}

fn scan_href(page: &str, case: &str) -> String {
    let mark = format!("href=\"{case}/papers/");
    let start = page.find(&mark).unwrap() + "href=\"".len();
    page[start..].split('"').next().unwrap().to_owned()
}

/// Sends the form of somebody else's case with one's own token.
async fn upload_with(sender: &Browser, reader: &Browser, case: &str, kind: &str) -> Answer {
    let key = reader.get(case).await.hidden("idempotency_key");
    let token = sender.token().await;
    let parts = [
        ("csrf", "", token.as_str()),
        ("idempotency_key", "", key.as_str()),
        ("paper", "", kind),
        ("file", "a.pdf", SCAN),
    ];
    sender.post_files(&format!("{case}/papers"), &parts).await
}

async fn tasks_asked(engine: Engine) {
    let world = Announced::make(engine).await;
    let school = world.region.browser("school").await;
    let case = file_by_proxy(&world, &school).await;
    let page = school.get(&case).await.text();
    assert!(
        page.contains("Заявка на\u{a0}показ КИМ") && page.contains("20\u{a0}ноября"),
        "{page}"
    );
    for (day, time, expected) in [
        ("17.11.2026", "10:00", "раньше официального дня"),
        ("20.11.2026", "10:00", "ещё не наступили"),
        ("вчера", "10:00", "Впишите день"),
        ("19.11.2026", "", "Впишите время"),
    ] {
        let refused = world
            .try_act(&school, &case, "tasks", &[("tasks_day", day), ("tasks_time", time)])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
        let text = refused.text();
        assert!(
            text.contains(expected) || text.replace('\u{a0}', " ").contains(expected),
            "{expected}: {text}"
        );
    }
    // After the days of filing only a request that was taken within them.
    world.region.set_clock("2026-11-23T10:00");
    let school = world.region.browser("school").await;
    let late = [("tasks_day", "23.11.2026"), ("tasks_time", "09:00")];
    let refused = world.try_act(&school, &case, "tasks", &late).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("срока подачи апелляции"), "{}", refused.text());
    let in_time = [("tasks_day", "20.11.2026"), ("tasks_time", "16:00")];
    world.act(&school, &case, "tasks", &in_time).await;
    let page = school.get(&case).await.text();
    assert!(page.contains("просит показать на\u{a0}заседании"), "{page}");
    assert!(!page.contains("Записать заявку"), "{page}");
}

async fn criteria(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let (school, appeals) = (region.browser("school").await, region.browser("appeals").await);
    let operator = region.browser("operator").await;
    world.enter_people(&appeals).await;
    let case = world.file(&school, 0).await;
    world.act(&school, &case, "transfer", &[]).await;
    world.act(&appeals, &case, "ask-materials", &[]).await;
    let given = [("papers", "images"), ("markers", "Э-1")];
    world.act(&operator, &case, "materials", &given).await;
    world
        .act(&operator, &case, "processing", &[("processing", "right")])
        .await;
    let page = appeals.get(&case).await;
    let expert = Announced::value_of(&page, "Ершова");
    world.act(&appeals, &case, "expert", &[("expert", &expert)]).await;
    let change = ("verdict", "change");
    for (fields, expected) in [
        (vec![change], "Внесите хотя бы один критерий"),
        (vec![change, ("now-27К1", "6"), ("why-27К1", "")], "Напишите, почему"),
        (
            vec![change, ("now-27К1", "шесть"), ("why-27К1", "тезис доказан")],
            "целое число от 0 до 100",
        ),
        (
            vec![change, ("now-27К1", "4"), ("why-27К1", "тезис доказан")],
            "ни один балл не изменился",
        ),
        (
            vec![("verdict", "right"), ("now-27К1", "6"), ("why-27К1", "тезис доказан")],
            "оценено верно, а баллы различаются",
        ),
        (
            vec![change, ("now-99", "6"), ("why-99", "тезис доказан")],
            "Такого задания в работе нет",
        ),
    ] {
        let refused = world.try_act(&appeals, &case, "conclusion", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        let text = refused.text();
        assert!(text.contains(expected), "{expected}: {text}");
        for (name, typed) in &fields {
            if name.starts_with("why-27") && !typed.is_empty() {
                assert!(
                    text.contains(&format!("value=\"{typed}\"")),
                    "what was typed stays: {text}"
                );
            }
        }
    }
    let good = [
        change,
        ("now-27К1", "6"),
        ("why-27К1", "тезис доказан двумя примерами"),
        ("why-1", ""),
    ];
    world.act(&appeals, &case, "conclusion", &good).await;
    let page = appeals.get(&case).await.text();
    assert!(
        page.contains("Заключение по\u{a0}критериям") && page.contains("тезис доказан двумя примерами"),
        "{page}"
    );
    let paper = appeals.get(&format!("{case}/conclusion.pdf")).await;
    assert_eq!(
        (paper.status, paper.header("content-type")),
        (StatusCode::OK, "application/pdf")
    );
    let seen = school.get(&case).await.text();
    assert!(
        !seen.contains("двумя примерами"),
        "the commission's words are not the school's: {seen}"
    );
    assert_eq!(
        school.get(&format!("{case}/conclusion.pdf")).await.status,
        StatusCode::FORBIDDEN
    );
}

async fn told_on_paper(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let (school, appeals) = (region.browser("school").await, region.browser("appeals").await);
    world.enter_people(&appeals).await;
    let mut cases = Vec::new();
    for index in 0..2 {
        let case = world.file(&school, index).await;
        let early = school.get(&format!("{case}/notice.pdf")).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text());
        world.act(&school, &case, "transfer", &[]).await;
        cases.push(case);
    }
    let calendar = appeals.get("/hearings").await;
    let day = [
        ("day", "24.11.2026"),
        ("time", "10:00"),
        ("place", "РЦОИ"),
        ("room", "7"),
    ];
    let opened = send(&appeals, &calendar, "/hearings", &day).await;
    let hearing = opened.header("location").to_owned();
    let empty = appeals.get(&format!("{hearing}/notices.pdf")).await;
    assert_eq!(empty.status, StatusCode::CONFLICT, "{}", empty.text());
    let page = appeals.get(&hearing).await;
    let ticks: Vec<String> = ["№\u{a0}1 ", "№\u{a0}2 "]
        .iter()
        .map(|words| Announced::value_of(&page, words))
        .collect();
    let fields: Vec<(&str, &str)> = ticks.iter().map(|tick| ("case", tick.as_str())).collect();
    send(&appeals, &page, &format!("{hearing}/appoint"), &fields).await;
    let page = appeals.get(&hearing).await.text();
    assert!(page.contains("Извещения всем, PDF"), "{page}");
    for (browser, path) in [
        (&appeals, format!("{hearing}/notices.pdf")),
        (&appeals, format!("{}/notice.pdf", cases[0])),
        (&school, format!("{}/notice.pdf", cases[1])),
    ] {
        let paper = browser.get(&path).await;
        assert_eq!(
            (paper.status, paper.header("content-type")),
            (StatusCode::OK, "application/pdf"),
            "{path}"
        );
        assert!(paper.body.starts_with(b"%PDF"));
    }
    for path in [
        format!("{hearing}/decisions.pdf"),
        format!("{}/decision.pdf", cases[0]),
        format!("{}/resit.pdf", cases[0]),
    ] {
        assert_eq!(appeals.get(&path).await.status, StatusCode::CONFLICT, "{path}");
    }
    assert_eq!(
        school.get(&format!("{hearing}/notices.pdf")).await.status,
        StatusCode::FORBIDDEN
    );
    let other = region.first(OrganisationKind::StateSchool);
    let other = region.person("other", Role::SchoolOfficer, &other).await;
    assert_eq!(
        other.get(&format!("{}/notice.pdf", cases[1])).await.status,
        StatusCode::NOT_FOUND
    );
    let page = appeals.get("/appeals/statistics").await.text();
    assert!(page.contains("role=\"img\"") && page.contains("Те же числа"), "{page}");
}

impl Announced {
    /// The commission's recorded decision to open the look-up.
    async fn open_lookup(&self) {
        let app = &self.region.app;
        let row = LookupOpeningRow {
            id: app.fresh_id(app.clock.now()).unwrap(),
            exam_id: self.exam,
            decision_number: "12".to_owned(),
            decision_date: "2026-11-17".to_owned(),
            opened_at: app.clock.now().as_micros(),
            opened_by: self.exam,
        };
        let write = app.store.write(&row, |tx, row| {
            boxed(async move { Ok::<_, AppError>(storage::lookup::insert_opening(tx, row).await?) })
        });
        write.await.unwrap();
    }

    /// What the public is told of the only appeal, and the number of the publication.
    async fn told(&self) -> (PublicState, String, i64) {
        let publication = self.region.app.open_publication().await.unwrap();
        let [appeal] = publication.appeals.as_slice() else {
            panic!("one appeal: {:?}", publication.appeals)
        };
        assert!(
            publication
                .results
                .iter()
                .any(|one| one.index == appeal.index && one.exam == appeal.exam)
        );
        (appeal.state, appeal.place.clone(), publication.number)
    }
}

async fn told_to_the_public(engine: Engine) {
    let world = Announced::make(engine).await;
    let region = &world.region;
    let (school, appeals) = (region.browser("school").await, region.browser("appeals").await);
    world.enter_people(&appeals).await;
    let case = world.file(&school, 0).await;
    assert_eq!(
        region.app.open_publication().await.unwrap().appeals,
        [],
        "the look-up is shut"
    );
    world.open_lookup().await;
    let (state, _, filed) = world.told().await;
    assert_eq!(state, PublicState::Filed);
    world.act(&school, &case, "transfer", &[]).await;
    let (state, _, received) = world.told().await;
    assert_eq!(state, PublicState::Received);
    assert!(received > filed, "a new file is made");
    let calendar = appeals.get("/hearings").await;
    let day = [
        ("day", "24.11.2026"),
        ("time", "14:00"),
        ("place", "РЦОИ"),
        ("room", "12"),
    ];
    let hearing = send(&appeals, &calendar, "/hearings", &day)
        .await
        .header("location")
        .to_owned();
    let page = appeals.get(&hearing).await;
    let tick = Announced::value_of(&page, "№\u{a0}1 ");
    send(&appeals, &page, &format!("{hearing}/appoint"), &[("case", &tick)]).await;
    let (state, place, appointed) = world.told().await;
    assert_eq!(
        (state, place.as_str()),
        (PublicState::Appointed, "РЦОИ, аудитория\u{a0}12")
    );
    assert!(appointed > received);
    world
        .act(&school, &case, "withdraw", &[("words", "заявление от 20.11.2026")])
        .await;
    let (state, place, withdrawn) = world.told().await;
    assert_eq!((state, place.as_str()), (PublicState::Withdrawn, ""));
    assert!(withdrawn > appointed);
}

/// The history tells the appeal between its editions; the extract is found by its code, by who may see the result alone.
async fn extract_is_checked(world: &Announced) {
    let region = &world.region;
    let chair = region.browser("chair").await;
    let operator = region.browser("operator").await;
    let result = format!("/results/{}", world.people[0].result_id.unwrap());
    let page = operator.get(&result).await.text();
    for words in [
        "Подана апелляция о несогласии с баллами",
        "Назначено рассмотрение",
        "Апелляция удовлетворена",
        "Голосовали 2 из\u{a0}2",
        "Решение по\u{a0}апелляции исполнено",
        "233/552",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let extract = operator.get(&format!("{result}/extract.pdf")).await;
    assert_eq!(extract.status, StatusCode::OK);
    let name = extract.header("content-disposition").to_owned();
    let code = name.split("extract-").nth(1).unwrap()[..8].to_uppercase();
    let form = operator.get("/extracts").await;
    let found = send(&operator, &form, "/extracts", &[("code", &code)]).await.text();
    assert!(
        found.contains("составила эта программа, новых редакций с\u{a0}тех пор нет"),
        "{found}"
    );
    assert!(found.contains(&format!("href=\"{result}\"")), "{found}");
    for (typed, status, words) in [
        ("00000000", StatusCode::OK, "нет. Сверьте код"),
        ("код", StatusCode::UNPROCESSABLE_ENTITY, "Впишите код проверки"),
        ("%\"%\"%\"%\"", StatusCode::UNPROCESSABLE_ENTITY, "Впишите код проверки"),
    ] {
        let told = send(&operator, &form, "/extracts", &[("code", typed)]).await;
        assert_eq!(told.status, status, "{typed}");
        assert!(told.text().contains(words), "{}", told.text());
    }
    // A school that has nothing to do with the result hears what it would hear of a code nobody printed.
    let other = region.first(OrganisationKind::StateSchool);
    let other = region.person("stranger", Role::SchoolOfficer, &other).await;
    let form = other.get("/extracts").await;
    let foreign = send(&other, &form, "/extracts", &[("code", &code)]).await.text();
    assert!(foreign.contains("нет. Сверьте код"), "{foreign}");
    assert_eq!(chair.get("/extracts").await.status, StatusCode::OK);
}
