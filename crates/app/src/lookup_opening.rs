//! The recorded decision that opens the look-up of an exam: the ministry's of the essay (kuzbass-4195:2.8), the exam
//! commission's of GIA (mordovia-187:5), on the day of approval (mordovia-187:8.3). Without it the look-up stays shut.

use std::collections::HashMap;

use domain::access::{Action, Role};
use domain::exam::ExamKind;
use regulations::russian::{capitalised, long_date};
use regulations::{EventCode, ExamForm, Instant, LegalDate, SubjectCode};
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::exams::ExamRow;
use storage::installation::{self, Counter};
use storage::lookup::{self, LookupOpeningRow};
use storage::protocols::{self, ApprovedProtocolRow};
use storage::{Tx, boxed, exams};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::Exam;
use crate::ledgers::parse_day;
use crate::lookup::SecondQuestion;
use crate::obligations::DueMoments;
use crate::published_gia::subject_name;

/// How an exam is called where people look for their results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamName {
    /// Kind.
    pub kind: ExamKind,
    /// «Итоговое сочинение (изложение)», «ЕГЭ», «ГВЭ-9».
    pub group: String,
    /// «Русский язык»; empty of the essay.
    pub subject: String,
    /// Its day.
    pub date: LegalDate,
}

impl ExamName {
    /// «ЕГЭ. Русский язык, 31 мая 2027»; of the essay «Итоговое сочинение (изложение) 2 декабря 2026».
    pub fn title(&self) -> String {
        if self.subject.is_empty() {
            return format!("{} {}", self.group, long_date(self.date));
        }
        format!("{}. {}, {}", self.group, self.subject, long_date(self.date))
    }
}

/// How far the look-up of an exam is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LookupState {
    /// It may be opened: results stand behind it.
    Waits,
    /// Nothing is approved or released yet.
    NothingYet,
    /// A recorded decision opened it.
    Open,
}

/// An exam as who decides on its look-up sees it.
#[derive(Debug, Clone)]
pub struct LookupPreview {
    /// The exam.
    pub exam: Exam,
    /// Its name.
    pub name: ExamName,
    /// Results published and waiting behind the shut look-up.
    pub published: i64,
    /// The approved protocols, oldest first: number and day. None of the essay.
    pub protocols: Vec<(String, LegalDate)>,
    /// The decision, when recorded.
    pub opening: Option<LookupOpeningRow>,
    /// How far it is.
    pub state: LookupState,
    /// Last legal day to open it, while it waits and a term runs.
    pub due_day: Option<LegalDate>,
    /// What is asked besides the document.
    pub second_question: SecondQuestion,
    /// SHA-256 (hex) of what would be opened.
    pub content_hash: String,
}

impl LookupPreview {
    /// Released by an end of processing, not approved.
    pub const fn is_essay(&self) -> bool {
        matches!(self.exam.kind, ExamKind::Essay)
    }
}

/// Whose recorded decision opens the look-up of a kind. *Reading*: no order speaks of the look-up of GIA-9; the
/// commission that approves its results decides on it too.
const fn decides(role: Role, kind: ExamKind) -> bool {
    match role {
        Role::MinistryOfficer => matches!(kind, ExamKind::Essay),
        Role::CommissionChair | Role::CommissionSecretary => matches!(kind, ExamKind::Gia11 | ExamKind::Gia9),
        Role::Administrator
        | Role::ProcessingOperator
        | Role::MunicipalClerk
        | Role::SchoolOfficer
        | Role::AppealsSecretary
        | Role::AppealsExpert => false,
    }
}

impl App {
    /// The exams whose look-up the actor decides on, newest first.
    pub async fn list_lookups(&self, request: &Request) -> Result<Vec<LookupPreview>, AppError> {
        request.authorise(Action::OpenLookup)?;
        self.store
            .read(&(self, request), |tx, (app, request)| {
                boxed(async move {
                    let rows = exams::all(tx).await?;
                    app.previews_of(tx, request, &rows).await
                })
            })
            .await
    }

    /// One of them; an exam that somebody else decides on does not exist here.
    pub async fn preview_lookup(&self, request: &Request, exam: Uuid) -> Result<LookupPreview, AppError> {
        request.authorise(Action::OpenLookup)?;
        self.store
            .read(&(self, request, exam), |tx, (app, request, exam)| {
                boxed(async move { app.preview_in(tx, request, *exam).await })
            })
            .await
    }

