//! The only SQL: store, transactions, migrations, sealed fields, jobs, journal, files.
//!
//! One file per area of the data model; each holds its queries as named constants and one function per query. Every
//! function body is pasted once per driver by `on_engine!`, so both engines run the same text.

pub mod accounts;
pub mod admission;
pub mod announcements;
pub mod annulments;
pub mod api_tokens;
pub mod appeal_papers;
pub mod appeals;
pub mod applications;
mod bulk;
pub mod day_records;
pub mod deliveries;
pub mod directory;
pub mod document_index;
mod engine;
pub mod essay_rechecks;
pub mod exams;
pub mod files;
pub mod first_values;
mod gathered;
pub mod hearings;
pub mod imports;
pub mod installation;
pub mod journal;
pub mod keys;
pub mod ledgers;
pub mod lookup;
mod migrations;
pub mod number_piece;
pub mod obligations;
pub mod open_matters;
pub mod organisations;
mod packed;
pub mod participants;
pub mod people;
pub mod protocols;
pub mod rechecks;
pub mod results;
pub mod sealed;
pub mod sessions;
pub mod settings;
pub mod standing;
pub mod statements;

pub use engine::{Body, ConflictAware, Location, Store, Tx, look_at_filled_tables};

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use domain::ids::IdSequence;

/// What goes wrong below the use cases. None of it carries a person's data.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The engine refused.
    #[error("база данных: {0}")]
    Database(#[from] sqlx::Error),
    /// The address of the PostgreSQL server cannot be read.
    #[error("адрес PostgreSQL не разобран: нужен вид postgres://пользователь@узел/база")]
    BadPostgresAddress,
    /// The tables were made by a newer program.
    #[error("база сделана более новой версией (схема {found}, программа знает {known}): поставьте новую программу")]
    NewerDatabase {
        /// Version found.
        found: i64,
        /// Newest version this program knows.
        known: i64,
    },
    /// A stored code this program does not know.
    #[error("в базе {0}")]
    UnknownCode(#[from] domain::UnknownCode),
    /// A stored value that cannot be read back.
    #[error("в базе повреждено поле «{0}»")]
    Damaged(&'static str),
    /// A row with this key stands already.
    #[error("запись с таким ключом уже есть")]
    Duplicate,
}

/// Boxes a transaction's body: `store.write(&input, |tx, input| boxed(async move { … }))`.
pub fn boxed<'c, T>(future: impl Future<Output = T> + Send + 'c) -> Pin<Box<dyn Future<Output = T> + Send + 'c>> {
    Box::pin(future)
}

/// A fresh UUIDv7 for `at`, greater than the one before it of the same moment.
pub fn fresh_uuid(at: regulations::Instant) -> Result<uuid::Uuid, StorageError> {
    static SEQUENCE: Mutex<IdSequence> = Mutex::new(IdSequence::NEW);
    let mut sequence = SEQUENCE.lock().unwrap_or_else(PoisonError::into_inner);
    sequence.next(at, || {
        let mut random = [0u8; 10];
        getrandom::fill(&mut random).map_err(|_| StorageError::Damaged("random"))?;
        Ok(random)
    })
}
