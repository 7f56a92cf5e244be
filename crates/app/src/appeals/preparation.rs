//! What is done before a hearing: materials of РЦОИ, check of the processing, an expert who never marked the work, the
//! query to the developers of the tasks (F4). The conclusion per criterion stands in its own file.

use std::collections::BTreeSet;

use domain::access::Action;
use domain::appeal::people::{CommissionPart, ExpertOffered};
use domain::appeal::{Act, Processing};
use domain::ids::CommissionPersonId;
use serde_json::json;
use storage::hearings::{self, CommissionPersonRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use super::withdrawal::written;
use super::{Found, Planned, Written, concluding};
use crate::context::{App, Request};
use crate::error::AppError;

/// The papers that РЦОИ gives: code and word.
pub const PAPERS: [(&str, &str); 5] = [
    ("images", "изображения работы"),
    ("answers", "файлы с\u{a0}ответами"),
    ("audio", "аудиозапись устных ответов"),
    ("protocols", "протоколы проверки"),
    ("tasks", "КИМ, который выполнял участник"),
];

impl App {
    /// The commission asks РЦОИ for the materials.
    pub async fn ask_materials(&self, request: &Request, appeal: Uuid, version: i64) -> Result<(), AppError> {
        self.plain_act(
            request,
            (Action::RunAppeals, appeal, version),
            Act::AskMaterials,
            "materials-asked",
        )
        .await
    }

    /// РЦОИ gives the materials and names, from the protocols of checking, who marked the work: without that no expert can be
    /// known never to have marked it.
    ///
    /// Errors: [`AppError::Invalid`] at `markers` for a code nobody has, at `papers` when nothing is given.
    pub async fn give_materials(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        (papers, markers): (&[String], &str),
    ) -> Result<(), AppError> {
        let known = |code: &String| PAPERS.iter().any(|(paper, _)| paper == code);
        if papers.is_empty() || !papers.iter().all(known) {
            return Err(AppError::field("papers", "Отметьте, какие материалы переданы"));
        }
        let codes: BTreeSet<String> = markers
            .split([',', ';', ' ', '\n', '\r'])
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect();
        let fingerprint = format!("give-materials {papers:?} {codes:?}");
        let what = (Action::PrepareAppeals, appeal, version);
        let input = (papers.to_vec(), codes);
        self.case_act(
            request,
            what,
            &fingerprint,
            &input,
            |_, tx, request, found, (papers, codes)| {
                boxed(async move {
                    let Found { row, .. } = found;
                    let markers = experts_by_codes(tx, codes).await?;
                    let standing = hearings::markers(tx, row.sitting_id).await?;
                    let fresh: Vec<Uuid> = markers.iter().copied().filter(|id| !standing.contains(id)).collect();
                    hearings::add_markers(tx, row.sitting_id, &fresh, request.account(), request.at()).await?;
                    let markers_named = standing.len() + fresh.len();
                    Ok(Planned {
                        act: Act::GiveMaterials { markers_named },
                        written: Written {
                            act: "materials-given",
                            details: json!({"papers": papers, "markers": codes}),
                            words: String::new(),
                        },
                        row,
                    })
                })
            },
        )
        .await
    }

    /// Was the work processed rightly? What was found is told in words and becomes part of the decision.
    pub async fn check_processing(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        (found, words): (&str, &str),
    ) -> Result<(), AppError> {
        let Ok(processing) = Processing::from_code(found) else {
            return Err(AppError::field(
                "processing",
                "Выберите, есть\u{a0}ли техническая ошибка",
            ));
        };
        let words = match processing {
            Processing::Right => words.trim().to_owned(),
            Processing::Wrong => written(
                words,
                "processing_words",
                "Напишите, какая ошибка найдена и\u{a0}в\u{a0}каких заданиях",
            )?,
        };
        let what = (Action::PrepareAppeals, appeal, version);
        let fingerprint = format!("check-processing {} {words}", processing.code());
        self.case_act(
            request,
            what,
            &fingerprint,
            &(processing, words),
            |_, _, _, found, (processing, words)| {
                let (processing, words) = (*processing, words.clone());
                boxed(async move {
                    Ok(Planned {
                        act: Act::CheckProcessing(processing),
                        written: Written {
                            act: "processing-checked",
                            details: json!({"processing": processing.code()}),
                            words,
                        },
                        row: found.row,
                    })
                })
            },
        )
        .await
    }

    /// Calls in an expert of the subject who is known never to have marked this work.
    pub async fn appoint_expert(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        expert: Uuid,
    ) -> Result<(), AppError> {
        let what = (Action::RunAppeals, appeal, version);
        let fingerprint = format!("appoint-expert {expert}");
        self.case_act(request, what, &fingerprint, &expert, |_, tx, _, found, expert| {
            boxed(async move {
                let Found { mut row, exam } = found;
                let people = hearings::people(tx).await?;
                let chosen = people
                    .iter()
                    .find(|one| one.id == *expert && one.part == CommissionPart::Expert.code())
                    .ok_or_else(|| AppError::field("expert", "Выберите эксперта"))?;
                let markers = hearings::markers(tx, row.sitting_id).await?;
                // One person may stand in the list under two codes.
                let is_chosen = |one: &CommissionPersonRow| {
                    one.id == chosen.id || (one.account_id.is_some() && one.account_id == chosen.account_id)
                };
                let markers = people
                    .iter()
                    .filter(|one| markers.contains(&one.id))
                    .map(|one| match is_chosen(one) {
                        true => chosen.id,
                        false => one.id,
                    });
                let offered = ExpertOffered {
                    expert: CommissionPersonId(chosen.id),
                    markers: markers.map(CommissionPersonId).collect(),
                    of_the_school: chosen.workplace_id == Some(row.organisation_id),
                    subject_fits: chosen.exam_kind.as_deref() == Some(exam.kind.code())
                        && chosen.subject_code == Some(exam.subject_code),
                    ended: chosen.ended_at.is_some(),
                };
                row.expert_id = Some(chosen.id);
                Ok(Planned {
                    act: Act::AppointExpert(offered),
                    written: Written {
                        act: "expert-appointed",
                        details: json!({"expert": chosen.code}),
                        words: String::new(),
                    },
                    row,
                })
            })
        })
        .await
    }

    /// A query to the developers of the tasks: only when the expert gave no clear answer.
    pub async fn ask_developers(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        words: &str,
    ) -> Result<(), AppError> {
        let words = written(words, "query", "Напишите, что спрашиваете у\u{a0}разработчиков КИМ")?;
        let what = (concluding(request), appeal, version);
        self.worded_act(request, what, Act::AskDevelopers, ("developers-asked", words))
            .await
    }

    /// What they answered.
    pub async fn take_answer(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        words: &str,
    ) -> Result<(), AppError> {
        let words = written(words, "answer", "Внесите ответ разработчиков КИМ")?;
        self.worded_act(
            request,
            (Action::RunAppeals, appeal, version),
            Act::TakeAnswer,
            ("developers-answered", words),
        )
        .await
    }

    /// An act that carries nothing.
    pub(super) async fn plain_act(
        &self,
        request: &Request,
        what: (Action, Uuid, i64),
        act: Act,
        code: &'static str,
    ) -> Result<(), AppError> {
        self.worded_act(request, what, act, (code, String::new())).await
    }

    /// An act that carries words.
    pub(super) async fn worded_act(
        &self,
        request: &Request,
        what: (Action, Uuid, i64),
        act: Act,
        (code, words): (&'static str, String),
    ) -> Result<(), AppError> {
        let fingerprint = format!("{code} {words}");
        self.case_act(
            request,
            what,
            &fingerprint,
            &(act, code, words),
            |_, _, _, found, input| {
                let (act, code, words) = input.clone();
                boxed(async move {
                    Ok(Planned {
                        act,
                        written: Written {
                            act: code,
                            details: json!({}),
                            words,
                        },
                        row: found.row,
                    })
                })
            },
        )
        .await
    }
}

/// The experts of these codes; an expert who ended may still have marked the work.
async fn experts_by_codes(tx: &mut Tx, codes: &BTreeSet<String>) -> Result<Vec<Uuid>, AppError> {
    let people: Vec<CommissionPersonRow> = hearings::people(tx).await?;
    let mut found = Vec::with_capacity(codes.len());
    for code in codes {
        let expert = people
            .iter()
            .find(|one| one.code == *code && one.part == CommissionPart::Expert.code());
        match expert {
            Some(expert) => found.push(expert.id),
            None => {
                return Err(AppError::field(
                    "markers",
                    format!("Эксперта с\u{a0}кодом {code} в\u{a0}списке нет. Проверьте код или внесите эксперта"),
                ));
            }
        }
    }
    Ok(found)
}
