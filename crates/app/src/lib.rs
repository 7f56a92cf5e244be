//! One function per use case: authorise, load, decide, save, journal, enqueue.
//!
//! Each file is one use case or one closely knit group; [`context::App`] holds the parts, [`context::Request`] says on
//! whose behalf. Acts go through [`context::App::act`], reads through `store.read`.

pub mod accounts;
pub mod act;
pub mod announcements;
pub mod announcements_several;
pub mod api_tokens;
pub mod calendar;
pub mod chain_tables;
pub mod commission;
pub mod context;
pub mod error;
pub mod exam_choice;
pub mod exam_view;
pub mod exams;
pub mod gia_words;
pub mod history_steps;
pub mod home;
pub mod import;
pub mod journal_view;
pub mod law_in_force;
mod ledger_forming;
pub mod ledgers;
pub mod list_files;
pub mod lookup;
pub mod lookup_opening;
pub mod monitor;
pub mod monitor_tables;
pub mod names;
pub mod obligations;
pub mod official_day;
pub mod organisations;
pub mod participants;
pub mod passwords;
pub mod people;
pub mod print;
pub mod print_announcement;
pub mod print_history;
pub mod print_ledger;
pub mod print_statement;
pub mod processing;
pub mod protocol_release;
pub mod publication;
pub mod published_gia;
pub mod readiness;
mod release;
pub mod result_history;
pub mod results_in_words;
pub mod search;
pub mod set_up;
pub mod settings;
pub mod sign_in;
pub mod staff_names;
pub mod statement_forming;
pub mod statement_view;
pub mod statements;
pub mod step_up;
pub mod stored_rows;
pub mod subject_duties;
pub mod tables;
pub mod verify;
pub mod workplace;

pub use context::{App, Clock, Request};
pub use error::{AppError, FieldProblem};
