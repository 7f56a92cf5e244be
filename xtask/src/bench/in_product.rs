use super::figures::print_table;
use crate::failure::Failure;
use crate::steps::{cargo, output_of};

/// Hands over to a hidden command of the product, which alone can count its own CPU time and statements: it prints a
/// heading and lines with cells between tabs, and ends without success if a promise is not kept.
pub fn run(command_name: &str) -> Result<(), Failure> {
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "vedomost"])
        .args(["--", command_name]);
    let output = output_of(&mut command)?;
    // Lines without cells tell how far the making of the region is.
    let rows: Vec<Vec<String>> = output
        .lines()
        .filter(|line| line.contains('\t'))
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect();
    print_table(&rows);
    Ok(())
}
