//! Statements, ledgers, announcements and the monitor through the pages, on both engines.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![expect(
    dead_code,
    reason = "the shared support and the reader of PDF files hold more than these tests need"
)]

mod announcements;
#[path = "../essay_region/mod.rs"]
mod essay_region;
mod ledgers;
mod lookup_opening;
mod monitor;
#[path = "../../../documents/tests/documents/pdf_reader.rs"]
mod pdf_reader;
mod place;
mod statements;
#[path = "../support/mod.rs"]
mod support;
