//! Exams and sittings.

use uuid::Uuid;

use crate::StorageError;
use crate::bulk::bulk_insert;
use crate::engine::{Tx, on_engine};
use crate::installation::{self, Counter};
use crate::participants::{self, Of};

/// One exam.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ExamRow {
    /// UUIDv7.
    pub id: Uuid,
    /// `ExamKind` code.
    pub kind: String,
    /// 20 stands for the essay and the exposition together.
    pub subject_code: i64,
    /// Legal day.
    pub exam_date: String,
    /// `ExamPeriod` code.
    pub period: String,
    /// Microseconds UTC.
    pub created_at: i64,
}

/// One registration at one exam.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SittingRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Whose.
    pub registration_id: Uuid,
    /// Which exam.
    pub exam_id: Uuid,
    /// 20 composition, 21 exposition; of GIA the subject.
    pub subject_code: i64,
    /// `ExamForm` code; `None` of the essay.
    pub form: Option<String>,
    /// The written part this oral part belongs to.
    pub written_sitting_id: Option<Uuid>,
    /// Microseconds UTC.
    pub created_at: i64,
    /// Row version.
    pub version: i64,
}

const ALL: &str = "SELECT id, kind, subject_code, exam_date, period, created_at FROM exam ORDER BY exam_date DESC, kind, subject_code";
const FIND: &str = "SELECT id, kind, subject_code, exam_date, period, created_at FROM exam WHERE id = $1";
const INSERT: &str =
    "INSERT INTO exam (id, kind, subject_code, exam_date, period, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
const WAITING_VERSION: &str = "SELECT version FROM exam_waiting WHERE exam_id = $1";
const WAITING_VERSIONS: &str = "SELECT exam_id, version FROM exam_waiting";
const WAITING_CHANGED: &str = "INSERT INTO exam_waiting (exam_id, version) VALUES ($1, 1) \
  ON CONFLICT (exam_id) DO UPDATE SET version = exam_waiting.version + 1";
const RELEASED_LAST: &str = "SELECT r.exam_id FROM (SELECT exam_id, declared_at AS at FROM processing_completion \
  UNION ALL SELECT exam_id, approved_at AS at FROM protocol WHERE state = 'approved') r ORDER BY r.at DESC LIMIT 1";
const SITTINGS: &str = "SELECT id, registration_id, exam_id, subject_code, form, written_sitting_id, created_at, version FROM sitting WHERE exam_id = $1";
const INSERT_SITTING: &str =
    "INSERT INTO sitting (id, registration_id, exam_id, subject_code, form, written_sitting_id, created_at, version) ";
const OF_REGISTRATION: &str = "SELECT id, registration_id, exam_id, subject_code, form, written_sitting_id, created_at, version FROM sitting \
  WHERE registration_id = $1";
const FORGET_PARTICIPANT: &str = "DELETE FROM participant WHERE sitting_id = $1";
const DELETE_SITTING: &str =
    "DELETE FROM sitting WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM result r WHERE r.sitting_id = sitting.id)";
const LINK_TO_WRITTEN: &str = "UPDATE sitting SET written_sitting_id = $2, version = version + 1 WHERE id = $1";
const UPDATE_SITTING: &str = "UPDATE sitting SET subject_code = $2, version = version + 1 WHERE id = $1";

/// Every exam, newest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<ExamRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ALL).fetch_all(c).await)?)
}

/// One exam.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<ExamRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// Grows with every change of what waits for the commission's approval in an exam: what is kept of it in memory is as old.
pub async fn waiting_version(tx: &mut Tx, exam: Uuid) -> Result<i64, StorageError> {
    let found: Option<i64> = on_engine!(tx, |c| sqlx::query_scalar(WAITING_VERSION)
        .bind(exam)
        .fetch_optional(c)
        .await)?;
    Ok(found.unwrap_or_default())
}

/// The same of every exam.
pub async fn waiting_versions(tx: &mut Tx) -> Result<Vec<(Uuid, i64)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(WAITING_VERSIONS).fetch_all(c).await)?)
}

/// What waits for the commission's approval in an exam has changed, or what keeps it back.
pub async fn waiting_changed(tx: &mut Tx, exam: Uuid) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(WAITING_CHANGED)
        .bind(exam)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The exam whose results were released last: by an end of processing or by an approved protocol.
pub async fn released_last(tx: &mut Tx) -> Result<Option<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(RELEASED_LAST)
        .fetch_optional(c)
        .await)?)
}

/// Adds one.
pub async fn insert(tx: &mut Tx, row: &ExamRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(&row.kind)
        .bind(row.subject_code)
        .bind(&row.exam_date)
        .bind(&row.period)
        .bind(row.created_at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The sittings of an exam.
pub async fn sittings(tx: &mut Tx, exam: Uuid) -> Result<Vec<SittingRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(SITTINGS)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The sittings of a registration.
pub async fn sittings_of_registration(tx: &mut Tx, registration: Uuid) -> Result<Vec<SittingRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_REGISTRATION)
        .bind(registration)
        .fetch_all(c)
        .await)?)
}

/// Takes sittings back that nothing has come of; false if one of them has a result, and then nothing may be kept of the act.
/// Lists in memory are as old as the directory, so its counter grows.
pub async fn remove_sittings(tx: &mut Tx, sittings: &[Uuid]) -> Result<bool, StorageError> {
    for sitting in sittings {
        on_engine!(tx, |c| sqlx::query(FORGET_PARTICIPANT)
            .bind(sitting)
            .execute(c)
            .await
            .map(|_| ()))?;
        let rows = on_engine!(tx, |c| sqlx::query(DELETE_SITTING)
            .bind(sitting)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        if rows != 1 {
            return Ok(false);
        }
    }
    installation::bump(tx, Counter::Directory, 1).await?;
    Ok(true)
}

/// Adds sittings. Lists in memory are as old as the directory, so its counter grows.
pub async fn insert_sittings(tx: &mut Tx, rows: &[SittingRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_SITTING, 8, rows, |b, row| {
        b.push_bind(row.id)
            .push_bind(row.registration_id)
            .push_bind(row.exam_id)
            .push_bind(row.subject_code)
            .push_bind(row.form.clone())
            .push_bind(row.written_sitting_id)
            .push_bind(row.created_at)
            .push_bind(row.version);
    });
    let sittings: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    if !rows.is_empty() {
        installation::bump(tx, Counter::Directory, 1).await?;
    }
    participants::refresh(tx, Of::Sittings, &sittings).await
}

/// Changes the work type of a sitting.
pub async fn update_sitting_subject(tx: &mut Tx, sitting: Uuid, subject_code: i64) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(UPDATE_SITTING)
        .bind(sitting)
        .bind(subject_code)
        .execute(c)
        .await
        .map(|_| ()))?;
    participants::refresh(tx, Of::Sittings, &[sitting]).await
}

/// Says which written part an oral part belongs to: they have one result.
pub async fn link_to_written_part(tx: &mut Tx, oral: Uuid, written: Uuid) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(LINK_TO_WRITTEN)
        .bind(oral)
        .bind(written)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
