//! Announcements of several exams at once: a period of GIA has some twenty, and most of them are told in one place at one
//! hour (mordovia-187:11.1).

use std::collections::BTreeSet;

use domain::access::Action;
use regulations::{Calendar, Instant, LegalDate};
use serde_json::json;
use storage::{Tx, announcements, boxed};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::announcements::AnnouncementInput;
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};

/// So many days after the exam are proposed before anything was announced.
const USUAL_DAYS: i64 = 14;

/// What the actor's organisation has not announced yet, with what its last announcement proposes for it.
#[derive(Debug, Clone)]
pub struct OwedAnnouncements {
    /// By day of the exam.
    pub exams: Vec<OwedAnnouncement>,
    /// So many days after the exam the last announcement was for.
    pub days_after: i64,
    /// Its hour, place and procedure; empty before the first.
    pub time: String,
    pub place: String,
    pub procedure: String,
}

/// One exam without an announcement.
#[derive(Debug, Clone)]
pub struct OwedAnnouncement {
    /// The exam.
    pub exam: Exam,
    /// Participants the organisation tells.
    pub participants: i64,
    /// The proposed day: a working one, not before tomorrow.
    pub day: LegalDate,
}

impl App {
    /// The exams that the actor's organisation has not announced yet.
    pub async fn announcements_owed(&self, request: &Request) -> Result<OwedAnnouncements, AppError> {
        request.authorise(Action::Announce)?;
        self.store
            .read(&(self, request), |tx, (app, request)| {
                boxed(async move { app.owed_in(tx, request).await })
            })
            .await
    }

    async fn owed_in(&self, tx: &mut Tx, request: &Request) -> Result<OwedAnnouncements, AppError> {
        let own = request.actor.organisation.0;
        let ruleset = self.ruleset_in(tx).await?;
        let zone = self
            .organisations_in(tx)
            .await?
            .zone(own)
            .unwrap_or_else(|| self.zone.clone());
        let mut owed = OwedAnnouncements {
            exams: Vec::new(),
            days_after: USUAL_DAYS,
            time: String::new(),
            place: String::new(),
            procedure: String::new(),
        };
        if let Some(last) = announcements::latest(tx, own).await? {
            let told_at = Instant::from_micros(last.told_at);
            let exam = find_exam(tx, last.exam_id).await?;
            owed.days_after = zone.local_date(told_at).days_since(exam.date).max(1);
            owed.time = zone.local_time(told_at).to_string();
            (owed.place, owed.procedure) = (last.place, last.procedure_text);
        }
        for (exam, participants) in announcements::owed(tx, own).await? {
            let exam = find_exam(tx, exam).await?;
            owed.exams.push(OwedAnnouncement {
                day: {
                    let day = exam.date.plus_days(owed.days_after);
                    working_day(ruleset.calendar(), day.max(request.today.plus_days(1)))
                },
                participants,
                exam,
            });
        }
        owed.exams.sort_by_key(|one| (one.exam.date, one.exam.subject_code));
        Ok(owed)
    }

    /// Announces these exams, all or none, as one act. Returns how many.
    ///
    /// Errors: [`AppError::Invalid`] at `exams` for none; every problem of every row at `<field>-<exam>`, of the common
    /// procedure at `procedure`; [`AppError::Changed`] when one of them was announced meanwhile.
    pub async fn announce_several(
        &self,
        request: &Request,
        inputs: &[(Uuid, AnnouncementInput)],
    ) -> Result<i64, AppError> {
        request.authorise(Action::Announce)?;
        if inputs.is_empty() {
            return Err(AppError::field("exams", "Отметьте хотя бы один экзамен"));
        }
        let fingerprint = format!("announce-several {inputs:?}");
        self.act(
            request,
            &fingerprint,
            &(self, request, inputs),
            |tx, (app, request, inputs)| {
                boxed(async move {
                    app.announce_all_in(tx, request, inputs).await?;
                    let exams: Vec<Uuid> = inputs.iter().map(|(exam, _)| *exam).collect();
                    let own = request.actor.organisation.0;
                    let details = json!({"exams": exams, "rows": exams.len()});
                    Ok(Done {
                        value: i64::try_from(inputs.len()).unwrap_or(i64::MAX),
                        event: event("announced-several", "organisation", Some(own), details),
                    })
                })
            },
        )
        .await
    }

    async fn announce_all_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        inputs: &[(Uuid, AnnouncementInput)],
    ) -> Result<(), AppError> {
        let own = request.actor.organisation.0;
        let owed: BTreeSet<Uuid> = announcements::owed(tx, own)
            .await?
            .into_iter()
            .map(|(exam, _)| exam)
            .collect();
        let mut problems: Vec<FieldProblem> = Vec::new();
        for (exam, input) in inputs {
            let known = find_exam(tx, *exam).await?;
            if !owed.contains(exam) {
                return Err(AppError::Changed(format!(
                    "«{}» тем временем объявлен или не\u{a0}ваш, ничего не\u{a0}записано: обновите страницу",
                    known.title()
                )));
            }
            match self.announce_in(tx, request, *exam, input).await {
                Ok(_) => {}
                Err(AppError::Invalid(found)) => {
                    for problem in found {
                        let problem = problem_of_row(problem, *exam, &known);
                        if !problems.contains(&problem) {
                            problems.push(problem);
                        }
                    }
                }
                Err(error) => return Err(error),
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(AppError::Invalid(problems))
        }
    }
}

/// The procedure is common to all rows; the rest says of which exam it is.
fn problem_of_row(problem: FieldProblem, id: Uuid, exam: &Exam) -> FieldProblem {
    if problem.field == "procedure" {
        problem
    } else {
        FieldProblem::new(
            format!("{}-{id}", problem.field),
            format!("{}: {}", exam.title(), problem.message),
        )
    }
}

/// The day, or the next working one; where the calendar is not published, the day itself.
fn working_day(calendar: &Calendar, day: LegalDate) -> LegalDate {
    let mut days = (0..14).map(|after| day.plus_days(after));
    days.find(|day| calendar.is_working(*day).unwrap_or(true))
        .unwrap_or(day)
}
