//! An installation with made-up GIA in it: participants, and results exam by exam.

use std::sync::Arc;

use app::AppError;
use app::exam_view::Exam;
use domain::access::Role;
use domain::exam::ExamKind;
use exchange::ProfileKind;
use regulations::Law;
use rehearsal::{GiaPlan, MadeUpExam, MadeUpGia, Table, law_with_made_up_scales, make_gia};
use storage::boxed;
use storage::exams::SittingRow;
use storage::people::RegistrationRow;
use storage::standing::SittingResultRow;
use uuid::Uuid;

use crate::support::{Engine, Installation};

/// A few of both kinds.
pub fn small_gia() -> GiaPlan {
    GiaPlan {
        gia11: 70,
        gia9: 40,
        ..GiaPlan::demo()
    }
}

impl Installation {
    /// Organisations and participants of GIA imported; the law has made-up scales for 2026.
    pub async fn with_gia(engine: Engine) -> (Self, MadeUpGia) {
        let mut one = Self::empty(engine).await;
        let law = law_with_made_up_scales(&Law::embedded().unwrap(), "42", 2026).unwrap();
        let gia = make_gia(&one.region, &small_gia(), &law).unwrap();
        one.app.law = Arc::new(law);
        let ministry = one.organisation("420").await;
        let boot = one.account(Role::ProcessingOperator, ministry).await;
        one.import(boot, ProfileKind::Organisations, &one.region.organisations_table())
            .await
            .unwrap();
        one.import(boot, ProfileKind::GiaParticipants, &gia.participants_table())
            .await
            .unwrap();
        (one, gia)
    }

    /// Imports the results of one exam, on behalf of a fresh operator of РЦОИ.
    pub async fn import_gia_results(&self, gia: &MadeUpGia, exam: &MadeUpExam) {
        let operator = self.operator().await;
        self.import(operator.account(), ProfileKind::GiaResults, &gia.results_table(exam))
            .await
            .unwrap();
    }

    pub async fn exams_of_kind(&self, kind: ExamKind) -> Vec<Exam> {
        let exams = self.app.exams().await.unwrap();
        exams.into_iter().filter(|exam| exam.kind == kind).collect()
    }

    /// The stored exam of a made-up one.
    pub async fn gia_exam(&self, exam: &MadeUpExam) -> Exam {
        let mut exams = self.exams_of_kind(exam.kind()).await.into_iter();
        let is_it = |one: &Exam| one.subject_code == i64::from(exam.subject.number()) && one.date == exam.date;
        exams.find(is_it).unwrap()
    }

    pub async fn sitting_results(&self, exam: Uuid) -> Vec<SittingResultRow> {
        self.app
            .store
            .read(&exam, |tx, exam| {
                boxed(async move { Ok::<_, AppError>(storage::standing::sitting_results(tx, *exam).await?) })
            })
            .await
            .unwrap()
    }

    pub async fn sittings_of(&self, exam: Uuid) -> Vec<SittingRow> {
        self.app
            .store
            .read(&exam, |tx, exam| {
                boxed(async move { Ok::<_, AppError>(storage::exams::sittings(tx, *exam).await?) })
            })
            .await
            .unwrap()
    }

    pub async fn registrations(&self, year: i64, kind: ExamKind) -> Vec<RegistrationRow> {
        self.app
            .store
            .read(&(year, kind), |tx, (year, kind)| {
                boxed(async move {
                    Ok::<_, AppError>(storage::people::registrations_of_year(tx, *year, kind.code()).await?)
                })
            })
            .await
            .unwrap()
    }
}

/// The table with some cells of one row replaced, by heading.
pub fn edited(table: &Table, row: usize, cells: &[(&str, &str)]) -> Table {
    let mut changed = table.clone();
    for (heading, value) in cells {
        let column = changed.column(heading).unwrap();
        changed.rows[row][column] = (*value).to_owned();
    }
    changed
}

/// The table with only these rows.
pub fn only(table: &Table, rows: &[usize]) -> Table {
    Table {
        rows: rows.iter().map(|row| table.rows[*row].clone()).collect(),
        ..table.clone()
    }
}
