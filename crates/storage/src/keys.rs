//! The key store: a small folder of its own, apart from the data, that holds the root key and one key per person.
//!
//! Destroying a person's key destroys that person's sealed fields everywhere, backups of the database included, because
//! the keys are in none of them. Without the folder the data cannot be read; the store never invents new keys for data
//! that already exist.

mod cipher;
mod error;
mod persons;
mod purpose;
mod root;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use regulations::Instant;
use tokio::sync::Mutex;
use uuid::Uuid;

pub(crate) use cipher::{CipherError, KEY_BYTES, SecretKey, associated_data, open, random_bytes, seal};
pub use error::KeyStoreError;
use persons::PersonKeyFile;
pub(crate) use purpose::{KeyedHasher, keyed_hash};
pub use purpose::{Purpose, PurposeKey};
pub use root::RootFingerprint;
use root::RootKey;

/// Name of the root key's file in the keys folder.
pub const ROOT_KEY_FILE_NAME: &str = "root.key";
/// Name of the database of person keys in the keys folder.
pub const PERSON_KEY_FILE_NAME: &str = "persons.sqlite";

/// Whether the data folder already holds data. Decides whether keys may be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataState {
    /// The database was created by this very start and holds nothing yet.
    New,
    /// The database existed before: its keys must exist too.
    Existing,
}

/// What [`KeyStore::refresh_if_changed`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    Unchanged,
    /// Another process added or destroyed keys; memory now agrees with the file.
    Reloaded {
        added: usize,
        removed: usize,
    },
}

/// What memory knows of one person's key.
pub(crate) enum PersonKeyState {
    Present(Arc<SecretKey>),
    /// The row is there but cannot be unwrapped: altered, or cut.
    Damaged,
    Absent,
}

/// The open key store. Cheap to clone; all clones share one state.
///
/// Lookups of keys are synchronous and touch memory only. `Debug` shows the folder and nothing else.
#[derive(Clone)]
pub struct KeyStore {
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    root: RootKey,
    file: Mutex<PersonKeyFile>,
    keys: RwLock<LoadedKeys>,
}

/// All person keys, unwrapped. `None` stands for a damaged row.
pub(crate) type LoadedKeys = HashMap<Uuid, Option<Arc<SecretKey>>>;

impl KeyStore {
    /// Creates the folder (mode 0700), an empty database of person keys and, last, the root key (mode 0400).
    ///
    /// The root key is the commit point: a creation that was cut short is simply repeated.
    /// Fails with `AlreadyExists` where a root key is present.
    pub async fn create(folder: &Path) -> Result<Self, KeyStoreError> {
        root::create_folder(folder)?;
        if root::exists(folder) {
            return Err(KeyStoreError::AlreadyExists {
                folder: folder.to_owned(),
            });
        }
        let root = RootKey::generate()?;
        PersonKeyFile::create(folder, &root).await?;
        root::write(folder, &root)?;
        Self::open(folder).await
    }

    /// Opens an existing store and unwraps all person keys into memory.
    ///
    /// Refuses modes looser than 0400 for the root key, 0600 for the person keys and 0700 for the folder.
    pub async fn open(folder: &Path) -> Result<Self, KeyStoreError> {
        root::check_folder(folder)?;
        let root = root::read(folder)?;
        let mut file = PersonKeyFile::open(folder, &root).await?;
        let keys = file.load(&root, &LoadedKeys::new()).await?;
        Ok(Self {
            shared: Arc::new(Shared {
                folder: folder.to_owned(),
                root,
                file: Mutex::new(file),
                keys: RwLock::new(keys),
            }),
        })
    }

    /// What a starting server calls: opens the store, or creates it where the data are new and no keys exist.
    ///
    /// With data and without keys it refuses with one line and touches nothing.
    pub async fn open_or_create_for_new_data(folder: &Path, data: DataState) -> Result<Self, KeyStoreError> {
        match (root::exists(folder), data) {
            (true, _) => Self::open(folder).await,
            (false, DataState::New) => Self::create(folder).await,
            (false, DataState::Existing) => Err(KeyStoreError::MissingForExistingData {
                folder: folder.to_owned(),
            }),
        }
    }

    /// A public hash of the root key. The main database stores it at creation; see [`Self::confirm_belongs_to_data`].
    pub fn root_fingerprint(&self) -> RootFingerprint {
        self.shared.root.fingerprint()
    }

    /// Refuses a key store whose root is not the one the main database was created with.
    pub fn confirm_belongs_to_data(&self, stored: &str) -> Result<(), KeyStoreError> {
        if self.root_fingerprint().as_str() == stored {
            Ok(())
        } else {
            Err(KeyStoreError::OtherRoot {
                folder: self.shared.folder.clone(),
            })
        }
    }

    /// Derives the key of one purpose (HKDF-SHA-256). Keys of different purposes tell nothing of each other.
    pub fn purpose_key(&self, purpose: Purpose) -> PurposeKey {
        self.shared.root.derive(purpose)
    }

