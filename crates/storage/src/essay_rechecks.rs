//! Applications for a second check of an essay by another commission (F7).

use domain::access::Scope;
use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, on_engine};
use crate::sealed::Sealed;

/// One application.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EssayRecheckRow {
    /// UUIDv7.
    pub id: Uuid,
    /// 1, 2, … in the region.
    pub number: i64,
    /// `EssayRecheckState` code.
    pub state: String,
    /// Of which exam.
    pub exam_id: Uuid,
    /// About whose sitting.
    pub sitting_id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// Which result.
    pub result_id: Uuid,
    /// The fail that stood then.
    pub edition_id: Uuid,
    /// The municipal body that took it.
    pub organisation_id: Uuid,
    /// Who tells the participant.
    pub school_id: Uuid,
    /// The application's words, under the participant's key.
    pub filing_sealed: Sealed,
    /// The paper's moment, microseconds UTC.
    pub filed_at: i64,
    /// Microseconds UTC.
    pub entered_at: i64,
    /// By whom.
    pub entered_by: Uuid,
    /// When ministry and РЦОИ were told in writing.
    pub noticed_at: Option<i64>,
    /// By which letter.
    pub notice: Option<String>,
    /// `EssayChecker` code.
    pub checker: Option<String>,
    /// The organisation whose commission checks.
    pub checker_id: Option<Uuid>,
    /// `EssayValue` code of the second check.
    pub essay_value: Option<String>,
    /// When outcome and material went to РЦОИ.
    pub transferred_at: Option<i64>,
    /// The edition that came of it.
    pub new_edition_id: Option<Uuid>,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// How it ended, in words without names.
    pub outcome: Option<String>,
    /// Grows with every act.
    pub version: i64,
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.number, a.state, a.exam_id, a.sitting_id, a.person_id, a.result_id, a.edition_id, a.organisation_id, a.school_id, a.filing_sealed, \
             a.filed_at, a.entered_at, a.entered_by, a.noticed_at, a.notice, a.checker, a.checker_id, a.essay_value, a.transferred_at, a.new_edition_id, \
             a.ended_at, a.outcome, a.version FROM essay_recheck a ",
            $tail
        )
    };
}

const IN_SCOPE: &str = columns!(
    "JOIN organisation o ON o.id = a.school_id WHERE $1 = 'region' OR o.id = $2 OR a.organisation_id = $2 OR ($1 = 'subtree' AND o.parent_id = $2) \
     ORDER BY a.number DESC"
);
const FIND: &str = columns!(
    "JOIN organisation o ON o.id = a.school_id \
     WHERE a.id = $3 AND ($1 = 'region' OR o.id = $2 OR a.organisation_id = $2 OR ($1 = 'subtree' AND o.parent_id = $2))"
);
const OF_EXAM: &str = columns!("WHERE a.exam_id = $1 ORDER BY a.number");
const INSERT: &str = "INSERT INTO essay_recheck (id, number, state, exam_id, sitting_id, person_id, result_id, edition_id, organisation_id, school_id, filing_sealed, \
  filed_at, entered_at, entered_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)";
const UPDATE: &str = "UPDATE essay_recheck SET state = $3, noticed_at = $4, notice = $5, checker = $6, checker_id = $7, essay_value = $8, transferred_at = $9, \
  new_edition_id = $10, ended_at = $11, outcome = $12, version = version + 1 WHERE id = $1 AND version = $2";

/// Records an application; the table refuses a second one about the same sitting.
pub async fn insert(tx: &mut Tx, row: &EssayRecheckRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.number)
        .bind(&row.state)
        .bind(row.exam_id)
        .bind(row.sitting_id)
        .bind(row.person_id)
        .bind(row.result_id)
        .bind(row.edition_id)
        .bind(row.organisation_id)
        .bind(row.school_id)
        .bind(&row.filing_sealed)
        .bind(row.filed_at)
        .bind(row.entered_at)
        .bind(row.entered_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Writes what an act made of it; false if somebody acted since it was read.
pub async fn update(tx: &mut Tx, row: &EssayRecheckRow) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(UPDATE)
        .bind(row.id)
        .bind(row.version)
        .bind(&row.state)
        .bind(row.noticed_at)
        .bind(&row.notice)
        .bind(&row.checker)
        .bind(row.checker_id)
        .bind(&row.essay_value)
        .bind(row.transferred_at)
        .bind(row.new_edition_id)
        .bind(row.ended_at)
        .bind(&row.outcome)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// The applications of the scope, newest first.
pub async fn in_scope(tx: &mut Tx, scope: &Scope) -> Result<Vec<EssayRecheckRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(IN_SCOPE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .fetch_all(c)
        .await)?)
}

/// One application the scope may know of.
pub async fn find(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<EssayRecheckRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// The applications about an exam: for the reconciler.
pub async fn of_exam(tx: &mut Tx, exam: Uuid) -> Result<Vec<EssayRecheckRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_EXAM)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}
