use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use testkit::{
    BrowserPrograms, CHROMEDRIVER_VARIABLE, CHROMIUM_VARIABLE, POSTGRES_VARIABLE, PostgresCluster, PostgresPrograms,
    running_as_root,
};

use crate::failure::Failure;
use crate::steps::run;

/// What the tests need beside the compiler, known to be on this machine. Tests are never skipped for want of it.
pub struct Services {
    postgres: Postgres,
    browser: BrowserPrograms,
}

/// The same, with the database running. The throw-away cluster goes with the value.
pub struct RunningServices {
    postgres_url: String,
    browser: BrowserPrograms,
    _cluster: Option<PostgresCluster>,
}

enum Postgres {
    Given(String),
    ThrowAway,
}

impl Services {
    pub fn find_or_install() -> Result<Self, Failure> {
        Ok(Self {
            postgres: find_or_install_postgres()?,
            browser: find_or_install_browser()?,
        })
    }

    pub fn start(self) -> Result<RunningServices, Failure> {
        let (postgres_url, cluster) = match self.postgres {
            Postgres::Given(url) => (url, None),
            Postgres::ThrowAway => {
                let cluster = PostgresCluster::start()?;
                (cluster.url().to_owned(), Some(cluster))
            }
        };
        Ok(RunningServices {
            postgres_url,
            browser: self.browser,
            _cluster: cluster,
        })
    }
}

impl RunningServices {
    /// The environment by which the tests learn of the services.
    pub fn variables(&self) -> [(&'static str, OsString); 3] {
        [
            (POSTGRES_VARIABLE, self.postgres_url.clone().into()),
            (CHROMIUM_VARIABLE, self.browser.chromium.clone().into()),
            (CHROMEDRIVER_VARIABLE, self.browser.chromedriver.clone().into()),
        ]
    }
}

fn find_or_install_postgres() -> Result<Postgres, Failure> {
    match env::var(POSTGRES_VARIABLE) {
        Ok(url) if !url.is_empty() => {
            println!("    PostgreSQL: as {POSTGRES_VARIABLE} says");
            return Ok(Postgres::Given(url));
        }
        _ => {}
    }
    let advice = format!(
        "set {POSTGRES_VARIABLE} to the URL of a server whose role may create databases, or install PostgreSQL \
         (Debian: apt-get install postgresql)"
    );
    let programs = found_or_installed("PostgreSQL", PostgresPrograms::find, &["postgresql"], &advice)?;
    println!(
        "    PostgreSQL: a throw-away cluster of {}",
        programs.postgres.display()
    );
    Ok(Postgres::ThrowAway)
}

fn find_or_install_browser() -> Result<BrowserPrograms, Failure> {
    let advice = format!(
        "set {CHROMIUM_VARIABLE} and {CHROMEDRIVER_VARIABLE} to the two programs, or put them on PATH \
         (Debian: apt-get install chromium chromium-driver)"
    );
    let programs = found_or_installed(
        "Chromium with chromedriver",
        BrowserPrograms::find,
        &["chromium", "chromium-driver"],
        &advice,
    )?;
    println!("    Chromium: {}", programs.chromium.display());
    Ok(programs)
}

fn found_or_installed<Programs>(
    what: &str,
    find: impl Fn() -> Option<Programs>,
    packages: &[&str],
    advice: &str,
) -> Result<Programs, Failure> {
    if let Some(programs) = find() {
        return Ok(programs);
    }
    let missing = || Failure::new(format!("{what} is not on this machine: {advice}"));
    if !may_install() {
        return Err(missing());
    }
    println!("    {what}: installing {}", packages.join(" "));
    run(apt_get().arg("update"))?;
    run(apt_get()
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages))?;
    find().ok_or_else(missing)
}

/// Debian as root: there we may help ourselves.
fn may_install() -> bool {
    running_as_root() && Path::new("/etc/debian_version").exists()
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.arg("-q").env("DEBIAN_FRONTEND", "noninteractive");
    command
}
