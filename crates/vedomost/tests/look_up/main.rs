//! The participants' own look-up through the real binary on both engines: shut without a decision, silent about what may
//! not be told, whole in what it tells (kuzbass-4195:2.8; E1, E2).
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]
#![expect(clippy::panic, reason = "a broken fixture ends the test")]

mod gia;
mod guessing;
mod https;
mod publication;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::accounts::OrderInput;
use app::import::ReceivedFile;
use app::passwords::{HashingParameters, Passwords};
use app::set_up::NewAccount;
use app::settings::SettingName;
use app::{App, AppError, Clock, Request};
use domain::access::Role;
use domain::essay::{EssayMark, WorkType};
use domain::person_name::PersonName;
use exchange::ProfileKind;
use regulations::{Instant, Law, Zone};
use rehearsal::{Batch, FileFormat, MadeUpParticipant, MadeUpRegion, Outcome, RegionPlan, Table};
use storage::files::FileStore;
use storage::keys::{DataState, KeyStore, Purpose};
use storage::{Location, Store, boxed};
use support::folders::Folders;
use support::server::Server;
use support::visitor::{Answer, Visitor};
use testkit::{PostgresTemplate, TestDatabase};
use uuid::Uuid;

static MIGRATED: PostgresTemplate = PostgresTemplate::new();

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// An installation with released results. Acts are done in process, under a clock of the test's own, while the binary is
/// not running; the binary answers.
struct Installation {
    folders: Folders,
    region: MadeUpRegion,
    clock: Arc<TestClock>,
    database: Option<TestDatabase>,
    administrator: Uuid,
    operator: Uuid,
    ministry: Uuid,
    exam: Uuid,
}

impl Installation {
    /// Results are released but for one that is held; the ministry has decided nothing yet.
    async fn released(engine: Engine) -> Self {
        let mut one = Self {
            folders: Folders::empty(),
            region: region(),
            clock: Arc::new(TestClock(AtomicI64::new(0))),
            database: match engine {
                Engine::Sqlite => None,
                Engine::Postgres => Some(fresh_database().await),
            },
            administrator: Uuid::nil(),
            operator: Uuid::nil(),
            ministry: Uuid::nil(),
            exam: Uuid::nil(),
        };
        one.at("2026-11-10T09:00");
        let app = one.app(DataState::New).await;
        app.set_up("420", "Министерство").await.unwrap();
        let administrator = one.account(&app, Role::Administrator).await;
        let operator = one.account(&app, Role::ProcessingOperator).await;
        one.ministry = one.account(&app, Role::MinistryOfficer).await;
        (one.administrator, one.operator) = (administrator, operator);
        for account in [operator, one.ministry] {
            let request = request(&app, administrator).await;
            app.name_responsible(&request, account, &order()).await.unwrap();
        }
        import(
            &app,
            operator,
            ProfileKind::Organisations,
            &one.region.organisations_table(),
        )
        .await;
        import(
            &app,
            operator,
            ProfileKind::Participants,
            &one.region.participants_table(),
        )
        .await;
        one.at("2026-12-14T16:00");
        import(
            &app,
            operator,
            ProfileKind::EssayResults,
            &one.region.results_first_batch(),
        )
        .await;
        one.exam = exam(&app).await;
        let request = request(&app, operator).await;
        let held = one.held_edition(&app).await;
        app.hold_edition(&request, held, "запрошен оригинал бланка")
            .await
            .unwrap();
        let preview = app.preview_processing(&request, one.exam).await.unwrap();
        app.declare_processing(&request, one.exam, &preview.content_hash)
            .await
            .unwrap();
        one
    }

    /// The ministry's decision of 16 December, and the hot line.
    async fn decide(&self) {
        self.at("2026-12-16T17:00");
        let app = self.app(DataState::Existing).await;
        let request = request(&app, self.ministry).await;
        app.open_lookup(&request, self.exam, "312", "16.12.2026").await.unwrap();
        let settings = app.list_settings(&request).await.unwrap();
        let version = settings
            .iter()
            .find(|one| one.name == SettingName::HotLine)
            .unwrap()
            .version;
        let changed = app.change_setting(
            &request,
            SettingName::HotLine,
            "8 (3842) 00-00-00",
            "приказ № 7",
            version,
        );
        changed.await.unwrap();
    }

