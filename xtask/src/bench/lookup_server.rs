//! Programs that a measurement starts, pinned to a core, and what they take.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::failure::Failure;
use crate::steps::{cargo, output_of, workspace_root};

pub const SERVER_CORE: &str = "0";
pub const LOAD_CORE: &str = "1";
pub const OURS: u16 = 8171;
pub const PEOPLE: &str = "2000000";

/// Builds the programs of the look-up's measurements.
pub fn build_examples() -> Result<(), Failure> {
    let mut build = cargo();
    build.args(["build", "--quiet", "--release", "--package", "lookup", "--examples"]);
    output_of(&mut build).map(|_| ())
}

/// Where the made-up publication lies.
pub fn data_folder() -> PathBuf {
    workspace_root().join("target/bench-data/lookup")
}

/// A started server and what it is called in messages.
pub struct Server {
    child: Child,
}

impl Server {
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        // nginx leaves its worker behind when killed: ask it first.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        std::thread::sleep(Duration::from_millis(200));
        self.stop();
    }
}

impl From<Child> for Server {
    fn from(child: Child) -> Self {
        Self { child }
    }
}

/// The look-up; returns when it listens.
pub fn start_ours(folder: &Path) -> Result<Server, Failure> {
    let mut command = pinned(SERVER_CORE, &example("snapshot_bench"));
    command.arg("serve").arg(folder).arg(OURS.to_string());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(text)?;
    let mut lines = BufReader::new(child.stdout.take().ok_or_else(|| Failure::new("no output"))?).lines();
    if !lines.any(|line| line.is_ok_and(|line| line == "ready")) {
        return Err(Failure::new("the look-up did not start"));
    }
    // The pipe stays open: whatever the program says later must not stop it.
    std::thread::spawn(move || lines.for_each(drop));
    Ok(Server { child })
}

/// CPU seconds of a process and of those it started, all threads (Linux).
pub fn cpu_of(process: u32) -> Result<f64, Failure> {
    let mut total = Duration::ZERO;
    let mut processes = vec![process.to_string()];
    while let Some(process) = processes.pop() {
        for task in std::fs::read_dir(format!("/proc/{process}/task")).map_err(text)? {
            let task = task.map_err(text)?.path();
            let spent = std::fs::read_to_string(task.join("schedstat")).map_err(text)?;
            let nanos = spent.split_whitespace().next().and_then(|first| first.parse().ok());
            total += Duration::from_nanos(nanos.unwrap_or_default());
            let children = std::fs::read_to_string(task.join("children")).unwrap_or_default();
            processes.extend(children.split_whitespace().map(str::to_owned));
        }
    }
    Ok(total.as_secs_f64())
}

/// Anonymous memory is the process's own; the rest are pages of files that the kernel may drop.
pub fn memory_of(process: u32) -> Result<String, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).map_err(text)?;
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.map_or_else(String::new, |line| {
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        })
    };
    Ok(format!("{}, {}", of("RssAnon:"), of("VmRSS:")))
}

pub fn pinned(core: &str, program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", core]).arg(program);
    command
}

/// A program of the look-up's measurements.
pub fn example(name: &str) -> PathBuf {
    workspace_root().join("target/release/examples").join(name)
}

/// The full name of a program; `None` where it is not installed.
pub fn which(program: &str) -> Option<PathBuf> {
    ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"]
        .iter()
        .map(|folder| Path::new(folder).join(program))
        .find(|path| path.exists())
}

pub fn text(error: impl std::fmt::Display) -> Failure {
    Failure::new(error.to_string())
}
