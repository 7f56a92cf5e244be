//! Statements of results: listed, handed over, received, opened by responsible persons.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::access::{Action, Scope};
use domain::gia_score::{ExamForm, Threshold};
use domain::organisation::OrganisationKind;
use domain::statement::{SchoolDelivery, StatementHop, StatementProgress, school_delivery};
use regulations::Instant;
use serde_json::json;
use storage::directory::Directory;
use storage::statements::{self, OpeningRow, StatementInListRow, StatementLineInContextRow, StatementRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};
use crate::gia_words::{GiaSubject, threshold_words};
use crate::obligations::{DueMoments, Touched};
use crate::results_in_words::StoredValue;
use crate::staff_names::staff_names_in;

impl App {
    /// The statements the actor may know of: state and counts, no rows.
    pub async fn list_statements(
        &self,
        request: &Request,
        exam: Option<Uuid>,
    ) -> Result<Vec<StatementSummary>, AppError> {
        let scope = request.authorise(Action::ListStatements)?;
        self.store
            .read(&(self, scope, exam), |tx, (app, scope, exam)| {
                boxed(async move {
                    let organisations = app.organisations_in(tx).await?;
                    let rows = statements::in_scope(tx, scope, *exam).await?;
                    rows.into_iter().map(|row| summary(row, &organisations)).collect()
                })
            })
            .await
    }

    /// Opens a statement: its rows, its way so far. The opening is recorded with time and person (C7), so this is an act.
    pub async fn open_statement(
        &self,
        request: &Request,
        id: Uuid,
        form: OpeningForm,
    ) -> Result<OpenedStatement, AppError> {
        let scope = request.authorise(Action::OpenStatement)?;
        self.record_opening(request, &scope, id, form).await?;
        self.statement_contents(&scope, id).await
    }

    /// Records that the actor sees the rows of a statement.
    pub(crate) async fn record_opening(
        &self,
        request: &Request,
        scope: &Scope,
        id: Uuid,
        form: OpeningForm,
    ) -> Result<OpeningRow, AppError> {
        let opening = OpeningRow {
            id: self.fresh_id(request.now)?,
            statement_id: id,
            account_id: request.account(),
            form: form.code().to_owned(),
            opened_at: request.at(),
        };
        let mut plain = request.clone();
        plain.idempotency_key = None;
        self.act(
            &plain,
            "open-statement",
            &(request, *scope, &opening),
            |tx, (request, scope, opening)| {
                boxed(async move {
                    let id = opening.statement_id;
                    let row = statements::find(tx, scope, id).await?.ok_or(AppError::NotFound)?;
                    refuse_before_receipt(&row, request.actor.organisation.0)?;
                    statements::insert_opening(tx, opening).await?;
                    statements::note_first_opening(tx, id, request.at(), request.actor.organisation.0).await?;
                    let details = json!({
                        "number": row.statement.number, "form": opening.form, "lines": row.statement.line_count,
                    });
                    Ok(Done {
                        value: (),
                        event: event("statement-opened", "statement", Some(id), details),
                    })
                })
            },
        )
        .await?;
        Ok(opening)
    }

    async fn statement_contents(&self, scope: &Scope, id: Uuid) -> Result<OpenedStatement, AppError> {
        self.store
            .read(&(self, *scope, id), |tx, (app, scope, id)| {
                boxed(async move { app.contents_in(tx, scope, *id).await })
            })
            .await
    }

