//! How much of a stream has been handed out, held to the limits.

use super::{Limits, SheetRow, TableError};

/// Rows of data so far, and the bytes of their text.
#[derive(Debug, Default)]
pub(super) struct CountedRows {
    rows: usize,
    text_bytes: usize,
}

impl CountedRows {
    /// One row more; refuses the first beyond the limits.
    pub(super) fn add(&mut self, row: &SheetRow, limits: &Limits) -> Result<(), TableError> {
        self.rows += 1;
        self.text_bytes += row.text_bytes();
        if self.rows > limits.max_rows {
            return Err(TableError::TooManyRows { limit: limits.max_rows });
        }
        if self.text_bytes > limits.max_unpacked_bytes {
            return Err(TableError::UnpacksTooBig {
                limit: limits.max_unpacked_bytes,
            });
        }
        Ok(())
    }
}
