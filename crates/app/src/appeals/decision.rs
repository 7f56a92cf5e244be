//! The hearing as it was, and the commission's decision with «было – стало» per task (F5, F6).

use domain::access::Action;
use domain::appeal::Act;
use domain::appeal::corrected::{Correction, corrected};
use domain::appeal::hearing::{Attendance, Confirmation, Decision, HearingRecord, Outcome};
use domain::appeal::people::{CommissionPart, MemberPresent};
use domain::gia_score::{GiaColumns, GiaScore, PrimaryScore, SubjectCode, TaskCode};
use domain::ids::CommissionPersonId;
use regulations::{ExamForm, LegalDate, ScaleKey};
use serde_json::json;
use storage::appeals::{self, AppealRow};
use storage::hearings::{self, CommissionPersonRow};
use storage::results::{self, EditionInContextRow};
use storage::{StorageError, Tx, boxed, people};
use uuid::Uuid;

use super::withdrawal::written;
use super::{Found, Planned, Written};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::Exam;

/// A hearing as a form says it.
#[derive(Debug, Clone, Default)]
pub struct HearInput {
    /// `Attendance` code.
    pub attendance: String,
    /// `Confirmation` code.
    pub confirmation: String,
    /// What was shown and explained.
    pub words: String,
}

/// A decision as a form says it.
#[derive(Debug, Clone, Default)]
pub struct DecisionInput {
    /// `Outcome` code.
    pub outcome: String,
    /// Members present.
    pub present: Vec<Uuid>,
    pub votes_for: String,
    pub votes_against: String,
    /// New points by task, as typed; an empty one stays.
    pub points: Vec<(String, String)>,
    /// New primary score, of a work without points per task; empty: it stays.
    pub primary: String,
    /// Why so.
    pub words: String,
}

impl App {
    /// Writes who came, that the materials were shown and confirmed, what was explained.
    pub async fn record_hearing(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        input: &HearInput,
    ) -> Result<(), AppError> {
        let Ok(attendance) = Attendance::from_code(&input.attendance) else {
            return Err(AppError::field("attendance", "Выберите, кто присутствовал"));
        };
        let Ok(confirmation) = Confirmation::from_code(&input.confirmation) else {
            return Err(AppError::field(
                "confirmation",
                "Выберите, подтвердил\u{a0}ли участник показанное",
            ));
        };
        let words = input.words.trim().to_owned();
        let what = (Action::RunAppeals, appeal, version);
        let fingerprint = format!("record-hearing {input:?}");
        let parts = (attendance, confirmation, words);
        self.case_act(request, what, &fingerprint, &parts, |app, tx, request, found, parts| {
            boxed(async move {
                let (attendance, confirmation, words) = parts.clone();
                let age = app.age_of(tx, found.row.person_id, request.today).await?;
                let record = HearingRecord {
                    attendance,
                    confirmation,
                    age,
                    now: request.now,
                };
                Ok(Planned {
                    act: Act::Hear(record),
                    written: Written {
                        act: "heard",
                        details: json!({"attendance": attendance.code(), "confirmation": confirmation.code()}),
                        words,
                    },
                    row: found.row,
                })
            })
        })
        .await
    }

    /// Full years on a day; `None` where no birth date is known.
    async fn age_of(&self, tx: &mut Tx, person: Uuid, on: LegalDate) -> Result<Option<i16>, AppError> {
        let Some(row) = people::find_person(tx, person).await? else {
            return Ok(None);
        };
        let details = self.open_details(&row)?;
        let born: Option<LegalDate> = details.split(',').next().and_then(|text| text.trim().parse().ok());
        Ok(born.map(|born| {
            let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
            on.year() - born.year() - i16::from(!had_birthday)
        }))
    }

    /// Writes the decision: by a quorum, by the votes of who was present, with the points it changes.
    ///
    /// Errors: [`AppError::Invalid`] at the field that the rules refuse: no quorum, a member of the participant's school, votes
    /// that do not sum, points beyond the scale.
    pub async fn decide_appeal(
        &self,
        request: &Request,
        appeal: Uuid,
        version: i64,
        input: &DecisionInput,
    ) -> Result<(), AppError> {
        let typed = read_decision(input)?;
        let what = (Action::RunAppeals, appeal, version);
        let fingerprint = format!("decide-appeal {input:?}");
        self.case_act(
            request,
            what,
            &fingerprint,
            &(input, &typed),
            |app, tx, request, found, (input, typed)| {
                boxed(async move { app.decision_in(tx, request, found, input, typed).await })
            },
        )
        .await
    }

