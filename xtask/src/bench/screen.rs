use super::figures::print_table;
use crate::failure::Failure;
use crate::steps::{cargo, output_of};

/// Hands over to the product, which alone can count its own CPU time and statements per page: `vedomost bench-screen`
/// prints a heading and one line per page with cells between tabs, and ends without success if a promise is not kept.
pub fn run() -> Result<(), Failure> {
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "vedomost"])
        .args(["--", "bench-screen"]);
    let output = output_of(&mut command)?;
    let rows: Vec<Vec<String>> = output
        .lines()
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect();
    print_table(&rows);
    Ok(())
}
