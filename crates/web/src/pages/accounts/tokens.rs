//! Keys of other systems that act as an account.

use app::AppError;
use app::accounts::AccountView;
use app::api_tokens::{TokenInput, TokenView};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::token_purpose::TokenPurpose;
use regulations::Instant;
use regulations::russian::{date_time, long_date};
use serde::Deserialize;
use ui::components::{
    Cell, Choice, Choices, Column, Emphasis, Field, FormBlock, FormPart, Link, Phrase, Preview, Row, RowTone,
    Section as Part, TableView, Tag, Width,
};
use ui::page::Flash;
use ui::pages::general::{ConfirmPage, DetailPage};
use ui::pages::shown_once::ShownOncePage;
use uuid::Uuid;

use super::address_of;
use super::one::Nothing;
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::{PathId, PathIds};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

#[derive(Deserialize, Default)]
pub struct Typed {
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    system_name: String,
    #[serde(default)]
    last_day: String,
}

pub async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<DetailPage>, Failure> {
    let (account, tokens) = load(&staff, &signed_in, id).await?;
    Ok(Page::new(page(
        &signed_in,
        &account,
        &tokens,
        &Typed::default(),
        &Problems::default(),
    )))
}

async fn load(staff: &Staff, signed_in: &SignedInRequest, id: Uuid) -> Result<(AccountView, Vec<TokenView>), Failure> {
    let account = staff.app.find_account(&signed_in.request, id).await?;
    let tokens = staff.app.tokens_of(&signed_in.request, id).await?;
    Ok((account, tokens))
}

fn page(
    signed_in: &SignedInRequest,
    account: &AccountView,
    tokens: &[TokenView],
    typed: &Typed,
    problems: &Problems,
) -> DetailPage {
    let table = TableView {
        caption: "Ключи для\u{a0}программ".to_owned(),
        hide_caption: true,
        columns: ["Система", "Назначение", "По\u{a0}день", "Последний раз", "Сегодня", ""]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: tokens.iter().map(|one| row(signed_in, account, one)).collect(),
        empty_text: "Ключей нет: программы от\u{a0}имени этой записи не\u{a0}работают.".into(),
        ..TableView::default()
    };
    let mut page = DetailPage::new(
        shell(signed_in, account, "Ключи для\u{a0}программ"),
        "Ключи для\u{a0}программ",
    );
    page.sub = format!("{}, {}", account.name, account.organisation);
    page.lead = "Программа с\u{a0}ключом делает то\u{a0}же, что эта учётная запись, но\u{a0}только по\u{a0}назначению ключа. Описание для\u{a0}программистов\u{a0}— по\u{a0}адресу /api/openapi.json.".into();
    page.errors = problems.summary();
    page.sections = vec![
        Part::new("tokens", "Выданные ключи").table(table),
        Part::new("issue", "Выдать ключ").form(form(signed_in, account, typed, problems)),
    ];
    page
}

fn shell(signed_in: &SignedInRequest, account: &AccountView, title: &str) -> ui::page::Shell {
    let mut shell = signed_in.shell(title, Section::Accounts);
    shell.breadcrumbs = vec![
        Link::new("Учётные записи", "/accounts"),
        Link::new(account.name.as_str(), address_of(account)),
    ];
    shell
}

fn row(signed_in: &SignedInRequest, account: &AccountView, one: &TokenView) -> Row {
    let used = one.row.last_used_at.map_or_else(
        || "ни\u{a0}разу".to_owned(),
        |at| date_time(&signed_in.person.zone, Instant::from_micros(at)),
    );
    let (state, end) = match (one.holds, one.row.ended_at) {
        (true, _) => (
            Tag::green("действует"),
            Cell::link("Закрыть", format!("{}/tokens/{}/end", address_of(account), one.row.id)),
        ),
        (false, Some(_)) => (Tag::red("закрыт"), Cell::empty()),
        (false, None) => (Tag::grey("кончился"), Cell::empty()),
    };
    let row = Row::new(vec![
        one.row.system_name.as_str().into(),
        one.purpose.russian().into(),
        long_date(one.last_day).into(),
        used.into(),
        Cell::tag(state),
        end,
    ]);
    if one.holds { row } else { row.tone(RowTone::Faded) }
}

