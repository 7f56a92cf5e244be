//! From a primary score to a test score or mark by the year's scale, and what is wrong with a delivered row.

use regulations::{
    Conversion, Mark, MarkCondition, PrimaryScore, Scale, ScaleBook, ScaleError, ScaleKey, ScalePart, TaskCode,
    TestScore, Years,
};

use crate::gia_score::{GiaOutcome, GiaScore};
use crate::task_points::TaskPoints;

/// What follows from a primary score, and why a mark is lower than its interval says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    pub outcome: GiaOutcome,
    /// Each step down, first to last; empty on most works.
    pub lowered: Vec<LoweredMark>,
}

/// A mark that fell because a part of the work had too few points (domain-facts 3.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoweredMark {
    pub from: Mark,
    pub to: Mark,
    /// «геометрия (задания 15–19 и 23–25)».
    pub part: String,
    pub needed: u16,
    pub got: u32,
}

/// Why nothing follows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotConverted {
    #[error("первичный балл {primary} вне шкалы: наибольший — {max}. Исправьте балл или проверьте предмет и год")]
    OutOfScale { primary: PrimaryScore, max: PrimaryScore },
    #[error("отметка зависит от части «{part}», а баллов за задания {tasks} нет. Передайте баллы по заданиям")]
    PartPointsMissing { part: String, tasks: String },
}

/// A delivered row before it is held to a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredScore {
    pub primary: PrimaryScore,
    /// `None`: not delivered; it is then counted by the scale.
    pub test_score: Option<TestScore>,
    /// `None`: not delivered; it is then counted by the scale.
    pub mark: Option<Mark>,
    pub points: TaskPoints,
}

/// What is wrong with a delivered row: what stands there, what should, what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoreProblem {
    #[error(transparent)]
    NoScale(#[from] ScaleError),
    #[error(
        "Первичный балл: {primary} вне шкалы {year}\u{a0}года, наибольший — {max}. Исправьте балл или проверьте предмет"
    )]
    PrimaryOutOfScale {
        primary: PrimaryScore,
        max: PrimaryScore,
        year: i16,
    },
    #[error(
        "Тестовый балл: стоит {given}, а из первичного балла {primary} по шкале {year}\u{a0}года следует {follows}. Исправьте один из баллов"
    )]
    TestScoreDoesNotFollow {
        primary: PrimaryScore,
        given: TestScore,
        follows: TestScore,
        year: i16,
    },
    #[error(
        "Отметка: стоит {given}, а из первичного балла {primary} по шкале {year}\u{a0}года следует {follows}. Исправьте балл или отметку"
    )]
    MarkDoesNotFollow {
        primary: PrimaryScore,
        given: Mark,
        follows: Mark,
        year: i16,
    },
    #[error(
        "Отметка: стоит {given}, но для неё нужно не меньше {needed}\u{a0}баллов за часть «{part}», а набрано {got}; следует {follows}. Исправьте отметку или баллы по заданиям"
    )]
    MarkBreaksCondition {
        given: Mark,
        follows: Mark,
        part: String,
        needed: u16,
        got: u32,
    },
    #[error(
        "{field}: {given} при первичном балле {primary} — по шкале за {other}, а экзамен {year}\u{a0}года. Пересчитайте по шкале года экзамена"
    )]
    ScaleOfAnotherYear {
        /// «Тестовый балл» or «Отметка».
        field: &'static str,
        given: u8,
        primary: PrimaryScore,
        /// «2024» or «2022–2024».
        other: String,
        year: i16,
    },
    #[error("Баллы по заданиям: в сумме {sum}, а первичный балл {primary}. Исправьте балл задания или первичный балл")]
    PointsDoNotSum { sum: u32, primary: PrimaryScore },
    #[error(
        "Баллы по заданиям: отметка зависит от части «{part}», а баллов за задания {tasks} нет. Передайте баллы по заданиям"
    )]
    PartPointsMissing { part: String, tasks: String },
    #[error("Отметка: по этому предмету выставляют тестовый балл, отметки не бывает. Оставьте поле пустым")]
    MarkNotUsed,
    #[error("Тестовый балл: по этому предмету выставляют отметку, тестового балла не бывает. Оставьте поле пустым")]
    TestScoreNotUsed,
}

/// The test score or mark that the scale makes of a primary score; points are asked only where a mark depends on them.
pub fn convert(scale: &Scale, primary: PrimaryScore, points: &TaskPoints) -> Result<Conclusion, NotConverted> {
    let out_of_scale = || NotConverted::OutOfScale {
        primary,
        max: scale.max_primary(),
    };
    match &scale.conversion {
        Conversion::TestScores(table) => {
            let score = table.get(usize::from(primary.number())).ok_or_else(out_of_scale)?;
            Ok(Conclusion {
                outcome: GiaOutcome::Test(*score),
                lowered: Vec::new(),
            })
        }
        Conversion::Marks(bounds) => {
            let mark = bounds.mark_of(primary).ok_or_else(out_of_scale)?;
            with_conditions(scale, mark, points)
        }
    }
}

