//! The expert's conclusion criterion by criterion: which criterion, what it was, what it is now, and why
//! (kuzbass-gia9:rights 6). It is held to the points that the work has.

use crate::appeal::Verdict;
use crate::task_points::TaskPoints;

/// Most criteria of one conclusion.
pub const MOST_CRITERIA: usize = 40;

/// One line of a conclusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionLine {
    /// «27К1»; where points per task were delivered it is one of theirs.
    pub criterion: String,
    pub was: i64,
    pub now: i64,
    pub reasoning: String,
}

/// What is wrong with a line; the first line is 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongLine {
    #[error("впишите критерий")]
    NoCriterion,
    #[error("такого задания в работе нет: {known}")]
    UnknownCriterion { known: String },
    #[error("этот критерий уже стоит выше")]
    Twice,
    #[error("в работе за него {stands}")]
    OtherWas { stands: i64 },
    #[error("балл — целое число от 0 до 100")]
    NotPoints,
    #[error("напишите, почему: со ссылкой на критерий оценивания")]
    NoReasoning,
}

/// What is wrong with a conclusion as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongConclusion {
    #[error("внесите хотя бы один критерий")]
    Empty,
    #[error("не больше 40 критериев")]
    TooMany,
    #[error("эксперт пришёл к тому, что оценено верно, а баллы различаются")]
    RightButChanged,
    #[error("эксперт пришёл к тому, что баллы изменить, а ни один балл не изменился")]
    ChangeWithoutChange,
}

/// Everything that is wrong with the lines, by their numbers.
pub fn wrong_lines(lines: &[CriterionLine], points: &TaskPoints) -> Vec<(usize, WrongLine)> {
    let mut wrong = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let before = lines.get(..place).unwrap_or_default();
        if line.criterion.is_empty() {
            wrong.push((place, WrongLine::NoCriterion));
        } else if before.iter().any(|one| one.criterion == line.criterion) {
            wrong.push((place, WrongLine::Twice));
        } else if !points.is_empty() {
            let stands = points.iter().find(|(task, _)| task.as_str() == line.criterion);
            match stands {
                None => {
                    let known: Vec<&str> = points.iter().map(|(task, _)| task.as_str()).collect();
                    let known = known.join(", ");
                    wrong.push((place, WrongLine::UnknownCriterion { known }));
                }
                Some((_, stands)) if i64::from(stands) != line.was => {
                    let stands = i64::from(stands);
                    wrong.push((place, WrongLine::OtherWas { stands }));
                }
                Some(_) => {}
            }
        }
        if !(0..=100).contains(&line.now) || !(0..=100).contains(&line.was) {
            wrong.push((place, WrongLine::NotPoints));
        }
        if line.reasoning.is_empty() {
            wrong.push((place, WrongLine::NoReasoning));
        }
    }
    wrong
}

/// Do the lines say what the verdict says? An unclear answer may say either.
pub fn fits(lines: &[CriterionLine], verdict: Verdict) -> Result<(), WrongConclusion> {
    if lines.is_empty() {
        return Err(WrongConclusion::Empty);
    }
    if lines.len() > MOST_CRITERIA {
        return Err(WrongConclusion::TooMany);
    }
    let changes = lines.iter().any(|line| line.was != line.now);
    match (verdict, changes) {
        (Verdict::Right, true) => Err(WrongConclusion::RightButChanged),
        (Verdict::Change, false) => Err(WrongConclusion::ChangeWithoutChange),
        (Verdict::Right, false) | (Verdict::Change, true) | (Verdict::Unclear, _) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(criterion: &str, was: i64, now: i64, reasoning: &str) -> CriterionLine {
        CriterionLine {
            criterion: criterion.to_owned(),
            was,
            now,
            reasoning: reasoning.to_owned(),
        }
    }

    #[test]
    fn lines_are_held_to_the_points_of_the_work() {
        let points = TaskPoints::from_code("1=10;27К1=4").unwrap();
        for (lines, expected) in [
            (vec![line("27К1", 4, 6, "тезис доказан")], "[]"),
            (vec![line("", 4, 6, "так")], "[(0, NoCriterion)]"),
            (
                vec![line("28", 4, 6, "так")],
                "[(0, UnknownCriterion { known: \"1, 27К1\" })]",
            ),
            (vec![line("27К1", 3, 6, "так")], "[(0, OtherWas { stands: 4 })]"),
            (vec![line("27К1", 4, 101, "так")], "[(0, NotPoints)]"),
            (vec![line("27К1", 4, 6, "")], "[(0, NoReasoning)]"),
            (vec![line("1", 10, 10, "так"), line("1", 10, 9, "так")], "[(1, Twice)]"),
        ] {
            assert_eq!(format!("{:?}", wrong_lines(&lines, &points)), expected, "{lines:?}");
        }
        assert_eq!(wrong_lines(&[line("К3", 1, 2, "так")], &TaskPoints::default()), []);
    }

    #[test]
    fn a_verdict_fits_its_lines() {
        let (same, other) = (vec![line("1", 1, 1, "так")], vec![line("1", 1, 2, "так")]);
        for (lines, verdict, expected) in [
            (&same, Verdict::Right, Ok(())),
            (&other, Verdict::Right, Err(WrongConclusion::RightButChanged)),
            (&same, Verdict::Change, Err(WrongConclusion::ChangeWithoutChange)),
            (&other, Verdict::Change, Ok(())),
            (&same, Verdict::Unclear, Ok(())),
            (&other, Verdict::Unclear, Ok(())),
            (&vec![], Verdict::Right, Err(WrongConclusion::Empty)),
        ] {
            assert_eq!(fits(lines, verdict), expected, "{lines:?} {verdict:?}");
        }
    }
}
