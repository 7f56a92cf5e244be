//! Challenges that were met and have not run out.

use std::collections::HashMap;

/// Most that are remembered; each took its visitor work or waiting. Past that nothing is accepted until some run out.
const MOST: usize = 50_000;
/// How often run-out ones are looked for, seconds.
const PAUSE: u32 = 10;

#[derive(Default)]
pub struct Spent {
    until: HashMap<[u8; 16], u32>,
    swept_at: u32,
}

impl Spent {
    /// Spends the challenge of this number; `false` when that was done before or there is no room to remember it.
    pub fn spend(&mut self, number: [u8; 16], until: u32, now: u32) -> bool {
        if now.saturating_sub(self.swept_at) >= PAUSE {
            self.swept_at = now;
            self.until.retain(|_, until| *until >= now);
        }
        if self.until.len() >= MOST || self.until.contains_key(&number) {
            return false;
        }
        self.until.insert(number, until);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: usize) -> [u8; 16] {
        let mut number = [0; 16];
        number[..8].copy_from_slice(&value.to_be_bytes());
        number
    }

    #[test]
    fn a_full_memory_accepts_nothing_until_some_run_out() {
        let mut spent = Spent::default();
        for value in 0..MOST {
            assert!(spent.spend(number(value), 1_600, 1_000));
        }
        assert!(!spent.spend(number(MOST), 1_600, 1_000));
        assert!(!spent.spend(number(0), 1_600, 1_600), "the last second is remembered");
        assert!(spent.spend(number(MOST), 2_300, 1_700));
    }
}
