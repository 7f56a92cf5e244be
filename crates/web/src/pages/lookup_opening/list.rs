//! The exams whose look-up the actor decides on: what waits for a decision first.

use app::lookup_opening::{LookupPreview, LookupState};
use app::publication_board::PublicationStanding;
use axum::extract::State;
use domain::access::Action;
use regulations::russian::{capitalised, date_time, day_and_month, long_date};
use regulations::{Instant, Zone};
use ui::components::{
    Act, Cell, Choice, Choices, Column, Field, FilterForm, Phrase, Row, RowTone, TableView, Tag, Width,
};
use ui::pages::general::ListPage;
use ui::typography::counted;

use super::{RESULTS, clauses};
use crate::failure::Failure;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::pieces::day_words;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const PATH: &str = "/lookup";
const KEPT: [&str; 3] = ["q", "form", "state"];

/// GET /lookup
pub async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let mut exams = staff.app.list_lookups(&signed_in.request).await?;
    exams.sort_by(|one, other| {
        let waits = |exam: &LookupPreview| (exam.state, exam.due_day.is_none(), exam.due_day);
        waits(one)
            .cmp(&waits(other))
            .then_with(|| other.name.date.cmp(&one.name.date))
            .then_with(|| one.name.subject.cmp(&other.name.subject))
    });
    let sub = counts(&exams);
    let clauses = clauses(&staff, exams.iter().map(|exam| exam.exam.kind))?;
    let filter = filter_form(&query, &exams);
    let fitting: Vec<LookupPreview> = exams.into_iter().filter(|exam| fits(&query, exam)).collect();
    let (shown, pager) = one_page(fitting, query.page(), &query.address_of_pages(PATH, &KEPT));
    let is_narrowed = KEPT.iter().any(|name| !query.one(name).is_empty());
    let table = TableView {
        caption: "Экзамены".to_owned(),
        hide_caption: true,
        columns: ["Экзамен", "Просмотр", "Решение", "Опубликовано"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: shown.iter().map(|exam| row(&signed_in, exam)).collect(),
        pager,
        empty_text: if is_narrowed {
            "Ни\u{a0}один экзамен не\u{a0}подошёл: уберите часть условий.".into()
        } else {
            "Экзаменов пока нет: загрузите участников.".into()
        },
        ..TableView::default()
    };
    let mut page = ListPage::new(
        signed_in.shell("Просмотр на\u{a0}сайте", Section::Lookup),
        "Самостоятельный просмотр результатов",
        table,
    );
    page.sub = sub;
    let standing = staff.app.publication_standing(&signed_in.request).await?;
    page.lead =
        Phrase::of("Пока решение не\u{a0}записано, сайт не\u{a0}показывает ни\u{a0}одного результата экзамена. ")
            .text(served_words(&standing, &signed_in.person.zone, signed_in.request.now));
    page.clauses = clauses;
    page.filter = filter;
    if signed_in.may(Action::ManageSettings) {
        page.acts = vec![Act::link("Что спрашивать, кроме документа", "/settings/lookup-second-question").secondary()];
    }
    Ok(Page::new(page))
}

/// What the site shows now: number, moment, age, and how soon it knows of an act.
fn served_words(standing: &PublicationStanding, zone: &Zone, now: Instant) -> String {
    let Some(served) = &standing.served else {
        return "Публикации на\u{a0}сайте ещё нет: сервер её готовит.".to_owned();
    };
    let age = match now.minutes_since(served.made_at).max(0) {
        0 => "меньше минуты назад".to_owned(),
        minutes if minutes < 120 => format!("{} назад", counted(minutes, ["минуту", "минуты", "минут"])),
        minutes if minutes < 48 * 60 => format!("{} назад", counted(minutes / 60, ["час", "часа", "часов"])),
        minutes => format!("{} назад", counted(minutes / (24 * 60), ["день", "дня", "дней"])),
    };
    let delay = i64::try_from(served.greatest_delay).unwrap_or(i64::MAX);
    let mut words = format!(
        "Сейчас на\u{a0}нём публикация №\u{a0}{} от\u{a0}{} ({age}); новое решение, результат или отмену сайт показывает \
         не\u{a0}позже чем через {}.",
        served.number,
        date_time(zone, served.made_at),
        counted(delay, ["секунду", "секунды", "секунд"]),
    );
    if standing.latest > served.number {
        words.push_str(" Готовится следующая.");
    }
    if standing.trouble.is_some() {
        words.push_str(
            " Последнюю публикацию не\u{a0}удалось сделать, на\u{a0}сайте прежняя: скажите администратору, причина в\u{a0}журнале сервера.",
        );
    }
    words
}

