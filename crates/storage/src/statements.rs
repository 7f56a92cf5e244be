//! Statements of results: formed by the release, handed over, received, opened.

use std::collections::HashMap;

use domain::access::Scope;
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::{MOST_BINDS, bulk_insert, push_list};
use crate::engine::{Tx, on_engine};
use crate::number_piece::NumberPiece;

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StatementRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// Formed by which end of processing; of GIA `None`.
    pub completion_id: Option<Uuid>,
    /// Formed by the approval of which protocol; of the essay `None`.
    pub protocol_id: Option<Uuid>,
    /// The annulment that it tells of, where it tells of one: of a result that `protocol_id` had approved.
    pub annulment_id: Option<Uuid>,
    /// Number on paper.
    pub number: String,
    /// `StatementHop` code.
    pub hop: String,
    /// Who hands over.
    pub sender_id: Uuid,
    /// Who receives.
    pub recipient_id: Uuid,
    /// The previous hop's statement.
    pub parent_id: Option<Uuid>,
    /// Microseconds UTC.
    pub formed_at: i64,
    /// Hash over the lines' commitments.
    pub content_hash: Vec<u8>,
    /// Lines.
    pub line_count: i64,
    /// Microseconds UTC.
    pub handed_over_at: Option<i64>,
    /// By which account.
    pub handed_over_by: Option<Uuid>,
    /// Microseconds UTC.
    pub received_at: Option<i64>,
    /// By which account.
    pub received_by: Option<Uuid>,
    /// Row version.
    pub version: i64,
}

/// A statement in a list: with its parent's receipt and its first opening.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StatementInListRow {
    /// The statement.
    #[sqlx(flatten)]
    pub statement: StatementRow,
    /// When the previous hop, or the list this one stands on, was received.
    pub parent_received_at: Option<i64>,
    /// Who receives the previous hop: the sender of this one, or the body whose list this one stands on (mordovia-187:8.2).
    pub parent_recipient_id: Option<Uuid>,
    /// When somebody of the recipient first opened it.
    pub first_opened_at: Option<i64>,
}

/// One line: commitment instead of content, so that the hash survives destruction of a person.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StatementLineRow {
    /// The statement.
    pub statement_id: Uuid,
    /// 1, 2, …
    pub line_number: i64,
    /// What stands there.
    pub edition_id: Uuid,
    /// Salted hash of the line's canonical bytes.
    pub commitment: Vec<u8>,
}

/// A line with what it shows.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StatementLineInContextRow {
    /// 1, 2, …
    pub line_number: i64,
    /// What stands there.
    pub edition_id: Uuid,
    /// Of which result.
    pub result_id: Uuid,
    /// Number of the edition.
    pub edition_number: i64,
    /// Salted hash of the line's canonical bytes.
    pub commitment: Vec<u8>,
    /// `AttendanceOutcome` code; `annulled`, without a value, in a statement of an annulment.
    pub attendance: String,
    /// Value.
    pub essay_value: Option<String>,
    /// Topic.
    pub topic: Option<String>,
    /// Primary score; `None` of the essay and where no work was checked.
    pub primary_score: Option<i64>,
    /// Test score by the year's scale.
    pub test_score: Option<i64>,
    /// Mark by the year's scale.
    pub mark: Option<i64>,
    /// Storage code of `TaskPoints`.
    pub task_points: Option<String>,
    /// 20 or 21; of GIA the subject.
    pub subject_code: i64,
    /// `ExamForm` code; `None` of the essay.
    pub form: Option<String>,
    /// Whose.
    pub person_id: Uuid,
    /// Federal code.
    pub participant_code: String,
    /// Category code.
    pub category: String,
    /// Class.
    pub class_name: String,
    /// Who tells.
    pub informing_organisation_id: Uuid,
}

