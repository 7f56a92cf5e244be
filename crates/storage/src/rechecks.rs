//! Batches of works gone over again after their release, and what came of each work (B5).

use domain::access::Scope;
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::bulk_insert;
use crate::engine::{Tx, on_engine};

/// One batch.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RecheckRow {
    /// UUIDv7.
    pub id: Uuid,
    /// 1, 2, … in the region.
    pub number: i64,
    /// `RecheckKind` code.
    pub kind: String,
    /// `RecheckState` code.
    pub state: String,
    /// Of which exam.
    pub exam_id: Uuid,
    /// `Orderer` code.
    pub orderer: String,
    /// Number of the order, without names.
    pub document: String,
    /// Legal day of the order.
    pub document_date: String,
    /// Why, without names.
    pub reason: String,
    /// How the works were picked, in words.
    pub picked: String,
    /// Microseconds UTC.
    pub entered_at: i64,
    /// By whom.
    pub entered_by: Uuid,
    /// When the participants were told.
    pub told_at: Option<i64>,
    /// By whom.
    pub told_by: Option<Uuid>,
    /// How they were told.
    pub told_how: Option<String>,
    /// When РЦОИ gave the outcomes.
    pub given_at: Option<i64>,
    /// By which account.
    pub given_by: Option<Uuid>,
    /// By which person.
    pub given_person: Option<Uuid>,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// By whom.
    pub ended_by: Option<Uuid>,
    /// How it ended, in words without names.
    pub outcome: Option<String>,
    /// Grows with every act.
    pub version: i64,
}

/// One work of a batch with the value it had when the batch was ordered.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RecheckWorkRow {
    /// Of which batch.
    pub recheck_id: Uuid,
    /// The sitting.
    pub sitting_id: Uuid,
    /// Its result.
    pub result_id: Uuid,
    /// The edition released when the batch was ordered.
    pub edition_id: Uuid,
    /// Who tells the participant.
    pub organisation_id: Uuid,
    /// When the outcome was entered last.
    pub entered_at: Option<i64>,
    /// By whom.
    pub entered_by: Option<Uuid>,
    /// The value after the recheck.
    pub primary_score: Option<i64>,
    /// By the year's scale.
    pub test_score: Option<i64>,
    /// By the year's scale.
    pub mark: Option<i64>,
    /// `TaskPoints` code.
    pub task_points: Option<String>,
    /// `EssayValue` code.
    pub essay_value: Option<String>,
    /// The edition that came of it.
    pub new_edition_id: Option<Uuid>,
    /// Federal code of the participant.
    pub participant_code: String,
    /// Whose.
    pub person_id: Uuid,
    /// The state of `edition_id` now.
    pub was_state: String,
    /// Attendance code of `edition_id`.
    pub was_attendance: String,
    /// The value of `edition_id`.
    pub was_primary_score: Option<i64>,
    /// The same.
    pub was_test_score: Option<i64>,
    /// The same.
    pub was_mark: Option<i64>,
    /// The same.
    pub was_task_points: Option<String>,
    /// The same.
    pub was_essay_value: Option<String>,
    /// State of the edition that came of it.
    pub new_state: Option<String>,
}

impl RecheckWorkRow {
    /// Has it an outcome, the same or another?
    pub fn is_entered(&self) -> bool {
        self.entered_at.is_some()
    }

    /// Does the value change?
    pub fn is_changed(&self) -> bool {
        let now = (
            self.primary_score,
            self.test_score,
            self.mark,
            &self.task_points,
            &self.essay_value,
        );
        let was = (
            self.was_primary_score,
            self.was_test_score,
            self.was_mark,
            &self.was_task_points,
            &self.was_essay_value,
        );
        self.is_entered() && now != was
    }
}

macro_rules! batches {
    ($tail:literal) => {
        concat!(
            "SELECT k.id, k.number, k.kind, k.state, k.exam_id, k.orderer, k.document, k.document_date, k.reason, k.picked, k.entered_at, k.entered_by, \
             k.told_at, k.told_by, k.told_how, k.given_at, k.given_by, k.given_person, k.ended_at, k.ended_by, k.outcome, k.version FROM recheck k ",
            $tail
        )
    };
}

