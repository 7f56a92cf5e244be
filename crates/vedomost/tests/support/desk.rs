//! Somebody at a browser before a demo of their own.

use std::time::Duration;

use testkit::{Browser, BrowserWindow};

use super::demo::{self, Size};
use super::folders::Folders;
use super::server::Server;

/// Single keys as WebDriver spells them.
pub const TAB: &str = "\u{e004}";
pub const ENTER: &str = "\u{e007}";
pub const SPACE: &str = " ";

const PAUSE: Duration = Duration::from_millis(50);
const TRIES: usize = 200;

/// A demo of one's own and a browser before it.
pub struct Desk {
    pub server: Server,
    pub browser: Browser,
    pub folders: Folders,
}

impl Desk {
    pub async fn open(size: Size) -> Self {
        let folders = demo::copy(size);
        let server = Server::demo(&folders);
        let browser = Browser::open(BrowserWindow::Wide).await.unwrap();
        Self {
            server,
            browser,
            folders,
        }
    }

    /// An address of the staff pages.
    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.staff)
    }

    pub async fn goto(&self, path: &str) {
        self.browser.goto(&self.at(path)).await.unwrap();
    }

    /// One press on the sign-in page.
    pub async fn enter_as(&self, login: &str) {
        self.browser.driver().delete_all_cookies().await.unwrap();
        self.goto("/sign-in").await;
        let button = format!("form:has(input[name=login][value=\"{login}\"]) button");
        self.browser.click(&button).await.unwrap();
        self.browser.wait_for_words("Выйти").await.unwrap();
    }

    /// By name and password, as on an ordinary day.
    pub async fn sign_in(&self, login: &str, password: &str) {
        self.browser.driver().delete_all_cookies().await.unwrap();
        self.goto("/sign-in").await;
        self.browser.fill("#login", login).await.unwrap();
        self.browser.fill("#password", password).await.unwrap();
        self.browser.click_words("Войти").await.unwrap();
        self.browser.wait_for_words("Выйти").await.unwrap();
    }

    /// The address of the page without its host.
    pub async fn path(&self) -> String {
        let address = self.browser.address().await.unwrap();
        address.split_once(&self.server.staff).unwrap().1.to_owned()
    }

    /// Where the links lead.
    pub async fn hrefs(&self, css: &str) -> Vec<String> {
        let script =
            format!("return [...document.querySelectorAll({css:?})].map(one => one.getAttribute('href') || '')");
        self.browser.ask(&script).await.unwrap()
    }

    /// What the page says, with ordinary spaces.
    pub async fn words(&self) -> String {
        plain(&self.browser.text("body").await.unwrap())
    }

    /// Waits until the page shows `words`.
    pub async fn wait_for(&self, words: &str) {
        for _ in 0..TRIES {
            // The body of a page that is just being replaced cannot be read.
            if self
                .browser
                .text("body")
                .await
                .is_ok_and(|text| plain(&text).contains(words))
            {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!(
            "«{words}» is not on {}: {}",
            self.browser.address().await.unwrap(),
            self.words().await
        );
    }

    /// Clicks a link or button that begins with these words.
    pub async fn press(&self, words: &str) {
        let script = format!(
            "const all = [...document.querySelectorAll('main a, main button, main [role=button]')];
             const found = all.find(one => one.textContent.replace(/[\\u00a0\\s]+/g, ' ').trim().startsWith({words:?}));
             if (!found) return false; found.click(); return true;"
        );
        let pressed: bool = self.browser.ask(&script).await.unwrap();
        assert!(
            pressed,
            "no «{words}» on {}: {}",
            self.browser.address().await.unwrap(),
            self.words().await
        );
    }

    /// Types into whatever has the focus, one after the other.
    pub async fn type_all(&self, keys: &[&str]) {
        for keys in keys {
            self.browser.type_keys(keys).await.unwrap();
        }
    }

    pub async fn focus(&self, css: &str) {
        let focused: bool = self
            .browser
            .ask(&format!(
                "const one = document.querySelector({css:?}); if (one) one.focus(); return !!one;"
            ))
            .await
            .unwrap();
        assert!(focused, "{css}");
    }

    pub async fn value(&self, css: &str) -> String {
        self.browser
            .ask(&format!("return document.querySelector({css:?}).value"))
            .await
            .unwrap()
    }

    /// What a link of this page gives: status, media type, bytes.
    pub async fn fetched(&self, path: &str) -> (u16, String, Vec<u8>) {
        let script = format!(
            "return fetch({path:?}).then(async answer => [answer.status, answer.headers.get('content-type') || '',
             [...new Uint8Array(await answer.arrayBuffer())]]);"
        );
        self.browser.ask(&script).await.unwrap()
    }

    /// The page as it stands, in both windows.
    pub async fn must_be_whole(&self, what: &str) {
        for window in [BrowserWindow::Phone, BrowserWindow::Wide] {
            self.browser.resize(window).await.unwrap();
            must_be_whole(&self.browser, &format!("{what} {window:?}")).await;
        }
    }

    /// Chromium complains of every answer that is a refusal; this page is one.
    pub async fn must_be_whole_with_refusal(&self, what: &str) {
        let complaints = self.browser.complaints().await.unwrap();
        let refused = |complaint: &String| complaint.contains("the server responded with a status of 4");
        assert!(complaints.iter().all(refused), "{what}: {complaints:?}");
        self.must_be_whole(what).await;
    }

    pub async fn close(self) {
        self.browser.close().await.unwrap();
    }
}

/// Shut to nobody, no wider than the window, nothing refused by the policy, one heading of the first level.
pub async fn must_be_whole(browser: &Browser, what: &str) {
    assert_eq!(browser.axe_violations().await.unwrap(), Vec::<String>::new(), "{what}");
    assert!(!browser.has_sideways_scroll().await.unwrap(), "{what} scrolls sideways");
    assert_eq!(browser.complaints().await.unwrap(), Vec::<String>::new(), "{what}");
    let headings: usize = browser
        .ask("return document.querySelectorAll('h1').length")
        .await
        .unwrap();
    assert_eq!(headings, 1, "{what}: headings of the first level");
}

/// Pages keep short words together with no-break spaces; a test writes ordinary ones.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
