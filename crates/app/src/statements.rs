//! Statements of results: formed by the release, handed over, received, opened by responsible persons, printed.
//!
//! The hash of a statement is SHA-256 over its head and the commitments of its lines, each under the participant's own key:
//! it can be checked as long as the people exist and stands unchanged after they are destroyed.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::access::{Action, Scope};
use domain::organisation::{DeliveryRoute, OrganisationKind};
use domain::statement::{StatementHop, StatementProgress};
use regulations::Instant;
use serde_json::json;
use sha2::{Digest, Sha256};
use storage::directory::Directory;
use storage::results::{CompletionRow, EditionInContextRow};
use storage::statements::{self, OpeningRow, StatementInListRow, StatementLineInContextRow, StatementLineRow, StatementRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};
use crate::names::full_name;
use crate::obligations::DueMoments;

/// Label of the commitments of statement lines.
const LINE_COMMITMENT: &str = "statement-line";

/// One statement to be formed: who to whom, which of the released editions (by position), under which earlier hop.
pub(crate) struct PlannedStatement {
    pub hop: StatementHop,
    pub sender: Uuid,
    pub recipient: Uuid,
    /// Position of the parent in the plan.
    pub parent: Option<usize>,
    /// Positions in the list of released editions.
    pub lines: Vec<usize>,
}

/// Who gets what: one statement per municipal body and per state organisation from РЦОИ, one per school from its body.
pub(crate) fn plan(released: &[EditionInContextRow], organisations: &Organisations) -> Result<Vec<PlannedStatement>, AppError> {
    if released.is_empty() {
        return Ok(Vec::new());
    }
    let centre = organisations.processing_centre()?.id;
    let mut by_informer: BTreeMap<(String, Uuid), Vec<usize>> = BTreeMap::new();
    for (position, row) in released.iter().enumerate() {
        let code = organisations.get(row.informing_organisation_id)?.code.clone();
        by_informer.entry((code, row.informing_organisation_id)).or_default().push(position);
    }
    let mut first_hops: BTreeMap<(String, Uuid), (StatementHop, Vec<usize>)> = BTreeMap::new();
    let mut second_hops = Vec::new();
    for ((code, informer), lines) in by_informer {
        match organisations.kind(informer)?.delivery_route() {
            Some(DeliveryRoute::ThroughMunicipalBody) => {
                let body = organisations.get(informer)?.parent_id.ok_or_else(|| no_municipal_body(&code))?;
                let body_code = organisations.get(body)?.code.clone();
                let hop = first_hops.entry((body_code, body)).or_insert((StatementHop::ToMunicipalBody, Vec::new()));
                hop.1.extend(&lines);
                second_hops.push((body, informer, lines));
            }
            Some(DeliveryRoute::FromProcessingCentre) => {
                first_hops.entry((code, informer)).or_insert((StatementHop::ToMunicipalBody, Vec::new())).1.extend(&lines);
            }
            Some(DeliveryRoute::DirectToStateOrganisation) => {
                first_hops.entry((code, informer)).or_insert((StatementHop::ToStateOrganisation, Vec::new())).1.extend(&lines);
            }
            None => return Err(AppError::NotNow(format!("организация {code} не знакомит с результатами: исправьте регистрацию"))),
        }
    }
    let mut planned: Vec<PlannedStatement> = first_hops
        .into_iter()
        .map(|((_, recipient), (hop, lines))| PlannedStatement { hop, sender: centre, recipient, parent: None, lines })
        .collect();
    for (body, school, lines) in second_hops {
        let parent = planned.iter().position(|one| one.recipient == body && one.hop == StatementHop::ToMunicipalBody);
        planned.push(PlannedStatement { hop: StatementHop::ToSchool, sender: body, recipient: school, parent, lines });
    }
    Ok(planned)
}

fn no_municipal_body(code: &str) -> AppError {
    AppError::NotNow(format!("у школы {code} не указан МОУО: загрузите организации с кодом вышестоящей"))
}

