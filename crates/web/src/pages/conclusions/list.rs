//! The cases given to an expert: what awaits a conclusion first, with the commission's term.

use app::appeals::expertise::{GivenAsk, GivenLine, GivenList};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::appeal::expertise::ExpertTask;
use regulations::russian::day_and_month;
use serde::Deserialize;
use ui::components::{Cell, Column, Phrase, Row, RowTone, SearchBox, Tab, TableView, Tabs, Tag};
use ui::page::Current;
use ui::pages::general::ListPage;
use ui::typography::counted;

use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::law_pieces::clock_of;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::{PER_PAGE, pager_of};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const ADDRESS: &str = "/conclusions";
const KEPT: [&str; 1] = ["task"];

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    q: String,
}

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let ask = GivenAsk {
        task: ExpertTask::from_code(query.one("task")).ok(),
        words: String::new(),
        page: usize::try_from(query.page()).unwrap_or(1),
        per_page: PER_PAGE,
    };
    let list = staff.app.given_cases(&signed_in.request, &ask).await?;
    let mut page = page_of(&signed_in, &list, &query, "");
    page.table.pager = pager_of(list.page, list.total, &query.address_of_pages(ADDRESS, &KEPT));
    Ok(Page::new(page))
}

/// By a part of the number, the code of the work or the exam.
pub(super) async fn find(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    let words: String = fields.q.trim().chars().take(200).collect();
    let ask = GivenAsk {
        words: words.clone(),
        page: 1,
        per_page: 200,
        ..GivenAsk::default()
    };
    let list = staff.app.given_cases(&signed_in.request, &ask).await?;
    let mut page = page_of(&signed_in, &list, &ListQuery::default(), &words);
    page.lead = Phrase::of(format!("Нашлось: {}. ", list.total)).link("Показать все", ADDRESS);
    Ok(Page::new(page).into_response())
}

fn page_of(signed_in: &SignedInRequest, list: &GivenList, query: &ListQuery, typed: &str) -> ListPage {
    let heading = "Дела на\u{a0}заключение";
    let table = TableView {
        caption: heading.to_owned(),
        hide_caption: true,
        columns: ["Апелляция", "Код работы", "Экзамен", "Что сделать", "Срок комиссии"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: list.lines.iter().map(row).collect(),
        search: Some(SearchBox {
            post: Some(signed_in.form(ADDRESS)),
            label: "Номер апелляции, код работы или экзамен".to_owned(),
            name: "q".to_owned(),
            value: typed.to_owned(),
            ..SearchBox::default()
        }),
        empty_text: "Дел здесь нет. Они появятся, когда комиссия привлечёт вас к\u{a0}апелляции.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(signed_in.shell(heading, Section::Conclusions), heading, table);
    let due: usize = list
        .counts
        .iter()
        .filter(|(task, _)| task.is_due())
        .map(|(_, count)| count)
        .sum();
    let due = i64::try_from(due).unwrap_or(i64::MAX);
    page.lead = match due {
        0 => "Сейчас от\u{a0}вас ничего не\u{a0}ждут.".into(),
        _ => Phrase::of("Ждёт вас: ")
            .bold(counted(due, ["дело", "дела", "дел"]))
            .text(nearest(list)),
    };
    page.tabs = Some(tabs(list, query));
    page
}

/// «, первое\u{a0}— до\u{a0}конца 17\u{a0}июня.»
fn nearest(list: &GivenList) -> String {
    let first = list.lines.iter().find(|line| line.task.is_due());
    let day = first
        .and_then(|line| line.duties.first())
        .map(|duty| day_and_month(duty.due_day));
    day.map_or_else(
        || ".".to_owned(),
        |day| format!(". Первое комиссия рассмотрит до\u{a0}конца {day}."),
    )
}

fn row(line: &GivenLine) -> Row {
    let term = match clock_of(&line.duties) {
        Some(clock) if line.task.is_due() => Cell::from(clock.due),
        _ => Cell::empty(),
    };
    Row::new(vec![
        Cell::link(format!("№\u{a0}{}", line.number), format!("{ADDRESS}/{}", line.id)),
        Cell::from(line.work_code.as_str()),
        Cell::from(line.exam.title()).full_line(),
        Cell::tag(task_tag(line.task)),
        term,
    ])
    .tone(match line.task {
        ExpertTask::Given | ExpertTask::Over => RowTone::Faded,
        ExpertTask::Conclude | ExpertTask::AskDevelopers | ExpertTask::AwaitAnswer | ExpertTask::ConcludeAgain => {
            RowTone::Plain
        }
    })
}

pub(super) fn task_tag(task: ExpertTask) -> Tag {
    let words = task.russian();
    match task {
        ExpertTask::Conclude | ExpertTask::AskDevelopers | ExpertTask::ConcludeAgain => Tag::amber(words),
        ExpertTask::AwaitAnswer => Tag::blue(words),
        ExpertTask::Given => Tag::green(words),
        ExpertTask::Over => Tag::grey(words),
    }
}

fn tabs(list: &GivenList, query: &ListQuery) -> Tabs {
    let asked = query.one("task");
    let all: usize = list.counts.iter().map(|(_, count)| count).sum();
    let address = |task: &str| query.address(ADDRESS, &KEPT, &[("task", task)]);
    let mut items = vec![Tab::new(
        all.to_string(),
        "все",
        address(""),
        Current::when(|| asked.is_empty()),
    )];
    items.extend(list.counts.iter().filter(|(_, count)| *count > 0).map(|(task, count)| {
        Tab::new(
            count.to_string(),
            task.russian(),
            address(task.code()),
            Current::when(|| asked == task.code()),
        )
    }));
    Tabs {
        label: "Чего ждёт дело".to_owned(),
        items,
    }
}
