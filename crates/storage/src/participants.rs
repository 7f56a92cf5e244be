//! Participants of an exam as lists show them: one row per sitting in table `participant`, which follows from
//! registrations, results, editions and ledger lines. Every function of this crate that changes one of those brings its
//! rows up to date before it returns; [`with_wrong_rows`] finds rows that do not follow, for verification.

use domain::access::{Reach, Scope};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::{MOST_BINDS, bulk_rows, push_list, push_scope};
use crate::engine::{Tx, is_sqlite, on_engine};
use crate::packed::Unpacked;

/// A participant of an exam, as a list shows one.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ParticipantRow {
    /// The sitting.
    pub sitting_id: Uuid,
    /// The registration.
    pub registration_id: Uuid,
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
    /// Where registered.
    pub registering_organisation_id: Uuid,
    /// 20 or 21.
    pub subject_code: i64,
    /// The result, once received.
    pub result_id: Option<Uuid>,
    /// State of a waiting edition.
    pub pending_state: Option<String>,
    /// The released edition.
    pub released_edition_id: Option<Uuid>,
    /// When told, microseconds UTC.
    pub told_at: Option<i64>,
    /// The ledger the released edition stands in.
    pub ledger_id: Option<Uuid>,
}

/// As little of a participant as puts a list in order and says which page holds whom.
#[derive(Debug, Clone)]
pub struct ParticipantKey {
    /// The sitting.
    pub sitting_id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// The result, for scopes below the region, which know of a result only what was handed over to them.
    pub result_id: Option<Uuid>,
    /// Where the result stands.
    pub standing: ParticipantStanding,
    /// Text of the column the list is ordered by; none when by name.
    pub sort_key: Option<String>,
}

/// A result that has just been made, with the state of its one edition.
pub(crate) struct FirstEdition<'a> {
    pub(crate) sitting: Uuid,
    pub(crate) result: Uuid,
    /// `received` or `held`.
    pub(crate) state: &'a str,
}

/// Where a participant's result stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParticipantStanding {
    /// Nothing is known.
    NoResult,
    /// Received, waits for release.
    Waiting,
    /// Held.
    Held,
    /// Released, not told; says so even while a correction waits.
    Untold,
    /// Told under signature.
    Told,
}

impl ParticipantStanding {
    const fn from_number(number: i64) -> Self {
        match number {
            4 => Self::Told,
            3 => Self::Untold,
            2 => Self::Held,
            1 => Self::Waiting,
            _ => Self::NoResult,
        }
    }
}

impl ParticipantRow {
    /// Where the result stands.
    pub fn standing(&self) -> ParticipantStanding {
        match (self.released_edition_id, self.told_at, self.pending_state.as_deref()) {
            (Some(_), Some(_), _) => ParticipantStanding::Told,
            (Some(_), None, _) => ParticipantStanding::Untold,
            (None, _, Some("held")) => ParticipantStanding::Held,
            (None, _, Some(_)) => ParticipantStanding::Waiting,
            (None, _, None) => ParticipantStanding::NoResult,
        }
    }
}

/// How many results of an exam one informing organisation has to tell.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ResultCountRow {
    /// Who tells.
    pub organisation_id: Uuid,
    /// Sittings of its participants.
    pub sittings: i64,
    /// Editions received and waiting.
    pub received: i64,
    /// Editions held.
    pub held: i64,
    /// Editions released.
    pub released: i64,
}

/// The same of a whole exam within a scope.
#[derive(Debug, Clone)]
pub struct ExamCountRow {
    /// The exam.
    pub exam_id: Uuid,
    /// Its sums; `organisation_id` is the scope's own.
    pub counts: ResultCountRow,
}

/// What narrows a list of participants in the database.
#[derive(Debug, Clone, Copy, Default)]
pub struct ParticipantNarrowing<'a> {
    /// Category code; empty for all.
    pub category: &'a str,
    /// One organisation and those below it.
    pub organisation: Option<Uuid>,
    /// State of a waiting edition: `received`, `held`; empty for any, and for none.
    pub pending: &'a str,
}

