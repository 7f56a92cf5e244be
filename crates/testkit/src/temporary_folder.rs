use std::fs;
use std::io::Read;
use std::mem::{self, ManuallyDrop};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// A new empty folder, readable by its owner only, removed with all it holds when the value is dropped.
#[derive(Debug)]
pub struct TemporaryFolder {
    path: PathBuf,
}

impl TemporaryFolder {
    /// `purpose` becomes part of the name, so that a folder left behind by a killed test tells whose it was.
    pub fn new(purpose: &str) -> Result<Self> {
        let name = format!("vedomost-{purpose}-{}", random_hex(6)?);
        let path = std::env::temp_dir().join(name);
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&path)
            .map_err(|error| Error::because(path.display(), error))?;
        Ok(Self { path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves the folder in place: somebody else removes it.
    pub(crate) fn into_path(self) -> PathBuf {
        let mut kept = ManuallyDrop::new(self);
        mem::take(&mut kept.path)
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // Nobody is left to tell: a folder that cannot be removed stays for the system's own clean-up.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// `bytes` random bytes of the system as lower-case hexadecimal digits.
pub(crate) fn random_hex(bytes: usize) -> Result<String> {
    let mut buffer = vec![0; bytes];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut buffer))
        .map_err(|error| Error::because("/dev/urandom", error))?;
    Ok(buffer.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_all_it_holds() {
        let folder = TemporaryFolder::new("self-test").unwrap();
        let path = folder.path().to_owned();
        fs::create_dir(path.join("inner")).unwrap();
        fs::write(path.join("inner/file"), b"text").unwrap();
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn two_folders_of_one_purpose_differ() {
        let first = TemporaryFolder::new("self-test").unwrap();
        let second = TemporaryFolder::new("self-test").unwrap();
        assert_ne!(first.path(), second.path());
    }
}
