//! Files that came to nothing: an upload cut off before its import was noted, by a lost line or a killed process.

use std::collections::HashSet;

use domain::ids::FileId;
use storage::{boxed, imports};

use crate::context::App;
use crate::error::AppError;

/// An upload and the reading of it take minutes.
const HOURS_TO_BE_NOTED: i64 = 24;

impl App {
    /// Removes files that no row names and that were begun a day ago or earlier. Returns how many.
    pub async fn sweep_files(&self) -> Result<usize, AppError> {
        // Begun before the rows are read: a file noted meanwhile is younger than that.
        let begun_before = self.clock.now().plus_hours(-HOURS_TO_BE_NOTED);
        let noted = self
            .store
            .read(&(), |tx, ()| {
                boxed(async move { Ok::<_, AppError>(imports::files(tx).await?) })
            })
            .await?;
        let referenced: HashSet<FileId> = noted.into_iter().map(|(id, ..)| FileId(id)).collect();
        Ok(self.files.sweep_unreferenced(referenced, begun_before).await?)
    }
}
