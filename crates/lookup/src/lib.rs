//! The participants' own look-up: public pages on their own listener, without a handle to the working database.
//!
//! [`router`] answers from whatever implements [`PublishedResults`]: today the binary's adapter to the publication
//! projection, later the snapshot file. The order of reading: [`results`] says what may be known here, `typed` what a
//! person may type, `handlers` what follows, `answer` and `pages` the words, `guard` what every response carries.
//!
//! What holds on every page: the number of a document travels in POST bodies only and is never shown with an answer;
//! whatever may not be told gives one page, the same to the byte; no script, no address outside the server.

mod address;
mod answer;
mod clauses;
mod form;
mod guard;
mod handlers;
mod hot_line;
mod not_checked;
mod options;
mod pages;
pub mod results;
mod router;
mod same_site;
mod site;
mod typed;
mod vision;

pub use ipnet::IpNet;
pub use options::{LookupOptions, Transport};
pub use results::{
    DatedLine, Outcome, Pending, PublicFacts, PublishedResult, PublishedResults, Query, SecondQuestion, SittingOutcome,
    Unavailable,
};
pub use router::{router, serve};
