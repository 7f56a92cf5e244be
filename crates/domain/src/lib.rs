//! Ids, organisations, people, exams, results, and the decisions about them. Pure: no I/O, no clock, no async.
//!
//! `domain` answers "is this allowed, and what follows?"; `app` fetches the facts and stores what followed.

pub mod access;
pub mod admission;
pub mod annulment;
pub mod appeal;
pub mod application;
pub mod approval;
mod codes;
pub mod edition;
pub mod editions_seen;
pub mod essay;
pub mod essay_recheck;
pub mod exam;
pub mod federal_codes;
pub mod gia_score;
pub mod identity_document;
pub mod ids;
pub mod ledger;
pub mod organisation;
pub mod person_name;
pub mod recheck;
pub mod registration;
pub mod scale_conversion;
pub mod score_distribution;
pub mod statement;
pub mod task_points;
pub mod token_purpose;

pub use codes::UnknownCode;
