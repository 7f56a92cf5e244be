//! The schedule of hearings: rooms and days, slots of twenty minutes, notices, the commission's calendar (F2, F5).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::access::Action;
use domain::appeal::hearing::{Slot, free_slots};
use domain::appeal::people::CommissionPart;
use domain::appeal::{Act, AppealKind, CaseState, DayOffered, SlotOffered};
use regulations::{EventCode, Instant, LegalDate, Ruleset};
use serde_json::json;
use storage::appeals::{self, AppealRow};
use storage::hearings::{self, HearingRow};
use storage::installation::{self, Counter};
use storage::{StorageError, Tx, boxed};
use uuid::Uuid;

use super::list::CaseLine;
use super::{Planned, Written, claims_of, must_be_version};
use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::{AppError, FieldProblem};
use crate::exam_view::{Exam, find_exam};
use crate::ledgers::{parse_day, parse_time};

/// Most cases of one room and day: eight hours of slots.
const MOST_SLOTS: usize = 24;

/// A hearing as a form says it.
#[derive(Debug, Clone, Default)]
pub struct HearingInput {
    pub day: String,
    pub time: String,
    pub place: String,
    pub room: String,
}

/// A hearing in the calendar.
#[derive(Debug, Clone)]
pub struct HearingSummary {
    /// As stored.
    pub row: HearingRow,
    /// Its day.
    pub day: LegalDate,
    /// Start of the first slot.
    pub starts_at: Instant,
    /// Cases that stand in it; withdrawn and refused ones left out.
    pub cases: usize,
    /// Those of them not told yet.
    pub untold: usize,
    /// Those of them decided.
    pub decided: usize,
}

/// One hearing with its schedule.
#[derive(Debug, Clone)]
pub struct HearingView {
    /// The hearing.
    pub summary: HearingSummary,
    /// Its cases by slot.
    pub lines: Vec<CaseLine>,
    /// Cases that wait for a slot, the most pressing first.
    pub waiting: Vec<CaseLine>,
    /// Members of the commission now.
    pub members: usize,
    /// How many of them must be there.
    pub quorum: usize,
}

impl App {
    /// Every hearing, the next first, then the past ones; and how many cases wait for a slot.
    pub async fn hearing_calendar(&self, request: &Request) -> Result<(Vec<HearingSummary>, usize), AppError> {
        request.authorise(Action::RunAppeals)?;
        self.store
            .read(&(self, request), |tx, (app, request)| {
                boxed(async move {
                    let mut found = Vec::new();
                    for row in hearings::all(tx).await? {
                        found.push(summary(tx, row).await?);
                    }
                    found.sort_by_key(|one| {
                        let past = one.day < request.today;
                        let days = one.day.days_since(request.today).abs();
                        (past, days, one.starts_at, one.row.number)
                    });
                    Ok((found, app.waiting_for_a_slot(tx, request).await?.len()))
                })
            })
            .await
    }

    /// One hearing with its cases; the reading is journalled.
    pub async fn hearing_view(&self, request: &Request, id: Uuid) -> Result<HearingView, AppError> {
        request.authorise(Action::RunAppeals)?;
        let view = self
            .store
            .read(&(self, request, id), |tx, (app, request, id)| {
                boxed(async move { app.hearing_view_in(tx, request, *id).await })
            })
            .await?;
        let read = event("hearing-read", "hearing", Some(id), json!({"rows": view.lines.len()}));
        self.note_reading(request, read).await?;
        Ok(view)
    }

    async fn hearing_view_in(&self, tx: &mut Tx, request: &Request, id: Uuid) -> Result<HearingView, AppError> {
        let row = hearings::find(tx, id).await?.ok_or(AppError::NotFound)?;
        let mut rows = appeals::of_hearing(tx, id).await?;
        rows.retain(stands);
        let waiting = self.waiting_for_a_slot(tx, request).await?;
        let lines = self.case_lines(tx, request, rows).await?;
        // What the commission does not consider is refused on the page of the case, not heard.
        let heard = |row: &AppealRow| {
            row.kind == AppealKind::Procedure.code()
                || claims_of(&row.claims).is_ok_and(|claims| claims.iter().any(|claim| claim.is_considered()))
        };
        let waiting = waiting.into_iter().filter(heard).collect();
        let mut waiting = self.case_lines(tx, request, waiting).await?;
        waiting.sort_by_key(|line| (line.due_at(), line.row.number));
        let people = hearings::people(tx).await?;
        let decides = |part: &str| CommissionPart::from_code(part).is_ok_and(CommissionPart::decides);
        let members = people
            .iter()
            .filter(|one| one.ended_at.is_none() && decides(&one.part))
            .count();
        Ok(HearingView {
            summary: summary(tx, row).await?,
            lines,
            waiting,
            members,
            quorum: self.quorum_in(tx).await?.of(members),
        })
    }

