//! The chair's decision over a proposal: approve exactly this, with the password once more, or return it to the secretary.

use app::AppError;
use app::commission::protocols::ProtocolView;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::approval::ApprovalStage;
use serde::Deserialize;
use ui::components::{Emphasis, Field, FormBlock, Link, Preview, Section as Part};
use ui::page::Flash;
use ui::pages::general::ConfirmPage;
use uuid::Uuid;

use super::exam::short_hash;
use super::protocol::{count, facts, say};
use super::spread::spread_section;
use super::{grouped, places_section, results, trail_of};
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::law_pieces::clock_of;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::shell::wait_words;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const NO_TICK: &str = "Отметьте, что просмотрели набор";
const NO_PASSWORD: &str = "Впишите свой пароль: без него протокол не\u{a0}утверждается";

/// What the chair sent, of either form of the page; the password is never sent back.
#[derive(Deserialize, Default)]
pub(super) struct Typed {
    #[serde(default)]
    previewed_hash: String,
    #[serde(default)]
    confirmed: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<ConfirmPage>, Failure> {
    let typed = Typed::default();
    Ok(Page::new(
        decision(&staff, &signed_in, id, &typed, &Problems::default()).await?,
    ))
}

pub(super) async fn approve(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    let back = format!("/protocols/{id}");
    let missing = missing(&fields);
    if missing.summary().is_some() {
        return again(&staff, &signed_in, id, &fields, &missing).await;
    }
    let request = &signed_in.request;
    let checked = match staff.app.check_chairs_password(request, id, &fields.password).await {
        Ok(checked) => checked,
        Err(AppError::TooMany(seconds)) => return slowed(&staff, &signed_in, id, &fields, seconds).await,
        Err(error) => return again(&staff, &signed_in, id, &fields, &Problems::of(error)?).await,
    };
    match staff
        .app
        .approve_protocol(request, id, &fields.previewed_hash, &checked)
        .await
    {
        Ok(()) => {}
        Err(error @ AppError::Invalid(_)) => {
            return again(&staff, &signed_in, id, &fields, &Problems::of(error)?).await;
        }
        Err(error) => return Err(Failure::from(error).back_to(&back)),
    }
    let flash = Flash::done("Протокол утверждён, результаты выпущены.");
    Ok(see_other_with(&staff, &back, &flash))
}

pub(super) async fn return_to_secretary(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    let back = format!("/protocols/{id}");
    match staff.app.return_protocol(&signed_in.request, id, &fields.reason).await {
        Ok(()) => Ok(see_other_with(
            &staff,
            &back,
            &Flash::done("Проект возвращён секретарю с\u{a0}замечанием."),
        )),
        Err(error @ AppError::Invalid(_)) => again(&staff, &signed_in, id, &fields, &Problems::of(error)?).await,
        Err(error) => Err(Failure::from(error).back_to(&back)),
    }
}

/// Every problem at once; the password is not looked at before the rest is there.
fn missing(typed: &Typed) -> Problems {
    let mut problems = Vec::new();
    if typed.confirmed != "yes" {
        problems.push(("confirmed", NO_TICK));
    }
    if typed.password.is_empty() {
        problems.push(("password", NO_PASSWORD));
    }
    Problems::all(&problems)
}

async fn again(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Typed,
    problems: &Problems,
) -> Result<Response, Failure> {
    Ok(Page::with_mistakes(decision(staff, signed_in, id, typed, problems).await?).into_response())
}

/// Wrong passwords in a row: the form stays, with the wait.
async fn slowed(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Typed,
    seconds: i64,
) -> Result<Response, Failure> {
    let words = format!(
        "Было несколько неверных паролей подряд, этот не\u{a0}проверялся, ничего не\u{a0}записано. Следующая попытка\u{a0}— {}",
        wait_words(seconds)
    );
    let page = decision(staff, signed_in, id, typed, &Problems::one("password", &words)).await?;
    let wait = [(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)))];
    Ok((wait, Page::with_status(StatusCode::TOO_MANY_REQUESTS, page)).into_response())
}

