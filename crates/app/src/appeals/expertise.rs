//! What an expert sees of the cases given to them, and nothing else: the work by its code, never the participant's name or
//! document, who filed or what the commission decided (F4; kuzbass-gia9:rights 6).

use std::collections::BTreeMap;

use documents::paper::{CasePaper, render};
use documents::{DocumentError, Signatory};
use domain::access::Action;
use domain::appeal::expertise::ExpertTask;
use domain::appeal::papers::{PaperKind, ScanMedia};
use domain::appeal::{Claim, Processing};
use domain::organisation::OrganisationKind;
use domain::task_points::TaskPoints;
use regulations::Instant;
use regulations::russian::{capitalised, date_time};
use serde_json::{Value, json};
use storage::appeals::{self, AppealRow};
use storage::sealed::fields;
use storage::{StorageError, Tx, appeal_papers, boxed, participants};
use uuid::Uuid;

use super::conclusion::{CriterionView, disputed_points};
use super::preparation::PAPERS;
use super::print::{change_rows, fact};
use super::{case_of, claims_of};
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::obligations::system_scope;
use crate::print::{PDF, PrintedFile, creation_moment, typesetter};
use crate::subject_duties::SubjectDuty;

/// A case in the expert's list.
#[derive(Debug, Clone)]
pub struct GivenLine {
    pub id: Uuid,
    /// 1, 2, … in the region.
    pub number: i64,
    pub exam: Exam,
    /// Code of the participant: the work is known by it.
    pub work_code: String,
    pub task: ExpertTask,
    /// The commission's term to decide.
    pub duties: Vec<SubjectDuty>,
}

/// Which cases an expert wants to see.
#[derive(Debug, Clone, Default)]
pub struct GivenAsk {
    pub task: Option<ExpertTask>,
    /// Part of a number or a code.
    pub words: String,
    /// From 1.
    pub page: usize,
    pub per_page: usize,
}

/// A page of the cases given to an expert.
#[derive(Debug, Clone)]
pub struct GivenList {
    /// What awaits the expert first.
    pub lines: Vec<GivenLine>,
    pub total: usize,
    pub page: usize,
    /// How many there are of each, whatever was asked for.
    pub counts: Vec<(ExpertTask, usize)>,
}

/// A scan that the expert may look at.
#[derive(Debug, Clone)]
pub struct GivenPaper {
    pub id: Uuid,
    pub kind: PaperKind,
    pub media: ScanMedia,
    /// Bytes.
    pub size: i64,
    pub at: Instant,
}

/// What РЦОИ, the developers or the expert said, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenWord {
    pub at: Instant,
    /// Code of the step.
    pub act: String,
    /// In words where the step has a code of its own: which papers, what was found.
    pub what: String,
    /// As written.
    pub words: String,
}

/// One case as its expert sees it.
#[derive(Debug, Clone)]
pub struct GivenCase {
    pub line: GivenLine,
    /// Row version: what an act is compared with.
    pub version: i64,
    pub claims: Vec<Claim>,
    /// Points per task of the disputed result; empty where none were delivered.
    pub points: TaskPoints,
    pub papers: Vec<GivenPaper>,
    /// Own conclusions so far.
    pub criteria: Vec<CriterionView>,
    pub words: Vec<GivenWord>,
}

/// Steps that an expert reads.
const SHOWN_STEPS: [&str; 6] = [
    "materials-given",
    "processing-checked",
    "expert-appointed",
    "concluded",
    "developers-asked",
    "developers-answered",
];

impl App {
    /// The cases given to the actor by name; the reading is journalled.
    pub async fn given_cases(&self, request: &Request, ask: &GivenAsk) -> Result<GivenList, AppError> {
        request.authorise(Action::GiveConclusion)?;
        let list = self
            .store
            .read(&(self, request, ask), |tx, (app, request, ask)| {
                boxed(async move { app.given_cases_in(tx, request, ask).await })
            })
            .await?;
        let read = event("given-cases-read", "account", None, json!({"rows": list.lines.len()}));
        self.note_reading(request, read).await?;
        Ok(list)
    }