    async fn waiting_for_a_slot(&self, tx: &mut Tx, request: &Request) -> Result<Vec<AppealRow>, AppError> {
        let scope = request.authorise(Action::RunAppeals)?;
        let mut rows = appeals::in_scope(tx, &scope, None).await?;
        rows.retain(|row| row.state == CaseState::Received.code());
        Ok(rows)
    }

    /// Opens a room on a working day. Returns the hearing.
    ///
    /// Errors: [`AppError::Invalid`] for what is missing, a day off, a day that has passed.
    pub async fn enter_hearing(&self, request: &Request, input: &HearingInput) -> Result<Uuid, AppError> {
        request.authorise(Action::RunAppeals)?;
        let fingerprint = format!("enter-hearing {input:?}");
        self.act(request, &fingerprint, &(self, request, input), |tx, whole| {
            boxed(async move {
                let (app, request, input) = *whole;
                app.authorised_now(tx, request, Action::RunAppeals).await?;
                let ruleset = app.ruleset_in(tx).await?;
                let (day, starts_at) = app.read_hearing(input, request, &ruleset)?;
                let row = HearingRow {
                    id: app.fresh_id(request.now)?,
                    number: installation::bump(tx, Counter::Hearing, 1).await?,
                    day: day.to_string(),
                    starts_at: starts_at.as_micros(),
                    place: input.place.trim().to_owned(),
                    room: input.room.trim().to_owned(),
                    appointed_at: request.at(),
                    appointed_by: request.account(),
                };
                let same = |other: &HearingRow| {
                    (other.starts_at, &other.place, &other.room) == (row.starts_at, &row.place, &row.room)
                };
                if hearings::all(tx).await?.iter().any(same) {
                    return Err(AppError::field(
                        "room",
                        "На\u{a0}это время в\u{a0}этой аудитории заседание уже есть",
                    ));
                }
                hearings::insert(tx, &row).await?;
                let details = json!({"number": row.number, "day": row.day});
                Ok(Done {
                    value: row.id,
                    event: event("hearing-entered", "hearing", Some(row.id), details),
                })
            })
        })
        .await
    }

    fn read_hearing(
        &self,
        input: &HearingInput,
        request: &Request,
        ruleset: &Ruleset,
    ) -> Result<(LegalDate, Instant), AppError> {
        let mut problems = Vec::new();
        let mut wrong = |field: &str, words: String| problems.push(FieldProblem::new(field, words));
        let day = parse_day(&input.day);
        let time = parse_time(&input.time);
        match day {
            None => wrong("day", "Впишите день заседания, например 15.06.2027".to_owned()),
            Some(day) if day < request.today => wrong("day", "Этот день прошёл. Впишите будущий".to_owned()),
            Some(day) => match ruleset.calendar().is_working(day) {
                Ok(true) => {}
                Ok(false) => {
                    let why = ruleset.calendar().reason(day).unwrap_or_default();
                    wrong(
                        "day",
                        format!("Это выходной день: {why}. Назначьте заседание на\u{a0}рабочий"),
                    );
                }
                Err(error) => wrong("day", error.to_string()),
            },
        }
        if time.is_none() {
            wrong("time", "Впишите начало, например 14:00".to_owned());
        }
        for (field, text, words) in [
            ("place", &input.place, "Впишите, где заседание: адрес или организацию"),
            ("room", &input.room, "Впишите номер аудитории"),
        ] {
            if text.trim().is_empty() || text.chars().count() > 200 {
                wrong(field, words.to_owned());
            }
        }
        let starts_at = day
            .zip(time)
            .and_then(|(day, (hour, minute))| self.zone.at(day, hour, minute).ok());
        match (day, starts_at) {
            (Some(day), Some(starts_at)) if problems.is_empty() => Ok((day, starts_at)),
            _ => Err(AppError::Invalid(problems)),
        }
    }

