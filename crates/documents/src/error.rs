//! What can go wrong while a document is made. Texts are for the person who asked for the document; they name places, never values, because
//! the values are personal data.

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The font built into the program cannot be read: the program itself is damaged.
    #[error("Встроенный шрифт «{face}» не читается: {reason}. Установите программу заново.")]
    Font { face: &'static str, reason: String },

    /// Several files could not be put into one archive.
    #[error("Архив не собирается: {0}. Скачайте файлы по одному.")]
    Archive(String),

    /// The text of a code does not fit into a Data Matrix symbol.
    #[error("Код «{label}» не помещается в символ Data Matrix: сократите номер документа.")]
    CodeTooLong { label: String },

    /// One row is higher than a whole sheet. `row` counts from 1.
    #[error(
        "Строка {row} выше целого листа: в ней слишком длинный текст. Сократите текст или выгрузите таблицу в .xlsx."
    )]
    RowHigherThanSheet { row: usize },

    /// A row of a table has another number of cells than the table has columns. `row` counts from 1.
    #[error("В строке {row} ячеек {cells}, а столбцов в таблице {columns}. Сообщите об ошибке в поддержку.")]
    RowShape { row: usize, cells: usize, columns: usize },

    /// A table wider than the sheet even at the smallest allowed column widths.
    #[error(
        "В таблице {columns} столбцов: они не помещаются на лист A4. Уберите часть столбцов или выгрузите таблицу в .xlsx."
    )]
    TooManyColumns { columns: usize },

    /// A character that Windows-1251 cannot hold. `row` counts from 1; 0 is the header.
    #[error(
        "Строка {row}, столбец «{column}»: знака «{character}» нет в кодировке Windows-1251. Выгрузите файл в UTF-8 или .xlsx."
    )]
    NotInWindows1251 {
        row: usize,
        column: String,
        character: char,
    },

    /// A date that no calendar has.
    #[error("Даты {year:04}-{month:02}-{day:02} нет в календаре. Сообщите об ошибке в поддержку.")]
    NoSuchDate { year: u16, month: u8, day: u8 },

    /// The spreadsheet cannot hold the table: too many rows or a text over 32 767 characters.
    #[error("Таблица не помещается в файл .xlsx: {reason}. Сузьте выборку или выгрузите в .csv.")]
    Spreadsheet { reason: String },
}