macro_rules! works {
    ($tail:literal) => {
        concat!(
            "SELECT w.recheck_id, w.sitting_id, w.result_id, w.edition_id, w.organisation_id, w.entered_at, w.entered_by, w.primary_score, w.test_score, w.mark, \
             w.task_points, w.essay_value, w.new_edition_id, r.participant_code, r.person_id, e.state AS was_state, e.attendance AS was_attendance, \
             e.primary_score AS was_primary_score, e.test_score AS was_test_score, e.mark AS was_mark, e.task_points AS was_task_points, \
             e.essay_value AS was_essay_value, n.state AS new_state FROM recheck_work w JOIN sitting s ON s.id = w.sitting_id \
             JOIN registration r ON r.id = s.registration_id JOIN edition e ON e.id = w.edition_id JOIN organisation o ON o.id = w.organisation_id \
             LEFT JOIN edition n ON n.id = w.new_edition_id ",
            $tail
        )
    };
}

const IN_SCOPE: &str = batches!(
    "WHERE $1 = 'region' OR EXISTS (SELECT 1 FROM recheck_work w JOIN organisation o ON o.id = w.organisation_id \
     WHERE w.recheck_id = k.id AND (o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2))) ORDER BY k.number DESC"
);
const FIND: &str = batches!(
    "WHERE k.id = $3 AND ($1 = 'region' OR EXISTS (SELECT 1 FROM recheck_work w JOIN organisation o ON o.id = w.organisation_id \
     WHERE w.recheck_id = k.id AND (o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2))))"
);
const OF_EXAM: &str = batches!("WHERE k.exam_id = $1 ORDER BY k.number");
const WORKS: &str = works!(
    "WHERE w.recheck_id = $3 AND ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) ORDER BY o.code, r.participant_code, w.sitting_id"
);
const INSERT: &str = "INSERT INTO recheck (id, number, kind, state, exam_id, orderer, document, document_date, reason, picked, entered_at, entered_by, version) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)";
const UPDATE: &str = "UPDATE recheck SET state = $3, told_at = $4, told_by = $5, told_how = $6, given_at = $7, given_by = $8, given_person = $9, \
  ended_at = $10, ended_by = $11, outcome = $12, version = version + 1 WHERE id = $1 AND version = $2";
const INSERT_WORKS: &str = "INSERT INTO recheck_work (recheck_id, sitting_id, result_id, edition_id, organisation_id) ";
const ENTER: &str = "UPDATE recheck_work SET entered_at = $3, entered_by = $4, primary_score = $5, test_score = $6, mark = $7, task_points = $8, essay_value = $9 \
  WHERE recheck_id = $1 AND sitting_id = $2 AND new_edition_id IS NULL";
const SET_NEW_EDITION: &str =
    "UPDATE recheck_work SET new_edition_id = $3 WHERE recheck_id = $1 AND sitting_id = $2 AND new_edition_id IS NULL";
const NEW_EDITIONS: &str = "SELECT w.new_edition_id FROM recheck_work w JOIN recheck k ON k.id = w.recheck_id WHERE k.exam_id = $1 AND w.new_edition_id IS NOT NULL";
const UNDER_WAY: &str = "SELECT w.sitting_id, k.number FROM recheck_work w JOIN recheck k ON k.id = w.recheck_id WHERE k.exam_id = $1 AND k.ended_at IS NULL";
const COUNTS: &str = "SELECT w.recheck_id, COUNT(*) AS works, COUNT(w.entered_at) AS entered FROM recheck_work w JOIN organisation o ON o.id = w.organisation_id \
  WHERE $1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2) GROUP BY w.recheck_id";
const OF_RESULT: &str = batches!(
    "WHERE EXISTS (SELECT 1 FROM recheck_work w WHERE w.recheck_id = k.id AND w.result_id = $1) ORDER BY k.number"
);

