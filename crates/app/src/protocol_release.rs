//! What the approval of a protocol sets going: its results are released, statements and ledgers are formed, the look-up's
//! projection is written (mordovia-187:7, 8.2; kuzbass-gia9:info 5; B3, C1).

use domain::exam::{ReleaseRule, release_rule};
use regulations::Instant;
use storage::Tx;
use storage::results::{self, EditionInContextRow};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::Exam;
use crate::release::Release;

impl App {
    /// Releases exactly the approved editions by a protocol, whatever else waits: they supersede the released ones they
    /// replace; statements and ledgers are formed; the exam is published anew. Returns how many statements.
    ///
    /// Runs inside the approving transaction, after the protocol's own row says that it is approved and when. The caller
    /// reconciles the obligations of the exam afterwards and writes the event.
    ///
    /// Errors: [`AppError::NotNow`] for an exam that no protocol releases; [`AppError::Changed`] when one of the editions waits no more: nothing of it stands then.
    pub async fn release_protocol(
        &self,
        tx: &mut Tx,
        exam: &Exam,
        protocol: Uuid,
        number: &str,
        approved: &[EditionInContextRow],
        now: Instant,
    ) -> Result<usize, AppError> {
        if release_rule(exam.kind) != ReleaseRule::Approval {
            return Err(AppError::NotNow(
                "результаты этого экзамена выпускает не протокол ГЭК, а окончание обработки".to_owned(),
            ));
        }
        let editions: Vec<Uuid> = approved.iter().map(|row| row.edition_id).collect();
        let released = results::release_editions(tx, exam.id, protocol, &editions, now.as_micros()).await?;
        if usize::try_from(released).ok() != Some(approved.len()) {
            return Err(AppError::Changed(
                "один из утверждаемых результатов уже не ждёт утверждения: посмотрите протокол ещё раз".to_owned(),
            ));
        }
        let release = Release::Protocol { id: protocol, number };
        let formed = self.form_statements(tx, exam, &release, approved, now).await?;
        self.publish_exam(tx, exam, now).await?;
        Ok(formed)
    }
}
