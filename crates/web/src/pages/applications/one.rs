//! One application: what it asks for, which papers lack, what may be done with it, its history.

use app::AppError;
use app::applications::list::{ApplicationView, PaperLine, StepLine};
use app::applications::print::birth_in_words;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::access::Action;
use domain::application::{ApplicationAct, ApplicationState, CONSENT_DATA};
use regulations::russian::{capitalised, long_date, numeric_date};
use ui::components::{
    Act, Cell, Choice, Choices, Column, Emphasis, EntryKind, Facts, Field, FormBlock, Phrase, PostForm, Row,
    Section as Part, TableView, Tag, Timeline, TimelineEntry,
};
use ui::page::Flash;
use ui::pages::general::DetailPage;
use uuid::Uuid;

use super::{kind_words, state_tag, trail};
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clauses_in_words;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::{PathId, download};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

type Form = VerifiedForm<Fields>;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<DetailPage>, Failure> {
    let page = page_of(&staff, &signed_in, id, &Fields::default(), &Problems::default()).await?;
    Ok(Page::new(page))
}

pub(super) async fn print(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    let file = staff.app.print_exam_application(&signed_in.request, id).await?;
    Ok(download(&file.file_name, file.media_type, file.bytes))
}

pub(super) async fn accept(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let done = staff.app.accept_application(&signed_in.request, what).await;
    after(&staff, &signed_in, id, &fields, (done, "Участник зарегистрирован.")).await
}

pub(super) async fn record_paper(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: Form,
) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let paper = (fields.one("paper"), fields.one("paper_day"));
    let done = staff
        .app
        .record_application_paper(&signed_in.request, what, paper)
        .await;
    after(&staff, &signed_in, id, &fields, (done, "Документ записан.")).await
}

pub(super) async fn withdraw_consent(
    State(staff): State<Staff>,
    PathId(id): PathId,
    form: Form,
) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let consent = (fields.one("consent"), fields.one("consent_day"));
    let done = staff.app.withdraw_consent(&signed_in.request, what, consent).await;
    after(&staff, &signed_in, id, &fields, (done, "Отзыв согласия записан.")).await
}

pub(super) async fn withdraw(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let app = &staff.app;
    let done = app
        .withdraw_exam_application(&signed_in.request, what, fields.one("withdrawal"))
        .await;
    let words = "Заявление отозвано, участник больше не\u{a0}зарегистрирован по\u{a0}нему.";
    after(&staff, &signed_in, id, &fields, (done, words)).await
}

pub(super) async fn refuse(State(staff): State<Staff>, PathId(id): PathId, form: Form) -> Result<Response, Failure> {
    let VerifiedForm { signed_in, fields } = form;
    let what = (id, fields.version());
    let app = &staff.app;
    let done = app
        .refuse_application(&signed_in.request, what, fields.one("refusal"))
        .await;
    after(&staff, &signed_in, id, &fields, (done, "Отказ записан.")).await
}

async fn after(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Fields,
    (outcome, words): (Result<(), AppError>, &str),
) -> Result<Response, Failure> {
    let back = format!("/applications/{id}");
    match outcome {
        Ok(()) => Ok(see_other_with(staff, &back, &Flash::done(words))),
        Err(error @ AppError::Invalid(_)) => {
            let problems = Problems::of(error)?;
            let page = page_of(staff, signed_in, id, typed, &problems).await?;
            Ok(Page::with_mistakes(page).into_response())
        }
        Err(error) => Err(Failure::from(error).back_to(back)),
    }
}

async fn page_of(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Fields,
    problems: &Problems,
) -> Result<DetailPage, Failure> {
    let view = staff.app.exam_application(&signed_in.request, id).await?;
    let heading = format!("Заявление №\u{a0}{}", view.line.row.number);
    let mut page = DetailPage::new(signed_in.shell(heading.clone(), Section::Applications), heading);
    page.shell.breadcrumbs = trail();
    page.sub = format!("{}. {}", view.line.name, kind_words(view.line.kind));
    page.errors = problems.summary();
    page.lead = Phrase::default()
        .tag(state_tag(view.line.state))
        .text(format!(" {}", next_words(&view)));
    page.facts = Some(facts(&view));
    page.sections.push(papers(staff, &view)?);
    let desk = Desk {
        signed_in,
        view: &view,
        typed,
        problems,
    };
    let is_own = signed_in.may(Action::TakeApplications)
        && view.line.row.organisation_id == signed_in.request.actor.organisation.0;
    if is_own {
        let papers = format!("/applications/{id}/papers.pdf");
        let print = Act::link("Напечатать заявление, согласие, памятку", papers).secondary();
        let is_ahead = view.line.first_exam > signed_in.request.today;
        if is_ahead && !view.line.state.is_final() {
            page.acts = desk.acts();
        }
        page.acts.push(print);
        page.sections.extend(desk.parts(staff, is_ahead)?);
    }
    page.sections.push(history(signed_in, &view.steps));
    Ok(page)
}

