//! Stored sittings as the plain facts that the decision takes. What the reader does not know yet is unknown here too.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::admission::Answer;
use domain::admission::essay::{EssayFacts, EssayOutcome, EssaySitting, days_of_year, essay_admission};
use domain::admission::gia9::{
    AdmittedWhen, Attempt, AttemptOutcome, Extent, Gia9Facts, Period, Proof, Subject, gia9_admission,
};
use domain::admission::gia11::{Gia11Facts, gia11_admission};
use domain::admission::validity::{PassedEssay, Validity, validity};
use domain::annulment::AnnulmentGround;
use domain::edition::EditionState;
use domain::editions_seen::{EditionsSeen, editions_seen};
use domain::essay::{EssayMark, EssayValue, WorkType};
use domain::exam::{AttendanceOutcome, ExamKind, ExamPeriod, release_rule};
use domain::gia_score::Threshold;
use domain::registration::ParticipantCategory;
use regulations::LegalDate;
use storage::admission::SittingFactRow;
use storage::directory::Directory;
use storage::{Tx, statements};
use uuid::Uuid;

use super::AdmissionLine;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, subject_name};
use crate::names::full_name;
use crate::results_in_words::StoredValue;

/// Subjects that everybody takes: Russian and mathematics, of ОГЭ and ГВЭ.
const MANDATORY: [i64; 4] = [1, 2, 51, 52];

/// What the reader knows.
pub(super) struct Known {
    today: LegalDate,
    rows: Vec<SittingFactRow>,
    exams: HashMap<Uuid, Exam>,
    directory: Arc<Directory>,
    organisations: Arc<Organisations>,
}

struct ScoreOf<'r>(&'r SittingFactRow);

impl StoredValue for ScoreOf<'_> {
    fn attendance(&self) -> &str {
        self.0.attendance.as_deref().unwrap_or_default()
    }
    fn essay_value(&self) -> Option<&str> {
        self.0.essay_value.as_deref()
    }
    fn scores(&self) -> (Option<i64>, Option<i64>, Option<i64>) {
        (self.0.primary_score, self.0.test_score, self.0.mark)
    }
}

impl Known {
    pub(super) async fn load(
        app: &App,
        tx: &mut Tx,
        request: &Request,
        mut rows: Vec<SittingFactRow>,
    ) -> Result<Self, AppError> {
        let mut exams = HashMap::new();
        for row in storage::exams::all(tx).await? {
            exams.insert(row.id, Exam::from_row(&row)?);
        }
        hide_what_is_not_known(tx, request, &mut rows).await?;
        Ok(Self {
            today: request.today,
            rows,
            exams,
            directory: app.directory_in(tx).await?,
            organisations: app.organisations_in(tx).await?,
        })
    }

    /// An answer per registration (essay) or subject of it (GIA).
    pub(super) fn lines(&self, app: &App) -> Result<Vec<AdmissionLine>, AppError> {
        let mut lines = Vec::new();
        for rows in self
            .rows
            .chunk_by(|one, next| one.registration_id == next.registration_id)
        {
            let Some(first) = rows.first() else { continue };
            let kind = ExamKind::from_code(&first.exam_kind)?;
            let answers = match kind {
                ExamKind::Essay => vec![(kind_name(kind), self.essay(first, rows)?)],
                ExamKind::Gia9 | ExamKind::Gia11 => self.gia(app, kind, rows)?,
            };
            lines.extend(answers.into_iter().map(|(subject, answer)| AdmissionLine {
                person: first.person_id,
                name: full_name(&self.directory, first.person_id),
                participant_code: first.participant_code.clone(),
                organisation: self.organisations.short_name(first.informing_organisation_id),
                school_year: first.school_year,
                kind,
                subject,
                answer,
            }));
        }
        Ok(lines)
    }

