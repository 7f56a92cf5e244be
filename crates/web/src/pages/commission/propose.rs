//! The secretary proposes a protocol over the previewed part.

use app::AppError;
use app::commission::preview::ProtocolPreview;
use app::commission::propose::Proposal;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::approval::parts::ProtocolPart;
use serde::Deserialize;
use ui::components::{Facts, Field, Link, Preview};
use ui::page::Flash;
use ui::pages::general::ConfirmPage;

use super::exam::{say, short_hash};
use super::spread::spread_section;
use super::{grouped, part_code, part_of, places_section, results, trail_of};
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const NO_TICK: &str = "Отметьте, что просмотрели набор";

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    part: String,
    #[serde(default)]
    ground: String,
    #[serde(default)]
    previewed_hash: String,
    #[serde(default)]
    confirmed: String,
}

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(exam): PathId,
    query: ListQuery,
) -> Result<Page<ConfirmPage>, Failure> {
    let part = part_of(query.one("part"))?;
    let preview = staff.app.preview_protocol(&signed_in.request, exam, part).await?;
    must_be_possible(&preview)?;
    Ok(Page::new(view(&signed_in, &preview, "", &Problems::default())))
}

/// Without anything to approve there is nothing to confirm: the exam's page says why.
fn must_be_possible(preview: &ProtocolPreview) -> Result<(), Failure> {
    let back = format!("/desk/{}?part={}", preview.exam.id, part_code(preview.part));
    let words = match preview.problems.first() {
        Some(problem) => problem.clone(),
        None if preview.approve == 0 => domain::approval::ApprovalRefused::NothingToApprove.to_string(),
        None => return Ok(()),
    };
    Err(Failure::from(AppError::NotNow(words)).back_to(back))
}

pub(super) async fn propose(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    let part = part_of(&fields.part)?;
    let back = format!("/desk/{exam}?part={}", part_code(part));
    if fields.confirmed != "yes" {
        let preview = staff.app.preview_protocol(&signed_in.request, exam, part).await?;
        must_be_possible(&preview)?;
        let problems = Problems::one("confirmed", NO_TICK);
        return Ok(Page::with_mistakes(view(&signed_in, &preview, &fields.ground, &problems)).into_response());
    }
    let proposal = Proposal {
        part,
        ground: fields.ground.clone(),
        previewed_hash: fields.previewed_hash,
    };
    match staff.app.propose_protocol(&signed_in.request, exam, &proposal).await {
        Ok(id) => Ok(see_other_with(
            &staff,
            &format!("/protocols/{id}"),
            &Flash::done("Протокол предложен. Утвердить его должен председатель."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let preview = staff.app.preview_protocol(&signed_in.request, exam, part).await?;
            let page = view(&signed_in, &preview, &fields.ground, &Problems::of(error)?);
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

fn view(signed_in: &SignedInRequest, preview: &ProtocolPreview, ground: &str, problems: &Problems) -> ConfirmPage {
    let exam = preview.exam.id;
    let code = part_code(preview.part);
    let form = signed_in
        .form(format!("/desk/{exam}/propose"))
        .with("part", &code)
        .with("previewed_hash", &preview.content_hash);
    let mut act = Preview::new(
        say(preview),
        format!("Предложить протокол: {}", results(preview.approve)),
        form,
        Link::new("Вернуться к\u{a0}экзамену", format!("/desk/{exam}?part={code}")),
    )
    .consequence("Председатель увидит ровно этот набор. Любое изменение набора отменит предложение.")
    .consequence("Задержанные результаты в\u{a0}протоколе будут названы, но\u{a0}не\u{a0}утверждены.")
    .tick(format!(
        "Я\u{a0}просмотрел(а) набор {}: {} предлагаю утвердить, {} остаются задержанными",
        short_hash(&preview.content_hash),
        grouped(preview.approve),
        grouped(preview.held)
    ));
    act.tick_error = problems.of_field("confirmed");
    if matches!(preview.part, ProtocolPart::Correction(_)) {
        act = act.field(
            Field::area("ground", "Основание исправления", 3)
                .hint("Какой документ или ошибка требует исправления, номер и\u{a0}дата. Без фамилий")
                .value(ground)
                .error(problems.of_field("ground"))
                .required(),
        );
    }
    let heading = "Предложить протокол";
    let mut page = ConfirmPage::new(signed_in.shell(heading, Section::Desk), heading, act);
    page.shell.breadcrumbs = trail_of(&preview.exam);
    page.sub = format!("{} · {}", preview.exam.title(), preview.part_words);
    page.errors = problems.summary();
    page.facts = Some(
        Facts::default()
            .row("Отпечаток набора", short_hash(&preview.content_hash))
            .row(
                "Расходится с\u{a0}записями дня экзамена",
                grouped(preview.differ_from_the_day),
            ),
    );
    let year = preview.exam.date.year();
    let spread = preview.spread.as_ref();
    page.sections
        .extend(spread.and_then(|spread| spread_section(spread, year)));
    page.sections.push(places_section(&preview.by_organisation));
    page
}
