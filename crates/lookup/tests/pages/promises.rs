//! Promises 18 to 20 on the public pages: texts stay texts, no request brings a fault, nothing served is a secret or a way
//! around.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use domain::essay::AttendanceMark;
use domain::gia_score::{GiaOutcome, TestScore};
use lookup::{
    AppealTerm, ApprovedBy, EssayPaper, GiaPaper, GiaSittingOutcome, MinimumCountedIn, OpenExam, PublishedGia,
    SittingOutcome, YearsMinimum,
};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, RngExt, SeedableRng};
use regulations::{ExamForm, ExamKind, SubjectCode};

use crate::support::{Double, NUMBER, SERIES, SURNAME, TestSite, options, post, request, result, site, site_with};

const MARKUP: &str = "<img src=x onerror=alert(1)>&\"'";
const ESCAPED: &str = "&#60;img src=x onerror=alert(1)&#62;&#38;&#34;&#39;";

fn exam(outcome: GiaSittingOutcome, form: ExamForm, oral_of: Option<i64>) -> PublishedGia {
    let minimum = |least| {
        Some(YearsMinimum {
            counted_in: MinimumCountedIn::TestScore,
            least,
        })
    };
    PublishedGia {
        paper: GiaPaper {
            kind: ExamKind::Gia11,
            form,
            subject: format!("Предмет {MARKUP}"),
            subject_code: SubjectCode::new(9).unwrap(),
            written_part: oral_of.map(|code| SubjectCode::new(code).unwrap()),
            exam_date: "2026-12-10".parse().unwrap(),
            oral_part: None,
            greatest: Some(50),
            to_pass: minimum(24),
            university: minimum(36),
            appeal: Some(AppealTerm {
                length: format!("2 дня {MARKUP}"),
                clause: format!("п. 6 {MARKUP}"),
            }),
            publication_number: 12,
            published_at: format!("10 июня {MARKUP}"),
        }
        .into(),
        outcome,
        passed: Some(true),
        for_university: Some(false),
        protocol: Some(
            ApprovedBy {
                number: format!("12{MARKUP}"),
                day: "2026-12-15".parse().unwrap(),
            }
            .into(),
        ),
        told_by: format!("лицей {MARKUP}").into(),
        appeals: Vec::new(),
    }
}

fn of_markup() -> Double {
    let checked = GiaSittingOutcome::Checked {
        primary: 40,
        outcome: GiaOutcome::Test(TestScore::new(72).unwrap()),
    };
    let essay = |written: lookup::PublishedEssay| lookup::PublishedEssay {
        paper: EssayPaper {
            published_at: format!("16 декабря {MARKUP}"),
            ..(*written.paper).clone()
        }
        .into(),
        told_by: format!("школа {MARKUP}").into(),
        ..written
    };
    let absent = lookup::PublishedEssay {
        outcome: SittingOutcome::NotChecked(AttendanceMark::Absent),
        ..essay(result("11|11011|1", "2026-02-04"))
    };
    let mut double = Double {
        results: vec![essay(result("11|11011|1", "2026-12-02")), absent],
        exams: vec![
            exam(checked, ExamForm::Ege, None),
            exam(checked, ExamForm::Ege, Some(9)),
            exam(checked, ExamForm::Gve11, None),
            exam(
                GiaSittingOutcome::NotChecked(AttendanceMark::Removed),
                ExamForm::Gve11,
                None,
            ),
        ],
        ..Double::new()
    };
    double.facts.open_exams = vec![OpenExam {
        group: format!("ЕГЭ {MARKUP}"),
        subject: format!("Предмет {MARKUP}"),
        date: "2026-12-10".parse().unwrap(),
    }];
    double.facts.hot_line = format!("{MARKUP} 8 (3842) 00-00-00 {MARKUP}");
    double.facts.procedure = vec![MARKUP.to_owned()];
    double.facts.as_of = format!("Публикация {MARKUP}");
    double.facts.now = format!("17 декабря {MARKUP}");
    double
}

#[track_caller]
fn check_texts(body: &str, least: usize) {
    assert!(!body.contains("<img") && !body.contains("onerror=alert(1)>"), "{body}");
    let places = body.matches(ESCAPED).count();
    assert!(places >= least, "{places} of {least} places: {body}");
    let is_mark = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
    assert!(!body.contains(is_mark), "a hole was left open: {body}");
}

