//! The lists of the exam day (mordovia-187:8.1): РЦОИ records who was removed, who ended early for a good reason by an act,
//! who came unregistered, and gives the lists to the commission on the same day.

use std::collections::HashMap;

use domain::access::Action;
use domain::approval::holds::DayRecord;
use regulations::{Instant, LegalDate};
use serde_json::json;
use storage::day_records::{self, DayListRow, DayRecordRow};
use storage::keys::Purpose;
use storage::sealed::{Sealer, fields};
use storage::{Tx, boxed, participants};
use uuid::Uuid;

use super::approved_by_the_commission;
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::names::full_name;
use crate::obligations::{DueMoments, system_scope};
use crate::staff_names::staff_names_in;

/// Longest text of a field.
const LONGEST: usize = 300;

/// A record as a form says it.
#[derive(Debug, Clone, Default)]
pub struct DayRecordInput {
    /// `DayRecord` code.
    pub kind: String,
    /// Federal code of the participant; empty of somebody unregistered.
    pub participant_code: String,
    /// Who came unregistered: name, document, school.
    pub person: String,
    /// Number of the act.
    pub act_number: String,
    /// Local time of the exam day, «11:40».
    pub time: String,
}

/// A list of the day, as it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayList {
    /// The removed and those who ended early.
    Removed,
    Unregistered,
}

/// The records of an exam.
#[derive(Debug, Clone)]
pub struct DayRecords {
    /// The exam.
    pub exam: Exam,
    /// By the moment of what happened, cancelled ones too.
    pub records: Vec<DayRecordView>,
    /// When each list was given.
    pub given: Vec<(DayList, Instant)>,
}

/// One record.
#[derive(Debug, Clone)]
pub struct DayRecordView {
    /// As stored; `person_sealed` is of no use here.
    pub row: DayRecordRow,
    /// What it says.
    pub kind: DayRecord,
    /// Full name, or what was written of somebody unregistered.
    pub who: String,
    /// Federal code; empty of somebody unregistered.
    pub participant_code: String,
    /// Short name of the telling organisation.
    pub organisation: String,
    /// Who recorded it.
    pub by: String,
    /// Was it recorded after its list had been given?
    pub after_the_list: bool,
}

impl DayList {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Removed, Self::Unregistered];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Unregistered => "unregistered",
        }
    }

    /// The list of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.code() == code)
    }

    /// The list a record stands in.
    pub const fn of(record: DayRecord) -> Self {
        match record {
            DayRecord::Removed | DayRecord::EndedEarly => Self::Removed,
            DayRecord::Unregistered => Self::Unregistered,
        }
    }
}

impl App {
    /// The lists of the exam day with names; the reading is journalled.
    pub async fn day_records(&self, request: &Request, exam: Uuid) -> Result<DayRecords, AppError> {
        request.authorise(Action::ReviewResults)?;
        let found = self
            .store
            .read(&(self, exam), |tx, (app, exam)| {
                boxed(async move { app.day_records_in(tx, *exam).await })
            })
            .await?;
        let read = event(
            "day-records-read",
            "exam",
            Some(exam),
            json!({"rows": found.records.len()}),
        );
        self.note_reading(request, read).await?;
        Ok(found)
    }

