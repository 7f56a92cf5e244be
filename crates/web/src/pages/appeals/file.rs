//! An appeal is taken at the school: first whose and about which exam, then the paper itself.

use app::AppError;
use app::appeals::filing::{FilingInput, FilingView};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::appeal::Claim;
use domain::appeal::filing::Applicant;
use regulations::russian::{capitalised, day_and_month, numeric_date};
use ui::components::{Choice, Choices, Clause, Facts, Field, FormBlock, FormPart, Link, Phrase, Width};
use ui::page::Flash;
use ui::pages::general::FormPage;
use uuid::Uuid;

use super::{number_words, trail};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::{PathId, parse_id};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn choose(State(staff): State<Staff>, signed_in: SignedInRequest) -> Result<Page<FormPage>, Failure> {
    let page = choice_page(&staff, &signed_in, &Fields::default(), &Problems::default()).await?;
    Ok(Page::new(page))
}

pub(super) async fn chosen(
    State(staff): State<Staff>,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let code = fields.one("participant_code");
    let found = match parse_id(fields.one("exam")) {
        Ok(_) if code.trim().is_empty() => Err(AppError::field("participant_code", "Впишите код участника")),
        Ok(exam) => staff.app.result_to_dispute(&signed_in.request, exam, code).await,
        Err(_) => Err(AppError::field("exam", "Выберите экзамен")),
    };
    match found {
        Ok(result) => Ok(see_other_with(
            &staff,
            &format!("/appeals/new/{result}"),
            &Flash::done("Результат найден. Проверьте участника и\u{a0}внесите апелляцию."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let page = choice_page(&staff, &signed_in, &fields, &Problems::of(error)?).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to("/appeals/new")),
    }
}

async fn choice_page(
    staff: &Staff,
    signed_in: &SignedInRequest,
    typed: &Fields,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let exams = staff.app.exams_to_dispute(&signed_in.request).await?;
    let mut options = vec![Choice::new("", "Выберите")];
    options.extend(exams.iter().map(|exam| Choice::new(exam.id.to_string(), exam.title())));
    let form = FormBlock::new(signed_in.form("/appeals/new"), "Найти результат")
        .part(
            Choices::select("exam", "Экзамен", options)
                .choose(typed.one("exam"))
                .error(problems.of_field("exam")),
        )
        .part(
            Field::text("participant_code", "Код участника")
                .hint("Стоит в\u{a0}ведомости результатов и\u{a0}в\u{a0}списке участников")
                .value(typed.one("participant_code"))
                .width(Width::Characters10)
                .error(problems.of_field("participant_code")),
        )
        .back("К\u{a0}апелляциям", "/appeals");
    let heading = "Принять апелляцию о\u{a0}баллах";
    let mut page = FormPage::new(signed_in.shell(heading, Section::Appeals), heading, form);
    page.shell.breadcrumbs = trail();
    page.lead = "Сначала найдите результат, с\u{a0}которым не\u{a0}согласен участник.".into();
    page.errors = problems.summary();
    Ok(page)
}

pub(super) async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(result): PathId,
) -> Result<Page<FormPage>, Failure> {
    let view = staff.app.filing_view(&signed_in.request, result).await?;
    let now = signed_in.request.now;
    let typed = FilingInput {
        filed_day: numeric_date(view.zone.local_date(now)),
        filed_time: view.zone.local_time(now).to_string(),
        applicant: Applicant::Participant.code().to_owned(),
        ..FilingInput::default()
    };
    Ok(Page::new(filing_page(&signed_in, &view, &typed, &Problems::default())))
}

pub(super) async fn file(
    State(staff): State<Staff>,
    PathId(result): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let typed = FilingInput {
        applicant: fields.one("applicant").to_owned(),
        applicant_name: fields.one("applicant_name").to_owned(),
        applicant_document: fields.one("applicant_document").to_owned(),
        power_of_attorney: fields.one("power_of_attorney").to_owned(),
        contact: fields.one("contact").to_owned(),
        filed_day: fields.one("filed_day").to_owned(),
        filed_time: fields.one("filed_time").to_owned(),
        claims: fields.all("claims").map(str::to_owned).collect(),
        words: fields.one("words").to_owned(),
        wants_tasks: fields.one("wants_tasks") == "yes",
    };
    match staff.app.file_appeal(&signed_in.request, result, &typed).await {
        Ok(id) => Ok(see_other_with(
            &staff,
            &format!("/appeals/{id}"),
            &Flash::done("Апелляция принята. Передайте её в\u{a0}апелляционную комиссию."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let view = staff.app.filing_view(&signed_in.request, result).await?;
            let page = filing_page(&signed_in, &view, &typed, &Problems::of(error)?);
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to("/appeals/new")),
    }
}

fn filing_page(signed_in: &SignedInRequest, view: &FilingView, typed: &FilingInput, problems: &Problems) -> FormPage {
    let heading = "Апелляция о\u{a0}несогласии с\u{a0}баллами";
    let mut page = FormPage::new(
        signed_in.shell(heading, Section::Appeals),
        heading,
        filing_form(signed_in, view.result, typed, problems),
    );
    page.shell.breadcrumbs = trail();
    page.shell
        .breadcrumbs
        .push(Link::new("Принять апелляцию", "/appeals/new"));
    page.sub = view.exam.title();
    page.errors = problems.summary();
    page.lead = match (&view.window, view.obstacles.as_slice()) {
        (Some(window), []) => Phrase::of("Принимают с\u{a0}")
            .bold(day_and_month(window.official_day))
            .text(" (официальный день объявления) до\u{a0}конца ")
            .bold(day_and_month(window.last_day))
            .text("."),
        _ => Phrase::of(""),
    };
    for obstacle in &view.obstacles {
        page.lead = std::mem::take(&mut page.lead).late(format!("{}. ", capitalised(obstacle)));
    }
    if let Some((id, number)) = view.earlier {
        page.lead = std::mem::take(&mut page.lead)
            .link(format!("Апелляция {}", number_words(number)), format!("/appeals/{id}"));
    }
    page.clauses = vec![Clause::new(&view.clause, "", &view.clause_words)];
    page.facts = Some(
        Facts::default()
            .row("Участник", view.name.as_str())
            .row("Код", view.participant_code.as_str())
            .row("Где знакомят", view.organisation.as_str())
            .row("Класс", app::print::class_words(&view.class_name))
            .row("Результат", view.value.as_str()),
    );
    page
}

fn filing_form(signed_in: &SignedInRequest, result: Uuid, typed: &FilingInput, problems: &Problems) -> FormBlock {
    let of = |field: &str| problems.of_field(field);
    let applicants = Applicant::ALL
        .iter()
        .map(|one| Choice::new(one.code(), capitalised(one.russian())))
        .collect();
    let claims = Claim::ALL
        .iter()
        .map(|claim| {
            let choice = Choice::new(claim.code(), capitalised(claim.russian()));
            let choice = match claim.is_considered() {
                true => choice,
                false => choice.hint(
                    "Комиссия этого не\u{a0}рассматривает: примите, если участник настаивает, комиссия ответит отказом",
                ),
            };
            match typed.claims.iter().any(|chosen| chosen == claim.code()) {
                true => choice.chosen(),
                false => choice,
            }
        })
        .collect();
    let wants = Choice::new("yes", "Просит показать КИМ на\u{a0}заседании");
    let wants = if typed.wants_tasks { wants.chosen() } else { wants };
    FormBlock::new(signed_in.form(format!("/appeals/new/{result}")), "Принять апелляцию")
        .part(
            Choices::radios("applicant", "Кто подаёт", applicants)
                .choose(&typed.applicant)
                .error(of("applicant")),
        )
        .part(
            Field::text("applicant_name", "Фамилия, имя, отчество того, кто подаёт")
                .hint("Если подаёт не\u{a0}сам участник")
                .value(&typed.applicant_name)
                .error(of("applicant_name")),
        )
        .part(
            Field::text("applicant_document", "Документ, удостоверяющий личность")
                .hint("Если подаёт не\u{a0}сам участник: вид, серия и\u{a0}номер")
                .value(&typed.applicant_document)
                .error(of("applicant_document")),
        )
        .part(
            Field::text("power_of_attorney", "Доверенность")
                .hint("Если подаёт уполномоченное родителями лицо: номер, дата, кем заверена")
                .value(&typed.power_of_attorney)
                .error(of("power_of_attorney")),
        )
        .part(FormPart::Line(vec![
            Field::date("filed_day", "День, когда апелляцию приняли")
                .value(&typed.filed_day)
                .error(of("filed_day")),
            Field::time("filed_time", "Время")
                .value(&typed.filed_time)
                .error(of("filed_time")),
        ]))
        .part(Choices::checkboxes("claims", "С\u{a0}чем не\u{a0}согласен участник", claims).error(of("claims")))
        .part(
            Field::area("words", "Что написано в\u{a0}апелляции", 4)
                .hint("Хранится зашифрованным, видят комиссия и\u{a0}ваша организация")
                .value(&typed.words)
                .error(of("words")),
        )
        .part(Choices::checkboxes(
            "wants_tasks",
            "Заявка на\u{a0}показ КИМ",
            vec![wants],
        ))
        .part(
            Field::text("contact", "Как известить о\u{a0}заседании")
                .hint("Телефон или почта")
                .value(&typed.contact)
                .error(of("contact")),
        )
        .back("Отказаться", "/appeals")
}