/// Holds a delivered row to the scale of its year; every problem at once, or the value.
pub fn check_delivered(
    book: &ScaleBook,
    key: ScaleKey<'_>,
    row: DeliveredScore,
) -> Result<GiaScore, Vec<ScoreProblem>> {
    let mut problems = Vec::new();
    if !row.points.is_empty() && row.points.sum() != u32::from(row.primary.number()) {
        problems.push(ScoreProblem::PointsDoNotSum {
            sum: row.points.sum(),
            primary: row.primary,
        });
    }
    let scale = match book.scale(key) {
        Ok(scale) => scale,
        Err(problem) => {
            problems.insert(0, problem.into());
            return Err(problems);
        }
    };
    problems.extend(wrong_field(scale, &row));
    let followed = convert(scale, row.primary, &row.points);
    problems.extend(value_problem(book, key, &row, &followed));
    match followed {
        Ok(conclusion) if problems.is_empty() => Ok(GiaScore::new(row.primary, conclusion.outcome, row.points)),
        _ => Err(problems),
    }
}

/// What [`check_delivered`] finds for a row that a scale without conditions takes as it is: points that sum up, where there
/// are any, and no other score than the one that follows. `None`: the row must be checked.
pub fn plain_outcome(
    scale: &Scale,
    primary: PrimaryScore,
    given: (Option<u8>, Option<u8>),
    sum_of_points: Option<u32>,
) -> Option<GiaOutcome> {
    if !scale.conditions.is_empty() || sum_of_points.is_some_and(|sum| sum != u32::from(primary.number())) {
        return None;
    }
    let (test_score, mark) = given;
    match &scale.conversion {
        Conversion::TestScores(table) => {
            let score = table.get(usize::from(primary.number()))?;
            let fits = mark.is_none() && test_score.is_none_or(|given| given == score.number());
            fits.then_some(GiaOutcome::Test(*score))
        }
        Conversion::Marks(bounds) => {
            let follows = bounds.mark_of(primary)?;
            let fits = test_score.is_none() && mark.is_none_or(|given| given == follows.number());
            fits.then_some(GiaOutcome::Mark(follows))
        }
    }
}

/// Lowers the mark by every condition it does not meet. A lower mark may have a condition of its own; it ends, because
/// each step is a lower mark.
fn with_conditions(scale: &Scale, by_interval: Mark, points: &TaskPoints) -> Result<Conclusion, NotConverted> {
    let mut mark = by_interval;
    let mut lowered = Vec::new();
    while let Some(step) = unmet(scale, mark, points)? {
        mark = step.to;
        lowered.push(step);
    }
    Ok(Conclusion {
        outcome: GiaOutcome::Mark(mark),
        lowered,
    })
}

fn unmet(scale: &Scale, mark: Mark, points: &TaskPoints) -> Result<Option<LoweredMark>, NotConverted> {
    for condition in scale.conditions.iter().filter(|one| one.marks.contains(&mark)) {
        let Some(part) = scale.part(&condition.part) else {
            continue;
        };
        let got = points_of(part, condition, points)?;
        if got < u32::from(condition.at_least) {
            return Ok(Some(LoweredMark {
                from: mark,
                to: condition.otherwise,
                part: part.name.clone(),
                needed: condition.at_least,
                got,
            }));
        }
    }
    Ok(None)
}

/// Points of a part. Tasks without points are no matter once the others suffice.
fn points_of(part: &ScalePart, condition: &MarkCondition, points: &TaskPoints) -> Result<u32, NotConverted> {
    let known: u32 = part
        .tasks
        .iter()
        .filter_map(|task| points.of(task))
        .map(u32::from)
        .sum();
    let missing: Vec<_> = part.tasks.iter().filter(|task| points.of(task).is_none()).collect();
    if missing.is_empty() || known >= u32::from(condition.at_least) {
        return Ok(known);
    }
    let tasks: Vec<_> = missing.into_iter().map(TaskCode::as_str).collect();
    Err(NotConverted::PartPointsMissing {
        part: part.name.clone(),
        tasks: tasks.join(", "),
    })
}

/// A value in the field that this subject does not use.
fn wrong_field(scale: &Scale, row: &DeliveredScore) -> Option<ScoreProblem> {
    match &scale.conversion {
        Conversion::TestScores(_) => row.mark.map(|_| ScoreProblem::MarkNotUsed),
        Conversion::Marks(_) => row.test_score.map(|_| ScoreProblem::TestScoreNotUsed),
    }
}

