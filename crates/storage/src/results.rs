//! Results, their editions, and the recorded ends of processing. Editions are added and stepped forward, never deleted.

use std::collections::HashMap;

use domain::access::Scope;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::{MOST_BINDS, Repeated, bulk_insert, push_list};
use crate::engine::{Tx, on_engine};
use crate::participants::{self, FirstEdition, Of};

/// One value of a result.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EditionRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which result.
    pub result_id: Uuid,
    /// 1, 2, …
    pub number: i64,
    /// `EditionState` code.
    pub state: String,
    /// `AttendanceOutcome` code.
    pub attendance: String,
    /// Storage code of `EssayValue`; `None` when nothing was written.
    pub essay_value: Option<String>,
    /// Topic number as text, up to 4 digits.
    pub topic: Option<String>,
    /// Primary score; `None` of the essay and where no work was checked.
    pub primary_score: Option<i64>,
    /// Test score by the year's scale.
    pub test_score: Option<i64>,
    /// Mark by the year's scale.
    pub mark: Option<i64>,
    /// Storage code of `TaskPoints`.
    pub task_points: Option<String>,
    /// Why this value: in words.
    pub ground: String,
    /// The document behind it.
    pub document_reference: Option<String>,
    /// Who brought it in.
    pub author_account_id: Uuid,
    /// By which import.
    pub import_id: Option<Uuid>,
    /// Microseconds UTC.
    pub received_at: i64,
    /// `HoldReason` code.
    pub hold_reason: Option<String>,
    /// The hold in words.
    pub hold_note: Option<String>,
    /// By which end of processing released.
    pub completion_id: Option<Uuid>,
    /// By which protocol approved.
    pub protocol_id: Option<Uuid>,
    /// Microseconds UTC.
    pub released_at: Option<i64>,
    /// When superseded or annulled, microseconds UTC.
    pub ended_at: Option<i64>,
}

/// An edition with what a statement says of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct EditionInContextRow {
    /// The edition.
    pub edition_id: Uuid,
    /// Of which result.
    pub result_id: Uuid,
    /// Its number.
    pub number: i64,
    /// Its state code.
    pub state: String,
    /// Its attendance code.
    pub attendance: String,
    /// Its value.
    pub essay_value: Option<String>,
    /// Its topic.
    pub topic: Option<String>,
    /// Its primary score.
    pub primary_score: Option<i64>,
    /// Test score by the year's scale.
    pub test_score: Option<i64>,
    /// Mark by the year's scale.
    pub mark: Option<i64>,
    /// Storage code of `TaskPoints`.
    pub task_points: Option<String>,
    /// Why held.
    pub hold_reason: Option<String>,
    /// The hold in words.
    pub hold_note: Option<String>,
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

/// One recorded end of processing.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CompletionRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// 1, 2, … per exam.
    pub number: i64,
    /// Microseconds UTC.
    pub declared_at: i64,
    /// By whom.
    pub declared_by: Uuid,
    /// Hash of exactly what was released.
    pub content_hash: Vec<u8>,
    /// Editions released.
    pub released_count: i64,
    /// Editions held at that moment.
    pub held_count: i64,
}

const INSERT_RESULT: &str = "INSERT INTO result (id, sitting_id, created_at) ";
const INSERT_EDITION: &str = "INSERT INTO edition (id, result_id, number, state, attendance, essay_value, topic, primary_score, test_score, mark, task_points, ground, document_reference, \
  author_account_id, import_id, received_at, hold_reason, hold_note, completion_id, protocol_id, released_at, ended_at) ";
const PENDING: &str = "SELECT e.id AS edition_id, e.result_id, e.number, e.state, e.attendance, e.essay_value, e.topic, e.primary_score, e.test_score, e.mark, e.task_points, e.hold_reason, e.hold_note, \
  t.subject_code, s.form, t.person_id, t.participant_code, t.category, t.class_name, t.informing_organisation_id \
  FROM participant t JOIN sitting s ON s.id = t.sitting_id JOIN edition e ON e.result_id = t.result_id AND e.state = t.pending_state \
  WHERE t.exam_id = $1 AND t.pending_state IN ('received', 'held') ORDER BY e.id";
