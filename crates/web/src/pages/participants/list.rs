//! The participants of one exam in the reader's scope.

use app::admission::list::Campaign;
use app::exam_view::Exam;
use app::participants::{
    ParticipantFilter, ParticipantPage, ParticipantStanding, ParticipantView, ParticipantWindow, standing_words,
};
use app::print::class_words;
use app::tables::ListFormat;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::{Action, Reach};
use domain::editions_seen::{EditionsSeen, editions_seen};
use domain::exam::release_rule;
use domain::organisation::OrganisationKind;
use domain::registration::ParticipantCategory;
use regulations::russian::capitalised;
use serde::Deserialize;
use ui::components::{Choice, Choices, FilterForm, Phrase};
use ui::pages::lists::ListFrame;
use ui::pages::people::{NameSearch, ParticipantRow, ParticipantsPage};
use ui::typography::{counted, number};
use uuid::Uuid;

use super::acquaintance;
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::{self, PER_PAGE, pager_of};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const PATH: &str = "/participants";
const KEPT: &[&str] = &["exam", "category", "organisation", "state", "sort"];
/// More hits than this of a name need a longer name.
const MOST_FOUND: usize = 200;

#[derive(Deserialize)]
pub(super) struct TypedName {
    #[serde(default)]
    exam: String,
    #[serde(default)]
    q: String,
}

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    let (exams, focus) = staff.app.exams_and_focus(&signed_in.request).await?;
    let Some(exam) = query.id("exam").or(focus.map(|exam| exam.id)) else {
        return Ok(Page::new(no_exam(&signed_in)).into_response());
    };
    let window = ParticipantWindow {
        sort: query.one("sort").to_owned(),
        page: usize::try_from(query.page()).unwrap_or(1),
        per_page: PER_PAGE,
    };
    let found = staff
        .app
        .participants_page(&signed_in.request, exam, &filter_of(&query), &window)
        .await?;
    let pager = pager_of(found.page, found.total, &query.address_of_pages(PATH, KEPT));
    let exam = &found.exam;
    let sorts = ["name", "organisation", "class", "category", "result", "acquainted"];
    let list = ListFrame {
        filter: Some(filter_form(&staff, &signed_in, &exams, exam, &query).await?),
        sorts: sorts.map(|key| (key, query.sort(PATH, KEPT, key))).to_vec(),
        pager,
        export_links: listing::export_links(PATH, &query_of_file(exam, &query)),
        ..ListFrame::default()
    };
    let mut lead = lead(&found);
    if signed_in.may(Action::SeeResults) {
        let ask = format!("/admission?campaign={}", campaign_of(exam));
        lead = lead.text(" ").link("Кто\u{a0}допущен повторно", ask);
    }
    Ok(Page::new(page(&signed_in, exam, lead, "", list, &found.rows)).into_response())
}

