//! A made-up region whose essay is under way, on either engine, and its staff at their browsers. Files come in through the
//! ordinary import.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::import::{ProfileKind, ReceivedFile};
use app::passwords::{HashingParameters, Passwords};
use app::set_up::NewAccount;
use app::{App, AppError, Clock, Request};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use regulations::{Instant, Law, Zone};
use rehearsal::{FileFormat, MadeUpRegion, RegionPlan, Table};
use storage::keys::{DataState, KeyStore, Purpose};
use storage::{Location, Store, boxed};
use testkit::{PostgresTemplate, TestDatabase};
use uuid::Uuid;
use web::{Staff, staff_router};

use crate::support::{Answer, Browser, PASSWORD, options};

static MIGRATED: PostgresTemplate = PostgresTemplate::new();

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Is a person named by an order in force?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    ByOrder,
    ByNoOrder,
}

pub struct MovableClock(AtomicI64);

impl Clock for MovableClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::Relaxed))
    }
}

pub struct EssayRegion {
    pub app: Arc<App>,
    pub router: Router,
    pub region: MadeUpRegion,
    clock: Arc<MovableClock>,
    _folder: tempfile::TempDir,
    _database: Option<TestDatabase>,
}

impl EssayRegion {
    /// Empty but for the ministry and an operator «boot» who may import.
    pub async fn empty(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (location, database) = match engine {
            Engine::Sqlite => (Location::SqliteFile(folder.path().join("vedomost.sqlite")), None),
            Engine::Postgres => {
                let migrate = |url: String| async move { Store::open(&Location::Postgres(url)).await.map(|_| ()) };
                let database = MIGRATED.fresh_database(migrate).await.unwrap();
                (Location::Postgres(database.url().to_owned()), Some(database))
            }
        };
        let keys = KeyStore::open_or_create_for_new_data(&folder.path().join("keys"), DataState::New)
            .await
            .unwrap();
        let store = Store::open(&location).await.unwrap();
        let files =
            storage::files::FileStore::open(&folder.path().join("files"), keys.purpose_key(Purpose::FileContent))
                .unwrap();
        let cheap = HashingParameters {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
            at_once: 4,
        };
        let passwords = Passwords::new(cheap, keys.purpose_key(Purpose::PasswordPepper)).unwrap();
        let zone = Zone::new("Asia/Novokuznetsk").unwrap();
        let clock = Arc::new(MovableClock(AtomicI64::new(
            zone.parse_local("2026-11-10T09:00").unwrap().as_micros(),
        )));
        let law = rehearsal::law_with_made_up_scales(&Law::embedded().unwrap(), "42", 2026).unwrap();
        let law = Arc::new(law);
        let shared = Arc::clone(&clock) as Arc<dyn Clock>;
        let app = Arc::new(App::new(
            store,
            Arc::new(keys),
            files,
            law,
            "42".to_owned(),
            zone,
            shared,
            passwords,
        ));
        app.set_up("420", "Министерство").await.unwrap();
        let router = staff_router(Staff::new(Arc::clone(&app), options()));
        let plan = RegionPlan {
            municipal_bodies: 2,
            schools: 4,
            state_schools: 1,
            colleges: 1,
            essay_participants: 120,
            ..RegionPlan::demo().unwrap()
        };
        let made = Self {
            app,
            router,
            region: rehearsal::make(&plan).unwrap(),
            clock,
            _folder: folder,
            _database: database,
        };
        made.account("boot", Role::ProcessingOperator, "420", Named::ByOrder)
            .await;
        made
    }

    /// Organisations and participants are in; the operator of the processing centre is «operator».
    pub async fn with_people(engine: Engine) -> Self {
        let made = Self::empty(engine).await;
        made.import(ProfileKind::Organisations, &made.region.organisations_table())
            .await;
        made.import(ProfileKind::Participants, &made.region.participants_table())
            .await;
        made.account("operator", Role::ProcessingOperator, "421", Named::ByOrder)
            .await;
        made
    }