const RELEASED_OF_EXAM: &str = "SELECT e.id AS edition_id, e.result_id, e.number, e.state, e.attendance, e.essay_value, e.topic, e.primary_score, e.test_score, e.mark, e.task_points, e.hold_reason, e.hold_note, \
  s.subject_code, s.form, r.person_id, r.participant_code, r.category, r.class_name, r.informing_organisation_id \
  FROM edition e JOIN result x ON x.id = e.result_id JOIN sitting s ON s.id = x.sitting_id JOIN registration r ON r.id = s.registration_id \
  WHERE s.exam_id = $1 AND e.state = 'released' ORDER BY e.id";
const IN_CONTEXT: &str = "SELECT e.id AS edition_id, e.result_id, e.number, e.state, e.attendance, e.essay_value, e.topic, e.primary_score, e.test_score, e.mark, e.task_points, e.hold_reason, e.hold_note, \
  s.subject_code, s.form, r.person_id, r.participant_code, r.category, r.class_name, r.informing_organisation_id \
  FROM edition e JOIN result x ON x.id = e.result_id JOIN sitting s ON s.id = x.sitting_id JOIN registration r ON r.id = s.registration_id \
  WHERE e.id IN (";
const REPLACED_BY_RECEIVED: &str = "SELECT COUNT(*) FROM participant WHERE exam_id = $1 AND pending_state = 'received' AND released_edition_id IS NOT NULL";
const WITHOUT_RESULT: &str = "SELECT COUNT(*) FROM participant WHERE exam_id = $1 AND result_id IS NULL";
const SUPERSEDE_RELEASED: &str = "UPDATE edition SET state = 'superseded', ended_at = $2 WHERE state = 'released' AND result_id IN \
  (SELECT e.result_id FROM edition e JOIN result x ON x.id = e.result_id JOIN sitting s ON s.id = x.sitting_id \
   WHERE s.exam_id = $1 AND e.state = 'received')";
const RELEASE: &str = "UPDATE edition SET state = 'released', completion_id = $2, released_at = $3 WHERE state = 'received' AND result_id IN \
  (SELECT x.id FROM result x JOIN sitting s ON s.id = x.sitting_id WHERE s.exam_id = $1)";
const MARK_APPROVED: &str = "UPDATE edition SET state = 'approved' WHERE state = 'received' AND id IN (";
const SUPERSEDE_BY_MARKED: &str = "UPDATE edition SET state = 'superseded', ended_at = $2 WHERE state = 'released' AND result_id IN \
  (SELECT e.result_id FROM edition e JOIN result x ON x.id = e.result_id JOIN sitting s ON s.id = x.sitting_id \
   WHERE s.exam_id = $1 AND e.state = 'approved')";
const RELEASE_MARKED: &str = "UPDATE edition SET state = 'released', protocol_id = $2, released_at = $3 WHERE state = 'approved' AND result_id IN \
  (SELECT x.id FROM result x JOIN sitting s ON s.id = x.sitting_id WHERE s.exam_id = $1)";
/// Then the moment, the next text and the list.
const SUPERSEDE: &str = "UPDATE edition SET state = 'superseded', ended_at = ";
const PENDING_AMONG: &str = " WHERE state IN ('received', 'held') AND id IN (";
const HOLD: &str =
    "UPDATE edition SET state = 'held', hold_reason = $2, hold_note = $3 WHERE id = $1 AND state = 'received'";
const UNHOLD: &str =
    "UPDATE edition SET state = 'received', hold_reason = NULL, hold_note = NULL WHERE id = $1 AND state = 'held'";
const INSERT_COMPLETION: &str = "INSERT INTO processing_completion (id, exam_id, number, declared_at, declared_by, content_hash, released_count, held_count) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const COMPLETIONS: &str = "SELECT id, exam_id, number, declared_at, declared_by, content_hash, released_count, held_count \
  FROM processing_completion WHERE exam_id = $1 ORDER BY number";
const COMPLETION_NUMBER: &str = "SELECT number FROM processing_completion WHERE id = $1";
const EDITIONS_OF_RESULT: &str = "SELECT id, result_id, number, state, attendance, essay_value, topic, primary_score, test_score, mark, task_points, ground, document_reference, author_account_id, \
  import_id, received_at, hold_reason, hold_note, completion_id, protocol_id, released_at, ended_at FROM edition WHERE result_id = $1 ORDER BY number";
