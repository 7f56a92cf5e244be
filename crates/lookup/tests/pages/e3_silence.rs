//! E3, promises 5 and 7: what may not be told looks the same and is the same work, challenged or not; what was typed stands
//! in no address, log, referrer or cache.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

use crate::support::{Answered, Double, Mood, NUMBER, SERIES, SURNAME, options};
use crate::sweep::{Outcome, Watched, ip, outcome, shown};

/// What the log of a test came to.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Status, headers and body without what differs between any two pages of a challenge: token, seed, and the answers
/// that are carried on.
fn masked(page: &Answered, answers: [&str; 3]) -> String {
    let (status, headers, mut body) = page.whole();
    if outcome(page) == Outcome::Challenge {
        let shown = shown(page);
        body = body.replace(&shown.token, "TOKEN").replace(&shown.seed, "SEED");
    }
    for answer in answers.iter().filter(|answer| !answer.is_empty()) {
        let carried = format!("value=\"{}\"", answer.to_lowercase());
        body = body.replace(&carried, "value=\"\"");
    }
    format!("{status} {headers:?} {body}")
}

#[tokio::test]
async fn e3_whatever_may_not_be_told_is_the_same_page_and_the_same_work() {
    let known = || Watched::new();
    let nothing_released = || {
        let double = Double {
            results: Vec::new(),
            ..Double::new()
        };
        Watched::with(double, options(), None)
    };
    let polina = [SERIES, NUMBER, SURNAME];
    let cases = [
        ("unknown", known(), ["1111", "222222", "нетакаева"]),
        ("wrong surname", known(), [SERIES, NUMBER, "нетакаева"]),
        ("not yet, or destroyed", nothing_released(), polina),
        ("mistyped", known(), [SERIES, "987645", SURNAME]),
    ];
    let from = ip("203.0.113.7");
    let mut pages: Vec<(&str, Vec<String>, usize)> = Vec::new();
    for (what, site, answers) in cases {
        let [series, number, surname] = answers;
        let mut seen = Vec::new();
        // Free, challenged because the document is guessed at, and challenged because the address has used up its tries.
        for _ in 0..6 {
            seen.push(masked(&site.ask(from, series, number, surname).await, answers));
        }
        let worked = site.ask_with_work(from, answers).await;
        assert_eq!(outcome(&worked), Outcome::NothingFound, "{what}");
        seen.push(masked(&worked, answers));
        pages.push((what, seen, site.evaluated()));
    }
    let (_, expected, work) = &pages[0];
    assert!(expected[0] != expected[5], "a challenge stands among them");
    for (what, seen, evaluated) in &pages {
        assert!(seen == expected, "{what}");
        assert_eq!(evaluated, work, "{what}");
    }
}

#[tokio::test]
async fn e3_what_was_typed_stands_in_no_address_log_referrer_or_cache() {
    let log = Log::default();
    // A moment may have any four digits in it by chance.
    let subscriber = tracing_subscriber::fmt()
        .without_time()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let canaries = ["7788", "554433", "канарейкина", "198.51.100.77", "100.64."];
    let answers = ["7788", "554433", "Канарейкина"];
    let from = ip("198.51.100.77");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tries.bin");
    let sites = [
        Watched::kept_in(&path),
        Watched::with(
            Double {
                mood: Mood::Fails,
                ..Double::new()
            },
            options(),
            None,
        ),
    ];
    let mut pages = Vec::new();
    for site in &sites {
        let [series, number, surname] = answers;
        let document = [("series", series), ("number", number)];
        pages.push(site.site.post("/result/surname", &document).await);
        for _ in 0..12 {
            pages.push(site.ask(from, series, number, surname).await);
            site.pass(Duration::from_secs(1));
        }
        // A sweep that brings the challenge for everybody, which the log tells of.
        for number in 0..400_usize {
            let network = u8::try_from(number % 200).unwrap();
            let stranger = std::net::IpAddr::V4(std::net::Ipv4Addr::new(100, 64, network, 7));
            site.ask(stranger, "7788", &format!("{number:06}"), surname).await;
        }
        pages.push(site.ask(from, series, number, surname).await);
        pages.push(site.ask(from, "77*88", number, surname).await);
        pages.push(site.ask(from, series, number, "Канарейкина1").await);
    }
    for page in &pages {
        let kept = page.header("cache-control");
        assert_eq!((kept, page.header("referrer-policy")), ("no-store", "no-referrer"));
        for canary in canaries {
            let in_a_header = page.headers.values().any(|value| {
                let value = value.to_str().unwrap().to_lowercase();
                value.contains(canary)
            });
            assert!(!in_a_header, "{canary}");
            for attribute in ["href=\"", "action=\"", "src=\""] {
                for address in page.body.split(attribute).skip(1) {
                    let address = address.split('"').next().unwrap().to_lowercase();
                    assert!(!address.contains(canary), "{address}");
                }
            }
        }
    }
    let written = String::from_utf8(log.0.lock().unwrap().clone()).unwrap().to_lowercase();
    assert!(written.contains("everybody is asked for a challenge"), "{written}");
    for canary in canaries {
        assert!(!written.contains(canary), "{canary} in {written}");
    }
}
