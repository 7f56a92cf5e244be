//! What the law's data say of a GIA result besides its number: subject, form, and whether the year's minimum was reached.

use std::collections::BTreeMap;

use domain::gia_score::{ExamForm, GiaColumns, GiaScore, SubjectCode, Threshold, minimum_standing};
use regulations::ScaleKey;
use storage::statements::StatementLineInContextRow;
use uuid::Uuid;

use crate::context::App;
use crate::exam_view::Exam;
use crate::results_in_words::StoredValue;

/// Subject and form of an exam, and how its result is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiaSubject {
    /// In which form it is sat.
    pub form: ExamForm,
    /// «Русский язык».
    pub name: String,
}

impl GiaSubject {
    /// «ЕГЭ. Русский язык».
    pub fn title(&self) -> String {
        format!("{}. {}", self.form.russian(), self.name)
    }
}

/// «порог пройден», «ниже порога»; empty where nothing was compared.
pub const fn threshold_words(threshold: Option<Threshold>) -> &'static str {
    match threshold {
        Some(Threshold::Reached) => "порог пройден",
        Some(Threshold::NotReached) => "ниже порога",
        None => "",
    }
}

impl App {
    /// The subject of an exam of GIA; `None` of the essay and for a code the list of subjects does not hold.
    pub(crate) fn gia_subject(&self, exam: &Exam) -> Option<GiaSubject> {
        let code = SubjectCode::new(exam.subject_code).ok()?;
        let book = self.law.scales();
        let form = book.form_of(exam.kind, code).ok()?;
        let name = book.subject(form, code).ok()?.name.clone();
        Some(GiaSubject { form, name })
    }

    /// Was the year's minimum reached, the region's own before the federal one (domain-facts 3.2; kuzbass-gia9:info 4)? `None`
    /// where no work was checked or the year's minimum is not known.
    pub(crate) fn threshold(&self, exam: &Exam, subject_code: i64, value: &impl StoredValue) -> Option<Threshold> {
        let (primary_score, test_score, mark) = value.scores();
        let score = GiaScore::from_columns(&GiaColumns {
            primary_score: primary_score?,
            test_score,
            mark,
            task_points: None,
        });
        let subject = SubjectCode::new(subject_code).ok()?;
        let book = self.law.scales();
        let minimum = book.minimum(ScaleKey {
            form: book.form_of(exam.kind, subject).ok()?,
            subject,
            series: None,
            year: exam.date.year(),
            region: &self.region_code,
        });
        minimum_standing(minimum.ok()?, &score.ok()?).to_pass
    }

    /// [`Self::threshold`] of the lines of a statement, by edition.
    pub(crate) fn thresholds(&self, exam: &Exam, lines: &[StatementLineInContextRow]) -> BTreeMap<Uuid, Threshold> {
        lines
            .iter()
            .filter_map(|line| Some((line.edition_id, self.threshold(exam, line.subject_code, line)?)))
            .collect()
    }
}
