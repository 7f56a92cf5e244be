//! What the exam commission and РЦОИ owe about GIA results before they are handed down (mordovia-187:7, 8.1, 9.1, 9.2;
//! kuzbass-gia9:info 5).
//!
//! A delivery (what one import brought of one exam) is a subject of its own: its approval runs from its receipt.
//! *Reading*: the chair's term is met when nothing of the delivery is left that may be approved; what is held waits for the
//! end of its hold under the same term, because the order names no other.

use std::collections::BTreeSet;

use domain::approval::ApprovalStage;
use domain::approval::holds::OpenMatter;
use domain::edition::{EditionState, HoldReason};
use domain::organisation::OrganisationKind;
use regulations::{EventCode, Instant, Party, SubjectKind};
use storage::deliveries::{self, GivenDeliveryRow, ReceivedDeliveryRow};
use storage::{Tx, day_records, open_matters, protocols};
use uuid::Uuid;

use super::Subject;
use crate::commission::day_records::DayList;
use crate::commission::waiting::{self, Concerned, delivery_id};
use crate::context::App;
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations};

impl App {
    /// Deliveries, lists of the exam day, matters, conflicts and protocols of one exam of GIA.
    pub(super) async fn commission_subjects(
        &self,
        tx: &mut Tx,
        exam: &Exam,
        organisations: &Organisations,
    ) -> Result<Vec<Subject>, AppError> {
        let centre = organisations.processing_centre()?.id;
        let parties = Parties::new(centre, organisations);
        let received = deliveries::received(tx, exam.id).await?;
        let concerned = waiting::concerned(tx, exam.id, &received).await?;
        let given = deliveries::given(tx, exam.id).await?;
        let mut subjects = vec![self.day_lists(tx, exam, &parties).await?];
        for row in &received {
            subjects.extend(delivery_subjects(exam.id, row, &given, &concerned, &parties));
        }
        for row in open_matters::of_exam(tx, exam.id).await? {
            let opened = match OpenMatter::from_code(&row.kind)? {
                OpenMatter::ViolationInquiry => EventCode::ViolationFound,
                OpenMatter::ProcedureAppeal => EventCode::ProcedureAppealFiled,
                OpenMatter::Recheck => continue,
            };
            subjects.push(Subject {
                kind: SubjectKind::Case,
                id: row.id,
                debtors: parties.secretary(),
                happenings: vec![
                    (opened, Some(Instant::from_micros(row.opened_at))),
                    (EventCode::ChairInformed, row.informed_at.map(Instant::from_micros)),
                ],
            });
        }
        subjects.extend(conflicts(exam.id, &concerned, &given, &parties));
        for row in protocols::of_exam(tx, exam.id).await? {
            if row.state == ApprovalStage::Approved.code() {
                subjects.push(Subject {
                    kind: SubjectKind::Protocol,
                    id: row.id,
                    debtors: parties.secretary(),
                    happenings: vec![
                        (EventCode::ResultsApproved, row.approved_at.map(Instant::from_micros)),
                        (EventCode::ApprovalProtocolSent, row.sent_at.map(Instant::from_micros)),
                    ],
                });
            }
        }
        Ok(subjects)
    }

    async fn day_lists(&self, tx: &mut Tx, exam: &Exam, parties: &Parties) -> Result<Subject, AppError> {
        let lists = day_records::lists(tx, exam.id).await?;
        let given = |list: DayList| {
            lists
                .iter()
                .find(|row| row.kind == list.code())
                .map(|row| Instant::from_micros(row.given_at))
        };
        Ok(Subject {
            kind: SubjectKind::Statement,
            id: exam.id,
            debtors: parties.centre(),
            happenings: vec![
                (EventCode::ExamHeld, Some(exam.held_at(&self.zone)?)),
                (EventCode::RemovedListGiven, given(DayList::Removed)),
                (EventCode::UnregisteredListGiven, given(DayList::Unregistered)),
            ],
        })
    }
}

