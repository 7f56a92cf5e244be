//! Acquaintance ledgers and their lines.

use domain::access::Scope;
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::{MOST_BINDS, bulk_insert, push_list};
use crate::engine::{Tx, on_engine};
use crate::number_piece::NumberPiece;
use crate::participants::{self, Of};
use crate::sealed::Sealed;

/// One ledger.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LedgerRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// Over which statement.
    pub statement_id: Uuid,
    /// Who tells.
    pub organisation_id: Uuid,
    /// Class; empty for those without one.
    pub class_name: String,
    /// Number on paper.
    pub number: String,
    /// `LedgerState` code.
    pub state: String,
    /// Lines.
    pub line_count: i64,
    /// Microseconds UTC.
    pub handed_in_at: Option<i64>,
    /// By which account.
    pub handed_in_by: Option<Uuid>,
    /// Hash of the lines as handed in.
    pub content_hash: Option<Vec<u8>>,
    /// Row version.
    pub version: i64,
}

/// A ledger in a list: with its progress and the moments its terms run from.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LedgerInListRow {
    /// The ledger.
    #[sqlx(flatten)]
    pub ledger: LedgerRow,
    /// Lines told.
    pub told: i64,
    /// Lines with a reason instead.
    pub not_told: i64,
    /// The last moment told.
    pub last_told_at: Option<i64>,
    /// When the statement was handed over to the telling organisation.
    pub available_at: Option<i64>,
    /// When the telling organisation confirmed receipt.
    pub received_at: Option<i64>,
    /// When РЦОИ transferred to the municipal body or state organisation: the term of kuzbass-4195:2.7 runs from here. Where
    /// РЦОИ transfers to the school itself, the moment of that.
    pub transferred_at: Option<i64>,
}

/// One participant's line.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LedgerLineRow {
    /// UUIDv7.
    pub id: Uuid,
    /// In which ledger.
    pub ledger_id: Uuid,
    /// 1, 2, …
    pub line_number: i64,
    /// What the participant is told.
    pub edition_id: Uuid,
    /// Whom.
    pub person_id: Uuid,
    /// Printed code.
    pub code: String,
    /// When told, microseconds UTC.
    pub told_at: Option<i64>,
    /// Note or reason in the clerk's words; may name people.
    pub note_sealed: Option<Sealed>,
    /// The note is a reason why not told.
    pub not_told: bool,
    /// Microseconds UTC.
    pub entered_at: Option<i64>,
    /// By which account.
    pub entered_by: Option<Uuid>,
    /// Row version.
    pub version: i64,
}

/// A line with the value it tells.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LedgerLineInContextRow {
    /// The line.
    #[sqlx(flatten)]
    pub line: LedgerLineRow,
    /// `AttendanceOutcome` code; `annulled`, without a value, in the ledger of an annulment.
    pub attendance: String,
    /// Value.
    pub essay_value: Option<String>,
    /// Primary score; `None` of the essay and where no work was checked.
    pub primary_score: Option<i64>,
    /// Test score by the year's scale.
    pub test_score: Option<i64>,
    /// Mark by the year's scale.
    pub mark: Option<i64>,
    /// `ExamForm` code; `None` of the essay.
    pub form: Option<String>,
    /// 20 or 21; of GIA the subject.
    pub subject_code: i64,
    /// Of which result.
    pub result_id: Uuid,
}

/// Progress of one organisation in one exam, for the monitor.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ProgressRow {
    /// Who tells.
    pub organisation_id: Uuid,
    /// Results released for it.
    pub total: i64,
    /// Of them in statements handed over to it.
    pub handed_down: i64,
    /// Of them told.
    pub told: i64,
    /// Of them with a reason.
    pub not_told: i64,
}

/// One participant not yet told.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct UntoldRow {
    /// Whom.
    pub person_id: Uuid,
    /// The ledger.
    pub ledger_id: Uuid,
    /// Its number.
    pub ledger_number: String,
    /// Line.
    pub line_number: i64,
    /// Class.
    pub class_name: String,
    /// Who tells.
    pub organisation_id: Uuid,
    /// A reason stands there.
    pub not_told: bool,
    /// The reason.
    pub note_sealed: Option<Sealed>,
    /// Line id, to open the reason.
    pub line_id: Uuid,
    /// Of which result.
    pub result_id: Uuid,
    /// When the statement was handed over to the telling organisation.
    pub available_at: Option<i64>,
    /// When РЦОИ transferred it one hop earlier.
    pub transferred_at: Option<i64>,
}

