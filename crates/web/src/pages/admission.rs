//! Who may sit again: the list of a campaign, and the part «Допуск» of a participant's page.

use app::admission::list::{AdmissionAsk, AdmissionList, sit_on_words};
use app::admission::{AdmissionLine, PersonAdmission};
use app::tables::ListFormat;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::admission::{AdmissionReason, Verdict};
use regulations::russian::{day_and_month, long_date};
use ui::components::{
    Cell, Choice, Choices, Column, FilterForm, Phrase, Row, SearchBox, Section as Part, TableView, Tag,
};
use ui::pages::general::ListPage;
use ui::typography::counted;

use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clauses_in_words;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::{self, one_page};
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const PATH: &str = "/admission";
const KEPT: &[&str] = &["campaign", "reason"];
/// More hits than this of a name need a longer name.
const MOST_FOUND: usize = 200;

/// Its routes.
pub fn routes() -> Routes {
    let access = Access::May(Action::SeeParticipants);
    Routes::new()
        .get(PATH, access, show)
        .post(PATH, access, find)
        .get("/admission.xlsx", access, xlsx)
}

async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let ask = ask_of(&query);
    let mut found = staff.app.list_admission(&signed_in.request, &ask).await?;
    let lines = std::mem::take(&mut found.lines);
    let lead = count_words(lines.len());
    let (shown, pager) = one_page(lines, query.page(), &query.address_of_pages(PATH, KEPT));
    let mut page = page_of(&signed_in, &found, &shown, &ask);
    page.lead = lead.into();
    page.table.pager = pager;
    page.table.export_links = vec![ui::components::Link::new(
        ".xlsx",
        query.address("/admission.xlsx", KEPT, &[]),
    )];
    Ok(Page::new(page))
}

async fn find(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let ask = AdmissionAsk {
        campaign: fields.one("campaign").to_owned(),
        reason: fields.one("reason").to_owned(),
        words: fields.one("q").trim().chars().take(200).collect(),
    };
    let found = staff.app.list_admission(&signed_in.request, &ask).await?;
    let shown: Vec<AdmissionLine> = found.lines.iter().take(MOST_FOUND).cloned().collect();
    let mut page = page_of(&signed_in, &found, &shown, &ask);
    page.lead = Phrase::of(format!("Нашлось: {}. ", count_words(found.lines.len()))).link("Показать всех", PATH);
    Ok(Page::new(page).into_response())
}

async fn xlsx(State(staff): State<Staff>, signed_in: SignedInRequest, query: ListQuery) -> Result<Response, Failure> {
    let file = staff
        .app
        .admission_file(&signed_in.request, &ask_of(&query), ListFormat::Xlsx)
        .await?;
    Ok(listing::file(file))
}

fn ask_of(query: &ListQuery) -> AdmissionAsk {
    AdmissionAsk {
        campaign: query.one("campaign").to_owned(),
        reason: query.one("reason").to_owned(),
        words: String::new(),
    }
}

fn count_words(count: usize) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), ["ответ", "ответа", "ответов"])
}

