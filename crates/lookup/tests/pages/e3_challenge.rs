//! E3, promise 6: a challenge is good once, for its answers, for its time, in its process.

use std::net::IpAddr;
use std::time::Duration;

use crate::support::{Answered, NUMBER, SERIES, SURNAME, source_of};
use crate::sweep::{Outcome, Shown, Watched, ip, outcome, shown, work_out};

const POLINA: [&str; 3] = [SERIES, NUMBER, SURNAME];

fn stranger() -> IpAddr {
    ip("203.0.113.7")
}

/// A site whose one visitor has used up what is free, and the challenge he was shown for these answers.
async fn challenged(answers: [&str; 3]) -> (Watched, Shown) {
    let site = Watched::new();
    for number in 0..8 {
        assert_eq!(site.miss(stranger(), number).await, Outcome::NothingFound);
    }
    let page = site.ask(stranger(), answers[0], answers[1], answers[2]).await;
    assert_eq!(outcome(&page), Outcome::Challenge);
    let shown = shown(&page);
    (site, shown)
}

#[track_caller]
fn asked_anew(page: &Answered, old: &Shown) {
    assert_eq!(outcome(page), Outcome::Challenge);
    assert_ne!(shown(page).token, old.token, "a new one");
}

#[tokio::test]
async fn e3_a_challenge_brings_one_answer_and_is_not_accepted_again() {
    let (site, challenge) = challenged(POLINA).await;
    let work = work_out(&challenge);
    let page = site.bring(stranger(), POLINA, &challenge.token, &work).await;
    assert_eq!(outcome(&page), Outcome::Answer);
    let evaluated = site.evaluated();
    for (from, wait) in [(stranger(), 0), (stranger(), 60), (ip("198.51.100.9"), 0)] {
        site.pass(Duration::from_secs(wait));
        let again = site.bring(from, POLINA, &challenge.token, &work).await;
        if from == stranger() {
            asked_anew(&again, &challenge);
        }
    }
    assert_eq!(
        site.evaluated(),
        evaluated + 1,
        "only the other address, which needs no challenge"
    );
}

#[tokio::test]
async fn e3_a_challenge_is_not_accepted_for_other_answers() {
    let (site, challenge) = challenged(POLINA).await;
    let work = work_out(&challenge);
    let evaluated = site.evaluated();
    for answers in [
        [SERIES, NUMBER, "Гусева"],
        [SERIES, NUMBER, "Артемьево"],
        [SERIES, "987655", SURNAME],
        ["32149", "87654", SURNAME],
        ["321", "4987654", SURNAME],
        ["", "3214987654", SURNAME],
    ] {
        let page = site.bring(stranger(), answers, &challenge.token, &work).await;
        asked_anew(&page, &challenge);
    }
    assert_eq!(site.evaluated(), evaluated);
    let page = site.bring(stranger(), POLINA, &challenge.token, &work).await;
    assert_eq!(outcome(&page), Outcome::Answer, "for its own it still is good");
}

#[tokio::test]
async fn e3_parts_of_two_challenges_make_none() {
    let (site, one) = challenged(POLINA).await;
    let other = shown(&site.ask(stranger(), SERIES, NUMBER, SURNAME).await);
    assert_ne!(one.token, other.token);
    let evaluated = site.evaluated();
    let (head, seal) = (42, one.token.len());
    let spliced = format!("{}{}", &one.token[..head], &other.token[head..seal]);
    for (token, work) in [
        (spliced.as_str(), work_out(&one)),
        (spliced.as_str(), work_out(&other)),
        (one.token.as_str(), work_out(&other)),
        (one.token.as_str(), "0.0.0.0.0.0.0.0".to_owned()),
        ("", work_out(&one)),
    ] {
        let page = site.bring(stranger(), POLINA, token, &work).await;
        assert_eq!(outcome(&page), Outcome::Challenge);
    }
    assert_eq!(site.evaluated(), evaluated);
}

#[tokio::test]
async fn e3_a_challenge_runs_out() {
    let (site, challenge) = challenged(POLINA).await;
    let work = work_out(&challenge);
    site.pass(Duration::from_secs(601));
    // One more miss was due meanwhile; it is used up, so that the old challenge is all there is.
    site.miss(stranger(), 9).await;
    let evaluated = site.evaluated();
    for work in [work.as_str(), ""] {
        let page = site.bring(stranger(), POLINA, &challenge.token, work).await;
        asked_anew(&page, &challenge);
    }
    assert_eq!(site.evaluated(), evaluated);
}

