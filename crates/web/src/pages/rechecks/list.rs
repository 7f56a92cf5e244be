//! The list of batches, newest first.

use app::rechecks::list::BatchLine;
use axum::extract::State;
use domain::access::Action;
use regulations::russian::capitalised;
use ui::components::{Act, Cell, Column, Link, Row, RowTone, TableView};
use ui::pages::general::ListPage;
use ui::typography::counted;

use super::state_tag;
use crate::failure::Failure;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let lines = staff.app.list_rechecks(&signed_in.request).await?;
    let total = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let (shown, pager) = one_page(lines, query.page(), &query.address_of_pages("/rechecks", &[]));
    let heading = "Перепроверки и\u{a0}пересчёты";
    let table = TableView {
        caption: heading.to_owned(),
        hide_caption: true,
        columns: ["Номер", "Что и\u{a0}почему", "Экзамен", "Решение", "Работ", "Состояние"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: shown.iter().map(row_of).collect(),
        pager,
        empty_text: "Перепроверок не\u{a0}назначали.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(signed_in.shell(heading, Section::Appeals), heading, table);
    page.shell.breadcrumbs = vec![Link::new("Апелляции", "/appeals")];
    page.lead = counted(total, ["перепроверка", "перепроверки", "перепроверок"]).into();
    if signed_in.may(Action::OrderRecheck) {
        page.acts.push(Act::link("Внести решение", "/rechecks/new"));
    }
    Ok(Page::new(page))
}

fn row_of(line: &BatchLine) -> Row {
    let works = match line.entered {
        Some(entered) => format!("{}, итог у\u{a0}{entered}", line.works),
        None => line.works.to_string(),
    };
    Row::new(vec![
        Cell::link(
            format!("№\u{a0}{}", line.row.number),
            format!("/rechecks/{}", line.row.id),
        ),
        Cell::from(format!("{}: {}", capitalised(line.kind.russian()), line.row.reason)).full_line(),
        Cell::from(line.exam.title()),
        Cell::from(line.document.as_str()),
        Cell::from(works),
        Cell::tag(state_tag(line.state)),
    ])
    .tone(if line.state.is_final() {
        RowTone::Faded
    } else {
        RowTone::Plain
    })
}
