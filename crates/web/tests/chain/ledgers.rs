//! Ledgers: printed, entered, handed in; and what must be refused.

use app::ledgers::OpenedLedger;
use axum::http::StatusCode;

use crate::essay_region::Engine;
use crate::on_both_engines;
use crate::pdf_reader;
use crate::place::{Place, words};
use crate::support::{Answer, Browser, without_randomness};

on_both_engines! {
    fn d2_the_term_runs_from_the_transfer_to_the_municipal_body => term_from_the_transfer;
    fn d3_the_paper_has_a_code_per_line => paper;
    fn d3_lines_are_entered_by_keyboard_and_handed_in => entry;
    fn d3_all_but_some_are_entered_at_once => bulk;
    fn a_time_before_the_hand_over_or_in_the_future_is_refused_and_kept => impossible_times;
    fn two_clerks_at_one_ledger_lose_nothing => two_clerks;
    fn the_same_entry_twice_is_one_act => repeated_form;
    fn a_ledger_of_another_organisation_is_a_page_that_does_not_exist => foreign_ledger;
    fn a_ledger_is_handed_in_as_it_was_looked_at => stale_hand_in;
}

/// A form of a ledger's page, with every line as the page shows it.
struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// As a browser sends it: the page's hidden fields and what stands in the lines of `ledger`.
    fn of(page: &Answer, ledger: &OpenedLedger) -> Self {
        let text = page.text();
        let own = text.split_once("data-ledger").map_or(text.as_str(), |(_, rest)| rest);
        let hidden = |form: Self, name: &str| {
            let found = own.split_once(&format!("name=\"{name}\" value=\""));
            form.with(
                name,
                found
                    .and_then(|(_, rest)| rest.split_once('"'))
                    .map_or("", |(value, _)| value),
            )
        };
        let start = ["csrf", "idempotency_key", "version"]
            .into_iter()
            .fold(Self { fields: Vec::new() }, hidden);
        ledger.lines.iter().fold(start, |form, line| {
            let number = usize::try_from(line.row.line.line_number).unwrap();
            let form = hidden(form, &format!("version-{number}")).with(&format!("note-{number}"), &line.note);
            match line.row.line.told_at.map(regulations::Instant::from_micros) {
                Some(at) => form.told(number, "15.12.2026", &ledger.zone.local_time(at).to_string()),
                None => form,
            }
        })
    }

    fn told(self, number: usize, day: &str, time: &str) -> Self {
        self.with(&format!("told-{number}"), "yes")
            .with(&format!("date-{number}"), day)
            .with(&format!("time-{number}"), time)
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    async fn post(&self, browser: &Browser, path: &str) -> Answer {
        let fields: Vec<(&str, &str)> = self
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        browser.post(path, &fields).await
    }
}

fn path_of(ledger: &OpenedLedger) -> String {
    format!("/ledgers/{}", ledger.summary.row.ledger.id)
}

