//! A released value as programs read it.

use domain::essay::{EssayMark, EssayValue};
use regulations::Instant;
use serde::Serialize;
use utoipa::ToSchema;

/// One value: of an essay the marks, of a state exam the scores, of a sitting without a work its outcome alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct Value {
    /// `written`, `not-finished`, `removed`, `absent`; `annulled` in a statement of an annulment.
    pub attendance: String,
    /// Marks of an essay or exposition.
    pub essay: Option<EssayMarks>,
    /// Primary score of a state exam.
    pub primary_score: Option<i64>,
    /// Test score by the year's scale.
    pub test_score: Option<i64>,
    /// Mark by the year's scale.
    pub mark: Option<i64>,
}

/// Marks of an essay: `true` зачёт, `false` незачёт, `null` not checked.
#[derive(Debug, Serialize, ToSchema)]
pub struct EssayMarks {
    /// Of the whole work.
    pub result: bool,
    /// Requirements 1 and 2.
    pub requirements: Vec<Option<bool>>,
    /// Criteria 1 to 5.
    pub criteria: Vec<Option<bool>>,
    /// Number of the topic.
    pub topic: Option<String>,
}

/// The stored columns of a value.
pub struct Columns<'a> {
    pub attendance: &'a str,
    pub essay_value: Option<&'a str>,
    pub topic: Option<&'a str>,
    pub scores: [Option<i64>; 3],
}

impl From<Columns<'_>> for Value {
    fn from(columns: Columns<'_>) -> Self {
        let passed = |mark: &Option<EssayMark>| mark.map(|mark| mark == EssayMark::Pass);
        let essay = columns.essay_value.and_then(|code| EssayValue::from_code(code).ok());
        let [primary_score, test_score, mark] = columns.scores;
        Self {
            attendance: columns.attendance.to_owned(),
            essay: essay.map(|value| EssayMarks {
                result: value.result() == EssayMark::Pass,
                requirements: value.requirements().iter().map(passed).collect(),
                criteria: value.criteria().iter().map(passed).collect(),
                topic: columns.topic.map(str::to_owned),
            }),
            primary_score,
            test_score,
            mark,
        }
    }
}

/// A stored moment as RFC 3339 in UTC.
pub fn moment(micros: i64) -> String {
    Instant::from_micros(micros).rfc3339()
}
