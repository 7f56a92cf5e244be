//! The acts on one case: each form comes back filled in with what is wrong, everything else is a page of its own.

use app::AppError;
use app::appeals::decision::{DecisionInput, HearInput};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ui::page::Flash;
use uuid::Uuid;

use super::one::case_page;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

type Form = VerifiedForm<Fields>;

/// Back to the case with the word on what was done, or the case with what is wrong in its form.
async fn after(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Fields,
    (outcome, words): (Result<(), AppError>, &str),
) -> Result<Response, Failure> {
    let back = format!("/appeals/{id}");
    match outcome {
        Ok(()) => Ok(see_other_with(staff, &back, &Flash::done(words))),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let page = case_page(staff, signed_in, id, typed, &problems).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

pub(super) async fn transfer(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let done = staff
        .app
        .transfer_appeal(&signed_in.request, id, fields.version())
        .await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Апелляция передана в\u{a0}комиссию."),
    )
    .await
}

pub(super) async fn withdraw(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let words = fields.one("words");
    let done = staff
        .app
        .withdraw_appeal(&signed_in.request, id, fields.version(), words)
        .await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Отзыв записан. Результат не\u{a0}меняется."),
    )
    .await
}

pub(super) async fn refuse(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let ground = (fields.one("ground"), fields.one("ground_words"));
    let done = staff
        .app
        .refuse_appeal(&signed_in.request, id, fields.version(), ground)
        .await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Отказ записан. Результат не\u{a0}меняется."),
    )
    .await
}

pub(super) async fn ask_materials(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: Form,
) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let done = staff.app.ask_materials(&signed_in.request, id, fields.version()).await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Материалы запрошены у\u{a0}РЦОИ."),
    )
    .await
}

pub(super) async fn give_materials(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: Form,
) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let papers: Vec<String> = fields.all("papers").map(str::to_owned).collect();
    let what = (papers.as_slice(), fields.one("markers"));
    let done = staff
        .app
        .give_materials(&signed_in.request, id, fields.version(), what)
        .await;
    after(&staff, &signed_in, id, &fields, (done, "Передача материалов записана.")).await
}

pub(super) async fn check_processing(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: Form,
) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let found = (fields.one("processing"), fields.one("processing_words"));
    let done = staff
        .app
        .check_processing(&signed_in.request, id, fields.version(), found)
        .await;
    after(&staff, &signed_in, id, &fields, (done, "Проверка обработки записана.")).await
}

pub(super) async fn appoint_expert(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: Form,
) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let expert = Uuid::parse_str(fields.one("expert")).unwrap_or_default();
    let done = staff
        .app
        .appoint_expert(&signed_in.request, id, fields.version(), expert)
        .await;
    after(&staff, &signed_in, id, &fields, (done, "Эксперт привлечён.")).await
}

pub(super) async fn conclude(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let conclusion = super::conclusion::input(&fields);
    let done = staff
        .app
        .conclude(&signed_in.request, id, fields.version(), &conclusion)
        .await;
    after(&staff, &signed_in, id, &fields, (done, "Заключение внесено.")).await
}

pub(super) async fn ask_developers(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: Form,
) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let done = staff
        .app
        .ask_developers(&signed_in.request, id, fields.version(), fields.one("query"))
        .await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Запрос разработчикам КИМ записан."),
    )
    .await
}

pub(super) async fn take_answer(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: Form,
) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let done = staff
        .app
        .take_answer(&signed_in.request, id, fields.version(), fields.one("answer"))
        .await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Ответ разработчиков КИМ внесён."),
    )
    .await
}

pub(super) async fn record_hearing(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: Form,
) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let input = HearInput {
        attendance: fields.one("attendance").to_owned(),
        confirmation: fields.one("confirmation").to_owned(),
        words: fields.one("hearing_words").to_owned(),
    };
    let done = staff
        .app
        .record_hearing(&signed_in.request, id, fields.version(), &input)
        .await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Рассмотрение записано. Запишите решение."),
    )
    .await
}

pub(super) async fn decide(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let input = DecisionInput {
        outcome: fields.one("outcome").to_owned(),
        present: fields
            .all("present")
            .filter_map(|id| Uuid::parse_str(id).ok())
            .collect(),
        votes_for: fields.one("votes_for").to_owned(),
        votes_against: fields.one("votes_against").to_owned(),
        points: fields
            .with_prefix("points-")
            .map(|(task, typed)| (task.to_owned(), typed.to_owned()))
            .collect(),
        primary: fields.one("primary").to_owned(),
        words: fields.one("decision").to_owned(),
    };
    let done = staff
        .app
        .decide_appeal(&signed_in.request, id, fields.version(), &input)
        .await;
    after(&staff, &signed_in, id, &fields, (done, "Решение записано.")).await
}

pub(super) async fn send_decision(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: Form,
) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let done = staff.app.send_decision(&signed_in.request, id, fields.version()).await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Решение передано в\u{a0}РЦОИ для пересчёта."),
    )
    .await
}

pub(super) async fn ask_tasks(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let asked = (fields.one("tasks_day"), fields.one("tasks_time"));
    let done = staff
        .app
        .ask_to_see_tasks(&signed_in.request, id, fields.version(), asked)
        .await;
    after(
        &staff,
        &signed_in,
        id,
        &fields,
        (done, "Заявка на\u{a0}показ КИМ записана."),
    )
    .await
}
