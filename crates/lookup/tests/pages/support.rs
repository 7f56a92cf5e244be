//! A double of the published results, a visitor, and what a response came to.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use domain::essay::{EssayValue, WorkType};
use lookup::{
    DatedLine, EssayPaper, Found, LookupOptions, OpenExam, Outcome, PublicFacts, PublishedEssay, PublishedGia,
    PublishedResults, Query, SecondQuestion, SittingOutcome, Unavailable, router,
};
use tower::ServiceExt;

/// Polina's document and surname: the one person whose result is published.
pub const SERIES: &str = "3214";
pub const NUMBER: &str = "987654";
pub const SURNAME: &str = "Артемьева";

/// What the double does when asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Answers,
    Fails,
    Panics,
}

/// Published results of one person.
pub struct Double {
    pub facts: PublicFacts,
    pub results: Vec<PublishedEssay>,
    pub exams: Vec<PublishedGia>,
    pub mood: Mood,
    pub evaluated: AtomicUsize,
}

impl Double {
    pub fn new() -> Self {
        Self {
            facts: facts(),
            results: vec![result("11|11011|1", "2026-12-02")],
            exams: Vec::new(),
            mood: Mood::Answers,
            evaluated: AtomicUsize::new(0),
        }
    }

    fn outcome(&self, query: &Query) -> Result<Outcome, Unavailable> {
        self.evaluated.fetch_add(1, Ordering::SeqCst);
        match self.mood {
            Mood::Panics => panic!("planted"),
            Mood::Fails => return Err(Unavailable::because("planted")),
            Mood::Answers => {}
        }
        let is_hers = (query.series.as_str(), query.number.as_str()) == (SERIES, NUMBER);
        let named = match self.facts.second_question {
            SecondQuestion::Surname => query.surname == "артемьева",
            SecondQuestion::Nothing => query.surname.is_empty(),
        };
        if is_hers && named && !(self.results.is_empty() && self.exams.is_empty()) {
            return Ok(Outcome::Found(Found {
                essays: self.results.clone(),
                exams: self.exams.clone(),
            }));
        }
        Ok(Outcome::NothingFound)
    }
}

impl PublishedResults for Double {
    fn facts(&self) -> Result<Arc<PublicFacts>, Unavailable> {
        match self.mood {
            Mood::Fails => Err(Unavailable::because("planted")),
            _ => Ok(Arc::new(self.facts.clone())),
        }
    }

    fn find(&self, query: &Query) -> Result<Outcome, Unavailable> {
        self.outcome(query)
    }
}

pub fn facts() -> PublicFacts {
    let line = |date: &str, what: &str| DatedLine {
        date: date.parse().unwrap(),
        what: what.to_owned(),
    };
    PublicFacts {
        open_exams: vec![OpenExam {
            group: "Итоговое сочинение (изложение)".to_owned(),
            subject: String::new(),
            date: "2026-12-02".parse().unwrap(),
        }],
        second_question: SecondQuestion::Surname,
        hot_line: "8 (3842) 00-00-00, будни с\u{a0}9 до\u{a0}18".to_owned(),
        procedure: vec!["Школьников знакомят с результатом в их школе.".to_owned()],
        schedule: vec![
            line("2026-12-02", "основная дата сочинения"),
            line("2027-02-03", "дополнительная дата сочинения"),
        ],
        today: "2026-12-17".parse().unwrap(),
        now: "17\u{a0}декабря 2026, 14:05".to_owned(),
        as_of: "Публикация №\u{a0}7 от\u{a0}16\u{a0}декабря 2026, 10:00".to_owned(),
    }
}

pub fn result(code: &str, exam_date: &str) -> PublishedEssay {
    PublishedEssay {
        paper: EssayPaper {
            work_type: WorkType::Composition,
            exam_date: exam_date.parse().unwrap(),
            publication_number: 7,
            published_at: "16\u{a0}декабря 2026, 10:00".to_owned(),
        }
        .into(),
        outcome: SittingOutcome::Checked(EssayValue::from_code(code).unwrap()),
        told_by: "лицей №\u{a0}11".into(),
    }
}

pub fn options() -> LookupOptions {
    LookupOptions::new("Министерство образования Кузбасса")
}

/// One running site and what its double saw.
pub struct TestSite {
    pub double: Arc<Double>,
    router: Router,
}

pub fn site(double: Double) -> TestSite {
    site_with(double, options())
}

pub fn site_with(double: Double, options: LookupOptions) -> TestSite {
    let double = Arc::new(double);
    let router = router(Arc::clone(&double) as Arc<dyn PublishedResults>, options);
    TestSite { double, router }
}

/// What came back.
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answered {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The text with no-break spaces as plain ones, entities included.
    pub fn text(&self) -> String {
        self.body.replace('\u{a0}', " ").replace("&nbsp;", " ")
    }

    /// Status, headers and body: what must not differ between two answers.
    pub fn whole(&self) -> (StatusCode, Vec<(String, String)>, String) {
        let headers = self.headers.iter();
        let mut headers: Vec<(String, String)> = headers
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        (self.status, headers, self.body.clone())
    }

    /// The text inside the page's one element of this name.
    pub fn inside(&self, element: &str) -> &str {
        let (_, rest) = self.body.split_once(&format!("<{element}>")).unwrap();
        rest.split_once(&format!("</{element}>")).unwrap().0
    }
}

/// How a policy names a text that stands inside a page: made here by another hand than the product's.
pub fn source_of(text: &str) -> String {
    use sha2::Digest;
    let bits: Vec<bool> = sha2::Sha256::digest(text)
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
        .collect();
    let letters: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['+', '/'])
        .collect();
    let mut hash: String = bits
        .chunks(6)
        .map(|six| letters[(0..6).fold(0, |sum, bit| sum * 2 + usize::from(six.get(bit) == Some(&true)))])
        .collect();
    while !hash.len().is_multiple_of(4) {
        hash.push('=');
    }
    format!("'sha256-{hash}'")
}

impl TestSite {
    pub fn evaluated(&self) -> usize {
        self.double.evaluated.load(Ordering::SeqCst)
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.send(request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        self.send(post(path, fields)).await
    }

    pub async fn look_up(&self, series: &str, number: &str, surname: &str) -> Answered {
        self.post(
            "/result",
            &[("series", series), ("number", number), ("surname", surname)],
        )
        .await
    }

    pub async fn send(&self, request: Request<Body>) -> Answered {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answered {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

pub fn request(method: Method, path: &str) -> axum::http::request::Builder {
    request_of("203.0.113.7:50000".parse().unwrap(), method, path)
}

pub fn request_of(peer: SocketAddr, method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "results.example")
        .extension(ConnectInfo(peer))
}

pub fn post(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    post_of("203.0.113.7:50000".parse().unwrap(), path, fields)
}

pub fn post_of(peer: SocketAddr, path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    request_of(peer, Method::POST, path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap()
}
