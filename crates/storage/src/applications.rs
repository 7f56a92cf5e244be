//! Applications to sit an exam, their exams, papers and history (kirov-1497:3).

use domain::access::Scope;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::{MOST_BINDS, push_list};
use crate::engine::{Tx, on_engine};
use crate::sealed::Sealed;

/// One application.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ApplicationRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Registration number: 1, 2, … in the region.
    pub number: i64,
    /// The year the school year ends in.
    pub school_year: i64,
    /// `ExamKind` code.
    pub exam_kind: String,
    /// `ApplicationState` code.
    pub state: String,
    /// Whose.
    pub person_id: Uuid,
    /// Who took it.
    pub organisation_id: Uuid,
    /// Where the participant studies, if elsewhere.
    pub study_organisation_id: Option<Uuid>,
    /// Who will tell the result.
    pub informing_organisation_id: Uuid,
    /// `ParticipantCategory` code.
    pub category: String,
    /// Empty for those without a class.
    pub class_name: String,
    /// 20 or 21; of the essay only.
    pub work_type: Option<i64>,
    /// The paper's legal day.
    pub filed_on: String,
    /// `FiledBy` code.
    pub filed_by: String,
    /// Everything else that the paper says, under the participant's key.
    pub content_sealed: Sealed,
    /// `Paper` codes joined by commas.
    pub required_papers: String,
    /// Those of them that are not at hand, with a comma before and behind each; empty when none lacks.
    pub lacking_papers: String,
    /// Legal day of the first exam.
    pub first_exam: String,
    /// Microseconds UTC.
    pub entered_at: i64,
    /// By whom.
    pub entered_by: Uuid,
    /// The registration that came of it.
    pub registration_id: Option<Uuid>,
    /// When it was withdrawn or refused.
    pub ended_at: Option<i64>,
    /// Why, in words without names.
    pub outcome: Option<String>,
    /// Grows with every act.
    pub version: i64,
}

/// One exam that an application asks for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ApplicationExamRow {
    /// Of which application.
    pub application_id: Uuid,
    /// 20 for essay and exposition; of GIA the subject.
    pub subject_code: i64,
    /// Legal day.
    pub exam_date: String,
    /// `ExamForm` code; `None` of the essay.
    pub form: Option<String>,
    /// The sitting that came of it.
    pub sitting_id: Option<Uuid>,
}

/// A paper that was shown or signed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ApplicationPaperRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which application.
    pub application_id: Uuid,
    /// `Paper` code.
    pub kind: String,
    /// Legal day on the paper.
    pub shown_on: String,
    /// Microseconds UTC.
    pub recorded_at: i64,
    /// By whom.
    pub recorded_by: Uuid,
    /// Legal day of the withdrawal; of consents only.
    pub withdrawn_on: Option<String>,
    /// Microseconds UTC.
    pub withdrawn_at: Option<i64>,
}

/// One step of the history.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ApplicationStepRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Of which application.
    pub application_id: Uuid,
    /// `ApplicationAct` code.
    pub act: String,
    /// What exactly, under the participant's key.
    pub words_sealed: Sealed,
    /// Microseconds UTC.
    pub made_at: i64,
    /// By which account.
    pub made_by: Uuid,
    /// Of which organisation.
    pub organisation_id: Uuid,
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.number, a.school_year, a.exam_kind, a.state, a.person_id, a.organisation_id, a.study_organisation_id, a.informing_organisation_id, \
             a.category, a.class_name, a.work_type, a.filed_on, a.filed_by, a.content_sealed, a.required_papers, a.lacking_papers, a.first_exam, \
             a.entered_at, a.entered_by, a.registration_id, a.ended_at, a.outcome, a.version FROM application a ",
            $tail
        )
    };
}

/// What a list is narrowed to; empty texts narrow nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Narrowing<'a> {
    /// `ExamKind` code.
    pub kind: &'a str,
    /// `ApplicationState` code.
    pub state: &'a str,
    /// `Paper` code.
    pub lacking: &'a str,
    /// Legal day of the first exam.
    pub exam_date: &'a str,
}