    /// Puts cases into the free slots of a hearing, in the order given. Returns how many.
    ///
    /// Errors: all or none: [`AppError::Invalid`] or [`AppError::NotNow`] names the first case that cannot stand there.
    pub async fn appoint_cases(
        &self,
        request: &Request,
        hearing: Uuid,
        cases: &[(Uuid, i64)],
    ) -> Result<i64, AppError> {
        request.authorise(Action::RunAppeals)?;
        if cases.is_empty() {
            return Err(AppError::field("case", "Отметьте апелляции, которые назначаете"));
        }
        let fingerprint = format!("appoint-cases {hearing} {cases:?}");
        self.act(request, &fingerprint, &(self, request, hearing, cases), |tx, whole| {
            boxed(async move {
                let (app, request, hearing, cases) = *whole;
                app.appoint_in(tx, request, hearing, cases).await
            })
        })
        .await
    }

    async fn appoint_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        hearing: Uuid,
        cases: &[(Uuid, i64)],
    ) -> Result<Done<i64>, AppError> {
        let actor = self.authorised_now(tx, request, Action::RunAppeals).await?;
        let scope = actor.authorise(Action::RunAppeals, request.today)?;
        let room = hearings::find(tx, hearing).await?.ok_or(AppError::NotFound)?;
        let standing = appeals::of_hearing(tx, hearing).await?;
        let moved: Vec<Uuid> = cases.iter().map(|(id, _)| *id).collect();
        let taken: Vec<Instant> = standing
            .iter()
            .filter(|row| stands(row) && !moved.contains(&row.id))
            .filter_map(|row| row.slot_at.map(Instant::from_micros))
            .collect();
        if taken.len() + cases.len() > MOST_SLOTS {
            return Err(AppError::field(
                "case",
                format!(
                    "В\u{a0}одной аудитории за\u{a0}день помещается {MOST_SLOTS} апелляции. Откройте ещё одну аудиторию"
                ),
            ));
        }
        let ruleset = self.ruleset_in(tx).await?;
        let slots = free_slots(Instant::from_micros(room.starts_at), &taken, cases.len());
        let mut numbers = Vec::with_capacity(cases.len());
        let mut exams: HashMap<Uuid, Exam> = HashMap::new();
        for ((id, version), at) in cases.iter().zip(slots) {
            let mut row = appeals::find(tx, &scope, *id).await?.ok_or(AppError::NotFound)?;
            must_be_version(&row, *version)?;
            let exam = match exams.entry(row.exam_id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(free) => free.insert(find_exam(tx, row.exam_id).await?),
            };
            let day = self.day_offered(&ruleset, request, exam, &row, at)?;
            let offered = SlotOffered {
                slot: Slot { at },
                day,
                taken: taken.contains(&at),
            };
            row.hearing_id = Some(hearing);
            row.slot_at = Some(at.as_micros());
            row.slot_appointed_at = Some(request.at());
            row.noticed_at = None;
            numbers.push(row.number);
            let planned = Planned {
                act: Act::AppointHearing(offered),
                written: Written {
                    act: "appointed",
                    details: json!({"hearing": hearing, "slot": at.as_micros()}),
                    words: String::new(),
                },
                row,
            };
            let number = planned.row.number;
            self.take_step(tx, request, planned)
                .await
                .map_err(|error| named(number, error))?;
        }
        let count = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
        Ok(Done {
            value: count,
            event: event(
                "appeals-appointed",
                "hearing",
                Some(hearing),
                json!({"numbers": numbers}),
            ),
        })
    }

    /// What is wrong with the day of a slot, if anything: day off, too late for the notice, past the term.
    fn day_offered(
        &self,
        ruleset: &Ruleset,
        request: &Request,
        exam: &Exam,
        row: &AppealRow,
        at: Instant,
    ) -> Result<DayOffered, AppError> {
        let law = |error: regulations::TermError| AppError::Law(error.to_string());
        let day = self.day_of(at);
        let is_working = ruleset
            .calendar()
            .is_working(day)
            .map_err(|error| AppError::Law(error.to_string()))?;
        if !is_working {
            return Ok(DayOffered::DayOff);
        }
        let last_notice = |at: Instant| -> Result<Option<LegalDate>, AppError> {
            let terms = ruleset.terms_discharged_by(EventCode::HearingNoticeSent, exam.kind);
            let due = terms.first().map(|term| ruleset.due(term, at, &exam.conditions()));
            Ok(due.transpose().map_err(law)?.map(|due| due.day))
        };
        if last_notice(at)?.is_some_and(|last| last < request.today) {
            return Ok(DayOffered::TooSoonForNotice);
        }
        let decided = match AppealKind::from_code(&row.kind)? {
            AppealKind::Score => EventCode::ScoreAppealDecided,
            AppealKind::Procedure => EventCode::ProcedureAppealDecided,
        };
        let Some(received) = row.transferred_at.map(Instant::from_micros) else {
            return Ok(DayOffered::Fits);
        };
        let terms = ruleset.terms_discharged_by(decided, exam.kind);
        let Some(term) = terms.first() else {
            return Ok(DayOffered::Fits);
        };
        let last_day = ruleset.due(term, received, &exam.conditions()).map_err(law)?.day;
        if day <= last_day {
            return Ok(DayOffered::Fits);
        }
        // Past the term, but was the last day of it still possible?
        let noon = self
            .zone
            .at(last_day, 12, 0)
            .map_err(|error| AppError::Law(error.to_string()))?;
        let in_time = last_notice(noon)?.is_none_or(|last| last >= request.today);
        Ok(if in_time {
            DayOffered::AfterTheTerm
        } else {
            DayOffered::Fits
        })
    }

    /// Records that everybody of a hearing who was not told yet was told of time and place. Returns how many.
    pub async fn give_notices(&self, request: &Request, hearing: Uuid) -> Result<i64, AppError> {
        request.authorise(Action::RunAppeals)?;
        let fingerprint = format!("give-notices {hearing}");
        self.act(request, &fingerprint, &(self, request, hearing), |tx, whole| {
            boxed(async move {
                let (app, request, hearing) = *whole;
                app.authorised_now(tx, request, Action::RunAppeals).await?;
                hearings::find(tx, hearing).await?.ok_or(AppError::NotFound)?;
                let mut told = 0;
                for row in appeals::of_hearing(tx, hearing).await? {
                    if row.state != CaseState::Appointed.code() || row.noticed_at.is_some() {
                        continue;
                    }
                    let slot = row.slot_at;
                    let planned = Planned {
                        act: Act::GiveNotice,
                        written: Written {
                            act: "noticed",
                            details: json!({"hearing": hearing, "slot": slot}),
                            words: String::new(),
                        },
                        row,
                    };
                    app.take_step(tx, request, planned).await?;
                    told += 1;
                }
                if told == 0 {
                    return Err(AppError::NotNow("извещать некого: извещены все".to_owned()));
                }
                Ok(Done {
                    value: told,
                    event: event("notices-given", "hearing", Some(hearing), json!({"count": told})),
                })
            })
        })
        .await
    }
}

