//! Who may try how often without more ado, and what whoever tries oftener has to do for it.
//!
//! [`Limits`] knows keyed hashes and moments only; the figures stand in [`figures`]. What is asked of a visitor follows from
//! who asks, for which document and how it goes everywhere, and never from what is published: the document counts whether
//! or not anybody knows it.

pub mod figures;
pub mod keeping;
mod keys;
mod table;
mod traffic;

pub use keys::{CountedBy, KeyHasher};
pub use table::{Key, Way};
pub use traffic::Alarm;

use figures::{
    ALARM_BITS, CROWDED_BITS, DOCUMENT, DOCUMENT_AND_NETWORK, EVERYBODY, GUESSED_AT_BITS, HOUSEHOLD, LEAST_BITS, MISS,
    MOST_BITS, MOST_DOCUMENTS, MOST_HOUSEHOLDS, MOST_NETWORKS, MOST_PAIRS, MOST_PROVIDERS, NETWORK, PROVIDER,
};
use table::Table;
use traffic::Traffic;

/// What a try brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    Nothing,
    /// A challenge of so many bits was waited out.
    Waited(u8),
    /// A challenge of so many bits was worked out.
    Worked(u8),
}

/// What becomes of a try.
#[derive(Debug)]
pub enum Verdict {
    /// It is evaluated; the ticket must be settled with what came of it.
    Evaluate(Ticket),
    /// A challenge of so many bits first.
    Challenge(u8),
    /// Even with a challenge not now.
    Wait {
        /// Until one more try fits.
        seconds: u32,
    },
}

/// What was charged for a try. Dropped without being settled, as when the visitor goes away, it counts as a miss.
#[derive(Debug)]
pub struct Ticket {
    way: Way,
    charged: Charged,
    document: Key,
    at: u32,
}

impl Ticket {
    /// When the try was admitted.
    pub const fn at(&self) -> u32 {
        self.at
    }
}

/// What is charged for one try, at most each table once.
type Charged = [Option<(Counted, Key)>; 6];

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Something was found: costs nothing.
    Right,
    /// Nothing was found.
    Wrong,
    /// The fault is ours: costs nothing.
    Unanswered,
}

/// The tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    Household,
    Network,
    Provider,
    Document,
    DocumentAndNetwork,
    Everybody,
}

impl Counted {
    pub const ALL: [Self; 6] = [
        Self::Household,
        Self::Network,
        Self::Provider,
        Self::Document,
        Self::DocumentAndNetwork,
        Self::Everybody,
    ];
}

/// The counters of one process.
pub struct Limits {
    households: Table,
    networks: Table,
    providers: Table,
    documents: Table,
    pairs: Table,
    everybody: Table,
    traffic: Traffic,
    /// Grows with every miss: what is kept is kept again when it has grown.
    misses: u64,
}

/// The one key of what is counted for everybody.
const EVERYBODY_KEY: Key = [0; 16];

impl Limits {
    pub fn starting(alarm: Alarm) -> Self {
        Self {
            households: Table::new(HOUSEHOLD, MOST_HOUSEHOLDS),
            networks: Table::new(NETWORK, MOST_NETWORKS),
            providers: Table::new(PROVIDER, MOST_PROVIDERS),
            documents: Table::new(DOCUMENT, MOST_DOCUMENTS),
            pairs: Table::new(DOCUMENT_AND_NETWORK, MOST_PAIRS),
            everybody: Table::new(EVERYBODY, 1),
            traffic: Traffic::starting(alarm),
            misses: 0,
        }
    }

    /// Whether a try is evaluated. `now` is in seconds since 1970.
    pub fn admit(&mut self, who: &CountedBy, effort: Effort, now: u32) -> Verdict {
        let demanded = self.demanded_bits(who, now);
        // What is demanded may have grown by a little while the challenge was being met.
        let suffices = |bits: u8| demanded.is_none_or(|demanded| bits.saturating_add(1) >= demanded);
        let way = match effort {
            Effort::Nothing => demanded.is_none().then_some(Way::Free),
            Effort::Waited(bits) => suffices(bits).then_some(Way::Waited),
            Effort::Worked(bits) => suffices(bits).then_some(Way::Worked),
        };
        let Some(way) = way else {
            self.traffic.note_challenge(now);
            return Verdict::Challenge(demanded.unwrap_or(LEAST_BITS));
        };
        if way != Way::Free {
            self.traffic.note_met(now);
        }
        self.charge(who, way, now)
    }

