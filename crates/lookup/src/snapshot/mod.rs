//! The published snapshot: one immutable file of everything that is open to participants, and nothing else of the region.
//!
//! The main server writes it ([`SnapshotWriter`], [`place`]); any number of processes answer from it ([`PublishedSnapshot`])
//! without a handle to the working database. The layout, front to back:
//!
//! ```text
//! magic 8 | length of head u32 LE | ed25519 signature 64 | head: JSON | table: (buckets + 1) × u32 LE | buckets
//! ```
//!
//! - The **head** ([`head`]) says region, number, moment, settings, exams and the tables that results refer to, and holds
//!   the SHA-256 of table and buckets. It is signed, so the signature covers every byte of the file.
//! - A **bucket** ([`bucket`]) holds some eight people and is sealed as one, under a key that is this file's own: it cannot
//!   be moved to another file or place. Whoever is looked for, one bucket is read and opened, also where there is nobody.
//! - A **record** ([`record`]) is 8 bytes of the document's keyed hash, 8 of the surname's, and some eight bytes a result.
//!   No name and no document stands in it, not even sealed.
//!
//! A flipped bit is refused by the signature (head), by the hash (table), by the seal of the bucket when it is read, and by
//! the hash of all buckets, which is checked before a file replaces another and in the background after a start.

mod bucket;
mod head;
mod key_file;
mod keys;
mod layout;
mod place;
mod reader;
mod ready;
mod record;
mod refusal;
mod served;
mod varint;
mod watch;
mod writer;

pub use head::{HeadAppeal, HeadCountedIn, HeadExam, HeadMinimum, HeadProtocol, Paper, PublicSettings};
pub use key_file::{KeyFileError, read_key_file, write_key_file};
pub use keys::{LookupKeys, SnapshotSigner};
pub use place::{PlacedSnapshot, place, previous_of, put_in_place, unfinished_of};
pub use reader::{Snapshot, SnapshotFault};
pub use ready::annulment_day;
pub use record::{LineOutcome, ResultLine};
pub use refusal::Refusal;
pub use served::{NowSource, PublishedSnapshot, ServedSnapshot};
pub use watch::{adopt_at_start, take_up, watch};
pub use writer::{SnapshotWriter, Stamp, WriteError, WrittenSnapshot};

/// Version of the layout that is written. Since 2 a record may hold an annulment and lines of appeals.
pub const FORMAT: u32 = 2;
/// The oldest version that is read: its records are a part of today's. Any other version is refused by its number.
pub const OLDEST_FORMAT: u32 = 1;
