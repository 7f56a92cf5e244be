//! What an accepted application leaves: a registration with its sittings, as an import would; and how it is taken back.

use storage::applications::{ApplicationExamRow, ApplicationRow};
use storage::exams::{self, ExamRow, SittingRow};
use storage::installation::{self, Counter};
use storage::people::{self, RegistrationRow};
use storage::sealed::fields;
use storage::{StorageError, Tx};
use uuid::Uuid;

use super::dates::ESSAY;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::obligations::DueMoments;
use domain::exam::{ExamKind, ExamPeriod};
use regulations::{EssayDateKind, essay_date_kind};

impl App {
    /// Makes or completes the registration; its id, and the exams with their sittings.
    pub(super) async fn register(
        &self,
        tx: &mut Tx,
        request: &Request,
        row: &ApplicationRow,
        asked: &[ApplicationExamRow],
    ) -> Result<(Uuid, Vec<ApplicationExamRow>), AppError> {
        let registration = self.registration_of(tx, request, row).await?;
        let standing = exams::sittings_of_registration(tx, registration).await?;
        let mut done = Vec::new();
        let mut sittings = Vec::new();
        let mut touched = Vec::new();
        for one in asked {
            let exam = self.exam_of(tx, request, row, one).await?;
            let sitting = match standing.iter().find(|sitting| sitting.exam_id == exam) {
                Some(sitting) => sitting.id,
                None => {
                    let id = self.fresh_id(request.now)?;
                    sittings.push(SittingRow {
                        id,
                        registration_id: registration,
                        exam_id: exam,
                        subject_code: row.work_type.unwrap_or(one.subject_code),
                        form: one.form.clone(),
                        written_sitting_id: None,
                        created_at: request.at(),
                        version: 1,
                    });
                    id
                }
            };
            touched.push(exam);
            done.push(ApplicationExamRow {
                sitting_id: Some(sitting),
                ..one.clone()
            });
        }
        exams::insert_sittings(tx, &sittings).await?;
        installation::bump(tx, Counter::Directory, 1).await?;
        self.exams_touched(tx, request, &touched).await?;
        Ok((registration, done))
    }

    /// Takes back the sittings of an application, and the registration if nothing else stands in it. The application must no
    /// longer name them.
    pub(super) async fn unregister(
        &self,
        tx: &mut Tx,
        request: &Request,
        registration: Uuid,
        sittings: &[Uuid],
    ) -> Result<(), AppError> {
        let standing = exams::sittings_of_registration(tx, registration).await?;
        let touched: Vec<Uuid> = standing
            .iter()
            .filter(|one| sittings.contains(&one.id))
            .map(|one| one.exam_id)
            .collect();
        if !exams::remove_sittings(tx, sittings).await? {
            return Err(AppError::NotNow(
                "по\u{a0}этому экзамену у\u{a0}участника уже есть результат: отозвать заявление нельзя".to_owned(),
            ));
        }
        self.exams_touched(tx, request, &touched).await
    }

    async fn exams_touched(&self, tx: &mut Tx, request: &Request, touched: &[Uuid]) -> Result<(), AppError> {
        for exam in touched {
            self.void_changed_proposals(tx, *exam, request.now).await?;
            self.reconcile(tx, *exam, request.now, DueMoments::Keep).await?;
        }
        Ok(())
    }

    async fn registration_of(&self, tx: &mut Tx, request: &Request, row: &ApplicationRow) -> Result<Uuid, AppError> {
        let region = self.whole_region(tx).await?;
        let registrations = people::registrations_of_person(tx, &region, row.person_id).await?;
        let standing = registrations
            .into_iter()
            .find(|one| one.school_year == row.school_year && one.exam_kind == row.exam_kind);
        let id = match &standing {
            Some(standing) if standing.registering_organisation_id != row.organisation_id => {
                return Err(AppError::NotNow(
                    "участник уже зарегистрирован в\u{a0}другой организации: сначала она отзывает его заявление"
                        .to_owned(),
                ));
            }
            Some(standing) => standing.id,
            None => self.fresh_id(request.now)?,
        };
        let conditions = match self.content_of(row)?.conditions_in_words()? {
            Some(words) => Some(
                self.keys
                    .seal_text(row.person_id, fields::REGISTRATION_CONDITIONS, id, &words)?,
            ),
            None => standing.as_ref().and_then(|one| one.conditions_sealed.clone()),
        };
        match standing {
            Some(standing) => {
                let updated = RegistrationRow {
                    conditions_sealed: conditions,
                    ..standing
                };
                people::update_registration(tx, &updated).await?;
            }
            None => {
                let made = RegistrationRow {
                    id,
                    person_id: row.person_id,
                    school_year: row.school_year,
                    exam_kind: row.exam_kind.clone(),
                    participant_code: format!("{}{:04}9{:09}", self.region_code, row.school_year, row.number),
                    category: row.category.clone(),
                    class_name: row.class_name.clone(),
                    registering_organisation_id: row.organisation_id,
                    study_organisation_id: row.study_organisation_id,
                    informing_organisation_id: row.informing_organisation_id,
                    conditions_sealed: conditions,
                    created_at: request.at(),
                    version: 1,
                };
                people::insert_registrations(tx, &[made]).await?;
            }
        }
        Ok(id)
    }

    /// The exam; the first participant makes it.
    async fn exam_of(
        &self,
        tx: &mut Tx,
        request: &Request,
        row: &ApplicationRow,
        one: &ApplicationExamRow,
    ) -> Result<Uuid, AppError> {
        let all = exams::all(tx).await?;
        let is_it = |exam: &&ExamRow| {
            exam.kind == row.exam_kind && exam.subject_code == one.subject_code && exam.exam_date == one.exam_date
        };
        if let Some(exam) = all.iter().find(is_it) {
            return Ok(exam.id);
        }
        let date = super::day_stored(&one.exam_date)?;
        if row.exam_kind != ExamKind::Essay.code() || one.subject_code != ESSAY {
            return Err(StorageError::Damaged("application_exam.subject_code").into());
        }
        let period = match essay_date_kind(date) {
            EssayDateKind::Main => ExamPeriod::Main,
            EssayDateKind::February => ExamPeriod::February,
            EssayDateKind::April => ExamPeriod::April,
            EssayDateKind::Additional => ExamPeriod::Additional,
        };
        let made = ExamRow {
            id: self.fresh_id(request.now)?,
            kind: row.exam_kind.clone(),
            subject_code: one.subject_code,
            exam_date: one.exam_date.clone(),
            period: period.code().to_owned(),
            created_at: request.at(),
        };
        exams::insert(tx, &made).await?;
        Ok(made.id)
    }
}
