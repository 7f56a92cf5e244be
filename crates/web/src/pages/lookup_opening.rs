//! The ministry's decision that opens the participants' own look-up (kuzbass-4195:2.8): a preview first, then the act.

use app::AppError;
use app::lookup::{LookupPreview, SecondQuestion};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use regulations::Instant;
use regulations::russian::{date_time, long_date};
use serde::Deserialize;
use ui::components::{
    Act, Cell, Clause, Column, Field, FormBlock, FormPart, Link, Phrase, Preview, Row, TableView, Tag, Width,
};
use ui::page::Flash;
use ui::pages::general::{ConfirmPage, FormPage, ListPage};
use ui::typography::counted;
use uuid::Uuid;

use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::{PathId, day_words};
use crate::problems::Problems;
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

const RESULTS: [&str; 3] = ["результат", "результата", "результатов"];
const CLAUSE: &str = "kuzbass-4195:2.8";

/// Its routes.
pub fn routes() -> Routes {
    let access = Access::May(Action::OpenLookup);
    Routes::new()
        .get("/lookup", access, list)
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
}

async fn list(State(staff): State<Staff>, signed_in: SignedInRequest) -> Result<Page<ListPage>, Failure> {
    let exams = staff.app.preview_lookup(&signed_in.request).await?;
    let table = TableView {
        caption: "Экзамены".to_owned(),
        hide_caption: true,
        columns: ["Экзамен", "Просмотр", "Решение", "Опубликовано"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: exams.iter().map(|exam| row(&signed_in, exam)).collect(),
        empty_text: "Экзаменов пока нет: загрузите участников.".into(),
        ..TableView::default()
    };
    let mut page = ListPage::new(
        signed_in.shell("Просмотр на\u{a0}сайте", Section::Lookup),
        "Самостоятельный просмотр результатов",
        table,
    );
    page.lead = "Пока решение министерства не\u{a0}записано, сайт не\u{a0}показывает ни\u{a0}одного результата.".into();
    page.clauses = clauses(&staff)?;
    page.acts = vec![Act::link("Что спрашивать, кроме документа", "/settings/lookup-second-question").secondary()];
    Ok(Page::new(page))
}

fn row(signed_in: &SignedInRequest, exam: &LookupPreview) -> Row {
    let (state, decision) = match &exam.opening {
        Some(opening) => {
            let since = date_time(&signed_in.person.zone, Instant::from_micros(opening.opened_at));
            let words = format!(
                "№\u{a0}{} от\u{a0}{}, записано {since}",
                opening.decision_number,
                day_words(&opening.decision_date)
            );
            (Tag::green("открыт"), words)
        }
        None => (Tag::grey("закрыт"), String::new()),
    };
    let name = match &exam.opening {
        Some(_) => Cell::new(exam.exam.title()),
        None => Cell::link(exam.exam.title(), format!("/lookup/{}", exam.exam.id)),
    };
    Row::new(vec![
        name,
        Cell::tag(state),
        Cell::new(decision).full_line(),
        counted(exam.published, RESULTS).into(),
    ])
}

/// The clause chip of the page.
fn clauses(staff: &Staff) -> Result<Vec<Clause>, Failure> {
    let rules = staff.app.ruleset()?;
    let found = CLAUSE.parse().ok().and_then(|clause| rules.clause_words(&clause));
    Ok(found
        .map(|words| Clause::new(words.chip, regulations::russian::capitalised(&words.act), words.words))
        .into_iter()
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

/// An exam whose look-up is still shut.
async fn find(staff: &Staff, signed_in: &SignedInRequest, exam: Uuid) -> Result<LookupPreview, Failure> {
    let exams = staff.app.preview_lookup(&signed_in.request).await?;
    let found = exams
        .into_iter()
        .find(|one| one.exam.id == exam)
        .ok_or(AppError::NotFound)?;
    if found.opening.is_some() {
        let words = "самостоятельный просмотр этого экзамена уже открыт";
        return Err(Failure::from(AppError::NotNow(words.to_owned())).back_to("/lookup"));
    }
    Ok(found)
}

fn form(
    staff: &Staff,
    signed_in: &SignedInRequest,
    exam: &LookupPreview,
    typed: &Typed,
    problems: &Problems,
) -> Result<FormPage, Failure> {
    let number = Field::text("decision_number", "Номер решения")
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
    page.sub = format!("{} · просмотр закрыт", exam.exam.title());
    page.clauses = clauses(staff)?;
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
        let problems = Problems::one("decision_number", "Укажите номер решения министерства");
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
        .with("decision_date", &typed.decision_date);
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
    .consequence("Участник увидит зачёт или незачёт, требования и\u{a0}критерии.")
    .consequence("Задержанные результаты не\u{a0}покажутся: сайт ответит, как на\u{a0}незнакомый документ.")
    .consequence(question);
    let mut shell = signed_in.shell("Что откроется", Section::Lookup);
    shell.breadcrumbs = vec![Link::new("Просмотр на\u{a0}сайте", "/lookup")];
    let mut page = ConfirmPage::new(shell, "Что откроется", preview);
    page.sub = found.exam.title();
    Ok(Page::new(page).into_response())
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
        .open_lookup(&signed_in.request, exam, &typed.decision_number, &typed.decision_date)
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
