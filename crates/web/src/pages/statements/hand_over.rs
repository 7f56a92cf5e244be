//! The hand-over: the preview of everything that can be passed on now, and the act.

use std::collections::BTreeMap;

use app::statements::{StatementState as Stage, StatementSummary};
use app::subject_duties::SubjectDuty;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::exam::ExamKind;
use domain::statement::StatementHop;
use regulations::EventCode;
use regulations::russian::{count, day_and_month, plural};
use ui::components::{ErrorSummary, Link, Phrase};
use ui::page::Flash;
use ui::pages::statements::{HandoverPage, HandoverRow};
use uuid::Uuid;

use super::list::recipients_words;
use crate::failure::Failure;
use crate::forms::{Fields, VerifiedForm};
use crate::law_pieces::clock_of;
use crate::list_query::ListQuery;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::parse_id;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// GET `/statements/hand-over`, narrowed by `statement` or `exam`.
pub async fn ask(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    query: ListQuery,
) -> Result<Page<HandoverPage>, Failure> {
    Ok(Page::new(
        preview(&staff, &signed_in, query.id("statement"), query.id("exam"), None).await?,
    ))
}

/// POST `/statements/hand-over`: `statement` once for every one to pass on.
pub async fn hand_over(State(staff): State<Staff>, form: VerifiedForm<Fields>) -> Result<Response, Failure> {
    let ids = form
        .fields
        .all("statement")
        .map(parse_id)
        .collect::<Result<Vec<Uuid>, Failure>>()?;
    if ids.is_empty() {
        let errors =
            ErrorSummary::new("Ничего не\u{a0}отмечено").item("Отметьте хотя бы одну ведомость", "statement-1");
        let page = preview(&staff, &form.signed_in, None, None, Some(errors)).await?;
        return Ok(Page::with_mistakes(page).into_response());
    }
    let back = if let [only] = ids.as_slice() {
        format!("/statements/{only}")
    } else {
        "/statements".to_owned()
    };
    let handed = staff
        .app
        .hand_over(&form.signed_in.request, &ids)
        .await
        .map_err(|error| Failure::from(error).back_to(back.clone()))?;
    let text = format!(
        "{} {}. Получатели видят {} сразу.",
        plural(handed, "Передана", "Переданы", "Передано"),
        count(handed, "ведомость", "ведомости", "ведомостей"),
        if handed == 1 { "её" } else { "их" }
    );
    Ok(see_other_with(&staff, &back, &Flash::done(text)))
}

async fn preview(
    staff: &Staff,
    signed_in: &SignedInRequest,
    only: Option<Uuid>,
    exam: Option<Uuid>,
    errors: Option<ErrorSummary>,
) -> Result<HandoverPage, Failure> {
    let request = &signed_in.request;
    let own = request.actor.organisation.0;
    let mut all: Vec<StatementSummary> = staff.app.list_statements(request, exam).await?;
    all.retain(|one| {
        let is_own = one.row.sender_id == own || one.is_to_be_handed_over_by(own);
        is_own && only.is_none_or(|only| one.row.id == only)
    });
    if only.is_some() && all.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    let duties = staff.app.duties_by_subject(request, exam).await?;
    let responsible: BTreeMap<Uuid, Vec<String>> = staff
        .app
        .organisation_tree(request)
        .await?
        .rows
        .into_iter()
        .map(|one| (one.row.id, one.responsible))
        .collect();
    let ready: Vec<&StatementSummary> = all.iter().filter(|one| one.state == Stage::Formed).collect();
    let own_duties: Vec<SubjectDuty> = ready
        .iter()
        .filter_map(|one| duties.get(&one.row.id))
        .flatten()
        .cloned()
        .collect();
    let recipients = recipients_words(ready.iter().map(|one| one.hop)).map(str::to_owned);
    let title = if recipients.first().is_some_and(|word| word == "школе") {
        "Передать ведомости школам"
    } else {
        "Передать ведомости"
    };
    let mut shell = signed_in.shell(title, Section::Statements);
    shell.breadcrumbs = vec![Link::new("Ведомости", "/statements")];
    Ok(HandoverPage {
        shell,
        errors,
        recipients,
        form: signed_in.form("/statements/hand-over"),
        rows: ready
            .iter()
            .map(|one| row(one, responsible.get(&one.row.recipient_id)))
            .collect(),
        excluded: all
            .iter()
            .filter(|one| one.state == Stage::Waiting)
            .map(excluded)
            .collect(),
        consequences: consequences(staff, signed_in, &ready, &duties).await?,
        clock: clock_of(&own_duties),
        back: Link::new("К\u{a0}списку ведомостей", "/statements"),
    })
}

