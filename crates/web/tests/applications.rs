//! Applications through their pages, on both engines: who applies where, until when, with which papers; what is refused keeps
//! everything typed and writes nothing.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

mod essay_region;
mod support;

use axum::http::StatusCode;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::registration::ParticipantCategory;
use essay_region::{Engine, EssayRegion, Named};
use storage::boxed;
use support::{Answer, Browser};
use uuid::Uuid;

on_both_engines! {
    fn g1_a_school_registers_a_student_and_the_sitting_stands => registered;
    fn g1_each_category_applies_at_its_place => places;
    fn g1_exposition_is_refused_to_who_may_not_write_it => exposition;
    fn g2_thirteen_days_ahead_is_refused_with_the_clause => thirteen_days;
    fn g2_a_proxy_shows_a_power_of_attorney => proxy;
    fn g2_a_participant_in_two_schools_is_told => two_schools;
    fn g2_a_changed_surname_needs_its_paper => surname;
    fn g3_a_document_longer_than_its_cells_is_refused => long_document;
    fn g4_g7_past_graduates_choose_and_change_their_day => chosen_day;
    fn g6_a_paper_that_ends_before_the_exam_is_refused => ended_paper;
    fn m2_consents_are_given_and_withdrawn_with_their_day => consents;
    fn d5_the_memo_is_signed_and_the_list_says_who_has_not => memo;
    fn g1_withdrawal_takes_the_registration_back => withdrawn;
    fn g1_foreign_applications_do_not_exist => foreign;
}

struct World {
    region: EssayRegion,
    school: Browser,
    clerk: Browser,
    operator: Browser,
    schools: Vec<String>,
    body: String,
}

impl World {
    async fn make(engine: Engine) -> Self {
        let region = EssayRegion::with_people(engine).await;
        let schools: Vec<String> = region
            .region
            .organisations
            .iter()
            .filter(|one| one.kind == OrganisationKind::School)
            .map(|one| one.code.clone())
            .collect();
        let body = region.above(&schools[0]);
        for (login, role, code) in [
            ("school", Role::SchoolOfficer, schools[0].as_str()),
            ("other", Role::SchoolOfficer, schools[1].as_str()),
            ("clerk", Role::MunicipalClerk, body.as_str()),
        ] {
            region.account(login, role, code, Named::ByOrder).await;
        }
        Self {
            school: region.browser("school").await,
            clerk: region.browser("clerk").await,
            operator: region.browser("operator").await,
            region,
            schools,
            body,
        }
    }

    /// Sessions do not outlive the days that were skipped.
    async fn signed_in_again(self) -> Self {
        Self {
            school: self.region.browser("school").await,
            clerk: self.region.browser("clerk").await,
            operator: self.region.browser("operator").await,
            ..self
        }
    }

    /// Sittings of registrations made by a person's application, by code of the essay's work.
    async fn sittings(&self) -> usize {
        let exam = self.region.exam().await;
        let found = self.region.app.store.read(&exam, |tx, exam| {
            boxed(async move { Ok::<_, app::AppError>(storage::exams::sittings(tx, *exam).await?.len()) })
        });
        found.await.unwrap()
    }
}

const ALL_PAPERS: [&str; 8] = [
    "identity",
    "power-of-attorney",
    "education",
    "study-certificate",
    "conditions",
    "consent",
    "parent-consent",
    "memo",
];

