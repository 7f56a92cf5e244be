//! E3, promises 1 to 4: nobody sweeps documents or guesses at one, and nobody is shut out by who tries to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use crate::support::{Double, NUMBER, SERIES, SURNAME, options, post};
use crate::sweep::{Outcome, Watched, ip, outcome, shown};

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);
const TRIES: usize = 10_000;

/// Ten thousand misses spread evenly over a time; how many were evaluated. Nothing is ever shown to who sweeps.
async fn sweep(site: &Watched, over: Duration, from: impl Fn(usize) -> IpAddr) -> usize {
    let before = site.evaluated();
    for number in 0..TRIES {
        site.set(over.mul_f64(number as f64 / TRIES as f64));
        assert_ne!(site.miss(from(number), number).await, Outcome::Answer);
    }
    site.evaluated() - before
}

async fn polina_is_answered(site: &Watched, from: IpAddr) {
    let page = site.ask_with_work(from, [SERIES, NUMBER, SURNAME]).await;
    assert_eq!(outcome(&page), Outcome::Answer, "{from}");
}

#[tokio::test]
async fn e3_one_address_sweeps_twenty_documents_an_hour_and_no_more() {
    let site = Watched::new();
    let evaluated = sweep(&site, HOUR, |_| ip("203.0.113.7")).await;
    assert!((8..=20).contains(&evaluated), "{evaluated}");
    assert_eq!(
        outcome(&site.polina(ip("198.51.100.9")).await),
        Outcome::Answer,
        "others notice nothing"
    );
    polina_is_answered(&site, ip("203.0.113.7")).await;
}

#[tokio::test]
async fn e3_a_subnet_sweeps_a_hundred_documents_an_hour_and_no_more() {
    let site = Watched::new();
    let four = |number: usize| IpAddr::V4(Ipv4Addr::new(203, 0, 113, u8::try_from(number % 250).unwrap()));
    let evaluated = sweep(&site, HOUR, four).await;
    assert!((40..=100).contains(&evaluated), "{evaluated}");
    polina_is_answered(&site, ip("203.0.113.251")).await;

    for (net, most) in [(64, 20), (48, 100), (32, 1_000)] {
        let site = Watched::new();
        let base = 0x2001_0db8_0001_0002_u128 << 64;
        let within = |number: usize| {
            let number = u128::try_from(number).unwrap();
            // Another address each time, spread over the whole of the net.
            let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
            IpAddr::V6(Ipv6Addr::from_bits(base & (u128::MAX << (128 - net)) | spread >> net))
        };
        let evaluated = sweep(&site, HOUR, within).await;
        assert!(evaluated <= most, "/{net}: {evaluated}");
        assert!(evaluated * 4 >= most, "/{net}: {evaluated}");
    }
}

#[tokio::test]
async fn e3_a_sweep_from_many_networks_brings_the_challenge_for_everybody_and_its_end_ends_it() {
    let site = Watched::new();
    let from = |number: usize| IpAddr::V4(Ipv4Addr::new(100, 64, u8::try_from(number % 200).unwrap(), 7));
    let evaluated = sweep(&site, Duration::from_secs(60), from).await;
    assert!(evaluated <= 2_000, "{evaluated}");
    let honest = ip("198.51.100.9");
    let page = site.polina(honest).await;
    assert_eq!(outcome(&page), Outcome::Challenge, "within a minute");
    let page = site.work_out(honest, [SERIES, NUMBER, SURNAME], &shown(&page)).await;
    assert_eq!(outcome(&page), Outcome::Answer);
    // Every few seconds somebody honest comes by.
    let mut free = 0;
    for step in 0..240 {
        site.set(Duration::from_secs(60 + step * 5));
        free += usize::from(outcome(&site.polina(honest).await) == Outcome::Answer);
    }
    assert!(free > 0, "the challenge for everybody ends");
    assert_eq!(outcome(&site.polina(honest).await), Outcome::Answer);
}

#[tokio::test]
async fn e3_a_slow_sweep_from_many_networks_stays_small() {
    let site = Watched::new();
    let from = |number: usize| IpAddr::V4(Ipv4Addr::new(100, 64, u8::try_from(number % 200).unwrap(), 7));
    let evaluated = sweep(&site, HOUR, from).await;
    assert!(evaluated <= 2_000, "{evaluated}");
}

