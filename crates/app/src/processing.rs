//! The end of processing of an essay: preview, recorded act, holds (kuzbass-4195:2.2; B3, C1).
//!
//! The act releases exactly what the preview showed: the preview's hash is compared inside the transaction, and anything
//! that changed meanwhile makes the act void.

use std::collections::{BTreeMap, HashMap};

use domain::access::Action;
use domain::edition::HoldReason;
use domain::exam::ReleaseRule;
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::directory::Directory;
use storage::results::{self, CompletionRow, EditionInContextRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};
use crate::names::full_name;
use crate::obligations::DueMoments;
use crate::release::Release;

/// What recording the end of processing would do.
#[derive(Debug, Clone)]
pub struct ProcessingPreview {
    /// The exam.
    pub exam: Exam,
    /// Which end of processing this would be: 1 is the main one, later ones are supplementary.
    pub number: i64,
    /// Editions that would be released.
    pub released: usize,
    /// Of them, those that replace a released edition.
    pub replacing: usize,
    /// By telling organisation: id, short name, short name of the organisation above, count.
    pub by_organisation: Vec<OrganisationCount>,
    /// Statements that would be formed.
    pub statements: usize,
    /// What is held, and why.
    pub held: Vec<HeldEdition>,
    /// Participants without any result yet.
    pub without_result: i64,
    /// SHA-256 (hex) of exactly this set.
    pub content_hash: String,
    /// Earlier ends of processing.
    pub earlier: Vec<CompletionRow>,
}

/// How many of an organisation's results are released.
#[derive(Debug, Clone)]
pub struct OrganisationCount {
    /// Who tells.
    pub organisation: Uuid,
    /// Its short name.
    pub name: String,
    /// Short name of the organisation above.
    pub above: String,
    /// Results.
    pub count: usize,
}

/// A held edition.
#[derive(Debug, Clone)]
pub struct HeldEdition {
    /// The edition.
    pub edition: Uuid,
    /// The result.
    pub result: Uuid,
    /// Full name.
    pub name: String,
    /// Short name of the telling organisation.
    pub organisation: String,
    /// Class.
    pub class_name: String,
    /// Why, in a word.
    pub reason: String,
    /// Why, in the operator's words.
    pub note: String,
}

