//! The value of an essay or exposition: requirements, criteria, the result they make, and the ways they contradict.

use std::fmt;

use crate::codes::{UnknownCode, coded};

/// Work type code (код вида работы, kirov-1497:6.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkType {
    Composition = 20,
    Exposition = 21,
}

/// One mark: of a requirement, a criterion or the whole work (kirov-1497:1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EssayMark {
    Pass,
    Fail,
}

coded! {
    /// A sitting that ended without a checked work.
    AttendanceMark {
        /// Finished early for a good reason; the mark on the form (rostov-essay:9.1).
        NotFinished = "not-finished", "не закончил";
        /// Removed for a violation; the mark on the form (rostov-essay:9.1).
        Removed = "removed", "удалён";
        Absent = "absent", "не явился";
    }
}

/// How a work is graded. Both are data of the exam, because the source of either is weak (domain-facts 1.5, 1.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EssayGrading {
    pub literacy: LiteracyCriterion,
    pub after_failed_criterion: AfterFailedCriterion,
}

/// Whether criterion 5 «Грамотность» counts; it does not for an oral work (domain-facts 1.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteracyCriterion {
    Applied,
    /// Its cell must be empty; the work then rests on criteria 1, 2 and one of 3 and 4.
    NotApplied,
}

/// What the marks after a failed criterion 1 or 2 may be (domain-facts 1.5, from memory).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterFailedCriterion {
    /// The expert may have gone on: later criteria may be anything.
    LaterCriteriaFree,
    /// Later criteria are not checked and may not be passed.
    LaterCriteriaNotPassed,
}

/// A coherent value. The only way to have one is through a constructor that enforces domain-facts 1.2 and 1.5.
///
/// `None` is a mark that was not given: not checked after a failed requirement or criterion, or criterion 5 of an oral
/// work. What follows a failed requirement is never checked, so whatever way a file fills those cells they become `None`
/// and equal facts are equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EssayValue {
    requirements: [Option<EssayMark>; 2],
    criteria: [Option<EssayMark>; 5],
    result: EssayMark,
}

/// A cell of the result block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EssayField {
    /// 1 volume, 2 own work.
    Requirement(u8),
    /// 1 to 5.
    Criterion(u8),
    Result,
}

/// Why marks are no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum EssayContradiction {
    #[error("{field}: отметка не указана. Впишите зачёт или незачёт")]
    Missing { field: EssayField },
    #[error("{field}: стоит «зачёт», но {failed} — «незачёт», и дальше работу не проверяют. Исправьте одну из отметок")]
    PassedAfterFailure { field: EssayField, failed: EssayField },
    #[error("{field}: в устной форме не оценивается. Оставьте пустым")]
    NotApplicable { field: EssayField },
    /// `because` is the failed cell, or `None` where criteria 3 to 5 all failed or where nothing did.
    #[error("Результат: стоит «{given}», но по отметкам выходит «{follows}»: {reason}", reason = result_reason(*follows, *because))]
    ResultDoesNotFollow {
        given: EssayMark,
        follows: EssayMark,
        because: Option<EssayField>,
    },
}

/// A stored text is not a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EssayCodeError {
    #[error("запись значения сочинения не разобрана")]
    Malformed,
    #[error(transparent)]
    Contradiction(#[from] EssayContradiction),
}

impl EssayContradiction {
    /// The cell the contradiction is shown at.
    pub const fn field(&self) -> EssayField {
        match self {
            Self::Missing { field } | Self::PassedAfterFailure { field, .. } | Self::NotApplicable { field } => *field,
            Self::ResultDoesNotFollow { .. } => EssayField::Result,
        }
    }
}

impl EssayGrading {
    /// A written work; criteria after a failed criterion are free.
    pub const WRITTEN: Self = Self {
        literacy: LiteracyCriterion::Applied,
        after_failed_criterion: AfterFailedCriterion::LaterCriteriaFree,
    };
    /// An oral work: criterion 5 is not applied.
    pub const ORAL: Self = Self {
        literacy: LiteracyCriterion::NotApplied,
        ..Self::WRITTEN
    };
}

impl EssayValue {
    /// The value of these marks, when the given result follows from them; otherwise the first contradiction.
    pub fn new(
        grading: EssayGrading,
        requirements: [Option<EssayMark>; 2],
        criteria: [Option<EssayMark>; 5],
        result: EssayMark,
    ) -> Result<Self, EssayContradiction> {
        match Self::contradictions(grading, requirements, criteria, Some(result)).first() {
            Some(contradiction) => Err(*contradiction),
            None => Ok(Self::settled(requirements, criteria, result)),
        }
    }

    /// The value of these marks with the result that follows from them.
    pub fn concluded(
        grading: EssayGrading,
        requirements: [Option<EssayMark>; 2],
        criteria: [Option<EssayMark>; 5],
    ) -> Result<Self, EssayContradiction> {
        match Self::contradictions(grading, requirements, criteria, None).first() {
            Some(contradiction) => Err(*contradiction),
            None => Ok(Self::settled(
                requirements,
                criteria,
                follows(grading, requirements, criteria).0,
            )),
        }
    }

