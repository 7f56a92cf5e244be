//! What stands of an exam's results, as files of results are compared with it: whole, of some people, or as little as tells
//! a row that changes nothing or adds something from one that must be looked at.

use std::collections::HashSet;

use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::{MOST_BINDS, push_list};
use crate::engine::{Tx, is_sqlite, on_engine};
use crate::gathered;
use crate::packed::{self, Portion, Unpacked};

/// A sitting with the newest edition of its result, for imports.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SittingResultRow {
    /// The sitting.
    pub sitting_id: Uuid,
    /// Its exam.
    pub exam_id: Uuid,
    /// Its work type or subject.
    pub subject_code: i64,
    /// `ExamForm` code; `None` of the essay.
    pub form: Option<String>,
    /// Whose.
    pub person_id: Uuid,
    /// Federal code.
    pub participant_code: String,
    /// Who tells.
    pub informing_organisation_id: Uuid,
    /// Where registered.
    pub registering_organisation_id: Uuid,
    /// Where studies.
    pub study_organisation_id: Option<Uuid>,
    /// The result, once something was received.
    pub result_id: Option<Uuid>,
    /// Its newest edition.
    pub edition_id: Option<Uuid>,
    /// Its number.
    pub edition_number: Option<i64>,
    /// Its state code.
    pub edition_state: Option<String>,
    /// Its attendance code.
    pub attendance: Option<String>,
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
    /// `HoldReason` code of the newest edition.
    pub hold_reason: Option<String>,
    /// Its hold in words.
    pub hold_note: Option<String>,
    /// The edition that the public sees, whatever came after it.
    pub released_edition_id: Option<Uuid>,
}

/// As much of a sitting as tells whether a row of a file says what stands.
#[derive(Debug, Clone, Copy)]
pub struct StandingResult<'row> {
    /// The sitting.
    pub sitting_id: Uuid,
    /// Federal code.
    pub participant_code: &'row str,
    /// Whose.
    pub person_id: Uuid,
    /// Where registered.
    pub registering_organisation_id: Uuid,
    /// Who tells.
    pub informing_organisation_id: Uuid,
    /// `ExamForm` code; `None` of the essay.
    pub form: Option<&'row str>,
    /// The newest edition, once something was received.
    pub edition: Option<StandingEdition<'row>>,
}

/// The newest edition of a sitting's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingEdition<'row> {
    /// Its state code.
    pub state: &'row str,
    /// Its attendance code.
    pub attendance: &'row str,
    /// Its primary score.
    pub primary_score: Option<i64>,
    /// Test score by the year's scale.
    pub test_score: Option<i64>,
    /// Mark by the year's scale.
    pub mark: Option<i64>,
    /// Storage code of `TaskPoints`.
    pub task_points: Option<&'row str>,
}

macro_rules! sitting_results {
    ($tail:literal) => {
        concat!(
            "SELECT s.id AS sitting_id, s.exam_id, s.subject_code, s.form, r.person_id, r.participant_code, r.informing_organisation_id, \
            r.registering_organisation_id, r.study_organisation_id, x.id AS result_id, e.id AS edition_id, e.number AS edition_number, \
            e.state AS edition_state, e.attendance, e.essay_value, e.topic, e.primary_score, e.test_score, e.mark, e.task_points, \
            e.hold_reason, e.hold_note, l.id AS released_edition_id \
            FROM sitting s JOIN registration r ON r.id = s.registration_id LEFT JOIN result x ON x.sitting_id = s.id \
            LEFT JOIN edition e ON e.result_id = x.id AND e.number = (SELECT MAX(n.number) FROM edition n WHERE n.result_id = x.id) \
            LEFT JOIN edition l ON l.result_id = x.id AND l.state = 'released' WHERE ",
            $tail
        )
    };
}

const OF_EXAM: &str = sitting_results!("s.exam_id = $1");
const OF_CODES: &str = sitting_results!("r.participant_code IN (");
const OF_PERSONS: &str = sitting_results!("r.person_id IN (");
/// Apart from the next, because what no row needs is not carried for each.
const WITHOUT_RESULT: &str = "SELECT t.participant_code, t.person_id, t.registering_organisation_id, t.informing_organisation_id, t.form, t.sitting_id \
  FROM participant t WHERE t.exam_id = $1 AND t.result_id IS NULL";
/// The same joined for SQLite ([`packed`]): four ids, the form, a mark, the code, a mark.
const WITHOUT_RESULT_PACKED: &str = "SELECT MAX(g.place), group_concat(g.sitting, '') FROM (SELECT t.rowid AS place, \
  CAST(t.person_id AS TEXT) || CAST(t.registering_organisation_id AS TEXT) || CAST(t.informing_organisation_id AS TEXT) || CAST(t.sitting_id AS TEXT) || \
  COALESCE(t.form, '') || char(9) || t.participant_code || char(10) AS sitting \
  FROM participant t WHERE t.exam_id = $1 AND t.result_id IS NULL AND t.rowid > $2 ORDER BY t.rowid LIMIT $3) g";
/// Answered from an index; the rows with a result are not looked for where there are none.
const SITTINGS: &str = "SELECT COUNT(*) FROM participant WHERE exam_id = $1";
const WITH_RESULT: &str = "SELECT t.participant_code, t.person_id, t.registering_organisation_id, t.informing_organisation_id, t.form, t.sitting_id, \
  e.state, e.attendance, e.primary_score, e.test_score, e.mark, e.task_points \
  FROM participant t JOIN edition e ON e.result_id = t.result_id \
  AND e.number = (SELECT MAX(n.number) FROM edition n WHERE n.result_id = t.result_id) WHERE t.exam_id = $1";

