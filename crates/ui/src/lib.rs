//! What staff and public pages share: page shell, components, assets, and one view model with one template per page.
//!
//! No storage, no HTTP, no rules: a caller fills a view model with ready strings and addresses and calls
//! [`Template::render`]. See ARCHITECTURE.md.

pub mod assets;
pub mod components;
pub mod page;
pub mod pages;
pub mod typed;
pub mod typography;

pub use askama::Template;