    async fn contents_in(&self, tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<OpenedStatement, AppError> {
        let row = statements::find(tx, scope, id).await?.ok_or(AppError::NotFound)?;
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let exam = find_exam(tx, row.statement.exam_id).await?;
        let lines = statements::lines(tx, id).await?;
        let openings = statements::openings(tx, id).await?;
        let acting = openings
            .iter()
            .map(|one| one.account_id)
            .chain(row.statement.handed_over_by)
            .chain(row.statement.received_by);
        let staff = staff_names_in(tx, acting, &directory).await?;
        let around = OpenedAround {
            subject: self.gia_subject(&exam),
            listed: listed_in(tx, scope, &exam, id, &organisations).await?,
        };
        let mut opened = self.opened(summary(row, &organisations)?, exam, lines, directory, around);
        opened.openings = openings;
        opened.staff = staff;
        Ok(opened)
    }

    /// A statement with its rows, without who opened it.
    pub(crate) fn opened(
        &self,
        summary: StatementSummary,
        exam: Exam,
        lines: Vec<StatementLineInContextRow>,
        directory: Arc<Directory>,
        around: OpenedAround,
    ) -> OpenedStatement {
        OpenedStatement {
            thresholds: self.thresholds(&exam, &lines),
            summary,
            exam,
            lines,
            openings: Vec::new(),
            staff: BTreeMap::new(),
            directory,
            subject: around.subject,
            listed: around.listed,
        }
    }

    /// Several statements with their rows, by number, without who opened them before; the opening of each is recorded in
    /// one act before this returns.
    pub(crate) async fn open_statements(
        &self,
        request: &Request,
        ids: &[Uuid],
        form: OpeningForm,
    ) -> Result<Vec<OpenedStatement>, AppError> {
        let scope = request.authorise(Action::OpenStatement)?;
        let mut openings = Vec::with_capacity(ids.len());
        for id in ids {
            openings.push(OpeningRow {
                id: self.fresh_id(request.now)?,
                statement_id: *id,
                account_id: request.account(),
                form: form.code().to_owned(),
                opened_at: request.at(),
            });
        }
        let mut plain = request.clone();
        plain.idempotency_key = None;
        self.act(
            &plain,
            "open-statements",
            &(request, scope, &openings),
            |tx, (request, scope, openings)| {
                boxed(async move {
                    let own = request.actor.organisation.0;
                    let known = known_by_id(tx, scope).await?;
                    for opening in openings.iter() {
                        let row = known.get(&opening.statement_id).ok_or(AppError::NotFound)?;
                        refuse_before_receipt(row, own)?;
                        statements::insert_opening(tx, opening).await?;
                        if row.statement.recipient_id == own {
                            statements::note_first_opening(tx, row.statement.id, request.at(), own).await?;
                        }
                    }
                    let ids: Vec<Uuid> = openings.iter().map(|opening| opening.statement_id).collect();
                    let details = json!({"statements": ids, "form": openings.first().map(|opening| &opening.form)});
                    Ok(Done {
                        value: (),
                        event: event("statements-opened", "statement", None, details),
                    })
                })
            },
        )
        .await?;
        let mut opened = self
            .store
            .read(&(self, scope, ids), |tx, (app, scope, ids)| {
                boxed(async move {
                    let mut known = known_by_id(tx, scope).await?;
                    let mut lines = statements::lines_of(tx, ids).await?;
                    let organisations = app.organisations_in(tx).await?;
                    let directory = app.directory_in(tx).await?;
                    let mut exams: HashMap<Uuid, Exam> = HashMap::new();
                    let mut subjects: HashMap<Uuid, Option<GiaSubject>> = HashMap::new();
                    let mut opened = Vec::with_capacity(ids.len());
                    for id in ids.iter() {
                        let row = known.remove(id).ok_or(AppError::NotFound)?;
                        let exam = match exams.get(&row.statement.exam_id) {
                            Some(exam) => exam.clone(),
                            None => find_exam(tx, row.statement.exam_id).await?,
                        };
                        exams.insert(exam.id, exam.clone());
                        let around = OpenedAround {
                            subject: match subjects.get(&exam.id) {
                                Some(subject) => Option::clone(subject),
                                None => app.gia_subject(&exam),
                            },
                            listed: listed_in(tx, scope, &exam, *id, &organisations).await?,
                        };
                        subjects.insert(exam.id, around.subject.clone());
                        let rows = lines.remove(id).unwrap_or_default();
                        let summary = summary(row, &organisations)?;
                        opened.push(app.opened(summary, exam, rows, Arc::clone(&directory), around));
                    }
                    Ok::<_, AppError>(opened)
                })
            })
            .await?;
        opened.sort_by(|left, right| left.summary.row.number.cmp(&right.summary.row.number));
        Ok(opened)
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
                let mut exams: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
                let mut numbers = Vec::new();
                for id in ids.iter() {
                    let row = statements::find(tx, scope, *id).await?.ok_or(AppError::NotFound)?;
                    app.advance_one(tx, request, &row, *step).await?;
                    exams.entry(row.statement.exam_id).or_default().push(*id);
                    numbers.push(row.statement.number.clone());
                }
                for (exam, moved) in exams {
                    let touched = Touched::Statements(&moved);
                    app.reconcile_touched(tx, exam, touched, request.now, DueMoments::Keep)
                        .await?;
                }
                let object = if let [only] = ids { Some(*only) } else { None };
                let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
                Ok(Done {
                    value: count,
                    event: event(step.action(), "statement", object, json!({"numbers": numbers})),
                })
            })
        })
        .await
    }

    async fn advance_one(
        &self,
        tx: &mut Tx,
        request: &Request,
        row: &StatementInListRow,
        step: Step,
    ) -> Result<(), AppError> {
        let statement = &row.statement;
        let own = request.actor.organisation.0;
        let check = match step {
            Step::HandOver => progress_for(row, own).ok_or(AppError::NotFound)?.check_handover(),
            Step::Receive if statement.recipient_id == own => progress_of(row).check_receipt(),
            Step::Receive => return Err(AppError::NotFound),
        };
        check.map_err(|refused| AppError::NotNow(format!("Ведомость {}: {refused}", statement.number)))?;
        let done = match step {
            Step::HandOver => statements::hand_over(tx, statement.id, request.at(), request.account()).await?,
            Step::Receive => statements::receive(tx, statement.id, request.at(), request.account()).await?,
        };
        if done {
            Ok(())
        } else {
            Err(AppError::Changed("ведомость изменилась: обновите страницу".to_owned()))
        }
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
    /// By another system.
    Api,
}