/// Of a row of either.
macro_rules! standing_of {
    ($row:ident, $edition:expr) => {
        StandingResult {
            sitting_id: $row.try_get(5)?,
            participant_code: $row.try_get(0)?,
            person_id: $row.try_get(1)?,
            registering_organisation_id: $row.try_get(2)?,
            informing_organisation_id: $row.try_get(3)?,
            form: $row.try_get(4)?,
            edition: $edition,
        }
    };
}

/// The exams are asked in a way that no index answers: the people are few, the exam's sittings many.
macro_rules! push_year {
    ($builder:ident, $kind:expr, $year:expr, $exams:expr) => {
        $builder.push(" AND r.exam_kind = ").push_bind($kind);
        $builder.push(" AND r.school_year = ").push_bind($year);
        if let Some(exams) = $exams {
            $builder.push(" AND COALESCE(s.exam_id, s.id) IN (");
            push_list!($builder, exams);
        }
    };
}

/// Every sitting of an exam with the newest edition.
pub async fn sitting_results(tx: &mut Tx, exam: Uuid) -> Result<Vec<SittingResultRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(OF_EXAM)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The sittings of some people, named by participant code or by id, in the exams of a kind and school year: in all of them or
/// in some.
pub async fn sitting_results_of(
    tx: &mut Tx,
    (exam_kind, school_year): (&str, i64),
    exams: Option<&[Uuid]>,
    codes: &[&str],
    persons: &[Uuid],
) -> Result<Vec<SittingResultRow>, StorageError> {
    let most = MOST_BINDS - 2 - exams.map_or(0, <[Uuid]>::len);
    let mut found: Vec<SittingResultRow> = Vec::new();
    for codes in codes.chunks(most) {
        found.extend(on_engine!(tx, |c| {
            let mut builder = QueryBuilder::new(OF_CODES);
            push_list!(builder, codes);
            push_year!(builder, exam_kind, school_year, exams);
            builder.build_query_as::<SittingResultRow>().fetch_all(c).await
        })?);
    }
    let known: HashSet<Uuid> = found.iter().map(|row| row.person_id).collect();
    let others: Vec<Uuid> = persons
        .iter()
        .copied()
        .filter(|person| !known.contains(person))
        .collect();
    for persons in others.chunks(most) {
        found.extend(on_engine!(tx, |c| {
            let mut builder = QueryBuilder::new(OF_PERSONS);
            push_list!(builder, persons);
            push_year!(builder, exam_kind, school_year, exams);
            builder.build_query_as::<SittingResultRow>().fetch_all(c).await
        })?);
    }
    let mut seen = HashSet::new();
    found.retain(|row| seen.insert(row.sitting_id));
    Ok(found)
}

/// Gives every sitting of an exam to `take`, one at a time and in no order: the caller keeps what it needs.
pub async fn each_of_exam(
    tx: &mut Tx,
    exam: Uuid,
    mut take: impl FnMut(StandingResult<'_>) + Send,
) -> Result<(), StorageError> {
    let sittings: i64 = on_engine!(tx, |c| sqlx::query_scalar(SITTINGS).bind(exam).fetch_one(c).await)?;
    let mut without = 0;
    let mut count = |row: StandingResult<'_>| {
        without += 1;
        take(row);
    };
    match is_sqlite(tx) {
        true => each_packed(tx, exam, &mut count).await?,
        false => on_engine!(tx, |c| {
            gathered::each(sqlx::query(WITHOUT_RESULT).bind(exam).fetch(c), |row| {
                count(standing_of!(row, None));
                Ok(())
            })
            .await
        })?,
    }
    if without == sittings {
        return Ok(());
    }
    on_engine!(tx, |c| {
        gathered::each(sqlx::query(WITH_RESULT).bind(exam).fetch(c), |row| {
            let edition = StandingEdition {
                state: row.try_get(6)?,
                attendance: row.try_get(7)?,
                primary_score: row.try_get(8)?,
                test_score: row.try_get(9)?,
                mark: row.try_get(10)?,
                task_points: row.try_get(11)?,
            };
            take(standing_of!(row, Some(edition)));
            Ok(())
        })
        .await
    })?;
    Ok(())
}

async fn each_packed(
    tx: &mut Tx,
    exam: Uuid,
    take: &mut (impl FnMut(StandingResult<'_>) + Send),
) -> Result<(), StorageError> {
    let mut place = 0;
    loop {
        let (last, text): Portion = on_engine!(tx, |c| sqlx::query_as(WITHOUT_RESULT_PACKED)
            .bind(exam)
            .bind(place)
            .bind(packed::ROWS)
            .fetch_one(c)
            .await)?;
        let (Some(last), Some(text)) = (last, text) else {
            return Ok(());
        };
        place = last;
        let mut text = Unpacked::of(&text, "participant");
        while !text.is_empty() {
            let ids = [text.fixed::<16>()?, text.fixed()?, text.fixed()?, text.fixed()?].map(Uuid::from_bytes);
            let [
                person_id,
                registering_organisation_id,
                informing_organisation_id,
                sitting_id,
            ] = ids;
            let form = Some(text.up_to(b'\t')?).filter(|form| !form.is_empty());
            take(StandingResult {
                sitting_id,
                participant_code: text.up_to(b'\n')?,
                person_id,
                registering_organisation_id,
                informing_organisation_id,
                form,
                edition: None,
            });
        }
    }
}
