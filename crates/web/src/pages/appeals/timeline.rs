//! The steps of a case as a timeline.

use app::appeals::preparation::PAPERS;
use app::appeals::view::{CaseView, StepView};
use domain::annulment::Resit;
use domain::appeal::filing::Applicant;
use domain::appeal::hearing::{Attendance, Confirmation, Outcome};
use domain::appeal::papers::PaperKind;
use domain::appeal::{Claim, Processing, Verdict};
use regulations::Instant;
use regulations::russian::{capitalised, day_and_month};
use ui::components::{EntryKind, Phrase, Timeline, TimelineEntry};

use super::one::at_words;
use crate::signed_in::SignedInRequest;

/// Everything that happened, in order.
pub(super) fn of(signed_in: &SignedInRequest, view: &CaseView) -> Timeline {
    Timeline {
        entries: view.steps.iter().map(|step| entry(signed_in, view, step)).collect(),
    }
}

fn entry(signed_in: &SignedInRequest, view: &CaseView, step: &StepView) -> TimelineEntry {
    let zone = &signed_in.person.zone;
    let kind = match step.row.act.as_str() {
        "filed" | "withdrawn" => EntryKind::Claim,
        "decided" | "carried-out" | "annulled" => EntryKind::Edition,
        "transferred" | "sent" | "noticed" => EntryKind::Passage,
        _ => EntryKind::Act,
    };
    let (what, more) = words(signed_in, view, step);
    let mut text = Phrase::of(more);
    if !step.words.is_empty() {
        let joint = if text.is_empty() { "" } else { " " };
        text = text.text(format!("{joint}«{}»", step.words));
    }
    TimelineEntry::new(
        kind,
        day_and_month(zone.local_date(step.at)),
        zone.local_time(step.at).to_string(),
        what,
    )
    .by(&step.by)
    .text(text)
}

/// What happened, and what else the step says.
fn words(signed_in: &SignedInRequest, view: &CaseView, step: &StepView) -> (&'static str, String) {
    let of = |name: &str| {
        step.details
            .get(name)
            .and_then(|value| value.as_str())
            .unwrap_or_default()
    };
    let number = |name: &str| {
        step.details
            .get(name)
            .and_then(serde_json::Value::as_i64)
            .unwrap_or_default()
    };
    match step.row.act.as_str() {
        "filed" => {
            let applicant = Applicant::from_code(of("applicant")).map_or("", Applicant::russian);
            (
                "Апелляция принята",
                format!(
                    "Подал {applicant}, {}.",
                    at_words(signed_in, Instant::from_micros(view.line.row.filed_at))
                ),
            )
        }
        "paper-added" => {
            let paper = PaperKind::from_code(of("paper")).map_or("", PaperKind::russian);
            ("Добавлен скан", format!("{}.", capitalised(paper)))
        }
        "tasks-asked" => (
            "Просит показать КИМ",
            format!("Заявка {}.", at_words(signed_in, Instant::from_micros(number("asked")))),
        ),
        "transferred" => ("Передана в\u{a0}апелляционную комиссию", String::new()),
        "withdrawn" => ("Отозвана", String::new()),
        "not-considered" => {
            let ground = Claim::from_code(of("ground")).map_or("", Claim::russian);
            (
                "Отказано в\u{a0}рассмотрении",
                format!("Не\u{a0}рассматривается: {ground} ({}).", view.clause),
            )
        }
        "materials-asked" => ("Материалы запрошены у\u{a0}РЦОИ", String::new()),
        "materials-given" => {
            let given: Vec<&str> = PAPERS
                .iter()
                .filter(|(code, _)| listed(step, "papers").any(|one| one == *code))
                .map(|(_, words)| *words)
                .collect();
            ("РЦОИ передал материалы", format!("{}.", capitalised(&given.join(", "))))
        }
        "processing-checked" => {
            let found = Processing::from_code(of("processing")).map_or("", Processing::russian);
            ("Обработка работы проверена", format!("{}.", capitalised(found)))
        }
        "expert-appointed" => ("Привлечён эксперт", String::new()),
        "concluded" => {
            let verdict = Verdict::from_code(of("verdict")).map_or("", Verdict::russian);
            let by = match of("written_by") {
                "expert" => " Дал сам эксперт.",
                "secretary" => " С\u{a0}бумаги эксперта внёс секретарь.",
                _ => "",
            };
            ("Заключение эксперта", format!("{}.{by}", capitalised(verdict)))
        }
        "developers-asked" => ("Запрошены разработчики КИМ", String::new()),
        "developers-answered" => ("Разработчики КИМ ответили", String::new()),
        "appointed" => (
            "Назначено рассмотрение",
            format!("{}.", at_words(signed_in, Instant::from_micros(number("slot")))),
        ),
        "noticed" => ("Извещение о\u{a0}времени и\u{a0}месте", String::new()),
        "heard" => {
            let who = Attendance::from_code(of("attendance")).map_or("", Attendance::russian);
            let confirmed = Confirmation::from_code(of("confirmation")).map_or("", Confirmation::russian);
            (
                "Рассмотрена на\u{a0}заседании",
                format!("Присутствовали: {who}. Подтверждение показанного: {confirmed}."),
            )
        }
        "decided" => {
            let outcome = match Outcome::from_code(of("outcome")) {
                Ok(Outcome::Granted) => "Решение: удовлетворить",
                _ => "Решение: отклонить",
            };
            (
                outcome,
                format!(
                    "Присутствовало {} из\u{a0}{}, за\u{a0}{}, против {}.",
                    number("present"),
                    number("members"),
                    number("for"),
                    number("against")
                ),
            )
        }
        "sent" => ("Решение передано в\u{a0}РЦОИ", String::new()),
        "recounted" => ("Результат пересчитан и\u{a0}передан в\u{a0}ГЭК", String::new()),
        "procedure-checked" => ("Проверка сведений, заключение", String::new()),
        "annulled" => {
            let resit = Resit::from_code(of("resit")).map_or("", Resit::russian);
            (
                "Результат аннулирован председателем ГЭК",
                format!("Участник сдаёт снова: {resit}."),
            )
        }
        "carried-out" => ("Новая редакция утверждена председателем ГЭК", String::new()),
        _ => ("Шаг дела", String::new()),
    }
}

fn listed<'s>(step: &'s StepView, name: &str) -> impl Iterator<Item = &'s str> {
    step.details
        .get(name)
        .and_then(|value| value.as_array())
        .into_iter()
        .flatten()
        .filter_map(|value| value.as_str())
}
