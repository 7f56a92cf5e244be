//! The acts on an application: papers, consents, registration, another choice, withdrawal, refusal.

use domain::application::ApplicationAct;
use domain::application::filing::{Application, Chosen, EarlierDate, NotTaken};
use domain::application::papers::Paper;
use domain::application::{ApplicationState, Condition, ConditionGround, FiledBy, Residence};
use domain::exam::ExamKind;
use domain::registration::ParticipantCategory;
use regulations::LegalDate;
use regulations::russian::{capitalised, numeric_date};
use serde_json::json;
use storage::applications::{self, ApplicationExamRow, ApplicationPaperRow, ApplicationRow};
use storage::{boxed, people};
use uuid::Uuid;

use super::dates::ExamAhead;
use super::filing::{chosen_of, exam_rows, in_words};
use super::{LONGEST, changed, day_stored};
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::ledgers::parse_day;
use domain::access::Action;

/// Another choice of exams, as a form says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeInput {
    /// `20` or `21`; of the essay only.
    pub work_type: String,
    /// [`ExamAhead::value`] of each.
    pub exams: Vec<String>,
    /// Day of the written request.
    pub day: String,
}

impl App {
    /// Records that a paper was shown or signed on a day.
    pub async fn record_application_paper(
        &self,
        request: &Request,
        what: (Uuid, i64),
        (kind, day): (&str, &str),
    ) -> Result<(), AppError> {
        request.authorise(Action::TakeApplications)?;
        let Ok(paper) = Paper::from_code(kind) else {
            return Err(AppError::field("paper", "Выберите документ"));
        };
        let day = past_day(request, day, "paper_day")?;
        let fingerprint = format!("record-application-paper {what:?} {} {day}", paper.code());
        self.act(
            request,
            &fingerprint,
            &(self, request, what, paper, day),
            |tx, whole| {
                boxed(async move {
                    let (app, request, what, paper, day) = *whole;
                    let row = app.paper_to_act_on(tx, request, what).await?;
                    if !app.lacking_of(tx, &row).await?.contains(&paper) {
                        return Err(AppError::field(
                            "paper",
                            "Этот документ уже есть или здесь не\u{a0}нужен",
                        ));
                    }
                    let shown = ApplicationPaperRow {
                        id: app.fresh_id(request.now)?,
                        application_id: row.id,
                        kind: paper.code().to_owned(),
                        shown_on: day.to_string(),
                        recorded_at: request.at(),
                        recorded_by: request.account(),
                        withdrawn_on: None,
                        withdrawn_at: None,
                    };
                    applications::insert_paper(tx, &shown).await?;
                    let words = format!("{}, {}", paper.russian(), numeric_date(day));
                    app.take_paper_step(tx, request, row, (ApplicationAct::RecordPaper, &words))
                        .await?;
                    let details = json!({"paper": paper.code()});
                    Ok(Done {
                        value: (),
                        event: event("application-paper", "application", Some(what.0), details),
                    })
                })
            },
        )
        .await
    }

    /// Records the written withdrawal of a consent, at any time (rostov-essay:annex; M2).
    pub async fn withdraw_consent(
        &self,
        request: &Request,
        what: (Uuid, i64),
        (kind, day): (&str, &str),
    ) -> Result<(), AppError> {
        request.authorise(Action::TakeApplications)?;
        let paper = match Paper::from_code(kind) {
            Ok(paper) if paper.is_consent() => paper,
            _ => return Err(AppError::field("consent", "Выберите, чьё согласие отозвано")),
        };
        let day = past_day(request, day, "consent_day")?;
        let fingerprint = format!("withdraw-consent {what:?} {} {day}", paper.code());
        self.act(
            request,
            &fingerprint,
            &(self, request, what, paper, day),
            |tx, whole| {
                boxed(async move {
                    let (app, request, what, paper, day) = *whole;
                    let row = app.paper_to_act_on(tx, request, what).await?;
                    let papers = applications::papers(tx, row.id).await?;
                    let given = papers
                        .iter()
                        .find(|one| one.kind == paper.code() && one.withdrawn_on.is_none());
                    let Some(given) = given else {
                        return Err(AppError::field("consent", "Такого согласия нет или оно уже отозвано"));
                    };
                    if day < day_stored(&given.shown_on)? {
                        return Err(AppError::field(
                            "consent_day",
                            "Согласие отозвано раньше, чем дано. Проверьте день",
                        ));
                    }
                    let taken = (day.to_string(), request.at());
                    if !applications::withdraw_paper(tx, row.id, paper.code(), (&taken.0, taken.1)).await? {
                        return Err(changed());
                    }
                    let words = format!("{}, {}", paper.russian(), numeric_date(day));
                    app.take_paper_step(tx, request, row, (ApplicationAct::WithdrawConsent, &words))
                        .await?;
                    let details = json!({"paper": paper.code()});
                    Ok(Done {
                        value: (),
                        event: event("application-consent-withdrawn", "application", Some(what.0), details),
                    })
                })
            },
        )
        .await
    }

