//! Sealed fields: personal data as the database holds them.
//!
//! A cell is `suite u8 | key id u32 BE | nonce 24 | ciphertext | tag 16` (XChaCha20-Poly1305), bound to its table, column
//! and row: copied into another cell it is damage. The text is padded to a multiple of 32 bytes before it is sealed, so
//! that the length of a cell tells «зачёт» from «незачёт» no more than it tells a short name from a longer one.

mod catalogue;
mod padding;

use uuid::Uuid;

pub use catalogue::{ALL_SEALED_FIELDS, FieldOwner, SealedField, fields};

use crate::document_index::LookupIndex;
use crate::keys::{
    CipherError, KEY_BYTES, KeyStore, PersonKeyState, PurposeKey, associated_data, keyed_hash, open, seal,
};

/// Which generation of a person's or purpose's key sealed a cell. Readers will accept the old one beside the new one
/// while a rotation runs; so far there is one.
const CELL_KEY_ID: u32 = 1;

/// One sealed cell. BLOB on SQLite, BYTEA on PostgreSQL. `Debug` shows the length only.
#[derive(Clone, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Sealed(Vec<u8>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealedError {
    /// The person's key is not in the store: destroyed, or never made.
    #[error("Персональные данные этого человека уничтожены")]
    Destroyed,
    /// Not what was sealed for this cell: altered, cut, moved from another place, or sealed under another key.
    #[error(
        "Запись повреждена: её содержание не совпадает с тем, что было записано. Запустите проверку: vedomost verify"
    )]
    Damaged,
    #[error("Операционная система не дала случайных чисел. Повторите")]
    NoRandomness,
}

/// Which row of its table a cell stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowId {
    Plain(Uuid),
    /// A published result has no id of its own: its document's index and its exam's id.
    Published(LookupIndex, Uuid),
}

/// Seals and opens cells that belong to no person, under a purpose's key.
pub struct Sealer {
    key: PurposeKey,
}

impl Sealed {
    /// Bytes as read from a file or another database.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl KeyStore {
    /// Seals a text under the person's key, for one cell only. `Destroyed` where the person has no key: make it first.
    pub fn seal_text(
        &self,
        person: Uuid,
        field: SealedField,
        row: impl Into<RowId>,
        text: &str,
    ) -> Result<Sealed, SealedError> {
        self.with_person_key(person, |key| seal_cell(key, field, row, text.as_bytes()))
    }

    /// Opens what [`Self::seal_text`] made for this very cell.
    pub fn open_text(
        &self,
        person: Uuid,
        field: SealedField,
        row: impl Into<RowId>,
        sealed: &Sealed,
    ) -> Result<String, SealedError> {
        self.with_person_key(person, |key| open_cell(key, field, row, sealed).and_then(text_of))
    }

    /// [`Self::seal_text`] for bytes.
    pub fn seal_bytes(
        &self,
        person: Uuid,
        field: SealedField,
        row: impl Into<RowId>,
        bytes: &[u8],
    ) -> Result<Sealed, SealedError> {
        self.with_person_key(person, |key| seal_cell(key, field, row, bytes))
    }

    /// [`Self::open_text`] for bytes.
    pub fn open_bytes(
        &self,
        person: Uuid,
        field: SealedField,
        row: impl Into<RowId>,
        sealed: &Sealed,
    ) -> Result<Vec<u8>, SealedError> {
        self.with_person_key(person, |key| open_cell(key, field, row, sealed))
    }

    /// A commitment to data of one person, for hashes of statements and protocols: HMAC-SHA-256 under a key derived from
    /// the person's own. The same data give the same commitment; once the key is destroyed the stored commitment still
    /// stands in the hash, but nobody can try data against it any more. `label` names the use.
    pub fn person_commitment(&self, person: Uuid, label: &str, data: &[u8]) -> Result<[u8; 32], SealedError> {
        self.with_person_key(person, |key| {
            Ok(keyed_hash(key, &[b"vedomost/v1/commitment", label.as_bytes(), data]))
        })
    }

    fn with_person_key<T>(
        &self,
        person: Uuid,
        act: impl FnOnce(&[u8; KEY_BYTES]) -> Result<T, SealedError>,
    ) -> Result<T, SealedError> {
        match self.person_key(person) {
            PersonKeyState::Present(key) => act(key.bytes()),
            PersonKeyState::Damaged => Err(SealedError::Damaged),
            PersonKeyState::Absent => Err(SealedError::Destroyed),
        }
    }
}

impl Sealer {
    /// For published results `Purpose::LookupSeal`; for the working database's impersonal records `Purpose::RecordSeal`.
    pub fn new(key: PurposeKey) -> Self {
        Self { key }
    }

    pub fn seal_text(&self, field: SealedField, row: impl Into<RowId>, text: &str) -> Result<Sealed, SealedError> {
        self.seal_bytes(field, row, text.as_bytes())
    }

    pub fn open_text(&self, field: SealedField, row: impl Into<RowId>, sealed: &Sealed) -> Result<String, SealedError> {
        self.open_bytes(field, row, sealed).and_then(text_of)
    }

    pub fn seal_bytes(&self, field: SealedField, row: impl Into<RowId>, bytes: &[u8]) -> Result<Sealed, SealedError> {
        seal_cell(self.key.expose_secret(), field, row, bytes)
    }

    pub fn open_bytes(
        &self,
        field: SealedField,
        row: impl Into<RowId>,
        sealed: &Sealed,
    ) -> Result<Vec<u8>, SealedError> {
        open_cell(self.key.expose_secret(), field, row, sealed)
    }
}

impl From<Uuid> for RowId {
    fn from(id: Uuid) -> Self {
        Self::Plain(id)
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Sealed({} bytes)", self.0.len())
    }
}

impl From<CipherError> for SealedError {
    fn from(error: CipherError) -> Self {
        match error {
            CipherError::Damaged => Self::Damaged,
            CipherError::NoRandomness => Self::NoRandomness,
        }
    }
}

fn seal_cell(
    key: &[u8; KEY_BYTES],
    field: SealedField,
    row: impl Into<RowId>,
    bytes: &[u8],
) -> Result<Sealed, SealedError> {
    Ok(Sealed(seal(
        key,
        CELL_KEY_ID,
        &place(field, row),
        &padding::pad(bytes),
    )?))
}

fn open_cell(
    key: &[u8; KEY_BYTES],
    field: SealedField,
    row: impl Into<RowId>,
    sealed: &Sealed,
) -> Result<Vec<u8>, SealedError> {
    let padded = open(key, CELL_KEY_ID, &place(field, row), &sealed.0)?;
    Ok(padding::unpad(&padded).ok_or(SealedError::Damaged)?.to_vec())
}

fn text_of(bytes: Vec<u8>) -> Result<String, SealedError> {
    String::from_utf8(bytes).map_err(|_| SealedError::Damaged)
}

fn place(field: SealedField, row: impl Into<RowId>) -> Vec<u8> {
    let (table, column) = (field.table.as_bytes(), field.column.as_bytes());
    match row.into() {
        RowId::Plain(id) => associated_data(&[b"cell", table, column, id.as_bytes()]),
        RowId::Published(index, exam) => associated_data(&[b"cell", table, column, index.as_bytes(), exam.as_bytes()]),
    }
}