    /// The essay was written, the first results are in, it is the morning of 14 December.
    pub async fn with_results(engine: Engine) -> Self {
        let made = Self::with_people(engine).await;
        made.set_clock("2026-12-14T09:00");
        made.import(ProfileKind::EssayResults, &made.region.results_first_batch())
            .await;
        made
    }

    /// Besides, the end of processing was recorded on 15 December at 18:00.
    pub async fn released(engine: Engine) -> Self {
        let made = Self::with_results(engine).await;
        made.set_clock("2026-12-15T18:00");
        let exam = made.exam().await;
        let operator = made.request_of("operator").await;
        let preview = made.app.preview_processing(&operator, exam).await.unwrap();
        made.app
            .declare_processing(&operator, exam, &preview.content_hash)
            .await
            .unwrap();
        made
    }

    /// Besides, on 16 December everything went down to the schools and state organisations.
    pub async fn handed_down(engine: Engine) -> Self {
        let made = Self::released(engine).await;
        made.set_clock("2026-12-16T09:00");
        made.hand_over_as("operator").await;
        let bodies = made
            .region
            .organisations
            .iter()
            .filter(|one| one.kind == OrganisationKind::MunicipalBody);
        for body in bodies.map(|one| one.code.clone()) {
            let login = format!("body-{body}");
            made.account(&login, Role::MunicipalClerk, &body, Named::ByOrder).await;
            let request = made.request_of(&login).await;
            let all = made.app.list_statements(&request, None).await.unwrap();
            let own = request.actor.organisation.0;
            let incoming: Vec<Uuid> = all
                .iter()
                .filter(|one| one.row.recipient_id == own)
                .map(|one| one.row.id)
                .collect();
            made.app.receive(&request, &incoming).await.unwrap();
            made.hand_over_as(&login).await;
        }
        made
    }

    async fn hand_over_as(&self, login: &str) {
        let request = self.request_of(login).await;
        let all = self.app.list_statements(&request, None).await.unwrap();
        let own = request.actor.organisation.0;
        let outgoing: Vec<Uuid> = all
            .iter()
            .filter(|one| one.row.sender_id == own)
            .map(|one| one.row.id)
            .collect();
        self.app.hand_over(&request, &outgoing).await.unwrap();
    }

    pub fn set_clock(&self, local: &str) {
        self.clock
            .0
            .store(self.app.zone.parse_local(local).unwrap().as_micros(), Ordering::Relaxed);
    }

    /// The whole journal.
    pub async fn journal_events(&self) -> Vec<storage::journal::JournalRow> {
        let read = self.app.store.read(&(), |tx, ()| {
            storage::boxed(async move { storage::journal::after(tx, 0, 100_000).await })
        });
        read.await.unwrap()
    }

    pub async fn organisation(&self, code: &str) -> Uuid {
        let code = code.to_owned();
        let found = self.app.store.read(&code, |tx, code| {
            boxed(async move {
                let rows = storage::organisations::all(tx).await?;
                Ok::<_, AppError>(rows.into_iter().find(|row| row.code == *code).map(|row| row.id))
            })
        });
        found.await.unwrap().unwrap()
    }

    /// Code of the first made-up organisation of a kind that tells somebody the result.
    pub fn first(&self, kind: OrganisationKind) -> String {
        let tells = |code: &str| self.region.participants.iter().any(|one| one.informing_code == code);
        self.region
            .organisations
            .iter()
            .find(|one| one.kind == kind && tells(&one.code))
            .unwrap()
            .code
            .clone()
    }

    /// Code of the organisation above.
    pub fn above(&self, code: &str) -> String {
        self.region.organisation(code).unwrap().parent_code.clone().unwrap()
    }

