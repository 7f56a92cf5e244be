//! Measurements. Figures go into the notes with the command that made them, so each prints a small table.

mod figures;
mod import;
mod in_product;
mod lookup;
mod print;
mod process_time;
mod weasyprint;

use clap::Subcommand;

use crate::failure::Failure;

#[derive(Subcommand)]
pub enum Benchmark {
    /// 700 statements of 60 rows as PDF, beside WeasyPrint on the same statement.
    Print,
    /// A million GIA results by file, beside the shells of SQLite and PostgreSQL on the same file.
    Import,
    /// Every staff page on a full region: server CPU and number of statements per page.
    Screen,
    /// The chair approves 13,000 results of one exam of a full region.
    Approval,
    /// Two million people in a published snapshot, asked over HTTP beside nginx serving a static file.
    Lookup,
}

pub fn run(benchmark: &Benchmark) -> Result<(), Failure> {
    match benchmark {
        Benchmark::Print => print::run(),
        Benchmark::Import => import::run(),
        Benchmark::Screen => in_product::run("bench-screen"),
        Benchmark::Approval => in_product::run("bench-approval"),
        Benchmark::Lookup => lookup::run(),
    }
}
