//! A bounded table of leaking buckets.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::figures::{Allowance, Figures, MISS};

/// A keyed hash of whatever is counted by: never an address or a document itself.
pub type Key = [u8; 16];

/// The keys are keyed hashes already, which nobody can choose: a part of one is as good a hash as any.
#[derive(Default)]
pub struct Folded {
    hash: u64,
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk::<8>() {
            self.hash ^= u64::from_ne_bytes(*first);
        }
    }

    /// The length of a key, which is always the same.
    fn write_usize(&mut self, _length: usize) {}

    fn finish(&self) -> u64 {
        self.hash
    }
}

/// How a try is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Free,
    Waited,
    Worked,
}

/// Three levels that leak, in units of which [`MISS`] are one miss, and when they were last brought up to date.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bucket {
    pub free: u32,
    pub waited: u32,
    pub worked: u32,
    /// Seconds since 1970.
    pub at: u32,
}

/// Buckets of one kind of thing that is counted by.
pub struct Table {
    figures: Figures,
    most: usize,
    buckets: HashMap<Key, Bucket, BuildHasherDefault<Folded>>,
    /// A sweep of a full table is not repeated before this moment.
    full_until: u32,
}

/// How long a table that could not be emptied is left alone, seconds.
const SWEEP_PAUSE: u32 = 5;

impl Bucket {
    fn leaked(mut self, figures: &Figures, now: u32) -> Self {
        let seconds = now.saturating_sub(self.at);
        for way in [Way::Free, Way::Waited, Way::Worked] {
            let leaked = figures.of(way).per_day.saturating_mul(seconds);
            let level = self.level_mut(way);
            *level = level.saturating_sub(leaked);
        }
        self.at = self.at.max(now);
        self
    }

    pub const fn level(&self, way: Way) -> u32 {
        match way {
            Way::Free => self.free,
            Way::Waited => self.waited,
            Way::Worked => self.worked,
        }
    }

    const fn level_mut(&mut self, way: Way) -> &mut u32 {
        match way {
            Way::Free => &mut self.free,
            Way::Waited => &mut self.waited,
            Way::Worked => &mut self.worked,
        }
    }

    const fn is_empty(&self) -> bool {
        self.free == 0 && self.waited == 0 && self.worked == 0
    }

    /// At most one miss in all: what is forgotten first.
    const fn is_slight(&self) -> bool {
        self.free.saturating_add(self.waited).saturating_add(self.worked) <= MISS
    }
}

impl Figures {
    const fn of(&self, way: Way) -> Allowance {
        match way {
            Way::Free => self.free,
            Way::Waited => self.waited,
            Way::Worked => self.worked,
        }
    }
}

impl Table {
    pub fn new(figures: Figures, most: usize) -> Self {
        Self {
            figures,
            most,
            buckets: HashMap::default(),
            full_until: 0,
        }
    }

    /// The levels as they stand now.
    pub fn bucket(&self, key: &Key, now: u32) -> Bucket {
        let stored = self.buckets.get(key).copied().unwrap_or_default();
        stored.leaked(&self.figures, now)
    }

    /// How long until one more miss fits, seconds; `0` when it fits now.
    pub fn wait(&self, key: &Key, way: Way, now: u32) -> u32 {
        let allowance = self.figures.of(way);
        let after = self.bucket(key, now).level(way).saturating_add(MISS);
        let over = after.saturating_sub(allowance.at_once.saturating_mul(MISS));
        over.div_ceil(allowance.per_day.max(1))
    }

    /// Which part of what it may hold a bucket holds, in quarters: 0 to 4.
    pub fn quarters(&self, key: &Key, way: Way, now: u32) -> u8 {
        let most = u64::from(self.figures.of(way).at_once) * u64::from(MISS);
        let level = u64::from(self.bucket(key, now).level(way));
        u8::try_from(level * 4 / most.max(1)).unwrap_or(4).min(4)
    }

    /// Whether the key can be counted by: the table knows it or has room for it.
    pub fn has_room(&mut self, key: &Key, now: u32) -> bool {
        if self.buckets.len() < self.most || self.buckets.contains_key(key) {
            return true;
        }
        self.sweep(now);
        self.buckets.len() < self.most
    }

    /// One miss more. A table without room does not count it: [`Self::has_room`] was asked before, and said that a
    /// challenge is due.
    pub fn charge(&mut self, key: &Key, way: Way, now: u32) {
        if !self.has_room(key, now) {
            return;
        }
        let mut bucket = self.bucket(key, now);
        let level = bucket.level_mut(way);
        *level = level.saturating_add(MISS);
        self.buckets.insert(*key, bucket);
    }

    /// Takes a charge back.
    pub fn give_back(&mut self, key: &Key, way: Way, now: u32) {
        let mut bucket = self.bucket(key, now);
        let level = bucket.level_mut(way);
        *level = level.saturating_sub(MISS);
        if bucket.is_empty() {
            self.buckets.remove(key);
        } else if let Some(stored) = self.buckets.get_mut(key) {
            *stored = bucket;
        }
    }