    async fn given_cases_in(&self, tx: &mut Tx, request: &Request, ask: &GivenAsk) -> Result<GivenList, AppError> {
        let rows = appeals::given_to(tx, request.account()).await?;
        let mut lines = self.given_lines(tx, request, rows).await?;
        let words: Vec<String> = ask.words.split_whitespace().map(str::to_lowercase).collect();
        lines.retain(|line| {
            let text = format!(
                "№{} {} {} {}",
                line.number,
                line.number,
                line.work_code,
                line.exam.title()
            )
            .to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        });
        let counts = ExpertTask::ALL
            .iter()
            .map(|task| (*task, lines.iter().filter(|line| line.task == *task).count()))
            .collect();
        lines.retain(|line| ask.task.is_none_or(|task| line.task == task));
        lines.sort_by_key(|line| {
            let due = line.duties.first().map_or(i64::MAX, |duty| duty.due_at.as_micros());
            (!line.task.is_due(), due, line.number)
        });
        let total = lines.len();
        let per_page = ask.per_page.max(1);
        let page = ask.page.clamp(1, total.div_ceil(per_page).max(1));
        Ok(GivenList {
            lines: lines
                .into_iter()
                .skip((page - 1).saturating_mul(per_page))
                .take(per_page)
                .collect(),
            total,
            page,
            counts,
        })
    }

