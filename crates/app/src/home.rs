//! The first page of every role: own obligations by due moment, and where the results are.

use std::collections::HashMap;

use domain::access::{Action, Role, Scope};
use regulations::{Due, EventCode, Instant, ObligationState, Party, Ruleset, Standing, Viewpoint};
use storage::obligations::{self, OpenObligationRow};
use storage::{Tx, boxed, statements};
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_choice::{focus_among, newest_first};
use crate::exam_view::Exam;

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
    /// What is owed about: exam, statement, ledger, announcement, protocol, case.
    pub subject_kind: String,
    /// The act that discharges it.
    pub discharged_by: EventCode,
    /// Who owes it by the term: the chair and the secretary sit in one organisation.
    pub party: Party,
    /// The obligations, each with its debtor's name.
    pub members: Vec<DutyMember>,
    /// Does the actor's own organisation owe (rather than control)?
    pub own: bool,
}

/// One obligation of a group.
#[derive(Debug, Clone)]
pub struct DutyMember {
    /// What is owed about.
    pub subject: Uuid,
    /// Short name of who owes.
    pub debtor: String,
    /// Participants not yet told, for a ledger; rows of a statement.
    pub open_count: i64,
    /// Has the debtor what it needs to act (a ledger whose statement was handed over), and is the act its own? РЦОИ owes the whole
    /// way to a school that is handed over by its body (kuzbass-gia9:info 5).
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
    /// Statements handed over to the actor's organisation whose receipt nobody confirmed: a term may run from the receipt
    /// (mordovia-187:11.2), so that none stands here yet.
    pub awaiting_receipt: i64,
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
        let organisations = self.organisations_in(tx).await?;
        let all = newest_first(tx).await?;
        let exams: HashMap<Uuid, &Exam> = all.iter().map(|exam| (exam.id, exam)).collect();
        let (met, met_late) = obligations::met(tx, scope).await?;
        let count = |count: i64| usize::try_from(count).unwrap_or_default();
        let mut home = Home {
            open: Vec::new(),
            met: count(met),
            met_late: count(met_late),
            exam: None,
            awaiting_receipt: 0,
        };
        if request.authorise(Action::ReceiveStatement).is_ok() {
            home.awaiting_receipt = statements::awaiting_receipt(tx, request.actor.organisation.0).await?;
        }
        for row in obligations::open(tx, scope).await? {
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
                met_at: None,
            };
            let own = row.debtor_id == request.actor.organisation.0
                && owes_in_person(&ruleset, &row.term_id, request.actor.role)?;
            let member = DutyMember {
                subject: row.subject_id,
                debtor: organisations.short_name(row.debtor_id),
                open_count: row.open_count,
                can_act: row.can_act,
            };
            push_into_group(&mut home.open, &ruleset, exam, standing, view, &row, member, own)?;
        }
        home.exam = focus_among(tx, &all, request.today)
            .await?
            .filter(|exam| exam.date <= request.today);
        Ok(home)
    }
}

/// Of the commission's duties the chair owes the chair's and the secretary the secretary's; elsewhere an organisation
/// owes as one.
fn owes_in_person(ruleset: &Ruleset, term_id: &str, role: Role) -> Result<bool, AppError> {
    let term = ruleset
        .term(term_id)
        .map_err(|error| AppError::Law(error.to_string()))?;
    Ok(match term.debtor {
        Party::CommissionChair => role == Role::CommissionChair,
        Party::CommissionSecretary => role == Role::CommissionSecretary,
        _ => true,
    })
}

fn due_of(ruleset: &Ruleset, row: &OpenObligationRow, exam: &Exam) -> Result<Due, AppError> {
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
    standing: Standing,
    view: Viewpoint<'_>,
    row: &OpenObligationRow,
    member: DutyMember,
    own: bool,
) -> Result<(), AppError> {
    let same = |group: &&mut DutyGroup| {
        group.term_id == row.term_id && group.due_at == standing.due_at && group.exam.id == exam.id && group.own == own
    };
    if let Some(group) = groups.iter_mut().find(same) {
        group.members.push(member);
        return Ok(());
    }
    let rules = ruleset.in_zone(view.zone.clone());
    let counted = due_of(&rules, row, exam)?;
    let clause = row
        .clause
        .parse::<regulations::Clause>()
        .map_err(|error| AppError::Law(error.to_string()))?;
    let words = ruleset.clause_words(&clause);
    let term = ruleset
        .term(&row.term_id)
        .map_err(|error| AppError::Law(error.to_string()))?;
    groups.push(DutyGroup {
        term_id: row.term_id.clone(),
        clause: row.clause.clone(),
        clause_chip: words
            .as_ref()
            .map_or_else(|| row.clause.clone(), |found| found.chip.clone()),
        clause_act: words.as_ref().map(|found| found.act.clone()).unwrap_or_default(),
        clause_words: term.summary.clone(),
        counted: counted.explanation,
        exam: exam.clone(),
        due_at: standing.due_at,
        state: standing.state(view),
        words: standing.words(view),
        due_day: standing.last_day(view),
        subject_kind: row.subject_kind.clone(),
        discharged_by: term.discharged_by,
        party: term.debtor,
        members: vec![member],
        own,
    });
    Ok(())
}
