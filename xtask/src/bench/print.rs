use super::figures::{Figures, median, print_table};
use super::weasyprint;
use crate::failure::Failure;
use crate::steps::{cargo, output_of};

const STATEMENTS: u32 = 700;
const ROWS: u32 = 60;
const RUNS: usize = 3;
/// What the product promises.
const MOST_SECONDS: f64 = 2.5;
const LEAST_RATIO: f64 = 100.0;

/// Prints the statements three times and takes the median of the CPU time, then lets WeasyPrint make the same statement
/// from HTML. Fails if a promise is not kept.
pub fn run() -> Result<(), Failure> {
    let ours = our_runs()?;
    let seconds = middle(&ours, "cpu_seconds")?;
    let each = seconds * 1000.0 / middle(&ours, "documents")?;
    let theirs = weasyprint::milliseconds_each(ROWS)?;
    let ratio = theirs.milliseconds / each;
    print_table(&[
        row(["", "documents", "rows", "CPU s", "CPU ms each", "bytes each"]),
        row([
            "vedomost",
            &STATEMENTS.to_string(),
            &ROWS.to_string(),
            &format!("{seconds:.2}"),
            &format!("{each:.2}"),
            &format!("{:.0}", middle(&ours, "bytes")?),
        ]),
        row([
            &theirs.name,
            &theirs.documents.to_string(),
            &ROWS.to_string(),
            "",
            &format!("{:.2}", theirs.milliseconds),
            &format!("{:.0}", theirs.bytes),
        ]),
    ]);
    println!("ratio: {ratio:.0} (promised: {LEAST_RATIO:.0}); CPU: {seconds:.2} s (promised: {MOST_SECONDS} s)");
    if seconds > MOST_SECONDS || ratio < LEAST_RATIO {
        return Err(Failure::new("the promise on printing is not kept"));
    }
    Ok(())
}

fn our_runs() -> Result<Vec<Figures>, Failure> {
    let mut runs = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let mut command = cargo();
        command
            .args(["run", "--quiet", "--release", "--package", "vedomost"])
            .args(["--", "bench-print"]);
        runs.push(Figures::parse(&output_of(&mut command)?));
    }
    Ok(runs)
}

fn middle(runs: &[Figures], name: &str) -> Result<f64, Failure> {
    let numbers = runs
        .iter()
        .map(|figures| figures.get(name))
        .collect::<Result<Vec<_>, _>>()?;
    median(&numbers).ok_or_else(|| Failure::new("nothing was measured"))
}

fn row(cells: [&str; 6]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}