    fn serve(&self) -> Server {
        let url = self.database.as_ref().map(|database| database.url().to_owned());
        let arguments: Vec<&str> = url.iter().flat_map(|url| ["--database-url", url.as_str()]).collect();
        Server::serve(&self.folders, &arguments)
    }

    async fn app(&self, data: DataState) -> App {
        std::fs::create_dir_all(self.folders.data()).unwrap();
        let location = match &self.database {
            None => Location::SqliteFile(self.folders.data().join("vedomost.sqlite")),
            Some(database) => Location::Postgres(database.url().to_owned()),
        };
        let keys = KeyStore::open_or_create_for_new_data(&self.folders.keys(), data)
            .await
            .unwrap();
        let store = Store::open(&location).await.unwrap();
        let files = FileStore::open(
            &self.folders.data().join("files"),
            keys.purpose_key(Purpose::FileContent),
        )
        .unwrap();
        let cheap = HashingParameters {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
            at_once: 4,
        };
        let passwords = Passwords::new(cheap, keys.purpose_key(Purpose::PasswordPepper)).unwrap();
        let law = Arc::new(Law::embedded().unwrap());
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        App::new(
            store,
            Arc::new(keys),
            files,
            law,
            "42".to_owned(),
            zone(),
            clock,
            passwords,
        )
    }

    fn at(&self, local: &str) {
        let moment = zone().parse_local(local).unwrap();
        self.clock.0.store(moment.as_micros(), Ordering::Relaxed);
    }

    async fn account(&self, app: &App, role: Role) -> Uuid {
        let account = NewAccount {
            name: PersonName::parse("Проверкина", "Анна", None).unwrap(),
            login: role.code().to_owned(),
            role,
            organisation: app.root_organisation().await.unwrap(),
            position: "специалист".to_owned(),
            password_hash: Some(app.hash_password("пароль, которым никто не входит").await.unwrap()),
        };
        app.enter_first_account(&account).await.unwrap()
    }

    async fn held_edition(&self, app: &App) -> Uuid {
        let code = self.held().code.clone();
        let pending = app.store.read(&self.exam, |tx, exam| {
            boxed(async move { Ok::<_, AppError>(storage::results::pending(tx, *exam).await?) })
        });
        let pending = pending.await.unwrap();
        pending
            .iter()
            .find(|row| row.participant_code == code)
            .unwrap()
            .edition_id
    }

    /// A student whose result came in time and has a verdict.
    fn checked(&self, verdict: EssayMark) -> impl Iterator<Item = &MadeUpParticipant> {
        let with_results = self.region.participants_with_results();
        with_results.filter_map(move |(participant, result)| {
            let fits = matches!(result.outcome, Outcome::Checked(marks) if marks.result == verdict);
            let is_composition = participant.work_type == WorkType::Composition;
            (fits && is_composition && result.batch == Batch::First).then_some(participant)
        })
    }

    fn released_participant(&self) -> &MadeUpParticipant {
        self.checked(EssayMark::Pass).next().unwrap()
    }

    /// Received and held: not released.
    fn held(&self) -> &MadeUpParticipant {
        self.checked(EssayMark::Pass).nth(1).unwrap()
    }

    /// Came late: there is no result yet.
    fn late(&self) -> &MadeUpParticipant {
        let mut with_results = self.region.participants_with_results();
        with_results
            .find(|(_, result)| result.batch == Batch::Second)
            .unwrap()
            .0
    }
}

/// A small region in which somebody's work was not checked and somebody's came late.
fn region() -> MadeUpRegion {
    let plan = |seed| RegionPlan {
        municipal_bodies: 2,
        schools: 4,
        state_schools: 1,
        colleges: 1,
        essay_participants: 120,
        seed,
        ..RegionPlan::demo().unwrap()
    };
    let mut regions = (1..).map(|seed| rehearsal::make(&plan(seed)).unwrap());
    let is_late = |region: &MadeUpRegion| region.results.iter().any(|result| result.batch == Batch::Second);
    regions
        .find(|region| unchecked(region).is_some() && is_late(region))
        .unwrap()
}

