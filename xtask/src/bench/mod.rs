//! Measurements. Figures go into the notes with the command that made them, so each prints a small table.

mod figures;
mod print;
mod screen;
mod weasyprint;

use clap::Subcommand;

use crate::failure::Failure;

#[derive(Subcommand)]
pub enum Benchmark {
    /// 700 statements of 60 rows as PDF, beside WeasyPrint on the same statement.
    Print,
    /// Every staff page on a full region: server CPU and number of statements per page.
    Screen,
}

pub fn run(benchmark: &Benchmark) -> Result<(), Failure> {
    match benchmark {
        Benchmark::Print => print::run(),
        Benchmark::Screen => screen::run(),
    }
}
