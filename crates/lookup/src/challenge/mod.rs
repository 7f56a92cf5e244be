//! A challenge: a little work, or a little waiting, that a visitor pays for one try while there are signs of guessing.
//! Nothing of others is asked for it; the page brings its own script, and whoever has none waits.
//!
//! **Bound.** A challenge is good for one action, one document and one surname: its seal is an HMAC over purpose, action,
//! own number, moment, difficulty and the three answers, each with its length in front, so that nothing can be moved from
//! one field into the next.
//!
//! **Once.** Every challenge met is remembered until it runs out. The key is made when the process starts and never leaves
//! it: whatever was given out before a restart, a `kill -9` included, is void, and so is what another process gave out.
//! Several processes behind a balancer therefore need one that keeps a visitor with one process (by the visitor's address,
//! as the counters of tries need it too); a challenge that comes to another process is no harm, the visitor gets a new one.

mod spent;
mod work;

use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::limits::figures::{LEAST_BITS, MOST_BITS};
use crate::results::Query;
use spent::Spent;

pub use work::{PARTS, zeros};

/// How long a challenge may be met, seconds.
pub const LIFETIME: u32 = 600;
/// The shortest and the longest wait of who has no script, seconds.
const SHORTEST_WAIT: u32 = 20;
const LONGEST_WAIT: u32 = 40;

const PURPOSE: &[u8] = b"vedomost look-up challenge 1";
const NUMBER_BYTES: usize = 16;
const HEAD_BYTES: usize = NUMBER_BYTES + 4 + 1;
const SEAL_BYTES: usize = 32;

type Seal = [u8; SEAL_BYTES];

/// Gives challenges out and takes them back.
pub struct Challenges {
    /// `None` when the system gave no randomness.
    key: Option<[u8; 32]>,
    spent: Mutex<Spent>,
}

/// A challenge as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Comes back with the answers.
    pub token: String,
    /// What is hashed with the numbers that are looked for, 32 hexadecimal letters.
    pub seed: String,
    /// Binary logarithm of the hashes that it takes.
    pub bits: u8,
    /// How long whoever has no script still waits.
    pub seconds_to_wait: u32,
    /// It came back too early.
    pub is_early: bool,
}

/// What came back with the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    /// Worked out; of so many bits.
    Worked(u8),
    /// Waited out; of so many bits.
    Waited(u8),
    /// Not worked out and not waited out yet: still good.
    Early(Challenge),
    /// None, or not ours, not for these answers, run out, used before.
    No,
}

/// What is inside a token.
struct Head {
    number: [u8; NUMBER_BYTES],
    given_at: u32,
    bits: u8,
}

impl Challenges {
    /// Under a fresh key.
    pub fn fresh() -> Self {
        let mut key = [0; 32];
        Self {
            key: getrandom::fill(&mut key).is_ok().then_some(key),
            spent: Mutex::new(Spent::default()),
        }
    }

    /// A challenge for these answers; `None` without randomness. `now` is in seconds since 1970.
    pub fn give(&self, query: &Query, bits: u8, now: u32) -> Option<Challenge> {
        let mut number = [0; NUMBER_BYTES];
        getrandom::fill(&mut number).ok()?;
        let head = Head {
            number,
            given_at: now,
            bits: bits.clamp(LEAST_BITS, MOST_BITS),
        };
        let seal = self.seal(&head, query)?;
        Some(head.shown(&seal, now))
    }

    /// Whether the challenge of `token` was met by `work`, the numbers found, or by waiting. A challenge that was met is
    /// spent.
    pub fn take(&self, query: &Query, token: &str, work: &str, now: u32) -> Met {
        let Some((head, seal)) = self.opened(query, token, now) else {
            return Met::No;
        };
        let met = if work::is_done(&seed_of(&seal), head.bits, work) {
            Met::Worked(head.bits)
        } else if !work.is_empty() {
            // Numbers that do not fit were made up: they do not become a wait.
            return Met::No;
        } else if head.seconds_to_wait(now) == 0 {
            Met::Waited(head.bits)
        } else {
            return Met::Early(Challenge {
                is_early: true,
                ..head.shown(&seal, now)
            });
        };
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.spend(head.number, head.given_at.saturating_add(LIFETIME), now) {
            met
        } else {
            Met::No
        }
    }

