use std::fs;
use std::path::Path;
use std::process::Command;

use super::figures::{Figures, median, print_table};
use crate::failure::Failure;
use crate::steps::{cargo, output_of, workspace_root};

const FOLDER: &str = "target/bench-data";
const RUNS: usize = 3;
/// What the product promises, as a share of the peer's processor time, and in mebibytes.
const MOST_COMPARING: f64 = 1.0;
const MOST_WRITING: f64 = 3.0;
const MOST_SPOILT: f64 = 1.2;
const MOST_MEMORY: f64 = 64.0;

/// What the shell of SQLite does with the same file: every column as text, durable, and the index that tells whose a row is.
const PEER: &str = include_str!("import_peer.txt");

/// A million GIA results received, checked, compared and written, beside the shell of SQLite importing and indexing the same
/// file in the same run.
pub fn run() -> Result<(), Failure> {
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "vedomost"])
        .args(["--", "bench-import", "--folder", FOLDER]);
    let output = output_of(&mut command)?;
    let folder = workspace_root().join(FOLDER);
    let mut peer = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        peer.push(peer_seconds(&folder)?);
    }
    let peer = median(&peer).ok_or_else(|| Failure::new("nothing was measured"))?;
    let last = Figures::parse(&output);
    let clean = middle(&output, "clean_cpu")?;
    let spoilt = middle(&output, "spoilt_cpu")?;
    let apply = last.get("apply_cpu")?;
    let memory = middle(&output, "clean_grown_mib")?;
    let row = |name: &str, cpu: f64, memory: Option<f64>| {
        let memory = memory.map(|mib| format!("{mib:.0}")).unwrap_or_default();
        vec![
            name.to_owned(),
            format!("{cpu:.2}"),
            format!("{:.2}", cpu / peer),
            memory,
        ]
    };
    print_table(&[
        ["", "CPU s", "of the peer's", "memory grown, MiB"]
            .map(str::to_owned)
            .to_vec(),
        row("sqlite3 .import and index", peer, None),
        row("stage, check, compare", clean, Some(memory)),
        row(
            "the same, 1 % wrong rows",
            spoilt,
            Some(middle(&output, "spoilt_grown_mib")?),
        ),
        row("apply", apply, Some(last.get("apply_grown_mib")?)),
    ]);
    println!(
        "rows: {:.0}, {:.0} bytes; wrong against clean: {:.2} (promised: {MOST_SPOILT})",
        last.get("clean_rows")?,
        last.get("file_bytes")?,
        spoilt / clean
    );
    let kept = clean <= peer * MOST_COMPARING
        && apply <= peer * MOST_WRITING
        && spoilt <= clean * MOST_SPOILT
        && memory <= MOST_MEMORY;
    match kept {
        true => Ok(()),
        false => Err(Failure::new("the promise on importing is not kept")),
    }
}

/// The middle figure of this name among all that were printed.
fn middle(output: &str, name: &str) -> Result<f64, Failure> {
    let found: Vec<f64> = output
        .split_whitespace()
        .filter_map(|word| word.split_once('='))
        .filter(|(known, _)| *known == name)
        .filter_map(|(_, number)| number.parse().ok())
        .collect();
    median(&found).ok_or_else(|| Failure::new(format!("the measured program did not print {name}=…")))
}

/// Processor time of one import by the peer.
fn peer_seconds(folder: &Path) -> Result<f64, Failure> {
    for left in ["peer.db", "peer.db-wal", "peer.db-shm"] {
        // Nothing is there the first time.
        let _ = fs::remove_file(folder.join(left));
    }
    let script = folder.join("peer.sql");
    fs::write(&script, PEER).map_err(|error| Failure::because("peer.sql", error))?;
    let input = fs::File::open(&script).map_err(|error| Failure::because("peer.sql", error))?;
    let before = children_seconds()?;
    let status = Command::new("sqlite3")
        .arg("peer.db")
        .current_dir(folder)
        .stdin(input)
        .stdout(std::process::Stdio::null())
        .status()
        .map_err(|error| Failure::because("sqlite3 (Debian: apt-get install sqlite3)", error))?;
    if !status.success() {
        return Err(Failure::because("sqlite3", status));
    }
    Ok(children_seconds()? - before)
}

/// Processor seconds of all children that have ended (Linux counts them in hundredths).
fn children_seconds() -> Result<f64, Failure> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(|error| Failure::because("/proc/self/stat", error))?;
    // Behind the name in brackets, which may hold spaces, the 14th and 15th numbers are those of the children.
    let numbers: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u32 = numbers
        .iter()
        .skip(13)
        .take(2)
        .filter_map(|number| number.parse::<u32>().ok())
        .sum();
    Ok(f64::from(ticks) / 100.0)
}
