//! The sign that many networks sweep at once: too many misses of everybody, too few right answers beside them. While it
//! stands, every try takes a challenge.

use super::figures::{MISSES_A_MINUTE, MISSES_AN_HOUR, QUIET_SECONDS, RIGHT_TO_ONE_MISS};

const SLOT_SECONDS: u32 = 5;
const SLOTS: usize = 720;
const SLOTS_A_MINUTE: u32 = 60 / SLOT_SECONDS;
/// Bits of the filter that counts a document's right answer once a minute, so that nobody hides a sweep behind one right
/// answer repeated.
const FILTER_WORDS: usize = 1_024;

/// Counts of five seconds, or a sum of such.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    misses: u32,
    right: u32,
    /// Challenges shown and not met.
    unmet: u32,
}

/// Whether everybody is asked for a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    Off,
    On {
        /// When there was last a sign of a sweep, seconds since 1970.
        last_sign: u32,
    },
}

/// The last hour, five seconds a slot.
pub struct Traffic {
    slots: Vec<Counts>,
    hour: Counts,
    /// Number of the newest slot, counted from 1970.
    newest: u32,
    alarm: Alarm,
    seen: Vec<u64>,
    seen_minute: u32,
}

impl Counts {
    const fn plus(self, other: Self) -> Self {
        Self {
            misses: self.misses.saturating_add(other.misses),
            right: self.right.saturating_add(other.right),
            unmet: self.unmet.saturating_add(other.unmet),
        }
    }

    const fn minus(self, other: Self) -> Self {
        Self {
            misses: self.misses.saturating_sub(other.misses),
            right: self.right.saturating_sub(other.right),
            unmet: self.unmet.saturating_sub(other.unmet),
        }
    }

    const fn is_sweep(self, misses: u32) -> bool {
        self.misses >= misses && self.misses.saturating_mul(RIGHT_TO_ONE_MISS) >= self.right
    }
}

impl Traffic {
    pub fn starting(alarm: Alarm) -> Self {
        Self {
            slots: vec![Counts::default(); SLOTS],
            hour: Counts::default(),
            newest: 0,
            alarm,
            seen: vec![0; FILTER_WORDS],
            seen_minute: 0,
        }
    }

    pub fn note_miss(&mut self, now: u32) {
        self.note(
            now,
            Counts {
                misses: 1,
                ..Counts::default()
            },
        );
    }

    /// `document` is its keyed hash.
    pub fn note_right(&mut self, document: &[u8; 16], now: u32) {
        if self.is_first_this_minute(document, now) {
            self.note(
                now,
                Counts {
                    right: 1,
                    ..Counts::default()
                },
            );
        }
    }

    pub fn note_challenge(&mut self, now: u32) {
        self.note(
            now,
            Counts {
                unmet: 1,
                ..Counts::default()
            },
        );
    }

    /// A challenge was met: it is taken from those not met, of whatever minute it was.
    pub fn note_met(&mut self, now: u32) {
        self.advance(now);
        if let Some(slot) = self.slot_mut(self.newest) {
            slot.unmet = slot.unmet.saturating_sub(1);
            self.hour.unmet = self.hour.unmet.saturating_sub(1);
        }
    }

    /// Whether everybody is asked for a challenge now. Looks again at the counts.
    pub fn alarm(&mut self, now: u32) -> Alarm {
        self.advance(now);
        let minute = self.minute();
        let (in_a_minute, in_an_hour) = match self.alarm {
            Alarm::Off => (MISSES_A_MINUTE, MISSES_AN_HOUR),
            Alarm::On { .. } => (MISSES_A_MINUTE / 2, MISSES_AN_HOUR / 2),
        };
        let is_sweep = minute.is_sweep(in_a_minute) || self.hour.is_sweep(in_an_hour);
        self.alarm = match self.alarm {
            Alarm::Off if is_sweep => Alarm::On { last_sign: now },
            Alarm::Off => Alarm::Off,
            Alarm::On { .. } if is_sweep || minute.unmet >= MISSES_A_MINUTE / 2 => Alarm::On { last_sign: now },
            Alarm::On { last_sign } if now.saturating_sub(last_sign) >= QUIET_SECONDS => Alarm::Off,
            still => still,
        };
        self.alarm
    }

    /// How many times the misses of the last minute are too many, as a binary logarithm: what a sweep by those who work
    /// makes harder for everybody.
    pub fn overload(&self) -> u8 {
        let times = self.minute().misses / MISSES_A_MINUTE;
        u8::try_from(times.checked_ilog2().unwrap_or(0)).unwrap_or(u8::MAX)
    }

    fn note(&mut self, now: u32, counts: Counts) {
        self.advance(now);
        if let Some(slot) = self.slot_mut(self.newest) {
            *slot = slot.plus(counts);
            self.hour = self.hour.plus(counts);
        }
    }

    /// Empties the slots that have passed. A clock that went back counts into the newest slot.
    fn advance(&mut self, now: u32) {
        let number = now / SLOT_SECONDS;
        let passed = usize::try_from(number.saturating_sub(self.newest)).unwrap_or(SLOTS);
        for step in 0..passed.min(SLOTS) {
            let emptied = number.saturating_sub(u32::try_from(step).unwrap_or(0));
            let old = self.slot_mut(emptied).map(std::mem::take).unwrap_or_default();
            self.hour = self.hour.minus(old);
        }
        self.newest = self.newest.max(number);
    }

