//! The first page of every role: own obligations by due moment, and where the results are.

use std::collections::HashMap;

use domain::access::{Action, Scope};
use regulations::{Due, Instant, ObligationState, Ruleset, Standing, Viewpoint, Zone};
use storage::obligations::{self, ObligationRow};
use storage::{Tx, boxed, exams, ledgers, statements};
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};

/// Several obligations of one term, debtor group and due moment, shown as one row.
#[derive(Debug, Clone)]
pub struct DutyGroup {
    /// The term.
    pub term_id: String,
    /// `order:clause`.
    pub clause: String,
    /// Chip: «п. 2.7 приказа № 4195».
    pub clause_chip: String,
    /// The act's name.
    pub clause_act: String,
    /// The rule in our own words.
    pub clause_words: String,
    /// How the due moment was counted.
    pub counted: String,
    /// The exam.
    pub exam: Exam,
    /// Exclusive end.
    pub due_at: Instant,
    /// State now.
    pub state: ObligationState,
    /// «осталось 9 ч 40 мин», «на 1 рабочий день».
    pub words: String,
    /// Last legal day.
    pub due_day: regulations::LegalDate,
    /// What is owed about: exam, statement, ledger, announcement.
    pub subject_kind: String,
    /// The obligations, each with its debtor's name.
    pub members: Vec<DutyMember>,
    /// Does the actor's own organisation owe (rather than control)?
    pub own: bool,
}

/// One obligation of a group.
#[derive(Debug, Clone)]
pub struct DutyMember {
    /// As stored.
    pub row: ObligationRow,
    /// Short name of who owes.
    pub debtor: String,
    /// Name of the subject: number of the statement or ledger.
    pub subject: String,
    /// Participants not yet told, for a ledger; rows of a statement.
    pub open_count: i64,
    /// Has the debtor what it needs to act (a ledger whose statement was handed over)?
    pub can_act: bool,
}

/// Everything of the first page.
#[derive(Debug, Clone)]
pub struct Home {
    /// Not met, by due moment.
    pub open: Vec<DutyGroup>,
    /// Met, late first: counts only.
    pub met: usize,
    /// Of them late.
    pub met_late: usize,
    /// The exam whose results are on their way now, if any.
    pub exam: Option<Exam>,
}

impl App {
    /// The actor's own and controlled obligations. What is met is only counted.
    pub async fn home(&self, request: &Request) -> Result<Home, AppError> {
        let scope = request.authorise(Action::SeeObligations)?;
        self.store
            .read(&(self, request, scope), |tx, (app, request, scope)| {
                boxed(async move { app.home_in(tx, request, scope).await })
            })
            .await
    }

    async fn home_in(&self, tx: &mut Tx, request: &Request, scope: &Scope) -> Result<Home, AppError> {
        let ruleset = self.ruleset_in(tx).await?;
        let organisations = Organisations::load(tx).await?;
        let rows = obligations::in_scope(tx, scope, None).await?;
        let subjects = Subjects::load(tx, scope).await?;
        let mut exams: HashMap<Uuid, Exam> = HashMap::new();
        for row in exams::all(tx).await? {
            exams.insert(row.id, Exam::from_row(&row)?);
        }
        let mut home = Home {
            open: Vec::new(),
            met: 0,
            met_late: 0,
            exam: None,
        };
        let mut groups: Vec<DutyGroup> = Vec::new();
        for row in rows {
            let Some(exam) = exams.get(&row.exam_id) else {
                continue;
            };
            let zone = organisations.zone(row.debtor_id).unwrap_or_else(|| self.zone.clone());
            let view = Viewpoint {
                zone: &zone,
                calendar: ruleset.calendar(),
                now: request.now,
            };
            let standing = Standing {
                due_at: Instant::from_micros(row.due_at),
                met_at: row.met_at.map(Instant::from_micros),
            };
            let state = standing.state(view);
            match state {
                ObligationState::Met => home.met += 1,
                ObligationState::MetLate => {
                    home.met += 1;
                    home.met_late += 1;
                }
                _ => {
                    let own = row.debtor_id == request.actor.organisation.0;
                    let debtor = organisations.short_name(row.debtor_id);
                    let member = subjects.member(row, debtor);
                    push_into_group(&mut groups, &ruleset, exam, &zone, standing, view, member, own)?;
                }
            }
        }
        home.exam = exams
            .into_values()
            .filter(|exam| exam.date <= request.today)
            .max_by_key(|exam| exam.date);
        home.open = groups;
        Ok(home)
    }

