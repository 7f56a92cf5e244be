//! The expert's written conclusion, criterion by criterion: what it was, what it is now, and why (F4; kuzbass-gia9:rights 6).

use domain::appeal::conclusion::{CriterionLine, MOST_CRITERIA, WrongConclusion, WrongLine, fits, wrong_lines};
use domain::appeal::{Act, Verdict};
use domain::task_points::TaskPoints;
use regulations::russian::capitalised;
use serde_json::json;
use storage::appeal_papers::{self, AppealCriterionRow};
use storage::appeals::AppealRow;
use storage::results;
use storage::sealed::fields;
use storage::{StorageError, Tx, boxed};
use uuid::Uuid;

use super::list::knows_before_release;
use super::{Found, LONGEST, Planned, Written, concluding, written_by};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};

/// A conclusion as a form says it.
#[derive(Debug, Clone, Default)]
pub struct ConclusionInput {
    /// `Verdict` code.
    pub verdict: String,
    /// What is said of the work as a whole; may be empty.
    pub words: String,
    /// Criterion by criterion.
    pub lines: Vec<CriterionInput>,
}

/// One criterion as a form says it.
#[derive(Debug, Clone, Default)]
pub struct CriterionInput {
    /// What names its fields in the form: problems come back to `now-…` and `why-…` of it.
    pub row: String,
    /// «27К1».
    pub criterion: String,
    /// Points before; empty where the work has points for the criterion.
    pub was: String,
    /// Points that the expert gives; empty for the same.
    pub now: String,
    /// Why.
    pub reasoning: String,
}

/// One criterion of a conclusion as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionView {
    /// 1 the first conclusion, 2 the one after the developers' answer.
    pub conclusion: i64,
    /// «27К1».
    pub criterion: String,
    pub was: i64,
    pub now: i64,
    pub reasoning: String,
}

impl App {
    /// The conclusion of the expert who was called in, by the expert or by the secretary from the expert's paper.
    ///
    /// Errors: [`AppError::Invalid`] at each field that is wrong; [`AppError::NotNow`] where the case waits for no conclusion.
    pub async fn conclude(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        input: &ConclusionInput,
    ) -> Result<(), AppError> {
        let Ok(verdict) = Verdict::from_code(&input.verdict) else {
            return Err(AppError::field("verdict", "Выберите, к\u{a0}чему пришёл эксперт"));
        };
        if input.words.chars().count() > LONGEST {
            return Err(AppError::field(
                "conclusion",
                "Слишком длинно: не\u{a0}больше 4000 знаков",
            ));
        }
        let what = (concluding(request), appeal, version);
        let fingerprint = format!("conclude {input:?}");
        self.case_act(
            request,
            what,
            &fingerprint,
            &(verdict, input),
            |app, tx, request, found, input| {
                boxed(async move {
                    let Found { row, .. } = found;
                    let (verdict, input) = *input;
                    let lines = app.checked_lines(tx, &row, input).await?;
                    fits(&lines, verdict).map_err(unfit)?;
                    let conclusion = app.add_criteria(tx, request, &row, &lines).await?;
                    let changed = lines.iter().filter(|line| line.was != line.now).count();
                    Ok(Planned {
                        act: Act::Conclude(verdict),
                        written: Written {
                            act: "concluded",
                            details: json!({"verdict": verdict.code(), "conclusion": conclusion, "criteria": lines.len(), "changed": changed, "written_by": written_by(request)}),
                            words: input.words.trim().to_owned(),
                        },
                        row,
                    })
                })
            },
        )
        .await
    }