const EDITIONS_OF_RESULTS: &str = "SELECT id, result_id, number, state, attendance, essay_value, topic, primary_score, test_score, mark, task_points, ground, document_reference, author_account_id, \
  import_id, received_at, hold_reason, hold_note, completion_id, protocol_id, released_at, ended_at FROM edition WHERE result_id IN (";
const COMPLETION_COUNTS: &str = "SELECT exam_id, COUNT(*) FROM processing_completion GROUP BY exam_id";
const FIND_EDITION_EXAM: &str = "SELECT s.exam_id FROM edition e JOIN result x ON x.id = e.result_id JOIN sitting s ON s.id = x.sitting_id WHERE e.id = $1";
const FIND_RESULT: &str = "SELECT x.id AS result_id, s.exam_id, s.subject_code, r.id AS registration_id, r.person_id, r.participant_code, r.class_name, \
  r.category, r.informing_organisation_id, r.registering_organisation_id \
  FROM result x JOIN sitting s ON s.id = x.sitting_id JOIN registration r ON r.id = s.registration_id \
  JOIN organisation o ON o.id = r.informing_organisation_id \
  WHERE x.id = $3 AND ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2))";
const RESULTS_OF_PERSON: &str = "SELECT x.id AS result_id, s.exam_id, s.subject_code, r.id AS registration_id, r.person_id, r.participant_code, r.class_name, \
  r.category, r.informing_organisation_id, r.registering_organisation_id \
  FROM result x JOIN sitting s ON s.id = x.sitting_id JOIN registration r ON r.id = s.registration_id \
  JOIN organisation o ON o.id = r.informing_organisation_id \
  WHERE r.person_id = $3 AND ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) ORDER BY x.created_at";
/// Where a result belongs.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ResultRow {
    /// The result.
    pub result_id: Uuid,
    /// Its exam.
    pub exam_id: Uuid,
    /// 20 or 21.
    pub subject_code: i64,
    /// Whose registration.
    pub registration_id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// Federal code.
    pub participant_code: String,
    /// Class.
    pub class_name: String,
    /// Category code.
    pub category: String,
    /// Who tells.
    pub informing_organisation_id: Uuid,
    /// Where registered.
    pub registering_organisation_id: Uuid,
}

/// A result: id, sitting, created at.
pub type NewResult = (Uuid, Uuid, i64);

/// Adds results without an edition yet.
pub async fn insert_results(tx: &mut Tx, rows: &[NewResult]) -> Result<(), StorageError> {
    add_results(tx, rows).await?;
    let results: Vec<Uuid> = rows.iter().map(|row| row.0).collect();
    participants::refresh(tx, Of::Results, &results).await
}

/// Adds editions of results that stand.
pub async fn insert_editions(tx: &mut Tx, rows: &[EditionRow]) -> Result<(), StorageError> {
    add_editions(tx, rows).await?;
    let results: Vec<Uuid> = rows.iter().map(|row| row.result_id).collect();
    participants::refresh(tx, Of::Results, &results).await
}

/// Adds waiting editions, and before them the results that some of them are the first and only ones of.
pub async fn insert_results_with_editions(
    tx: &mut Tx,
    results: &[NewResult],
    editions: &[EditionRow],
) -> Result<(), StorageError> {
    add_results(tx, results).await?;
    add_editions(tx, editions).await?;
    let sitting_of: HashMap<Uuid, Uuid> = results.iter().map(|(id, sitting, _)| (*id, *sitting)).collect();
    let (mut first, mut later) = (Vec::with_capacity(results.len()), Vec::new());
    for edition in editions {
        match sitting_of.get(&edition.result_id) {
            Some(sitting) => first.push(FirstEdition {
                sitting: *sitting,
                result: edition.result_id,
                state: &edition.state,
            }),
            None => later.push(edition.result_id),
        }
    }
    participants::note_first_editions(tx, &first).await?;
    participants::refresh(tx, Of::Results, &later).await
}

