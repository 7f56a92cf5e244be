//! Protocols of the exam commission and what they say of each edition. Every step is guarded by the state it starts from,
//! as `domain::approval` allows it; the two persons are held by the table as well.

use uuid::Uuid;

use crate::StorageError;
use crate::bulk::{bulk_insert, push_list};
use crate::engine::{Tx, on_engine};
use crate::results::EditionInContextRow;

/// One protocol.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ProtocolRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// «1», «2» within the exam.
    pub number: String,
    /// `ApprovalStage` code.
    pub state: String,
    /// `ProtocolPartKind` code.
    pub part: String,
    /// `ExamForm` code, of a part by form.
    pub part_form: Option<String>,
    /// The municipal body, state school or college, of a part by municipality.
    pub part_organisation_id: Option<Uuid>,
    /// SHA-256 over what was proposed.
    pub content_hash: Option<Vec<u8>>,
    /// Editions it approves, or would.
    pub approve_count: i64,
    /// Editions it shows as held.
    pub held_count: i64,
    /// The approved protocol it corrects.
    pub corrects: Option<Uuid>,
    /// On what ground.
    pub correction_ground: Option<String>,
    /// The account that proposed.
    pub proposed_by: Option<Uuid>,
    /// The person behind it.
    pub proposed_person: Option<Uuid>,
    /// `Role` code.
    pub proposed_role: Option<String>,
    /// Microseconds UTC.
    pub proposed_at: Option<i64>,
    /// The account that approved.
    pub approved_by: Option<Uuid>,
    /// The person behind it.
    pub approved_person: Option<Uuid>,
    /// `Role` code.
    pub approved_role: Option<String>,
    /// Microseconds UTC.
    pub approved_at: Option<i64>,
    /// `content-changed`, `withdrawn` or `returned`.
    pub void_reason: Option<String>,
    /// Why the chair returned it to the secretary.
    pub void_note: Option<String>,
    /// Microseconds UTC.
    pub void_at: Option<i64>,
    /// Who took it back.
    pub void_by: Option<Uuid>,
    /// The person behind it.
    pub void_person: Option<Uuid>,
    /// `Role` code.
    pub void_role: Option<String>,
    /// When sent to РЦОИ, microseconds UTC.
    pub sent_at: Option<i64>,
    /// By whom.
    pub sent_by: Option<Uuid>,
}

/// An approved protocol, as everything that follows from it names it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ApprovedProtocolRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// Its number, unique per exam.
    pub number: String,
    /// When the chair approved, microseconds UTC.
    pub approved_at: i64,
}

/// An edition as a protocol shows it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ProtocolLineRow {
    /// From 1, in the order of the content.
    pub line_number: i64,
    /// The edition.
    pub edition_id: Uuid,
    /// `HoldReason` codes joined by commas; empty for what is approved.
    pub holds: String,
}

/// A line with the edition it shows, as the edition stands now.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ProtocolLineInContextRow {
    /// From 1.
    pub line_number: i64,
    /// `HoldReason` codes joined by commas, as they stood at the proposal.
    pub holds: String,
    /// The sitting.
    pub sitting_id: Uuid,
    /// The edition.
    #[sqlx(flatten)]
    pub edition: EditionInContextRow,
}

/// An edition that waits for approval, with where it came from.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WaitingRow {
    /// The sitting.
    pub sitting_id: Uuid,
    /// The file it came in; none where it was entered otherwise.
    pub import_id: Option<Uuid>,
    /// Microseconds UTC.
    pub received_at: i64,
    /// The protocol behind the released edition that this one would replace.
    pub replaces_protocol_id: Option<Uuid>,
    /// The released edition that this one would replace.
    pub replaces_edition_id: Option<Uuid>,
    /// The edition.
    #[sqlx(flatten)]
    pub edition: EditionInContextRow,
}

/// Of a waiting edition what decides whether it may be approved.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WaitingStandingRow {
    /// The sitting.
    pub sitting_id: Uuid,
    /// The edition.
    pub edition_id: Uuid,
    /// The file it came in; none where it was entered otherwise.
    pub import_id: Option<Uuid>,
    /// `EditionState` code.
    pub state: String,
    /// `AttendanceOutcome` code.
    pub attendance: String,
    /// `HoldReason` code of РЦОИ's own hold.
    pub hold_reason: Option<String>,
}

/// An edition with another protocol that would approve it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ElsewhereRow {
    /// The edition.
    pub edition_id: Uuid,
    /// Number of the protocol.
    pub number: String,
    /// `ApprovalStage` code.
    pub state: String,
}