/// A whole paper of a student of seventeen for December.
fn paper() -> Vec<(&'static str, String)> {
    let mut fields: Vec<(&'static str, String)> = [
        ("kind", "essay"),
        ("category", "student"),
        ("exam", "20|2026-12-02"),
        ("work_type", "20"),
        ("surname", "Ёлкина"),
        ("given_name", "Мария"),
        ("patronymic", "Олеговна"),
        ("birth", "04.03.2009"),
        ("sex", "female"),
        ("document_type", "russian-passport"),
        ("series", "3299"),
        ("number", "918273"),
        ("class_name", "11А"),
        ("filed_day", "10.11.2026"),
        ("filed_by", "participant"),
        ("phone", "+7 900 000-00-00"),
        ("ground", "none"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec();
    fields.extend(ALL_PAPERS.map(|code| ("paper", code.to_owned())));
    fields
}

/// The same with other values.
fn with(mut fields: Vec<(&'static str, String)>, changed: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    for (name, _) in changed {
        fields.retain(|(found, _)| found != name);
    }
    fields.extend(changed.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

async fn send(browser: &Browser, page: &str, path: &str, fields: &[(&str, String)]) -> Answer {
    let shown = browser.get(page).await;
    assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.text());
    let (key, version) = (shown.hidden("idempotency_key"), shown.hidden("version"));
    let mut all = vec![("idempotency_key", key.as_str()), ("version", version.as_str())];
    all.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
    browser.post_with_token(path, &all).await
}

async fn file(browser: &Browser, fields: &[(&str, String)]) -> Answer {
    send(browser, "/applications/new", "/applications/new", fields).await
}

/// Files it and gives its address.
async fn filed(browser: &Browser, fields: &[(&str, String)]) -> String {
    let answer = file(browser, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header("location").to_owned()
}

async fn act(browser: &Browser, address: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<(&str, String)> = fields
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    send(browser, address, &format!("{address}/{act}"), &fields).await
}

fn done(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

/// Refused with these words, everything typed is still there, and nothing was written.
async fn refused(world: &World, browser: &Browser, fields: &[(&str, String)], words: &[&str]) {
    let before = world.region.journal_events().await.len();
    let answer = file(browser, fields).await;
    let text = answer.text().replace('\u{a0}', " ");
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    for word in words {
        assert!(text.contains(word), "{word} is missing: {text}");
    }
    for (name, value) in fields
        .iter()
        .filter(|(name, _)| ["surname", "number", "phone"].contains(name))
    {
        assert!(text.contains(value.as_str()), "{name} was lost");
    }
    assert_eq!(world.region.journal_events().await.len(), before, "nothing is written");
}

async fn registered(engine: Engine) {
    let world = World::make(engine).await;
    let before = world.sittings().await;
    let address = filed(&world.school, &paper()).await;
    let page = world.school.get(&address).await.text();
    assert!(page.contains("Зарегистрировать участника"), "{page}");
    assert!(page.contains("Ёлкина") && page.contains("04.03.2009"), "{page}");
    let papers = format!("{address}/papers.pdf");
    let printed = world.school.get(&papers).await;
    assert_eq!(printed.status, StatusCode::OK);
    assert!(printed.body.starts_with(b"%PDF"));
    assert_eq!(
        world.clerk.get(&papers).await.status,
        StatusCode::NOT_FOUND,
        "only who took it prints it"
    );
    done(&act(&world.school, &address, "accept", &[]).await);
    assert_eq!(world.sittings().await, before + 1);
    let again = act(&world.school, &address, "accept", &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "once: {}", again.text());
    // She stands in the school's own list, as whoever came by a file.
    let exam = world.region.exam().await;
    let list = world.school.get(&format!("/participants?exam={exam}")).await.text();
    assert!(list.contains("Ёлкина"), "{list}");
    // The list is searched by a form: the name is in no address.
    let found = send(
        &world.school,
        "/applications",
        "/applications",
        &[("q", "елкина".to_owned())],
    )
    .await;
    assert!(found.text().contains("Ёлкина"), "{}", found.text());
    let actions: Vec<String> = world
        .region
        .journal_events()
        .await
        .into_iter()
        .map(|row| row.action)
        .collect();
    assert!(actions.iter().any(|one| one == "application-filed"));
    assert!(actions.iter().any(|one| one == "application-accepted"));
}

async fn places(engine: Engine) {
    let world = World::make(engine).await;
    let graduate = with(paper(), &[("category", "past-graduate"), ("birth", "04.03.2001")]);
    refused(
        &world,
        &world.school,
        &graduate,
        &["управление образования по месту жительства", "№ 1497"],
    )
    .await;
    refused(
        &world,
        &world.clerk,
        &paper(),
        &["заявление подают в школу или колледж"],
    )
    .await;
    let capital = with(graduate.clone(), &[("residence", "capital")]);
    refused(
        &world,
        &world.clerk,
        &capital,
        &["живущие в столице региона подают заявление в РЦОИ"
            .to_owned()
            .replacen('ж', "Ж", 1)
            .as_str()],
    )
    .await;
    // РЦОИ itself takes those of the capital, and says who tells them.
    refused(&world, &world.operator, &capital, &["не знакомит с результатами"]).await;
    let told = with(capital, &[("told_code", world.body.as_str())]);
    let address = filed(&world.operator, &told).await;
    done(&act(&world.operator, &address, "accept", &[]).await);
    let foreign = with(
        paper(),
        &[
            ("category", "foreign-school-student"),
            ("number", "918274"),
            ("told_code", world.body.as_str()),
        ],
    );
    filed(&world.operator, &foreign).await;
    refused(&world, &world.clerk, &with(foreign, &[("told_code", "")]), &["в РЦОИ"]).await;
}

async fn exposition(engine: Engine) {
    let world = World::make(engine).await;
    let exposition = with(paper(), &[("work_type", "21")]);
    refused(
        &world,
        &world.school,
        &exposition,
        &["Изложение пишут только", "п. 2.3"],
    )
    .await;
    let graduate = with(
        exposition.clone(),
        &[
            ("category", "past-graduate"),
            ("ground", "disability"),
            ("ground_paper", "справка № 3"),
        ],
    );
    refused(&world, &world.clerk, &graduate, &["Изложение пишут только"]).await;
    let entitled = with(
        exposition,
        &[("ground", "home-taught"), ("ground_paper", "заключение № 3")],
    );
    let address = filed(&world.school, &entitled).await;
    assert!(world.school.get(&address).await.text().contains("Изложение"));
}

async fn thirteen_days(engine: Engine) {
    let world = World::make(engine).await;
    world.region.set_clock("2026-11-19T09:00");
    let world = world.signed_in_again().await;
    let late = with(paper(), &[("filed_day", "19.11.2026")]);
    refused(
        &world,
        &world.school,
        &late,
        &["принимали до конца 18 ноября", "п. 3.1"],
    )
    .await;
    // The paper of yesterday was in time.
    filed(&world.school, &with(paper(), &[("filed_day", "18.11.2026")])).await;
}

async fn proxy(engine: Engine) {
    let world = World::make(engine).await;
    let proxy = with(paper(), &[("filed_by", "proxy")]);
    refused(
        &world,
        &world.school,
        &proxy,
        &["впишите, кто подал".replacen('в', "В", 1).as_str()],
    )
    .await;
    let mut named = with(proxy, &[("applicant", "Ёлкин Олег Ильич")]);
    named.retain(|(name, value)| *name != "paper" || value != "power-of-attorney");
    let address = filed(&world.school, &named).await;
    let page = world.school.get(&address).await.text();
    assert!(
        page.contains("Доверенность") && !page.contains("Зарегистрировать участника"),
        "{page}"
    );
    let early = act(&world.school, &address, "accept", &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text().contains("доверенность"), "{}", early.text());
    let day = [("paper", "power-of-attorney"), ("paper_day", "10.11.2026")];
    done(&act(&world.school, &address, "paper", &day).await);
    done(&act(&world.school, &address, "accept", &[]).await);
}

async fn two_schools(engine: Engine) {
    let world = World::make(engine).await;
    let first = filed(&world.school, &paper()).await;
    let other = world.region.browser("other").await;
    refused(
        &world,
        &other,
        &paper(),
        &["уже записан в другой организации", "сначала она отзывает"],
    )
    .await;
    let twice = with(paper(), &[]);
    refused(&world, &world.school, &twice, &["заявление участника уже есть: № 1"]).await;
    // Transferred: the first school withdraws, the second takes.
    done(
        &act(
            &world.school,
            &first,
            "withdraw",
            &[("withdrawal", "перешла в другую школу, заявление № 4")],
        )
        .await,
    );
    filed(&other, &paper()).await;
    // So is somebody whom a file registered elsewhere.
    let people = &world.region.region.participants;
    let foreign = people
        .iter()
        .find(|one| one.registering_code == world.schools[1] && one.category == ParticipantCategory::Student)
        .unwrap();
    let name = &foreign.name;
    let known = with(
        paper(),
        &[
            ("surname", name.surname.as_str()),
            ("given_name", name.given_name.as_str()),
            ("patronymic", name.patronymic.as_deref().unwrap_or_default()),
            ("document_type", "russian-passport"),
            ("series", foreign.document.series.as_str()),
            ("number", foreign.document.number.as_str()),
            ("birth", &foreign.born.to_string()),
        ],
    );
    refused(&world, &world.school, &known, &["уже записан в другой организации"]).await;
}

async fn surname(engine: Engine) {
    let world = World::make(engine).await;
    let address = filed(&world.school, &paper()).await;
    done(&act(&world.school, &address, "accept", &[]).await);
    let renamed = with(paper(), &[("surname", "Соснина"), ("exam", "20|2027-02-03")]);
    refused(&world, &world.school, &renamed, &["другой фамилией или именем"]).await;
    // A new passport besides: the earlier one leads to the same person.
    let proved = with(
        renamed,
        &[
            ("number", "111222"),
            ("earlier_document", "3299 918273"),
            ("name_paper", "свидетельство о браке № 7 от 05.11.2026"),
        ],
    );
    let second = filed(&world.school, &proved).await;
    let page = world.school.get(&second).await.text();
    assert!(
        page.contains("Соснина") && page.contains("свидетельство о браке"),
        "{page}"
    );
    let first = world.school.get(&address).await.text();
    assert!(first.contains("Соснина"), "one person, one name: {first}");
    done(&act(&world.school, &second, "accept", &[]).await);
    let wrong_birth = with(
        paper(),
        &[("number", "111222"), ("surname", "Соснина"), ("birth", "05.03.2009")],
    );
    refused(&world, &world.school, &wrong_birth, &["другой датой рождения"]).await;
}

async fn long_document(engine: Engine) {
    let world = World::make(engine).await;
    let long = with(
        paper(),
        &[
            ("document_type", "foreign-passport"),
            ("series", "ABCDEFGHIJ"),
            ("number", "918273"),
        ],
    );
    refused(
        &world,
        &world.school,
        &long,
        &["Серия: 10 знаков, допустимо не больше 9"],
    )
    .await;
    let number = with(
        paper(),
        &[("document_type", "other"), ("series", ""), ("number", "1234567890123")],
    );
    refused(
        &world,
        &world.school,
        &number,
        &["Номер: 13 знаков, допустимо не больше 12"],
    )
    .await;
    let alphabet = with(
        paper(),
        &[("document_type", "other"), ("series", ""), ("number", "12+34")],
    );
    refused(&world, &world.school, &alphabet, &["недопустимый знак"]).await;
    let name = "Ё".repeat(81);
    let long_name = with(paper(), &[("surname", name.as_str())]);
    refused(
        &world,
        &world.school,
        &long_name,
        &["81 знаков, допустимо не больше 80"],
    )
    .await;
    let nothing = [("kind", "essay".to_owned())];
    let page = file(&world.school, &nothing).await;
    let text = page.text();
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in [
        "category",
        "birth",
        "sex",
        "filed_day",
        "filed_by",
        "surname",
        "document_type",
    ] {
        assert!(text.contains(&format!("href=\"#{field}")), "{field}: {text}");
    }
}

async fn chosen_day(engine: Engine) {
    let world = World::make(engine).await;
    let february = with(paper(), &[("exam", "20|2027-02-03")]);
    refused(&world, &world.school, &february, &["первую среду декабря", "п. 4.3"]).await;
    let graduate = with(february, &[("category", "past-graduate"), ("birth", "04.03.2001")]);
    let address = filed(&world.clerk, &graduate).await;
    done(&act(&world.clerk, &address, "accept", &[]).await);
    let unknown = with(graduate, &[("exam", "20|2027-02-04"), ("number", "918280")]);
    refused(&world, &world.clerk, &unknown, &["в расписании впереди нет"]).await;
    // Another day within the term, not after it.
    world.region.set_clock("2027-01-21T09:00");
    let world = world.signed_in_again().await;
    let change = format!("{address}/change");
    let asked = |exam: &str, day: &str| {
        vec![
            ("exam", exam.to_owned()),
            ("work_type", "20".to_owned()),
            ("day", day.to_owned()),
        ]
    };
    let late = send(&world.clerk, &change, &change, &asked("20|2027-02-03", "21.01.2027")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.text());
    done(&send(&world.clerk, &change, &change, &asked("20|2027-04-14", "21.01.2027")).await);
    let page = world.clerk.get(&address).await.text();
    assert!(page.contains("14\u{a0}апреля\u{a0}2027"), "{page}");
    // When the exam has begun, nothing is chosen any more.
    world.region.set_clock("2027-04-14T09:00");
    let world = world.signed_in_again().await;
    let begun = send(&world.clerk, &change, &change, &asked("20|2027-04-14", "20.01.2027")).await;
    assert_eq!(begun.status, StatusCode::CONFLICT, "{}", begun.text());
}

async fn ended_paper(engine: Engine) {
    let world = World::make(engine).await;
    let disabled = with(
        paper(),
        &[
            ("ground", "disability"),
            ("ground_paper", "справка № 17 от 01.12.2025"),
            ("condition", "extra-time"),
            ("paper_ends", "01.12.2026"),
        ],
    );
    refused(
        &world,
        &world.school,
        &disabled,
        &["действует по 1 декабря 2026", "к экзамену он закончится"],
    )
    .await;
    let none = with(paper(), &[("condition", "oral-form")]);
    refused(&world, &world.school, &none, &["основание условия не даёт"]).await;
    let lasting = with(disabled, &[("paper_ends", "02.12.2026")]);
    let address = filed(&world.school, &lasting).await;
    let page = world.school.get(&address).await.text();
    assert!(
        page.contains("на 90 минут дольше") || page.contains("на\u{a0}90 минут дольше"),
        "{page}"
    );
    done(&act(&world.school, &address, "accept", &[]).await);
}

async fn consents(engine: Engine) {
    let world = World::make(engine).await;
    let mut minor = paper();
    minor.retain(|(name, value)| *name != "paper" || value != "parent-consent");
    let address = filed(&world.school, &minor).await;
    let page = world.school.get(&address).await.text();
    assert!(page.contains("Согласие родителя"), "a minor needs the parent's: {page}");
    let early = act(&world.school, &address, "accept", &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text());
    let ahead = [("paper", "parent-consent"), ("paper_day", "11.11.2026")];
    let future = act(&world.school, &address, "paper", &ahead).await;
    assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", future.text());
    let today = [("paper", "parent-consent"), ("paper_day", "10.11.2026")];
    done(&act(&world.school, &address, "paper", &today).await);
    done(&act(&world.school, &address, "accept", &[]).await);
    let before = [("consent", "consent"), ("consent_day", "09.11.2026")];
    let too_early = act(&world.school, &address, "consent", &before).await;
    assert_eq!(
        too_early.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        too_early.text()
    );
    // At any time: after the exam too.
    world.region.set_clock("2026-12-20T09:00");
    let world = world.signed_in_again().await;
    let taken = [("consent", "consent"), ("consent_day", "19.12.2026")];
    done(&act(&world.school, &address, "consent", &taken).await);
    let page = world.school.get(&address).await.text();
    assert!(
        page.contains("отозвано 19.12.2026") || page.contains("отозвано\u{a0}19.12.2026"),
        "{page}"
    );
    let list = world.school.get("/applications?lacking=consent").await.text();
    assert!(list.contains("Ёлкина"), "{list}");
}

async fn memo(engine: Engine) {
    let world = World::make(engine).await;
    let mut unsigned = paper();
    unsigned.retain(|(name, value)| *name != "paper" || value != "memo");
    let address = filed(&world.school, &unsigned).await;
    let list = world.school.get("/applications?lacking=memo").await.text();
    assert!(list.contains("Ёлкина"), "{list}");
    // The memo has no term of its own: she is registered and signs later.
    done(&act(&world.school, &address, "accept", &[]).await);
    done(
        &act(
            &world.school,
            &address,
            "paper",
            &[("paper", "memo"), ("paper_day", "10.11.2026")],
        )
        .await,
    );
    let list = world.school.get("/applications?lacking=memo").await.text();
    assert!(!list.contains("Ёлкина"), "{list}");
    let twice = act(
        &world.school,
        &address,
        "paper",
        &[("paper", "memo"), ("paper_day", "10.11.2026")],
    )
    .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.text());
}

async fn withdrawn(engine: Engine) {
    let world = World::make(engine).await;
    let before = world.sittings().await;
    let address = filed(&world.school, &paper()).await;
    done(&act(&world.school, &address, "accept", &[]).await);
    let silent = act(&world.school, &address, "withdraw", &[("withdrawal", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", silent.text());
    done(
        &act(
            &world.school,
            &address,
            "withdraw",
            &[("withdrawal", "заявление № 12 от 10.11.2026")],
        )
        .await,
    );
    assert_eq!(world.sittings().await, before);
    let exam = world.region.exam().await;
    let list = world.school.get(&format!("/participants?exam={exam}")).await.text();
    assert!(!list.contains("Ёлкина"), "{list}");
    let over = act(&world.school, &address, "withdraw", &[("withdrawal", "ещё раз")]).await;
    assert_eq!(over.status, StatusCode::CONFLICT, "{}", over.text());
    // A refusal leaves its reason.
    let second = filed(&world.school, &paper()).await;
    done(
        &act(
            &world.school,
            &second,
            "refuse",
            &[("refusal", "не предъявлен документ")],
        )
        .await,
    );
    assert!(
        world
            .school
            .get(&second)
            .await
            .text()
            .contains("Не предъявлен документ")
    );
}

async fn foreign(engine: Engine) {
    let world = World::make(engine).await;
    let address = filed(&world.school, &paper()).await;
    let other = world.region.browser("other").await;
    let unknown = format!("/applications/{}", Uuid::nil());
    for path in [address.as_str(), unknown.as_str()] {
        assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let version = world.school.get(&address).await.hidden("version");
    let fields = [("version", version.as_str()), ("withdrawal", "чужое")];
    let tried = other.post_with_token(&format!("{address}/withdraw"), &fields).await;
    assert_eq!(tried.status, StatusCode::NOT_FOUND, "{}", tried.text());
    // The body above sees it and acts on nothing.
    assert_eq!(world.clerk.get(&address).await.status, StatusCode::OK);
    let tried = world
        .clerk
        .post_with_token(&format!("{address}/withdraw"), &fields)
        .await;
    assert_eq!(tried.status, StatusCode::NOT_FOUND, "{}", tried.text());
    assert!(!other.get("/applications").await.text().contains("Ёлкина"));
    // Somebody acted meanwhile: the old page does nothing.
    done(&act(&world.school, &address, "accept", &[]).await);
    let stale = world
        .school
        .post_with_token(&format!("{address}/withdraw"), &fields)
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text());
}
