//! What an approved protocol sets in motion, in the transaction of the approval (mordovia-187:8.2; kuzbass-gia9:info 5).

use domain::exam::{ReleaseRule, release_rule};
use regulations::Instant;
use storage::Tx;
use storage::results::{self, EditionInContextRow};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::Exam;

impl App {
    /// Releases what the protocol approves: received → approved → released, earlier released editions superseded. Returns
    /// how many statements were formed.
    ///
    /// Errors: [`AppError::NotNow`] for an exam that no protocol releases; [`AppError::Changed`] when the editions released
    /// are not those approved.
    pub(crate) async fn release_protocol(
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
                "результаты этого экзамена протокол не выпускает".to_owned(),
            ));
        }
        let released = results::release_approved(tx, protocol, now.as_micros()).await?;
        if usize::try_from(released).ok() != Some(approved.len()) {
            return Err(AppError::Changed(format!(
                "состав протокола №\u{a0}{number} изменился, ничего не записано: обновите страницу"
            )));
        }
        Ok(0)
    }
}
