//! What the end of processing would release and leave held; and the recorded act.

use app::exams::ExamOverview;
use app::processing::{HeldEdition, ProcessingPreview};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use regulations::EventCode;
use regulations::russian::{capitalised, date_time};
use serde::Deserialize;
use ui::components::{ErrorSummary, Facts, Link, Phrase};
use ui::page::Flash;
use ui::pages::processing::{CompletionPreviewPage, ConfirmStep, HeldRow};
use ui::typography::{counted, number};
use uuid::Uuid;

use super::{clock, trail};
use crate::failure::Failure;
use crate::forms::VerifiedForm;
use crate::nav::Section;
use crate::notice::see_other_with;
use crate::page::Page;
use crate::pieces::PathId;
use crate::signed_in::SignedInRequest;
use crate::staff::Staff;

/// What stands beside an empty tick.
const NO_TICK: &str = "Отметьте, что просмотрели набор";

#[derive(Deserialize)]
pub(super) struct Confirmation {
    #[serde(default)]
    previewed_hash: String,
    #[serde(default)]
    confirmed: String,
}

pub(super) async fn show(
    State(staff): State<Staff>,
    signed_in: SignedInRequest,
    PathId(id): PathId,
) -> Result<Page<CompletionPreviewPage>, Failure> {
    Ok(Page::new(view(&staff, &signed_in, id, "").await?))
}

pub(super) async fn declare(
    State(staff): State<Staff>,
    PathId(id): PathId,
    VerifiedForm { signed_in, fields }: VerifiedForm<Confirmation>,
) -> Result<Response, Failure> {
    if fields.confirmed != "yes" {
        return Ok(Page::with_mistakes(view(&staff, &signed_in, id, NO_TICK).await?).into_response());
    }
    let declared = staff
        .app
        .declare_processing(&signed_in.request, id, &fields.previewed_hash)
        .await;
    let completion = declared.map_err(|error| Failure::from(error).back_to(format!("/exams/{id}/processing")))?;
    let overview = staff.app.exam_overview(&signed_in.request, id).await?;
    let number = number_of(&overview, completion);
    let flash = Flash::done("Окончание обработки записано, ведомости сформированы.");
    Ok(see_other_with(
        &staff,
        &format!("/exams/{id}/processing/{number}"),
        &flash,
    ))
}

fn number_of(overview: &ExamOverview, completion: Uuid) -> i64 {
    overview
        .completions
        .iter()
        .find(|one| one.row.id == completion)
        .map_or(1, |one| one.row.number)
}

async fn view(
    staff: &Staff,
    signed_in: &SignedInRequest,
    id: Uuid,
    tick_error: &str,
) -> Result<CompletionPreviewPage, Failure> {
    let preview = staff.app.preview_processing(&signed_in.request, id).await?;
    let overview = staff.app.exam_overview(&signed_in.request, id).await?;
    let small = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let mut page = CompletionPreviewPage {
        shell: signed_in.shell("Окончание обработки", Section::Processing),
        errors: (!tick_error.is_empty())
            .then(|| ErrorSummary::new("Окончание обработки не\u{a0}записано").item(tick_error, "confirmed")),
        shown_at: format!(
            "{}. {}",
            preview.exam.title(),
            date_time(&signed_in.person.zone, signed_in.request.now)
        ),
        released: small(preview.released),
        released_href: format!("/participants?exam={id}&state=waiting"),
        organisations: small(preview.by_organisation.len()),
        organisations_href: format!("/exams/{id}"),
        held: small(preview.held.len()),
        held_reasons: held_reasons(&preview.held),
        consequences: consequences(staff, &preview)?,
        clock: overview.summary.term.as_ref().map(clock),
        facts: facts(&preview, id),
        held_rows: preview.held.iter().map(held_row).collect(),
        conflict: None,
        hash: short_hash(&preview.content_hash),
        confirm: confirm(signed_in, &preview, id, tick_error),
    };
    page.shell.breadcrumbs = trail();
    page.shell
        .breadcrumbs
        .push(Link::new(preview.exam.title(), format!("/exams/{id}")));
    Ok(page)
}

