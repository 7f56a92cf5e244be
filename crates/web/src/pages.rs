//! One file per page or closely knit group of pages, each with its `routes()`.

pub mod accounts;
pub mod announcements;
pub mod appeals;
pub mod assets;
pub mod calendar;
pub mod commission;
pub mod demo;
pub mod health;
pub mod history;
pub mod home;
pub mod imports;
pub mod invitation;
pub mod journal;
pub mod ledgers;
mod listing;
pub mod look;
pub mod lookup_opening;
pub mod metrics;
pub mod monitor;
pub mod organisations;
pub mod participants;
pub mod processing;
pub mod search;
pub mod settings;
pub mod sign_in;
pub mod statements;
pub mod terms;
