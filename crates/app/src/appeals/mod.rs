//! Appeals: from filing at the school to a new edition of the result, or to an end that leaves the result as it was
//! (kuzbass-gia9:rights 6; mordovia-187:7, 8.4, 8.5). The rules stand in `domain::appeal`.
//!
//! Every act goes the same way ([`App::case_act`]): the case is read within the actor's reach, compared with the version the
//! page was made from, stepped by the domain, written, told in its own history and in the journal, and its terms follow.

pub mod annul;
pub mod conclusion;
pub mod decision;
pub mod expert_accounts;
pub mod expertise;
pub mod export;
pub mod filing;
pub mod hearings;
pub mod list;
pub mod papers;
pub mod people;
pub mod preparation;
pub mod print;
pub mod print_annulment;
pub mod print_notices;
pub mod procedure;
pub mod public_state;
pub mod recount;
pub mod restore;
pub mod statistics;
pub mod tasks;
pub mod view;
pub mod withdrawal;

use std::future::Future;
use std::pin::Pin;

use domain::access::{Action, Role, Scope};
use domain::appeal::hearing::Slot;
use domain::appeal::people::Quorum;
use domain::appeal::{
    Act, AppealKind, Case, CaseState, Claim, Developers, Materials, Processing, StepRefused, Verdict, step,
};
use domain::exam::ExamKind;
use regulations::{EventCode, Instant, Ruleset, Term};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storage::appeals::{self, AppealRow, AppealStepRow};
use storage::sealed::fields;
use storage::{Tx, boxed, settings};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::obligations::{DueMoments, Touched};
use crate::settings::SettingName;

/// Longest text of one field.
pub(crate) const LONGEST: usize = 4000;

/// Who filed, as it is sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingWords {
    /// Who files, where it is not the participant.
    #[serde(default)]
    pub applicant_name: String,
    /// Identity document of who files.
    #[serde(default)]
    pub applicant_document: String,
    /// Number, date, notary of the power of attorney.
    #[serde(default)]
    pub power_of_attorney: String,
    /// How to tell of the hearing.
    #[serde(default)]
    pub contact: String,
    /// The appeal in the applicant's words.
    #[serde(default)]
    pub words: String,
}

/// What an act leaves in the case besides its new state.
pub(crate) struct Written {
    /// Code of the act in the case's history and, after «appeal-», in the journal.
    pub(crate) act: &'static str,
    /// Codes and numbers, never names.
    pub(crate) details: Value,
    /// What was written; sealed. Empty for nothing.
    pub(crate) words: String,
}

/// A case as its act finds it.
pub(crate) struct Found {
    pub(crate) row: AppealRow,
    pub(crate) exam: Exam,
}

/// What an act is and what it writes; made inside the transaction.
pub(crate) struct Planned {
    pub(crate) act: Act,
    pub(crate) written: Written,
    /// The row with what the act puts into it; its state follows from the domain's step.
    pub(crate) row: AppealRow,
}

type Planning<'c> = Pin<Box<dyn Future<Output = Result<Planned, AppError>> + Send + 'c>>;

