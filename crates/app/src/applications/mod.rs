//! Applications to sit the essay, GIA-11, GIA-9: taken on paper, registered, changed, withdrawn (kirov-1497:3; G1-G4, G6, G7,
//! M2, D5). The rules stand in `domain::application`; the last days are the region's terms.

pub mod acts;
pub mod dates;
pub mod filing;
mod form;
pub mod list;
pub mod print;
mod registering;

use domain::access::Action;
use domain::application::papers::{Paper, lacking};
use domain::application::{
    ApplicationAct, ApplicationRefused, ApplicationState, Condition, ConditionGround, ExamsOfIt,
};
use regulations::LegalDate;
use regulations::russian::numeric_date;
use serde::{Deserialize, Serialize};
use storage::applications::{self, ApplicationRow, ApplicationStepRow};
use storage::sealed::fields;
use storage::{StorageError, Tx};
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;

/// Longest text of a field of an application.
pub const LONGEST: usize = 300;

/// What the paper says besides name and document, as it is sealed; codes of `domain::application`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Parent or proxy.
    pub applicant: String,
    /// Telephone.
    pub phone: String,
    /// `Residence` code.
    pub residence: String,
    /// `ConditionGround` code.
    pub ground: String,
    /// `Condition` codes.
    pub conditions: Vec<String>,
    /// Which equipment.
    pub equipment: String,
    /// The paper that grants them.
    pub ground_paper: String,
    /// Its last day, if it has one.
    pub paper_ends: Option<String>,
}

impl Content {
    /// Ground and conditions in words, for the registration and for pages; `None` under usual conditions.
    pub fn conditions_in_words(&self) -> Result<Option<String>, AppError> {
        let ground = ConditionGround::from_code(&self.ground)?;
        if ground == ConditionGround::None {
            return Ok(None);
        }
        let mut words = vec![ground.russian().to_owned()];
        for code in &self.conditions {
            words.push(match Condition::from_code(code)? {
                Condition::Equipment => format!("оборудование: {}", self.equipment),
                other => other.russian().to_owned(),
            });
        }
        if !self.ground_paper.is_empty() {
            let ends = match self.paper_ends.as_deref().map(str::parse::<LegalDate>) {
                Some(Ok(day)) => format!(" (до\u{a0}{})", numeric_date(day)),
                _ => String::new(),
            };
            words.push(format!("{}{ends}", self.ground_paper));
        }
        Ok(Some(words.join("; ")))
    }
}

/// A stored list of paper codes.
fn papers_of(codes: &str) -> Result<Vec<Paper>, AppError> {
    let codes = codes.split(',').filter(|code| !code.is_empty());
    Ok(codes.map(Paper::from_code).collect::<Result<_, _>>()?)
}

fn joined(papers: &[Paper]) -> String {
    papers.iter().map(|paper| paper.code()).collect::<Vec<_>>().join(",")
}

/// With a comma before and behind each, so that one can be searched for.
fn joined_for_search(papers: &[Paper]) -> String {
    match papers {
        [] => String::new(),
        some => format!(",{},", joined(some)),
    }
}

fn changed() -> AppError {
    AppError::Changed("заявление тем временем изменилось, ничего не\u{a0}записано: обновите страницу".to_owned())
}

fn refusal(refused: ApplicationRefused) -> AppError {
    match refused {
        ApplicationRefused::NotYours => AppError::NotFound,
        other => AppError::NotNow(other.to_string()),
    }
}

fn day_stored(text: &str) -> Result<LegalDate, AppError> {
    text.parse()
        .map_err(|_| StorageError::Damaged("application.exam_date").into())
}

impl App {
    /// An application of one's own organisation, at the version the page was made from.
    async fn paper_to_act_on(
        &self,
        tx: &mut Tx,
        request: &Request,
        (id, version): (Uuid, i64),
    ) -> Result<ApplicationRow, AppError> {
        let actor = self.authorised_now(tx, request, Action::TakeApplications).await?;
        let scope = actor.authorise(Action::TakeApplications, request.today)?;
        let row = applications::find(tx, &scope, id).await?.ok_or(AppError::NotFound)?;
        if row.version == version {
            Ok(row)
        } else {
            Err(changed())
        }
    }

    fn content_of(&self, row: &ApplicationRow) -> Result<Content, AppError> {
        let text = self
            .keys
            .open_text(row.person_id, fields::APPLICATION_CONTENT, row.id, &row.content_sealed)?;
        serde_json::from_str(&text).map_err(|_| StorageError::Damaged("application.content_sealed").into())
    }

    fn seal_content(&self, person: Uuid, id: Uuid, content: &Content) -> Result<storage::sealed::Sealed, AppError> {
        let text = serde_json::to_string(content).map_err(|_| StorageError::Damaged("application.content_sealed"))?;
        Ok(self.keys.seal_text(person, fields::APPLICATION_CONTENT, id, &text)?)
    }

    /// What still lacks, by the papers in the store.
    async fn lacking_of(&self, tx: &mut Tx, row: &ApplicationRow) -> Result<Vec<Paper>, AppError> {
        let mut at_hand = Vec::new();
        for paper in applications::papers(tx, row.id).await? {
            if paper.withdrawn_on.is_none() {
                at_hand.push(Paper::from_code(&paper.kind)?);
            }
        }
        Ok(lacking(&papers_of(&row.required_papers)?, &at_hand))
    }

    /// Decides the act, writes row and history.
    async fn take_paper_step(
        &self,
        tx: &mut Tx,
        request: &Request,
        mut row: ApplicationRow,
        (act, words): (ApplicationAct, &str),
    ) -> Result<ApplicationRow, AppError> {
        let exams = if day_stored(&row.first_exam)? <= request.today {
            ExamsOfIt::Begun
        } else {
            ExamsOfIt::Ahead
        };
        let state = ApplicationState::from_code(&row.state)?;
        let after = domain::application::step(state, act, request.actor.role, exams).map_err(refusal)?;
        row.state = after.code().to_owned();
        if after.is_final() && row.ended_at.is_none() {
            row.ended_at = Some(request.at());
        }
        row.lacking_papers = joined_for_search(&self.lacking_of(tx, &row).await?);
        if !applications::update(tx, &row).await? {
            return Err(changed());
        }
        self.add_paper_step(tx, request, &row, (act, words)).await?;
        Ok(row)
    }

    async fn add_paper_step(
        &self,
        tx: &mut Tx,
        request: &Request,
        row: &ApplicationRow,
        (act, words): (ApplicationAct, &str),
    ) -> Result<(), AppError> {
        let id = self.fresh_id(request.now)?;
        let step = ApplicationStepRow {
            id,
            application_id: row.id,
            act: act.code().to_owned(),
            words_sealed: self
                .keys
                .seal_text(row.person_id, fields::APPLICATION_STEP_WORDS, id, words)?,
            made_at: request.at(),
            made_by: request.account(),
            organisation_id: request.actor.organisation.0,
        };
        applications::insert_step(tx, &step).await?;
        Ok(())
    }
}