/// Whatever stands in a publication or in the settings is a text, also in the parts that are made once and kept.
#[tokio::test]
async fn promise_18_texts_of_a_publication_stay_texts() {
    let mut options = options();
    options.owner = format!("Министерство {MARKUP}");
    options.service_name = format!("Ведомость {MARKUP}");
    let site = site_with(of_markup(), options);
    for _ in 0..2 {
        let answer = site.look_up(SERIES, NUMBER, SURNAME).await;
        assert_eq!(answer.status, StatusCode::OK);
        check_texts(&answer.body, 24);
        check_texts(&site.get("/").await.body, 6);
        check_texts(&site.get("/procedure").await.body, 4);
        check_texts(&site.look_up(SERIES, NUMBER, "Нетакаева").await.body, 5);
        check_texts(&site.look_up(SERIES, NUMBER, MARKUP).await.body, 3);
        check_texts(&site.get("/nowhere").await.body, 2);
    }
    let mut only_absent = of_markup();
    only_absent.exams.clear();
    only_absent.results.remove(0);
    let told = site_with_markup(only_absent).look_up(SERIES, NUMBER, SURNAME).await;
    assert!(told.body.contains("Вы не\u{a0}пришли"));
    check_texts(&told.body, 3);
}

fn site_with_markup(double: Double) -> TestSite {
    site_with(double, options())
}

/// Two people of the same exam, one after another: the parts are shared, the values are not.
#[tokio::test]
async fn nothing_of_one_answer_stays_in_the_next() {
    let checked = |score| GiaSittingOutcome::Checked {
        primary: score / 2,
        outcome: GiaOutcome::Test(TestScore::new(score).unwrap()),
    };
    let shared = exam(checked(71), ExamForm::Ege, None);
    let mut pages = Vec::new();
    for (score, told_by) in [(71, "лицей № 11"), (93, "школа № 5"), (71, "лицей № 11")] {
        let mut double = Double {
            results: Vec::new(),
            exams: vec![PublishedGia {
                outcome: checked(score),
                told_by: told_by.into(),
                ..shared.clone()
            }],
            ..Double::new()
        };
        double.facts.today = "2026-12-16".parse().unwrap();
        let page = site(double).look_up(SERIES, NUMBER, SURNAME).await.body;
        let (before, rest) = page.split_once("name=\"again\" value=\"").unwrap();
        pages.push(format!("{before}{}", rest.split_once('"').unwrap().1));
    }
    assert!(pages[0].contains("</small> 71</p>") && pages[0].contains("лицей № 11"));
    assert!(pages[1].contains("</small> 93</p>") && !pages[1].contains("лицей № 11"));
    assert_eq!(pages[1].matches("школа № 5").count(), 3);
    assert_eq!(pages[0], pages[2]);
}

/// Pieces that requests are put together from: what forms hold, and what breaks programs.
const PIECES: [&str; 26] = [
    "3214",
    "987654",
    "Артемьева",
    "",
    "%",
    "%00",
    "%ff%fe",
    "%D0",
    "\u{f8f0}",
    "'; DROP TABLE person; --",
    "../../etc/passwd",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "<script>",
    "\r\nset-cookie: a=b",
    "999999999999999999999",
    "-1",
    "ё",
    "İ",
    "ﬀ",
    "е\u{308}",
    "\u{202e}",
    "😀",
    "a,b;c=d",
    "0x0",
    "null",
];

fn piece(random: &mut impl Rng) -> String {
    let of_list = PIECES[random.random_range(0..PIECES.len())];
    match random.random_range(0..8) {
        0 => of_list.repeat(random.random_range(1..40)),
        1 => (0..random.random_range(0..30))
            .map(|_| random.random::<char>())
            .collect(),
        _ => of_list.to_owned(),
    }
}

