//! The project's own commands: `cargo xtask test`, `cargo xtask walls`, `cargo xtask bench`.

mod bench;
mod failure;
mod services;
mod steps;
mod test_command;
mod walls;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own commands")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Format, walls, clippy and all tests, with PostgreSQL and Chromium made ready; stops at the first failure.
    Test(test_command::Options),
    /// The checks that hold the architecture: dependency edges, SQL only in storage, licences and the like.
    Walls,
    /// Measurements, in release mode.
    #[command(subcommand)]
    Bench(bench::Benchmark),
}

fn main() -> ExitCode {
    match run(CommandLine::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\ncargo xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Test(options) => test_command::run(&options),
        Command::Walls => walls::run(),
        Command::Bench(benchmark) => bench::run(&benchmark),
    }
}
