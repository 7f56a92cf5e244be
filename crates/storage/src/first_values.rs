//! First values of checked works, as a file of results brings them by the thousand: the result, its first edition and the
//! participant's row, in three statements for a whole batch. Bound one by one, values cost several times what storing them
//! does, so SQLite's thread is handed all rows as one text of equal lengths and cuts it apart; PostgreSQL takes each column as
//! an array.

use sqlx::{PgConnection, SqliteConnection};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::{Tx, TxInner};

/// What all first values of one import share.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// Ground of the editions, in words.
    pub ground: &'a str,
    /// The document it stands in.
    pub document_reference: &'a str,
    /// Who wrote it.
    pub author_account_id: Uuid,
    /// The import.
    pub import_id: Uuid,
    /// Microseconds UTC.
    pub received_at: i64,
}

/// Ids of what a first value makes, and where.
#[derive(Debug, Clone, Copy)]
pub struct FirstValueIds {
    /// The new result.
    pub result: Uuid,
    /// Its first edition.
    pub edition: Uuid,
    /// The sitting, which has no result.
    pub sitting: Uuid,
}

/// Scores of a checked work.
#[derive(Debug, Clone, Copy)]
pub struct FirstScores {
    /// Primary score.
    pub primary: u16,
    /// Test score by the year's scale.
    pub test: Option<u16>,
    /// Mark by the year's scale.
    pub mark: Option<u16>,
}

/// A batch of first values.
#[derive(Debug, Default)]
pub struct FirstValues {
    rows: Vec<(FirstValueIds, FirstScores)>,
    /// Storage codes of `TaskPoints` one behind the other, and where each ends.
    points: String,
    ends: Vec<usize>,
}

impl FirstValues {
    /// Adds one; `task_points` is the storage code of `TaskPoints`, empty where there are none.
    pub fn push(&mut self, ids: FirstValueIds, scores: FirstScores, task_points: &str) {
        self.rows.push((ids, scores));
        self.points.push_str(task_points);
        self.ends.push(self.points.len());
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Is there nothing to write?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Forgets the rows and keeps their memory.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.points.clear();
        self.ends.clear();
    }

    fn points(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, end)| self.points.get(start..*end).unwrap_or_default())
    }
}

/// Writes the results, their editions, received, and the rows of the participants.
///
/// # Errors
/// What the engine refuses: a sitting that has a result, one that does not exist.
pub async fn insert(tx: &mut Tx, received: &Received<'_>, values: &FirstValues) -> Result<(), StorageError> {
    if values.is_empty() {
        return Ok(());
    }
    for _ in 0..STATEMENTS {
        tx.count_statement();
    }
    match &mut tx.inner {
        TxInner::Sqlite(transaction) => insert_packed(transaction, received, values).await,
        TxInner::Postgres(transaction) => insert_columns(transaction, received, values).await,
    }
}

const STATEMENTS: usize = 3;

// `n.i` is where a row begins, counted from 1; `$1` is the text, `$2` the length of a row, `$3` that of the text.
// A row of the text: ids of result, edition and sitting, 16 bytes each; three numbers of 5; task points up to the end.
const RESULTS_PACKED: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + $2 FROM n WHERE i + $2 < $3) \
  INSERT INTO result (id, sitting_id, created_at) SELECT substr($1, i, 16), substr($1, i + 32, 16), $4 FROM n";
const EDITIONS_PACKED: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + $2 FROM n WHERE i + $2 < $3) \
  INSERT INTO edition (id, result_id, number, state, attendance, primary_score, test_score, mark, task_points, \
  ground, document_reference, author_account_id, import_id, received_at) \
  SELECT substr($1, i + 16, 16), substr($1, i, 16), 1, 'received', 'written', CAST(substr($1, i + 48, 5) AS INTEGER), \
  NULLIF(CAST(substr($1, i + 53, 5) AS INTEGER), -1), NULLIF(CAST(substr($1, i + 58, 5) AS INTEGER), -1), \
  NULLIF(rtrim(CAST(substr($1, i + 63, $2 - 63) AS TEXT)), ''), $4, $5, $6, $7, $8 FROM n";
const PARTICIPANTS_PACKED: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + $2 FROM n WHERE i + $2 < $3) \
  UPDATE participant SET result_id = substr($1, i, 16), pending_state = 'received' FROM n WHERE participant.sitting_id = substr($1, i + 32, 16)";
const ROW_BEFORE_POINTS: usize = 63;
/// Stands for a score that a work does not have.
const NO_SCORE: &[u8; 5] = b"   -1";