    /// The passed essays of the rows.
    pub(super) fn validity(&self) -> Result<Vec<Validity>, AppError> {
        let (mut passed, mut written) = (Vec::new(), Vec::new());
        for row in self.rows.iter().filter(|row| row.exam_kind == ExamKind::Essay.code()) {
            let Some(exam) = self.exam_of(row) else { continue };
            let category = ParticipantCategory::from_code(&row.category)?;
            let outcome = essay_outcome(row)?;
            if matches!(outcome, EssayOutcome::Pass | EssayOutcome::Fail) {
                written.push((exam.date, category));
            }
            let code = row.subject_code.unwrap_or_default().to_string();
            if outcome == EssayOutcome::Pass {
                let work_type = WorkType::from_code(&code)?;
                passed.push(PassedEssay {
                    on: exam.date,
                    work_type,
                    category,
                });
            }
        }
        validity(&passed, &written).map_err(|_| AppError::NotFound)
    }

    fn exam_of(&self, row: &SittingFactRow) -> Option<&Exam> {
        self.exams.get(&row.exam_id?)
    }

    fn essay(&self, first: &SittingFactRow, rows: &[SittingFactRow]) -> Result<Answer, AppError> {
        let autumn = i16::try_from(first.school_year - 1).unwrap_or_default();
        let decreed: Vec<LegalDate> = self
            .exams
            .values()
            .filter(|exam| exam.kind == ExamKind::Essay && exam.school_year() == first.school_year)
            .map(|exam| exam.date)
            .collect();
        let days = days_of_year(autumn, &decreed).map_err(|_| AppError::NotFound)?;
        let mut sittings = Vec::new();
        for row in rows {
            if let Some(exam) = self.exam_of(row) {
                sittings.push(EssaySitting {
                    on: exam.date,
                    outcome: essay_outcome(row)?,
                });
            }
        }
        Ok(essay_admission(&EssayFacts {
            category: ParticipantCategory::from_code(&first.category)?,
            today: self.today,
            sittings: &sittings,
            days: &days,
        }))
    }

    fn gia(&self, app: &App, kind: ExamKind, rows: &[SittingFactRow]) -> Result<Vec<(String, Answer)>, AppError> {
        let mut subjects: Vec<Subject> = Vec::new();
        for row in rows {
            let (Some(exam), Some(code)) = (self.exam_of(row), row.subject_code) else {
                continue;
            };
            let attempt = Attempt {
                period: period(exam),
                outcome: gia_outcome(app, exam, row)?,
            };
            match subjects.iter_mut().find(|one| one.code == code) {
                Some(subject) => subject.attempts.push(attempt),
                None => subjects.push(Subject {
                    code,
                    attempts: vec![attempt],
                }),
            }
        }
        let only_mandatory = subjects.iter().all(|one| MANDATORY.contains(&one.code));
        let mut answers = Vec::new();
        for subject in &subjects {
            let answer = match kind {
                ExamKind::Gia9 => {
                    let facts = Gia9Facts {
                        today: self.today,
                        extent: if only_mandatory {
                            Extent::MandatoryOnly
                        } else {
                            Extent::WithElectives
                        },
                        admitted: AdmittedWhen::InTime,
                        subjects: &subjects,
                        reserve_day: self.next_day(kind, subject.code, ExamPeriod::Reserve),
                        additional_begins: self.next_day_of_all(kind),
                        applied_on: None,
                    };
                    gia9_admission(&facts, subject).map_err(|_| AppError::NotFound)?
                }
                _ => gia11_admission(&Gia11Facts {
                    attempts: &subject.attempts,
                    reserve_day: self.next_day(kind, subject.code, ExamPeriod::Reserve),
                }),
            };
            answers.push((subject_name(kind, subject.code), answer));
        }
        Ok(answers)
    }

    fn next_day(&self, kind: ExamKind, subject: i64, period: ExamPeriod) -> Option<LegalDate> {
        let fits = |exam: &&Exam| {
            exam.kind == kind && exam.subject_code == subject && exam.period == period && exam.date > self.today
        };
        self.exams.values().filter(fits).map(|exam| exam.date).min()
    }

    fn next_day_of_all(&self, kind: ExamKind) -> Option<LegalDate> {
        let fits = |exam: &&Exam| {
            exam.kind == kind && exam.period == ExamPeriod::Additional && exam.date.year() == self.today.year()
        };
        self.exams.values().filter(fits).map(|exam| exam.date).min()
    }
}

/// «Итоговое сочинение (изложение)».
pub(super) fn kind_name(kind: ExamKind) -> String {
    match kind {
        ExamKind::Essay => subject_name(kind, 0),
        ExamKind::Gia11 => "ГИА-11".to_owned(),
        ExamKind::Gia9 => "ГИА-9".to_owned(),
    }
}

