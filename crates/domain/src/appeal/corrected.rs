//! The corrected value of a work: points that the commission changes, and what follows by the year's scale (F6).

use regulations::{PrimaryScore, ScaleBook, ScaleKey, TaskCode};

use crate::gia_score::GiaScore;
use crate::scale_conversion::{DeliveredScore, ScoreProblem, check_delivered};
use crate::task_points::{BadTaskPoints, TaskPoints};

/// What the commission corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correction {
    /// New points of some tasks; the others stay.
    Tasks(Vec<(TaskCode, u16)>),
    /// A new primary score: for works whose delivery told no points per task.
    Primary(PrimaryScore),
}

/// Why nothing follows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCorrected {
    #[error("задания {task} в работе нет. Проверьте номер")]
    UnknownTask { task: TaskCode },
    #[error("по заданиям баллов нет: впишите первичный балл целиком")]
    NoTaskPoints,
    #[error("у работы есть баллы по заданиям: исправляйте их, а не первичный балл")]
    HasTaskPoints,
    #[error(transparent)]
    Points(#[from] BadTaskPoints),
    #[error("первичный балл не разобран")]
    NotAPrimaryScore,
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Scale(Vec<ScoreProblem>),
}

/// One changed task: «было – стало».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedTask {
    pub task: TaskCode,
    pub was: u16,
    pub now: u16,
}

/// The value after the correction, held to the scale of the exam's year.
pub fn corrected(
    book: &ScaleBook,
    key: ScaleKey<'_>,
    published: &GiaScore,
    correction: &Correction,
) -> Result<GiaScore, NotCorrected> {
    let (primary, points) = match correction {
        Correction::Tasks(changes) => {
            if published.points().is_empty() {
                return Err(NotCorrected::NoTaskPoints);
            }
            let points = with_changes(published.points(), changes)?;
            let primary = PrimaryScore::new(i64::from(points.sum())).map_err(|_| NotCorrected::NotAPrimaryScore)?;
            (primary, points)
        }
        Correction::Primary(primary) => {
            if !published.points().is_empty() {
                return Err(NotCorrected::HasTaskPoints);
            }
            (*primary, TaskPoints::none())
        }
    };
    let delivered = DeliveredScore {
        primary,
        test_score: None,
        mark: None,
        points,
    };
    check_delivered(book, key, delivered).map_err(NotCorrected::Scale)
}

/// The tasks whose points differ, in the order of the work.
pub fn changed_tasks(was: &TaskPoints, now: &TaskPoints) -> Vec<ChangedTask> {
    was.iter()
        .filter_map(|(task, before)| {
            let after = now.of(task)?;
            (after != before).then_some(ChangedTask {
                task: *task,
                was: before,
                now: after,
            })
        })
        .collect()
}

fn with_changes(published: &TaskPoints, changes: &[(TaskCode, u16)]) -> Result<TaskPoints, NotCorrected> {
    for (task, _) in changes {
        if published.of(task).is_none() {
            return Err(NotCorrected::UnknownTask { task: *task });
        }
    }
    let points = published.iter().map(|(task, before)| {
        let changed = changes.iter().find(|(one, _)| one == task);
        (*task, changed.map_or(before, |(_, after)| *after))
    });
    Ok(TaskPoints::new(points)?)
}
