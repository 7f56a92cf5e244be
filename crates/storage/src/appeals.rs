//! Cases of appeals and the steps of their lives. A case changes only over the version that its act has read; steps are
//! added, never changed.

use domain::access::Scope;
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::bulk_insert;
use crate::engine::{Tx, on_engine};
use crate::sealed::Sealed;

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AppealRow {
    /// UUIDv7.
    pub id: Uuid,
    /// 1, 2, … in the region.
    pub number: i64,
    /// `AppealKind` code.
    pub kind: String,
    /// `CaseState` code.
    pub state: String,
    /// Of which exam.
    pub exam_id: Uuid,
    /// About whose sitting.
    pub sitting_id: Uuid,
    /// Whose: the sealed fields are under this person's key.
    pub person_id: Uuid,
    /// The disputed result; `None` of a procedure appeal.
    pub result_id: Option<Uuid>,
    /// The disputed edition.
    pub edition_id: Option<Uuid>,
    /// Where it was filed.
    pub organisation_id: Uuid,
    /// `Applicant` code.
    pub applicant: String,
    /// Who filed, with which documents, in which words.
    pub filing_sealed: Sealed,
    /// `Claim` codes joined by commas.
    pub claims: String,
    /// The КИМ is to be shown at the hearing.
    pub wants_tasks: bool,
    /// When the paper was taken, microseconds UTC.
    pub filed_at: i64,
    /// When it was entered.
    pub entered_at: i64,
    /// By whom.
    pub entered_by: Uuid,
    /// When the commission got it.
    pub transferred_at: Option<i64>,
    /// `Materials` code.
    pub materials: String,
    /// `Processing` code.
    pub processing: Option<String>,
    /// The expert called in.
    pub expert_id: Option<Uuid>,
    /// `Verdict` code.
    pub verdict: Option<String>,
    /// `Developers` code.
    pub developers: String,
    /// The room and day of its hearing.
    pub hearing_id: Option<Uuid>,
    /// Its slot.
    pub slot_at: Option<i64>,
    /// When the slot was appointed.
    pub slot_appointed_at: Option<i64>,
    /// When the applicant was told of the slot.
    pub noticed_at: Option<i64>,
    /// `Outcome` code.
    pub outcome: Option<String>,
    /// When decided.
    pub decided_at: Option<i64>,
    /// The primary score that the commission decided; `None` where the value stays.
    pub decided_primary: Option<i64>,
    /// `TaskPoints` code of the decided value.
    pub decided_points: Option<String>,
    /// When РЦОИ got the decision.
    pub sent_at: Option<i64>,
    /// When РЦОИ gave the changed result to the exam commission.
    pub recounted_at: Option<i64>,
    /// The edition that came of it.
    pub new_edition_id: Option<Uuid>,
    /// When it ended without a change of the result, or was carried out.
    pub ended_at: Option<i64>,
    /// Grows with every act.
    pub version: i64,
}

/// One step of a case.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AppealStepRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which case.
    pub appeal_id: Uuid,
    /// 1, 2, … in the case.
    pub number: i64,
    /// Code of the act.
    pub act: String,
    /// Microseconds UTC.
    pub at: i64,
    /// By whom.
    pub by_account: Uuid,
    /// Codes and numbers, JSON.
    pub details: String,
    /// What was written, under the participant's key.
    pub words_sealed: Option<Sealed>,
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.number, a.kind, a.state, a.exam_id, a.sitting_id, a.person_id, a.result_id, a.edition_id, a.organisation_id, a.applicant, a.filing_sealed, \
             a.claims, a.wants_tasks, a.filed_at, a.entered_at, a.entered_by, a.transferred_at, a.materials, a.processing, a.expert_id, a.verdict, a.developers, \
             a.hearing_id, a.slot_at, a.slot_appointed_at, a.noticed_at, a.outcome, a.decided_at, a.decided_primary, a.decided_points, a.sent_at, a.recounted_at, \
             a.new_edition_id, a.ended_at, a.version ",
            $tail
        )
    };
}