    /// Registers the participant: registration and sittings stand as if imported.
    pub async fn accept_application(&self, request: &Request, what: (Uuid, i64)) -> Result<(), AppError> {
        request.authorise(Action::TakeApplications)?;
        let fingerprint = format!("accept-application {what:?}");
        self.act(request, &fingerprint, &(self, request, what), |tx, whole| {
            boxed(async move {
                let (app, request, what) = *whole;
                let mut row = app.paper_to_act_on(tx, request, what).await?;
                let lacking = app.lacking_of(tx, &row).await?;
                let stops: Vec<&str> = lacking
                    .iter()
                    .filter(|paper| paper.stops_registration())
                    .map(|paper| paper.russian())
                    .collect();
                if !stops.is_empty() && row.state == ApplicationState::Filed.code() {
                    return Err(AppError::NotNow(format!(
                        "без этих документов участника не\u{a0}регистрируют: {}",
                        stops.join(", ")
                    )));
                }
                let asked = applications::exams(tx, row.id).await?;
                let (registration, done) = app.register(tx, request, &row, &asked).await?;
                row.registration_id = Some(registration);
                applications::replace_exams(tx, row.id, &done).await?;
                app.take_paper_step(tx, request, row, (ApplicationAct::Accept, ""))
                    .await?;
                let details = json!({"registration": registration, "exams": done.len()});
                Ok(Done {
                    value: (),
                    event: event("application-accepted", "application", Some(what.0), details),
                })
            })
        })
        .await
    }

    /// Another choice of subjects, day or work type, within the term of what is chosen.
    pub async fn change_application(
        &self,
        request: &Request,
        what: (Uuid, i64),
        input: &ChangeInput,
    ) -> Result<(), AppError> {
        request.authorise(Action::TakeApplications)?;
        let day = past_day(request, &input.day, "day")?;
        let fingerprint = format!("change-application {what:?} {input:?}");
        self.act(
            request,
            &fingerprint,
            &(self, request, what, input, day),
            |tx, whole| {
                boxed(async move {
                    let (app, request, what, input, day) = *whole;
                    let mut row = app.paper_to_act_on(tx, request, what).await?;
                    let kind = ExamKind::from_code(&row.exam_kind)?;
                    let mut problems = Vec::new();
                    let chosen = app.chosen(tx, kind, &input.exams, request.today, &mut problems).await?;
                    row.work_type = match (kind, input.work_type.as_str()) {
                        (ExamKind::Essay, "20") => Some(20),
                        (ExamKind::Essay, "21") => Some(21),
                        _ => None,
                    };
                    let before = applications::exams(tx, row.id).await?;
                    let earlier = match row.registration_id {
                        Some(registration) => {
                            let sittings = storage::exams::sittings_of_registration(tx, registration).await?;
                            let other = |one: &storage::exams::SittingRow| {
                                before.iter().all(|own| own.sitting_id != Some(one.id))
                            };
                            if sittings.iter().any(other) {
                                EarlierDate::Registered
                            } else {
                                EarlierDate::None
                            }
                        }
                        None => EarlierDate::None,
                    };
                    let ruleset = app.ruleset_in(tx).await?;
                    for problem in app.choice_problems(tx, request, &row, (&chosen, earlier, day)).await? {
                        problems.push(in_words(&ruleset, problem, &chosen));
                    }
                    if !problems.is_empty() {
                        return Err(AppError::Invalid(problems));
                    }
                    let mut after = exam_rows(row.id, &chosen);
                    let words = format!(
                        "по\u{a0}заявлению от\u{a0}{}: {}",
                        numeric_date(day),
                        in_short(&row, &chosen)
                    );
                    let first = chosen.iter().map(|one| one.exam.date).min().unwrap_or(request.today);
                    // Decided on what stood: a choice is not changed once an exam of it has begun.
                    let registration = row.registration_id;
                    let mut row = app
                        .take_paper_step(tx, request, row, (ApplicationAct::Change, &words))
                        .await?;
                    row.version += 1;
                    row.first_exam = first.to_string();
                    applications::replace_exams(tx, row.id, &after).await?;
                    if let Some(registration) = registration {
                        let gone = sittings_of(&before);
                        app.unregister(tx, request, registration, &gone).await?;
                        after = app.register(tx, request, &row, &after).await?.1;
                        applications::replace_exams(tx, row.id, &after).await?;
                    }
                    if !applications::update(tx, &row).await? {
                        return Err(changed());
                    }
                    let details = json!({"exams": after.len()});
                    Ok(Done {
                        value: (),
                        event: event("application-changed", "application", Some(what.0), details),
                    })
                })
            },
        )
        .await
    }

    /// Records the written withdrawal; registration and sittings are taken back.
    pub async fn withdraw_exam_application(
        &self,
        request: &Request,
        what: (Uuid, i64),
        words: &str,
    ) -> Result<(), AppError> {
        self.end_application(request, what, (ApplicationAct::Withdraw, words))
            .await
    }