    /// Every bucket that still holds something.
    pub fn held(&self, now: u32) -> impl Iterator<Item = (&Key, Bucket)> {
        let leaked = move |(key, bucket): (_, &Bucket)| (key, bucket.leaked(&self.figures, now));
        self.buckets.iter().map(leaked).filter(|(_, bucket)| !bucket.is_empty())
    }

    /// A bucket from an earlier run. A moment that lies ahead, from before a clock was put right, counts from now.
    pub fn restore(&mut self, key: Key, bucket: Bucket, now: u32) {
        if self.buckets.len() < self.most {
            let at = bucket.at.min(now);
            self.buckets.insert(key, Bucket { at, ..bucket });
        }
    }

    /// Forgets what has leaked out and, where that is not enough, whoever missed once.
    fn sweep(&mut self, now: u32) {
        if now < self.full_until {
            return;
        }
        self.full_until = now.saturating_add(SWEEP_PAUSE);
        let figures = self.figures;
        self.buckets
            .retain(|_, bucket| !bucket.leaked(&figures, now).is_empty());
        if self.buckets.len() * 8 > self.most * 7 {
            self.buckets
                .retain(|_, bucket| !bucket.leaked(&figures, now).is_slight());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::{DOCUMENT, HOUSEHOLD};
    use super::*;
    use proptest::prelude::*;

    const START: u32 = 1_800_000_000;

    fn key(number: u32) -> Key {
        let mut key = Key::default();
        key[..4].copy_from_slice(&number.to_be_bytes());
        key
    }

    #[test]
    fn a_bucket_fills_leaks_and_says_how_long_to_wait() {
        let mut table = Table::new(HOUSEHOLD, 10);
        for _ in 0..8 {
            assert_eq!(table.wait(&key(1), Way::Free, START), 0);
            table.charge(&key(1), Way::Free, START);
        }
        assert_eq!(table.wait(&key(1), Way::Free, START), 450, "an eighth of an hour");
        assert_eq!(table.wait(&key(1), Way::Free, START + 449), 1);
        assert_eq!(table.wait(&key(1), Way::Free, START + 450), 0);
        assert_eq!(table.wait(&key(1), Way::Waited, START), 0, "another way");
        assert_eq!(table.wait(&key(2), Way::Free, START), 0, "another key");
        assert!(table.bucket(&key(1), START + 3_600).is_empty());
    }

    #[test]
    fn a_day_leaks_as_it_should_however_often_it_is_looked_at() {
        let mut table = Table::new(DOCUMENT, 10);
        let mut charged = 0;
        for second in 0..86_400 {
            if table.wait(&key(1), Way::Free, START + second) == 0 {
                table.charge(&key(1), Way::Free, START + second);
                charged += 1;
            }
        }
        assert_eq!(
            charged, 7,
            "four at once and one each six hours; the next is due as the day ends"
        );
    }

    #[test]
    fn what_was_given_back_is_forgotten() {
        let mut table = Table::new(HOUSEHOLD, 10);
        table.charge(&key(1), Way::Free, START);
        table.give_back(&key(1), Way::Free, START + 1);
        assert_eq!(table.buckets.len(), 0);
        table.give_back(&key(1), Way::Free, START + 1);
        assert_eq!(table.buckets.len(), 0);
    }

    #[test]
    fn a_full_table_forgets_the_slightest_and_never_who_missed_often() {
        let mut table = Table::new(HOUSEHOLD, 4);
        for number in 0..4 {
            table.charge(&key(number), Way::Free, START);
        }
        for number in 0..2 {
            table.charge(&key(number), Way::Free, START);
        }
        assert!(table.has_room(&key(9), START));
        assert_eq!(table.buckets.len(), 2, "who missed once is forgotten");
        for number in 2..4 {
            for _ in 0..2 {
                table.charge(&key(number), Way::Free, START + 10);
            }
        }
        assert!(!table.has_room(&key(9), START + 20), "nobody here is slight");
        assert!(table.has_room(&key(0), START + 20), "who is known is counted");
        table.charge(&key(9), Way::Free, START + 20);
        assert_eq!(table.buckets.len(), 4, "never more than the table holds");
        assert!(table.has_room(&key(9), START + 4_000), "leaked out");
    }

    proptest! {
        /// Whatever the moments, a clock that goes back included: never more in any hour than the figures say.
        #[test]
        fn never_more_than_the_figures(steps in proptest::collection::vec(-30_i64..400, 1..400)) {
            let mut table = Table::new(HOUSEHOLD, 10);
            let (mut now, mut latest) = (i64::from(START), i64::from(START));
            let mut charged = Vec::new();
            for step in steps {
                now += step;
                latest = latest.max(now);
                let moment = u32::try_from(now).unwrap();
                if table.wait(&key(1), Way::Free, moment) == 0 {
                    table.charge(&key(1), Way::Free, moment);
                    charged.push(latest);
                }
            }
            for start in &charged {
                let within = charged.iter().filter(|moment| (*start..*start + 3_600).contains(*moment)).count();
                prop_assert!(within <= 16, "{within}");
            }
        }
    }
}