fn next_words(view: &ApplicationView) -> String {
    let stops = view
        .line
        .lacking
        .iter()
        .filter(|paper| paper.stops_registration())
        .count();
    match view.line.state {
        ApplicationState::Filed if stops > 0 => "Внесите документы, которых не\u{a0}хватает.".to_owned(),
        ApplicationState::Filed => "Зарегистрируйте участника.".to_owned(),
        ApplicationState::Accepted if stops > 0 => {
            "Участник зарегистрирован, но согласие отозвано: решите с\u{a0}ним, участвует\u{a0}ли он.".to_owned()
        }
        ApplicationState::Accepted => "Участник зарегистрирован.".to_owned(),
        ApplicationState::Withdrawn | ApplicationState::Refused => view
            .line
            .row
            .outcome
            .clone()
            .map(|words| capitalised(&words))
            .unwrap_or_default(),
    }
}

fn facts(view: &ApplicationView) -> Facts {
    let row = &view.line.row;
    let exams: Vec<String> = view
        .exams
        .iter()
        .map(|exam| format!("{}, {}", capitalised(&exam.name), long_date(exam.date)))
        .collect();
    let class = match row.class_name.as_str() {
        "" => String::new(),
        class => format!(", {class}"),
    };
    let by = match view.content.applicant.as_str() {
        "" => view.filed_by.russian().to_owned(),
        name => format!("{}: {name}", view.filed_by.russian()),
    };
    let mut facts = Facts::default()
        .row(
            "Участник",
            format!("{}, {}{class}", view.line.name, view.line.category.russian()),
        )
        .row("Родился, пол", birth_in_words(&view.details))
        .row("Экзамены", exams.join("; "))
        .row(
            "Подано",
            format!("{}, {}; {by}", numeric_date(view.filed_on), view.line.place),
        )
        .row("Сообщит результат", view.informing.as_str());
    if !view.content.phone.is_empty() {
        facts = facts.row("Телефон", view.content.phone.as_str());
    }
    if let Some(conditions) = &view.conditions {
        facts = facts.row("Особые условия", conditions.as_str());
    }
    facts
}

/// The papers that came and those that lack.
fn papers(staff: &Staff, view: &ApplicationView) -> Result<Part, Failure> {
    let ended = view.line.state.is_final();
    let mut rows: Vec<Row> = view.papers.iter().map(|line| paper_row(line, ended)).collect();
    let kind = view.line.kind;
    if !ended {
        rows.extend(view.line.lacking.iter().map(|paper| {
            Row::new(vec![
                Cell::from(capitalised(paper.russian())),
                Cell::empty(),
                Cell::tag(Tag::amber("нет")),
            ])
        }));
    }
    let table = TableView {
        caption: "Документы".to_owned(),
        hide_caption: true,
        columns: ["Документ", "День", "Есть ли"].into_iter().map(Column::new).collect(),
        rows,
        empty_text: "Документов нет.".into(),
        ..TableView::default()
    };
    let mut citations: Vec<&str> = Vec::new();
    for paper in view
        .papers
        .iter()
        .map(|line| line.paper)
        .chain(view.line.lacking.iter().copied())
    {
        let clause = paper.clause(kind);
        if !citations.contains(&clause) {
            citations.push(clause);
        }
    }
    let mut part = Part::new("papers", "Документы и\u{a0}согласия").table(table);
    for clause in clauses_in_words(staff, &citations)? {
        part = part.clause(clause);
    }
    Ok(part)
}

fn paper_row(line: &PaperLine, ended: bool) -> Row {
    let standing = match line.withdrawn_on {
        Some(day) => Cell::tag(Tag::red(format!("отозвано {}", numeric_date(day)))),
        None if ended && line.paper.is_consent() => Cell::tag(Tag::grey("цель достигнута или отпала")),
        None => Cell::tag(Tag::green("есть")),
    };
    Row::new(vec![
        Cell::from(capitalised(line.paper.russian())),
        Cell::from(numeric_date(line.shown_on)),
        standing,
    ])
}

