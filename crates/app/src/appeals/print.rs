//! Papers of a case: the appeal as it was taken (what the forms 1-АП and ППЭ-02 hold) and the commission's protocol with
//! «было – стало» (2-АП, ППЭ-03). The layout is ours: the federal one is not known to us line by line.

use documents::extract::Fact;
use documents::paper::{CasePaper, ChangeRow, render};
use documents::{DocumentError, Signatory};
use domain::access::Action;
use domain::appeal::AppealKind;
use domain::appeal::filing::Applicant;
use domain::appeal::hearing::{Attendance, Confirmation, Outcome};
use regulations::Instant;
use regulations::russian::{capitalised, date_time};
use serde_json::json;
use uuid::Uuid;

use super::view::{CaseView, StepView};
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::print::{PDF, PrintedFile, creation_moment, typesetter};

/// Which paper of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppealPaper {
    /// The appeal itself.
    Application,
    /// The commission's protocol.
    Protocol,
}

impl AppealPaper {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Protocol => "protocol",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Application, Self::Protocol]
            .into_iter()
            .find(|paper| paper.code() == code)
    }
}

impl App {
    /// A paper of a case as PDF; printing is journalled beside the reading.
    ///
    /// Errors: [`AppError::NotNow`] for a protocol before the hearing was written down; [`AppError::Refused`] for the protocol
    /// to whoever may not read the commission's words.
    pub async fn print_appeal(
        &self,
        request: &Request,
        appeal: Uuid,
        paper: AppealPaper,
    ) -> Result<PrintedFile, AppError> {
        if paper == AppealPaper::Protocol {
            request.authorise(Action::RunAppeals)?;
        }
        let view = self.case_view(request, appeal).await?;
        if paper == AppealPaper::Protocol && step(&view, "heard").is_none() {
            return Err(AppError::NotNow(
                "протокола ещё нет: апелляция не\u{a0}рассмотрена".to_owned(),
            ));
        }
        let document = match paper {
            AppealPaper::Application => self.application(request, &view),
            AppealPaper::Protocol => self.appeal_protocol(request, &view),
        };
        let bytes = render(typesetter()?, &document).map_err(|error: DocumentError| AppError::from(error))?;
        let number = view.line.row.number;
        let details = json!({"number": number, "paper": paper.code()});
        self.note_reading(request, event("appeal-printed", "appeal", Some(appeal), details))
            .await?;
        Ok(PrintedFile {
            file_name: format!("appeal-{number}-{}.pdf", paper.code()),
            media_type: PDF,
            bytes,
        })
    }

    fn application(&self, request: &Request, view: &CaseView) -> CasePaper {
        let row = &view.line.row;
        let mut facts = self.common_facts(view);
        facts.push(fact("Подана", &self.moment(row.filed_at)));
        facts.push(fact("Кто подал", &applicant_words(view)));
        if !view.claims.is_empty() {
            let claims: Vec<&str> = view.claims.iter().map(|claim| claim.russian()).collect();
            facts.push(fact("С\u{a0}чем не\u{a0}согласен", &capitalised(&claims.join("; "))));
        }
        if row.wants_tasks {
            facts.push(fact("КИМ", "прошу показать на\u{a0}заседании"));
        }
        let mut texts = vec![fact("Текст апелляции", &view.filing.words)];
        if let Some(check) = step(view, "procedure-checked") {
            texts.push(fact("Заключение о\u{a0}результатах проверки", &check.words));
        }
        let taker = match view.line.kind {
            AppealKind::Score => "Апелляцию принял",
            AppealKind::Procedure => "Член ГЭК",
        };
        self.paper(
            request,
            view,
            (title(view), facts, texts),
            &["Подавший апелляцию", taker],
        )
    }

