//! Seeded randomness. Each part of the region draws from a stream of its own, so that a change to one part leaves the
//! others as they were.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// A part of the region with its own randomness.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stream {
    Organisations = 1,
    Classes = 2,
    People = 3,
    Results = 4,
    Staff = 5,
    LateResults = 6,
    GiaPeople = 7,
    GiaResults = 8,
}

pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    pub(crate) fn new(seed: u64, stream: Stream) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream as u64);
        Self(generator)
    }

    /// A number below `bound`; 0 when there is none.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        // Drawn as u64, so that 32-bit and 64-bit machines make the same region.
        let drawn = match u64::try_from(bound) {
            Ok(bound) if bound > 1 => self.0.random_range(0..bound),
            _ => 0,
        };
        usize::try_from(drawn).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        if low < high {
            self.0.random_range(low..=high)
        } else {
            low
        }
    }

    /// True in so many cases of a thousand.
    pub(crate) fn per_mille(&mut self, cases: usize) -> bool {
        self.below(1000) < cases
    }

    pub(crate) fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let index = self.below(items.len());
        items.get(index).copied().unwrap_or_default()
    }

    /// As [`Chance::pick`], with the first items drawn oftener: common names stand first in the lists.
    pub(crate) fn pick_common<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let index = self.below(items.len()).min(self.below(items.len()));
        items.get(index).copied().unwrap_or_default()
    }

    /// So many decimal digits, zeros in front included.
    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or(0)))
            .collect()
    }
}