/// An edition that was not handed over to the reader's organisation is not known to the reader (B4, C1).
async fn hide_what_is_not_known(tx: &mut Tx, request: &Request, rows: &mut [SittingFactRow]) -> Result<(), AppError> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.edition_id).collect();
    let mut handed: Option<HashSet<Uuid>> = None;
    for row in rows {
        let kind = ExamKind::from_code(&row.exam_kind)?;
        let is_known = match editions_seen(request.actor.role, release_rule(kind)) {
            EditionsSeen::All | EditionsSeen::Released => true,
            EditionsSeen::None => false,
            EditionsSeen::HandedOver => {
                if handed.is_none() {
                    let own = request.actor.organisation.0;
                    handed = Some(statements::handed_to(tx, &ids, own).await?.into_iter().collect());
                }
                row.edition_id
                    .is_some_and(|id| handed.as_ref().is_some_and(|known| known.contains(&id)))
            }
        };
        if !is_known {
            row.state = None;
        }
    }
    Ok(())
}

fn attendance(row: &SittingFactRow) -> Result<Option<AttendanceOutcome>, AppError> {
    if row.state.is_none() {
        return Ok(None);
    }
    Ok(row
        .attendance
        .as_deref()
        .map(AttendanceOutcome::from_code)
        .transpose()?)
}

const fn proof(row: &SittingFactRow) -> Proof {
    if row.early_end_acts > 0 {
        Proof::Document
    } else {
        Proof::None
    }
}

fn essay_outcome(row: &SittingFactRow) -> Result<EssayOutcome, AppError> {
    Ok(match attendance(row)? {
        None => EssayOutcome::Unknown,
        Some(AttendanceOutcome::Removed) => EssayOutcome::Removed,
        Some(AttendanceOutcome::Absent) => EssayOutcome::Absent(Proof::None),
        Some(AttendanceOutcome::NotFinished) => EssayOutcome::NotFinished(proof(row)),
        Some(AttendanceOutcome::Written) => match row.essay_value.as_deref().map(EssayValue::from_code) {
            Some(Ok(value)) if value.result() == EssayMark::Pass => EssayOutcome::Pass,
            Some(Ok(_)) => EssayOutcome::Fail,
            Some(Err(_)) | None => EssayOutcome::Unknown,
        },
    })
}

fn gia_outcome(app: &App, exam: &Exam, row: &SittingFactRow) -> Result<AttemptOutcome, AppError> {
    if row.state.as_deref() == Some(EditionState::Annulled.code()) {
        return Ok(
            match row.ground.as_deref().map(AnnulmentGround::from_code).transpose()? {
                Some(AnnulmentGround::ProcedureAppeal) => AttemptOutcome::AnnulledAfterAppeal,
                _ => AttemptOutcome::AnnulledForViolation,
            },
        );
    }
    let reached = || app.threshold(exam, row.subject_code.unwrap_or_default(), &ScoreOf(row));
    Ok(match attendance(row)? {
        None => AttemptOutcome::Unknown,
        Some(AttendanceOutcome::Removed) => AttemptOutcome::Removed,
        Some(AttendanceOutcome::Absent) => AttemptOutcome::Absent(Proof::None),
        Some(AttendanceOutcome::NotFinished) => AttemptOutcome::EndedEarly(proof(row)),
        Some(AttendanceOutcome::Written) => match (reached(), row.mark) {
            (Some(Threshold::Reached), _) => AttemptOutcome::Passed,
            (Some(Threshold::NotReached), _) | (None, Some(2)) => AttemptOutcome::Failed,
            (None, Some(_)) => AttemptOutcome::Passed,
            (None, None) => AttemptOutcome::Unknown,
        },
    })
}

fn period(exam: &Exam) -> Period {
    match exam.period {
        ExamPeriod::Additional => Period::Additional,
        ExamPeriod::Reserve if exam.date.month() >= 9 => Period::AdditionalReserve,
        ExamPeriod::Reserve => Period::Reserve,
        ExamPeriod::Main | ExamPeriod::Early | ExamPeriod::February | ExamPeriod::April => Period::Main,
    }
}
