//! The lists of the exam day: РЦОИ enters and gives them, the commission reads them.

use app::AppError;
use app::commission::day_records::{DayList, DayRecordInput, DayRecordView, DayRecords};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::approval::holds::DayRecord;
use regulations::Instant;
use regulations::russian::{capitalised, date_time};
use ui::components::{
    Act, Cell, Choice, Choices, Column, Field, FormBlock, Phrase, Row, RowTone, Section as Part, TableView, Tag,
};
use ui::page::Flash;
use ui::pages::general::DetailPage;
use uuid::Uuid;

use super::trail_of;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clauses_in_words;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pages::listing::one_page;
use crate::pieces::{PathId, PathIds};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const CLAUSES: [&str; 1] = ["mordovia-187:8.1"];

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(exam): PathId,
    query: ListQuery,
) -> Result<Page<DetailPage>, Failure> {
    let page = view(
        &staff,
        &signed_in,
        exam,
        &query,
        &DayRecordInput::default(),
        &Problems::default(),
    )
    .await?;
    Ok(Page::new(page))
}

pub(super) async fn record(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let typed = DayRecordInput {
        kind: fields.one("kind").to_owned(),
        participant_code: fields.one("participant_code").to_owned(),
        person: fields.one("person").to_owned(),
        act_number: fields.one("act_number").to_owned(),
        time: fields.one("time").to_owned(),
    };
    let back = format!("/desk/{exam}/day");
    match staff.app.record_exam_day(&signed_in.request, exam, &typed).await {
        Ok(_) => Ok(see_other_with(&staff, &back, &Flash::done("Запись внесена."))),
        Err(error @ AppError::Invalid(_)) => {
            let query = ListQuery::default();
            let page = view(&staff, &signed_in, exam, &query, &typed, &Problems::of(error)?).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

pub(super) async fn give_list(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/desk/{exam}/day");
    let list = DayList::from_code(fields.one("list")).ok_or(Failure::UnreadableForm)?;
    let given = staff.app.give_day_list(&signed_in.request, exam, list).await;
    given.map_err(|error| Failure::from(error).back_to(&back))?;
    Ok(see_other_with(
        &staff,
        &back,
        &Flash::done("Список передан в\u{a0}ГЭК."),
    ))
}

pub(super) async fn cancel(
    State(staff): State<Staff>,
    PathIds(exam, record): PathIds,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/desk/{exam}/day");
    let cancelled = staff
        .app
        .cancel_day_record(&signed_in.request, record, fields.one("ground"))
        .await;
    cancelled.map_err(|error| Failure::from(error).back_to(&back))?;
    Ok(see_other_with(&staff, &back, &Flash::done("Запись отменена.")))
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    exam: Uuid,
    query: &ListQuery,
    typed: &DayRecordInput,
    problems: &Problems,
) -> Result<DetailPage, Failure> {
    let found = staff.app.day_records(&signed_in.request, exam).await?;
    let heading = "Списки дня экзамена";
    let mut page = DetailPage::new(signed_in.shell(heading, Section::Desk), heading);
    page.shell.breadcrumbs = trail_of(&found.exam);
    page.sub = found.exam.title();
    page.lead = "Удалённые, завершившие досрочно по\u{a0}уважительной причине и\u{a0}пришедшие без регистрации. Кто просто закончил, в\u{a0}список не\u{a0}входит.".into();
    page.errors = problems.summary();
    let may_record = signed_in.may(Action::RecordExamDay);
    page.sections.push(records_section(staff, signed_in, &found, query)?);
    if may_record {
        page.acts = give_acts(signed_in, &found);
        page.sections.push(form_section(signed_in, exam, typed, problems));
        page.sections.extend(cancel_sections(signed_in, &found, query));
    }
    Ok(page)
}

fn give_acts(signed_in: &SignedInRequest, found: &DayRecords) -> Vec<Act> {
    let act = |list: DayList| {
        let words = match list {
            DayList::Removed => "Передать в\u{a0}ГЭК список удалённых и\u{a0}завершивших досрочно",
            DayList::Unregistered => "Передать в\u{a0}ГЭК список пришедших без регистрации",
        };
        let form = signed_in
            .form(format!("/desk/{}/day/list", found.exam.id))
            .with("list", list.code());
        Act::post(words, form).secondary()
    };
    DayList::ALL
        .into_iter()
        .filter(|list| found.given.iter().all(|(given, _)| given != list))
        .map(act)
        .collect()
}

fn records_section(
    staff: &Staff,
    signed_in: &SignedInRequest,
    found: &DayRecords,
    query: &ListQuery,
) -> Result<Part, Failure> {
    let address = query.address_of_pages(&format!("/desk/{}/day", found.exam.id), &[]);
    let (shown, pager) = one_page(found.records.clone(), query.page(), &address);
    let given: Vec<String> = found
        .given
        .iter()
        .map(|(list, at)| {
            let name = match list {
                DayList::Removed => "удалённые и\u{a0}завершившие досрочно",
                DayList::Unregistered => "пришедшие без регистрации",
            };
            format!("{name}\u{a0}— {}", date_time(&signed_in.person.zone, *at))
        })
        .collect();
    let lead = if given.is_empty() {
        "Списки в\u{a0}ГЭК ещё не\u{a0}переданы.".to_owned()
    } else {
        format!("Переданы в\u{a0}ГЭК: {}.", given.join("; "))
    };
    let table = TableView {
        caption: "Записи дня экзамена".to_owned(),
        hide_caption: true,
        columns: vec![
            Column::new("Кто"),
            Column::new("Код"),
            Column::new("Организация"),
            Column::new("Что произошло"),
            Column::new("Когда"),
            Column::new("Акт"),
            Column::new("Внёс"),
        ],
        rows: shown.iter().map(|one| record_row(signed_in, one)).collect(),
        pager,
        empty_text: "Записей нет.".into(),
        ..TableView::default()
    };
    let mut part = Part::new("records", "Записи").lead(lead).table(table);
    part.clauses = clauses_in_words(staff, &CLAUSES)?;
    Ok(part)
}

fn record_row(signed_in: &SignedInRequest, one: &DayRecordView) -> Row {
    let mut what = Phrase::of(capitalised(one.kind.russian()));
    if let Some(ground) = &one.row.cancel_ground {
        what = what.text(" ").tag(Tag::grey(format!("отменена: {ground}")));
    } else if one.after_the_list {
        what = what.text(" ").tag(Tag::amber("внесено после передачи списка"));
    }
    let tone = if one.row.cancelled_at.is_some() {
        RowTone::Faded
    } else {
        RowTone::Plain
    };
    Row::new(vec![
        Cell::from(one.who.as_str()),
        Cell::from(one.participant_code.as_str()),
        Cell::from(one.organisation.as_str()).full_line(),
        Cell::from(what).full_line(),
        Cell::from(date_time(
            &signed_in.person.zone,
            Instant::from_micros(one.row.happened_at),
        )),
        Cell::from(one.row.act_number.as_str()),
        Cell::from(one.by.as_str()),
    ])
    .tone(tone)
}

fn form_section(signed_in: &SignedInRequest, exam: Uuid, typed: &DayRecordInput, problems: &Problems) -> Part {
    let mut kinds = vec![Choice::new("", "Выберите")];
    kinds.extend(
        DayRecord::ALL
            .iter()
            .map(|kind| Choice::new(kind.code(), capitalised(kind.russian()))),
    );
    let block = FormBlock::new(signed_in.form(format!("/desk/{exam}/day")), "Внести запись")
        .part(
            Choices::select("kind", "Что произошло", kinds)
                .choose(&typed.kind)
                .error(problems.of_field("kind")),
        )
        .part(
            Field::text("participant_code", "Код участника")
                .hint("Для удалённых и\u{a0}завершивших досрочно")
                .value(&typed.participant_code)
                .error(problems.of_field("participant_code")),
        )
        .part(
            Field::text("person", "Кто пришёл без регистрации")
                .hint("Фамилия, имя, документ, организация")
                .value(&typed.person)
                .error(problems.of_field("person")),
        )
        .part(
            Field::text("act_number", "Номер акта")
                .value(&typed.act_number)
                .error(problems.of_field("act_number")),
        )
        .part(
            Field::time("time", "Время дня экзамена")
                .value(&typed.time)
                .error(problems.of_field("time")),
        );
    Part::new("new", "Новая запись").form(block)
}

/// One small form for each record in force of the page.
fn cancel_sections(signed_in: &SignedInRequest, found: &DayRecords, query: &ListQuery) -> Vec<Part> {
    let (shown, _) = one_page(found.records.clone(), query.page(), "");
    let form = |one: &DayRecordView| {
        let id = one.row.id;
        let block = FormBlock::new(
            signed_in.form(format!("/desk/{}/day/{id}/cancel", found.exam.id)),
            "Отменить запись",
        )
        .part(
            Field::text("ground", "Почему запись неверна")
                .id(format!("ground-{id}"))
                .hint("Без фамилий"),
        );
        Part::new(
            format!("cancel-{id}"),
            format!("Отменить: {}, акт {}", one.kind.russian(), one.row.act_number),
        )
        .form(block)
    };
    shown
        .iter()
        .filter(|one| one.row.cancelled_at.is_none())
        .map(form)
        .collect()
}
