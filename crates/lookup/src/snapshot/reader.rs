//! One opened file: checked, and asked by positioned reads. Memory holds the head and the table of buckets (at most 4 MiB),
//! whatever the size of the file; the kernel's page cache keeps what is asked often. There is no mapping into memory:
//! that needs `unsafe`, and a read of half a kilobyte costs less than the decryption after it.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::bucket::{BucketSeal, bucket_of, inner_half};
use super::head::{Head, PublicSettings};
use super::keys::{INDEX_BYTES, KEY_BYTES, LookupKeys, SIGNATURE_BYTES, SURNAME_BYTES};
use super::layout::{MAGIC, MOST_HEAD_BYTES, OFFSET_BYTES, Positions, signed_message};
use super::ready::ReadyTables;
use super::record::ResultLine;
use super::refusal::Refusal;
use super::varint::Cursor;
use super::{FORMAT, OLDEST_FORMAT};
use crate::results::Found;
use regulations::{Instant, Zone};

/// A bucket of ordinary size is opened on the stack.
const STACK_BYTES: usize = 2048;
/// `O_NOATIME` of Linux; elsewhere another flag or none, and the file is then opened without it.
const NO_ATIME: i32 = 0o1_000_000;
const CHUNK_BYTES: usize = 64 * 1024;

/// A file that may be asked.
pub struct Snapshot {
    file: File,
    keys: LookupKeys,
    seal: BucketSeal,
    positions: Positions,
    offsets: Box<[u32]>,
    bucket_count: u32,
    bucket_hash: String,
    salt: [u8; KEY_BYTES],
    number: i64,
    made_at: Instant,
    people: u64,
    settings: PublicSettings,
    zone: Zone,
    tables: ReadyTables,
}

/// A bucket that cannot be answered from. Says nothing of who was asked for.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotFault {
    #[error("файл публикации не читается: {0}")]
    Io(#[from] std::io::Error),
    #[error("файл публикации повреждён: часть {0} не открывается")]
    Damaged(u32),
}

impl Snapshot {
    /// Checks signature, region, length and table, and makes the file ready. What is not read here is guarded by the
    /// seals of the buckets; [`Self::check_whole`] reads it.
    ///
    /// # Errors
    /// [`Refusal`] for whatever is not a whole snapshot of this region signed by its main server.
    pub fn open(path: &Path, keys: &LookupKeys) -> Result<Self, Refusal> {
        let file = open_for_answers(path)?;
        let (head, head_length) = read_head(&file, keys)?;
        if head.region != keys.region() {
            return Err(Refusal::OtherRegion {
                found: head.region,
                expected: keys.region().to_owned(),
            });
        }
        let positions = Positions::of(&head, head_length).ok_or(Refusal::Damaged("длина"))?;
        let found = file.metadata()?.len();
        if found != positions.end {
            return Err(Refusal::WrongLength {
                found,
                expected: positions.end,
            });
        }
        let offsets = read_table(&file, &head, positions)?;
        let mut salt = [0; KEY_BYTES];
        hex::decode_to_slice(&head.salt, &mut salt).map_err(|_| Refusal::Damaged("заголовок"))?;
        let zone = Zone::new(&head.settings.zone).map_err(|_| Refusal::Damaged("часовой пояс"))?;
        Ok(Self {
            seal: BucketSeal::new(&keys.file_key(head.number, &salt)).ok_or(Refusal::Damaged("ключ"))?,
            keys: keys.clone(),
            file,
            positions,
            offsets,
            bucket_count: head.bucket_count,
            bucket_hash: head.bucket_hash,
            salt,
            number: head.number,
            made_at: Instant::from_micros(head.made_at),
            people: head.people,
            settings: head.settings,
            tables: ReadyTables::parse(head.tables, &zone)?,
            zone,
        })
    }

    /// Reads every bucket and compares the hash that was signed. Takes as long as the file is large; memory 64 KiB.
    ///
    /// # Errors
    /// [`Refusal::Damaged`] when a bit differs.
    pub fn check_whole(&self) -> Result<(), Refusal> {
        let mut hasher = Sha256::new();
        let mut chunk = vec![0; CHUNK_BYTES];
        let mut position = self.positions.buckets;
        while position < self.positions.end {
            let left = usize::try_from(self.positions.end - position).unwrap_or(CHUNK_BYTES);
            let part = chunk.get_mut(..left.min(CHUNK_BYTES)).unwrap_or_default();
            self.file.read_exact_at(part, position)?;
            hasher.update(&*part);
            position += part.len() as u64;
        }
        if hex::encode(hasher.finalize()) == self.bucket_hash {
            Ok(())
        } else {
            Err(Refusal::Damaged("записи"))
        }
    }

