//! The duty to open approved results on the site (mordovia-187:8.3): approval opens it, the recorded decision discharges it.

use regulations::{EventCode, ExamKind, Instant, Party, SubjectKind};
use storage::{Tx, lookup, protocols};
use uuid::Uuid;

use super::Subject;
use crate::context::App;
use crate::error::AppError;
use crate::exam_view::Exam;

impl App {
    /// The exam as a subject of the look-up; none of the essay, which no clause sets a term for.
    pub(super) async fn lookup_subject(
        &self,
        tx: &mut Tx,
        exam: &Exam,
        centre: Uuid,
    ) -> Result<Option<Subject>, AppError> {
        match exam.kind {
            ExamKind::Essay => return Ok(None),
            ExamKind::Gia11 | ExamKind::Gia9 => {}
        }
        let approvals = protocols::approved(tx, Some(exam.id)).await?;
        let openings = lookup::openings(tx).await?;
        let opened = openings.iter().find(|row| row.exam_id == exam.id);
        Ok(Some(Subject {
            kind: SubjectKind::Exam,
            id: exam.id,
            debtors: vec![(Party::ProcessingCentre, centre)],
            happenings: vec![
                (
                    EventCode::ResultsApproved,
                    approvals.first().map(|row| Instant::from_micros(row.approved_at)),
                ),
                (
                    EventCode::ResultsPublished,
                    opened.map(|row| Instant::from_micros(row.opened_at)),
                ),
            ],
        }))
    }
}
