//! The whole history of one result on one page, and its extract on paper.

mod check;

use app::history_steps::{Chapter, HistoryStep, StepDocument, StepKind, StepObject};
use app::print::class_words;
use app::result_history::ResultHistory;
use app::results_in_words::StoredValue;
use app::stored_rows::EditionRow;
use axum::extract::State;
use axum::response::Response;
use domain::access::Action;
use domain::essay::{EssayField, EssayValue, WorkType};
use domain::registration::ParticipantCategory;
use regulations::Instant;
use regulations::russian::{capitalised, date_time, day_and_month};
use ui::components::{EditionBox, EntryKind, Facts, Link, Phrase, Timeline, TimelineEntry};
use ui::pages::people::{HistoryPart, ResultHistoryPage};

use crate::failure::Failure;
use crate::law_pieces::{clause_of, timeliness};
use crate::nav::Section;
use crate::page::Page;
use crate::pieces::{PathId, download};
use crate::routes::{Access, Routes};
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// Its routes.
pub fn routes() -> Routes {
    let access = Access::May(Action::SeeResults);
    Routes::new()
        .get("/results/{id}", access, show)
        .get("/results/{id}/extract.pdf", access, extract)
        .get("/results/{id}/annulment.pdf", access, annulment)
        .get("/extracts", access, check::ask)
        .post("/extracts", access, check::tell)
}

async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<ResultHistoryPage>, Failure> {
    let history = staff.app.result_history(&signed_in.request, id).await?;
    Ok(Page::new(view(&signed_in, &history)))
}

async fn extract(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    let file = staff.app.print_history(&signed_in.request, id).await?;
    Ok(download(&file.file_name, file.media_type, file.bytes))
}

async fn annulment(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    let file = staff.app.print_annulment(&signed_in.request, id).await;
    let file = file.map_err(|error| Failure::from(error).back_to(format!("/results/{id}")))?;
    Ok(download(&file.file_name, file.media_type, file.bytes))
}

fn view(signed_in: &SignedInRequest, history: &ResultHistory) -> ResultHistoryPage {
    let steps = history.steps();
    let in_force = history.edition_in_force();
    let mut page = ResultHistoryPage {
        shell: signed_in.shell(history.name.clone(), section_of(signed_in)),
        summary: summary(history),
        value: in_force.map_or_else(
            || "Результата ещё нет".to_owned(),
            |edition| capitalised(&value_of(edition)),
        ),
        explanation: in_force
            .map(|edition| explanation(signed_in, history, edition))
            .unwrap_or_default(),
        extract_href: format!("/results/{}/extract.pdf", history.result.result_id),
        journal: None,
        facts: with_appeals(signed_in, history, facts(history, in_force)),
        parts: Chapter::ALL
            .into_iter()
            .filter_map(|chapter| part(signed_in, history, chapter, &steps))
            .collect(),
    };
    page.shell.breadcrumbs = match section_of(signed_in) {
        Section::Desk => vec![
            Link::new("Стол ГЭК", "/desk"),
            Link::new(history.exam.title(), format!("/desk/{}", history.exam.id)),
        ],
        _ => vec![
            Link::new("Участники", format!("/participants?exam={}", history.exam.id)),
            Link::new(&history.name, format!("/people/{}", history.result.person_id)),
        ],
    };
    page
}

/// The commission comes from its desk: it has no list of participants.
fn section_of(signed_in: &SignedInRequest) -> Section {
    if signed_in.may(Action::SeeParticipants) {
        Section::People
    } else {
        Section::Desk
    }
}

fn value_of(edition: &EditionRow) -> String {
    edition.long_words()
}

fn summary(history: &ResultHistory) -> String {
    let class_name = class_words(&history.result.class_name);
    let place = if class_name.is_empty() {
        history.organisation.clone()
    } else {
        format!("{class_name}, {}", history.organisation)
    };
    format!(
        "{} · {place} · код участника {}",
        history.exam.title(),
        history.result.participant_code
    )
}

