//! The whole history of a result on one page: editions, statements, ledger lines, look-up (B7).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use domain::access::{Action, Scope};
use domain::appeal::CaseState;
use domain::edition::EditionState;
use domain::editions_seen::{EditionsSeen, editions_seen};
use domain::exam::{ExamKind, ReleaseRule, release_rule};
use domain::gia_score::Threshold;
use domain::task_points::TaskPoints;
use regulations::Instant;
use serde_json::json;
use storage::directory::Directory;
use storage::ledgers::{self, LedgerLineRow, LedgerRow};
use storage::protocols::{self, ApprovedProtocolRow};
use storage::results::{self, CompletionRow, EditionRow, ResultRow};
use storage::sealed::{SealedError, fields};
use storage::statements::{self, OpeningRow, StatementRow};
use storage::{Tx, annulments, appeals, boxed};
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};
use crate::gia_words::{GiaSubject, threshold_words};
use crate::history_steps::HistoryStep;
use crate::names::full_name;
use crate::official_day::OfficialDay;
use crate::staff_names::staff_names_in;
use crate::subject_duties::SubjectDuty;

/// Everything of one result.
#[derive(Debug, Clone)]
pub struct ResultHistory {
    /// Where it belongs.
    pub result: ResultRow,
    /// Full name.
    pub name: String,
    /// The exam.
    pub exam: Exam,
    /// Short name of the telling organisation.
    pub organisation: String,
    /// Every edition, oldest first.
    pub editions: Vec<EditionRow>,
    /// Ends of processing that released them.
    pub completions: Vec<CompletionRow>,
    /// Statements each edition went through, with their openings.
    pub statements: Vec<(Uuid, StatementRow, Vec<OpeningRow>)>,
    /// The ledger line of each edition.
    pub ledger_lines: Vec<(Uuid, LedgerLineRow, LedgerRow, String)>,
    /// When the look-up opened for this exam, and under which decision.
    pub lookup: Option<(Instant, String)>,
    /// Approved protocols of the exam, of GIA: number and moment.
    pub approvals: Vec<ApprovedProtocolRow>,
    /// The official day of the newest edition that is to be told; `None` of the essay and before.
    pub official_day: Option<OfficialDay>,
    /// Subject and form; `None` of the essay.
    pub subject: Option<GiaSubject>,
    /// How the edition in force stands to the year's minimum, of GIA and where the year has one.
    pub threshold: Option<Threshold>,
    /// Names of the accounts that acted.
    pub staff: BTreeMap<Uuid, String>,
    /// Names of organisations that occur.
    pub organisations: BTreeMap<Uuid, String>,
    /// Steps of appeals and annulments, with who acted.
    pub disputes: Vec<(HistoryStep, Uuid)>,
    /// The appeals about it: id, number, where each stands.
    pub appeals: Vec<(Uuid, i64, CaseState)>,
    /// The obligations that its steps discharge, by subject, as far as the reader may know of them.
    pub duties: BTreeMap<Uuid, Vec<SubjectDuty>>,
}

impl ResultHistory {
    /// What a GIA result is made of, as labels and values: subject, scores, minimum, official day. Nothing of the essay.
    pub fn gia_facts(&self) -> Vec<(&'static str, String)> {
        let Some(subject) = &self.subject else {
            return Vec::new();
        };
        let mut facts = vec![
            ("Предмет", subject.name.clone()),
            ("Форма", subject.form.russian().to_owned()),
        ];
        if let Some(edition) = self.edition_in_force() {
            let numbers = [
                ("Первичный балл", edition.primary_score),
                ("Тестовый балл", edition.test_score),
                ("Отметка", edition.mark),
            ];
            let known = numbers
                .into_iter()
                .filter_map(|(label, number)| Some((label, number?.to_string())));
            facts.extend(known);
            let points = edition.task_points.as_deref().map(TaskPoints::from_code);
            let points = points.and_then(Result::ok).filter(|points| !points.is_empty());
            facts.extend(points.map(|points| ("Баллы за\u{a0}задания", points.in_words())));
        }
        if self.threshold.is_some() {
            facts.push(("Порог", threshold_words(self.threshold).to_owned()));
        }
        facts.extend(self.official_day.as_ref().map(|day| ("Объявление", day.words())));
        facts
    }
}

impl App {
    /// The whole history of a result; the reading is journalled.
    pub async fn result_history(&self, request: &Request, result: Uuid) -> Result<ResultHistory, AppError> {
        let scope = request.authorise(Action::SeeResults)?;
        let history = self
            .store
            .read(&(self, request, scope, result), |tx, (app, request, scope, result)| {
                boxed(async move { app.history_in(tx, request, scope, *result).await })
            })
            .await?;
        self.note_reading(
            request,
            event(
                "result-read",
                "result",
                Some(result),
                json!({"editions": history.editions.len()}),
            ),
        )
        .await?;
        Ok(history)
    }

