//! Why a file as a whole is refused.

use crate::address::grouped;

/// What is wrong with the file, where, and what to do. The texts are shown as they are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("Файл пуст. Проверьте, что выбран нужный файл, и загрузите его снова")]
    Empty,
    #[error("Файл больше допустимого: {}\u{a0}КБ, а можно до {}\u{a0}КБ. Разделите его на части", grouped(to_kib(*bytes)), grouped(to_kib(*limit)))]
    TooBig { bytes: usize, limit: usize },
    /// `what` names what the bytes look like.
    #[error("Это не таблица: похоже на {what}. Нужен файл Excel (.xlsx) или текст с разделителями (.csv)")]
    NotATable { what: &'static str },
    #[error(
        "Это файл старого Excel (.xls) или файл под паролем. Снимите пароль и сохраните его как «Книга Excel (.xlsx)»"
    )]
    OldOrEncryptedExcel,
    #[error("Это {what}, а нужна книга Excel. Сохраните файл как «Книга Excel (.xlsx)»")]
    OtherPackage { what: &'static str },
    #[error(
        "Файл Excel повреждён или обрезан: его содержимое не читается. Откройте его в Excel, сохраните заново и загрузите снова"
    )]
    DamagedWorkbook,
    #[error("Файл Excel после распаковки больше {}\u{a0}МБ. Удалите лишние листы и рисунки или разделите таблицу на части", limit >> 20)]
    UnpacksTooBig { limit: usize },
    #[error("В таблице больше {} строк. Разделите её на части", grouped(*limit as u64))]
    TooManyRows { limit: usize },
    #[error("В строке {} больше {limit} столбцов. Удалите лишние столбцы справа", grouped(u64::from(*line)))]
    TooManyColumns { line: u32, limit: usize },
    #[error("В ячейке {cell} больше {} знаков. Сократите текст или проверьте, нет ли выше незакрытой кавычки", grouped(*limit as u64))]
    CellTooLong { cell: String, limit: usize },
    #[error("Файл в кодировке {name}. Сохраните его как «CSV UTF-8» или в кодировке Windows-1251")]
    ForeignEncoding { name: &'static str },
    #[error("Файл обрывается на строке {}: запись не закончена. Выгрузите файл заново и загрузите целиком", grouped(u64::from(*line)))]
    CutOff { line: u32 },
    #[error(
        "В первых десяти строках нет заголовков таблицы. Ожидаются, например: {expected}. Проверьте, что выбран файл нужного вида"
    )]
    HeaderNotFound { expected: String },
    #[error("Под заголовками нет ни одной строки с данными. Проверьте, что выбран нужный файл и лист")]
    NoRows,
}

const fn to_kib(bytes: usize) -> u64 {
    (bytes as u64).div_ceil(1024)
}
