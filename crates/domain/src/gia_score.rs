//! The value of an edition of GIA: primary score, what it became by the scale, points per task; and the minimums.

pub use regulations::{ExamForm, Mark, NotAScore, PrimaryScore, SubjectCode, TaskCode, TestScore};
use regulations::{Floor, Minimum};

use crate::task_points::{BadTaskPoints, TaskPoints};

/// What a primary score became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GiaOutcome {
    Test(TestScore),
    Mark(Mark),
}

/// One value. Made by [`crate::scale_conversion::check_delivered`], which holds it to the year's scale, or read back
/// from storage.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GiaScore {
    primary: PrimaryScore,
    outcome: GiaOutcome,
    points: TaskPoints,
}

/// The value as columns of an edition: exactly one of test score and mark is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiaColumns {
    pub primary_score: i64,
    pub test_score: Option<i64>,
    pub mark: Option<i64>,
    /// [`TaskPoints::code`]; `None` without points.
    pub task_points: Option<String>,
}

/// Stored columns that are no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GiaColumnsError {
    #[error("у результата должен быть либо тестовый балл, либо отметка")]
    NotOneOutcome,
    #[error(transparent)]
    Number(#[from] NotAScore),
    #[error(transparent)]
    Points(#[from] BadTaskPoints),
}

impl GiaScore {
    pub(crate) const fn new(primary: PrimaryScore, outcome: GiaOutcome, points: TaskPoints) -> Self {
        Self {
            primary,
            outcome,
            points,
        }
    }

    pub const fn primary(&self) -> PrimaryScore {
        self.primary
    }

    pub const fn outcome(&self) -> GiaOutcome {
        self.outcome
    }

    pub const fn points(&self) -> &TaskPoints {
        &self.points
    }

    pub fn columns(&self) -> GiaColumns {
        let (test_score, mark) = match self.outcome {
            GiaOutcome::Test(score) => (Some(i64::from(score.number())), None),
            GiaOutcome::Mark(mark) => (None, Some(i64::from(mark.number()))),
        };
        GiaColumns {
            primary_score: i64::from(self.primary.number()),
            test_score,
            mark,
            task_points: (!self.points.is_empty()).then(|| self.points.code()),
        }
    }

    /// Reads [`GiaScore::columns`]. The scale is not asked again: it was when the value was made.
    pub fn from_columns(columns: &GiaColumns) -> Result<Self, GiaColumnsError> {
        let outcome = match (columns.test_score, columns.mark) {
            (Some(score), None) => GiaOutcome::Test(TestScore::new(score)?),
            (None, Some(mark)) => GiaOutcome::Mark(Mark::new(mark)?),
            _ => return Err(GiaColumnsError::NotOneOutcome),
        };
        let points = TaskPoints::from_code(columns.task_points.as_deref().unwrap_or(""))?;
        Ok(Self::new(PrimaryScore::new(columns.primary_score)?, outcome, points))
    }

    /// What is hashed in protocols, statements and the journal: the version of the form, then the value, in UTF-8:
    /// `gia/1:34|t64|1=1;2=0`.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let outcome = match self.outcome {
            GiaOutcome::Test(score) => format!("t{score}"),
            GiaOutcome::Mark(mark) => format!("m{mark}"),
        };
        format!("gia/1:{}|{outcome}|{}", self.primary, self.points.code()).into_bytes()
    }
}

/// Was a minimum reached?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Threshold {
    Reached,
    NotReached,
}

/// How a result stands to the year's minimums; `None` where the year names none, or one that is counted otherwise than
/// the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinimumStanding {
    pub to_pass: Option<Threshold>,
    pub university: Option<Threshold>,
}

/// Compares a result with the minimums of its year (domain-facts 3.2; kuzbass-gia9:info 4). *Reading*: a minimum set in
/// primary scores looks at nothing but the primary score.
pub fn minimum_standing(minimum: &Minimum, score: &GiaScore) -> MinimumStanding {
    MinimumStanding {
        to_pass: minimum.to_pass.and_then(|floor| reached(floor, score)),
        university: minimum.university.and_then(|floor| reached(Floor::Test(floor), score)),
    }
}

fn reached(floor: Floor, score: &GiaScore) -> Option<Threshold> {
    let is_reached = match (floor, score.outcome) {
        (Floor::Primary(least), _) => score.primary >= least,
        (Floor::Test(least), GiaOutcome::Test(given)) => given >= least,
        (Floor::Mark(least), GiaOutcome::Mark(given)) => given >= least,
        (Floor::Test(_), GiaOutcome::Mark(_)) | (Floor::Mark(_), GiaOutcome::Test(_)) => return None,
    };
    Some(if is_reached {
        Threshold::Reached
    } else {
        Threshold::NotReached
    })
}
