//! What is owed about appeals: the school's hand-over, notice and decision of the commission, the way of a granted appeal
//! through РЦОИ to the chair (kuzbass-gia9:rights 6; mordovia-187:7, 8.4).
//!
//! *Reading*: an appeal that was withdrawn, or that the commission does not consider, is considered no more, so that moment
//! ends the terms that ran; one that ended before its hand-over never owed anything.

use domain::appeal::hearing::Outcome;
use domain::appeal::{AppealKind, CaseState};
use domain::organisation::OrganisationKind;
use regulations::{EventCode, Instant, Party, SubjectKind};
use storage::appeals::AppealRow;
use uuid::Uuid;

use super::Subject;
use crate::error::AppError;
use crate::exam_view::Organisations;

/// The subjects of some cases: each case, and what the chair owes about its recount.
pub(super) fn appeal_subjects(rows: &[AppealRow], organisations: &Organisations) -> Result<Vec<Subject>, AppError> {
    let centre = organisations.processing_centre()?.id;
    let commission = first_of(organisations, OrganisationKind::AppealsCommission);
    let chair = first_of(organisations, OrganisationKind::ExamCommission);
    let mut subjects = Vec::with_capacity(rows.len() * 2);
    for row in rows {
        subjects.extend(case_subject(row, centre, commission, chair)?);
        if let (Some(chair), true) = (chair, is_granted_procedure(row)) {
            subjects.push(Subject {
                kind: SubjectKind::Protocol,
                id: row.id,
                debtors: vec![(Party::CommissionChair, chair)],
                happenings: vec![
                    (EventCode::ProcedureAppealGranted, moment(row.decided_at)),
                    (EventCode::AnnulmentDecided, moment(row.ended_at)),
                ],
            });
        }
        if let (Some(chair), Some(_)) = (chair, row.recounted_at) {
            subjects.push(Subject {
                kind: SubjectKind::Protocol,
                id: row.id,
                debtors: vec![(Party::CommissionChair, chair)],
                happenings: vec![
                    (EventCode::ChangedResultsGiven, moment(row.recounted_at)),
                    (EventCode::AppealChangeDecided, moment(row.ended_at)),
                ],
            });
        }
    }
    Ok(subjects)
}

fn case_subject(
    row: &AppealRow,
    centre: Uuid,
    commission: Option<Uuid>,
    chair: Option<Uuid>,
) -> Result<Option<Subject>, AppError> {
    let state = CaseState::from_code(&row.state)?;
    let given_up = matches!(state, CaseState::Withdrawn | CaseState::NotConsidered);
    if given_up && row.transferred_at.is_none() {
        return Ok(None);
    }
    let kind = AppealKind::from_code(&row.kind)?;
    let [filed, received, decided, granted] = match kind {
        AppealKind::Score => [
            EventCode::ScoreAppealFiled,
            EventCode::ScoreAppealReceived,
            EventCode::ScoreAppealDecided,
            EventCode::ScoreAppealGranted,
        ],
        AppealKind::Procedure => [
            EventCode::ProcedureAppealFiled,
            EventCode::ProcedureAppealReceived,
            EventCode::ProcedureAppealDecided,
            EventCode::ProcedureAppealGranted,
        ],
    };
    let over = row.ended_at.filter(|_| given_up);
    let mut happenings = vec![
        (filed, moment(Some(row.filed_at))),
        (received, moment(row.transferred_at)),
        (decided, moment(row.decided_at.or(over))),
    ];
    if row.slot_at.is_some() {
        happenings.push((EventCode::HearingStarted, moment(row.slot_at)));
        happenings.push((EventCode::HearingAppointed, moment(row.slot_appointed_at)));
        happenings.push((EventCode::HearingNoticeSent, moment(row.noticed_at.or(over))));
    }
    if row.decided_primary.is_some() {
        happenings.push((granted, moment(row.decided_at)));
        happenings.push((EventCode::AppealDecisionReceived, moment(row.sent_at)));
        happenings.push((EventCode::ChangedResultsGiven, moment(row.recounted_at)));
    }
    let mut debtors = vec![(Party::School, row.organisation_id), (Party::ProcessingCentre, centre)];
    debtors.extend(commission.map(|id| (Party::AppealsCommission, id)));
    debtors.extend(chair.map(|id| (Party::CommissionMember, id)));
    Ok(Some(Subject {
        kind: SubjectKind::Case,
        id: row.id,
        debtors,
        happenings,
    }))
}

fn is_granted_procedure(row: &AppealRow) -> bool {
    row.kind == AppealKind::Procedure.code() && row.outcome.as_deref() == Some(Outcome::Granted.code())
}

pub(super) fn first_of(organisations: &Organisations, kind: OrganisationKind) -> Option<Uuid> {
    organisations
        .iter()
        .filter(|row| row.kind == kind.code() && row.valid_to.is_none())
        .min_by_key(|row| row.code.as_str())
        .map(|row| row.id)
}

pub(super) fn moment(at: Option<i64>) -> Option<Instant> {
    at.map(Instant::from_micros)
}
