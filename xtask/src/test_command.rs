use clap::Args;

use crate::failure::Failure;
use crate::services::{RunningServices, Services};
use crate::steps::{cargo, run as run_command, step};
use crate::walls;

#[derive(Args)]
pub struct Options {
    /// Format, clippy and tests of this crate only (may be repeated).
    #[arg(long, value_name = "CRATE")]
    only: Vec<String>,
    /// Leave clippy out.
    #[arg(long)]
    quick: bool,
    /// Handed to `cargo test` as they are: a filter, `--test NAME`, `-- --nocapture`.
    #[arg(last = true, value_name = "ARGUMENTS")]
    test_arguments: Vec<String>,
}

/// Cheap checks first, and the first failure ends it. The walls are always those of the whole workspace.
pub fn run(options: &Options) -> Result<(), Failure> {
    step("format", || format(options))?;
    step("walls", walls::run)?;
    let services = step("PostgreSQL and Chromium are there", Services::find_or_install)?;
    if options.quick {
        println!("==> clippy: left out");
    } else {
        step("clippy", || clippy(options))?;
    }
    let services = step("PostgreSQL answers", || services.start())?;
    step("tests", || tests(options, &services))
}

fn format(options: &Options) -> Result<(), Failure> {
    let mut command = cargo();
    command.arg("fmt").args(chosen_crates(options, "--all"));
    // Only the names: the whole difference is long, and the remedy is the same for any.
    command.args(["--check", "--", "--files-with-diff"]);
    run_command(&mut command).map_err(|failure| Failure::because("run cargo fmt --all", failure))
}

fn clippy(options: &Options) -> Result<(), Failure> {
    let mut command = cargo();
    command.arg("clippy").args(chosen_crates(options, "--workspace")).args([
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]);
    run_command(&mut command)
}

fn tests(options: &Options, services: &RunningServices) -> Result<(), Failure> {
    let mut command = cargo();
    command
        .arg("test")
        .args(chosen_crates(options, "--workspace"))
        .args(&options.test_arguments)
        .envs(services.variables());
    run_command(&mut command)
}

/// `all` unless crates were named.
fn chosen_crates(options: &Options, all: &str) -> Vec<String> {
    if options.only.is_empty() {
        return vec![all.to_owned()];
    }
    options
        .only
        .iter()
        .flat_map(|name| ["--package".to_owned(), name.clone()])
        .collect()
}
