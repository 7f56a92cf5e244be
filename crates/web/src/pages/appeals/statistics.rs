//! How appeals end, by subject and by where they were filed: counts only.

use app::appeals::statistics::OutcomeCounts;
use axum::extract::State;
use ui::components::{Cell, Column, Row, Section as Part, TableView};
use ui::pages::general::DetailPage;
use ui::typography::counted;

use super::trail;
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
) -> Result<Page<DetailPage>, Failure> {
    let found = staff.app.appeal_statistics(&signed_in.request).await?;
    let heading = "Чем кончаются апелляции";
    let mut page = DetailPage::new(signed_in.shell(heading, Section::Appeals), heading);
    page.shell.breadcrumbs = trail();
    let total = i64::try_from(found.total.filed).unwrap_or(i64::MAX);
    page.lead = counted(total, ["апелляция", "апелляции", "апелляций"]).into();
    let table = |name: &str, rows: &[(String, OutcomeCounts)], total: Option<&OutcomeCounts>| TableView {
        caption: format!("Исходы апелляций: {name}"),
        hide_caption: true,
        columns: columns(name),
        rows: rows
            .iter()
            .map(|(name, counts)| Row::new(cells(name, counts)))
            .collect(),
        total: total.map(|counts| cells("Всего", counts)).unwrap_or_default(),
        empty_text: "Апелляций нет.".into(),
        ..TableView::default()
    };
    page.sections
        .push(Part::new("subjects", "По\u{a0}предметам").table(table(
            "Предмет",
            &found.by_subject,
            Some(&found.total),
        )));
    let address = query.address_of_pages("/appeals/statistics", &[]);
    let (shown, pager) = one_page(found.by_organisation, query.page(), &address);
    let mut places = table("Организация", &shown, None);
    places.pager = pager;
    page.sections
        .push(Part::new("places", "По\u{a0}организациям").table(places));
    Ok(Page::new(page))
}

fn columns(first: &str) -> Vec<Column> {
    let mut columns = vec![Column::new(first)];
    columns.extend(
        [
            "Подано",
            "Рассматриваются",
            "Отозвано",
            "Не\u{a0}рассматривались",
            "Отклонено",
            "Удовлетворено",
            "Из них с\u{a0}новым баллом",
        ]
        .map(Column::number),
    );
    columns
}

fn cells(name: &str, counts: &OutcomeCounts) -> Vec<Cell> {
    let mut cells = vec![Cell::from(name)];
    cells.extend(
        [
            counts.filed,
            counts.open,
            counts.withdrawn,
            counts.not_considered,
            counts.rejected,
            counts.granted,
            counts.changed,
        ]
        .map(|count| Cell::from(count.to_string())),
    );
    cells
}