impl App {
    /// Forms the statements and ledgers of one end of processing; returns how many statements.
    pub(crate) async fn form_statements(
        &self,
        tx: &mut Tx,
        exam: &Exam,
        completion: &CompletionRow,
        released: &[EditionInContextRow],
        now: Instant,
    ) -> Result<usize, AppError> {
        let organisations = Organisations::load(tx).await?;
        let directory = self.directory_in(tx).await?;
        let mut sorted = released.to_vec();
        directory.sort_by_name(&mut sorted, |row| domain::ids::PersonId(row.person_id));
        sorted.sort_by_key(|row| {
            let code = organisations.get(row.informing_organisation_id).map(|found| found.code.clone()).unwrap_or_default();
            (code, row.class_name.clone())
        });
        let planned = plan(&sorted, &organisations)?;
        let mut rows = Vec::with_capacity(planned.len());
        let mut lines = Vec::new();
        for one in &planned {
            let id = self.fresh_id(now)?;
            let number = statement_number(&organisations.get(one.recipient)?.code, exam, completion.number);
            let editions: Vec<&EditionInContextRow> = one.lines.iter().filter_map(|position| sorted.get(*position)).collect();
            let mut commitments = Vec::with_capacity(editions.len());
            for (index, edition) in editions.iter().enumerate() {
                let commitment = self.line_commitment(edition.person_id, id, index, &LineContent::of_edition(edition))?;
                lines.push(StatementLineRow {
                    statement_id: id,
                    line_number: line_number(index),
                    edition_id: edition.edition_id,
                    commitment: commitment.clone(),
                });
                commitments.push(commitment);
            }
            rows.push(StatementRow {
                id,
                exam_id: exam.id,
                completion_id: completion.id,
                content_hash: statement_hash(&number, one.hop.code(), one.sender, one.recipient, &commitments),
                number,
                hop: one.hop.code().to_owned(),
                sender_id: one.sender,
                recipient_id: one.recipient,
                parent_id: one.parent.and_then(|position| rows.get(position)).map(|row: &StatementRow| row.id),
                formed_at: now.as_micros(),
                line_count: line_number(editions.len()) - 1,
                handed_over_at: None,
                handed_over_by: None,
                received_at: None,
                received_by: None,
                version: 1,
            });
        }
        statements::insert(tx, &rows).await?;
        statements::insert_lines(tx, &lines).await?;
        self.form_ledgers(tx, exam, completion, &planned, &rows, &sorted, &organisations, now).await?;
        Ok(rows.len())
    }

    /// Commitment of one line: what it says, bound to statement and place, under the participant's key.
    pub(crate) fn line_commitment(&self, person: Uuid, statement: Uuid, index: usize, content: &LineContent<'_>) -> Result<Vec<u8>, AppError> {
        let text = format!(
            "{statement}|{}|{}|{}|{}|{}|{}",
            line_number(index),
            content.edition,
            content.subject_code,
            content.attendance,
            content.essay_value.unwrap_or_default(),
            content.topic.unwrap_or_default()
        );
        Ok(self.keys.person_commitment(person, LINE_COMMITMENT, text.as_bytes())?.to_vec())
    }

    /// The statements the actor may know of: state and counts, no rows.
    pub async fn list_statements(&self, request: &Request, exam: Option<Uuid>) -> Result<Vec<StatementSummary>, AppError> {
        let scope = request.authorise(Action::ListStatements)?;
        self.store
            .read(&(scope, exam), |tx, (scope, exam)| {
                boxed(async move {
                    let organisations = Organisations::load(tx).await?;
                    let rows = statements::in_scope(tx, scope, *exam).await?;
                    rows.into_iter().map(|row| summary(row, &organisations)).collect()
                })
            })
            .await
    }

    /// Opens a statement: its rows, its way so far. The opening is recorded with time and person (C7), so this is an act.
    pub async fn open_statement(&self, request: &Request, id: Uuid, form: OpeningForm) -> Result<OpenedStatement, AppError> {
        let scope = request.authorise(Action::OpenStatement)?;
        let mut plain = request.clone();
        plain.idempotency_key = None;
        let input = (self, request, scope, id, form);
        self.act(&plain, "open-statement", &input, |tx, (app, request, scope, id, form)| {
            boxed(async move {
                let row = statements::find(tx, scope, *id).await?.ok_or(AppError::NotFound)?;
                let opening = OpeningRow {
                    id: app.fresh_id(request.now)?,
                    statement_id: row.statement.id,
                    account_id: request.account(),
                    form: form.code().to_owned(),
                    opened_at: request.at(),
                };
                statements::insert_opening(tx, &opening).await?;
                let details = json!({"number": row.statement.number, "form": form.code(), "lines": row.statement.line_count});
                Ok(Done { value: (), event: event("statement-opened", "statement", Some(*id), details) })
            })
        })
        .await?;
        self.statement_contents(&scope, id).await
    }

