use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::temporary_folder::TemporaryFolder;
use crate::{Error, Result};

/// A helper program with a folder of its own. Both go when the value is dropped, and also when this process ends in any
/// other way: a small shell beside the program waits for the pipe from us to close, stops the program and removes the
/// folder. (Statics are never dropped and a killed process drops nothing, so `Drop` alone would leave servers behind.)
#[derive(Debug)]
pub(crate) struct GuardedProgram {
    guardian: Child,
    lifeline: Option<ChildStdin>,
    folder: PathBuf,
}

/// Under which user a program runs: PostgreSQL refuses to run as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunAs {
    Ourselves,
    User { user: u32, group: u32 },
}

/// $1 the folder, $2 the signal that stops the program; the rest is the program with its arguments.
///
/// The program gets a process group of its own, so that children which outlive it (Chromium's) can be ended with it. The
/// signal is repeated because the program may have ignored it while it was starting.
const GUARDIAN: &str = r#"
folder=$1; signal=$2; shift 2
setsid "$@" >"$folder/output.log" 2>&1 </dev/null &
program=$!
echo "$program" >"$folder/process-id"
cat >/dev/null
tries=0
while kill -s "$signal" "$program" && [ "$tries" -lt 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
kill -s KILL -- "-$program"
wait "$program"
rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }
"#;

const STOPPING_TAKES_AT_MOST: Duration = Duration::from_secs(15);

impl RunAs {
    pub(crate) fn apply(self, command: &mut Command) {
        if let RunAs::User { user, group } = self {
            command.uid(user).gid(group);
        }
    }
}

impl GuardedProgram {
    /// Starts `program` in `folder`; its output goes to `output.log` there. `stop_signal` as `kill -s` takes it.
    pub(crate) fn start(
        program: &Path,
        arguments: &[String],
        folder: TemporaryFolder,
        run_as: RunAs,
        stop_signal: &str,
    ) -> Result<Self> {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", GUARDIAN, "guardian"])
            .arg(folder.path())
            .arg(stop_signal)
            .arg(program)
            .args(arguments)
            .current_dir(folder.path())
            // What the program leaves in its temporary folder goes with its own.
            .env("TMPDIR", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C in the terminal reaches us, not the guardian: it must live to clean up.
            .process_group(0);
        run_as.apply(&mut command);
        let mut guardian = command
            .spawn()
            .map_err(|error| Error::because(program.display(), error))?;
        let lifeline = guardian.stdin.take();
        Ok(Self {
            guardian,
            lifeline,
            folder: folder.into_path(),
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// All the program has written so far.
    pub(crate) fn output(&self) -> String {
        fs::read(self.folder.join("output.log"))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// Asks `is_ready` again and again until it answers yes. An error if the program ends first or time runs out.
    pub(crate) fn wait_until(&self, what: &str, timeout: Duration, is_ready: impl Fn() -> bool) -> Result<()> {
        let start = Instant::now();
        while !is_ready() {
            let why = if self.has_ended() {
                "it has ended".to_owned()
            } else if start.elapsed() > timeout {
                format!("{} s were not enough", timeout.as_secs())
            } else {
                thread::sleep(Duration::from_millis(20));
                continue;
            };
            let output = self.output();
            return Err(Error::new(format!("{what} does not start: {why}; it wrote:\n{output}")));
        }
        Ok(())
    }

    fn has_ended(&self) -> bool {
        let id = fs::read_to_string(self.folder.join("process-id")).unwrap_or_default();
        let Ok(id) = id.trim().parse::<u32>() else {
            return false;
        };
        // Whether an ended process is still listed, as a zombie, depends on the shell.
        match fs::read_to_string(format!("/proc/{id}/stat")) {
            Ok(state) => state.contains(") Z "),
            Err(_) => true,
        }
    }

    fn stop(&mut self) -> io::Result<()> {
        drop(self.lifeline.take());
        let start = Instant::now();
        while self.guardian.try_wait()?.is_none() {
            if start.elapsed() > STOPPING_TAKES_AT_MOST {
                return Err(io::Error::from(io::ErrorKind::TimedOut));
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for GuardedProgram {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("the program of {} did not stop: {error}", self.folder.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(script: &str) -> GuardedProgram {
        GuardedProgram::start(
            Path::new("/bin/sh"),
            &["-c".to_owned(), script.to_owned()],
            TemporaryFolder::new("guard").unwrap(),
            RunAs::Ourselves,
            "TERM",
        )
        .unwrap()
    }

    #[test]
    fn the_program_and_its_folder_go_with_the_value() {
        let program = started("echo ready; exec sleep 600");
        program
            .wait_until("sleep", Duration::from_secs(5), || program.output().contains("ready"))
            .unwrap();
        let id = fs::read_to_string(program.folder().join("process-id")).unwrap();
        let process = Path::new("/proc").join(id.trim());
        assert!(process.exists());
        let folder = program.folder().to_owned();
        drop(program);
        assert!(!folder.exists());
        assert!(!process.exists());
    }

    #[test]
    fn a_program_that_ends_instead_of_getting_ready_is_told_of_at_once() {
        let start = Instant::now();
        let program = started("echo no such thing >&2");
        let error = program
            .wait_until("server", Duration::from_secs(30), || false)
            .unwrap_err();
        assert!(error.to_string().contains("no such thing"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn waiting_has_an_end() {
        let program = started("exec sleep 600");
        let error = program
            .wait_until("server", Duration::from_millis(200), || false)
            .unwrap_err();
        assert!(error.to_string().contains("not enough"), "{error}");
    }
}
