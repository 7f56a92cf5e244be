//! The binary as its users meet it: its folders, its two listeners, a visitor without a browser, the demo made once.

pub mod demo;
pub mod desk;
pub mod folders;
pub mod form;
pub mod server;
pub mod visitor;
