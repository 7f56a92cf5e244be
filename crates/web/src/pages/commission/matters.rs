//! Open matters: inquiries, procedure appeals, rechecks. While one is open the result is not approved.

use app::AppError;
use app::commission::matters::{MatterInput, MatterView, Matters};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::approval::holds::OpenMatter;
use regulations::Instant;
use regulations::russian::{capitalised, date_time};
use ui::components::{
    Act, Cell, Choice, Choices, Column, Field, FormBlock, Row, RowTone, Section as Part, TableView, Tag,
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

const CLAUSES: [&str; 2] = ["mordovia-187:9.1", "kuzbass-gia9:rights 6"];

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
        &MatterInput::default(),
        &Problems::default(),
    )
    .await?;
    Ok(Page::new(page))
}

pub(super) async fn open(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let typed = MatterInput {
        kind: fields.one("kind").to_owned(),
        participant_code: fields.one("participant_code").to_owned(),
        ground: fields.one("ground").to_owned(),
    };
    let back = format!("/desk/{exam}/matters");
    match staff.app.open_matter(&signed_in.request, exam, &typed).await {
        Ok(_) => Ok(see_other_with(
            &staff,
            &back,
            &Flash::done("Записано. Пока это открыто, результат не\u{a0}утверждается."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let query = ListQuery::default();
            let page = view(&staff, &signed_in, exam, &query, &typed, &Problems::of(error)?).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

pub(super) async fn close(
    State(staff): State<Staff>,
    PathIds(exam, matter): PathIds,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let back = format!("/desk/{exam}/matters");
    let closed = staff
        .app
        .close_matter(&signed_in.request, matter, fields.one("outcome"))
        .await;
    closed.map_err(|error| Failure::from(error).back_to(&back))?;
    Ok(see_other_with(&staff, &back, &Flash::done("Закрыто.")))
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    exam: Uuid,
    query: &ListQuery,
    typed: &MatterInput,
    problems: &Problems,
) -> Result<DetailPage, Failure> {
    let found = staff.app.matters(&signed_in.request, exam).await?;
    let heading = "Проверки и\u{a0}апелляции";
    let mut page = DetailPage::new(signed_in.shell(heading, Section::Desk), heading);
    page.shell.breadcrumbs = trail_of(&found.exam);
    page.sub = found.exam.title();
    page.lead =
        "Пока проверка, апелляция о\u{a0}нарушении или перепроверка открыта, результат не\u{a0}утверждается.".into();
    page.errors = problems.summary();
    let address = query.address_of_pages(&format!("/desk/{exam}/matters"), &[]);
    let (shown, pager) = one_page(found.matters.clone(), query.page(), &address);
    let mut part = Part::new("matters", "Записи").table(TableView {
        caption: "Проверки и\u{a0}апелляции экзамена".to_owned(),
        hide_caption: true,
        columns: [
            "Участник",
            "Код",
            "Организация",
            "Что открыто",
            "Основание",
            "Открыто",
            "Состояние",
        ]
        .into_iter()
        .map(Column::new)
        .collect(),
        rows: shown.iter().map(|one| matter_row(signed_in, one)).collect(),
        pager,
        empty_text: "Ничего не\u{a0}открыто.".into(),
        ..TableView::default()
    });
    part.clauses = clauses_in_words(staff, &CLAUSES)?;
    page.sections.push(part);
    if signed_in.may(Action::KeepMatters) {
        page.acts.push(Act::link(
            "Внести апелляцию о\u{a0}нарушении",
            format!("/desk/{exam}/procedure-appeal"),
        ));
        page.sections.push(form_section(signed_in, &found, typed, problems));
        page.sections.extend(
            shown
                .iter()
                .filter(|one| one.row.closed_at.is_none())
                .map(|one| close_section(signed_in, exam, one)),
        );
    }
    Ok(page)
}

fn matter_row(signed_in: &SignedInRequest, one: &MatterView) -> Row {
    let moment = |at: i64| date_time(&signed_in.person.zone, Instant::from_micros(at));
    let (state, tone) = match (&one.row.closed_at, &one.row.outcome) {
        (Some(at), outcome) => {
            let outcome = outcome.as_deref().unwrap_or_default();
            let words = format!("закрыто {}, {}: {outcome}", moment(*at), one.closed_by);
            (Cell::from(words).full_line(), RowTone::Faded)
        }
        (None, _) if one.row.informed_at.is_none() => (
            Cell::tag(Tag::amber("открыто, председатель не\u{a0}оповещён")),
            RowTone::Open,
        ),
        (None, _) => (Cell::tag(Tag::blue("открыто")), RowTone::Open),
    };
    Row::new(vec![
        Cell::from(one.name.as_str()),
        Cell::from(one.participant_code.as_str()),
        Cell::from(one.organisation.as_str()).full_line(),
        Cell::from(capitalised(one.kind.russian())).full_line(),
        Cell::from(one.row.ground.as_str()).full_line(),
        Cell::from(format!("{}, {}", moment(one.row.opened_at), one.opened_by)),
        state,
    ])
    .tone(tone)
}

fn form_section(signed_in: &SignedInRequest, found: &Matters, typed: &MatterInput, problems: &Problems) -> Part {
    let mut kinds = vec![Choice::new("", "Выберите")];
    kinds.extend(
        OpenMatter::ALL
            .iter()
            .map(|kind| Choice::new(kind.code(), capitalised(kind.russian()))),
    );
    let block = FormBlock::new(signed_in.form(format!("/desk/{}/matters", found.exam.id)), "Записать")
        .part(
            Choices::select("kind", "Что открыто", kinds)
                .choose(&typed.kind)
                .error(problems.of_field("kind")),
        )
        .part(
            Field::text("participant_code", "Код участника")
                .value(&typed.participant_code)
                .error(problems.of_field("participant_code")),
        )
        .part(
            Field::area("ground", "Основание", 3)
                .hint("Какой документ, его номер и\u{a0}дата. Без фамилий")
                .value(&typed.ground)
                .error(problems.of_field("ground")),
        );
    Part::new("new", "Новая запись").form(block)
}

fn close_section(signed_in: &SignedInRequest, exam: Uuid, one: &MatterView) -> Part {
    let id = one.row.id;
    let block = FormBlock::new(signed_in.form(format!("/desk/{exam}/matters/{id}/close")), "Закрыть").part(
        Field::text("outcome", "Чем кончилось")
            .id(format!("outcome-{id}"))
            .hint("Решение, его номер и\u{a0}дата. Без фамилий"),
    );
    Part::new(
        format!("close-{id}"),
        format!("Закрыть: {}, код {}", one.kind.russian(), one.participant_code),
    )
    .form(block)
}