#[tokio::test]
async fn e3_a_challenge_of_before_a_restart_is_not_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tries.bin");
    let before = Watched::kept_in(&path);
    for number in 0..8 {
        before.miss(stranger(), number).await;
    }
    before.pass(Duration::from_secs(6));
    let unused = shown(&before.polina(stranger()).await);
    let used = shown(&before.polina(stranger()).await);
    let page = before.work_out(stranger(), POLINA, &used).await;
    assert_eq!(outcome(&page), Outcome::Answer);
    let start = std::time::Instant::now();
    while !path.exists() {
        assert!(start.elapsed() < Duration::from_secs(20), "nothing is written down");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(before);
    let after = Watched::kept_in(&path);
    after.set(Duration::from_secs(7));
    for old in [&used, &unused] {
        let page = after.work_out(stranger(), POLINA, old).await;
        asked_anew(&page, old);
    }
    assert_eq!(after.evaluated(), 0);
    let page = after.ask_with_work(stranger(), POLINA).await;
    assert_eq!(outcome(&page), Outcome::Answer, "a new one is given and accepted");
}

#[tokio::test]
async fn e3_without_a_script_a_visitor_waits_and_gets_on() {
    let (site, challenge) = challenged(POLINA).await;
    let first = site.polina(stranger()).await;
    assert!(first.text().contains("Подождите 20 секунд и нажмите кнопку"));
    site.pass(Duration::from_secs(8));
    let early = site.bring(stranger(), POLINA, &challenge.token, "").await;
    assert_eq!(outcome(&early), Outcome::Challenge);
    assert_eq!(
        shown(&early).token,
        challenge.token,
        "the same, so that the wait goes on"
    );
    assert!(
        early.text().contains("Ещё рано. Подождите 12 секунд"),
        "{}",
        early.text()
    );
    site.pass(Duration::from_secs(12));
    let page = site.bring(stranger(), POLINA, &challenge.token, "").await;
    assert_eq!(outcome(&page), Outcome::Answer);
    let again = site.bring(stranger(), POLINA, &challenge.token, "").await;
    asked_anew(&again, &challenge);
}

#[tokio::test]
async fn e3_the_page_of_a_challenge_is_light_and_the_only_one_with_a_script() {
    let (site, _) = challenged(POLINA).await;
    let page = site.polina(stranger()).await;
    assert!(page.body.len() <= 15 * 1024, "{} bytes", page.body.len());
    let script = source_of(page.inside("script"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with(&format!("default-src 'none'; script-src {script}; style-src 'self'; ")),
        "{policy}"
    );
    assert_eq!(page.body.matches("<script").count(), 1);
    assert!(!page.body.contains("http://") && !page.body.contains("https://") && !page.body.contains(" style=\""));
    for (name, value) in [("cache-control", "no-store"), ("referrer-policy", "no-referrer")] {
        assert_eq!(page.header(name), value);
    }
    let answer = site.ask_with_work(stranger(), POLINA).await;
    assert!(!answer.header("content-security-policy").contains("script-src"));
    assert!(!answer.body.contains("<script"));
}

#[tokio::test]
async fn e3_the_switch_of_vision_keeps_the_answers_on_the_page_of_a_challenge() {
    let (site, _) = challenged(POLINA).await;
    let evaluated = site.evaluated();
    let fields = [
        ("vision", "strong"),
        ("page", "challenge"),
        ("series", SERIES),
        ("number", NUMBER),
        ("surname", SURNAME),
    ];
    let page = site.site.post("/vision", &fields).await;
    assert_eq!(outcome(&page), Outcome::Challenge);
    assert!(page.body.contains("<body class=\"strong\">"));
    assert_eq!(site.evaluated(), evaluated);
    let page = site.work_out(stranger(), POLINA, &shown(&page)).await;
    assert_eq!(outcome(&page), Outcome::Answer);
}

/// Who switches the version of an answer was answered already: it costs no challenge, not even while everybody needs one.
#[tokio::test]
async fn e3_an_answer_is_shown_again_without_a_challenge() {
    let (site, challenge) = challenged(POLINA).await;
    let answer = site.work_out(stranger(), POLINA, &challenge).await;
    let again = answer.body.split_once("name=\"again\" value=\"").unwrap().1;
    let again = again.split_once('"').unwrap().0;
    let page = site
        .site
        .post("/vision", &[("vision", "strong"), ("page", "answer"), ("again", again)])
        .await;
    assert_eq!(outcome(&page), Outcome::Answer);
}
