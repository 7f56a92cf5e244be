//! Announcements of procedure and schedule, with signatures (mordovia-187:11.1, 11.3).

use domain::access::Scope;
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::bulk_insert;
use crate::engine::{Tx, on_engine};

/// One announcement: an organisation tells when and where its participants will learn their results.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AnnouncementRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which exam.
    pub exam_id: Uuid,
    /// Who announces.
    pub organisation_id: Uuid,
    /// When results will be told, microseconds UTC.
    pub told_at: i64,
    /// Where.
    pub place: String,
    /// The procedure in words.
    pub procedure_text: String,
    /// Microseconds UTC.
    pub announced_at: i64,
    /// By which account.
    pub announced_by: Uuid,
    /// When the municipal body was told date and time.
    pub notified_at: Option<i64>,
    /// By which account.
    pub notified_by: Option<Uuid>,
    /// Row version.
    pub version: i64,
}

/// A signature under an announcement.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SignatureRow {
    /// Under which.
    pub announcement_id: Uuid,
    /// Whose child or who.
    pub person_id: Uuid,
    /// `participant` or `parent`.
    pub signer: String,
    /// Legal day.
    pub signed_on: String,
    /// Microseconds UTC.
    pub entered_at: i64,
    /// By which account.
    pub entered_by: Uuid,
}

const INSERT: &str = "INSERT INTO announcement (id, exam_id, organisation_id, told_at, place, procedure_text, announced_at, announced_by, notified_at, notified_by, version) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const UPDATE: &str = "UPDATE announcement SET told_at = $3, place = $4, procedure_text = $5, notified_at = $6, notified_by = $7, version = version + 1 \
  WHERE id = $1 AND version = $2";
const IN_SCOPE: &str = "SELECT n.id, n.exam_id, n.organisation_id, n.told_at, n.place, n.procedure_text, n.announced_at, n.announced_by, n.notified_at, n.notified_by, n.version \
  FROM announcement n JOIN organisation o ON o.id = n.organisation_id \
  WHERE ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) AND n.exam_id = $3 ORDER BY o.code";
const OF_ORGANISATION: &str = "SELECT id, exam_id, organisation_id, told_at, place, procedure_text, announced_at, announced_by, notified_at, notified_by, version \
  FROM announcement WHERE exam_id = $1 AND organisation_id = $2";
const OWED: &str = "SELECT t.exam_id, COUNT(*) FROM participant t WHERE t.informing_organisation_id = $1 \
  AND NOT EXISTS (SELECT 1 FROM announcement n WHERE n.exam_id = t.exam_id AND n.organisation_id = $1) GROUP BY t.exam_id";
const LATEST: &str = "SELECT n.id, n.exam_id, n.organisation_id, n.told_at, n.place, n.procedure_text, n.announced_at, n.announced_by, n.notified_at, n.notified_by, n.version \
  FROM announcement n WHERE n.organisation_id = $1 ORDER BY n.announced_at DESC, n.id DESC LIMIT 1";
const SIGNATURES: &str = "SELECT announcement_id, person_id, signer, signed_on, entered_at, entered_by FROM announcement_signature WHERE announcement_id = $1";
const INSERT_SIGNATURE: &str =
    "INSERT INTO announcement_signature (announcement_id, person_id, signer, signed_on, entered_at, entered_by) ";
const DELETE_SIGNATURES: &str = "DELETE FROM announcement_signature WHERE announcement_id = $1";
const SIGNATURE_COUNTS: &str = "SELECT g.announcement_id, COUNT(*) FROM announcement_signature g JOIN announcement n ON n.id = g.announcement_id \
  WHERE n.exam_id = $1 AND g.signer = 'participant' GROUP BY g.announcement_id";

/// Adds one.
pub async fn insert(tx: &mut Tx, row: &AnnouncementRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.exam_id)
        .bind(row.organisation_id)
        .bind(row.told_at)
        .bind(&row.place)
        .bind(&row.procedure_text)
        .bind(row.announced_at)
        .bind(row.announced_by)
        .bind(row.notified_at)
        .bind(row.notified_by)
        .bind(row.version)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Rewrites one if it still has `row.version`; false if somebody was first.
pub async fn update(tx: &mut Tx, row: &AnnouncementRow) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(UPDATE)
        .bind(row.id)
        .bind(row.version)
        .bind(row.told_at)
        .bind(&row.place)
        .bind(&row.procedure_text)
        .bind(row.notified_at)
        .bind(row.notified_by)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// The exams whose results this organisation tells and has not announced yet, with its participants.
pub async fn owed(tx: &mut Tx, organisation: Uuid) -> Result<Vec<(Uuid, i64)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OWED)
        .bind(organisation)
        .fetch_all(c)
        .await)?)
}

/// The announcement this organisation made last.
pub async fn latest(tx: &mut Tx, organisation: Uuid) -> Result<Option<AnnouncementRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(LATEST)
        .bind(organisation)
        .fetch_optional(c)
        .await)?)
}

/// The announcements of an exam in a scope.
pub async fn in_scope(tx: &mut Tx, scope: &Scope, exam: Uuid) -> Result<Vec<AnnouncementRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(IN_SCOPE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The one of an organisation, if it is made.
pub async fn of_organisation(
    tx: &mut Tx,
    exam: Uuid,
    organisation: Uuid,
) -> Result<Vec<AnnouncementRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_ORGANISATION)
        .bind(exam)
        .bind(organisation)
        .fetch_all(c)
        .await)?)
}

/// The signatures under an announcement.
pub async fn signatures(tx: &mut Tx, announcement: Uuid) -> Result<Vec<SignatureRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(SIGNATURES)
        .bind(announcement)
        .fetch_all(c)
        .await)?)
}

/// Replaces the signatures under an announcement.
pub async fn replace_signatures(tx: &mut Tx, announcement: Uuid, rows: &[SignatureRow]) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(DELETE_SIGNATURES)
        .bind(announcement)
        .execute(c)
        .await
        .map(|_| ()))?;
    bulk_insert!(tx, INSERT_SIGNATURE, 6, rows, |b, row| {
        b.push_bind(row.announcement_id)
            .push_bind(row.person_id)
            .push_bind(row.signer.clone())
            .push_bind(row.signed_on.clone())
            .push_bind(row.entered_at)
            .push_bind(row.entered_by);
    });
    Ok(())
}

/// Participants' signatures counted, by announcement of an exam.
pub async fn signature_counts(tx: &mut Tx, exam: Uuid) -> Result<Vec<(Uuid, i64)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(SIGNATURE_COUNTS)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}
