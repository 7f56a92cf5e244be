//! The stories of the demo in a real Chromium, as its people live them, and every page of every role on a screen and on a
//! phone: shut to nobody, nothing scrolls sideways, nothing of ours refused by the policy.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]
#![expect(clippy::panic, reason = "a broken fixture ends the test")]
#![expect(clippy::indexing_slicing, reason = "a broken fixture ends the test")]

mod support;

use std::collections::BTreeSet;

use domain::essay::EssayMark;
use exchange::{ExchangeProfile, Limits, ProfileKind, read_table};
use rehearsal::{Batch, FileFormat, Outcome};
use support::demo::Size;
use support::desk::{Desk, ENTER, SPACE, TAB, must_be_whole};
use support::server::Server;
use support::visitor::Visitor;
use testkit::BrowserWindow;

/// `/statements/01a2…?sort=due` → `/statements/{id}`; none for files and other sites.
fn pattern_of(href: &str) -> Option<String> {
    let path = href.split(['?', '#']).next()?;
    let is_file = [".xlsx", ".csv", ".pdf"].iter().any(|end| path.ends_with(end))
        || ["pdf", "xlsx", "print", "file", "wrong", "look"].contains(&path.rsplit('/').next()?);
    if !path.starts_with('/') || is_file {
        return None;
    }
    let segment = |part: &str| {
        if part.len() == 36 {
            "{id}".to_owned()
        } else {
            part.to_owned()
        }
    };
    Some(path.split('/').map(segment).collect::<Vec<_>>().join("/"))
}

