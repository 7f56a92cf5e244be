//! An appeal about scores is taken at the school: who may file, until when, and what stands in the way (F2, F3).

use domain::access::{Action, Scope};
use domain::appeal::filing::{Applicant, Filing, FilingWindow, NotFiled};
use domain::appeal::{AppealKind, CaseState, Claim, Developers, Materials};
use domain::edition::EditionState;
use domain::exam::{ReleaseRule, release_rule};
use regulations::{Instant, LegalDate, Zone};
use serde_json::json;
use storage::appeals::{self, AppealRow};
use storage::installation::{self, Counter};
use storage::results::{self, EditionRow, ResultRow};
use storage::sealed::fields;
use storage::{StorageError, Tx, boxed, day_records, exams, ledgers};
use uuid::Uuid;

use super::{FilingWords, LONGEST, Written, claims_code, clause_chip, filing_term};
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::ledgers::{parse_day, parse_time};
use crate::names::full_name;
use crate::obligations::{DueMoments, Touched};
use crate::result_history::visible_editions;
use crate::results_in_words::StoredValue;

/// An appeal as a form says it.
#[derive(Debug, Clone, Default)]
pub struct FilingInput {
    /// `Applicant` code.
    pub applicant: String,
    /// Who files, where it is not the participant.
    pub applicant_name: String,
    /// Identity document of who files.
    pub applicant_document: String,
    /// Number and date of the power of attorney.
    pub power_of_attorney: String,
    /// Telephone or mail for the notice.
    pub contact: String,
    /// Legal day of the paper.
    pub filed_day: String,
    /// Local time of the paper.
    pub filed_time: String,
    /// `Claim` codes.
    pub claims: Vec<String>,
    /// In the applicant's words.
    pub words: String,
    /// The КИМ is to be shown.
    pub wants_tasks: bool,
}

/// What is known before an appeal is filed.
#[derive(Debug, Clone)]
pub struct FilingView {
    /// The result.
    pub result: Uuid,
    /// The exam.
    pub exam: Exam,
    /// Full name.
    pub name: String,
    /// Federal code.
    pub participant_code: String,
    /// Class.
    pub class_name: String,
    /// Short name of the telling organisation.
    pub organisation: String,
    /// «64 балла, первичных 34».
    pub value: String,
    /// Official day, last day, when it opens and ends; `None` while the result is not announced here.
    pub window: Option<WindowView>,
    /// The appeal that stands already.
    pub earlier: Option<(Uuid, i64)>,
    /// What stands in the way whatever is typed, in words.
    pub obstacles: Vec<String>,
    /// Clause of the region's appeals.
    pub clause: String,
    /// The rule in our own words.
    pub clause_words: String,
    /// The zone in which the paper's time is read.
    pub zone: Zone,
}

/// When an appeal may be filed at one place.
#[derive(Debug, Clone)]
pub struct WindowView {
    /// The official day of announcement.
    pub official_day: LegalDate,
    /// Last legal day.
    pub last_day: LegalDate,
    /// From and to.
    pub window: FilingWindow,
}

/// A result with everything that filing asks of it.
struct Disputed {
    row: ResultRow,
    exam: Exam,
    sitting: Uuid,
    edition: EditionRow,
    window: Option<WindowView>,
    earlier: Option<AppealRow>,
    zone: Zone,
}

impl App {
    /// The result of a participant's code at an exam, for a paper that lies on the desk.
    ///
    /// Errors: [`AppError::Invalid`] at `participant_code` for a code nobody of one's own has.
    pub async fn result_to_dispute(&self, request: &Request, exam: Uuid, code: &str) -> Result<Uuid, AppError> {
        let scope = request.authorise(Action::FileAppeal)?;
        let unknown = || {
            AppError::field(
                "participant_code",
                "Объявленного результата с таким кодом у\u{a0}вашей организации нет. Проверьте код и\u{a0}экзамен",
            )
        };
        let input = (request, scope, exam, code.trim());
        let found = self.store.read(&input, |tx, (request, scope, exam, code)| {
            boxed(async move {
                let exam = find_exam(tx, *exam).await?;
                if release_rule(exam.kind) != ReleaseRule::Approval {
                    // The essay knows no appeal (rostov-essay:10.2).
                    return Ok::<_, AppError>(None);
                }
                let Some(sitting) = day_records::sitting_by_code(tx, exam.id, code).await? else {
                    return Ok(None);
                };
                let Some(result) = appeals::result_of_sitting(tx, sitting).await? else {
                    return Ok(None);
                };
                let Some(row) = results::find_result(tx, scope, result).await? else {
                    return Ok(None);
                };
                let editions = results::editions_of_result(tx, row.result_id).await?;
                let seen = visible_editions(tx, request, exam.kind, editions).await?;
                Ok((!seen.is_empty()).then_some(row.result_id))
            })
        });
        let found: Option<Uuid> = found.await?;
        found.ok_or_else(unknown)
    }

