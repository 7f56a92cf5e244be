//! Applications in a list, and one of them with its terms.

use domain::access::{Action, Role};
use domain::essay_recheck::{EssayChecker, EssayRecheckState};
use serde_json::json;
use storage::essay_rechecks::{self, EssayRecheckRow};
use storage::sealed::fields;
use storage::{Tx, boxed, participants};
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::names::full_name;
use crate::obligations::system_scope;
use crate::results_in_words::long_result;
use crate::subject_duties::SubjectDuty;

/// An application with names.
#[derive(Debug, Clone)]
pub struct ApplicationView {
    /// As stored.
    pub row: EssayRecheckRow,
    /// Where it stands.
    pub state: EssayRecheckState,
    /// The exam.
    pub exam: Exam,
    /// Full name of the participant.
    pub name: String,
    /// Federal code.
    pub participant_code: String,
    /// Short name of the telling organisation.
    pub school: String,
    /// Short name of the municipal body.
    pub municipal_body: String,
    /// «комиссия другой школы: СОШ № 5».
    pub checker: Option<String>,
    /// What came of it, for who entered or takes it over, and for all once it has ended.
    pub value: Option<String>,
    /// The application's words; of one application only.
    pub words: String,
    /// Its terms; of one application only.
    pub duties: Vec<SubjectDuty>,
}

impl App {
    /// The applications within the actor's reach in which all these words occur, newest first; the reading is journalled.
    pub async fn list_applications(&self, request: &Request, words: &str) -> Result<Vec<ApplicationView>, AppError> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let scope = request.authorise(Action::SeeAppeals)?;
        let list = self
            .store
            .read(&(self, request, scope), |tx, (app, request, scope)| {
                boxed(async move {
                    let mut list = Vec::new();
                    for row in essay_rechecks::in_scope(tx, scope).await? {
                        list.push(app.application_view(tx, request, row).await?);
                    }
                    Ok::<_, AppError>(list)
                })
            })
            .await?;
        let list: Vec<ApplicationView> = list.into_iter().filter(|one| fits(one, &words)).collect();
        let details = json!({"rows": list.len()});
        self.note_reading(request, event("essay-rechecks-read", "essay-recheck", None, details))
            .await?;
        Ok(list)
    }

    /// One application; the reading is journalled.
    pub async fn find_application(&self, request: &Request, id: Uuid) -> Result<ApplicationView, AppError> {
        let scope = request.authorise(Action::SeeAppeals)?;
        let view = self
            .store
            .read(&(self, request, scope, id), |tx, (app, request, scope, id)| {
                boxed(async move {
                    let row = essay_rechecks::find(tx, scope, *id).await?.ok_or(AppError::NotFound)?;
                    let mut view = app.application_view(tx, request, row).await?;
                    let row = &view.row;
                    let (person, sealed) = (row.person_id, &row.filing_sealed);
                    view.words = app.open_for_page(person, fields::ESSAY_RECHECK_FILING, row.id, sealed)?;
                    let organisations = app.organisations_in(tx).await?;
                    let system = system_scope(organisations.processing_centre()?.id);
                    let mut duties = app
                        .duties_in(tx, request.now, &system, &[*id], &view.exam, &organisations)
                        .await?;
                    view.duties = duties.remove(id).unwrap_or_default();
                    Ok::<_, AppError>(view)
                })
            })
            .await?;
        let details = json!({"exam": view.exam.id});
        self.note_reading(
            request,
            event("essay-rechecks-read", "essay-recheck", Some(id), details),
        )
        .await?;
        Ok(view)
    }

    async fn application_view(
        &self,
        tx: &mut Tx,
        request: &Request,
        row: EssayRecheckRow,
    ) -> Result<ApplicationView, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let system = system_scope(organisations.processing_centre()?.id);
        let people = participants::of_sittings(tx, &system, row.exam_id, &[row.sitting_id]).await?;
        let state = EssayRecheckState::from_code(&row.state)?;
        let knows = matches!(request.actor.role, Role::MunicipalClerk | Role::ProcessingOperator) || state.is_final();
        let checker = match (row.checker.as_deref(), row.checker_id) {
            (Some(code), Some(id)) => Some(format!(
                "{}: {}",
                EssayChecker::from_code(code)?.russian(),
                organisations.short_name(id)
            )),
            _ => None,
        };
        Ok(ApplicationView {
            state,
            exam: find_exam(tx, row.exam_id).await?,
            name: full_name(&directory, row.person_id),
            participant_code: people
                .first()
                .map(|one| one.participant_code.clone())
                .unwrap_or_default(),
            school: organisations.short_name(row.school_id),
            municipal_body: organisations.short_name(row.organisation_id),
            checker,
            value: row
                .essay_value
                .as_deref()
                .filter(|_| knows)
                .map(|code| long_result("written", Some(code))),
            words: String::new(),
            duties: Vec::new(),
            row,
        })
    }
}

fn fits(one: &ApplicationView, words: &[String]) -> bool {
    let text = format!(
        "{} {} {} №{}",
        one.name, one.participant_code, one.school, one.row.number
    )
    .to_lowercase();
    words.iter().all(|word| text.contains(word.as_str()))
}