/// People of the exam by a part of the name or a code; the words stay in the form, not in the address.
pub(super) async fn find(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<TypedName>,
) -> Result<Response, Failure> {
    let Some(exam) = chosen_exam(&staff, &signed_in, Uuid::parse_str(&fields.exam).ok()).await? else {
        return Ok(Page::new(no_exam(&signed_in)).into_response());
    };
    let words: String = fields.q.trim().chars().take(200).collect();
    let filter = ParticipantFilter {
        query: words.clone(),
        ..ParticipantFilter::default()
    };
    let window = ParticipantWindow {
        per_page: MOST_FOUND,
        ..ParticipantWindow::default()
    };
    let found = staff
        .app
        .participants_page(&signed_in.request, exam, &filter, &window)
        .await?;
    let exam = &found.exam;
    let mut lead = Phrase::of(format!("Нашлось: {}. ", count(found.total)));
    if found.total > MOST_FOUND {
        lead = lead.text(format!("Показаны первые {MOST_FOUND}: впишите имя полнее. "));
    }
    let lead = lead.link("Показать всех", format!("{PATH}?exam={}", exam.id));
    Ok(Page::new(page(&signed_in, exam, lead, &words, ListFrame::default(), &found.rows)).into_response())
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

async fn file(
    staff: &Staff,
    signed_in: &SignedInRequest,
    query: &ListQuery,
    format: ListFormat,
) -> Result<Response, Failure> {
    let exam = chosen_exam(staff, signed_in, query.id("exam"))
        .await?
        .ok_or(Failure::NoSuchPage)?;
    Ok(listing::file(
        staff
            .app
            .participants_file(&signed_in.request, exam, &filter_of(query), format)
            .await?,
    ))
}

/// The exam asked for, else the one in focus.
async fn chosen_exam(staff: &Staff, signed_in: &SignedInRequest, asked: Option<Uuid>) -> Result<Option<Uuid>, Failure> {
    match asked {
        Some(asked) => Ok(Some(asked)),
        None => {
            let (_, focus) = staff.app.exams_and_focus(&signed_in.request).await?;
            Ok(focus.map(|exam| exam.id))
        }
    }
}

fn filter_of(query: &ListQuery) -> ParticipantFilter {
    ParticipantFilter {
        query: String::new(),
        category: query.one("category").to_owned(),
        organisation: query.id("organisation"),
        state: query.one("state").to_owned(),
    }
}

fn query_of_file(exam: &Exam, query: &ListQuery) -> String {
    let exam = exam.id.to_string();
    let address = query.address(PATH, &["category", "organisation", "state"], &[("exam", &exam)]);
    address
        .split_once('?')
        .map(|(_, query)| query.to_owned())
        .unwrap_or_default()
}

fn no_exam(signed_in: &SignedInRequest) -> ParticipantsPage {
    ParticipantsPage {
        shell: signed_in.shell("Участники", Section::People),
        lead: Phrase::of("Участников пока нет: они появятся после загрузки файла участников."),
        name_search: None,
        list: ListFrame::default(),
        rows: Vec::new(),
    }
}

fn page(
    signed_in: &SignedInRequest,
    exam: &Exam,
    lead: Phrase,
    words: &str,
    list: ListFrame,
    people: &[ParticipantView],
) -> ParticipantsPage {
    let form = signed_in.form(PATH).with("exam", exam.id.to_string());
    ParticipantsPage {
        shell: signed_in.shell("Участники", Section::People),
        lead,
        name_search: Some(NameSearch {
            form,
            words: words.to_owned(),
        }),
        list,
        rows: people.iter().map(|one| row(signed_in, one)).collect(),
    }
}

/// «2 004 участника итогового сочинения…, 13 без результата».
fn lead(found: &ParticipantPage) -> Phrase {
    let total = counted(
        i64::try_from(found.total).unwrap_or(i64::MAX),
        ["участник", "участника", "участников"],
    );
    let mut line = format!("{}. {total}", found.exam.title());
    if found.without_result > 0 && found.without_result < found.total {
        line.push_str(&format!(", без результата: {}", count(found.without_result)));
    }
    if let Some(day) = &found.official_day {
        line.push_str(&format!(". {}", capitalised(&day.words())));
    }
    Phrase::of(format!("{line}."))
}

fn count(count: usize) -> String {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn row(signed_in: &SignedInRequest, one: &ParticipantView) -> ParticipantRow {
    let state = one.standing();
    let words = match state {
        ParticipantStanding::Untold | ParticipantStanding::Told => "выпущен",
        other => standing_words(other),
    };
    let result = match one.row.result_id.filter(|_| signed_in.may(Action::SeeResults)) {
        Some(result) => Phrase::linked(words, format!("/results/{result}")),
        None => Phrase::of(words),
    };
    ParticipantRow {
        name: one.name.clone(),
        href: format!("/people/{}", one.row.person_id),
        organisation: one.organisation.clone(),
        class: class_words(&one.row.class_name),
        category: ParticipantCategory::from_code(&one.row.category)
            .map_or_else(|_| one.row.category.clone(), |known| known.russian().to_owned()),
        result,
        acquaintance: acquaintance(signed_in, state, one.row.told_at),
    }
}

async fn filter_form(
    staff: &Staff,
    signed_in: &SignedInRequest,
    exams: &[Exam],
    exam: &Exam,
    query: &ListQuery,
) -> Result<FilterForm, Failure> {
    let exams = exams
        .iter()
        .map(|one| Choice::new(one.id.to_string(), one.title()))
        .collect();
    let mut categories = vec![Choice::new("", "все")];
    categories.extend(
        ParticipantCategory::ALL
            .iter()
            .map(|one| Choice::new(one.code(), one.russian())),
    );
    let mut places = vec![Choice::new("", "везде")];
    let reach = signed_in.request.authorise(Action::SeeParticipants)?.reach();
    for row in staff.app.list_organisations(&signed_in.request).await? {
        let Ok(kind) = OrganisationKind::from_code(&row.kind) else {
            continue;
        };
        let one_of_hundreds = kind == OrganisationKind::School && reach == Reach::Region;
        if kind.delivery_route().is_some() && (!one_of_hundreds || query.id("organisation") == Some(row.id)) {
            places.push(Choice::new(row.id.to_string(), row.short_name));
        }
    }
    let narrowed = ["category", "organisation", "state"]
        .iter()
        .any(|name| !query.one(name).is_empty());
    Ok(FilterForm {
        action: PATH.to_owned(),
        parts: vec![
            Choices::select("exam", "Экзамен", exams)
                .choose(&exam.id.to_string())
                .into(),
            Choices::select("category", "Категория", categories)
                .choose(query.one("category"))
                .into(),
            Choices::select("organisation", "Где знакомят", places)
                .choose(query.one("organisation"))
                .into(),
            Choices::select("state", "Состояние", states(signed_in, exam))
                .choose(query.one("state"))
                .into(),
        ],
        button: "Отобрать".to_owned(),
        reset_href: if narrowed {
            format!("{PATH}?exam={}", exam.id)
        } else {
            String::new()
        },
    })
}

/// What waits does not exist for who sees released results only.
fn states(signed_in: &SignedInRequest, exam: &Exam) -> Vec<Choice> {
    let all = [
        ("", "любое"),
        ("no-result", "без результата"),
        ("waiting", "ждут выпуска"),
        ("held", "задержаны"),
        ("released", "выпущены"),
        ("untold", "не\u{a0}ознакомлены"),
        ("told", "ознакомлены"),
    ];
    let sees_all = editions_seen(signed_in.request.actor.role, release_rule(exam.kind)) == EditionsSeen::All;
    let shown = all
        .into_iter()
        .filter(|(code, _)| sees_all || !matches!(*code, "waiting" | "held"));
    shown.map(|(code, words)| Choice::new(code, words)).collect()
}

/// Of the school year that the exam belongs to.
fn campaign_of(exam: &Exam) -> String {
    Campaign {
        school_year: exam.school_year(),
        kind: exam.kind,
    }
    .code()
}
