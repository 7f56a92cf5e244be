//! The published snapshot: what is written is answered, and nothing else is; whatever is wrong with a file is refused.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails; helpers stand outside the test functions"
)]

mod answers;
mod placing;
mod refused;
mod stolen;
mod support;
mod swapping;
mod timing;
