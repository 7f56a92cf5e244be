//! The exams that may be applied for, each with the last day of applications.

use domain::exam::{ExamKind, ExamPeriod};
use regulations::russian::{capitalised, day_and_month, long_date};
use regulations::{EssayDateKind, EventCode, LegalDate, Ruleset, essay_date_kind, essay_dates};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::exam_choice::newest_first;
use crate::exam_view::Exam;

/// Code of the essay among the exams; the exposition is a work type of it.
pub(super) const ESSAY: i64 = 20;

/// An exam that is ahead.
#[derive(Debug, Clone)]
pub struct ExamAhead {
    /// Kind, subject, day; its id is nil where nobody is registered for it yet.
    pub exam: Exam,
    /// The last day of applications for it.
    pub last_day: Option<LegalDate>,
    /// The clause that says so, in short.
    pub clause: String,
}

impl ExamAhead {
    /// Value of its option in a form.
    pub fn value(&self) -> String {
        format!("{}|{}", self.exam.subject_code, self.exam.date)
    }

    /// «2 декабря 2026, заявления до 18 ноября»; of GIA with the subject.
    pub fn label(&self) -> String {
        let what = match self.exam.kind {
            ExamKind::Essay => long_date(self.exam.date),
            ExamKind::Gia11 | ExamKind::Gia9 => {
                format!("{}, {}", capitalised(&self.exam.name()), long_date(self.exam.date))
            }
        };
        match self.last_day {
            Some(day) => format!("{what}, заявления до\u{a0}{}", day_and_month(day)),
            None => what,
        }
    }
}

impl App {
    /// The exams of a kind that are ahead, by day: those scheduled, and of the essay the dates that the rule proposes.
    pub async fn exams_ahead(&self, kind: ExamKind, today: LegalDate) -> Result<Vec<ExamAhead>, AppError> {
        self.store
            .read(&(self, kind, today), |tx, (app, kind, today)| {
                boxed(async move { app.exams_ahead_in(tx, *kind, *today).await })
            })
            .await
    }

    pub(super) async fn exams_ahead_in(
        &self,
        tx: &mut Tx,
        kind: ExamKind,
        today: LegalDate,
    ) -> Result<Vec<ExamAhead>, AppError> {
        let mut exams: Vec<Exam> = newest_first(tx).await?;
        exams.retain(|exam| exam.kind == kind && exam.date >= today);
        if kind == ExamKind::Essay {
            // Once April is over, papers are for the school year that comes.
            let autumn = if today.month() >= 5 {
                today.year()
            } else {
                today.year() - 1
            };
            let dates = essay_dates(autumn).map_err(|error| AppError::Law(error.to_string()))?;
            for date in [dates.main, dates.february, dates.april] {
                if date >= today && exams.iter().all(|exam| exam.date != date) {
                    exams.push(proposed(date, self.clock.now()));
                }
            }
        }
        exams.sort_by_key(|exam| (exam.date, exam.subject_code));
        let ruleset = self.ruleset_in(tx).await?;
        exams.into_iter().map(|exam| self.ahead(&ruleset, exam)).collect()
    }

    /// The strictest of the terms that an application discharges.
    fn ahead(&self, ruleset: &Ruleset, exam: Exam) -> Result<ExamAhead, AppError> {
        let law = |error: String| AppError::Law(error);
        let mut found: Option<(LegalDate, String)> = None;
        for term in ruleset.terms_discharged_by(EventCode::ApplicationSubmitted, exam.kind) {
            let event = match (term.event, exam.period) {
                (EventCode::ExamHeld, _) => exam.held_at(&self.zone)?,
                (EventCode::AdditionalPeriodStarted, ExamPeriod::Additional) => exam.held_at(&self.zone)?,
                (EventCode::SchoolYearStarted, period) if period != ExamPeriod::Additional => {
                    let first = LegalDate::new(autumn_of(exam.date), 9, 1).map_err(|error| law(error.to_string()))?;
                    self.zone.at(first, 0, 0).map_err(|error| law(error.to_string()))?
                }
                _ => continue,
            };
            let due = ruleset
                .due(term, event, &exam.conditions())
                .map_err(|error| law(error.to_string()))?;
            if found.as_ref().is_none_or(|(day, _)| due.day < *day) {
                let words = ruleset.clause_words(&term.clause);
                let clause = words.map_or_else(|| term.clause.to_string(), |words| words.chip);
                found = Some((due.day, clause));
            }
        }
        let (last_day, clause) = found.map_or((None, String::new()), |(day, clause)| (Some(day), clause));
        Ok(ExamAhead { exam, last_day, clause })
    }
}

/// The year in which the school year of a day began.
fn autumn_of(day: LegalDate) -> i16 {
    if day.month() >= 9 { day.year() } else { day.year() - 1 }
}

fn proposed(date: LegalDate, now: regulations::Instant) -> Exam {
    Exam {
        id: Uuid::nil(),
        kind: ExamKind::Essay,
        subject_code: ESSAY,
        date,
        period: match essay_date_kind(date) {
            EssayDateKind::Main => ExamPeriod::Main,
            EssayDateKind::February => ExamPeriod::February,
            EssayDateKind::April => ExamPeriod::April,
            EssayDateKind::Additional => ExamPeriod::Additional,
        },
        scheduled_at: now,
    }
}
