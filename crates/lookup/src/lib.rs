//! The participants' own look-up: public pages on their own listener, without a handle to the working database.
//!
//! [`router`] answers from whatever implements [`PublishedResults`]: in the product the published [`snapshot`], in tests
//! what they make up. The order of reading: [`results`] says what may be known here, `typed` what a
//! person may type, `handlers` what follows, `answer` and `pages` the words, `guard` what every response carries, `front`
//! how requests come in.
//!
//! An answer is put together of parts that are made once: `stencil` cuts them out of rendered templates, `shells` and
//! `prepared` keep them, `answer_page` joins them with what is the person's own.
//!
//! Before anything is looked up, `defence` counts the try (`limits`) and asks for a `challenge` where there are signs of
//! guessing; nothing of that needs a database.
//!
//! What holds on every page: the number of a document travels in POST bodies only and is never shown with an answer
//! (an answer carries it sealed, for the switch of vision alone: `repeat`); whatever may not be told gives one page, the
//! same to the byte; no address outside the server, and no script but the challenge's own.

mod address;
mod answer;
mod answer_page;
mod challenge;
mod clauses;
mod defence;
mod form;
mod front;
mod gia_answer;
mod gia_case;
mod guard;
mod handlers;
mod header_lines;
mod hot_line;
mod limits;
#[doc(hidden)]
pub mod measured;
mod not_checked;
mod open_exams;
mod options;
mod page;
mod pages;
mod policy;
mod prepared;
mod rendered;
mod repeat;
pub mod results;
mod router;
mod same_site;
mod schedule;
mod scratch;
mod shells;
mod site;
pub mod snapshot;
mod stencil;
mod told_by;
mod typed;
mod vision;

pub use front::{secured, serve, serve_on_threads};
pub use ipnet::IpNet;
pub use options::{DefenceOptions, LookupOptions, SteadyClock, Transport};
pub use results::{
    AnnulledResult, AppealTerm, ApprovedBy, DatedLine, EssayPaper, Found, GiaPaper, GiaSittingOutcome,
    MinimumCountedIn, OpenExam, Outcome, PublicFacts, PublishedAppeal, PublishedEssay, PublishedGia, PublishedResults,
    Query, SecondQuestion, Shared, SharedEssay, SharedGia, SharedProtocol, SittingOutcome, Unavailable, YearsMinimum,
};
pub use router::router;
pub use told_by::ToldBy;