    async fn preview_in(&self, tx: &mut Tx, request: &Request, exam: Uuid) -> Result<LookupPreview, AppError> {
        let row = exams::find(tx, exam).await?.ok_or(AppError::NotFound)?;
        let found = self.previews_of(tx, request, &[row]).await?;
        found.into_iter().next().ok_or(AppError::NotFound)
    }

    async fn previews_of(
        &self,
        tx: &mut Tx,
        request: &Request,
        rows: &[ExamRow],
    ) -> Result<Vec<LookupPreview>, AppError> {
        let openings = lookup::openings(tx).await?;
        let counts: HashMap<Uuid, i64> = lookup::counts(tx).await?.into_iter().collect();
        let approvals = protocols::approved(tx, None).await?;
        let second_question = self.second_question_in(tx).await?;
        let rules = self.ruleset_in(tx).await?;
        let mut previews = Vec::new();
        for row in rows {
            let exam = Exam::from_row(row)?;
            if !decides(request.actor.role, exam.kind) {
                continue;
            }
            let approved: Vec<&ApprovedProtocolRow> = approvals.iter().filter(|one| one.exam_id == exam.id).collect();
            let published = counts.get(&exam.id).copied().unwrap_or_default();
            let opening = openings.iter().find(|opening| opening.exam_id == exam.id).cloned();
            let has_results = match exam.kind {
                ExamKind::Essay => published > 0,
                ExamKind::Gia11 | ExamKind::Gia9 => !approved.is_empty(),
            };
            let state = match (&opening, has_results) {
                (Some(_), _) => LookupState::Open,
                (None, true) => LookupState::Waits,
                (None, false) => LookupState::NothingYet,
            };
            let due_day = match (state, approved.first()) {
                (LookupState::Waits, Some(first)) => due_day(&rules, &exam, Instant::from_micros(first.approved_at))?,
                _ => None,
            };
            previews.push(LookupPreview {
                name: self.name_of(row, &exam),
                published,
                content_hash: content_hash(exam.id, published, &approved),
                protocols: approved
                    .iter()
                    .map(|row| (row.number.clone(), self.day_of(Instant::from_micros(row.approved_at))))
                    .collect(),
                opening,
                state,
                due_day,
                second_question,
                exam,
            });
        }
        Ok(previews)
    }

    /// Records the decision; from this moment the look-up answers for the exam. Nothing is compared with a preview.
    pub async fn open_lookup(&self, request: &Request, exam: Uuid, number: &str, date: &str) -> Result<Uuid, AppError> {
        self.record_lookup_opening(request, exam, number, date, None).await
    }

    /// [`Self::open_lookup`] of exactly what a preview showed.
    ///
    /// Errors: [`AppError::Changed`] when something else would be opened by now.
    pub async fn open_previewed_lookup(
        &self,
        request: &Request,
        exam: Uuid,
        number: &str,
        date: &str,
        previewed_hash: &str,
    ) -> Result<Uuid, AppError> {
        self.record_lookup_opening(request, exam, number, date, Some(previewed_hash))
            .await
    }