async fn add_results(tx: &mut Tx, rows: &[NewResult]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_RESULT, 3, rows, |b, row| {
        b.push_bind(row.0).push_bind(row.1).push_bind(row.2);
    });
    Ok(())
}

async fn add_editions(tx: &mut Tx, rows: &[EditionRow]) -> Result<(), StorageError> {
    let mut state = Repeated::default();
    let mut attendance = Repeated::default();
    let mut ground = Repeated::default();
    let mut document = Repeated::default();
    bulk_insert!(tx, INSERT_EDITION, 22, rows, |b, row| {
        b.push_bind(row.id)
            .push_bind(row.result_id)
            .push_bind(row.number)
            .push_bind(state.text(&row.state))
            .push_bind(attendance.text(&row.attendance))
            .push_bind(row.essay_value.clone())
            .push_bind(row.topic.clone())
            .push_bind(row.primary_score)
            .push_bind(row.test_score)
            .push_bind(row.mark)
            .push_bind(row.task_points.clone())
            .push_bind(ground.text(&row.ground))
            .push_bind(row.document_reference.as_deref().map(|text| document.text(text)))
            .push_bind(row.author_account_id)
            .push_bind(row.import_id)
            .push_bind(row.received_at)
            .push_bind(row.hold_reason.clone())
            .push_bind(row.hold_note.clone())
            .push_bind(row.completion_id)
            .push_bind(row.protocol_id)
            .push_bind(row.released_at)
            .push_bind(row.ended_at);
    });
    Ok(())
}

/// Editions that wait for release (received or held), by id.
pub async fn pending(tx: &mut Tx, exam: Uuid) -> Result<Vec<EditionInContextRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(PENDING)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// Released editions of an exam, by id: for the publication projection and for verification.
pub async fn released_of_exam(tx: &mut Tx, exam: Uuid) -> Result<Vec<EditionInContextRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(RELEASED_OF_EXAM)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// How many ends of processing each exam has.
pub async fn completion_counts(tx: &mut Tx) -> Result<Vec<(Uuid, i64)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(COMPLETION_COUNTS)
        .fetch_all(c)
        .await)?)
}

/// All editions of some results, oldest first.
pub async fn editions_of_results(tx: &mut Tx, results: &[Uuid]) -> Result<Vec<EditionRow>, StorageError> {
    if results.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_engine!(tx, |c| {
        let mut builder = sqlx::QueryBuilder::new(EDITIONS_OF_RESULTS);
        push_list!(builder, results);
        builder.push(" ORDER BY number");
        builder.build_query_as().fetch_all(c).await
    })?)
}

/// Some editions, in no order; the caller has been allowed to know of them.
pub async fn in_context(tx: &mut Tx, editions: &[Uuid]) -> Result<Vec<EditionInContextRow>, StorageError> {
    let mut found = Vec::with_capacity(editions.len());
    for editions in editions.chunks(MOST_BINDS) {
        let rows: Vec<EditionInContextRow> = on_engine!(tx, |c| {
            let mut builder = sqlx::QueryBuilder::new(IN_CONTEXT);
            push_list!(builder, editions);
            builder.build_query_as().fetch_all(c).await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

/// How many released editions would give way to a received one.
pub async fn replaced_by_received(tx: &mut Tx, exam: Uuid) -> Result<i64, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(REPLACED_BY_RECEIVED)
        .bind(exam)
        .fetch_one(c)
        .await)?)
}

/// How many sittings of an exam nothing was received for.
pub async fn without_result(tx: &mut Tx, exam: Uuid) -> Result<i64, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(WITHOUT_RESULT)
        .bind(exam)
        .fetch_one(c)
        .await)?)
}

