//! How appeals end, by subject and by where they were filed: counts only.

use app::appeals::statistics::{AppealStatistics, OutcomeCounts};
use axum::extract::State;
use ui::components::{Bar, BarChart, Cell, Column, Fill, KeyItem, Row, Section as Part, Segment, TableView};
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
    let mut subjects =
        Part::new("subjects", "По\u{a0}предметам").table(table("Предмет", &found.by_subject, Some(&found.total)));
    subjects.bars = chart(&found);
    page.sections.push(subjects);
    let address = query.address_of_pages("/appeals/statistics", &[]);
    let (shown, pager) = one_page(found.by_organisation, query.page(), &address);
    let mut places = table("Организация", &shown, None);
    places.pager = pager;
    page.sections
        .push(Part::new("places", "По\u{a0}организациям").table(places));
    Ok(Page::new(page))
}

/// How the appeals of each subject ended; the table beside it tells the same numbers.
fn chart(found: &AppealStatistics) -> Option<BarChart> {
    if found.by_subject.is_empty() {
        return None;
    }
    let key = |fill, label: &str| KeyItem {
        fill,
        label: label.to_owned(),
    };
    let total = &found.total;
    Some(BarChart {
        id: "outcomes".to_owned(),
        caption: "Чем кончились апелляции по\u{a0}предметам".to_owned(),
        title: "Исходы апелляций по\u{a0}предметам".to_owned(),
        description: format!(
            "Подано {}: удовлетворено {}, рассматриваются {}, остались без изменений {}. Те же числа\u{a0}— в\u{a0}таблице.",
            total.filed,
            total.granted,
            total.open,
            without_change(total)
        ),
        key: vec![
            key(Fill::Done, "удовлетворено"),
            key(Fill::UnderWay, "рассматриваются"),
            key(Fill::Waiting, "отклонено, не\u{a0}рассматривалось, отозвано"),
        ],
        bars: found
            .by_subject
            .iter()
            .map(|(name, counts)| bar(name, counts))
            .collect(),
    })
}

const fn without_change(counts: &OutcomeCounts) -> usize {
    counts.rejected + counts.not_considered + counts.withdrawn
}

fn bar(name: &str, counts: &OutcomeCounts) -> Bar {
    let share = |fill, count: usize| Segment {
        fill,
        count: u32::try_from(count).unwrap_or(u32::MAX),
    };
    Bar {
        label: name.to_owned(),
        figure: format!("{} из\u{a0}{}", counts.granted, counts.filed),
        late: false,
        segments: vec![
            share(Fill::Done, counts.granted),
            share(Fill::UnderWay, counts.open),
            share(Fill::Waiting, without_change(counts)),
        ],
    }
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