    async fn given_lines(
        &self,
        tx: &mut Tx,
        request: &Request,
        rows: Vec<AppealRow>,
    ) -> Result<Vec<GivenLine>, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let system = system_scope(organisations.processing_centre()?.id);
        let mut by_exam: BTreeMap<Uuid, Vec<AppealRow>> = BTreeMap::new();
        for row in rows {
            by_exam.entry(row.exam_id).or_default().push(row);
        }
        let mut lines = Vec::new();
        for (exam, rows) in by_exam {
            let exam = find_exam(tx, exam).await?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            let sittings: Vec<Uuid> = rows.iter().map(|row| row.sitting_id).collect();
            let mut duties = self
                .duties_in(tx, request.now, &system, &ids, &exam, &organisations)
                .await?;
            let people = participants::of_sittings(tx, &system, exam.id, &sittings).await?;
            let codes: BTreeMap<Uuid, String> = people
                .into_iter()
                .map(|row| (row.sitting_id, row.participant_code))
                .collect();
            for row in rows {
                let mut duties = duties.remove(&row.id).unwrap_or_default();
                duties.retain(|duty| duty.debtor_kind == OrganisationKind::AppealsCommission);
                lines.push(GivenLine {
                    id: row.id,
                    number: row.number,
                    exam: exam.clone(),
                    work_code: codes.get(&row.sitting_id).cloned().unwrap_or_default(),
                    task: ExpertTask::of(&case_of(&row)?),
                    duties,
                });
            }
        }
        Ok(lines)
    }

    /// One case given to the actor; the reading is journalled.
    ///
    /// Errors: [`AppError::NotFound`] for every other case, as for one that is not there.
    pub async fn given_case(&self, request: &Request, appeal: Uuid) -> Result<GivenCase, AppError> {
        request.authorise(Action::GiveConclusion)?;
        let case = self
            .store
            .read(&(self, request, appeal), |tx, (app, request, appeal)| {
                boxed(async move { app.given_case_in(tx, request, *appeal).await })
            })
            .await?;
        let details = json!({"number": case.line.number});
        self.note_reading(request, event("appeal-read", "appeal", Some(appeal), details))
            .await?;
        Ok(case)
    }

    async fn given_case_in(&self, tx: &mut Tx, request: &Request, appeal: Uuid) -> Result<GivenCase, AppError> {
        let found = appeals::find_given(tx, request.account(), appeal).await?;
        let row = found.ok_or(AppError::NotFound)?;
        let mut papers = Vec::new();
        for file in appeal_papers::files(tx, row.id).await? {
            let kind = PaperKind::from_code(&file.kind)?;
            if may_look(&row, kind)? {
                papers.push(GivenPaper {
                    id: file.id,
                    kind,
                    media: ScanMedia::from_code(&file.media)?,
                    size: file.size,
                    at: Instant::from_micros(file.added_at),
                });
            }
        }
        let (version, claims) = (row.version, claims_of(&row.claims)?);
        let points = disputed_points(tx, &row).await?;
        let criteria = self.criteria_in(tx, &row).await?;
        let words = self.given_words(tx, &row).await?;
        let mut lines = self.given_lines(tx, request, vec![row]).await?;
        Ok(GivenCase {
            line: lines.pop().ok_or(AppError::NotFound)?,
            version,
            claims,
            points,
            papers,
            criteria,
            words,
        })
    }

    async fn given_words(&self, tx: &mut Tx, row: &AppealRow) -> Result<Vec<GivenWord>, AppError> {
        let mut said = Vec::new();
        for step in appeals::steps(tx, row.id).await? {
            if !SHOWN_STEPS.contains(&step.act.as_str()) {
                continue;
            }
            let details: Value =
                serde_json::from_str(&step.details).map_err(|_| StorageError::Damaged("appeal_step.details"))?;
            let words = match &step.words_sealed {
                Some(sealed) => self.open_for_page(row.person_id, fields::APPEAL_STEP_WORDS, step.id, sealed)?,
                None => String::new(),
            };
            said.push(GivenWord {
                at: Instant::from_micros(step.at),
                what: what_of(&step.act, &details),
                act: step.act,
                words,
            });
        }
        Ok(said)
    }

    /// One scan of a case given to the actor; looking at it is journalled.
    pub async fn given_paper(&self, request: &Request, appeal: Uuid, paper: Uuid) -> Result<PrintedFile, AppError> {
        request.authorise(Action::GiveConclusion)?;
        let asked = (request, appeal, paper);
        let (number, file, kind) = self
            .store
            .read(&asked, |tx, (request, appeal, paper)| {
                boxed(async move {
                    let found = appeals::find_given(tx, request.account(), *appeal).await?;
                    let row = found.ok_or(AppError::NotFound)?;
                    let file = appeal_papers::file(tx, row.id, *paper)
                        .await?
                        .ok_or(AppError::NotFound)?;
                    let kind = PaperKind::from_code(&file.kind)?;
                    match may_look(&row, kind)? {
                        true => Ok((row.number, file, kind)),
                        false => Err(AppError::NotFound),
                    }
                })
            })
            .await?;
        let media = ScanMedia::from_code(&file.media)?;
        let bytes = self.files.read(domain::ids::FileId(file.file_id)).await?;
        let details = json!({"number": number, "paper": kind.code()});
        self.note_reading(request, event("appeal-paper-read", "appeal", Some(appeal), details))
            .await?;
        Ok(PrintedFile {
            file_name: format!("appeal-{number}-{}.{}", kind.code(), media.extension()),
            media_type: media.media_type(),
            bytes,
        })
    }

    /// The actor's own last conclusion as PDF, to be signed: the work by its code, without a name; printing is journalled.
    ///
    /// Errors: [`AppError::NotNow`] before there is one; [`AppError::NotFound`] for a case not given to the actor.
    pub async fn print_given_conclusion(&self, request: &Request, appeal: Uuid) -> Result<PrintedFile, AppError> {
        let case = self.given_case(request, appeal).await?;
        let Some(last) = case.criteria.iter().map(|one| one.conclusion).max() else {
            return Err(AppError::NotNow("заключения ещё нет".to_owned()));
        };
        let number = case.line.number;
        let concluded = case.words.iter().rev().find(|word| word.act == "concluded");
        let mut facts = vec![fact("Код работы", &case.line.work_code)];
        facts.extend(concluded.map(|word| fact("Заключение", &word.what)));
        let texts = concluded
            .filter(|word| !word.words.is_empty())
            .map(|word| fact("О\u{a0}работе в\u{a0}целом", &word.words));
        let document = CasePaper {
            title: "Заключение эксперта по\u{a0}критериям".to_owned(),
            about: vec![case.line.exam.title(), format!("Апелляция №\u{a0}{number}")],
            facts,
            changes: change_rows(&case.criteria, last),
            texts: texts.into_iter().collect(),
            signatories: ["Эксперт", "Дата"].map(blank_signatory).to_vec(),
            running: format!("Апелляция №\u{a0}{number}"),
            printed_at: date_time(&self.zone, request.now),
            created: creation_moment(&self.zone, request.now),
        };
        let bytes = render(typesetter()?, &document).map_err(|error: DocumentError| AppError::from(error))?;
        let details = json!({"number": number, "paper": "conclusion"});
        self.note_reading(request, event("appeal-printed", "appeal", Some(appeal), details))
            .await?;
        Ok(PrintedFile {
            file_name: format!("appeal-{number}-conclusion.pdf"),
            media_type: PDF,
            bytes,
        })
    }
}

fn blank_signatory(post: &str) -> Signatory {
    Signatory {
        post: post.to_owned(),
        name: String::new(),
    }
}

/// Materials are there for the conclusion and for the hearing: after the decision nobody needs them.
fn may_look(row: &AppealRow, kind: PaperKind) -> Result<bool, AppError> {
    Ok(kind.is_shown_to_expert() && case_of(row)?.state.is_before_decision())
}

fn what_of(act: &str, details: &Value) -> String {
    let of = |name: &str| details.get(name).and_then(Value::as_str).unwrap_or_default();
    match act {
        "materials-given" => {
            let listed = details.get("papers").and_then(Value::as_array);
            let given: Vec<&str> = PAPERS
                .iter()
                .filter(|(code, _)| listed.into_iter().flatten().any(|one| one.as_str() == Some(code)))
                .map(|(_, words)| *words)
                .collect();
            capitalised(&given.join(", "))
        }
        "processing-checked" => capitalised(Processing::from_code(of("processing")).map_or("", Processing::russian)),
        "concluded" => capitalised(domain::appeal::Verdict::from_code(of("verdict")).map_or("", |one| one.russian())),
        _ => String::new(),
    }
}
