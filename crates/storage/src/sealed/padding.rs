//! Padding to whole blocks (ISO/IEC 7816-4: one byte 0x80, then zeros), so that lengths tell little.

use zeroize::Zeroizing;

const BLOCK: usize = 32;
const MARK: u8 = 0x80;

pub(super) fn pad(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = (bytes.len() + 1).next_multiple_of(BLOCK);
    // The whole capacity at once: growing would leave copies behind.
    let mut padded = Zeroizing::new(Vec::with_capacity(length));
    padded.extend_from_slice(bytes);
    padded.push(MARK);
    padded.resize(length, 0);
    padded
}

/// `None` where there is no mark. Only authenticated bytes come here, so that would be our own mistake.
pub(super) fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let end = padded.iter().rposition(|byte| *byte != 0)?;
    let (bytes, rest) = padded.split_at(end);
    rest.starts_with(&[MARK]).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let padded = pad(&bytes);
            prop_assert_eq!(padded.len() % BLOCK, 0);
            prop_assert_eq!(unpad(&padded), Some(bytes.as_slice()));
        }
    }

    #[test]
    fn bytes_without_a_mark_are_refused() {
        assert_eq!(unpad(&[0; 32]), None);
        assert_eq!(unpad(b"abc"), None);
    }
}
