//! The list of applications. Names are searched by a form, never in an address.

use app::essay_rechecks::list::ApplicationView;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use ui::components::{Act, Cell, Column, Link, Phrase, Row, RowTone, SearchBox, TableView};
use ui::pages::general::ListPage;
use ui::typography::counted;

use super::state_tag;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const APPLICATIONS: [&str; 3] = ["заявление", "заявления", "заявлений"];
/// More hits than this need a longer name.
const MOST_FOUND: usize = 200;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let all = staff.app.list_applications(&signed_in.request, "").await?;
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let (shown, pager) = one_page(all, query.page(), &query.address_of_pages("/essay-rechecks", &[]));
    let mut page = page_of(&signed_in, &shown, "");
    page.table.pager = pager;
    page.lead = counted(total, APPLICATIONS).into();
    Ok(Page::new(page))
}

pub(super) async fn find(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let words: String = fields.one("q").trim().chars().take(200).collect();
    let mut found = staff.app.list_applications(&signed_in.request, &words).await?;
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    found.truncate(MOST_FOUND);
    let mut page = page_of(&signed_in, &found, &words);
    page.lead =
        Phrase::of(format!("Нашлось: {}. ", counted(total, APPLICATIONS))).link("Показать все", "/essay-rechecks");
    Ok(Page::new(page).into_response())
}

fn page_of(signed_in: &SignedInRequest, rows: &[ApplicationView], typed: &str) -> ListPage {
    let heading = "Повторная проверка сочинений";
    let table = TableView {
        caption: heading.to_owned(),
        hide_caption: true,
        columns: ["Заявление", "Участник", "Сочинение", "Где знакомят", "Состояние"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: rows.iter().map(row_of).collect(),
        search: Some(SearchBox {
            post: Some(signed_in.form("/essay-rechecks")),
            label: "Фамилия, код, номер заявления или организация".to_owned(),
            name: "q".to_owned(),
            value: typed.to_owned(),
            ..SearchBox::default()
        }),
        empty_text: "Заявлений здесь нет.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(signed_in.shell(heading, Section::Appeals), heading, table);
    page.shell.breadcrumbs = vec![Link::new("Апелляции", "/appeals")];
    if signed_in.may(Action::RecheckEssays) {
        page.acts.push(Act::link("Принять заявление", "/essay-rechecks/new"));
    }
    page
}

fn row_of(one: &ApplicationView) -> Row {
    Row::new(vec![
        Cell::link(
            format!("№\u{a0}{}", one.row.number),
            format!("/essay-rechecks/{}", one.row.id),
        ),
        Cell::from(format!("{}, код {}", one.name, one.participant_code)),
        Cell::from(one.exam.title()).full_line(),
        Cell::from(one.school.as_str()),
        Cell::tag(state_tag(one.state)),
    ])
    .tone(if one.state.is_final() {
        RowTone::Faded
    } else {
        RowTone::Plain
    })
}