    /// Ends a try.
    pub fn settle(&mut self, ticket: &Ticket, ended: Ended, now: u32) {
        match ended {
            Ended::Wrong => {
                self.misses += 1;
                self.traffic.note_miss(now);
                return;
            }
            Ended::Right => self.traffic.note_right(&ticket.document, now),
            Ended::Unanswered => {}
        }
        for (counted, key) in ticket.charged.iter().flatten() {
            self.table_mut(*counted).give_back(key, ticket.way, now);
        }
    }

    /// Whether everybody is asked for a challenge now.
    pub fn alarm(&mut self, now: u32) -> Alarm {
        self.traffic.alarm(now)
    }

    /// How many misses there were in this process.
    pub const fn misses(&self) -> u64 {
        self.misses
    }

    /// The bits of the challenge that a try takes; `None` while it is free.
    fn demanded_bits(&mut self, who: &CountedBy, now: u32) -> Option<u8> {
        let is_alarmed = self.traffic.alarm(now) != Alarm::Off;
        let is_crowded = self.is_crowded(who, now);
        let is_guessed_at = self.documents.wait(&who.document, Way::Free, now) > 0;
        let is_spent = who
            .network_keys()
            .any(|(counted, key)| self.table(counted).wait(&key, Way::Free, now) > 0);
        if !(is_alarmed || is_crowded || is_guessed_at || is_spent) {
            return None;
        }
        let mut bits = LEAST_BITS;
        if is_alarmed {
            bits = bits.max(ALARM_BITS + self.traffic.overload().min(3));
        }
        if is_crowded {
            bits = bits.max(CROWDED_BITS);
        }
        if is_guessed_at {
            bits = bits.max(GUESSED_AT_BITS + self.tries_at(who, now).min(3));
        }
        let fullest = who
            .network_keys()
            .map(|(counted, key)| self.table(counted).quarters(&key, Way::Worked, now))
            .max();
        Some(bits.max(LEAST_BITS + fullest.unwrap_or(0)).min(MOST_BITS))
    }

    /// How often the document was tried past its free tries, as a binary logarithm of fours.
    fn tries_at(&self, who: &CountedBy, now: u32) -> u8 {
        let bucket = self.documents.bucket(&who.document, now);
        let tries = bucket.worked.saturating_add(bucket.waited) / MISS;
        u8::try_from((tries / 4).checked_ilog2().map_or(0, |log| log + 1)).unwrap_or(u8::MAX)
    }

    fn is_crowded(&mut self, who: &CountedBy, now: u32) -> bool {
        let mut crowded = !self.documents.has_room(&who.document, now);
        for (counted, key) in who.network_keys() {
            crowded |= !self.table_mut(counted).has_room(&key, now);
        }
        crowded
    }

    fn charge(&mut self, who: &CountedBy, way: Way, now: u32) -> Verdict {
        let is_guessed_at = || self.documents.wait(&who.document, Way::Free, now) > 0;
        let pair = who.document_and_network.filter(|_| way != Way::Free && is_guessed_at());
        let charged: Charged = [
            Some((Counted::Household, who.household)),
            Some((Counted::Network, who.network)),
            who.provider.map(|key| (Counted::Provider, key)),
            Some((Counted::Document, who.document)),
            (way != Way::Free).then_some((Counted::Everybody, EVERYBODY_KEY)),
            pair.map(|key| (Counted::DocumentAndNetwork, key)),
        ];
        let waits = charged
            .iter()
            .flatten()
            .map(|(counted, key)| self.table(*counted).wait(key, way, now));
        match waits.max().unwrap_or(0) {
            0 => {}
            seconds => return Verdict::Wait { seconds },
        }
        for (counted, key) in charged.iter().flatten() {
            self.table_mut(*counted).charge(key, way, now);
        }
        Verdict::Evaluate(Ticket {
            way,
            charged,
            document: who.document,
            at: now,
        })
    }

