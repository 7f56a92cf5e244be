//! A new account: who, in which role, where; answered with a link for the first sign-in.

use app::accounts::AccountInput;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::access::Role;
use serde::Deserialize;
use ui::components::{Choice, Choices, Field, FormBlock, FormPart, Link, Width};
use ui::pages::general::FormPage;

use super::invitation_page;
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::page::Page;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

#[derive(Deserialize, Default)]
pub struct Typed {
    #[serde(default)]
    surname: String,
    #[serde(default)]
    given_name: String,
    #[serde(default)]
    patronymic: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    role: String,
    /// Code of the organisation.
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    position: String,
}

pub async fn ask(State(staff): State<Staff>, signed_in: SignedInRequest) -> Result<Page<FormPage>, Failure> {
    Ok(Page::new(
        form(&staff, &signed_in, &Typed::default(), &Problems::default()).await?,
    ))
}

pub async fn invite(
    State(staff): State<Staff>,
    headers: HeaderMap,
    VerifiedForm {
        mut signed_in,
        fields: typed,
    }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    // The answer holds a secret that is stored nowhere, so it cannot be given again: the login makes a repeat harmless.
    signed_in.request.idempotency_key = None;
    let organisations = staff.app.list_organisations(&signed_in.request).await?;
    let chosen = organisations
        .iter()
        .find(|organisation| organisation.code == typed.organisation);
    let input = AccountInput {
        surname: typed.surname.clone(),
        given_name: typed.given_name.clone(),
        patronymic: typed.patronymic.clone(),
        login: typed.login.clone(),
        role: typed.role.clone(),
        organisation: chosen.map(|organisation| organisation.id),
        position: typed.position.clone(),
    };
    match staff.app.invite(&signed_in.request, &input).await {
        Ok(invitation) => {
            let account = staff.app.find_account(&signed_in.request, invitation.account).await?;
            Ok(Page::new(invitation_page(&staff, &signed_in, &headers, &account, &invitation)).into_response())
        }
        Err(error) => {
            let problems = Problems::of(error)?;
            Ok(Page::with_mistakes(form(&staff, &signed_in, &typed, &problems).await?).into_response())
        }
    }
}

async fn form(
    staff: &Staff,
    signed_in: &SignedInRequest,
    typed: &Typed,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let organisations = staff.app.list_organisations(&signed_in.request).await?;
    let field =
        |name: &str, label: &str, value: &str| Field::text(name, label).value(value).error(problems.of_field(name));
    let roles = Role::ALL
        .iter()
        .map(|role| Choice::new(role.code(), role.russian()))
        .collect();
    let mut places = vec![Choice::new("", "выберите")];
    places.extend(
        organisations
            .iter()
            .map(|one| Choice::new(one.code.as_str(), format!("{} {}", one.code, one.short_name))),
    );
    let block = FormBlock::new(signed_in.form("/accounts"), "Завести и\u{a0}получить ссылку для входа")
        .part(FormPart::Line(vec![
            field("surname", "Фамилия", &typed.surname).width(Width::Characters20),
            field("given_name", "Имя", &typed.given_name).width(Width::Characters20),
            field("patronymic", "Отчество, если есть", &typed.patronymic).width(Width::Characters20),
        ]))
        .part(
            field("login", "Имя входа", &typed.login)
                .width(Width::Characters20)
                .hint("Латинские буквы и\u{a0}цифры, от\u{a0}3 до\u{a0}40 знаков"),
        )
        .part(
            Choices::select("role", "Роль", roles)
                .choose(&typed.role)
                .error(problems.of_field("role")),
        )
        .part(
            Choices::select("organisation", "Организация", places)
                .choose(&typed.organisation)
                .error(problems.of_field("organisation")),
        )
        .part(field("position", "Должность", &typed.position).hint("Например: заместитель директора"))
        .back("Не\u{a0}заводить", "/accounts");
    let mut shell = signed_in.shell("Новая учётная запись", Section::Accounts);
    shell.breadcrumbs = vec![Link::new("Учётные записи", "/accounts")];
    let mut page = FormPage::new(shell, "Завести учётную запись", block);
    page.lead = "Пароль человек придумает сам, по\u{a0}ссылке, которая действует один раз и\u{a0}72\u{a0}часа.".into();
    page.errors = problems.summary();
    Ok(page)
}
