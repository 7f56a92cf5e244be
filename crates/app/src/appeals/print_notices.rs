//! Notices of appeals on paper: of the hearing, of the decision, of the admission to another day; of one case, or of every case
//! of a hearing at once. The orders ask for the notice and name no form of it: the layout is ours.

use documents::Signatory;
use documents::extract::Fact;
use documents::paper::{CasePaper, render_all};
use domain::access::Action;
use domain::annulment::Resit;
use domain::appeal::hearing::Outcome;
use domain::appeal::{AppealKind, CaseState, Claim};
use regulations::russian::capitalised;
use serde_json::json;
use storage::{appeals, boxed, hearings};
use uuid::Uuid;

use super::print::{fact, step};
use super::view::CaseView;
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::print::{PDF, PrintedFile, typesetter};

/// Which notices of a whole hearing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HearingPapers {
    /// Of time and place.
    Notices,
    /// Of what was decided.
    Decisions,
}

impl HearingPapers {
    const fn code(self) -> &'static str {
        match self {
            Self::Notices => "notices",
            Self::Decisions => "decisions",
        }
    }
}

impl App {
    /// The notices of a hearing in one file, a sheet for each case, in the order of their slots; printing is journalled.
    ///
    /// Errors: [`AppError::NotNow`] when there is nothing to print.
    pub async fn print_hearing(
        &self,
        request: &Request,
        hearing: Uuid,
        papers: HearingPapers,
    ) -> Result<PrintedFile, AppError> {
        request.authorise(Action::RunAppeals)?;
        let views = self
            .store
            .read(&(self, request, hearing), |tx, (app, request, hearing)| {
                boxed(async move {
                    hearings::find(tx, *hearing).await?.ok_or(AppError::NotFound)?;
                    let mut views = Vec::new();
                    for row in appeals::of_hearing(tx, *hearing).await? {
                        views.push(app.case_view_in(tx, request, row.id).await?);
                    }
                    Ok::<_, AppError>(views)
                })
            })
            .await?;
        let documents: Vec<CasePaper> = views
            .iter()
            .filter_map(|view| match papers {
                HearingPapers::Notices => self.hearing_notice(request, view),
                HearingPapers::Decisions => self.decision_notice(request, view),
            })
            .collect();
        let Some((first, others)) = documents.split_first() else {
            return Err(AppError::NotNow(match papers {
                HearingPapers::Notices => {
                    "извещать некого: апелляций на\u{a0}это заседание не\u{a0}назначено".to_owned()
                }
                HearingPapers::Decisions => "решений этого заседания ещё нет".to_owned(),
            }));
        };
        let bytes = render_all(typesetter()?, first, others)?;
        let details = json!({"papers": papers.code(), "count": documents.len()});
        self.note_reading(request, event("hearing-printed", "hearing", Some(hearing), details))
            .await?;
        Ok(PrintedFile {
            file_name: format!("hearing-{}.pdf", papers.code()),
            media_type: PDF,
            bytes,
        })
    }

    /// Time and place of the hearing; `None` while it is not appointed, or when it is past.
    pub(super) fn hearing_notice(&self, request: &Request, view: &CaseView) -> Option<CasePaper> {
        if view.line.state != CaseState::Appointed {
            return None;
        }
        let (at, hearing) = (view.line.row.slot_at?, view.hearing.as_ref()?);
        let mut facts = self.common_facts(view);
        facts.push(fact("День и\u{a0}время", &self.moment(at)));
        facts.push(fact(
            "Место",
            &format!("{}, аудитория\u{a0}{}", hearing.place, hearing.room),
        ));
        if !view.filing.contact.is_empty() {
            facts.push(fact("Как просили известить", &view.filing.contact));
        }
        let mut what = vec![
            "Участник и\u{a0}(или) его родители (законные представители) при желании присутствуют при рассмотрении. \
             Возьмите документ, удостоверяющий личность; представителю нужны ещё документы о\u{a0}его полномочиях.",
            "Если никто не\u{a0}придёт, апелляцию рассмотрят без вас.",
        ];
        if view.line.kind == AppealKind::Score {
            what.insert(
                1,
                "Вам покажут изображения работы, файлы с\u{a0}ответами, протоколы проверки и\u{a0}заключение эксперта. \
                 Что показанное\u{a0}— ваше, участник подтверждает письменно; младше 14\u{a0}лет\u{a0}— в\u{a0}присутствии родителя.",
            );
            if view.line.row.wants_tasks {
                what.insert(2, "По\u{a0}вашей заявке покажут и\u{a0}КИМ, который выполнял участник.");
            }
        }
        let texts = vec![
            fact("Что важно знать", &what.join("\n")),
            fact("Основание", &format!("{}. {}", view.clause, view.clause_words)),
        ];
        let title = "Извещение о\u{a0}времени и\u{a0}месте рассмотрения апелляции";
        Some(self.notice_told(request, view, (title, facts, texts)))
    }

