//! The acts on an application: notices, another commission, its outcome, and what РЦОИ makes of it.

use domain::access::Action;
use domain::edition::EditionState;
use domain::essay_recheck::{EssayChecker, EssayRecheckAct, EssayRecheckState, Outcome, OwnSchool};
use domain::exam::AttendanceOutcome;
use domain::organisation::OrganisationKind;
use regulations::Instant;
use regulations::russian::numeric_date;
use serde_json::json;
use storage::essay_rechecks;
use storage::results::{self, EditionRow};
use storage::{StorageError, Tx, boxed};
use uuid::Uuid;

use super::{changed, facts_of};
use crate::act::Done;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::rechecks::give::words_of;
use crate::rechecks::outcomes::essay_of;
use crate::stored_rows::is_waiting;

impl App {
    /// Records the letter to ministry and РЦОИ.
    pub async fn notify_of_application(
        &self,
        request: &Request,
        (id, version): (Uuid, i64),
        notice: &str,
    ) -> Result<(), AppError> {
        request.authorise(Action::RecheckEssays)?;
        let notice = words_of(
            notice,
            "notice",
            "Впишите номер и\u{a0}день письма министерству и\u{a0}РЦОИ, без фамилий",
        )?;
        let fingerprint = format!("notify-of-application {id} {version} {notice}");
        let whole = (self, request, id, version, notice);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, id, version, notice) = whole;
                let what = (Action::RecheckEssays, *id, *version);
                let mut row = app.application_to_act_on(tx, request, what).await?;
                let before = facts_of(&row)?;
                row.noticed_at = Some(request.at());
                row.notice = Some(notice.clone());
                let step = (EssayRecheckAct::Notify, "noticed", json!({}));
                let event = app.take_application_step(tx, request, &before, row, step).await?;
                Ok(Done { value: (), event })
            })
        })
        .await
    }

    /// Gives a clean copy of the work to the commission of another school or of the municipality.
    ///
    /// Errors: [`AppError::Invalid`] at `checker_code` for an unknown school, and for the participant's own.
    pub async fn assign_checker(
        &self,
        request: &Request,
        (id, version): (Uuid, i64),
        (checker, code): (&str, &str),
    ) -> Result<(), AppError> {
        request.authorise(Action::RecheckEssays)?;
        let Ok(checker) = EssayChecker::from_code(checker) else {
            return Err(AppError::field("checker", "Выберите, кто проверяет"));
        };
        let fingerprint = format!("assign-checker {id} {version} {} {code}", checker.code());
        let whole = (self, request, id, version, checker, code);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, id, version, checker, code) = *whole;
                let what = (Action::RecheckEssays, id, version);
                let mut row = app.application_to_act_on(tx, request, what).await?;
                let before = facts_of(&row)?;
                let organisations = app.organisations_in(tx).await?;
                let school = |one: &&storage::organisations::OrganisationRow| {
                    one.code == code.trim() && one.valid_to.is_none() && is_school(&one.kind)
                };
                let place = match checker {
                    EssayChecker::MunicipalCommission => row.organisation_id,
                    EssayChecker::OtherSchool => {
                        let found = organisations.iter().find(school).map(|one| one.id);
                        found.ok_or_else(|| {
                            AppError::field("checker_code", "Впишите код школы, чья комиссия проверяет работу")
                        })?
                    }
                };
                let of_the_own_school = match place == row.school_id && checker == EssayChecker::OtherSchool {
                    true => OwnSchool::Own,
                    false => OwnSchool::Another,
                };
                row.checker = Some(checker.code().to_owned());
                row.checker_id = Some(place);
                let act = EssayRecheckAct::Assign { of_the_own_school };
                let step = (act, "assigned", json!({"checker": checker.code()}));
                let event = app.take_application_step(tx, request, &before, row, step).await?;
                Ok(Done { value: (), event })
            })
        })
        .await
    }

    /// Gives outcome and material of the second check to РЦОИ.
    pub async fn transfer_application(
        &self,
        request: &Request,
        (id, version): (Uuid, i64),
        marks: &str,
    ) -> Result<(), AppError> {
        request.authorise(Action::RecheckEssays)?;
        let value = essay_of(marks)?.code();
        let fingerprint = format!("transfer-application {id} {version} {value}");
        let whole = (self, request, id, version, value);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, id, version, value) = whole;
                let what = (Action::RecheckEssays, *id, *version);
                let mut row = app.application_to_act_on(tx, request, what).await?;
                let before = facts_of(&row)?;
                row.essay_value = Some(value.clone());
                row.transferred_at = Some(request.at());
                let step = (EssayRecheckAct::Transfer, "transferred", json!({}));
                let event = app.take_application_step(tx, request, &before, row, step).await?;
                Ok(Done { value: (), event })
            })
        })
        .await
    }

    /// РЦОИ takes the outcome over: another value becomes a new edition that the next end of processing releases; the same
    /// value ends the application.
    pub async fn take_outcome_over(&self, request: &Request, id: Uuid, version: i64) -> Result<(), AppError> {
        request.authorise(Action::PrepareAppeals)?;
        let fingerprint = format!("take-outcome-over {id} {version}");
        self.act(request, &fingerprint, &(self, request, id, version), |tx, whole| {
            boxed(async move {
                let (app, request, id, version) = *whole;
                let what = (Action::PrepareAppeals, id, version);
                let mut row = app.application_to_act_on(tx, request, what).await?;
                let before = facts_of(&row)?;
                let editions = results::editions_of_result(tx, row.result_id).await?;
                let stood = editions.iter().find(|one| one.id == row.edition_id);
                let stood = stood.ok_or(StorageError::Damaged("essay_recheck.edition_id"))?;
                let outcome = match stood.essay_value == row.essay_value {
                    true => Outcome::Same,
                    false => Outcome::Another,
                };
                if outcome == Outcome::Another && before.state == EssayRecheckState::Checked && !before.has_new_edition
                {
                    if stood.state != EditionState::Released.code() || editions.iter().any(is_waiting) {
                        return Err(AppError::NotNow(
                            "результат тем временем изменился или уже ждёт выпуска: дождитесь окончания обработки"
                                .to_owned(),
                        ));
                    }
                    let filed = numeric_date(app.day_of(Instant::from_micros(row.filed_at)));
                    let edition = EditionRow {
                        id: app.fresh_id(request.now)?,
                        number: editions.iter().map(|one| one.number).max().unwrap_or_default() + 1,
                        state: EditionState::Received.code().to_owned(),
                        attendance: AttendanceOutcome::Written.code().to_owned(),
                        essay_value: row.essay_value.clone(),
                        ground: format!("повторная проверка сочинения по заявлению № {} от {filed}", row.number),
                        document_reference: Some(format!("заявление № {} от {filed}", row.number)),
                        author_account_id: request.account(),
                        import_id: None,
                        received_at: request.at(),
                        hold_reason: None,
                        hold_note: None,
                        completion_id: None,
                        protocol_id: None,
                        released_at: None,
                        ended_at: None,
                        ..stood.clone()
                    };
                    results::insert_editions(tx, std::slice::from_ref(&edition)).await?;
                    row.new_edition_id = Some(edition.id);
                }
                let step = (EssayRecheckAct::TakeOver(outcome), "taken-over", json!({}));
                let event = app.take_application_step(tx, request, &before, row, step).await?;
                Ok(Done { value: (), event })
            })
        })
        .await
    }

    /// The applicant takes the application back, before its outcome is at РЦОИ.
    pub async fn withdraw_application(
        &self,
        request: &Request,
        (id, version): (Uuid, i64),
        words: &str,
    ) -> Result<(), AppError> {
        request.authorise(Action::RecheckEssays)?;
        let words = words_of(words, "outcome", "Напишите, каким заявлением отозвано, без фамилий")?;
        let fingerprint = format!("withdraw-application {id} {version} {words}");
        let whole = (self, request, id, version, words);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, id, version, words) = whole;
                let what = (Action::RecheckEssays, *id, *version);
                let mut row = app.application_to_act_on(tx, request, what).await?;
                let before = facts_of(&row)?;
                row.outcome = Some(words.clone());
                let step = (EssayRecheckAct::Withdraw, "withdrawn", json!({}));
                let event = app.take_application_step(tx, request, &before, row, step).await?;
                Ok(Done { value: (), event })
            })
        })
        .await
    }

    /// Results of an essay were released: the applications whose editions wait no more are carried out. Inside the
    /// transaction of the end of processing.
    pub(crate) async fn settle_applications(&self, tx: &mut Tx, request: &Request, exam: Uuid) -> Result<(), AppError> {
        for row in essay_rechecks::of_exam(tx, exam).await? {
            let before = facts_of(&row)?;
            if before.state != EssayRecheckState::Checked || !before.has_new_edition {
                continue;
            }
            let editions = results::editions_of_result(tx, row.result_id).await?;
            if editions
                .iter()
                .any(|one| Some(one.id) == row.new_edition_id && is_waiting(one))
            {
                continue;
            }
            let step = (EssayRecheckAct::CarryOut, "carried-out", json!({}));
            self.take_application_step(tx, request, &before, row, step)
                .await
                .map_err(|_| changed())?;
        }
        Ok(())
    }
}

fn is_school(kind: &str) -> bool {
    [
        OrganisationKind::School,
        OrganisationKind::StateSchool,
        OrganisationKind::College,
    ]
    .iter()
    .any(|one| one.code() == kind)
}
