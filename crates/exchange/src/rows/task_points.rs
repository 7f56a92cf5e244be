//! Points per task written in one cell, one behind the other: «12(2)1» is 1, then 2 of 2, then 1.

/// More tasks than that no exam has (a reading: the longest published one has 42).
pub(super) const MOST_TASKS: usize = 60;
/// Longest number of points of one task, in digits.
const MOST_DIGITS: usize = 2;

/// Points of one task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TaskPoints {
    /// 0 to 99.
    pub points: u8,
    /// The most there is for the task, where the file says it; never less than `points`.
    pub of: Option<u8>,
}

/// Why a text is no points of tasks. Positions are those of characters, from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum TaskPointsError {
    #[error(
        "Знак «{sign}» на месте {place} непонятен. Нужны цифры и скобки: 12(2)1. Если знак что-то значит, опишите его в профиле обмена"
    )]
    StraySign { sign: char, place: usize },
    #[error("Скобка на месте {place} без числа или без пары. Нужно, например, 2(3): два балла из трёх")]
    Brackets { place: usize },
    #[error("На месте {place}: {points} из {of} — баллов больше, чем возможно. Исправьте")]
    MoreThanMost { points: u8, of: u8, place: usize },
    #[error(
        "Перед скобкой на месте {place} непонятно, сколько баллов: одна цифра или две. Разделите задания пробелами: 1 10(20)"
    )]
    Ambiguous { place: usize },
    #[error("На месте {place} число длиннее двух цифр. Разделите задания пробелами")]
    TooLong { place: usize },
    #[error("Заданий больше {MOST_TASKS}. Проверьте, тот ли это столбец")]
    TooMany,
}

/// Digits that stand together, and what is in the brackets behind them.
struct Run {
    digits: String,
    of: Option<u8>,
    /// Of the first digit.
    place: usize,
    /// Alone between separators, so that the digits are one number.
    is_apart: bool,
}

/// Reads the points of all tasks in order. `meaning` gives the points of a sign that is no figure («+»), where the profile
/// names them.
///
/// Readings: digits without brackets are one task each; where every task of the text has its brackets, or spaces, commas
/// or semicolons stand between them, digits together are one number.
pub(super) fn parse_task_points(
    text: &str,
    meaning: impl Fn(char) -> Option<u8>,
) -> Result<Vec<TaskPoints>, TaskPointsError> {
    let runs = runs_of(text, meaning)?;
    let is_bracketed = !runs.is_empty()
        && runs
            .iter()
            .all(|run| matches!((number(&run.digits), run.of), (Some(points), Some(of)) if points <= of));
    let mut tasks = Vec::new();
    for run in &runs {
        if run.is_apart || is_bracketed {
            tasks.push(whole(run)?);
        } else {
            push_digits(&mut tasks, run)?;
        }
        if tasks.len() > MOST_TASKS {
            return Err(TaskPointsError::TooMany);
        }
    }
    Ok(tasks)
}

fn runs_of(text: &str, meaning: impl Fn(char) -> Option<u8>) -> Result<Vec<Run>, TaskPointsError> {
    let is_separator = |sign: char| sign.is_whitespace() || matches!(sign, ';' | ',' | '|' | '/');
    // Of one number there is nothing to separate: «10» alone is read digit by digit.
    let is_separated = text.trim().contains(is_separator);
    let mut runs: Vec<Run> = Vec::new();
    let mut is_open = false;
    let mut signs = (1..).zip(text.chars());
    while let Some((place, sign)) = signs.next() {
        match sign {
            sign if is_separator(sign) => is_open = false,
            '(' => {
                let of = bracketed(&mut signs, place)?;
                let run = runs.last_mut().filter(|run| is_open && run.of.is_none());
                run.ok_or(TaskPointsError::Brackets { place })?.of = Some(of);
                is_open = false;
            }
            sign => {
                let digit = sign
                    .to_digit(10)
                    .and_then(|digit| u8::try_from(digit).ok())
                    .or_else(|| meaning(sign))
                    .and_then(|digit| char::from_digit(u32::from(digit), 10))
                    .ok_or(if sign == ')' {
                        TaskPointsError::Brackets { place }
                    } else {
                        TaskPointsError::StraySign { sign, place }
                    })?;
                match runs.last_mut().filter(|_| is_open) {
                    Some(run) => run.digits.push(digit),
                    None => runs.push(Run {
                        digits: digit.to_string(),
                        of: None,
                        place,
                        is_apart: is_separated,
                    }),
                }
                is_open = true;
            }
        }
    }
    Ok(runs)
}