    pub async fn account(&self, login: &str, role: Role, code: &str, named: Named) -> Uuid {
        let organisation = self.organisation(code).await;
        let account = NewAccount {
            name: PersonName::parse("Проверкина", "Анна", Some("Сергеевна")).unwrap(),
            login: login.to_owned(),
            role,
            organisation,
            position: "специалист".to_owned(),
            password_hash: Some(self.app.hash_password(PASSWORD).await.unwrap()),
        };
        let id = self.app.enter_first_account(&account).await.unwrap();
        if named == Named::ByOrder {
            let row = storage::accounts::ResponsiblePersonRow {
                id: self.app.fresh_id(self.app.clock.now()).unwrap(),
                account_id: id,
                organisation_id: organisation,
                order_number: "17-о".to_owned(),
                order_date: "2026-11-01".to_owned(),
                valid_from: "2026-11-01".to_owned(),
                valid_to: None,
                named_at: 0,
                named_by: id,
            };
            let written = self.app.store.write(&row, |tx, row| {
                boxed(async move { Ok::<_, AppError>(storage::accounts::insert_order(tx, row).await?) })
            });
            written.await.unwrap();
        }
        id
    }

    /// A use case's request on behalf of a login, past the pages.
    pub async fn request_of(&self, login: &str) -> Request {
        let login = login.to_owned();
        let actor = self.app.store.read(&login, |tx, login| {
            boxed(async move {
                let row = storage::accounts::by_login(tx, login)
                    .await?
                    .ok_or(AppError::NotFound)?;
                let orders = storage::accounts::orders(tx, row.account.id).await?;
                app::sign_in::actor_of(&row, &orders)
            })
        });
        let (actor, now) = (actor.await.unwrap(), self.app.clock.now());
        Request {
            actor,
            now,
            today: self.app.day_of(now),
            idempotency_key: None,
        }
    }

    /// A browser in which this person has just signed in.
    pub async fn browser(&self, login: &str) -> Browser {
        let browser = Browser::new(self.router.clone());
        let answer = browser
            .post("/sign-in", &[("login", login), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}: {}", answer.text());
        browser
    }

    /// An account and its browser at once.
    pub async fn person(&self, login: &str, role: Role, code: &str) -> Browser {
        self.account(login, role, code, Named::ByOrder).await;
        self.browser(login).await
    }

    async fn import(&self, kind: ProfileKind, table: &Table) {
        let request = self.request_of("boot").await;
        let bytes = table.write(FileFormat::CsvUtf8).unwrap();
        let stored = self.app.keep_file(&request, bytes).await.unwrap();
        let id = self
            .app
            .stage_import(
                &request,
                ReceivedFile {
                    kind,
                    profile: None,
                    file_name: "файл.csv",
                    stored,
                },
            )
            .await
            .unwrap();
        self.app.apply_import(&request, id, "").await.unwrap();
    }

    pub async fn exam(&self) -> Uuid {
        self.app.exams().await.unwrap().first().unwrap().id
    }
}

/// Sends the form «Загрузить файл» as a browser does.
pub async fn upload(browser: &Browser, kind: &str, profile: &str, file_name: &str, bytes: &[u8]) -> Answer {
    let page = browser.get("/imports/new").await;
    let fields = [
        ("csrf", page.hidden("csrf")),
        ("idempotency_key", page.hidden("idempotency_key")),
        ("kind", kind.to_owned()),
        ("profile", profile.to_owned()),
    ];
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let request = browser
        .request(Method::POST, "/imports/new")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header("sec-fetch-site", "same-origin")
        .header("origin", "null");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

/// The addresses of every link on a page that start so.
pub fn links(answer: &Answer, start: &str) -> Vec<String> {
    let text = answer.text();
    let found = text
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(href, _)| href.replace("&amp;", "&"));
    found.filter(|href| href.starts_with(start)).collect()
}

/// Runs the same test body on both engines.
#[macro_export]
macro_rules! on_both_engines {
    ($(fn $name:ident => $body:ident;)+) => {
        mod on_sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$body($crate::essay_region::Engine::Sqlite).await; })+ }
        mod on_postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$body($crate::essay_region::Engine::Postgres).await; })+ }
    };
}
