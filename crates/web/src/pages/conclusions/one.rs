//! One case as its expert sees it: the work by its code, what РЦОИ gave, the form of the conclusion, what was said.

use app::AppError;
use app::appeals::expertise::{GivenCase, GivenWord};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::appeal::expertise::ExpertTask;
use regulations::russian::{capitalised, date_time, day_and_month};
use ui::components::{
    Act, Cell, Column, EntryKind, Facts, Field, FormBlock, Link, Phrase, PostForm, Row, Section as Part, TableView,
    Timeline, TimelineEntry,
};
use ui::page::Flash;
use ui::pages::general::DetailPage;
use uuid::Uuid;

use super::list::task_tag;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clock_of;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pages::appeals::conclusion::{self, ConclusionForm};
use crate::pieces::{PathId, download};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<DetailPage>, Failure> {
    let page = view(&staff, &signed_in, id, &Fields::default(), &Problems::default()).await?;
    Ok(Page::new(page))
}

pub(super) async fn print(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    let file = staff.app.print_given_conclusion(&signed_in.request, id).await;
    let file = file.map_err(|error| Failure::from(error).back_to(format!("/conclusions/{id}")))?;
    Ok(download(&file.file_name, file.media_type, file.bytes))
}

pub(super) async fn paper(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    Path((id, paper)): Path<(Uuid, Uuid)>,
) -> Result<Response, Failure> {
    let file = staff.app.given_paper(&signed_in.request, id, paper).await?;
    Ok(download(&file.file_name, file.media_type, file.bytes))
}

pub(super) async fn conclude(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let input = conclusion::input(&fields);
    let done = staff
        .app
        .conclude(&signed_in.request, id, fields.version(), &input)
        .await;
    let words = "Заключение дано. Распечатайте его и\u{a0}подпишите.";
    after(&staff, &signed_in, id, &fields, (done, words)).await
}

pub(super) async fn ask_developers(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Fields>,
) -> Result<Response, Failure> {
    let done = staff
        .app
        .ask_developers(&signed_in.request, id, fields.version(), fields.one("query"))
        .await;
    let words = "Запрос записан. Комиссия направит его разработчикам КИМ.";
    after(&staff, &signed_in, id, &fields, (done, words)).await
}

