//! An expert of the appeals commission with an account of their own, through the pages, on both engines: only the cases given,
//! no name, the conclusion with who wrote it, and what is refused.
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
use essay_region::{Engine, Named};
use support::{Answer, Browser};

on_both_engines! {
    fn f4_an_expert_concludes_on_the_cases_given_and_sees_no_other => whole_way;
    fn f4_the_secretary_may_still_write_from_paper_and_the_case_says_so => from_paper;
    fn f4_an_account_of_another_name_or_role_is_given_to_no_expert => wrong_accounts;
    fn f4_an_expert_who_ended_or_has_no_order_sees_nothing => no_more;
}

/// Everything a case's page posts, from that page.
async fn try_act(browser: &Browser, page: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = browser.get(page).await;
    assert_eq!(shown.status, StatusCode::OK, "{page}");
    let version = shown.hidden("version");
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    send(browser, &shown, &format!("{page}/{act}"), &all).await
}

async fn act(browser: &Browser, page: &str, name: &str, fields: &[(&str, &str)]) {
    let done = try_act(browser, page, name, fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{name}: {}", done.text());
}

/// Value of the option whose label holds these words.
fn option(page: &Answer, words: &str) -> String {
    let text = page.text();
    let before = text.split(words).next().unwrap();
    let from = before.rfind("value=\"").unwrap() + "value=\"".len();
    text[from..].split('"').next().unwrap().to_owned()
}

struct Commission {
    world: Announced,
    school: Browser,
    appeals: Browser,
    operator: Browser,
}

impl Commission {
    async fn make(engine: Engine) -> Self {
        let world = Announced::make(engine).await;
        let region = &world.region;
        let (school, appeals) = (region.browser("school").await, region.browser("appeals").await);
        let operator = region.browser("operator").await;
        for (code, surname, patronymic) in [
            ("Э-1", "Логинова", "Павловна"),
            // The second person of one account: the same name under two codes.
            ("Э-2", "Проверкина", "Сергеевна"),
            ("Э-3", "Проверкина", "Сергеевна"),
        ] {
            let page = appeals.get("/commission-people").await;
            let fields = [
                ("part", "expert"),
                ("code", code),
                ("surname", surname),
                ("given_name", "Анна"),
                ("patronymic", patronymic),
                ("exam_kind", "gia-11"),
                ("subject", "1"),
            ];
            let done = send(&appeals, &page, "/commission-people", &fields).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        }
        Self {
            world,
            school,
            appeals,
            operator,
        }
    }

    /// With which account an expert of this code signs in.
    async fn give_account(&self, code: &str, account: &str) -> Answer {
        let page = self.appeals.get("/commission-people").await;
        let expert = option(&page, &self.label(code));
        let fields = [("expert", expert.as_str()), ("account", account)];
        send(&self.appeals, &page, "/commission-people/account", &fields).await
    }

    /// What ends the label of an expert's option.
    fn label(&self, code: &str) -> String {
        format!("({code})")
    }

    /// A case that has its materials; the markers of its work.
    async fn case(&self, index: usize, markers: &str) -> String {
        let exam = self.world.exam.to_string();
        let code = self.world.people[index].participant_code.clone();
        let page = self.school.get("/appeals/new").await;
        let chosen = [("exam", exam.as_str()), ("participant_code", code.as_str())];
        let path = send(&self.school, &page, "/appeals/new", &chosen)
            .await
            .header("location")
            .to_owned();
        let page = self.school.get(&path).await;
        let filed = send(
            &self.school,
            &page,
            &path,
            &[
                ("applicant", "participant"),
                ("filed_day", "19.11.2026"),
                ("filed_time", "10:20"),
                ("claims", "expert-marking"),
                ("words", "Меня зовут участник Тайный"),
                ("contact", "8-900-000-00-99"),
            ],
        )
        .await;
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text());
        let case = filed.header("location").to_owned();
        act(&self.school, &case, "transfer", &[]).await;
        act(&self.appeals, &case, "ask-materials", &[]).await;
        let given = [("papers", "images"), ("markers", markers)];
        act(&self.operator, &case, "materials", &given).await;
        act(&self.operator, &case, "processing", &[("processing", "right")]).await;
        case
    }

    async fn call_in(&self, case: &str, code: &str) -> Answer {
        let page = self.appeals.get(case).await;
        let expert = option(&page, &self.label(code));
        try_act(&self.appeals, case, "expert", &[("expert", &expert)]).await
    }

    async fn account(&self) -> String {
        self.world.region.request_of("expert").await.account().to_string()
    }
}