    /// Makes keys for new persons, durable on return. Call it **before** the transaction that first seals under them.
    ///
    /// Persons that have a key keep it, so a repeated call is harmless.
    pub async fn create_person_keys(&self, persons: &[Uuid], created_at: Instant) -> Result<(), KeyStoreError> {
        let mut file = self.shared.file.lock().await;
        self.refresh_locked(&mut file).await?;
        let missing = self.without_key(persons);
        if missing.is_empty() {
            return Ok(());
        }
        let made = file.insert_new(&self.shared.root, &missing, created_at).await?;
        self.write_keys().extend(made);
        Ok(())
    }

    /// Destroys the keys for good: rows overwritten with zeros, write-ahead log emptied, memory wiped.
    /// Returns how many of the keys existed. Repeatable.
    ///
    /// On `RemnantsMayRemain` the keys no longer open anything, but the log could not be emptied: call again.
    pub async fn destroy_person_keys(&self, persons: &[Uuid]) -> Result<usize, KeyStoreError> {
        let mut file = self.shared.file.lock().await;
        let destroyed = file.delete(persons).await?;
        self.forget(persons);
        file.empty_log().await?;
        Ok(destroyed)
    }

    /// [`Self::destroy_person_keys`] for one person.
    pub async fn destroy_person_key(&self, person: Uuid) -> Result<usize, KeyStoreError> {
        self.destroy_person_keys(&[person]).await
    }

    /// Destroys keys made for transactions that never committed: those of no known person, made before `created_before`
    /// (keep it well before any transaction still running). Returns how many.
    ///
    /// An empty list of known persons is taken for a list that failed to load: nothing is destroyed.
    pub async fn sweep_orphans(&self, known: &HashSet<Uuid>, created_before: Instant) -> Result<usize, KeyStoreError> {
        if known.is_empty() {
            return Ok(0);
        }
        let old = self.shared.file.lock().await.ids_created_before(created_before).await?;
        let orphans: Vec<Uuid> = old.into_iter().filter(|id| !known.contains(id)).collect();
        if orphans.is_empty() {
            Ok(0)
        } else {
            self.destroy_person_keys(&orphans).await
        }
    }

    /// Takes over what other processes did to the keys since the last look: one pragma where nothing changed.
    /// Where several processes serve one region, call it once a request, so that a destruction bites at once.
    pub async fn refresh_if_changed(&self) -> Result<Refreshed, KeyStoreError> {
        let mut file = self.shared.file.lock().await;
        self.refresh_locked(&mut file).await
    }

    /// Looks into the file only when one of the persons has no key in memory.
    pub async fn refresh_on_miss(&self, persons: &[Uuid]) -> Result<(), KeyStoreError> {
        if !self.without_key(persons).is_empty() {
            self.refresh_if_changed().await?;
        }
        Ok(())
    }

    /// Whether a readable key of this person is in memory.
    pub fn has_person_key(&self, person: Uuid) -> bool {
        matches!(self.person_key(person), PersonKeyState::Present(_))
    }

    /// Number of persons with a key, damaged ones included.
    pub fn person_key_count(&self) -> usize {
        self.read_keys().len()
    }

    /// Persons whose key row was altered: for `verify`.
    pub fn damaged_person_keys(&self) -> Vec<Uuid> {
        let mut damaged: Vec<Uuid> = self
            .read_keys()
            .iter()
            .filter(|(_, key)| key.is_none())
            .map(|(id, _)| *id)
            .collect();
        damaged.sort_unstable();
        damaged
    }

    pub(crate) fn person_key(&self, person: Uuid) -> PersonKeyState {
        match self.read_keys().get(&person) {
            Some(Some(key)) => PersonKeyState::Present(Arc::clone(key)),
            Some(None) => PersonKeyState::Damaged,
            None => PersonKeyState::Absent,
        }
    }

    async fn refresh_locked(&self, file: &mut PersonKeyFile) -> Result<Refreshed, KeyStoreError> {
        if !file.changed_elsewhere().await? {
            return Ok(Refreshed::Unchanged);
        }
        let before = self.read_keys().clone();
        let now = file.load(&self.shared.root, &before).await?;
        let refreshed = Refreshed::Reloaded {
            added: now.keys().filter(|id| !before.contains_key(id)).count(),
            removed: before.keys().filter(|id| !now.contains_key(id)).count(),
        };
        *self.write_keys() = now;
        Ok(refreshed)
    }

    fn without_key(&self, persons: &[Uuid]) -> Vec<Uuid> {
        let keys = self.read_keys();
        let mut seen = HashSet::new();
        persons
            .iter()
            .filter(|id| !keys.contains_key(id) && seen.insert(**id))
            .copied()
            .collect()
    }

    fn forget(&self, persons: &[Uuid]) {
        let mut keys = self.write_keys();
        for person in persons {
            keys.remove(person);
        }
    }

    // A panic while the lock is held cannot leave the map half written, so a poisoned lock is used as it is.
    fn read_keys(&self) -> RwLockReadGuard<'_, LoadedKeys> {
        self.shared.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_keys(&self) -> RwLockWriteGuard<'_, LoadedKeys> {
        self.shared.keys.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for KeyStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("KeyStore")
            .field("folder", &self.shared.folder)
            .finish_non_exhaustive()
    }
}
