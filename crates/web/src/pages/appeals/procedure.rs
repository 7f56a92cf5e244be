//! A procedure appeal as a member of the exam commission brings it from the place of the exam, with the conclusion of its check.

use app::AppError;
use app::appeals::procedure::ProcedureInput;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ui::components::{Choice, Choices, Field, FormBlock, Link, Width};
use ui::page::Flash;
use ui::pages::general::FormPage;
use uuid::Uuid;

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

const CLAUSES: [&str; 2] = ["kuzbass-gia9:rights 6", "federal-233-552:appeals"];

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(exam): PathId,
) -> Result<Page<FormPage>, Failure> {
    let typed = ProcedureInput::default();
    Ok(Page::new(
        view(&staff, &signed_in, exam, &typed, &Problems::default()).await?,
    ))
}

pub(super) async fn file(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let field = |name: &str| fields.one(name).to_owned();
    let typed = ProcedureInput {
        participant_code: field("participant_code"),
        time: field("time"),
        words: field("words"),
        checkers: field("checkers"),
        not_of_the_room: fields.one("not_of_the_room") == "yes",
        conclusion: field("conclusion"),
    };
    match staff.app.file_procedure_appeal(&signed_in.request, exam, &typed).await {
        Ok(id) => Ok(see_other_with(
            &staff,
            &format!("/appeals/{id}"),
            &Flash::done(
                "Апелляция и\u{a0}заключение переданы в\u{a0}апелляционную комиссию. Результат не\u{a0}утверждается, пока её не\u{a0}рассмотрят.",
            ),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let page = view(&staff, &signed_in, exam, &typed, &Problems::of(error)?).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(format!("/desk/{exam}/matters"))),
    }
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    exam: Uuid,
    typed: &ProcedureInput,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let exam = staff.app.exam_of_procedure(&signed_in.request, exam).await?;
    let of = |field: &str| problems.of_field(field);
    let tick = Choice::new(
        "yes",
        "Никто из\u{a0}проверявших не\u{a0}работал в\u{a0}аудитории участника",
    );
    let tick = if typed.not_of_the_room { tick.chosen() } else { tick };
    let address = format!("/desk/{}/procedure-appeal", exam.id);
    let form = FormBlock::new(signed_in.form(address), "Внести и\u{a0}передать в\u{a0}комиссию")
        .part(
            Field::text("participant_code", "Код участника")
                .value(&typed.participant_code)
                .width(Width::Characters20)
                .error(of("participant_code")),
        )
        .part(
            Field::time("time", "Когда подана, в\u{a0}день экзамена")
                .value(&typed.time)
                .error(of("time")),
        )
        .part(
            Field::area("words", "В\u{a0}чём участник видит нарушение", 4)
                .hint("Из\u{a0}формы ППЭ-02. Хранится зашифрованным")
                .value(&typed.words)
                .error(of("words")),
        )
        .part(
            Field::text("checkers", "Кто проверял")
                .hint("Должности и\u{a0}фамилии")
                .value(&typed.checkers)
                .error(of("checkers")),
        )
        .part(Choices::checkboxes("not_of_the_room", "Состав проверявших", vec![tick]).error(of("not_of_the_room")))
        .part(
            Field::area("conclusion", "Заключение о\u{a0}результатах проверки", 4)
                .hint("Из\u{a0}формы ППЭ-03")
                .value(&typed.conclusion)
                .error(of("conclusion")),
        )
        .back("Отказаться", format!("/desk/{}/matters", exam.id));
    let heading = "Апелляция о\u{a0}нарушении порядка";
    let mut page = FormPage::new(signed_in.shell(heading, Section::Desk), heading, form);
    page.shell.breadcrumbs = vec![
        Link::new("Стол ГЭК", "/desk"),
        Link::new(exam.title(), format!("/desk/{}", exam.id)),
        Link::new("Проверки и\u{a0}апелляции", format!("/desk/{}/matters", exam.id)),
    ];
    page.sub = exam.title();
    page.lead = "Участник подаёт её члену ГЭК в\u{a0}день экзамена, не\u{a0}уходя из\u{a0}пункта; апелляцию и\u{a0}заключение передают в\u{a0}комиссию в\u{a0}тот\u{a0}же день.".into();
    page.clauses = clauses_in_words(staff, &CLAUSES)?;
    page.errors = problems.summary();
    Ok(page)
}
