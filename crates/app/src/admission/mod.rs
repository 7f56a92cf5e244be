//! Who may sit again, when and why: the decision of `domain::admission` over what is stored and known to the reader.

mod facts;
pub mod list;

use domain::access::Action;
use domain::admission::Answer;
use domain::admission::validity::Validity;
use domain::exam::ExamKind;
use storage::boxed;
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;

/// One answer about one participant.
#[derive(Debug, Clone)]
pub struct AdmissionLine {
    pub person: Uuid,
    /// Full name.
    pub name: String,
    pub participant_code: String,
    /// Short name of the telling organisation.
    pub organisation: String,
    pub school_year: i64,
    pub kind: ExamKind,
    /// «Итоговое сочинение (изложение)», «Русский язык».
    pub subject: String,
    pub answer: Answer,
}

/// All that is answered about one person.
#[derive(Debug, Clone, Default)]
pub struct PersonAdmission {
    /// Newest school year first.
    pub lines: Vec<AdmissionLine>,
    /// Passed essays with what each is good for.
    pub validity: Vec<Validity>,
}

impl App {
    /// What one person may sit, as far as the actor knows the results. The page that shows it journals the reading.
    pub async fn person_admission(&self, request: &Request, person: Uuid) -> Result<PersonAdmission, AppError> {
        request.authorise(Action::SeeParticipants)?;
        let scope = request.authorise(Action::SeeResults)?;
        self.store
            .read(&(self, request, scope, person), |tx, (app, request, scope, person)| {
                boxed(async move {
                    let rows = storage::admission::of_person(tx, scope, *person).await?;
                    if rows.is_empty() {
                        return Err(AppError::NotFound);
                    }
                    let known = facts::Known::load(app, tx, request, rows).await?;
                    Ok(PersonAdmission {
                        lines: known.lines(app)?,
                        validity: known.validity()?,
                    })
                })
            })
            .await
    }
}
