//! Decisions tried over their whole input: tables, golden files, oracles.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod access;
mod admission;
mod annulment;
mod appeal;
mod application;
mod approval;
mod codes;
mod edition;
mod informing;
mod ledger;
mod recheck;
mod scores;
mod statement;