    async fn decision_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        found: Found,
        input: &DecisionInput,
        typed: &Typed,
    ) -> Result<Planned, AppError> {
        let Found { mut row, exam } = found;
        let all = hearings::people(tx).await?;
        let members: Vec<&CommissionPersonRow> = all
            .iter()
            .filter(|one| {
                one.ended_at.is_none() && CommissionPart::from_code(&one.part).is_ok_and(CommissionPart::decides)
            })
            .collect();
        let present: Vec<&CommissionPersonRow> = members
            .iter()
            .copied()
            .filter(|one| input.present.contains(&one.id))
            .collect();
        let value = match (&row.edition_id, typed.outcome) {
            (Some(_), Outcome::Granted) => self.decided_value(tx, &row, &exam, typed).await?,
            (Some(_), Outcome::Rejected) if typed.correction.is_some() => {
                return Err(AppError::field(
                    "outcome",
                    "Апелляцию отклоняют, а\u{a0}баллы изменены. Удовлетворите её или верните прежние баллы",
                ));
            }
            _ => None,
        };
        let decision = Decision {
            outcome: typed.outcome,
            changes_result: value.is_some(),
            present: present
                .iter()
                .map(|one| MemberPresent {
                    member: CommissionPersonId(one.id),
                    of_the_school: one.workplace_id == Some(row.organisation_id),
                })
                .collect(),
            members: members.len(),
            quorum: self.quorum_in(tx).await?,
            votes_for: typed.votes_for,
            votes_against: typed.votes_against,
        };
        let columns = value.as_ref().map(GiaScore::columns);
        row.outcome = Some(typed.outcome.code().to_owned());
        row.decided_at = Some(request.at());
        row.decided_primary = columns.as_ref().map(|columns| columns.primary_score);
        row.decided_points = columns.and_then(|columns| columns.task_points);
        let ids: Vec<Uuid> = present.iter().map(|one| one.id).collect();
        appeals::add_members(tx, row.id, &ids).await?;
        Ok(Planned {
            act: Act::Decide(decision),
            written: Written {
                act: "decided",
                details: json!({
                    "outcome": typed.outcome.code(), "present": present.len(), "members": members.len(),
                    "for": typed.votes_for, "against": typed.votes_against, "changes": value.is_some(),
                }),
                words: typed.words.clone(),
            },
            row,
        })
    }

    /// The value that the decision makes of the disputed one; `None` where it is the same.
    async fn decided_value(
        &self,
        tx: &mut Tx,
        row: &AppealRow,
        exam: &Exam,
        typed: &Typed,
    ) -> Result<Option<GiaScore>, AppError> {
        let Some(correction) = &typed.correction else {
            return Ok(None);
        };
        let (edition, published) = self.disputed_score(tx, row).await?;
        let value = self.corrected_score(exam, &edition, &published, correction)?;
        let is_same = value.primary() == published.primary() && value.points() == published.points();
        Ok((!is_same).then_some(value))
    }

    /// The disputed edition with its value.
    pub(super) async fn disputed_score(
        &self,
        tx: &mut Tx,
        row: &AppealRow,
    ) -> Result<(EditionInContextRow, GiaScore), AppError> {
        let id = row.edition_id.ok_or(AppError::NotFound)?;
        let mut found = results::in_context(tx, &[id]).await?;
        let edition = found.pop().ok_or(StorageError::Damaged("appeal.edition_id"))?;
        let score = score_of(&edition)?.ok_or(StorageError::Damaged("edition.primary_score"))?;
        Ok((edition, score))
    }

    /// What a correction makes of a value, by the scale of the exam's year.
    pub(crate) fn corrected_score(
        &self,
        exam: &Exam,
        edition: &EditionInContextRow,
        published: &GiaScore,
        correction: &Correction,
    ) -> Result<GiaScore, AppError> {
        let subject =
            SubjectCode::new(edition.subject_code).map_err(|_| StorageError::Damaged("sitting.subject_code"))?;
        let book = self.law.scales();
        let form = match &edition.form {
            Some(code) => ExamForm::from_code(code)?,
            None => book
                .form_of(exam.kind, subject)
                .map_err(|error| AppError::Law(error.to_string()))?,
        };
        let key = ScaleKey {
            form,
            subject,
            series: None,
            year: exam.date.year(),
            region: &self.region_code,
        };
        corrected(book, key, published, correction).map_err(|error| {
            let field = match correction {
                Correction::Tasks(_) => "points",
                Correction::Primary(_) => "primary",
            };
            AppError::field(field, regulations::russian::capitalised(&error.to_string()))
        })
    }

    /// The decision goes to РЦОИ, which recounts by it.
    pub async fn send_decision(&self, request: &Request, appeal: Uuid, version: i64) -> Result<(), AppError> {
        let what = (Action::RunAppeals, appeal, version);
        self.case_act(request, what, "send-decision", &(), |_, _, request, found, ()| {
            boxed(async move {
                let Found { mut row, .. } = found;
                row.sent_at = Some(request.at());
                Ok(Planned {
                    act: Act::SendToCentre,
                    written: Written {
                        act: "sent",
                        details: json!({}),
                        words: String::new(),
                    },
                    row,
                })
            })
        })
        .await
    }
}

