//! An appeal about a breach of the procedure: a member of the exam commission takes it at the place of the exam, before the
//! participant leaves; the check and its conclusion go to the appeals commission with it the same day (F1). While it is
//! open the result is not approved.

use domain::access::Action;
use domain::appeal::filing::Applicant;
use domain::appeal::{Act, AppealKind, CaseState, Developers, Materials};
use domain::approval::holds::OpenMatter;
use serde_json::json;
use storage::appeals::{self, AppealRow};
use storage::installation::{self, Counter};
use storage::open_matters::{self, OpenMatterRow};
use storage::sealed::fields;
use storage::{StorageError, Tx, boxed, participants};
use uuid::Uuid;

use super::{FilingWords, LONGEST, Planned, Written};
use crate::act::{Done, event};
use crate::commission::approved_by_the_commission;
use crate::commission::day_records::sitting_of;
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::ledgers::parse_time;
use crate::obligations::{DueMoments, system_scope};

/// A procedure appeal as a form says it.
#[derive(Debug, Clone, Default)]
pub struct ProcedureInput {
    /// Federal code.
    pub participant_code: String,
    /// Local time of the exam day.
    pub time: String,
    /// What the participant writes.
    pub words: String,
    /// Who checked, none of them from the participant's room.
    pub checkers: String,
    /// The checkers did not work in that room.
    pub not_of_the_room: bool,
    /// What the check found.
    pub conclusion: String,
}

impl App {
    /// The exam a procedure appeal would be about.
    pub async fn exam_of_procedure(&self, request: &Request, exam: Uuid) -> Result<Exam, AppError> {
        request.authorise(Action::KeepMatters)?;
        let found = self
            .store
            .read(&exam, |tx, exam| boxed(async move { find_exam(tx, *exam).await }))
            .await?;
        approved_by_the_commission(&found)?;
        Ok(found)
    }

