//! One case: where it stands, its clock, what is to be done next and by whom, and everything that happened in time order.

use app::appeals::print::AppealPaper;
use app::appeals::view::CaseView;
use app::subject_duties::SubjectDuty;
use axum::extract::State;
use axum::response::Response;
use domain::access::Action;
use domain::appeal::filing::Applicant;
use domain::appeal::{AppealKind, CaseState, Claim};
use regulations::Instant;
use regulations::russian::{capitalised, date_time};
use ui::components::{Act, Cell, Clause, Column, Facts, Phrase, Row, Section as Part, TableView};
use ui::pages::general::DetailPage;
use uuid::Uuid;

use super::{forms, moment, number_words, state_tag, timeline, trail};
use crate::failure::Failure;
use crate::forms::Fields;
use crate::law_pieces::clock_of;
use crate::nav::Section;
use crate::page::Page;
use crate::pieces::{PathId, download};
use crate::problems::Problems;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<DetailPage>, Failure> {
    let page = case_page(&staff, &signed_in, id, &Fields::default(), &Problems::default()).await?;
    Ok(Page::new(page))
}

/// The handler of one paper of a case.
macro_rules! paper {
    ($name:ident, $paper:ident) => {
        pub(super) async fn $name(
            State(staff): State<Staff>,
            signed_in: SignedInRequest,
            PathId(id): PathId,
        ) -> Result<Response, Failure> {
            printed(&staff, &signed_in, id, AppealPaper::$paper).await
        }
    };
}
paper!(application, Application);
paper!(protocol, Protocol);
paper!(conclusion, Conclusion);
paper!(notice, Notice);
paper!(decision, Decision);
paper!(resit, Resit);

async fn printed(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    paper: AppealPaper,
) -> Result<Response, Failure> {
    let file = staff.app.print_appeal(&signed_in.request, id, paper).await;
    let file = file.map_err(|error| Failure::from(error).back_to(format!("/appeals/{id}")))?;
    Ok(download(&file.file_name, file.media_type, file.bytes))
}

/// The page of a case; `typed` and `problems` belong to the form that was sent, if any was.
pub(super) async fn case_page(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    typed: &Fields,
    problems: &Problems,
) -> Result<DetailPage, Failure> {
    let view = staff.app.case_view(&signed_in.request, id).await?;
    let heading = format!("Апелляция {}", number_words(view.line.row.number));
    let mut page = DetailPage::new(signed_in.shell(heading.clone(), Section::Appeals), heading);
    page.shell.breadcrumbs = trail();
    page.sub = format!("{}. {}", view.line.kind.russian(), view.line.exam.title());
    page.sub = capitalised(&page.sub);
    page.errors = problems.summary();
    page.lead = Phrase::default()
        .tag(state_tag(view.line.state))
        .text(format!(" {}", next_words(signed_in, &view)));
    page.clock = clock_of(clock_duties(&view.line.duties));
    page.facts = Some(facts(signed_in, &view));
    page.sections.extend(forms::sections(signed_in, &view, typed, problems));
    page.sections.extend(value_section(signed_in, &view));
    page.sections.extend(forms::scans(signed_in, &view, typed, problems));
    let papers = prints(signed_in, &view);
    page.sections.push(papers);
    let mut course = Part::new("course", "Ход дела").timeline(timeline::of(signed_in, &view));
    course.clauses = vec![Clause::new(&view.clause, "", &view.clause_words)];
    page.sections.push(course);
    page.sections
        .extend(forms::withdrawal(signed_in, &view, typed, problems));
    Ok(page)
}

/// What may be printed now.
fn prints(signed_in: &SignedInRequest, view: &CaseView) -> Part {
    let id = view.line.row.id;
    let happened = |act: &str| view.steps.iter().any(|step| step.row.act == act);
    let runs = signed_in.may(Action::RunAppeals);
    let is_decided = view.line.row.decided_at.is_some() || view.line.state == CaseState::NotConsidered;
    let offered = [
        (true, "Апелляция, PDF", "application"),
        (
            view.line.state == CaseState::Appointed,
            "Извещение о\u{a0}рассмотрении, PDF",
            "notice",
        ),
        (runs && happened("concluded"), "Заключение эксперта, PDF", "conclusion"),
        (runs && happened("heard"), "Протокол рассмотрения, PDF", "protocol"),
        (is_decided, "Уведомление о\u{a0}решении, PDF", "decision"),
        (happened("annulled"), "Допуск к\u{a0}повторной сдаче, PDF", "resit"),
    ];
    let mut part = Part::new("print", "На\u{a0}бумаге");
    for (_, words, paper) in offered.into_iter().filter(|(is_there, ..)| *is_there) {
        part = part.act(Act::link(words, format!("/appeals/{id}/{paper}.pdf")).secondary());
    }
    part
}

