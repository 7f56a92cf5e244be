//! Prints statements and tells how long one takes.
//!
//! `cargo run --release -p documents --example print_bench -- 700 60`
//!
//! One line of `key=value` pairs: documents, rows in each, bytes of one, seconds of processor time in all, milliseconds for each, seconds
//! to prepare the font (once for all).

#[path = "../tests/documents/samples/statement.rs"]
mod samples;

use documents::{Typesetter, statement};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let count: u32 = argument(1, 700)?;
    let rows: usize = argument(2, 60)?;
    let before = processor_seconds()?;
    let typesetter = Typesetter::new()?;
    let prepared = processor_seconds()?;
    let mut bytes = 0;
    for number in 0..count {
        let mut document = samples::statement(rows);
        document.number = format!("42{number:04}-ИС-1");
        bytes = statement::render(&typesetter, &document)?.len();
    }
    let seconds = processor_seconds()? - prepared;
    println!(
        "documents={count} rows={rows} bytes={bytes} cpu_seconds={seconds:.3} ms_each={:.3} font_seconds={:.3}",
        seconds * 1000.0 / f64::from(count.max(1)),
        prepared - before,
    );
    Ok(())
}

fn argument<T: std::str::FromStr>(index: usize, default: T) -> Result<T, Box<dyn Error>> {
    match std::env::args().nth(index) {
        None => Ok(default),
        Some(text) => text.parse().map_err(|_| format!("{text} is not a number").into()),
    }
}

/// Processor time of this process, which has one thread.
#[expect(
    clippy::disallowed_methods,
    reason = "an example may ask the system; the crate may not"
)]
fn processor_seconds() -> Result<f64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds: f64 = text.split_whitespace().next().unwrap_or_default().parse()?;
    Ok(nanoseconds / 1e9)
}