    /// Everything open under a normalised document whose surname fits, where the surname is asked. One bucket is read and
    /// opened whoever is asked for, and compared to its end in constant time.
    ///
    /// # Errors
    /// [`SnapshotFault`]: never a wrong answer.
    pub fn find(&self, document: &str, surname: &str) -> Result<Option<Found>, SnapshotFault> {
        self.find_index(&self.keys.index(document), surname)
    }

    fn find_index(&self, index: &[u8; INDEX_BYTES], surname: &str) -> Result<Option<Found>, SnapshotFault> {
        let number = bucket_of(index, self.bucket_count);
        let damaged = || SnapshotFault::Damaged(number);
        let (start, length) = self.place_of(number).ok_or_else(damaged)?;
        let mut on_stack = [0; STACK_BYTES];
        let mut on_heap = Vec::new();
        let sealed = match on_stack.get_mut(..length) {
            Some(sealed) => sealed,
            None => {
                on_heap.resize(length, 0);
                on_heap.as_mut_slice()
            }
        };
        self.file.read_exact_at(sealed, start)?;
        let plain = self.seal.open(number, sealed).ok_or_else(damaged)?;
        let surname = u64::from_be_bytes(self.keys.surname(index, surname));
        let wanted = (u64::from_be_bytes(inner_half(index)), surname);
        self.fitting(plain, wanted).ok_or_else(damaged)
    }

    #[expect(
        clippy::option_option,
        reason = "a bucket that is none, nobody in it, and somebody are three things"
    )]
    fn fitting(&self, plain: &[u8], wanted: (u64, u64)) -> Option<Option<Found>> {
        let any_surname = Choice::from(u8::from(!self.settings.asks_surname));
        let mut found: Option<Found> = None;
        let mut people = Cursor::new(plain);
        while !people.is_at_end() {
            let document = u64::from_be_bytes(people.array()?);
            let surname = u64::from_be_bytes(people.array::<SURNAME_BYTES>()?);
            let length = people.number()?;
            let lines = people.bytes(length as usize)?;
            let fits = document.ct_eq(&wanted.0) & (surname.ct_eq(&wanted.1) | any_surname);
            if bool::from(fits) {
                let mut lines = Cursor::new(lines);
                let found = found.get_or_insert_default();
                while !lines.is_at_end() {
                    self.tables.add(&ResultLine::unpack(&mut lines)?, found)?;
                }
            }
        }
        Some(found)
    }

    /// Position in the file and length.
    fn place_of(&self, number: u32) -> Option<(u64, usize)> {
        let start = *self.offsets.get(number as usize)?;
        let end = *self.offsets.get(number as usize + 1)?;
        Some((self.positions.buckets + u64::from(start), (end - start) as usize))
    }

    /// Number of the publication.
    pub const fn number(&self) -> i64 {
        self.number
    }

    /// When it was made.
    pub const fn made_at(&self) -> Instant {
        self.made_at
    }

    /// How many entries it has.
    pub const fn people(&self) -> u64 {
        self.people
    }

    /// Bytes of the file.
    pub const fn bytes(&self) -> u64 {
        self.positions.end
    }

    /// What every page says.
    pub const fn settings(&self) -> &PublicSettings {
        &self.settings
    }

    /// The region's zone.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Is it the same file, byte for byte? No two files share their random salt.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.salt == other.salt
    }
}

/// Opened so that the moment of each read is not noted down, where the system allows that: it does to the owner of a file.
fn open_for_answers(path: &Path) -> std::io::Result<File> {
    let without_times = File::options().read(true).custom_flags(NO_ATIME).open(path);
    without_times.or_else(|_| File::open(path))
}

fn read_head(mut file: &File, keys: &LookupKeys) -> Result<(Head, u32), Refusal> {
    let mut magic = [0; MAGIC.len()];
    let mut length = [0; 4];
    let mut signature = [0; SIGNATURE_BYTES];
    let mut read = |part: &mut [u8]| file.read_exact(part).map_err(too_short);
    read(&mut magic)?;
    read(&mut length)?;
    read(&mut signature)?;
    if magic != MAGIC {
        return Err(Refusal::NotASnapshot);
    }
    let length = u32::from_le_bytes(length);
    if length > MOST_HEAD_BYTES {
        return Err(Refusal::NotASnapshot);
    }
    let mut head = vec![0; length as usize];
    read(&mut head)?;
    if !keys.is_signed(&signed_message(&head, length), &signature) {
        return Err(Refusal::WrongSignature);
    }
    let format = serde_json::from_slice::<FormatOnly>(&head).map_err(|_| Refusal::Damaged("заголовок"))?;
    if !(OLDEST_FORMAT..=FORMAT).contains(&format.format) {
        return Err(Refusal::OtherFormat {
            found: format.format,
            expected: FORMAT,
        });
    }
    let head = serde_json::from_slice(&head).map_err(|_| Refusal::Damaged("заголовок"))?;
    Ok((head, length))
}

