//! The desk itself: every exam of GIA with what awaits whom, and the nearest term.

use std::collections::HashMap;
use std::sync::Arc;

use domain::access::Action;
use domain::approval::ApprovalStage;
use domain::exam::{ReleaseRule, release_rule};
use regulations::{Instant, ObligationState, Ruleset, Standing, Viewpoint};
use storage::obligations::{self, ObligationRow};
use storage::protocols::{self, ProtocolRow};
use storage::{boxed, exams};
use uuid::Uuid;

use super::returned::unanswered;
use super::waiting::Candidate;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::Exam;

/// An exam of GIA on the desk.
#[derive(Debug, Clone)]
pub struct DeskExam {
    /// The exam.
    pub exam: Exam,
    /// Received by РЦОИ, not yet given.
    pub not_given: usize,
    /// Given and free to be approved.
    pub ready: usize,
    /// Given and held.
    pub held: usize,
    /// Numbers of proposed protocols.
    pub proposed: Vec<String>,
    /// Numbers of proposals that the chair returned and nobody answered yet.
    pub returned: Vec<String>,
    /// Approved protocols.
    pub approved: usize,
    /// Approved ones not sent to РЦОИ yet.
    pub unsent: usize,
    /// The nearest open term that the reader may know of.
    pub term: Option<DeskTerm>,
}

/// An open term of an exam.
#[derive(Debug, Clone)]
pub struct DeskTerm {
    /// The term in our own words.
    pub summary: String,
    /// «председатель ГЭК».
    pub debtor: String,
    /// Last legal day.
    pub due_day: regulations::LegalDate,
    /// State now.
    pub state: ObligationState,
    /// «осталось 9 ч 40 мин».
    pub words: String,
}

/// Who has to do the next thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaits {
    /// РЦОИ: results.
    Results,
    /// РЦОИ: to give what it received.
    Giving,
    /// The secretary: to propose.
    Proposal,
    /// The secretary: to mend what the chair returned.
    Mending,
    /// The chair: to approve.
    Approval,
    /// The secretary: to send the protocol.
    Sending,
    /// The end of what holds the rest.
    Holds,
    Nobody,
}

impl Awaits {
    /// Place on the desk: what somebody can do now comes first.
    const fn rank(self) -> u8 {
        match self {
            Self::Approval | Self::Sending | Self::Proposal | Self::Mending | Self::Giving => 0,
            Self::Holds => 1,
            Self::Results => 2,
            Self::Nobody => 3,
        }
    }
}

impl DeskExam {
    /// What comes next.
    pub fn awaits(&self) -> Awaits {
        if !self.proposed.is_empty() {
            Awaits::Approval
        } else if self.unsent > 0 {
            Awaits::Sending
        } else if !self.returned.is_empty() && self.ready > 0 {
            Awaits::Mending
        } else if self.ready > 0 {
            Awaits::Proposal
        } else if self.not_given > 0 {
            Awaits::Giving
        } else if self.held > 0 {
            Awaits::Holds
        } else if self.approved > 0 {
            Awaits::Nobody
        } else {
            Awaits::Results
        }
    }
}

impl App {
    /// The exams that the commission approves: what waits for somebody's act first, by due day, then the others, newest
    /// first.
    pub async fn desk(&self, request: &Request) -> Result<Vec<DeskExam>, AppError> {
        request.authorise(Action::SeeDesk)?;
        self.store
            .read(&(self, request), |tx, (app, request)| {
                boxed(async move {
                    let ruleset = app.ruleset_in(tx).await?;
                    let duties = match request.authorise(Action::SeeObligations) {
                        Ok(scope) => obligations::open_rows(tx, &scope, None, "").await?,
                        Err(_) => Vec::new(),
                    };
                    let mut known: HashMap<Uuid, Vec<ProtocolRow>> = HashMap::new();
                    for row in protocols::all(tx).await? {
                        known.entry(row.exam_id).or_default().push(row);
                    }
                    let versions: HashMap<Uuid, i64> = exams::waiting_versions(tx).await?.into_iter().collect();
                    let mut desk = Vec::new();
                    for row in exams::all(tx).await? {
                        let exam = Exam::from_row(&row)?;
                        if release_rule(exam.kind) == ReleaseRule::Approval {
                            let known = known.remove(&exam.id).unwrap_or_default();
                            let version = versions.get(&exam.id).copied().unwrap_or_default();
                            let waiting = app.waiting_of_version(tx, exam.id, version).await?;
                            desk.push(app.desk_exam(request, exam, &waiting.candidates, &duties, &known, &ruleset)?);
                        }
                    }
                    // The sort is stable: within a rank the newest stays first.
                    desk.sort_by_key(|one| {
                        let due = one.term.as_ref().map(|term| term.due_day);
                        (one.awaits().rank(), due.is_none(), due)
                    });
                    Ok(desk)
                })
            })
            .await
    }

    fn desk_exam(
        &self,
        request: &Request,
        exam: Exam,
        all: &[Arc<Candidate>],
        duties: &[ObligationRow],
        known: &[ProtocolRow],
        ruleset: &Ruleset,
    ) -> Result<DeskExam, AppError> {
        let in_stage = |stage: ApprovalStage| known.iter().filter(move |row| row.state == stage.code());
        let nearest = duties
            .iter()
            .filter(|row| row.exam_id == exam.id)
            .min_by_key(|row| row.due_at);
        let view = Viewpoint {
            zone: &self.zone,
            calendar: ruleset.calendar(),
            now: request.now,
        };
        Ok(DeskExam {
            not_given: all.iter().filter(|one| !one.given).count(),
            ready: all.iter().filter(|one| one.given && one.holds.is_empty()).count(),
            held: all.iter().filter(|one| one.given && !one.holds.is_empty()).count(),
            proposed: in_stage(ApprovalStage::Proposed)
                .map(|row| row.number.clone())
                .collect(),
            returned: unanswered(known)?.into_iter().map(|row| row.number.clone()).collect(),
            approved: in_stage(ApprovalStage::Approved).count(),
            unsent: in_stage(ApprovalStage::Approved)
                .filter(|row| row.sent_at.is_none())
                .count(),
            term: nearest.map(|row| desk_term(row, ruleset, view)).transpose()?,
            exam,
        })
    }
}

fn desk_term(row: &ObligationRow, ruleset: &Ruleset, view: Viewpoint<'_>) -> Result<DeskTerm, AppError> {
    let term = ruleset
        .term(&row.term_id)
        .map_err(|error| AppError::Law(error.to_string()))?;
    let standing = Standing {
        due_at: Instant::from_micros(row.due_at),
        met_at: None,
    };
    Ok(DeskTerm {
        summary: term.summary.clone(),
        debtor: term.debtor.russian().to_owned(),
        due_day: standing.last_day(view),
        state: standing.state(view),
        words: standing.words(view),
    })
}
