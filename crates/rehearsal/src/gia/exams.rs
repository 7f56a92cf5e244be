//! The made-up schedule: weekdays of May and June 2026, on which no real schedule was followed.

use domain::exam::{ExamKind, ExamPeriod};
use regulations::{ExamForm, LegalDate, SubjectCode};

use super::GiaError;

/// One exam: subject and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MadeUpExam {
    pub form: ExamForm,
    pub subject: SubjectCode,
    pub date: LegalDate,
    pub period: ExamPeriod,
}

/// Form, subject, month, day. Subjects with a scale of 2025 (ЕГЭ) or 2024 (ОГЭ), and the oral part of English.
const SCHEDULE: [(ExamForm, i64, i8, i8); 20] = [
    (ExamForm::Oge, 2, 5, 26),
    (ExamForm::Ege, 1, 5, 28),
    (ExamForm::Ege, 2, 6, 1),
    (ExamForm::Ege, 22, 6, 1),
    (ExamForm::Oge, 1, 6, 2),
    (ExamForm::Ege, 4, 6, 4),
    (ExamForm::Ege, 12, 6, 4),
    (ExamForm::Oge, 12, 6, 5),
    (ExamForm::Oge, 3, 6, 5),
    (ExamForm::Ege, 3, 6, 8),
    (ExamForm::Ege, 7, 6, 8),
    (ExamForm::Oge, 6, 6, 9),
    (ExamForm::Oge, 8, 6, 9),
    (ExamForm::Ege, 6, 6, 11),
    (ExamForm::Ege, 18, 6, 11),
    (ExamForm::Ege, 9, 6, 15),
    (ExamForm::Oge, 5, 6, 16),
    (ExamForm::Ege, 25, 6, 18),
    (ExamForm::Ege, 29, 6, 19),
    (ExamForm::Oge, 9, 6, 22),
];

pub(super) fn exams_of(year: i16) -> Result<Vec<MadeUpExam>, GiaError> {
    let mut exams = Vec::with_capacity(SCHEDULE.len());
    for (form, subject, month, day) in SCHEDULE {
        let Ok(subject) = SubjectCode::new(subject) else {
            continue;
        };
        exams.push(MadeUpExam {
            form,
            subject,
            date: LegalDate::new(year, month, day)?,
            period: ExamPeriod::Main,
        });
    }
    Ok(exams)
}

impl MadeUpExam {
    /// GIA-11 or GIA-9.
    pub const fn kind(&self) -> ExamKind {
        self.form.kind()
    }
}

/// The exams of a kind with these subjects, by day.
pub(super) fn chosen(exams: &[MadeUpExam], kind: ExamKind, subjects: &[u8]) -> Vec<MadeUpExam> {
    let wanted = |exam: &&MadeUpExam| exam.kind() == kind && subjects.contains(&exam.subject.number());
    exams.iter().filter(wanted).copied().collect()
}