/// Which edition, since when, on what ground; former values.
fn explanation(signed_in: &SignedInRequest, history: &ResultHistory, edition: &EditionRow) -> Phrase {
    let since = match edition.released_at {
        _ if edition.state == "annulled" => format!(
            "аннулирована {}",
            edition.ended_at.map_or_else(String::new, |at| date_time(
                &signed_in.person.zone,
                Instant::from_micros(at)
            ))
        ),
        Some(at) => format!(
            "выпущена {}",
            date_time(&signed_in.person.zone, Instant::from_micros(at))
        ),
        None if edition.state == "held" => "задержана, не\u{a0}выпущена".to_owned(),
        None => "ещё не\u{a0}выпущена".to_owned(),
    };
    let mut phrase = Phrase::of(format!(
        "Редакция {}, {since}. Основание: {}.",
        edition.number, edition.ground
    ));
    let former: Vec<String> = history
        .editions
        .iter()
        .filter(|other| other.number < edition.number)
        .map(|other| format!("{}\u{a0}— {}", other.number, value_of(other)))
        .collect();
    if !former.is_empty() {
        phrase = phrase.text(format!(" Прежние редакции: {}.", former.join("; ")));
    }
    if let Some(waiting) = history.editions.iter().find(|other| other.number > edition.number) {
        phrase = phrase.text(format!(
            " Ждёт выпуска редакция {}: {}.",
            waiting.number,
            value_of(waiting)
        ));
    }
    if history.subject.is_some() && history.appeals.is_empty() && signed_in.may(Action::FileAppeal) {
        let address = format!("/appeals/new/{}", history.result.result_id);
        phrase = phrase.text(" ").link("Принять апелляцию", address);
    }
    let may_be_annulled = history.subject.is_some() && edition.state != "annulled";
    if may_be_annulled && signed_in.may(Action::ApproveProtocol) {
        let address = format!("/results/{}/annul", history.result.result_id);
        phrase = phrase.text(" ").link("Аннулировать результат", address);
    }
    if edition.state == "annulled" {
        let address = format!("/results/{}/annulment.pdf", history.result.result_id);
        phrase = phrase.text(" ").link("Уведомление об\u{a0}аннулировании, PDF", address);
    }
    let waits = history.editions.iter().any(|other| other.number > edition.number);
    if edition.state == "annulled" && !waits && signed_in.may(Action::KeepMatters) {
        let address = format!("/results/{}/restore", history.result.result_id);
        phrase = phrase.text(" ").link("Отменить аннулирование", address);
    }
    phrase.text(" ").link("Проверить выписку", "/extracts")
}

fn facts(history: &ResultHistory, in_force: Option<&EditionRow>) -> Facts {
    let work = WorkType::ALL
        .into_iter()
        .find(|work| i64::from(work.number()) == history.result.subject_code)
        .unwrap_or(WorkType::Composition);
    let category = ParticipantCategory::from_code(&history.result.category)
        .map_or(history.result.category.as_str(), |known| known.russian());
    let gia = history.gia_facts();
    let mut facts = if gia.is_empty() {
        Facts::default().row("Вид работы", capitalised(work.russian()))
    } else {
        gia.into_iter()
            .fold(Facts::default(), |facts, (label, value)| facts.row(label, value))
    }
    .row("Категория", category);
    let Some(edition) = in_force else { return facts };
    if let Some(topic) = &edition.topic {
        facts = facts.row("Номер темы", topic.as_str());
    }
    let value = edition
        .essay_value
        .as_deref()
        .and_then(|code| EssayValue::from_code(code).ok());
    let Some(value) = value else { return facts };
    for (field, mark) in value.cells().filter(|(field, _)| *field != EssayField::Result) {
        let words = mark.map_or("не\u{a0}проверялось", |mark| mark.russian());
        let title = format!("\u{a0}— {}", field.title(work).to_lowercase());
        facts = facts.row(field.short(), Phrase::of(words).muted(title));
    }
    facts
}

/// The appeals about the result, for who may see them.
fn with_appeals(signed_in: &SignedInRequest, history: &ResultHistory, facts: Facts) -> Facts {
    if history.appeals.is_empty() || !signed_in.may(Action::SeeAppeals) {
        return facts;
    }
    let mut words = Phrase::default();
    for (index, (id, number, state)) in history.appeals.iter().enumerate() {
        if index > 0 {
            words = words.text("; ");
        }
        words = words
            .link(format!("№\u{a0}{number}"), format!("/appeals/{id}"))
            .text(format!(", {}", state.russian()));
    }
    facts.row("Апелляции", words)
}