fn value_problem(
    book: &ScaleBook,
    key: ScaleKey<'_>,
    row: &DeliveredScore,
    followed: &Result<Conclusion, NotConverted>,
) -> Option<ScoreProblem> {
    let (primary, year) = (row.primary, key.year);
    let of_another_year = || of_another_year(book, key, row);
    match followed {
        Err(NotConverted::OutOfScale { max, .. }) => of_another_year().or(Some(ScoreProblem::PrimaryOutOfScale {
            primary,
            max: *max,
            year,
        })),
        Err(NotConverted::PartPointsMissing { part, tasks }) => Some(ScoreProblem::PartPointsMissing {
            part: part.clone(),
            tasks: tasks.clone(),
        }),
        Ok(conclusion) => match (conclusion.outcome, row.test_score, row.mark) {
            (GiaOutcome::Test(follows), Some(given), _) if given != follows => {
                of_another_year().or(Some(ScoreProblem::TestScoreDoesNotFollow {
                    primary,
                    given,
                    follows,
                    year,
                }))
            }
            (GiaOutcome::Mark(follows), _, Some(given)) if given != follows => {
                let broken = conclusion.lowered.iter().find(|step| step.from == given);
                broken
                    .map(|step| ScoreProblem::MarkBreaksCondition {
                        given,
                        follows,
                        part: step.part.clone(),
                        needed: step.needed,
                        got: step.got,
                    })
                    .or_else(of_another_year)
                    .or(Some(ScoreProblem::MarkDoesNotFollow {
                        primary,
                        given,
                        follows,
                        year,
                    }))
            }
            _ => None,
        },
    }
}

/// Does the delivered value follow from a scale of another year?
fn of_another_year(book: &ScaleBook, key: ScaleKey<'_>, row: &DeliveredScore) -> Option<ScoreProblem> {
    let mut others = book.scales_of_other_years(key);
    others.find_map(|scale| {
        let (field, given) = match convert(scale, row.primary, &row.points).ok()?.outcome {
            GiaOutcome::Test(score) if row.test_score == Some(score) => ("Тестовый балл", score.number()),
            GiaOutcome::Mark(mark) if row.mark == Some(mark) => ("Отметка", mark.number()),
            GiaOutcome::Test(_) | GiaOutcome::Mark(_) => return None,
        };
        Some(ScoreProblem::ScaleOfAnotherYear {
            field,
            given,
            primary: row.primary,
            other: in_words(scale.scope.years),
            year: key.year,
        })
    })
}

fn in_words(years: Years) -> String {
    if years.first == years.last {
        years.first.to_string()
    } else {
        format!("{}–{}", years.first, years.last)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use regulations::Law;

    use super::*;

    proptest! {
        /// Whatever the plain look takes, the whole check takes to the same value.
        #[test]
        fn what_is_plain_is_checked_to_the_same(
            scale in any::<prop::sample::Index>(),
            primary in 0_i64..80,
            test in proptest::option::of(0_u8..=100),
            mark in proptest::option::of(2_u8..=5),
            follows in any::<bool>(),
            tasks in proptest::collection::vec(0_u8..9, 0..12),
            sums_up in any::<bool>(),
        ) {
            let book = LAW.scales();
            let scale = scale.get(book.scales());
            let primary = match sums_up && !tasks.is_empty() {
                true => tasks.iter().map(|points| i64::from(*points)).sum(),
                false => primary,
            };
            let primary = PrimaryScore::new(primary).unwrap();
            let points = TaskPoints::numbered(tasks).unwrap();
            let (test, mark) = match convert(scale, primary, &points) {
                Ok(Conclusion { outcome: GiaOutcome::Test(test), .. }) if follows => (Some(test.number()), None),
                Ok(Conclusion { outcome: GiaOutcome::Mark(mark), .. }) if follows => (None, Some(mark.number())),
                _ => (test, mark),
            };
            let sum = (!points.is_empty()).then(|| points.sum());
            let plain = plain_outcome(scale, primary, (test, mark), sum);
            let Some(key) = key_of(scale) else { return Ok(()) };
            let row = DeliveredScore {
                primary,
                test_score: test.map(|test| TestScore::new(i64::from(test)).unwrap()),
                mark: mark.map(|mark| Mark::new(i64::from(mark)).unwrap()),
                points,
            };
            let checked = check_delivered(book, key, row);
            if let Some(outcome) = plain {
                prop_assert_eq!(checked.map(|score| score.outcome()), Ok(outcome));
            } else if scale.conditions.is_empty() {
                prop_assert!(checked.is_err());
            }
        }
    }

    static LAW: LazyLock<Law> = LazyLock::new(|| Law::embedded().unwrap());

    /// A key under which the book gives this very scale.
    fn key_of(scale: &Scale) -> Option<ScaleKey<'_>> {
        let key = ScaleKey {
            form: scale.scope.form,
            subject: scale.scope.subject,
            series: scale.scope.series,
            year: scale.scope.years.first,
            region: scale.scope.region.as_deref().unwrap_or("00"),
        };
        (LAW.scales().scale(key).ok()? == scale).then_some(key)
    }
}
