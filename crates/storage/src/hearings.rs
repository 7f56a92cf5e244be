//! Hearings of the appeals commission (a room on one day), its members, the experts it calls in, and who marked a work.

use uuid::Uuid;

use crate::StorageError;
use crate::bulk::bulk_insert;
use crate::engine::{Tx, on_engine};

/// A room on one day.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HearingRow {
    /// UUIDv7.
    pub id: Uuid,
    /// 1, 2, … in the region.
    pub number: i64,
    /// Legal day.
    pub day: String,
    /// Start of the first slot, microseconds UTC.
    pub starts_at: i64,
    /// Address or organisation.
    pub place: String,
    /// Number of the room.
    pub room: String,
    /// Microseconds UTC.
    pub appointed_at: i64,
    /// By whom.
    pub appointed_by: Uuid,
}

/// A member or an expert.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CommissionPersonRow {
    /// UUIDv7.
    pub id: Uuid,
    /// `CommissionPart` code.
    pub part: String,
    /// As papers name the person; unique.
    pub code: String,
    /// Whose name.
    pub person_id: Uuid,
    /// Where the person works.
    pub workplace_id: Option<Uuid>,
    /// `ExamKind` code, of an expert.
    pub exam_kind: Option<String>,
    /// Subject, of an expert.
    pub subject_code: Option<i64>,
    /// Microseconds UTC.
    pub appointed_at: i64,
    /// By whom.
    pub appointed_by: Uuid,
    /// When it ended.
    pub ended_at: Option<i64>,
    /// By whom.
    pub ended_by: Option<Uuid>,
    /// With which account an expert gives conclusions in person; several experts may be one person of several subjects.
    pub account_id: Option<Uuid>,
}

const INSERT: &str = "INSERT INTO hearing (id, number, day, starts_at, place, room, appointed_at, appointed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const ALL: &str = "SELECT id, number, day, starts_at, place, room, appointed_at, appointed_by FROM hearing ORDER BY starts_at, number";
const FIND: &str =
    "SELECT id, number, day, starts_at, place, room, appointed_at, appointed_by FROM hearing WHERE id = $1";
const INSERT_PERSON: &str = "INSERT INTO commission_person (id, part, code, person_id, workplace_id, exam_kind, subject_code, appointed_at, appointed_by) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const PEOPLE: &str = "SELECT id, part, code, person_id, workplace_id, exam_kind, subject_code, appointed_at, appointed_by, ended_at, ended_by, account_id \
  FROM commission_person ORDER BY code";
const END_PERSON: &str = "UPDATE commission_person SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL";
const SET_ACCOUNT: &str =
    "UPDATE commission_person SET account_id = $2 WHERE id = $1 AND part = 'expert' AND ended_at IS NULL";
const INSERT_MARKER: &str = "INSERT INTO work_marker (sitting_id, expert_id, named_at, named_by) ";
const MARKERS: &str = "SELECT expert_id FROM work_marker WHERE sitting_id = $1 ORDER BY expert_id";

/// Records a room and day.
pub async fn insert(tx: &mut Tx, row: &HearingRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.number)
        .bind(&row.day)
        .bind(row.starts_at)
        .bind(&row.place)
        .bind(&row.room)
        .bind(row.appointed_at)
        .bind(row.appointed_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Every hearing, earliest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<HearingRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ALL).fetch_all(c).await)?)
}

/// One hearing.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<HearingRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// Records a member or an expert.
pub async fn insert_person(tx: &mut Tx, row: &CommissionPersonRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_PERSON)
        .bind(row.id)
        .bind(&row.part)
        .bind(&row.code)
        .bind(row.person_id)
        .bind(row.workplace_id)
        .bind(&row.exam_kind)
        .bind(row.subject_code)
        .bind(row.appointed_at)
        .bind(row.appointed_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Everybody of the commission and its experts, ended ones too, by code.
pub async fn people(tx: &mut Tx) -> Result<Vec<CommissionPersonRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(PEOPLE).fetch_all(c).await)?)
}

/// Ends somebody's part; false if it ended already.
pub async fn end_person(tx: &mut Tx, id: Uuid, by: Uuid, at: i64) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(END_PERSON)
        .bind(id)
        .bind(at)
        .bind(by)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Lets an expert sign in with an account, or no more; false if there is no such expert.
pub async fn set_account(tx: &mut Tx, expert: Uuid, account: Option<Uuid>) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(SET_ACCOUNT)
        .bind(expert)
        .bind(account)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Records who marked a work; who is named already is to be left out.
pub async fn add_markers(tx: &mut Tx, sitting: Uuid, experts: &[Uuid], by: Uuid, at: i64) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_MARKER, 4, experts, |b, expert| {
        b.push_bind(sitting).push_bind(*expert).push_bind(at).push_bind(by);
    });
    Ok(())
}

/// Who marked a work; empty means that nobody knows.
pub async fn markers(tx: &mut Tx, sitting: Uuid) -> Result<Vec<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(MARKERS)
        .bind(sitting)
        .fetch_all(c)
        .await)?)
}
