//! The list of ledgers with their progress; no names.

use std::collections::{BTreeMap, BTreeSet};

use app::exam_view::Exam;
use app::ledgers::LedgerSummary;
use app::print::class_words;
use app::subject_duties::{SubjectDuty, most_pressing};
use axum::extract::State;
use axum::response::Response;
use domain::access::Action;
use regulations::SubjectKind;
use regulations::russian::{count, number};
use ui::components::{
    Cell, Choice, Choices, Column, Field, FilterForm, FormPart, Phrase, Row, RowTone, Tab, TableView, Tabs, Tag, Width,
};
use ui::page::Current;
use ui::pages::general::ListPage;
use uuid::Uuid;

use crate::failure::Failure;
use crate::law_pieces::{clause_of, due_words, timeliness};
use crate::list_query::{ListQuery, sort_rows};
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing;
use crate::pages::statements::short_title;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const KEPT: &[&str] = &["show", "exam", "q", "sort"];
const COLUMNS: [(&str, &str); 6] = [
    ("number", "Ведомость"),
    ("organisation", "Кто знакомит"),
    ("class", "Класс"),
    ("told", "Ознакомлены"),
    ("state", "Состояние"),
    ("due", "Срок"),
];

struct Listed {
    summary: LedgerSummary,
    duties: Vec<SubjectDuty>,
}

impl Listed {
    fn is_open(&self) -> bool {
        self.summary.row.ledger.state == "open"
    }

    fn duty(&self) -> Option<&SubjectDuty> {
        most_pressing(&self.duties)
    }

    fn is_late(&self) -> bool {
        self.duty().is_some_and(SubjectDuty::is_late)
    }

    fn left(&self) -> i64 {
        self.summary.row.ledger.line_count - self.summary.row.told
    }

    fn fits(&self, query: &ListQuery) -> bool {
        let words = query.one("q").to_lowercase();
        let texts = [
            &self.summary.row.ledger.number,
            &self.summary.organisation,
            &self.summary.row.ledger.class_name,
        ];
        self.fits_tab(query.one("show")) && texts.iter().any(|text| text.to_lowercase().contains(&words))
    }

    fn fits_tab(&self, tab: &str) -> bool {
        match tab {
            "late" => self.is_late(),
            "handed-in" => !self.is_open(),
            "all" => true,
            _ => self.is_open(),
        }
    }
}

async fn load(staff: &Staff, signed_in: &SignedInRequest, query: &ListQuery) -> Result<Vec<Listed>, Failure> {
    let exam = query.id("exam");
    let mut duties: BTreeMap<Uuid, Vec<SubjectDuty>> = staff
        .app
        .duties_of_kind(&signed_in.request, exam, SubjectKind::Ledger)
        .await?;
    let ledgers = staff.app.list_ledgers(&signed_in.request, exam).await?;
    Ok(ledgers
        .into_iter()
        .map(|summary| Listed {
            duties: duties.remove(&summary.row.ledger.id).unwrap_or_default(),
            summary,
        })
        .collect())
}

/// GET `/ledgers`.
pub async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let query = listing::with_focus(&staff, &signed_in, Action::SeeAcquaintance, query).await?;
    let all = load(&staff, &signed_in, &query).await?;
    let exams = staff.app.exams().await?;
    Ok(Page::new(view(&signed_in, &query, all, &exams)))
}

/// GET `/ledgers.xlsx`.
pub async fn xlsx(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    file(&staff, &signed_in, &query, "xlsx").await
}

