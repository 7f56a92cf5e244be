//! Stored files: received imports, later scans. Each is encrypted in 64 KiB chunks, so that a cut or altered file is
//! noticed; its name on disk is its id and tells nothing.
//!
//! A file is written whole and made durable **before** the row that names it; what no row names is swept.

mod envelope;
mod incoming;
mod stored;

use std::collections::HashSet;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::ids::FileId;
use regulations::Instant;
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use uuid::Uuid;

use crate::keys::{PurposeKey, random_bytes};
pub use incoming::IncomingFile;
use incoming::Writing;
pub use stored::StoredContent;

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;
/// Where files stand until they are whole.
const INCOMING: &str = "incoming";

/// What the caller records in the row that names the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredFile {
    pub id: FileId,
    /// Length of the content in bytes, before encryption.
    pub size: u64,
    /// SHA-256 of the content, before encryption.
    pub sha256: [u8; 32],
}

#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("Файла {0} нет в хранилище. Запустите проверку: vedomost verify")]
    Missing(FileId),
    #[error("Файл {0} повреждён: содержание не совпадает с записанным. Запустите проверку: vedomost verify")]
    Damaged(FileId),
    #[error("На диске нет места для файла. Освободите место и повторите")]
    DiskFull,
    /// What is on the disk is unknown after this and asking again proves nothing: **the process must stop**.
    #[error(
        "Диск не подтвердил запись: {0}. Сервер остановлен, чтобы не потерять данные; проверьте диск и запустите снова"
    )]
    NotDurable(std::io::Error),
    #[error("Хранилище файлов: {0}")]
    Io(std::io::Error),
    #[error("Операционная система не дала случайных чисел. Повторите")]
    NoRandomness,
}

/// The folder of stored files. Cheap to clone.
///
/// Each call works on a thread for blocking work; a call whose future is dropped still runs to its end.
#[derive(Clone)]
pub struct FileStore {
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    key: PurposeKey,
    /// fsync; replaced in tests to make it fail.
    sync: fn(&File) -> std::io::Result<()>,
    /// Turns true, for good, when the disk did not confirm a write.
    unconfirmed: watch::Sender<bool>,
}

impl FileStore {
    /// Opens the folder, creating it (mode 0700) where it is missing. The key is that of `Purpose::FileContent`.
    pub fn open(folder: &Path, key: PurposeKey) -> Result<Self, FileError> {
        let shared = Shared {
            folder: folder.to_owned(),
            key,
            sync: File::sync_all,
            unconfirmed: watch::Sender::new(false),
        };
        shared.create_folder(folder)?;
        shared.create_folder(&folder.join(INCOMING))?;
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Returns when the disk did not confirm a write: nobody knows what is on it then, so the process must stop.
    pub async fn unconfirmed(&self) {
        let mut watched = self.shared.unconfirmed.subscribe();
        // The sender lives as long as this store does.
        let _ = watched.wait_for(|unconfirmed| *unconfirmed).await;
    }

    /// Stores the content under a fresh id; durable on return. `at` is kept in the id and serves the sweeper.
    pub async fn write(&self, content: Vec<u8>, at: Instant) -> Result<StoredFile, FileError> {
        self.blocking(move |shared| shared.write(&content, at)).await
    }

    /// Begins a file whose content comes in pieces. `at` as for [`FileStore::write`].
    pub async fn receive(&self, at: Instant) -> Result<IncomingFile, FileError> {
        IncomingFile::begin(&self.shared, at).await
    }

    /// The content to be read from any place, on a thread for blocking work.
    pub async fn open_content(&self, id: FileId) -> Result<StoredContent, FileError> {
        self.blocking(move |shared| StoredContent::open(shared, id)).await
    }

    /// The whole content. `Damaged` where anything in it, its end included, is not what was written.
    pub async fn read(&self, id: FileId) -> Result<Vec<u8>, FileError> {
        self.blocking(move |shared| shared.read(id)).await
    }

    /// Reads the file and compares it with what its row says.
    pub async fn check(&self, recorded: StoredFile) -> Result<(), FileError> {
        let content = self.read(recorded.id).await?;
        if described(recorded.id, &content) == recorded {
            Ok(())
        } else {
            Err(FileError::Damaged(recorded.id))
        }
    }

    /// Removes a file; one that is not there is no error.
    pub async fn remove(&self, id: FileId) -> Result<(), FileError> {
        self.blocking(move |shared| shared.remove(id)).await
    }

    /// Ids of all whole files, in no order.
    pub async fn list(&self) -> Result<Vec<FileId>, FileError> {
        self.blocking(|shared| shared.list()).await
    }

    /// Removes files that no row names and remains of writes cut short, if they were begun before `begun_before` (keep it
    /// well before any write still running). Returns how many.
    pub async fn sweep_unreferenced(
        &self,
        referenced: HashSet<FileId>,
        begun_before: Instant,
    ) -> Result<usize, FileError> {
        self.blocking(move |shared| shared.sweep(&referenced, begun_before))
            .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Shared) -> Result<T, FileError> + Send + 'static,
    ) -> Result<T, FileError> {
        let shared = Arc::clone(&self.shared);
        on_a_thread(move || act(&shared)).await
    }
}

/// Runs on a thread for blocking work.
async fn on_a_thread<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, FileError> + Send + 'static,
) -> Result<T, FileError> {
    let task = tokio::task::spawn_blocking(act);
    task.await
        .map_err(|error| FileError::Io(std::io::Error::other(error)))?
}

