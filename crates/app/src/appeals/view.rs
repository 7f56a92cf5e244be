//! One case with everything in it, in time order, with its clock.

use std::collections::BTreeMap;

use domain::access::{Action, Role};
use domain::appeal::corrected::{ChangedTask, changed_tasks};
use domain::appeal::filing::Applicant;
use domain::appeal::papers::PaperKind;
use domain::appeal::{Case, Claim};
use domain::edition::EditionState;
use domain::gia_score::GiaScore;
use domain::task_points::TaskPoints;
use regulations::Instant;
use serde_json::{Value, json};
use storage::appeals::{self, AppealStepRow};
use storage::hearings::{self, HearingRow};
use storage::results::{self, EditionRow};
use storage::sealed::{SealedError, fields};
use storage::{StorageError, Tx, boxed};
use uuid::Uuid;

use super::conclusion::CriterionView;
use super::filing::WindowView;
use super::list::{CaseLine, knows_before_release};
use super::papers::PaperView;
use super::people::CommissionPersonView;
use super::{FilingWords, case_of, claims_of, clause_chip, filing_term, seen_by};
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::names::DESTROYED_NAME;
use crate::results_in_words::StoredValue;
use crate::staff_names::staff_names_in;

/// One step as a page tells it.
#[derive(Debug, Clone)]
pub struct StepView {
    /// As stored.
    pub row: AppealStepRow,
    /// When.
    pub at: Instant,
    /// Full name of who did it.
    pub by: String,
    /// Codes and numbers.
    pub details: Value,
    /// What was written; empty for who may not read it.
    pub words: String,
}

/// A value of the disputed result.
#[derive(Debug, Clone)]
pub struct CaseValue {
    /// «64 балла, первичных 34».
    pub words: String,
    /// Points per task; empty where none were delivered.
    pub points: TaskPoints,
    /// Primary score.
    pub primary: Option<i64>,
}

/// What the decision makes of the value; for who may know before it is released.
#[derive(Debug, Clone)]
pub struct DecidedValue {
    /// Tasks whose points change.
    pub tasks: Vec<ChangedTask>,
    /// Primary score.
    pub primary: i64,
    /// «66 баллов, первичных 35», once РЦОИ has recounted.
    pub words: String,
    /// Number and state of the edition that came of it.
    pub edition: Option<(i64, EditionState)>,
}

/// Everything of one case.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// Row, exam, names, terms.
    pub line: CaseLine,
    /// As its acts see it.
    pub case: Case,
    /// Who files.
    pub applicant: Applicant,
    /// Who filed, with which papers, in which words.
    pub filing: FilingWords,
    /// What it claims.
    pub claims: Vec<Claim>,
    /// The disputed value; `None` of a procedure appeal.
    pub disputed: Option<CaseValue>,
    /// What the decision makes of it.
    pub decided: Option<DecidedValue>,
    /// Who marked the work, by code and name.
    pub markers: Vec<CommissionPersonView>,
    /// The expert called in.
    pub expert: Option<CommissionPersonView>,
    /// Who decided.
    pub members: Vec<CommissionPersonView>,
    /// Its hearing.
    pub hearing: Option<HearingRow>,
    /// What happened, in order.
    pub steps: Vec<StepView>,
    /// Everybody of the commission, for the forms of the commission's secretary.
    pub people: Vec<CommissionPersonView>,
    /// How many members must be there.
    pub quorum: usize,
    /// «п. 6 прав памятки ГИА-9 Кузбасса».
    pub clause: String,
    /// The rule in our own words.
    pub clause_words: String,
    /// The protocol behind the disputed edition: what a correction is proposed of.
    pub disputed_protocol: Option<Uuid>,
    /// Scans that the reader may look at.
    pub papers: Vec<PaperView>,
    /// Conclusions criterion by criterion, for who may read them.
    pub criteria: Vec<CriterionView>,
    /// Until when the КИМ may still be asked for, for who takes such requests.
    pub tasks_until: Option<WindowView>,
    /// The result of the sitting, once received; a procedure appeal disputes none.
    pub result: Option<Uuid>,
}

impl App {
    /// One case; the reading is journalled.
    pub async fn case_view(&self, request: &Request, appeal: Uuid) -> Result<CaseView, AppError> {
        request.authorise(Action::SeeAppeals)?;
        let view = self
            .store
            .read(&(self, request, appeal), |tx, (app, request, appeal)| {
                boxed(async move { app.case_view_in(tx, request, *appeal).await })
            })
            .await?;
        let read = event(
            "appeal-read",
            "appeal",
            Some(appeal),
            json!({"number": view.line.row.number}),
        );
        self.note_reading(request, read).await?;
        Ok(view)
    }

