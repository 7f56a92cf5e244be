//! What must hold whatever is done, in whatever order, by whomever: on both engines, through the use cases.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod appeals;
mod appeals_world;
mod approval;
mod at_once;
mod chain;
mod changed_results;
mod commission_world;
mod gia_chain;
mod gia_imports;
mod gia_region;
mod gia_steps;
mod gia_world;
mod holds;
mod imports;
mod long_files;
mod look_up;
mod look_up_gia;
mod obligations;
mod past_the_app;
mod privacy;
mod reach;
mod sign_in;
mod steps;
mod verify;