    /// What was decided and what follows; `None` before.
    pub(super) fn decision_notice(&self, request: &Request, view: &CaseView) -> Option<CasePaper> {
        let row = &view.line.row;
        let mut facts = self.common_facts(view);
        let of_scores = view.line.kind == AppealKind::Score;
        let (decision, follows) = match view.line.state {
            CaseState::NotConsidered => {
                let ground = step(view, "not-considered").and_then(|step| step.details.get("ground")?.as_str());
                let ground = ground.and_then(|code| Claim::from_code(code).ok());
                let ground = ground.map_or("", Claim::russian);
                (
                    format!("апелляция не\u{a0}рассматривается: {ground}"),
                    "Результат остался прежним.".to_owned(),
                )
            }
            CaseState::Rejected => (
                "апелляция отклонена".to_owned(),
                "Результат остался прежним.".to_owned(),
            ),
            CaseState::Granted | CaseState::AtCentre | CaseState::Recounted if of_scores => (
                "апелляция удовлетворена".to_owned(),
                "Баллы пересчитают, и\u{a0}изменённый результат утвердит председатель ГЭК. До\u{a0}этого действует прежний; \
                 с\u{a0}новым вас ознакомят там, где подавали апелляцию."
                    .to_owned(),
            ),
            CaseState::Granted | CaseState::AtCentre | CaseState::Recounted => (
                "апелляция удовлетворена".to_owned(),
                "Результат экзамена аннулирует председатель ГЭК; участник сдаёт экзамен снова. День сообщат там, где \
                 он зарегистрирован."
                    .to_owned(),
            ),
            CaseState::Closed if !of_scores => (
                "апелляция удовлетворена".to_owned(),
                "Результат экзамена аннулирован.".to_owned(),
            ),
            CaseState::Closed => match &view.decided {
                Some(decided) => (
                    "апелляция удовлетворена".to_owned(),
                    format!("Новый результат: {}. Утверждён председателем ГЭК.", decided.words),
                ),
                None => (
                    "апелляция удовлетворена".to_owned(),
                    "В\u{a0}сумме баллы не\u{a0}изменились.".to_owned(),
                ),
            },
            CaseState::Filed
            | CaseState::Received
            | CaseState::Appointed
            | CaseState::Heard
            | CaseState::Withdrawn => return None,
        };
        let decided_at = row.decided_at.or(row.ended_at)?;
        facts.push(fact("Решение", &capitalised(&decision)));
        facts.push(fact("Когда решено", &self.moment(decided_at)));
        let mut texts = vec![fact("Что дальше", &follows)];
        let why = step(view, "decided").or_else(|| step(view, "not-considered"));
        let is_told = row.outcome.as_deref() != Some(Outcome::Granted.code()) || view.line.state == CaseState::Closed;
        if let Some(why) = why.filter(|why| is_told && !why.words.is_empty()) {
            texts.push(fact("Почему", &why.words));
        }
        texts.push(fact("Основание", &format!("{}. {}", view.clause, view.clause_words)));
        let title = "Уведомление о\u{a0}решении апелляционной комиссии";
        Some(self.notice_told(request, view, (title, facts, texts)))
    }

    /// When the participant sits again after a granted procedure appeal; `None` before the chair annulled the result.
    pub(super) fn resit_notice(&self, request: &Request, view: &CaseView) -> Option<CasePaper> {
        let annulled = step(view, "annulled")?;
        let resit = Resit::from_code(annulled.details.get("resit")?.as_str()?).ok()?;
        if resit == Resit::None {
            return None;
        }
        let mut facts = self.common_facts(view);
        facts.push(fact("Результат", "аннулирован председателем ГЭК"));
        facts.push(fact("Когда решено", &self.moment(annulled.row.at)));
        facts.push(fact("Допущен", resit.russian()));
        facts.push(fact("День экзамена", "____________________"));
        facts.push(fact("Место (ППЭ)", "____________________"));
        let texts = vec![
            fact(
                "Что важно знать",
                "Участник сдаёт этот экзамен ещё раз. День и\u{a0}место впишите по\u{a0}расписанию и\u{a0}распределению региона: программа их не\u{a0}знает.",
            ),
            fact("Основание", &format!("{}. {}", view.clause, view.clause_words)),
        ];
        let title = "Уведомление о\u{a0}допуске к\u{a0}повторной сдаче экзамена";
        Some(self.notice_told(request, view, (title, facts, texts)))
    }

    /// A paper that somebody is given: who gave it and who took it sign.
    fn notice_told(
        &self,
        request: &Request,
        view: &CaseView,
        (title, facts, texts): (&str, Vec<Fact>, Vec<Fact>),
    ) -> CasePaper {
        let mut paper = self.paper(request, view, (title.to_owned(), facts, texts), &[]);
        paper.signatories = ["Выдал", "Получил (участник, родитель), дата"]
            .into_iter()
            .map(|post| Signatory {
                post: post.to_owned(),
                name: String::new(),
            })
            .collect();
        paper
    }
}
