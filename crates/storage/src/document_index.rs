//! Keyed hashes by which an identity document is found without its number standing anywhere.
//!
//! HMAC-SHA-256 over the version and the normalised series and number, 128 bits kept. The working database and the
//! published results use different keys and different types, so a row of one cannot be matched with a row of the other.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Type};

use crate::keys::{KeyStore, KeyedHasher, Purpose};

/// Stored beside every index. Raised when the normaliser or the hash changes; older rows are then indexed anew.
pub const DOCUMENT_INDEX_VERSION: i64 = 1;
/// Length of an index, in bytes.
pub const INDEX_BYTES: usize = 16;

const VERSION_LABEL: &[u8] = b"v1";

/// A document in the working database.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentIndex([u8; INDEX_BYTES]);

/// A document in the published results.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LookupIndex([u8; INDEX_BYTES]);

/// Computes indexes for the working database. Make one and keep it: deriving the key costs more than a hash.
#[derive(Debug)]
pub struct DocumentIndexer {
    hasher: KeyedHasher,
}

/// Computes indexes for the published results.
#[derive(Debug)]
pub struct LookupIndexer {
    hasher: KeyedHasher,
}

impl DocumentIndexer {
    pub fn new(keys: &KeyStore) -> Self {
        Self {
            hasher: keys.purpose_key(Purpose::DocumentIndex).hasher(),
        }
    }

    /// `normalised` must come from the one normaliser of documents in `domain`.
    pub fn index(&self, normalised: &str) -> DocumentIndex {
        DocumentIndex(truncated_hash(&self.hasher, normalised))
    }
}

impl LookupIndexer {
    pub fn new(keys: &KeyStore) -> Self {
        Self {
            hasher: keys.purpose_key(Purpose::LookupIndex).hasher(),
        }
    }

    /// `normalised` must come from the one normaliser of documents in `domain`.
    pub fn index(&self, normalised: &str) -> LookupIndex {
        LookupIndex(truncated_hash(&self.hasher, normalised))
    }
}

fn truncated_hash(hasher: &KeyedHasher, normalised: &str) -> [u8; INDEX_BYTES] {
    let hash = hasher.keyed_hash(&[VERSION_LABEL, normalised.as_bytes()]);
    let mut kept = [0; INDEX_BYTES];
    for (target, source) in kept.iter_mut().zip(hash) {
        *target = source;
    }
    kept
}

/// The same for both types: 16 bytes, BLOB or BYTEA, hidden from `Debug` because an index identifies a person.
macro_rules! index_column {
    ($type:ident) => {
        impl $type {
            pub fn from_bytes(bytes: [u8; INDEX_BYTES]) -> Self {
                Self(bytes)
            }

            pub fn as_bytes(&self) -> &[u8; INDEX_BYTES] {
                &self.0
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(concat!(stringify!($type), "(…)"))
            }
        }

        impl<DB: Database> Type<DB> for $type
        where
            Vec<u8>: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <Vec<u8> as Type<DB>>::type_info()
            }

            fn compatible(info: &DB::TypeInfo) -> bool {
                <Vec<u8> as Type<DB>>::compatible(info)
            }
        }

        impl<'q, DB: Database> Encode<'q, DB> for $type
        where
            Vec<u8>: Encode<'q, DB>,
        {
            fn encode_by_ref(&self, buffer: &mut <DB as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <Vec<u8> as Encode<'q, DB>>::encode(self.0.to_vec(), buffer)
            }
        }

        impl<'r, DB: Database> Decode<'r, DB> for $type
        where
            &'r [u8]: Decode<'r, DB>,
        {
            fn decode(value: <DB as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let bytes = <&'r [u8] as Decode<'r, DB>>::decode(value)?;
                Ok(Self(bytes.try_into()?))
            }
        }
    };
}

index_column!(DocumentIndex);
index_column!(LookupIndex);
