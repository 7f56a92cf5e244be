//! Foreign files, whole: read, matched, parsed, given back. One binary, because each costs a link.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod bad_files;
mod bad_rows;
mod damaged_files;
mod gia;
mod gia_participants;
mod made;
mod more_formats;
mod properties;
mod support;
