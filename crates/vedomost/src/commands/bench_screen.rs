//! Pages and obligations of a full region, measured: filled by `cargo xtask bench screen`.

use std::process::ExitCode;

use clap::Args;

/// What to measure on.
#[derive(Debug, Args)]
pub struct BenchScreenArguments {
    /// Папка для данных замера.
    #[arg(long, default_value = "target/bench-screen")]
    pub folder: std::path::PathBuf,
}

/// Makes a region of full size and measures its pages.
pub async fn run(arguments: &BenchScreenArguments) -> Result<ExitCode, String> {
    Err(format!("замер в папке {} ещё не написан", arguments.folder.display()))
}