/// The same case among the expert's.
fn given(case: &str) -> String {
    case.replace("/appeals/", "/conclusions/")
}

const GOOD: [(&str, &str); 3] = [
    ("verdict", "change"),
    ("now-27К1", "6"),
    ("why-27К1", "тезис доказан двумя примерами"),
];

async fn whole_way(engine: Engine) {
    let one = Commission::make(engine).await;
    let account = one.account().await;
    for code in ["Э-2", "Э-3"] {
        assert_eq!(one.give_account(code, &account).await.status, StatusCode::SEE_OTHER);
    }
    let expert = one.world.region.browser("expert").await;
    let landing = expert.get("/").await;
    assert_eq!(landing.header("location"), "/conclusions", "the first page of the role");
    let (own, foreign) = (one.case(0, "Э-1").await, one.case(1, "Э-3").await);
    assert!(expert.get("/conclusions").await.text().contains("Дел здесь нет"));
    assert_eq!(
        expert.get(&given(&own)).await.status,
        StatusCode::NOT_FOUND,
        "not given yet"
    );
    let marked = one.call_in(&foreign, "Э-2").await;
    assert_eq!(
        marked.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "one person under two codes marked it"
    );
    assert!(marked.text().contains("проверял эту работу"), "{}", marked.text());
    assert_eq!(one.call_in(&own, "Э-2").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        one.call_in(&foreign, "Э-1").await.status,
        StatusCode::SEE_OTHER,
        "given to somebody else"
    );

    let person = &one.world.people[0];
    let list = expert.get("/conclusions").await.text();
    assert!(
        list.contains(&person.participant_code) && list.contains("ждёт вашего заключения"),
        "{list}"
    );
    assert!(
        list.contains("До\u{a0}конца 25\u{a0}ноября") || list.contains("до\u{a0}конца"),
        "the commission's term: {list}"
    );
    let found = expert.get("/conclusions").await;
    let found = send(&expert, &found, "/conclusions", &[("q", "нет такого")]).await;
    assert!(found.text().contains("Нашлось: 0"));
    let page = expert.get(&given(&own)).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    let directory = one.appeals.get(&own).await.text();
    let name = directory
        .split("код ")
        .next()
        .unwrap()
        .rsplit('>')
        .next()
        .unwrap()
        .trim()
        .trim_end_matches(',')
        .to_owned();
    assert!(name.split_whitespace().count() >= 2, "{name}");
    for hidden in [name.as_str(), "Тайный", "8-900-000-00-99", "Кто подал"] {
        assert!(!text.contains(hidden) && !list.contains(hidden), "{hidden}: {text}");
    }
    for path in [
        own.as_str(),
        "/appeals",
        "/hearings",
        "/commission-people",
        "/participants",
        "/results",
    ] {
        let answer = expert.get(path).await.status;
        assert!(
            matches!(answer, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND),
            "{path}: {answer}"
        );
    }
    assert_eq!(expert.get(&given(&foreign)).await.status, StatusCode::NOT_FOUND);
    let version = page.hidden("version");
    let mut stolen = vec![("version", version.as_str())];
    stolen.extend_from_slice(&GOOD);
    let refused = send(&expert, &page, &format!("{}/conclusion", given(&foreign)), &stolen).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "a case of somebody else");

    let empty = try_act(
        &expert,
        &given(&own),
        "conclusion",
        &[("verdict", "change"), ("now-27К1", "6"), ("why-27К1", "")],
    )
    .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("Напишите, почему") && empty.text().contains("value=\"6\""));
    let unclear = [
        ("verdict", "unclear"),
        ("now-27К1", "4"),
        ("why-27К1", "критерий К1 читают по-разному"),
    ];
    act(&expert, &given(&own), "conclusion", &unclear).await;
    act(&expert, &given(&own), "query", &[("query", "Как читать критерий К1?")]).await;
    let waits = expert.get(&given(&own)).await.text();
    assert!(
        waits.contains("ещё не ответили") && !waits.contains("Дать заключение"),
        "{waits}"
    );
    let no_answer = one.appeals.get(&own).await;
    let version = no_answer.hidden("version");
    let tried = send(
        &expert,
        &no_answer,
        &format!("{}/answer", given(&own)),
        &[("version", &version)],
    )
    .await;
    assert_eq!(
        tried.status,
        StatusCode::NOT_FOUND,
        "the answer is the secretary's to enter"
    );
    act(&one.appeals, &own, "answer", &[("answer", "Засчитывать второй пример")]).await;
    assert!(
        expert
            .get(&given(&own))
            .await
            .text()
            .contains("Засчитывать второй пример")
    );
    act(&expert, &given(&own), "conclusion", &GOOD).await;
    let done = expert.get(&given(&own)).await.text();
    assert!(
        done.contains("заключение дано") && !done.contains("Дать заключение"),
        "{done}"
    );
    let again = expert.get(&given(&own)).await;
    assert_eq!(again.status, StatusCode::OK);
    let paper = expert.get(&format!("{}/conclusion.pdf", given(&own))).await;
    assert_eq!(
        (paper.status, paper.header("content-type")),
        (StatusCode::OK, "application/pdf")
    );
    let course = one.appeals.get(&own).await.text();
    assert!(course.contains("Дал сам эксперт"), "{course}");
    assert_eq!(
        one.world.region.app.verify().await.unwrap().problems,
        Vec::<String>::new()
    );
}