fn form(signed_in: &SignedInRequest, account: &AccountView, typed: &Typed, problems: &Problems) -> FormBlock {
    let purposes = TokenPurpose::ALL.iter().filter(|purpose| purpose.fits(account.role));
    let purposes = purposes
        .map(|purpose| Choice::new(purpose.code(), purpose.russian()))
        .collect();
    FormBlock::new(signed_in.form(format!("{}/tokens", address_of(account))), "Выдать ключ")
        .part(
            Choices::radios("purpose", "Что будет делать программа", purposes)
                .choose(&typed.purpose)
                .error(problems.of_field("purpose")),
        )
        .part(FormPart::Line(vec![
            Field::text("system_name", "Система")
                .value(&typed.system_name)
                .hint("Как её называют у\u{a0}вас")
                .error(problems.of_field("system_name")),
            Field::date("last_day", "Последний день")
                .value(&typed.last_day)
                .width(Width::Characters10)
                .error(problems.of_field("last_day")),
        ]))
        .emphasis(Emphasis::Secondary)
}

pub async fn issue(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm {
        signed_in,
        fields: typed,
    }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    let input = TokenInput {
        purpose: typed.purpose.clone(),
        system_name: typed.system_name.clone(),
        last_day: typed.last_day.clone(),
    };
    match staff.app.issue_token(&signed_in.request, id, &input).await {
        Ok(issued) => {
            let account = staff.app.find_account(&signed_in.request, id).await?;
            Ok(Page::new(ShownOncePage {
                shell: shell(&signed_in, &account, "Новый ключ"),
                heading: "Новый ключ".to_owned(),
                lead: Phrase::of(format!(
                    "Для\u{a0}системы «{}» от\u{a0}имени: ",
                    typed.system_name.trim()
                ))
                .bold(account.name.as_str())
                .text("."),
                label: "Внесите ключ в\u{a0}настройки системы".to_owned(),
                hint: "Передавайте только по\u{a0}защищённому каналу".to_owned(),
                value: issued.token,
                warning: "Больше этот ключ увидеть нельзя. Если он потеряется, закройте его и\u{a0}выдайте новый."
                    .to_owned(),
                back: Link::new("К\u{a0}ключам", format!("/accounts/{id}/tokens")),
            })
            .into_response())
        }
        Err(error) => {
            let problems = Problems::of(error)?;
            let (account, tokens) = load(&staff, &signed_in, id).await?;
            Ok(Page::with_mistakes(page(&signed_in, &account, &tokens, &typed, &problems)).into_response())
        }
    }
}

pub async fn ask_end(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathIds(id, token): PathIds,
) -> Result<Page<ConfirmPage>, Failure> {
    let (account, tokens) = load(&staff, &signed_in, id).await?;
    let one = tokens
        .iter()
        .find(|one| one.row.id == token)
        .ok_or(AppError::NotFound)?;
    let address = format!("{}/tokens", address_of(&account));
    let preview = Preview::new(
        Phrase::of(format!(
            "Система «{}» больше не\u{a0}сможет {}.",
            one.row.system_name,
            one.purpose.russian()
        )),
        "Закрыть ключ",
        signed_in.form(format!("{address}/{token}/end")),
        Link::new("Не\u{a0}закрывать", address.as_str()),
    );
    Ok(Page::new(ConfirmPage::new(
        shell(&signed_in, &account, "Закрыть ключ"),
        "Закрыть ключ",
        preview,
    )))
}

pub async fn end(
    State(staff): State<Staff>,
    PathIds(id, token): PathIds,
    VerifiedForm {
        signed_in,
        fields: Nothing {},
    }: VerifiedForm<Nothing>,
) -> Result<Response, Failure> {
    let address = format!("/accounts/{id}/tokens");
    let ended = staff.app.end_token(&signed_in.request, id, token).await;
    ended.map_err(|error| Failure::from(error).back_to(address.as_str()))?;
    Ok(see_other_with(&staff, &address, &Flash::done("Ключ закрыт.")))
}