/// Read before the rest, which another format may not have.
#[derive(serde::Deserialize)]
struct FormatOnly {
    format: u32,
}

fn too_short(error: std::io::Error) -> Refusal {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => Refusal::NotASnapshot,
        _ => Refusal::Io(error),
    }
}

fn read_table(file: &File, head: &Head, positions: Positions) -> Result<Box<[u32]>, Refusal> {
    let damaged = Refusal::Damaged("таблица");
    let Ok(length) = usize::try_from(positions.table_bytes) else {
        return Err(damaged);
    };
    let mut table = vec![0; length];
    file.read_exact_at(&mut table, positions.table)?;
    if hex::encode(Sha256::digest(&table)) != head.table_hash {
        return Err(damaged);
    }
    let (offsets, _) = table.as_chunks::<OFFSET_BYTES>();
    let offsets: Box<[u32]> = offsets.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    let grow = offsets.is_sorted() && offsets.first() == Some(&0);
    let fill = offsets.last().map(|end| u64::from(*end)) == Some(head.bucket_bytes);
    if grow && fill { Ok(offsets) } else { Err(damaged) }
}

#[cfg(test)]
mod tests {
    use super::super::keys::SnapshotSigner;
    use super::super::writer::{SnapshotWriter, Stamp};
    use super::*;

    fn settings() -> PublicSettings {
        PublicSettings {
            zone: "Asia/Novokuznetsk".to_owned(),
            owner: "Министерство".to_owned(),
            asks_surname: true,
            hot_line: String::new(),
            procedure: Vec::new(),
            open_exams: Vec::new(),
        }
    }

    /// A file whose head says another format, signed by its own server.
    fn of_format(
        format: u32,
        change: impl Fn(&mut serde_json::Value),
    ) -> (tempfile::TempDir, Result<Snapshot, Refusal>) {
        let signer = SnapshotSigner::from_seed(&[3; KEY_BYTES]);
        let keys = LookupKeys::new("42", &[1; KEY_BYTES], &[2; KEY_BYTES], &signer.verifying_key()).unwrap();
        let stamp = Stamp {
            number: 5,
            made_at: 0,
            salt: [4; KEY_BYTES],
        };
        let written = SnapshotWriter::new(&keys).finish(stamp, settings(), &signer).unwrap();
        let mut bytes = Vec::new();
        written.write_to(&mut bytes).unwrap();
        let start = super::super::layout::PRELUDE_BYTES;
        let length = u32::from_le_bytes(bytes[8..12].try_into().unwrap()) as usize;
        let mut head: serde_json::Value = serde_json::from_slice(&bytes[start..start + length]).unwrap();
        head["format"] = format.into();
        change(&mut head);
        let head = serde_json::to_vec(&head).unwrap();
        let head_length = u32::try_from(head.len()).unwrap();
        let signature = signer.sign(&signed_message(&head, head_length));
        let whole = [
            MAGIC.as_slice(),
            &head_length.to_le_bytes(),
            &signature,
            &head,
            &bytes[start + length..],
        ]
        .concat();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("publication");
        std::fs::write(&path, whole).unwrap();
        let opened = Snapshot::open(&path, &keys);
        (folder, opened)
    }

    #[test]
    fn a_file_of_the_first_format_is_read_and_one_of_a_newer_is_refused_by_its_number() {
        let (_folder, first) = of_format(1, |head| {
            head["tables"].as_object_mut().unwrap().remove("places");
        });
        assert_eq!(first.map(|one| one.number()).ok(), Some(5));
        let (_folder, newer) = of_format(FORMAT + 1, |head| head["of_tomorrow"] = true.into());
        let refusal = newer.err().unwrap();
        assert!(matches!(refusal, Refusal::OtherFormat { .. }), "{refusal}");
        let (_folder, none) = of_format(0, |_| {});
        assert!(matches!(none.err(), Some(Refusal::OtherFormat { .. })));
    }
}