    async fn history_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        result: Uuid,
    ) -> Result<ResultHistory, AppError> {
        let row = results::find_result(tx, scope, result)
            .await?
            .ok_or(AppError::NotFound)?;
        let exam = find_exam(tx, row.exam_id).await?;
        let all = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let editions = results::editions_of_result(tx, result).await?;
        let editions = visible_editions(tx, request, exam.kind, editions).await?;
        if editions.is_empty() {
            return Err(AppError::NotFound);
        }
        let mut through = Vec::new();
        let mut lines = Vec::new();
        for edition in &editions {
            for statement in statements::of_edition(tx, edition.id).await? {
                through.push((edition.id, statement, Vec::new()));
            }
            if let Some(line) = ledgers::line_of_edition(tx, edition.id).await?
                && let Some(ledger) = ledgers::find(tx, scope, line.ledger_id).await?
            {
                let note = self.open_note(&line)?;
                lines.push((edition.id, line, ledger.ledger, note));
            }
        }
        let ids: Vec<Uuid> = through.iter().map(|(_, statement, _)| statement.id).collect();
        for opening in statements::openings_of(tx, &ids).await? {
            let opened = through
                .iter_mut()
                .filter(|(_, statement, _)| statement.id == opening.statement_id);
            opened.for_each(|(_, _, openings)| openings.push(opening.clone()));
        }
        let lookup = storage::lookup::openings(tx)
            .await?
            .into_iter()
            .find(|opening| opening.exam_id == exam.id);
        let (completions, approvals) = match release_rule(exam.kind) {
            ReleaseRule::EndOfProcessing => (results::completions(tx, exam.id).await?, Vec::new()),
            ReleaseRule::Approval => (Vec::new(), protocols::approved(tx, Some(exam.id)).await?),
        };
        let official_day = match lines.last() {
            Some((_, _, ledger, _)) => self.official_day_in(tx, &exam, ledger.id, &all).await?,
            None => None,
        };
        let subject = self.gia_subject(&exam);
        let mut appealed = Vec::new();
        let cases = appeals::of_result(tx, result).await?;
        for case in &cases {
            appealed.push((case.id, case.number, CaseState::from_code(&case.state)?));
        }
        let was_annulled = editions
            .iter()
            .any(|edition| edition.state == EditionState::Annulled.code());
        let annulments = match was_annulled {
            true => annulments::of_result(tx, result).await?,
            false => Vec::new(),
        };
        let disputes = self.disputes_in(tx, request, &exam, &cases, &annulments).await?;
        let mut history = ResultHistory {
            name: full_name(&directory, row.person_id),
            organisation: all.short_name(row.informing_organisation_id),
            lookup: lookup.map(|opening| (Instant::from_micros(opening.opened_at), opening.decision_number)),
            result: row,
            exam,
            editions,
            completions,
            approvals,
            official_day,
            subject,
            threshold: None,
            statements: through,
            ledger_lines: lines,
            staff: BTreeMap::new(),
            organisations: BTreeMap::new(),
            appeals: appealed,
            duties: BTreeMap::new(),
            disputes,
        };
        history.threshold = history
            .edition_in_force()
            .and_then(|edition| self.threshold(&history.exam, history.result.subject_code, edition));
        self.name_everybody(tx, &mut history, &all, &directory).await?;
        if let Ok(scope) = request.authorise(Action::SeeObligations) {
            let subjects: BTreeSet<Uuid> = history.steps().iter().filter_map(|step| step.discharges).collect();
            let subjects: Vec<Uuid> = subjects.into_iter().collect();
            history.duties = self
                .duties_in(tx, request.now, &scope, &subjects, &history.exam, &all)
                .await?;
        }
        Ok(history)
    }

    fn open_note(&self, line: &LedgerLineRow) -> Result<String, AppError> {
        match &line.note_sealed {
            None => Ok(String::new()),
            Some(sealed) => {
                match self
                    .keys
                    .open_text(line.person_id, fields::LEDGER_LINE_NOTE, line.id, sealed)
                {
                    Ok(text) => Ok(text),
                    Err(SealedError::Destroyed) => Ok(String::new()),
                    Err(error) => Err(error.into()),
                }
            }
        }
    }

    async fn name_everybody(
        &self,
        tx: &mut Tx,
        history: &mut ResultHistory,
        all: &Organisations,
        directory: &Arc<Directory>,
    ) -> Result<(), AppError> {
        let mut accounts: Vec<Uuid> = history
            .editions
            .iter()
            .map(|edition| edition.author_account_id)
            .collect();
        accounts.extend(history.completions.iter().map(|row| row.declared_by));
        for (_, statement, openings) in &history.statements {
            accounts.extend(statement.handed_over_by);
            accounts.extend(statement.received_by);
            accounts.extend(openings.iter().map(|one| one.account_id));
            for id in [statement.sender_id, statement.recipient_id] {
                history.organisations.insert(id, all.short_name(id));
            }
        }
        accounts.extend(
            history
                .ledger_lines
                .iter()
                .filter_map(|(_, line, _, _)| line.entered_by),
        );
        accounts.extend(history.disputes.iter().map(|(_, by)| *by));
        history.staff = staff_names_in(tx, accounts, directory).await?;
        Ok(())
    }
}

/// The editions the reader may know of ([`editions_seen`]). Below РЦОИ and ministry those that were handed over to its own
/// organisation (a municipal body's statement holds its schools' results too, or comes with the list of theirs): before the
/// hand-over a result is known to nobody there, through no page.
pub(crate) async fn visible_editions(
    tx: &mut Tx,
    request: &Request,
    kind: ExamKind,
    editions: Vec<EditionRow>,
) -> Result<Vec<EditionRow>, AppError> {
    let own = request.actor.organisation.0;
    let is_released = |edition: &EditionRow| edition.released_at.is_some();
    let released = || editions.iter().filter(|edition| is_released(edition));
    Ok(match editions_seen(request.actor.role, release_rule(kind)) {
        EditionsSeen::All => editions,
        EditionsSeen::Released => released().cloned().collect(),
        EditionsSeen::HandedOver => {
            let ids: Vec<Uuid> = released().map(|edition| edition.id).collect();
            let handed: HashSet<Uuid> = statements::handed_to(tx, &ids, own).await?.into_iter().collect();
            released()
                .filter(|edition| handed.contains(&edition.id))
                .cloned()
                .collect()
        }
        EditionsSeen::None => Vec::new(),
    })
}
