//! Stored obligations: what `app::obligations` derived from events.

use domain::access::Scope;
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::{bulk_insert, push_list, push_scope};
use crate::engine::{Tx, on_engine};

/// One term, one subject, one debtor.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ObligationRow {
    /// UUIDv7.
    pub id: Uuid,
    /// The term's id in the law.
    pub term_id: String,
    /// `order:clause`.
    pub clause: String,
    /// Of which exam.
    pub exam_id: Uuid,
    /// `exam`, `statement`, `ledger`, `announcement`.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: Uuid,
    /// Who owes.
    pub debtor_id: Uuid,
    /// When the duty opened, microseconds UTC.
    pub opened_at: i64,
    /// When the event happened from which the term runs, microseconds UTC.
    pub event_at: i64,
    /// Exclusive end, microseconds UTC.
    pub due_at: i64,
    /// Last legal day.
    pub due_day: String,
    /// When discharged, microseconds UTC.
    pub met_at: Option<i64>,
    /// Edition of the law's data it was computed from.
    pub data_edition: String,
}

const IN_SCOPE: &str = "SELECT b.id, b.term_id, b.clause, b.exam_id, b.subject_kind, b.subject_id, b.debtor_id, b.opened_at, b.event_at, b.due_at, b.due_day, b.met_at, b.data_edition \
  FROM obligation b JOIN organisation o ON o.id = b.debtor_id \
  WHERE b.debtor_id IN (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) AND (CAST($3 AS UUID) IS NULL OR b.exam_id = $3) ORDER BY b.due_at, b.id";
const OPEN: &str = "SELECT b.term_id, b.clause, b.exam_id, b.subject_kind, b.subject_id, b.debtor_id, b.event_at, b.due_at, \
  COALESCE(CASE b.subject_kind WHEN 'ledger' THEN g.line_count - g.told_count WHEN 'statement' THEN t.line_count END, 0) AS open_count, \
  CASE b.subject_kind WHEN 'ledger' THEN a.handed_over_at IS NOT NULL \
    WHEN 'statement' THEN COALESCE(t.handed_over_at IS NULL AND (t.sender_id = b.debtor_id AND \
    (p.id IS NULL OR p.recipient_id <> t.sender_id OR p.received_at IS NOT NULL) OR p.recipient_id = b.debtor_id AND p.received_at IS NOT NULL), FALSE) \
    ELSE TRUE END AS can_act \
  FROM obligation b JOIN organisation o ON o.id = b.debtor_id LEFT JOIN ledger g ON g.id = b.subject_id LEFT JOIN statement a ON a.id = g.statement_id \
  LEFT JOIN statement t ON t.id = b.subject_id LEFT JOIN statement p ON p.id = t.parent_id \
  WHERE b.met_at IS NULL AND b.debtor_id IN (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) ORDER BY b.due_at, b.id";
const OF_KIND: &str = "SELECT b.id, b.term_id, b.clause, b.exam_id, b.subject_kind, b.subject_id, b.debtor_id, b.opened_at, b.event_at, b.due_at, b.due_day, b.met_at, b.data_edition \
  FROM obligation b WHERE b.debtor_id IN (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) \
  AND (CAST($3 AS UUID) IS NULL OR b.exam_id = $3) AND b.subject_kind = $4 ORDER BY b.due_at, b.id";
const OPEN_ROWS: &str = "SELECT b.id, b.term_id, b.clause, b.exam_id, b.subject_kind, b.subject_id, b.debtor_id, b.opened_at, b.event_at, b.due_at, b.due_day, b.met_at, b.data_edition \
  FROM obligation b JOIN organisation o ON o.id = b.debtor_id \
  WHERE b.met_at IS NULL AND b.debtor_id IN (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) \
  AND (CAST($3 AS UUID) IS NULL OR b.exam_id = $3) AND ($4 = '' OR b.subject_kind = $4) ORDER BY b.due_at, b.id";
