//! The production calendar with the region's own days: a day is entered after a look at what it moves (A3).

mod days;

use app::AppError;
use app::calendar::{DayInput, DayPreview, MovedObligation};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use regulations::russian::{capitalised, day_and_month, long_date, weekday_name};
use regulations::{Instant, LegalDate, OverrideKind};
use serde::Deserialize;
use ui::components::{
    Cell, Choice, Choices, Column, Field, FormBlock, FormPart, Link, Phrase, Preview, Row, Section as Part, Tab,
    TableView, Tabs, Width,
};
use ui::page::{Current, Flash};
use ui::pages::general::{ConfirmPage, DetailPage};
use ui::typography::counted;

use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::problems::Problems;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const TERMS: [&str; 3] = ["срок", "срока", "сроков"];

/// Its routes.
pub fn routes() -> Routes {
    let change = Access::May(Action::ManageCalendar);
    Routes::new()
        .get("/calendar", Access::May(Action::SeeTerms), show)
        .post("/calendar/preview", change, preview)
        .post("/calendar/days", change, enter)
        .get("/calendar/days/{day}/remove", change, ask_removal)
        .post("/calendar/days/{day}/remove", change, remove)
}

#[derive(Deserialize)]
struct Chosen {
    year: Option<i16>,
}

#[derive(Deserialize, Default)]
struct Typed {
    #[serde(default)]
    day: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    ground: String,
    /// Hash of the preview that is confirmed.
    #[serde(default)]
    previewed: String,
}

impl Typed {
    fn input(&self) -> DayInput {
        DayInput {
            day: self.day.clone(),
            kind: self.kind.clone(),
            ground: self.ground.clone(),
        }
    }
}

async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    Query(chosen): Query<Chosen>,
) -> Result<Page<DetailPage>, Failure> {
    let year = chosen.year.unwrap_or_else(|| signed_in.request.today.year());
    Ok(Page::new(
        calendar_page(&staff, &signed_in, year, &Typed::default(), &Problems::default()).await?,
    ))
}

async fn calendar_page(
    staff: &Staff,
    signed_in: &SignedInRequest,
    year: i16,
    typed: &Typed,
    problems: &Problems,
) -> Result<DetailPage, Failure> {
    let (calendar, entered) = staff.app.calendar(&signed_in.request).await?;
    let published = calendar.years().find(|one| one.year == year);
    let mut page = DetailPage::new(
        signed_in.shell(format!("Календарь {year}"), Section::Settings),
        format!("Производственный календарь {year}"),
    );
    let tab = |one: i16| {
        Tab::new(
            "",
            one.to_string(),
            format!("/calendar?year={one}"),
            Current::when(|| one == year),
        )
    };
    page.tabs = Some(Tabs {
        label: "Год".to_owned(),
        items: calendar.years().map(|one| tab(one.year)).collect(),
    });
    page.errors = problems.summary();
    let may = signed_in.may(Action::ManageCalendar);
    match published {
        Some(found) => {
            page.sub = format!("{} · {}", counted(found.working_days, ["рабочий день", "рабочих дня", "рабочих дней"]), found.decree);
            page.sections.push(Part::new("days", "Особые дни").table(days::special(&calendar, year)));
        }
        None => page.lead = format!("Календарь на\u{a0}{year}\u{a0}год не\u{a0}опубликован: сроки, которые в\u{a0}него попадают, посчитать нельзя.").into(),
    }
    let own = entered
        .iter()
        .filter(|row| row.day.starts_with(&format!("{year}-")))
        .collect::<Vec<_>>();
    page.sections
        .push(Part::new("own", "Дни, внесённые регионом").table(days::entered(&own, may)));
    if may {
        let part = Part::new("add", "Внести день")
            .lead("Сначала покажем, какие сроки сдвинутся; запишем после подтверждения.");
        page.sections.push(part.form(form(signed_in, typed, problems)));
    }
    Ok(page)
}

