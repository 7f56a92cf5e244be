//! The root key's file: a header line and 32 random bytes in base64, mode 0400, in a folder of mode 0700.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::cipher::SecretKey;
use super::{KeyStoreError, Purpose, PurposeKey, ROOT_KEY_FILE_NAME};

const HEADER: &str = "vedomost-root-key-v1";
const SALT: &[u8] = b"vedomost/v1/root";
const FINGERPRINT_LABEL: &[u8] = b"vedomost/v1/root-fingerprint";
const WIDEST_ROOT_MODE: u32 = 0o400;
const WIDEST_FOLDER_MODE: u32 = 0o700;
/// The header, the base64 and line ends are 77 bytes; anything longer is another file.
const LONGEST_ROOT_FILE: u64 = 256;

pub(crate) struct RootKey(SecretKey);

/// 128 bits derived from the root key, in hex. Tells roots apart and gives nothing of the key away.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RootFingerprint(String);

impl RootFingerprint {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl RootKey {
    pub(crate) fn generate() -> Result<Self, KeyStoreError> {
        Ok(Self(SecretKey::random()?))
    }

    pub(crate) fn derive(&self, purpose: Purpose) -> PurposeKey {
        let mut key = SecretKey::zero();
        self.expand(purpose.label().as_bytes(), key.bytes_mut());
        PurposeKey::new(purpose, key)
    }

    pub(crate) fn fingerprint(&self) -> RootFingerprint {
        let mut bytes = [0; 16];
        self.expand(FINGERPRINT_LABEL, &mut bytes);
        RootFingerprint(hex::encode(bytes))
    }

    fn expand(&self, label: &[u8], output: &mut [u8]) {
        if Hkdf::<Sha256>::new(Some(SALT), self.0.bytes())
            .expand(label, output)
            .is_err()
        {
            // Only beyond 8 160 bytes, and callers ask for 32 at most; but never go on with a key of zeros.
            std::process::abort();
        }
    }
}

pub(crate) fn exists(folder: &Path) -> bool {
    // A file that is there but unreachable counts as present: opening it then says why.
    !matches!(std::fs::symlink_metadata(path_in(folder)), Err(error) if error.kind() == ErrorKind::NotFound)
}

pub(crate) fn create_folder(folder: &Path) -> Result<(), KeyStoreError> {
    if !folder.exists() {
        DirBuilder::new()
            .recursive(true)
            .mode(WIDEST_FOLDER_MODE)
            .create(folder)
            .map_err(io_error(folder))?;
        if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            sync_folder(parent)?;
        }
    }
    check_folder(folder)
}

pub(crate) fn check_folder(folder: &Path) -> Result<(), KeyStoreError> {
    check_mode(folder, WIDEST_FOLDER_MODE)
}

/// Refuses a path with any permission bit outside `widest`.
pub(crate) fn check_mode(path: &Path, widest: u32) -> Result<(), KeyStoreError> {
    let found = std::fs::metadata(path).map_err(io_error(path))?.mode() & 0o7777;
    if found & !widest == 0 {
        Ok(())
    } else {
        Err(KeyStoreError::LooseMode {
            path: path.to_owned(),
            found,
            widest,
        })
    }
}

/// Written under another name, made durable, then renamed: a root key is there whole or not at all.
pub(crate) fn write(folder: &Path, root: &RootKey) -> Result<(), KeyStoreError> {
    let path = path_in(folder);
    let temporary = folder.join("root.key.new");
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(io_error(&temporary)(error));
        }
        _ => {}
    }
    let encoded = Zeroizing::new(BASE64_STANDARD.encode(root.0.bytes()));
    let text = Zeroizing::new(format!("{HEADER}\n{}\n", encoded.as_str()));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(WIDEST_ROOT_MODE)
        .open(&temporary)
        .map_err(io_error(&temporary))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(io_error(&temporary))?;
    // A hard link, unlike a rename, cannot replace a root key that another process put there meanwhile.
    std::fs::hard_link(&temporary, &path).map_err(io_error(&path))?;
    std::fs::remove_file(&temporary).map_err(io_error(&temporary))?;
    sync_folder(folder)
}

pub(crate) fn read(folder: &Path) -> Result<RootKey, KeyStoreError> {
    let path = path_in(folder);
    let file = File::open(&path).map_err(io_error(&path))?;
    check_mode(&path, WIDEST_ROOT_MODE)?;
    let mut text = Zeroizing::new(String::with_capacity(LONGEST_ROOT_FILE as usize));
    match file.take(LONGEST_ROOT_FILE).read_to_string(&mut text) {
        Ok(_) => parse(&text).ok_or(KeyStoreError::UnreadableRoot { path }),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err(KeyStoreError::UnreadableRoot { path }),
        Err(error) => Err(io_error(&path)(error)),
    }
}

fn parse(text: &str) -> Option<RootKey> {
    let mut lines = text.lines();
    if lines.next()? != HEADER {
        return None;
    }
    let bytes = Zeroizing::new(BASE64_STANDARD.decode(lines.next()?).ok()?);
    let whole = lines.all(str::is_empty);
    let random = bytes.iter().any(|byte| *byte != 0);
    if whole && random {
        SecretKey::from_slice(&bytes).map(RootKey)
    } else {
        None
    }
}

pub(crate) fn sync_folder(folder: &Path) -> Result<(), KeyStoreError> {
    File::open(folder)
        .and_then(|handle| handle.sync_all())
        .map_err(io_error(folder))
}

pub(crate) fn io_error(path: &Path) -> impl FnOnce(std::io::Error) -> KeyStoreError {
    let path = path.to_owned();
    move |source| match source.kind() {
        ErrorKind::NotFound => KeyStoreError::Missing { path },
        _ => KeyStoreError::Io { path, source },
    }
}

fn path_in(folder: &Path) -> PathBuf {
    folder.join(ROOT_KEY_FILE_NAME)
}

#[cfg(test)]
mod tests {
    use super::super::cipher::KEY_BYTES;
    use super::*;

    #[test]
    fn only_the_exact_format_is_a_root_key() {
        let good = BASE64_STANDARD.encode([7_u8; KEY_BYTES]);
        let check = |text: String, readable: bool| assert_eq!(parse(&text).is_some(), readable, "{text:?}");
        check(format!("{HEADER}\n{good}\n"), true);
        check(format!("{HEADER}\n{good}"), true);
        check(format!("{HEADER}\r\n{good}\r\n"), true);
        check(String::new(), false);
        check(HEADER.to_owned(), false);
        check(good.clone(), false);
        check(format!("vedomost-root-key-v2\n{good}\n"), false);
        check(format!("{HEADER}\n{}\n", BASE64_STANDARD.encode([7_u8; 31])), false);
        check(
            format!("{HEADER}\n{}\n", BASE64_STANDARD.encode([0_u8; KEY_BYTES])),
            false,
        );
        check(format!("{HEADER}\n{good}\n{good}\n"), false);
    }
}
