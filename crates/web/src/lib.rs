//! Staff pages: one router, one file per page.
//!
//! A request goes inwards through: the frame of every answer ([`answer`]: id, log, headers, panics, error pages), the host
//! check, the guard of its route ([`routes`]: session and access table), the extractors ([`signed_in`], [`forms`]), and
//! the page's handler, which calls `app` and fills a view model of `ui`. Handlers never see the store.
//!
//! To add a page: write `src/pages/<name>.rs` with `pub fn routes() -> Routes`, name it in `pages.rs` and in
//! `router.rs`, give it a line in `nav.rs` when it is a section, and let the golden file of routes show who may reach it.

pub mod address;
pub mod answer;
pub mod api;
pub mod cookies;
pub mod failure;
pub mod form_token;
pub mod forms;
pub mod headers;
pub mod law_pieces;
pub mod list_query;
pub mod nav;
pub mod notice;
pub mod page;
pub mod pages;
pub mod pieces;
pub mod problems;
pub mod request_frame;
pub mod router;
pub mod routes;
pub mod same_origin;
pub mod shell;
pub mod signed_in;
pub mod staff;
pub mod upload;

pub use router::staff_router;
pub use staff::{CookieSecurity, DemoAccount, DemoControl, Staff, WebOptions};
