//! What a use case may answer instead of its result. The web turns each kind into a page, the API into a problem.

use domain::access::Refusal;
use storage::ConflictAware;
use storage::StorageError;
use storage::files::FileError;
use storage::keys::KeyStoreError;
use storage::sealed::SealedError;

/// A form field and what is wrong with it, in words for the person who filled it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name of the form's field; a row's field is `name-17`.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl FieldProblem {
    /// A problem of `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// Why a use case did not happen. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The object does not exist, or the actor may not know of it: the same answer (promise 21).
    #[error("такой страницы нет")]
    NotFound,
    /// The actor's role or order does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The input is wrong: every problem at once.
    #[error("проверьте введённое")]
    Invalid(Vec<FieldProblem>),
    /// The rules of the chain or the state of the object do not allow it now.
    #[error("{0}")]
    NotNow(String),
    /// What the person looked at has changed meanwhile.
    #[error("{0}")]
    Changed(String),
    /// The same key came with another request.
    #[error("этот ключ повтора уже использован для другого действия: обновите страницу и повторите")]
    KeyReused,
    /// Too many tries; seconds to wait.
    #[error("слишком много попыток: подождите {0} с")]
    TooMany(i64),
    /// The law has no answer (an unpublished year, for example).
    #[error("{0}")]
    Law(String),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A sealed field could not be read or written.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// The key store failed.
    #[error(transparent)]
    Keys(#[from] KeyStoreError),
    /// The file store failed.
    #[error(transparent)]
    Files(#[from] FileError),
    /// A document could not be made.
    #[error(transparent)]
    Document(#[from] documents::DocumentError),
}

impl AppError {
    /// One wrong field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, message)])
    }
}

impl ConflictAware for AppError {
    fn is_conflict(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_conflict())
    }
}

impl From<domain::UnknownCode> for AppError {
    fn from(error: domain::UnknownCode) -> Self {
        Self::Storage(error.into())
    }
}
