//! РЦОИ recounts a granted appeal: first what would change, then the act over exactly that.

use app::appeals::recount::RecountPreview;
use axum::extract::State;
use axum::response::Response;
use ui::components::{Cell, Column, Facts, Link, Phrase, Preview, Row, Section as Part, TableView};
use ui::page::Flash;
use ui::pages::general::ConfirmPage;

use super::{number_words, trail};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<ConfirmPage>, Failure> {
    let preview = staff.app.recount_preview(&signed_in.request, id).await;
    let preview = preview.map_err(|error| Failure::from(error).back_to(format!("/appeals/{id}")))?;
    Ok(Page::new(view(&signed_in, &preview)))
}

pub(super) async fn recount(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/appeals/{id}");
    staff
        .app
        .recount(&signed_in.request, id, fields.version(), fields.one("previewed_hash"))
        .await
        .map_err(|error| Failure::from(error).back_to(&back))?;
    let flash =
        Flash::done("Новая редакция передана в\u{a0}ГЭК: её предлагает секретарь и\u{a0}утверждает председатель.");
    Ok(see_other_with(&staff, &back, &flash))
}

fn view(signed_in: &SignedInRequest, preview: &RecountPreview) -> ConfirmPage {
    let row = &preview.row;
    let back = format!("/appeals/{}", row.id);
    let form = signed_in
        .form(format!("{back}/recount"))
        .with("version", row.version.to_string())
        .with("previewed_hash", &preview.hash);
    let say = Phrase::of("Будет внесена редакция ")
        .bold(preview.edition_number.to_string())
        .text(": ")
        .change(&preview.was, &preview.now);
    let act = Preview::new(say, "Внести и\u{a0}передать в\u{a0}ГЭК", form, Link::new("Назад к\u{a0}делу", &back))
        .consequence("Меняется один результат; до\u{a0}утверждения председателем ГЭК опубликован прежний.")
        .consequence("Секретарь ГЭК предложит протокол изменения, председатель утвердит его; потом ведомости пойдут тем\u{a0}же путём.");
    let heading = "Пересчёт по\u{a0}апелляции";
    let mut page = ConfirmPage::new(signed_in.shell(heading, Section::Appeals), heading, act);
    page.shell.breadcrumbs = trail();
    page.shell
        .breadcrumbs
        .push(Link::new(format!("Апелляция {}", number_words(row.number)), &back));
    page.sub = preview.exam.title();
    page.facts = Some(
        Facts::default()
            .row("Было", preview.was.as_str())
            .row("Станет", preview.now.as_str()),
    );
    if !preview.tasks.is_empty() {
        page.sections.push(
            Part::new("tasks", "Было и\u{a0}станет по\u{a0}заданиям").table(TableView {
                caption: "Баллы за\u{a0}задания, которые меняются".to_owned(),
                hide_caption: true,
                columns: vec![Column::new("Задание"), Column::new("Балл")],
                rows: preview
                    .tasks
                    .iter()
                    .map(|task| {
                        Row::new(vec![
                            Cell::from(task.task.as_str()),
                            Cell::new(Phrase::default().change(task.was.to_string(), task.now.to_string())),
                        ])
                    })
                    .collect(),
                ..TableView::default()
            }),
        );
    }
    page
}
