//! The duty to open approved results on the site (mordovia-187:8.3): what has happened to an exam as its subject.

use regulations::{EventCode, ExamKind, Instant};
use storage::{Tx, lookup};

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::Exam;

impl App {
    /// Approval opens the duty, the recorded decision discharges it. Empty of the essay: no clause sets it a term.
    pub(crate) async fn lookup_happenings(
        &self,
        tx: &mut Tx,
        exam: &Exam,
    ) -> Result<Vec<(EventCode, Option<Instant>)>, AppError> {
        match exam.kind {
            ExamKind::Essay => return Ok(Vec::new()),
            ExamKind::Gia11 | ExamKind::Gia9 => {}
        }
        let approvals = lookup::approvals_of_exam(tx, exam.id).await?;
        let openings = lookup::openings(tx).await?;
        let opened = openings.iter().find(|row| row.exam_id == exam.id);
        Ok(vec![
            (
                EventCode::ResultsApproved,
                approvals.first().map(|row| Instant::from_micros(row.approved_at)),
            ),
            (
                EventCode::ResultsPublished,
                opened.map(|row| Instant::from_micros(row.opened_at)),
            ),
        ])
    }
}