const KEYS: &str = "SELECT a.id, a.person_id, a.number FROM application a JOIN organisation o ON o.id = a.organisation_id \
  WHERE ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2)) AND ($3 = '' OR a.exam_kind = $3) \
  AND ($4 = '' OR a.state = $4) AND ($5 = '' OR (a.lacking_papers LIKE '%,' || $5 || ',%' AND a.state IN ('filed', 'accepted'))) \
  AND ($6 = '' OR a.first_exam = $6) ORDER BY a.number DESC";
const FIND: &str = columns!(
    "JOIN organisation o ON o.id = a.organisation_id \
     WHERE a.id = $3 AND ($1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2))"
);
const BY_IDS: &str = columns!("WHERE a.id IN (");
const LIVE_OF_PERSON: &str = columns!(
    "WHERE a.person_id = $1 AND a.school_year = $2 AND a.exam_kind = $3 AND a.state IN ('filed', 'accepted') ORDER BY a.number"
);
const COUNTS: &str = "SELECT a.state, COUNT(*) AS rows FROM application a JOIN organisation o ON o.id = a.organisation_id \
  WHERE $1 = 'region' OR o.id = $2 OR ($1 = 'subtree' AND o.parent_id = $2) GROUP BY a.state";
const INSERT: &str = "INSERT INTO application (id, number, school_year, exam_kind, state, person_id, organisation_id, study_organisation_id, \
  informing_organisation_id, category, class_name, work_type, filed_on, filed_by, content_sealed, required_papers, lacking_papers, first_exam, \
  entered_at, entered_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 1)";
const UPDATE: &str = "UPDATE application SET state = $3, content_sealed = $4, required_papers = $5, lacking_papers = $6, first_exam = $7, \
  registration_id = $8, ended_at = $9, outcome = $10, work_type = $11, version = version + 1 WHERE id = $1 AND version = $2";
const INSERT_EXAM: &str = "INSERT INTO application_exam (application_id, subject_code, exam_date, form, sitting_id) VALUES ($1, $2, $3, $4, $5)";
const DELETE_EXAMS: &str = "DELETE FROM application_exam WHERE application_id = $1";
const EXAMS: &str = "SELECT application_id, subject_code, exam_date, form, sitting_id FROM application_exam WHERE application_id = $1 \
  ORDER BY exam_date, subject_code";
const INSERT_PAPER: &str = "INSERT INTO application_paper (id, application_id, kind, shown_on, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)";
const WITHDRAW_PAPER: &str = "UPDATE application_paper SET withdrawn_on = $3, withdrawn_at = $4 \
  WHERE application_id = $1 AND kind = $2 AND withdrawn_on IS NULL";
const PAPERS: &str = "SELECT id, application_id, kind, shown_on, recorded_at, recorded_by, withdrawn_on, withdrawn_at FROM application_paper \
  WHERE application_id = $1 ORDER BY recorded_at, id";
const INSERT_STEP: &str = "INSERT INTO application_step (id, application_id, act, words_sealed, made_at, made_by, organisation_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const STEPS: &str = "SELECT id, application_id, act, words_sealed, made_at, made_by, organisation_id FROM application_step \
  WHERE application_id = $1 ORDER BY made_at, id";

/// Id, person and number of the applications of the scope that fit, newest first.
pub async fn keys_in_scope(
    tx: &mut Tx,
    scope: &Scope,
    narrowing: &Narrowing<'_>,
) -> Result<Vec<(Uuid, Uuid, i64)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(KEYS)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(narrowing.kind)
        .bind(narrowing.state)
        .bind(narrowing.lacking)
        .bind(narrowing.exam_date)
        .fetch_all(c)
        .await)?)
}

/// These applications, in no order; their ids came through a scope ([`keys_in_scope`]).
pub async fn by_ids(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<ApplicationRow>, StorageError> {
    let mut rows = Vec::new();
    for ids in ids.chunks(MOST_BINDS) {
        let found: Vec<ApplicationRow> = on_engine!(tx, |c| {
            let mut builder = QueryBuilder::new(BY_IDS);
            push_list!(builder, ids);
            builder.build_query_as().fetch_all(c).await
        })?;
        rows.extend(found);
    }
    Ok(rows)
}

/// How many applications of the scope stand in each state.
pub async fn counts(tx: &mut Tx, scope: &Scope) -> Result<Vec<(String, i64)>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(COUNTS)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .fetch_all(c)
        .await)?)
}

