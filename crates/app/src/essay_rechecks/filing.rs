//! The municipal body takes an application: whose, on what paper, when; everything that stands in the way at once.

use domain::access::Action;
use domain::essay::{EssayMark, EssayValue};
use domain::essay_recheck::{Application, EssayRecheckState, NotTaken};
use domain::exam::ExamKind;
use domain::registration::ParticipantCategory;
use regulations::russian::{capitalised, day_and_month};
use regulations::{EventCode, Instant, LegalDate};
use serde_json::json;
use storage::essay_rechecks::{self, EssayRecheckRow};
use storage::installation::{self, Counter};
use storage::participants::ParticipantRow;
use storage::results::{self, EditionRow};
use storage::sealed::fields;
use storage::{StorageError, Tx, boxed, day_records, lookup, participants};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::appeals::LONGEST;
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::ledgers::{parse_day, parse_time};
use crate::obligations::{DueMoments, Touched};
use crate::result_history::visible_editions;

/// An application as a form says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicationInput {
    /// Id of the exam.
    pub exam: String,
    /// Federal code.
    pub participant_code: String,
    /// The paper's day and time.
    pub filed_day: String,
    /// The same.
    pub filed_time: String,
    /// Who applies and how to answer; sealed.
    pub words: String,
}

struct Found {
    row: ParticipantRow,
    edition: EditionRow,
    application: Application,
    last_day: Option<LegalDate>,
    clause: String,
}

impl App {
    /// Takes an application. Returns its id.
    ///
    /// Errors: [`AppError::Invalid`] with everything that stands in the way, each at its field.
    pub async fn take_application(&self, request: &Request, input: &ApplicationInput) -> Result<Uuid, AppError> {
        request.authorise(Action::RecheckEssays)?;
        let fingerprint = format!("take-application {input:?}");
        self.act(request, &fingerprint, &(self, request, input), |tx, whole| {
            boxed(async move {
                let (app, request, input) = *whole;
                app.authorised_now(tx, request, Action::RecheckEssays).await?;
                app.take_in(tx, request, input).await
            })
        })
        .await
    }

    async fn take_in(&self, tx: &mut Tx, request: &Request, input: &ApplicationInput) -> Result<Done<Uuid>, AppError> {
        let (exam, filed_at) = self.read_application(tx, request, input).await?;
        let found = self.applicant(tx, request, &exam, input, filed_at).await?;
        let problems = found.application.problems();
        if !problems.is_empty() {
            let told = problems.into_iter().map(|problem| in_words(problem, &found));
            return Err(AppError::Invalid(told.collect()));
        }
        let id = self.fresh_id(request.now)?;
        let words = input.words.trim();
        let row = EssayRecheckRow {
            id,
            number: installation::bump(tx, Counter::EssayRecheck, 1).await?,
            state: EssayRecheckState::Filed.code().to_owned(),
            exam_id: exam.id,
            sitting_id: found.row.sitting_id,
            person_id: found.row.person_id,
            result_id: found.edition.result_id,
            edition_id: found.edition.id,
            organisation_id: request.actor.organisation.0,
            school_id: found.row.informing_organisation_id,
            filing_sealed: self
                .keys
                .seal_text(found.row.person_id, fields::ESSAY_RECHECK_FILING, id, words)?,
            filed_at: filed_at.as_micros(),
            entered_at: request.at(),
            entered_by: request.account(),
            noticed_at: None,
            notice: None,
            checker: None,
            checker_id: None,
            essay_value: None,
            transferred_at: None,
            new_edition_id: None,
            ended_at: None,
            outcome: None,
            version: 1,
        };
        essay_rechecks::insert(tx, &row).await?;
        self.reconcile_touched(tx, exam.id, Touched::EssayRecheck(id), request.now, DueMoments::Keep)
            .await?;
        let details = json!({"exam": exam.id, "number": row.number});
        Ok(Done {
            value: id,
            event: event("essay-recheck-taken", "essay-recheck", Some(id), details),
        })
    }

    async fn read_application(
        &self,
        tx: &mut Tx,
        request: &Request,
        input: &ApplicationInput,
    ) -> Result<(Exam, Instant), AppError> {
        let mut problems = Vec::new();
        let exam = match Uuid::parse_str(input.exam.trim()) {
            Ok(id) => find_exam(tx, id).await.ok().filter(|exam| exam.kind == ExamKind::Essay),
            Err(_) => None,
        };
        if exam.is_none() {
            problems.push(FieldProblem::new("exam", "Выберите сочинение"));
        }
        if input.participant_code.trim().is_empty() {
            problems.push(FieldProblem::new("participant_code", "Впишите код участника"));
        }
        let day = parse_day(&input.filed_day);
        if day.is_none() {
            problems.push(FieldProblem::new(
                "filed_day",
                "Впишите день заявления, например 21.12.2026",
            ));
        }
        let time = parse_time(&input.filed_time);
        if time.is_none() {
            problems.push(FieldProblem::new(
                "filed_time",
                "Впишите время, когда заявление приняли, например 10:20",
            ));
        }
        if input.words.trim().is_empty() || input.words.chars().count() > LONGEST {
            problems.push(FieldProblem::new(
                "words",
                "Впишите, кто подал заявление и\u{a0}как ему ответить",
            ));
        }
        match (exam, day, time) {
            (Some(exam), Some(day), Some((hour, minute))) if problems.is_empty() => {
                let organisations = self.organisations_in(tx).await?;
                let zone = organisations
                    .zone(request.actor.organisation.0)
                    .unwrap_or_else(|| self.zone.clone());
                let at = zone
                    .at(day, hour, minute)
                    .map_err(|_| AppError::field("filed_time", "Такого времени в\u{a0}этот день не\u{a0}было"))?;
                Ok((exam, at))
            }
            _ => Err(AppError::Invalid(problems)),
        }
    }

