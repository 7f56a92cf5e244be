use ipnet::IpNet;

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
}

/// How visitors reach the site: by it cookies are marked `Secure` and browsers are told to come by TLS only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Plain HTTP: a demo on the visitor's own machine.
    Plain,
    /// TLS, ended by a proxy in front.
    Tls,
}

impl LookupOptions {
    /// Plain HTTP, no proxies.
    pub fn new(owner: impl Into<String>) -> Self {
        Self {
            service_name: "Ведомость".to_owned(),
            owner: owner.into(),
            trusted_proxies: Vec::new(),
            transport: Transport::Plain,
        }
    }
}

impl Default for LookupOptions {
    /// [`LookupOptions::new`] for a ministry without a name of its own.
    fn default() -> Self {
        Self::new("Министерство образования")
    }
}
