//! Measurements. Figures go into the notes with the command that made them, so each prints a small table.

mod figures;
mod import;
mod in_product;
mod lookup;
mod lookup_server;
mod open_loop;
mod print;
mod process_time;
mod weasyprint;

use clap::{Args, Subcommand};

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
    Lookup(LookupBenchmark),
}

#[derive(Args)]
pub struct LookupBenchmark {
    /// A release day instead: honest look-ups at their moments, wrong ones from many networks, slow connections.
    #[arg(long)]
    open_loop: bool,
    /// How long it lasts.
    #[arg(long, default_value_t = 10, requires = "open_loop")]
    minutes: u64,
}

pub fn run(benchmark: &Benchmark) -> Result<(), Failure> {
    match benchmark {
        Benchmark::Print => print::run(),
        Benchmark::Import => import::run(),
        Benchmark::Screen => in_product::run("bench-screen"),
        Benchmark::Approval => in_product::run("bench-approval"),
        Benchmark::Lookup(LookupBenchmark {
            open_loop: true,
            minutes,
        }) => open_loop::run(*minutes),
        Benchmark::Lookup(_) => lookup::run(),
    }
}