impl OpeningForm {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Api => "api",
        }
    }
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
    /// When the previous hop, or the list this one stands on, was received.
    pub parent_received_at: Option<Instant>,
    /// Who receives the previous hop or the list.
    pub parent_recipient: Option<Uuid>,
    /// First opening by the recipient.
    pub first_opened_at: Option<Instant>,
}

impl StatementSummary {
    /// Does it wait until the actor's own organisation confirms receipt: of it, of the one it was split off, of the list it
    /// stands on? Until then its rows are shut there (kuzbass-4195:2.2, 2.3; mordovia-187:10.1).
    pub fn awaits_receipt_of(&self, request: &Request) -> bool {
        let own = request.actor.organisation.0;
        (self.row.recipient_id == own && self.state == StatementState::HandedOver)
            || (self.parent_recipient == Some(own) && self.parent_received_at.is_none())
    }

    /// May an organisation hand it over now: as its sender, or as the body that received the list it stands on
    /// (mordovia-187:10.2)?
    pub fn is_to_be_handed_over_by(&self, organisation: Uuid) -> bool {
        self.state == StatementState::Formed
            && (self.row.sender_id == organisation
                || (self.parent_recipient == Some(organisation) && self.parent_received_at.is_some()))
    }

    /// Does it stand on the list of a municipal body that did not send it (mordovia-187:8.2, 10.3)?
    pub fn stands_on_a_list(&self) -> bool {
        self.parent_recipient
            .is_some_and(|recipient| recipient != self.row.sender_id)
    }
}

async fn known_by_id(tx: &mut Tx, scope: &Scope) -> Result<HashMap<Uuid, StatementInListRow>, AppError> {
    let known = statements::in_scope(tx, scope, None).await?;
    Ok(known.into_iter().map(|row| (row.statement.id, row)).collect())
}