const INSERT: &str = "INSERT INTO ledger (id, exam_id, statement_id, organisation_id, class_name, number, state, line_count, handed_in_at, handed_in_by, content_hash, version) ";
const INSERT_LINE: &str = "INSERT INTO ledger_line (id, ledger_id, line_number, edition_id, person_id, code, told_at, note_sealed, not_told, entered_at, entered_by, version) ";
macro_rules! in_list {
    ($tail:literal) => {
        concat!(
            "SELECT g.id, g.exam_id, g.statement_id, g.organisation_id, g.class_name, g.number, g.state, g.line_count, g.handed_in_at, g.handed_in_by, ",
            "g.content_hash, g.version, g.told_count AS told, g.not_told_count AS not_told, g.last_told_at, ",
            "t.handed_over_at AS available_at, t.received_at AS received_at, COALESCE(p.handed_over_at, t.handed_over_at) AS transferred_at ",
            "FROM ledger g JOIN organisation o ON o.id = g.organisation_id JOIN statement t ON t.id = g.statement_id ",
            "LEFT JOIN statement p ON p.id = t.parent_id AND p.recipient_id = t.sender_id ",
            $tail
        )
    };
}
const IN_SCOPE: &str = in_list!(
    "WHERE g.organisation_id IN (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) AND (CAST($3 AS UUID) IS NULL OR g.exam_id = $3) ORDER BY g.number"
);
const FIND: &str =
    in_list!("WHERE ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) AND g.id = $3");
const OF_STATEMENT: &str = in_list!(
    "WHERE ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) AND g.statement_id = $3 ORDER BY g.number"
);
const OF_STATEMENTS: &str = in_list!("WHERE g.statement_id IN (");
const OF_EXAM: &str = in_list!("WHERE g.exam_id = $1 ORDER BY g.number");
const ONE: &str = in_list!("WHERE g.id = $1");
const LINES: &str = "SELECT k.id, k.ledger_id, k.line_number, k.edition_id, k.person_id, k.code, k.told_at, k.note_sealed, k.not_told, k.entered_at, \
  k.entered_by, k.version, CASE WHEN t.annulment_id IS NULL THEN e.attendance ELSE 'annulled' END AS attendance, e.essay_value, \
  CASE WHEN t.annulment_id IS NULL THEN e.primary_score END AS primary_score, CASE WHEN t.annulment_id IS NULL THEN e.test_score END AS test_score, \
  CASE WHEN t.annulment_id IS NULL THEN e.mark END AS mark, s.form, s.subject_code, e.result_id \
  FROM ledger_line k JOIN ledger g ON g.id = k.ledger_id JOIN statement t ON t.id = g.statement_id JOIN edition e ON e.id = k.edition_id JOIN result x ON x.id = e.result_id JOIN sitting s ON s.id = x.sitting_id \
  WHERE k.ledger_id = $1 ORDER BY k.line_number";
const UPDATE_LINE: &str = "UPDATE ledger_line SET told_at = $3, note_sealed = $4, not_told = $5, entered_at = $6, entered_by = $7, version = version + 1 \
  WHERE id = $1 AND version = $2";
/// The counters follow from the lines; `verify` holds them together.
const TOUCH: &str = "UPDATE ledger SET version = version + 1, \
  told_count = (SELECT COUNT(told_at) FROM ledger_line WHERE ledger_id = $1), \
  not_told_count = (SELECT COUNT(*) FROM ledger_line WHERE ledger_id = $1 AND not_told), \
  last_told_at = (SELECT MAX(told_at) FROM ledger_line WHERE ledger_id = $1) WHERE id = $1";
const WRONG_COUNTERS: &str = "SELECT g.number FROM ledger g WHERE g.told_count <> (SELECT COUNT(told_at) FROM ledger_line WHERE ledger_id = g.id) \
  OR g.not_told_count <> (SELECT COUNT(*) FROM ledger_line WHERE ledger_id = g.id AND not_told) \
  OR COALESCE(g.last_told_at, 0) <> COALESCE((SELECT MAX(told_at) FROM ledger_line WHERE ledger_id = g.id), 0) ORDER BY g.number";
const HAND_IN: &str = "UPDATE ledger SET state = 'handed-in', handed_in_at = $2, handed_in_by = $3, content_hash = $4, version = version + 1 \
  WHERE id = $1 AND state = 'open'";
const PROGRESS: &str = "SELECT g.organisation_id, CAST(SUM(g.line_count) AS BIGINT) AS total, \
  CAST(SUM(CASE WHEN t.handed_over_at IS NOT NULL THEN g.line_count ELSE 0 END) AS BIGINT) AS handed_down, \
  CAST(SUM(g.told_count) AS BIGINT) AS told, CAST(SUM(g.not_told_count) AS BIGINT) AS not_told \
  FROM ledger g JOIN statement t ON t.id = g.statement_id JOIN organisation o ON o.id = g.organisation_id \
  WHERE g.exam_id = $3 AND ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) GROUP BY g.organisation_id";
