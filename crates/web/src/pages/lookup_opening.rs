//! The decision that opens the participants' own look-up: the ministry's of the essay (kuzbass-4195:2.8), the exam
//! commission's of state exams (mordovia-187:5): a preview first, then the act.

mod list;

use app::AppError;
use app::lookup::SecondQuestion;
use app::lookup_opening::{LookupPreview, LookupState};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::exam::ExamKind;
use regulations::russian::long_date;
use serde::Deserialize;
use ui::components::{Clause, Field, FormBlock, FormPart, Link, Phrase, Preview, Width};
use ui::page::Flash;
use ui::pages::general::{ConfirmPage, FormPage};
use ui::typography::counted;
use uuid::Uuid;

use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::problems::Problems;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const RESULTS: [&str; 3] = ["результат", "результата", "результатов"];
const CLAUSE_OF_ESSAY: &str = "kuzbass-4195:2.8";
const CLAUSES_OF_GIA_11: [&str; 2] = ["mordovia-187:5", "mordovia-187:8.3"];

/// Its routes.
pub fn routes() -> Routes {
    let access = Access::May(Action::OpenLookup);
    Routes::new()
        .get("/lookup", access, list::show)
        .get("/lookup/{exam}", access, ask)
        .post("/lookup/{exam}/preview", access, preview)
        .post("/lookup/{exam}/open", access, open)
}

#[derive(Deserialize, Default)]
struct Typed {
    #[serde(default)]
    decision_number: String,
    #[serde(default)]
    decision_date: String,
    /// Hash of what the preview showed.
    #[serde(default)]
    previewed: String,
}

/// The clause chips of the kinds on the page.
fn clauses(staff: &Staff, kinds: impl Iterator<Item = ExamKind>) -> Result<Vec<Clause>, Failure> {
    let rules = staff.app.ruleset()?;
    let mut citations: Vec<&str> = Vec::new();
    for kind in kinds {
        let of_kind: &[&str] = match kind {
            ExamKind::Essay => &[CLAUSE_OF_ESSAY],
            ExamKind::Gia11 => &CLAUSES_OF_GIA_11,
            // No order speaks of the look-up of GIA-9.
            ExamKind::Gia9 => &[],
        };
        citations.extend(of_kind);
    }
    citations.sort_unstable();
    citations.dedup();
    let found = citations
        .iter()
        .filter_map(|citation| rules.clause_words(&citation.parse().ok()?));
    Ok(found
        .map(|words| Clause::new(words.chip, regulations::russian::capitalised(&words.act), words.words))
        .collect())
}

async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(exam): PathId,
) -> Result<Page<FormPage>, Failure> {
    let found = find(&staff, &signed_in, exam).await?;
    Ok(Page::new(form(
        &staff,
        &signed_in,
        &found,
        &Typed::default(),
        &Problems::default(),
    )?))
}

/// An exam whose look-up is still shut and may be opened.
async fn find(staff: &Staff, signed_in: &SignedInRequest, exam: Uuid) -> Result<LookupPreview, Failure> {
    let found = staff.app.preview_lookup(&signed_in.request, exam).await?;
    let words = match found.state {
        LookupState::Open => "самостоятельный просмотр этого экзамена уже открыт",
        LookupState::NothingYet if !found.is_essay() => {
            "результаты этого экзамена ещё не\u{a0}утверждены: открывать пока нечего"
        }
        LookupState::Waits | LookupState::NothingYet => return Ok(found),
    };
    Err(Failure::from(AppError::NotNow(words.to_owned())).back_to("/lookup"))
}

/// «решения министерства», «решения ГЭК».
fn whose(exam: &LookupPreview) -> &'static str {
    if exam.is_essay() {
        "министерства"
    } else {
        "ГЭК"
    }
}