#[tokio::test]
async fn e3_waiting_instead_of_working_is_no_way_around() {
    let site = Watched::new();
    let stranger = ip("203.0.113.7");
    let numbers: Vec<String> = (0..400).map(|number| format!("{number:06}")).collect();
    let mut tokens = Vec::new();
    for (number, second) in numbers.iter().zip(0_u64..) {
        site.set(Duration::from_secs(second));
        let page = site.ask(stranger, "9999", number, "Гусева").await;
        if outcome(&page) == Outcome::Challenge {
            tokens.push((number, shown(&page).token));
        }
    }
    assert!(tokens.len() > 300);
    for ((number, token), second) in tokens.iter().zip(0_u64..) {
        // All of them have been waited out, and the hour is used to its end.
        site.set(Duration::from_secs(440 + second / 2));
        site.bring(stranger, ["9999", number, "Гусева"], token, "").await;
    }
    let evaluated = site.evaluated();
    assert!((8..=20).contains(&evaluated), "{evaluated}");
}

#[tokio::test]
async fn e3_working_has_an_end_too_and_tells_how_long_to_wait() {
    let site = Watched::new();
    let stranger = ip("203.0.113.7");
    let mut last = Outcome::NothingFound;
    let mut worked = 0;
    for number in 0..72 {
        let text = format!("{number:06}");
        let page = site.ask_with_work(stranger, ["9999", &text, "Гусева"]).await;
        last = outcome(&page);
        if last == Outcome::Wait {
            assert!(page.header("retry-after").parse::<u32>().unwrap() <= 60);
            assert!(page.text().contains("через 1 минуту"), "{}", page.text());
            assert!(page.body.contains("tel:+73842000000"));
            for secret in [&text, "9999", "Гусева"] {
                assert!(!page.body.contains(secret), "nothing typed is shown");
            }
            break;
        }
        worked += 1;
    }
    assert_eq!((worked, last), (68, Outcome::Wait), "eight free and sixty by work");
    site.pass(Duration::from_secs(60));
    polina_is_answered(&site, stranger).await;
}

#[tokio::test]
async fn e3_a_whole_school_behind_one_address_gets_through() {
    let site = Watched::new();
    let school = ip("203.0.113.7");
    for pupil in 0..120 {
        if pupil % 12 == 11 {
            site.miss(school, pupil).await;
        }
        polina_is_answered(&site, school).await;
    }
    let site = Watched::new();
    for _ in 0..600 {
        assert_eq!(
            outcome(&site.polina(school).await),
            Outcome::Answer,
            "right answers cost nothing"
        );
    }
}

/// Promise 3: strangers make a document harder and never shut; its owner is answered each time.
#[tokio::test]
async fn e3_a_thousand_surnames_against_one_document_and_its_owner_is_still_answered() {
    let site = Watched::new();
    for number in 0..1_000_usize {
        site.set(DAY.mul_f64(number as f64 / 1_000.0));
        let stranger = IpAddr::V4(Ipv4Addr::new(100, 64, u8::try_from(number % 200).unwrap(), 7));
        let surname = format!(
            "Гусева{}",
            ["а", "б", "в", "г"]
                .get(number % 4)
                .unwrap()
                .repeat(number / 4 % 70 + 1)
        );
        let page = site.ask(stranger, SERIES, NUMBER, &surname).await;
        assert_ne!(outcome(&page), Outcome::Answer);
    }
    let evaluated = site.evaluated();
    assert!((4..=10).contains(&evaluated), "{evaluated}");
    for last_octets in 0..50 {
        let owner = IpAddr::V4(Ipv4Addr::new(198, 51, last_octets, 9));
        // The strangers go on: whatever try is due by now is theirs.
        site.ask(ip("100.64.201.7"), SERIES, NUMBER, "Гусева").await;
        let page = site.polina(owner).await;
        assert_eq!(outcome(&page), Outcome::Challenge, "a harder one");
        assert_eq!(shown(&page).zeros, 19 - 3);
        let answers = [SERIES, NUMBER, SURNAME];
        let page = match last_octets % 10 {
            0 => site.work_out(owner, answers, &shown(&page)).await,
            _ => {
                site.pass(Duration::from_secs(30));
                site.bring(owner, answers, &shown(&page).token, "").await
            }
        };
        assert_eq!(outcome(&page), Outcome::Answer);
    }
}