    /// What is known of a result before an appeal is filed; the reading is journalled.
    pub async fn filing_view(&self, request: &Request, result: Uuid) -> Result<FilingView, AppError> {
        let scope = request.authorise(Action::FileAppeal)?;
        let view = self
            .store
            .read(&(self, request, scope, result), |tx, (app, request, scope, result)| {
                boxed(async move { app.filing_view_in(tx, request, scope, *result).await })
            })
            .await?;
        let read = event("filing-read", "result", Some(result), json!({"exam": view.exam.id}));
        self.note_reading(request, read).await?;
        Ok(view)
    }

    async fn filing_view_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        result: Uuid,
    ) -> Result<FilingView, AppError> {
        let found = self.disputed(tx, request, scope, result).await?;
        let directory = self.directory_in(tx).await?;
        let organisations = self.organisations_in(tx).await?;
        let ruleset = self.ruleset_in(tx).await?;
        let term = filing_term(&ruleset, found.exam.kind, AppealKind::Score);
        // What no field of the form could mend.
        let nothing_typed = Filing {
            filed_at: request.now,
            applicant: Applicant::Participant,
            has_power_of_attorney: true,
            has_identity_document: true,
            claims: 1,
            ..found.filing(request.now)?
        };
        let obstacles = nothing_typed.problems().into_iter();
        let lasting = obstacles.filter(|problem| !matches!(problem, NotFiled::TooLate));
        Ok(FilingView {
            result,
            name: full_name(&directory, found.row.person_id),
            participant_code: found.row.participant_code.clone(),
            class_name: found.row.class_name.clone(),
            organisation: organisations.short_name(found.row.informing_organisation_id),
            value: found.edition.long_words(),
            earlier: found.earlier.as_ref().map(|row| (row.id, row.number)),
            obstacles: lasting.map(|problem| problem.to_string()).collect(),
            clause: clause_chip(&ruleset, found.exam.kind, AppealKind::Score).unwrap_or_default(),
            clause_words: term.map(|term| term.summary.clone()).unwrap_or_default(),
            window: found.window,
            zone: found.zone,
            exam: found.exam,
        })
    }

    /// When an appeal about this result may be filed; `None` while it is not announced.
    pub(super) async fn filing_window(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        result: Uuid,
    ) -> Result<Option<WindowView>, AppError> {
        Ok(self.disputed(tx, request, scope, result).await?.window)
    }

    async fn disputed(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        result: Uuid,
    ) -> Result<Disputed, AppError> {
        let row = results::find_result(tx, scope, result)
            .await?
            .ok_or(AppError::NotFound)?;
        let exam = find_exam(tx, row.exam_id).await?;
        if release_rule(exam.kind) != ReleaseRule::Approval {
            // The essay knows no appeal (rostov-essay:10.2).
            return Err(AppError::NotFound);
        }
        let editions = results::editions_of_result(tx, result).await?;
        let seen = visible_editions(tx, request, exam.kind, editions).await?;
        let edition = seen.into_iter().next_back().ok_or(AppError::NotFound)?;
        let organisations = self.organisations_in(tx).await?;
        let sitting = appeals::sitting_of_result(tx, result)
            .await?
            .ok_or(AppError::NotFound)?;
        let window = match ledgers::line_of_edition(tx, edition.id).await? {
            Some(line) => self
                .official_day_in(tx, &exam, line.ledger_id, &organisations)
                .await?
                .and_then(|day| {
                    let (last_day, _) = day.appeal_until?;
                    Some(WindowView {
                        official_day: day.day,
                        last_day,
                        window: day.window?,
                    })
                }),
            None => None,
        };
        let earlier = appeals::of_sitting(tx, sitting)
            .await?
            .into_iter()
            .find(|one| one.kind == AppealKind::Score.code() && one.state != CaseState::Withdrawn.code());
        let zone = organisations
            .zone(row.informing_organisation_id)
            .unwrap_or_else(|| self.zone.clone());
        Ok(Disputed {
            row,
            exam,
            sitting,
            edition,
            window,
            earlier,
            zone,
        })
    }

    /// Takes an appeal about the scores of a result. Returns the case.
    ///
    /// Errors: [`AppError::Invalid`] with everything that stands in the way, each at its field; [`AppError::NotFound`] for a
    /// result that is not one's own or was not announced here.
    pub async fn file_appeal(&self, request: &Request, result: Uuid, input: &FilingInput) -> Result<Uuid, AppError> {
        request.authorise(Action::FileAppeal)?;
        let fingerprint = format!("file-appeal {result} {input:?}");
        self.act(request, &fingerprint, &(self, request, result, input), |tx, whole| {
            boxed(async move {
                let (app, request, result, input) = *whole;
                app.file_in(tx, request, result, input).await
            })
        })
        .await
    }

    async fn file_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        result: Uuid,
        input: &FilingInput,
    ) -> Result<Done<Uuid>, AppError> {
        let actor = self.authorised_now(tx, request, Action::FileAppeal).await?;
        let scope = actor.authorise(Action::FileAppeal, request.today)?;
        let found = self.disputed(tx, request, &scope, result).await?;
        let read = read_input(input, &found)?;
        let filing = Filing {
            filed_at: read.filed_at,
            applicant: read.applicant,
            has_power_of_attorney: !input.power_of_attorney.trim().is_empty(),
            has_identity_document: !input.applicant_document.trim().is_empty()
                && !input.applicant_name.trim().is_empty(),
            claims: read.claims.len(),
            ..found.filing(request.now)?
        };
        let ruleset = self.ruleset_in(tx).await?;
        let chip = clause_chip(&ruleset, found.exam.kind, AppealKind::Score);
        let problems = filing.problems();
        if !problems.is_empty() {
            let told = problems
                .into_iter()
                .map(|problem| problem_words(problem, &found, chip.as_deref()));
            return Err(AppError::Invalid(told.collect()));
        }
        let row = self.case_row(tx, request, &found, &read, input).await?;
        appeals::insert(tx, &row).await?;
        let written = Written {
            act: "filed",
            details: json!({"applicant": row.applicant, "claims": row.claims}),
            words: String::new(),
        };
        self.add_step(tx, request, &row, &written).await?;
        self.tell_the_public(tx).await?;
        self.reconcile_touched(
            tx,
            found.exam.id,
            Touched::Appeal(row.id),
            request.now,
            DueMoments::Keep,
        )
        .await?;
        let details = json!({"exam": found.exam.id, "number": row.number, "kind": row.kind});
        Ok(Done {
            value: row.id,
            event: event("appeal-filed", "appeal", Some(row.id), details),
        })
    }

    async fn case_row(
        &self,
        tx: &mut Tx,
        request: &Request,
        found: &Disputed,
        read: &Read,
        input: &FilingInput,
    ) -> Result<AppealRow, AppError> {
        let id = self.fresh_id(request.now)?;
        let words = FilingWords {
            applicant_name: input.applicant_name.trim().to_owned(),
            applicant_document: input.applicant_document.trim().to_owned(),
            power_of_attorney: input.power_of_attorney.trim().to_owned(),
            contact: input.contact.trim().to_owned(),
            words: input.words.trim().to_owned(),
        };
        let sealed = serde_json::to_string(&words).map_err(|_| StorageError::Damaged("appeal.filing_sealed"))?;
        Ok(AppealRow {
            id,
            number: installation::bump(tx, Counter::Appeal, 1).await?,
            kind: AppealKind::Score.code().to_owned(),
            state: CaseState::Filed.code().to_owned(),
            exam_id: found.exam.id,
            sitting_id: found.sitting,
            person_id: found.row.person_id,
            result_id: Some(found.row.result_id),
            edition_id: Some(found.edition.id),
            organisation_id: found.row.informing_organisation_id,
            applicant: read.applicant.code().to_owned(),
            filing_sealed: self
                .keys
                .seal_text(found.row.person_id, fields::APPEAL_FILING, id, &sealed)?,
            claims: claims_code(&read.claims),
            wants_tasks: input.wants_tasks,
            filed_at: read.filed_at.as_micros(),
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

    /// The exams of GIA of which something was released: those an appeal can be about, newest first.
    pub async fn exams_to_dispute(&self, request: &Request) -> Result<Vec<Exam>, AppError> {
        request.authorise(Action::SeeAppeals)?;
        let all = self.store.read(&(), |tx, ()| {
            boxed(async move { Ok::<_, AppError>(exams::all(tx).await?) })
        });
        let mut found = Vec::new();
        for row in all.await? {
            let exam = Exam::from_row(&row)?;
            if release_rule(exam.kind) == ReleaseRule::Approval {
                found.push(exam);
            }
        }
        found.sort_by_key(|exam| std::cmp::Reverse(exam.date));
        Ok(found)
    }
}

impl Disputed {
    /// The part of a filing that nobody types.
    fn filing(&self, now: Instant) -> Result<Filing, AppError> {
        Ok(Filing {
            filed_at: now,
            now,
            window: self.window.as_ref().map(|view| view.window),
            edition: Some(EditionState::from_code(&self.edition.state)?),
            has_work: self.edition.primary_score.is_some(),
            applicant: Applicant::Participant,
            has_power_of_attorney: false,
            has_identity_document: false,
            claims: 0,
            earlier: self.earlier.is_some(),
        })
    }
}

/// A form that reads.
struct Read {
    applicant: Applicant,
    filed_at: Instant,
    claims: Vec<Claim>,
}

fn read_input(input: &FilingInput, found: &Disputed) -> Result<Read, AppError> {
    let mut problems = Vec::new();
    let applicant = Applicant::from_code(&input.applicant).ok();
    if applicant.is_none() {
        problems.push(FieldProblem::new("applicant", "Выберите, кто подаёт апелляцию"));
    }
    let day = parse_day(&input.filed_day);
    if day.is_none() {
        problems.push(FieldProblem::new(
            "filed_day",
            "Впишите день, когда апелляцию приняли, например 11.06.2027",
        ));
    }
    let time = parse_time(&input.filed_time);
    if time.is_none() {
        problems.push(FieldProblem::new(
            "filed_time",
            "Впишите время, когда апелляцию приняли, например 10:20",
        ));
    }
    let claims: Result<Vec<Claim>, _> = input.claims.iter().map(|code| Claim::from_code(code)).collect();
    if claims.is_err() {
        problems.push(FieldProblem::new(
            "claims",
            "Отметьте, с\u{a0}чем не\u{a0}согласен участник",
        ));
    }
    let too_long = |text: &str| text.chars().count() > LONGEST;
    if too_long(&input.words) {
        problems.push(FieldProblem::new("words", "Слишком длинно: не\u{a0}больше 4000 знаков"));
    }
    if [
        &input.applicant_name,
        &input.applicant_document,
        &input.power_of_attorney,
        &input.contact,
    ]
    .iter()
    .any(|text| text.chars().count() > 300)
    {
        problems.push(FieldProblem::new(
            "contact",
            "Слишком длинно: не\u{a0}больше 300 знаков в\u{a0}поле",
        ));
    }
    let filed_at = day
        .zip(time)
        .and_then(|(day, (hour, minute))| found.zone.at(day, hour, minute).ok());
    match (applicant, filed_at, claims) {
        (Some(applicant), Some(filed_at), Ok(claims)) if problems.is_empty() => Ok(Read {
            applicant,
            filed_at,
            claims,
        }),
        _ => Err(AppError::Invalid(problems)),
    }
}

fn problem_words(problem: NotFiled, found: &Disputed, chip: Option<&str>) -> FieldProblem {
    let clause = chip.map_or_else(String::new, |chip| format!(" ({chip})"));
    let window = found.window.as_ref().map_or_else(String::new, |view| {
        format!(
            ". Принимают с\u{a0}{} до\u{a0}конца {}",
            regulations::russian::day_and_month(view.official_day),
            regulations::russian::day_and_month(view.last_day)
        )
    });
    let words = match problem {
        NotFiled::TooEarly | NotFiled::TooLate => format!("{problem}{window}{clause}"),
        NotFiled::NoPowerOfAttorney | NotFiled::NotAnnounced | NotFiled::Annulled => format!("{problem}{clause}"),
        _ => problem.to_string(),
    };
    FieldProblem::new(problem.field(), regulations::russian::capitalised(&words))
}
