//! The list of applications. Names are searched by a form, never in an address.

use app::applications::list::{ApplicationFilter, ApplicationLine, ApplicationList};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::application::ApplicationState;
use domain::application::papers::Paper;
use domain::exam::ExamKind;
use regulations::russian::{capitalised, numeric_date};
use ui::components::{
    Act, Cell, Choice, Choices, Column, FilterForm, Phrase, Row, RowTone, SearchBox, Tab, TableView, Tabs,
};
use ui::page::Current;
use ui::pages::general::ListPage;
use ui::typography::{counted, number};

use super::{kind_words, state_tag};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::{PER_PAGE, pager_of};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const PATH: &str = "/applications";
const KEPT: &[&str] = &["kind", "state", "lacking"];
const APPLICATIONS: [&str; 3] = ["заявление", "заявления", "заявлений"];
/// More hits than this need a longer name.
const MOST_FOUND: usize = 200;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let filter = ApplicationFilter {
        kind: query.one("kind").to_owned(),
        state: query.one("state").to_owned(),
        lacking: query.one("lacking").to_owned(),
        words: String::new(),
    };
    let page = usize::try_from(query.page()).unwrap_or(1);
    let found = staff
        .app
        .exam_applications(&signed_in.request, &filter, (page, PER_PAGE))
        .await?;
    let mut view = page_of(&signed_in, &found, "");
    view.table.pager = pager_of(page, found.total, &query.address_of_pages(PATH, KEPT));
    view.tabs = Some(tabs(&query, &found));
    view.filter = Some(filter_form(&query));
    view.lead = lead(&filter, found.total);
    Ok(Page::new(view))
}

pub(super) async fn find(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let words: String = fields.one("q").trim().chars().take(200).collect();
    let filter = ApplicationFilter {
        words: words.clone(),
        ..ApplicationFilter::default()
    };
    let found = staff
        .app
        .exam_applications(&signed_in.request, &filter, (1, MOST_FOUND))
        .await?;
    let mut page = page_of(&signed_in, &found, &words);
    page.lead = Phrase::of(format!("Нашлось: {}. ", count(found.total))).link("Показать все", PATH);
    Ok(Page::new(page).into_response())
}

fn count(rows: usize) -> String {
    counted(i64::try_from(rows).unwrap_or(i64::MAX), APPLICATIONS)
}

fn lead(filter: &ApplicationFilter, total: usize) -> Phrase {
    match Paper::from_code(&filter.lacking) {
        Ok(paper) => Phrase::of(format!("{}: ещё не\u{a0}хватает «{}».", count(total), paper.russian())),
        Err(_) => count(total).into(),
    }
}

fn tabs(query: &ListQuery, found: &ApplicationList) -> Tabs {
    let chosen = query.one("state");
    let all: i64 = found.counts.iter().map(|(_, rows)| rows).sum();
    let mut items = vec![Tab::new(
        number(all),
        "все",
        query.address(PATH, KEPT, &[("state", "")]),
        Current::when(|| chosen.is_empty()),
    )];
    for state in ApplicationState::ALL {
        let rows = found
            .counts
            .iter()
            .find(|(one, _)| one == state)
            .map_or(0, |(_, rows)| *rows);
        items.push(Tab::new(
            number(rows),
            state.russian(),
            query.address(PATH, KEPT, &[("state", state.code())]),
            Current::when(|| chosen == state.code()),
        ));
    }
    Tabs {
        label: "Заявления по\u{a0}состоянию".to_owned(),
        items,
    }
}

fn filter_form(query: &ListQuery) -> FilterForm {
    let mut kinds = vec![Choice::new("", "Все экзамены")];
    kinds.extend(
        ExamKind::ALL
            .iter()
            .map(|kind| Choice::new(kind.code(), kind_words(*kind))),
    );
    let mut papers = vec![Choice::new("", "Не\u{a0}важно")];
    papers.extend(
        Paper::ALL
            .iter()
            .map(|paper| Choice::new(paper.code(), capitalised(paper.russian()))),
    );
    let parts = vec![
        Choices::select("kind", "Экзамен", kinds)
            .choose(query.one("kind"))
            .into(),
        Choices::select("lacking", "Чего ещё нет", papers)
            .choose(query.one("lacking"))
            .into(),
    ];
    let is_narrowed = KEPT.iter().any(|name| !query.one(name).is_empty());
    FilterForm {
        action: PATH.to_owned(),
        parts,
        button: "Показать".to_owned(),
        reset_href: if is_narrowed { PATH.to_owned() } else { String::new() },
    }
}

fn page_of(signed_in: &SignedInRequest, found: &ApplicationList, typed: &str) -> ListPage {
    let heading = "Заявления на\u{a0}экзамены";
    let columns = [
        "Заявление",
        "Участник",
        "Экзамен",
        "Где подано",
        "Чего нет",
        "Состояние",
    ];
    let table = TableView {
        caption: heading.to_owned(),
        hide_caption: true,
        columns: columns.into_iter().map(Column::new).collect(),
        rows: found.lines.iter().map(row_of).collect(),
        search: Some(SearchBox {
            post: Some(signed_in.form(PATH)),
            label: "Фамилия или номер заявления".to_owned(),
            name: "q".to_owned(),
            value: typed.to_owned(),
            ..SearchBox::default()
        }),
        empty_text: "Заявлений здесь нет.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(signed_in.shell(heading, Section::Applications), heading, table);
    if signed_in.may(Action::TakeApplications) {
        page.acts.push(Act::link("Принять заявление", "/applications/new"));
    }
    page
}

fn row_of(one: &ApplicationLine) -> Row {
    let class = match one.row.class_name.as_str() {
        "" => one.category.russian().to_owned(),
        class => format!("{}, {class}", one.category.russian()),
    };
    let lacking: Vec<&str> = one.lacking.iter().map(|paper| paper.russian()).collect();
    let lacks = match (one.state.is_final(), lacking.is_empty()) {
        (true, _) => Cell::empty(),
        (false, true) => Cell::from("всё есть"),
        (false, false) => Cell::from(lacking.join("; ")),
    };
    Row::new(vec![
        Cell::link(
            format!("№\u{a0}{}", one.row.number),
            format!("/applications/{}", one.row.id),
        ),
        Cell::from(format!("{}, {class}", one.name)),
        Cell::from(format!("{}, {}", kind_words(one.kind), numeric_date(one.first_exam))),
        Cell::from(one.place.as_str()),
        lacks,
        Cell::tag(state_tag(one.state)),
    ])
    .tone(if one.state.is_final() {
        RowTone::Faded
    } else {
        RowTone::Plain
    })
}
