//! Another choice of day, work type or subjects, by a written request within the term.

use app::AppError;
use app::applications::acts::ChangeInput;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::exam::ExamKind;
use ui::components::{Field, FormBlock};
use ui::page::Flash;
use ui::pages::general::FormPage;
use uuid::Uuid;

use super::{exam_choices, texts, trail, work_types};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clauses_in_words;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<FormPage>, Failure> {
    Ok(Page::new(
        view(&staff, &signed_in, id, None, &Problems::default()).await?,
    ))
}

pub(super) async fn change(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let input = ChangeInput {
        work_type: fields.one("work_type").to_owned(),
        exams: texts(&fields, "exam"),
        day: fields.one("day").to_owned(),
    };
    let back = format!("/applications/{id}");
    let what = (id, fields.version());
    match staff.app.change_application(&signed_in.request, what, &input).await {
        Ok(()) => Ok(see_other_with(&staff, &back, &Flash::done("Выбор изменён."))),
        Err(error @ AppError::Invalid(_)) => {
            let page = view(&staff, &signed_in, id, Some(&fields), &Problems::of(error)?).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: Option<&Fields>,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let found = staff.app.exam_application(&signed_in.request, id).await?;
    let kind = found.line.kind;
    let ahead = staff.app.exams_ahead(kind, signed_in.request.today).await?;
    let standing = found
        .exams
        .iter()
        .fold(Fields::default(), |fields, exam| fields.with("exam", &exam.value));
    let work_type = found
        .line
        .row
        .work_type
        .map(|code| code.to_string())
        .unwrap_or_default();
    let standing = standing.with("work_type", &work_type);
    let typed = typed.unwrap_or(&standing);
    let address = format!("/applications/{id}");
    let form = signed_in
        .form(format!("{address}/change"))
        .with("version", found.line.row.version.to_string());
    let mut block = FormBlock::new(form, "Изменить выбор").part(exam_choices(kind, &ahead, typed, problems));
    if kind == ExamKind::Essay {
        block = block.part(work_types(typed, problems));
    }
    block = block
        .part(
            Field::date("day", "День письменного заявления об\u{a0}изменении")
                .value(typed.one("day"))
                .error(problems.of_field("day")),
        )
        .back("Отказаться", address.as_str());
    let heading = "Изменить выбор";
    let mut page = FormPage::new(signed_in.shell(heading, Section::Applications), heading, block);
    page.shell.breadcrumbs = trail();
    page.sub = format!("Заявление №\u{a0}{}. {}", found.line.row.number, found.line.name);
    page.lead = "Сроки те\u{a0}же, что для самого заявления. Обучающиеся и\u{a0}экстерны день не\u{a0}выбирают.".into();
    page.clauses = clauses_in_words(staff, &["kirov-1497:3.1", "kirov-1497:4.3", "kirov-1497:4.4"])?;
    page.errors = problems.summary();
    Ok(page)
}