/// One view of a statement by a named person.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OpeningRow {
    /// UUIDv7.
    pub id: Uuid,
    /// The statement.
    pub statement_id: Uuid,
    /// Who.
    pub account_id: Uuid,
    /// `page`, `pdf`, `xlsx`.
    pub form: String,
    /// Microseconds UTC.
    pub opened_at: i64,
}

const INSERT: &str = "INSERT INTO statement (id, exam_id, completion_id, protocol_id, annulment_id, number, hop, sender_id, recipient_id, parent_id, formed_at, content_hash, \
  line_count, handed_over_at, handed_over_by, received_at, received_by, version) ";
const INSERT_LINE: &str = "INSERT INTO statement_line (statement_id, line_number, edition_id, commitment) ";
const IN_SCOPE: &str = "SELECT t.id, t.exam_id, t.completion_id, t.protocol_id, t.annulment_id, t.number, t.hop, t.sender_id, t.recipient_id, t.parent_id, t.formed_at, t.content_hash, \
  t.line_count, t.handed_over_at, t.handed_over_by, t.received_at, t.received_by, t.version, p.received_at AS parent_received_at, p.recipient_id AS parent_recipient_id, t.first_opened_at \
  FROM statement t JOIN organisation r ON r.id = t.recipient_id LEFT JOIN statement p ON p.id = t.parent_id \
  WHERE ($1 = 'region' OR t.sender_id = $2 OR r.id = $2 AND t.handed_over_at IS NOT NULL OR ($1 = 'subtree' AND r.parent_id = $2) \
  OR p.recipient_id = $2 AND p.handed_over_at IS NOT NULL) AND (CAST($3 AS UUID) IS NULL OR t.exam_id = $3) ORDER BY t.number";
const BY_NUMBER: &str = "SELECT t.id, t.exam_id, t.completion_id, t.protocol_id, t.annulment_id, t.number, t.hop, t.sender_id, t.recipient_id, t.parent_id, t.formed_at, t.content_hash, \
  t.line_count, t.handed_over_at, t.handed_over_by, t.received_at, t.received_by, t.version \
  FROM statement t JOIN organisation r ON r.id = t.recipient_id LEFT JOIN statement p ON p.id = t.parent_id \
  WHERE (t.number LIKE $3 ESCAPE '!' OR t.number LIKE $4 ESCAPE '!') \
  AND ($1 = 'region' OR t.sender_id = $2 OR r.id = $2 AND t.handed_over_at IS NOT NULL OR ($1 = 'subtree' AND r.parent_id = $2) \
  OR p.recipient_id = $2 AND p.handed_over_at IS NOT NULL) ORDER BY t.number LIMIT $5";
const WITH_PARENT_BY_ID: &str = "SELECT t.id, t.exam_id, t.completion_id, t.protocol_id, t.annulment_id, t.number, t.hop, t.sender_id, t.recipient_id, t.parent_id, t.formed_at, t.content_hash, \
  t.line_count, t.handed_over_at, t.handed_over_by, t.received_at, t.received_by, t.version, p.received_at AS parent_received_at, p.recipient_id AS parent_recipient_id, t.first_opened_at \
  FROM statement t LEFT JOIN statement p ON p.id = t.parent_id WHERE t.id IN (";
const WITH_PARENT_BY_PARENT: &str = "SELECT t.id, t.exam_id, t.completion_id, t.protocol_id, t.annulment_id, t.number, t.hop, t.sender_id, t.recipient_id, t.parent_id, t.formed_at, t.content_hash, \
  t.line_count, t.handed_over_at, t.handed_over_by, t.received_at, t.received_by, t.version, p.received_at AS parent_received_at, p.recipient_id AS parent_recipient_id, t.first_opened_at \
  FROM statement t LEFT JOIN statement p ON p.id = t.parent_id WHERE t.parent_id IN (";
