//! Long answers of SQLite in few rows: it joins a thousand rows into one text, because handing a row from its thread to ours
//! costs several times what reading it does. PostgreSQL sends its rows in pieces anyway and is asked row by row.

use crate::StorageError;

/// Rows of one text, as in the `LIMIT` of the queries.
pub(crate) const ROWS: i64 = 1024;

/// The place of the last row joined (`None` behind the end) and the rows.
pub(crate) type Portion = (Option<i64>, Option<Vec<u8>>);

/// Reads fixed and marked pieces of joined rows one behind the other.
pub(crate) struct Unpacked<'text> {
    rest: &'text [u8],
    /// What the text is of, for the error.
    what: &'static str,
}

impl<'text> Unpacked<'text> {
    pub(crate) const fn of(text: &'text [u8], what: &'static str) -> Self {
        Self { rest: text, what }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next bytes, so many.
    pub(crate) fn fixed<const BYTES: usize>(&mut self) -> Result<[u8; BYTES], StorageError> {
        let (piece, rest) = self
            .rest
            .split_first_chunk::<BYTES>()
            .ok_or(StorageError::Damaged(self.what))?;
        self.rest = rest;
        Ok(*piece)
    }

    /// The text up to a mark, which is passed over.
    pub(crate) fn up_to(&mut self, mark: u8) -> Result<&'text str, StorageError> {
        let damaged = StorageError::Damaged(self.what);
        let end = self.rest.iter().position(|byte| *byte == mark);
        let Some((piece, rest)) = end.and_then(|end| self.rest.split_at_checked(end)) else {
            return Err(damaged);
        };
        self.rest = rest.get(1..).unwrap_or_default();
        std::str::from_utf8(piece).map_err(|_| damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_and_a_cut_text_is_an_error() {
        let mut text = Unpacked::of(b"\0\x01code\nrest", "test");
        assert_eq!(text.fixed::<2>().unwrap(), [0, 1]);
        assert_eq!(text.up_to(b'\n').unwrap(), "code");
        assert!(!text.is_empty());
        assert!(matches!(text.up_to(b'\n'), Err(StorageError::Damaged("test"))));
        assert!(matches!(text.fixed::<5>(), Err(StorageError::Damaged("test"))));
        assert_eq!(text.fixed::<4>().unwrap(), *b"rest");
        assert!(text.is_empty());
    }
}
