//! Why the key store does not open or do what was asked, each in one line for the person who runs the server.

use std::path::PathBuf;

use super::cipher::CipherError;

#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    #[error("Папка ключей {}: ключ root.key уже есть. Новый не создаётся поверх него", folder.display())]
    AlreadyExists { folder: PathBuf },
    #[error(
        "Данные уже есть, а ключа root.key в папке {} нет. Верните папку ключей из её резервной копии или укажите верную: новые ключи к этим данным не подойдут",
        folder.display()
    )]
    MissingForExistingData { folder: PathBuf },
    #[error("Нет файла или папки {}. Верните папку ключей из её резервной копии или укажите верную", path.display())]
    Missing { path: PathBuf },
    #[error(
        "Слишком широкие права на {}: {found:04o}, допустимо не шире {widest:04o}. Закройте доступ: chmod {widest:o} и повторите",
        path.display()
    )]
    LooseMode { path: PathBuf, found: u32, widest: u32 },
    #[error("Файл {} не похож на ключ этой программы. Верните его из резервной копии папки ключей", path.display())]
    UnreadableRoot { path: PathBuf },
    #[error(
        "Ключ root.key в папке {} — не от этих данных. Укажите папку ключей, с которой данные были созданы",
        folder.display()
    )]
    OtherRoot { folder: PathBuf },
    #[error(
        "В папке {} есть ключи людей, но нет ключа root.key. Верните его из резервной копии папки ключей",
        folder.display()
    )]
    PersonKeysWithoutRoot { folder: PathBuf },
    #[error("Ключи уничтожены, но журнал базы ключей занят другим процессом и не очищен. Повторите уничтожение")]
    RemnantsMayRemain,
    #[error("Операционная система не дала случайных чисел. Перезапустите сервер")]
    NoRandomness,
    #[error("Не удалось прочитать или записать {}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("База ключей людей persons.sqlite: {0}")]
    Database(#[from] sqlx::Error),
}

impl From<CipherError> for KeyStoreError {
    /// Only randomness can fail where keys are made; damage on reading is handled row by row.
    fn from(_: CipherError) -> Self {
        Self::NoRandomness
    }
}
