//! From a granted appeal to a new edition: РЦОИ enters the decided points, the scale of the year makes the score, the exam
//! commission approves it as any correction, and the case is carried out (F6; mordovia-187:7, 8.4).

use domain::access::{Action, Role};
use domain::appeal::corrected::{ChangedTask, Correction, changed_tasks};
use domain::appeal::{Act, CaseState, step};
use domain::edition::EditionState;
use domain::exam::AttendanceOutcome;
use domain::gia_score::{GiaScore, PrimaryScore};
use domain::task_points::TaskPoints;
use regulations::Instant;
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::appeals::{self, AppealRow};
use storage::results::{self, EditionRow};
use storage::{StorageError, Tx, boxed};
use uuid::Uuid;

use super::decision::decided_columns;
use super::{Found, Planned, Written, case_of};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::obligations::{DueMoments, Touched};
use crate::results_in_words::StoredValue;
use crate::stored_rows::is_waiting;

/// What a recount would write.
#[derive(Debug, Clone)]
pub struct RecountPreview {
    /// The case.
    pub row: AppealRow,
    /// The exam.
    pub exam: Exam,
    /// «64 балла, первичных 34».
    pub was: String,
    /// «66 баллов, первичных 35».
    pub now: String,
    /// Tasks whose points change.
    pub tasks: Vec<ChangedTask>,
    /// Number of the edition that would be made.
    pub edition_number: i64,
    /// Over the disputed edition and the new value: an act over another hash is refused.
    pub hash: String,
}

/// What follows from a decision, counted inside a transaction.
struct Recounted {
    value: GiaScore,
    preview: RecountPreview,
}

impl App {
    /// What the recount of a granted appeal would write.
    ///
    /// Errors: [`AppError::NotNow`] when the case is not with РЦОИ, or the result changed since the appeal was filed.
    pub async fn recount_preview(&self, request: &Request, appeal: Uuid) -> Result<RecountPreview, AppError> {
        let scope = request.authorise(Action::PrepareAppeals)?;
        self.store
            .read(&(self, scope, appeal), |tx, (app, scope, appeal)| {
                boxed(async move {
                    let row = appeals::find(tx, scope, *appeal).await?.ok_or(AppError::NotFound)?;
                    let exam = find_exam(tx, row.exam_id).await?;
                    Ok(app.recounted(tx, row, exam).await?.preview)
                })
            })
            .await
    }

