use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::guarded_program::RunAs;
use crate::{CHROMEDRIVER_VARIABLE, CHROMIUM_VARIABLE};

/// Where Debian keeps the server programs, one folder per version, outside PATH.
const DEBIAN_POSTGRES: &str = "/usr/lib/postgresql";

/// The two programs that make a PostgreSQL cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresPrograms {
    pub initdb: PathBuf,
    pub postgres: PathBuf,
}

/// The browser and the program that drives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserPrograms {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
}

impl PostgresPrograms {
    /// Debian's newest version first, then PATH.
    pub fn find() -> Option<Self> {
        let mut folders = debian_postgres_folders(Path::new(DEBIAN_POSTGRES));
        folders.extend(search_path());
        folders.iter().find_map(|folder| Self::in_folder(folder))
    }

    fn in_folder(folder: &Path) -> Option<Self> {
        let programs = Self {
            initdb: folder.join("initdb"),
            postgres: folder.join("postgres"),
        };
        (is_program(&programs.initdb) && is_program(&programs.postgres)).then_some(programs)
    }
}

impl BrowserPrograms {
    /// The variables [`CHROMIUM_VARIABLE`] and [`CHROMEDRIVER_VARIABLE`] first, then PATH.
    pub fn find() -> Option<Self> {
        let named = |variable| env::var_os(variable).map(PathBuf::from);
        let chromium =
            named(CHROMIUM_VARIABLE).or_else(|| on_path(&["chromium", "chromium-browser", "google-chrome"]))?;
        let chromedriver =
            named(CHROMEDRIVER_VARIABLE).or_else(|| on_path(&["chromedriver", "chromium.chromedriver"]))?;
        Some(Self { chromium, chromedriver })
    }
}

/// Whether this process runs as root.
pub fn running_as_root() -> bool {
    // The owner of /proc/self is our effective user; the standard library has no other safe way to ask.
    fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// The user under which a server that refuses root is run: `postgres` where it exists, else `nobody`.
pub(crate) fn unprivileged_user() -> Option<RunAs> {
    if !running_as_root() {
        return Some(RunAs::Ourselves);
    }
    let accounts = fs::read_to_string("/etc/passwd").ok()?;
    user_in(&accounts, "postgres").or_else(|| user_in(&accounts, "nobody"))
}

fn user_in(accounts: &str, name: &str) -> Option<RunAs> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let user = fields.nth(1)?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        Some(RunAs::User { user, group })
    })
}

fn debian_postgres_folders(root: &Path) -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let folders = search_path();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| is_program(path))
}

fn search_path() -> Vec<PathBuf> {
    env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default()
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TemporaryFolder;

    #[test]
    fn the_newest_postgres_comes_first() {
        let root = TemporaryFolder::new("programs").unwrap();
        for name in ["9", "15", "17", "common"] {
            fs::create_dir(root.path().join(name)).unwrap();
        }
        let found = debian_postgres_folders(root.path());
        let expected = ["17/bin", "15/bin", "9/bin"].map(|name| root.path().join(name));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_user_is_read_from_the_accounts() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\npostgres:x:101:104:,,,:/var/lib:/bin/sh\n";
        let expected = RunAs::User { user: 101, group: 104 };
        assert_eq!(user_in(accounts, "postgres"), Some(expected));
        assert_eq!(user_in(accounts, "nobody"), None);
    }

    #[test]
    fn a_file_without_the_right_to_run_is_no_program() {
        let folder = TemporaryFolder::new("programs").unwrap();
        let file = folder.path().join("initdb");
        fs::write(&file, b"").unwrap();
        assert!(!is_program(&file));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(is_program(&file));
    }
}
