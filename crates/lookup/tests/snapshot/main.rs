//! The published snapshot: what is written is answered, and nothing else is; whatever is wrong with a file is refused.

mod answers;
mod placing;
mod refused;
mod stolen;
mod support;
mod swapping;