/// Somebody absent, removed or not finished, whose outcome came in time.
fn unchecked(region: &MadeUpRegion) -> Option<(&MadeUpParticipant, Outcome)> {
    let mut with_results = region.participants_with_results();
    let is_unchecked = |outcome| !matches!(outcome, Outcome::Checked(_));
    let found = with_results.find(|(_, result)| is_unchecked(result.outcome) && result.batch == Batch::First);
    found.map(|(participant, result)| (participant, result.outcome))
}

fn zone() -> Zone {
    Zone::new("Asia/Novokuznetsk").unwrap()
}

fn order() -> OrderInput {
    OrderInput {
        number: "5-о".to_owned(),
        date: "01.11.2026".to_owned(),
        valid_from: "01.11.2026".to_owned(),
        valid_to: String::new(),
    }
}

async fn fresh_database() -> TestDatabase {
    let migrate = |url: String| async move { Store::open(&Location::Postgres(url)).await.map(|_| ()) };
    MIGRATED.fresh_database(migrate).await.unwrap()
}

async fn request(app: &App, account: Uuid) -> Request {
    let now = app.clock.now();
    Request {
        actor: app.actor_of_account(account).await.unwrap(),
        now,
        today: app.day_of(now),
        idempotency_key: None,
    }
}

async fn import(app: &App, operator: Uuid, kind: ProfileKind, table: &Table) {
    let request = request(app, operator).await;
    let bytes = table.write(FileFormat::CsvUtf8).unwrap();
    let file = ReceivedFile {
        kind,
        profile: None,
        file_name: "файл.csv",
        stored: app.keep_file(&request, bytes).await.unwrap(),
    };
    let id = app.stage_import(&request, file).await.unwrap();
    app.apply_import(&request, id, "").await.unwrap();
}

async fn exam(app: &App) -> Uuid {
    let exams = app.store.read(&(), |tx, ()| {
        boxed(async move { Ok::<_, AppError>(storage::exams::all(tx).await?) })
    });
    exams.await.unwrap().first().unwrap().id
}

/// All answers at once, as the second page sends them.
async fn look_up(visitor: &Visitor, participant: &MadeUpParticipant, surname: &str) -> Answer {
    ask(
        visitor,
        &participant.document.series,
        &participant.document.number,
        surname,
    )
    .await
}

async fn ask(visitor: &Visitor, series: &str, number: &str, surname: &str) -> Answer {
    let fields = [("series", series), ("number", number), ("surname", surname)];
    visitor.post("/result", &fields).await
}

/// What is left of an answer without what differs between any two: seal and clock.
fn masked(answer: &Answer) -> (u16, BTreeMap<String, String>, String) {
    let again = sealed_query(&answer.text());
    let hide = |text: &str| without_times(&text.replace(&again, "AGAIN"));
    let headers = answer.headers.iter().map(|(name, value)| (name.clone(), hide(value)));
    (answer.status, headers.collect(), hide(&answer.text()))
}

/// The sealed query of an answer, which no two answers share; of other pages a text that stands nowhere.
fn sealed_query(page: &str) -> String {
    let found = page.split_once("name=\"again\" value=\"");
    let value = found.and_then(|(_, rest)| rest.split('"').next());
    value.unwrap_or("no sealed query").to_owned()
}

/// «14:05» becomes «--:--».
fn without_times(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for start in 0..letters.len().saturating_sub(4) {
        let Some([a, b, colon, c, d]) = letters.get_mut(start..start + 5) else {
            continue;
        };
        if *colon == ':' && [&a, &b, &c, &d].iter().all(|digit| digit.is_ascii_digit()) {
            for digit in [a, b, c, d] {
                *digit = '-';
            }
        }
    }
    letters.into_iter().collect()
}

async fn opens_only_after_the_decision(engine: Engine) {
    let one = Installation::released(engine).await;
    let participant = one.released_participant();
    let mut server = one.serve();
    let visitor = server.public_visitor();
    let shut = visitor.page("/").await;
    assert!(shut.words().contains("будут здесь позже"), "{}", shut.words());
    let asked = look_up(&visitor, participant, &participant.name.surname).await;
    assert_eq!(masked(&asked), masked(&shut), "a released result is not hinted at");
    server.program.kill().unwrap();

    one.decide().await;
    let server = one.serve();
    let visitor = server.public_visitor();
    let start = visitor.page("/").await;
    assert!(
        start.words().contains("Узнать результат сочинения"),
        "{}",
        start.words()
    );
    let fields = [
        ("series", participant.document.series.as_str()),
        ("number", &participant.document.number),
    ];
    let second = visitor.post("/result/surname", &fields).await;
    assert!(second.words().contains("Ваша фамилия"), "{}", second.words());
    let form = second
        .form("/result")
        .with("surname", &participant.name.surname.to_uppercase());
    let answer = visitor.submit(&form).await;
    assert_eq!(answer.status, 200);
    assert!(answer.words().contains("Зачёт"), "{}", answer.words());
}