const OPEN_BEFORE_RELEASE: &str = "SELECT b.id, b.term_id, b.clause, b.exam_id, b.subject_kind, b.subject_id, b.debtor_id, b.opened_at, b.event_at, b.due_at, b.due_day, b.met_at, b.data_edition \
  FROM obligation b WHERE b.exam_id = $3 AND b.met_at IS NULL AND b.debtor_id IN (SELECT n.id FROM organisation n \
  WHERE n.kind IN ('processing-centre','exam-commission') AND ($1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2))) ORDER BY b.due_at, b.id";
const ABOUT_EXAMS: &str = "SELECT b.id, b.term_id, b.clause, b.exam_id, b.subject_kind, b.subject_id, b.debtor_id, b.opened_at, b.event_at, b.due_at, b.due_day, b.met_at, b.data_edition \
  FROM obligation b JOIN organisation o ON o.id = b.debtor_id \
  WHERE b.subject_kind = 'exam' AND b.debtor_id IN (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) ORDER BY b.due_at, b.id";
const MET: &str = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN b.met_at >= b.due_at THEN 1 ELSE 0 END), 0) AS BIGINT) \
  FROM obligation b WHERE b.met_at IS NOT NULL AND b.debtor_id IN \
  (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2))";
const OF_EXAM: &str = "SELECT id, term_id, clause, exam_id, subject_kind, subject_id, debtor_id, opened_at, event_at, due_at, due_day, met_at, data_edition \
  FROM obligation WHERE exam_id = $1";
const ABOUT: &str = "SELECT id, term_id, clause, exam_id, subject_kind, subject_id, debtor_id, opened_at, event_at, due_at, due_day, met_at, data_edition \
  FROM obligation WHERE subject_id IN (";
const OF_DEBTOR: &str = "SELECT id, term_id, clause, exam_id, subject_kind, subject_id, debtor_id, opened_at, event_at, due_at, due_day, met_at, data_edition \
  FROM obligation WHERE exam_id = $1 AND debtor_id = $3 AND subject_kind = $2";
const OF_SUBJECTS: &str = "SELECT b.id, b.term_id, b.clause, b.exam_id, b.subject_kind, b.subject_id, b.debtor_id, b.opened_at, b.event_at, \
  b.due_at, b.due_day, b.met_at, b.data_edition FROM obligation b JOIN organisation o ON o.id = b.debtor_id WHERE b.subject_id IN (";
const INSERT: &str = "INSERT INTO obligation (id, term_id, clause, exam_id, subject_kind, subject_id, debtor_id, opened_at, event_at, due_at, due_day, met_at, data_edition) ";
const UPDATE: &str = "UPDATE obligation SET opened_at = $2, due_at = $3, due_day = $4, met_at = $5, data_edition = $6, event_at = $7 WHERE id = $1";
const DELETE: &str = "DELETE FROM obligation WHERE id = $1";

/// The obligations a scope may know of, by due moment.
pub async fn in_scope(tx: &mut Tx, scope: &Scope, exam: Option<Uuid>) -> Result<Vec<ObligationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(IN_SCOPE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// Those of them about one kind of subject.
pub async fn of_kind(
    tx: &mut Tx,
    scope: &Scope,
    exam: Option<Uuid>,
    subject_kind: &str,
) -> Result<Vec<ObligationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_KIND)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .bind(subject_kind)
        .fetch_all(c)
        .await)?)
}

/// An obligation not met, with how much of its subject is left to do.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OpenObligationRow {
    /// The term's id in the law.
    pub term_id: String,
    /// `order:clause`.
    pub clause: String,
    /// Of which exam.
    pub exam_id: Uuid,
    /// `exam`, `statement`, `ledger`, `announcement`.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: Uuid,
    /// Who owes.
    pub debtor_id: Uuid,
    /// When the event happened from which the term runs, microseconds UTC.
    pub event_at: i64,
    /// Exclusive end, microseconds UTC.
    pub due_at: i64,
    /// Participants not yet told, for a ledger; rows of a statement; else 0.
    pub open_count: i64,
    /// Has the debtor what it needs to act (a ledger whose statement was handed over)?
    pub can_act: bool,
}