const FIND: &str = "SELECT t.id, t.exam_id, t.completion_id, t.protocol_id, t.annulment_id, t.number, t.hop, t.sender_id, t.recipient_id, t.parent_id, t.formed_at, t.content_hash, \
  t.line_count, t.handed_over_at, t.handed_over_by, t.received_at, t.received_by, t.version, p.received_at AS parent_received_at, p.recipient_id AS parent_recipient_id, t.first_opened_at \
  FROM statement t JOIN organisation r ON r.id = t.recipient_id LEFT JOIN statement p ON p.id = t.parent_id \
  WHERE t.id = $3 AND ($1 = 'region' OR t.sender_id = $2 OR r.id = $2 AND t.handed_over_at IS NOT NULL OR ($1 = 'subtree' AND r.parent_id = $2) \
  OR p.recipient_id = $2 AND p.handed_over_at IS NOT NULL)";
const CHILDREN: &str = "SELECT t.id, t.number, t.recipient_id FROM statement t JOIN organisation r ON r.id = t.recipient_id \
  WHERE t.parent_id = $3 AND ($1 = 'region' OR t.sender_id = $2 OR r.id = $2 AND t.handed_over_at IS NOT NULL OR ($1 = 'subtree' AND r.parent_id = $2)) \
  ORDER BY t.number";
const PARENT: &str = "SELECT t.id, t.number, t.handed_over_at, \
  ($1 = 'region' OR t.sender_id = $2 OR r.id = $2 AND t.handed_over_at IS NOT NULL OR ($1 = 'subtree' AND r.parent_id = $2)) AS known \
  FROM statement t JOIN organisation r ON r.id = t.recipient_id WHERE t.id = $3";
const LINES_OF: &str = "SELECT l.statement_id, l.line_number, l.edition_id, e.result_id, e.number AS edition_number, l.commitment, \
  CASE WHEN t.annulment_id IS NULL THEN e.attendance ELSE 'annulled' END AS attendance, e.essay_value, e.topic, \
  CASE WHEN t.annulment_id IS NULL THEN e.primary_score END AS primary_score, CASE WHEN t.annulment_id IS NULL THEN e.test_score END AS test_score, \
  CASE WHEN t.annulment_id IS NULL THEN e.mark END AS mark, CASE WHEN t.annulment_id IS NULL THEN e.task_points END AS task_points, s.subject_code, s.form, r.person_id, r.participant_code, r.category, r.class_name, r.informing_organisation_id \
  FROM statement_line l JOIN statement t ON t.id = l.statement_id JOIN edition e ON e.id = l.edition_id JOIN result x ON x.id = e.result_id \
  JOIN sitting s ON s.id = x.sitting_id JOIN registration r ON r.id = s.registration_id WHERE l.statement_id IN (";
const AWAIT_RECEIPT: &str =
    "SELECT COUNT(*) FROM statement WHERE recipient_id = $1 AND handed_over_at IS NOT NULL AND received_at IS NULL";
const HAND_OVER: &str = "UPDATE statement SET handed_over_at = $2, handed_over_by = $3, version = version + 1 WHERE id = $1 AND handed_over_at IS NULL";
const RECEIVE: &str = "UPDATE statement SET received_at = $2, received_by = $3, version = version + 1 WHERE id = $1 AND handed_over_at IS NOT NULL AND received_at IS NULL";
const INSERT_OPENING: &str =
    "INSERT INTO statement_opening (id, statement_id, account_id, form, opened_at) VALUES ($1, $2, $3, $4, $5)";
const FIRST_OPENING: &str =
    "UPDATE statement SET first_opened_at = $2 WHERE id = $1 AND first_opened_at IS NULL AND recipient_id = $3";
const OPENINGS: &str = "SELECT id, statement_id, account_id, form, opened_at FROM statement_opening WHERE statement_id = $1 ORDER BY opened_at";
const OPENINGS_OF: &str =
    "SELECT id, statement_id, account_id, form, opened_at FROM statement_opening WHERE statement_id IN (";
