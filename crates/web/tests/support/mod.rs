//! A small region on SQLite in a temporary folder, with one account per role, and a browser that talks to the router
//! directly. Everybody is made up.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use app::accounts::OrderInput;
use app::passwords::{HashingParameters, Passwords};
use app::set_up::NewAccount;
use app::{App, AppError, Clock, Request as AppRequest};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use regulations::{Instant, Law, Zone};
use storage::keys::{DataState, KeyStore, Purpose};
use storage::organisations::OrganisationRow;
use storage::{Location, Store, boxed};
use tower::ServiceExt;
use uuid::Uuid;
use web::routes::{BodyKind, Route};
use web::{CookieSecurity, Staff, WebOptions, staff_router};

pub const PASSWORD: &str = "сирень над прудом в мае";
pub const HOST: &str = "127.0.0.1:8080";
pub const NOW: &str = "2026-12-17T09:20";

/// The listener's settings on the loopback address.
pub fn options() -> WebOptions {
    WebOptions {
        cookies: CookieSecurity::PlainLoopback,
        allowed_hosts: vec!["127.0.0.1".to_owned()],
        ..WebOptions::default()
    }
}

pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn set(&self, moment: Instant) {
        self.0.store(moment.as_micros(), Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// The region: codes of its organisations are in [`ORGANISATIONS`].
pub struct Region {
    pub app: Arc<App>,
    pub clock: Arc<TestClock>,
    pub router: Router,
    _folder: tempfile::TempDir,
}

/// Code, kind, code of the organisation above.
pub const ORGANISATIONS: &[(&str, OrganisationKind, &str)] = &[
    ("421", OrganisationKind::ProcessingCentre, "420"),
    ("501", OrganisationKind::MunicipalBody, "420"),
    ("502", OrganisationKind::MunicipalBody, "420"),
    ("420101", OrganisationKind::School, "501"),
    ("420102", OrganisationKind::School, "501"),
    ("420201", OrganisationKind::School, "502"),
    ("427001", OrganisationKind::StateSchool, "420"),
    ("428001", OrganisationKind::College, "420"),
    ("430", OrganisationKind::ExamCommission, "420"),
    ("431", OrganisationKind::AppealsCommission, "420"),
];

/// Login, role, organisation; whoever may be named by an order is.
pub const STAFF: &[(&str, Role, &str)] = &[
    ("administrator", Role::Administrator, "420"),
    ("ministry", Role::MinistryOfficer, "420"),
    ("operator", Role::ProcessingOperator, "421"),
    ("clerk", Role::MunicipalClerk, "501"),
    ("school", Role::SchoolOfficer, "420101"),
    ("chair", Role::CommissionChair, "430"),
    ("secretary", Role::CommissionSecretary, "430"),
    ("appeals", Role::AppealsSecretary, "431"),
    ("expert", Role::AppealsExpert, "431"),
];

impl Region {
    pub async fn make() -> Self {
        Self::make_with(|_| options()).await
    }

    /// With other settings of the listener; a demo's control needs the region's clock.
    pub async fn make_with(choose: impl FnOnce(&Arc<TestClock>) -> WebOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyStore::open_or_create_for_new_data(&folder.path().join("keys"), DataState::New)
            .await
            .unwrap();
        let store = Store::open(&Location::SqliteFile(folder.path().join("vedomost.sqlite")))
            .await
            .unwrap();
        let file_key = keys.purpose_key(Purpose::FileContent);
        let files = storage::files::FileStore::open(&folder.path().join("files"), file_key).unwrap();
        let cheap = HashingParameters {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
            at_once: 4,
        };
        let passwords = Passwords::new(cheap, keys.purpose_key(Purpose::PasswordPepper)).unwrap();
        let zone = Zone::new("Asia/Novokuznetsk").unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(zone.parse_local(NOW).unwrap().as_micros())));
        let law = Arc::new(Law::embedded().unwrap());
        let shared_clock: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let app = Arc::new(App::new(
            store,
            Arc::new(keys),
            files,
            law,
            "42".to_owned(),
            zone,
            shared_clock,
            passwords,
        ));
        app.set_up("420", "Министерство образования Кузбасса").await.unwrap();
        let router = staff_router(Staff::new(Arc::clone(&app), choose(&clock)));
        let region = Self {
            app,
            clock,
            router,
            _folder: folder,
        };
        region.fill().await;
        region
    }

    async fn fill(&self) {
        for (code, kind, parent) in ORGANISATIONS {
            let row = OrganisationRow {
                id: self.app.fresh_id(self.app.clock.now()).unwrap(),
                code: (*code).to_owned(),
                kind: kind.code().to_owned(),
                name: format!("Организация {code}"),
                short_name: format!("Орг. {code}"),
                parent_id: Some(self.organisation(parent).await),
                zone: None,
                address: None,
                valid_from: "2020-01-01".to_owned(),
                valid_to: None,
                version: 1,
            };
            self.app
                .store
                .write(&row, |tx, row| boxed(insert_organisation(tx, row)))
                .await
                .unwrap();
        }
        for (login, role, organisation) in STAFF {
            self.account(login, *role, organisation).await;
        }
        let administrator = self.request_of("administrator").await;
        for login in [
            "ministry",
            "operator",
            "clerk",
            "school",
            "chair",
            "secretary",
            "appeals",
            "expert",
        ] {
            let account = self.account_of(login).await;
            self.app
                .name_responsible(&administrator, account, &order())
                .await
                .unwrap();
        }
    }

    /// A new account that may sign in at once, named by no order.
    pub async fn account(&self, login: &str, role: Role, organisation: &str) -> Uuid {
        let account = NewAccount {
            name: PersonName::parse("Проверкина", "Анна", Some("Сергеевна")).unwrap(),
            login: login.to_owned(),
            role,
            organisation: self.organisation(organisation).await,
            position: "специалист".to_owned(),
            password_hash: Some(self.app.hash_password(PASSWORD).await.unwrap()),
        };
        self.app.enter_first_account(&account).await.unwrap()
    }

    pub async fn organisation(&self, code: &str) -> Uuid {
        let code = code.to_owned();
        self.app
            .store
            .read(&code, |tx, code| boxed(find_organisation(tx, code.clone())))
            .await
            .unwrap()
    }

    pub async fn account_of(&self, login: &str) -> Uuid {
        let login = login.to_owned();
        self.app
            .store
            .read(&login, |tx, login| boxed(find_account(tx, login.clone())))
            .await
            .unwrap()
    }

    /// A use case's request on behalf of a login, past the pages.
    pub async fn request_of(&self, login: &str) -> AppRequest {
        let account = self.account_of(login).await;
        let actor = self
            .app
            .store
            .read(&account, |tx, account| boxed(load_actor(tx, *account)))
            .await
            .unwrap();
        let now = self.app.clock.now();
        AppRequest {
            actor,
            now,
            today: self.app.day_of(now),
            idempotency_key: None,
        }
    }

    /// How many events stand in the journal: nothing changes without one.
    pub async fn journal_length(&self) -> usize {
        self.app
            .store
            .read(&(), |tx, ()| boxed(count_events(tx)))
            .await
            .unwrap()
    }

    pub fn advance_minutes(&self, minutes: i64) {
        self.clock.0.fetch_add(minutes * 60_000_000, Ordering::Relaxed);
    }

    pub fn browser(&self) -> Browser {
        self.browser_of(self.router.clone())
    }

    /// A browser that talks to another router.
    pub fn browser_of(&self, router: Router) -> Browser {
        Browser {
            router,
            cookies: Mutex::default(),
        }
    }

    /// A browser in which this person has signed in.
    pub async fn signed_in(&self, login: &str) -> Browser {
        let browser = self.browser();
        let answer = browser
            .post("/sign-in", &[("login", login), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}: {}", answer.text());
        browser
    }
}

async fn insert_organisation(tx: &mut storage::Tx, row: &OrganisationRow) -> Result<(), AppError> {
    Ok(storage::organisations::insert(tx, row).await?)
}

async fn find_organisation(tx: &mut storage::Tx, code: String) -> Result<Uuid, AppError> {
    let rows = storage::organisations::all(tx).await?;
    Ok(rows.into_iter().find(|row| row.code == code).map(|row| row.id).unwrap())
}

async fn find_account(tx: &mut storage::Tx, login: String) -> Result<Uuid, AppError> {
    Ok(storage::accounts::by_login(tx, &login)
        .await?
        .map(|row| row.account.id)
        .unwrap())
}

async fn load_actor(tx: &mut storage::Tx, account: Uuid) -> Result<domain::access::Actor, AppError> {
    let row = storage::accounts::find(tx, account).await?.unwrap();
    let orders = storage::accounts::orders(tx, account).await?;
    app::sign_in::actor_of(&row, &orders)
}

async fn count_events(tx: &mut storage::Tx) -> Result<usize, AppError> {
    Ok(storage::journal::after(tx, 0, 1_000_000).await?.len())
}

pub fn order() -> OrderInput {
    OrderInput {
        number: "41-о".to_owned(),
        date: "2026-11-30".to_owned(),
        valid_from: "2026-12-01".to_owned(),
        valid_to: String::new(),
    }
}

/// A route's pattern with this id in the place of every id, and made-up values elsewhere.
pub fn filled(pattern: &str, id: &str) -> String {
    let part = |part: &str| match part {
        "{name}" => "unknown".to_owned(),
        "{token}" => "0".repeat(64),
        "{day}" => "2026-12-18".to_owned(),
        part if part.starts_with('{') => id.to_owned(),
        part => part.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// A page's text without its nonce and its masked tokens.
pub fn without_randomness(answer: &Answer) -> String {
    let mut text = answer.text();
    for start in [
        "nonce=\"",
        "name=\"csrf\" value=\"",
        "name=\"idempotency_key\" value=\"",
    ] {
        let mut parts = text.split(start);
        let mut kept = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            kept.push_str(start);
            kept.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
        }
        text = kept;
    }
    text
}

/// Keeps cookies and sends what a browser sends.
pub struct Browser {
    router: Router,
    cookies: Mutex<Vec<(String, String)>>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The value of the first hidden field of this name.
    pub fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let start = format!("name=\"{name}\" value=\"");
        let found = text.split_once(&start).and_then(|(_, rest)| rest.split_once('"'));
        found.map(|(value, _)| value.to_owned()).unwrap_or_default()
    }
}

impl Browser {
    /// A browser without cookies that talks to this router.
    pub fn new(router: Router) -> Self {
        Self {
            router,
            cookies: Mutex::default(),
        }
    }

    /// The same cookies on another router.
    pub fn on(&self, router: Router) -> Self {
        let cookies = self.cookies.lock().unwrap().clone();
        Self {
            router,
            cookies: Mutex::new(cookies),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap())
            .await
    }

    /// Posts a form as a page of ours would, without a token of its own.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.form(path, fields, &[("sec-fetch-site", "same-origin"), ("origin", "null")]))
            .await
    }

    /// Posts a form with files and fields: name, name of the file or nothing, content.
    pub async fn post_files(&self, path: &str, parts: &[(&str, &str, &str)]) -> Answer {
        let part = |(name, file, content): &(&str, &str, &str)| {
            let file = if file.is_empty() {
                String::new()
            } else {
                format!("; filename=\"{file}\"")
            };
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n")
        };
        let body = parts.iter().map(part).collect::<String>() + "--b--\r\n";
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Posts nothing but a token to a route, as a form of the kind that the route takes.
    pub async fn post_to(&self, route: &Route, id: &str, token: &str) -> Answer {
        let path = filled(route.pattern, id);
        match route.body {
            BodyKind::FormWithFiles => self.post_files(&path, &[("csrf", "", token)]).await,
            BodyKind::Form | BodyKind::Nothing => self.post(&path, &[("csrf", token)]).await,
        }
    }

    /// Posts a form with the token of the person's session, read from a page.
    pub async fn post_with_token(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let mut all = vec![("csrf", token.as_str())];
        all.extend(fields);
        self.post(path, &all).await
    }

    /// The masked token, as the page of terms shows it in the form behind «Выйти»; every role sees that page.
    pub async fn token(&self) -> String {
        self.get("/terms").await.hidden("csrf")
    }

    /// A form with exactly these headers.
    pub fn form(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Request<Body> {
        let body = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", web::pieces::percent_encoded(value)));
        let body = body.collect::<Vec<_>>().join("&");
        let mut request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::from(body)).unwrap()
    }

    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies = self.cookies.lock().unwrap();
        let line = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ");
        let request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
        if line.is_empty() {
            request
        } else {
            request.header(header::COOKIE, line)
        }
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::from(([203, 0, 113, 7], 4000))));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        self.keep(&parts.headers);
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    fn keep(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split_once(';').unwrap().0.split_once('=').unwrap();
            cookies.retain(|(kept, _)| kept != name);
            if !value.is_empty() {
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}
