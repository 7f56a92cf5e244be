//! Accounts of staff and the orders that name responsible persons.

mod list;
mod new;
mod one;
mod orders;
mod tokens;

use app::accounts::{AccountView, Invitation};
use axum::http::{HeaderMap, header};
use domain::access::Action;
use regulations::russian::date_time;
use ui::components::{Link, Phrase, Tag};
use ui::pages::shown_once::ShownOncePage;

use crate::nav::Section;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::{CookieSecurity, Staff};

/// Who keeps accounts or names responsible persons.
const EITHER: Access = Access::MayAny(&[Action::ManageAccounts, Action::NameResponsiblePersons]);
const KEEPER: Access = Access::May(Action::ManageAccounts);
const NAMER: Access = Access::May(Action::NameResponsiblePersons);

/// An invitation can be used for so many hours; the use case holds to the same.
const INVITATION_HOURS: i64 = 72;

/// Its routes.
pub fn routes() -> Routes {
    Routes::new()
        .get("/accounts", EITHER, list::show)
        .get("/accounts/new", KEEPER, new::ask)
        .post("/accounts", KEEPER, new::invite)
        .get("/accounts/{id}", EITHER, one::show)
        .get("/accounts/{id}/block", KEEPER, one::ask_block)
        .post("/accounts/{id}/block", KEEPER, one::block)
        .post("/accounts/{id}/unblock", KEEPER, one::unblock)
        .post("/accounts/{id}/invite", KEEPER, one::invite_again)
        .get("/accounts/{id}/tokens", KEEPER, tokens::show)
        .post("/accounts/{id}/tokens", KEEPER, tokens::issue)
        .get("/accounts/{id}/tokens/{issued}/end", KEEPER, tokens::ask_end)
        .post("/accounts/{id}/tokens/{issued}/end", KEEPER, tokens::end)
        .post("/accounts/{id}/orders", NAMER, orders::add)
        .get("/accounts/{id}/orders/{order}/end", NAMER, orders::ask_end)
        .post("/accounts/{id}/orders/{order}/end", NAMER, orders::end)
}

fn address_of(account: &AccountView) -> String {
    format!("/accounts/{}", account.row.account.id)
}

fn state_tag(state: &str) -> Tag {
    match state {
        "active" => Tag::green("действует"),
        "invited" => Tag::amber("приглашён"),
        _ => Tag::red("закрыта"),
    }
}

/// The page that shows an invitation's link, once.
fn invitation_page(
    staff: &Staff,
    signed_in: &SignedInRequest,
    headers: &HeaderMap,
    account: &AccountView,
    invitation: &Invitation,
) -> ShownOncePage {
    let scheme = match staff.options.cookies {
        CookieSecurity::Secure => "https",
        CookieSecurity::PlainLoopback => "http",
    };
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut shell = signed_in.shell("Ссылка для входа", Section::Accounts);
    shell.breadcrumbs = vec![Link::new("Учётные записи", "/accounts")];
    let who = format!(
        "{}, {}, {}. Имя входа: ",
        account.name, account.row.position, account.organisation
    );
    let valid_until = date_time(
        &signed_in.person.zone,
        signed_in.request.now.plus_hours(INVITATION_HOURS),
    );
    ShownOncePage {
        shell,
        heading: "Ссылка для\u{a0}входа".to_owned(),
        lead: Phrase::of(who).bold(account.row.account.login.as_str()).text("."),
        label: "Передайте ссылку лично или по\u{a0}защищённой почте".to_owned(),
        hint: format!("Действует один раз, до\u{a0}{valid_until}"),
        value: format!("{scheme}://{host}/invitation/{}", invitation.token),
        warning:
            "Больше эту ссылку увидеть нельзя. Если она потеряется, выдайте новую: прежняя перестанет действовать."
                .to_owned(),
        back: Link::new("К\u{a0}учётной записи", address_of(account)),
    }
}