/// Does the case take a slot of its hearing?
fn stands(row: &AppealRow) -> bool {
    row.state != CaseState::Withdrawn.code() && row.state != CaseState::NotConsidered.code()
}

/// Of several cases the refusal names the one it is about.
fn named(number: i64, error: AppError) -> AppError {
    let words = |text: &str| format!("Апелляция №\u{a0}{number}: {text}");
    match error {
        AppError::NotNow(text) => AppError::NotNow(words(&text)),
        AppError::Invalid(problems) => AppError::Invalid(
            problems
                .into_iter()
                .map(|one| FieldProblem::new(one.field, words(&one.message)))
                .collect(),
        ),
        other => other,
    }
}

async fn summary(tx: &mut Tx, row: HearingRow) -> Result<HearingSummary, AppError> {
    let mut cases = appeals::of_hearing(tx, row.id).await?;
    cases.retain(stands);
    Ok(HearingSummary {
        day: row.day.parse().map_err(|_| StorageError::Damaged("hearing.day"))?,
        starts_at: Instant::from_micros(row.starts_at),
        cases: cases.len(),
        untold: cases.iter().filter(|one| one.noticed_at.is_none()).count(),
        decided: cases.iter().filter(|one| one.decided_at.is_some()).count(),
        row,
    })
}
