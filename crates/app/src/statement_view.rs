//! One statement without its rows: what whoever knows of it may know. Nothing is opened by looking at this.

use std::collections::BTreeMap;

use domain::access::Action;
use regulations::Instant;
use serde_json::json;
use storage::statements::{self, OpeningRow};
use storage::{boxed, ledgers, results};
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};
use crate::staff_names::staff_names_in;
use crate::statements::{StatementSummary, summary};

/// Facts of one statement and of what stands around it.
#[derive(Debug, Clone)]
pub struct StatementFacts {
    /// The statement.
    pub summary: StatementSummary,
    /// The exam.
    pub exam: Exam,
    /// Number of the end of processing that formed it.
    pub completion: i64,
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
                        let row = statements::find(tx, scope, *id).await?.ok_or(AppError::NotFound)?;
                        let organisations = Organisations::load(tx).await?;
                        let exam = find_exam(tx, row.statement.exam_id).await?;
                        let known = statements::in_scope(tx, scope, Some(exam.id)).await?;
                        let parent = match row.statement.parent_id {
                            None => None,
                            Some(parent) => {
                                let visible = known.iter().any(|one| one.statement.id == parent).then_some(parent);
                                statements::of_completion(tx, row.statement.completion_id)
                                    .await?
                                    .into_iter()
                                    .find(|one| one.id == parent)
                                    .map(|one| (visible, one.number, one.handed_over_at.map(Instant::from_micros)))
                            }
                        };
                        let children = known
                            .iter()
                            .filter(|one| one.statement.parent_id == Some(*id))
                            .map(|one| {
                                (
                                    one.statement.id,
                                    one.statement.number.clone(),
                                    organisations.short_name(one.statement.recipient_id),
                                )
                            })
                            .collect();
                        let mut own_ledgers = Vec::new();
                        let mut told = BTreeMap::new();
                        if let Some(ledger_scope) = ledger_scope {
                            told.extend(
                                ledgers::told_of_statement(tx, *id)
                                    .await?
                                    .into_iter()
                                    .map(|(edition, at)| (edition, Instant::from_micros(at))),
                            );
                            let all = ledgers::in_scope(tx, ledger_scope, Some(exam.id)).await?;
                            own_ledgers.extend(all.into_iter().filter(|one| one.ledger.statement_id == *id).map(
                                |one| StatementLedger {
                                    id: one.ledger.id,
                                    number: one.ledger.number,
                                    class_name: one.ledger.class_name,
                                    told: one.told,
                                    lines: one.ledger.line_count,
                                },
                            ));
                        }
                        let completions = results::completions(tx, exam.id).await?;
                        let completion = completions
                            .iter()
                            .find(|one| one.id == row.statement.completion_id)
                            .map_or(0, |one| one.number);
                        let openings = statements::openings(tx, *id).await?;
                        let directory = app.directory_in(tx).await?;
                        let acted = openings.iter().map(|one| one.account_id);
                        let acted = acted
                            .chain(row.statement.handed_over_by)
                            .chain(row.statement.received_by);
                        let staff = staff_names_in(tx, acted, &directory).await?;
                        let parties = (
                            organisations.get(row.statement.sender_id)?.name.clone(),
                            organisations.get(row.statement.recipient_id)?.name.clone(),
                        );
                        Ok(StatementFacts {
                            summary: summary(row, &organisations)?,
                            exam,
                            completion,
                            parties,
                            parent,
                            children,
                            ledgers: own_ledgers,
                            told,
                            openings,
                            staff,
                        })
                    })
                },
            )
            .await
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
