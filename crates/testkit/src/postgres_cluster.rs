use std::env;
use std::fs;
use std::os::unix::fs::chown;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use crate::guarded_program::{GuardedProgram, RunAs};
use crate::programs::{PostgresPrograms, unprivileged_user};
use crate::temporary_folder::random_hex;
use crate::{Error, POSTGRES_VARIABLE, Result, TemporaryFolder, free_port};

/// A throw-away PostgreSQL cluster on a free loopback port. It is stopped and its folder removed when the value is dropped
/// or this process ends.
#[derive(Debug)]
pub struct PostgresCluster {
    url: String,
    server: GuardedProgram,
}

const ROLE: &str = "vedomost_test";
const STARTING_TAKES_AT_MOST: Duration = Duration::from_secs(30);
/// The free port may be taken by another program before the server binds it.
const TRIES: usize = 3;

/// Nothing is kept after tests, so nothing needs to reach the disk.
const NOT_DURABLE: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
/// What concurrent tests need.
const SETTINGS: [&str; 6] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
];

/// $1 initdb, $2 the role; the rest is the server with its arguments. A cleartext password on loopback: other users of the
/// machine stay out, and tests that open a hundred connections do not spend their time on key stretching.
const MAKE_AND_RUN: &str = r#"
unset PGDATA
"$1" --pgdata data --pwfile password --username "$2" --auth-host=password --auth-local=reject \
    --encoding=UTF8 --locale=C --no-sync || exit 1
shift 2
exec "$@"
"#;

/// The server that tests use, without a database name of its own: from [`POSTGRES_VARIABLE`], else a throw-away cluster
/// that all tests of this process share.
pub fn postgres_url() -> Result<&'static str> {
    static SERVER: OnceLock<Result<Server>> = OnceLock::new();
    match SERVER.get_or_init(Server::given_or_started) {
        Ok(server) => Ok(server.url()),
        Err(error) => Err(error.clone()),
    }
}

enum Server {
    Given(String),
    Started(PostgresCluster),
}

impl Server {
    fn given_or_started() -> Result<Self> {
        match env::var(POSTGRES_VARIABLE) {
            Ok(url) if !url.is_empty() => Ok(Self::Given(url)),
            _ => PostgresCluster::start().map(Self::Started),
        }
    }

    fn url(&self) -> &str {
        match self {
            Self::Given(url) => url,
            Self::Started(cluster) => cluster.url(),
        }
    }
}

impl PostgresCluster {
    /// Starts a cluster from the programs installed on this machine, with durability off.
    pub fn start() -> Result<Self> {
        Self::start_with(&NOT_DURABLE)
    }

    /// The same as an operator runs it, for measurements.
    pub fn start_durable() -> Result<Self> {
        Self::start_with(&[])
    }

    fn start_with(settings: &[&str]) -> Result<Self> {
        let programs = PostgresPrograms::find().ok_or_else(|| {
            Error::new(format!(
                "PostgreSQL is not installed: set {POSTGRES_VARIABLE} to the URL of a server whose role may create \
                 databases, or install it (Debian: apt-get install postgresql), or run `cargo xtask test` as root"
            ))
        })?;
        let mut last = Error::new("PostgreSQL was not tried");
        for _ in 0..TRIES {
            match Self::start_once(&programs, settings) {
                Ok(cluster) => return Ok(cluster),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// `postgres://role:password@127.0.0.1:port/postgres`; the role is a superuser of this cluster.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The process whose children serve the connections.
    pub fn process(&self) -> Result<u32> {
        let file = self.folder().join("data/postmaster.pid");
        let text = fs::read_to_string(&file).map_err(|error| Error::because(file.display(), error))?;
        let first = text.lines().next().and_then(|line| line.trim().parse().ok());
        first.ok_or_else(|| Error::new("postmaster.pid names no process"))
    }

    /// Where the cluster lies until it is stopped.
    pub fn folder(&self) -> &Path {
        self.server.folder()
    }

    fn start_once(programs: &PostgresPrograms, settings: &[&str]) -> Result<Self> {
        let run_as = unprivileged_user()
            .ok_or_else(|| Error::new("PostgreSQL refuses to run as root, and there is no user postgres or nobody"))?;
        let folder = TemporaryFolder::new("postgres")?;
        let password = random_hex(16)?;
        let password_file = folder.path().join("password");
        fs::write(&password_file, &password).map_err(|error| Error::because(password_file.display(), error))?;
        hand_over(&password_file, run_as)?;
        hand_over(folder.path(), run_as)?;
        let port = free_port()?;
        let shell = Path::new("/bin/sh");
        let server = GuardedProgram::start(shell, &arguments(programs, port, settings), folder, run_as, "INT")?;
        let data = server.folder().join("data");
        server.wait_until("PostgreSQL", STARTING_TAKES_AT_MOST, || is_ready(&data))?;
        Ok(Self {
            url: format!("postgres://{ROLE}:{password}@127.0.0.1:{port}/postgres"),
            server,
        })
    }
}

fn hand_over(path: &Path, run_as: RunAs) -> Result<()> {
    match run_as {
        RunAs::Ourselves => Ok(()),
        RunAs::User { user, group } => {
            chown(path, Some(user), Some(group)).map_err(|error| Error::because(path.display(), error))
        }
    }
}

/// Of the shell that runs [`MAKE_AND_RUN`].
fn arguments(programs: &PostgresPrograms, port: u16, settings: &[&str]) -> Vec<String> {
    let mut arguments = vec![
        "-c".to_owned(),
        MAKE_AND_RUN.to_owned(),
        "postgres".to_owned(),
        programs.initdb.display().to_string(),
        ROLE.to_owned(),
        programs.postgres.display().to_string(),
        "-D".to_owned(),
        "data".to_owned(),
        "-p".to_owned(),
        port.to_string(),
    ];
    for setting in SETTINGS.iter().chain(settings) {
        arguments.extend(["-c".to_owned(), (*setting).to_owned()]);
    }
    arguments
}

/// The server writes its state into the eighth line of this file once it accepts connections.
fn is_ready(data: &Path) -> bool {
    fs::read_to_string(data.join("postmaster.pid"))
        .is_ok_and(|text| text.lines().nth(7).is_some_and(|state| state.trim() == "ready"))
}