/// Who owes what. The chair and the secretary are the commission's; a region without one owes their duties to nobody yet.
struct Parties {
    centre: Uuid,
    commission: Option<Uuid>,
}

impl Parties {
    fn new(centre: Uuid, organisations: &Organisations) -> Self {
        let commissions = organisations
            .iter()
            .filter(|row| row.kind == OrganisationKind::ExamCommission.code() && row.valid_to.is_none());
        Self {
            centre,
            commission: commissions.min_by_key(|row| row.code.as_str()).map(|row| row.id),
        }
    }

    fn centre(&self) -> Vec<(Party, Uuid)> {
        vec![(Party::ProcessingCentre, self.centre)]
    }

    fn chair(&self) -> Vec<(Party, Uuid)> {
        self.commission
            .map(|id| (Party::CommissionChair, id))
            .into_iter()
            .collect()
    }

    fn secretary(&self) -> Vec<(Party, Uuid)> {
        self.commission
            .map(|id| (Party::CommissionSecretary, id))
            .into_iter()
            .collect()
    }
}

fn delivery_subjects(
    exam: Uuid,
    row: &ReceivedDeliveryRow,
    given: &[GivenDeliveryRow],
    concerned: &[Concerned],
    parties: &Parties,
) -> [Subject; 3] {
    let id = delivery_id(exam, row.import_id);
    let received = Some(Instant::from_micros(row.received_at));
    let handed = given.iter().find(|given| given.id == id);
    let given_at = handed.map(|given| Instant::from_micros(given.given_at));
    let kept_back = concerned
        .iter()
        .filter(|one| one.import_id == row.import_id && one.state == EditionState::Received && !one.holds.is_empty());
    let nothing_to_approve = usize::try_from(row.not_held).is_ok_and(|waiting| waiting <= kept_back.count());
    let approved = row
        .approved_at
        .filter(|_| row.approved > 0 && nothing_to_approve)
        .map(Instant::from_micros);
    let subject = |kind, debtors, happenings| Subject {
        kind,
        id,
        debtors,
        happenings,
    };
    [
        subject(
            SubjectKind::Statement,
            parties.centre(),
            vec![
                (EventCode::CheckedResultsReceived, received),
                (EventCode::StatementsGivenToExamCommission, given_at),
            ],
        ),
        subject(
            SubjectKind::Protocol,
            parties.chair(),
            vec![
                (EventCode::CheckedResultsReceived, received),
                (EventCode::ResultsApproved, approved),
            ],
        ),
        subject(
            SubjectKind::Case,
            parties.secretary(),
            vec![
                (EventCode::StatementsFormed, given_at),
                (
                    EventCode::ChairInformed,
                    handed.and_then(|given| given.informed_at).map(Instant::from_micros),
                ),
            ],
        ),
    ]
}

/// Results that contradict the lists of the day, as one subject: never one per child. *Reading*: the conflict arises when
/// the commission gets the statements that show it, so the word on their arrival tells of it too.
fn conflicts(exam: Uuid, concerned: &[Concerned], given: &[GivenDeliveryRow], parties: &Parties) -> Option<Subject> {
    let deliveries: BTreeSet<Uuid> = concerned
        .iter()
        .filter(|one| one.given && one.holds.contains(&HoldReason::DayRecordsConflict))
        .map(|one| delivery_id(exam, one.import_id))
        .collect();
    let concerned: Vec<&GivenDeliveryRow> = given.iter().filter(|row| deliveries.contains(&row.id)).collect();
    let arisen = concerned.iter().map(|row| row.given_at).max()?;
    let informed = match concerned.iter().all(|row| row.informed_at.is_some()) {
        true => concerned.iter().filter_map(|row| row.informed_at).max(),
        false => None,
    };
    Some(Subject {
        kind: SubjectKind::Case,
        id: exam,
        debtors: parties.secretary(),
        happenings: vec![
            (EventCode::ConflictArisen, Some(Instant::from_micros(arisen))),
            (EventCode::ChairInformed, informed.map(Instant::from_micros)),
        ],
    })
}
