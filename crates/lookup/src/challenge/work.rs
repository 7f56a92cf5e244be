//! The work itself: for each of eight parts a number whose SHA-256 together with the seed begins with enough zero bits.
//! Eight small searches instead of a large one, so that nobody is unlucky for long. The page's script
//! (`ui/templates/public/challenge.js`) does the same.

use sha2::{Digest, Sha256};

/// Searches of a challenge.
pub const PARTS: u32 = 8;
/// Their binary logarithm.
const PARTS_BITS: u8 = 3;

/// Zero bits that each part's hash begins with, for work of so many bits in all.
pub const fn zeros(bits: u8) -> u32 {
    bits.saturating_sub(PARTS_BITS) as u32
}

/// Whether `work` holds a fitting number for each part, joined by dots.
pub fn is_done(seed: &str, bits: u8, work: &str) -> bool {
    let Ok(found) = work.split('.').map(str::parse::<u32>).collect::<Result<Vec<_>, _>>() else {
        return false;
    };
    found.len() == PARTS as usize
        && found
            .iter()
            .zip(0..)
            .all(|(number, part)| fits(seed, bits, part, *number))
}

fn fits(seed: &str, bits: u8, part: u32, number: u32) -> bool {
    let hash = Sha256::new()
        .chain_update(seed.as_bytes())
        .chain_update(number.to_be_bytes())
        .chain_update(part.to_be_bytes())
        .finalize();
    let first = hash
        .first_chunk::<4>()
        .map_or(u32::MAX, |first| u32::from_be_bytes(*first));
    first.leading_zeros() >= zeros(bits)
}

/// What the script does, for tests.
#[cfg(test)]
pub fn work_out(seed: &str, bits: u8) -> String {
    let search = |part| (0..).find(|number| fits(seed, bits, part, *number)).unwrap();
    let found: Vec<String> = (0..PARTS).map(|part| search(part).to_string()).collect();
    found.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_when_every_part_fits() {
        let seed = "0123456789abcdef0123456789abcdef";
        let work = work_out(seed, 10);
        assert!(is_done(seed, 10, &work));
        assert!(!is_done(&seed.replace('0', "1"), 16, &work));
        assert!(!is_done(seed, 22, &work), "too light");
        for wrong in [
            "",
            ".",
            "1.2",
            &format!("{work}.1"),
            &work.replace('.', ","),
            "4294967296",
        ] {
            assert!(!is_done(seed, 10, wrong), "{wrong}");
        }
        let mut parts: Vec<&str> = work.split('.').collect();
        parts.swap(0, 7);
        assert!(parts[0] == parts[7] || !is_done(seed, 16, &parts.join(".")));
    }
}