/// SHA-256 over what waits: any change of the set changes it.
fn set_hash(exam: Uuid, pending: &[EditionInContextRow]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(exam.as_bytes());
    for row in pending {
        hasher.update(row.edition_id.as_bytes());
        for text in [
            row.state.as_str(),
            row.attendance.as_str(),
            row.essay_value.as_deref().unwrap_or_default(),
            row.topic.as_deref().unwrap_or_default(),
            row.class_name.as_str(),
        ] {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.update(row.informing_organisation_id.as_bytes());
    }
    hasher.finalize().to_vec()
}

struct Pending {
    received: Vec<EditionInContextRow>,
    held: Vec<EditionInContextRow>,
    hash: Vec<u8>,
}

async fn load_pending(tx: &mut Tx, exam: Uuid) -> Result<Pending, AppError> {
    let all = results::pending(tx, exam).await?;
    let hash = set_hash(exam, &all);
    let (held, received) = all.into_iter().partition(|row| row.state == "held");
    Ok(Pending { received, held, hash })
}

fn essay_only(exam: &Exam) -> Result<(), AppError> {
    if domain::exam::release_rule(exam.kind) == ReleaseRule::EndOfProcessing {
        return Ok(());
    }
    Err(AppError::NotNow(
        "результаты этого экзамена выпускает не окончание обработки, а утверждение ГЭК".to_owned(),
    ))
}

impl App {
    /// What recording the end of processing now would release and what it would leave.
    pub async fn preview_processing(&self, request: &Request, exam_id: Uuid) -> Result<ProcessingPreview, AppError> {
        request.authorise(Action::DeclareProcessing)?;
        self.store
            .read(&(self, exam_id), |tx, (app, exam_id)| {
                boxed(async move {
                    let exam = find_exam(tx, *exam_id).await?;
                    essay_only(&exam)?;
                    let pending = load_pending(tx, exam.id).await?;
                    let replacing = results::replaced_by_received(tx, exam.id).await?;
                    let without_result = results::without_result(tx, exam.id).await?;
                    let organisations = app.organisations_in(tx).await?;
                    let directory = app.directory_in(tx).await?;
                    let earlier = results::completions(tx, exam.id).await?;
                    let by_organisation = count_by_organisation(&pending.received, &organisations)?;
                    let statements =
                        crate::statement_forming::plan(exam.kind, &pending.received, &organisations)?.len();
                    Ok(ProcessingPreview {
                        number: earlier.last().map_or(1, |row| row.number + 1),
                        released: pending.received.len(),
                        replacing: usize::try_from(replacing).unwrap_or(0),
                        by_organisation,
                        statements,
                        held: pending
                            .held
                            .iter()
                            .map(|row| held_edition(row, &organisations, &directory))
                            .collect(),
                        without_result,
                        content_hash: hex::encode(&pending.hash),
                        earlier,
                        exam,
                    })
                })
            })
            .await
    }

    /// Records the end of processing of exactly the previewed set: releases, forms statements and ledgers, publishes for the
    /// look-up, opens obligations. Returns the completion's id.
    ///
    /// Errors: [`AppError::Changed`] when the set is not the previewed one; [`AppError::NotNow`] when nothing waits.
    pub async fn declare_processing(
        &self,
        request: &Request,
        exam_id: Uuid,
        previewed_hash: &str,
    ) -> Result<Uuid, AppError> {
        request.authorise(Action::DeclareProcessing)?;
        let fingerprint = format!("declare-processing {exam_id} {previewed_hash}");
        let input = (self, request, exam_id, previewed_hash);
        self.act(request, &fingerprint, &input, |tx, input| {
            boxed(async move {
                let (app, request, exam_id, previewed_hash) = *input;
                let exam = find_exam(tx, exam_id).await?;
                essay_only(&exam)?;
                if exam.date > request.today {
                    return Err(AppError::NotNow("экзамен ещё не прошёл: окончание обработки записать нельзя".to_owned()));
                }
                let pending = load_pending(tx, exam.id).await?;
                let earlier = results::completions(tx, exam.id).await?;
                if pending.received.is_empty() {
                    return Err(nothing_to_release(&earlier));
                }
                if hex::encode(&pending.hash) != previewed_hash {
                    return Err(AppError::Changed(
                        "набор результатов изменился после предпросмотра, ничего не записано: посмотрите новый предпросмотр".to_owned(),
                    ));
                }
                let completion = CompletionRow {
                    id: app.fresh_id(request.now)?,
                    exam_id: exam.id,
                    number: earlier.last().map_or(1, |row| row.number + 1),
                    declared_at: request.at(),
                    declared_by: request.account(),
                    content_hash: pending.hash.clone(),
                    released_count: i64::try_from(pending.received.len()).unwrap_or(i64::MAX),
                    held_count: i64::try_from(pending.held.len()).unwrap_or(i64::MAX),
                };
                results::insert_completion(tx, &completion).await?;
                let release = Release::Completion { id: completion.id, number: completion.number };
                results::release_received(tx, exam.id, completion.id, request.at()).await?;
                let formed = app.form_statements(tx, &exam, &release, &pending.received, request.now).await?;
                let publication = app.publish_exam(tx, &exam, request.now).await?;
                app.settle_rechecks(tx, request, exam.id).await?;
                app.settle_applications(tx, request, exam.id).await?;
                app.reconcile(tx, exam.id, request.now, DueMoments::Keep).await?;
                let details = json!({
                    "exam": exam.id, "number": completion.number, "released": completion.released_count, "held": completion.held_count,
                    "set": previewed_hash, "statements": formed, "publication": publication,
                });
                Ok(Done { value: completion.id, event: event("processing-completed", "completion", Some(completion.id), details) })
            })
        })
        .await
    }

    /// Holds one received edition by hand, with the operator's ground.
    pub async fn hold_edition(&self, request: &Request, edition: Uuid, note: &str) -> Result<(), AppError> {
        request.authorise(Action::HoldResults)?;
        let note = note.trim();
        if note.is_empty() {
            return Err(AppError::field(
                "note",
                "Напишите, почему результат задержан: это увидят в предпросмотре и в истории",
            ));
        }
        let fingerprint = format!("hold {edition} {note}");
        self.act(request, &fingerprint, &(self, request, edition, note), |tx, input| {
            boxed(async move {
                let (app, request, edition, note) = *input;
                let exam = results::exam_of_edition(tx, edition).await?.ok_or(AppError::NotFound)?;
                if !results::hold(tx, edition, HoldReason::ByHand.code(), note).await? {
                    return Err(AppError::NotNow(
                        "задержать можно только полученный и ещё не выпущенный результат".to_owned(),
                    ));
                }
                app.void_changed_proposals(tx, exam, request.now).await?;
                app.reconcile(tx, exam, request.now, DueMoments::Keep).await?;
                Ok(Done {
                    value: (),
                    event: event(
                        "edition-held",
                        "edition",
                        Some(edition),
                        json!({"reason": HoldReason::ByHand.code()}),
                    ),
                })
            })
        })
        .await
    }

    /// Ends a hold: the edition waits for the next end of processing.
    pub async fn end_hold(&self, request: &Request, edition: Uuid) -> Result<(), AppError> {
        request.authorise(Action::HoldResults)?;
        let fingerprint = format!("end-hold {edition}");
        self.act(request, &fingerprint, &(self, request, edition), |tx, input| {
            boxed(async move {
                let (app, request, edition) = *input;
                let exam = results::exam_of_edition(tx, edition).await?.ok_or(AppError::NotFound)?;
                if !results::end_hold(tx, edition).await? {
                    return Err(AppError::NotNow("этот результат не задержан".to_owned()));
                }
                app.void_changed_proposals(tx, exam, request.now).await?;
                app.reconcile(tx, exam, request.now, DueMoments::Keep).await?;
                Ok(Done {
                    value: (),
                    event: event("hold-ended", "edition", Some(edition), json!({})),
                })
            })
        })
        .await
    }
}

fn nothing_to_release(earlier: &[CompletionRow]) -> AppError {
    AppError::NotNow(match earlier.last() {
        Some(last) => format!(
            "окончание обработки № {} уже записано, новых результатов после него нет: выпускать нечего",
            last.number
        ),
        None => "нет ни одного полученного результата: сначала загрузите файл результатов".to_owned(),
    })
}

fn count_by_organisation(
    released: &[EditionInContextRow],
    organisations: &Organisations,
) -> Result<Vec<OrganisationCount>, AppError> {
    let mut counts: HashMap<Uuid, usize> = HashMap::new();
    for row in released {
        *counts.entry(row.informing_organisation_id).or_default() += 1;
    }
    let mut sorted: BTreeMap<String, OrganisationCount> = BTreeMap::new();
    for (organisation, count) in counts {
        let row = organisations.get(organisation)?;
        let above = row.parent_id.map(|id| organisations.short_name(id)).unwrap_or_default();
        sorted.insert(
            row.code.clone(),
            OrganisationCount {
                organisation,
                name: row.short_name.clone(),
                above,
                count,
            },
        );
    }
    Ok(sorted.into_values().collect())
}

fn held_edition(row: &EditionInContextRow, organisations: &Organisations, directory: &Directory) -> HeldEdition {
    let reason = row
        .hold_reason
        .as_deref()
        .and_then(|code| HoldReason::from_code(code).ok());
    HeldEdition {
        edition: row.edition_id,
        result: row.result_id,
        name: full_name(directory, row.person_id),
        organisation: organisations.short_name(row.informing_organisation_id),
        class_name: row.class_name.clone(),
        reason: reason.map(|reason| reason.russian().to_owned()).unwrap_or_default(),
        note: row.hold_note.clone().unwrap_or_default(),
    }
}
