//! The counters in a small file, so that a restart forgives nobody: keyed hashes, levels and moments.
//!
//! The file is written anew beside the old one, made durable and renamed over it. A file that is cut, altered or of another
//! installation is not believed: counting then starts at nothing, and the log says so.

use std::fs::{File, OpenOptions, rename};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::table::{Bucket, Key};
use super::{Alarm, Counted, KeyHasher, Limits};

const MAGIC: &[u8; 8] = b"VDMLIM01";
const HEAD_BYTES: usize = 8 + 1 + 4;
const ENTRY_BYTES: usize = 1 + 16 + 4 * 4;
const SEAL_BYTES: usize = 32;

/// Why counters of an earlier run are not believed.
#[derive(Debug, thiserror::Error)]
pub enum NotBelieved {
    #[error("файл счётчиков просмотра не читается: {0}")]
    Unreadable(#[from] io::Error),
    #[error("файл счётчиков просмотра повреждён или от другой установки")]
    Foreign,
}

/// The counters as bytes, sealed.
pub fn written(limits: &Limits, alarm: Alarm, hasher: &KeyHasher, now: u32) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    let (mark, last_sign) = match alarm {
        Alarm::Off => (0, 0),
        Alarm::On { last_sign } => (1, last_sign),
    };
    bytes.push(mark);
    bytes.extend_from_slice(&last_sign.to_be_bytes());
    for (kind, counted) in (0_u8..).zip(Counted::ALL) {
        for (key, bucket) in limits.table(counted).held(now) {
            bytes.push(kind);
            bytes.extend_from_slice(key);
            for part in [bucket.free, bucket.waited, bucket.worked, bucket.at] {
                bytes.extend_from_slice(&part.to_be_bytes());
            }
        }
    }
    let seal = hasher.seal(&bytes);
    bytes.extend_from_slice(&seal);
    bytes
}

/// The counters that [`written`] wrote.
///
/// # Errors
/// [`NotBelieved::Foreign`] for anything else.
pub fn read(bytes: &[u8], hasher: &KeyHasher, now: u32) -> Result<Limits, NotBelieved> {
    let sealed = bytes.len().checked_sub(SEAL_BYTES).ok_or(NotBelieved::Foreign)?;
    let (bytes, seal) = bytes.split_at_checked(sealed).ok_or(NotBelieved::Foreign)?;
    if hasher.seal(bytes) != seal {
        return Err(NotBelieved::Foreign);
    }
    let (head, entries) = bytes.split_at_checked(HEAD_BYTES).ok_or(NotBelieved::Foreign)?;
    if !head.starts_with(MAGIC) || entries.len() % ENTRY_BYTES != 0 {
        return Err(NotBelieved::Foreign);
    }
    let alarm = match head.get(8) {
        Some(1) => Alarm::On {
            last_sign: number(head, 9).min(now),
        },
        _ => Alarm::Off,
    };
    let mut limits = Limits::starting(alarm);
    for entry in entries.chunks_exact(ENTRY_BYTES) {
        let kind = entry.first().map_or(usize::MAX, |kind| usize::from(*kind));
        let counted = Counted::ALL.get(kind).copied().ok_or(NotBelieved::Foreign)?;
        let mut key = Key::default();
        for (target, source) in key.iter_mut().zip(entry.iter().skip(1)) {
            *target = *source;
        }
        let bucket = Bucket {
            free: number(entry, 17),
            waited: number(entry, 21),
            worked: number(entry, 25),
            at: number(entry, 29),
        };
        limits.table_mut(counted).restore(key, bucket, now);
    }
    Ok(limits)
}

/// Reads the file; `None` where there is none yet.
///
/// # Errors
/// [`NotBelieved`] when it is there and no counters of this installation.
pub fn load(path: &Path, hasher: &KeyHasher, now: u32) -> Result<Option<Limits>, NotBelieved> {
    match std::fs::read(path) {
        Ok(bytes) => read(&bytes, hasher, now).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Puts the bytes in the place of the file: after a power cut the old or the new ones stand there, whole.
///
/// # Errors
/// What the file system says.
pub fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    rename(&beside, path)?;
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn number(bytes: &[u8], place: usize) -> u32 {
    let part = bytes.get(place..).and_then(|rest| rest.first_chunk::<4>());
    part.map_or(0, |part| u32::from_be_bytes(*part))
}

#[cfg(test)]
mod tests {
    use super::super::{CountedBy, Effort, Ended, Verdict};
    use super::*;

    const START: u32 = 1_800_000_000;

    fn who() -> CountedBy {
        CountedBy {
            household: [1; 16],
            network: [2; 16],
            provider: Some([3; 16]),
            document: [4; 16],
            document_and_network: Some([5; 16]),
        }
    }

    fn after_misses(count: usize) -> Limits {
        let mut limits = Limits::starting(Alarm::Off);
        for _ in 0..count {
            if let Verdict::Evaluate(ticket) = limits.admit(&who(), Effort::Worked(22), START) {
                limits.settle(&ticket, Ended::Wrong, START);
            }
        }
        limits
    }

    #[test]
    fn what_is_written_is_read_back() {
        let hasher = KeyHasher::new(&[7; 32]);
        let bytes = written(&after_misses(3), Alarm::On { last_sign: START - 9 }, &hasher, START);
        let mut read_back = read(&bytes, &hasher, START + 1).unwrap();
        let again = written(&read_back, Alarm::On { last_sign: START - 9 }, &hasher, START);
        assert_eq!(bytes.len(), again.len());
        assert_eq!(read_back.alarm(START), Alarm::On { last_sign: START - 9 });
        for counted in [Counted::Household, Counted::Provider, Counted::Document] {
            let expected = after_misses(3);
            let held: Vec<_> = expected.table(counted).held(START).collect();
            assert_eq!(held, read_back.table(counted).held(START).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_file_that_was_altered_cut_or_is_foreign_is_not_believed() {
        let hasher = KeyHasher::new(&[7; 32]);
        let bytes = written(&after_misses(1), Alarm::Off, &hasher, START);
        for place in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[place] ^= 1;
            assert!(read(&altered, &hasher, START).is_err(), "{place}");
            assert!(read(&bytes[..place], &hasher, START).is_err(), "{place}");
        }
        assert!(read(&bytes, &KeyHasher::new(&[8; 32]), START).is_err());
        assert!(read(&bytes, &hasher, START).is_ok());
    }
}