impl App {
    /// One act on one case. `plan` says what the act is, with everything it must be checked against.
    ///
    /// Errors: [`AppError::NotFound`] outside the reach; [`AppError::Changed`] when somebody acted since the page was made;
    /// [`AppError::NotNow`] or [`AppError::Invalid`] where the rules refuse, with the clause.
    pub(crate) async fn case_act<I: Sync>(
        &self,
        request: &Request,
        (action, appeal, version): (Action, Uuid, i64),
        fingerprint: &str,
        input: &I,
        plan: impl for<'c> Fn(&'c App, &'c mut Tx, &'c Request, Found, &'c I) -> Planning<'c> + Send + Sync,
    ) -> Result<(), AppError> {
        request.authorise(action)?;
        let fingerprint = format!("{fingerprint} {appeal} {version}");
        let whole = (self, request, action, appeal, version, input, &plan);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, action, appeal, version, input, plan) = *whole;
                let actor = app.authorised_now(tx, request, action).await?;
                let scope = actor.authorise(action, request.today)?;
                let row = match action {
                    // To an expert no case exists but those given to this person.
                    Action::GiveConclusion => appeals::find_given(tx, actor.account.0, appeal).await?,
                    _ => appeals::find(tx, &scope, appeal).await?,
                };
                let row = row.ok_or(AppError::NotFound)?;
                must_be_version(&row, version)?;
                let exam = find_exam(tx, row.exam_id).await?;
                let planned = plan(app, tx, request, Found { row, exam }, input).await?;
                let event = app.take_step(tx, request, planned).await?;
                Ok(Done { value: (), event })
            })
        })
        .await
    }

    /// Steps the case, writes it with its history, and lets its terms follow. Returns the journal's event.
    pub(crate) async fn take_step(
        &self,
        tx: &mut Tx,
        request: &Request,
        planned: Planned,
    ) -> Result<storage::journal::Event, AppError> {
        let Planned { act, written, mut row } = planned;
        let before = case_of(&row)?;
        let after = match step(&before, &act, request.actor.role) {
            Ok(after) => after,
            Err(refused) => return Err(self.refused(tx, &row, &refused).await?),
        };
        row.state = after.state.code().to_owned();
        row.materials = after.materials.code().to_owned();
        row.processing = after.processing.map(|one| one.code().to_owned());
        row.verdict = after.verdict.map(|one| one.code().to_owned());
        row.developers = after.developers.code().to_owned();
        if after.noticed && !before.noticed {
            row.noticed_at = Some(request.at());
        }
        if after.state.is_final() {
            row.ended_at = Some(request.at());
        }
        if !appeals::update(tx, &row).await? {
            return Err(changed());
        }
        self.add_step(tx, request, &row, &written).await?;
        if (before.state, before.slot) != (after.state, after.slot) {
            self.tell_the_public(tx).await?;
        }
        if after.kind == AppealKind::Procedure && after.state.is_final() {
            self.release_hold(tx, request, &row).await?;
        }
        self.reconcile_touched(tx, row.exam_id, Touched::Appeal(row.id), request.now, DueMoments::Keep)
            .await?;
        let details = json!({"exam": row.exam_id, "number": row.number, "act": written.act, "state": row.state, "of": written.details});
        Ok(event("appeal-step", "appeal", Some(row.id), details))
    }

    pub(crate) async fn add_step(
        &self,
        tx: &mut Tx,
        request: &Request,
        row: &AppealRow,
        written: &Written,
    ) -> Result<(), AppError> {
        let id = self.fresh_id(request.now)?;
        let words_sealed = match written.words.trim() {
            "" => None,
            words => Some(
                self.keys
                    .seal_text(row.person_id, fields::APPEAL_STEP_WORDS, id, words)?,
            ),
        };
        let step = AppealStepRow {
            id,
            appeal_id: row.id,
            number: 0,
            act: written.act.to_owned(),
            at: request.at(),
            by_account: request.account(),
            details: written.details.to_string(),
            words_sealed,
        };
        Ok(appeals::add_step(tx, &step).await?)
    }

    /// A refusal of the rules with the clause of the region's appeals, at its field where it has one.
    async fn refused(&self, tx: &mut Tx, row: &AppealRow, refused: &StepRefused) -> Result<AppError, AppError> {
        let exam = find_exam(tx, row.exam_id).await?;
        let kind = AppealKind::from_code(&row.kind)?;
        let ruleset = self.ruleset_in(tx).await?;
        let clause = clause_chip(&ruleset, exam.kind, kind).map_or_else(String::new, |chip| format!(" ({chip})"));
        let words = format!("{refused}{clause}");
        Ok(match field_of(refused) {
            Some(field) => AppError::field(field, regulations::russian::capitalised(&words)),
            None => AppError::NotNow(words),
        })
    }

    /// How many members must be there: the region's setting, because no order of ours names the share.
    pub(crate) async fn quorum_in(&self, tx: &mut Tx) -> Result<Quorum, AppError> {
        let all = settings::all(tx).await?;
        let name = SettingName::AppealsQuorum;
        let value = all
            .iter()
            .find(|row| row.name == name.code())
            .map_or(name.default_value(), |row| row.value.as_str());
        let (numerator, denominator) = match value {
            "one-third" => (1, 3),
            "two-thirds" => (2, 3),
            _ => (1, 2),
        };
        Ok(Quorum { numerator, denominator })
    }
}

/// The scope of who may see cases.
pub(crate) fn seen_by(request: &Request) -> Result<Scope, AppError> {
    request.authorise(Action::SeeAppeals)
}

/// By which right somebody writes a conclusion: the expert by name, the commission's secretary from the expert's paper.
pub(crate) const fn concluding(request: &Request) -> Action {
    match request.actor.role {
        Role::AppealsExpert => Action::GiveConclusion,
        _ => Action::RunAppeals,
    }
}