/// What rows of the table are to be brought up to date.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Exams,
    Registrations,
    Sittings,
    Results,
    Editions,
}

impl Of {
    /// Condition up to the list of ids, and what closes it after the list.
    const fn condition(self) -> (&'static str, &'static str) {
        match self {
            Self::Exams => ("s.exam_id IN (", ""),
            Self::Registrations => ("s.registration_id IN (", ""),
            Self::Sittings => ("s.id IN (", ""),
            Self::Results => ("s.id IN (SELECT sitting_id FROM result WHERE id IN (", ")"),
            Self::Editions => (
                "s.id IN (SELECT y.sitting_id FROM edition d JOIN result y ON y.id = d.result_id WHERE d.id IN (",
                ")",
            ),
        }
    }
}

/// The table as it follows from what it is about.
const DERIVED: &str = "SELECT s.id AS sitting_id, s.exam_id, r.id AS registration_id, r.person_id, r.participant_code, r.category, r.class_name, \
  r.informing_organisation_id, r.registering_organisation_id, s.subject_code, s.form, x.id AS result_id, p.state AS pending_state, \
  l.id AS released_edition_id, k.told_at, k.ledger_id \
  FROM sitting s JOIN registration r ON r.id = s.registration_id \
  LEFT JOIN result x ON x.sitting_id = s.id LEFT JOIN edition p ON p.result_id = x.id AND p.state IN ('received', 'held', 'approved') \
  LEFT JOIN edition l ON l.result_id = x.id AND l.state = 'released' LEFT JOIN ledger_line k ON k.edition_id = l.id";
const INTO: &str = "INSERT INTO participant (sitting_id, exam_id, registration_id, person_id, participant_code, category, class_name, \
  informing_organisation_id, registering_organisation_id, subject_code, form, result_id, pending_state, released_edition_id, told_at, ledger_id) ";
const OVER: &str = " ON CONFLICT (sitting_id) DO UPDATE SET participant_code = excluded.participant_code, category = excluded.category, \
  class_name = excluded.class_name, informing_organisation_id = excluded.informing_organisation_id, \
  registering_organisation_id = excluded.registering_organisation_id, subject_code = excluded.subject_code, form = excluded.form, result_id = excluded.result_id, \
  pending_state = excluded.pending_state, released_edition_id = excluded.released_edition_id, told_at = excluded.told_at, \
  ledger_id = excluded.ledger_id";
/// Around rows of values.
const WITH_FIRST: &str = "WITH first_edition (sitting_id, result_id, state) AS (";
const NOTE_FIRST: &str = ") UPDATE participant SET result_id = f.result_id, pending_state = f.state \
  FROM first_edition f WHERE participant.sitting_id = f.sitting_id";
const STORED: &str = "SELECT sitting_id, exam_id, registration_id, person_id, participant_code, category, class_name, \
  informing_organisation_id, registering_organisation_id, subject_code, form, result_id, pending_state, released_edition_id, told_at, ledger_id \
  FROM participant";
const IN_EXAM: &str = "SELECT t.sitting_id, t.registration_id, t.person_id, t.participant_code, t.category, t.class_name, t.informing_organisation_id, \
  t.registering_organisation_id, t.subject_code, t.result_id, t.pending_state, t.released_edition_id, t.told_at, t.ledger_id \
  FROM participant t JOIN organisation o ON o.id = t.informing_organisation_id \
  WHERE t.exam_id = $3 AND t.informing_organisation_id IN \
  (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) \
  AND ($4 = '' OR t.category = $4) AND (CAST($5 AS UUID) IS NULL OR o.id = $5 OR o.parent_id = $5) \
  AND ($6 = '' OR t.pending_state = $6)";