fn refuse_before_receipt(row: &StatementInListRow, own: Uuid) -> Result<(), AppError> {
    let statement = &row.statement;
    let unconfirmed = statement.recipient_id == own && statement.received_at.is_none();
    let source_unconfirmed = row.parent_recipient_id == Some(own) && row.parent_received_at.is_none();
    if unconfirmed || source_unconfirmed {
        return Err(AppError::NotNow(format!(
            "ведомость № {}: сначала подтвердите получение, тогда откроются её строки и файлы",
            statement.number
        )));
    }
    Ok(())
}

/// What an opened statement tells besides its rows.
pub(crate) struct OpenedAround {
    pub subject: Option<GiaSubject>,
    pub listed: Vec<(String, String)>,
}

/// The statements on a municipal body's list; none where statements to schools are split off its own.
pub(crate) async fn listed_in(
    tx: &mut Tx,
    scope: &Scope,
    exam: &Exam,
    id: Uuid,
    organisations: &Organisations,
) -> Result<Vec<(String, String)>, AppError> {
    if school_delivery(exam.kind) == SchoolDelivery::ThroughMunicipalBody {
        return Ok(Vec::new());
    }
    let children = statements::children(tx, scope, id).await?;
    Ok(children
        .into_iter()
        .map(|(_, number, recipient)| (number, organisations.short_name(recipient)))
        .collect())
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
    /// Subject and form; `None` of the essay.
    pub subject: Option<GiaSubject>,
    /// How each edition of GIA stands to the year's minimum, where the year has one.
    pub thresholds: BTreeMap<Uuid, Threshold>,
    /// Statements of its schools that go with it: number, recipient's short name. Only of one that is the list of them
    /// (mordovia-187:8.2).
    pub listed: Vec<(String, String)>,
}

impl OpenedStatement {
    /// Are its results marks, not test scores? The form of the exam says so, a line where there is one: basic mathematics is
    /// ЕГЭ with marks.
    pub fn counts_in_marks(&self) -> bool {
        let by_form = self
            .subject
            .as_ref()
            .is_some_and(|subject| subject.form != ExamForm::Ege);
        let counted = self.lines.iter().find(|line| line.primary_score.is_some());
        counted.map_or(by_form, |line| line.mark.is_some())
    }

    /// How a line of GIA stands: «порог пройден», «ниже порога», «не явился»; empty where the year has no minimum.
    pub fn standing_of(&self, line: &StatementLineInContextRow) -> String {
        if line.primary_score.is_none() {
            return line.short_words();
        }
        threshold_words(self.thresholds.get(&line.edition_id).copied()).to_owned()
    }
}

/// How far a statement is for whom it waits: its sender has it from the start, or from the receipt of what it was split off.
fn progress_of(row: &StatementInListRow) -> StatementProgress {
    let formed = Instant::from_micros(row.statement.formed_at);
    let split_off = row.parent_recipient_id == Some(row.statement.sender_id);
    StatementProgress {
        available_at: if split_off {
            row.parent_received_at.map(Instant::from_micros)
        } else {
            Some(formed)
        },
        handed_over_at: row.statement.handed_over_at.map(Instant::from_micros),
        received_at: row.statement.received_at.map(Instant::from_micros),
    }
}

/// How far a statement is for an organisation that may hand it over; `None` for any other. A municipal body has a statement
/// of its list once it received the list (mordovia-187:10.2).
fn progress_for(row: &StatementInListRow, organisation: Uuid) -> Option<StatementProgress> {
    let progress = progress_of(row);
    if row.statement.sender_id == organisation {
        Some(progress)
    } else if row.parent_recipient_id == Some(organisation) {
        Some(StatementProgress {
            available_at: row.parent_received_at.map(Instant::from_micros),
            ..progress
        })
    } else {
        None
    }
}

pub(crate) fn summary(row: StatementInListRow, organisations: &Organisations) -> Result<StatementSummary, AppError> {
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
        parent_recipient: row.parent_recipient_id,
        first_opened_at: row.first_opened_at.map(Instant::from_micros),
        row: row.statement,
    })
}
