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

    /// Every exam, newest first, and the one that a page shows when none was asked for: the one released last; before any,
    /// the one held last, else the next one.
    pub async fn exams_and_focus(&self, request: &Request) -> Result<(Vec<Exam>, Option<Exam>), AppError> {
        self.store
            .read(&request.today, |tx, today| {
                boxed(async move {
                    let exams = newest_first(tx).await?;
                    let focus = focus_among(tx, &exams, *today).await?;
                    Ok((exams, focus))
                })
            })
            .await
    }
}

/// The exam in focus ([`App::exams_and_focus`]).
pub(crate) async fn exam_in_focus(tx: &mut Tx, today: LegalDate) -> Result<Option<Exam>, AppError> {
    let exams = newest_first(tx).await?;
    focus_among(tx, &exams, today).await
}

/// The same among exams that were read already, newest first.
pub(crate) async fn focus_among(tx: &mut Tx, exams: &[Exam], today: LegalDate) -> Result<Option<Exam>, AppError> {
    let released = storage::exams::released_last(tx).await?;
    let focus = exams.iter().find(|exam| Some(exam.id) == released);
    let held = || exams.iter().find(|exam| exam.date <= today);
    Ok(focus.or_else(held).or(exams.last()).cloned())
}

/// Every exam, newest first.
pub(crate) async fn newest_first(tx: &mut Tx) -> Result<Vec<Exam>, AppError> {
    let mut exams = storage::exams::all(tx)
        .await?
        .iter()
        .map(Exam::from_row)
        .collect::<Result<Vec<_>, _>>()?;
    exams.sort_by_key(|exam| std::cmp::Reverse(exam.date));
    Ok(exams)
}