/// Releases every received edition of the exam, superseding the released ones they replace. Returns how many.
pub async fn release_received(tx: &mut Tx, exam: Uuid, completion: Uuid, at: i64) -> Result<u64, StorageError> {
    on_engine!(tx, |c| sqlx::query(SUPERSEDE_RELEASED)
        .bind(exam)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    let released = on_engine!(tx, |c| sqlx::query(RELEASE)
        .bind(exam)
        .bind(completion)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    participants::refresh(tx, Of::Exams, &[exam]).await?;
    Ok(released)
}

/// Releases exactly these received editions of an exam by a protocol: received → approved → released; the released ones they
/// replace are superseded. Returns how many were released: fewer than asked for means that one of them waits no more.
pub async fn release_editions(
    tx: &mut Tx,
    exam: Uuid,
    protocol: Uuid,
    editions: &[Uuid],
    at: i64,
) -> Result<u64, StorageError> {
    for editions in editions.chunks(MOST_BINDS) {
        on_engine!(tx, |c| {
            let mut builder = sqlx::QueryBuilder::new(MARK_APPROVED);
            push_list!(builder, editions);
            builder.build().execute(c).await.map(|_| ())
        })?;
    }
    on_engine!(tx, |c| sqlx::query(SUPERSEDE_BY_MARKED)
        .bind(exam)
        .bind(at)
        .execute(c)
        .await
        .map(|_| ()))?;
    let released = on_engine!(tx, |c| sqlx::query(RELEASE_MARKED)
        .bind(exam)
        .bind(protocol)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    participants::refresh(tx, Of::Exams, &[exam]).await?;
    Ok(released)
}

/// Waiting editions give way to newer ones.
pub async fn supersede_pending(tx: &mut Tx, editions: &[Uuid], at: i64) -> Result<(), StorageError> {
    for some in editions.chunks(MOST_BINDS - 1) {
        on_engine!(tx, |c| {
            let mut builder = QueryBuilder::new(SUPERSEDE);
            builder.push_bind(at).push(PENDING_AMONG);
            push_list!(builder, some);
            builder.build().execute(c).await.map(|_| ())
        })?;
    }
    participants::refresh(tx, Of::Editions, editions).await
}

/// Holds a received edition; false if it is not received any more.
pub async fn hold(tx: &mut Tx, edition: Uuid, reason: &str, note: &str) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(HOLD)
        .bind(edition)
        .bind(reason)
        .bind(note)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    participants::refresh(tx, Of::Editions, &[edition]).await?;
    Ok(rows == 1)
}

/// Ends a hold; false if there is none.
pub async fn end_hold(tx: &mut Tx, edition: Uuid) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(UNHOLD)
        .bind(edition)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    participants::refresh(tx, Of::Editions, &[edition]).await?;
    Ok(rows == 1)
}

/// Records an end of processing.
pub async fn insert_completion(tx: &mut Tx, row: &CompletionRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_COMPLETION)
        .bind(row.id)
        .bind(row.exam_id)
        .bind(row.number)
        .bind(row.declared_at)
        .bind(row.declared_by)
        .bind(&row.content_hash)
        .bind(row.released_count)
        .bind(row.held_count)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The recorded ends of processing of an exam, in order.
pub async fn completions(tx: &mut Tx, exam: Uuid) -> Result<Vec<CompletionRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(COMPLETIONS)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The number of one end of processing; 0 for an unknown one.
pub async fn completion_number(tx: &mut Tx, completion: Uuid) -> Result<i64, StorageError> {
    let number: Option<i64> = on_engine!(tx, |c| sqlx::query_scalar(COMPLETION_NUMBER)
        .bind(completion)
        .fetch_optional(c)
        .await)?;
    Ok(number.unwrap_or_default())
}

/// All editions of a result, oldest first.
pub async fn editions_of_result(tx: &mut Tx, result: Uuid) -> Result<Vec<EditionRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(EDITIONS_OF_RESULT)
        .bind(result)
        .fetch_all(c)
        .await)?)
}

/// Which exam an edition belongs to.
pub async fn exam_of_edition(tx: &mut Tx, edition: Uuid) -> Result<Option<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(FIND_EDITION_EXAM)
        .bind(edition)
        .fetch_optional(c)
        .await)?)
}

/// One result the scope may know of.
pub async fn find_result(tx: &mut Tx, scope: &Scope, result: Uuid) -> Result<Option<ResultRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND_RESULT)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(result)
        .fetch_optional(c)
        .await)?)
}

/// The results of one person that the scope may know of.
pub async fn results_of_person(tx: &mut Tx, scope: &Scope, person: Uuid) -> Result<Vec<ResultRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(RESULTS_OF_PERSON)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(person)
        .fetch_all(c)
        .await)?)
}