impl std::fmt::Debug for FileStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("FileStore")
            .field("folder", &self.shared.folder)
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn write(&self, content: &[u8], at: Instant) -> Result<StoredFile, FileError> {
        let mut writing = Writing::begin(self, at)?;
        writing.append(content)?;
        writing.finish(self)
    }

    /// An empty file under the temporary name of an id.
    fn create_incoming(&self, id: FileId) -> Result<(File, PathBuf), FileError> {
        let path = self.folder.join(INCOMING).join(file_name(id));
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(FILE_MODE)
            .open(&path)
            .map_err(io_error)?;
        Ok((file, path))
    }

    /// Gives a whole and durable file its own name.
    fn keep(&self, incoming: &Path, id: FileId) -> Result<(), FileError> {
        let folder = self.folder_of(id);
        self.create_folder(&folder)?;
        std::fs::rename(incoming, self.path_of(id)).map_err(io_error)?;
        self.sync_folder(&folder)
    }

    fn read(&self, id: FileId) -> Result<Vec<u8>, FileError> {
        let mut content = Vec::new();
        let mut stored = StoredContent::open(self, id)?;
        stored.read_to_end(&mut content).map_err(|error| match error.kind() {
            ErrorKind::InvalidData => FileError::Damaged(id),
            _ => io_error(error),
        })?;
        Ok(content)
    }

    fn remove(&self, id: FileId) -> Result<(), FileError> {
        match std::fs::remove_file(self.path_of(id)) {
            Ok(()) => self.sync_folder(&self.folder_of(id)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(io_error(error)),
        }
    }

    fn list(&self) -> Result<Vec<FileId>, FileError> {
        let mut ids = Vec::new();
        for folder in names_in(&self.folder)? {
            if folder != INCOMING {
                ids.extend(ids_in(&self.folder.join(folder))?);
            }
        }
        Ok(ids)
    }

    fn sweep(&self, referenced: &HashSet<FileId>, begun_before: Instant) -> Result<usize, FileError> {
        let old = |id: &FileId| begun_millis(*id) < begun_before.as_micros() / 1000;
        let incoming = self.folder.join(INCOMING);
        let mut removed = 0;
        for id in ids_in(&incoming)?.into_iter().filter(old) {
            std::fs::remove_file(incoming.join(file_name(id))).map_err(io_error)?;
            removed += 1;
        }
        for id in self
            .list()?
            .into_iter()
            .filter(old)
            .filter(|id| !referenced.contains(id))
        {
            self.remove(id)?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Creates one folder and makes its entry in the parent durable. An existing one stays as it is.
    fn create_folder(&self, folder: &Path) -> Result<(), FileError> {
        if folder.is_dir() {
            return Ok(());
        }
        DirBuilder::new()
            .recursive(true)
            .mode(FOLDER_MODE)
            .create(folder)
            .map_err(io_error)?;
        match folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => self.sync_folder(parent),
            None => Ok(()),
        }
    }

    fn sync_folder(&self, folder: &Path) -> Result<(), FileError> {
        let handle = File::open(folder).map_err(io_error)?;
        self.confirm(&handle)
    }

    /// The disk's word that what was written is there.
    fn confirm(&self, file: &File) -> Result<(), FileError> {
        (self.sync)(file).map_err(|error| {
            self.unconfirmed.send_replace(true);
            FileError::NotDurable(error)
        })
    }

    fn path_of(&self, id: FileId) -> PathBuf {
        self.folder_of(id).join(file_name(id))
    }

    /// 256 folders by the last byte, which is random (the first bytes are the moment).
    fn folder_of(&self, id: FileId) -> PathBuf {
        let [.., last] = id.0.into_bytes();
        self.folder.join(format!("{last:02x}"))
    }
}

fn described(id: FileId, content: &[u8]) -> StoredFile {
    StoredFile {
        id,
        size: content.len() as u64,
        sha256: Sha256::digest(content).into(),
    }
}

fn fresh_id(at: Instant) -> Result<FileId, FileError> {
    let mut random = [0; 10];
    random_bytes(&mut random).map_err(|_| FileError::NoRandomness)?;
    Ok(FileId(domain::ids::uuid_v7(at, random)))
}

/// The moment in an id: the first 48 bits of a UUIDv7, milliseconds UTC.
fn begun_millis(id: FileId) -> i64 {
    i64::try_from(id.0.as_u128() >> 80).unwrap_or(i64::MAX)
}

fn file_name(id: FileId) -> String {
    id.0.simple().to_string()
}

/// Ids of the files in a folder; files of any other name are not ours and are left alone.
fn ids_in(folder: &Path) -> Result<Vec<FileId>, FileError> {
    let names = names_in(folder)?;
    Ok(names
        .iter()
        .filter_map(|name| Uuid::try_parse(name).ok())
        .map(FileId)
        .collect())
}

fn names_in(folder: &Path) -> Result<Vec<String>, FileError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotADirectory => return Ok(Vec::new()),
        Err(error) => return Err(io_error(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(io_error)?.file_name().into_string());
    }
    Ok(names)
}

fn missing_or(id: FileId, error: std::io::Error) -> FileError {
    if error.kind() == ErrorKind::NotFound {
        FileError::Missing(id)
    } else {
        io_error(error)
    }
}

fn io_error(error: std::io::Error) -> FileError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FileError::DiskFull,
        _ => FileError::Io(error),
    }
}

#[cfg(test)]
mod tests;
