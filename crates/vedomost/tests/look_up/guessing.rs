//! E3 through the real binary and a real browser: who has guessed too often meets a challenge, the page's own script or a
//! little waiting meets it, and neither a restart nor a replay gets around it.

use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use testkit::{Browser, BrowserWindow};

use crate::support::desk::must_be_whole;
use crate::support::form::Form;
use crate::support::server::Server;
use crate::support::visitor::{Answer, Visitor};
use crate::{Engine, Installation, ask, look_up};

/// The free tries of one address.
const FREE: usize = 8;

async fn use_up_what_is_free(visitor: &Visitor) {
    for number in 0..FREE {
        let missed = ask(visitor, "0099", &format!("{number:06}"), "Неизвестнов").await;
        assert!(missed.words().contains("Результат не найден"), "{}", missed.words());
    }
}

fn challenge(page: &Answer) -> Form {
    assert!(page.words().contains("Короткая проверка"), "{}", page.words());
    page.form("/result")
}

/// A person on a phone, in both versions, with the script; and the page as it is without one.
#[tokio::test(flavor = "multi_thread")]
async fn e3_a_participant_meets_the_challenge_on_a_phone() {
    let one = Installation::released(Engine::Sqlite).await;
    one.decide().await;
    let server = one.serve();
    let visitor = server.public_visitor();
    use_up_what_is_free(&visitor).await;
    let who = one.released_participant();
    let browser = Browser::open(BrowserWindow::Phone).await.unwrap();
    browser.goto(&format!("http://{}/", server.public)).await.unwrap();
    for version in ["ordinary", "strong"] {
        browser.fill("#series", &who.document.series).await.unwrap();
        browser.fill("#number", &who.document.number).await.unwrap();
        browser.click("button.go").await.unwrap();
        browser.wait_for_words("Ваша фамилия").await.unwrap();
        browser.fill("#surname", &who.name.surname).await.unwrap();
        browser.click("button.go").await.unwrap();
        // The challenge goes by itself: the result opens without another touch.
        browser.wait_for_words("Зачёт").await.unwrap();
        must_be_whole(&browser, version).await;
        let address = browser.address().await.unwrap();
        assert!(address.ends_with("/result"), "nothing typed in the address: {address}");
        browser.goto(&format!("http://{}/", server.public)).await.unwrap();
        browser.click_to_leave(".sw").await.unwrap();
    }
    let met = look_up(&visitor, who, &who.name.surname).await;
    challenge(&met);
    let style = visitor.page(ui::assets::public_stylesheet_path()).await.text();
    browser
        .goto(&format!("file://{}", without_script(&one, &met, &style, "ordinary")))
        .await
        .unwrap();
    browser.wait_for_words("Подождите 20").await.unwrap();
    assert_eq!(browser.axe_violations().await.unwrap(), Vec::<String>::new());
    assert!(!browser.has_sideways_scroll().await.unwrap());
    let fields = [
        ("vision", "strong"),
        ("page", "challenge"),
        ("series", who.document.series.as_str()),
        ("number", &who.document.number),
        ("surname", &who.name.surname),
    ];
    let strong = visitor.post("/vision", &fields).await;
    browser
        .goto(&format!("file://{}", without_script(&one, &strong, &style, "strong")))
        .await
        .unwrap();
    browser.wait_for_words("Подождите 20").await.unwrap();
    assert_eq!(browser.axe_violations().await.unwrap(), Vec::<String>::new());
    assert!(!browser.has_sideways_scroll().await.unwrap());
    browser.close().await.unwrap();
}

/// The page as a browser without scripts has it, in a file, with the stylesheet inside: a file may not fetch it.
fn without_script(one: &Installation, page: &Answer, style: &str, name: &str) -> String {
    let text = page.text();
    let link = format!(
        "<link rel=\"stylesheet\" href=\"{}\">",
        ui::assets::public_stylesheet_path()
    );
    assert!(text.contains(&link));
    let text = text.replace(&link, &format!("<style>{style}</style>"));
    let (before, rest) = text.split_once("<script").unwrap();
    let (_, after) = rest.split_once("</script>").unwrap();
    let path = one.folders.root().join(format!("{name}.html"));
    std::fs::write(&path, format!("{before}{after}")).unwrap();
    path.display().to_string()
}

/// Killed and started again: the tries are remembered, the challenges are not.
#[tokio::test(flavor = "multi_thread")]
async fn e3_after_a_kill_tries_are_remembered_and_old_challenges_are_void() {
    let one = Installation::released(Engine::Sqlite).await;
    one.decide().await;
    let mut server = one.serve();
    let visitor = server.public_visitor();
    use_up_what_is_free(&visitor).await;
    let who = one.released_participant();
    let page = look_up(&visitor, who, &who.name.surname).await;
    let old = challenge(&page).with("work", &work_out(&page));
    must_be_written_down(&one, &visitor).await;
    server.program.kill().unwrap();

    let server: Server = one.serve();
    let visitor = server.public_visitor();
    let replayed = visitor.submit(&old).await;
    let new = challenge(&replayed);
    assert_ne!(new.value("challenge"), old.value("challenge"));
    let met = new.with("work", &work_out(&replayed));
    let answered = visitor.submit(&met).await;
    assert!(answered.words().contains("Зачёт"), "{}", answered.words());
    challenge(&visitor.submit(&met).await);
}

/// Counters reach the file within seconds, as long as anybody asks.
async fn must_be_written_down(one: &Installation, visitor: &Visitor) {
    let file = one.folders.data().join("look-up-tries");
    let start = Instant::now();
    // The first file may be from before the last miss; the next one is not.
    while !file.exists() || start.elapsed() < Duration::from_secs(6) {
        assert!(start.elapsed() < Duration::from_secs(30), "nothing is written down");
        challenge(&ask(visitor, "0099", "000099", "Неизвестнов").await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// What the page's script does.
fn work_out(page: &Answer) -> String {
    let text = page.text();
    let data = |name: &str| {
        let (_, rest) = text.split_once(&format!("data-{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    let (seed, zeros): (String, u32) = (data("seed"), data("zeros").parse().unwrap());
    let search = |part: u32| {
        let fits = |number: &u32| {
            let hash = Sha256::new()
                .chain_update(&seed)
                .chain_update(number.to_be_bytes())
                .chain_update(part.to_be_bytes())
                .finalize();
            u32::from_be_bytes(*hash.first_chunk::<4>().unwrap()).leading_zeros() >= zeros
        };
        (0..).find(fits).unwrap().to_string()
    };
    (0..8).map(search).collect::<Vec<_>>().join(".")
}