async fn one_answer_for_what_may_not_be_told(engine: Engine) {
    let one = Installation::released(engine).await;
    one.decide().await;
    let server = one.serve();
    let visitor = server.public_visitor();
    let participant = one.released_participant();
    let document = &participant.document;
    let mistyped = document.number.replace(['1', '7'], "2") + "2";
    let (held, late) = (one.held(), one.late());
    let answers = [
        ("held", look_up(&visitor, held, &held.name.surname).await),
        ("not there yet", look_up(&visitor, late, &late.name.surname).await),
        ("unknown", ask(&visitor, "0099", "999999", "Неизвестнов").await),
        (
            "mistyped",
            ask(&visitor, &document.series, &mistyped, &participant.name.surname).await,
        ),
        ("wrong surname", look_up(&visitor, participant, "Неизвестнов").await),
    ];
    let (_, first) = &answers[0];
    assert_eq!(first.status, 200);
    assert!(first.words().contains("Результат не найден"), "{}", first.words());
    for (what, answer) in &answers {
        assert_eq!(masked(answer), masked(first), "{what}");
    }
    let right = look_up(&visitor, participant, &participant.name.surname).await;
    assert_ne!(masked(&right), masked(first), "the comparison sees a difference");
}

async fn the_answer_is_whole(engine: Engine) {
    let one = Installation::released(engine).await;
    one.decide().await;
    let server = one.serve();
    let visitor = server.public_visitor();
    let passed = one.released_participant();
    let failed = one.checked(EssayMark::Fail).next().unwrap();
    let common = [
        "Итоговое сочинение",
        "2 декабря 2026",
        "Требования",
        "Критерии",
        "Под подпись с результатом знакомят здесь",
        "8 (3842) 00-00-00",
        "Порядок и расписание",
        "Публикация № 1",
    ];
    for (participant, verdict, others) in [
        (passed, "Зачёт", &["Условие допуска к ГИА-11 выполнено"][..]),
        (failed, "Незачёт", &["Условие допуска к ГИА-11 пока не выполнено"][..]),
    ] {
        let answer = look_up(&visitor, participant, &participant.name.surname).await;
        let words = answer.words();
        for expected in common.iter().chain([&verdict]).chain(others) {
            assert!(words.contains(expected), "«{expected}» is missing: {words}");
        }
        let place = one.region.organisation(&participant.informing_code).unwrap();
        assert!(words.contains(&place.short_name), "{}: {words}", place.short_name);
        for secret in [
            &participant.document.number,
            &participant.name.surname,
            &participant.name.given_name,
        ] {
            assert!(!words.contains(secret.as_str()), "the page names nobody: {words}");
        }
    }
    let (unchecked, outcome) = unchecked(&one.region).unwrap();
    let answer = look_up(&visitor, unchecked, &unchecked.name.surname).await;
    let expected = match outcome {
        Outcome::Absent => "не пришли",
        Outcome::NotFinished => "не закончили",
        _ => "удалили",
    };
    assert!(answer.words().contains(expected), "{}", answer.words());
    let procedure = visitor.page("/procedure").await.words();
    assert!(procedure.contains("п. 2.7"), "{procedure}");
}

macro_rules! on_both_engines {
    ($(fn $name:ident => $body:ident;)+) => {
        mod on_sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$body(super::Engine::Sqlite).await; })+ }
        mod on_postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$body(super::Engine::Postgres).await; })+ }
    };
}

on_both_engines! {
    fn e1_look_up_opens_only_after_the_decision => opens_only_after_the_decision;
    fn e1_unreleased_unknown_mistyped_wrong_surname_are_one_answer => one_answer_for_what_may_not_be_told;
    fn e2_answer_shows_work_date_verdict_criteria_and_what_next => the_answer_is_whole;
}
