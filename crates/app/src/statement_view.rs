//! One statement without its rows: what whoever knows of it may know. Nothing is opened by looking at this.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::access::{Action, Refusal, Scope};
use domain::statement::{SchoolDelivery, school_delivery};
use regulations::Instant;
use serde_json::json;
use storage::directory::Directory;
use storage::statements::{self, OpeningRow};
use storage::{Tx, annulments, boxed, ledgers, protocols, results};
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};
use crate::names::full_name;
use crate::official_day::OfficialDay;
use crate::staff_names::staff_names_in;
use crate::statements::{OpenedAround, OpenedStatement, OpeningForm, StatementSummary, summary};
use crate::subject_duties::SubjectDuty;

/// Facts of one statement and of what stands around it.
#[derive(Debug, Clone)]
pub struct StatementFacts {
    /// The statement.
    pub summary: StatementSummary,
    /// The exam.
    pub exam: Exam,
    /// «№ 2» of an end of processing or a protocol; of an annulment its day and document.
    pub release: String,
    /// The official day at its place; `None` of the essay and until the term of acquaintance runs.
    pub official_day: Option<OfficialDay>,
    /// Full names of sender and recipient.
    pub parties: (String, String),
    /// The previous hop: its id for whoever may know of it, its number, when it was handed over.
    pub parent: Option<(Option<Uuid>, String, Option<Instant>)>,
    /// What it was split into: id, number, recipient's short name.
    pub children: Vec<(Uuid, String, String)>,
    /// Ledgers over it: id, number, class, told, lines.
    pub ledgers: Vec<StatementLedger>,
    /// When each told edition was told.
    pub told: BTreeMap<Uuid, Instant>,
    /// Who opened it when.
    pub openings: Vec<OpeningRow>,
    /// Full names of those who acted, by account.
    pub staff: BTreeMap<Uuid, String>,
}

/// A ledger over a statement.
#[derive(Debug, Clone)]
pub struct StatementLedger {
    /// Its id.
    pub id: Uuid,
    /// Number on paper.
    pub number: String,
    /// Class; may be empty.
    pub class_name: String,
    /// Told.
    pub told: i64,
    /// Of how many.
    pub lines: i64,
}

/// What a reader is shown of the rows.
#[derive(Debug, Clone)]
pub enum StatementRows {
    /// The rows; that they were opened is recorded.
    Opened(Box<OpenedStatement>),
    /// The recipient has not confirmed receipt yet.
    AwaitReceipt,
    /// This person may not see rows.
    Refused(Refusal),
}

/// Everything a statement's page tells.
#[derive(Debug, Clone)]
pub struct StatementInFull {
    /// The statement and what stands around it.
    pub facts: StatementFacts,
    /// Its rows, if this reader may see them now.
    pub rows: StatementRows,
    /// The terms of the statement and of the ledgers over it, by subject.
    pub duties: BTreeMap<Uuid, Vec<SubjectDuty>>,
}

/// What is in memory, as old as the transaction.
struct Around {
    organisations: Arc<Organisations>,
    directory: Arc<Directory>,
}

impl App {
    /// The facts of a statement the actor may know of.
    pub async fn statement_facts(&self, request: &Request, id: Uuid) -> Result<StatementFacts, AppError> {
        let scope = request.authorise(Action::ListStatements)?;
        let ledger_scope = request.authorise(Action::SeeAcquaintance).ok();
        self.store
            .read(
                &(self, scope, ledger_scope, id),
                |tx, (app, scope, ledger_scope, id)| {
                    boxed(async move {
                        let around = app.around_in(tx).await?;
                        app.facts_in(tx, scope, ledger_scope.as_ref(), *id, &around).await
                    })
                },
            )
            .await
    }

    /// The whole page: rows are read only for whom they open, and the opening (or the refusal) is recorded before this
    /// returns.
    pub async fn view_statement(&self, request: &Request, id: Uuid) -> Result<StatementInFull, AppError> {
        let scope = request.authorise(Action::ListStatements)?;
        let ledger_scope = request.authorise(Action::SeeAcquaintance).ok();
        let opening_scope = match request.authorise(Action::OpenStatement) {
            Ok(scope) => Ok(scope),
            Err(AppError::Refused(refusal)) => Err(refusal),
            Err(other) => return Err(other),
        };
        let input = (self, request, scope, ledger_scope, opening_scope, id);
        let mut view = self
            .store
            .read(&input, |tx, (app, request, scope, ledger_scope, opening_scope, id)| {
                boxed(async move {
                    let around = app.around_in(tx).await?;
                    let facts = app.facts_in(tx, scope, ledger_scope.as_ref(), *id, &around).await?;
                    let rows = match opening_scope {
                        Err(refusal) => StatementRows::Refused(*refusal),
                        Ok(_) if facts.summary.awaits_receipt_of(request) => StatementRows::AwaitReceipt,
                        Ok(_) => StatementRows::Opened(Box::new(app.rows_in(tx, &facts, &around).await?)),
                    };
                    let subjects: Vec<Uuid> = facts.ledgers.iter().map(|ledger| ledger.id).chain([*id]).collect();
                    let duties_scope = request.authorise(Action::SeeObligations)?;
                    let duties = app
                        .duties_in(
                            tx,
                            request.now,
                            &duties_scope,
                            &subjects,
                            &facts.exam,
                            &around.organisations,
                        )
                        .await?;
                    Ok::<_, AppError>(StatementInFull { facts, rows, duties })
                })
            })
            .await?;
        match (&mut view.rows, opening_scope) {
            (StatementRows::Opened(opened), Ok(scope)) => {
                let opening = self.record_opening(request, &scope, id, OpeningForm::Page).await?;
                // This opening belongs to the way that the page tells.
                if request.actor.organisation.0 == opened.summary.row.recipient_id {
                    opened.summary.first_opened_at.get_or_insert(request.now);
                }
                opened.openings.push(opening);
                let reader = full_name(&opened.directory, request.actor.person.0);
                opened.staff.insert(request.account(), reader);
                view.facts.summary = opened.summary.clone();
                view.facts.openings.clone_from(&opened.openings);
                view.facts.staff.clone_from(&opened.staff);
            }
            (StatementRows::Refused(Refusal::NoOrderInForce(_)), _) => self.note_refused_opening(request, id).await?,
            _ => {}
        }
        Ok(view)
    }