/// The number up to the closing bracket.
fn bracketed(signs: &mut impl Iterator<Item = (usize, char)>, place: usize) -> Result<u8, TaskPointsError> {
    let mut within = String::new();
    for (_, sign) in signs {
        if sign == ')' {
            return number(within.trim()).ok_or(TaskPointsError::Brackets { place });
        }
        within.push(sign);
    }
    Err(TaskPointsError::Brackets { place })
}

/// One or two digits.
fn number(digits: &str) -> Option<u8> {
    let is_number = (1..=MOST_DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

fn whole(run: &Run) -> Result<TaskPoints, TaskPointsError> {
    let points = number(&run.digits).ok_or(TaskPointsError::TooLong { place: run.place })?;
    task(points, run.of, run.place)
}

/// Digits that are one task each; only the last has the brackets, and there it may be two digits.
fn push_digits(tasks: &mut Vec<TaskPoints>, run: &Run) -> Result<(), TaskPointsError> {
    let mut digits: Vec<u8> = run.digits.bytes().map(|digit| digit - b'0').collect();
    let last_place = run.place + digits.len() - 1;
    let last = digits.pop().unwrap_or_default();
    if let (Some(of @ 10..), Some(tens @ 1..)) = (run.of, digits.last().copied())
        && tens * 10 + last <= of
    {
        return Err(TaskPointsError::Ambiguous { place: last_place + 1 });
    }
    tasks.extend(digits.into_iter().map(|points| TaskPoints { points, of: None }));
    tasks.push(task(last, run.of, last_place)?);
    Ok(())
}

fn task(points: u8, of: Option<u8>, place: usize) -> Result<TaskPoints, TaskPointsError> {
    match of {
        Some(of) if points > of => Err(TaskPointsError::MoreThanMost { points, of, place }),
        of => Ok(TaskPoints { points, of }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<String, TaskPointsError> {
        let tasks = parse_task_points(text, |sign| (sign == '+').then_some(1))?;
        let spelt: Vec<String> = tasks.iter().map(spelt).collect();
        Ok(spelt.join(" "))
    }

    fn spelt(task: &TaskPoints) -> String {
        match task.of {
            Some(of) => format!("{}({of})", task.points),
            None => task.points.to_string(),
        }
    }

    #[test]
    fn reads_the_federal_notation() {
        let check = |text: &str, expected: Result<&str, TaskPointsError>| {
            assert_eq!(read(text), expected.map(str::to_owned), "{text}");
        };
        check("12(2)1", Ok("1 2(2) 1"));
        check("0", Ok("0"));
        check("10", Ok("1 0"));
        check("+0+2(2)", Ok("1 0 1 2(2)"));
        check("3(3)10(12)0(1)", Ok("3(3) 10(12) 0(1)"));
        check("1 10(20) 12", Ok("1 10(20) 12"));
        check("1;2(2);0", Ok("1 2(2) 0"));
        check("1105(12)", Ok("1 1 0 5(12)"));
        check("119(12)", Ok("1 1 9(12)"));
        check("", Ok(""));
        check("112(20)", Err(TaskPointsError::Ambiguous { place: 4 }));
        check("1а1", Err(TaskPointsError::StraySign { sign: 'а', place: 2 }));
        check("1-", Err(TaskPointsError::StraySign { sign: '-', place: 2 }));
        check("(2)", Err(TaskPointsError::Brackets { place: 1 }));
        check("2()", Err(TaskPointsError::Brackets { place: 2 }));
        check("2(3", Err(TaskPointsError::Brackets { place: 2 }));
        check("2)3", Err(TaskPointsError::Brackets { place: 2 }));
        check("2(3)(3)", Err(TaskPointsError::Brackets { place: 5 }));
        check("1 2(300)", Err(TaskPointsError::Brackets { place: 4 }));
        check("1 100", Err(TaskPointsError::TooLong { place: 3 }));
        check(
            "14(3)",
            Err(TaskPointsError::MoreThanMost {
                points: 4,
                of: 3,
                place: 2,
            }),
        );
        check(&"1".repeat(61), Err(TaskPointsError::TooMany));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,80}|[0-9()+ ;]{0,60}") {
            if let Ok(tasks) = parse_task_points(&text, |_| None) {
                prop_assert!(tasks.iter().all(|task| task.of.is_none_or(|of| task.points <= of)));
            }
        }

        #[test]
        fn what_is_written_apart_comes_back(tasks in prop::collection::vec((0_u8..100, prop::option::of(0_u8..100)), 2..60)) {
            let tasks: Vec<TaskPoints> = tasks
                .into_iter()
                .map(|(points, of)| TaskPoints { points, of: of.map(|of| of.max(points)) })
                .collect();
            let text = tasks.iter().map(spelt).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(parse_task_points(&text, |_| None), Ok(tasks));
        }
    }
}