/// What the clock tells: every term while one of them runs, afterwards the last that was met.
fn clock_duties(duties: &[SubjectDuty]) -> &[SubjectDuty] {
    match duties.iter().any(SubjectDuty::is_open) {
        true => duties,
        false => duties
            .len()
            .checked_sub(1)
            .and_then(|last| duties.get(last..))
            .unwrap_or_default(),
    }
}

/// What awaits whom, as a sentence.
fn next_words(signed_in: &SignedInRequest, view: &CaseView) -> String {
    let case = &view.case;
    match view.line.state {
        CaseState::Filed => format!(
            "Передать в\u{a0}комиссию должна организация: {}.",
            view.line.organisation
        ),
        CaseState::Received | CaseState::Appointed => preparation_words(view),
        CaseState::Heard => "Комиссии записать решение.".to_owned(),
        CaseState::Granted if view.line.kind == AppealKind::Procedure => {
            "Председателю ГЭК аннулировать результат и\u{a0}назначить, когда участник сдаёт снова.".to_owned()
        }
        CaseState::Granted if !signed_in.may(Action::RunAppeals) && !signed_in.may(Action::SeeDesk) => {
            "Результат пересчитают и\u{a0}утвердят; до\u{a0}этого действует прежний.".to_owned()
        }
        CaseState::Granted => "Комиссии передать решение в\u{a0}РЦОИ для пересчёта.".to_owned(),
        CaseState::AtCentre => "РЦОИ пересчитать результат и\u{a0}передать в\u{a0}ГЭК.".to_owned(),
        CaseState::Recounted => "Новую редакцию предлагает секретарь и\u{a0}утверждает председатель ГЭК.".to_owned(),
        CaseState::Closed if view.line.kind == AppealKind::Procedure => "Результат аннулирован.".to_owned(),
        CaseState::Closed if case.changes_result => "Новая редакция результата утверждена.".to_owned(),
        CaseState::Closed => "Баллы не\u{a0}изменились.".to_owned(),
        CaseState::Rejected | CaseState::NotConsidered | CaseState::Withdrawn => {
            "Результат остался прежним.".to_owned()
        }
    }
}

fn preparation_words(view: &CaseView) -> String {
    use domain::appeal::{Developers, Materials, Verdict};
    let case = &view.case;
    let mut left: Vec<&str> = Vec::new();
    let of_scores = view.line.kind == AppealKind::Score;
    match case.materials {
        _ if !of_scores => {}
        Materials::NotAsked => left.push("запросить материалы у\u{a0}РЦОИ"),
        Materials::Asked => left.push("РЦОИ передать материалы"),
        Materials::Given => {}
    }
    if case.materials == Materials::Given && case.processing.is_none() {
        left.push("РЦОИ проверить обработку");
    }
    if case.claims.contains(&Claim::ExpertMarking) && case.materials == Materials::Given {
        match (case.has_expert, case.verdict, case.developers) {
            (false, _, _) => left.push("привлечь эксперта"),
            (true, None, _) => left.push("получить заключение эксперта"),
            (true, Some(Verdict::Unclear), Developers::NotAsked) => left.push("спросить разработчиков КИМ"),
            (true, Some(Verdict::Unclear), Developers::Asked) => left.push("получить ответ разработчиков КИМ"),
            (true, Some(_), _) => {}
        }
    }
    match (case.slot.is_some(), case.noticed) {
        (false, _) => left.push("назначить рассмотрение"),
        (true, false) => left.push("известить о\u{a0}рассмотрении"),
        (true, true) => {}
    }
    if of_scores && !case.claims.iter().any(|claim| claim.is_considered()) {
        return "В\u{a0}апелляции только то, чего комиссия не\u{a0}рассматривает: отказать в\u{a0}рассмотрении."
            .to_owned();
    }
    if left.is_empty() {
        return "Всё готово к\u{a0}рассмотрению.".to_owned();
    }
    format!("Осталось: {}.", left.join("; "))
}

