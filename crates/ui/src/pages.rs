//! One view model with one template per page; a caller fills it and renders it with [`askama::Template::render`].
//!
//! Many staff pages are told by parts alone and are instances of the four in [`general`].

pub mod announcement;
pub mod error;
pub mod general;
pub mod home;
pub mod imports;
pub mod ledger;
pub mod lists;
pub mod monitor;
pub mod organisations;
pub mod people;
pub mod processing;
pub mod public;
mod samples;
pub mod search;
pub mod shown_once;
pub mod sign_in;
pub mod statements;
pub mod terms;

pub use samples::samples;