fn confirm(signed_in: &SignedInRequest, preview: &ProcessingPreview, id: Uuid, tick_error: &str) -> ConfirmStep {
    if preview.exam.date > signed_in.request.today {
        return ConfirmStep::Impossible(Phrase::of(
            "Экзамен ещё не\u{a0}прошёл: окончание обработки записать нельзя.",
        ));
    }
    if preview.released == 0 {
        return ConfirmStep::Impossible(match preview.earlier.last() {
            Some(last) => Phrase::of("Выпускать нечего: после ")
                .link(
                    format!("окончания обработки №\u{a0}{}", last.number),
                    format!("/exams/{id}/processing/{}", last.number),
                )
                .text(" новых результатов нет."),
            None => Phrase::of("Выпускать нечего: ")
                .link("загрузите файл результатов", "/imports/new")
                .text("."),
        });
    }
    ConfirmStep::Confirm {
        form: signed_in
            .form(format!("/exams/{id}/processing"))
            .with("previewed_hash", &preview.content_hash),
        tick_error: tick_error.to_owned(),
        back: Link::new("Вернуться к\u{a0}экзамену", format!("/exams/{id}")),
    }
}

/// «остановлена оператором — 3, идёт перепроверка — 1».
fn held_reasons(held: &[HeldEdition]) -> String {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for one in held {
        match reasons.iter_mut().find(|(reason, _)| *reason == one.reason) {
            Some((_, count)) => *count += 1,
            None => reasons.push((&one.reason, 1)),
        }
    }
    reasons
        .iter()
        .map(|(reason, count)| format!("{reason}\u{a0}— {count}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Statements, and the terms that this act sets running.
fn consequences(staff: &Staff, preview: &ProcessingPreview) -> Result<Vec<Phrase>, Failure> {
    if preview.released == 0 {
        return Ok(Vec::new());
    }
    let statements = counted(
        i64::try_from(preview.statements).unwrap_or(i64::MAX),
        ["ведомость", "ведомости", "ведомостей"],
    );
    let mut lines = vec![Phrase::of(format!("Будет сформировано: {statements}."))];
    if preview.replacing > 0 {
        let replaced = counted(
            i64::try_from(preview.replacing).unwrap_or(i64::MAX),
            ["результат", "результата", "результатов"],
        );
        lines.push(Phrase::of(format!(
            "Из\u{a0}них новыми редакциями уже выпущенного: {replaced}."
        )));
    }
    let ruleset = staff.app.ruleset()?;
    for term in ruleset.terms_triggered_by(EventCode::ProcessingFinished, preview.exam.kind) {
        let chip = ruleset
            .clause_words(&term.clause)
            .map(|words| words.chip)
            .unwrap_or_default();
        lines.push(Phrase::of(format!("{} ", capitalised(&term.summary))).muted(chip));
    }
    Ok(lines)
}

fn facts(preview: &ProcessingPreview, id: Uuid) -> Facts {
    let missing = match preview.without_result {
        0 => Phrase::of("у\u{a0}всех участников есть"),
        count => Phrase::linked(
            counted(count, ["участник", "участника", "участников"]),
            format!("/participants?exam={id}&state=no-result"),
        ),
    };
    let mut facts = Facts::default()
        .row("Запись", format!("№\u{a0}{}", preview.number))
        .row("Отпечаток набора", short_hash(&preview.content_hash))
        .row("Ещё нет результата", missing);
    for earlier in &preview.earlier {
        let label = format!("№\u{a0}{}, выпущено {}", earlier.number, number(earlier.released_count));
        facts = facts.row(
            "Записано раньше",
            Phrase::linked(label, format!("/exams/{id}/processing/{}", earlier.number)),
        );
    }
    facts
}

fn held_row(one: &HeldEdition) -> HeldRow {
    HeldRow {
        participant: one.name.clone(),
        participant_href: format!("/results/{}", one.result),
        organisation: one.organisation.clone(),
        reason: capitalised(&one.reason),
        detail: one.note.clone(),
        clause: None,
    }
}

/// «7F3A 91C2 0B5E».
pub(super) fn short_hash(hash: &str) -> String {
    let digits: Vec<char> = hash.to_uppercase().chars().take(12).collect();
    digits
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("\u{a0}")
}