fn facts(signed_in: &SignedInRequest, view: &CaseView) -> Facts {
    let row = &view.line.row;
    let mut participant = Phrase::of(format!("{}, код {}", view.line.name, view.line.participant_code));
    if let Some(result) = row.result_id.or(view.result)
        && signed_in.may(Action::SeeResults)
    {
        participant = participant
            .text(". ")
            .link("История результата", format!("/results/{result}"));
    }
    let claims: Vec<String> = view
        .claims
        .iter()
        .map(|claim| match claim.is_considered() {
            true => claim.russian().to_owned(),
            false => format!("{} (не\u{a0}рассматривается)", claim.russian()),
        })
        .collect();
    let mut facts = Facts::default()
        .row("Участник", participant)
        .row(
            "Подана",
            format!("{}, {}", moment(signed_in, row.filed_at), view.line.organisation),
        )
        .row("Кто подал", applicant_words(view));
    if !claims.is_empty() {
        facts = facts.row("С\u{a0}чем не\u{a0}согласен", capitalised(&claims.join("; ")));
    }
    if !view.filing.words.is_empty() {
        facts = facts.row("Текст", view.filing.words.as_str());
    }
    if row.wants_tasks {
        facts = facts.row("КИМ", "просит показать на\u{a0}заседании");
    }
    if !view.filing.contact.is_empty() {
        facts = facts.row("Как известить", view.filing.contact.as_str());
    }
    if let (Some(hearing), Some(at)) = (&view.hearing, row.slot_at) {
        let words = format!(
            "{}, {}, ауд.\u{a0}{}",
            moment(signed_in, at),
            hearing.place,
            hearing.room
        );
        facts = match signed_in.may(Action::RunAppeals) {
            true => facts.row(
                "Рассмотрение",
                Phrase::linked(words, format!("/hearings/{}", hearing.id)),
            ),
            false => facts.row("Рассмотрение", words),
        };
    }
    let of_scores = view.line.kind == AppealKind::Score;
    if of_scores && (signed_in.may(Action::RunAppeals) || signed_in.may(Action::PrepareAppeals)) {
        let markers: Vec<String> = view
            .markers
            .iter()
            .map(|one| format!("{} ({})", one.name, one.row.code))
            .collect();
        let words = if markers.is_empty() {
            "не\u{a0}известно".to_owned()
        } else {
            markers.join(", ")
        };
        facts = facts.row("Кто проверял работу", words);
    }
    if let Some(expert) = &view.expert
        && signed_in.may(Action::RunAppeals)
    {
        facts = facts.row(
            "Эксперт",
            format!("{} ({}), этой работы не\u{a0}проверял", expert.name, expert.row.code),
        );
    }
    if !view.members.is_empty() {
        let members: Vec<&str> = view.members.iter().map(|one| one.name.as_str()).collect();
        facts = facts.row("Решали", members.join(", "));
    }
    facts
}

fn applicant_words(view: &CaseView) -> String {
    match view.applicant {
        Applicant::Participant => "участник".to_owned(),
        Applicant::Parent | Applicant::Proxy => {
            let mut words = format!(
                "{}: {}, {}",
                view.applicant.russian(),
                view.filing.applicant_name,
                view.filing.applicant_document
            );
            if !view.filing.power_of_attorney.is_empty() {
                words.push_str(&format!(", доверенность: {}", view.filing.power_of_attorney));
            }
            words
        }
    }
}

/// The disputed value and «было – стало» per task.
fn value_section(signed_in: &SignedInRequest, view: &CaseView) -> Option<Part> {
    let disputed = view.disputed.as_ref()?;
    let mut part = Part::new("value", "Баллы");
    let mut facts = Facts::default().row("Оспорено", disputed.words.as_str());
    if !disputed.points.is_empty() {
        facts = facts.row("Баллы за\u{a0}задания", disputed.points.in_words());
    }
    if let Some(decided) = &view.decided {
        let was = disputed.primary.map_or_else(String::new, |primary| primary.to_string());
        facts = facts.row(
            "Первичный балл",
            Phrase::default().change(was, decided.primary.to_string()),
        );
        if !decided.words.is_empty() {
            facts = facts.row("После пересчёта", decided.words.as_str());
        }
        if let Some((number, state)) = decided.edition {
            facts = facts.row("Новая редакция", format!("редакция {number}, {}", state.russian()));
        }
        if !decided.tasks.is_empty() {
            part.table = Some(TableView {
                caption: "Было и\u{a0}стало по\u{a0}заданиям".to_owned(),
                columns: vec![Column::new("Задание"), Column::new("Балл")],
                rows: decided
                    .tasks
                    .iter()
                    .map(|task| {
                        Row::new(vec![
                            Cell::from(task.task.as_str()),
                            Cell::new(Phrase::default().change(task.was.to_string(), task.now.to_string())),
                        ])
                    })
                    .collect(),
                ..TableView::default()
            });
        }
    }
    part.facts = Some(facts);
    if view.line.state == CaseState::Recounted
        && signed_in.may(Action::ProposeProtocol)
        && let Some(protocol) = view.disputed_protocol
    {
        part = part.act(Act::link(
            "Предложить протокол изменения",
            format!("/desk/{}/propose?part=correction-{protocol}", view.line.exam.id),
        ));
    }
    Some(part)
}

/// «11 июня 2027, 10:20».
pub(super) fn at_words(signed_in: &SignedInRequest, at: Instant) -> String {
    date_time(&signed_in.person.zone, at)
}