async fn from_paper(engine: Engine) {
    let one = Commission::make(engine).await;
    one.give_account("Э-2", &one.account().await).await;
    let case = one.case(0, "Э-1").await;
    assert_eq!(one.call_in(&case, "Э-2").await.status, StatusCode::SEE_OTHER);
    assert!(
        one.appeals
            .get(&case)
            .await
            .text()
            .contains("У\u{a0}эксперта есть своя учётная запись")
    );
    act(&one.appeals, &case, "conclusion", &GOOD).await;
    let course = one.appeals.get(&case).await.text();
    assert!(course.contains("С\u{a0}бумаги эксперта внёс секретарь"), "{course}");
    let expert = one.world.region.browser("expert").await;
    let twice = expert.get(&given(&case)).await;
    assert!(
        twice.text().contains("тезис доказан двумя примерами"),
        "the expert sees what was written"
    );
    let version = one.appeals.get(&case).await;
    assert_eq!(version.status, StatusCode::OK);
}

async fn wrong_accounts(engine: Engine) {
    let one = Commission::make(engine).await;
    let region = &one.world.region;
    let another = one.give_account("Э-1", &one.account().await).await;
    assert_eq!(another.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = another.text();
    assert!(
        text.contains("Учётная запись на\u{a0}имя") && text.contains("selected"),
        "{text}"
    );
    let operator = region.request_of("operator").await.account().to_string();
    assert_eq!(
        one.give_account("Э-2", &operator).await.status,
        StatusCode::NOT_FOUND,
        "no expert's account"
    );
    assert_eq!(
        one.give_account("Э-2", "").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        one.give_account("Э-2", &one.account().await).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(one.give_account("Э-2", "none").await.status, StatusCode::SEE_OTHER);
}

async fn no_more(engine: Engine) {
    let one = Commission::make(engine).await;
    let region = &one.world.region;
    one.give_account("Э-2", &one.account().await).await;
    let case = one.case(0, "Э-1").await;
    assert_eq!(one.call_in(&case, "Э-2").await.status, StatusCode::SEE_OTHER);
    let expert = region.browser("expert").await;
    assert_eq!(expert.get(&given(&case)).await.status, StatusCode::OK);
    let page = one.appeals.get("/commission-people").await;
    let id = option(&page, &one.label("Э-2"));
    let ended = send(&one.appeals, &page, &format!("/commission-people/{id}/end"), &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert_eq!(expert.get(&given(&case)).await.status, StatusCode::NOT_FOUND);
    region
        .account("unnamed", Role::AppealsExpert, "431", Named::ByNoOrder)
        .await;
    let unnamed = region.browser("unnamed").await;
    assert_eq!(
        unnamed.get("/conclusions").await.status,
        StatusCode::FORBIDDEN,
        "no order names this person"
    );
}
