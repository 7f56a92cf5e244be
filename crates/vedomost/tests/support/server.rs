//! A started `vedomost` and what it answers as a command.

use std::process::{Command, Output};
use std::time::Duration;

use testkit::{RunningProgram, free_port};

use super::folders::Folders;
use super::visitor::Visitor;

/// A debug build on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(180);
/// The line after which both listeners answer.
const READY: &str = "Сотрудники:";

/// `vedomost` without what the developer's environment says.
pub fn vedomost() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vedomost"));
    command.env_clear();
    command
}

/// Runs a command to its end.
pub fn run(arguments: &[&str], folders: &Folders) -> Output {
    let mut command = vedomost();
    command.args(arguments);
    command.arg("--data-dir").arg(folders.data());
    command.arg("--keys-dir").arg(folders.keys());
    command.output().unwrap()
}

/// What a command wrote, both outputs.
pub fn words_of(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// `vedomost verify` finds nothing that does not agree.
pub fn must_verify(folders: &Folders, when: &str) {
    let output = run(&["verify"], folders);
    assert_eq!(output.status.code(), Some(0), "{when}: {}", words_of(&output));
}

pub struct Server {
    pub program: RunningProgram,
    /// `127.0.0.1:port` of the staff pages.
    pub staff: String,
    /// `localhost:port` of the participants' pages.
    pub public: String,
}

impl Server {
    /// `vedomost demo` on folders that hold a whole demo, at the demo's own moment.
    pub fn demo(folders: &Folders) -> Self {
        Self::start(&["demo", "--now", "2026-12-17T09:20"], folders)
    }

    /// `vedomost serve` on a loopback address.
    pub fn serve(folders: &Folders, arguments: &[&str]) -> Self {
        Self::start(&[&["serve", "--plain-loopback"], arguments].concat(), folders)
    }

    /// Waits until it is ready. Somebody else may take a free port first: then others are tried.
    pub fn start(arguments: &[&str], folders: &Folders) -> Self {
        let mut tries = 0;
        loop {
            match Self::try_start(arguments, folders) {
                Ok(server) => return server,
                Err(error) if error.to_string().contains("занят") && tries < 5 => tries += 1,
                Err(error) => panic!("{error}"),
            }
        }
    }

    fn try_start(arguments: &[&str], folders: &Folders) -> testkit::Result<Self> {
        let (staff, public) = (free_port()?, free_port()?);
        let mut command = vedomost();
        command.args(arguments);
        command.arg("--data-dir").arg(folders.data());
        command.arg("--keys-dir").arg(folders.keys());
        command.args(["--listen", &format!("127.0.0.1:{staff}")]);
        command.args(["--public-listen", &format!("127.0.0.1:{public}")]);
        let mut program = RunningProgram::start(command)?;
        program.wait_for_line(READY, PATIENCE)?;
        Ok(Self {
            program,
            staff: format!("127.0.0.1:{staff}"),
            public: format!("localhost:{public}"),
        })
    }

    /// Somebody at the staff pages, not signed in.
    pub fn staff_visitor(&self) -> Visitor {
        Visitor::at(&self.staff)
    }

    /// Somebody at the participants' pages.
    pub fn public_visitor(&self) -> Visitor {
        Visitor::at(&self.public)
    }

    /// Signed in with the demo's one press.
    pub async fn signed_in(&self, login: &str) -> Visitor {
        let visitor = self.staff_visitor();
        let answer = visitor.post("/demo/sign-in", &[("login", login)]).await;
        assert_eq!(answer.status, 303, "{login}: {}", answer.text());
        visitor
    }
}
