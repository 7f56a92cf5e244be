//! An order is entered: the document and what it picks; the same page shows what would be picked before it is recorded.

use app::AppError;
use app::rechecks::order::{OrderInput, OrderPreview};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::recheck::{Orderer, RecheckKind};
use regulations::russian::capitalised;
use ui::components::{
    Cell, Choice, Choices, Column, Field, FormBlock, FormPart, Row, Section as Part, TableView, Width,
};
use ui::page::Flash;
use ui::pages::general::FormPage;
use ui::typography::counted;

use super::trail;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clauses_in_words;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const CLAUSES: [&str; 4] = [
    "mordovia-187:8.6",
    "mordovia-187:7",
    "kuzbass-gia9:info 3",
    "rostov-essay:8.4",
];
const WORKS: [&str; 3] = ["работа", "работы", "работ"];
/// More organisations than this are a number.
const MOST_NAMED: usize = 100;

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<FormPage>, Failure> {
    let typed = OrderInput {
        exam: query.one("exam").to_owned(),
        ..OrderInput::default()
    };
    Ok(Page::new(
        view(&staff, &signed_in, &typed, None, &Problems::default()).await?,
    ))
}

pub(super) async fn enter(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let field = |name: &str| fields.one(name).to_owned();
    let typed = OrderInput {
        exam: field("exam"),
        kind: field("kind"),
        orderer: field("orderer"),
        document: field("document"),
        document_date: field("document_date"),
        reason: field("reason"),
        organisation: field("organisation"),
        least: field("least"),
        greatest: field("greatest"),
        codes: field("codes"),
    };
    let preview = match staff.app.preview_recheck_order(&signed_in.request, &typed).await {
        Ok(preview) => preview,
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let page = view(&staff, &signed_in, &typed, None, &problems).await?;
            return Ok(Page::with_mistakes(page).into_response());
        }
        Err(error) => return Err(Failure::from(error).back_to("/rechecks/new")),
    };
    if fields.one("previewed_hash") != preview.hash {
        let page = view(&staff, &signed_in, &typed, Some(&preview), &Problems::default()).await?;
        return Ok(Page::new(page).into_response());
    }
    let id = staff
        .app
        .order_recheck(&signed_in.request, &typed, &preview.hash)
        .await
        .map_err(|error| Failure::from(error).back_to("/rechecks/new"))?;
    let works = counted(i64::try_from(preview.works).unwrap_or(i64::MAX), WORKS);
    Ok(see_other_with(
        &staff,
        &format!("/rechecks/{id}"),
        &Flash::done(format!(
            "Решение внесено: {works}. Опубликованное пока не\u{a0}меняется."
        )),
    ))
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    typed: &OrderInput,
    preview: Option<&OrderPreview>,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let heading = "Внести решение о\u{a0}перепроверке";
    let form = form_of(staff, signed_in, typed, preview, problems).await?;
    let mut page = FormPage::new(signed_in.shell(heading, Section::Appeals), heading, form);
    page.shell.breadcrumbs = trail();
    page.lead = "Отбираются только выпущенные проверенные работы. До\u{a0}решения председателя, а\u{a0}по\u{a0}сочинению\u{a0}— до\u{a0}окончания обработки, опубликованное не\u{a0}меняется.".into();
    page.clauses = clauses_in_words(staff, &CLAUSES)?;
    page.errors = problems.summary();
    if let Some(preview) = preview {
        page.sections.extend(preview_parts(preview));
    }
    Ok(page)
}