async fn open(place: &Place, login: &str) -> (Browser, OpenedLedger, Answer) {
    let browser = place.browser(login).await;
    let ledger = place.ledger(login).await;
    let page = browser.get(&path_of(&ledger)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", words(&page));
    (browser, ledger, page)
}

async fn term_from_the_transfer(engine: Engine) {
    let place = Place::handed_to_municipal_bodies(engine).await;
    // The school gets its statement on the evening of the last day; its term does not wait for it.
    place.hand_down("2026-12-16T16:00", "2026-12-16T17:00").await;
    let (_, ledger, page) = open(&place, "school").await;
    let text = words(&page);
    assert!(text.contains("Сегодня, до\u{a0}конца 16\u{a0}декабря"), "{text}");
    assert!(text.contains("2.7"), "the clause is named");
    assert!(
        text.contains("15\u{a0}декабря\u{a0}2026") && text.contains("Как посчитано"),
        "the count is told: {text}"
    );
    place.set_clock("2026-12-17T09:20");
    let browser_next_day = place.browser("school").await;
    let late = words(&browser_next_day.get(&path_of(&ledger)).await);
    assert!(late.contains("Срок истёк 16\u{a0}декабря"), "{late}");
    let list = words(&browser_next_day.get("/ledgers?show=late").await);
    assert!(list.contains(&ledger.summary.row.ledger.number));
}

async fn paper(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    let (browser, ledger, _) = open(&place, "school").await;
    let printed = browser.get(&format!("{}/print", path_of(&ledger))).await;
    assert_eq!(
        (printed.status, printed.header("content-type")),
        (StatusCode::OK, "application/pdf")
    );
    let paper = pdf_reader::read(&printed.body);
    let text = paper.text();
    for line in &ledger.lines {
        assert_eq!(
            paper.count(&line.row.line.code),
            1,
            "a code for {}",
            line.row.line.line_number
        );
        let surname = line.name.split(' ').next().unwrap();
        assert!(text.contains(surname), "{surname}");
    }
    assert!(text.contains("Ознакомить до конца 16.12.2026"), "{text}");
    assert!(
        !text.contains("зачёт"),
        "a class signs one sheet: nobody reads another's result"
    );
    assert_eq!(place.journalled("ledger-printed").await, 1);
}

async fn entry(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    place.set_clock("2026-12-15T14:00");
    let (browser, ledger, page) = open(&place, "school").await;
    let path = path_of(&ledger);
    let last = ledger.lines.len();
    let early = browser.get(&format!("{path}/hand-in")).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "not while lines are empty");

    let mut form = Form::of(&page, &ledger);
    for number in 1..last {
        form = form.told(number, "15.12.2026", "1305");
    }
    let saved = form.with(&format!("note-{last}"), "болеет").post(&browser, &path).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved));
    let shown = browser.get(&path).await;
    assert!(
        shown.text().contains(&format!("Внесено {} из\u{a0}{last}", last - 1)),
        "{}",
        words(&shown)
    );
    assert!(
        shown.text().contains("value=\"13:05\""),
        "1305 became 13:05 without a script"
    );
    assert!(shown.text().contains("value=\"болеет\""));

    let preview = browser.get(&format!("{path}/hand-in")).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", words(&preview));
    assert!(preview.text().contains("болеет"), "who is not told, and why");
    let fields = [
        ("csrf", preview.hidden("csrf")),
        ("idempotency_key", preview.hidden("idempotency_key")),
        ("version", preview.hidden("version")),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let unticked = browser.post(&format!("{path}/hand-in"), &fields).await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ticked: Vec<(&str, &str)> = fields.into_iter().chain([("confirmed", "yes")]).collect();
    let handed_in = browser.post(&format!("{path}/hand-in"), &ticked).await;
    assert_eq!(handed_in.status, StatusCode::SEE_OTHER, "{}", words(&handed_in));
    let closed = browser.get(&path).await;
    assert!(closed.text().contains("Ведомость сдана"), "{}", words(&closed));
    let now = place.ledger("school").await;
    let stale = now.lines[0].row.line.version.to_string();
    let changed = Form::of(&closed, &now)
        .with("version-1", &stale)
        .told(1, "15.12.2026", "13:30")
        .post(&browser, &path)
        .await;
    assert_eq!(
        changed.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "what was handed in does not change"
    );
    let came_later = Form::of(&closed, &now)
        .told(last, "15.12.2026", "13:55")
        .post(&browser, &path)
        .await;
    assert_eq!(came_later.status, StatusCode::SEE_OTHER, "{}", words(&came_later));
    let closed = browser.get(&path).await;
    assert!(
        closed.text().contains("Изменить сданную ведомость нельзя"),
        "{}",
        words(&closed)
    );
    assert_eq!(place.journalled("ledger-handed-in").await, 1);
}

