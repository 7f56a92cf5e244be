//! Orders that name an account as a responsible person (mordovia-187:3).

use app::AppError;
use app::accounts::{AccountView, OrderInput};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use serde::Deserialize;
use ui::components::{
    Cell, Column, Emphasis, Field, FormBlock, FormPart, Link, Row, RowTone, Section as Part, TableView, Tag, Width,
};
use ui::page::Flash;
use ui::pages::general::FormPage;
use uuid::Uuid;

use super::{address_of, one};
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::{PathId, PathIds, day_words};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

#[derive(Deserialize, Default)]
pub struct Typed {
    #[serde(default)]
    order_number: String,
    #[serde(default)]
    order_date: String,
    #[serde(default)]
    valid_from: String,
    #[serde(default)]
    valid_to: String,
}

/// The orders of an account and, for those who may, the form of a new one.
pub(super) fn sections(
    signed_in: &SignedInRequest,
    account: &AccountView,
    typed: &Typed,
    problems: &Problems,
) -> Vec<Part> {
    let may = signed_in.may(Action::NameResponsiblePersons);
    let table = TableView {
        caption: "Приказы об\u{a0}ответственном лице".to_owned(),
        hide_caption: true,
        columns: ["Приказ", "Действует с", "По\u{a0}день", "Сегодня", ""]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: account
            .orders
            .iter()
            .map(|order| row(signed_in, account, order.id, may))
            .collect(),
        empty_text: "Приказа нет: ведомостей и\u{a0}результатов этот человек не\u{a0}откроет.".into(),
        ..TableView::default()
    };
    let mut sections = vec![Part::new("orders", "Приказы").table(table)];
    if may {
        sections.push(
            Part::new("add", "Внести приказ")
                .lead("Ведомости открывает только тот, кого назвал приказ.")
                .form(form(signed_in, account, typed, problems)),
        );
    }
    sections
}

fn row(signed_in: &SignedInRequest, account: &AccountView, id: Uuid, may: bool) -> Row {
    let Some(order) = account.orders.iter().find(|order| order.id == id) else {
        return Row::default();
    };
    let today = signed_in.request.today.to_string();
    let begun = order.valid_from <= today;
    let ended = order.valid_to.as_deref().is_some_and(|last| last < today.as_str());
    let state = match (begun, ended) {
        (true, false) => Tag::green("действует"),
        (false, _) => Tag::amber("ещё не\u{a0}начал"),
        (true, true) => Tag::grey("кончился"),
    };
    let row = Row::new(vec![
        format!("№\u{a0}{} от\u{a0}{}", order.order_number, day_words(&order.order_date)).into(),
        day_words(&order.valid_from).into(),
        order
            .valid_to
            .as_deref()
            .map_or_else(|| "без срока".to_owned(), day_words)
            .into(),
        Cell::tag(state),
        if may && !ended {
            Cell::link("Прекратить", format!("{}/orders/{id}/end", address_of(account)))
        } else {
            Cell::empty()
        },
    ]);
    if ended { row.tone(RowTone::Faded) } else { row }
}

fn form(signed_in: &SignedInRequest, account: &AccountView, typed: &Typed, problems: &Problems) -> FormBlock {
    let date =
        |name: &str, label: &str, value: &str| Field::date(name, label).value(value).error(problems.of_field(name));
    let number = Field::text("order_number", "Номер приказа")
        .width(Width::Characters10)
        .value(&typed.order_number);
    FormBlock::new(
        signed_in.form(format!("{}/orders", address_of(account))),
        "Внести приказ",
    )
    .part(FormPart::Line(vec![
        number.error(problems.of_field("order_number")),
        date("order_date", "Дата приказа", &typed.order_date),
    ]))
    .part(FormPart::Line(vec![
        date("valid_from", "Действует с", &typed.valid_from),
        date("valid_to", "По\u{a0}день", &typed.valid_to).hint("Пусто\u{a0}— без срока"),
    ]))
    .emphasis(Emphasis::Secondary)
}

pub async fn add(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm {
        signed_in,
        fields: typed,
    }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    let input = OrderInput {
        number: typed.order_number.clone(),
        date: typed.order_date.clone(),
        valid_from: typed.valid_from.clone(),
        valid_to: typed.valid_to.clone(),
    };
    match staff.app.name_responsible(&signed_in.request, id, &input).await {
        Ok(_) => Ok(see_other_with(
            &staff,
            &format!("/accounts/{id}"),
            &Flash::done("Приказ внесён. Человеку нужно войти заново."),
        )),
        Err(error) => {
            let problems = Problems::of(error)?;
            let account = staff.app.find_account(&signed_in.request, id).await?;
            Ok(Page::with_mistakes(one::detail(&signed_in, &account, &typed, &problems)).into_response())
        }
    }
}

#[derive(Deserialize, Default)]
pub struct LastDay {
    #[serde(default)]
    valid_to: String,
}

pub async fn ask_end(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathIds(id, order): PathIds,
) -> Result<Page<FormPage>, Failure> {
    let account = staff.app.find_account(&signed_in.request, id).await?;
    Ok(Page::new(end_form(
        &signed_in,
        &account,
        order,
        &signed_in.request.today.to_string(),
        &Problems::default(),
    )?))
}

pub async fn end(
    State(staff): State<Staff>,
    PathIds(id, order): PathIds,
    VerifiedForm {
        signed_in,
        fields: typed,
    }: VerifiedForm<LastDay>,
) -> Result<Response, Failure> {
    let address = format!("/accounts/{id}");
    let account = staff.app.find_account(&signed_in.request, id).await?;
    if !account.orders.iter().any(|one| one.id == order) {
        return Err(AppError::NotFound.into());
    }
    match staff
        .app
        .end_responsibility(&signed_in.request, order, &typed.valid_to)
        .await
    {
        Ok(()) => Ok(see_other_with(
            &staff,
            &address,
            &Flash::done("Последний день доступа записан."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            Ok(Page::with_mistakes(end_form(&signed_in, &account, order, &typed.valid_to, &problems)?).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(address)),
    }
}

fn end_form(
    signed_in: &SignedInRequest,
    account: &AccountView,
    order: Uuid,
    day: &str,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let found = account
        .orders
        .iter()
        .find(|one| one.id == order)
        .ok_or(AppError::NotFound)?;
    let address = address_of(account);
    let field = Field::date("valid_to", "Последний день доступа")
        .value(day)
        .error(problems.of_field("valid_to"));
    let block = FormBlock::new(
        signed_in.form(format!("{address}/orders/{order}/end")),
        "Прекратить действие приказа",
    )
    .part(field)
    .emphasis(Emphasis::Warning)
    .back("Не\u{a0}прекращать", address.as_str());
    let mut shell = signed_in.shell("Прекратить действие приказа", Section::Accounts);
    shell.breadcrumbs = vec![
        Link::new("Учётные записи", "/accounts"),
        Link::new(account.name.as_str(), address),
    ];
    let mut page = FormPage::new(
        shell,
        format!(
            "Приказ №\u{a0}{} от\u{a0}{}",
            found.order_number,
            day_words(&found.order_date)
        ),
        block,
    );
    page.lead = format!(
        "{}: после этого дня ведомости и\u{a0}результаты закроются.",
        account.name
    )
    .into();
    page.errors = problems.summary();
    Ok(page)
}