fn form(signed_in: &SignedInRequest, typed: &Typed, problems: &Problems) -> FormBlock {
    let kinds = vec![Choice::new("day-off", "Выходной"), Choice::new("working", "Рабочий")];
    let kind = if typed.kind.is_empty() { "day-off" } else { &typed.kind };
    FormBlock::new(signed_in.form("/calendar/preview"), "Показать, что сдвинется")
        .part(FormPart::Line(vec![
            Field::date("day", "День")
                .value(&typed.day)
                .error(problems.of_field("day")),
            Field::text("ground", "Основание")
                .hint("Номер и\u{a0}дата акта, без фамилий: основание видно в\u{a0}журнале")
                .value(&typed.ground)
                .error(problems.of_field("ground"))
                .width(Width::Characters30),
        ]))
        .part(
            Choices::radios("kind", "Какой это день", kinds)
                .choose(kind)
                .error(problems.of_field("kind")),
        )
}

async fn preview(
    State(staff): State<Staff>,
    VerifiedForm {
        signed_in,
        fields: typed,
    }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    match staff.app.preview_day(&signed_in.request, &typed.input()).await {
        Ok(found) => Ok(Page::new(preview_page(&staff, &signed_in, &typed, &found)?).into_response()),
        Err(error) => with_mistakes(&staff, &signed_in, &typed, error).await,
    }
}

async fn with_mistakes(
    staff: &Staff,
    signed_in: &SignedInRequest,
    typed: &Typed,
    error: AppError,
) -> Result<Response, Failure> {
    let problems = Problems::of(error)?;
    let year = signed_in.request.today.year();
    Ok(Page::with_mistakes(calendar_page(staff, signed_in, year, typed, &problems).await?).into_response())
}

fn preview_page(
    staff: &Staff,
    signed_in: &SignedInRequest,
    typed: &Typed,
    found: &DayPreview,
) -> Result<ConfirmPage, Failure> {
    let becomes = match found.kind {
        OverrideKind::DayOff => "выходным",
        OverrideKind::Working => "рабочим",
    };
    let moved = i64::try_from(found.moved.len()).unwrap_or(i64::MAX);
    let button = if moved == 0 {
        "Записать день".to_owned()
    } else {
        format!("Записать день и\u{a0}сдвинуть {}", counted(moved, TERMS))
    };
    let say = Phrase::of(format!("{} станет {becomes}. ", long_date(found.day))).bold(moved_words(moved));
    let post = signed_in
        .form("/calendar/days")
        .with("day", &typed.day)
        .with("kind", &typed.kind)
        .with("ground", &typed.ground)
        .with("previewed", &found.hash);
    let back = format!("/calendar?year={}", found.day.year());
    let preview = Preview::new(say, button, post, Link::new("Не\u{a0}записывать", &back))
        .consequence(format!(
            "Сейчас это {} ({}).",
            found.now,
            weekday_name(found.day.weekday())
        ))
        .consequence(format!("Основание: {}", found.ground));
    let mut shell = signed_in.shell("Что сдвинется", Section::Settings);
    shell.breadcrumbs = vec![Link::new("Календарь", back)];
    let mut page = ConfirmPage::new(shell, format!("Что сдвинется: {}", day_and_month(found.day)), preview);
    page.sub = moved_words(moved);
    page.sections.extend(moved_section(staff, signed_in, &found.moved)?);
    Ok(page)
}

fn moved_words(moved: i64) -> String {
    if moved == 0 {
        "Ни\u{a0}один срок не\u{a0}сдвинется.".to_owned()
    } else {
        format!("Сдвинется {}.", counted(moved, TERMS))
    }
}