const IN_SCOPE: &str = columns!(
    "FROM appeal a JOIN organisation o ON o.id = a.organisation_id \
     WHERE ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) AND (CAST($3 AS UUID) IS NULL OR a.exam_id = $3) \
     ORDER BY a.filed_at, a.number"
);
const FIND: &str = columns!(
    "FROM appeal a JOIN organisation o ON o.id = a.organisation_id \
     WHERE a.id = $3 AND ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2))"
);
const GIVEN: &str = columns!(
    "FROM appeal a JOIN commission_person p ON p.id = a.expert_id WHERE p.account_id = $1 AND p.ended_at IS NULL ORDER BY a.filed_at, a.number"
);
const FIND_GIVEN: &str = columns!(
    "FROM appeal a JOIN commission_person p ON p.id = a.expert_id WHERE a.id = $2 AND p.account_id = $1 AND p.ended_at IS NULL"
);
const OF_EXAM: &str = columns!("FROM appeal a WHERE a.exam_id = $1 ORDER BY a.number");
const OF_SITTING: &str = columns!("FROM appeal a WHERE a.sitting_id = $1 ORDER BY a.number");
const OF_RESULT: &str = columns!(
    "FROM appeal a WHERE a.sitting_id IN (SELECT x.sitting_id FROM result x WHERE x.id = $1) ORDER BY a.number"
);
const OPEN: &str =
    columns!("FROM appeal a JOIN lookup_opening w ON w.exam_id = a.exam_id ORDER BY a.exam_id, a.filed_at, a.number");
const OF_HEARING: &str = columns!("FROM appeal a WHERE a.hearing_id = $1 ORDER BY a.slot_at, a.number");
const OF_NEW_EDITION: &str = columns!("FROM appeal a WHERE a.new_edition_id = $1");
const INSERT: &str = "INSERT INTO appeal (id, number, kind, state, exam_id, sitting_id, person_id, result_id, edition_id, organisation_id, applicant, filing_sealed, \
  claims, wants_tasks, filed_at, entered_at, entered_by, materials, developers, version) \
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1)";
const UPDATE: &str = "UPDATE appeal SET state = $3, transferred_at = $4, materials = $5, processing = $6, expert_id = $7, verdict = $8, developers = $9, \
  hearing_id = $10, slot_at = $11, slot_appointed_at = $12, noticed_at = $13, outcome = $14, decided_at = $15, decided_primary = $16, decided_points = $17, \
  sent_at = $18, recounted_at = $19, new_edition_id = $20, ended_at = $21, wants_tasks = $22, version = version + 1 WHERE id = $1 AND version = $2";
const SITTING_OF_RESULT: &str = "SELECT sitting_id FROM result WHERE id = $1";
const RESULT_OF_SITTING: &str = "SELECT id FROM result WHERE sitting_id = $1";
const RECOUNTED: &str = "SELECT new_edition_id FROM appeal WHERE exam_id = $1 AND new_edition_id IS NOT NULL";
const INSERT_STEP: &str = "INSERT INTO appeal_step (id, appeal_id, number, act, at, by_account, details, words_sealed) \
  VALUES ($1, $2, (SELECT COUNT(*) + 1 FROM appeal_step WHERE appeal_id = $2), $3, $4, $5, $6, $7)";
const STEPS: &str = "SELECT id, appeal_id, number, act, at, by_account, details, words_sealed FROM appeal_step WHERE appeal_id = $1 ORDER BY number";
const INSERT_MEMBER: &str = "INSERT INTO appeal_member (appeal_id, member_id) ";
const MEMBERS: &str = "SELECT member_id FROM appeal_member WHERE appeal_id = $1 ORDER BY member_id";

/// Records a case that was filed; the table refuses a second one of its kind about the same sitting.
pub async fn insert(tx: &mut Tx, row: &AppealRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.number)
        .bind(&row.kind)
        .bind(&row.state)
        .bind(row.exam_id)
        .bind(row.sitting_id)
        .bind(row.person_id)
        .bind(row.result_id)
        .bind(row.edition_id)
        .bind(row.organisation_id)
        .bind(&row.applicant)
        .bind(&row.filing_sealed)
        .bind(&row.claims)
        .bind(row.wants_tasks)
        .bind(row.filed_at)
        .bind(row.entered_at)
        .bind(row.entered_by)
        .bind(&row.materials)
        .bind(&row.developers)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Writes what an act made of a case; false if somebody acted since it was read.