#[tokio::test]
async fn e3_who_works_for_surnames_is_stopped_by_network_and_the_owner_is_not() {
    let site = Watched::new();
    let guess = |number: usize| format!("Гусев{}", "а".repeat(number + 1));
    let stranger = ip("203.0.113.7");
    let mut evaluated = Vec::new();
    for number in 0..14 {
        site.ask_with_work(stranger, [SERIES, NUMBER, &guess(number)]).await;
        evaluated.push(site.evaluated());
    }
    assert_eq!(evaluated.last(), Some(&9), "four free and five by work");
    let neighbour = ip("203.0.113.200");
    let page = site.ask_with_work(neighbour, [SERIES, NUMBER, "Гусева"]).await;
    assert_eq!(outcome(&page), Outcome::Wait, "another address of the same network");
    polina_is_answered(&site, ip("198.51.100.9")).await;
    site.pass(Duration::from_secs(2 * 3_600));
    polina_is_answered(&site, neighbour).await;
}

/// Promise 4: the same figures as of one address.
#[tokio::test]
async fn e3_forged_forwarding_headers_change_nothing() {
    for trusted in [Vec::new(), vec!["203.0.113.7/32"]] {
        let mut options = options();
        options.trusted_proxies = trusted.iter().map(|net| net.parse().unwrap()).collect();
        let is_proxied = !trusted.is_empty();
        let site = Watched::with(Double::new(), options, None);
        for number in 0..2_000_usize {
            let own_word = Ipv4Addr::from_bits(0x0a00_0000 + u32::try_from(number).unwrap());
            let number = format!("{number:06}");
            let mut asked = post(
                "/result",
                &[("series", "9999"), ("number", &number), ("surname", "Гусева")],
            );
            let headers = asked.headers_mut();
            let forwarded = if is_proxied {
                // What the proxy adds stands last; the rest is the stranger's.
                format!("{own_word}, 203.0.113.7, {own_word}, 198.51.100.4")
            } else {
                own_word.to_string()
            };
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            for name in [
                "x-real-ip",
                "true-client-ip",
                "cf-connecting-ip",
                "x-client-ip",
                "x-cluster-client-ip",
            ] {
                headers.insert(name, own_word.to_string().parse().unwrap());
            }
            headers.insert("forwarded", format!("for={own_word}").parse().unwrap());
            site.site.send(asked).await;
        }
        assert_eq!(site.evaluated(), 8, "{trusted:?}");
        let counted = if is_proxied { "198.51.100.4" } else { "203.0.113.7" };
        if !is_proxied {
            assert_eq!(outcome(&site.polina(ip(counted)).await), Outcome::Challenge);
        }
    }
}

/// A visitor of a listed proxy is counted by his own address, not by the proxy's.
#[tokio::test]
async fn e3_behind_a_listed_proxy_everybody_counts_alone() {
    let mut options = options();
    options.trusted_proxies = vec!["203.0.113.7/32".parse().unwrap()];
    let site = Watched::with(Double::new(), options, None);
    for visitor in 0..100_u8 {
        let mut asked = post("/result", &[("number", "1"), ("surname", "Гусева")]);
        let forwarded = format!("198.51.{visitor}.4").parse().unwrap();
        asked.headers_mut().insert("x-forwarded-for", forwarded);
        site.pass(DAY);
        assert_eq!(
            outcome(&site.site.send(asked).await),
            Outcome::NothingFound,
            "{visitor}"
        );
    }
}

#[tokio::test]
async fn e3_what_was_counted_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tries.bin");
    let stranger = ip("203.0.113.7");
    {
        let before = Watched::kept_in(&path);
        for number in 0..8 {
            before.miss(stranger, number).await;
        }
        before.pass(Duration::from_secs(5));
        assert_eq!(before.miss(stranger, 8).await, Outcome::Challenge);
        let start = std::time::Instant::now();
        while !path.exists() {
            assert!(start.elapsed() < Duration::from_secs(20), "nothing is written down");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    let after = Watched::kept_in(&path);
    after.set(Duration::from_secs(6));
    assert_eq!(after.miss(stranger, 9).await, Outcome::Challenge);
    assert_eq!(after.evaluated(), 0);
    polina_is_answered(&after, stranger).await;
    let kept = std::fs::read(&path).unwrap();
    for secret in [
        "203.0.113.7".as_bytes(),
        &[203, 0, 113, 7],
        b"000001",
        "9999".as_bytes(),
    ] {
        assert!(
            !kept.windows(secret.len()).any(|window| window == secret),
            "keyed hashes only"
        );
    }
    std::fs::write(&path, &kept[..kept.len() - 1]).unwrap();
    let damaged = Watched::kept_in(&path);
    assert_eq!(
        damaged.miss(stranger, 10).await,
        Outcome::NothingFound,
        "it starts all the same"
    );
}
