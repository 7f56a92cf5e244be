//! The small file that a look-up process is given: what to find and to check with. The root key is not in it.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::keys::{KEY_BYTES, LookupKeys};

const HEADER: &str = "vedomost-lookup-key-v1";
/// Nobody but the owner may read it.
const WIDEST_MODE: u32 = 0o600;
const LONGEST_FILE: u64 = 4096;

/// Why a key file cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("файл {path} уже есть: ключ не перезаписывается, укажите другое имя")]
    Exists { path: PathBuf },
    #[error("файл ключа {path} открыт другим (права {found:o}): сделайте chmod 600")]
    LooseMode { path: PathBuf, found: u32 },
    #[error("файл {path} — не ключ просмотра: сделайте его командой «vedomost lookup-key»")]
    NotAKey { path: PathBuf },
    #[error("файл ключа {path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
}

/// Writes the keys to a new file with mode 0600, synced.
///
/// # Errors
/// When the file is there already or cannot be written.
pub fn write_key_file(path: &Path, keys: &LookupKeys) -> Result<(), KeyFileError> {
    let io = |source| KeyFileError::Io {
        path: path.to_owned(),
        source,
    };
    let (index, seal, verifying) = keys.secrets();
    let text = Zeroizing::new(format!(
        "{HEADER}\nregion {}\nindex {}\nseal {}\nverify {}\n",
        keys.region(),
        hex::encode(index),
        hex::encode(seal),
        hex::encode(verifying)
    ));
    let opened = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(WIDEST_MODE)
        .open(path);
    let mut file = match opened {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(KeyFileError::Exists { path: path.to_owned() });
        }
        other => other.map_err(io)?,
    };
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(io)
}

/// Reads what [`write_key_file`] wrote.
///
/// # Errors
/// When others may read the file, or it is no key file.
pub fn read_key_file(path: &Path) -> Result<LookupKeys, KeyFileError> {
    let io = |source| KeyFileError::Io {
        path: path.to_owned(),
        source,
    };
    let file = std::fs::File::open(path).map_err(io)?;
    let found = file.metadata().map_err(io)?.mode() & 0o7777;
    if found & !WIDEST_MODE != 0 {
        return Err(KeyFileError::LooseMode {
            path: path.to_owned(),
            found,
        });
    }
    let mut text = Zeroizing::new(String::new());
    let read = file.take(LONGEST_FILE).read_to_string(&mut text);
    let not_a_key = || KeyFileError::NotAKey { path: path.to_owned() };
    match read {
        Ok(_) => parse(&text).ok_or_else(not_a_key),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err(not_a_key()),
        Err(error) => Err(io(error)),
    }
}

fn parse(text: &str) -> Option<LookupKeys> {
    let mut lines = text.lines();
    if lines.next()? != HEADER {
        return None;
    }
    let region = lines.next()?.strip_prefix("region ")?;
    let index = secret(lines.next()?.strip_prefix("index ")?)?;
    let seal = secret(lines.next()?.strip_prefix("seal ")?)?;
    let verifying = secret(lines.next()?.strip_prefix("verify ")?)?;
    if !lines.all(str::is_empty) {
        return None;
    }
    LookupKeys::new(region, &index, &seal, &verifying)
}

fn secret(hexadecimal: &str) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    hex::decode_to_slice(hexadecimal, bytes.as_mut_slice()).ok()?;
    Some(bytes)
}
