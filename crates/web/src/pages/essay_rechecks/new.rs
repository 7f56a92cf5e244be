//! The municipal body takes an application; a refused form comes back filled in.

use app::AppError;
use app::essay_rechecks::filing::ApplicationInput;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::exam::ExamKind;
use regulations::russian::capitalised;
use ui::components::{Choice, Choices, Field, FormBlock, FormPart, Width};
use ui::page::Flash;
use ui::pages::general::FormPage;

use super::trail;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clauses_in_words;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const CLAUSES: [&str; 2] = ["rostov-essay:10.2", "rostov-essay:10.2.1"];

pub(super) async fn ask(State(staff): State<Staff>, signed_in: SignedInRequest) -> Result<Page<FormPage>, Failure> {
    let typed = ApplicationInput::default();
    Ok(Page::new(view(&staff, &signed_in, &typed, &Problems::default()).await?))
}

pub(super) async fn take(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let field = |name: &str| fields.one(name).to_owned();
    let typed = ApplicationInput {
        exam: field("exam"),
        participant_code: field("participant_code"),
        filed_day: field("filed_day"),
        filed_time: field("filed_time"),
        words: field("words"),
    };
    match staff.app.take_application(&signed_in.request, &typed).await {
        Ok(id) => Ok(see_other_with(
            &staff,
            &format!("/essay-rechecks/{id}"),
            &Flash::done("Заявление принято. Известите министерство и\u{a0}РЦОИ, передайте работу другой комиссии."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let page = view(&staff, &signed_in, &typed, &Problems::of(error)?).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to("/essay-rechecks/new")),
    }
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    typed: &ApplicationInput,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let of = |field: &str| problems.of_field(field);
    let mut exams = vec![Choice::new("", "Выберите сочинение")];
    let all = staff.app.exams().await?;
    exams.extend(
        all.iter()
            .filter(|exam| exam.kind == ExamKind::Essay)
            .map(|exam| Choice::new(exam.id.to_string(), capitalised(&exam.title()))),
    );
    let form = FormBlock::new(signed_in.form("/essay-rechecks/new"), "Принять заявление")
        .part(
            Choices::select("exam", "Сочинение", exams)
                .choose(&typed.exam)
                .error(of("exam")),
        )
        .part(
            Field::text("participant_code", "Код участника")
                .value(&typed.participant_code)
                .width(Width::Characters20)
                .error(of("participant_code")),
        )
        .part(FormPart::Line(vec![
            Field::date("filed_day", "День заявления")
                .value(&typed.filed_day)
                .error(of("filed_day")),
            Field::time("filed_time", "Время")
                .value(&typed.filed_time)
                .error(of("filed_time")),
        ]))
        .part(
            Field::area("words", "Кто подал и\u{a0}как ответить", 3)
                .hint("Хранится зашифрованным")
                .value(&typed.words)
                .error(of("words")),
        )
        .back("Отказаться", "/essay-rechecks");
    let heading = "Принять заявление о\u{a0}повторной проверке";
    let mut page = FormPage::new(signed_in.shell(heading, Section::Appeals), heading, form);
    page.shell.breadcrumbs = trail();
    page.lead = "Обучающийся 11\u{a0}(12) класса или экстерн, получивший незачёт повторно, письменно просит проверить сочинение комиссией другой школы.".into();
    page.clauses = clauses_in_words(staff, &CLAUSES)?;
    page.errors = problems.summary();
    Ok(page)
}