const OF_COMPLETION: &str = "SELECT id, exam_id, completion_id, protocol_id, annulment_id, number, hop, sender_id, recipient_id, parent_id, formed_at, content_hash, line_count, \
  handed_over_at, handed_over_by, received_at, received_by, version FROM statement WHERE completion_id = $1 ORDER BY number";
const OF_EDITION: &str = "SELECT t.id, t.exam_id, t.completion_id, t.protocol_id, t.annulment_id, t.number, t.hop, t.sender_id, t.recipient_id, t.parent_id, t.formed_at, t.content_hash, \
  t.line_count, t.handed_over_at, t.handed_over_by, t.received_at, t.received_by, t.version \
  FROM statement t JOIN statement_line l ON l.statement_id = t.id WHERE l.edition_id = $1 ORDER BY t.number";
/// Both ways a statement reaches an organisation, each by its own index: asked for with an `OR` the database reads every line of
/// the exam.
const HANDED_OVER_EDITIONS: &str = "SELECT h.result_id, h.edition_id, h.told_at FROM ( \
  SELECT e.result_id, e.id AS edition_id, k.told_at, e.number FROM statement t JOIN statement_line l ON l.statement_id = t.id \
  JOIN edition e ON e.id = l.edition_id LEFT JOIN ledger_line k ON k.edition_id = e.id \
  WHERE t.recipient_id = $2 AND t.exam_id = $1 AND t.annulment_id IS NULL AND t.handed_over_at IS NOT NULL AND e.released_at IS NOT NULL \
  UNION ALL \
  SELECT e.result_id, e.id AS edition_id, k.told_at, e.number FROM statement p JOIN statement t ON t.parent_id = p.id AND t.sender_id <> p.recipient_id \
  JOIN statement_line l ON l.statement_id = t.id JOIN edition e ON e.id = l.edition_id LEFT JOIN ledger_line k ON k.edition_id = e.id \
  WHERE p.recipient_id = $2 AND p.exam_id = $1 AND p.annulment_id IS NULL AND p.handed_over_at IS NOT NULL AND e.released_at IS NOT NULL) h ORDER BY h.number";
const HANDED_AMONG: &str = "SELECT l.edition_id FROM statement_line l JOIN statement t ON t.id = l.statement_id \
  LEFT JOIN statement p ON p.id = t.parent_id AND p.recipient_id <> t.sender_id WHERE l.edition_id IN (";
const ALL: &str = "SELECT id, exam_id, completion_id, protocol_id, annulment_id, number, hop, sender_id, recipient_id, parent_id, formed_at, content_hash, line_count, \
  handed_over_at, handed_over_by, received_at, received_by, version FROM statement ORDER BY number";

/// Adds statements; parents first.
pub async fn insert(tx: &mut Tx, rows: &[StatementRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT, 18, rows, |b, row| {
        b.push_bind(row.id)
            .push_bind(row.exam_id)
            .push_bind(row.completion_id)
            .push_bind(row.protocol_id)
            .push_bind(row.annulment_id)
            .push_bind(row.number.clone())
            .push_bind(row.hop.clone())
            .push_bind(row.sender_id)
            .push_bind(row.recipient_id)
            .push_bind(row.parent_id)
            .push_bind(row.formed_at)
            .push_bind(row.content_hash.clone())
            .push_bind(row.line_count)
            .push_bind(row.handed_over_at)
            .push_bind(row.handed_over_by)
            .push_bind(row.received_at)
            .push_bind(row.received_by)
            .push_bind(row.version);
    });
    Ok(())
}

/// Adds lines.
pub async fn insert_lines(tx: &mut Tx, rows: &[StatementLineRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_LINE, 4, rows, |b, row| {
        b.push_bind(row.statement_id)
            .push_bind(row.line_number)
            .push_bind(row.edition_id)
            .push_bind(row.commitment.clone());
    });
    Ok(())
}

