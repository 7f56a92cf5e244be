use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::error::WebDriverError;
use thirtyfour::{By, ChromeCapabilities, Key, LoggingPrefsLogLevel, WebDriver, WebElement};

use crate::axe;
use crate::guarded_program::{GuardedProgram, RunAs};
use crate::programs::BrowserPrograms;
use crate::{CHROMEDRIVER_VARIABLE, CHROMIUM_VARIABLE, Error, Result, TemporaryFolder};

/// A Chromium of its own, without a past: it finds elements by CSS selectors and waits for them as a person would.
/// End a test with [`Browser::close`]; a browser that is merely dropped goes too, but blocks the thread for a moment.
pub struct Browser {
    driver: WebDriver,
    _chromedriver: GuardedProgram,
}

/// The inside of the window in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrowserWindow {
    /// 1280 × 900, an office screen.
    Wide,
    /// 360 × 740, a small phone.
    Phone,
}

const STARTING_TAKES_AT_MOST: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

/// No sandbox because tests run as root; the rest keeps the browser off the network and off the screen.
const FLAGS: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-device-scale-factor=1",
    "--lang=ru",
    // Chromium ends by itself when chromedriver is gone.
    "--remote-debugging-pipe",
    "--window-size=1280,900",
];

impl BrowserWindow {
    /// Width and height.
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Wide => (1280, 900),
            Self::Phone => (360, 740),
        }
    }
}

impl Browser {
    /// Starts chromedriver on a free port and a Chromium with a new profile.
    pub async fn open(window: BrowserWindow) -> Result<Self> {
        let programs = BrowserPrograms::find().ok_or_else(|| {
            Error::new(format!(
                "Chromium or chromedriver is not installed: set {CHROMIUM_VARIABLE} and {CHROMEDRIVER_VARIABLE}, or \
                 install them (Debian: apt-get install chromium chromium-driver), or run `cargo xtask test` as root"
            ))
        })?;
        let folder = TemporaryFolder::new("chromium")?;
        let capabilities = capabilities(&programs.chromium, &folder.path().join("profile"))
            .map_err(|error| Error::because("capabilities", error))?;
        let chromedriver = GuardedProgram::start(
            &programs.chromedriver,
            &["--port=0".to_owned()],
            folder,
            RunAs::Ourselves,
            "TERM",
        )?;
        let port = port_of(&chromedriver)?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .map_err(|error| {
                let output = chromedriver.output();
                Error::new(format!("Chromium does not start: {error}\n{output}"))
            })?;
        let browser = Self {
            driver,
            _chromedriver: chromedriver,
        };
        browser.resize(window).await?;
        Ok(browser)
    }

    pub async fn resize(&self, window: BrowserWindow) -> Result<()> {
        let (width, height) = window.size();
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver
            .cdp()
            .send_raw("Emulation.setDeviceMetricsOverride", metrics)
            .await
            .map(|_| ())
            .map_err(|error| Error::because("resize", error))
    }

    /// Goes to `url` and waits until the page is loaded.
    pub async fn goto(&self, url: &str) -> Result<()> {
        self.driver.goto(url).await.map_err(|error| Error::because(url, error))
    }

    /// Empties a text field and types `value` into it.
    pub async fn fill(&self, css: &str, value: &str) -> Result<()> {
        let field = self.element(css).await?;
        let typed = async {
            field.clear().await?;
            field.send_keys(value).await
        };
        typed.await.map_err(|error| Error::because(css, error))
    }

    /// Types into whatever has the focus, for keyboard-only walks. Single keys: `thirtyfour::Key`.
    pub async fn type_keys(&self, keys: &str) -> Result<()> {
        self.driver
            .action_chain()
            .send_keys(keys)
            .perform()
            .await
            .map_err(|error| Error::because("keys", error))
    }

    pub async fn press_tab(&self) -> Result<()> {
        self.type_keys(&Key::Tab.value().to_string()).await
    }

    pub async fn press_enter(&self) -> Result<()> {
        self.type_keys(&Key::Enter.value().to_string()).await
    }

    /// Puts a file of this machine into a file field.
    pub async fn choose_file(&self, css: &str, path: &Path) -> Result<()> {
        let field = self.element(css).await?;
        field
            .send_keys(path.display().to_string())
            .await
            .map_err(|error| Error::because(css, error))
    }

    /// Chooses the option of a `<select>` by its `value`.
    pub async fn choose(&self, css: &str, value: &str) -> Result<()> {
        self.click(&format!("{css} option[value=\"{value}\"]")).await
    }

    /// Clicks the first element that matches.
    pub async fn click(&self, css: &str) -> Result<()> {
        let element = self.element(css).await?;
        element.click().await.map_err(|error| Error::because(css, error))
    }