/// The numbers are those of [`ParticipantStanding`]: thirteen thousand rows a page make every column count.
const KEYS_IN_EXAM: &str = "SELECT t.sitting_id, t.person_id, CASE WHEN $1 = 'region' THEN NULL ELSE t.result_id END, \
  CAST(CASE WHEN t.released_edition_id IS NOT NULL THEN CASE WHEN t.told_at IS NULL THEN 3 ELSE 4 END \
    WHEN t.pending_state = 'held' THEN 2 WHEN t.pending_state IS NOT NULL THEN 1 ELSE 0 END AS BIGINT), \
  CASE $7 WHEN 'class' THEN t.class_name WHEN 'category' THEN t.category WHEN 'organisation' THEN o.short_name END \
  FROM participant t JOIN organisation o ON o.id = t.informing_organisation_id \
  WHERE t.exam_id = $3 AND t.informing_organisation_id IN \
  (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) \
  AND ($4 = '' OR t.category = $4) AND (CAST($5 AS UUID) IS NULL OR o.id = $5 OR o.parent_id = $5) \
  AND ($6 = '' OR t.pending_state = $6)";
/// The same joined for SQLite ([`packed`]): sitting, person, "1" and the result or "0", the number, the text, a mark.
const KEYS_IN_EXAM_PACKED: &str = "SELECT group_concat(CAST(t.sitting_id AS TEXT) || CAST(t.person_id AS TEXT) || \
  CASE WHEN $1 = 'region' OR t.result_id IS NULL THEN '0' ELSE '1' || CAST(t.result_id AS TEXT) END || \
  CASE WHEN t.released_edition_id IS NOT NULL THEN CASE WHEN t.told_at IS NULL THEN '3' ELSE '4' END \
    WHEN t.pending_state = 'held' THEN '2' WHEN t.pending_state IS NOT NULL THEN '1' ELSE '0' END || \
  COALESCE(CASE $7 WHEN 'class' THEN t.class_name WHEN 'category' THEN t.category WHEN 'organisation' THEN o.short_name END, '') || char(31), '') \
  FROM participant t JOIN organisation o ON o.id = t.informing_organisation_id \
  WHERE t.exam_id = $3 AND t.informing_organisation_id IN \
  (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) \
  AND ($4 = '' OR t.category = $4) AND (CAST($5 AS UUID) IS NULL OR o.id = $5 OR o.parent_id = $5) \
  AND ($6 = '' OR t.pending_state = $6)";
const OF_SITTINGS: &str = "SELECT t.sitting_id, t.registration_id, t.person_id, t.participant_code, t.category, t.class_name, \
  t.informing_organisation_id, t.registering_organisation_id, t.subject_code, t.result_id, t.pending_state, t.released_edition_id, t.told_at, t.ledger_id \
  FROM participant t JOIN organisation o ON o.id = t.informing_organisation_id WHERE t.sitting_id IN (";
const SITTINGS: &str = "SELECT sitting_id, person_id FROM participant WHERE exam_id = $1";
const SITTINGS_PACKED: &str = "SELECT group_concat(CAST(sitting_id AS TEXT) || CAST(person_id AS TEXT), '') \
  FROM participant WHERE exam_id = $1";
const COUNTS: &str = "SELECT t.informing_organisation_id AS organisation_id, COUNT(*) AS sittings, \
  CAST(SUM(CASE WHEN t.pending_state = 'received' THEN 1 ELSE 0 END) AS BIGINT) AS received, \
  CAST(SUM(CASE WHEN t.pending_state = 'held' THEN 1 ELSE 0 END) AS BIGINT) AS held, COUNT(t.released_edition_id) AS released \
  FROM participant t WHERE t.exam_id = $3 AND t.informing_organisation_id IN \
  (SELECT n.id FROM organisation n WHERE $1 = 'region' OR n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) \
  GROUP BY t.informing_organisation_id";

const COUNTS_OF_EXAMS: &str = "SELECT t.exam_id, COUNT(*) AS sittings, \
  CAST(SUM(CASE WHEN t.pending_state = 'received' THEN 1 ELSE 0 END) AS BIGINT) AS received, \
  CAST(SUM(CASE WHEN t.pending_state = 'held' THEN 1 ELSE 0 END) AS BIGINT) AS held, COUNT(t.released_edition_id) AS released \
  FROM participant t GROUP BY t.exam_id";