async fn insert_packed(
    connection: &mut SqliteConnection,
    received: &Received<'_>,
    values: &FirstValues,
) -> Result<(), StorageError> {
    let (text, row) = rows_of_one_length(values);
    let length = |bytes: usize| i64::try_from(bytes).unwrap_or(i64::MAX);
    let (row, whole) = (length(row), length(text.len()));
    sqlx::query(RESULTS_PACKED)
        .bind(text.as_slice())
        .bind(row)
        .bind(whole)
        .bind(received.received_at)
        .execute(&mut *connection)
        .await?;
    sqlx::query(EDITIONS_PACKED)
        .bind(text.as_slice())
        .bind(row)
        .bind(whole)
        .bind(received.ground)
        .bind(received.document_reference)
        .bind(received.author_account_id)
        .bind(received.import_id)
        .bind(received.received_at)
        .execute(&mut *connection)
        .await?;
    sqlx::query(PARTICIPANTS_PACKED)
        .bind(text)
        .bind(row)
        .bind(whole)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// All rows, and how long each is: as long as the longest needs.
fn rows_of_one_length(values: &FirstValues) -> (Vec<u8>, usize) {
    let longest = values.points().map(str::len).max().unwrap_or_default();
    let row = ROW_BEFORE_POINTS + longest;
    let mut text = Vec::with_capacity(row * values.rows.len());
    for ((ids, scores), points) in values.rows.iter().zip(values.points()) {
        let end = text.len() + row;
        for id in [ids.result, ids.edition, ids.sitting] {
            text.extend_from_slice(id.as_bytes());
        }
        for score in [Some(scores.primary), scores.test, scores.mark] {
            text.extend_from_slice(&score.map_or(*NO_SCORE, five_digits));
        }
        text.extend_from_slice(points.as_bytes());
        text.resize(end, b' ');
    }
    (text, row)
}

fn five_digits(score: u16) -> [u8; 5] {
    [10_000, 1_000, 100, 10, 1].map(|unit: u16| b'0' + u8::try_from(score / unit % 10).unwrap_or_default())
}

const RESULTS_COLUMNS: &str = "INSERT INTO result (id, sitting_id, created_at) \
  SELECT v.result_id, v.sitting_id, $3 FROM UNNEST($1::uuid[], $2::uuid[]) AS v (result_id, sitting_id)";
const EDITIONS_COLUMNS: &str = "INSERT INTO edition (id, result_id, number, state, attendance, primary_score, test_score, mark, task_points, \
  ground, document_reference, author_account_id, import_id, received_at) \
  SELECT v.id, v.result_id, 1, 'received', 'written', v.primary_score, v.test_score, v.mark, v.task_points, $7, $8, $9, $10, $11 \
  FROM UNNEST($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) \
  AS v (id, result_id, primary_score, test_score, mark, task_points)";
const PARTICIPANTS_COLUMNS: &str = "UPDATE participant SET result_id = v.result_id, pending_state = 'received' \
  FROM UNNEST($1::uuid[], $2::uuid[]) AS v (result_id, sitting_id) WHERE participant.sitting_id = v.sitting_id";

async fn insert_columns(
    connection: &mut PgConnection,
    received: &Received<'_>,
    values: &FirstValues,
) -> Result<(), StorageError> {
    let ids = |of: fn(&FirstValueIds) -> Uuid| values.rows.iter().map(|(ids, _)| of(ids)).collect::<Vec<_>>();
    let scores = |of: fn(&FirstScores) -> Option<u16>| {
        let scores = values.rows.iter().map(|(_, scores)| of(scores).map(i64::from));
        scores.collect::<Vec<_>>()
    };
    let points = values.points().map(|points| (!points.is_empty()).then_some(points));
    let (results, sittings) = (ids(|ids| ids.result), ids(|ids| ids.sitting));
    sqlx::query(RESULTS_COLUMNS)
        .bind(&results)
        .bind(&sittings)
        .bind(received.received_at)
        .execute(&mut *connection)
        .await?;
    sqlx::query(EDITIONS_COLUMNS)
        .bind(ids(|ids| ids.edition))
        .bind(&results)
        .bind(scores(|scores| Some(scores.primary)))
        .bind(scores(|scores| scores.test))
        .bind(scores(|scores| scores.mark))
        .bind(points.collect::<Vec<_>>())
        .bind(received.ground)
        .bind(received.document_reference)
        .bind(received.author_account_id)
        .bind(received.import_id)
        .bind(received.received_at)
        .execute(&mut *connection)
        .await?;
    sqlx::query(PARTICIPANTS_COLUMNS)
        .bind(&results)
        .bind(&sittings)
        .execute(&mut *connection)
        .await?;
    Ok(())
}
