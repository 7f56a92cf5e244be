//! Applications in a list, and one of them with its papers and history.

use domain::access::Action;
use domain::application::papers::Paper;
use domain::application::{ApplicationAct, ApplicationState, FiledBy};
use domain::exam::ExamKind;
use domain::ids::PersonId;
use domain::person_name::normalise_name;
use domain::registration::ParticipantCategory;
use regulations::{Instant, LegalDate};
use serde_json::json;
use storage::applications::{self, ApplicationRow, Narrowing};
use storage::boxed;
use storage::sealed::{SealedError, fields};
use uuid::Uuid;

use super::{Content, day_stored, papers_of};
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::subject_name;
use crate::names::{DESTROYED_NAME, full_name};

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct ApplicationFilter {
    /// `ExamKind` code; empty for all.
    pub kind: String,
    /// `ApplicationState` code.
    pub state: String,
    /// `Paper` code: who still lacks it.
    pub lacking: String,
    /// Words of a name, or a number.
    pub words: String,
}

/// One line of the list.
#[derive(Debug, Clone)]
pub struct ApplicationLine {
    /// As stored.
    pub row: ApplicationRow,
    /// Where it stands.
    pub state: ApplicationState,
    /// Kind of exams.
    pub kind: ExamKind,
    /// Category.
    pub category: ParticipantCategory,
    /// Full name.
    pub name: String,
    /// Short name of who took it.
    pub place: String,
    /// Day of the first exam.
    pub first_exam: LegalDate,
    /// What it still lacks.
    pub lacking: Vec<Paper>,
}

/// A part of the list.
#[derive(Debug, Clone)]
pub struct ApplicationList {
    /// The lines of the page.
    pub lines: Vec<ApplicationLine>,
    /// How many fit in all.
    pub total: usize,
    /// How many of one's reach stand in each state, whatever is looked for.
    pub counts: Vec<(ApplicationState, i64)>,
}

/// An exam that is asked for.
#[derive(Debug, Clone)]
pub struct AskedExam {
    /// Of the essay its work type, otherwise the subject.
    pub name: String,
    /// Value of its option.
    pub value: String,
    /// Day.
    pub date: LegalDate,
}

/// A paper with its day.
#[derive(Debug, Clone)]
pub struct PaperLine {
    /// Which.
    pub paper: Paper,
    /// The day on it.
    pub shown_on: LegalDate,
    /// The day of a consent's withdrawal.
    pub withdrawn_on: Option<LegalDate>,
}

/// A step of the history.
#[derive(Debug, Clone)]
pub struct StepLine {
    /// What was done.
    pub act: ApplicationAct,
    /// More exactly.
    pub words: String,
    /// When.
    pub at: Instant,
    /// Short name of the organisation that did it.
    pub place: String,
}

/// One application.
#[derive(Debug, Clone)]
pub struct ApplicationView {
    /// As in the list.
    pub line: ApplicationLine,
    /// Who brought it.
    pub filed_by: FiledBy,
    /// The day on it.
    pub filed_on: LegalDate,
    /// What it says; empty for a destroyed person.
    pub content: Content,
    /// Conditions in words.
    pub conditions: Option<String>,
    /// Birth date and sex as stored.
    pub details: String,
    /// Exams asked for.
    pub exams: Vec<AskedExam>,
    /// Papers that came.
    pub papers: Vec<PaperLine>,
    /// History, oldest first.
    pub steps: Vec<StepLine>,
    /// Short name of who tells the result.
    pub informing: String,
}

impl App {
    /// A page (from 1) of the applications within the actor's reach that fit, newest first; the reading is journalled.
    pub async fn exam_applications(
        &self,
        request: &Request,
        filter: &ApplicationFilter,
        (page, per_page): (usize, usize),
    ) -> Result<ApplicationList, AppError> {
        let scope = request.authorise(Action::SeeApplications)?;
        let whole = (self, scope, filter, page, per_page);
        let list = self
            .store
            .read(&whole, |tx, (app, scope, filter, page, per_page)| {
                boxed(async move {
                    let narrowing = Narrowing {
                        kind: &filter.kind,
                        state: &filter.state,
                        lacking: &filter.lacking,
                        exam_date: "",
                    };
                    let keys = applications::keys_in_scope(tx, scope, &narrowing).await?;
                    let directory = app.directory_in(tx).await?;
                    let words: Vec<String> = filter.words.split_whitespace().map(normalise_name).collect();
                    let fits = |person: Uuid, number: i64| {
                        if words.is_empty() {
                            return true;
                        }
                        let name = directory.get(PersonId(person)).map(|entry| entry.name.normalised());
                        let number = number.to_string();
                        words.iter().all(|word| {
                            *word == number
                                || name.as_ref().is_some_and(|name| {
                                    name.split([' ', '-']).any(|part| part.starts_with(word.as_str()))
                                })
                        })
                    };
                    let found: Vec<Uuid> = keys
                        .into_iter()
                        .filter(|(_, person, number)| fits(*person, *number))
                        .map(|(id, ..)| id)
                        .collect();
                    let total = found.len();
                    let last = total.div_ceil(*per_page).max(1);
                    let first = (*page).clamp(1, last) - 1;
                    let shown: Vec<Uuid> = found.into_iter().skip(first * per_page).take(*per_page).collect();
                    let mut lines = Vec::new();
                    for row in applications::by_ids(tx, &shown).await? {
                        lines.push(app.application_line(tx, row).await?);
                    }
                    lines.sort_by_key(|line| std::cmp::Reverse(line.row.number));
                    let mut counts = Vec::new();
                    for (state, rows) in applications::counts(tx, scope).await? {
                        counts.push((ApplicationState::from_code(&state)?, rows));
                    }
                    counts.sort_by_key(|(state, _)| *state);
                    Ok::<_, AppError>(ApplicationList { lines, total, counts })
                })
            })
            .await?;
        let details = json!({"rows": list.lines.len()});
        self.note_reading(request, event("applications-read", "application", None, details))
            .await?;
        Ok(list)
    }