fn moved_section(
    staff: &Staff,
    signed_in: &SignedInRequest,
    moved: &[MovedObligation],
) -> Result<Option<Part>, Failure> {
    if moved.is_empty() {
        return Ok(None);
    }
    let rules = staff.app.ruleset()?;
    let row = |one: &MovedObligation| {
        // The stored end is exclusive: the last day is that of the moment before it.
        let last_day = signed_in
            .person
            .zone
            .local_date(Instant::from_micros(one.row.due_at - 1));
        let what = rules
            .term(&one.row.term_id)
            .map_or_else(|_| one.row.clause.clone(), |term| term.summary.clone());
        let days = Phrase::default().change(day_and_month(last_day), day_and_month(one.due_day));
        Row::new(vec![
            one.debtor.as_str().into(),
            Cell::new(what).full_line(),
            days.into(),
        ])
    };
    let table = TableView {
        caption: "Сдвиг сроков".to_owned(),
        hide_caption: true,
        columns: ["Кто", "Что", "Было и\u{a0}станет"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: moved.iter().map(row).collect(),
        ..TableView::default()
    };
    Ok(Some(Part::new("moves", "Сроки до\u{a0}и\u{a0}после").table(table)))
}

async fn enter(
    State(staff): State<Staff>,
    VerifiedForm {
        signed_in,
        fields: typed,
    }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    match staff
        .app
        .enter_day(&signed_in.request, &typed.input(), &typed.previewed)
        .await
    {
        Ok(()) => {
            let day = app::ledgers::parse_day(&typed.day);
            let words = day.map_or_else(String::new, |day| format!(": {}", long_date(day)));
            let year = day.map_or_else(|| signed_in.request.today.year(), LegalDate::year);
            Ok(see_other_with(
                &staff,
                &format!("/calendar?year={year}"),
                &Flash::done(format!("День внесён{words}. Сроки пересчитаны.")),
            ))
        }
        Err(error @ AppError::Invalid(_)) => with_mistakes(&staff, &signed_in, &typed, error).await,
        Err(error) => Err(Failure::from(error).back_to("/calendar")),
    }
}

async fn ask_removal(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    axum::extract::Path(day): axum::extract::Path<String>,
) -> Result<Page<ConfirmPage>, Failure> {
    let found = staff.app.preview_remove_day(&signed_in.request, &day).await?;
    let moved = i64::try_from(found.moved.len()).unwrap_or(i64::MAX);
    let back = format!("/calendar?year={}", found.day.year());
    let button = if moved == 0 {
        "Убрать день".to_owned()
    } else {
        format!("Убрать день и\u{a0}сдвинуть {}", counted(moved, TERMS))
    };
    let say = Phrase::of(format!(
        "{} снова станет таким, как в\u{a0}календаре. ",
        long_date(found.day)
    ))
    .bold(moved_words(moved));
    let post = signed_in
        .form(format!("/calendar/days/{day}/remove"))
        .with("previewed", &found.hash);
    let preview = Preview::new(say, button, post, Link::new("Не\u{a0}убирать", &back))
        .consequence(format!("Сейчас это {}.", found.now))
        .consequence(format!("Внесён по\u{a0}основанию: {}", found.ground));
    let mut shell = signed_in.shell("Убрать день", Section::Settings);
    shell.breadcrumbs = vec![Link::new("Календарь", back)];
    let mut page = ConfirmPage::new(
        shell,
        capitalised(&format!("убрать день: {}", long_date(found.day))),
        preview,
    );
    page.sub = moved_words(moved);
    page.sections.extend(moved_section(&staff, &signed_in, &found.moved)?);
    Ok(Page::new(page))
}

/// Hash of the preview that is confirmed.
#[derive(Deserialize)]
struct Removal {
    #[serde(default)]
    previewed: String,
}

async fn remove(
    State(staff): State<Staff>,
    axum::extract::Path(day): axum::extract::Path<String>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Removal>,
) -> Result<Response, Failure> {
    staff
        .app
        .remove_day(&signed_in.request, &day, &fields.previewed)
        .await
        .map_err(|error| Failure::from(error).back_to(format!("/calendar/days/{day}/remove")))?;
    Ok(see_other_with(
        &staff,
        "/calendar",
        &Flash::done("День убран. Сроки пересчитаны."),
    ))
}
