//! The exams there are, for choices on pages. That an exam was held is no secret.

use regulations::LegalDate;
use storage::{Tx, boxed};

use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::Exam;

impl App {
    /// Every exam, newest first.
    pub async fn exams(&self) -> Result<Vec<Exam>, AppError> {
        self.store.read(&(), |tx, ()| boxed(newest_first(tx))).await
    }

    /// The exam that a page shows when none was asked for: the one released last; before any, the one held last, else the
    /// next one.
    pub async fn exam_in_focus(&self, request: &Request) -> Result<Option<Exam>, AppError> {
        self.store
            .read(&request.today, |tx, today| boxed(exam_in_focus_in(tx, *today)))
            .await
    }
}

/// [`App::exam_in_focus`] within a transaction.
pub(crate) async fn exam_in_focus_in(tx: &mut Tx, today: LegalDate) -> Result<Option<Exam>, AppError> {
    let all = newest_first(tx).await?;
    let released = storage::exams::released_last(tx).await?;
    let focus = all.iter().find(|exam| Some(exam.id) == released);
    let held = || all.iter().find(|exam| exam.date <= today);
    Ok(focus.or_else(held).or(all.last()).cloned())
}

async fn newest_first(tx: &mut Tx) -> Result<Vec<Exam>, AppError> {
    let mut exams = storage::exams::all(tx)
        .await?
        .iter()
        .map(Exam::from_row)
        .collect::<Result<Vec<_>, _>>()?;
    exams.sort_by_key(|exam| std::cmp::Reverse(exam.date));
    Ok(exams)
}