    /// Takes a procedure appeal with the conclusion of its check; both are with the appeals commission at once.
    ///
    /// Errors: [`AppError::Invalid`] at the fields that are missing or wrong, also for a moment that lies ahead.
    pub async fn file_procedure_appeal(
        &self,
        request: &Request,
        exam: Uuid,
        input: &ProcedureInput,
    ) -> Result<Uuid, AppError> {
        request.authorise(Action::KeepMatters)?;
        let time = checked(input)?;
        let fingerprint = format!("file-procedure-appeal {exam} {input:?}");
        let whole = (self, request, exam, input, time);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, exam, input, time) = *whole;
                app.procedure_in(tx, request, exam, input, time).await
            })
        })
        .await
    }

    async fn procedure_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        exam: Uuid,
        input: &ProcedureInput,
        (hour, minute): (i8, i8),
    ) -> Result<Done<Uuid>, AppError> {
        self.authorised_now(tx, request, Action::KeepMatters).await?;
        let exam = find_exam(tx, exam).await?;
        approved_by_the_commission(&exam)?;
        let filed_at = self
            .zone
            .at(exam.date, hour, minute)
            .map_err(|error| AppError::Law(error.to_string()))?;
        if filed_at > request.now {
            return Err(AppError::field(
                "time",
                "Это время ещё не\u{a0}наступило: апелляцию о\u{a0}нарушении подают в\u{a0}день экзамена, не\u{a0}уходя из\u{a0}пункта",
            ));
        }
        let sitting = sitting_of(tx, exam.id, &input.participant_code).await?;
        let earlier = appeals::of_sitting(tx, sitting).await?;
        let stands =
            |row: &AppealRow| row.kind == AppealKind::Procedure.code() && row.state != CaseState::Withdrawn.code();
        if earlier.iter().any(stands) {
            return Err(AppError::field(
                "participant_code",
                "Апелляция о\u{a0}нарушении от\u{a0}этого участника уже внесена",
            ));
        }
        let row = self
            .procedure_row(tx, request, (exam.id, sitting, filed_at.as_micros()), input)
            .await?;
        appeals::insert(tx, &row).await?;
        let filed = Written {
            act: "filed",
            details: json!({"applicant": row.applicant}),
            words: String::new(),
        };
        self.add_step(tx, request, &row, &filed).await?;
        let check = Written {
            act: "procedure-checked",
            details: json!({}),
            words: format!("Проверяли: {}. {}", input.checkers.trim(), input.conclusion.trim()),
        };
        self.add_step(tx, request, &row, &check).await?;
        self.hold_result(tx, request, &row).await?;
        let (id, number) = (row.id, row.number);
        let planned = Planned {
            act: Act::Transfer(domain::appeal::papers::ProxyPaper::NotNeeded),
            written: Written {
                act: "transferred",
                details: json!({}),
                words: String::new(),
            },
            row: AppealRow {
                transferred_at: Some(request.at()),
                ..row
            },
        };
        self.take_step(tx, request, planned).await?;
        self.reconcile(tx, exam.id, request.now, DueMoments::Keep).await?;
        let details = json!({"exam": exam.id, "number": number, "kind": AppealKind::Procedure.code()});
        Ok(Done {
            value: id,
            event: event("appeal-filed", "appeal", Some(id), details),
        })
    }

    async fn procedure_row(
        &self,
        tx: &mut Tx,
        request: &Request,
        (exam, sitting, filed_at): (Uuid, Uuid, i64),
        input: &ProcedureInput,
    ) -> Result<AppealRow, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let scope = system_scope(organisations.processing_centre()?.id);
        let mut found = participants::of_sittings(tx, &scope, exam, &[sitting]).await?;
        let who = found.pop().ok_or(AppError::NotFound)?;
        let id = self.fresh_id(request.now)?;
        let words = FilingWords {
            words: input.words.trim().to_owned(),
            ..FilingWords::default()
        };
        let sealed = serde_json::to_string(&words).map_err(|_| StorageError::Damaged("appeal.filing_sealed"))?;
        Ok(AppealRow {
            id,
            number: installation::bump(tx, Counter::Appeal, 1).await?,
            kind: AppealKind::Procedure.code().to_owned(),
            state: CaseState::Filed.code().to_owned(),
            exam_id: exam,
            sitting_id: sitting,
            person_id: who.person_id,
            result_id: None,
            edition_id: None,
            organisation_id: who.informing_organisation_id,
            applicant: Applicant::Participant.code().to_owned(),
            filing_sealed: self.keys.seal_text(who.person_id, fields::APPEAL_FILING, id, &sealed)?,
            claims: String::new(),
            wants_tasks: false,
            filed_at,
            entered_at: request.at(),
            entered_by: request.account(),
            transferred_at: None,
            materials: Materials::NotAsked.code().to_owned(),
            processing: None,
            expert_id: None,
            verdict: None,
            developers: Developers::NotAsked.code().to_owned(),
            hearing_id: None,
            slot_at: None,
            slot_appointed_at: None,
            noticed_at: None,
            outcome: None,
            decided_at: None,
            decided_primary: None,
            decided_points: None,
            sent_at: None,
            recounted_at: None,
            new_edition_id: None,
            ended_at: None,
            version: 1,
        })
    }

    /// While the appeal is open the result is not approved; a matter that the secretary opened before stands for it.
    async fn hold_result(&self, tx: &mut Tx, request: &Request, row: &AppealRow) -> Result<(), AppError> {
        let kind = OpenMatter::ProcedureAppeal;
        let open = open_matters::of_exam(tx, row.exam_id).await?;
        let same = |one: &OpenMatterRow| {
            one.sitting_id == row.sitting_id && one.kind == kind.code() && one.closed_at.is_none()
        };
        if !open.iter().any(same) {
            let matter = OpenMatterRow {
                id: self.fresh_id(request.now)?,
                exam_id: row.exam_id,
                sitting_id: row.sitting_id,
                kind: kind.code().to_owned(),
                ground: format!("апелляция № {}", row.number),
                opened_at: request.at(),
                opened_by: request.account(),
                informed_at: None,
                informed_by: None,
                closed_at: None,
                closed_by: None,
                outcome: None,
            };
            open_matters::open(tx, &matter).await?;
        }
        self.void_changed_proposals(tx, row.exam_id, request.now).await?;
        Ok(())
    }

    /// The case is over: nothing of it keeps the result from approval any more.
    pub(super) async fn release_hold(&self, tx: &mut Tx, request: &Request, row: &AppealRow) -> Result<(), AppError> {
        let kind = OpenMatter::ProcedureAppeal;
        for matter in open_matters::of_exam(tx, row.exam_id).await? {
            if matter.sitting_id == row.sitting_id && matter.kind == kind.code() && matter.closed_at.is_none() {
                let state = CaseState::from_code(&row.state)?;
                let outcome = format!("апелляция № {}: {}", row.number, state.russian());
                open_matters::close(tx, matter.id, request.account(), &outcome, request.at()).await?;
            }
        }
        self.void_changed_proposals(tx, row.exam_id, request.now).await?;
        Ok(())
    }
}

fn checked(input: &ProcedureInput) -> Result<(i8, i8), AppError> {
    let mut problems = Vec::new();
    for (field, text, words) in [
        ("participant_code", &input.participant_code, "Впишите код участника"),
        ("words", &input.words, "Внесите, в\u{a0}чём участник видит нарушение"),
        (
            "checkers",
            &input.checkers,
            "Впишите, кто проверял: должности и\u{a0}фамилии",
        ),
        (
            "conclusion",
            &input.conclusion,
            "Внесите заключение о\u{a0}результатах проверки",
        ),
    ] {
        if text.trim().is_empty() || text.chars().count() > LONGEST {
            problems.push(FieldProblem::new(field, words));
        }
    }
    if !input.not_of_the_room {
        problems.push(FieldProblem::new(
            "not_of_the_room",
            "Проверять должны те, кто не\u{a0}работал в\u{a0}аудитории участника. Подтвердите это",
        ));
    }
    let time = parse_time(&input.time);
    if time.is_none() {
        problems.push(FieldProblem::new("time", "Впишите время дня экзамена, например 14:20"));
    }
    match time {
        Some(time) if problems.is_empty() => Ok(time),
        _ => Err(AppError::Invalid(problems)),
    }
}
