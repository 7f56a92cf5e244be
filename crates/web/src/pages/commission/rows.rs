//! The results behind a preview, with names and values. Names are searched by a form, never in an address.

use app::commission::rows::{Look, Review, ReviewFilter, ReviewRow};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use ui::components::{Cell, Column, Link, Pager, Phrase, Row, RowTone, SearchBox, Tab, TableView, Tabs};
use ui::page::Current;
use ui::pages::general::ListPage;
use uuid::Uuid;

use super::{holds_words, part_code, part_of, results, trail_of};
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::{PER_PAGE, pager_of};
use crate::pieces::PathId;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// More hits than this of a name need a longer name.
const MOST_FOUND: usize = 200;

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    part: String,
    #[serde(default)]
    q: String,
}

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(exam): PathId,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let part = part_of(query.one("part"))?;
    let filter = filter_of(&query);
    let review = staff
        .app
        .review_rows(&signed_in.request, exam, part, filter, page_asked(&query))
        .await?;
    let path = format!("/desk/{exam}/rows");
    let lead = Phrase::of(results(review.total));
    let address = query.address_of_pages(&path, &["part", "state"]);
    let pager = pager_of(review.page, review.total, &address);
    let rows = review.rows.clone();
    let mut page = page_of(&signed_in, &review, rows, pager, &part_code(part), "");
    page.lead = lead;
    page.tabs = Some(tabs(&path, &part_code(part), filter));
    Ok(Page::new(page))
}

/// The page an address asks for.
pub(super) fn page_asked(query: &ListQuery) -> Look<'static> {
    Look {
        query: "",
        page: usize::try_from(query.page()).unwrap_or(1),
        per_page: PER_PAGE,
    }
}

/// The first of who answers the words.
fn first_found(query: &str) -> Look<'_> {
    Look {
        query,
        page: 1,
        per_page: MOST_FOUND,
    }
}

pub(super) fn filter_of(query: &ListQuery) -> ReviewFilter {
    match query.one("state") {
        "held" => ReviewFilter::Held,
        _ => ReviewFilter::All,
    }
}

pub(super) fn tabs(path: &str, part: &str, filter: ReviewFilter) -> Tabs {
    let address = |state: &str| {
        let pairs: Vec<String> = [("part", part), ("state", state)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if pairs.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", pairs.join("&"))
        }
    };
    Tabs {
        label: "Какие результаты показать".to_owned(),
        items: vec![
            Tab::new("", "все", address(""), Current::when(|| filter == ReviewFilter::All)),
            Tab::new(
                "",
                "задержанные",
                address("held"),
                Current::when(|| filter == ReviewFilter::Held),
            ),
        ],
    }
}

/// Names, codes and organisations by a part of them; the words stay in the form.
pub(super) async fn find(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    let part = part_of(&fields.part)?;
    let words: String = fields.q.trim().chars().take(200).collect();
    let review = staff
        .app
        .review_rows(&signed_in.request, exam, part, ReviewFilter::All, first_found(&words))
        .await?;
    let mut lead = Phrase::of(format!("Нашлось: {}. ", results(review.total)));
    if review.total > MOST_FOUND {
        lead = lead.text(format!("Показаны первые {MOST_FOUND}: впишите имя полнее. "));
    }
    let code = part_code(part);
    let rows = review.rows.clone();
    let mut page = page_of(&signed_in, &review, rows, None, &code, &words);
    page.lead = lead.link("Показать все", format!("/desk/{exam}/rows?part={code}"));
    Ok(Page::new(page).into_response())
}

fn page_of(
    signed_in: &SignedInRequest,
    review: &Review,
    rows: Vec<ReviewRow>,
    pager: Option<Pager>,
    part: &str,
    typed: &str,
) -> ListPage {
    let exam: Uuid = review.exam.id;
    let mut table = table_of(&rows);
    table.pager = pager;
    table.search = Some(SearchBox {
        post: Some(signed_in.form(format!("/desk/{exam}/rows")).with("part", part)),
        label: "Фамилия, код или организация".to_owned(),
        name: "q".to_owned(),
        value: typed.to_owned(),
        ..SearchBox::default()
    });
    let heading = "Результаты на\u{a0}утверждение";
    let mut page = ListPage::new(signed_in.shell(heading, Section::Desk), heading, table);
    page.sub = review.exam.title();
    page.shell.breadcrumbs = trail_of(&review.exam);
    page
}

pub(super) fn table_of(rows: &[ReviewRow]) -> TableView {
    TableView {
        caption: "Результаты участников".to_owned(),
        hide_caption: true,
        columns: vec![
            Column::new("Участник"),
            Column::new("Код"),
            Column::new("Организация"),
            Column::new("Класс"),
            Column::new("Форма"),
            Column::number("Первичный балл"),
            Column::number("Балл или отметка"),
            Column::new("Баллы за\u{a0}задания"),
            Column::new("Почему задержан"),
        ],
        rows: rows.iter().map(row).collect(),
        empty_text: "Таких результатов нет.".into(),
        ..TableView::default()
    }
}

fn row(one: &ReviewRow) -> Row {
    let why = match (one.holds.is_empty(), one.note.is_empty()) {
        (true, _) => Cell::empty(),
        (false, true) => Cell::from(holds_words(&one.holds)).full_line(),
        (false, false) => Cell::from(format!("{}: {}", holds_words(&one.holds), one.note)).full_line(),
    };
    Row::new(vec![
        Cell::link(one.name.as_str(), format!("/results/{}", one.result)),
        Cell::from(one.participant_code.as_str()),
        Cell::from(one.organisation.as_str()).full_line(),
        Cell::from(app::print::class_words(&one.class_name)),
        Cell::from(one.form.as_str()),
        one.primary
            .map_or_else(Cell::empty, |score| Cell::from(score.to_string())),
        Cell::from(one.outcome.as_str()),
        match one.task_points.as_str() {
            "" => Cell::empty(),
            points => Cell::from(points),
        },
        why,
    ])
    .tone(if one.holds.is_empty() {
        RowTone::Plain
    } else {
        RowTone::Open
    })
}

/// The trail of a page under a protocol.
pub(super) fn protocol_trail(review: &Review, number: &str, id: Uuid) -> Vec<Link> {
    let mut trail = trail_of(&review.exam);
    trail.push(Link::new(
        format!("Протокол №\u{a0}{number}"),
        format!("/protocols/{id}"),
    ));
    trail
}