    pub(super) async fn case_view_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        appeal: Uuid,
    ) -> Result<CaseView, AppError> {
        let scope = seen_by(request)?;
        let row = appeals::find(tx, &scope, appeal).await?.ok_or(AppError::NotFound)?;
        let case = case_of(&row)?;
        let result = appeals::result_of_sitting(tx, row.sitting_id).await?;
        let filing = self.open_filing(row.person_id, row.id, &row.filing_sealed)?;
        let people = self.commission_people_in(tx).await?;
        let by_id = |id: Uuid| people.iter().find(|one| one.row.id == id).cloned();
        let markers = hearings::markers(tx, row.sitting_id).await?;
        let members = appeals::members(tx, row.id).await?;
        let hearing = match row.hearing_id {
            Some(id) => hearings::find(tx, id).await?,
            None => None,
        };
        let steps = self.step_views(tx, request, row.person_id, appeal).await?;
        let editions = match row.result_id {
            Some(result) => results::editions_of_result(tx, result).await?,
            None => Vec::new(),
        };
        let disputed = editions.iter().find(|one| Some(one.id) == row.edition_id);
        let decided = decided_value(request.actor.role, &row, disputed, &editions)?;
        let deciding = people
            .iter()
            .filter(|one| one.row.ended_at.is_none() && one.part.decides())
            .count();
        let papers = self.paper_views(tx, request, (row.id, row.person_id)).await?;
        let criteria = self.criterion_views(tx, request, &row).await?;
        let tasks_until = match request.authorise(Action::FileAppeal) {
            Ok(scope) if !row.wants_tasks && case.state.is_before_decision() => {
                self.tasks_window(tx, request, &scope, &row).await?
            }
            _ => None,
        };
        let mut lines = self.case_lines(tx, request, vec![row]).await?;
        let line = lines.pop().ok_or(AppError::NotFound)?;
        let ruleset = self.ruleset_in(tx).await?;
        let term = filing_term(&ruleset, line.exam.kind, line.kind);
        Ok(CaseView {
            applicant: Applicant::from_code(&line.row.applicant)?,
            claims: claims_of(&line.row.claims)?,
            result,
            disputed_protocol: disputed.and_then(|edition| edition.protocol_id),
            disputed: disputed.map(value_of).transpose()?,
            decided,
            markers: markers.into_iter().filter_map(by_id).collect(),
            expert: line.row.expert_id.and_then(by_id),
            members: members.into_iter().filter_map(by_id).collect(),
            hearing,
            steps,
            quorum: self.quorum_in(tx).await?.of(deciding),
            clause: clause_chip(&ruleset, line.exam.kind, line.kind).unwrap_or_default(),
            clause_words: term.map(|term| term.summary.clone()).unwrap_or_default(),
            papers,
            criteria,
            tasks_until,
            people,
            filing,
            case,
            line,
        })
    }

    fn open_filing(&self, person: Uuid, row: Uuid, sealed: &storage::sealed::Sealed) -> Result<FilingWords, AppError> {
        match self.keys.open_text(person, fields::APPEAL_FILING, row, sealed) {
            Ok(text) => Ok(serde_json::from_str(&text).map_err(|_| StorageError::Damaged("appeal.filing_sealed"))?),
            Err(SealedError::Destroyed) => Ok(FilingWords {
                applicant_name: DESTROYED_NAME.to_owned(),
                ..FilingWords::default()
            }),
            Err(error) => Err(error.into()),
        }
    }

    async fn step_views(
        &self,
        tx: &mut Tx,
        request: &Request,
        person: Uuid,
        appeal: Uuid,
    ) -> Result<Vec<StepView>, AppError> {
        let rows = appeals::steps(tx, appeal).await?;
        let directory = self.directory_in(tx).await?;
        let staff: BTreeMap<Uuid, String> =
            staff_names_in(tx, rows.iter().map(|row| row.by_account), &directory).await?;
        let mut views = Vec::with_capacity(rows.len());
        let knows = knows_before_release(request.actor.role);
        for row in rows {
            if !knows && ["sent", "recounted"].contains(&row.act.as_str()) {
                continue;
            }
            let details: Value =
                serde_json::from_str(&row.details).map_err(|_| StorageError::Damaged("appeal_step.details"))?;
            let paper = details.get("paper").and_then(Value::as_str).map(PaperKind::from_code);
            if let Some(Ok(paper)) = paper
                && !paper.is_shown_to(request.actor.role)
            {
                continue;
            }
            let words = match &row.words_sealed {
                Some(sealed) if reads_words(request.actor.role, &row.act) => {
                    self.open_for_page(person, fields::APPEAL_STEP_WORDS, row.id, sealed)?
                }
                _ => String::new(),
            };
            views.push(StepView {
                at: Instant::from_micros(row.at),
                by: staff.get(&row.by_account).cloned().unwrap_or_default(),
                details,
                words,
                row,
            });
        }
        Ok(views)
    }
}

/// Conclusions and what was found are the commission's and РЦОИ's; a school reads why an appeal was withdrawn, refused or
/// decided.
fn reads_words(role: Role, act: &str) -> bool {
    knows_before_release(role) || ["withdrawn", "not-considered"].contains(&act)
}

fn value_of(edition: &EditionRow) -> Result<CaseValue, AppError> {
    Ok(CaseValue {
        words: edition.long_words(),
        points: points_of(edition.task_points.as_deref())?,
        primary: edition.primary_score,
    })
}

fn points_of(code: Option<&str>) -> Result<TaskPoints, AppError> {
    Ok(TaskPoints::from_code(code.unwrap_or_default()).map_err(|_| StorageError::Damaged("task_points"))?)
}

fn decided_value(
    role: Role,
    row: &storage::appeals::AppealRow,
    disputed: Option<&EditionRow>,
    editions: &[EditionRow],
) -> Result<Option<DecidedValue>, AppError> {
    let (Some(primary), Some(disputed)) = (row.decided_primary, disputed) else {
        return Ok(None);
    };
    let new = editions.iter().find(|one| Some(one.id) == row.new_edition_id);
    let released = new.is_some_and(|edition| edition.released_at.is_some());
    if !released && !knows_before_release(role) {
        return Ok(None);
    }
    let edition = match new {
        Some(edition) => Some((edition.number, EditionState::from_code(&edition.state)?)),
        None => None,
    };
    Ok(Some(DecidedValue {
        tasks: changed_tasks(
            &points_of(disputed.task_points.as_deref())?,
            &points_of(row.decided_points.as_deref())?,
        ),
        primary,
        words: new.map(StoredValue::long_words).unwrap_or_default(),
        edition,
    }))
}

/// A score in words, for pages that hold the value itself.
pub fn score_words(score: &GiaScore) -> String {
    score.columns().long_words()
}
