//! The commission's calendar: rooms and days, and one hearing with its schedule of twenty-minute slots.

use app::AppError;
use app::appeals::hearings::{HearingInput, HearingSummary, HearingView};
use app::appeals::list::CaseLine;
use app::appeals::print_notices::HearingPapers;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::appeal::CaseState;
use regulations::Instant;
use regulations::russian::{date_with_weekday, day_and_month, long_date};
use ui::components::{
    Act, Cell, Choice, Choices, Column, Facts, Field, FormBlock, FormPart, Link, Phrase, Row, RowTone, Section as Part,
    TableView, Tag, Width,
};
use ui::page::Flash;
use ui::pages::general::{DetailPage, ListPage};
use ui::typography::counted;
use uuid::Uuid;

use super::{number_words, state_tag, trail};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::pieces::{PathId, download};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;
use app::subject_duties::most_pressing;

const APPEALS: [&str; 3] = ["апелляция", "апелляции", "апелляций"];

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<ListPage>, Failure> {
    let input = HearingInput::default();
    Ok(Page::new(
        calendar(&staff, &signed_in, &query, &input, &Problems::default()).await?,
    ))
}

pub(super) async fn enter(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let input = HearingInput {
        day: fields.one("day").to_owned(),
        time: fields.one("time").to_owned(),
        place: fields.one("place").to_owned(),
        room: fields.one("room").to_owned(),
    };
    match staff.app.enter_hearing(&signed_in.request, &input).await {
        Ok(id) => Ok(see_other_with(
            &staff,
            &format!("/hearings/{id}"),
            &Flash::done("Заседание открыто. Назначьте апелляции."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let page = calendar(&staff, &signed_in, &ListQuery::default(), &input, &problems).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to("/hearings")),
    }
}

async fn calendar(
    staff: &Staff,
    signed_in: &SignedInRequest,
    query: &ListQuery,
    typed: &HearingInput,
    problems: &Problems,
) -> Result<ListPage, Failure> {
    let (hearings, waiting) = staff.app.hearing_calendar(&signed_in.request).await?;
    let (shown, pager) = one_page(hearings, query.page(), &query.address_of_pages("/hearings", &[]));
    let heading = "Календарь заседаний";
    let table = TableView {
        caption: heading.to_owned(),
        hide_caption: true,
        columns: vec![
            Column::new("День"),
            Column::new("Начало"),
            Column::new("Где"),
            Column::number("Апелляций"),
            Column::number("Не\u{a0}извещены"),
            Column::number("Решено"),
        ],
        rows: shown.iter().map(|one| hearing_row(signed_in, one)).collect(),
        pager,
        empty_text: "Заседаний ещё нет.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(signed_in.shell(heading, Section::Appeals), heading, table);
    page.shell.breadcrumbs = trail();
    let count = i64::try_from(waiting).unwrap_or(i64::MAX);
    page.lead = match waiting {
        0 => "Апелляций, которые ждут назначения, нет.".into(),
        _ => Phrase::of("Ждут назначения: ").link(counted(count, APPEALS), "/appeals?group=preparing"),
    };
    let of = |field: &str| problems.of_field(field);
    let form = FormBlock::new(signed_in.form("/hearings"), "Открыть заседание")
        .part(FormPart::Line(vec![
            Field::date("day", "День").value(&typed.day).error(of("day")),
            Field::time("time", "Начало").value(&typed.time).error(of("time")),
            Field::text("room", "Аудитория")
                .value(&typed.room)
                .width(Width::Characters5)
                .error(of("room")),
        ]))
        .part(
            Field::text("place", "Где")
                .hint("Адрес или организация: это увидит тот, кого известят")
                .value(&typed.place)
                .error(of("place")),
        );
    page.sections.push(
        Part::new("new", "Новое заседание")
            .lead("Одна аудитория в\u{a0}один день; апелляции встают одна за\u{a0}другой по\u{a0}20\u{a0}минут. В\u{a0}выходной день заседать нельзя.")
            .form(form),
    );
    Ok(page)
}

fn hearing_row(signed_in: &SignedInRequest, one: &HearingSummary) -> Row {
    let zone = &signed_in.person.zone;
    let past = one.day < signed_in.request.today;
    Row::new(vec![
        Cell::link(date_with_weekday(one.day), format!("/hearings/{}", one.row.id)),
        Cell::from(zone.local_time(one.starts_at).to_string()),
        Cell::from(format!("{}, ауд.\u{a0}{}", one.row.place, one.row.room)).full_line(),
        Cell::from(one.cases.to_string()),
        Cell::from(one.untold.to_string()),
        Cell::from(one.decided.to_string()),
    ])
    .tone(if past { RowTone::Faded } else { RowTone::Plain })
}

pub(super) async fn one(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<DetailPage>, Failure> {
    Ok(Page::new(
        hearing_page(&staff, &signed_in, id, &Fields::default(), &Problems::default()).await?,
    ))
}

pub(super) async fn appoint(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let cases: Vec<(Uuid, i64)> = fields.all("case").filter_map(case_of).collect();
    let back = format!("/hearings/{id}");
    match staff.app.appoint_cases(&signed_in.request, id, &cases).await {
        Ok(count) => {
            let words = format!("Назначено: {}. Известите участников.", counted(count, APPEALS));
            Ok(see_other_with(&staff, &back, &Flash::done(words)))
        }
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let page = hearing_page(&staff, &signed_in, id, &fields, &problems).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

/// «id.version», as a tick carries them.
fn case_of(value: &str) -> Option<(Uuid, i64)> {
    let (id, version) = value.split_once('.')?;
    Some((Uuid::parse_str(id).ok()?, version.parse().ok()?))
}

pub(super) async fn notices(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, .. }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/hearings/{id}");
    let told = staff.app.give_notices(&signed_in.request, id).await;
    let told = told.map_err(|error| Failure::from(error).back_to(&back))?;
    let words = format!("Извещения записаны: {}.", counted(told, APPEALS));
    Ok(see_other_with(&staff, &back, &Flash::done(words)))
}

async fn hearing_page(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Fields,
    problems: &Problems,
) -> Result<DetailPage, Failure> {
    let view = staff.app.hearing_view(&signed_in.request, id).await?;
    let summary = &view.summary;
    let heading = format!("Заседание {}", long_date(summary.day));
    let mut page = DetailPage::new(signed_in.shell(heading.clone(), Section::Appeals), heading);
    page.shell.breadcrumbs = trail();
    page.shell
        .breadcrumbs
        .push(Link::new("Календарь заседаний", "/hearings"));
    page.errors = problems.summary();
    page.facts = Some(
        Facts::default()
            .row("Где", format!("{}, ауд.\u{a0}{}", summary.row.place, summary.row.room))
            .row(
                "Начало",
                signed_in.person.zone.local_time(summary.starts_at).to_string(),
            )
            .row(
                "Кворум",
                format!("{} из\u{a0}{} членов комиссии", view.quorum, view.members),
            ),
    );
    if summary.untold > 0 && summary.day >= signed_in.request.today {
        let count = i64::try_from(summary.untold).unwrap_or(i64::MAX);
        page.acts.push(Act::post(
            format!("Записать извещения: {}", counted(count, APPEALS)),
            signed_in.form(format!("/hearings/{id}/notices")),
        ));
    }
    page.acts.extend(prints(&view));
    page.sections.push(schedule(signed_in, &view));
    if summary.day >= signed_in.request.today {
        page.sections.push(waiting(signed_in, &view, typed, problems));
    }
    Ok(page)
}

pub(super) async fn notices_pdf(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    printed(&staff, &signed_in, id, HearingPapers::Notices).await
}

pub(super) async fn decisions_pdf(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    printed(&staff, &signed_in, id, HearingPapers::Decisions).await
}

async fn printed(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    papers: HearingPapers,
) -> Result<Response, Failure> {
    let file = staff.app.print_hearing(&signed_in.request, id, papers).await;
    let file = file.map_err(|error| Failure::from(error).back_to(format!("/hearings/{id}")))?;
    Ok(download(&file.file_name, file.media_type, file.bytes))
}

/// What may be printed of the whole hearing.
fn prints(view: &HearingView) -> Vec<Act> {
    let id = view.summary.row.id;
    let mut acts = Vec::new();
    if view.lines.iter().any(|line| line.state == CaseState::Appointed) {
        acts.push(Act::link("Извещения всем, PDF", format!("/hearings/{id}/notices.pdf")).secondary());
    }
    if view.lines.iter().any(|line| line.row.decided_at.is_some()) {
        acts.push(
            Act::link(
                "Уведомления о\u{a0}решениях, PDF",
                format!("/hearings/{id}/decisions.pdf"),
            )
            .secondary(),
        );
    }
    acts
}

fn schedule(signed_in: &SignedInRequest, view: &HearingView) -> Part {
    Part::new("schedule", "Расписание").table(TableView {
        caption: "Апелляции заседания по\u{a0}времени".to_owned(),
        hide_caption: true,
        columns: ["Время", "Апелляция", "Участник", "Экзамен", "Извещение", "Состояние"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: view.lines.iter().map(|line| slot_row(signed_in, line)).collect(),
        empty_text: "Апелляций на\u{a0}это заседание ещё не\u{a0}назначено.".into(),
        ..TableView::default()
    })
}

fn slot_row(signed_in: &SignedInRequest, line: &CaseLine) -> Row {
    let zone = &signed_in.person.zone;
    let time = line
        .row
        .slot_at
        .map(|at| zone.local_time(Instant::from_micros(at)).to_string());
    let notice = match line.row.noticed_at {
        Some(at) => Cell::from(regulations::russian::short_date_time(zone, Instant::from_micros(at))),
        None => Cell::tag(Tag::amber("не\u{a0}извещён")),
    };
    Row::new(vec![
        Cell::from(time.unwrap_or_default()),
        Cell::link(number_words(line.row.number), format!("/appeals/{}", line.row.id)),
        Cell::from(format!("{}, {}", line.name, line.organisation)),
        Cell::from(line.exam.name()).full_line(),
        notice,
        Cell::tag(state_tag(line.state)),
    ])
    .tone(if line.state.is_final() {
        RowTone::Faded
    } else {
        RowTone::Plain
    })
}

fn waiting(signed_in: &SignedInRequest, view: &HearingView, typed: &Fields, problems: &Problems) -> Part {
    let part = Part::new("waiting", "Назначить на\u{a0}это заседание");
    if view.waiting.is_empty() {
        return part.lead("Апелляций, которые ждут назначения, нет.");
    }
    let was_typed = typed.all("case").next().is_some();
    let options = view
        .waiting
        .iter()
        .map(|line| {
            let value = format!("{}.{}", line.row.id, line.row.version);
            let term = most_pressing(&line.duties)
                .filter(|duty| duty.is_open())
                .map(|duty| format!("решить до\u{a0}конца {}", day_and_month(duty.due_day)));
            let choice = Choice::new(
                &value,
                format!("{} {}, {}", number_words(line.row.number), line.name, line.exam.name()),
            )
            .hint(term.unwrap_or_default());
            match was_typed && typed.all("case").any(|one| one == value) {
                true => choice.chosen(),
                false => choice,
            }
        })
        .collect();
    let of_hearing = problems.of_field("hearing");
    let error = if of_hearing.is_empty() {
        problems.of_field("case")
    } else {
        of_hearing
    };
    let block = FormBlock::new(
        signed_in.form(format!("/hearings/{}/appoint", view.summary.row.id)),
        "Назначить отмеченные",
    )
    .part(
        Choices::checkboxes("case", "Апелляции, которые ждут назначения", options)
            .id(if error.is_empty() { "case" } else { "hearing" })
            .hint("Встанут на\u{a0}свободное время по\u{a0}порядку")
            .error(error),
    );
    part.form(block)
}
