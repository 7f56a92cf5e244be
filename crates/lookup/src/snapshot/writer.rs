//! Makes a snapshot: collects people and results in compact form, then seals, hashes and signs.

use std::collections::HashMap;
use std::hash::Hash;
use std::io::Write;

use domain::person_name::normalise_name;
use sha2::{Digest, Sha256};

use super::FORMAT;
use super::bucket::{BucketSeal, bucket_count, bucket_of, inner_half};
use super::head::{Head, HeadProtocol, Paper, PublicSettings, Tables};
use super::keys::{INDEX_BYTES, KEY_BYTES, LookupKeys, SnapshotSigner};
use super::layout::{MAGIC, MOST_HEAD_BYTES, signed_message};
use super::record::ResultLine;
use super::varint::put;

/// Collects what a snapshot will hold.
pub struct SnapshotWriter<'k> {
    keys: &'k LookupKeys,
    papers: Interned<Paper>,
    organisations: Interned<String>,
    protocols: Interned<HeadProtocol>,
    essay_values: Interned<String>,
    places: Interned<String>,
    /// Packed records one after another.
    arena: Vec<u8>,
    people: Vec<Placed>,
    results: u64,
}

/// Where a person's record stands in the arena.
struct Placed {
    index: [u8; INDEX_BYTES],
    start: u32,
    end: u32,
}

/// What marks this snapshot among others.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// Number of the publication; must grow from one to the next.
    pub number: i64,
    /// Microseconds UTC.
    pub made_at: i64,
    /// Fresh random bytes; two files must never share them.
    pub salt: [u8; KEY_BYTES],
}

/// A snapshot in memory, ready to be written.
pub struct WrittenSnapshot {
    prelude: Vec<u8>,
    table: Vec<u8>,
    buckets: Vec<u8>,
}

/// Why a snapshot cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("публикация больше 4 ГиБ: разделите регион")]
    TooLarge,
    #[error("заголовок публикации не записывается")]
    Head,
}

impl<'k> SnapshotWriter<'k> {
    /// Empty.
    pub fn new(keys: &'k LookupKeys) -> Self {
        Self {
            keys,
            papers: Interned::default(),
            organisations: Interned::default(),
            protocols: Interned::default(),
            essay_values: Interned::default(),
            places: Interned::default(),
            arena: Vec::new(),
            people: Vec::new(),
            results: 0,
        }
    }

    /// The number of a paper in the tables.
    pub fn paper(&mut self, paper: Paper) -> u32 {
        self.papers.number(paper)
    }

    /// The number of an organisation's short name.
    pub fn organisation(&mut self, short_name: &str) -> u32 {
        self.organisations.number_of(short_name)
    }

    /// The number of a protocol.
    pub fn protocol(&mut self, protocol: HeadProtocol) -> u32 {
        self.protocols.number(protocol)
    }

    /// The number of an essay's value, by its storage code.
    pub fn essay_value(&mut self, code: &str) -> u32 {
        self.essay_values.number_of(code)
    }

    /// The number of a place where appeals are heard.
    pub fn place(&mut self, words: &str) -> u32 {
        self.places.number_of(words)
    }

    /// Adds what is published under one document and surname. A document may come with several surnames: a name changes
    /// between two exams, and each result answers to the name it was published under.
    ///
    /// # Errors
    /// [`WriteError::TooLarge`].
    pub fn add(&mut self, index: [u8; INDEX_BYTES], surname: &str, results: &[ResultLine]) -> Result<(), WriteError> {
        if results.is_empty() {
            return Ok(());
        }
        let place = |arena: &[u8]| u32::try_from(arena.len()).map_err(|_| WriteError::TooLarge);
        let start = place(&self.arena)?;
        let surname = self.keys.surname(&index, &normalise_name(surname));
        self.arena.extend_from_slice(&inner_half(&index));
        self.arena.extend_from_slice(&surname);
        // The length goes before lines whose length is not known yet; below 128 bytes it is one byte.
        let length_at = self.arena.len();
        for line in results {
            line.pack(&mut self.arena);
        }
        let mut length = Vec::with_capacity(5);
        put(&mut length, place(self.arena.get(length_at..).unwrap_or_default())?);
        self.arena.splice(length_at..length_at, length);
        let end = place(&self.arena)?;
        self.results += results.len() as u64;
        self.people.push(Placed { index, start, end });
        Ok(())
    }

