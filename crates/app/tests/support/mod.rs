//! One installation per test on either engine, with a made-up region brought in through the ordinary import.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::accounts::OrderInput;
use app::import::{ImportComparison, ReceivedFile, RowFilter, RowWindow};
use app::passwords::{HashingParameters, Passwords};
use app::set_up::NewAccount;
use app::{App, AppError, Clock, Request};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use exchange::ProfileKind;
use regulations::{Instant, Law, Zone};
use rehearsal::{FileFormat, MadeUpRegion, RegionPlan, Table};
use storage::keys::{DataState, KeyStore, Purpose};
use storage::{Location, Store, boxed};
use testkit::{PostgresTemplate, TestDatabase};
use uuid::Uuid;

static MIGRATED: PostgresTemplate = PostgresTemplate::new();

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::Relaxed))
    }
}

pub struct Installation {
    pub app: App,
    pub clock: Arc<TestClock>,
    pub region: MadeUpRegion,
    pub folder: tempfile::TempDir,
    pub database: Option<TestDatabase>,
}

pub fn small_plan() -> RegionPlan {
    RegionPlan {
        municipal_bodies: 2,
        schools: 4,
        state_schools: 1,
        colleges: 1,
        essay_participants: 120,
        ..RegionPlan::demo().unwrap()
    }
}