const COUNTS_OF_EXAMS_IN_SCOPE: &str = "SELECT t.exam_id, COUNT(*) AS sittings, \
  CAST(SUM(CASE WHEN t.pending_state = 'received' THEN 1 ELSE 0 END) AS BIGINT) AS received, \
  CAST(SUM(CASE WHEN t.pending_state = 'held' THEN 1 ELSE 0 END) AS BIGINT) AS held, COUNT(t.released_edition_id) AS released \
  FROM exam x JOIN participant t ON t.exam_id = x.id AND t.informing_organisation_id IN \
  (SELECT n.id FROM organisation n WHERE n.id = $2 OR ($1 = 'subtree' AND n.parent_id = $2)) GROUP BY t.exam_id";

/// Brings the rows of what changed up to date.
pub(crate) async fn refresh(tx: &mut Tx, of: Of, ids: &[Uuid]) -> Result<(), StorageError> {
    let (open, close) = of.condition();
    for ids in ids.chunks(MOST_BINDS) {
        on_engine!(tx, |c| {
            let mut builder = QueryBuilder::new(INTO);
            builder.push(DERIVED).push(" WHERE ").push(open);
            push_list!(builder, ids);
            builder.push(close).push(OVER);
            builder.build().execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// The same where results were made with their first edition, which waits, and nothing else changed.
pub(crate) async fn note_first_editions(tx: &mut Tx, rows: &[FirstEdition<'_>]) -> Result<(), StorageError> {
    bulk_rows!(tx, (WITH_FIRST, NOTE_FIRST), 3, rows, |b, row| {
        b.push_bind(row.sitting).push_bind(row.result).push_bind(row.state);
    });
    Ok(())
}

/// How many results of each exam a scope has.
pub async fn counts_of_exams(tx: &mut Tx, scope: &Scope) -> Result<Vec<ExamCountRow>, StorageError> {
    type Sums = (Uuid, i64, i64, i64, i64);
    let rows: Vec<Sums> = match scope.reach() {
        Reach::Region => on_engine!(tx, |c| sqlx::query_as(COUNTS_OF_EXAMS).fetch_all(c).await)?,
        Reach::Subtree | Reach::Own => on_engine!(tx, |c| sqlx::query_as(COUNTS_OF_EXAMS_IN_SCOPE)
            .bind(scope.mode())
            .bind(scope.organisation().0)
            .fetch_all(c)
            .await)?,
    };
    let counted = |(exam_id, sittings, received, held, released)| ExamCountRow {
        exam_id,
        counts: ResultCountRow {
            organisation_id: scope.organisation().0,
            sittings,
            received,
            held,
            released,
        },
    };
    Ok(rows.into_iter().map(counted).collect())
}

/// The participants of an exam in the scope, in no order.
pub async fn in_exam(
    tx: &mut Tx,
    scope: &Scope,
    exam: Uuid,
    narrowing: ParticipantNarrowing<'_>,
) -> Result<Vec<ParticipantRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(IN_EXAM)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .bind(narrowing.category)
        .bind(narrowing.organisation)
        .bind(narrowing.pending)
        .fetch_all(c)
        .await)?)
}

/// The same participants, only what puts them in order; `sort` is `class`, `category`, `organisation` or empty.
pub async fn keys_in_exam(
    tx: &mut Tx,
    scope: &Scope,
    exam: Uuid,
    narrowing: ParticipantNarrowing<'_>,
    sort: &str,
) -> Result<Vec<ParticipantKey>, StorageError> {
    if is_sqlite(tx) {
        let text: Option<Vec<u8>> = on_engine!(tx, |c| sqlx::query_scalar(KEYS_IN_EXAM_PACKED)
            .bind(scope.mode())
            .bind(scope.organisation().0)
            .bind(exam)
            .bind(narrowing.category)
            .bind(narrowing.organisation)
            .bind(narrowing.pending)
            .bind(sort)
            .fetch_one(c)
            .await)?;
        return unpacked_keys(&text.unwrap_or_default(), sort);
    }
    type Key = (Uuid, Uuid, Option<Uuid>, i64, Option<String>);
    let keys: Vec<Key> = on_engine!(tx, |c| sqlx::query_as(KEYS_IN_EXAM)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .bind(narrowing.category)
        .bind(narrowing.organisation)
        .bind(narrowing.pending)
        .bind(sort)
        .fetch_all(c)
        .await)?;
    let key = |(sitting_id, person_id, result_id, standing, sort_key)| ParticipantKey {
        sitting_id,
        person_id,
        result_id,
        standing: ParticipantStanding::from_number(standing),
        sort_key,
    };
    Ok(keys.into_iter().map(key).collect())
}

fn unpacked_keys(text: &[u8], sort: &str) -> Result<Vec<ParticipantKey>, StorageError> {
    let mut text = Unpacked::of(text, "participant");
    let mut keys = Vec::new();
    while !text.is_empty() {
        let [sitting_id, person_id] = [text.fixed()?, text.fixed()?].map(Uuid::from_bytes);
        let result_id = match text.fixed()? {
            [b'1'] => Some(Uuid::from_bytes(text.fixed()?)),
            _ => None,
        };
        let [standing] = text.fixed()?;
        let sort_key = text.up_to(b'\x1f')?;
        keys.push(ParticipantKey {
            sitting_id,
            person_id,
            result_id,
            standing: ParticipantStanding::from_number(i64::from(standing.saturating_sub(b'0'))),
            sort_key: matches!(sort, "class" | "category" | "organisation").then(|| sort_key.to_owned()),
        });
    }
    Ok(keys)
}

/// Every sitting of an exam with its person, in no order: for the region's list in memory.
pub async fn sittings(tx: &mut Tx, exam: Uuid) -> Result<Vec<(Uuid, Uuid)>, StorageError> {
    if is_sqlite(tx) {
        let text: Option<Vec<u8>> = on_engine!(tx, |c| sqlx::query_scalar(SITTINGS_PACKED)
            .bind(exam)
            .fetch_one(c)
            .await)?;
        let text = text.unwrap_or_default();
        let mut text = Unpacked::of(&text, "participant");
        let mut sittings = Vec::new();
        while !text.is_empty() {
            sittings.push((Uuid::from_bytes(text.fixed()?), Uuid::from_bytes(text.fixed()?)));
        }
        return Ok(sittings);
    }
    Ok(on_engine!(tx, |c| sqlx::query_as(SITTINGS)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// The rows of one page, in no order; what is not in the scope is left out.
pub async fn of_sittings(
    tx: &mut Tx,
    scope: &Scope,
    exam: Uuid,
    sittings: &[Uuid],
) -> Result<Vec<ParticipantRow>, StorageError> {
    if sittings.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_engine!(tx, |c| {
        let mut builder = QueryBuilder::new(OF_SITTINGS);
        push_list!(builder, sittings);
        builder.push(" AND t.exam_id = ").push_bind(exam);
        push_scope!(builder, scope, "o");
        builder.build_query_as().fetch_all(c).await
    })?)
}

/// Counts of results by informing organisation.
pub async fn counts(tx: &mut Tx, scope: &Scope, exam: Uuid) -> Result<Vec<ResultCountRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(COUNTS)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(exam)
        .fetch_all(c)
        .await)?)
}

/// How many rows do not follow from what they are about: for verification.
pub async fn with_wrong_rows(tx: &mut Tx) -> Result<usize, StorageError> {
    let mut wrong = 0;
    for (one, other) in [(DERIVED, STORED), (STORED, DERIVED)] {
        wrong += on_engine!(tx, |c| {
            let mut builder = QueryBuilder::new(one);
            builder.push(" EXCEPT ").push(other);
            builder.build().fetch_all(c).await.map(|rows| rows.len())
        })?;
    }
    Ok(wrong)
}