/// How many statements were handed over to an organisation that has not confirmed their receipt.
pub async fn awaiting_receipt(tx: &mut Tx, recipient: Uuid) -> Result<i64, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(AWAIT_RECEIPT)
        .bind(recipient)
        .fetch_one(c)
        .await)?)
}

/// The statements a scope may know of: sent by it, handed over to it, on a list handed over to it, or below it.
pub async fn in_scope(tx: &mut Tx, scope: &Scope, exam: Option<Uuid>) -> Result<Vec<StatementInListRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(IN_SCOPE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The statements a scope may know of whose number has this piece, by number.
pub async fn by_number(
    tx: &mut Tx,
    scope: &Scope,
    piece: &NumberPiece,
    limit: i64,
) -> Result<Vec<StatementRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(BY_NUMBER)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(piece.lower())
        .bind(piece.upper())
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Some statements and those split off them or on their list, for reconciling.
pub async fn moved_with(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<StatementInListRow>, StorageError> {
    let mut found: HashMap<Uuid, StatementInListRow> = HashMap::new();
    for ids in ids.chunks(MOST_BINDS) {
        let rows: Vec<StatementInListRow> = on_engine!(tx, |c| {
            let mut builder = sqlx::QueryBuilder::new(WITH_PARENT_BY_ID);
            push_list!(builder, ids);
            builder.build_query_as().fetch_all(c).await
        })?;
        found.extend(rows.into_iter().map(|row| (row.statement.id, row)));
        let rows: Vec<StatementInListRow> = on_engine!(tx, |c| {
            let mut builder = sqlx::QueryBuilder::new(WITH_PARENT_BY_PARENT);
            push_list!(builder, ids);
            builder.build_query_as().fetch_all(c).await
        })?;
        found.extend(rows.into_iter().map(|row| (row.statement.id, row)));
    }
    Ok(found.into_values().collect())
}

/// One statement the scope may know of.
pub async fn find(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<StatementInListRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// A statement another was split off, as the other's reader may know it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ParentStatementRow {
    /// Its id.
    pub id: Uuid,
    /// Its number, printed on the other.
    pub number: String,
    /// When it was handed over, microseconds UTC.
    pub handed_over_at: Option<i64>,
    /// May the scope know of it?
    pub known: bool,
}

/// What a statement was split off; the caller has been allowed to know of the part.
pub async fn parent(tx: &mut Tx, scope: &Scope, parent: Uuid) -> Result<Option<ParentStatementRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(PARENT)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(parent)
        .fetch_optional(c)
        .await)?)
}

/// What a statement was split into and the scope may know of, by number: id, number, recipient.
pub async fn children(tx: &mut Tx, scope: &Scope, parent: Uuid) -> Result<Vec<(Uuid, String, Uuid)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(CHILDREN)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(parent)
        .fetch_all(c)
        .await)?)
}

/// A line of one of several statements.
#[derive(Debug, Clone, sqlx::FromRow)]
struct LineOfStatementRow {
    statement_id: Uuid,
    #[sqlx(flatten)]
    line: StatementLineInContextRow,
}

/// The lines of several statements with what they show, by statement, in order.
pub async fn lines_of(
    tx: &mut Tx,
    statements: &[Uuid],
) -> Result<HashMap<Uuid, Vec<StatementLineInContextRow>>, StorageError> {
    let mut found: HashMap<Uuid, Vec<StatementLineInContextRow>> = HashMap::new();
    if statements.is_empty() {
        return Ok(found);
    }
    let rows: Vec<LineOfStatementRow> = on_engine!(tx, |c| {
        let mut builder = sqlx::QueryBuilder::new(LINES_OF);
        push_list!(builder, statements);
        builder.push(" ORDER BY l.statement_id, l.line_number");
        builder.build_query_as().fetch_all(c).await
    })?;
    for row in rows {
        found.entry(row.statement_id).or_default().push(row.line);
    }
    Ok(found)
}

