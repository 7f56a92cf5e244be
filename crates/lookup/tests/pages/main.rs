//! Every public page through the router, over a made-up set of published results.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails; helpers stand outside the test functions"
)]

mod answers;
mod e1_e2;
mod e3_challenge;
mod e3_limits;
mod e3_silence;
mod gia;

mod guards;
mod listener;
mod promises;
mod support;
mod sweep;
