//! The operator's commands: exit code 0 done, 1 found problems, 2 could not run.

pub mod check;
pub mod law;
pub mod lookup_key;
pub mod policy;
pub mod verify;
