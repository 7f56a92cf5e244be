use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use testkit::PostgresCluster;

use super::figures::{Figures, median, print_table};
use super::process_time::{children_seconds, tree_seconds};
use crate::failure::Failure;
use crate::steps::{cargo, output_of, workspace_root};

const FOLDER: &str = "target/bench-data";
const RUNS: usize = 3;
/// What the product promises, as a share of the peer's processor time, and in mebibytes.
const MOST_COMPARING: f64 = 1.0;
const MOST_WRITING: f64 = 3.0;
const MOST_SPOILT: f64 = 1.2;
const MOST_MEMORY: f64 = 64.0;

/// What the peers do with the same file: every column as text, durable, and the index that tells whose a row is.
const SQLITE_PEER: &str = include_str!("import_peer.txt");
const POSTGRES_PEER: &str = include_str!("import_peer_postgres.txt");

/// A million GIA results received, checked, compared and written: on SQLite beside its own shell, on PostgreSQL beside
/// `psql`, each importing and indexing the same file in the same run.
pub fn run() -> Result<(), Failure> {
    let folder = workspace_root().join(FOLDER);
    let measured = output_of(&mut measurement())?;
    let peer = median_of(|| sqlite_seconds(&folder))?;
    let on_sqlite = report("sqlite3 .import and index", peer, &measured)?;

    let cluster = PostgresCluster::start_durable()?;
    let process = cluster.process()?;
    let mut command = measurement();
    command.args([
        "--database-url",
        cluster.url(),
        "--database-process",
        &process.to_string(),
    ]);
    let measured = output_of(&mut command)?;
    let peer = median_of(|| postgres_seconds(&folder, &cluster))?;
    let on_postgres = report("psql \\copy and index", peer, &measured)?;
    match on_sqlite && on_postgres {
        true => Ok(()),
        false => Err(Failure::new("the promise on importing is not kept")),
    }
}

fn measurement() -> Command {
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "vedomost"])
        .args(["--", "bench-import", "--folder", FOLDER]);
    command
}

/// Prints the table; whether the promises are kept.
fn report(peer_name: &str, peer: f64, output: &str) -> Result<bool, Failure> {
    let last = Figures::parse(output);
    let clean = middle(output, "clean_cpu")?;
    let spoilt = middle(output, "spoilt_cpu")?;
    let apply = last.get("apply_cpu")?;
    let memory = middle(output, "clean_grown_mib")?;
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
        row(peer_name, peer, None),
        row("stage, check, compare", clean, Some(memory)),
        row(
            "the same, 1 % wrong rows",
            spoilt,
            Some(middle(output, "spoilt_grown_mib")?),
        ),
        row("apply", apply, Some(last.get("apply_grown_mib")?)),
    ]);
    println!(
        "rows: {:.0}, {:.0} bytes; wrong against clean: {:.2} (promised: {MOST_SPOILT})",
        last.get("clean_rows")?,
        last.get("file_bytes")?,
        spoilt / clean
    );
    Ok(clean <= peer * MOST_COMPARING
        && apply <= peer * MOST_WRITING
        && spoilt <= clean * MOST_SPOILT
        && memory <= MOST_MEMORY)
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

fn median_of(measure: impl Fn() -> Result<f64, Failure>) -> Result<f64, Failure> {
    let found: Vec<f64> = (0..RUNS).map(|_| measure()).collect::<Result<_, _>>()?;
    median(&found).ok_or_else(|| Failure::new("nothing was measured"))
}

/// Processor time of one import by SQLite's shell.
fn sqlite_seconds(folder: &Path) -> Result<f64, Failure> {
    for left in ["peer.db", "peer.db-wal", "peer.db-shm"] {
        // Nothing is there the first time.
        let _ = fs::remove_file(folder.join(left));
    }
    let script = script(folder, SQLITE_PEER)?;
    let before = children_seconds()?;
    peer(folder, &script, Command::new("sqlite3").arg("peer.db"), "sqlite3")?;
    Ok(children_seconds()? - before)
}

/// The same of `psql` and its server together.
fn postgres_seconds(folder: &Path, cluster: &PostgresCluster) -> Result<f64, Failure> {
    let server = cluster.process()?;
    let script = script(folder, POSTGRES_PEER)?;
    let before = children_seconds()? + tree_seconds(server)?;
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", cluster.url()]);
    peer(folder, &script, &mut command, "postgresql-client")?;
    Ok(children_seconds()? + tree_seconds(server)? - before)
}

fn script(folder: &Path, text: &str) -> Result<PathBuf, Failure> {
    let script = folder.join("peer.sql");
    fs::write(&script, text).map_err(|error| Failure::because("peer.sql", error))?;
    Ok(script)
}

fn peer(folder: &Path, script: &Path, command: &mut Command, package: &str) -> Result<(), Failure> {
    let input = fs::File::open(script).map_err(|error| Failure::because("peer.sql", error))?;
    let status = command
        .current_dir(folder)
        .stdin(input)
        .stdout(Stdio::null())
        .status()
        .map_err(|error| Failure::because(format!("the peer (Debian: apt-get install {package})"), error))?;
    match status.success() {
        true => Ok(()),
        false => Err(Failure::because("the peer", status)),
    }
}