    fn minute(&self) -> Counts {
        // A clock that began a moment ago has no slots before its first.
        let newest_slots = (0..SLOTS_A_MINUTE).map_while(|back| self.newest.checked_sub(back));
        newest_slots.fold(Counts::default(), |sum, number| {
            let slot = self.slots.get(place(number)).copied().unwrap_or_default();
            sum.plus(slot)
        })
    }

    fn slot_mut(&mut self, number: u32) -> Option<&mut Counts> {
        self.slots.get_mut(place(number))
    }

    fn is_first_this_minute(&mut self, document: &[u8; 16], now: u32) -> bool {
        let minute = now / 60;
        if minute != self.seen_minute {
            self.seen_minute = minute;
            self.seen.fill(0);
        }
        let [first, second, ..] = *document;
        let bit = usize::from(u16::from_be_bytes([first, second]));
        let Some(word) = self.seen.get_mut(bit / 64) else {
            return true;
        };
        let mask = 1_u64 << (bit % 64);
        let is_first = *word & mask == 0;
        *word |= mask;
        is_first
    }
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(0) % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u32 = 1_800_000_000;

    fn document(number: u32) -> [u8; 16] {
        let mut key = [0; 16];
        key[..4].copy_from_slice(&number.wrapping_mul(2_654_435_761).to_be_bytes());
        key
    }

    /// `misses` and `right` answers a minute for so many minutes; the second in which the alarm went on.
    fn seconds_to_alarm(misses: u32, right: u32, minutes: u32) -> Option<u32> {
        let mut traffic = Traffic::starting(Alarm::Off);
        let mut asked = 0;
        for second in 0..minutes * 60 {
            for _ in 0..(misses * (second + 1) / 60 - misses * second / 60) {
                traffic.note_miss(START + second);
            }
            for _ in 0..(right * (second + 1) / 60 - right * second / 60) {
                asked += 1;
                traffic.note_right(&document(asked), START + second);
            }
            if traffic.alarm(START + second) != Alarm::Off {
                return Some(second);
            }
        }
        None
    }

    #[test]
    fn e3_a_sweep_is_seen_within_a_minute_and_an_honest_peak_is_none() {
        assert!(seconds_to_alarm(10_000, 0, 2).unwrap() < 5);
        assert!(
            seconds_to_alarm(10_000, 12_000, 2).unwrap() < 10,
            "beside a release day"
        );
        assert!(seconds_to_alarm(320, 0, 2).unwrap() < 60);
        assert!(seconds_to_alarm(30, 0, 60).unwrap() < 3_600, "slow, within the hour");
        assert_eq!(seconds_to_alarm(900, 9_000, 5), None, "one in eleven mistypes");
        assert_eq!(seconds_to_alarm(20, 0, 60), None);
    }

    /// As in a process whose clock begins with it.
    #[test]
    fn a_clock_that_begins_at_nothing_counts_each_miss_once() {
        let mut traffic = Traffic::starting(Alarm::Off);
        for _ in 1..MISSES_A_MINUTE {
            traffic.note_miss(3);
        }
        assert_eq!(traffic.alarm(3), Alarm::Off);
        traffic.note_miss(4);
        assert_ne!(traffic.alarm(4), Alarm::Off);
    }

    #[test]
    fn one_right_answer_repeated_hides_nothing() {
        let mut traffic = Traffic::starting(Alarm::Off);
        for _ in 0..MISSES_A_MINUTE {
            traffic.note_miss(START);
            for _ in 0..10 {
                traffic.note_right(&document(1), START);
            }
        }
        assert_ne!(traffic.alarm(START), Alarm::Off);
    }

    #[test]
    fn e3_the_alarm_lasts_while_challenges_go_unmet_and_ends_when_it_is_quiet() {
        let mut traffic = Traffic::starting(Alarm::Off);
        for _ in 0..MISSES_A_MINUTE {
            traffic.note_miss(START);
        }
        assert_ne!(traffic.alarm(START), Alarm::Off);
        // The sweep goes on, but nobody meets the challenge: nothing is evaluated, and still it is no quiet.
        for second in 0..1_800 {
            for _ in 0..5 {
                traffic.note_challenge(START + second);
            }
            assert_ne!(traffic.alarm(START + second), Alarm::Off, "{second}");
        }
        // Honest visitors meet theirs.
        let mut ended = None;
        for second in 1_800..3_000 {
            traffic.note_challenge(START + second);
            traffic.note_met(START + second);
            traffic.note_right(&document(second), START + second);
            if traffic.alarm(START + second) == Alarm::Off {
                ended = Some(second);
                break;
            }
        }
        assert!((2_300..2_500).contains(&ended.unwrap()), "{ended:?}");
    }

    #[test]
    fn the_hour_forgets_whatever_the_steps() {
        let mut traffic = Traffic::starting(Alarm::Off);
        for (moment, expected) in [
            (0, 1),
            (3_000, 2),
            (3_599, 3),
            (3_700, 3),
            (7_190, 3),
            (100_000, 1),
            (99_000, 2),
        ] {
            traffic.note_miss(START + moment);
            assert_eq!(traffic.hour.misses, expected, "{moment}");
        }
    }
}