/// GET `/ledgers.csv`.
pub async fn csv(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Response, Failure> {
    file(&staff, &signed_in, &query, "csv").await
}

async fn file(
    staff: &Staff,
    signed_in: &SignedInRequest,
    query: &ListQuery,
    ending: &str,
) -> Result<Response, Failure> {
    let format = listing::format_of(ending, query.one("encoding"))?;
    let query = &listing::with_focus(staff, signed_in, Action::SeeAcquaintance, query.clone()).await?;
    let all = load(staff, signed_in, query).await?;
    let kept: BTreeSet<Uuid> = all
        .iter()
        .filter(|one| one.fits(query))
        .map(|one| one.summary.row.ledger.id)
        .collect();
    let file = staff
        .app
        .ledgers_file(&signed_in.request, query.id("exam"), format, |one| {
            kept.contains(&one.row.ledger.id)
        })
        .await?;
    Ok(listing::file(file))
}

fn view(signed_in: &SignedInRequest, query: &ListQuery, all: Vec<Listed>, exams: &[Exam]) -> ListPage {
    let own_left: i64 = all.iter().filter(|one| one.is_open()).map(Listed::left).sum();
    let total: i64 = all.iter().map(|one| one.summary.row.ledger.line_count).sum();
    let clauses = all
        .iter()
        .find_map(|one| one.duty().filter(|duty| duty.is_open()))
        .map(clause_of);
    let tabs = tabs(query, &all);
    let mut rows: Vec<Listed> = all.into_iter().filter(|one| one.fits(query)).collect();
    rows.sort_by_key(|one| (!one.is_late(), !one.is_open()));
    sort_rows(&mut rows, query.one("sort"), sort_key);
    let (rows, pager) = listing::one_page(rows, query.page(), &query.address_of_pages("/ledgers", KEPT));
    let columns = COLUMNS.map(|(key, label)| {
        let column = if key == "told" {
            Column::number(label)
        } else {
            Column::new(label)
        };
        column.sorted(query.sort("/ledgers", KEPT, key))
    });
    let table = TableView {
        caption: "Ведомости ознакомления".to_owned(),
        hide_caption: true,
        columns: columns.to_vec(),
        rows: rows.iter().map(|one| row(signed_in, one)).collect(),
        pager,
        export_links: listing::export_links("/ledgers", &query.kept(KEPT)),
        empty_text: Phrase::of("Таких ведомостей нет. Они появляются, когда результаты выпущены."),
        ..TableView::default()
    };
    let mut page = ListPage::new(
        signed_in.shell("Ознакомление под подпись", Section::Ledgers),
        "Ведомости ознакомления",
        table,
    );
    page.sub = signed_in.person.organisation.clone();
    page.lead = if own_left > 0 {
        Phrase::of("Осталось ознакомить ")
            .bold(count(own_left, "участника", "участников", "участников"))
            .text(format!(" из\u{a0}{}.", number(total)))
    } else {
        Phrase::of("Все участники открытых ведомостей ознакомлены.")
    };
    page.clauses = clauses.into_iter().collect();
    page.tabs = Some(tabs);
    let all_exams = listing::all_exams(signed_in, Action::SeeAcquaintance);
    page.filter = Some(filter(query, exams, all_exams));
    page
}

fn sort_key(one: &Listed, column: &str) -> Option<(i64, String)> {
    match column {
        "number" => Some((0, one.summary.row.ledger.number.clone())),
        "organisation" => Some((0, one.summary.organisation.to_lowercase())),
        "class" => Some((0, one.summary.row.ledger.class_name.clone())),
        "told" => Some((one.left(), String::new())),
        "state" => Some((i64::from(!one.is_open()), String::new())),
        "due" => Some((
            one.duty().map_or(i64::MAX, |duty| duty.due_at.as_micros()),
            String::new(),
        )),
        _ => None,
    }
}

fn tabs(query: &ListQuery, all: &[Listed]) -> Tabs {
    let present = query.one("show");
    let tab = |code: &str, label: &str| {
        let count = all.iter().filter(|one| one.fits_tab(code)).count();
        let tab = Tab::new(
            number(i64::try_from(count).unwrap_or(i64::MAX)),
            label,
            query.address("/ledgers", &["exam", "q", "sort"], &[("show", code)]),
            Current::when(|| present == code),
        );
        if code == "late" && count > 0 {
            tab.alarming()
        } else {
            tab
        }
    };
    Tabs {
        label: "Ведомости по\u{a0}состоянию".to_owned(),
        items: vec![
            tab("", "не\u{a0}сданы"),
            tab("late", "просрочены"),
            tab("handed-in", "сданы"),
            tab("all", "все"),
        ],
    }
}

fn filter(query: &ListQuery, exams: &[Exam], all_exams: &str) -> FilterForm {
    let mut options = vec![Choice::new(all_exams, "все")];
    options.extend(
        exams
            .iter()
            .map(|exam| Choice::new(exam.id.to_string(), short_title(exam))),
    );
    let tabs = [
        ("", "не сданы"),
        ("late", "просрочены"),
        ("handed-in", "сданы"),
        ("all", "все"),
    ]
    .map(|(code, label)| Choice::new(code, label));
    let parts: Vec<FormPart> = vec![
        Field::text("q", "Номер, организация или класс")
            .value(query.one("q"))
            .width(Width::Characters20)
            .into(),
        Choices::select("exam", "Экзамен", options)
            .choose(query.one("exam"))
            .into(),
        Choices::select("show", "Состояние", tabs.to_vec())
            .choose(query.one("show"))
            .into(),
    ];
    let is_narrowed = !query.one("q").is_empty() || !query.one("exam").is_empty();
    FilterForm {
        action: "/ledgers".to_owned(),
        parts,
        button: "Отобрать".to_owned(),
        reset_href: if is_narrowed {
            query.address("/ledgers", &["show"], &[])
        } else {
            String::new()
        },
    }
}

fn row(signed_in: &SignedInRequest, one: &Listed) -> Row {
    let stored = &one.summary.row;
    let label = format!("№\u{a0}{}", stored.ledger.number);
    let is_own =
        stored.ledger.organisation_id == signed_in.request.actor.organisation.0 && signed_in.may(Action::FillLedger);
    let first = if is_own && stored.available_at.is_some() {
        Cell::link(label, format!("/ledgers/{}", stored.ledger.id))
    } else {
        Cell::new(label)
    };
    let (state, tone) = match (one.is_open(), stored.available_at, stored.told + stored.not_told) {
        (false, _, _) => (Tag::green("сдана"), RowTone::Plain),
        (true, None, _) => (Tag::grey("результаты ещё не\u{a0}переданы"), RowTone::Faded),
        (true, Some(_), 0) => (Tag::grey("не\u{a0}начата"), RowTone::Open),
        (true, Some(_), _) => (Tag::amber("вносится"), RowTone::Open),
    };
    let term = match one.duty() {
        Some(duty) if duty.is_late() => Phrase::default().late(due_words(duty, "ознакомить")),
        Some(duty) if duty.is_open() => Phrase::of(due_words(duty, "ознакомить")),
        Some(duty) => timeliness(duty).map_or_else(Phrase::default, |tag| Phrase::default().tag(tag)),
        None => Phrase::default(),
    };
    Row::new(vec![
        first,
        Cell::new(one.summary.organisation.as_str()).full_line(),
        class_words(&stored.ledger.class_name).into(),
        format!("{} из\u{a0}{}", stored.told, stored.ledger.line_count).into(),
        Cell::tag(state),
        term.into(),
    ])
    .tone(if one.is_late() { RowTone::Wrong } else { tone })
}
