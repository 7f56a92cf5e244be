//! How many wrong look-ups are evaluated, and what the figures come to.
//!
//! Right answers cost nothing: a try is charged before it is evaluated and given back when it was right. Whoever has used
//! up what is free is never refused outright, but works for every further try (`challenge`), and then for more.
//!
//! | counted by | free | by waiting, without script | sum in the first hour (document: day) | by work |
//! |---|---|---|---|---|
//! | household: IPv4 address, IPv6 /64 | 8 + 8 an hour | 2 + 2 an hour | 20 | 60 + 60 an hour |
//! | network: IPv4 /24, IPv6 /48 | 40 + 40 an hour | 10 + 10 an hour | 100 | 300 + 300 an hour |
//! | provider: IPv6 /32 | 400 + 400 an hour | 100 + 100 an hour | 1 000 | 3 000 + 3 000 an hour |
//! | document | 4 + 4 a day | not counted here | 8, and 2 by waiting | every further one is harder |
//! | document and network, once the document is guessed at | | 2 + 2 a day | | 5 + 12 a day |
//! | everybody | the sign of a sweep: `traffic` | 300 + 600 an hour | | |
//!
//! «a + b an hour» is a leaking bucket of a misses that loses b an hour: never more than a + b in any hour. The last rows
//! are why a stranger cannot lock a document: whoever spends its free tries makes it harder, not shut, and what he spends
//! after that is his own network's.

/// One miss in the units that buckets are counted in: so fine that a rate per day is a whole number per second.
pub const MISS: u32 = 86_400;

/// A leaking bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Misses it holds.
    pub at_once: u32,
    /// Misses it loses in a day.
    pub per_day: u32,
}

/// What one thing that is counted by may miss, by the way it was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Without more ado.
    pub free: Allowance,
    /// After having waited.
    pub waited: Allowance,
    /// After having worked.
    pub worked: Allowance,
}

const fn per_hour(at_once: u32, per_hour: u32) -> Allowance {
    Allowance {
        at_once,
        per_day: per_hour * 24,
    }
}

const fn per_day(at_once: u32, per_day: u32) -> Allowance {
    Allowance { at_once, per_day }
}

/// Counted, so that it can be seen how much there was, but not limited.
const COUNTED_ONLY: Allowance = per_day(40_000, 48);
/// Neither limited nor worth counting.
const NOT_COUNTED: Allowance = per_day(40_000, 40_000_000);

pub const HOUSEHOLD: Figures = Figures {
    free: per_hour(8, 8),
    waited: per_hour(2, 2),
    worked: per_hour(60, 60),
};
pub const NETWORK: Figures = Figures {
    free: per_hour(40, 40),
    waited: per_hour(10, 10),
    worked: per_hour(300, 300),
};
pub const PROVIDER: Figures = Figures {
    free: per_hour(400, 400),
    waited: per_hour(100, 100),
    worked: per_hour(3_000, 3_000),
};
pub const DOCUMENT: Figures = Figures {
    free: per_day(4, 4),
    waited: COUNTED_ONLY,
    worked: COUNTED_ONLY,
};
pub const DOCUMENT_AND_NETWORK: Figures = Figures {
    free: NOT_COUNTED,
    waited: per_day(2, 2),
    worked: per_day(5, 12),
};
pub const EVERYBODY: Figures = Figures {
    free: NOT_COUNTED,
    waited: per_hour(300, 600),
    worked: NOT_COUNTED,
};

/// Work of a challenge, as the binary logarithm of the hashes it takes: 16 is 65 thousand, a third of a second of a
/// phone.
pub const LEAST_BITS: u8 = 16;
/// The hardest: four million hashes, some twenty seconds of a phone.
pub const MOST_BITS: u8 = 22;
/// For everybody while many networks sweep.
pub const ALARM_BITS: u8 = 17;
/// For a document that is guessed at.
pub const GUESSED_AT_BITS: u8 = 19;
/// While the tables are full of others.
pub const CROWDED_BITS: u8 = 18;

/// Misses of everybody in a minute from which a sweep is suspected.
pub const MISSES_A_MINUTE: u32 = 300;
/// The same in an hour.
pub const MISSES_AN_HOUR: u32 = 1_500;
/// How many right answers to one miss are too many for a sweep. Each document's right answer counts once a minute.
pub const RIGHT_TO_ONE_MISS: u32 = 4;
/// How long it must be quiet before the challenge for everybody ends, seconds.
pub const QUIET_SECONDS: u32 = 600;

/// Entries of the tables, about 40 bytes each in memory: 9 MB in all when every table is full.
pub const MOST_HOUSEHOLDS: usize = 50_000;
pub const MOST_NETWORKS: usize = 25_000;
pub const MOST_PROVIDERS: usize = 6_000;
pub const MOST_DOCUMENTS: usize = 50_000;
pub const MOST_PAIRS: usize = 25_000;

#[cfg(test)]
mod tests {
    use super::*;

    /// The promises 1 to 3 of the product, from the figures themselves.
    #[test]
    fn e3_the_figures_keep_the_promises_to_who_does_no_work() {
        let in_an_hour = |one: Allowance| one.at_once + one.per_day / 24;
        let without_work = |figures: Figures| in_an_hour(figures.free) + in_an_hour(figures.waited);
        assert_eq!(without_work(HOUSEHOLD), 20);
        assert_eq!(without_work(NETWORK), 100);
        let document = DOCUMENT.free.at_once + DOCUMENT.free.per_day;
        assert_eq!(document + DOCUMENT_AND_NETWORK.waited.at_once, 10);
        assert!(MISSES_AN_HOUR + in_an_hour(EVERYBODY.waited) <= 2_400);
    }
}