    async fn statement_contents(&self, scope: &Scope, id: Uuid) -> Result<OpenedStatement, AppError> {
        self.store
            .read(&(self, *scope, id), |tx, (app, scope, id)| {
                boxed(async move {
                    let row = statements::find(tx, scope, *id).await?.ok_or(AppError::NotFound)?;
                    let organisations = Organisations::load(tx).await?;
                    let directory = app.directory_in(tx).await?;
                    let exam = find_exam(tx, row.statement.exam_id).await?;
                    let lines = statements::lines(tx, *id).await?;
                    let openings = statements::openings(tx, *id).await?;
                    let mut staff = BTreeMap::new();
                    let acting = openings.iter().map(|one| one.account_id).chain(row.statement.handed_over_by).chain(row.statement.received_by);
                    for account in acting {
                        if !staff.contains_key(&account) {
                            staff.insert(account, app.account_name(tx, account, &directory).await?);
                        }
                    }
                    Ok(OpenedStatement { summary: summary(row, &organisations)?, exam, lines, openings, staff, directory })
                })
            })
            .await
    }

    /// The sender passes statements on, all or none. Out of order, twice, or of a foreign sender: refused.
    pub async fn hand_over(&self, request: &Request, ids: &[Uuid]) -> Result<i64, AppError> {
        let scope = request.authorise(Action::HandOverStatement)?;
        self.advance(request, &scope, ids, Step::HandOver).await
    }

    /// The recipient confirms receipt of statements, all or none.
    pub async fn receive(&self, request: &Request, ids: &[Uuid]) -> Result<i64, AppError> {
        let scope = request.authorise(Action::ReceiveStatement)?;
        self.advance(request, &scope, ids, Step::Receive).await
    }

    async fn advance(&self, request: &Request, scope: &Scope, ids: &[Uuid], step: Step) -> Result<i64, AppError> {
        if ids.is_empty() {
            return Err(AppError::field("statement", "Отметьте хотя бы одну ведомость"));
        }
        let names: Vec<String> = ids.iter().map(Uuid::to_string).collect();
        let fingerprint = format!("{} {}", step.action(), names.join(" "));
        let input = (self, request, *scope, ids, step);
        self.act(request, &fingerprint, &input, |tx, (app, request, scope, ids, step)| {
            boxed(async move {
                let mut exams = Vec::new();
                let mut numbers = Vec::new();
                for id in ids.iter() {
                    let row = statements::find(tx, scope, *id).await?.ok_or(AppError::NotFound)?;
                    app.advance_one(tx, request, &row, *step).await?;
                    if !exams.contains(&row.statement.exam_id) {
                        exams.push(row.statement.exam_id);
                    }
                    numbers.push(row.statement.number.clone());
                }
                for exam in exams {
                    app.reconcile(tx, exam, request.now, DueMoments::Keep).await?;
                }
                let object = if let [only] = ids { Some(*only) } else { None };
                let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
                Ok(Done { value: count, event: event(step.action(), "statement", object, json!({"numbers": numbers})) })
            })
        })
        .await
    }

    async fn advance_one(&self, tx: &mut Tx, request: &Request, row: &StatementInListRow, step: Step) -> Result<(), AppError> {
        let statement = &row.statement;
        let own = request.actor.organisation.0;
        let party = if step == Step::HandOver { statement.sender_id } else { statement.recipient_id };
        if party != own {
            return Err(AppError::NotFound);
        }
        let progress = progress_of(row);
        let check = if step == Step::HandOver { progress.check_handover() } else { progress.check_receipt() };
        check.map_err(|refused| AppError::NotNow(format!("Ведомость {}: {refused}", statement.number)))?;
        let done = match step {
            Step::HandOver => statements::hand_over(tx, statement.id, request.at(), request.account()).await?,
            Step::Receive => statements::receive(tx, statement.id, request.at(), request.account()).await?,
        };
        if done { Ok(()) } else { Err(AppError::Changed("ведомость изменилась: обновите страницу".to_owned())) }
    }

    /// Name of the person behind an account, for a page.
    pub(crate) async fn account_name(&self, tx: &mut Tx, account: Uuid, directory: &Directory) -> Result<String, AppError> {
        Ok(match storage::accounts::find(tx, account).await? {
            Some(found) => full_name(directory, found.account.person_id),
            None => String::new(),
        })
    }
}

/// The two recorded acts on a statement's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    HandOver,
    Receive,
}

impl Step {
    const fn action(self) -> &'static str {
        match self {
            Self::HandOver => "statement-handed-over",
            Self::Receive => "statement-received",
        }
    }
}

/// In which form a statement was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpeningForm {
    /// On screen.
    Page,
    /// Printed.
    Pdf,
    /// As a table.
    Xlsx,
}

impl OpeningForm {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }
}

/// What a statement line says, for its commitment.
pub(crate) struct LineContent<'a> {
    pub edition: Uuid,
    pub subject_code: i64,
    pub attendance: &'a str,
    pub essay_value: Option<&'a str>,
    pub topic: Option<&'a str>,
}