const UNTOLD: &str = "SELECT k.person_id, g.id AS ledger_id, g.number AS ledger_number, k.line_number, g.class_name, g.organisation_id, k.not_told, k.note_sealed, \
  k.id AS line_id, e.result_id, t.handed_over_at AS available_at, COALESCE(p.handed_over_at, t.handed_over_at) AS transferred_at \
  FROM ledger_line k JOIN ledger g ON g.id = k.ledger_id JOIN statement t ON t.id = g.statement_id LEFT JOIN statement p ON p.id = t.parent_id AND p.recipient_id = t.sender_id \
  JOIN edition e ON e.id = k.edition_id JOIN organisation o ON o.id = g.organisation_id \
  WHERE k.told_at IS NULL AND g.exam_id = $3 AND ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) \
  AND (CAST($4 AS UUID) IS NULL OR o.id = $4 OR o.parent_id = $4) ORDER BY g.number, k.line_number";
const LINE_OF_EDITION: &str = "SELECT k.id, k.ledger_id, k.line_number, k.edition_id, k.person_id, k.code, k.told_at, k.note_sealed, k.not_told, k.entered_at, \
  k.entered_by, k.version FROM ledger_line k JOIN ledger g ON g.id = k.ledger_id JOIN statement t ON t.id = g.statement_id \
  WHERE k.edition_id = $1 AND t.annulment_id IS NULL";
const TOLD_OF_EDITIONS: &str = "SELECT k.edition_id, k.told_at FROM ledger_line k JOIN ledger g ON g.id = k.ledger_id JOIN statement t ON t.id = g.statement_id \
  WHERE t.annulment_id IS NULL AND k.told_at IS NOT NULL AND k.edition_id IN (";
/// An annulment is told in a ledger of its own, beside the one in which its result was told.
const TOLD_OF_STATEMENT: &str = "SELECT k.edition_id, k.told_at FROM statement_line l JOIN statement s ON s.id = l.statement_id \
  JOIN ledger_line k ON k.edition_id = l.edition_id JOIN ledger g ON g.id = k.ledger_id JOIN statement t ON t.id = g.statement_id \
  WHERE l.statement_id = $1 AND k.told_at IS NOT NULL AND (s.annulment_id = t.annulment_id OR (s.annulment_id IS NULL AND t.annulment_id IS NULL))";
const BY_NUMBER: &str = "SELECT g.id, g.exam_id, g.statement_id, g.organisation_id, g.class_name, g.number, g.state, g.line_count, g.handed_in_at, g.handed_in_by, \
  g.content_hash, g.version FROM ledger g JOIN organisation o ON o.id = g.organisation_id \
  WHERE (g.number LIKE $3 ESCAPE '!' OR g.number LIKE $4 ESCAPE '!') \
  AND ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) ORDER BY g.number LIMIT $5";
const BY_CODE: &str = "SELECT g.id FROM ledger_line k JOIN ledger g ON g.id = k.ledger_id JOIN organisation o ON o.id = g.organisation_id \
  WHERE k.code = $3 AND ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2))";

/// Adds ledgers.
pub async fn insert(tx: &mut Tx, rows: &[LedgerRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT, 12, rows, |b, row| {
        b.push_bind(row.id)
            .push_bind(row.exam_id)
            .push_bind(row.statement_id)
            .push_bind(row.organisation_id)
            .push_bind(row.class_name.clone())
            .push_bind(row.number.clone())
            .push_bind(row.state.clone())
            .push_bind(row.line_count)
            .push_bind(row.handed_in_at)
            .push_bind(row.handed_in_by)
            .push_bind(row.content_hash.clone())
            .push_bind(row.version);
    });
    Ok(())
}

/// Adds lines.
pub async fn insert_lines(tx: &mut Tx, rows: &[LedgerLineRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_LINE, 12, rows, |b, row| {
        b.push_bind(row.id)
            .push_bind(row.ledger_id)
            .push_bind(row.line_number)
            .push_bind(row.edition_id)
            .push_bind(row.person_id)
            .push_bind(row.code.clone())
            .push_bind(row.told_at)
            .push_bind(row.note_sealed.clone())
            .push_bind(row.not_told)
            .push_bind(row.entered_at)
            .push_bind(row.entered_by)
            .push_bind(row.version);
    });
    let editions: Vec<Uuid> = rows.iter().map(|row| row.edition_id).collect();
    participants::refresh(tx, Of::Editions, &editions).await
}

/// The ledgers a scope may know of.
pub async fn in_scope(tx: &mut Tx, scope: &Scope, exam: Option<Uuid>) -> Result<Vec<LedgerInListRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(IN_SCOPE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The ledgers a scope may know of whose number has this piece, by number.
pub async fn by_number(
    tx: &mut Tx,
    scope: &Scope,
    piece: &NumberPiece,
    limit: i64,
) -> Result<Vec<LedgerRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(BY_NUMBER)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(piece.lower())
        .bind(piece.upper())
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// The ledgers over a statement that a scope may know of.
pub async fn of_statement(tx: &mut Tx, scope: &Scope, statement: Uuid) -> Result<Vec<LedgerInListRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_STATEMENT)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(statement)
        .fetch_all(c)
        .await)?)
}