/// As little of a protocol's line as puts it in order and counts it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ProtocolLineKeyRow {
    /// The edition.
    pub edition_id: Uuid,
    /// As the line keeps them; empty for what it approves.
    pub holds: String,
    /// Whose.
    pub person_id: Uuid,
    /// Who tells.
    pub informing_organisation_id: Uuid,
}

const FIND: &str = "SELECT id, exam_id, number, state, part, part_form, part_organisation_id, content_hash, approve_count, held_count, \
  corrects, correction_ground, proposed_by, proposed_person, proposed_role, proposed_at, approved_by, approved_person, approved_role, approved_at, \
  void_reason, void_note, void_at, void_by, void_person, void_role, sent_at, sent_by FROM protocol WHERE id = $1";
const OF_EXAM: &str = "SELECT id, exam_id, number, state, part, part_form, part_organisation_id, content_hash, approve_count, held_count, \
  corrects, correction_ground, proposed_by, proposed_person, proposed_role, proposed_at, approved_by, approved_person, approved_role, approved_at, \
  void_reason, void_note, void_at, void_by, void_person, void_role, sent_at, sent_by FROM protocol WHERE exam_id = $1 ORDER BY proposed_at, id";
const ALL: &str = "SELECT id, exam_id, number, state, part, part_form, part_organisation_id, content_hash, approve_count, held_count, \
  corrects, correction_ground, proposed_by, proposed_person, proposed_role, proposed_at, approved_by, approved_person, approved_role, approved_at, \
  void_reason, void_note, void_at, void_by, void_person, void_role, sent_at, sent_by FROM protocol ORDER BY proposed_at, id";
const EXAMS_WITH_RETURNED: &str =
    "SELECT DISTINCT exam_id FROM protocol WHERE void_reason = 'returned' ORDER BY exam_id";
const INSERT: &str = "INSERT INTO protocol (id, exam_id, number, state, part, part_form, part_organisation_id, content_hash, approve_count, held_count, \
  corrects, correction_ground, proposed_by, proposed_person, proposed_role, proposed_at, approved_by, approved_person, approved_role, approved_at, \
  void_reason, void_note, void_at, void_by, void_person, void_role, sent_at, sent_by) ";
const APPROVE: &str = "UPDATE protocol SET state = 'approved', approved_by = $2, approved_person = $3, approved_role = $4, approved_at = $5 \
  WHERE id = $1 AND state = 'proposed' AND content_hash = $6";
const VOID: &str = "UPDATE protocol SET state = 'void', void_reason = $2, void_at = $3, void_by = $4, void_person = $5, void_role = $6, void_note = $7 \
  WHERE id = $1 AND state IN ('draft', 'proposed')";
const SEND: &str =
    "UPDATE protocol SET sent_at = $2, sent_by = $3 WHERE id = $1 AND state = 'approved' AND sent_at IS NULL";
const APPROVED: &str = "SELECT id, exam_id, number, approved_at FROM protocol \
  WHERE state = 'approved' AND (CAST($1 AS UUID) IS NULL OR exam_id = $1) ORDER BY approved_at, number";
const NOT_AS_RELEASED: &str = "SELECT p.number FROM protocol p WHERE p.state = 'approved' AND ( \
  p.approve_count <> (SELECT COUNT(*) FROM protocol_line l WHERE l.protocol_id = p.id AND l.holds = '') \
  OR p.approve_count <> (SELECT COUNT(*) FROM protocol_line l JOIN edition e ON e.id = l.edition_id \
    WHERE l.protocol_id = p.id AND l.holds = '' AND e.protocol_id = p.id AND e.released_at IS NOT NULL) \
  OR p.approve_count <> (SELECT COUNT(*) FROM edition e WHERE e.protocol_id = p.id)) ORDER BY p.number";
const INSERT_LINE: &str = "INSERT INTO protocol_line (protocol_id, line_number, edition_id, holds) ";
const LINES: &str =
    "SELECT line_number, edition_id, holds FROM protocol_line WHERE protocol_id = $1 ORDER BY line_number";
const LINES_IN_CONTEXT: &str = "SELECT p.line_number, p.holds, s.id AS sitting_id, e.id AS edition_id, e.result_id, e.number, e.state, e.attendance, e.essay_value, e.topic, \
  e.primary_score, e.test_score, e.mark, e.task_points, e.hold_reason, e.hold_note, \
  s.subject_code, s.form, r.person_id, r.participant_code, r.category, r.class_name, r.informing_organisation_id \
  FROM protocol_line p JOIN edition e ON e.id = p.edition_id JOIN result x ON x.id = e.result_id JOIN sitting s ON s.id = x.sitting_id \
  JOIN registration r ON r.id = s.registration_id WHERE p.protocol_id = $1 ORDER BY p.line_number";
