//! One account: its facts, blocking, a new invitation.

use app::accounts::{AccountState, AccountView};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use regulations::Instant;
use regulations::russian::date_time;
use serde::Deserialize;
use ui::components::{Act, Facts, Link, Phrase, Preview};
use ui::page::Flash;
use ui::pages::general::{ConfirmPage, DetailPage};

use super::{address_of, invitation_page, orders, state_tag};
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

#[derive(Deserialize)]
pub struct Nothing {}

pub async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<DetailPage>, Failure> {
    let account = staff.app.find_account(&signed_in.request, id).await?;
    Ok(Page::new(detail(
        &signed_in,
        &account,
        &orders::Typed::default(),
        &Problems::default(),
    )))
}

/// The account's page; `typed` and `problems` are those of the form of a new order.
pub(super) fn detail(
    signed_in: &SignedInRequest,
    account: &AccountView,
    typed: &orders::Typed,
    problems: &Problems,
) -> DetailPage {
    let mut shell = signed_in.shell(account.name.as_str(), Section::Accounts);
    shell.breadcrumbs = vec![Link::new("Учётные записи", "/accounts")];
    let mut page = DetailPage::new(shell, account.name.as_str());
    let row = &account.row.account;
    let entered = date_time(&signed_in.person.zone, Instant::from_micros(row.created_at));
    page.sub = format!("имя входа {}", row.login);
    page.errors = problems.summary();
    page.facts = Some(
        Facts::default()
            .row("Состояние", Phrase::default().tag(state_tag(&row.state)))
            .row("Роль", account.role.russian())
            .row("Организация", account.organisation.clone())
            .row("Должность", account.row.position.clone())
            .row("Заведена", entered),
    );
    page.acts = acts(signed_in, account);
    page.sections = orders::sections(signed_in, account, typed, problems);
    page
}

fn acts(signed_in: &SignedInRequest, account: &AccountView) -> Vec<Act> {
    if !signed_in.may(Action::ManageAccounts) {
        return Vec::new();
    }
    let address = address_of(account);
    let own = account.row.account.id == signed_in.request.account();
    match account.row.account.state.as_str() {
        "blocked" => vec![Act::post("Открыть вход", signed_in.form(format!("{address}/unblock"))).secondary()],
        _ => {
            let mut acts = vec![
                Act::post(
                    "Выдать новую ссылку для входа",
                    signed_in.form(format!("{address}/invite")),
                )
                .secondary(),
                Act::link("Ключи для\u{a0}программ", format!("{address}/tokens")).secondary(),
            ];
            if !own {
                acts.push(Act::link("Закрыть вход", format!("{address}/block")).secondary());
            }
            acts
        }
    }
}

pub async fn ask_block(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<ConfirmPage>, Failure> {
    let account = staff.app.find_account(&signed_in.request, id).await?;
    let address = address_of(&account);
    let mut preview = Preview::new(
        Phrase::of(account.name.as_str()).text(": вход закроется, открытые окна перестанут работать сразу."),
        "Закрыть вход",
        signed_in.form(format!("{address}/block")),
        Link::new("Не\u{a0}закрывать", address.as_str()),
    );
    if account.orders.iter().any(|order| {
        order
            .valid_to
            .as_deref()
            .is_none_or(|last| last >= signed_in.request.today.to_string().as_str())
    }) {
        preview = preview.consequence(
            "Человек назначен приказом: назначьте другого, если\u{a0}больше никто не\u{a0}отвечает за\u{a0}ведомости.",
        );
    }
    let mut shell = signed_in.shell("Закрыть вход", Section::Accounts);
    shell.breadcrumbs = vec![
        Link::new("Учётные записи", "/accounts"),
        Link::new(account.name.as_str(), address),
    ];
    let mut page = ConfirmPage::new(shell, "Закрыть вход", preview);
    page.sub = format!("имя входа {}", account.row.account.login);
    Ok(Page::new(page))
}

pub async fn block(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm {
        signed_in,
        fields: Nothing {},
    }: VerifiedForm<Nothing>,
) -> Result<Response, Failure> {
    let address = format!("/accounts/{id}");
    staff
        .app
        .set_account_state(&signed_in.request, id, AccountState::Blocked)
        .await
        .map_err(|error| Failure::from(error).back_to(address.as_str()))?;
    Ok(see_other_with(&staff, &address, &Flash::done("Вход закрыт.")))
}

pub async fn unblock(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm {
        signed_in,
        fields: Nothing {},
    }: VerifiedForm<Nothing>,
) -> Result<Response, Failure> {
    let address = format!("/accounts/{id}");
    staff
        .app
        .set_account_state(&signed_in.request, id, AccountState::Active)
        .await
        .map_err(|error| Failure::from(error).back_to(address.as_str()))?;
    Ok(see_other_with(&staff, &address, &Flash::done("Вход открыт.")))
}

pub async fn invite_again(
    State(staff): State<Staff>,
    headers: HeaderMap,
    PathId(id): PathId,
    VerifiedForm {
        signed_in,
        fields: Nothing {},
    }: VerifiedForm<Nothing>,
) -> Result<Response, Failure> {
    let refused = |error| Failure::from(error).back_to(format!("/accounts/{id}"));
    let invitation = staff.app.invite_again(&signed_in.request, id).await.map_err(refused)?;
    let account = staff.app.find_account(&signed_in.request, id).await?;
    Ok(Page::new(invitation_page(&staff, &signed_in, &headers, &account, &invitation)).into_response())
}