    const fn table(&self, counted: Counted) -> &Table {
        match counted {
            Counted::Household => &self.households,
            Counted::Network => &self.networks,
            Counted::Provider => &self.providers,
            Counted::Document => &self.documents,
            Counted::DocumentAndNetwork => &self.pairs,
            Counted::Everybody => &self.everybody,
        }
    }

    const fn table_mut(&mut self, counted: Counted) -> &mut Table {
        match counted {
            Counted::Household => &mut self.households,
            Counted::Network => &mut self.networks,
            Counted::Provider => &mut self.providers,
            Counted::Document => &mut self.documents,
            Counted::DocumentAndNetwork => &mut self.pairs,
            Counted::Everybody => &mut self.everybody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u32 = 1_800_000_000;

    fn who(address: u8, network: u8, document: u8) -> CountedBy {
        let key = |kind: u8, number: u8| {
            let mut key = Key::default();
            key[0] = number;
            key[1] = kind;
            key
        };
        CountedBy {
            household: key(1, address),
            network: key(2, network),
            provider: None,
            document: key(3, document),
            document_and_network: Some([document, network, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        }
    }

    fn try_it(limits: &mut Limits, who: &CountedBy, effort: Effort, ended: Ended) -> Option<u8> {
        match limits.admit(who, effort, START) {
            Verdict::Evaluate(ticket) => {
                limits.settle(&ticket, ended, START);
                None
            }
            Verdict::Challenge(bits) => Some(bits),
            Verdict::Wait { .. } => Some(u8::MAX),
        }
    }

    #[test]
    fn right_answers_cost_nothing_and_faults_of_ours_neither() {
        let mut limits = Limits::starting(Alarm::Off);
        for number in 0..200 {
            for ended in [Ended::Right, Ended::Unanswered] {
                assert_eq!(try_it(&mut limits, &who(1, 1, number), Effort::Nothing, ended), None);
            }
        }
        assert_eq!(limits.households.held(START).count(), 0);
        assert_eq!(limits.misses(), 0);
    }

    #[test]
    fn a_try_that_nobody_waited_for_counts_as_a_miss() {
        let mut limits = Limits::starting(Alarm::Off);
        for number in 0..8 {
            let verdict = limits.admit(&who(1, 1, number), Effort::Nothing, START);
            assert!(matches!(verdict, Verdict::Evaluate(_)));
        }
        assert!(try_it(&mut limits, &who(1, 1, 9), Effort::Nothing, Ended::Right).is_some());
    }

    #[test]
    fn challenges_grow_with_what_was_tried() {
        let mut limits = Limits::starting(Alarm::Off);
        let mut seen = Vec::new();
        for number in 0..100_u8 {
            let who = who(1, 1, number);
            if let Some(bits) = try_it(&mut limits, &who, Effort::Nothing, Ended::Wrong) {
                seen.push(bits);
                try_it(&mut limits, &who, Effort::Worked(bits), Ended::Wrong);
            }
        }
        assert_eq!(seen.first(), Some(&LEAST_BITS));
        assert!(seen.is_sorted(), "{seen:?}");
        assert_eq!(seen.last(), Some(&(LEAST_BITS + 4)));
        let at_the_end = try_it(&mut limits, &who(1, 1, 200), Effort::Worked(22), Ended::Wrong);
        assert_eq!(at_the_end, Some(u8::MAX), "sixty by work are the most of one address");
        assert_eq!(
            try_it(&mut limits, &who(2, 2, 200), Effort::Nothing, Ended::Right),
            None
        );
    }

    #[test]
    fn too_light_a_challenge_is_not_enough() {
        let mut limits = Limits::starting(Alarm::Off);
        for network in 0..4 {
            try_it(&mut limits, &who(network, network, 7), Effort::Nothing, Ended::Wrong);
        }
        let owner = who(99, 99, 7);
        assert_eq!(
            try_it(&mut limits, &owner, Effort::Worked(LEAST_BITS), Ended::Right),
            Some(GUESSED_AT_BITS)
        );
        assert_eq!(
            try_it(&mut limits, &owner, Effort::Waited(LEAST_BITS), Ended::Right),
            Some(GUESSED_AT_BITS)
        );
        for effort in [Effort::Worked(GUESSED_AT_BITS - 1), Effort::Waited(GUESSED_AT_BITS)] {
            assert_eq!(try_it(&mut limits, &owner, effort, Ended::Right), None);
        }
    }
}
