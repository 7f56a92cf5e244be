//! Papers of a case: the appeal as it was taken (what the forms 1-АП and ППЭ-02 hold) and the commission's protocol with
//! «было – стало» (2-АП, ППЭ-03). The layout is ours: the federal one is not known to us line by line.

use documents::extract::Fact;
use documents::paper::{CasePaper, ChangeRow, render};
use documents::{DocumentError, Signatory};
use domain::access::Action;
use domain::appeal::filing::Applicant;
use domain::appeal::hearing::{Attendance, Confirmation, Outcome};
use domain::appeal::{AppealKind, Verdict};
use regulations::russian::{capitalised, date_time, numeric_date};
use regulations::{Instant, LegalDate};
use serde_json::json;
use storage::sealed::{SealedError, fields};
use storage::{boxed, people};
use uuid::Uuid;

use super::conclusion::CriterionView;
use super::view::{CaseView, StepView};
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::names::DESTROYED_NAME;
use crate::print::{PDF, PrintedFile, creation_moment, typesetter};
use crate::publication::split_document;

/// Which paper of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppealPaper {
    /// The appeal itself.
    Application,
    /// The commission's protocol.
    Protocol,
    /// The expert's conclusion criterion by criterion, shown at the hearing.
    Conclusion,
    /// Time and place of the hearing.
    Notice,
    /// What was decided.
    Decision,
    /// When the participant sits again.
    Resit,
}

impl AppealPaper {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Protocol => "protocol",
            Self::Conclusion => "conclusion",
            Self::Notice => "notice",
            Self::Decision => "decision",
            Self::Resit => "resit",
        }
    }

    /// What the paper is of the commission alone, and why there may be none yet.
    const fn not_yet(self) -> &'static str {
        match self {
            Self::Application => "",
            Self::Protocol => "протокола ещё нет: апелляция не\u{a0}рассмотрена",
            Self::Conclusion => "заключения эксперта ещё нет",
            Self::Notice => "извещать не\u{a0}о\u{a0}чем: рассмотрение не\u{a0}назначено или уже прошло",
            Self::Decision => "решения ещё нет",
            Self::Resit => "допуска ещё нет: результат не\u{a0}аннулирован, или участник не\u{a0}сдаёт снова",
        }
    }

    /// Papers in the commission's words are the commission's.
    const fn is_the_commissions(self) -> bool {
        matches!(self, Self::Protocol | Self::Conclusion)
    }
}

