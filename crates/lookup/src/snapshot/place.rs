//! Puts a finished snapshot where readers look for it. At every moment the readers' path leads to a whole file: the old one
//! until the rename, the new one after it.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::writer::WrittenSnapshot;

/// What lies there now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedSnapshot {
    /// Bytes of the file.
    pub bytes: usize,
}

/// Where the publication before this one is kept.
pub fn previous_of(path: &Path) -> PathBuf {
    with_ending(path, ".previous")
}

/// Writes under another name, syncs, keeps the present file as the previous one, renames, syncs the folder. A process killed
/// on the way leaves at most a file that nobody reads and the next call writes over.
///
/// # Errors
/// Of the disk; the present file then goes on being the present one.
pub fn place(path: &Path, written: &WrittenSnapshot) -> std::io::Result<PlacedSnapshot> {
    let unfinished = unfinished_of(path);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    written.write_to(&mut file)?;
    file.sync_all()?;
    put_in_place(&unfinished, path)?;
    Ok(PlacedSnapshot { bytes: written.bytes() })
}

/// Where a file is written and checked before it is put in place; nobody reads it there.
pub fn unfinished_of(path: &Path) -> PathBuf {
    with_ending(path, ".new")
}

/// Makes a finished and synced file the present one.
///
/// # Errors
/// Of the disk.
pub fn put_in_place(finished: &Path, path: &Path) -> std::io::Result<()> {
    keep_as_previous(path)?;
    std::fs::rename(finished, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// A second name for the present file: unlike a rename it never leaves the path empty.
fn keep_as_previous(path: &Path) -> std::io::Result<()> {
    let previous = previous_of(path);
    if !path.exists() {
        return Ok(());
    }
    match std::fs::remove_file(&previous) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::fs::hard_link(path, &previous)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
