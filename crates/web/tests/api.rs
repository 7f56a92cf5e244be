//! The API as programs of other organisations use it, on both engines: a token's purpose, place and end; what is refused;
//! repeated requests; the description and the routes are the same.
#![expect(dead_code, reason = "each test file uses a part of the support")]
#![expect(clippy::unwrap_used, reason = "a broken fixture ends the test")]
#![expect(clippy::indexing_slicing, reason = "answers are read as JSON")]

mod essay_region;
mod support;

use std::sync::atomic::{AtomicUsize, Ordering};

use app::publication_board::BoardEntry;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::access::Role;
use domain::organisation::OrganisationKind;
use essay_region::{Engine, EssayRegion, Named, links};
use rehearsal::FileFormat;
use serde_json::{Value, json};
use support::{Answer, Browser};

on_both_engines! {
    fn b1_results_are_delivered_compared_and_applied_once => delivery;
    fn c6_a_token_has_one_purpose_one_place_and_an_end => purposes;
    fn c6_what_lies_elsewhere_is_not_there => elsewhere;
    fn c7_statements_are_received_and_fetched_and_the_opening_is_recorded => statements;
    fn d2_acquaintance_is_reported_with_versions => acquaintance;
    fn a3_obligations_are_read_by_due_moment => obligations;
    fn e3_the_publication_is_fetched_with_its_own_token_and_once => publication;
}

static KEYS: AtomicUsize = AtomicUsize::new(1);

/// Another system with its token.
struct Program {
    browser: Browser,
    token: String,
}

impl Program {
    /// The administrator issues a token for this account on the page; what the page shows once is the token.
    async fn issued(region: &EssayRegion, account: uuid::Uuid, purpose: &str) -> Self {
        let administrator = region.browser("keeper").await;
        let fields = [
            ("purpose", purpose),
            ("system_name", "АИС «Школа»"),
            ("last_day", "31.12.2026"),
        ];
        let page = administrator
            .post_with_token(&format!("/accounts/{account}/tokens"), &fields)
            .await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let text = page.text();
        let (_, rest) = text.split_once("id=\"shown-once\" value=\"").unwrap();
        Self {
            browser: Browser::new(region.router.clone()),
            token: rest.split('"').next().unwrap().to_owned(),
        }
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        self.browser
            .request(method, path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        read(
            &self
                .browser
                .send(self.request(Method::GET, path).body(Body::empty()).unwrap())
                .await,
        )
    }

    /// Sends under a key of its own.
    async fn send(&self, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        self.send_under(&fresh_key(), method, path, body).await
    }

    async fn send_under(&self, key: &str, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = self
            .request(method, path)
            .header("idempotency-key", key)
            .header(header::CONTENT_TYPE, "application/json");
        read(
            &self
                .browser
                .send(request.body(Body::from(body.to_string())).unwrap())
                .await,
        )
    }

    async fn deliver(&self, key: &str, query: &str, bytes: Vec<u8>) -> (StatusCode, Value) {
        let request = self
            .request(Method::POST, &format!("/api/v1/imports?{query}"))
            .header("idempotency-key", key);
        read(&self.browser.send(request.body(Body::from(bytes)).unwrap()).await)
    }
}

fn fresh_key() -> String {
    format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed))
}

/// Status and body; a refusal must be a problem in Russian.
fn read(answer: &Answer) -> (StatusCode, Value) {
    let value: Value = serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic_with(answer));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("set-cookie").is_empty());
    if answer.status.is_success() {
        assert_eq!(answer.header("content-type"), "application/json");
    } else {
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(value["status"], answer.status.as_u16());
        let detail = value["detail"].as_str().unwrap();
        assert!(detail.chars().any(|one| ('а'..='я').contains(&one)), "{value}");
    }
    (answer.status, value)
}

fn panic_with(answer: &Answer) -> Value {
    unreachable!("not JSON: {} {}", answer.status, answer.text())
}

async fn keeper(region: &EssayRegion) {
    region
        .account("keeper", Role::Administrator, "420", Named::ByOrder)
        .await;
}

