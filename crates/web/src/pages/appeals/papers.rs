//! Scans of a case: shown to who may look at them, added by who brings them; and the request to be shown the КИМ.

use app::AppError;
use app::appeals::papers::ScanInput;
use app::appeals::view::CaseView;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::appeal::papers::PaperKind;
use regulations::russian::{capitalised, day_and_month, numeric_date};
use ui::components::{Cell, Choice, Column, Field, FormBlock, FormPart, Phrase, Row, Section as Part, TableView};
use ui::page::Flash;
use uuid::Uuid;

use super::forms::Desk;
use super::moment;
use super::one::case_page;
use crate::failure::Failure;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::{PathId, download};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;
use crate::upload::VerifiedUpload;

pub(super) async fn add(
    State(staff): State<Staff>,
    PathId(id): PathId,
    upload: VerifiedUpload,
) -> Result<Response, Failure> {
    let VerifiedUpload {
        signed_in,
        fields,
        files,
    } = upload;
    let back = format!("/appeals/{id}");
    let added = match files.into_iter().find(|file| file.field == "file") {
        None => Err(AppError::field("file", "Выберите файл")),
        Some(file) => {
            let input = ScanInput {
                kind: fields.one("paper"),
                name: &file.name,
                stored: file.stored,
            };
            staff.app.add_scan(&signed_in.request, id, &input).await
        }
    };
    match added {
        Ok(()) => Ok(see_other_with(
            &staff,
            &back,
            &Flash::done("Бумага добавлена в\u{a0}дело."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let page = case_page(&staff, &signed_in, id, &fields, &Problems::of(error)?).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    Path((id, paper)): Path<(Uuid, Uuid)>,
) -> Result<Response, Failure> {
    let file = staff.app.scan(&signed_in.request, id, paper).await?;
    Ok(download(&file.file_name, file.media_type, file.bytes))
}

/// The scans of a case, and the form to add one.
pub(super) fn section(desk: &Desk<'_>) -> Option<Part> {
    let Desk { signed_in, view, .. } = desk;
    let kinds: Vec<Choice> = addable(signed_in, view)
        .map(|kind| Choice::new(kind.code(), capitalised(kind.russian())))
        .collect();
    if kinds.is_empty() && view.papers.is_empty() {
        return None;
    }
    let mut part = Part::new("papers", "Сканы");
    if !view.papers.is_empty() {
        part.table = Some(table(signed_in, view));
    }
    if kinds.is_empty() {
        return Some(part);
    }
    let of_work = kinds.iter().any(|kind| kind.value == PaperKind::Materials.code());
    let mut paper = desk.radios("paper", "Что в\u{a0}файле", kinds);
    if of_work {
        paper = paper.hint("Материалы увидит эксперт: без бланка регистрации и\u{a0}без имени участника");
    }
    let block = FormBlock::new(desk.form("papers"), "Добавить бумагу").part(paper).part(
        Field::file("file", "Файл", ".pdf,.jpg,.jpeg,.png")
            .hint("Скан или снимок: PDF, JPEG, PNG, до\u{a0}10\u{a0}МБ. Хранится зашифрованным")
            .error(desk.problems.of_field("file")),
    );
    Some(part.form(block))
}

fn addable<'v>(signed_in: &'v SignedInRequest, view: &'v CaseView) -> impl Iterator<Item = PaperKind> + 'v {
    let role = signed_in.request.actor.role;
    PaperKind::ALL
        .iter()
        .copied()
        .filter(move |kind| kind.may_be_added(role, view.line.state, view.applicant).is_ok())
}

fn table(signed_in: &SignedInRequest, view: &CaseView) -> TableView {
    let id = view.line.row.id;
    TableView {
        caption: "Сканы дела".to_owned(),
        hide_caption: true,
        columns: ["Бумага", "Файл", "Добавлена"].into_iter().map(Column::new).collect(),
        rows: view
            .papers
            .iter()
            .map(|paper| {
                let size = (paper.size + 1023) / 1024;
                Row::new(vec![
                    Cell::link(
                        capitalised(paper.kind.russian()),
                        format!("/appeals/{id}/papers/{}", paper.id),
                    ),
                    Cell::from(format!("{}, {}, {size}\u{a0}КБ", paper.name, paper.media.russian())),
                    Cell::from(moment(signed_in, paper.at.as_micros())),
                ])
            })
            .collect(),
        ..TableView::default()
    }
}

/// The request to be shown the КИМ, while it may still be taken.
pub(super) fn tasks_section(desk: &Desk<'_>) -> Option<Part> {
    let Desk { signed_in, view, .. } = desk;
    let window = view.tasks_until.as_ref()?;
    if !signed_in.may(Action::FileAppeal) {
        return None;
    }
    let typed = |name: &str, otherwise: String| match desk.typed.one(name) {
        "" => otherwise,
        text => text.to_owned(),
    };
    let (now, zone) = (signed_in.request.now, &signed_in.person.zone);
    let block = FormBlock::new(desk.form("tasks"), "Записать заявку").part(FormPart::Line(vec![
        Field::date("tasks_day", "День заявки")
            .value(typed("tasks_day", numeric_date(zone.local_date(now))))
            .error(desk.problems.of_field("tasks_day")),
        Field::time("tasks_time", "Время").value(typed("tasks_time", zone.local_time(now).to_string())),
    ]));
    let lead = Phrase::of(
        "Показать КИМ на\u{a0}заседании просят вместе с\u{a0}апелляцией или отдельной заявкой до\u{a0}конца ",
    )
    .bold(day_and_month(window.last_day))
    .text(format!(" ({}).", view.clause));
    Some(Part::new("tasks", "Заявка на\u{a0}показ КИМ").lead(lead).form(block))
}