    /// Clicks what leads to another page and waits until that page stands in place of this one: whatever goes to an
    /// address right after a mere click may be overtaken by the page that the click asked for.
    pub async fn click_to_leave(&self, css: &str) -> Result<()> {
        let () = self
            .ask("document.documentElement.dataset.left = 'not yet'; return null")
            .await?;
        self.click(css).await?;
        let start = Instant::now();
        loop {
            // While the page is being replaced there is nobody to ask.
            let is_another: Result<bool> = self
                .ask("return document.readyState === 'complete' && !document.documentElement.dataset.left")
                .await;
            if is_another.unwrap_or(false) {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                return Err(self.not_found(css, &"the page was not left").await);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Clicks the first link or button whose visible words are `words`.
    pub async fn click_words(&self, words: &str) -> Result<()> {
        let path = format!("//*[(self::a or self::button) and normalize-space()='{words}']");
        let start = Instant::now();
        loop {
            match self.driver.find(By::XPath(path.clone())).await {
                Ok(element) => {
                    return element.click().await.map_err(|error| Error::because(words, error));
                }
                Err(error) if start.elapsed() > PATIENCE => {
                    return Err(self.not_found(words, &error).await);
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// The visible text of the first element that matches; waits for it.
    pub async fn text(&self, css: &str) -> Result<String> {
        let element = self.element(css).await?;
        element.text().await.map_err(|error| Error::because(css, error))
    }

    /// The visible texts of all elements that match at this moment.
    pub async fn texts(&self, css: &str) -> Result<Vec<String>> {
        let elements = self
            .driver
            .find_all(By::Css(css))
            .await
            .map_err(|error| Error::because(css, error))?;
        let mut texts = Vec::with_capacity(elements.len());
        for element in elements {
            texts.push(element.text().await.map_err(|error| Error::because(css, error))?);
        }
        Ok(texts)
    }

    /// An attribute of the first element that matches, if the element has it.
    pub async fn attribute(&self, css: &str, name: &str) -> Result<Option<String>> {
        let element = self.element(css).await?;
        element.attr(name).await.map_err(|error| Error::because(css, error))
    }

    /// Waits until the page's visible text holds `words`.
    pub async fn wait_for_words(&self, words: &str) -> Result<()> {
        let start = Instant::now();
        // The body of a page that is just being replaced cannot be read: that is the same as "not yet".
        while !self.text("body").await.is_ok_and(|text| text.contains(words)) {
            if start.elapsed() > PATIENCE {
                return Err(self.not_found(words, &"the words are not on the page").await);
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// The address of the page as the address bar shows it.
    pub async fn address(&self) -> Result<String> {
        self.driver
            .current_url()
            .await
            .map(|url| url.to_string())
            .map_err(|error| Error::because("address", error))
    }

    pub async fn title(&self) -> Result<String> {
        self.driver
            .title()
            .await
            .map_err(|error| Error::because("title", error))
    }

    /// Writes what the window shows as PNG.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        self.driver
            .screenshot(path)
            .await
            .map_err(|error| Error::because(path.display(), error))
    }

    /// What axe-core finds wrong on the page: a line per element, none when all is well.
    /// The scripts come through the driver, so the page's Content-Security-Policy does not stop them.
    pub async fn axe_violations(&self) -> Result<Vec<String>> {
        if !self.ask::<bool>(axe::IS_LOADED).await? {
            self.driver
                .execute(axe::LIBRARY, Vec::new())
                .await
                .map_err(|error| Error::because("axe-core", error))?;
        }
        self.ask(axe::RUN).await
    }

    /// Whether the page is wider than the window.
    pub async fn has_sideways_scroll(&self) -> Result<bool> {
        self.ask("const page = document.scrollingElement; return page.scrollWidth > page.clientWidth")
            .await
    }

    /// What the browser complained about since the last call: refused by the Content-Security-Policy, failed scripts,
    /// resources that are missing.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        let entries = self
            .driver
            .browser_log()
            .await
            .map_err(|error| Error::because("browser log", error))?;
        Ok(entries
            .into_iter()
            .filter(|entry| entry.level == "SEVERE" || entry.level == "WARNING")
            .map(|entry| entry.message)
            .collect())
    }

    /// Runs `script` in the page and returns what it `return`s (promises are awaited).
    pub async fn ask<Answer: serde::de::DeserializeOwned>(&self, script: &str) -> Result<Answer> {
        self.driver
            .execute(script, Vec::new())
            .await
            .and_then(|answer| answer.convert())
            .map_err(|error| Error::because("script", error))
    }

    /// The driver itself, for what has no word here.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    pub async fn close(self) -> Result<()> {
        self.driver
            .quit()
            .await
            .map_err(|error| Error::because("the browser could not be closed", error))
    }

    async fn element(&self, css: &str) -> Result<WebElement> {
        let start = Instant::now();
        loop {
            match self.driver.find(By::Css(css)).await {
                Ok(element) => return Ok(element),
                Err(error) if start.elapsed() > PATIENCE => {
                    return Err(self.not_found(css, &error).await);
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    async fn not_found(&self, what: &str, cause: &impl std::fmt::Display) -> Error {
        let address = self.address().await.unwrap_or_default();
        Error::new(format!("«{what}» not found on {address}: {cause}"))
    }
}

fn capabilities(chromium: &Path, profile: &Path) -> std::result::Result<ChromeCapabilities, WebDriverError> {
    let mut capabilities = ChromeCapabilities::new();
    capabilities.set_binary(&chromium.display().to_string())?;
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(capabilities)
}

/// chromedriver chooses a free port itself and says which.
fn port_of(chromedriver: &GuardedProgram) -> Result<u16> {
    chromedriver.wait_until("chromedriver", STARTING_TAKES_AT_MOST, || {
        port_in(&chromedriver.output()).is_some()
    })?;
    port_in(&chromedriver.output()).ok_or_else(|| Error::new("chromedriver named no port"))
}

fn port_in(output: &str) -> Option<u16> {
    let (_, rest) = output.split_once("started successfully on port ")?;
    let (port, _) = rest.split_once('.')?;
    port.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_once_it_is_written_whole() {
        let cases = [
            ("", None),
            ("ChromeDriver was started successfully on port 435", None),
            (
                "Starting...\nChromeDriver was started successfully on port 43511.\n",
                Some(43511),
            ),
        ];
        for (output, expected) in cases {
            assert_eq!(port_in(output), expected);
        }
    }
}