fn form(
    staff: &Staff,
    signed_in: &SignedInRequest,
    exam: &LookupPreview,
    typed: &Typed,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let number = Field::text("decision_number", format!("Номер решения {}", whose(exam)))
        .value(&typed.decision_number)
        .width(Width::Characters10);
    let date = Field::date("decision_date", "Дата решения").value(&typed.decision_date);
    let block = FormBlock::new(
        signed_in.form(format!("/lookup/{}/preview", exam.exam.id)),
        "Посмотреть, что откроется",
    )
    .part(FormPart::Line(vec![
        number.error(problems.of_field("decision_number")),
        date.error(problems.of_field("decision_date")),
    ]))
    .back("Не\u{a0}открывать", "/lookup");
    let mut shell = signed_in.shell("Открыть просмотр", Section::Lookup);
    shell.breadcrumbs = vec![Link::new("Просмотр на\u{a0}сайте", "/lookup")];
    let mut page = FormPage::new(shell, "Открыть просмотр результатов на\u{a0}сайте", block);
    page.sub = format!("{} · просмотр закрыт", exam.name.title());
    page.clauses = clauses(staff, std::iter::once(exam.exam.kind))?;
    page.errors = problems.summary();
    Ok(page)
}

async fn preview(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    VerifiedForm {
        signed_in,
        fields: typed,
    }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    let found = find(&staff, &signed_in, exam).await?;
    let Some(day) = app::ledgers::parse_day(&typed.decision_date).filter(|day| *day <= signed_in.request.today) else {
        let problems = Problems::one(
            "decision_date",
            "Укажите дату решения, не\u{a0}позже сегодняшней, например 16.12.2026",
        );
        return Ok(Page::with_mistakes(form(&staff, &signed_in, &found, &typed, &problems)?).into_response());
    };
    if typed.decision_number.trim().is_empty() {
        let problems = Problems::one("decision_number", "Укажите номер решения");
        return Ok(Page::with_mistakes(form(&staff, &signed_in, &found, &typed, &problems)?).into_response());
    }
    let count = counted(found.published, RESULTS);
    let say = Phrase::of("Откроется просмотр: ").bold(count.as_str()).text(format!(
        ", решение №\u{a0}{} от\u{a0}{}.",
        typed.decision_number.trim(),
        long_date(day)
    ));
    let post = signed_in
        .form(format!("/lookup/{exam}/open"))
        .with("decision_number", &typed.decision_number)
        .with("decision_date", &typed.decision_date)
        .with("previewed", &found.content_hash);
    let question = match found.second_question {
        SecondQuestion::Surname => "Спросим документ и\u{a0}фамилию.",
        SecondQuestion::Nothing => "Спросим только документ: так записано в\u{a0}настройках региона.",
    };
    let preview = Preview::new(
        say,
        format!("Открыть просмотр: {count}"),
        post,
        Link::new("Вернуться к\u{a0}решению", format!("/lookup/{exam}")),
    )
    .consequence(what_is_shown(&found))
    .consequence("Задержанные результаты не\u{a0}покажутся: сайт ответит, как на\u{a0}незнакомый документ.")
    .consequence(question);
    let mut shell = signed_in.shell("Что откроется", Section::Lookup);
    shell.breadcrumbs = vec![Link::new("Просмотр на\u{a0}сайте", "/lookup")];
    let mut page = ConfirmPage::new(shell, "Что откроется", preview);
    page.sub = found.name.title();
    Ok(Page::new(page).into_response())
}

fn what_is_shown(exam: &LookupPreview) -> Phrase {
    if exam.is_essay() {
        return Phrase::of("Участник увидит зачёт или незачёт, требования и\u{a0}критерии.");
    }
    list::protocols(exam).text(" Участник увидит балл или отметку, минимум года и\u{a0}протокол.")
}

async fn open(
    State(staff): State<Staff>,
    PathId(exam): PathId,
    VerifiedForm {
        signed_in,
        fields: typed,
    }: VerifiedForm<Typed>,
) -> Result<Response, Failure> {
    match staff
        .app
        .open_previewed_lookup(
            &signed_in.request,
            exam,
            &typed.decision_number,
            &typed.decision_date,
            &typed.previewed,
        )
        .await
    {
        Ok(_) => Ok(see_other_with(
            &staff,
            "/lookup",
            &Flash::done("Решение записано, просмотр открыт."),
        )),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let found = find(&staff, &signed_in, exam).await?;
            Ok(Page::with_mistakes(form(&staff, &signed_in, &found, &typed, &problems)?).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to("/lookup")),
    }
}