async fn bulk(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    place.set_clock("2026-12-15T14:00");
    let (browser, ledger, page) = open(&place, "school").await;
    let (path, all) = (path_of(&ledger), ledger.lines.len());
    let bulk = format!("{path}/bulk");
    let versions = |page: &Answer| Form::of(page, &ledger);

    let wrong = versions(&page)
        .with("date", "15.12.2026")
        .with("time", "")
        .with("except", "1")
        .post(&browser, &bulk)
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Укажите время ознакомления"), "{}", words(&wrong));
    let unreadable = versions(&page)
        .with("date", "15.12.2026")
        .with("time", "1305")
        .with("except", "Иванов")
        .post(&browser, &bulk)
        .await;
    assert_eq!(unreadable.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unreadable.text().contains("value=\"Иванов\""), "what was typed stays");

    let form = versions(&page)
        .with("date", "15.12.2026")
        .with("time", "1305")
        .with("except", "2, 3");
    let filled = form.post(&browser, &bulk).await;
    assert_eq!(filled.status, StatusCode::SEE_OTHER, "{}", words(&filled));
    let told = |ledger: &OpenedLedger| {
        ledger
            .lines
            .iter()
            .filter(|line| line.row.line.told_at.is_some())
            .map(|line| line.row.line.line_number)
            .collect::<Vec<_>>()
    };
    let now = place.ledger("school").await;
    assert_eq!(told(&now).len(), all - 2);
    assert!(!told(&now).contains(&2) && !told(&now).contains(&3));
    let again = form.post(&browser, &bulk).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", words(&again));
    assert_eq!(
        place.journalled("ledger-saved").await,
        1,
        "the same form twice is one act"
    );
}

async fn impossible_times(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    place.set_clock("2026-12-15T14:00");
    let (browser, ledger, page) = open(&place, "school").await;
    let path = path_of(&ledger);
    let form = Form::of(&page, &ledger)
        .told(1, "15.12.2026", "11:59")
        .told(2, "15.12.2026", "14:01")
        .told(3, "15.12.2026", "13:00")
        .told(4, "31.02.2026", "13:00")
        .with("note-5", "сменил школу")
        .with("time-6", "13:10");
    let unticked = form.post(&browser, &path).await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unticked.text().contains("отметки «ознакомлен» нет"),
        "a time without a tick is not lost silently"
    );
    let form = Form {
        fields: form.fields.into_iter().filter(|(name, _)| name != "time-6").collect(),
    };
    let refused = form.post(&browser, &path).await;
    let text = refused.text();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        text.contains("время 11:59 раньше, чем ведомость передана организации"),
        "{text}"
    );
    assert!(text.contains("время 14:01 ещё не наступило"), "{text}");
    for link in ["href=\"#time-1\"", "href=\"#time-2\"", "href=\"#date-4\""] {
        assert!(text.contains(link), "the summary leads to the input: {link}");
    }
    for kept in [
        "value=\"11:59\"",
        "value=\"14:01\"",
        "value=\"31.02.2026\"",
        "value=\"сменил школу\"",
    ] {
        assert!(text.contains(kept), "what was typed stays: {kept}");
    }
    assert_eq!(place.journalled("ledger-saved").await, 0, "all or nothing");
    let exact = Form::of(&page, &ledger)
        .told(1, "15.12.2026", "12:00")
        .told(2, "15.12.2026", "14:00")
        .post(&browser, &path)
        .await;
    assert_eq!(
        exact.status,
        StatusCode::SEE_OTHER,
        "the minute of the hand-over and the present one are both in time: {}",
        words(&exact)
    );
}

async fn two_clerks(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    place.set_clock("2026-12-15T14:00");
    let (first, ledger, first_page) = open(&place, "school").await;
    let (second, _, second_page) = open(&place, "second-school").await;
    let path = path_of(&ledger);
    let theirs = Form::of(&second_page, &ledger)
        .told(1, "15.12.2026", "13:10")
        .told(2, "15.12.2026", "13:11")
        .post(&second, &path)
        .await;
    assert_eq!(theirs.status, StatusCode::SEE_OTHER, "{}", words(&theirs));

    let mine = Form::of(&first_page, &ledger)
        .told(2, "15.12.2026", "13:20")
        .told(3, "15.12.2026", "13:21")
        .post(&first, &path)
        .await;
    let text = mine.text();
    assert_eq!(mine.status, StatusCode::CONFLICT);
    assert!(text.contains("сохранил другой сотрудник"), "{text}");
    assert!(
        text.contains("оставлено записанное"),
        "line 1 was left blank here: theirs stays"
    );
    assert!(
        text.contains("у\u{a0}вас «ознакомлен 15.12.2026 в\u{a0}13:20»"),
        "line 2 differs"
    );
    for kept in ["value=\"13:10\"", "value=\"13:20\"", "value=\"13:21\""] {
        assert!(text.contains(kept), "{kept}");
    }
    let now = place.ledger("school").await;
    assert!(
        now.lines[2].row.line.told_at.is_none(),
        "nothing of the second form was written"
    );

    let knowing = Form::of(&mine, &ledger)
        .told(1, "15.12.2026", "13:10")
        .told(2, "15.12.2026", "13:20")
        .told(3, "15.12.2026", "13:21")
        .post(&first, &path)
        .await;
    assert_eq!(knowing.status, StatusCode::SEE_OTHER, "{}", words(&knowing));
    let now = place.ledger("school").await;
    let told = |index: usize| {
        now.zone
            .local_time(regulations::Instant::from_micros(
                now.lines[index].row.line.told_at.unwrap(),
            ))
            .to_string()
    };
    assert_eq!([told(0), told(1), told(2)], ["13:10", "13:20", "13:21"]);
}