    fn opened(&self, query: &Query, token: &str, now: u32) -> Option<(Head, Seal)> {
        let bytes = hex::decode(token).ok()?;
        let (head, seal) = bytes.split_at_checked(HEAD_BYTES)?;
        let head = Head::read(head)?;
        let seal: Seal = seal.try_into().ok()?;
        let expected = self.seal(&head, query)?;
        let is_ours = bool::from(expected.ct_eq(&seal));
        // From the future is what was given out before a clock was put back.
        let is_good = head.given_at <= now && now - head.given_at <= LIFETIME;
        (is_ours && is_good).then_some((head, seal))
    }

    fn seal(&self, head: &Head, query: &Query) -> Option<Seal> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_ref()?).ok()?;
        let fields: [&[u8]; 8] = [
            PURPOSE,
            crate::handlers::RESULT.as_bytes(),
            &head.number,
            &head.given_at.to_be_bytes(),
            &[head.bits],
            query.series.as_bytes(),
            query.number.as_bytes(),
            query.surname.as_bytes(),
        ];
        for field in fields {
            mac.update(&u32::try_from(field.len()).ok()?.to_be_bytes());
            mac.update(field);
        }
        Some(mac.finalize().into_bytes().into())
    }
}

impl Head {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (number, rest) = bytes.split_first_chunk::<NUMBER_BYTES>()?;
        let (given_at, bits) = rest.split_first_chunk::<4>()?;
        Some(Self {
            number: *number,
            given_at: u32::from_be_bytes(*given_at),
            bits: *bits.first()?,
        })
    }

    fn bytes(&self) -> Vec<u8> {
        [self.number.as_slice(), &self.given_at.to_be_bytes(), &[self.bits]].concat()
    }

    /// The harder the challenge, the longer the wait that stands for it.
    fn whole_wait(&self) -> u32 {
        let harder = u32::from(self.bits.saturating_sub(LEAST_BITS));
        let hardest = u32::from(MOST_BITS - LEAST_BITS);
        SHORTEST_WAIT + (LONGEST_WAIT - SHORTEST_WAIT) * harder / hardest
    }

    fn seconds_to_wait(&self, now: u32) -> u32 {
        self.given_at.saturating_add(self.whole_wait()).saturating_sub(now)
    }

    fn shown(&self, seal: &Seal, now: u32) -> Challenge {
        Challenge {
            token: hex::encode([self.bytes().as_slice(), seal].concat()),
            seed: seed_of(seal),
            bits: self.bits,
            seconds_to_wait: self.seconds_to_wait(now),
            is_early: false,
        }
    }
}