    fn appeal_protocol(&self, request: &Request, view: &CaseView) -> CasePaper {
        let row = &view.line.row;
        let mut facts = self.common_facts(view);
        if let (Some(at), Some(hearing)) = (row.slot_at, &view.hearing) {
            let place = format!("{}, {}, ауд.\u{a0}{}", self.moment(at), hearing.place, hearing.room);
            facts.push(fact("Рассмотрена", &place));
        }
        if let Some(heard) = step(view, "heard") {
            let of = |name: &str| {
                heard
                    .details
                    .get(name)
                    .and_then(|value| value.as_str())
                    .unwrap_or_default()
            };
            let came = Attendance::from_code(of("attendance")).map_or("", Attendance::russian);
            let confirmed = Confirmation::from_code(of("confirmation")).map_or("", Confirmation::russian);
            facts.push(fact("Присутствовали", came));
            facts.push(fact("Показанное подтвердил", confirmed));
        }
        if let Some(expert) = &view.expert {
            facts.push(fact("Эксперт", &format!("{} ({})", expert.name, expert.row.code)));
        }
        if let Some(decided) = step(view, "decided") {
            let number = |name: &str| {
                decided
                    .details
                    .get(name)
                    .and_then(serde_json::Value::as_i64)
                    .unwrap_or_default()
            };
            let outcome = match row.outcome.as_deref().map(Outcome::from_code) {
                Some(Ok(Outcome::Granted)) => "апелляцию удовлетворить",
                _ => "апелляцию отклонить",
            };
            facts.push(fact("Решение", outcome));
            let votes = format!(
                "за\u{a0}{}, против {}; присутствовало {} из\u{a0}{}",
                number("for"),
                number("against"),
                number("present"),
                number("members")
            );
            facts.push(fact("Голоса", &votes));
        }
        if let Some(decided) = &view.decided {
            let was = view.disputed.as_ref().and_then(|value| value.primary);
            let was = was.map_or_else(String::new, |primary| primary.to_string());
            facts.push(fact(
                "Первичный балл",
                &format!("было {was}, стало {}", decided.primary),
            ));
        }
        let texts: Vec<Fact> = [
            ("concluded", "Заключение эксперта"),
            ("procedure-checked", "Заключение о\u{a0}результатах проверки"),
            ("heard", "Показано и\u{a0}разъяснено"),
            ("decided", "Обоснование решения"),
        ]
        .into_iter()
        .filter_map(|(act, label)| Some(fact(label, &step(view, act)?.words)))
        .filter(|text| !text.value.is_empty())
        .collect();
        let mut document = self.paper(
            request,
            view,
            ("Протокол рассмотрения апелляции".to_owned(), facts, texts),
            &[],
        );
        document.about.insert(0, title(view));
        document.signatories = view
            .members
            .iter()
            .map(|one| Signatory {
                post: capitalised(one.part.russian()),
                name: one.name.clone(),
            })
            .collect();
        if let Some(decided) = &view.decided {
            document.changes = decided
                .tasks
                .iter()
                .map(|task| ChangeRow {
                    task: task.task.as_str().to_owned(),
                    was: task.was.to_string(),
                    now: task.now.to_string(),
                })
                .collect();
        }
        document
    }

    fn common_facts(&self, view: &CaseView) -> Vec<Fact> {
        let mut facts = vec![
            fact("Участник", &view.line.name),
            fact("Код участника", &view.line.participant_code),
            fact("Организация", &view.line.organisation),
        ];
        if let Some(disputed) = &view.disputed {
            facts.push(fact("Оспорено", &disputed.words));
        }
        facts
    }

    fn paper(
        &self,
        request: &Request,
        view: &CaseView,
        (title, facts, texts): (String, Vec<Fact>, Vec<Fact>),
        signatories: &[&str],
    ) -> CasePaper {
        let number = view.line.row.number;
        let signatory = |post: &&str| Signatory {
            post: (*post).to_owned(),
            name: String::new(),
        };
        CasePaper {
            title,
            about: vec![view.line.exam.title(), format!("Апелляция №\u{a0}{number}")],
            facts,
            changes: Vec::new(),
            texts,
            signatories: signatories.iter().map(signatory).collect(),
            running: format!("Апелляция №\u{a0}{number}"),
            printed_at: date_time(&self.zone, request.now),
            created: creation_moment(&self.zone, request.now),
        }
    }

    fn moment(&self, at: i64) -> String {
        date_time(&self.zone, Instant::from_micros(at))
    }
}

fn title(view: &CaseView) -> String {
    match view.line.kind {
        AppealKind::Score => "Апелляция о\u{a0}несогласии с\u{a0}выставленными баллами".to_owned(),
        AppealKind::Procedure => "Апелляция о\u{a0}нарушении порядка".to_owned(),
    }
}

/// The last step of an act.
fn step<'v>(view: &'v CaseView, act: &str) -> Option<&'v StepView> {
    view.steps.iter().rev().find(|step| step.row.act == act)
}

fn fact(label: &str, value: &str) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    }
}

fn applicant_words(view: &CaseView) -> String {
    match view.applicant {
        Applicant::Participant => "участник".to_owned(),
        Applicant::Parent | Applicant::Proxy => {
            let parts = [
                view.applicant.russian(),
                view.filing.applicant_name.as_str(),
                view.filing.applicant_document.as_str(),
                view.filing.power_of_attorney.as_str(),
            ];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            parts.join(", ")
        }
    }
}
