//! The exams there are, for choices on pages. That an exam was held is no secret.

use storage::boxed;

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::Exam;

impl App {
    /// Every exam, newest first.
    pub async fn exams(&self) -> Result<Vec<Exam>, AppError> {
        self.store
            .read(&(), |tx, ()| {
                boxed(async move {
                    let mut exams = storage::exams::all(tx)
                        .await?
                        .iter()
                        .map(Exam::from_row)
                        .collect::<Result<Vec<_>, _>>()?;
                    exams.sort_by_key(|exam| std::cmp::Reverse(exam.date));
                    Ok(exams)
                })
            })
            .await
    }
}
