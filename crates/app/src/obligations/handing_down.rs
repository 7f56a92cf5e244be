//! Statements and ledgers as subjects of duties: what has happened to each, by kind of exam.
//!
//! Of GIA a state school or college is a school: its orders know schools and municipal bodies only (mordovia-187:8.2, 11.2;
//! kuzbass-gia9:info 5, 6). A statement to a school is owed by more than its sender: by РЦОИ for the whole way
//! (kuzbass-gia9:info 5), by the municipal body on whose list it stands (mordovia-187:10.2).

use std::collections::HashMap;

use domain::exam::{ExamKind, ReleaseRule, release_rule};
use domain::organisation::OrganisationKind;
use regulations::{EventCode, Instant, Party, SubjectKind};
use storage::ledgers::LedgerInListRow;
use storage::results::CompletionRow;
use storage::statements::StatementInListRow;
use storage::{Tx, annulments, protocols};
use uuid::Uuid;

use super::{Subject, party_of};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations};

/// When each release of an exam happened, by its completion, protocol or annulment.
pub(super) struct Releases {
    kind: ExamKind,
    moments: HashMap<Uuid, Instant>,
}

impl Releases {
    pub(super) async fn load(tx: &mut Tx, exam: &Exam, completions: &[CompletionRow]) -> Result<Self, AppError> {
        let mut moments: HashMap<Uuid, Instant> = completions
            .iter()
            .map(|row| (row.id, Instant::from_micros(row.declared_at)))
            .collect();
        if release_rule(exam.kind) == ReleaseRule::Approval {
            let approvals = protocols::approved(tx, Some(exam.id)).await?;
            moments.extend(
                approvals
                    .into_iter()
                    .map(|row| (row.id, Instant::from_micros(row.approved_at))),
            );
            // A result that was annulled goes down anew from that decision.
            let annulled = annulments::of_exam(tx, exam.id).await?;
            moments.extend(
                annulled
                    .into_iter()
                    .map(|row| (row.id, Instant::from_micros(row.decided_at))),
            );
        }
        Ok(Self {
            kind: exam.kind,
            moments,
        })
    }

    /// The release that formed a statement: what it is called in law, and when it was.
    fn of(&self, row: &StatementInListRow) -> (EventCode, Option<Instant>) {
        let statement = &row.statement;
        let event = match release_rule(self.kind) {
            ReleaseRule::EndOfProcessing => EventCode::ProcessingFinished,
            ReleaseRule::Approval => EventCode::ResultsApproved,
        };
        let release = statement
            .completion_id
            .or(statement.annulment_id)
            .or(statement.protocol_id);
        (event, release.and_then(|id| self.moments.get(&id).copied()))
    }
}

/// Hand-over to a party and receipt there, as the orders name them.
fn arrival(party: Party) -> (EventCode, EventCode) {
    match party {
        Party::MunicipalBody => (
            EventCode::TransferredToMunicipalBody,
            EventCode::ReceivedByMunicipalBody,
        ),
        Party::StateOrganisation => (
            EventCode::TransferredToStateOrganisation,
            EventCode::ReceivedByStateOrganisation,
        ),
        _ => (EventCode::TransferredToSchool, EventCode::ReceivedBySchool),
    }
}

/// Who an organisation is in the orders of this kind of exam.
fn party_of_kind(kind: ExamKind, organisation: OrganisationKind) -> Party {
    match (release_rule(kind), party_of(organisation)) {
        (ReleaseRule::Approval, Party::StateOrganisation) => Party::School,
        (_, party) => party,
    }
}

pub(super) fn statement_subject(
    row: &StatementInListRow,
    releases: &Releases,
    centre: Uuid,
    organisations: &Organisations,
) -> Result<Subject, AppError> {
    let statement = &row.statement;
    let recipient = organisations.kind(statement.recipient_id)?;
    let (transferred, received) = arrival(party_of_kind(releases.kind, recipient));
    let mut happenings = vec![
        (transferred, statement.handed_over_at.map(Instant::from_micros)),
        (received, statement.received_at.map(Instant::from_micros)),
    ];
    let mut debtors = Vec::new();
    // The end of processing opens the hop that РЦОИ makes itself; an approval the whole way.
    if statement.sender_id == centre || release_rule(releases.kind) == ReleaseRule::Approval {
        happenings.push(releases.of(row));
        debtors.push((Party::ProcessingCentre, centre));
    }
    if let Some(body) = row.parent_recipient_id {
        let list_received = row.parent_received_at.map(Instant::from_micros);
        happenings.push((EventCode::ReceivedByMunicipalBody, list_received));
        debtors.push((Party::MunicipalBody, body));
    }
    Ok(Subject {
        kind: SubjectKind::Statement,
        id: statement.id,
        debtors,
        happenings,
    })
}

/// Who tells, in the orders of this kind of exam. *Reading*: the memo of ГИА-9 knows schools only, so a municipal body that tells
/// its own people, externs, owes them what a school owes (kuzbass-gia9:info 6), from the hand-over to it.
fn teller(kind: ExamKind, organisation: OrganisationKind) -> Party {
    match (kind, party_of_kind(kind, organisation)) {
        (ExamKind::Gia9, Party::MunicipalBody) => Party::School,
        (_, party) => party,
    }
}

/// The ledgers as subjects: told when every line is told.
pub(super) fn ledger_subjects(
    rows: Vec<LedgerInListRow>,
    kind: ExamKind,
    organisations: &Organisations,
) -> Result<Vec<Subject>, AppError> {
    let mut subjects = Vec::with_capacity(rows.len());
    for row in rows {
        let organisation = organisations.kind(row.ledger.organisation_id)?;
        let debtor = teller(kind, organisation);
        let (arrived, received) = arrival(debtor);
        // The essay's term runs from the hop before the school's (kuzbass-4195:2.7), the terms of GIA from the school's own.
        let (transferred, transferred_at) = match (release_rule(kind), debtor) {
            (ReleaseRule::EndOfProcessing, Party::School) => {
                (EventCode::TransferredToMunicipalBody, row.transferred_at)
            }
            (ReleaseRule::EndOfProcessing, _) => (arrived, row.transferred_at),
            (ReleaseRule::Approval, _) => (arrived, row.available_at),
        };
        let all_told = row.told == row.ledger.line_count;
        subjects.push(Subject {
            kind: SubjectKind::Ledger,
            id: row.ledger.id,
            debtors: vec![(debtor, row.ledger.organisation_id)],
            happenings: vec![
                (transferred, transferred_at.map(Instant::from_micros)),
                (received, row.received_at.map(Instant::from_micros)),
                (
                    EventCode::AcquaintanceCompleted,
                    row.last_told_at.filter(|_| all_told).map(Instant::from_micros),
                ),
            ],
        });
    }
    Ok(subjects)
}