/// Records a batch that was ordered.
pub async fn insert(tx: &mut Tx, row: &RecheckRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.number)
        .bind(&row.kind)
        .bind(&row.state)
        .bind(row.exam_id)
        .bind(&row.orderer)
        .bind(&row.document)
        .bind(&row.document_date)
        .bind(&row.reason)
        .bind(&row.picked)
        .bind(row.entered_at)
        .bind(row.entered_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Writes what an act made of a batch; false if somebody acted since it was read.
pub async fn update(tx: &mut Tx, row: &RecheckRow) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(UPDATE)
        .bind(row.id)
        .bind(row.version)
        .bind(&row.state)
        .bind(row.told_at)
        .bind(row.told_by)
        .bind(&row.told_how)
        .bind(row.given_at)
        .bind(row.given_by)
        .bind(row.given_person)
        .bind(row.ended_at)
        .bind(row.ended_by)
        .bind(&row.outcome)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// The batches that are about works of the scope, newest first.
pub async fn in_scope(tx: &mut Tx, scope: &Scope) -> Result<Vec<RecheckRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(IN_SCOPE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .fetch_all(c)
        .await)?)
}

/// One batch the scope may know of.
pub async fn find(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<RecheckRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// The batches of an exam: for the reconciler.
pub async fn of_exam(tx: &mut Tx, exam: Uuid) -> Result<Vec<RecheckRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_EXAM)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The batches a result was in, oldest first; the caller has been allowed to know of the result.
pub async fn of_result(tx: &mut Tx, result: Uuid) -> Result<Vec<RecheckRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_RESULT)
        .bind(result)
        .fetch_all(c)
        .await)?)
}

/// The works of a batch in the scope, by organisation and code.
pub async fn works(tx: &mut Tx, scope: &Scope, recheck: Uuid) -> Result<Vec<RecheckWorkRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(WORKS)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(recheck)
        .fetch_all(c)
        .await)?)
}

/// How many works of the scope each batch has, and how many of them have an outcome.
pub async fn counts(tx: &mut Tx, scope: &Scope) -> Result<Vec<(Uuid, i64, i64)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(COUNTS)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .fetch_all(c)
        .await)?)
}

/// A work as it is picked: sitting, result, released edition, who tells.
pub type PickedWork = (Uuid, Uuid, Uuid, Uuid);

/// Adds the works of a batch.
pub async fn insert_works(tx: &mut Tx, recheck: Uuid, works: &[PickedWork]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_WORKS, 5, works, |b, work| {
        let (sitting, result, edition, organisation) = *work;
        b.push_bind(recheck)
            .push_bind(sitting)
            .push_bind(result)
            .push_bind(edition)
            .push_bind(organisation);
    });
    Ok(())
}

/// Writes the outcome of a work; false once an edition came of it, or outside the batch.
pub async fn enter(tx: &mut Tx, row: &RecheckWorkRow) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(ENTER)
        .bind(row.recheck_id)
        .bind(row.sitting_id)
        .bind(row.entered_at)
        .bind(row.entered_by)
        .bind(row.primary_score)
        .bind(row.test_score)
        .bind(row.mark)
        .bind(&row.task_points)
        .bind(&row.essay_value)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Links a work with the edition that came of it.
pub async fn set_new_edition(tx: &mut Tx, recheck: Uuid, sitting: Uuid, edition: Uuid) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(SET_NEW_EDITION)
        .bind(recheck)
        .bind(sitting)
        .bind(edition)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// The editions of an exam that came of rechecks: given to the exam commission by that act.
pub async fn new_editions(tx: &mut Tx, exam: Uuid) -> Result<Vec<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(NEW_EDITIONS)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The sittings of an exam whose works are in a batch that has not ended, with its number.
pub async fn under_way(tx: &mut Tx, exam: Uuid) -> Result<Vec<(Uuid, i64)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(UNDER_WAY)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}
