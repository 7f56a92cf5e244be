//! The server is killed in the middle of an act, again and again: afterwards the whole act is there or nothing of it, the
//! installation starts and verifies, and the same form sent once more acts once.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]
#![expect(clippy::panic, reason = "a broken fixture ends the test")]
#![expect(clippy::indexing_slicing, reason = "a broken fixture ends the test")]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rehearsal::{FileFormat, Table};
use storage::{Location, StorageError, Store, Tx, boxed};
use support::demo::{self, Size};
use support::folders::Folders;
use support::form::Form;
use support::server::{Server, must_verify};
use support::visitor::{Answer, Visitor};

const ROUNDS: u64 = 6;

/// An installation with a form that is ready to be sent.
struct Prepared {
    folders: Folders,
    visitor: Arc<Visitor>,
    form: Form,
}

/// How often each thing stands in the database.
type Facts = BTreeMap<String, usize>;

async fn check_killed(what: &str, seed: u64, prepared: Prepared) {
    let nothing = facts(&prepared.folders).await;
    let (whole, undisturbed) = act_undisturbed(&prepared).await;
    assert_ne!(
        nothing, whole,
        "{what}: the act leaves no trace, so a lost one would not be seen"
    );
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut outcomes = Vec::new();
    for round in 0..ROUNDS {
        let share: f64 = chance.random_range(0.0..1.15);
        let when = format!("{what}, round {round}, killed after {share:.2} of {undisturbed:?}");
        let folders = Folders::copy_of(prepared.folders.root());
        kill_during(&folders, &prepared, undisturbed.mul_f64(share)).await;
        must_verify(&folders, &when);
        let found = facts(&folders).await;
        assert!(
            found == nothing || found == whole,
            "{when}: half an act: {found:?}, not {nothing:?} or {whole:?}"
        );
        outcomes.push(found == whole);
        retry(&folders, &prepared, &when).await;
        assert_eq!(facts(&folders).await, whole, "{when}, sent once more");
        must_verify(&folders, &when);
    }
    println!("{what}: {undisturbed:?} undisturbed, done before the kill: {outcomes:?}");
}

/// What the act leaves behind when nothing disturbs it, and how long it takes.
async fn act_undisturbed(prepared: &Prepared) -> (Facts, Duration) {
    let folders = Folders::copy_of(prepared.folders.root());
    let mut server = Server::demo(&folders);
    let start = Instant::now();
    must_be_done(
        &prepared.visitor.moved_to(&server.staff).submit(&prepared.form).await,
        "undisturbed",
    );
    let took = start.elapsed();
    server.program.kill().unwrap();
    (facts(&folders).await, took)
}

async fn kill_during(folders: &Folders, prepared: &Prepared, delay: Duration) {
    let mut server = Server::demo(folders);
    let (visitor, form) = (prepared.visitor.moved_to(&server.staff), prepared.form.clone());
    let sent = tokio::spawn(async move { visitor.try_submit(&form).await.is_ok() });
    tokio::time::sleep(delay).await;
    server.program.kill().unwrap();
    // Whether the answer still came does not matter.
    let _ = sent.await;
}

async fn retry(folders: &Folders, prepared: &Prepared, when: &str) {
    let mut server = Server::demo(folders);
    let visitor = prepared.visitor.moved_to(&server.staff);
    assert_eq!(visitor.get("/health/ready").await.status, 200, "{when}");
    for _ in 0..2 {
        must_be_done(&visitor.submit(&prepared.form).await, when);
    }
    server.program.kill().unwrap();
}

fn must_be_done(answer: &Answer, when: &str) {
    assert_eq!(answer.status, 303, "{when}: {}", answer.words());
}

/// Counts what an act may have written. The server must not run.
async fn facts(folders: &Folders) -> Facts {
    let store = Store::open(&Location::SqliteFile(folders.data().join("vedomost.sqlite")))
        .await
        .unwrap();
    let found = store.read(&(), |tx, ()| boxed(count(tx))).await.unwrap();
    // The folder is copied next: the log beside the file must not vanish meanwhile.
    store.close().await;
    found
}

