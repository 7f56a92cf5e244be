//! Texts of BIFF8: of one byte a sign or two, and cut by records in any place.

use crate::table::TableError;
use crate::table::xls::records::Numbers;

/// Set where signs are of two bytes.
const WIDE: u8 = 0x01;
const HAS_PHONETICS: u8 = 0x04;
const HAS_RUNS: u8 = 0x08;

/// The texts that cells of all sheets share.
pub(super) struct SharedStrings {
    text: String,
    /// Where each ends in `text`.
    ends: Vec<usize>,
}

impl SharedStrings {
    pub(super) const fn none() -> Self {
        Self {
            text: String::new(),
            ends: Vec::new(),
        }
    }

    /// From the body of its record and those that continue it. Declared counts are not believed: there are as many texts as
    /// there are bytes for.
    pub(super) fn parse(bodies: &[&[u8]]) -> Result<Self, TableError> {
        let mut pieces = Pieces::of(bodies);
        let _references = pieces.long()?;
        let declared = pieces.long()?;
        let mut shared = Self::none();
        for _ in 0..declared {
            pieces.string(&mut shared.text)?;
            shared.ends.push(shared.text.len());
        }
        Ok(shared)
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => *self.ends.get(before)?,
        };
        self.text.get(start..end)
    }
}

/// The text of a body that is not continued: a length of two bytes, flags, signs.
pub(super) fn long_string(numbers: &mut Numbers<'_>) -> Result<String, TableError> {
    let length = numbers.short()?;
    signs(numbers, usize::from(length))
}

/// The same with a length of one byte.
pub(super) fn short_string(numbers: &mut Numbers<'_>) -> Result<String, TableError> {
    let length = numbers.byte()?;
    signs(numbers, usize::from(length))
}

fn signs(numbers: &mut Numbers<'_>, length: usize) -> Result<String, TableError> {
    let flags = numbers.byte()?;
    let runs = if flags & HAS_RUNS == 0 {
        0
    } else {
        usize::from(numbers.short()?)
    };
    if flags & HAS_PHONETICS != 0 {
        numbers.long()?;
    }
    let size = if flags & WIDE == 0 { length } else { length * 2 };
    let mut text = String::new();
    push_signs(&mut text, numbers.bytes(size)?, flags);
    // What follows is how the signs look; it may be cut, and nobody reads it.
    drop(numbers.bytes(runs * 4));
    Ok(text)
}

fn push_signs(text: &mut String, bytes: &[u8], flags: u8) {
    if flags & WIDE == 0 {
        text.extend(bytes.iter().map(|byte| char::from(*byte)));
    } else {
        let units = bytes.chunks_exact(2).filter_map(|unit| unit.first_chunk::<2>());
        let units = units.map(|unit| u16::from_le_bytes(*unit));
        text.extend(char::decode_utf16(units).map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
}

/// Bodies one behind the other.
struct Pieces<'a> {
    current: &'a [u8],
    behind: std::slice::Iter<'a, &'a [u8]>,
}

impl<'a> Pieces<'a> {
    fn of(bodies: &'a [&'a [u8]]) -> Self {
        let mut behind = bodies.iter();
        Self {
            current: behind.next().copied().unwrap_or_default(),
            behind,
        }
    }

    /// Goes on to the next body where this one is read out.
    fn refill(&mut self) -> Result<(), TableError> {
        while self.current.is_empty() {
            self.current = self.behind.next().ok_or(TableError::DamagedWorkbook)?;
        }
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, TableError> {
        self.refill()?;
        let (byte, left) = self.current.split_first().ok_or(TableError::DamagedWorkbook)?;
        self.current = left;
        Ok(*byte)
    }

    fn short(&mut self) -> Result<u16, TableError> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn long(&mut self) -> Result<u32, TableError> {
        Ok(u32::from_le_bytes([
            self.byte()?,
            self.byte()?,
            self.byte()?,
            self.byte()?,
        ]))
    }

    fn skip(&mut self, bytes: usize) -> Result<(), TableError> {
        let mut left = bytes;
        while left > 0 {
            self.refill()?;
            let step = left.min(self.current.len());
            self.current = self.current.get(step..).unwrap_or_default();
            left -= step;
        }
        Ok(())
    }

    /// One text. Where its signs go on in the next body, that begins with the flags anew.
    fn string(&mut self, text: &mut String) -> Result<(), TableError> {
        let mut left = usize::from(self.short()?);
        let mut flags = self.byte()?;
        let runs = if flags & HAS_RUNS == 0 {
            0
        } else {
            usize::from(self.short()?)
        };
        let phonetics = if flags & HAS_PHONETICS == 0 {
            0
        } else {
            self.long()? as usize
        };
        while left > 0 {
            if self.current.is_empty() {
                self.refill()?;
                flags = self.byte()?;
            }
            let width = if flags & WIDE == 0 { 1 } else { 2 };
            let here = left.min(self.current.len() / width);
            if here == 0 && !self.current.is_empty() {
                return Err(TableError::DamagedWorkbook);
            }
            let (signs, behind) = self.current.split_at_checked(here * width).unwrap_or_default();
            push_signs(text, signs, flags);
            self.current = behind;
            left -= here;
        }
        self.skip(runs * 4)?;
        self.skip(phonetics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bodies: &[&[u8]]) -> Option<Vec<String>> {
        let shared = SharedStrings::parse(bodies).ok()?;
        Some(
            (0..shared.ends.len())
                .map(|index| shared.get(index).unwrap().to_owned())
                .collect(),
        )
    }

    #[test]
    fn shared_texts_may_be_cut_anywhere() {
        let head = [0, 0, 0, 0, 2, 0, 0, 0];
        let whole = [&head[..], &[2, 0, 0, b'a', b'b'], &[2, 0, 1, 0x01, 0x04, 0x51, 0x04]].concat();
        let expected = Some(vec!["ab".to_owned(), "Ёё".to_owned()]);
        assert_eq!(texts(&[&whole]), expected);
        // Between signs the flags come anew, and may change.
        let before_second = [&[1_u8][..], &[0x51, 0x04]].concat();
        assert_eq!(texts(&[&whole[..18], &before_second]), expected);
        let narrow = [&[0_u8][..], b"x"].concat();
        assert_eq!(
            texts(&[&whole[..18], &narrow]),
            Some(vec!["ab".to_owned(), "Ёx".to_owned()])
        );
        for cut in 0..whole.len() {
            assert_eq!(texts(&[&whole[..cut]]), None, "{cut}");
        }
        let liar = [&[0, 0, 0, 0, 255, 255, 255, 255][..], &[0, 0, 0]].concat();
        assert_eq!(texts(&[&liar]), None);
    }
}