impl Installation {
    /// Empty but for the ministry and its first administrator.
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
        let keys_folder = folder.path().join("keys");
        let keys = KeyStore::open_or_create_for_new_data(&keys_folder, DataState::New)
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
        let clock = Arc::new(TestClock(AtomicI64::new(
            zone.parse_local("2026-11-10T09:00").unwrap().as_micros(),
        )));
        let law = Arc::new(Law::embedded().unwrap());
        let app = App::new(
            store,
            Arc::new(keys),
            files,
            law,
            "42".to_owned(),
            zone,
            Arc::clone(&clock) as Arc<dyn Clock>,
            passwords,
        );
        app.set_up("420", "Министерство").await.unwrap();
        let region = rehearsal::make(&small_plan()).unwrap();
        Self {
            app,
            clock,
            region,
            folder,
            database,
        }
    }

    /// Organisations and participants imported, accounts made, the essay held, the first results imported.
    pub async fn with_results(engine: Engine) -> Self {
        let one = Self::empty(engine).await;
        let ministry = one.organisation("420").await;
        let boot = one.account(Role::ProcessingOperator, ministry).await;
        one.import(boot, ProfileKind::Organisations, &one.region.organisations_table())
            .await
            .unwrap();
        one.import(boot, ProfileKind::Participants, &one.region.participants_table())
            .await
            .unwrap();
        one.set_clock("2026-12-14T09:00");
        one.import(boot, ProfileKind::EssayResults, &one.region.results_first_batch())
            .await
            .unwrap();
        one
    }

    pub fn set_clock(&self, local: &str) {
        self.clock
            .0
            .store(self.app.zone.parse_local(local).unwrap().as_micros(), Ordering::Relaxed);
    }

    pub fn set_instant(&self, at: Instant) {
        self.clock.0.store(at.as_micros(), Ordering::Relaxed);
    }

    pub async fn organisation(&self, code: &str) -> Uuid {
        let code = code.to_owned();
        self.app
            .store
            .read(&code, |tx, code| {
                boxed(async move {
                    let rows = storage::organisations::all(tx).await?;
                    Ok::<_, AppError>(rows.into_iter().find(|row| row.code == *code).map(|row| row.id))
                })
            })
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("нет организации"))
    }

    /// The first made-up organisation of a kind.
    pub fn first(&self, kind: OrganisationKind) -> String {
        self.region
            .organisations
            .iter()
            .find(|one| one.kind == kind)
            .unwrap()
            .code
            .clone()
    }

    /// An account with an order in force since November.
    pub async fn account(&self, role: Role, organisation: Uuid) -> Uuid {
        let account = self.account_without_order(role, organisation).await;
        let row = storage::accounts::ResponsiblePersonRow {
            id: self.app.fresh_id(self.app.clock.now()).unwrap(),
            account_id: account,
            organisation_id: organisation,
            order_number: "17-о".to_owned(),
            order_date: "2026-11-01".to_owned(),
            valid_from: "2026-11-01".to_owned(),
            valid_to: None,
            named_at: 0,
            named_by: account,
        };
        self.app
            .store
            .write(&row, |tx, row| {
                boxed(async move { Ok::<_, AppError>(storage::accounts::insert_order(tx, row).await?) })
            })
            .await
            .unwrap();
        account
    }

    pub async fn account_without_order(&self, role: Role, organisation: Uuid) -> Uuid {
        let login = format!("{}-{}", role.code(), self.app.fresh_id(self.app.clock.now()).unwrap());
        let account = NewAccount {
            name: PersonName::parse("Проверкина", "Анна", Some("Сергеевна")).unwrap(),
            login,
            role,
            organisation,
            position: "специалист".to_owned(),
            password_hash: None,
        };
        self.app.enter_first_account(&account).await.unwrap()
    }

    /// A request on behalf of an account, now.
    pub async fn request(&self, account: Uuid) -> Request {
        let actor = self
            .app
            .store
            .read(&account, |tx, account| {
                boxed(async move {
                    let row = storage::accounts::find(tx, *account).await?.ok_or(AppError::NotFound)?;
                    let orders = storage::accounts::orders(tx, *account).await?;
                    app::sign_in::actor_of(&row, &orders)
                })
            })
            .await
            .unwrap();
        let now = self.app.clock.now();
        Request {
            actor,
            now,
            today: self.app.day_of(now),
            idempotency_key: None,
        }
    }

    /// A new account of a role at an organisation's code, as a request.
    pub async fn as_role(&self, role: Role, code: &str) -> Request {
        let organisation = self.organisation(code).await;
        let account = self.account(role, organisation).await;
        self.request(account).await
    }

    pub async fn import(&self, account: Uuid, kind: ProfileKind, table: &Table) -> Result<Uuid, AppError> {
        let request = self.request(account).await;
        let bytes = table.write(FileFormat::CsvUtf8).unwrap();
        let file = ReceivedFile {
            kind,
            profile: None,
            file_name: "файл.csv",
            stored: self.app.keep_file(&request, bytes).await?,
        };
        let id = self.app.stage_import(&request, file).await?;
        let details = self
            .app
            .find_import(&request, id, RowWindow::of(RowFilter::Wrong, 0, 10))
            .await?;
        assert!(details.wrong().is_empty(), "{:?}", details.wrong().first());
        self.app.apply_import(&request, id, "").await
    }

    /// The whole comparison of a staged import: every row, by line.
    pub async fn comparison(&self, request: &Request, id: Uuid) -> ImportComparison {
        let mut whole = ImportComparison::default();
        let filters = [RowFilter::Wrong, RowFilter::Changed, RowFilter::New, RowFilter::Same];
        for filter in filters {
            let window = RowWindow::of(filter, 0, usize::MAX);
            let found = self.app.find_import(request, id, window).await.unwrap();
            let found = found.comparison.unwrap();
            whole.rows.extend(found.rows);
            whole.wrong.extend(found.wrong);
            (whole.counts, whole.hash) = (found.counts, found.hash);
        }
        whole.rows.sort_by_key(|row| row.line);
        whole
    }

    pub async fn exam(&self) -> Uuid {
        let rows = self
            .app
            .store
            .read(&(), |tx, ()| {
                boxed(async move { Ok::<_, AppError>(storage::exams::all(tx).await?) })
            })
            .await
            .unwrap();
        rows.first().unwrap().id
    }
}

/// An order as a form says it, from and to legal days.
pub fn order(from: &str, to: &str) -> OrderInput {
    OrderInput {
        number: "5-о".to_owned(),
        date: from.to_owned(),
        valid_from: from.to_owned(),
        valid_to: to.to_owned(),
    }
}

/// Runs the same test body on both engines.
#[macro_export]
macro_rules! on_both_engines {
    ($(fn $name:ident => $body:ident;)+) => {
        mod on_sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$body($crate::support::Engine::Sqlite).await; })+ }
        mod on_postgres { $(#[tokio::test(flavor = "multi_thread")] async fn $name() { super::$body($crate::support::Engine::Postgres).await; })+ }
    };
}