/// The value of an edition; `None` where no work was checked.
pub(super) fn score_of(edition: &EditionInContextRow) -> Result<Option<GiaScore>, AppError> {
    crate::commission::waiting::score_of(edition)
}

/// The value that the commission decided, without what follows from it.
pub(super) fn decided_columns(row: &AppealRow) -> Option<GiaColumns> {
    Some(GiaColumns {
        primary_score: row.decided_primary?,
        test_score: None,
        mark: None,
        task_points: row.decided_points.clone(),
    })
}

/// A decision that reads.
struct Typed {
    outcome: Outcome,
    votes_for: usize,
    votes_against: usize,
    correction: Option<Correction>,
    words: String,
}

fn read_decision(input: &DecisionInput) -> Result<Typed, AppError> {
    let mut problems = Vec::new();
    let outcome = Outcome::from_code(&input.outcome).ok();
    if outcome.is_none() {
        problems.push(FieldProblem::new("outcome", "Выберите, что решила комиссия"));
    }
    let mut votes = |field: &str, text: &str| match text.trim() {
        "" => 0,
        typed => typed
            .parse::<usize>()
            .ok()
            .filter(|votes| *votes < 1000)
            .unwrap_or_else(|| {
                problems.push(FieldProblem::new(field, "Впишите число голосов цифрами"));
                0
            }),
    };
    let (votes_for, votes_against) = (
        votes("votes_for", &input.votes_for),
        votes("votes_against", &input.votes_against),
    );
    let mut changes = Vec::new();
    for (task, typed) in &input.points {
        let (Ok(code), typed) = (TaskCode::new(task), typed.trim()) else {
            problems.push(FieldProblem::new("points", "Такого задания нет. Обновите страницу"));
            continue;
        };
        if typed.is_empty() {
            continue;
        }
        match typed.parse::<u16>() {
            Ok(points) => changes.push((code, points)),
            Err(_) => problems.push(FieldProblem::new(
                format!("points-{task}"),
                format!("Задание {task}: впишите балл целым числом или оставьте поле пустым"),
            )),
        }
    }
    let primary = match input.primary.trim() {
        "" => None,
        typed => {
            let read = typed
                .parse::<i64>()
                .ok()
                .and_then(|number| PrimaryScore::new(number).ok());
            if read.is_none() {
                problems.push(FieldProblem::new("primary", "Впишите первичный балл целым числом"));
            }
            read
        }
    };
    let words = match written(&input.words, "decision", "Напишите, почему так решено") {
        Ok(words) => words,
        Err(AppError::Invalid(more)) => {
            problems.extend(more);
            String::new()
        }
        Err(other) => return Err(other),
    };
    let correction = match (changes.is_empty(), primary) {
        (false, _) => Some(Correction::Tasks(changes)),
        (true, Some(primary)) => Some(Correction::Primary(primary)),
        (true, None) => None,
    };
    match outcome {
        Some(outcome) if problems.is_empty() => Ok(Typed {
            outcome,
            votes_for,
            votes_against,
            correction,
            words,
        }),
        _ => Err(AppError::Invalid(problems)),
    }
}
