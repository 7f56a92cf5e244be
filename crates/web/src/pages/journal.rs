//! The journal: who did what and when. No personal data stands in it.

mod words;

use app::stored_rows::{JournalFilter, JournalRow};
use axum::extract::{Query, State};
use domain::access::Action;
use regulations::Instant;
use regulations::russian::short_date_time;
use serde::Deserialize;
use ui::components::{Cell, Choice, Choices, Column, FilterForm, Row, TableView};
use ui::pages::general::ListPage;
use ui::typography::{counted, number};
use uuid::Uuid;

use crate::failure::Failure;
use crate::nav::Section;
use crate::page::Page;
use crate::pieces::pager;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const PER_PAGE: i64 = 50;

/// Its routes.
pub fn routes() -> Routes {
    Routes::new().get("/journal", Access::May(Action::SeeJournal), show)
}

#[derive(Deserialize, Default)]
struct Filter {
    #[serde(default)]
    act: String,
    /// Id of the object, from a link on its page.
    #[serde(default)]
    object: String,
    #[serde(default)]
    page: i64,
}

async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    Query(filter): Query<Filter>,
) -> Result<Page<ListPage>, Failure> {
    let object = Uuid::parse_str(&filter.object).ok();
    let action = if words::is_known(&filter.act) {
        filter.act.as_str()
    } else {
        ""
    };
    let page_number = filter.page.clamp(1, 1_000_000);
    let asked = JournalFilter {
        action: action.to_owned(),
        object,
        offset: (page_number - 1) * PER_PAGE,
        limit: PER_PAGE,
    };
    let found = staff.app.journal_page(&signed_in.request, &asked).await?;
    let row = |row: &JournalRow| {
        let who = row
            .account_id
            .and_then(|id| found.staff.get(&id))
            .map_or("система", String::as_str);
        Row::new(vec![
            number(row.sequence).into(),
            short_date_time(&signed_in.person.zone, Instant::from_micros(row.at))
                .replace(' ', "\u{a0}")
                .into(),
            Cell::new(who).full_line(),
            Cell::new(words::of_action(&row.action)).full_line(),
            words::of_details(row).into(),
        ])
    };
    let address = format!(
        "/journal?act={action}&object={}&page=",
        object.map(|id| id.to_string()).unwrap_or_default()
    );
    let table = TableView {
        caption: "Записи журнала".to_owned(),
        hide_caption: true,
        columns: ["№", "Когда", "Кто", "Что сделано", "Над чем"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: found.rows.iter().map(row).collect(),
        pager: pager(page_number, PER_PAGE, found.total, &address),
        empty_text: "Записей нет.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(signed_in.shell("Журнал", Section::Journal), "Журнал", table);
    page.sub = counted(found.total, ["запись", "записи", "записей"]);
    page.filter = Some(filter_form(action, object));
    Ok(Page::new(page))
}

fn filter_form(action: &str, object: Option<Uuid>) -> FilterForm {
    let mut options = vec![Choice::new("", "всё")];
    options.extend(words::ACTIONS.iter().map(|(code, words)| Choice::new(*code, *words)));
    let is_empty = action.is_empty() && object.is_none();
    FilterForm {
        action: "/journal".to_owned(),
        parts: vec![Choices::select("act", "Что сделано", options).choose(action).into()],
        button: "Отобрать".to_owned(),
        reset_href: if is_empty { String::new() } else { "/journal".to_owned() },
    }
}
