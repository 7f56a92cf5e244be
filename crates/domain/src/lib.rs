//! Ids, organisations, people, exams, results, and the decisions about them. Pure: no I/O, no clock, no async.
//!
//! `domain` answers "is this allowed, and what follows?"; `app` fetches the facts and stores what followed.

pub mod access;
mod codes;
pub mod edition;
pub mod essay;
pub mod exam;
pub mod identity_document;
pub mod ids;
pub mod ledger;
pub mod organisation;
pub mod person_name;
pub mod registration;
pub mod statement;

pub use codes::UnknownCode;