const WAITING: &str = "SELECT t.sitting_id, e.import_id, e.received_at, l.protocol_id AS replaces_protocol_id, l.id AS replaces_edition_id, \
  e.id AS edition_id, e.result_id, e.number, e.state, e.attendance, e.essay_value, e.topic, e.primary_score, e.test_score, e.mark, e.task_points, e.hold_reason, e.hold_note, \
  t.subject_code, s.form, t.person_id, t.participant_code, t.category, t.class_name, t.informing_organisation_id \
  FROM participant t JOIN sitting s ON s.id = t.sitting_id JOIN edition e ON e.result_id = t.result_id AND e.state = t.pending_state \
  LEFT JOIN edition l ON l.id = t.released_edition_id \
  WHERE t.exam_id = $1 AND t.pending_state IN ('received', 'held') ORDER BY e.id";
const WAITING_AMONG: &str = "SELECT t.sitting_id, e.id AS edition_id, e.import_id, e.state, e.attendance, e.hold_reason \
  FROM participant t JOIN edition e ON e.result_id = t.result_id AND e.state = t.pending_state \
  WHERE t.pending_state IN ('received', 'held') AND t.sitting_id IN (";
const WAITING_UNFINISHED: &str = "SELECT t.sitting_id, e.id AS edition_id, e.import_id, e.state, e.attendance, e.hold_reason \
  FROM participant t JOIN edition e ON e.result_id = t.result_id AND e.state = t.pending_state \
  WHERE t.exam_id = $1 AND t.pending_state IN ('received', 'held') AND e.attendance IN ('not-finished', 'removed')";
const LINE_KEYS: &str = "SELECT p.edition_id, p.holds, r.person_id, r.informing_organisation_id \
  FROM protocol_line p JOIN edition e ON e.id = p.edition_id JOIN result x ON x.id = e.result_id JOIN sitting s ON s.id = x.sitting_id \
  JOIN registration r ON r.id = s.registration_id WHERE p.protocol_id = $1 ORDER BY p.line_number";
const ELSEWHERE: &str = "SELECT n.edition_id, p.number, p.state FROM protocol_line n JOIN protocol p ON p.id = n.protocol_id \
  WHERE p.exam_id = $1 AND n.holds = '' AND p.state IN ('proposed', 'approved')";
const APPROVED_BY: &str = "SELECT result_id, id FROM edition WHERE protocol_id = $1 AND state = 'released' ORDER BY id";

/// Every protocol of the region, oldest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<ProtocolRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ALL).fetch_all(c).await)?)
}

/// Records a protocol.
pub async fn insert(tx: &mut Tx, row: &ProtocolRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| {
        let mut builder = sqlx::QueryBuilder::new(INSERT);
        builder.push_values([row], |mut b, row| {
            b.push_bind(row.id)
                .push_bind(row.exam_id)
                .push_bind(row.number.clone())
                .push_bind(row.state.clone())
                .push_bind(row.part.clone())
                .push_bind(row.part_form.clone())
                .push_bind(row.part_organisation_id)
                .push_bind(row.content_hash.clone())
                .push_bind(row.approve_count)
                .push_bind(row.held_count)
                .push_bind(row.corrects)
                .push_bind(row.correction_ground.clone())
                .push_bind(row.proposed_by)
                .push_bind(row.proposed_person)
                .push_bind(row.proposed_role.clone())
                .push_bind(row.proposed_at)
                .push_bind(row.approved_by)
                .push_bind(row.approved_person)
                .push_bind(row.approved_role.clone())
                .push_bind(row.approved_at)
                .push_bind(row.void_reason.clone())
                .push_bind(row.void_note.clone())
                .push_bind(row.void_at)
                .push_bind(row.void_by)
                .push_bind(row.void_person)
                .push_bind(row.void_role.clone())
                .push_bind(row.sent_at)
                .push_bind(row.sent_by);
        });
        builder.build().execute(c).await.map(|_| ())
    })?;
    Ok(())
}

/// One protocol; `None` for an unknown one.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<ProtocolRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// The protocols of an exam, oldest first, void ones too.
pub async fn of_exam(tx: &mut Tx, exam: Uuid) -> Result<Vec<ProtocolRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_EXAM)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The exams of which the chair ever returned a proposal to the secretary.
pub async fn exams_with_returned(tx: &mut Tx) -> Result<Vec<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(EXAMS_WITH_RETURNED)
        .fetch_all(c)
        .await)?)
}

/// Who takes a step and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The account.
    pub account: Uuid,
    /// The person behind it.
    pub person: Uuid,
    /// `Role` code.
    pub role: String,
    /// Microseconds UTC.
    pub at: i64,
}