async fn count(tx: &mut Tx) -> Result<Facts, StorageError> {
    let mut facts = Facts::new();
    let mut add = |what: &str, count: usize| *facts.entry(what.to_owned()).or_default() += count;
    for event in storage::journal::after(tx, 0, i64::MAX).await? {
        add(&format!("event {}", event.action), 1);
    }
    add("people", storage::people::all_persons(tx).await?.len());
    add("documents", storage::people::live_documents(tx).await?.len());
    for row in storage::imports::all(tx).await? {
        add(&format!("import {}", row.state), 1);
    }
    for statement in storage::statements::all(tx).await? {
        add("statements", 1);
        add(
            "statement lines",
            storage::statements::lines(tx, statement.id).await?.len(),
        );
    }
    for exam in storage::exams::all(tx).await? {
        add("sittings", storage::exams::sittings(tx, exam.id).await?.len());
        for edition in storage::results::pending(tx, exam.id).await? {
            add(&format!("edition {} {}", edition.number, edition.state), 1);
        }
        for edition in storage::results::released_of_exam(tx, exam.id).await? {
            add(&format!("edition {} {}", edition.number, edition.state), 1);
        }
        add("completions", storage::results::completions(tx, exam.id).await?.len());
        add(
            "published",
            usize::try_from(storage::lookup::count(tx, exam.id).await?).unwrap(),
        );
        for duty in storage::obligations::of_exam(tx, exam.id).await? {
            add(
                if duty.met_at.is_some() {
                    "duties met"
                } else {
                    "duties open"
                },
                1,
            );
        }
        for ledger in storage::ledgers::of_exam(tx, exam.id).await? {
            let lines = storage::ledgers::lines(tx, ledger.ledger.id).await?;
            add("ledger lines", lines.len());
            add("told", lines.iter().filter(|line| line.line.told_at.is_some()).count());
        }
    }
    Ok(facts)
}

/// A copy of the small demo, changed by `prepare`, which gives the form to be sent and who sends it.
async fn prepared(prepare: impl AsyncFn(&Server) -> (Visitor, Form)) -> Prepared {
    prepared_in(Size::Small, prepare).await
}

/// The same in a demo of another kind.
async fn prepared_in(size: Size, prepare: impl AsyncFn(&Server) -> (Visitor, Form)) -> Prepared {
    let folders = demo::copy(size);
    let mut server = Server::demo(&folders);
    let (visitor, form) = prepare(&server).await;
    server.program.kill().unwrap();
    Prepared {
        folders,
        visitor: Arc::new(visitor),
        form,
    }
}

/// Uploads a file; gives the form that applies it.
async fn staged(operator: &Visitor, kind: &str, table: &Table) -> Form {
    let form = operator
        .page("/imports/new")
        .await
        .form("/imports/new")
        .with("kind", kind);
    let received = operator
        .upload(&form, "файл.csv", &table.write(FileFormat::CsvUtf8).unwrap())
        .await;
    assert_eq!(received.status, 303, "{}", received.words());
    let page = operator.page(&received.location).await;
    page.form(&format!("{}/apply", received.location))
}