async fn after(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Fields,
    (outcome, words): (Result<(), AppError>, &str),
) -> Result<Response, Failure> {
    let back = format!("/conclusions/{id}");
    match outcome {
        Ok(()) => Ok(see_other_with(staff, &back, &Flash::done(words))),
        Err(error @ AppError::Invalid(_)) => {
            let page = view(staff, signed_in, id, typed, &Problems::of(error)?).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Fields,
    problems: &Problems,
) -> Result<DetailPage, Failure> {
    let case = staff.app.given_case(&signed_in.request, id).await?;
    let heading = format!("Апелляция №\u{a0}{}", case.line.number);
    let mut page = DetailPage::new(signed_in.shell(heading.clone(), Section::Conclusions), heading);
    page.shell.breadcrumbs = vec![Link::new("Дела на\u{a0}заключение", "/conclusions")];
    page.sub = capitalised(&case.line.exam.title());
    page.errors = problems.summary();
    page.lead = Phrase::default()
        .tag(task_tag(case.line.task))
        .text(format!(" {}", lead_words(case.line.task)));
    if case.line.task.is_due() {
        page.clock = clock_of(&case.line.duties);
    }
    page.facts = Some(facts(&case));
    page.sections.push(materials(signed_in, &case));
    page.sections.extend(forms(signed_in, &case, typed, problems));
    page.sections.extend(conclusion::section(&case.criteria));
    if !case.criteria.is_empty() {
        let print = Act::link("Заключение, PDF", format!("/conclusions/{id}/conclusion.pdf")).secondary();
        page.sections.push(Part::new("print", "На\u{a0}бумаге").act(print));
    }
    page.sections
        .push(Part::new("course", "Что сказано").timeline(Timeline {
            entries: case.words.iter().map(|word| entry(signed_in, word)).collect(),
        }));
    Ok(page)
}

const fn lead_words(task: ExpertTask) -> &'static str {
    match task {
        ExpertTask::Conclude => "Посмотрите материалы и\u{a0}дайте письменное заключение по\u{a0}критериям.",
        ExpertTask::AskDevelopers => "Ответ неясен: напишите, о\u{a0}чём спросить разработчиков КИМ.",
        ExpertTask::AwaitAnswer => "Ответ внесёт секретарь комиссии; тогда дайте заключение ещё раз.",
        ExpertTask::ConcludeAgain => "Учтите ответ и\u{a0}дайте заключение.",
        ExpertTask::Given => "Объяснения участнику дают на\u{a0}заседании.",
        ExpertTask::Over => "Дело окончено или рассмотрено без заключения.",
    }
}

fn facts(case: &GivenCase) -> Facts {
    let claims: Vec<&str> = case.claims.iter().map(|claim| claim.russian()).collect();
    let mut facts = Facts::default().row("Код работы", case.line.work_code.as_str());
    if !claims.is_empty() {
        facts = facts.row("С\u{a0}чем не\u{a0}согласен участник", capitalised(&claims.join("; ")));
    }
    if !case.points.is_empty() {
        facts = facts.row("Баллы за\u{a0}задания", case.points.in_words());
    }
    facts
}

fn materials(signed_in: &SignedInRequest, case: &GivenCase) -> Part {
    let part = Part::new("papers", "Материалы работы");
    if case.papers.is_empty() {
        return part.lead(match case.line.task {
            ExpertTask::Given | ExpertTask::Over => "После решения комиссии материалы больше не\u{a0}показывают.",
            _ => "Сканов в\u{a0}деле нет: материалы покажет секретарь комиссии.",
        });
    }
    let mut part =
        part.lead("Имя и\u{a0}документ участника вам не\u{a0}показывают. Каждое открытие материалов записывается.");
    part.table = Some(TableView {
        caption: "Материалы".to_owned(),
        hide_caption: true,
        columns: ["Бумага", "Файл", "Добавлена"].into_iter().map(Column::new).collect(),
        rows: case
            .papers
            .iter()
            .map(|paper| {
                let address = format!("/conclusions/{}/papers/{}", case.line.id, paper.id);
                Row::new(vec![
                    Cell::link(capitalised(paper.kind.russian()), address),
                    Cell::from(format!(
                        "{}, {}\u{a0}КБ",
                        paper.media.russian(),
                        (paper.size + 1023) / 1024
                    )),
                    Cell::from(date_time(&signed_in.person.zone, paper.at)),
                ])
            })
            .collect(),
        ..TableView::default()
    });
    part
}

fn forms(signed_in: &SignedInRequest, case: &GivenCase, typed: &Fields, problems: &Problems) -> Option<Part> {
    let form = |act: &str| -> PostForm {
        signed_in
            .form(format!("/conclusions/{}/{act}", case.line.id))
            .with("version", case.version.to_string())
    };
    match case.line.task {
        ExpertTask::Conclude | ExpertTask::ConcludeAgain => {
            let block = ConclusionForm {
                form: form("conclusion"),
                points: &case.points,
                typed,
                problems,
                question: "К\u{a0}чему вы пришли",
                button: "Дать заключение",
            };
            Some(
                Part::new("conclusion", "Ваше заключение")
                    .lead("Данное заключение не\u{a0}меняют: его увидят комиссия и\u{a0}участник на\u{a0}заседании.")
                    .form(block.into_block()),
            )
        }
        ExpertTask::AskDevelopers => {
            let block = FormBlock::new(form("query"), "Записать запрос").part(
                Field::area("query", "О\u{a0}чём спросить", 4)
                    .hint("Критерий и\u{a0}в\u{a0}чём сомнение")
                    .value(typed.one("query"))
                    .error(problems.of_field("query")),
            );
            Some(Part::new("query", "Запрос разработчикам КИМ").form(block))
        }
        ExpertTask::AwaitAnswer | ExpertTask::Given | ExpertTask::Over => None,
    }
}

fn entry(signed_in: &SignedInRequest, word: &GivenWord) -> TimelineEntry {
    let zone = &signed_in.person.zone;
    let what = match word.act.as_str() {
        "materials-given" => "РЦОИ передал материалы",
        "processing-checked" => "Обработка работы проверена",
        "expert-appointed" => "Вас привлекли к\u{a0}делу",
        "concluded" => "Заключение",
        "developers-asked" => "Запрошены разработчики КИМ",
        _ => "Разработчики КИМ ответили",
    };
    let mut text = Phrase::of(match word.what.is_empty() {
        true => String::new(),
        false => format!("{}.", word.what),
    });
    if !word.words.is_empty() {
        let joint = if text.is_empty() { "" } else { " " };
        text = text.text(format!("{joint}«{}»", word.words));
    }
    TimelineEntry::new(
        EntryKind::Act,
        day_and_month(zone.local_date(word.at)),
        zone.local_time(word.at).to_string(),
        what,
    )
    .text(text)
}
