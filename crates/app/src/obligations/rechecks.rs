//! What is owed about rechecks by order: РЦОИ tells the participants, the chair decides by the protocols of the recheck
//! (mordovia-187:7, 8.6). Of a changed key and of essays called in the orders name no term (rostov-essay:8.4).
//!
//! *Reading*: an order that was taken back owes nothing more, so that moment ends what ran.

use domain::organisation::OrganisationKind;
use domain::recheck::RecheckKind;
use regulations::{EventCode, Party, SubjectKind};
use storage::essay_rechecks::EssayRecheckRow;
use storage::rechecks::RecheckRow;

use super::Subject;
use super::appeals::{first_of, moment};
use crate::error::AppError;
use crate::exam_view::Organisations;

/// The subjects of some batches.
pub(super) fn recheck_subjects(rows: &[RecheckRow], organisations: &Organisations) -> Result<Vec<Subject>, AppError> {
    let centre = organisations.processing_centre()?.id;
    let commission = first_of(organisations, OrganisationKind::ExamCommission);
    let mut subjects = Vec::with_capacity(rows.len() * 2);
    for row in rows {
        if !RecheckKind::from_code(&row.kind)?.tells_participants() {
            continue;
        }
        subjects.push(Subject {
            kind: SubjectKind::Case,
            id: row.id,
            debtors: vec![(Party::ProcessingCentre, centre)],
            happenings: vec![
                (EventCode::RecheckOrdered, moment(Some(row.entered_at))),
                (
                    EventCode::RecheckParticipantsInformed,
                    moment(row.told_at.or(row.ended_at)),
                ),
            ],
        });
        if let (Some(commission), Some(_)) = (commission, row.given_at) {
            subjects.push(Subject {
                kind: SubjectKind::Protocol,
                id: row.id,
                debtors: vec![(Party::CommissionChair, commission)],
                happenings: vec![
                    (EventCode::RecheckProtocolsReceived, moment(row.given_at)),
                    (EventCode::RecheckDecided, moment(row.ended_at)),
                ],
            });
        }
    }
    Ok(subjects)
}

/// What the municipal body owes about applications for a second check of an essay (rostov-essay:10.2.2). *Reading*: an
/// application that was taken back owes nothing more.
pub(super) fn application_subjects(rows: &[EssayRecheckRow]) -> Vec<Subject> {
    let subject = |row: &EssayRecheckRow| Subject {
        kind: SubjectKind::Case,
        id: row.id,
        debtors: vec![(Party::MunicipalBody, row.organisation_id)],
        happenings: vec![
            (EventCode::RecheckApplicationSubmitted, moment(Some(row.filed_at))),
            (EventCode::RecheckNoticeSent, moment(row.noticed_at.or(row.ended_at))),
            (
                EventCode::RecheckMaterialsTransferred,
                moment(row.transferred_at.or(row.ended_at)),
            ),
        ],
    };
    rows.iter().map(subject).collect()
}