    /// One application; the reading is journalled.
    pub async fn exam_application(&self, request: &Request, id: Uuid) -> Result<ApplicationView, AppError> {
        let scope = request.authorise(Action::SeeApplications)?;
        let view = self
            .store
            .read(&(self, scope, id), |tx, (app, scope, id)| {
                boxed(async move {
                    let row = applications::find(tx, scope, *id).await?.ok_or(AppError::NotFound)?;
                    app.application_page(tx, row).await
                })
            })
            .await?;
        self.note_reading(request, event("applications-read", "application", Some(id), json!({})))
            .await?;
        Ok(view)
    }

    async fn application_line(&self, tx: &mut storage::Tx, row: ApplicationRow) -> Result<ApplicationLine, AppError> {
        let directory = self.directory_in(tx).await?;
        let organisations = self.organisations_in(tx).await?;
        Ok(ApplicationLine {
            state: ApplicationState::from_code(&row.state)?,
            kind: ExamKind::from_code(&row.exam_kind)?,
            category: ParticipantCategory::from_code(&row.category)?,
            name: full_name(&directory, row.person_id),
            place: organisations.short_name(row.organisation_id),
            first_exam: day_stored(&row.first_exam)?,
            lacking: papers_of(&row.lacking_papers)?,
            row,
        })
    }

    pub(super) async fn application_page(
        &self,
        tx: &mut storage::Tx,
        row: ApplicationRow,
    ) -> Result<ApplicationView, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let content = match self.content_of(&row) {
            Ok(content) => Some(content),
            Err(AppError::Sealed(SealedError::Destroyed)) => None,
            Err(error) => return Err(error),
        };
        let details = match storage::people::find_person(tx, row.person_id).await? {
            Some(person) if content.is_some() => self.open_details(&person)?,
            _ => DESTROYED_NAME.to_owned(),
        };
        let kind = ExamKind::from_code(&row.exam_kind)?;
        let mut exams = Vec::new();
        for one in applications::exams(tx, row.id).await? {
            exams.push(AskedExam {
                name: match row.work_type {
                    Some(21) => "изложение".to_owned(),
                    Some(_) => "сочинение".to_owned(),
                    None => subject_name(kind, one.subject_code),
                },
                value: format!("{}|{}", one.subject_code, one.exam_date),
                date: day_stored(&one.exam_date)?,
            });
        }
        let mut papers = Vec::new();
        for one in applications::papers(tx, row.id).await? {
            papers.push(PaperLine {
                paper: Paper::from_code(&one.kind)?,
                shown_on: day_stored(&one.shown_on)?,
                withdrawn_on: one.withdrawn_on.as_deref().map(day_stored).transpose()?,
            });
        }
        let mut steps = Vec::new();
        for one in applications::steps(tx, row.id).await? {
            steps.push(StepLine {
                act: ApplicationAct::from_code(&one.act)?,
                words: self.open_for_page(row.person_id, fields::APPLICATION_STEP_WORDS, one.id, &one.words_sealed)?,
                at: Instant::from_micros(one.made_at),
                place: organisations.short_name(one.organisation_id),
            });
        }
        Ok(ApplicationView {
            filed_by: FiledBy::from_code(&row.filed_by)?,
            filed_on: day_stored(&row.filed_on)?,
            conditions: match &content {
                Some(content) => content.conditions_in_words()?,
                None => None,
            },
            content: content.unwrap_or_default(),
            details,
            exams,
            papers,
            steps,
            informing: organisations.short_name(row.informing_organisation_id),
            line: self.application_line(tx, row).await?,
        })
    }
}
