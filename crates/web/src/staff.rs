//! What every handler is given, and what the binary decides about the staff listener.

use std::net::IpAddr;
use std::sync::Arc;

use app::App;

use crate::pages::health::Readiness;

/// State of the staff router.
#[derive(Clone)]
pub struct Staff {
    /// The use cases.
    pub app: Arc<App>,
    /// The listener's settings.
    pub options: Arc<WebOptions>,
    /// The last finding of the readiness probe.
    pub(crate) readiness: Arc<Readiness>,
}

impl Staff {
    /// Puts the two together.
    pub fn new(app: Arc<App>, options: WebOptions) -> Self {
        Self {
            app,
            options: Arc::new(options),
            readiness: Arc::default(),
        }
    }
}

/// Settings of the staff listener.
#[derive(Clone, Default)]
pub struct WebOptions {
    /// How cookies are sent.
    pub cookies: CookieSecurity,
    /// Names under which the listener may be addressed, without port: `127.0.0.1`, `vedomost.example`. Empty: any name.
    pub allowed_hosts: Vec<String>,
    /// Peers whose `X-Forwarded-For` is believed; of everybody else it is ignored.
    pub trusted_proxies: Vec<IpAddr>,
    /// The demo's clock and people; `None` outside a demo.
    pub demo: Option<Arc<dyn DemoControl>>,
}

/// Whether the listener is reached over TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CookieSecurity {
    /// Over TLS: `__Host-` cookies, `Secure`, HSTS.
    #[default]
    Secure,
    /// Plain HTTP on the loopback address, as in the demo.
    PlainLoopback,
}

/// What the demo can do that no installation can: move the clock, lend its people.
pub trait DemoControl: Send + Sync {
    /// The demo's present moment in the region's time, `2026-12-17T09:20`.
    fn now_local(&self) -> String;
    /// Moves the clock forward.
    fn advance_minutes(&self, minutes: i64);
    /// Sets the clock to a local `2026-12-18T09:00`; says in Russian why not.
    fn set(&self, local: &str) -> Result<(), String>;
    /// The people whose work may be tried, one per role.
    fn accounts(&self) -> Vec<DemoAccount>;
}

/// A made-up person of the demo.
#[derive(Clone)]
pub struct DemoAccount {
    /// «Специалист управления образования».
    pub role: String,
    /// «Егорова Марина Павловна, Киселёвский городской округ».
    pub person: String,
    /// «передаёт ведомости школам, следит за сроками».
    pub does: String,
    /// Name typed at the sign-in.
    pub login: String,
    /// The password; the demo's people are made up, so it is no secret.
    pub password: String,
}
