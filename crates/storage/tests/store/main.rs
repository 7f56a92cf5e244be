//! The store on both engines: every query, every refusal of the tables, transactions, journal, migrations, what lies on
//! the disk.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod appeal_rows;
mod application_rows;
mod chain_rows;
mod commission_rows;
mod gia_rows;
mod journal;
mod migrations;
mod on_disk;
mod protocol_release;
mod queries;
mod refusals;
mod round_trips;
mod scopes;
mod staff_rows;
mod support;
mod transactions;
mod world;