fn seed_of(seal: &Seal) -> String {
    let half: String = hex::encode(seal);
    half.chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u32 = 1_800_000_000;

    fn query(series: &str, number: &str, surname: &str) -> Query {
        Query {
            series: series.to_owned(),
            number: number.to_owned(),
            surname: surname.to_owned(),
        }
    }

    fn polina() -> Query {
        query("3214", "987654", "артемьева")
    }

    fn worked(challenge: &Challenge) -> String {
        work::work_out(&challenge.seed, challenge.bits)
    }

    #[test]
    fn e3_a_challenge_is_good_once() {
        let challenges = Challenges::fresh();
        let given = challenges.give(&polina(), LEAST_BITS, START).unwrap();
        let work = worked(&given);
        assert_eq!(
            challenges.take(&polina(), &given.token, &work, START + 1),
            Met::Worked(LEAST_BITS)
        );
        for later in [1, 5, LIFETIME, LIFETIME + 1] {
            assert_eq!(
                challenges.take(&polina(), &given.token, &work, START + later),
                Met::No,
                "{later}"
            );
        }
        assert_eq!(
            challenges.take(&polina(), &given.token, "", START + 60),
            Met::No,
            "nor by waiting"
        );
    }

    #[test]
    fn e3_a_challenge_is_good_for_its_answers_and_its_process_only() {
        let challenges = Challenges::fresh();
        let given = challenges.give(&polina(), LEAST_BITS, START).unwrap();
        let work = worked(&given);
        for other in [
            query("3214", "987654", "гусева"),
            query("3214", "987655", "артемьева"),
            // Letters moved over the borders of the fields.
            query("32149", "87654", "артемьева"),
            query("321498", "7654", "артемьева"),
            query("", "3214987654", "артемьева"),
            query("3214", "987654артемьева", ""),
        ] {
            assert_eq!(challenges.take(&other, &given.token, &work, START + 1), Met::No);
        }
        let after_restart = Challenges::fresh();
        assert_eq!(after_restart.take(&polina(), &given.token, &work, START + 1), Met::No);
        assert_eq!(
            challenges.take(&polina(), &given.token, &work, START + 1),
            Met::Worked(LEAST_BITS)
        );
    }

    #[test]
    fn e3_a_challenge_runs_out() {
        let challenges = Challenges::fresh();
        let given = challenges.give(&polina(), LEAST_BITS, START).unwrap();
        let work = worked(&given);
        assert_eq!(
            challenges.take(&polina(), &given.token, &work, START + LIFETIME + 1),
            Met::No
        );
        assert_eq!(
            challenges.take(&polina(), &given.token, "", START + LIFETIME + 1),
            Met::No
        );
        assert_eq!(
            challenges.take(&polina(), &given.token, &work, START - 1),
            Met::No,
            "from the future"
        );
        assert_eq!(
            challenges.take(&polina(), &given.token, &work, START + LIFETIME),
            Met::Worked(LEAST_BITS)
        );
    }

    #[test]
    fn e3_altered_tokens_and_made_up_work_are_nothing() {
        let challenges = Challenges::fresh();
        let given = challenges.give(&polina(), LEAST_BITS, START).unwrap();
        let work = worked(&given);
        for place in 0..given.token.len() {
            let mut letters: Vec<char> = given.token.chars().collect();
            letters[place] = if letters[place] == '0' { '1' } else { '0' };
            let altered: String = letters.into_iter().collect();
            assert_eq!(
                challenges.take(&polina(), &altered, &work, START + 30),
                Met::No,
                "{place}"
            );
        }
        for made_up in ["0.0.0.0.0.0.0.0", "0", "-1", "x", &work[1..], &format!("{work}.0")] {
            assert_eq!(
                challenges.take(&polina(), &given.token, made_up, START + 30),
                Met::No,
                "{made_up}"
            );
        }
        for token in ["", "00", "zz", &given.token[2..]] {
            assert_eq!(challenges.take(&polina(), token, &work, START), Met::No, "{token}");
        }
    }

    #[test]
    fn e3_who_has_no_script_waits_once() {
        let challenges = Challenges::fresh();
        for (bits, seconds) in [(LEAST_BITS, 20), (19, 30), (MOST_BITS, 40)] {
            let given = challenges.give(&polina(), bits, START).unwrap();
            assert_eq!(given.seconds_to_wait, seconds);
            let Met::Early(early) = challenges.take(&polina(), &given.token, "", START + seconds - 1) else {
                panic!("{bits}");
            };
            assert_eq!((early.seconds_to_wait, early.is_early), (1, true));
            assert_eq!(early.token, given.token, "the same goes on");
            let waited = challenges.take(&polina(), &given.token, "", START + seconds);
            assert_eq!(waited, Met::Waited(bits));
            assert_eq!(challenges.take(&polina(), &given.token, "", START + seconds), Met::No);
        }
    }
}
