//! One function per use case: authorise, load, decide, save, journal, enqueue.
//!
//! Each file is one use case or one closely knit group; [`context::App`] holds the parts, [`context::Request`] says on
//! whose behalf. Acts go through [`context::App::act`], reads through `store.read`.

pub mod accounts;
pub mod act;
pub mod announcements;
pub mod calendar;
pub mod context;
pub mod error;
pub mod exam_view;
pub mod home;
pub mod import;
pub mod journal_view;
pub mod law_in_force;
pub mod ledgers;
pub mod lookup;
pub mod monitor;
pub mod names;
pub mod obligations;
pub mod passwords;
pub mod people;
pub mod processing;
pub mod publication;
pub mod set_up;
pub mod settings;
pub mod sign_in;
pub mod statements;
pub mod verify;

pub use context::{App, Clock, Request};
pub use error::{AppError, FieldProblem};
