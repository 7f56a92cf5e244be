//! Why a file is not served.

/// Nothing of a refused file is shown to anybody; what was served before goes on being served.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("файл публикации не читается: {0}")]
    Io(#[from] std::io::Error),
    #[error("это не файл публикации")]
    NotASnapshot,
    #[error("файл публикации другого устройства ({found}, нужен {expected}): обновите программу просмотра")]
    OtherFormat { found: u32, expected: u32 },
    #[error("файл публикации подписан другим ключом или изменён")]
    WrongSignature,
    #[error("файл публикации другого региона: {found}, а ключ — региона {expected}")]
    OtherRegion { found: String, expected: String },
    #[error("файл публикации обрезан или дописан: {found} байт вместо {expected}")]
    WrongLength { found: u64, expected: u64 },
    #[error("файл публикации повреждён ({0})")]
    Damaged(&'static str),
    #[error("публикация № {found} старше той, что показывается (№ {served})")]
    Older { found: i64, served: i64 },
    #[error("другая публикация под тем же № {0}")]
    SameNumber(i64),
}
