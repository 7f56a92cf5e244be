//! The exam commission's desk (ГЭК): what РЦОИ received and gave, the lists of the exam day, open matters, and the protocol
//! that two persons make: the secretary proposes, the chair approves exactly that (mordovia-187:7, 8.1, 9.1, 9.2;
//! kuzbass-gia9:info 5). The rules stand in `domain::approval`.

pub mod approve;
pub mod arrivals;
pub mod day_records;
pub mod desk;
pub mod exam_on_desk;
pub(crate) mod in_memory;
pub mod matters;
pub mod preview;
pub mod print;
pub mod propose;
pub mod protocols;
pub mod returned;
pub mod rows;
pub mod spread;
pub(crate) mod waiting;

use domain::access::{Action, Actor, Refusal};
use domain::approval::ApprovalRefused;
use domain::exam::{ReleaseRule, release_rule};
use regulations::ExamForm;
use storage::{Tx, accounts};

use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::Exam;
use crate::sign_in::actor_of;

/// Results of the essay are released without the commission (kuzbass-4195:2.2): it has no exam of that kind.
pub(crate) fn approved_by_the_commission(exam: &Exam) -> Result<(), AppError> {
    match release_rule(exam.kind) {
        ReleaseRule::Approval => Ok(()),
        ReleaseRule::EndOfProcessing => Err(AppError::NotFound),
    }
}

/// A refusal of the rules as a use case says it.
pub(crate) fn refused(error: ApprovalRefused) -> AppError {
    match error {
        ApprovalRefused::ContentChanged => AppError::Changed(error.to_string()),
        ApprovalRefused::GroundMissing => AppError::field("ground", capitalised(&error.to_string())),
        ApprovalRefused::ReturnReasonMissing => AppError::field("reason", capitalised(&error.to_string())),
        other => AppError::NotNow(other.to_string()),
    }
}

fn capitalised(text: &str) -> String {
    regulations::russian::capitalised(text)
}

/// «ЕГЭ», «ГВЭ-11».
pub fn form_words(code: Option<&str>) -> String {
    match code.map(ExamForm::from_code) {
        Some(Ok(form)) => form.russian().to_owned(),
        _ => "форма не указана".to_owned(),
    }
}

impl App {
    /// Who acts as the database knows it in this transaction: a right or an order taken away since the request began, or
    /// since the page was shown, refuses here.
    pub(crate) async fn authorised_now(
        &self,
        tx: &mut Tx,
        request: &Request,
        action: Action,
    ) -> Result<Actor, AppError> {
        let row = accounts::find(tx, request.account()).await?.ok_or(AppError::NotFound)?;
        if row.account.state == "blocked" {
            return Err(Refusal::NotForThisRole(action).into());
        }
        let orders = accounts::orders(tx, row.account.id).await?;
        let actor = actor_of(&row, &orders)?;
        actor.authorise(action, request.today)?;
        Ok(actor)
    }
}