async fn decision(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Typed,
    problems: &Problems,
) -> Result<ConfirmPage, Failure> {
    let view = staff.app.find_protocol(&signed_in.request, id).await?;
    if view.stage != ApprovalStage::Proposed {
        let words = format!("протокол сейчас «{}»: утверждать нечего", view.stage.russian());
        return Err(Failure::from(AppError::NotNow(words)).back_to(format!("/protocols/{id}")));
    }
    let heading = format!("Утвердить протокол №\u{a0}{}", view.row.number);
    let mut page = ConfirmPage::new(
        signed_in.shell(heading.as_str(), Section::Desk),
        heading.as_str(),
        approval(staff, signed_in, &view, typed, problems),
    );
    page.shell.breadcrumbs = trail_of(&view.exam);
    page.sub = format!("{} · {}", view.exam.title(), view.part_words);
    page.errors = problems.summary();
    page.facts = Some(facts(signed_in, &view));
    if view.proposed_by_reader {
        let words = "Этот проект предложили вы\u{a0}сами, пусть и\u{a0}под другой учётной записью: утвердить должен другой человек.";
        page.sections
            .push(Part::new("same", "Нужен второй человек").lead(words));
    }
    let duties = staff
        .app
        .duties_before_release(&signed_in.request, view.exam.id)
        .await?;
    page.clock = clock_of(&duties);
    if signed_in.may(Action::ReviewResults) {
        let spread = staff.app.spread_of_protocol(&signed_in.request, id).await?;
        page.sections.extend(spread_section(&spread, view.exam.date.year()));
    }
    page.sections.push(places_section(&view.by_organisation));
    page.instead = vec![return_form(signed_in, id, typed, problems)];
    Ok(page)
}

fn approval(
    staff: &Staff,
    signed_in: &SignedInRequest,
    view: &ProtocolView,
    typed: &Typed,
    problems: &Problems,
) -> Preview {
    let id = view.row.id;
    let approve = count(view.row.approve_count);
    let form = signed_in
        .form(format!("/protocols/{id}/approve"))
        .with("previewed_hash", &view.content_hash);
    let mut act = Preview::new(
        say(view),
        format!("Утвердить: {}", results(approve)),
        form,
        Link::new("Вернуться к\u{a0}протоколу", format!("/protocols/{id}")),
    )
    .final_act("Отменить утверждение нельзя. Ошибку исправит только новый протокол.")
    .consequence("Сразу после утверждения результаты выпускаются, РЦОИ начинает передачу организациям.")
    .consequence("Секретарь в\u{a0}тот\u{a0}же день отправляет протокол в\u{a0}РЦОИ.")
    .tick(format!(
        "Я\u{a0}просмотрел(а) набор {}: {} утверждаю, {} задерживаю",
        short_hash(&view.content_hash),
        grouped(approve),
        grouped(count(view.row.held_count))
    ))
    .field(
        Field::password("password", "Ваш пароль ещё раз")
            .hint(password_hint(staff, signed_in))
            .error(problems.of_field("password"))
            .required(),
    )
    .other(Link::new("Просмотреть результаты", format!("/protocols/{id}/rows")))
    .other(Link::new("Протокол (PDF, проект)", format!("/protocols/{id}/pdf")));
    act.tick_error = problems.of_field("confirmed");
    if typed.confirmed == "yes" { act.ticked() } else { act }
}

/// A visitor of the demo came in with one press and knows no password: its people are made up.
fn password_hint(staff: &Staff, signed_in: &SignedInRequest) -> String {
    let hint = "Тот же, что при\u{a0}входе: так программа знает, что утверждаете вы";
    let accounts = staff.options.demo.as_ref().map(|control| control.accounts());
    let mut accounts = accounts.unwrap_or_default().into_iter();
    match accounts.find(|one| one.login == signed_in.person.login) {
        Some(own) => format!("{hint}. В\u{a0}показе это {}", own.password),
        None => hint.to_owned(),
    }
}

fn return_form(signed_in: &SignedInRequest, id: Uuid, typed: &Typed, problems: &Problems) -> Part {
    let reason = Field::area("reason", "Что исправить", 3)
        .hint("Секретарь увидит эти слова на\u{a0}первой странице. Без фамилий: код участника или школа")
        .value(typed.reason.as_str())
        .error(problems.of_field("reason"))
        .required();
    let block = FormBlock::new(signed_in.form(format!("/protocols/{id}/return")), "Вернуть секретарю")
        .part(reason)
        .emphasis(Emphasis::Secondary);
    Part::new("return", "Вернуть секретарю с\u{a0}замечанием")
        .lead("Проект перестанет действовать: его уже нельзя будет утвердить, секретарь предложит новый.")
        .form(block)
}