fn history(signed_in: &SignedInRequest, steps: &[StepLine]) -> Part {
    let zone = &signed_in.person.zone;
    let entries = steps
        .iter()
        .rev()
        .map(|step| {
            let kind = match step.act {
                ApplicationAct::Accept => EntryKind::Edition,
                ApplicationAct::Withdraw | ApplicationAct::Refuse | ApplicationAct::WithdrawConsent => EntryKind::Claim,
                ApplicationAct::File | ApplicationAct::RecordPaper | ApplicationAct::Change => EntryKind::Act,
            };
            let day = numeric_date(zone.local_date(step.at));
            let time = zone.local_time(step.at).to_string();
            TimelineEntry::new(kind, day, time, capitalised(step.act.russian()))
                .text(capitalised(&step.words))
                .by(step.place.as_str())
        })
        .collect();
    Part::new("history", "История").timeline(Timeline { entries })
}

/// The reader, the application, and what a refused form held.
struct Desk<'d> {
    signed_in: &'d SignedInRequest,
    view: &'d ApplicationView,
    typed: &'d Fields,
    problems: &'d Problems,
}

impl Desk<'_> {
    fn form(&self, act: &str) -> PostForm {
        self.signed_in
            .form(format!("/applications/{}/{act}", self.view.line.row.id))
            .with("version", self.view.line.row.version.to_string())
    }

    fn acts(&self) -> Vec<Act> {
        let mut acts = Vec::new();
        let is_whole = self.view.line.lacking.iter().all(|paper| !paper.stops_registration());
        if self.view.line.state == ApplicationState::Filed && is_whole {
            acts.push(Act::post("Зарегистрировать участника", self.form("accept")));
        }
        let href = format!("/applications/{}/change", self.view.line.row.id);
        acts.push(Act::link("Изменить выбор", href).secondary());
        acts
    }

    fn date(&self, name: &str, label: &str) -> Field {
        Field::date(name, label)
            .value(self.typed.one(name))
            .error(self.problems.of_field(name))
    }

    fn parts(&self, staff: &Staff, is_ahead: bool) -> Result<Vec<Part>, Failure> {
        let mut parts = Vec::new();
        let state = self.view.line.state;
        if !state.is_final() && !self.view.line.lacking.is_empty() {
            parts.push(self.paper());
        }
        let given: Vec<Choice> = self
            .view
            .papers
            .iter()
            .filter(|line| line.paper.is_consent() && line.withdrawn_on.is_none())
            .map(|line| Choice::new(line.paper.code(), capitalised(line.paper.russian())))
            .collect();
        if !given.is_empty() {
            parts.push(self.consent(staff, given)?);
        }
        if is_ahead && !state.is_final() {
            let words = ("withdrawal", "Каким заявлением отозвано", "Записать отзыв");
            parts.push(self.end(("withdraw", "Отозвать заявление"), words));
        }
        if state == ApplicationState::Filed {
            let words = ("refusal", "Почему отказано", "Отказать в\u{a0}регистрации");
            parts.push(self.end(("refuse", "Отказать"), words));
        }
        Ok(parts)
    }

    fn paper(&self) -> Part {
        let lacking = self
            .view
            .line
            .lacking
            .iter()
            .map(|paper| Choice::new(paper.code(), capitalised(paper.russian())))
            .collect();
        let block = FormBlock::new(self.form("paper"), "Записать документ")
            .part(
                Choices::select("paper", "Документ", lacking)
                    .choose(self.typed.one("paper"))
                    .error(self.problems.of_field("paper")),
            )
            .part(self.date("paper_day", "День, когда предъявлен или подписан"));
        Part::new("record-paper", "Внести документ").form(block)
    }

    fn consent(&self, staff: &Staff, given: Vec<Choice>) -> Result<Part, Failure> {
        let block = FormBlock::new(self.form("consent"), "Записать отзыв согласия")
            .part(
                Choices::radios("consent", "Какое согласие", given)
                    .choose(self.typed.one("consent"))
                    .error(self.problems.of_field("consent")),
            )
            .part(self.date("consent_day", "День письменного отзыва"))
            .emphasis(Emphasis::Warning);
        let words = format!(
            "Согласие касается только этих сведений: {}. Его можно отозвать письменно в\u{a0}любой момент; оно кончается с\u{a0}целью или сроком хранения.",
            CONSENT_DATA.join("; ")
        );
        let mut part = Part::new("consents", "Согласия").lead(words).form(block);
        for clause in clauses_in_words(staff, &["rostov-essay:annex"])? {
            part = part.clause(clause);
        }
        Ok(part)
    }

    fn end(&self, (act, heading): (&str, &str), (field, label, button): (&str, &str, &str)) -> Part {
        let input = Field::text(field, label)
            .hint("День и\u{a0}номер бумаги; без фамилий")
            .value(self.typed.one(field))
            .error(self.problems.of_field(field));
        let block = FormBlock::new(self.form(act), button)
            .part(input)
            .emphasis(Emphasis::Warning);
        Part::new(act, heading).form(block)
    }
}