/// The obligations not met that a scope may know of, by due moment.
pub async fn open(tx: &mut Tx, scope: &Scope) -> Result<Vec<OpenObligationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OPEN)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .fetch_all(c)
        .await)?)
}

/// The obligations not met that a scope may know of, as stored, by due moment: of one exam or all, about one kind of subject
/// or, with an empty code, all.
pub async fn open_rows(
    tx: &mut Tx,
    scope: &Scope,
    exam: Option<Uuid>,
    subject_kind: &str,
) -> Result<Vec<ObligationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OPEN_ROWS)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .bind(subject_kind)
        .fetch_all(c)
        .await)?)
}

/// The obligations of an exam that РЦОИ and the exam commission have not met, as far as a scope may know of them, by due
/// moment.
pub async fn open_before_release(tx: &mut Tx, scope: &Scope, exam: Uuid) -> Result<Vec<ObligationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OPEN_BEFORE_RELEASE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The obligations about exams themselves that a scope may know of, by due moment.
pub async fn about_exams(tx: &mut Tx, scope: &Scope) -> Result<Vec<ObligationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ABOUT_EXAMS)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .fetch_all(c)
        .await)?)
}

/// How many obligations were met, and how many of them late.
pub async fn met(tx: &mut Tx, scope: &Scope) -> Result<(i64, i64), StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(MET)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .fetch_one(c)
        .await)?)
}

/// The obligations about some subjects that a scope may know of, by due moment.
pub async fn of_subjects(tx: &mut Tx, scope: &Scope, subjects: &[Uuid]) -> Result<Vec<ObligationRow>, StorageError> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_engine!(tx, |c| {
        let mut builder = sqlx::QueryBuilder::new(OF_SUBJECTS);
        push_list!(builder, subjects);
        push_scope!(builder, scope, "o");
        builder.push(" ORDER BY b.due_at, b.id");
        builder.build_query_as().fetch_all(c).await
    })?)
}

/// All obligations of an exam, for the reconciler.
pub async fn of_exam(tx: &mut Tx, exam: Uuid) -> Result<Vec<ObligationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_EXAM)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The obligations about some subjects, whoever owes, by due moment; the caller has been allowed to know of the subjects.
pub async fn about(tx: &mut Tx, subjects: &[Uuid]) -> Result<Vec<ObligationRow>, StorageError> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_engine!(tx, |c| {
        let mut builder = sqlx::QueryBuilder::new(ABOUT);
        push_list!(builder, subjects);
        builder.push(" ORDER BY due_at, id");
        builder.build_query_as().fetch_all(c).await
    })?)
}

/// The obligations of one debtor about subjects of this kind in an exam, for the reconciler.
pub async fn of_debtor(
    tx: &mut Tx,
    exam: Uuid,
    subject_kind: &str,
    debtor: Uuid,
) -> Result<Vec<ObligationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_DEBTOR)
        .bind(exam)
        .bind(subject_kind)
        .bind(debtor)
        .fetch_all(c)
        .await)?)
}

/// Opens obligations.
pub async fn insert(tx: &mut Tx, rows: &[ObligationRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT, 13, rows, |b, row| {
        b.push_bind(row.id)
            .push_bind(row.term_id.clone())
            .push_bind(row.clause.clone())
            .push_bind(row.exam_id)
            .push_bind(row.subject_kind.clone())
            .push_bind(row.subject_id)
            .push_bind(row.debtor_id)
            .push_bind(row.opened_at)
            .push_bind(row.event_at)
            .push_bind(row.due_at)
            .push_bind(row.due_day.clone())
            .push_bind(row.met_at)
            .push_bind(row.data_edition.clone());
    });
    Ok(())
}

/// Rewrites what follows from events.
pub async fn update(tx: &mut Tx, row: &ObligationRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(UPDATE)
        .bind(row.id)
        .bind(row.opened_at)
        .bind(row.due_at)
        .bind(&row.due_day)
        .bind(row.met_at)
        .bind(&row.data_edition)
        .bind(row.event_at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Removes an obligation whose event is gone.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(DELETE).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}
