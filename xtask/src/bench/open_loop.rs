//! A release day: open-loop load on the look-up, beside wrong look-ups and slow connections.

use std::path::Path;

use super::figures::Figures;
use super::lookup_server::{
    LOAD_CORE, OURS, PEOPLE, build_examples, cpu_of, data_folder, example, memory_of, pinned, start_ours,
};
use crate::failure::Failure;
use crate::steps::output_of;
use std::process::Command;

/// What the product promises, milliseconds.
const MOST_P99_MS: f64 = 300.0;

/// Runs it for so many minutes. Fails where an honest look-up was not answered or a wrong one was answered with a result.
pub fn run(minutes: u64) -> Result<(), Failure> {
    build_examples()?;
    let folder = data_folder();
    if !folder.join("publication").exists() {
        output_of(
            Command::new(example("snapshot_bench"))
                .arg("make")
                .arg(&folder)
                .arg(PEOPLE),
        )?;
    }
    let mut server = start_ours(&folder)?;
    let before = cpu_of(server.process())?;
    let mut load = pinned(LOAD_CORE, Path::new(&example("open_loop")));
    load.args([&OURS.to_string(), PEOPLE, &(minutes * 60).to_string()]);
    let said = output_of(&mut load)?;
    let cpu_seconds = cpu_of(server.process())? - before;
    let memory = memory_of(server.process())?;
    server.stop();
    let figures = Figures::parse(&said);
    for (name, words) in [
        ("honest", "honest look-ups, 200 a second"),
        ("right", "of them answered at once"),
        ("challenged", "of them asked for a challenge"),
        ("worked", "of these that worked it out"),
        ("worked_right", "and then read their result"),
        ("errors", "errors (promised: 0)"),
        ("p50_ms", "ms, half of the honest"),
        ("p99_ms", "ms, 99 of 100 (promised: 300)"),
        ("most_ms", "ms, the slowest"),
        ("wrong_told", "wrong look-ups evaluated"),
        ("wrong_challenged", "wrong look-ups asked for a challenge or to wait"),
        (
            "wrong_errors",
            "wrong look-ups not answered, or answered with a result (promised: 0)",
        ),
        ("slow_opened", "slow connections opened, 1,000 at a time"),
        ("slow_let_go", "of them let go"),
    ] {
        println!("{:>12.2} {words}", figures.get(name)?);
    }
    println!("{minutes} min; {cpu_seconds:.1} CPU s of the server; memory {memory}");
    let unanswered = figures.get("errors")? + figures.get("wrong_errors")?;
    let unmet = figures.get("worked")? - figures.get("worked_right")?;
    if unanswered + unmet > 0.0 {
        return Err(Failure::new("not every look-up was answered as it should be"));
    }
    if figures.get("p99_ms")? > MOST_P99_MS {
        println!("NOT KEPT: 99 of 100 within {MOST_P99_MS} ms");
    }
    Ok(())
}
