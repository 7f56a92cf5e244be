//! A site under a clock of the test's own, visitors from any address, and who meets a challenge.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use lookup::{DefenceOptions, LookupOptions};
use sha2::{Digest, Sha256};

use crate::support::{Answered, Double, NUMBER, SERIES, SURNAME, TestSite, options, post_of, site_with};

/// 15 January 2027, in milliseconds since 1970.
const START: u64 = 1_800_000_000_000;

/// A site whose time the test moves.
pub struct Watched {
    pub site: TestSite,
    clock: Arc<AtomicU64>,
}

/// What a try came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Answer,
    NothingFound,
    Challenge,
    Wait,
}

/// A challenge as its page shows it.
#[derive(Clone)]
pub struct Shown {
    pub token: String,
    pub seed: String,
    pub zeros: u32,
}

impl Watched {
    pub fn new() -> Self {
        Self::with(Double::new(), options(), None)
    }

    pub fn kept_in(path: &Path) -> Self {
        Self::with(Double::new(), options(), Some(path))
    }

    pub fn with(double: Double, mut options: LookupOptions, kept_in: Option<&Path>) -> Self {
        let clock = Arc::new(AtomicU64::new(START));
        let told = Arc::clone(&clock);
        options.defence = DefenceOptions {
            clock: Arc::new(move || Duration::from_millis(told.load(Ordering::SeqCst))),
            hash_key: [42; 32],
            kept_in: kept_in.map(Path::to_owned),
        };
        Self {
            site: site_with(double, options),
            clock,
        }
    }

    pub fn pass(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap();
        self.clock.fetch_add(millis, Ordering::SeqCst);
    }

    pub fn set(&self, since_start: Duration) {
        let millis = u64::try_from(since_start.as_millis()).unwrap();
        self.clock.store(START + millis, Ordering::SeqCst);
    }

    pub fn evaluated(&self) -> usize {
        self.site.evaluated()
    }

    pub async fn page(&self, from: IpAddr, fields: &[(&str, &str)]) -> Answered {
        self.site
            .send(post_of(SocketAddr::new(from, 50_000), "/result", fields))
            .await
    }

    pub async fn ask(&self, from: IpAddr, series: &str, number: &str, surname: &str) -> Answered {
        self.page(from, &[("series", series), ("number", number), ("surname", surname)])
            .await
    }

    /// The one whose result is published.
    pub async fn polina(&self, from: IpAddr) -> Answered {
        self.ask(from, SERIES, NUMBER, SURNAME).await
    }

    /// A document that nobody has, another one each time.
    pub async fn miss(&self, from: IpAddr, number: usize) -> Outcome {
        outcome(&self.ask(from, "9999", &format!("{number:06}"), "Гусева").await)
    }

    /// The challenge of these answers, worked out.
    pub async fn work_out(&self, from: IpAddr, answers: [&str; 3], shown: &Shown) -> Answered {
        self.bring(from, answers, &shown.token, &work_out(shown)).await
    }

    pub async fn bring(&self, from: IpAddr, answers: [&str; 3], token: &str, work: &str) -> Answered {
        let [series, number, surname] = answers;
        let fields = [
            ("series", series),
            ("number", number),
            ("surname", surname),
            ("challenge", token),
            ("work", work),
        ];
        self.page(from, &fields).await
    }

    /// Asks, meets the challenge if there is one, and brings it.
    pub async fn ask_with_work(&self, from: IpAddr, answers: [&str; 3]) -> Answered {
        let [series, number, surname] = answers;
        let page = self.ask(from, series, number, surname).await;
        match outcome(&page) {
            Outcome::Challenge => self.work_out(from, answers, &shown(&page)).await,
            _ => page,
        }
    }
}

pub fn outcome(page: &Answered) -> Outcome {
    if page.status == StatusCode::TOO_MANY_REQUESTS {
        return Outcome::Wait;
    }
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    if page.body.contains("name=\"challenge\"") {
        Outcome::Challenge
    } else if page.body.contains("показать нечего") {
        Outcome::NothingFound
    } else {
        assert!(page.body.contains("Ваш результат"), "{}", page.text());
        Outcome::Answer
    }
}

pub fn shown(page: &Answered) -> Shown {
    let between = |before: &str| {
        let rest = page.body.split_once(before).unwrap().1;
        rest.split_once('"').unwrap().0.to_owned()
    };
    Shown {
        token: between("name=\"challenge\" value=\""),
        seed: between("data-seed=\""),
        zeros: between("data-zeros=\"").parse().unwrap(),
    }
}

/// What the page's script does.
pub fn work_out(shown: &Shown) -> String {
    let search = |part: u32| {
        let mut message = [0; 40];
        message[..32].copy_from_slice(shown.seed.as_bytes());
        message[36..].copy_from_slice(&part.to_be_bytes());
        let fits = |number: &u32| {
            let mut message = message;
            message[32..36].copy_from_slice(&number.to_be_bytes());
            let digest = Sha256::digest(message);
            let first: [u8; 4] = *digest.first_chunk().unwrap();
            u32::from_be_bytes(first).leading_zeros() >= shown.zeros
        };
        (0..).find(fits).unwrap().to_string()
    };
    (0..8).map(search).collect::<Vec<_>>().join(".")
}

pub fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}
