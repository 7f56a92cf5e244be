//! Data and keys of one installation, in a temporary folder of its own.

use std::path::{Path, PathBuf};

use testkit::TemporaryFolder;

pub struct Folders {
    root: TemporaryFolder,
}

impl Folders {
    /// Neither data nor keys are there yet.
    pub fn empty() -> Self {
        Self {
            root: TemporaryFolder::new("installation").unwrap(),
        }
    }

    /// A copy of data and keys, for a test that changes or kills.
    pub fn copy_of(original: &Path) -> Self {
        let folders = Self::empty();
        copy_folder(original, folders.root.path());
        folders
    }

    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    pub fn keys(&self) -> PathBuf {
        self.root.path().join("keys")
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    // Keys in a folder open to others are refused.
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files_below(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}
