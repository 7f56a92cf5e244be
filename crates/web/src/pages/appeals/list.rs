//! The list of cases: what awaits whom. Names are searched by a form, never in an address.

use app::appeals::list::{CaseAsk, CaseGroup, CaseList};
use app::tables::ListFormat;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use regulations::russian::capitalised;
use serde::Deserialize;
use ui::components::{Act, Choice, Choices, FilterForm, FormPart, Phrase, SearchBox, Tab, Tabs};
use ui::page::Current;
use ui::pages::general::ListPage;
use ui::typography::counted;

use super::case_table;
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::{self, PER_PAGE, pager_of};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const KEPT: [&str; 2] = ["exam", "group"];
/// More hits than this of a name need a longer name.
const MOST_FOUND: usize = 200;

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
    let ask = CaseAsk {
        exam: query.id("exam"),
        group: CaseGroup::from_code(query.one("group")),
        words: String::new(),
        page: usize::try_from(query.page()).unwrap_or(1),
        per_page: PER_PAGE,
    };
    let list = staff.app.list_appeals(&signed_in.request, &ask).await?;
    let mut page = page_of(&signed_in, &list, &query, "");
    page.table.export_links = listing::export_links("/appeals", &query.kept(&KEPT));
    page.table.pager = pager_of(list.page, list.total, &query.address_of_pages("/appeals", &KEPT));
    page.lead = Phrase::of(counted(count(list.total), ["апелляция", "апелляции", "апелляций"]));
    Ok(Page::new(page))
}

pub(super) async fn xlsx(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    file(&staff, &signed_in, &query, ListFormat::Xlsx).await
}

pub(super) async fn csv(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    let format = listing::format_of("csv", query.one("encoding"))?;
    file(&staff, &signed_in, &query, format).await
}

/// The list as it is narrowed, whole, with the federal codes.
async fn file(
    staff: &Staff,
    signed_in: &SignedInRequest,
    query: &ListQuery,
    format: ListFormat,
) -> Result<Response, Failure> {
    let ask = CaseAsk {
        exam: query.id("exam"),
        group: CaseGroup::from_code(query.one("group")),
        ..CaseAsk::default()
    };
    let made = staff.app.appeals_file(&signed_in.request, &ask, format).await?;
    Ok(listing::file(made))
}

/// Names, codes, numbers and organisations by a part of them; the words stay in the form.
pub(super) async fn find(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    let words: String = fields.q.trim().chars().take(200).collect();
    let ask = CaseAsk {
        words: words.clone(),
        page: 1,
        per_page: MOST_FOUND,
        ..CaseAsk::default()
    };
    let list = staff.app.list_appeals(&signed_in.request, &ask).await?;
    let mut page = page_of(&signed_in, &list, &ListQuery::default(), &words);
    let found = counted(count(list.total), ["апелляция", "апелляции", "апелляций"]);
    let mut lead = Phrase::of(format!("Нашлось: {found}. "));
    if list.total > MOST_FOUND {
        lead = lead.text(format!("Показаны первые {MOST_FOUND}: впишите имя полнее. "));
    }
    page.lead = lead.link("Показать все", "/appeals");
    Ok(Page::new(page).into_response())
}

fn page_of(signed_in: &SignedInRequest, list: &CaseList, query: &ListQuery, typed: &str) -> ListPage {
    let heading = "Апелляции";
    let mut table = case_table(
        signed_in,
        &list.lines,
        "Апелляции по\u{a0}сроку",
        "Апелляций здесь нет.",
    );
    table.search = Some(SearchBox {
        post: Some(signed_in.form("/appeals")),
        label: "Фамилия, код, номер апелляции или организация".to_owned(),
        name: "q".to_owned(),
        value: typed.to_owned(),
        ..SearchBox::default()
    });
    let mut page = ListPage::new(signed_in.shell(heading, Section::Appeals), heading, table);
    if signed_in.may(Action::FileAppeal) {
        page.acts.push(Act::link("Принять апелляцию", "/appeals/new"));
    }
    if signed_in.may(Action::RunAppeals) {
        page.acts
            .push(Act::link("Календарь заседаний", "/hearings").secondary());
        page.acts
            .push(Act::link("Состав комиссии и\u{a0}эксперты", "/commission-people").secondary());
    }
    page.acts.push(Act::link("Перепроверки", "/rechecks").secondary());
    page.acts
        .push(Act::link("Повторная проверка сочинений", "/essay-rechecks").secondary());
    page.acts
        .push(Act::link("Чем кончаются апелляции", "/appeals/statistics").secondary());
    page.tabs = Some(tabs(list, query));
    if list.exams.len() > 1 {
        page.filter = Some(exam_filter(list, query));
    }
    page
}

fn tabs(list: &CaseList, query: &ListQuery) -> Tabs {
    let asked = query.one("group");
    let all: usize = list.counts.iter().map(|(_, count)| count).sum();
    let address = |group: &str| query.address("/appeals", &KEPT, &[("group", group)]);
    let mut items = vec![Tab::new(
        all.to_string(),
        "все",
        address(""),
        Current::when(|| asked.is_empty()),
    )];
    items.extend(list.counts.iter().map(|(group, count)| {
        Tab::new(
            count.to_string(),
            group.russian(),
            address(group.code()),
            Current::when(|| asked == group.code()),
        )
    }));
    Tabs {
        label: "Чего ждёт апелляция".to_owned(),
        items,
    }
}

fn exam_filter(list: &CaseList, query: &ListQuery) -> FilterForm {
    let mut options = vec![Choice::new("", "Все экзамены")];
    options.extend(
        list.exams
            .iter()
            .map(|exam| Choice::new(exam.id.to_string(), capitalised(&exam.title()))),
    );
    FilterForm {
        action: "/appeals".to_owned(),
        parts: vec![FormPart::Choices(
            Choices::select("exam", "Экзамен", options).choose(query.one("exam")),
        )],
        button: "Показать".to_owned(),
        reset_href: if query.one("exam").is_empty() {
            String::new()
        } else {
            "/appeals".to_owned()
        },
    }
}

fn count(total: usize) -> i64 {
    i64::try_from(total).unwrap_or(i64::MAX)
}