/// A school to which results were handed over, its officer's account, and the school's system for a purpose.
async fn school(region: &EssayRegion, purpose: &str) -> (uuid::Uuid, Program) {
    let code = region.first(OrganisationKind::School);
    let account = region
        .account("officer", Role::SchoolOfficer, &code, Named::ByOrder)
        .await;
    (account, Program::issued(region, account, purpose).await)
}

async fn delivery(engine: Engine) {
    let region = EssayRegion::with_people(engine).await;
    keeper(&region).await;
    region.set_clock("2026-12-14T09:00");
    let operator = region.request_of("operator").await.account();
    let program = Program::issued(&region, operator, "deliver-results").await;
    let bytes = region.region.results_first_batch().write(FileFormat::CsvUtf8).unwrap();
    let query = "kind=essay-results&file_name=results.csv";
    let key = fresh_key();
    let (status, staged) = program.deliver(&key, query, bytes.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{staged}");
    assert_eq!((&staged["state"], &staged["wrong_rows"]), (&json!("staged"), &json!(0)));
    let (_, again) = program.deliver(&key, query, bytes.clone()).await;
    assert_eq!(again["id"], staged["id"], "the same delivery is one delivery");
    let path = format!("/api/v1/imports/{}", staged["id"].as_str().unwrap());
    let application = format!("{path}/application");
    let (status, _) = program
        .send(Method::POST, &application, &json!({"plan_hash": "00"}))
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "another plan than the compared one");
    let body = json!({"plan_hash": staged["plan_hash"]});
    let (status, applied) = program.send(Method::POST, &application, &body).await;
    assert_eq!(
        (status, &applied["state"]),
        (StatusCode::OK, &json!("applied")),
        "{applied}"
    );
    let (status, _) = program.send(Method::POST, &application, &body).await;
    assert_eq!(status, StatusCode::CONFLICT, "applied once");
    let (_, same) = program.deliver(&fresh_key(), query, bytes).await;
    assert_eq!((&same["new_rows"], &same["changed_rows"]), (&json!(0), &json!(0)));

    for (query, bytes, field) in [
        ("kind=nonsense&file_name=a.csv", b"x".to_vec(), "kind"),
        ("kind=essay-results&file_name=", b"x".to_vec(), "file_name"),
        ("kind=essay-results&file_name=a.xlsx", b"PK\x03\x04cut".to_vec(), "file"),
        ("file_name=a.csv", b"x".to_vec(), "query"),
    ] {
        let (status, problem) = program.deliver(&fresh_key(), query, bytes).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {problem}");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let huge = vec![0; 301 * 1024 * 1024];
    let (status, _) = program.deliver(&fresh_key(), query, huge).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

async fn purposes(engine: Engine) {
    let region = EssayRegion::handed_down(engine).await;
    keeper(&region).await;
    let (account, program) = school(&region, "fetch-statements").await;
    assert_eq!(program.get("/api/v1/statements").await.0, StatusCode::OK);
    for path in ["/api/v1/ledgers", "/api/v1/obligations"] {
        let (status, problem) = program.get(path).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        assert!(
            problem["detail"].as_str().unwrap().contains("получать ведомости"),
            "{problem}"
        );
    }
    // Nothing but the token says who calls.
    let anonymous = Browser::new(region.router.clone());
    for headers in [
        vec![],
        vec![("x-forwarded-user", "operator"), ("x-remote-user", "operator")],
        vec![("x-original-url", "/api/v1/exams"), ("x-account", "operator")],
        vec![("authorization", "Basic b3BlcmF0b3I6eA==")],
        vec![("authorization", "Bearer nonsense")],
    ] {
        let mut request = anonymous.request(Method::GET, "/api/v1/statements");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = anonymous.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(read(&answer).0, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let cookie = region.browser("officer").await;
    assert_eq!(
        read(&cookie.get("/api/v1/statements").await).0,
        StatusCode::UNAUTHORIZED,
        "a cookie is no token"
    );
    let overridden = program
        .request(Method::GET, "/api/v1/statements")
        .header("x-http-method-override", "DELETE");
    let answer = program.browser.send(overridden.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "other headers do nothing");

    // A purpose that the role has no right for is not issued.
    let administrator = region.browser("keeper").await;
    let fields = [
        ("purpose", "deliver-results"),
        ("system_name", "АИС"),
        ("last_day", "31.12.2026"),
    ];
    let address = format!("/accounts/{account}/tokens");
    let refused = administrator.post_with_token(&address, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    for (system_name, last_day) in [
        ("", "31.12.2026"),
        ("АИС", "01.12.2026"),
        ("АИС", "31.12.2031"),
        ("АИС", "завтра"),
    ] {
        let fields = [
            ("purpose", "fetch-statements"),
            ("system_name", system_name),
            ("last_day", last_day),
        ];
        let refused = administrator.post_with_token(&address, &fields).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{system_name} {last_day}"
        );
    }
    let clerk = region
        .person(
            "clerk",
            Role::MunicipalClerk,
            &region.above(&region.first(OrganisationKind::School)),
        )
        .await;
    assert_eq!(
        clerk.get(&address).await.status,
        StatusCode::FORBIDDEN,
        "only the administrator issues"
    );

    // The last day, the block, the end.
    region.set_clock("2027-01-01T00:00");
    assert_eq!(program.get("/api/v1/statements").await.0, StatusCode::UNAUTHORIZED);
    region.set_clock("2026-12-16T12:00");
    assert_eq!(program.get("/api/v1/statements").await.0, StatusCode::OK);
    let administrator = region.browser("keeper").await;
    let blocked = administrator
        .post_with_token(&format!("/accounts/{account}/block"), &[])
        .await;
    assert_eq!(blocked.status, StatusCode::SEE_OTHER);
    assert_eq!(program.get("/api/v1/statements").await.0, StatusCode::UNAUTHORIZED);
    administrator
        .post_with_token(&format!("/accounts/{account}/unblock"), &[])
        .await;
    assert_eq!(program.get("/api/v1/statements").await.0, StatusCode::OK);
    let list = administrator.get(&address).await;
    let end = links(&list, &format!("{address}/")).remove(0);
    assert_eq!(administrator.get(&end).await.status, StatusCode::OK);
    assert_eq!(
        administrator.post_with_token(&end, &[]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(program.get("/api/v1/statements").await.0, StatusCode::UNAUTHORIZED);
    assert!(
        !administrator.get(&address).await.text().contains(&program.token),
        "shown once"
    );
}

async fn elsewhere(engine: Engine) {
    let region = EssayRegion::handed_down(engine).await;
    keeper(&region).await;
    let code = region.first(OrganisationKind::School);
    let other = region
        .region
        .organisations
        .iter()
        .find(|one| one.kind == OrganisationKind::MunicipalBody && one.code != region.above(&code))
        .unwrap()
        .code
        .clone();
    let (_, own) = school(&region, "fetch-statements").await;
    let (_, list) = own.get("/api/v1/statements").await;
    let statement = list["items"][0]["id"].as_str().unwrap().to_owned();
    let foreign = region.request_of(&format!("body-{other}")).await.account();
    let foreign = Program::issued(&region, foreign, "fetch-statements").await;
    let (_, theirs) = foreign.get("/api/v1/statements?limit=1000").await;
    let ids: Vec<&Value> = theirs["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert!(!ids.contains(&&json!(statement)), "not in a foreign list");
    let mut bodies = Vec::new();
    for id in [statement.as_str(), "01900000-0000-7000-8000-000000000000", "nonsense"] {
        let (status, problem) = foreign.get(&format!("/api/v1/statements/{id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}");
        bodies.push(problem);
        let (status, _) = foreign
            .send(Method::POST, &format!("/api/v1/statements/{id}/receipt"), &json!({}))
            .await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}");
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    assert_eq!(own.get("/api/v1/nothing").await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        own.send(Method::DELETE, "/api/v1/statements", &json!({})).await.0,
        StatusCode::METHOD_NOT_ALLOWED
    );
    assert_eq!(
        own.get("/api/v1/statements?exam=nonsense").await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

async fn statements(engine: Engine) {
    let region = EssayRegion::handed_down(engine).await;
    keeper(&region).await;
    let (account, program) = school(&region, "fetch-statements").await;
    let (_, list) = program.get("/api/v1/statements?state=handed-over&limit=1").await;
    let statement = &list["items"][0];
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let path = format!("/api/v1/statements/{}", statement["id"].as_str().unwrap());
    assert_eq!(program.get(&path).await.0, StatusCode::CONFLICT, "shut before receipt");
    let request = program.request(Method::POST, &format!("{path}/receipt"));
    let keyless = program.browser.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(read(&keyless).1["errors"][0]["field"], "Idempotency-Key");
    let key = fresh_key();
    let receipt = format!("{path}/receipt");
    let (status, received) = program.send_under(&key, Method::POST, &receipt, &json!({})).await;
    assert_eq!(
        (status, &received["state"]),
        (StatusCode::OK, &json!("received")),
        "{received}"
    );
    let (status, again) = program.send_under(&key, Method::POST, &receipt, &json!({})).await;
    assert_eq!(
        (status, &again["received_at"]),
        (StatusCode::OK, &received["received_at"])
    );
    let (status, opened) = program.get(&path).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        opened["rows"].as_array().unwrap().len(),
        usize::try_from(statement["lines"].as_i64().unwrap()).unwrap()
    );
    let first = &opened["rows"][0];
    assert!(
        !first["participant"].as_str().unwrap().is_empty() && first["value"]["essay"]["result"].is_boolean(),
        "{first}"
    );
    let journal = region.app.store.read(&(), |tx, ()| {
        storage::boxed(async move { Ok::<_, app::AppError>(storage::journal::after(tx, 0, i64::MAX).await?) })
    });
    let journal = journal.await.unwrap();
    let of_program = |action: &str| {
        let mut found = journal
            .iter()
            .filter(|one| one.action == action && one.account_id == Some(account));
        found.any(|one| one.details.contains("\"token\":\"")).then_some(())
    };
    assert!(
        of_program("statement-received").is_some() && of_program("statement-opened").is_some(),
        "the journal names the token"
    );
    assert!(journal.iter().all(|one| !one.details.contains(&program.token)));
}

async fn acquaintance(engine: Engine) {
    let region = EssayRegion::handed_down(engine).await;
    keeper(&region).await;
    let (_, program) = school(&region, "report-acquaintance").await;
    region.set_clock("2026-12-16T15:00");
    let (_, list) = program.get("/api/v1/ledgers").await;
    let path = format!("/api/v1/ledgers/{}", list["items"][0]["id"].as_str().unwrap());
    let (_, opened) = program.get(&path).await;
    let lines = opened["items"].as_array().unwrap();
    let change = |line: &Value, time: &str| json!({"id": line["id"], "version": line["version"], "told": true, "day": "2026-12-16", "time": time});
    let address = format!("{path}/lines");
    let (status, problem) = program
        .send(
            Method::PATCH,
            &address,
            &json!([change(&lines[0], "08:00"), change(&lines[0], "12:00")]),
        )
        .await;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "before the hand-over: {problem}"
    );
    assert_eq!(problem["errors"][0]["field"], "time-1", "{problem}");
    let all: Vec<Value> = lines.iter().map(|line| change(line, "14:10")).collect();
    let (status, saved) = program.send(Method::PATCH, &address, &json!(all)).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    assert_eq!(
        saved["items"][0]["told_at"], "2026-12-16T07:10:00Z",
        "local time of the school, told in UTC"
    );
    let (status, _) = program
        .send(Method::PATCH, &address, &json!([change(&lines[0], "14:20")]))
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "an old version");
    let (status, _) = program.send(Method::PATCH, &address, &json!({"not": "a list"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let hand_in = format!("{path}/hand-in");
    let (status, _) = program.send(Method::POST, &hand_in, &json!({"version": 1})).await;
    assert_eq!(status, StatusCode::CONFLICT, "the version before the lines");
    let body = json!({"version": saved["ledger"]["version"]});
    let (status, handed_in) = program.send(Method::POST, &hand_in, &body).await;
    assert_eq!(
        (status, &handed_in["ledger"]["state"]),
        (StatusCode::OK, &json!("handed-in")),
        "{handed_in}"
    );
}

async fn obligations(engine: Engine) {
    let region = EssayRegion::handed_down(engine).await;
    keeper(&region).await;
    let ministry = region
        .account("ministry", Role::MinistryOfficer, "420", Named::ByOrder)
        .await;
    let program = Program::issued(&region, ministry, "read-obligations").await;
    let (status, all) = program.get("/api/v1/obligations?limit=1000").await;
    assert_eq!(status, StatusCode::OK);
    let due: Vec<&str> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["due_at"].as_str().unwrap())
        .collect();
    assert!(due.len() > 5 && due.is_sorted(), "{due:?}");
    let (_, met) = program.get("/api/v1/obligations?state=met").await;
    assert!(met["total"].as_u64().unwrap() > 0 && met["total"].as_u64() < all["total"].as_u64());
    let (_, part) = program.get("/api/v1/obligations?offset=2&limit=3").await;
    assert_eq!(
        part["items"].as_array().unwrap().as_slice(),
        &all["items"].as_array().unwrap()[2..5]
    );
    assert_eq!(program.get("/api/v1/statements").await.0, StatusCode::FORBIDDEN);
}

async fn publication(engine: Engine) {
    let region = EssayRegion::handed_down(engine).await;
    keeper(&region).await;
    let administrator = region.account("node", Role::Administrator, "420", Named::ByOrder).await;
    let ministry = region
        .account("ministry", Role::MinistryOfficer, "420", Named::ByOrder)
        .await;
    let node = Program::issued(&region, administrator, "fetch-publication").await;
    let path = "/api/v1/publication";
    let (status, problem) = node.get(path).await;
    assert_eq!(status, StatusCode::CONFLICT, "nothing is published: {problem}");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("publication");
    std::fs::write(&file, vec![7; 600_000]).unwrap();
    region.app.publication_board.tell_served(BoardEntry {
        number: 3,
        made_at: region.app.clock.now(),
        people: 1,
        bytes: 600_000,
        path: file.clone(),
        greatest_delay: 1,
    });
    let fetch = async |known: Option<&str>| {
        let mut request = node.request(Method::GET, path);
        if let Some(tag) = known {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        node.browser.send(request.body(Body::empty()).unwrap()).await
    };
    let whole = fetch(None).await;
    assert_eq!(whole.status, StatusCode::OK);
    assert!(whole.body == vec![7; 600_000]);
    assert_eq!(whole.header("content-length"), "600000");
    let tag = whole.header("etag").to_owned();
    assert_eq!(fetch(Some(&tag)).await.status, StatusCode::NOT_MODIFIED);
    assert_eq!(fetch(Some("\"2-1\"")).await.status, StatusCode::OK);

    let other = Program::issued(&region, ministry, "read-obligations").await;
    assert_eq!(other.get(path).await.0, StatusCode::FORBIDDEN, "another purpose");
    assert_eq!(node.get("/api/v1/obligations").await.0, StatusCode::FORBIDDEN);

    let standing = region
        .browser("ministry")
        .await
        .get("/lookup")
        .await
        .text()
        .replace('\u{a0}', " ");
    assert!(standing.contains("публикация № 3"), "{standing}");
    assert!(standing.contains("не позже чем через 1 секунду"), "{standing}");
    let metrics = Browser::new(region.router.clone()).get("/metrics").await.text();
    assert!(metrics.contains("vedomost_publication_number 3"), "{metrics}");
}

#[tokio::test]
async fn the_description_is_whole() {
    let region = EssayRegion::empty(Engine::Sqlite).await;
    let answer = Browser::new(region.router.clone()).get("/api/openapi.json").await;
    let description: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(description["openapi"], "3.1.0");
    let program = Browser::new(region.router.clone());
    let mut operations = 0;
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations += 1;
            let method: Method = method.to_uppercase().parse().unwrap();
            let filled = path.replace("{id}", "01900000-0000-7000-8000-000000000000");
            let request: Request<Body> = program.request(method.clone(), &filled).body(Body::empty()).unwrap();
            let (status, _) = read(&program.send(request).await);
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path} is there and shut");
            let answers = operation["responses"].as_object().unwrap();
            assert!(answers.contains_key("401"), "{path}");
            let names: Vec<&Value> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|one| &one["name"])
                .collect();
            let acts = method != Method::GET;
            assert_eq!(names.contains(&&json!("Idempotency-Key")), acts, "{method} {path}");
        }
    }
    assert_eq!(operations, web::api::OPERATIONS, "every route is described");
}