async fn repeated_form(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    place.set_clock("2026-12-15T14:00");
    let (browser, ledger, page) = open(&place, "school").await;
    let path = path_of(&ledger);
    let form = Form::of(&page, &ledger).told(1, "15.12.2026", "13:10");
    for _ in 0..2 {
        assert_eq!(form.post(&browser, &path).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(place.journalled("ledger-saved").await, 1);
    let other = Form::of(&page, &ledger)
        .told(1, "15.12.2026", "13:45")
        .post(&browser, &path)
        .await;
    assert_eq!(other.status, StatusCode::CONFLICT, "the same key with another body");
    let opened = browser.get(&path).await;
    let back = Form::of(&opened, &ledger)
        .with("time-1", "13:10")
        .with("date-1", "15.12.2026");
    for _ in 0..2 {
        assert_eq!(
            back.post(&browser, &path).await.status,
            StatusCode::SEE_OTHER,
            "a tick taken away, twice"
        );
    }
    assert_eq!(place.ledger("school").await.summary.row.told, 0);
}

async fn foreign_ledger(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    let ledger = place.ledger("school").await;
    let id = ledger.summary.row.ledger.id.to_string();
    let unknown = "01890000-0000-7000-8000-000000000000";
    for login in ["foreign-clerk", "clerk", "state-school"] {
        let browser = place.browser(login).await;
        for ending in ["", "/print", "/hand-in"] {
            let theirs = browser.get(&format!("/ledgers/{id}{ending}")).await;
            let nothing = browser.get(&format!("/ledgers/{unknown}{ending}")).await;
            assert_eq!(
                (theirs.status, nothing.status),
                (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
                "{login} {ending}"
            );
            assert_eq!(
                without_randomness(&theirs).replace(&id, ""),
                without_randomness(&nothing).replace(unknown, ""),
                "{login} {ending}"
            );
        }
        for ending in ["", "/bulk", "/hand-in"] {
            let answer = browser
                .post_with_token(
                    &format!("/ledgers/{id}{ending}"),
                    &[("confirmed", "yes"), ("version-1", "1"), ("told-1", "yes")],
                )
                .await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{login} {ending}");
        }
    }
    assert_eq!(
        place.journalled("ledger-saved").await + place.journalled("ledger-handed-in").await,
        0
    );
}

async fn stale_hand_in(engine: Engine) {
    let place = Place::handed_to_schools(engine).await;
    place.set_clock("2026-12-15T14:00");
    let (browser, ledger, page) = open(&place, "school").await;
    let path = path_of(&ledger);
    let form = Form::of(&page, &ledger)
        .with("date", "15.12.2026")
        .with("time", "13:00");
    assert_eq!(
        form.post(&browser, &format!("{path}/bulk")).await.status,
        StatusCode::SEE_OTHER
    );
    let preview = browser.get(&format!("{path}/hand-in")).await;
    let changed = browser.get(&path).await;
    let edit = Form::of(&changed, &ledger).told(1, "15.12.2026", "13:30");
    let edit = (2..=ledger.lines.len()).fold(edit, |form, number| form.told(number, "15.12.2026", "13:00"));
    assert_eq!(edit.post(&browser, &path).await.status, StatusCode::SEE_OTHER);
    let fields = [("version", preview.hidden("version")), ("confirmed", "yes".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let stale = browser.post_with_token(&format!("{path}/hand-in"), &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.text().contains("изменилась, пока вы смотрели"),
        "{}",
        words(&stale)
    );
    assert_eq!(place.journalled("ledger-handed-in").await, 0);
}
