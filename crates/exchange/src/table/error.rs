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
    #[error("Это не таблица: похоже на {what}. Нужна таблица .xlsx, .xls, .ods, .csv или .dbf")]
    NotATable { what: &'static str },
    #[error("Файл под паролем. Снимите пароль, сохраните его как «Книга Excel (.xlsx)» и загрузите снова")]
    Encrypted,
    #[error("Это файл Excel старше 1997 года. Откройте его и сохраните как «Книга Excel (.xlsx)»")]
    AncientExcel,
    #[error("Это {what}, а нужна таблица. Сохраните файл как «Книга Excel (.xlsx)»")]
    OtherPackage { what: &'static str },
    #[error(
        "Файл таблицы повреждён или обрезан: его содержимое не читается. Откройте его в Excel или LibreOffice, сохраните заново и загрузите снова"
    )]
    DamagedWorkbook,
    #[error("Файл после распаковки больше {}\u{a0}МБ. Удалите лишние листы и рисунки или разделите таблицу на части", limit >> 20)]
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
    #[error("Файл .dbf повреждён: его заголовок не сходится с содержимым. Выгрузите файл заново и загрузите целиком")]
    DamagedDbf,
    #[error("Файл .dbf такого вида не читается. Сохраните его как dBASE\u{a0}IV или как «Книга Excel (.xlsx)»")]
    OtherDbf,
    #[error(
        "В заголовке файла .dbf указано записей: {}, а в файле их {}. Выгрузите файл заново и загрузите целиком",
        grouped(*declared),
        grouped(*found)
    )]
    DbfCount { declared: u64, found: u64 },
    #[error(
        "В файле .dbf не сказано, в какой он кодировке. Укажите в профиле обмена DOS (866) или Windows-1251 и загрузите файл снова"
    )]
    CodePageUnknown,
    #[error(
        "Файл .dbf читается в кодировке {stated}, но русский текст выходит только в {likely}. Укажите в профиле обмена {likely} и загрузите файл снова"
    )]
    WrongCodePage { stated: &'static str, likely: &'static str },
    #[error("Файл не удалось прочитать до конца. Загрузите его ещё раз")]
    Unreadable,
    #[error("Под заголовками нет ни одной строки с данными. Проверьте, что выбран нужный файл и лист")]
    NoRows,
}

const fn to_kib(bytes: usize) -> u64 {
    (bytes as u64).div_ceil(1024)
}
