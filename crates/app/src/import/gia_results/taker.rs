//! Who takes what the rows of a file write, while the file is read.

use uuid::Uuid;

use super::super::plan::{EditionContent, NewEdition};
use super::standing::Content;
use crate::error::AppError;

/// Takes what rows write, in the file's order.
pub(in super::super) trait Taker {
    /// Is anything to be made for it?
    const TAKES: bool;

    /// A checked work's first value.
    fn first_value(&mut self, sitting: Uuid, content: &Content<'_>) -> Result<(), AppError>;

    /// Any other edition.
    fn edition(&mut self, edition: &NewEdition, content: &EditionContent) -> Result<(), AppError>;
}

/// Where a file is compared only.
pub(super) struct NothingIsWritten;

impl Taker for NothingIsWritten {
    const TAKES: bool = false;

    fn first_value(&mut self, _: Uuid, _: &Content<'_>) -> Result<(), AppError> {
        Ok(())
    }

    fn edition(&mut self, _: &NewEdition, _: &EditionContent) -> Result<(), AppError> {
        Ok(())
    }
}