pub async fn update(tx: &mut Tx, row: &AppealRow) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(UPDATE)
        .bind(row.id)
        .bind(row.version)
        .bind(&row.state)
        .bind(row.transferred_at)
        .bind(&row.materials)
        .bind(&row.processing)
        .bind(row.expert_id)
        .bind(&row.verdict)
        .bind(&row.developers)
        .bind(row.hearing_id)
        .bind(row.slot_at)
        .bind(row.slot_appointed_at)
        .bind(row.noticed_at)
        .bind(&row.outcome)
        .bind(row.decided_at)
        .bind(row.decided_primary)
        .bind(&row.decided_points)
        .bind(row.sent_at)
        .bind(row.recounted_at)
        .bind(row.new_edition_id)
        .bind(row.ended_at)
        .bind(row.wants_tasks)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// The cases of the scope, of one exam or of all, by the moment of filing.
pub async fn in_scope(tx: &mut Tx, scope: &Scope, exam: Option<Uuid>) -> Result<Vec<AppealRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(IN_SCOPE)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// One case the scope may know of.
pub async fn find(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<AppealRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// The cases for which the person of this account was called in as the expert, by the moment of filing.
pub async fn given_to(tx: &mut Tx, account: Uuid) -> Result<Vec<AppealRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(GIVEN)
        .bind(account)
        .fetch_all(c)
        .await)?)
}

/// One case for which the person of this account was called in.
pub async fn find_given(tx: &mut Tx, account: Uuid, id: Uuid) -> Result<Option<AppealRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND_GIVEN)
        .bind(account)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// The cases of an exam: for the reconciler.
pub async fn of_exam(tx: &mut Tx, exam: Uuid) -> Result<Vec<AppealRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_EXAM)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The cases about exams whose look-up is open, by exam and moment of filing.
pub async fn of_open_exams(tx: &mut Tx) -> Result<Vec<AppealRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OPEN).fetch_all(c).await)?)
}

/// The cases about one sitting, oldest first.
pub async fn of_sitting(tx: &mut Tx, sitting: Uuid) -> Result<Vec<AppealRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_SITTING)
        .bind(sitting)
        .fetch_all(c)
        .await)?)
}

/// The cases about a result's sitting, by number.
pub async fn of_result(tx: &mut Tx, result: Uuid) -> Result<Vec<AppealRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_RESULT)
        .bind(result)
        .fetch_all(c)
        .await)?)
}

/// The cases of one hearing, by slot; withdrawn ones too.
pub async fn of_hearing(tx: &mut Tx, hearing: Uuid) -> Result<Vec<AppealRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_HEARING)
        .bind(hearing)
        .fetch_all(c)
        .await)?)
}

/// The case that an edition came of.
pub async fn of_new_edition(tx: &mut Tx, edition: Uuid) -> Result<Option<AppealRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_NEW_EDITION)
        .bind(edition)
        .fetch_optional(c)
        .await)?)
}

/// The sitting of a result.
pub async fn sitting_of_result(tx: &mut Tx, result: Uuid) -> Result<Option<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(SITTING_OF_RESULT)
        .bind(result)
        .fetch_optional(c)
        .await)?)
}

/// The result of a sitting, once received.
pub async fn result_of_sitting(tx: &mut Tx, sitting: Uuid) -> Result<Option<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(RESULT_OF_SITTING)
        .bind(sitting)
        .fetch_optional(c)
        .await)?)
}

/// The editions of an exam that came of granted appeals.
pub async fn recounted_editions(tx: &mut Tx, exam: Uuid) -> Result<Vec<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(RECOUNTED)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// Adds a step after the last; its number is counted here.
pub async fn add_step(tx: &mut Tx, row: &AppealStepRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_STEP)
        .bind(row.id)
        .bind(row.appeal_id)
        .bind(&row.act)
        .bind(row.at)
        .bind(row.by_account)
        .bind(&row.details)
        .bind(&row.words_sealed)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The steps of a case, in order.
pub async fn steps(tx: &mut Tx, appeal: Uuid) -> Result<Vec<AppealStepRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(STEPS)
        .bind(appeal)
        .fetch_all(c)
        .await)?)
}

/// Records who was present and decided.
pub async fn add_members(tx: &mut Tx, appeal: Uuid, members: &[Uuid]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_MEMBER, 2, members, |b, member| {
        b.push_bind(appeal).push_bind(*member);
    });
    Ok(())
}

/// Who was present and decided.
pub async fn members(tx: &mut Tx, appeal: Uuid) -> Result<Vec<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(MEMBERS)
        .bind(appeal)
        .fetch_all(c)
        .await)?)
}
