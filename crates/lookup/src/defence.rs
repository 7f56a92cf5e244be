//! What stands before every look-up: the counters of tries and the challenge, with their clock and their file.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::address::Client;
use crate::challenge::{Challenge, Challenges, Met};
use crate::limits::keeping::{load, save, written};
use crate::limits::{Alarm, Effort, Ended, KeyHasher, Limits, Ticket, Verdict};
use crate::options::DefenceOptions;
use crate::results::Query;

/// A miss reaches the file within so many seconds, as long as anybody asks; what `kill -9` forgets is no more than that.
const KEPT_EVERY: u32 = 5;
/// How long a visitor waits where there is no randomness for a challenge.
const WITHOUT_CHALLENGES: u32 = 60;

/// Decides which tries are evaluated.
pub struct Defence {
    options: DefenceOptions,
    hasher: KeyHasher,
    limits: Arc<Mutex<Limits>>,
    challenges: Challenges,
    keeping: Arc<Keeping>,
    was_alarmed: AtomicBool,
}

/// What becomes of a try.
pub enum Admission {
    Evaluate(Ticket),
    Challenge(Challenge),
    Wait { seconds: u32 },
}

/// What a form brings beside its answers.
#[derive(Clone, Copy)]
pub struct Brought<'a> {
    /// A challenge's token; empty without.
    pub token: &'a str,
    /// The numbers found; empty without.
    pub work: &'a str,
}

struct Keeping {
    path: Option<PathBuf>,
    is_busy: AtomicBool,
    kept_at: AtomicU64,
    kept_misses: AtomicU64,
}

impl Defence {
    /// With the counters as an earlier run left them.
    pub fn starting(options: DefenceOptions) -> Self {
        let hasher = KeyHasher::new(&options.hash_key);
        let now = seconds(&options);
        let limits = options.kept_in.as_deref().and_then(|path| {
            load(path, &hasher, now).unwrap_or_else(|error| {
                tracing::warn!(%error, "tries are counted from nothing");
                None
            })
        });
        let keeping = Keeping {
            path: options.kept_in.clone(),
            is_busy: AtomicBool::new(false),
            kept_at: AtomicU64::new(u64::from(now)),
            kept_misses: AtomicU64::new(0),
        };
        Self {
            options,
            hasher,
            limits: Arc::new(Mutex::new(limits.unwrap_or_else(|| Limits::starting(Alarm::Off)))),
            challenges: Challenges::fresh(),
            keeping: Arc::new(keeping),
            was_alarmed: AtomicBool::new(false),
        }
    }

    /// Whether this try is evaluated. Nothing of what is published is asked for it.
    pub fn admit(&self, client: &Client, query: &Query, brought: Brought<'_>) -> Admission {
        let now = seconds(&self.options);
        let who = self.hasher.counted_by(client, &query.series, &query.number);
        let met = match brought.token {
            "" => Met::No,
            token => self.challenges.take(query, token, brought.work, now),
        };
        let (effort, early) = match met {
            Met::Worked(bits) => (Effort::Worked(bits), None),
            Met::Waited(bits) => (Effort::Waited(bits), None),
            Met::Early(challenge) => (Effort::Nothing, Some(challenge)),
            Met::No => (Effort::Nothing, None),
        };
        let who = match effort {
            Effort::Nothing => who,
            Effort::Waited(_) | Effort::Worked(_) => self.hasher.paid_for(who),
        };
        let verdict = self.limits().admit(&who, effort, now);
        self.keep(now);
        match verdict {
            Verdict::Evaluate(ticket) => Admission::Evaluate(ticket),
            Verdict::Wait { seconds } => Admission::Wait { seconds },
            Verdict::Challenge(bits) => {
                let still_good = early.filter(|challenge| challenge.bits.saturating_add(1) >= bits);
                let challenge = still_good.or_else(|| self.challenges.give(query, bits, now));
                challenge.map_or(
                    Admission::Wait {
                        seconds: WITHOUT_CHALLENGES,
                    },
                    Admission::Challenge,
                )
            }
        }
    }

    /// Ends a try that was evaluated.
    pub fn settle(&self, ticket: &Ticket, ended: Ended) {
        // Answered in the moment it was admitted.
        let now = ticket.at();
        let mut limits = self.limits();
        limits.settle(ticket, ended, now);
        let is_alarmed = limits.alarm(now) != Alarm::Off;
        drop(limits);
        self.tell(is_alarmed);
        self.keep(now);
    }

    fn limits(&self) -> MutexGuard<'_, Limits> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One line in the log when the challenge for everybody begins or ends.
    fn tell(&self, is_alarmed: bool) {
        if self.was_alarmed.swap(is_alarmed, Ordering::Relaxed) != is_alarmed {
            if is_alarmed {
                tracing::warn!("many networks guess at results: everybody is asked for a challenge");
            } else {
                tracing::info!("nobody guesses any more: the challenge for everybody has ended");
            }
        }
    }

    /// Writes the counters down when there is something new and the last time is long enough ago. Every request asks, so
    /// that no task of its own is needed.
    fn keep(&self, now: u32) {
        let keeping = &self.keeping;
        let is_due = u64::from(now).abs_diff(keeping.kept_at.load(Ordering::Relaxed)) >= u64::from(KEPT_EVERY);
        if keeping.path.is_none() || !is_due {
            return;
        }
        let misses = self.limits().misses();
        if misses == keeping.kept_misses.load(Ordering::Relaxed) || keeping.is_busy.swap(true, Ordering::AcqRel) {
            return;
        }
        keeping.kept_at.store(u64::from(now), Ordering::Relaxed);
        let (keeping, limits, hasher) = (Arc::clone(keeping), Arc::clone(&self.limits), self.hasher.clone());
        tokio::task::spawn_blocking(move || keeping.write(&limits, &hasher, now));
    }
}

impl Keeping {
    fn write(&self, limits: &Mutex<Limits>, hasher: &KeyHasher, now: u32) {
        let Some(path) = &self.path else { return };
        let (bytes, misses) = {
            let mut limits = limits.lock().unwrap_or_else(PoisonError::into_inner);
            let alarm = limits.alarm(now);
            (written(&limits, alarm, hasher, now), limits.misses())
        };
        match save(path, &bytes) {
            Ok(()) => self.kept_misses.store(misses, Ordering::Relaxed),
            Err(error) => tracing::error!(%error, "the counters of tries could not be written down"),
        }
        self.is_busy.store(false, Ordering::Release);
    }
}

fn seconds(options: &DefenceOptions) -> u32 {
    u32::try_from((options.clock)().as_secs()).unwrap_or(u32::MAX)
}