/// Every section of the roles, and of each kind of page behind them one.
async fn walk(logins: &[&str]) {
    let desk = Desk::open(Size::Ordinary).await;
    desk.goto("/sign-in").await;
    desk.must_be_whole("/sign-in").await;
    let mut seen_kinds = BTreeSet::new();
    for login in logins {
        desk.enter_as(login).await;
        let sections = desk.hrefs("nav[aria-label=\"Разделы\"] a").await;
        assert!(sections.len() > 3, "{login}: {sections:?}");
        let mut further = Vec::new();
        for section in &sections {
            desk.goto(section).await;
            desk.must_be_whole(&format!("{login} {section}")).await;
            further.extend(desk.hrefs("main a").await);
        }
        seen_kinds.extend(sections.iter().filter_map(|section| pattern_of(section)));
        for href in further {
            let Some(kind) = pattern_of(&href) else { continue };
            if seen_kinds.insert(kind.clone()) {
                desk.goto(&href).await;
                // Somebody without an order is led to pages that refuse and say why.
                match *login {
                    "former" => desk.must_be_whole_with_refusal(&format!("{login} {kind}")).await,
                    _ => desk.must_be_whole(&format!("{login} {kind}")).await,
                }
            }
        }
    }
    println!("{logins:?}: {seen_kinds:?}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_region_are_whole_on_a_screen_and_on_a_phone() {
    walk(&["admin", "ministry", "rcoi", "former"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_schools_and_municipal_bodies_are_whole_on_a_screen_and_on_a_phone() {
    walk(&["mouo", "school", "state-school", "college"]).await;
}

/// Story of the operator: the file is shown with its wrong cells, they are given back as a file, nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn import_shows_wrong_cells_gives_them_back_and_is_dropped() {
    let desk = Desk::open(Size::Small).await;
    let faulty = Size::Small.region().results_with_faults();
    let path = desk.folders.root().join("Результаты с ошибками.xlsx");
    std::fs::write(&path, faulty.table.write(FileFormat::Xlsx).unwrap()).unwrap();
    desk.enter_as("rcoi").await;
    desk.goto("/imports/new").await;
    desk.browser.choose_file("#file", &path).await.unwrap();
    desk.press("Прочитать файл").await;
    desk.wait_for("Что изменит файл").await;
    desk.must_be_whole("difference").await;
    let own = desk.path().await;

    desk.goto(&format!("{own}?rows=wrong")).await;
    let cells: BTreeSet<String> = desk
        .browser
        .texts(".v-bad .v-cell")
        .await
        .unwrap()
        .into_iter()
        .collect();
    for fault in &faulty.faults {
        let Some(heading) = fault.heading else { continue };
        let column = u8::try_from(faulty.table.column(heading).unwrap()).unwrap();
        let cell = format!("{}{}", char::from(b'A' + column), fault.file_row);
        let clashing = fault
            .clashes_with
            .map(|row| format!("{}{row}", char::from(b'A' + column)));
        let row_named = cells.iter().any(|shown| shown.ends_with(&fault.file_row.to_string()));
        let named = cells.contains(&cell) || clashing.is_some_and(|cell| cells.contains(&cell)) || row_named;
        assert!(named, "{:?} in {cell} is not shown: {cells:?}", fault.kind);
    }

    let (status, media_type, bytes) = desk.fetched(&format!("{own}/wrong")).await;
    assert_eq!(status, 200);
    assert!(media_type.contains("spreadsheet"), "{media_type}");
    let profile = ExchangeProfile::standard(ProfileKind::EssayResults);
    let given_back = read_table("ошибки.xlsx", &bytes, &profile, &Limits::default()).unwrap();
    assert!(
        given_back.rows.len() >= faulty.faults.len(),
        "{}",
        given_back.rows.len()
    );

    desk.goto(&own).await;
    desk.press("Снять загрузку").await;
    desk.wait_for("Загрузка снята, ничего не записано").await;
    desk.goto("/imports").await;
    desk.wait_for("снята").await;
    desk.must_be_whole("imports").await;
    desk.close().await;
}

const PASSWORD: &str = "сирень над тихим прудом";
/// A school of the lent municipal body that has not begun its ledgers, and its name in tables.
const SCHOOL_CODE: &str = "420106";
const SCHOOL: &str = "СОШ № 6, Кемерово";

/// The administrator's work without a browser: an officer of a school. Named by an order only when `name` is called.
struct NewOfficer {
    administrator: Visitor,
    account: String,
}

impl NewOfficer {
    async fn invite(server: &Server, login: &str) -> Self {
        let administrator = server.signed_in("admin").await;
        let form = administrator.page("/accounts/new").await.form("/accounts");
        let form = form
            .with("surname", "Проверкина")
            .with("given_name", "Анна")
            .with("login", login);
        let form = form.with("role", "school-officer").with("organisation", SCHOOL_CODE);
        let invited = administrator
            .submit(&form.with("position", "заместитель директора"))
            .await;
        let page = invited.text();
        let (_, rest) = page
            .split_once("/invitation/")
            .unwrap_or_else(|| panic!("{}", invited.words()));
        let link = format!("/invitation/{}", &rest[..64]);
        let set = server
            .staff_visitor()
            .post(&link, &[("password", PASSWORD), ("password_again", PASSWORD)])
            .await;
        assert_eq!(set.status, 303, "{}", set.words());
        let (_, main) = page.split_once("<main").unwrap();
        let (_, account) = main.split_once("href=\"/accounts/").unwrap();
        let account = format!("/accounts/{}", &account[..36]);
        Self { administrator, account }
    }

    async fn name(&self) {
        let action = format!("{}/orders", self.account);
        let form = self.administrator.page(&self.account).await.form(&action);
        let form = form
            .with("order_number", "9-о")
            .with("order_date", "01.12.2026")
            .with("valid_from", "01.12.2026");
        assert_eq!(self.administrator.submit(&form).await.status, 303);
    }
}

/// How many the monitor says are left in the region, and at the school.
async fn left(desk: &Desk) -> (usize, String) {
    desk.enter_as("ministry").await;
    desk.goto("/acquaintance").await;
    let row: String = desk
        .browser
        .ask("return [...document.querySelectorAll('main table tr')].map(row => row.innerText).find(row => row.includes('УО, Кемерово')) || ''")
        .await
        .unwrap();
    let numbers: Vec<usize> = row
        .split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|word| word.parse().ok())
        .collect();
    (numbers[2], row)
}

/// From the municipal body to the last signature.
#[tokio::test(flavor = "multi_thread")]
async fn c2_c6_c7_d2_d3_d4_statements_go_down_and_a_class_is_told() {
    let desk = Desk::open(Size::Ordinary).await;
    let (left_before, _) = left(&desk).await;
    let officer = NewOfficer::invite(&desk.server, "officer").await;

    // C2: the municipal body hands over thirteen statements after a preview.
    desk.enter_as("mouo").await;
    desk.press("Передать 13").await;
    desk.wait_for("Будет передано").await;
    let words = desk.words().await;
    assert!(words.contains("13 школам"), "{words}");
    assert!(
        words.contains("ознакомить участников до конца 17 декабря"),
        "the term of these statements: {words}"
    );
    desk.must_be_whole("hand-over").await;
    desk.press("Передать отмеченным").await;
    desk.wait_for("Передано 13 ведомостей").await;

    // C6: without an order the ledgers are known of, not opened.
    desk.sign_in("officer", PASSWORD).await;
    desk.goto("/ledgers").await;
    let opened = desk.hrefs("main a[href^=\"/ledgers/\"]").await;
    assert_eq!(opened, Vec::<String>::new(), "no order, no ledger");
    officer.name().await;

    // C7: received and opened, with the time of both.
    desk.sign_in("officer", PASSWORD).await;
    desk.goto("/statements").await;
    desk.press("ведомость № 420106").await;
    desk.wait_for("Подтвердите получение").await;
    desk.must_be_whole("a statement to receive").await;
    desk.press("Подтвердить получение").await;
    desk.wait_for("Открыта (сделано) 17 декабря").await;
    desk.must_be_whole("a received statement").await;

    let class = Class::begin(&desk).await;
    fill_by_keyboard(&desk, &class).await;
    fill_at_once(&desk, &class).await;
    give_reasons_and_hand_in(&desk, &class).await;

    // D3: the ledger on paper.
    let (status, media_type, bytes) = desk.fetched(&format!("{}/print", class.path)).await;
    assert_eq!((status, media_type.as_str()), (200, "application/pdf"));
    assert!(bytes.starts_with(b"%PDF-"));

    // D4: the ministry sees it at once.
    let (left_after, row) = left(&desk).await;
    assert_eq!(left_after, left_before - class.to_be_told(), "{row}");
    desk.close().await;
}

/// A class and its ledger.
struct Class {
    path: String,
    lines: usize,
}

impl Class {
    /// All but the last two.
    fn to_be_told(&self) -> usize {
        self.lines - 2
    }

    /// Opens the ledger that nobody has begun.
    async fn begin(desk: &Desk) -> Self {
        desk.goto("/ledgers").await;
        desk.press("№ 420106-11А-021226-1").await;
        desk.wait_for("Внесено 0 из").await;
        desk.must_be_whole("an empty ledger").await;
        let path = desk.path().await;
        let words = desk.words().await;
        let (_, rest) = words.split_once("Внесено 0 из ").unwrap();
        let lines = rest.split(' ').next().unwrap().parse().unwrap();
        assert!(lines > 20, "a class, not {lines}");
        Self { path, lines }
    }
}

/// D2: fact and time per participant by keyboard; a time before the hand-over is refused and stays for correction.
async fn fill_by_keyboard(desk: &Desk, class: &Class) {
    desk.focus("#told-1").await;
    desk.type_all(&[SPACE, TAB, "1005", TAB]).await;
    assert_eq!(desk.value("#time-1").await, "10:05", "the colon is added");
    // What stands in an input is chosen when Tab leads there.
    desk.type_all(&["15.12.2026", ENTER]).await;
    desk.wait_for("Ничего не сохранено").await;
    assert!(
        desk.browser.title().await.unwrap().starts_with("Ошибка"),
        "the title says it first"
    );
    assert_eq!(desk.value("#time-1").await, "10:05", "what was typed stays");
    assert_eq!(desk.value("#date-1").await, "15.12.2026", "what was typed stays");
    desk.must_be_whole_with_refusal("a refused line").await;
    assert_eq!(lines_told(desk, class).await, 0, "nothing was written");

    desk.focus("#told-1").await;
    desk.type_all(&[SPACE, TAB, "1005", TAB, "1612", ENTER]).await;
    desk.wait_for("Сохранена 1 строка").await;
    assert_eq!(desk.value("#date-1").await, "16.12.2026");
}

/// D2: everybody at once, with exceptions.
async fn fill_at_once(desk: &Desk, class: &Class) {
    let lines = class.lines;
    let except = format!("2, {}-{lines}", lines - 1);
    for (field, typed) in [
        ("#bulk-date", "16.12.2026"),
        ("#bulk-time", "1210"),
        ("#bulk-except", &except),
    ] {
        desk.browser.fill(field, typed).await.unwrap();
    }
    desk.press("Внести в").await;
    desk.wait_for(&format!("Внесено {} из {lines}", lines - 3)).await;
    assert_eq!(desk.value("#time-3").await, "12:10");
    assert_eq!(desk.value("#time-2").await, "");
    let hand_in = desk.hrefs("main a[href$=hand-in]").await;
    assert_eq!(hand_in, Vec::<String>::new(), "three lines are empty");
}

async fn give_reasons_and_hand_in(desk: &Desk, class: &Class) {
    desk.focus("#told-2").await;
    desk.type_all(&[SPACE, TAB, "1215"]).await;
    desk.browser.fill("#date-2", "16.12.2026").await.unwrap();
    for line in [class.lines - 1, class.lines] {
        let note = format!("#note-{line}");
        desk.browser.fill(&note, "болеет, придёт после каникул").await.unwrap();
    }
    desk.browser.press_enter().await.unwrap();
    desk.wait_for("Сохранены 3 строки").await;
    desk.press("Сдать ведомость").await;
    desk.wait_for("Будет сдана ведомость").await;
    let words = desk.words().await;
    assert!(words.contains(&format!("{} ознакомлен", class.to_be_told())), "{words}");
    assert!(words.contains("2 не ознакомлены с причиной"), "{words}");
    desk.must_be_whole("hand-in").await;
    desk.browser.click("label[for=confirmed]").await.unwrap();
    desk.press("Сдать ведомость").await;
    desk.wait_for("Ведомость сдана").await;
    assert_eq!(lines_told(desk, class).await, class.to_be_told());
    desk.must_be_whole("a ledger handed in").await;
}

/// Lines that the stored ledger shows as told.
async fn lines_told(desk: &Desk, class: &Class) -> usize {
    desk.goto(&class.path).await;
    let words = desk.words().await;
    let (_, rest) = words.split_once("Внесено ").unwrap_or_else(|| panic!("{words}"));
    rest.split(' ').next().unwrap().parse().unwrap()
}

/// C1: the processing centre hands over what is left, the municipal body sees it.
#[tokio::test(flavor = "multi_thread")]
async fn c1_the_processing_centre_hands_over_its_last_statement() {
    let desk = Desk::open(Size::Small).await;
    desk.enter_as("rcoi").await;
    let recipient: Vec<String> = desk
        .browser
        .texts(".v-duty a[href^=\"/statements/hand-over\"]")
        .await
        .unwrap();
    assert_eq!(recipient.len(), 1, "{recipient:?}: {}", desk.words().await);
    desk.press("Передать 1 ведомость").await;
    desk.wait_for("Начнётся срок до конца 18 декабря").await;
    desk.must_be_whole("hand-over of one").await;
    desk.press("Передать").await;
    desk.wait_for("Передана 1 ведомость").await;
    desk.goto("/").await;
    assert!(!desk.words().await.contains("Передать 1 ведомость"), "the duty is met");
    desk.close().await;
}

/// A3: the same duty is due today, and overdue when the clock is moved on by a day.
#[tokio::test(flavor = "multi_thread")]
async fn a3_a_duty_turns_overdue_when_the_clock_moves_by_a_day() {
    let desk = Desk::open(Size::Ordinary).await;
    desk.enter_as("mouo").await;
    let group = async |heading: &str| -> String {
        let script = format!(
            "const found = [...document.querySelectorAll('main h2, main h3')].find(one => one.textContent.trim().startsWith({heading:?}));
             return found ? (found.closest('section') || found.parentElement).innerText.replace(/\\u00a0/g, ' ') : '';"
        );
        desk.browser.ask(&script).await.unwrap()
    };
    assert!(
        group("Сегодня").await.contains("Передать 13 ведомостей"),
        "{}",
        group("Сегодня").await
    );
    assert!(!group("Просрочено").await.contains("Передать 13 ведомостей"));
    desk.browser.click_words("+1 день").await.unwrap();
    desk.wait_for("18 декабря 2026").await;
    let late = group("Просрочено").await;
    assert!(late.contains("Передать 13 ведомостей"), "{late}");
    assert!(late.contains("срок был 17 декабря"), "{late}");
    desk.must_be_whole("duties on the next day").await;
    desk.close().await;
}

/// E1, E2: a participant with a phone.
#[tokio::test(flavor = "multi_thread")]
async fn e1_e2_a_participant_finds_the_result_on_a_phone() {
    let desk = Desk::open(Size::Small).await;
    let region = Size::Small.region();
    let mut with_results = region.participants_with_results();
    let found = with_results.find(|(_, result)| {
        result.batch == Batch::First
            && matches!(result.outcome, Outcome::Checked(marks) if marks.result == EssayMark::Pass)
    });
    let (participant, _) = found.unwrap();
    let (browser, start) = (&desk.browser, format!("http://{}/", desk.server.public));
    browser.resize(BrowserWindow::Phone).await.unwrap();
    let mut not_found = Vec::new();
    for surname in ["Неизвестнов", &participant.name.surname] {
        browser.goto(&start).await.unwrap();
        must_be_whole(browser, "the first question").await;
        browser.fill("#series", &participant.document.series).await.unwrap();
        browser.fill("#number", &participant.document.number).await.unwrap();
        browser.click_words("Продолжить").await.unwrap();
        desk.wait_for("Ваша фамилия").await;
        must_be_whole(browser, "the second question").await;
        browser.fill("#surname", surname).await.unwrap();
        browser.click("button.go").await.unwrap();
        desk.wait_for(if surname == "Неизвестнов" {
            "Результат не найден"
        } else {
            "Ваш результат"
        })
        .await;
        must_be_whole(browser, "the answer").await;
        let address = browser.address().await.unwrap();
        assert_eq!(address, format!("{start}result"), "nothing typed stands in the address");
        not_found.push(desk.words().await);
    }
    for secret in [&participant.name.surname, &participant.document.number] {
        assert!(
            !not_found.concat().contains(secret.as_str()),
            "neither page repeats what was typed"
        );
    }
    assert!(not_found[1].contains("Зачёт"), "{}", not_found[1]);

    // Somebody unknown gets the very page that a wrong surname gets.
    browser.goto(&start).await.unwrap();
    browser.fill("#series", "0099").await.unwrap();
    browser.fill("#number", "999999").await.unwrap();
    browser.click_words("Продолжить").await.unwrap();
    desk.wait_for("Ваша фамилия").await;
    browser.fill("#surname", "Неизвестнов").await.unwrap();
    browser.click("button.go").await.unwrap();
    desk.wait_for("Результат не найден").await;
    let before_the_moment = |words: &str| words.split("Публикация №").next().unwrap().to_owned();
    let unknown = before_the_moment(&desk.words().await);
    assert!(unknown.contains("показать нечего"), "{unknown}");
    assert_eq!(unknown, before_the_moment(&not_found[0]));
    desk.close().await;
}

#[test]
fn links_are_told_apart_by_kind() {
    let id = "01a27df8-ff41-7eb0-a0a5-6e9945d489d8";
    for (href, expected) in [
        (format!("/statements/{id}?sort=due"), Some("/statements/{id}")),
        (format!("/statements/{id}/pdf"), None),
        ("/statements.csv?encoding=windows-1251".to_owned(), None),
        ("/accounts/new".to_owned(), Some("/accounts/new")),
        ("https://other.example/".to_owned(), None),
        ("#main".to_owned(), None),
    ] {
        assert_eq!(pattern_of(&href).as_deref(), expected, "{href}");
    }
}