    /// Every contradiction among the marks, in the order of the form; empty for a coherent value. The first mark
    /// passed after a failure stands for all of them. Without `result` only the marks are looked at.
    pub fn contradictions(
        grading: EssayGrading,
        requirements: [Option<EssayMark>; 2],
        criteria: [Option<EssayMark>; 5],
        result: Option<EssayMark>,
    ) -> Vec<EssayContradiction> {
        let mut found = Vec::new();
        let (mut stopped_by, mut is_said) = (None, false);
        for (field, mark) in in_order(requirements, criteria) {
            if field == EssayField::Criterion(5) && grading.literacy == LiteracyCriterion::NotApplied {
                if mark.is_some() {
                    found.push(EssayContradiction::NotApplicable { field });
                }
                continue;
            }
            match (mark, stopped_by) {
                (None, None) => found.push(EssayContradiction::Missing { field }),
                (Some(EssayMark::Pass), Some(failed)) if later_must_fail(grading, failed) && !is_said => {
                    is_said = true;
                    found.push(EssayContradiction::PassedAfterFailure { field, failed });
                }
                (Some(EssayMark::Fail), None) if stops_checking(field) => stopped_by = Some(field),
                _ => {}
            }
        }
        if found.is_empty()
            && let Some(given) = result
        {
            let (follows, because) = follows(grading, requirements, criteria);
            if given != follows {
                found.push(EssayContradiction::ResultDoesNotFollow {
                    given,
                    follows,
                    because,
                });
            }
        }
        found
    }

    /// Requirements 1 volume and 2 own work.
    pub const fn requirements(&self) -> [Option<EssayMark>; 2] {
        self.requirements
    }

    /// Criteria 1 to 5.
    pub const fn criteria(&self) -> [Option<EssayMark>; 5] {
        self.criteria
    }

    pub const fn result(&self) -> EssayMark {
        self.result
    }

    /// Requirements, criteria and result in the order of the form.
    pub fn cells(&self) -> impl Iterator<Item = (EssayField, Option<EssayMark>)> {
        in_order(self.requirements, self.criteria).chain([(EssayField::Result, Some(self.result))])
    }

    /// The stable text for storage: requirements, criteria, result; 1 pass, 0 fail, - not given. "11|11011|1".
    pub fn code(&self) -> String {
        let text = |marks: &[Option<EssayMark>]| {
            marks
                .iter()
                .map(|mark| mark.map_or('-', EssayMark::digit))
                .collect::<String>()
        };
        format!(
            "{}|{}|{}",
            text(&self.requirements),
            text(&self.criteria),
            self.result.digit()
        )
    }

    /// Reads [`EssayValue::code`]. Any grading that makes the marks coherent is accepted, since the code was written
    /// from a coherent value.
    pub fn from_code(code: &str) -> Result<Self, EssayCodeError> {
        let mut parts = code.split('|');
        let requirements = marks_of(parts.next())?;
        let criteria = marks_of(parts.next())?;
        let [result] = marks_of(parts.next())?;
        let (Some(result), None) = (result, parts.next()) else {
            return Err(EssayCodeError::Malformed);
        };
        let written = Self::new(EssayGrading::WRITTEN, requirements, criteria, result);
        let value = written
            .or_else(|error| Self::new(EssayGrading::ORAL, requirements, criteria, result).map_err(|_| error))?;
        if value.code() == code {
            Ok(value)
        } else {
            Err(EssayCodeError::Malformed)
        }
    }

    /// What is hashed in statements and the journal: the version of the form, then the code, in ASCII.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        format!("essay/1:{}", self.code()).into_bytes()
    }

    fn settled(requirements: [Option<EssayMark>; 2], criteria: [Option<EssayMark>; 5], result: EssayMark) -> Self {
        match requirements {
            [Some(EssayMark::Fail), _] => Self {
                requirements: [Some(EssayMark::Fail), None],
                criteria: [None; 5],
                result,
            },
            [_, Some(EssayMark::Fail)] => Self {
                requirements,
                criteria: [None; 5],
                result,
            },
            _ => Self {
                requirements,
                criteria,
                result,
            },
        }
    }
}

impl WorkType {
    pub const ALL: [Self; 2] = [Self::Composition, Self::Exposition];

    /// 20 or 21.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// "20" or "21", for storage and files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Composition => "20",
            Self::Exposition => "21",
        }
    }

    pub fn from_code(code: &str) -> Result<Self, UnknownCode> {
        let unknown = || UnknownCode {
            notion: "WorkType",
            code: code.to_owned(),
        };
        Self::ALL
            .into_iter()
            .find(|work_type| work_type.code() == code)
            .ok_or_else(unknown)
    }

    pub const fn russian(self) -> &'static str {
        match self {
            Self::Composition => "сочинение",
            Self::Exposition => "изложение",
        }
    }
}