    /// Seals, hashes and signs.
    ///
    /// # Errors
    /// When the file would be too large for its own offsets.
    pub fn finish(
        mut self,
        stamp: Stamp,
        settings: PublicSettings,
        signer: &SnapshotSigner,
    ) -> Result<WrittenSnapshot, WriteError> {
        let count = bucket_count(self.people.len());
        // The bucket follows from the first half of the index, so this order is the order of buckets.
        self.people.sort_unstable_by_key(|placed| placed.index);
        let seal = BucketSeal::new(&self.keys.file_key(stamp.number, &stamp.salt)).ok_or(WriteError::Head)?;
        let (table, buckets) = self.sealed_buckets(&seal, count)?;
        let head = Head {
            format: FORMAT,
            region: self.keys.region().to_owned(),
            number: stamp.number,
            made_at: stamp.made_at,
            settings,
            people: self.people.len() as u64,
            results: self.results,
            salt: hex::encode(stamp.salt),
            bucket_count: count,
            bucket_bytes: buckets.len() as u64,
            table_hash: hex::encode(Sha256::digest(&table)),
            bucket_hash: hex::encode(Sha256::digest(&buckets)),
            tables: Tables {
                papers: self.papers.values,
                organisations: self.organisations.values,
                protocols: self.protocols.values,
                essay_values: self.essay_values.values,
                places: self.places.values,
            },
        };
        Ok(WrittenSnapshot {
            prelude: signed_prelude(&head, signer)?,
            table,
            buckets,
        })
    }

    fn sealed_buckets(&self, seal: &BucketSeal, count: u32) -> Result<(Vec<u8>, Vec<u8>), WriteError> {
        let offset = |buckets: &[u8]| u32::try_from(buckets.len()).map_err(|_| WriteError::TooLarge);
        let mut table = Vec::with_capacity((count as usize + 1) * 4);
        let mut buckets = Vec::with_capacity(self.arena.len() + count as usize * super::bucket::TAG_BYTES);
        let mut people = self.people.iter().peekable();
        for number in 0..count {
            let start = buckets.len();
            table.extend_from_slice(&offset(&buckets)?.to_le_bytes());
            while let Some(placed) = people.next_if(|placed| bucket_of(&placed.index, count) == number) {
                let record = self.arena.get(placed.start as usize..placed.end as usize);
                buckets.extend_from_slice(record.unwrap_or_default());
            }
            let plain = buckets.get_mut(start..).unwrap_or_default();
            let tag = seal.seal(number, plain).ok_or(WriteError::TooLarge)?;
            buckets.extend_from_slice(&tag);
        }
        table.extend_from_slice(&offset(&buckets)?.to_le_bytes());
        Ok((table, buckets))
    }
}

fn signed_prelude(head: &Head, signer: &SnapshotSigner) -> Result<Vec<u8>, WriteError> {
    let head = serde_json::to_vec(head).map_err(|_| WriteError::Head)?;
    let length = u32::try_from(head.len())
        .ok()
        .filter(|length| *length <= MOST_HEAD_BYTES);
    let length = length.ok_or(WriteError::TooLarge)?;
    let signature = signer.sign(&signed_message(&head, length));
    Ok([MAGIC.as_slice(), &length.to_le_bytes(), &signature, &head].concat())
}

impl WrittenSnapshot {
    /// Writes the whole file.
    ///
    /// # Errors
    /// Of the target.
    pub fn write_to(&self, target: &mut dyn Write) -> std::io::Result<()> {
        target.write_all(&self.prelude)?;
        target.write_all(&self.table)?;
        target.write_all(&self.buckets)
    }

    /// Bytes of the file.
    pub const fn bytes(&self) -> usize {
        self.prelude.len() + self.table.len() + self.buckets.len()
    }
}

/// Equal values share a number.
struct Interned<T> {
    values: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T: Hash + Eq + Clone> Interned<T> {
    fn number(&mut self, value: T) -> u32 {
        if let Some(number) = self.numbers.get(&value) {
            return *number;
        }
        // A head with so many entries would be refused long before.
        let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }
}

impl Interned<String> {
    fn number_of(&mut self, text: &str) -> u32 {
        match self.numbers.get(text) {
            Some(number) => *number,
            None => self.number(text.to_owned()),
        }
    }
}