impl App {
    /// A paper of a case as PDF; printing is journalled beside the reading.
    ///
    /// Errors: [`AppError::NotNow`] for a paper that there is not yet; [`AppError::Refused`] for the commission's own papers
    /// to whoever may not read its words.
    pub async fn print_appeal(
        &self,
        request: &Request,
        appeal: Uuid,
        paper: AppealPaper,
    ) -> Result<PrintedFile, AppError> {
        if paper.is_the_commissions() {
            request.authorise(Action::RunAppeals)?;
        }
        let view = self.case_view(request, appeal).await?;
        let fields = self.form_fields(&view).await?;
        let document = match paper {
            AppealPaper::Application => Some(self.application(request, &view, &fields)),
            AppealPaper::Protocol => step(&view, "heard").map(|_| self.appeal_protocol(request, &view, &fields)),
            AppealPaper::Conclusion => self.conclusion_paper(request, &view),
            AppealPaper::Notice => self.hearing_notice(request, &view),
            AppealPaper::Decision => self.decision_notice(request, &view),
            AppealPaper::Resit => self.resit_notice(request, &view),
        };
        let document = document.ok_or_else(|| AppError::NotNow(paper.not_yet().to_owned()))?;
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

    fn application(&self, request: &Request, view: &CaseView, fields: &FormFields) -> CasePaper {
        let row = &view.line.row;
        let mut facts = form_facts(view, fields);
        facts.extend(self.common_facts(view));
        facts.push(fact("Документ участника", &fields.document));
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
        let mut document = self.paper(
            request,
            view,
            (title(view), facts, texts),
            &["Подавший апелляцию", taker],
        );
        document.about.push(form_words(match view.line.kind {
            AppealKind::Score => "1-АП",
            AppealKind::Procedure => "ППЭ-02",
        }));
        document
    }

    /// The expert's conclusion; `None` before it was given.
    fn conclusion_paper(&self, request: &Request, view: &CaseView) -> Option<CasePaper> {
        let concluded = step(view, "concluded")?;
        let last = view.criteria.iter().map(|one| one.conclusion).max();
        let mut facts = self.common_facts(view);
        if let Some(expert) = &view.expert {
            facts.push(fact("Эксперт", &format!("{} ({})", expert.name, expert.row.code)));
            facts.push(fact("Эту работу", "раньше не\u{a0}проверял"));
        }
        let verdict = concluded.details.get("verdict").and_then(|code| code.as_str());
        let verdict = verdict.and_then(|code| Verdict::from_code(code).ok());
        facts.push(fact("Заключение", &capitalised(verdict.map_or("", Verdict::russian))));
        let written = concluded.details.get("written_by").and_then(|code| code.as_str());
        facts.push(fact(
            "Кто внёс",
            match written {
                Some("expert") => "эксперт, своей учётной записью",
                _ => "секретарь комиссии, с\u{a0}бумаги эксперта",
            },
        ));
        let texts = match concluded.words.is_empty() {
            true => Vec::new(),
            false => vec![fact("О\u{a0}работе в\u{a0}целом", &concluded.words)],
        };
        let title = "Заключение эксперта по\u{a0}критериям".to_owned();
        let mut document = self.paper(
            request,
            view,
            (title, facts, texts),
            &["Эксперт", "Показано участнику, дата"],
        );
        document.changes = last.map_or_else(Vec::new, |last| change_rows(&view.criteria, last));
        Some(document)
    }

    /// What the federal forms hold besides the case.
    async fn form_fields(&self, view: &CaseView) -> Result<FormFields, AppError> {
        let row = (view.line.row.person_id, view.line.row.organisation_id);
        self.store
            .read(&(self, row), |tx, (app, (person, organisation))| {
                boxed(async move {
                    let organisations = app.organisations_in(tx).await?;
                    let own = organisations.get(*organisation)?;
                    let above = own.parent_id.and_then(|id| organisations.get(id).ok());
                    let document = match people::live_document_of(tx, *person).await? {
                        None => String::new(),
                        Some(row) => {
                            match app
                                .keys
                                .open_text(*person, fields::PERSON_DOCUMENT, row.id, &row.document_sealed)
                            {
                                Ok(text) => {
                                    let (_, series, number) = split_document(&text);
                                    format!("{} {number}", series.unwrap_or_default()).trim().to_owned()
                                }
                                Err(SealedError::Destroyed) => DESTROYED_NAME.to_owned(),
                                Err(error) => return Err(error.into()),
                            }
                        }
                    };
                    Ok::<_, AppError>(FormFields {
                        region: app.region_code.clone(),
                        organisation: own.code.clone(),
                        municipal: above.map(|row| row.code.clone()).unwrap_or_default(),
                        document,
                    })
                })
            })
            .await
    }

    fn appeal_protocol(&self, request: &Request, view: &CaseView, fields: &FormFields) -> CasePaper {
        let row = &view.line.row;
        let mut facts = form_facts(view, fields);
        facts.extend(self.common_facts(view));
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
            ("processing-checked", "Приложение: технические ошибки обработки"),
            ("concluded", "Приложение: заключение эксперта"),
            ("procedure-checked", "Заключение о\u{a0}результатах проверки"),
            ("heard", "Показано и\u{a0}разъяснено"),
            ("decided", "Обоснование решения"),
        ]
        .into_iter()
        .filter_map(|(act, label)| Some(fact(label, &step(view, act)?.words)))
        .filter(|text| !text.value.is_empty())
        .chain(reasons(view))
        .collect();
        let mut document = self.paper(
            request,
            view,
            ("Протокол рассмотрения апелляции".to_owned(), facts, texts),
            &[],
        );
        document.about.insert(0, title(view));
        document.about.push(form_words(match view.line.kind {
            AppealKind::Score => "2-АП с\u{a0}приложениями",
            AppealKind::Procedure => "ППЭ-03",
        }));
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
                    why: String::new(),
                })
                .collect();
        }
        document
    }

    pub(super) fn common_facts(&self, view: &CaseView) -> Vec<Fact> {
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

    pub(super) fn paper(
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

    pub(super) fn moment(&self, at: i64) -> String {
        date_time(&self.zone, Instant::from_micros(at))
    }
}

fn title(view: &CaseView) -> String {
    match view.line.kind {
        AppealKind::Score => "Апелляция о\u{a0}несогласии с\u{a0}выставленными баллами".to_owned(),
        AppealKind::Procedure => "Апелляция о\u{a0}нарушении порядка".to_owned(),
    }
}

/// What a federal form holds besides the case.
struct FormFields {
    region: String,
    organisation: String,
    municipal: String,
    document: String,
}

/// The fields at the head of the forms, as far as they are known to us; who fills the rest does it by hand.
fn form_facts(view: &CaseView, fields: &FormFields) -> Vec<Fact> {
    let exam = &view.line.exam;
    let mut facts = vec![
        fact("Регистрационный номер", &format!("{:06}", view.line.row.number)),
        fact("Регион (2\u{a0}знака)", &fields.region),
        fact("Предмет", &format!("{:02} {}", exam.subject_code, exam.subject())),
        fact("Дата экзамена", &short_day(exam.date)),
        fact("Код организации", &fields.organisation),
    ];
    match view.line.kind {
        AppealKind::Score => {}
        AppealKind::Procedure => {
            facts.push(fact("Код управления (МСУ)", &fields.municipal));
            facts.push(fact("Аудитория", "____"));
        }
    }
    facts.push(fact("Код ППЭ", "____"));
    facts
}

/// «05.11.26».
fn short_day(day: LegalDate) -> String {
    let day = numeric_date(day);
    match (day.get(..6), day.get(8..)) {
        (Some(front), Some(year)) => format!("{front}{year}"),
        _ => day,
    }
}

fn form_words(form: &str) -> String {
    format!("Сведения формы {form}; расположение наше, не\u{a0}федеральное")
}

/// The expert's reasons criterion by criterion, each as a text of the annex; those of the last conclusion.
fn reasons(view: &CaseView) -> impl Iterator<Item = Fact> + '_ {
    let last = view.criteria.iter().map(|one| one.conclusion).max();
    view.criteria
        .iter()
        .filter(move |one| Some(one.conclusion) == last)
        .map(|one| {
            let points = match one.was == one.now {
                true => format!("{}, верно", one.was),
                false => format!("было {}, стало {}", one.was, one.now),
            };
            fact(
                &format!("Приложение: критерий {}, {points}", one.criterion),
                &one.reasoning,
            )
        })
}

/// «Было – стало» of a conclusion, with the reasons.
pub(super) fn change_rows(criteria: &[CriterionView], conclusion: i64) -> Vec<ChangeRow> {
    criteria
        .iter()
        .filter(|one| one.conclusion == conclusion)
        .map(|one| ChangeRow {
            task: one.criterion.clone(),
            was: one.was.to_string(),
            now: one.now.to_string(),
            why: one.reasoning.clone(),
        })
        .collect()
}

/// The last step of an act.
pub(super) fn step<'v>(view: &'v CaseView, act: &str) -> Option<&'v StepView> {
    view.steps.iter().rev().find(|step| step.row.act == act)
}

pub(super) fn fact(label: &str, value: &str) -> Fact {
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
