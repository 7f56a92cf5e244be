//! Help for tests; nothing of it goes into the product.
//!
//! - [`PostgresCluster`], [`postgres_url`]: a PostgreSQL server for the tests, started if none is given;
//! - [`PostgresTemplate`]: a migrated database copied for each test (feature `postgres`);
//! - [`Browser`]: Chromium driven like a person would (feature `browser`);
//! - [`RunningProgram`]: a started program whose output can be awaited and that can be killed;
//! - [`TemporaryFolder`], [`free_port`].
//!
//! What is started here ends with the process that started it, also when that process is killed.

mod error;
mod free_port;
mod guarded_program;
mod postgres_cluster;
mod programs;
mod running_program;
mod temporary_folder;

#[cfg(feature = "browser")]
mod axe;
#[cfg(feature = "browser")]
mod browser;
#[cfg(feature = "postgres")]
mod postgres_template;

pub use error::{Error, Result};
pub use free_port::free_port;
pub use postgres_cluster::{PostgresCluster, postgres_url};
pub use programs::{BrowserPrograms, PostgresPrograms, running_as_root};
pub use running_program::RunningProgram;
pub use temporary_folder::TemporaryFolder;

#[cfg(feature = "browser")]
pub use browser::{Browser, BrowserWindow};
#[cfg(feature = "postgres")]
pub use postgres_template::{PostgresTemplate, TestDatabase};

/// URL of the PostgreSQL server that tests may use: a role that may create databases. Set by `cargo xtask test`
/// or by the developer; when it is absent the tests start a throw-away cluster of their own.
pub const POSTGRES_VARIABLE: &str = "VEDOMOST_TEST_POSTGRES";
/// Path of the Chromium that browser tests drive.
pub const CHROMIUM_VARIABLE: &str = "VEDOMOST_TEST_CHROMIUM";
/// Path of the chromedriver of the same version.
pub const CHROMEDRIVER_VARIABLE: &str = "VEDOMOST_TEST_CHROMEDRIVER";