fn row(one: &StatementSummary, responsible: Option<&Vec<String>>) -> HandoverRow {
    let names = responsible.map(|names| names.join(", ")).unwrap_or_default();
    HandoverRow {
        value: one.row.id.to_string(),
        number: format!("№\u{a0}{}", one.row.number),
        href: format!("/statements/{}", one.row.id),
        recipient: one.recipient.clone(),
        responsible: if names.is_empty() {
            Phrase::default()
                .late("никто не\u{a0}назначен приказом")
                .text(": открыть ведомость будет некому")
        } else {
            Phrase::of(names)
        },
        results: u32::try_from(one.row.line_count).unwrap_or(u32::MAX),
    }
}

fn excluded(one: &StatementSummary) -> Phrase {
    let sentence = format!(
        "{}: сначала подтвердите получение ведомости от\u{a0}РЦОИ",
        one.recipient
    );
    match one.row.parent_id {
        Some(parent) => Phrase::of(format!("{sentence}. "))
            .link("Открыть её", format!("/statements/{parent}"))
            .text("."),
        None => Phrase::of(format!("{sentence}.")),
    }
}

async fn consequences(
    staff: &Staff,
    signed_in: &SignedInRequest,
    ready: &[&StatementSummary],
    duties: &BTreeMap<Uuid, Vec<SubjectDuty>>,
) -> Result<Vec<Phrase>, Failure> {
    if ready.is_empty() {
        return Ok(vec![Phrase::of("Готовых к\u{a0}передаче ведомостей нет.")]);
    }
    let mut told = vec![Phrase::of(
        "Получатели увидят результаты сразу и\u{a0}подтвердят получение. Отменить передачу нельзя.",
    )];
    let exams = staff.app.exams().await?;
    let kind_of = |one: &StatementSummary| {
        let exam = exams.iter().find(|exam| exam.id == one.row.exam_id);
        exam.map_or(ExamKind::Essay, |exam| exam.kind)
    };
    let mut starting: Vec<(ExamKind, EventCode)> = Vec::new();
    for event in ready.iter().filter_map(|one| started_by(kind_of(one), one.hop)) {
        if !starting.contains(&event) {
            starting.push(event);
        }
    }
    for (kind, event) in starting {
        for (chip, summary, last) in staff.app.terms_started_now(&signed_in.request, kind, event).await? {
            told.push(Phrase::of(format!(
                "Начнётся срок до\u{a0}конца {} ({chip}): {}",
                day_and_month(last),
                lowered(&summary)
            )));
        }
    }
    let of_essay: Vec<&StatementSummary> = ready
        .iter()
        .copied()
        .filter(|one| one.hop == StatementHop::ToSchool && kind_of(one) == ExamKind::Essay)
        .collect();
    if !of_essay.is_empty() {
        told.extend(running_acquaintance(staff, signed_in, &of_essay, duties).await?);
    }
    Ok(told)
}

/// What a hand-over is in law. The essay's to a school starts nothing: its term runs from the hop before.
fn started_by(kind: ExamKind, hop: StatementHop) -> Option<(ExamKind, EventCode)> {
    let event = match (kind, hop) {
        (_, StatementHop::ToMunicipalBody) => EventCode::TransferredToMunicipalBody,
        (ExamKind::Essay, StatementHop::ToSchool) => return None,
        (ExamKind::Essay, StatementHop::ToStateOrganisation) => EventCode::TransferredToStateOrganisation,
        (ExamKind::Gia11 | ExamKind::Gia9, _) => EventCode::TransferredToSchool,
    };
    Some((kind, event))
}

/// The schools' term runs already, from the transfer to the municipal body: it is told with its day. Only the ledgers over
/// these statements count: a school may still owe an earlier one.
async fn running_acquaintance(
    staff: &Staff,
    signed_in: &SignedInRequest,
    ready: &[&StatementSummary],
    duties: &BTreeMap<Uuid, Vec<SubjectDuty>>,
) -> Result<Option<Phrase>, Failure> {
    let is_ready = |statement: Uuid| {
        ready
            .iter()
            .any(|one| one.hop == StatementHop::ToSchool && one.row.id == statement)
    };
    let ledgers = staff.app.list_ledgers(&signed_in.request, None).await?;
    let earliest = ledgers
        .iter()
        .filter(|ledger| is_ready(ledger.row.ledger.statement_id))
        .filter_map(|ledger| duties.get(&ledger.row.ledger.id))
        .flatten()
        .filter(|duty| duty.is_open())
        .min_by_key(|duty| duty.due_day);
    Ok(earliest.map(|duty| {
        Phrase::of(format!(
            "Школам надо ознакомить участников до\u{a0}конца {} ({}): срок идёт от\u{a0}передачи в\u{a0}МОУО.",
            day_and_month(duty.due_day),
            duty.clause_chip
        ))
    }))
}

fn lowered(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next();
    // «МОУО…», «РЦОИ…» keep their capitals.
    match (first, letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => sentence.to_owned(),
    }
}