/// One application the scope may know of.
pub async fn find(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<ApplicationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// Filed or accepted applications of a person wherever they were filed: for finding second ones.
pub async fn live_of_person(
    tx: &mut Tx,
    person: Uuid,
    school_year: i64,
    kind: &str,
) -> Result<Vec<ApplicationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(LIVE_OF_PERSON)
        .bind(person)
        .bind(school_year)
        .bind(kind)
        .fetch_all(c)
        .await)?)
}

/// Records an application.
pub async fn insert(tx: &mut Tx, row: &ApplicationRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT)
        .bind(row.id)
        .bind(row.number)
        .bind(row.school_year)
        .bind(&row.exam_kind)
        .bind(&row.state)
        .bind(row.person_id)
        .bind(row.organisation_id)
        .bind(row.study_organisation_id)
        .bind(row.informing_organisation_id)
        .bind(&row.category)
        .bind(&row.class_name)
        .bind(row.work_type)
        .bind(&row.filed_on)
        .bind(&row.filed_by)
        .bind(&row.content_sealed)
        .bind(&row.required_papers)
        .bind(&row.lacking_papers)
        .bind(&row.first_exam)
        .bind(row.entered_at)
        .bind(row.entered_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Writes what an act made of it; false if somebody acted since it was read.
pub async fn update(tx: &mut Tx, row: &ApplicationRow) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(UPDATE)
        .bind(row.id)
        .bind(row.version)
        .bind(&row.state)
        .bind(&row.content_sealed)
        .bind(&row.required_papers)
        .bind(&row.lacking_papers)
        .bind(&row.first_exam)
        .bind(row.registration_id)
        .bind(row.ended_at)
        .bind(&row.outcome)
        .bind(row.work_type)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Puts these exams in the place of those that stood.
pub async fn replace_exams(tx: &mut Tx, application: Uuid, rows: &[ApplicationExamRow]) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(DELETE_EXAMS)
        .bind(application)
        .execute(c)
        .await
        .map(|_| ()))?;
    for row in rows {
        on_engine!(tx, |c| sqlx::query(INSERT_EXAM)
            .bind(application)
            .bind(row.subject_code)
            .bind(&row.exam_date)
            .bind(&row.form)
            .bind(row.sitting_id)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// The exams of an application, by day.
pub async fn exams(tx: &mut Tx, application: Uuid) -> Result<Vec<ApplicationExamRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(EXAMS)
        .bind(application)
        .fetch_all(c)
        .await)?)
}

/// Records a paper; the table refuses a second one of its kind that is at hand.
pub async fn insert_paper(tx: &mut Tx, row: &ApplicationPaperRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_PAPER)
        .bind(row.id)
        .bind(row.application_id)
        .bind(&row.kind)
        .bind(&row.shown_on)
        .bind(row.recorded_at)
        .bind(row.recorded_by)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Takes a consent back from a day on; false if none is at hand.
pub async fn withdraw_paper(
    tx: &mut Tx,
    application: Uuid,
    kind: &str,
    (day, at): (&str, i64),
) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(WITHDRAW_PAPER)
        .bind(application)
        .bind(kind)
        .bind(day)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// The papers of an application, in the order in which they came.
pub async fn papers(tx: &mut Tx, application: Uuid) -> Result<Vec<ApplicationPaperRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(PAPERS)
        .bind(application)
        .fetch_all(c)
        .await)?)
}

/// Adds a step to the history.
pub async fn insert_step(tx: &mut Tx, row: &ApplicationStepRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(INSERT_STEP)
        .bind(row.id)
        .bind(row.application_id)
        .bind(&row.act)
        .bind(&row.words_sealed)
        .bind(row.made_at)
        .bind(row.made_by)
        .bind(row.organisation_id)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The history of an application, oldest first.
pub async fn steps(tx: &mut Tx, application: Uuid) -> Result<Vec<ApplicationStepRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(STEPS)
        .bind(application)
        .fetch_all(c)
        .await)?)
}
