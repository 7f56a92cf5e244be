//! What appeals and annulments add to the history of a result: the steps between its editions, with the clause of the region's
//! appeals. Words that people wrote stay in the case.

use domain::annulment::{AnnulmentGround, Resit};
use domain::appeal::hearing::Outcome;
use domain::appeal::{AppealKind, Claim, Verdict};
use regulations::russian::{capitalised, date_time, long_date};
use regulations::{Instant, LegalDate, Zone};
use serde_json::Value;
use storage::annulments::AnnulmentRow;
use storage::appeals::{self, AppealRow, AppealStepRow};
use storage::{StorageError, Tx};
use uuid::Uuid;

use crate::appeals::clause_chip;
use crate::appeals::list::knows_before_release;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::Exam;
use crate::history_steps::{Chapter, HistoryStep, StepDocument, StepKind, StepObject};

impl App {
    /// The steps of the cases about a result and of its annulments, as far as the reader may know of them,
    /// each with the account that acted.
    pub(crate) async fn disputes_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        exam: &Exam,
        cases: &[AppealRow],
        annulments: &[AnnulmentRow],
    ) -> Result<Vec<(HistoryStep, Uuid)>, AppError> {
        let mut steps = Vec::new();
        for row in annulments {
            steps.push((annulled(row)?, row.decided_by));
        }
        if cases.is_empty() {
            return Ok(steps);
        }
        let ruleset = self.ruleset_in(tx).await?;
        let knows = knows_before_release(request.actor.role);
        for case in cases {
            let kind = AppealKind::from_code(&case.kind)?;
            let clause = clause_chip(&ruleset, exam.kind, kind).unwrap_or_default();
            for row in appeals::steps(tx, case.id).await? {
                if !knows && BEFORE_RELEASE.contains(&row.act.as_str()) {
                    continue;
                }
                if let Some(step) = told(&self.zone, case, kind, &row)? {
                    steps.push((
                        HistoryStep {
                            clause: clause.clone(),
                            ..step
                        },
                        row.by_account,
                    ));
                }
            }
        }
        Ok(steps)
    }
}

/// Acts that nobody below РЦОИ is told before the new edition is released.
const BEFORE_RELEASE: [&str; 3] = ["concluded", "sent", "recounted"];

fn told(zone: &Zone, case: &AppealRow, kind: AppealKind, row: &AppealStepRow) -> Result<Option<HistoryStep>, AppError> {
    let details: Value =
        serde_json::from_str(&row.details).map_err(|_| StorageError::Damaged("appeal_step.details"))?;
    let of = |name: &str| details.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| details.get(name).and_then(Value::as_i64).unwrap_or_default();
    let (what, text) = match row.act.as_str() {
        "filed" => (
            format!("Подана апелляция {}", kind.russian()),
            format!("Подана {}", date_time(zone, Instant::from_micros(case.filed_at))),
        ),
        "transferred" => ("Апелляция передана в\u{a0}комиссию".to_owned(), String::new()),
        "withdrawn" => ("Апелляция отозвана".to_owned(), "Результат остался прежним".to_owned()),
        "not-considered" => {
            let ground = Claim::from_code(of("ground")).map_or("", Claim::russian);
            (
                "Апелляция не\u{a0}рассматривается".to_owned(),
                format!("{}. Результат остался прежним", capitalised(ground)),
            )
        }
        "concluded" => {
            let verdict = Verdict::from_code(of("verdict")).map_or("", Verdict::russian);
            ("Заключение эксперта".to_owned(), capitalised(verdict))
        }
        "appointed" => (
            "Назначено рассмотрение".to_owned(),
            capitalised(&date_time(zone, Instant::from_micros(number("slot")))),
        ),
        "noticed" => ("Извещение о\u{a0}рассмотрении".to_owned(), String::new()),
        "heard" => ("Апелляция рассмотрена на\u{a0}заседании".to_owned(), String::new()),
        "decided" => match Outcome::from_code(of("outcome")) {
            Ok(Outcome::Granted) => ("Апелляция удовлетворена".to_owned(), votes(&details)),
            _ => (
                "Апелляция отклонена".to_owned(),
                format!("{}. Результат остался прежним", votes(&details)),
            ),
        },
        "sent" => ("Решение передано в\u{a0}РЦОИ".to_owned(), String::new()),
        "recounted" => (
            "Результат пересчитан и\u{a0}передан в\u{a0}ГЭК".to_owned(),
            String::new(),
        ),
        "carried-out" => (
            "Решение по\u{a0}апелляции исполнено".to_owned(),
            "Новую редакцию утвердил председатель ГЭК".to_owned(),
        ),
        _ => return Ok(None),
    };
    let kind = match row.act.as_str() {
        "transferred" | "noticed" | "sent" => StepKind::Passage,
        _ => StepKind::Act,
    };
    Ok(Some(HistoryStep {
        chapter: Chapter::Disputed,
        kind,
        at: Instant::from_micros(row.at),
        what,
        text,
        by: String::new(),
        documents: vec![StepDocument {
            label: format!("Апелляция № {}", case.number),
            object: StepObject::Appeal(case.id),
        }],
        discharges: None,
        clause: String::new(),
    }))
}

fn votes(details: &Value) -> String {
    let number = |name: &str| details.get(name).and_then(Value::as_i64).unwrap_or_default();
    format!(
        "Голосовали {} из\u{a0}{}: за\u{a0}{}, против {}",
        number("present"),
        number("members"),
        number("for"),
        number("against")
    )
}

fn annulled(row: &AnnulmentRow) -> Result<HistoryStep, AppError> {
    let ground = AnnulmentGround::from_code(&row.ground)?;
    let resit = Resit::from_code(&row.resit)?;
    let ended_on: LegalDate = row
        .ended_on
        .parse()
        .map_err(|_| StorageError::Damaged("annulment.ended_on"))?;
    Ok(HistoryStep {
        chapter: Chapter::Disputed,
        kind: StepKind::Act,
        at: Instant::from_micros(row.decided_at),
        what: "Результат аннулирован председателем ГЭК".to_owned(),
        text: format!(
            "Основание: {}. Документ: {}; решение или окончание проверки {}. Сдаёт снова: {}",
            ground.russian(),
            row.document,
            long_date(ended_on),
            resit.russian()
        ),
        by: String::new(),
        documents: Vec::new(),
        discharges: None,
        clause: String::new(),
    })
}