impl EssayMark {
    /// "1" or "0", for storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pass => "1",
            Self::Fail => "0",
        }
    }

    pub const fn russian(self) -> &'static str {
        match self {
            Self::Pass => "зачёт",
            Self::Fail => "незачёт",
        }
    }

    const fn digit(self) -> char {
        match self {
            Self::Pass => '1',
            Self::Fail => '0',
        }
    }
}

impl EssayField {
    /// Short name as in files and narrow tables: Т1, К3, «Результат».
    pub fn short(self) -> String {
        match self {
            Self::Requirement(number) => format!("Т{number}"),
            Self::Criterion(number) => format!("К{number}"),
            Self::Result => "Результат".to_owned(),
        }
    }

    /// The name of the requirement or criterion in this kind of work (domain-facts 1.2, 1.3, 1.4).
    pub const fn title(self, work_type: WorkType) -> &'static str {
        match (self, work_type) {
            (Self::Requirement(1), WorkType::Composition) => "Объём итогового сочинения",
            (Self::Requirement(1), WorkType::Exposition) => "Объём итогового изложения",
            (Self::Requirement(_), WorkType::Composition) => "Самостоятельность написания итогового сочинения",
            (Self::Requirement(_), WorkType::Exposition) => "Самостоятельность написания итогового изложения",
            (Self::Criterion(1), WorkType::Composition) => "Соответствие теме",
            (Self::Criterion(2), WorkType::Composition) => "Аргументация. Привлечение литературного материала",
            (Self::Criterion(3), WorkType::Composition) => "Композиция и логика рассуждения",
            (Self::Criterion(1), WorkType::Exposition) => "Содержание изложения",
            (Self::Criterion(2), WorkType::Exposition) => "Логичность изложения",
            (Self::Criterion(3), WorkType::Exposition) => "Использование элементов стиля исходного текста",
            (Self::Criterion(4), _) => "Качество письменной речи",
            (Self::Criterion(_), _) => "Грамотность",
            (Self::Result, _) => "Результат",
        }
    }
}

impl fmt::Display for EssayField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requirement(number) => write!(f, "Требование\u{a0}{number}"),
            Self::Criterion(number) => write!(f, "Критерий\u{a0}{number}"),
            Self::Result => f.write_str("Результат"),
        }
    }
}

impl fmt::Display for EssayMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.russian())
    }
}

fn in_order(
    requirements: [Option<EssayMark>; 2],
    criteria: [Option<EssayMark>; 5],
) -> impl Iterator<Item = (EssayField, Option<EssayMark>)> {
    let requirements = (1..).map(EssayField::Requirement).zip(requirements);
    requirements.chain((1..).map(EssayField::Criterion).zip(criteria))
}

/// After a failure here the expert need not go on, so later cells may be empty.
const fn stops_checking(field: EssayField) -> bool {
    matches!(field, EssayField::Requirement(_) | EssayField::Criterion(1 | 2))
}

fn later_must_fail(grading: EssayGrading, failed: EssayField) -> bool {
    matches!(failed, EssayField::Requirement(_))
        || grading.after_failed_criterion == AfterFailedCriterion::LaterCriteriaNotPassed
}

/// The result that the marks make (domain-facts 1.5), and the first cell that fails the work.
fn follows(
    grading: EssayGrading,
    requirements: [Option<EssayMark>; 2],
    criteria: [Option<EssayMark>; 5],
) -> (EssayMark, Option<EssayField>) {
    let failed =
        in_order(requirements, criteria).find(|(field, mark)| stops_checking(*field) && *mark != Some(EssayMark::Pass));
    if let Some((field, _)) = failed {
        return (EssayMark::Fail, Some(field));
    }
    let [_, _, third, fourth, fifth] = criteria;
    let fifth = fifth.filter(|_| grading.literacy == LiteracyCriterion::Applied);
    let any = [third, fourth, fifth].contains(&Some(EssayMark::Pass));
    (if any { EssayMark::Pass } else { EssayMark::Fail }, None)
}

fn result_reason(follows: EssayMark, because: Option<EssayField>) -> String {
    match (follows, because) {
        (EssayMark::Pass, _) => {
            "требования и критерии\u{a0}1 и\u{a0}2 зачтены, зачтён и хотя бы один из критериев\u{a0}3–5".to_owned()
        }
        (EssayMark::Fail, Some(field)) => format!("{field} — «незачёт», при этом вся работа — «незачёт»"),
        (EssayMark::Fail, None) => "из критериев\u{a0}3–5 не зачтён ни один, а нужен хотя бы один".to_owned(),
    }
}

fn marks_of<const COUNT: usize>(text: Option<&str>) -> Result<[Option<EssayMark>; COUNT], EssayCodeError> {
    let read = |digit| match digit {
        '1' => Ok(Some(EssayMark::Pass)),
        '0' => Ok(Some(EssayMark::Fail)),
        '-' => Ok(None),
        _ => Err(EssayCodeError::Malformed),
    };
    let marks: Vec<Option<EssayMark>> = text.unwrap_or_default().chars().map(read).collect::<Result<_, _>>()?;
    marks.try_into().map_err(|_| EssayCodeError::Malformed)
}

#[cfg(test)]
mod tests;
