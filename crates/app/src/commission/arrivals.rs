//! What РЦОИ received and gave to the commission (mordovia-187:8.1), and what the secretary told the chair of
//! (mordovia-187:9.1): arrived statements, conflicts with the day's records, violations, procedure appeals.

use domain::access::Action;
use domain::approval::holds::OpenMatter;
use domain::edition::HoldReason;
use regulations::Instant;
use serde_json::json;
use storage::deliveries::{self, GivenDeliveryRow};
use storage::{Tx, boxed, day_records, open_matters};
use uuid::Uuid;

use super::approved_by_the_commission;
use super::exam_on_desk::DeskPicture;
use super::in_memory::WaitingNow;
use super::waiting::delivery_id;
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::obligations::DueMoments;

/// What of an exam arrived.
#[derive(Debug, Clone)]
pub struct Arrivals {
    /// The exam.
    pub exam: Exam,
    /// By the moment of receipt.
    pub deliveries: Vec<Delivery>,
    /// Results that contradict the lists of the exam day.
    pub conflicts: usize,
    /// Open matters by kind.
    pub matters: Vec<(OpenMatter, usize)>,
    /// Records of the exam day in force.
    pub day_records: usize,
    /// Is there anything the chair was not told of?
    pub untold: bool,
}

/// What one import brought of the exam.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Follows from exam and import.
    pub id: Uuid,
    /// Number of the import; none where the results were entered otherwise.
    pub number: Option<i64>,
    /// When РЦОИ received it.
    pub received_at: Instant,
    /// Editions it brought.
    pub results: i64,
    /// Of them waiting, held or not.
    pub waiting: i64,
    /// Of them ever approved.
    pub approved: i64,
    /// When it was given to the commission, and by whom.
    pub given: Option<(Instant, String)>,
    /// When the chair was told.
    pub informed_at: Option<Instant>,
}

impl App {
    /// What of an exam arrived at РЦОИ and at the commission: counts only.
    pub async fn arrivals(&self, request: &Request, exam: Uuid) -> Result<Arrivals, AppError> {
        request.authorise(Action::SeeDesk)?;
        self.store
            .read(&(self, exam), |tx, (app, exam)| {
                boxed(async move {
                    let picture = app.desk_picture(tx, *exam).await?;
                    let waiting = app.waiting_of_version(tx, *exam, picture.version).await?;
                    app.arrivals_in(tx, &picture, &waiting).await
                })
            })
            .await
    }

    pub(super) async fn arrivals_in(
        &self,
        tx: &mut Tx,
        picture: &DeskPicture,
        waiting: &WaitingNow,
    ) -> Result<Arrivals, AppError> {
        let exam = picture.exam.clone();
        let given = deliveries::given(tx, exam.id).await?;
        let names = picture
            .names(tx, given.iter().map(|row| row.given_by).collect())
            .await?;
        let mut shown = Vec::new();
        for row in &waiting.received {
            let id = delivery_id(exam.id, row.import_id);
            let handed = given.iter().find(|given| given.id == id);
            shown.push(Delivery {
                id,
                number: row.import_number,
                received_at: Instant::from_micros(row.received_at),
                results: row.editions,
                waiting: row.waiting,
                approved: row.approved,
                given: handed.map(|given| {
                    let name = names.get(&given.given_by).cloned().unwrap_or_default();
                    (Instant::from_micros(given.given_at), name)
                }),
                informed_at: handed.and_then(|given| given.informed_at).map(Instant::from_micros),
            });
        }
        let all = open_matters::of_exam(tx, exam.id).await?;
        let open = |kind: OpenMatter| {
            all.iter()
                .filter(|row| row.closed_at.is_none() && row.kind == kind.code())
                .count()
        };
        let conflicts = waiting
            .candidates
            .iter()
            .filter(|one| one.holds.contains(&HoldReason::DayRecordsConflict))
            .count();
        let records = day_records::of_exam(tx, exam.id).await?;
        Ok(Arrivals {
            conflicts,
            matters: OpenMatter::ALL.iter().map(|kind| (*kind, open(*kind))).collect(),
            day_records: records.iter().filter(|row| row.cancelled_at.is_none()).count(),
            untold: given.iter().any(|row| row.informed_at.is_none())
                || all.iter().any(|row| row.informed_at.is_none()),
            deliveries: shown,
            exam,
        })
    }

    /// РЦОИ gives every delivery of the exam not given yet to the commission. Returns how many.
    ///
    /// Errors: [`AppError::NotNow`] when there is none.
    pub async fn give_to_commission(&self, request: &Request, exam: Uuid) -> Result<i64, AppError> {
        request.authorise(Action::GiveToCommission)?;
        let fingerprint = format!("give-to-commission {exam}");
        self.act(request, &fingerprint, &(self, request, exam), |tx, input| {
            boxed(async move {
                let (app, request, exam) = *input;
                let exam = find_exam(tx, exam).await?;
                approved_by_the_commission(&exam)?;
                let known = deliveries::given(tx, exam.id).await?;
                let mut given = 0;
                for row in deliveries::received(tx, exam.id).await? {
                    let id = delivery_id(exam.id, row.import_id);
                    if known.iter().any(|known| known.id == id) {
                        continue;
                    }
                    let row = GivenDeliveryRow {
                        id,
                        exam_id: exam.id,
                        given_at: request.at(),
                        given_by: request.account(),
                        line_count: row.editions,
                        informed_at: None,
                        informed_by: None,
                    };
                    deliveries::give(tx, &row).await?;
                    given += 1;
                }
                if given == 0 {
                    return Err(AppError::NotNow(
                        "передавать в ГЭК нечего: всё полученное уже передано".to_owned(),
                    ));
                }
                app.void_changed_proposals(tx, exam.id, request.now).await?;
                app.reconcile(tx, exam.id, request.now, DueMoments::Keep).await?;
                Ok(Done {
                    value: given,
                    event: event(
                        "given-to-commission",
                        "exam",
                        Some(exam.id),
                        json!({"exam": exam.id, "count": given}),
                    ),
                })
            })
        })
        .await
    }

    /// The secretary tells the chair of every arrival and matter not told yet. Returns how many.
    ///
    /// Errors: [`AppError::NotNow`] when there is none.
    pub async fn inform_chair(&self, request: &Request, exam: Uuid) -> Result<i64, AppError> {
        request.authorise(Action::KeepMatters)?;
        let fingerprint = format!("inform-chair {exam}");
        self.act(request, &fingerprint, &(self, request, exam), |tx, input| {
            boxed(async move {
                let (app, request, exam) = *input;
                let exam = find_exam(tx, exam).await?;
                approved_by_the_commission(&exam)?;
                let told = deliveries::inform(tx, exam.id, request.account(), request.at()).await?
                    + open_matters::inform(tx, exam.id, request.account(), request.at()).await?;
                let told = i64::try_from(told).unwrap_or(i64::MAX);
                if told == 0 {
                    return Err(AppError::NotNow(
                        "сообщать нечего: председателю уже сообщено обо всём".to_owned(),
                    ));
                }
                app.reconcile(tx, exam.id, request.now, DueMoments::Keep).await?;
                Ok(Done {
                    value: told,
                    event: event(
                        "chair-informed",
                        "exam",
                        Some(exam.id),
                        json!({"exam": exam.id, "count": told}),
                    ),
                })
            })
        })
        .await
    }
}