fn made_up(random: &mut impl Rng) -> axum::http::Request<Body> {
    let paths = [
        "/",
        "/result",
        "/result/surname",
        "/vision",
        "/procedure",
        "/health/live",
        "/assets/x",
        "/nowhere",
    ];
    let methods = [
        Method::GET,
        Method::POST,
        Method::POST,
        Method::POST,
        Method::PUT,
        Method::HEAD,
        Method::OPTIONS,
    ];
    let names = [
        "series",
        "number",
        "surname",
        "page",
        "vision",
        "again",
        "challenge",
        "work",
        "x",
    ];
    let mut body = form_urlencoded::Serializer::new(String::new());
    for _ in 0..random.random_range(0..6) {
        body.append_pair(names[random.random_range(0..names.len())], &piece(random));
    }
    let mut bytes = body.finish().into_bytes();
    for _ in 0..random.random_range(0..3) {
        let place = random.random_range(0..=bytes.len());
        bytes.insert(place, random.random());
    }
    let mut asked = request(
        methods[random.random_range(0..methods.len())].clone(),
        paths[random.random_range(0..paths.len())],
    )
    .body(Body::from(bytes))
    .unwrap();
    let headers = [
        "content-type",
        "cookie",
        "x-forwarded-for",
        "origin",
        "sec-fetch-site",
        "host",
        "accept",
        "range",
    ];
    if random.random_range(0..5) > 0 {
        asked.headers_mut().insert(
            "content-type",
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
    }
    for _ in 0..random.random_range(0..3) {
        let name = HeaderName::from_static(headers[random.random_range(0..headers.len())]);
        if let Ok(value) = HeaderValue::from_bytes(piece(random).as_bytes()) {
            asked.headers_mut().append(name, value);
        }
    }
    asked
}

#[tokio::test]
async fn promise_19_fifty_thousand_made_up_requests_bring_no_fault() {
    let site = site(Double::new());
    let mut random = ChaCha8Rng::seed_from_u64(19);
    let mut seen = std::collections::BTreeMap::new();
    for number in 0..50_000 {
        let asked = made_up(&mut random);
        let told = format!("{number}: {} {}", asked.method(), asked.uri());
        let answer = site.send(asked).await;
        assert!(answer.status.as_u16() < 500, "{told}: {}", answer.status);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{told}");
        for word in ["panicked", "SELECT", "/src/", ".rs:", "RUST_BACKTRACE"] {
            assert!(!answer.body.contains(word), "{told}: {word}");
        }
        *seen.entry(answer.status.as_u16()).or_insert(0) += 1;
    }
    for status in [200, 303, 404, 405, 415, 422] {
        assert!(seen.get(&status).is_some_and(|count| *count > 50), "{seen:?}");
    }
}

#[tokio::test]
async fn promise_20_nothing_served_is_a_secret_or_a_way_around() {
    let mut options = options();
    options.defence.hash_key = *b"the key of counted addresses....";
    let secrets = [
        "the key of counted addresses",
        &hex::encode(options.defence.hash_key),
        "sourceMappingURL",
        "localhost",
        "127.0.0.1",
        "BEGIN PRIVATE",
    ];
    let site = site_with(Double::new(), options);
    let mut pages = Vec::new();
    for path in ["/", "/procedure", "/result", "/nowhere", "/health/live"]
        .into_iter()
        .chain(ui::assets::all_paths())
    {
        pages.push(site.get(path).await);
    }
    pages.push(site.look_up(SERIES, NUMBER, SURNAME).await);
    for _ in 0..10 {
        pages.push(site.look_up(SERIES, NUMBER, "Нетакаева").await);
    }
    for page in &pages {
        for secret in secrets {
            assert!(!page.body.contains(secret), "{secret}");
            assert!(
                page.headers
                    .values()
                    .all(|value| !value.to_str().unwrap().contains(secret))
            );
        }
    }
    // The document is guessed at by now: nothing but a challenge that was met leads to an answer.
    let evaluated = site.evaluated();
    for (name, value) in [
        ("debug", "1"),
        ("admin", "true"),
        ("skip", "challenge"),
        ("challenge", "0"),
        ("work", "0.0.0.0.0.0.0.0"),
        ("page", "answer"),
        ("again", "00"),
        ("test", "1"),
    ] {
        let fields = [
            ("series", SERIES),
            ("number", NUMBER),
            ("surname", SURNAME),
            (name, value),
        ];
        assert!(
            site.post("/result", &fields).await.body.contains("Короткая проверка"),
            "{name}"
        );
    }
    for (name, value) in [
        ("x-debug", "1"),
        ("x-original-url", "/"),
        ("x-rewrite-url", "/"),
        ("x-http-method-override", "GET"),
        ("x-forwarded-for", "198.51.100.4"),
        ("x-forwarded-host", "localhost"),
        ("authorization", "Bearer 1"),
        ("cookie", "admin=1"),
    ] {
        let mut asked = post(
            "/result",
            &[("series", SERIES), ("number", NUMBER), ("surname", SURNAME)],
        );
        asked.headers_mut().insert(name, value.parse().unwrap());
        assert!(site.send(asked).await.body.contains("Короткая проверка"), "{name}");
    }
    assert_eq!(site.evaluated(), evaluated);
}
