//! The chair annuls a result: after a granted procedure appeal, after a check of violations or of the federal service
//! (mordovia-187:7; kuzbass-gia9:info 3; B6). The edition stays, as annulled; what was published of it is taken back.

use domain::access::Action;
use domain::annulment::{Annulling, AnnulmentGround, Resit};
use domain::appeal::{Act, AppealKind, CaseState};
use domain::edition::EditionState;
use domain::exam::{ReleaseRule, release_rule};
use regulations::russian::numeric_date;
use regulations::{Instant, LegalDate};
use serde_json::json;
use storage::annulments::{self, AnnulmentRow};
use storage::appeals::{self, AppealRow};
use storage::results::{self, EditionRow, ResultRow};
use storage::{StorageError, Tx, boxed};
use uuid::Uuid;

use super::{Planned, Written};
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::ledgers::parse_day;
use crate::names::full_name;
use crate::obligations::DueMoments;
use crate::release::Release;
use crate::results_in_words::{ANNULLED, StoredValue};
use crate::step_up::CheckedPassword;

/// An annulment as a form says it.
#[derive(Debug, Clone, Default)]
pub struct AnnulInput {
    /// `AnnulmentGround` code.
    pub ground: String,
    /// Number and date of what it rests on, without names.
    pub document: String,
    /// Legal day: the commission's decision, the end of the check.
    pub ended_on: String,
    /// `Resit` code.
    pub resit: String,
}

/// What the chair is shown before annulling.
#[derive(Debug, Clone)]
pub struct AnnulView {
    /// The result.
    pub result: Uuid,
    /// The exam.
    pub exam: Exam,
    /// Full name.
    pub name: String,
    /// Federal code.
    pub participant_code: String,
    /// Short name of the telling organisation.
    pub organisation: String,
    /// «64 балла, первичных 34».
    pub value: String,
    /// Was it released: then it stands published.
    pub is_released: bool,
    /// The granted procedure appeal behind it: id, number, day of the decision.
    pub appeal: Option<(Uuid, i64, LegalDate)>,
}

/// The result with what stands of it.
struct Standing {
    row: ResultRow,
    exam: Exam,
    sitting: Uuid,
    edition: EditionRow,
    appeal: Option<AppealRow>,
}

impl App {
    /// What an annulment would be about; the reading is journalled.
    pub async fn annul_view(&self, request: &Request, result: Uuid) -> Result<AnnulView, AppError> {
        request.authorise(Action::ApproveProtocol)?;
        let view = self
            .store
            .read(&(self, request, result), |tx, (app, request, result)| {
                boxed(async move { app.annul_view_in(tx, request, *result).await })
            })
            .await?;
        let read = event("annulment-read", "result", Some(result), json!({"exam": view.exam.id}));
        self.note_reading(request, read).await?;
        Ok(view)
    }

    async fn annul_view_in(&self, tx: &mut Tx, request: &Request, result: Uuid) -> Result<AnnulView, AppError> {
        let found = self.standing_result(tx, request, result).await?;
        let directory = self.directory_in(tx).await?;
        let organisations = self.organisations_in(tx).await?;
        let decided = |row: &AppealRow| self.day_of(Instant::from_micros(row.decided_at.unwrap_or_default()));
        Ok(AnnulView {
            result,
            name: full_name(&directory, found.row.person_id),
            participant_code: found.row.participant_code.clone(),
            organisation: organisations.short_name(found.row.informing_organisation_id),
            value: found.edition.long_words(),
            is_released: found.edition.state == EditionState::Released.code(),
            appeal: found.appeal.as_ref().map(|row| (row.id, row.number, decided(row))),
            exam: found.exam,
        })
    }

    async fn standing_result(&self, tx: &mut Tx, request: &Request, result: Uuid) -> Result<Standing, AppError> {
        let scope = request.authorise(Action::ApproveProtocol)?;
        let row = results::find_result(tx, &scope, result)
            .await?
            .ok_or(AppError::NotFound)?;
        let exam = find_exam(tx, row.exam_id).await?;
        if release_rule(exam.kind) != ReleaseRule::Approval {
            return Err(AppError::NotFound);
        }
        let sitting = appeals::sitting_of_result(tx, result)
            .await?
            .ok_or(AppError::NotFound)?;
        let editions = results::editions_of_result(tx, result).await?;
        let stands = |one: &&EditionRow| one.state != EditionState::Superseded.code();
        let edition = editions.iter().rev().find(stands).cloned().ok_or(AppError::NotFound)?;
        let appeal = appeals::of_sitting(tx, sitting)
            .await?
            .into_iter()
            .find(|one| one.kind == AppealKind::Procedure.code() && one.state == CaseState::Granted.code());
        Ok(Standing {
            row,
            exam,
            sitting,
            edition,
            appeal,
        })
    }

    /// The chair's password before [`App::annul_result`], asked of whoever may annul and of nobody else.
    pub async fn check_password_to_annul(
        &self,
        request: &Request,
        result: Uuid,
        password: &str,
    ) -> Result<CheckedPassword, AppError> {
        request.authorise(Action::ApproveProtocol)?;
        self.check_password_again(request, password, ("result", result)).await
    }