/// «Ждут решения 3 · не утверждены 16 · открыты 41»; empty for a handful, where the table says it all.
fn counts(exams: &[LookupPreview]) -> String {
    if exams.len() < 4 {
        return String::new();
    }
    let of = |state| exams.iter().filter(|exam| exam.state == state).count();
    [LookupState::Waits, LookupState::NothingYet, LookupState::Open]
        .map(|state| format!("{}: {}", capitalised(state_words(state)), of(state)))
        .join(" · ")
}

const fn state_words(state: LookupState) -> &'static str {
    match state {
        LookupState::Waits => "ждут решения",
        LookupState::NothingYet => "результатов ещё нет",
        LookupState::Open => "открыты",
    }
}

const fn state_code(state: LookupState) -> &'static str {
    match state {
        LookupState::Waits => "waits",
        LookupState::NothingYet => "nothing-yet",
        LookupState::Open => "open",
    }
}

/// Words are looked for in the name of the exam: form, subject, day.
fn fits(query: &ListQuery, exam: &LookupPreview) -> bool {
    let plain = |text: &str| text.replace('\u{a0}', " ").replace('ё', "е").to_lowercase();
    let title = plain(&exam.name.title());
    let wanted = plain(query.one("q"));
    let (form, state) = (query.one("form"), query.one("state"));
    wanted.split_whitespace().all(|word| title.contains(word))
        && (form.is_empty() || exam.name.group == form)
        && (state.is_empty() || state_code(exam.state) == state)
}

/// Nothing to narrow in a handful of exams.
fn filter_form(query: &ListQuery, exams: &[LookupPreview]) -> Option<FilterForm> {
    if exams.len() < 4 {
        return None;
    }
    let mut groups: Vec<&str> = exams.iter().map(|exam| exam.name.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut forms = vec![Choice::new("", "все")];
    forms.extend(groups.iter().map(|group| Choice::new(*group, *group)));
    let mut states = vec![Choice::new("", "все")];
    for state in [LookupState::Waits, LookupState::NothingYet, LookupState::Open] {
        states.push(Choice::new(state_code(state), state_words(state)));
    }
    let is_narrowed = KEPT.iter().any(|name| !query.one(name).is_empty());
    Some(FilterForm {
        action: PATH.to_owned(),
        parts: vec![
            Field::text("q", "Предмет или день")
                .value(query.one("q"))
                .width(Width::Characters20)
                .into(),
            Choices::select("form", "Форма", forms).choose(query.one("form")).into(),
            Choices::select("state", "Просмотр", states)
                .choose(query.one("state"))
                .into(),
        ],
        button: "Отобрать".to_owned(),
        reset_href: if is_narrowed { PATH.to_owned() } else { String::new() },
    })
}

fn row(signed_in: &SignedInRequest, exam: &LookupPreview) -> Row {
    let title = exam.name.title();
    let (name, state, decision) = match (&exam.opening, exam.state) {
        (Some(opening), _) => {
            let since = date_time(&signed_in.person.zone, Instant::from_micros(opening.opened_at));
            let words = format!(
                "№\u{a0}{} от\u{a0}{}, записано {since}",
                opening.decision_number,
                day_words(&opening.decision_date)
            );
            (Cell::new(title), Tag::green("открыт"), words)
        }
        (None, LookupState::NothingYet) if !exam.is_essay() => {
            (Cell::new(title), Tag::grey("не\u{a0}утверждён"), String::new())
        }
        (None, _) => {
            let tag = match exam.due_day {
                Some(day) if day < signed_in.request.today => Tag::red("закрыт, срок прошёл"),
                Some(_) => Tag::amber("закрыт"),
                None => Tag::grey("закрыт"),
            };
            let words = exam.due_day.map_or_else(String::new, |day| {
                format!("срок\u{a0}— до\u{a0}конца {}", day_and_month(day))
            });
            (Cell::link(title, format!("{PATH}/{}", exam.exam.id)), tag, words)
        }
    };
    let row = Row::new(vec![
        name,
        Cell::tag(state),
        Cell::new(decision).full_line(),
        counted(exam.published, RESULTS).into(),
    ]);
    match exam.state {
        LookupState::NothingYet => row.tone(RowTone::Faded),
        LookupState::Waits | LookupState::Open => row,
    }
}

/// «№ 12 от 10 июня 2027, № 13 от 11 июня 2027».
pub(super) fn protocols(exam: &LookupPreview) -> Phrase {
    let words: Vec<String> = exam
        .protocols
        .iter()
        .map(|(number, day)| format!("№\u{a0}{number} от\u{a0}{}", long_date(*day)))
        .collect();
    Phrase::of(format!("Протокол ГЭК: {}.", words.join(", ")))
}