    async fn recounted(&self, tx: &mut Tx, row: AppealRow, exam: Exam) -> Result<Recounted, AppError> {
        step(&case_of(&row)?, &Act::Recount, Role::ProcessingOperator)
            .map_err(|refused| AppError::NotNow(refused.to_string()))?;
        let columns = decided_columns(&row).ok_or(StorageError::Damaged("appeal.decided_primary"))?;
        let (edition, published) = self.disputed_score(tx, &row).await?;
        if edition.state != EditionState::Released.code() {
            return Err(AppError::NotNow(
                "результат изменился после подачи апелляции: оспоренной редакции больше нет. Верните дело в\u{a0}комиссию".to_owned(),
            ));
        }
        let all = results::editions_of_result(tx, edition.result_id).await?;
        if all.iter().any(is_waiting) {
            return Err(AppError::NotNow(
                "у\u{a0}этого результата уже ждёт утверждения другая редакция: дождитесь решения ГЭК".to_owned(),
            ));
        }
        let primary =
            PrimaryScore::new(columns.primary_score).map_err(|_| StorageError::Damaged("appeal.decided_primary"))?;
        let decided = TaskPoints::from_code(columns.task_points.as_deref().unwrap_or_default())
            .map_err(|_| StorageError::Damaged("appeal.decided_points"))?;
        let correction = match decided.is_empty() {
            true => Correction::Primary(primary),
            false => Correction::Tasks(decided.iter().map(|(task, points)| (*task, points)).collect()),
        };
        let value = self.corrected_score(&exam, &edition, &published, &correction)?;
        let number = all.iter().map(|one| one.number).max().unwrap_or_default() + 1;
        let mut digest = Sha256::new();
        digest.update(b"vedomost/recount/1");
        digest.update(edition.edition_id.as_bytes());
        digest.update(number.to_be_bytes());
        digest.update(value.canonical_bytes());
        let hash: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Recounted {
            preview: RecountPreview {
                was: edition.long_words(),
                now: value.columns().long_words(),
                tasks: changed_tasks(published.points(), value.points()),
                edition_number: number,
                hash,
                row,
                exam,
            },
            value,
        })
    }

    /// Writes the corrected value as a new edition and gives it to the exam commission: there it waits for the protocol that
    /// the secretary proposes and the chair approves.
    ///
    /// Errors: [`AppError::Changed`] when it is not what the preview showed.
    pub async fn recount(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        previewed_hash: &str,
    ) -> Result<(), AppError> {
        let what = (Action::PrepareAppeals, appeal, version);
        let fingerprint = format!("recount {previewed_hash}");
        self.case_act(request, what, &fingerprint, &previewed_hash, |app, tx, request, found, hash| {
            boxed(async move {
                let Found { row, exam } = found;
                let Recounted { value, preview } = app.recounted(tx, row, exam).await?;
                if preview.hash != **hash {
                    return Err(AppError::Changed(
                        "пересчёт уже не\u{a0}тот, что был показан, ничего не\u{a0}записано: посмотрите его ещё раз".to_owned(),
                    ));
                }
                let mut row = preview.row;
                let edition = app.new_edition(request, &row, &value, preview.edition_number)?;
                results::insert_editions(tx, std::slice::from_ref(&edition)).await?;
                row.new_edition_id = Some(edition.id);
                row.recounted_at = Some(request.at());
                // A proposal over the same results no more says what stands; the case itself is written before that.
                app.write_link(tx, &row).await?;
                app.void_changed_proposals(tx, preview.exam.id, request.now).await?;
                row.version += 1;
                Ok(Planned {
                    act: Act::Recount,
                    written: Written {
                        act: "recounted",
                        details: json!({"edition": preview.edition_number, "set": hash}),
                        words: String::new(),
                    },
                    row,
                })
            })
        })
        .await
    }

    /// The proposals of the exam are compared with what waits, and that asks which editions came of appeals.
    async fn write_link(&self, tx: &mut Tx, row: &AppealRow) -> Result<(), AppError> {
        match appeals::update(tx, row).await? {
            true => Ok(()),
            false => Err(AppError::Changed(
                "дело тем временем изменилось: обновите страницу".to_owned(),
            )),
        }
    }

    fn new_edition(
        &self,
        request: &Request,
        row: &AppealRow,
        value: &GiaScore,
        number: i64,
    ) -> Result<EditionRow, AppError> {
        let columns = value.columns();
        let decided = row.decided_at.map(|at| self.day_of(Instant::from_micros(at)));
        let decided = decided.map(regulations::russian::numeric_date).unwrap_or_default();
        Ok(EditionRow {
            id: self.fresh_id(request.now)?,
            result_id: row.result_id.ok_or(StorageError::Damaged("appeal.result_id"))?,
            number,
            state: EditionState::Received.code().to_owned(),
            attendance: AttendanceOutcome::Written.code().to_owned(),
            essay_value: None,
            topic: None,
            primary_score: Some(columns.primary_score),
            test_score: columns.test_score,
            mark: columns.mark,
            task_points: columns.task_points,
            ground: format!("удовлетворена апелляция № {}", row.number),
            document_reference: Some(format!(
                "решение апелляционной комиссии от {decided}, апелляция № {}",
                row.number
            )),
            author_account_id: request.account(),
            import_id: None,
            received_at: request.at(),
            hold_reason: None,
            hold_note: None,
            completion_id: None,
            protocol_id: None,
            released_at: None,
            ended_at: None,
        })
    }

    /// The chair approved editions: the appeals that some of them came of are carried out. Inside the approving transaction.
    pub(crate) async fn carry_out_appeals(
        &self,
        tx: &mut Tx,
        request: &Request,
        exam: Uuid,
        approved: &[Uuid],
    ) -> Result<usize, AppError> {
        let mut done = 0;
        for edition in appeals::recounted_editions(tx, exam).await? {
            if !approved.contains(&edition) {
                continue;
            }
            let Some(mut row) = appeals::of_new_edition(tx, edition).await? else {
                continue;
            };
            if row.state != CaseState::Recounted.code() {
                continue;
            }
            let after = step(&case_of(&row)?, &Act::CarryOut, request.actor.role)
                .map_err(|refused| AppError::NotNow(refused.to_string()))?;
            row.state = after.state.code().to_owned();
            row.ended_at = Some(request.at());
            if !appeals::update(tx, &row).await? {
                return Err(AppError::Changed(
                    "дело тем временем изменилось: обновите страницу".to_owned(),
                ));
            }
            let written = Written {
                act: "carried-out",
                details: json!({"edition": edition}),
                words: String::new(),
            };
            self.add_step(tx, request, &row, &written).await?;
            self.reconcile_touched(tx, exam, Touched::Appeal(row.id), request.now, DueMoments::Keep)
                .await?;
            done += 1;
        }
        Ok(done)
    }
}