    async fn day_records_in(&self, tx: &mut Tx, exam: Uuid) -> Result<DayRecords, AppError> {
        let exam = find_exam(tx, exam).await?;
        approved_by_the_commission(&exam)?;
        let rows = day_records::of_exam(tx, exam.id).await?;
        let lists = day_records::lists(tx, exam.id).await?;
        let people = self
            .people_of_sittings(tx, exam.id, rows.iter().filter_map(|row| row.sitting_id))
            .await?;
        let directory = self.directory_in(tx).await?;
        let staff = staff_names_in(tx, rows.iter().map(|row| row.recorded_by), &directory).await?;
        let sealer = Sealer::new(self.keys.purpose_key(Purpose::RecordSeal));
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            let kind = DayRecord::from_code(&row.kind)?;
            let (mut who, participant_code, organisation) = row
                .sitting_id
                .and_then(|sitting| people.get(&sitting).cloned())
                .unwrap_or_default();
            if let Some(sealed) = &row.person_sealed {
                who = sealer.open_text(fields::UNREGISTERED_PERSON, row.id, sealed)?;
            }
            let given = lists.iter().find(|list| list.kind == DayList::of(kind).code());
            records.push(DayRecordView {
                kind,
                who,
                participant_code,
                organisation,
                by: staff.get(&row.recorded_by).cloned().unwrap_or_default(),
                after_the_list: given.is_some_and(|list| list.given_at < row.recorded_at),
                row,
            });
        }
        let given = lists
            .iter()
            .filter_map(|row| Some((DayList::from_code(&row.kind)?, Instant::from_micros(row.given_at))));
        Ok(DayRecords {
            exam,
            given: given.collect(),
            records,
        })
    }

    /// Full name, federal code and telling organisation of sittings.
    pub(crate) async fn people_of_sittings(
        &self,
        tx: &mut Tx,
        exam: Uuid,
        sittings: impl Iterator<Item = Uuid>,
    ) -> Result<HashMap<Uuid, (String, String, String)>, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let sittings: Vec<Uuid> = sittings.collect();
        let scope = system_scope(organisations.processing_centre()?.id);
        let rows = participants::of_sittings(tx, &scope, exam, &sittings).await?;
        let named = rows.into_iter().map(|row| {
            let organisation = organisations.short_name(row.informing_organisation_id);
            (
                row.sitting_id,
                (full_name(&directory, row.person_id), row.participant_code, organisation),
            )
        });
        Ok(named.collect())
    }

    /// Records one line of the day's lists. Returns its id.
    ///
    /// Errors: [`AppError::Invalid`] for what the form lacks, an unknown code, a moment that is not of the exam day or lies
    /// ahead; [`AppError::NotNow`] when the same stands already or the exam day has not come.
    pub async fn record_exam_day(
        &self,
        request: &Request,
        exam: Uuid,
        input: &DayRecordInput,
    ) -> Result<Uuid, AppError> {
        request.authorise(Action::RecordExamDay)?;
        let kind = checked(input)?;
        let fingerprint = format!(
            "record-exam-day {exam} {} {} {} {} {}",
            input.kind, input.participant_code, input.person, input.act_number, input.time
        );
        let whole = (self, request, exam, kind, input);
        self.act(request, &fingerprint, &whole, |tx, whole| {
            boxed(async move {
                let (app, request, exam, kind, input) = *whole;
                app.record_in(tx, request, exam, kind, input).await
            })
        })
        .await
    }

    async fn record_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        exam: Uuid,
        kind: DayRecord,
        input: &DayRecordInput,
    ) -> Result<Done<Uuid>, AppError> {
        let exam = find_exam(tx, exam).await?;
        approved_by_the_commission(&exam)?;
        if exam.date > request.today {
            return Err(AppError::NotNow(
                "день экзамена ещё не наступил: записывать нечего".to_owned(),
            ));
        }
        let happened_at = self.moment_of(exam.date, &input.time)?;
        if happened_at > request.now {
            return Err(AppError::field(
                "time",
                "Это время ещё не наступило. Проверьте часы и минуты",
            ));
        }
        let id = self.fresh_id(request.now)?;
        let (sitting_id, person_sealed) = if kind == DayRecord::Unregistered {
            let sealer = Sealer::new(self.keys.purpose_key(Purpose::RecordSeal));
            let sealed = sealer.seal_text(fields::UNREGISTERED_PERSON, id, input.person.trim())?;
            (None, Some(sealed))
        } else {
            (Some(sitting_of(tx, exam.id, &input.participant_code).await?), None)
        };
        let standing = day_records::of_exam(tx, exam.id).await?;
        let same =
            |row: &DayRecordRow| row.cancelled_at.is_none() && row.sitting_id == sitting_id && row.kind == kind.code();
        if sitting_id.is_some() && standing.iter().any(same) {
            return Err(AppError::NotNow("такая запись об этом участнике уже есть".to_owned()));
        }
        let row = DayRecordRow {
            id,
            exam_id: exam.id,
            sitting_id,
            kind: kind.code().to_owned(),
            person_sealed,
            act_number: input.act_number.trim().to_owned(),
            happened_at: happened_at.as_micros(),
            recorded_at: request.at(),
            recorded_by: request.account(),
            cancelled_at: None,
            cancelled_by: None,
            cancel_ground: None,
        };
        day_records::insert(tx, &row).await?;
        self.void_changed_proposals(tx, exam.id, request.now).await?;
        self.reconcile(tx, exam.id, request.now, DueMoments::Keep).await?;
        Ok(Done {
            value: id,
            event: event(
                "day-recorded",
                "day-record",
                Some(id),
                json!({"exam": exam.id, "kind": kind.code()}),
            ),
        })
    }

    fn moment_of(&self, day: LegalDate, time: &str) -> Result<Instant, AppError> {
        let wrong = || AppError::field("time", "Впишите время дня экзамена, например 11:40");
        let (hour, minute) = time.trim().split_once(':').ok_or_else(wrong)?;
        let (hour, minute) = (hour.parse().map_err(|_| wrong())?, minute.parse().map_err(|_| wrong())?);
        self.zone.at(day, hour, minute).map_err(|_| wrong())
    }

    /// Takes a wrong record back; it stays to be seen.
    pub async fn cancel_day_record(&self, request: &Request, record: Uuid, ground: &str) -> Result<(), AppError> {
        request.authorise(Action::RecordExamDay)?;
        let ground = ground.trim();
        if ground.is_empty() || ground.chars().count() > LONGEST {
            return Err(AppError::field(
                "ground",
                "Напишите, почему запись неверна, без фамилий",
            ));
        }
        let fingerprint = format!("cancel-day-record {record} {ground}");
        self.act(request, &fingerprint, &(self, request, record, ground), |tx, input| {
            boxed(async move {
                let (app, request, record, ground) = *input;
                let exam = day_records::exam_of(tx, record).await?.ok_or(AppError::NotFound)?;
                if !day_records::cancel(tx, record, request.account(), ground, request.at()).await? {
                    return Err(AppError::NotNow("эта запись уже отменена".to_owned()));
                }
                app.void_changed_proposals(tx, exam, request.now).await?;
                app.reconcile(tx, exam, request.now, DueMoments::Keep).await?;
                Ok(Done {
                    value: (),
                    event: event(
                        "day-record-cancelled",
                        "day-record",
                        Some(record),
                        json!({"exam": exam}),
                    ),
                })
            })
        })
        .await
    }

    /// РЦОИ gives a list of the day to the commission, empty or not, once.
    pub async fn give_day_list(&self, request: &Request, exam: Uuid, list: DayList) -> Result<(), AppError> {
        request.authorise(Action::RecordExamDay)?;
        let fingerprint = format!("give-day-list {exam} {}", list.code());
        self.act(request, &fingerprint, &(self, request, exam, list), |tx, input| {
            boxed(async move {
                let (app, request, exam, list) = *input;
                let exam = find_exam(tx, exam).await?;
                approved_by_the_commission(&exam)?;
                if exam.date > request.today {
                    return Err(AppError::NotNow(
                        "день экзамена ещё не наступил: передавать нечего".to_owned(),
                    ));
                }
                let given = day_records::lists(tx, exam.id).await?;
                if given.iter().any(|row| row.kind == list.code()) {
                    return Err(AppError::NotNow("этот список уже передан в ГЭК".to_owned()));
                }
                let mut count = 0;
                for row in day_records::of_exam(tx, exam.id).await? {
                    let of_list = DayList::of(DayRecord::from_code(&row.kind)?) == list;
                    count += i64::from(of_list && row.cancelled_at.is_none());
                }
                let row = DayListRow {
                    exam_id: exam.id,
                    kind: list.code().to_owned(),
                    given_at: request.at(),
                    given_by: request.account(),
                    record_count: count,
                };
                day_records::give_list(tx, &row).await?;
                app.reconcile(tx, exam.id, request.now, DueMoments::Keep).await?;
                let details = json!({"exam": exam.id, "kind": list.code(), "count": count});
                Ok(Done {
                    value: (),
                    event: event("day-list-given", "exam", Some(exam.id), details),
                })
            })
        })
        .await
    }
}