/// The lines of a statement with what they show, in order.
pub async fn lines(tx: &mut Tx, statement: Uuid) -> Result<Vec<StatementLineInContextRow>, StorageError> {
    let mut found = lines_of(tx, &[statement]).await?;
    Ok(found.remove(&statement).unwrap_or_default())
}

/// Records the sender's act; false if it was done before.
pub async fn hand_over(tx: &mut Tx, statement: Uuid, at: i64, by: Uuid) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(HAND_OVER)
        .bind(statement)
        .bind(at)
        .bind(by)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Records the recipient's act; false if it was done before or nothing was handed over.
pub async fn receive(tx: &mut Tx, statement: Uuid, at: i64, by: Uuid) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(RECEIVE)
        .bind(statement)
        .bind(at)
        .bind(by)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Records a view.
pub async fn insert_opening(tx: &mut Tx, row: &OpeningRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_OPENING)
        .bind(row.id)
        .bind(row.statement_id)
        .bind(row.account_id)
        .bind(&row.form)
        .bind(row.opened_at)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Notes the first view by the recipient; later ones and other organisations' change nothing.
pub async fn note_first_opening(tx: &mut Tx, statement: Uuid, at: i64, organisation: Uuid) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(FIRST_OPENING)
        .bind(statement)
        .bind(at)
        .bind(organisation)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The views of a statement, oldest first.
pub async fn openings(tx: &mut Tx, statement: Uuid) -> Result<Vec<OpeningRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OPENINGS)
        .bind(statement)
        .fetch_all(c)
        .await)?)
}

/// The same of some statements.
pub async fn openings_of(tx: &mut Tx, statements: &[Uuid]) -> Result<Vec<OpeningRow>, StorageError> {
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_engine!(tx, |c| {
        let mut builder = sqlx::QueryBuilder::new(OPENINGS_OF);
        push_list!(builder, statements);
        builder.push(" ORDER BY opened_at");
        builder.build_query_as().fetch_all(c).await
    })?)
}

/// What an end of processing formed.
pub async fn of_completion(tx: &mut Tx, completion: Uuid) -> Result<Vec<StatementRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_COMPLETION)
        .bind(completion)
        .fetch_all(c)
        .await)?)
}

/// A released edition that was handed over to somebody.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HandedOverEditionRow {
    /// Of which result.
    pub result_id: Uuid,
    /// The edition.
    pub edition_id: Uuid,
    /// When its participant was told it, microseconds UTC.
    pub told_at: Option<i64>,
}

/// Which of some editions were handed over to an organisation, or stand on a list handed over to it.
pub async fn handed_to(tx: &mut Tx, editions: &[Uuid], recipient: Uuid) -> Result<Vec<Uuid>, StorageError> {
    if editions.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_engine!(tx, |c| {
        let mut builder = sqlx::QueryBuilder::new(HANDED_AMONG);
        push_list!(builder, editions);
        builder.push(" AND (t.handed_over_at IS NOT NULL AND t.recipient_id = ");
        builder.push_bind(recipient);
        builder.push(" OR p.handed_over_at IS NOT NULL AND p.recipient_id = ");
        builder.push_bind(recipient);
        builder.push(")");
        builder.build_query_scalar().fetch_all(c).await
    })?)
}

/// The released editions of an exam that were handed over to an organisation, older editions first.
pub async fn handed_over_editions(
    tx: &mut Tx,
    exam: Uuid,
    recipient: Uuid,
) -> Result<Vec<HandedOverEditionRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(HANDED_OVER_EDITIONS)
        .bind(exam)
        .bind(recipient)
        .fetch_all(c)
        .await)?)
}

/// The statements an edition stands in.
pub async fn of_edition(tx: &mut Tx, edition: Uuid) -> Result<Vec<StatementRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_EDITION)
        .bind(edition)
        .fetch_all(c)
        .await)?)
}

/// Every statement, for verification and reconciling.
pub async fn all(tx: &mut Tx) -> Result<Vec<StatementRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ALL).fetch_all(c).await)?)
}
