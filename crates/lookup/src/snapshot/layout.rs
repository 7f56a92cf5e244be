//! Where the parts of a file stand.

use super::head::Head;
use super::keys::SIGNATURE_BYTES;

/// First bytes of every snapshot.
pub const MAGIC: [u8; 8] = *b"VEDSNAP\n";
/// Magic, length of the head, signature.
pub const PRELUDE_BYTES: usize = 8 + 4 + SIGNATURE_BYTES;
/// A head with the tables of the whole country is far below this.
pub const MOST_HEAD_BYTES: u32 = 16 << 20;
/// One entry of the table.
pub const OFFSET_BYTES: usize = 4;

/// What is signed: the magic, the head's length and the head.
pub fn signed_message(head: &[u8], head_length: u32) -> Vec<u8> {
    [MAGIC.as_slice(), &head_length.to_le_bytes(), head].concat()
}

/// Positions in a file with this head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Positions {
    pub table: u64,
    pub table_bytes: u64,
    pub buckets: u64,
    pub end: u64,
}

impl Positions {
    pub fn of(head: &Head, head_length: u32) -> Option<Self> {
        let table = PRELUDE_BYTES as u64 + u64::from(head_length);
        let table_bytes = (u64::from(head.bucket_count) + 1) * OFFSET_BYTES as u64;
        let buckets = table + table_bytes;
        Some(Self {
            table,
            table_bytes,
            buckets,
            end: buckets.checked_add(head.bucket_bytes)?,
        })
    }
}
