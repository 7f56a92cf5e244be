//! Holding one result back from release, and ending the hold.

use app::AppError;
use app::result_history::ResultHistory;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use ui::components::{Facts, Field, FormBlock, Link, Phrase};
use ui::page::Flash;
use ui::pages::general::FormPage;
use uuid::Uuid;

use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::{PathId, parse_id};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

#[derive(Deserialize)]
pub(super) struct HoldFields {
    #[serde(default)]
    result: String,
    #[serde(default)]
    note: String,
}

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(result): PathId,
) -> Result<Page<FormPage>, Failure> {
    Ok(Page::new(
        hold_form(&staff, &signed_in, result, "", &Problems::default()).await?,
    ))
}

pub(super) async fn ask_end(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(result): PathId,
) -> Result<Page<FormPage>, Failure> {
    let history = staff.app.result_history(&signed_in.request, result).await?;
    let edition = in_state(&history, "held")?;
    let form = signed_in
        .form(format!("/editions/{edition}/end-hold"))
        .with("result", result.to_string());
    let block =
        FormBlock::new(form, "Снять задержку").back("Вернуться к\u{a0}результату", format!("/results/{result}"));
    let lead = "Результат будет ждать следующего окончания обработки вместе с\u{a0}остальными.";
    Ok(Page::new(page(&signed_in, &history, "Снять задержку", lead, block)))
}

pub(super) async fn hold(
    State(staff): State<Staff>,
    PathId(edition): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<HoldFields>,
) -> Result<Response, Failure> {
    let result = parse_id(&fields.result)?;
    match staff.app.hold_edition(&signed_in.request, edition, &fields.note).await {
        Ok(()) => Ok(see_other_with(
            &staff,
            &format!("/results/{result}"),
            &Flash::done("Результат задержан."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            Ok(
                Page::with_mistakes(hold_form(&staff, &signed_in, result, &fields.note, &problems).await?)
                    .into_response(),
            )
        }
        Err(error) => Err(Failure::from(error).back_to(format!("/results/{result}"))),
    }
}

pub(super) async fn end_hold(
    State(staff): State<Staff>,
    PathId(edition): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<HoldFields>,
) -> Result<Response, Failure> {
    let result = parse_id(&fields.result)?;
    let ended = staff.app.end_hold(&signed_in.request, edition).await;
    ended.map_err(|error| Failure::from(error).back_to(format!("/results/{result}")))?;
    Ok(see_other_with(
        &staff,
        &format!("/results/{result}"),
        &Flash::done("Задержка снята."),
    ))
}

async fn hold_form(
    staff: &Staff,
    signed_in: &SignedInRequest,
    result: Uuid,
    note: &str,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let history = staff.app.result_history(&signed_in.request, result).await?;
    let edition = in_state(&history, "received")?;
    let form = signed_in
        .form(format!("/editions/{edition}/hold"))
        .with("result", result.to_string());
    let field = Field::area("note", "Почему", 3)
        .hint("Например: нет второго экземпляра акта об\u{a0}удалении. Без фамилий: это увидят в\u{a0}предпросмотре и\u{a0}в\u{a0}истории")
        .value(note)
        .error(problems.of_field("note"))
        .required();
    let block = FormBlock::new(form, "Задержать результат")
        .part(field)
        .back("Вернуться к\u{a0}результату", format!("/results/{result}"));
    let lead = "Окончание обработки этот результат не\u{a0}выпустит, пока задержка не\u{a0}снята.";
    let mut page = page(signed_in, &history, "Задержать результат", lead, block);
    page.errors = problems.summary();
    Ok(page)
}

/// The edition that waits in this state; without one there is nothing to hold or to let go.
fn in_state(history: &ResultHistory, state: &str) -> Result<Uuid, Failure> {
    let waiting = history.editions.iter().find(|edition| edition.state == state);
    let words = match state {
        "held" => "этот результат не задержан",
        _ => "задержать можно только полученный и ещё не выпущенный результат",
    };
    let missing =
        || Failure::from(AppError::NotNow(words.to_owned())).back_to(format!("/results/{}", history.result.result_id));
    waiting.map(|edition| edition.id).ok_or_else(missing)
}

fn page(signed_in: &SignedInRequest, history: &ResultHistory, heading: &str, lead: &str, block: FormBlock) -> FormPage {
    let mut page = FormPage::new(signed_in.shell(heading, Section::Processing), heading, block);
    page.lead = Phrase::of(lead);
    page.facts = Some(
        Facts::default()
            .row("Участник", history.name.as_str())
            .row("Экзамен", history.exam.title())
            .row("Где знакомят", history.organisation.as_str()),
    );
    page.shell.breadcrumbs = vec![
        Link::new("Участники", "/participants"),
        Link::new(&history.name, format!("/results/{}", history.result.result_id)),
    ];
    page
}
