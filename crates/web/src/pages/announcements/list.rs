//! Who has announced procedure and schedule of an exam, and who owes it.

use app::announcements::AnnouncementSummary;
use app::exam_view::Exam;
use axum::extract::State;
use domain::access::Action;
use regulations::russian::{count, long_date, short_date_time};
use regulations::{Instant, Zone};
use ui::components::{Act, Cell, Choice, Choices, Column, FilterForm, Phrase, Row, RowTone, TableView, Tag};
use ui::pages::general::ListPage;

use super::CLAUSES;
use crate::failure::Failure;
use crate::law_pieces::clauses_in_words;
use crate::list_query::{ListQuery, sort_rows};
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing;
use crate::pages::statements::short_title;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const KEPT: &[&str] = &["exam", "sort"];
const COLUMNS: [(&str, &str); 5] = [
    ("name", "Кто знакомит"),
    ("when", "Когда и\u{a0}где"),
    ("signed", "Расписались"),
    ("announced", "Объявлено"),
    ("notified", "День и\u{a0}время сообщены"),
];

/// GET `/announcements`.
pub async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let exams = staff.app.exams().await?;
    let chosen = query
        .id("exam")
        .and_then(|id| exams.iter().find(|exam| exam.id == id))
        .or_else(|| exams.first());
    let rows = match chosen {
        Some(exam) => staff.app.list_announcements(&signed_in.request, exam.id).await?,
        None => Vec::new(),
    };
    let mut page = view(&signed_in, &query, &exams, chosen, rows);
    page.clauses = clauses_in_words(&staff, &CLAUSES)?;
    Ok(Page::new(page))
}

fn view(
    signed_in: &SignedInRequest,
    query: &ListQuery,
    exams: &[Exam],
    chosen: Option<&Exam>,
    mut rows: Vec<AnnouncementSummary>,
) -> ListPage {
    let made = rows.iter().filter(|one| one.row.is_some()).count();
    let all = rows.len();
    let own = signed_in.request.actor.organisation.0;
    let owes_own = rows.iter().any(|one| one.organisation == own && one.row.is_none());
    rows.sort_by_key(|one| one.row.is_some());
    sort_rows(&mut rows, query.one("sort"), sort_key);
    let (rows, pager) = listing::one_page(rows, query.page(), &query.address_of_pages("/announcements", KEPT));
    let columns = COLUMNS.map(|(key, label)| {
        let column = if key == "signed" {
            Column::number(label)
        } else {
            Column::new(label)
        };
        column.sorted(query.sort("/announcements", KEPT, key))
    });
    let table = TableView {
        caption: "Объявления порядка и\u{a0}графика".to_owned(),
        hide_caption: true,
        columns: columns.to_vec(),
        rows: rows
            .iter()
            .map(|one| row(&signed_in.person.zone, chosen, one, own))
            .collect(),
        pager,
        empty_text: Phrase::of("Участников этого экзамена ещё не\u{a0}загружено: объявлять пока некому."),
        ..TableView::default()
    };
    let mut page = ListPage::new(
        signed_in.shell("Объявления", Section::Announcements),
        "Объявления порядка и\u{a0}графика",
        table,
    );
    page.sub = chosen.map_or_else(String::new, |exam| exam.title());
    if all > 1 {
        let made = i64::try_from(made).unwrap_or(i64::MAX);
        page.lead = Phrase::of("Объявили ")
            .bold(count(made, "организация", "организации", "организаций"))
            .text(format!(" из\u{a0}{all}."));
    }
    if let (true, Some(exam)) = (owes_own && signed_in.may(Action::Announce), chosen) {
        page.acts.push(Act::link(
            "Объявить порядок и\u{a0}график",
            format!("/announcements/{}", exam.id),
        ));
    }
    if exams.len() > 1 && signed_in.may(Action::Announce) {
        page.acts
            .push(Act::link("Объявить несколько экзаменов сразу", "/announcements/several").secondary());
    }
    if exams.len() > 1 {
        let options = exams
            .iter()
            .map(|exam| Choice::new(exam.id.to_string(), short_title(exam)))
            .collect();
        let chosen = chosen.map_or_else(String::new, |exam| exam.id.to_string());
        page.filter = Some(FilterForm {
            action: "/announcements".to_owned(),
            parts: vec![Choices::select("exam", "Экзамен", options).choose(&chosen).into()],
            button: "Показать".to_owned(),
            reset_href: String::new(),
        });
    }
    page
}

fn sort_key(one: &AnnouncementSummary, column: &str) -> Option<(i64, String)> {
    let at = |moment: Option<i64>| (moment.unwrap_or(i64::MAX), String::new());
    match column {
        "name" => Some((0, one.name.to_lowercase())),
        "when" => Some(at(one.row.as_ref().map(|row| row.told_at))),
        "signed" => Some((one.signed, String::new())),
        "announced" => Some(at(one.row.as_ref().map(|row| row.announced_at))),
        "notified" => Some(at(one.row.as_ref().and_then(|row| row.notified_at))),
        _ => None,
    }
}

fn row(zone: &Zone, exam: Option<&Exam>, one: &AnnouncementSummary, own: uuid::Uuid) -> Row {
    let moment = |at: i64| short_date_time(zone, Instant::from_micros(at));
    let name = match exam {
        Some(exam) if one.organisation == own => Cell::link(one.name.as_str(), format!("/announcements/{}", exam.id)),
        _ => Cell::new(one.name.as_str()),
    };
    let signed = format!("{} из\u{a0}{}", one.signed, one.participants);
    match &one.row {
        None => Row::new(vec![
            name,
            Cell::new(Phrase::default().muted("не\u{a0}объявлено")),
            signed.into(),
            Cell::tag(Tag::amber("нет")),
            Cell::empty(),
        ])
        .tone(RowTone::Open),
        Some(row) => {
            let told_at = Instant::from_micros(row.told_at);
            let when = format!(
                "{}, {}, {}",
                long_date(zone.local_date(told_at)),
                zone.local_time(told_at),
                row.place
            );
            let notified = row
                .notified_at
                .map_or_else(|| Cell::tag(Tag::amber("не\u{a0}сообщено")), |at| Cell::new(moment(at)));
            Row::new(vec![
                name,
                Cell::new(when).full_line(),
                signed.into(),
                moment(row.announced_at).into(),
                notified,
            ])
        }
    }
}