fn page_of(
    signed_in: &SignedInRequest,
    found: &AdmissionList,
    lines: &[AdmissionLine],
    ask: &AdmissionAsk,
) -> ListPage {
    let heading = "Повторный допуск";
    let campaign = found
        .campaign
        .map(app::admission::list::Campaign::code)
        .unwrap_or_default();
    let table = TableView {
        caption: heading.to_owned(),
        hide_caption: true,
        columns: ["Участник", "Экзамен", "Ответ", "Когда", "Почему"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: lines.iter().map(list_row).collect(),
        search: Some(SearchBox {
            post: Some(
                signed_in
                    .form(PATH)
                    .with("campaign", campaign.clone())
                    .with("reason", ask.reason.clone()),
            ),
            label: "Фамилия, код или организация".to_owned(),
            name: "q".to_owned(),
            value: ask.words.clone(),
            ..SearchBox::default()
        }),
        empty_text: "Таких участников здесь нет.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(signed_in.shell(heading, Section::People), heading, table);
    page.shell.breadcrumbs = vec![ui::components::Link::new("Участники", "/participants")];
    page.sub = found
        .campaign
        .map(app::admission::list::Campaign::title)
        .unwrap_or_default();
    page.filter = Some(filter_of(found, &campaign, ask));
    page
}

fn filter_of(found: &AdmissionList, campaign: &str, ask: &AdmissionAsk) -> FilterForm {
    let campaigns = found
        .campaigns
        .iter()
        .map(|one| Choice::new(one.code(), one.title()))
        .collect();
    let mut reasons = vec![Choice::new("", "все, кто не\u{a0}сдал")];
    reasons.extend(
        found
            .counts
            .iter()
            .map(|(reason, count)| Choice::new(reason.code(), format!("{}: {count}", reason.russian()))),
    );
    FilterForm {
        action: PATH.to_owned(),
        parts: vec![
            Choices::select("campaign", "Экзамен и\u{a0}год", campaigns)
                .choose(campaign)
                .into(),
            Choices::select("reason", "Причина", reasons).choose(&ask.reason).into(),
        ],
        button: "Отобрать".to_owned(),
        reset_href: if AdmissionReason::from_code(&ask.reason).is_ok() {
            format!("{PATH}?campaign={campaign}")
        } else {
            String::new()
        },
    }
}

fn list_row(line: &AdmissionLine) -> Row {
    Row::new(vec![
        Cell::link(line.name.as_str(), format!("/people/{}", line.person)),
        Cell::from(format!("{}, {}", line.subject, line.organisation)),
        Cell::tag(tag_of(line.answer.verdict)),
        Cell::from(sit_on_words(line.answer.sit_on)),
        Cell::from(line.answer.words.as_str()).full_line(),
    ])
}

fn tag_of(verdict: Verdict) -> Tag {
    let words = verdict.russian();
    match verdict {
        Verdict::Passed => Tag::green(words),
        Verdict::MaySit => Tag::blue(words),
        Verdict::NeedsDocument | Verdict::Waiting => Tag::amber(words),
        Verdict::NotThisYear | Verdict::NoGround => Tag::red(words),
    }
}

/// The part «Допуск» of a participant's page.
pub(super) fn parts_of_person(staff: &Staff, found: &PersonAdmission) -> Result<Vec<Part>, Failure> {
    let mut citations: Vec<&str> = Vec::new();
    let all = found.lines.iter().flat_map(|line| line.answer.clauses.iter());
    for clause in all.chain(found.validity.iter().flat_map(|one| one.clauses.iter())) {
        if !citations.contains(clause) {
            citations.push(clause);
        }
    }
    let table = TableView {
        caption: "Допуск".to_owned(),
        hide_caption: true,
        columns: [
            "Экзамен",
            "Ответ",
            "Когда",
            "Заявление до",
            "Почему",
            "Прежний результат",
        ]
        .into_iter()
        .map(Column::new)
        .collect(),
        rows: found.lines.iter().map(person_row).collect(),
        ..TableView::default()
    };
    let mut part = Part::new("admission", "Допуск").table(table);
    part.clauses = clauses_in_words(staff, &citations)?;
    let mut parts = vec![part];
    if !found.validity.is_empty() {
        let rows = found.validity.iter().map(|one| {
            Row::new(vec![
                Cell::from(format!(
                    "{}, {}",
                    one.essay.work_type.russian(),
                    long_date(one.essay.on)
                )),
                Cell::from(one.words.as_str()).full_line(),
            ])
        });
        parts.push(Part::new("validity", "Сколько действует сочинение").table(TableView {
            caption: "Сколько действует сочинение".to_owned(),
            hide_caption: true,
            columns: vec![Column::new("Работа"), Column::new("Срок")],
            rows: rows.collect(),
            ..TableView::default()
        }));
    }
    Ok(parts)
}

fn person_row(line: &AdmissionLine) -> Row {
    let answer = &line.answer;
    let year = line.school_year;
    Row::new(vec![
        Cell::from(format!("{}, {}/{:02}", line.subject, year - 1, year.rem_euclid(100))),
        Cell::tag(tag_of(answer.verdict)),
        Cell::from(sit_on_words(answer.sit_on)),
        Cell::from(answer.apply_until.map(day_and_month).unwrap_or_default()),
        Cell::from(answer.words.as_str()).full_line(),
        Cell::from(answer.earlier),
    ])
}