/// The participants of the region once more, as other people.
fn new_people() -> Table {
    let mut table = Size::Small.region().participants_table();
    let (code, number) = (table.column("Код участника").unwrap(), table.column("Номер").unwrap());
    for (index, row) in table.rows.iter_mut().enumerate() {
        row[code] = format!("42279{index:05}");
        row[number] = format!("{:06}", 999_999 - index);
    }
    table
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_killed_on_the_way_is_whole_or_nothing() {
    let prepared = prepared(async |server| {
        let operator = server.signed_in("rcoi").await;
        let form = staged(&operator, "participants", &new_people()).await;
        (operator, form)
    })
    .await;
    check_killed("import", 41_951, prepared).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declaration_killed_on_the_way_is_whole_or_nothing() {
    let prepared = prepared(async |server| {
        let operator = server.signed_in("rcoi").await;
        let corrections = Size::Small.region().results_corrections();
        let form = staged(&operator, "essay-results", &corrections).await;
        let form = form.with("ground", "сверка с оригиналами");
        must_be_done(&operator.submit(&form).await, "the corrections");
        let exams = operator.page("/exams").await.text();
        let (_, rest) = exams.split_once("href=\"/exams/").unwrap();
        let path = format!("/exams/{}/processing", &rest[..36]);
        let form = operator.page(&path).await.form(&path).with("confirmed", "yes");
        (operator, form)
    })
    .await;
    check_killed("declaration", 41_952, prepared).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_killed_while_it_is_saved_is_whole_or_nothing() {
    let prepared = prepared(async |server| {
        let officer = server.signed_in("school").await;
        let list = officer.page("/ledgers").await.text();
        let (_, rest) = list.split_once("href=\"/ledgers/").unwrap();
        let path = format!("/ledgers/{}", &rest[..36]);
        let form = officer.page(&path).await.form(&path);
        let lines = form
            .pairs()
            .iter()
            .filter(|(name, _)| name.starts_with("version-"))
            .count();
        assert!(lines > 10, "a class: {lines}");
        let blank = (1..=lines).fold(form, |form, line| {
            let form = form.without(&format!("told-{line}"));
            form.with(&format!("time-{line}"), "")
        });
        must_be_done(&officer.submit(&blank).await, "the blank ledger");
        let blank = officer.page(&path).await.form(&path);
        let filled = (1..=lines).fold(blank, |form, line| {
            let form = form.with(&format!("told-{line}"), "yes");
            let form = form.with(&format!("time-{line}"), "1205");
            form.with(&format!("date-{line}"), "16.12.2026")
        });
        (officer, filled)
    })
    .await;
    check_killed("ledger", 41_953, prepared).await;
}

/// The statements that wait to be handed over by the account, all in one form.
async fn hand_over_form(clerk: &Visitor) -> Form {
    let form = clerk.page("/statements/hand-over").await.form("/statements/hand-over");
    assert!(
        form.pairs().iter().any(|(name, _)| *name == "statement"),
        "nothing waits to be handed over"
    );
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_killed_on_the_way_is_whole_or_nothing() {
    let prepared = prepared(async |server| {
        let clerk = server.signed_in("mouo").await;
        let form = hand_over_form(&clerk).await;
        (clerk, form)
    })
    .await;
    check_killed("hand-over", 41_954, prepared).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_killed_on_the_way_is_whole_or_nothing() {
    let prepared = prepared(async |server| {
        let clerk = server.signed_in("mouo").await;
        let form = hand_over_form(&clerk).await;
        must_be_done(&clerk.submit(&form).await, "the hand-over");
        let officer = server.signed_in("school").await;
        let list = officer.page("/statements?state=handed-over").await.text();
        let (_, rest) = list.split_once("href=\"/statements/").unwrap();
        let page = officer.page(&format!("/statements/{}", &rest[..36])).await;
        (officer, page.form("/statements/receive"))
    })
    .await;
    check_killed("receipt", 41_955, prepared).await;
}

/// The only exam of the demo, as the addresses of its announcement name it.
async fn announced_exam(officer: &Visitor) -> String {
    let list = officer.page("/announcements").await.text();
    let (_, rest) = list.split_once("href=\"/announcements/").unwrap();
    rest[..36].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announcement_killed_on_the_way_is_whole_or_nothing() {
    let prepared = prepared(async |server| {
        let officer = server.signed_in("school").await;
        let path = format!("/announcements/{}", announced_exam(&officer).await);
        let form = officer.page(&format!("{path}/edit")).await.form(&path);
        let form = form
            .with("place", "актовый зал")
            .with("procedure", "Лично, под подпись.");
        (officer, form.with("day", "18.12.2026").with("time", "14:00"))
    })
    .await;
    check_killed("announcement", 41_956, prepared).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_up_opening_killed_on_the_way_is_whole_or_nothing() {
    let prepared = prepared(async |server| {
        let operator = server.signed_in("rcoi").await;
        let mut february = Size::Small.region().participants_table();
        let day = february.column("Дата экзамена").unwrap();
        for row in &mut february.rows {
            row[day] = "03.02.2027".to_owned();
        }
        let form = staged(&operator, "participants", &february).await;
        must_be_done(&operator.submit(&form).await, "the participants of February");
        let ministry = server.signed_in("ministry").await;
        let list = ministry.page("/lookup").await.text();
        let (_, rest) = list.split_once("href=\"/lookup/").unwrap();
        let path = format!("/lookup/{}", &rest[..36]);
        let asked = ministry.page(&path).await.form(&format!("{path}/preview"));
        let asked = asked.with("decision_number", "17").with("decision_date", "16.12.2026");
        let preview = ministry.submit(&asked).await;
        let form = preview.form(&format!("{path}/open"));
        (ministry, form)
    })
    .await;
    check_killed("look-up opening", 41_957, prepared).await;
}

/// The exam on the desk whose title holds this word.
fn exam_named(desk: &str, word: &str) -> String {
    let (before, _) = desk.split_once(word).unwrap();
    let (_, exam) = before.rsplit_once("href=\"/desk/").unwrap();
    exam[..36].to_owned()
}

/// The first id in an address that starts so.
fn id_after(page: &str, start: &str) -> String {
    let (_, rest) = page.split_once(&format!("href=\"{start}")).unwrap();
    rest[..36].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_killed_on_the_way_is_whole_or_nothing() {
    let prepared = prepared_in(Size::Commission, async |server| {
        let chair = server.signed_in("chair").await;
        let exam = exam_named(&chair.page("/desk").await.text(), "(профильная)");
        let exams = chair.page(&format!("/desk/{exam}")).await.text();
        let path = format!("/protocols/{}/approve", id_after(&exams, "/protocols/"));
        let form = chair.page(&path).await.form(&path).with("confirmed", "yes");
        let kept = demo::original(Size::Commission).join("data");
        let form = form.with("password", &demo::password_of(&kept, "chair"));
        (chair, form)
    })
    .await;
    check_killed("approval", 41_958, prepared).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_killed_on_the_way_is_whole_or_nothing() {
    let prepared = prepared_in(Size::Commission, async |server| {
        let secretary = server.signed_in("secretary").await;
        let exam = exam_named(&secretary.page("/desk").await.text(), "(базовая)");
        let path = format!("/desk/{exam}/propose");
        let form = secretary.page(&path).await.form(&path).with("confirmed", "yes");
        (secretary, form)
    })
    .await;
    check_killed("proposal", 41_959, prepared).await;
}