/// Who wrote it, as the step keeps it beside the account.
pub(crate) const fn written_by(request: &Request) -> &'static str {
    match request.actor.role {
        Role::AppealsExpert => "expert",
        _ => "secretary",
    }
}

pub(crate) fn must_be_version(row: &AppealRow, version: i64) -> Result<(), AppError> {
    if row.version == version { Ok(()) } else { Err(changed()) }
}

fn changed() -> AppError {
    AppError::Changed(
        "дело тем временем изменилось, ничего не записано: обновите страницу и посмотрите, что нового".to_owned(),
    )
}

/// A stored case as its acts see it.
pub(crate) fn case_of(row: &AppealRow) -> Result<Case, AppError> {
    Ok(Case {
        kind: AppealKind::from_code(&row.kind)?,
        state: CaseState::from_code(&row.state)?,
        claims: claims_of(&row.claims)?,
        materials: Materials::from_code(&row.materials)?,
        processing: row.processing.as_deref().map(Processing::from_code).transpose()?,
        has_expert: row.expert_id.is_some(),
        verdict: row.verdict.as_deref().map(Verdict::from_code).transpose()?,
        developers: Developers::from_code(&row.developers)?,
        slot: row.slot_at.map(|at| Slot {
            at: Instant::from_micros(at),
        }),
        noticed: row.noticed_at.is_some(),
        changes_result: row.decided_primary.is_some(),
    })
}

pub(crate) fn claims_of(code: &str) -> Result<Vec<Claim>, AppError> {
    let parts = code.split(',').filter(|part| !part.is_empty());
    Ok(parts.map(Claim::from_code).collect::<Result<_, _>>()?)
}

pub(crate) fn claims_code(claims: &[Claim]) -> String {
    let codes: Vec<&str> = claims.iter().map(|claim| claim.code()).collect();
    codes.join(",")
}

/// The term that ends with the filing of such an appeal: its clause is the region's clause of appeals.
pub(crate) fn filing_term(ruleset: &Ruleset, exam: ExamKind, kind: AppealKind) -> Option<&Term> {
    let filed = match kind {
        AppealKind::Score => EventCode::ScoreAppealFiled,
        AppealKind::Procedure => EventCode::ProcedureAppealFiled,
    };
    ruleset.terms_discharged_by(filed, exam).into_iter().next()
}

/// «п. 6 прав памятки ГИА-9 Кузбасса».
pub(crate) fn clause_chip(ruleset: &Ruleset, exam: ExamKind, kind: AppealKind) -> Option<String> {
    let term = filing_term(ruleset, exam, kind)?;
    let words = ruleset.clause_words(&term.clause);
    Some(words.map_or_else(|| term.clause.to_string(), |words| words.chip))
}

/// The field of the page's form that a refusal belongs to.
const fn field_of(refused: &StepRefused) -> Option<&'static str> {
    match refused {
        StepRefused::MarkersNotNamed => Some("markers"),
        StepRefused::MarkersUnknown
        | StepRefused::ExpertMarkedThisWork
        | StepRefused::ExpertOfTheSchool
        | StepRefused::ExpertOfAnotherSubject
        | StepRefused::ExpertEnded => Some("expert"),
        StepRefused::HearingOnDayOff
        | StepRefused::TooSoonForNotice
        | StepRefused::AfterTheTerm
        | StepRefused::SlotTaken => Some("hearing"),
        StepRefused::PowerOfAttorneyNotScanned => Some("paper"),
        StepRefused::TasksAskedTooLate | StepRefused::TasksAskedTooEarly | StepRefused::TasksAskedInFuture => {
            Some("tasks_day")
        }
        StepRefused::UnderFourteenAlone | StepRefused::AgeUnknown => Some("attendance"),
        StepRefused::NotConfirmed | StepRefused::ConfirmedByNobody => Some("confirmation"),
        StepRefused::NoQuorum { .. } | StepRefused::MemberOfTheSchool => Some("present"),
        StepRefused::VotesDoNotSum { .. } | StepRefused::NotCarried { .. } => Some("votes_for"),
        StepRefused::RejectedWithChange => Some("outcome"),
        StepRefused::IsConsidered(_) | StepRefused::SomethingIsConsidered(_) => Some("ground"),
        _ => None,
    }
}