    async fn applicant(
        &self,
        tx: &mut Tx,
        request: &Request,
        exam: &Exam,
        input: &ApplicationInput,
        filed_at: Instant,
    ) -> Result<Found, AppError> {
        let unknown = || {
            AppError::field(
                "participant_code",
                "Участника с\u{a0}таким кодом и\u{a0}известным вам результатом среди ваших нет. Проверьте код и\u{a0}экзамен",
            )
        };
        let scope = request.authorise(Action::SeeParticipants)?;
        let code = input.participant_code.trim();
        let sitting = day_records::sitting_by_code(tx, exam.id, code)
            .await?
            .ok_or_else(unknown)?;
        let row = participants::of_sittings(tx, &scope, exam.id, &[sitting])
            .await?
            .pop()
            .ok_or_else(unknown)?;
        let result = row.result_id.ok_or_else(unknown)?;
        let editions = results::editions_of_result(tx, result).await?;
        let seen = visible_editions(tx, request, exam.kind, editions).await?;
        let edition = seen.into_iter().next_back().ok_or_else(unknown)?;
        let openings = lookup::openings(tx).await?;
        let opened = openings
            .iter()
            .find(|row| row.exam_id == exam.id)
            .map(|row| row.opened_at);
        // *Reading*: a result is published when it is released, or when its exam is opened on the site, if that is later.
        let published_at = edition
            .released_at
            .map(|at| Instant::from_micros(opened.map_or(at, |opened| opened.max(at))));
        let ruleset = self.ruleset_in(tx).await?;
        let terms = ruleset.terms_discharged_by(EventCode::RecheckApplicationSubmitted, exam.kind);
        let (mut ends_at, mut last_day, mut clause) = (None, None, String::new());
        if let (Some(term), Some(published)) = (terms.into_iter().next(), published_at) {
            let due = ruleset
                .due(term, published, &exam.conditions())
                .map_err(|error| AppError::Law(error.to_string()))?;
            (ends_at, last_day) = (Some(due.at), Some(due.day));
            let words = ruleset.clause_words(&term.clause);
            clause = words.map_or_else(|| term.clause.to_string(), |words| words.chip);
        }
        let earlier = essay_rechecks::of_exam(tx, exam.id).await?;
        let application = Application {
            category: ParticipantCategory::from_code(&row.category)?,
            is_fail: is_fail(&edition)?,
            earlier_fails: self.earlier_fails(tx, exam, row.person_id).await?,
            published_at,
            ends_at,
            filed_at,
            now: request.now,
            has_earlier_application: earlier
                .iter()
                .any(|one| one.sitting_id == sitting && one.state != EssayRecheckState::Withdrawn.code()),
        };
        Ok(Found {
            row,
            edition,
            application,
            last_day,
            clause,
        })
    }

    /// Fails of the person at earlier dates of the same school year.
    async fn earlier_fails(&self, tx: &mut Tx, exam: &Exam, person: Uuid) -> Result<usize, AppError> {
        let region = self.whole_region(tx).await?;
        let mut fails = 0;
        for row in results::results_of_person(tx, &region, person).await? {
            let other = find_exam(tx, row.exam_id).await?;
            let is_earlier = other.date < exam.date && other.school_year() == exam.school_year();
            if other.kind != ExamKind::Essay || !is_earlier {
                continue;
            }
            let editions = results::editions_of_result(tx, row.result_id).await?;
            if let Some(released) = editions.iter().find(|one| one.state == "released")
                && is_fail(released)?
            {
                fails += 1;
            }
        }
        Ok(fails)
    }
}

fn is_fail(edition: &EditionRow) -> Result<bool, AppError> {
    let Some(code) = edition.essay_value.as_deref() else {
        return Ok(false);
    };
    let value = EssayValue::from_code(code).map_err(|_| StorageError::Damaged("edition.essay_value"))?;
    Ok(value.result() == EssayMark::Fail)
}

fn in_words(problem: NotTaken, found: &Found) -> FieldProblem {
    let mut words = capitalised(&problem.to_string());
    if let (NotTaken::TooLate, Some(day)) = (problem, found.last_day) {
        words = format!("{words}: заявления принимали до\u{a0}конца {}", day_and_month(day));
    }
    if !found.clause.is_empty() {
        words = format!("{words} ({})", found.clause);
    }
    FieldProblem::new(problem.field(), words)
}