/// One ledger the scope may know of.
pub async fn find(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<LedgerInListRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// The ledgers of an exam, for reconciling.
pub async fn of_exam(tx: &mut Tx, exam: Uuid) -> Result<Vec<LedgerInListRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_EXAM)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The ledgers over some statements, for reconciling.
pub async fn of_statements(tx: &mut Tx, statements: &[Uuid]) -> Result<Vec<LedgerInListRow>, StorageError> {
    let mut found = Vec::new();
    for statements in statements.chunks(MOST_BINDS) {
        let rows: Vec<LedgerInListRow> = on_engine!(tx, |c| {
            let mut builder = sqlx::QueryBuilder::new(OF_STATEMENTS);
            push_list!(builder, statements);
            builder.build_query_as().fetch_all(c).await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

/// One ledger, for reconciling.
pub async fn one(tx: &mut Tx, ledger: Uuid) -> Result<Vec<LedgerInListRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ONE).bind(ledger).fetch_all(c).await)?)
}

/// The lines of a ledger, in order.
pub async fn lines(tx: &mut Tx, ledger: Uuid) -> Result<Vec<LedgerLineInContextRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(LINES)
        .bind(ledger)
        .fetch_all(c)
        .await)?)
}

/// Writes lines that still have their `version`; false if somebody was first with one of them: then the caller must not keep
/// what was written.
pub async fn update_lines(tx: &mut Tx, rows: &[LedgerLineRow]) -> Result<bool, StorageError> {
    for row in rows {
        let written = on_engine!(tx, |c| sqlx::query(UPDATE_LINE)
            .bind(row.id)
            .bind(row.version)
            .bind(row.told_at)
            .bind(row.note_sealed.clone())
            .bind(row.not_told)
            .bind(row.entered_at)
            .bind(row.entered_by)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        if written != 1 {
            return Ok(false);
        }
    }
    let editions: Vec<Uuid> = rows.iter().map(|row| row.edition_id).collect();
    participants::refresh(tx, Of::Editions, &editions).await?;
    Ok(true)
}

/// Numbers of ledgers whose counters do not follow from their lines: for verification.
pub async fn with_wrong_counters(tx: &mut Tx) -> Result<Vec<String>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(WRONG_COUNTERS)
        .fetch_all(c)
        .await)?)
}

/// Marks a ledger as changed and counts its lines anew; false if there is none.
pub async fn touch(tx: &mut Tx, ledger: Uuid) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(TOUCH)
        .bind(ledger)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Ends the entry; false if it is handed in already.
pub async fn hand_in(tx: &mut Tx, ledger: Uuid, at: i64, by: Uuid, content_hash: &[u8]) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(HAND_IN)
        .bind(ledger)
        .bind(at)
        .bind(by)
        .bind(content_hash)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Progress by telling organisation.
pub async fn progress(tx: &mut Tx, scope: &Scope, exam: Uuid) -> Result<Vec<ProgressRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(PROGRESS)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// Everybody not yet told; `organisation` narrows to one and those below it.
pub async fn untold(
    tx: &mut Tx,
    scope: &Scope,
    exam: Uuid,
    organisation: Option<Uuid>,
) -> Result<Vec<UntoldRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(UNTOLD)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .bind(organisation)
        .fetch_all(c)
        .await)?)
}

/// The line an edition stands in.
pub async fn line_of_edition(tx: &mut Tx, edition: Uuid) -> Result<Option<LedgerLineRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(LINE_OF_EDITION)
        .bind(edition)
        .fetch_optional(c)
        .await)?)
}

/// When some editions were told; those not told are left out.
pub async fn told_of_editions(tx: &mut Tx, editions: &[Uuid]) -> Result<Vec<(Uuid, i64)>, StorageError> {
    if editions.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_engine!(tx, |c| {
        let mut builder = sqlx::QueryBuilder::new(TOLD_OF_EDITIONS);
        push_list!(builder, editions);
        builder.build_query_as().fetch_all(c).await
    })?)
}

/// The editions of a statement that were told, with their moments.
pub async fn told_of_statement(tx: &mut Tx, statement: Uuid) -> Result<Vec<(Uuid, i64)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(TOLD_OF_STATEMENT)
        .bind(statement)
        .fetch_all(c)
        .await)?)
}

/// The ledger a printed code belongs to.
pub async fn ledger_by_code(tx: &mut Tx, scope: &Scope, code: &str) -> Result<Option<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(BY_CODE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(code)
        .fetch_optional(c)
        .await)?)
}