async fn form_of(
    staff: &Staff,
    signed_in: &SignedInRequest,
    typed: &OrderInput,
    preview: Option<&OrderPreview>,
    problems: &Problems,
) -> Result<FormBlock, Failure> {
    let of = |field: &str| problems.of_field(field);
    let mut exams = vec![Choice::new("", "Выберите экзамен")];
    exams.extend(
        staff
            .app
            .exams()
            .await?
            .iter()
            .map(|exam| Choice::new(exam.id.to_string(), capitalised(&exam.title()))),
    );
    let kinds = RecheckKind::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    let orderers = Orderer::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    let mut post = signed_in.form("/rechecks/new");
    let button = match preview {
        Some(preview) => {
            post = post.with("previewed_hash", &preview.hash);
            let works = counted(i64::try_from(preview.works).unwrap_or(i64::MAX), WORKS);
            format!("Записать решение: {works}")
        }
        None => "Показать, что отобрано".to_owned(),
    };
    Ok(FormBlock::new(post, button)
        .part(
            Choices::select("exam", "Экзамен", exams)
                .choose(&typed.exam)
                .error(of("exam")),
        )
        .part(
            Choices::radios("kind", "Что назначено", kinds)
                .choose(&typed.kind)
                .error(of("kind")),
        )
        .part(
            Choices::radios("orderer", "Кто решил", orderers)
                .choose(&typed.orderer)
                .error(of("orderer")),
        )
        .part(FormPart::Line(vec![
            Field::text("document", "Номер документа")
                .value(&typed.document)
                .width(Width::Characters20)
                .error(of("document")),
            Field::date("document_date", "День документа")
                .value(&typed.document_date)
                .error(of("document_date")),
        ]))
        .part(
            Field::text("reason", "Почему")
                .hint("Без фамилий: это увидят школы, чьи работы отобраны")
                .value(&typed.reason)
                .error(of("reason")),
        )
        .part(
            Field::text("organisation", "Код организации")
                .hint("Её работы и\u{a0}работы организаций под ней; пусто\u{a0}— весь регион")
                .value(&typed.organisation)
                .width(Width::Characters20)
                .error(of("organisation")),
        )
        .part(FormPart::Line(vec![
            Field::text("least", "Первичный балл от")
                .value(&typed.least)
                .width(Width::Characters5)
                .inputmode("numeric")
                .error(of("least")),
            Field::text("greatest", "до")
                .value(&typed.greatest)
                .width(Width::Characters5)
                .inputmode("numeric")
                .error(of("greatest")),
        ]))
        .part(
            Field::area("codes", "Коды участников", 4)
                .hint("Через пробел, запятую или с\u{a0}новой строки; пусто\u{a0}— все")
                .value(&typed.codes)
                .error(of("codes")),
        )
        .back("Отказаться", "/rechecks"))
}

fn preview_parts(preview: &OrderPreview) -> Vec<Part> {
    let works = counted(i64::try_from(preview.works).unwrap_or(i64::MAX), WORKS);
    let named = preview.by_organisation.iter().take(MOST_NAMED);
    let mut parts = vec![
        Part::new("picked", format!("Отобрано: {works}"))
            .lead(format!(
                "{}: {}. Чтобы записать, нажмите кнопку формы ещё раз.",
                preview.exam.title(),
                preview.picked
            ))
            .table(TableView {
                caption: "Работ по\u{a0}организациям".to_owned(),
                columns: vec![Column::new("Где знакомят"), Column::number("Работ")],
                rows: named
                    .map(|(name, count)| Row::new(vec![Cell::from(name.as_str()), Cell::from(count.to_string())]))
                    .collect(),
                note: match preview.by_organisation.len().checked_sub(MOST_NAMED) {
                    Some(more) if more > 0 => format!("И\u{a0}ещё организаций: {more}"),
                    _ => String::new(),
                },
                ..TableView::default()
            }),
    ];
    if !preview.left_out.is_empty() {
        parts.push(
            Part::new("left-out", "Не\u{a0}отобраны").table(TableView {
                caption: "Коды, которых в\u{a0}перепроверке не\u{a0}будет".to_owned(),
                hide_caption: true,
                columns: vec![Column::new("Код"), Column::new("Почему")],
                rows: preview
                    .left_out
                    .iter()
                    .take(MOST_NAMED)
                    .map(|(code, why)| Row::new(vec![Cell::from(code.as_str()), Cell::from(*why)]))
                    .collect(),
                ..TableView::default()
            }),
        );
    }
    parts
}