    async fn checked_lines(
        &self,
        tx: &mut Tx,
        row: &AppealRow,
        input: &ConclusionInput,
    ) -> Result<Vec<CriterionLine>, AppError> {
        if input.lines.len() > MOST_CRITERIA {
            return Err(unfit(WrongConclusion::TooMany));
        }
        let points = disputed_points(tx, row).await?;
        let mut problems = Vec::new();
        let mut lines = Vec::with_capacity(input.lines.len());
        for typed in &input.lines {
            let criterion = typed.criterion.trim().to_owned();
            let stands = points
                .iter()
                .find(|(task, _)| task.as_str() == criterion)
                .map(|(_, points)| i64::from(points));
            let read = |text: &str| text.trim().parse::<i64>().ok();
            let was = match typed.was.trim() {
                "" => stands,
                text => read(text),
            };
            let now = match typed.now.trim() {
                "" => was,
                text => read(text),
            };
            if typed.reasoning.chars().count() > LONGEST {
                let field = format!("why-{}", typed.row);
                problems.push(FieldProblem::new(&field, "Слишком длинно: не\u{a0}больше 4000 знаков"));
            }
            lines.push(CriterionLine {
                criterion,
                // What is no number is told as such by the check of the line.
                was: was.unwrap_or(-1),
                now: now.unwrap_or(-1),
                reasoning: typed.reasoning.trim().to_owned(),
            });
        }
        for (place, wrong) in wrong_lines(&lines, &points) {
            let of = |name: &str| {
                let typed = input.lines.get(place).map_or("", |typed| typed.row.as_str());
                format!("{name}-{typed}")
            };
            let field = match wrong {
                WrongLine::NoCriterion | WrongLine::UnknownCriterion { .. } | WrongLine::Twice => of("criterion"),
                WrongLine::OtherWas { .. } => of("was"),
                WrongLine::NotPoints => of("now"),
                WrongLine::NoReasoning => of("why"),
            };
            problems.push(FieldProblem::new(&field, capitalised(&wrong.to_string())));
        }
        if problems.is_empty() {
            Ok(lines)
        } else {
            Err(AppError::Invalid(problems))
        }
    }

    async fn add_criteria(
        &self,
        tx: &mut Tx,
        request: &Request,
        row: &AppealRow,
        lines: &[CriterionLine],
    ) -> Result<i64, AppError> {
        let standing = appeal_papers::criteria(tx, row.id).await?;
        let conclusion = standing.iter().map(|one| one.conclusion).max().unwrap_or_default() + 1;
        let mut rows = Vec::with_capacity(lines.len());
        for (line, number) in lines.iter().zip(1..) {
            let id = self.fresh_id(request.now)?;
            rows.push(AppealCriterionRow {
                id,
                appeal_id: row.id,
                conclusion,
                number,
                criterion: line.criterion.clone(),
                was: line.was,
                now: line.now,
                reasoning_sealed: self
                    .keys
                    .seal_text(row.person_id, fields::APPEAL_REASONING, id, &line.reasoning)?,
            });
        }
        appeal_papers::add_criteria(tx, &rows).await?;
        Ok(conclusion)
    }

    /// The conclusions of a case, for who may read what the commission wrote.
    pub(super) async fn criterion_views(
        &self,
        tx: &mut Tx,
        request: &Request,
        row: &AppealRow,
    ) -> Result<Vec<CriterionView>, AppError> {
        if !knows_before_release(request.actor.role) {
            return Ok(Vec::new());
        }
        self.criteria_in(tx, row).await
    }

    pub(super) async fn criteria_in(&self, tx: &mut Tx, row: &AppealRow) -> Result<Vec<CriterionView>, AppError> {
        let mut views = Vec::new();
        for one in appeal_papers::criteria(tx, row.id).await? {
            let (person, sealed) = (row.person_id, &one.reasoning_sealed);
            views.push(CriterionView {
                conclusion: one.conclusion,
                criterion: one.criterion,
                was: one.was,
                now: one.now,
                reasoning: self.open_for_page(person, fields::APPEAL_REASONING, one.id, sealed)?,
            });
        }
        Ok(views)
    }
}

pub(super) async fn disputed_points(tx: &mut Tx, row: &AppealRow) -> Result<TaskPoints, AppError> {
    let Some(result) = row.result_id else {
        return Ok(TaskPoints::default());
    };
    let editions = results::editions_of_result(tx, result).await?;
    let disputed = editions.into_iter().find(|one| Some(one.id) == row.edition_id);
    let code = disputed.and_then(|edition| edition.task_points).unwrap_or_default();
    Ok(TaskPoints::from_code(&code).map_err(|_| StorageError::Damaged("task_points"))?)
}

fn unfit(problem: WrongConclusion) -> AppError {
    let field = match problem {
        WrongConclusion::Empty | WrongConclusion::TooMany => "criteria",
        WrongConclusion::RightButChanged | WrongConclusion::ChangeWithoutChange => "verdict",
    };
    AppError::field(field, capitalised(&problem.to_string()))
}
