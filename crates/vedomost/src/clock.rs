//! The two clocks: the system's, and the demo's, which is the system's moved by an offset.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use app::Clock;
use regulations::{Instant, Zone};
use web::{DemoAccount, DemoControl};

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        system_now()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the system's clock is read"
)]
fn system_now() -> Instant {
    let elapsed = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Instant::from_micros(i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX))
}

/// The demo's clock: runs like the system's, and can be set and moved forward.
pub struct DemoClock {
    offset: AtomicI64,
    zone: Zone,
    kept_in: PathBuf,
    accounts: std::sync::OnceLock<Vec<DemoAccount>>,
}

impl DemoClock {
    /// A clock that shows `now` and keeps its offset in a file beside the data.
    pub fn showing(now: Instant, zone: Zone, kept_in: PathBuf) -> Self {
        let offset = AtomicI64::new(now.as_micros() - system_now().as_micros());
        Self {
            offset,
            zone,
            kept_in,
            accounts: std::sync::OnceLock::new(),
        }
    }

    /// A clock as an earlier run left it.
    pub fn as_left(zone: Zone, kept_in: PathBuf) -> Option<Self> {
        let offset = std::fs::read_to_string(&kept_in).ok()?.trim().parse().ok()?;
        Some(Self {
            offset: AtomicI64::new(offset),
            zone,
            kept_in,
            accounts: std::sync::OnceLock::new(),
        })
    }

    /// Shows `now` from this moment on.
    pub fn show(&self, now: Instant) {
        self.offset
            .store(now.as_micros() - system_now().as_micros(), Ordering::Relaxed);
        // A lost offset only makes the next demo start at its own default moment.
        let _ = std::fs::write(&self.kept_in, self.offset.load(Ordering::Relaxed).to_string());
    }

    /// Names the people whose work may be tried.
    pub fn lend(&self, accounts: Vec<DemoAccount>) {
        let _ = self.accounts.set(accounts);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Instant {
        system_now().plus_micros(self.offset.load(Ordering::Relaxed))
    }

    fn steady(&self) -> Instant {
        system_now()
    }
}

impl DemoControl for DemoClock {
    fn now_local(&self) -> String {
        self.zone.format_local(self.now())
    }

    fn advance_minutes(&self, minutes: i64) {
        self.show(self.now().plus_minutes(minutes));
    }

    fn set(&self, local: &str) -> Result<(), String> {
        let moment = self.zone.parse_local(local).map_err(|error| error.to_string())?;
        self.show(moment);
        Ok(())
    }

    fn accounts(&self) -> Vec<DemoAccount> {
        self.accounts.get().cloned().unwrap_or_default()
    }
}