    /// Annuls every edition of a result that waits or is released. It stays in the history; the look-up shows it no more.
    ///
    /// Errors: [`AppError::Invalid`] at the fields that the rules refuse, or at `password` when it was checked too long ago.
    pub async fn annul_result(
        &self,
        request: &Request,
        result: Uuid,
        input: &AnnulInput,
        checked: &CheckedPassword,
    ) -> Result<(), AppError> {
        request.authorise(Action::ApproveProtocol)?;
        self.must_be_fresh(request, checked)?;
        let fingerprint = format!("annul-result {result} {input:?}");
        self.act(request, &fingerprint, &(self, request, result, input), |tx, whole| {
            boxed(async move {
                let (app, request, result, input) = *whole;
                app.annul_in(tx, request, result, input).await
            })
        })
        .await
    }

    async fn annul_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        result: Uuid,
        input: &AnnulInput,
    ) -> Result<Done<()>, AppError> {
        self.authorised_now(tx, request, Action::ApproveProtocol).await?;
        let found = self.standing_result(tx, request, result).await?;
        let (ground, resit, ended_on) = read_input(input)?;
        let annulling = Annulling {
            ground,
            resit,
            ended_on,
            exam_date: found.exam.date,
            today: request.today,
            edition: EditionState::from_code(&found.edition.state)?,
            has_granted_appeal: found.appeal.is_some(),
        };
        let problems = annulling.problems();
        if !problems.is_empty() {
            let told = problems.into_iter().map(|problem| {
                let words = regulations::russian::capitalised(&problem.to_string());
                FieldProblem::new(problem.field(), words)
            });
            return Err(AppError::Invalid(told.collect()));
        }
        let appeal = found.appeal.filter(|_| ground == AnnulmentGround::ProcedureAppeal);
        let row = AnnulmentRow {
            id: self.fresh_id(request.now)?,
            exam_id: found.exam.id,
            sitting_id: found.sitting,
            edition_id: found.edition.id,
            appeal_id: appeal.as_ref().map(|one| one.id),
            ground: ground.code().to_owned(),
            document: input.document.trim().to_owned(),
            ended_on: ended_on.to_string(),
            resit: resit.code().to_owned(),
            decided_at: request.at(),
            decided_by: request.account(),
        };
        annulments::insert(tx, &row).await?;
        let mut was_released = false;
        for edition in results::editions_of_result(tx, result).await? {
            was_released |= edition.state == EditionState::Released.code();
            annulments::annul_edition(tx, edition.id, request.at()).await?;
        }
        if let Some(case) = appeal {
            let planned = Planned {
                act: Act::Annul,
                written: Written {
                    act: "annulled",
                    details: json!({"resit": resit.code()}),
                    words: String::new(),
                },
                row: case,
            };
            self.take_step(tx, request, planned).await?;
        }
        self.settle_rechecks(tx, request, found.exam.id).await?;
        self.void_changed_proposals(tx, found.exam.id, request.now).await?;
        if was_released {
            self.tell_of_annulment(tx, request, &found.exam, &row, found.edition.protocol_id)
                .await?;
            self.publish_exam(tx, &found.exam, request.now).await?;
        } else {
            self.tell_the_public(tx).await?;
        }
        self.reconcile(tx, found.exam.id, request.now, DueMoments::Keep).await?;
        let details = json!({"exam": found.exam.id, "ground": row.ground, "resit": row.resit});
        Ok(Done {
            value: (),
            event: event("result-annulled", "result", Some(result), details),
        })
    }
}

impl App {
    /// A released result that was annulled goes down as a change does: a statement and a ledger of its own, with no value.
    async fn tell_of_annulment(
        &self,
        tx: &mut Tx,
        request: &Request,
        exam: &Exam,
        row: &AnnulmentRow,
        protocol: Option<Uuid>,
    ) -> Result<(), AppError> {
        let protocol = protocol.ok_or(StorageError::Damaged("edition.protocol_id"))?;
        let mut told = results::in_context(tx, &[row.edition_id]).await?;
        for edition in &mut told {
            edition.attendance = ANNULLED.to_owned();
            edition.primary_score = None;
            edition.test_score = None;
            edition.mark = None;
            edition.task_points = None;
        }
        let number = annulments::of_exam(tx, exam.id).await?.len();
        let release = Release::Annulment {
            id: row.id,
            protocol,
            number,
        };
        self.form_statements(tx, exam, &release, &told, request.now).await?;
        Ok(())
    }

    /// «от 16.06.2027, решение № 4»: what stands for the number of a release.
    pub(crate) fn annulment_words(&self, row: &AnnulmentRow) -> String {
        let day = numeric_date(self.day_of(Instant::from_micros(row.decided_at)));
        format!("от\u{a0}{day}, {}", row.document)
    }
}

fn read_input(input: &AnnulInput) -> Result<(AnnulmentGround, Resit, LegalDate), AppError> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, words: &str| problems.push(FieldProblem::new(field, words));
    let ground = AnnulmentGround::from_code(&input.ground).ok();
    if ground.is_none() {
        wrong("ground", "Выберите основание");
    }
    let resit = Resit::from_code(&input.resit).ok();
    if resit.is_none() {
        wrong("resit", "Выберите, сдаёт\u{a0}ли участник снова");
    }
    let ended_on = parse_day(&input.ended_on);
    if ended_on.is_none() {
        wrong(
            "ended_on",
            "Впишите день решения комиссии или окончания проверки, например 15.06.2027",
        );
    }
    if input.document.trim().is_empty() || input.document.chars().count() > 300 {
        wrong("document", "Впишите документ: номер и\u{a0}дату, без фамилий");
    }
    match (ground, resit, ended_on) {
        (Some(ground), Some(resit), Some(ended_on)) if problems.is_empty() => Ok((ground, resit, ended_on)),
        _ => Err(AppError::Invalid(problems)),
    }
}