    async fn around_in(&self, tx: &mut Tx) -> Result<Around, AppError> {
        Ok(Around {
            organisations: self.organisations_in(tx).await?,
            directory: self.directory_in(tx).await?,
        })
    }

    async fn rows_in(&self, tx: &mut Tx, facts: &StatementFacts, around: &Around) -> Result<OpenedStatement, AppError> {
        let lines = statements::lines(tx, facts.summary.row.id).await?;
        let listed = match school_delivery(facts.exam.kind) {
            SchoolDelivery::ThroughMunicipalBody => Vec::new(),
            SchoolDelivery::PastMunicipalBody => {
                let children = facts.children.iter();
                children
                    .map(|(_, number, school)| (number.clone(), school.clone()))
                    .collect()
            }
        };
        let beside = OpenedAround {
            subject: self.gia_subject(&facts.exam),
            listed,
        };
        let directory = Arc::clone(&around.directory);
        let mut opened = self.opened(facts.summary.clone(), facts.exam.clone(), lines, directory, beside);
        opened.openings.clone_from(&facts.openings);
        opened.staff.clone_from(&facts.staff);
        Ok(opened)
    }

    async fn facts_in(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        ledger_scope: Option<&Scope>,
        id: Uuid,
        around: &Around,
    ) -> Result<StatementFacts, AppError> {
        let organisations = &around.organisations;
        let row = statements::find(tx, scope, id).await?.ok_or(AppError::NotFound)?;
        let exam = find_exam(tx, row.statement.exam_id).await?;
        let parent = match row.statement.parent_id {
            None => None,
            Some(parent) => statements::parent(tx, scope, parent).await?.map(|one| {
                let handed_over_at = one.handed_over_at.map(Instant::from_micros);
                (one.known.then_some(one.id), one.number, handed_over_at)
            }),
        };
        let children = statements::children(tx, scope, id)
            .await?
            .into_iter()
            .map(|(child, number, recipient)| (child, number, organisations.short_name(recipient)))
            .collect();
        let mut own_ledgers = Vec::new();
        let mut told = BTreeMap::new();
        if let Some(scope) = ledger_scope {
            let told_lines = ledgers::told_of_statement(tx, id).await?;
            told.extend(
                told_lines
                    .into_iter()
                    .map(|(edition, at)| (edition, Instant::from_micros(at))),
            );
            let over = ledgers::of_statement(tx, scope, id).await?;
            own_ledgers.extend(over.into_iter().map(|one| StatementLedger {
                id: one.ledger.id,
                number: one.ledger.number,
                class_name: one.ledger.class_name,
                told: one.told,
                lines: one.ledger.line_count,
            }));
        }
        let release = match (row.statement.completion_id, row.statement.protocol_id) {
            _ if row.statement.annulment_id.is_some() => {
                let decided = annulments::of_exam(tx, exam.id).await?.into_iter();
                let own = decided.filter(|one| Some(one.id) == row.statement.annulment_id);
                own.map(|one| self.annulment_words(&one)).collect()
            }
            (Some(completion), _) => {
                let number = results::completion_number(tx, completion).await?;
                format!("№\u{a0}{number}")
            }
            (None, Some(protocol)) => {
                let approvals = protocols::approved(tx, Some(exam.id)).await?;
                let own = approvals.into_iter().find(|one| one.id == protocol);
                own.map(|one| format!("№\u{a0}{}", one.number)).unwrap_or_default()
            }
            (None, None) => String::new(),
        };
        let ids: Vec<Uuid> = own_ledgers.iter().map(|ledger: &StatementLedger| ledger.id).collect();
        let days = self.official_days_in(tx, &exam, &ids, organisations).await?;
        let openings = statements::openings(tx, id).await?;
        let acted = openings.iter().map(|one| one.account_id);
        let acted = acted
            .chain(row.statement.handed_over_by)
            .chain(row.statement.received_by);
        let staff = staff_names_in(tx, acted, &around.directory).await?;
        let parties = (
            organisations.get(row.statement.sender_id)?.name.clone(),
            organisations.get(row.statement.recipient_id)?.name.clone(),
        );
        Ok(StatementFacts {
            summary: summary(row, organisations)?,
            exam,
            release,
            official_day: days.into_values().next(),
            parties,
            parent,
            children,
            ledgers: own_ledgers,
            told,
            openings,
            staff,
        })
    }

    /// Journals that somebody without an order in force tried to reach the rows of a statement (mordovia-187:8.7, 10.1).
    pub async fn note_refused_opening(&self, request: &Request, id: Uuid) -> Result<(), AppError> {
        self.note_reading(
            request,
            event(
                "statement-opening-refused",
                "statement",
                Some(id),
                json!({"role": request.actor.role.code()}),
            ),
        )
        .await
    }
}