    async fn record_lookup_opening(
        &self,
        request: &Request,
        exam: Uuid,
        number: &str,
        date: &str,
        previewed_hash: Option<&str>,
    ) -> Result<Uuid, AppError> {
        request.authorise(Action::OpenLookup)?;
        let (number, day) = decision(request, number, date)?;
        let whole = (self, request, exam, number, day, previewed_hash);
        let fingerprint = format!("open-lookup {exam} {number} {day}");
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, exam, number, day, previewed_hash) = *whole;
                let found = app.preview_in(tx, request, exam).await?;
                match (found.state, found.exam.kind) {
                    (LookupState::Open, _) => {
                        return Err(AppError::NotNow(
                            "самостоятельный просмотр этого экзамена уже открыт".to_owned(),
                        ));
                    }
                    (LookupState::NothingYet, ExamKind::Gia11 | ExamKind::Gia9) => {
                        return Err(AppError::NotNow(
                            "результаты этого экзамена ещё не утверждены: открывать пока нечего".to_owned(),
                        ));
                    }
                    (LookupState::Waits | LookupState::NothingYet, _) => {}
                }
                if previewed_hash.is_some_and(|previewed| previewed != found.content_hash) {
                    return Err(AppError::Changed(
                        "результаты изменились после предпросмотра, ничего не записано: посмотрите новый предпросмотр"
                            .to_owned(),
                    ));
                }
                let row = LookupOpeningRow {
                    id: app.fresh_id(request.now)?,
                    exam_id: exam,
                    decision_number: number.to_owned(),
                    decision_date: day.to_string(),
                    opened_at: request.at(),
                    opened_by: request.account(),
                };
                lookup::insert_opening(tx, &row).await?;
                installation::bump(tx, Counter::Publication, 1).await?;
                match found.exam.kind {
                    ExamKind::Essay => {}
                    ExamKind::Gia11 | ExamKind::Gia9 => {
                        app.reconcile(tx, exam, request.now, DueMoments::Keep).await?;
                    }
                }
                let details = json!({
                    "exam": exam, "decision": number, "of": day.to_string(), "published": found.published,
                });
                Ok(Done {
                    value: row.id,
                    event: event("lookup-opened", "lookup-opening", Some(row.id), details),
                })
            })
        })
        .await
    }

    /// Exams whose look-up is open, newest decision first: for the public's first page.
    pub async fn open_lookups(&self) -> Result<Vec<ExamName>, AppError> {
        self.store
            .read(self, |tx, app| boxed(async move { app.open_lookups_in(tx).await }))
            .await
    }

    pub(crate) async fn open_lookups_in(&self, tx: &mut Tx) -> Result<Vec<ExamName>, AppError> {
        let openings = lookup::openings(tx).await?;
        if openings.is_empty() {
            return Ok(Vec::new());
        }
        let rows: HashMap<Uuid, ExamRow> = exams::all(tx).await?.into_iter().map(|row| (row.id, row)).collect();
        let mut names = Vec::with_capacity(openings.len());
        for row in openings.iter().filter_map(|opening| rows.get(&opening.exam_id)) {
            names.push(self.name_of(row, &Exam::from_row(row)?));
        }
        Ok(names)
    }

    fn name_of(&self, row: &ExamRow, exam: &Exam) -> ExamName {
        let named = |group: String, subject: String| ExamName {
            kind: exam.kind,
            group,
            subject,
            date: exam.date,
        };
        match exam.kind {
            ExamKind::Essay => named("Итоговое сочинение (изложение)".to_owned(), String::new()),
            ExamKind::Gia11 | ExamKind::Gia9 => {
                let scales = self.law.scales();
                let code = SubjectCode::new(row.subject_code).ok();
                let form: Option<ExamForm> = code.and_then(|code| scales.form_of(exam.kind, code).ok());
                match form {
                    Some(form) => named(form.russian().to_owned(), subject_name(scales, form, row.subject_code)),
                    None => named(
                        capitalised(exam.kind.russian()),
                        format!("предмет с\u{a0}кодом {}", row.subject_code),
                    ),
                }
            }
        }
    }
}

/// Number and day of a decision as typed; all problems at once.
fn decision<'a>(request: &Request, number: &'a str, date: &str) -> Result<(&'a str, LegalDate), AppError> {
    let mut problems = Vec::new();
    let number = number.trim();
    if number.is_empty() || number.chars().count() > 40 {
        problems.push(FieldProblem::new(
            "decision_number",
            "Укажите номер решения, не\u{a0}длиннее 40 знаков",
        ));
    }
    let day = parse_day(date).filter(|day| *day <= request.today);
    if day.is_none() {
        problems.push(FieldProblem::new(
            "decision_date",
            "Укажите дату решения, не\u{a0}позже сегодняшней, например 16.12.2026",
        ));
    }
    match day {
        Some(day) if problems.is_empty() => Ok((number, day)),
        _ => Err(AppError::Invalid(problems)),
    }
}

/// The last legal day of the duty that the opening discharges, by the term of the kind; `None` where there is none.
fn due_day(rules: &regulations::Ruleset, exam: &Exam, approved: Instant) -> Result<Option<LegalDate>, AppError> {
    let terms = rules.terms().iter();
    let mut found = terms.filter(|term| term.concerns(exam.kind) && term.discharged_by == EventCode::ResultsPublished);
    let due = found.next().map(|term| rules.due(term, approved, &exam.conditions()));
    match due {
        Some(Ok(due)) => Ok(Some(due.day)),
        Some(Err(error)) => Err(AppError::Law(error.to_string())),
        None => Ok(None),
    }
}

/// Anything that would change what is opened changes it.
fn content_hash(exam: Uuid, published: i64, approved: &[&ApprovedProtocolRow]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(exam.as_bytes());
    hasher.update(published.to_be_bytes());
    for row in approved {
        hasher.update((row.number.len() as u64).to_be_bytes());
        hasher.update(row.number.as_bytes());
        hasher.update(row.approved_at.to_be_bytes());
    }
    hex::encode(hasher.finalize())
}
