//! What exactly a protocol approves: its rows in their order, and the one hash over them that both persons act upon.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::edition::{EditionState, HoldReason};
use crate::exam::AttendanceOutcome;
use crate::gia_score::GiaScore;
use crate::ids::EditionId;

/// The form of the hashed bytes; another form gets another number, so that old hashes stay what they were.
const FORM: &[u8] = b"vedomost/approval/1";

/// SHA-256 over the content of a protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash([u8; 32]);

/// One edition of the preview, held or not: what is held belongs to what was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentRow<'a> {
    pub edition: EditionId,
    pub state: EditionState,
    pub value: ContentValue<'a>,
    /// Why it is not approved; empty for what is.
    pub holds: &'a [HoldReason],
}

/// The value of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentValue<'a> {
    Score(&'a GiaScore),
    /// A sitting without a checked work.
    NoWork(AttendanceOutcome),
}

/// The content of a protocol, reduced to its hash and counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApprovalContent {
    hash: ContentHash,
    rows: usize,
    to_approve: usize,
}

/// Stored bytes that are no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("контрольная сумма состава протокола повреждена")]
pub struct NotAHash;

impl ApprovalContent {
    /// Rows in the order of the protocol. Every field is bound with its length, so that no two contents share bytes;
    /// the order counts, because the printed protocol has it.
    pub fn of<'a>(rows: impl IntoIterator<Item = ContentRow<'a>>) -> Self {
        let mut digest = Sha256::new();
        let (mut count, mut to_approve) = (0, 0);
        put(&mut digest, FORM);
        for row in rows {
            put(&mut digest, row.edition.0.as_bytes());
            put(&mut digest, row.state.code().as_bytes());
            match row.value {
                ContentValue::Score(score) => put(&mut digest, &score.canonical_bytes()),
                ContentValue::NoWork(outcome) => put(&mut digest, outcome.code().as_bytes()),
            }
            put(&mut digest, &length(row.holds.len()));
            for hold in row.holds {
                put(&mut digest, hold.code().as_bytes());
            }
            count += 1;
            to_approve += usize::from(row.holds.is_empty());
        }
        put(&mut digest, &length(count));
        Self {
            hash: ContentHash(digest.finalize().into()),
            rows: count,
            to_approve,
        }
    }

    pub const fn hash(&self) -> ContentHash {
        self.hash
    }

    /// All rows, held ones too.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Rows without a hold.
    pub const fn to_approve(&self) -> usize {
        self.to_approve
    }
}

impl ContentHash {
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads stored bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAHash> {
        bytes.try_into().map(Self).map_err(|_| NotAHash)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn put(digest: &mut Sha256, bytes: &[u8]) {
    digest.update(length(bytes.len()));
    digest.update(bytes);
}

/// 64 bits on every machine, so that the hash is the same on every machine.
fn length(number: usize) -> [u8; 8] {
    u64::try_from(number).unwrap_or(u64::MAX).to_be_bytes()
}