impl<'a> LineContent<'a> {
    pub(crate) fn of_edition(row: &'a EditionInContextRow) -> Self {
        Self {
            edition: row.edition_id,
            subject_code: row.subject_code,
            attendance: &row.attendance,
            essay_value: row.essay_value.as_deref(),
            topic: row.topic.as_deref(),
        }
    }

    pub(crate) fn of_line(row: &'a StatementLineInContextRow) -> Self {
        Self {
            edition: row.edition_id,
            subject_code: row.subject_code,
            attendance: &row.attendance,
            essay_value: row.essay_value.as_deref(),
            topic: row.topic.as_deref(),
        }
    }
}

/// SHA-256 over the head and the lines' commitments.
pub(crate) fn statement_hash(number: &str, hop: &str, sender: Uuid, recipient: Uuid, commitments: &[Vec<u8>]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for text in [number, hop] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.update(sender.as_bytes());
    hasher.update(recipient.as_bytes());
    for commitment in commitments {
        hasher.update(commitment);
    }
    hasher.finalize().to_vec()
}

fn line_number(index: usize) -> i64 {
    i64::try_from(index + 1).unwrap_or(i64::MAX)
}

/// «420525/021226-1»: recipient, day of the exam, which end of processing.
fn statement_number(recipient_code: &str, exam: &Exam, completion: i64) -> String {
    format!("{recipient_code}/{}-{completion}", day_digits(exam))
}

pub(crate) fn day_digits(exam: &Exam) -> String {
    format!("{:02}{:02}{:02}", exam.date.day(), exam.date.month(), exam.date.year().rem_euclid(100))
}

/// Where a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatementState {
    /// Formed, the previous hop not received yet.
    Waiting,
    /// Can be handed over.
    Formed,
    /// Handed over.
    HandedOver,
    /// Receipt confirmed.
    Received,
}

impl StatementState {
    /// The word on screen.
    pub const fn russian(self) -> &'static str {
        match self {
            Self::Waiting => "ждёт получения в МОУО",
            Self::Formed => "готова к передаче",
            Self::HandedOver => "передана",
            Self::Received => "получена",
        }
    }

    /// For addresses of filters.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Formed => "formed",
            Self::HandedOver => "handed-over",
            Self::Received => "received",
        }
    }
}

/// A statement without its rows.
#[derive(Debug, Clone)]
pub struct StatementSummary {
    /// As stored.
    pub row: StatementRow,
    /// Which hop.
    pub hop: StatementHop,
    /// Where it stands.
    pub state: StatementState,
    /// Sender's short name.
    pub sender: String,
    /// Recipient's short name.
    pub recipient: String,
    /// Recipient's kind.
    pub recipient_kind: OrganisationKind,
    /// When the previous hop was received.
    pub parent_received_at: Option<Instant>,
    /// First opening by the recipient.
    pub first_opened_at: Option<Instant>,
}

/// A statement with its rows and its way.
#[derive(Debug, Clone)]
pub struct OpenedStatement {
    /// The statement.
    pub summary: StatementSummary,
    /// The exam.
    pub exam: Exam,
    /// Its rows.
    pub lines: Vec<StatementLineInContextRow>,
    /// Who opened it when.
    pub openings: Vec<OpeningRow>,
    /// Names of the accounts that acted.
    pub staff: BTreeMap<Uuid, String>,
    /// Names of the participants.
    pub directory: Arc<Directory>,
}

fn progress_of(row: &StatementInListRow) -> StatementProgress {
    let formed = Instant::from_micros(row.statement.formed_at);
    StatementProgress {
        available_at: if row.statement.parent_id.is_none() { Some(formed) } else { row.parent_received_at.map(Instant::from_micros) },
        handed_over_at: row.statement.handed_over_at.map(Instant::from_micros),
        received_at: row.statement.received_at.map(Instant::from_micros),
    }
}

fn summary(row: StatementInListRow, organisations: &Organisations) -> Result<StatementSummary, AppError> {
    let progress = progress_of(&row);
    let state = if progress.received_at.is_some() {
        StatementState::Received
    } else if progress.handed_over_at.is_some() {
        StatementState::HandedOver
    } else if progress.available_at.is_some() {
        StatementState::Formed
    } else {
        StatementState::Waiting
    };
    Ok(StatementSummary {
        hop: StatementHop::from_code(&row.statement.hop)?,
        state,
        sender: organisations.short_name(row.statement.sender_id),
        recipient: organisations.short_name(row.statement.recipient_id),
        recipient_kind: organisations.kind(row.statement.recipient_id)?,
        parent_received_at: row.parent_received_at.map(Instant::from_micros),
        first_opened_at: row.first_opened_at.map(Instant::from_micros),
        row: row.statement,
    })
}