fn part(
    signed_in: &SignedInRequest,
    history: &ResultHistory,
    chapter: Chapter,
    steps: &[HistoryStep],
) -> Option<HistoryPart> {
    let own: Vec<&HistoryStep> = steps.iter().filter(|step| step.chapter == chapter).collect();
    let day = |step: &HistoryStep| day_and_month(signed_in.person.zone.local_date(step.at));
    let (first, last) = (day(own.first()?), day(own.last()?));
    Some(HistoryPart {
        id: chapter.code().to_owned(),
        title: chapter.title().to_owned(),
        days: if first == last {
            first
        } else {
            format!("{first}\u{a0}— {last}")
        },
        timeline: Timeline {
            entries: own.into_iter().map(|step| entry(signed_in, history, step)).collect(),
        },
    })
}

fn entry(signed_in: &SignedInRequest, history: &ResultHistory, step: &HistoryStep) -> TimelineEntry {
    let zone = &signed_in.person.zone;
    let kind = match step.kind {
        StepKind::Passage => EntryKind::Passage,
        StepKind::Act => EntryKind::Act,
        StepKind::Edition { .. } => EntryKind::Edition,
    };
    let mut entry = TimelineEntry::new(
        kind,
        day_and_month(zone.local_date(step.at)),
        zone.local_time(step.at).to_string(),
        &step.what,
    )
    .by(&step.by);
    let mut text = Phrase::of(&step.text);
    for document in &step.documents {
        match href(signed_in, document) {
            Some(href) => entry = entry.link(&document.label, href),
            None if step.text.is_empty() => text = text.text(format!("{}. ", document.label)),
            None => text = text.text(format!(". {}.", capitalised(&document.label))),
        }
    }
    for duty in step
        .discharges
        .and_then(|subject| history.duties.get(&subject))
        .into_iter()
        .flatten()
    {
        if let Some(tag) = timeliness(duty) {
            text = text.text(" ").tag(tag);
        }
        entry = entry.clause(clause_of(duty));
    }
    if let StepKind::Edition { was, value, note } = &step.kind {
        entry = entry.edition(EditionBox {
            was: was.clone(),
            value: value.clone(),
            note: note.clone(),
        });
    }
    if !step.clause.is_empty() {
        text = text.text(format!(" ({}).", step.clause));
    }
    if let Some(link) = hold_link(signed_in, history, step) {
        entry.links.push(link);
    }
    entry.text(text)
}

/// Where a document stands, for who may open it.
fn href(signed_in: &SignedInRequest, document: &StepDocument) -> Option<String> {
    let may = |action: Action| signed_in.may(action);
    match document.object {
        StepObject::Import(id) => may(Action::Import).then(|| format!("/imports/{id}")),
        StepObject::Completion(exam, number) => {
            may(Action::DeclareProcessing).then(|| format!("/exams/{exam}/processing/{number}"))
        }
        StepObject::Statement(id) => may(Action::OpenStatement).then(|| format!("/statements/{id}")),
        StepObject::Ledger(id) => may(Action::FillLedger).then(|| format!("/ledgers/{id}")),
        StepObject::Appeal(id) => may(Action::SeeAppeals).then(|| format!("/appeals/{id}")),
    }
}

/// On the edition that waits: hold it, or let it go.
fn hold_link(signed_in: &SignedInRequest, history: &ResultHistory, step: &HistoryStep) -> Option<Link> {
    let waiting = history
        .editions
        .iter()
        .find(|edition| matches!(edition.state.as_str(), "received" | "held"))?;
    let is_its_step =
        step.chapter == Chapter::Received && step.kind == StepKind::Act && step.at.as_micros() == waiting.received_at;
    if !is_its_step || !signed_in.may(Action::HoldResults) {
        return None;
    }
    let result = history.result.result_id;
    Some(if waiting.state == "held" {
        Link::new("Снять задержку", format!("/results/{result}/end-hold"))
    } else {
        Link::new("Задержать", format!("/results/{result}/hold"))
    })
}
