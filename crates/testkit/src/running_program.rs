use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Error, Result};

/// A started program, for tests that go through the front door: `vedomost serve`, `vedomost demo`. Its output is
/// collected line by line. It is killed when the value is dropped.
#[derive(Debug)]
pub struct RunningProgram {
    child: Child,
    output: Arc<Output>,
}

#[derive(Debug, Default)]
struct Output {
    lines: Mutex<Vec<String>>,
    changed: Condvar,
}

impl RunningProgram {
    /// Starts `command` with its input closed and both outputs collected.
    pub fn start(mut command: Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Error::because(name, error))?;
        let output = Arc::new(Output::default());
        if let Some(stdout) = child.stdout.take() {
            output.collect(stdout);
        }
        if let Some(stderr) = child.stderr.take() {
            output.collect(stderr);
        }
        Ok(Self { child, output })
    }

    /// Waits until a line of the output holds `words` and returns that line.
    pub fn wait_for_line(&mut self, words: &str, timeout: Duration) -> Result<String> {
        let start = Instant::now();
        loop {
            if let Some(line) = self.output.line_with(words, Duration::from_millis(50)) {
                return Ok(line);
            }
            self.still_awaited(&format!("the line «{words}»"), start, timeout)?;
        }
    }

    /// Waits until somebody listens on `address`.
    pub fn wait_for_port(&mut self, address: SocketAddr, timeout: Duration) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err() {
            self.still_awaited(&format!("a listener on {address}"), start, timeout)?;
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Waits until the program ends by itself.
    pub fn wait_for_end(&mut self, timeout: Duration) -> Result<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            if start.elapsed() > timeout {
                return Err(self.in_vain("its end", "did not come in time"));
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends the program at once, as `kill -9` does: it gets no chance to tidy up.
    pub fn kill(&mut self) -> Result<()> {
        self.child
            .kill()
            .and_then(|()| self.child.wait())
            .map(|_| ())
            .map_err(|error| Error::because("the program could not be killed", error))
    }

    /// Asks the program to stop (SIGTERM), as a service manager does.
    pub fn ask_to_stop(&mut self) -> Result<()> {
        let asked = Command::new("/bin/sh")
            .args(["-c", "kill -s TERM \"$1\"", "stop"])
            .arg(self.child.id().to_string())
            .status()
            .map_err(|error| Error::because("the program could not be asked to stop", error))?;
        if asked.success() {
            Ok(())
        } else {
            Err(Error::new("the program could not be asked to stop"))
        }
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// All lines written so far to both outputs, in the order in which they were read.
    pub fn output(&self) -> String {
        self.output.lines().join("\n")
    }

    fn still_awaited(&mut self, what: &str, start: Instant, timeout: Duration) -> Result<()> {
        if let Some(status) = self.ended()? {
            return Err(self.in_vain(what, &format!("the program ended, {status}")));
        }
        if start.elapsed() > timeout {
            return Err(self.in_vain(what, "did not come in time"));
        }
        Ok(())
    }

    fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .map_err(|error| Error::because("the program's state is unknown", error))
    }

    fn in_vain(&self, what: &str, why: &str) -> Error {
        // A program that has just ended may still have lines on the way.
        thread::sleep(Duration::from_millis(50));
        let output = self.output();
        Error::new(format!("waited for {what} in vain: {why}; output:\n{output}"))
    }
}

impl Drop for RunningProgram {
    fn drop(&mut self) {
        // An error here means that the program has ended already.
        let _ = self.kill();
    }
}

impl Output {
    fn collect(self: &Arc<Self>, stream: impl Read + Send + 'static) {
        let output = Arc::clone(self);
        thread::spawn(move || {
            let mut reader = BufReader::new(stream);
            let mut bytes = Vec::new();
            while matches!(reader.read_until(b'\n', &mut bytes), Ok(count) if count > 0) {
                let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
                output.lines().push(line);
                output.changed.notify_all();
                bytes.clear();
            }
        });
    }

    fn lines(&self) -> MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn line_with(&self, words: &str, patience: Duration) -> Option<String> {
        let found = |lines: &[String]| lines.iter().find(|line| line.contains(words)).cloned();
        let lines = self.lines();
        if let Some(line) = found(&lines) {
            return Some(line);
        }
        let (lines, _) = self
            .changed
            .wait_timeout(lines, patience)
            .unwrap_or_else(PoisonError::into_inner);
        found(&lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    const SECOND: Duration = Duration::from_secs(1);

    fn shell(script: &str) -> RunningProgram {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        RunningProgram::start(command).unwrap()
    }

    #[test]
    fn a_line_is_awaited_on_either_output() {
        let mut program = shell("echo start; sleep 0.1; echo listening on 7 >&2; exec sleep 600");
        let line = program.wait_for_line("listening", 5 * SECOND).unwrap();
        assert_eq!(line, "listening on 7");
        assert!(program.output().contains("start"));
    }

    #[test]
    fn a_program_that_ends_early_is_told_of_with_its_output() {
        let mut program = shell("echo no keys >&2; exit 3");
        let error = program.wait_for_line("ready", 5 * SECOND).unwrap_err();
        assert!(error.to_string().contains("no keys"), "{error}");
    }

    #[test]
    fn waiting_has_an_end() {
        let mut program = shell("exec sleep 600");
        assert!(program.wait_for_line("ready", SECOND / 10).is_err());
        assert!(program.wait_for_end(SECOND / 10).is_err());
    }

    #[test]
    fn a_port_is_awaited() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let mut program = shell("exec sleep 600");
        let address = listener.local_addr().unwrap();
        program.wait_for_port(address, SECOND).unwrap();
        drop(listener);
        assert!(program.wait_for_port(address, SECOND / 10).is_err());
    }

    #[test]
    fn a_program_is_killed_or_asked() {
        let script = "trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done";
        let mut asked = shell(script);
        asked.wait_for_line("up", 5 * SECOND).unwrap();
        asked.ask_to_stop().unwrap();
        assert_eq!(asked.wait_for_end(5 * SECOND).unwrap().code(), Some(7));

        let mut killed = shell(script);
        killed.wait_for_line("up", 5 * SECOND).unwrap();
        killed.kill().unwrap();
        assert_eq!(killed.wait_for_end(5 * SECOND).unwrap().code(), None);
    }
}