/// proposed → approved, over this content; false if it is not proposed, or over another.
pub async fn approve(tx: &mut Tx, id: Uuid, by: &Act, content_hash: &[u8]) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(APPROVE)
        .bind(id)
        .bind(by.account)
        .bind(by.person)
        .bind(&by.role)
        .bind(by.at)
        .bind(content_hash.to_vec())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// draft or proposed → void, because the content changed; false if it is neither.
pub async fn void_changed(tx: &mut Tx, id: Uuid, at: i64) -> Result<bool, StorageError> {
    void(tx, id, "content-changed", at, None, None).await
}

/// draft or proposed → void, taken back; false if it is neither.
pub async fn withdraw(tx: &mut Tx, id: Uuid, by: &Act) -> Result<bool, StorageError> {
    void(tx, id, "withdrawn", by.at, Some(by), None).await
}

/// proposed → void, returned by the chair to the secretary with a note; false if it is not proposed.
pub async fn return_to_secretary(tx: &mut Tx, id: Uuid, by: &Act, note: &str) -> Result<bool, StorageError> {
    void(tx, id, "returned", by.at, Some(by), Some(note)).await
}

async fn void(
    tx: &mut Tx,
    id: Uuid,
    reason: &str,
    at: i64,
    by: Option<&Act>,
    note: Option<&str>,
) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(VOID)
        .bind(id)
        .bind(reason)
        .bind(at)
        .bind(by.map(|by| by.account))
        .bind(by.map(|by| by.person))
        .bind(by.map(|by| by.role.clone()))
        .bind(note)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Records that an approved protocol was sent to РЦОИ; false if it is not approved or was sent.
pub async fn send(tx: &mut Tx, id: Uuid, by: Uuid, at: i64) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(SEND)
        .bind(id)
        .bind(at)
        .bind(by)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// The approved protocols of an exam, or of every exam, oldest first.
pub async fn approved(tx: &mut Tx, exam: Option<Uuid>) -> Result<Vec<ApprovedProtocolRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(APPROVED)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// Numbers of approved protocols that released something else than their lines approve; for verification.
pub async fn not_as_released(tx: &mut Tx) -> Result<Vec<String>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(NOT_AS_RELEASED)
        .fetch_all(c)
        .await)?)
}

/// Writes what a protocol shows.
pub async fn insert_lines(tx: &mut Tx, protocol: Uuid, rows: &[ProtocolLineRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_LINE, 4, rows, |b, row| {
        b.push_bind(protocol)
            .push_bind(row.line_number)
            .push_bind(row.edition_id)
            .push_bind(row.holds.clone());
    });
    Ok(())
}

/// The lines of a protocol, in order.
pub async fn lines(tx: &mut Tx, protocol: Uuid) -> Result<Vec<ProtocolLineRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(LINES)
        .bind(protocol)
        .fetch_all(c)
        .await)?)
}

/// The lines of a protocol with their editions, in order.
pub async fn lines_in_context(tx: &mut Tx, protocol: Uuid) -> Result<Vec<ProtocolLineInContextRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(LINES_IN_CONTEXT)
        .bind(protocol)
        .fetch_all(c)
        .await)?)
}

/// The lines of a protocol as keys, in order.
pub async fn line_keys(tx: &mut Tx, protocol: Uuid) -> Result<Vec<ProtocolLineKeyRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(LINE_KEYS)
        .bind(protocol)
        .fetch_all(c)
        .await)?)
}

/// Every edition of an exam that waits for approval, held or not, by id.
pub async fn waiting(tx: &mut Tx, exam: Uuid) -> Result<Vec<WaitingRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(WAITING)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// Of the editions that wait, those of some sittings.
pub async fn waiting_among(tx: &mut Tx, sittings: &[Uuid]) -> Result<Vec<WaitingStandingRow>, StorageError> {
    if sittings.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_engine!(tx, |c| {
        let mut builder = sqlx::QueryBuilder::new(WAITING_AMONG);
        push_list!(builder, sittings);
        builder.build_query_as().fetch_all(c).await
    })?)
}

/// Of the editions of an exam that wait, those of participants who did not finish or were removed.
pub async fn waiting_unfinished(tx: &mut Tx, exam: Uuid) -> Result<Vec<WaitingStandingRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(WAITING_UNFINISHED)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// Which editions of an exam stand in a proposed or approved protocol as what it approves.
pub async fn elsewhere(tx: &mut Tx, exam: Uuid) -> Result<Vec<ElsewhereRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ELSEWHERE)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The results whose released edition this protocol approved, with that edition.
pub async fn released_by(tx: &mut Tx, protocol: Uuid) -> Result<Vec<(Uuid, Uuid)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(APPROVED_BY)
        .bind(protocol)
        .fetch_all(c)
        .await)?)
}
