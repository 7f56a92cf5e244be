use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ipnet::IpNet;
use tokio_rustls::rustls::ServerConfig;

/// How the public pages are served; the binary reads it from its configuration.
#[derive(Debug, Clone)]
pub struct LookupOptions {
    /// Name beside the mark and in titles.
    pub service_name: String,
    /// Who answers for the site, without a full stop: «Министерство образования Кузбасса».
    pub owner: String,
    /// Peers whose `X-Forwarded-For` is believed; empty believes nobody.
    pub trusted_proxies: Vec<IpNet>,
    /// How visitors reach the site.
    pub transport: Transport,
    /// With it the listener ends TLS itself; `transport` is then [`Transport::Tls`].
    pub tls: Option<Arc<ServerConfig>>,
    /// What guessing is counted with.
    pub defence: DefenceOptions,
}

/// Tells the time since 1970. Must run on by itself: a demo's clock, which people move, would forgive every try.
pub type SteadyClock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// What guessing is counted with.
#[derive(Clone)]
pub struct DefenceOptions {
    pub clock: SteadyClock,
    /// Hashes addresses and documents before they are counted. The same after a restart, or what was counted is lost.
    pub hash_key: [u8; 32],
    /// Where the counters are kept, for the next start; without it a restart forgets them.
    pub kept_in: Option<PathBuf>,
}

impl DefenceOptions {
    /// For one run: a clock from its start, a key of its own, nothing kept.
    pub fn for_one_run() -> Self {
        let start = Instant::now();
        let mut hash_key = [0; 32];
        if let Err(error) = getrandom::fill(&mut hash_key) {
            tracing::error!(%error, "no randomness for the key of counted addresses");
        }
        Self {
            clock: Arc::new(move || start.elapsed()),
            hash_key,
            kept_in: None,
        }
    }
}

/// Without the key.
impl fmt::Debug for DefenceOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DefenceOptions")
            .field("kept_in", &self.kept_in)
            .finish_non_exhaustive()
    }
}

/// How visitors reach the site: by it cookies are marked `Secure` and browsers are told to come by TLS only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Plain HTTP: a demo on the visitor's own machine.
    Plain,
    /// TLS, ended by a proxy in front or here.
    Tls,
}

impl LookupOptions {
    /// Plain HTTP, no proxies, tries counted for this run only.
    pub fn new(owner: impl Into<String>) -> Self {
        Self {
            service_name: "Ведомость".to_owned(),
            owner: owner.into(),
            trusted_proxies: Vec::new(),
            transport: Transport::Plain,
            tls: None,
            defence: DefenceOptions::for_one_run(),
        }
    }
}

impl Default for LookupOptions {
    /// [`LookupOptions::new`] for a ministry without a name of its own.
    fn default() -> Self {
        Self::new("Министерство образования")
    }
}
