//! «Допуск»: whether a participant writes the essay again this school year, on which days, until which day an application is
//! taken, and how long a pass serves. The decision is `domain::admission`; here are its facts.

use domain::admission::essay::{EssayAdmission, EssayOutcome, EssaySitting, Validity, essay_admission, validity};
use domain::essay::{EssayMark, EssayValue};
use domain::exam::{AttendanceOutcome, ExamKind};
use domain::registration::ParticipantCategory;
use regulations::{Clause, ClauseWords, LegalDate};
use storage::people::RegistrationRow;
use storage::results::EditionRow;
use storage::{StorageError, Tx, standing};
use uuid::Uuid;

use crate::applications::dates::ExamAhead;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::people::PersonResult;

/// What is decided of the essay of one school year.
#[derive(Debug, Clone)]
pub struct EssayAdmissionView {
    /// The year the school year ends in.
    pub school_year: i64,
    pub admission: EssayAdmission,
    /// The days on which the person may write again, with the last day of applications; empty where the person may not.
    pub days: Vec<ExamAhead>,
    /// How long a pass serves.
    pub validity: Option<Validity>,
    /// What all this rests on.
    pub clauses: Vec<ClauseWords>,
}

impl App {
    /// Of the newest registration for the essay that the actor may know of, over results that the actor may see.
    pub(crate) async fn essay_admission_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        registrations: &[RegistrationRow],
        results: &[PersonResult],
    ) -> Result<Option<EssayAdmissionView>, AppError> {
        let essays = registrations
            .iter()
            .filter(|row| row.exam_kind == ExamKind::Essay.code());
        let Some(registration) = essays.max_by_key(|row| row.school_year) else {
            return Ok(None);
        };
        let category = ParticipantCategory::from_code(&registration.category)?;
        let sittings = sittings(tx, request.today, registration, results).await?;
        let ahead = match registration.school_year == school_year(request.today) {
            true => self.exams_ahead_in(tx, ExamKind::Essay, request.today).await?,
            false => Vec::new(),
        };
        let days: Vec<LegalDate> = ahead.iter().map(|one| one.exam.date).collect();
        let admission = essay_admission(category, &sittings, &days);
        let admitted: &[LegalDate] = match &admission {
            EssayAdmission::Again { days, .. } => days,
            _ => &[],
        };
        let passed = match &admission {
            EssayAdmission::Passed(day) => Some(validity(category, *day)),
            _ => None,
        };
        Ok(Some(EssayAdmissionView {
            school_year: registration.school_year,
            days: ahead
                .into_iter()
                .filter(|one| admitted.contains(&one.exam.date))
                .collect(),
            validity: passed.transpose().map_err(|error| AppError::Law(error.to_string()))?,
            clauses: self.words_of(tx, admission.clauses()).await?,
            admission,
        }))
    }

    /// The clauses that the region's acts have, in words.
    async fn words_of(&self, tx: &mut Tx, clauses: &[&str]) -> Result<Vec<ClauseWords>, AppError> {
        let ruleset = self.ruleset_in(tx).await?;
        let clauses = clauses.iter().filter_map(|text| text.parse::<Clause>().ok());
        Ok(clauses.filter_map(|clause| ruleset.clause_words(&clause)).collect())
    }
}

/// The sittings of a registration, each with what is released of it to the actor.
async fn sittings(
    tx: &mut Tx,
    today: LegalDate,
    registration: &RegistrationRow,
    results: &[PersonResult],
) -> Result<Vec<EssaySitting>, AppError> {
    let year = (ExamKind::Essay.code(), registration.school_year);
    let rows = standing::sitting_results_of(tx, year, None, &[], &[registration.person_id]).await?;
    let own = rows
        .iter()
        .filter(|row| row.participant_code == registration.participant_code);
    let mut found = Vec::new();
    for row in own {
        let date = match results.iter().find(|one| one.exam.id == row.exam_id) {
            Some(result) => result.exam.date,
            None => day_of(tx, row.exam_id).await?,
        };
        let known = results.iter().find(|one| one.exam.id == row.exam_id);
        let outcome = match known.map(|one| outcome_of(&one.edition)).transpose()?.flatten() {
            Some(outcome) => outcome,
            None if date > today => EssayOutcome::Ahead,
            None => EssayOutcome::NotKnown,
        };
        found.push(EssaySitting { date, outcome });
    }
    Ok(found)
}

async fn day_of(tx: &mut Tx, exam: Uuid) -> Result<LegalDate, AppError> {
    Ok(crate::exam_view::find_exam(tx, exam).await?.date)
}

/// `None` of an edition that is not released.
fn outcome_of(edition: &EditionRow) -> Result<Option<EssayOutcome>, AppError> {
    match edition.state.as_str() {
        "annulled" => return Ok(Some(EssayOutcome::Annulled)),
        "released" => {}
        _ => return Ok(None),
    }
    Ok(Some(match AttendanceOutcome::from_code(&edition.attendance)? {
        AttendanceOutcome::NotFinished => EssayOutcome::NotFinished,
        AttendanceOutcome::Removed => EssayOutcome::Removed,
        AttendanceOutcome::Absent => EssayOutcome::Absent,
        AttendanceOutcome::Written => {
            let damaged = StorageError::Damaged("edition.essay_value");
            let value = edition
                .essay_value
                .as_deref()
                .and_then(|code| EssayValue::from_code(code).ok());
            match value.ok_or(damaged)?.result() {
                EssayMark::Pass => EssayOutcome::Passed,
                EssayMark::Fail => EssayOutcome::Failed,
            }
        }
    }))
}

/// The year the school year of a day ends in.
fn school_year(day: LegalDate) -> i64 {
    i64::from(day.year()) + i64::from(day.month() >= 9)
}
