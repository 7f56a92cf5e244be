//! The acts on one batch: each form comes back filled in with what is wrong.

use app::AppError;
use app::rechecks::list::WorkAsk;
use app::rechecks::outcomes::OutcomeInput;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ui::page::Flash;
use ui::typography::counted;
use uuid::Uuid;

use super::one::batch_page;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pages::listing::PER_PAGE;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;
use crate::upload::VerifiedUpload;

type Form = VerifiedForm<Fields>;

/// Back to the batch with the word on what was done, or the batch with what is wrong in its form.
async fn after(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Fields,
    (outcome, words): (Result<(), AppError>, String),
) -> Result<Response, Failure> {
    let back = format!("/rechecks/{id}");
    match outcome {
        Ok(()) => Ok(see_other_with(staff, &back, &Flash::done(words))),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let ask = WorkAsk {
                page: 1,
                per_page: PER_PAGE,
                ..WorkAsk::default()
            };
            let page = batch_page(staff, signed_in, id, &ask, (typed, &problems)).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

pub(super) async fn tell(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let done = staff
        .app
        .tell_of_recheck(&signed_in.request, what, fields.one("how"))
        .await;
    let words = "Оповещение записано.".to_owned();
    after(&staff, &signed_in, id, &fields, (done, words)).await
}

pub(super) async fn enter_one(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let input = OutcomeInput {
        participant_code: fields.one("participant_code").to_owned(),
        primary: fields.one("primary").to_owned(),
        points: fields.one("points").to_owned(),
        marks: fields.one("marks").to_owned(),
    };
    let what = (id, fields.version());
    let done = staff.app.enter_outcome(&signed_in.request, what, &input).await;
    let words = format!("Итог участника {} внесён.", input.participant_code.trim());
    after(&staff, &signed_in, id, &fields, (done, words)).await
}

pub(super) async fn enter_file(
    State(staff): State<Staff>,
    PathId(id): PathId,
    upload: VerifiedUpload,
) -> Result<Response, Failure> {
    let VerifiedUpload {
        signed_in,
        fields,
        files,
    } = upload;
    let Some(file) = files.into_iter().find(|file| file.field == "file") else {
        let nothing = Err(AppError::field("file", "Выберите файл"));
        return after(&staff, &signed_in, id, &fields, (nothing, String::new())).await;
    };
    let what = (id, fields.version());
    let read = staff
        .app
        .enter_outcomes_of_file(&signed_in.request, what, (&file.name, file.stored))
        .await;
    let (done, words) = match read {
        Ok(count) => {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            let words = format!("Внесено: {}.", counted(count, ["итог", "итога", "итогов"]));
            (Ok(()), words)
        }
        Err(error) => (Err(error), String::new()),
    };
    after(&staff, &signed_in, id, &fields, (done, words)).await
}

pub(super) async fn withdraw(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let done = staff
        .app
        .withdraw_recheck(&signed_in.request, what, fields.one("outcome"))
        .await;
    let words = "Решение отозвано. Результаты остались прежними.".to_owned();
    after(&staff, &signed_in, id, &fields, (done, words)).await
}