/// The sitting of a federal code at an exam.
pub(crate) async fn sitting_of(tx: &mut Tx, exam: Uuid, code: &str) -> Result<Uuid, AppError> {
    let found = day_records::sitting_by_code(tx, exam, code.trim()).await?;
    found.ok_or_else(|| {
        AppError::field(
            "participant_code",
            "Участника с таким кодом среди сдающих этот экзамен нет. Проверьте код",
        )
    })
}

fn checked(input: &DayRecordInput) -> Result<DayRecord, AppError> {
    let mut problems = Vec::new();
    let kind = DayRecord::from_code(&input.kind).ok();
    let too_long = |text: &str| text.chars().count() > LONGEST;
    if kind.is_none() {
        problems.push(FieldProblem::new("kind", "Выберите, что произошло"));
    }
    if kind == Some(DayRecord::Unregistered) {
        if input.person.trim().is_empty() || too_long(&input.person) {
            problems.push(FieldProblem::new(
                "person",
                "Впишите, кто пришёл без регистрации: фамилию, имя, документ",
            ));
        }
    } else if input.participant_code.trim().is_empty() {
        problems.push(FieldProblem::new("participant_code", "Впишите код участника"));
    }
    if input.act_number.trim().is_empty() || too_long(&input.act_number) {
        problems.push(FieldProblem::new("act_number", "Впишите номер акта"));
    }
    if input.time.trim().is_empty() {
        problems.push(FieldProblem::new("time", "Впишите время дня экзамена, например 11:40"));
    }
    match kind {
        Some(kind) if problems.is_empty() => Ok(kind),
        _ => Err(AppError::Invalid(problems)),
    }
}
