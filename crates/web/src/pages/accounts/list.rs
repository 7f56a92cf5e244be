//! The list of accounts.

use app::accounts::AccountView;
use axum::extract::{Query, State};
use domain::access::Action;
use domain::access::Role;
use serde::Deserialize;
use ui::components::{Act, Cell, Choice, Choices, Column, Field, FilterForm, Row, RowTone, TableView, Width};
use ui::pages::general::ListPage;
use ui::typography::counted;

use super::{address_of, state_tag};
use crate::failure::Failure;
use crate::nav::Section;
use crate::page::Page;
use crate::pieces::{pager, percent_encoded};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const PER_PAGE: usize = 50;

#[derive(Deserialize, Default)]
pub struct Filter {
    #[serde(default)]
    q: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: usize,
}

impl Filter {
    /// By login or organisation: names of people do not travel in addresses.
    fn fits(&self, account: &AccountView) -> bool {
        let words = self.q.trim().to_lowercase();
        let found = account.row.account.login.contains(&words) || account.organisation.to_lowercase().contains(&words);
        found
            && (self.role.is_empty() || account.role.code() == self.role)
            && (self.state.is_empty() || account.row.account.state == self.state)
    }

    fn is_empty(&self) -> bool {
        self.q.trim().is_empty() && self.role.is_empty() && self.state.is_empty()
    }
}

pub async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    Query(filter): Query<Filter>,
) -> Result<Page<ListPage>, Failure> {
    let all = staff.app.list_accounts(&signed_in.request).await?;
    let fitting: Vec<&AccountView> = all.iter().filter(|account| filter.fits(account)).collect();
    let last_page = fitting.len().div_ceil(PER_PAGE).max(1);
    let page_number = filter.page.clamp(1, last_page);
    let rows = fitting
        .iter()
        .skip((page_number - 1) * PER_PAGE)
        .take(PER_PAGE)
        .map(|account| row(account))
        .collect();
    let address = format!(
        "/accounts?q={}&role={}&state={}&page=",
        percent_encoded(filter.q.trim()),
        filter.role,
        filter.state
    );
    let columns = ["Человек", "Имя входа", "Роль", "Организация", "Состояние"];
    let table = TableView {
        caption: "Учётные записи".to_owned(),
        hide_caption: true,
        columns: columns.into_iter().map(Column::new).collect(),
        rows,
        pager: pager(
            count_of(page_number),
            count_of(PER_PAGE),
            count_of(fitting.len()),
            &address,
        ),
        empty_text: "Ни\u{a0}одна учётная запись не\u{a0}подошла: уберите часть условий.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(
        signed_in.shell("Учётные записи", Section::Accounts),
        "Учётные записи",
        table,
    );
    page.sub = counted(
        count_of(fitting.len()),
        ["учётная запись", "учётные записи", "учётных записей"],
    );
    page.filter = Some(filter_form(&filter));
    if signed_in.may(Action::ManageAccounts) {
        page.acts = vec![Act::link("Завести учётную запись", "/accounts/new")];
    }
    Ok(Page::new(page))
}

fn count_of(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn row(account: &AccountView) -> Row {
    let state = account.row.account.state.as_str();
    let row = Row::new(vec![
        Cell::link(&account.name, address_of(account)),
        account.row.account.login.clone().into(),
        Cell::new(account.role.russian()).full_line(),
        account.organisation.clone().into(),
        Cell::tag(state_tag(state)),
    ]);
    if state == "blocked" {
        row.tone(RowTone::Faded)
    } else {
        row
    }
}

fn filter_form(filter: &Filter) -> FilterForm {
    let mut roles = vec![Choice::new("", "все")];
    roles.extend(Role::ALL.iter().map(|role| Choice::new(role.code(), role.russian())));
    let states = [
        ("", "все"),
        ("active", "действует"),
        ("invited", "приглашён"),
        ("blocked", "закрыта"),
    ];
    let states = states
        .into_iter()
        .map(|(code, words)| Choice::new(code, words))
        .collect();
    FilterForm {
        action: "/accounts".to_owned(),
        parts: vec![
            Field::text("q", "Имя входа или организация")
                .value(&filter.q)
                .width(Width::Characters20)
                .into(),
            Choices::select("role", "Роль", roles).choose(&filter.role).into(),
            Choices::select("state", "Состояние", states)
                .choose(&filter.state)
                .into(),
        ],
        button: "Отобрать".to_owned(),
        reset_href: if filter.is_empty() {
            String::new()
        } else {
            "/accounts".to_owned()
        },
    }
}