    /// How one stored obligation was counted, for its clause chip.
    pub async fn counted(&self, tx: &mut Tx, row: &ObligationRow) -> Result<Due, AppError> {
        let ruleset = self.ruleset_in(tx).await?;
        let exam = find_exam(tx, row.exam_id).await?;
        due_of(&ruleset, row, &exam)
    }
}

fn due_of(ruleset: &Ruleset, row: &ObligationRow, exam: &Exam) -> Result<Due, AppError> {
    let term = ruleset
        .term(&row.term_id)
        .map_err(|error| AppError::Law(error.to_string()))?;
    ruleset
        .due(term, Instant::from_micros(row.event_at), &exam.conditions())
        .map_err(|error| AppError::Law(error.to_string()))
}

#[expect(clippy::too_many_arguments, reason = "one row of one loop, split off for reading")]
fn push_into_group(
    groups: &mut Vec<DutyGroup>,
    ruleset: &Ruleset,
    exam: &Exam,
    zone: &Zone,
    standing: Standing,
    view: Viewpoint<'_>,
    member: DutyMember,
    own: bool,
) -> Result<(), AppError> {
    let same = |group: &&mut DutyGroup| {
        group.term_id == member.row.term_id
            && group.due_at == standing.due_at
            && group.exam.id == exam.id
            && group.own == own
    };
    if let Some(group) = groups.iter_mut().find(same) {
        group.members.push(member);
        return Ok(());
    }
    let rules = ruleset.in_zone(zone.clone());
    let counted = due_of(&rules, &member.row, exam)?;
    let clause = member
        .row
        .clause
        .parse::<regulations::Clause>()
        .map_err(|error| AppError::Law(error.to_string()))?;
    let words = ruleset.clause_words(&clause);
    let term = ruleset
        .term(&member.row.term_id)
        .map_err(|error| AppError::Law(error.to_string()))?;
    groups.push(DutyGroup {
        term_id: member.row.term_id.clone(),
        clause: member.row.clause.clone(),
        clause_chip: words
            .as_ref()
            .map_or_else(|| member.row.clause.clone(), |found| found.chip.clone()),
        clause_act: words.as_ref().map(|found| found.act.clone()).unwrap_or_default(),
        clause_words: term.summary.clone(),
        counted: counted.explanation,
        exam: exam.clone(),
        due_at: standing.due_at,
        state: standing.state(view),
        words: standing.words(view),
        due_day: standing.last_day(view),
        subject_kind: member.row.subject_kind.clone(),
        members: vec![member],
        own,
    });
    Ok(())
}

/// Names and counts of what obligations are about.
struct Subjects {
    ledgers: HashMap<Uuid, (String, i64, bool)>,
    statements: HashMap<Uuid, (String, i64, bool)>,
}

impl Subjects {
    async fn load(tx: &mut Tx, scope: &Scope) -> Result<Self, AppError> {
        let ledgers = ledgers::in_scope(tx, scope, None)
            .await?
            .into_iter()
            .map(|row| {
                (
                    row.ledger.id,
                    (
                        row.ledger.number,
                        row.ledger.line_count - row.told,
                        row.available_at.is_some(),
                    ),
                )
            })
            .collect();
        let statements = statements::in_scope(tx, scope, None)
            .await?
            .into_iter()
            .map(|row| {
                let available = row.statement.parent_id.is_none() || row.parent_received_at.is_some();
                (
                    row.statement.id,
                    (row.statement.number, row.statement.line_count, available),
                )
            })
            .collect();
        Ok(Self { ledgers, statements })
    }

    fn member(&self, row: ObligationRow, debtor: String) -> DutyMember {
        let known = self
            .ledgers
            .get(&row.subject_id)
            .or_else(|| self.statements.get(&row.subject_id))
            .cloned();
        let (subject, open_count, can_act) = known.unwrap_or((String::new(), 0, true));
        DutyMember {
            debtor,
            subject,
            open_count,
            can_act,
            row,
        }
    }
}