    /// Refuses to register, with the reason.
    pub async fn refuse_application(&self, request: &Request, what: (Uuid, i64), words: &str) -> Result<(), AppError> {
        self.end_application(request, what, (ApplicationAct::Refuse, words))
            .await
    }

    async fn end_application(
        &self,
        request: &Request,
        what: (Uuid, i64),
        (act, words): (ApplicationAct, &str),
    ) -> Result<(), AppError> {
        request.authorise(Action::TakeApplications)?;
        let (name, field, asked) = match act {
            ApplicationAct::Refuse => (
                "application-refused",
                "refusal",
                "Напишите, почему отказано, без фамилий",
            ),
            _ => (
                "application-withdrawn",
                "withdrawal",
                "Напишите, каким заявлением отозвано, без фамилий",
            ),
        };
        let words = words.trim();
        if words.is_empty() || words.chars().count() > LONGEST {
            return Err(AppError::field(field, asked));
        }
        let fingerprint = format!("{name} {what:?} {words}");
        self.act(
            request,
            &fingerprint,
            &(self, request, what, (act, name), words),
            |tx, whole| {
                boxed(async move {
                    let (app, request, what, (act, name), words) = *whole;
                    let mut row = app.paper_to_act_on(tx, request, what).await?;
                    let asked = applications::exams(tx, row.id).await?;
                    let registration = row.registration_id.take();
                    row.outcome = Some(words.to_owned());
                    let row = app.take_paper_step(tx, request, row, (act, words)).await?;
                    if let Some(registration) = registration {
                        let plain: Vec<ApplicationExamRow> = asked
                            .iter()
                            .map(|one| ApplicationExamRow {
                                sitting_id: None,
                                ..one.clone()
                            })
                            .collect();
                        applications::replace_exams(tx, row.id, &plain).await?;
                        app.unregister(tx, request, registration, &sittings_of(&asked)).await?;
                        people::remove_registration(tx, registration).await?;
                    }
                    let details = json!({"registered": registration.is_some()});
                    Ok(Done {
                        value: (),
                        event: event(name, "application", Some(what.0), details),
                    })
                })
            },
        )
        .await
    }

    /// What stands in the way of another choice; the rest of the paper was held to the rules when it was taken.
    async fn choice_problems(
        &self,
        tx: &mut storage::Tx,
        request: &Request,
        row: &ApplicationRow,
        (chosen, earlier, day): (&[ExamAhead], EarlierDate, LegalDate),
    ) -> Result<Vec<NotTaken>, AppError> {
        let content = self.content_of(row)?;
        let dates: Vec<Chosen> = chosen.iter().map(chosen_of).collect();
        let conditions = content
            .conditions
            .iter()
            .map(|code| Condition::from_code(code))
            .collect::<Result<Vec<_>, _>>()?;
        let paper_ends = content.paper_ends.as_deref().map(day_stored).transpose()?;
        let application = Application {
            kind: ExamKind::from_code(&row.exam_kind)?,
            category: ParticipantCategory::from_code(&row.category)?,
            residence: Residence::from_code(&content.residence)?,
            taken_at: self.organisations_in(tx).await?.kind(row.organisation_id)?,
            filed_by: FiledBy::from_code(&row.filed_by)?,
            applicant: &content.applicant,
            work_type: row.work_type,
            chosen: &dates,
            earlier,
            filed_on: day,
            today: request.today,
            birth: day.plus_years(-17),
            ground: ConditionGround::from_code(&content.ground)?,
            conditions: &conditions,
            ground_paper: &content.ground_paper,
            paper_ends,
            equipment: &content.equipment,
        };
        let concerns = |problem: &NotTaken| matches!(problem.field(), "exam" | "work_type" | "paper_ends");
        let mut problems = application.problems();
        problems.retain(concerns);
        Ok(problems)
    }
}

fn sittings_of(rows: &[ApplicationExamRow]) -> Vec<Uuid> {
    rows.iter().filter_map(|one| one.sitting_id).collect()
}

fn in_short(row: &ApplicationRow, chosen: &[ExamAhead]) -> String {
    let what = match row.work_type {
        Some(21) => "изложение, ",
        Some(_) => "сочинение, ",
        None => "",
    };
    let names: Vec<String> = chosen
        .iter()
        .map(|one| match one.exam.kind {
            ExamKind::Essay => numeric_date(one.exam.date),
            ExamKind::Gia11 | ExamKind::Gia9 => {
                format!("{} {}", capitalised(&one.exam.subject()), numeric_date(one.exam.date))
            }
        })
        .collect();
    format!("{what}{}", names.join(", "))
}

/// A day on paper that is not ahead.
fn past_day(request: &Request, text: &str, field: &str) -> Result<LegalDate, AppError> {
    match parse_day(text) {
        Some(day) if day <= request.today => Ok(day),
        Some(_) => Err(AppError::Invalid(vec![FieldProblem::new(
            field,
            "Этот день ещё не\u{a0}наступил",
        )])),
        None => Err(AppError::field(field, "Впишите день, например 18.11.2026")),
    }
}
