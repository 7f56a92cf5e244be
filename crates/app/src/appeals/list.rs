//! Cases in a list: what awaits whom, with search, filters and paging.

use std::collections::{BTreeMap, HashMap};

use domain::access::{Action, Role};
use domain::appeal::{AppealKind, CaseState};
use domain::ids::PersonId;
use domain::organisation::OrganisationKind;
use serde_json::json;
use storage::appeals::{self, AppealRow};
use storage::{Tx, boxed, participants};
use uuid::Uuid;

use super::seen_by;
use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::names::full_name;
use crate::obligations::system_scope;
use crate::subject_duties::{SubjectDuty, most_pressing};

/// A case in a list.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// As stored.
    pub row: AppealRow,
    /// What it is about.
    pub kind: AppealKind,
    /// Where it stands.
    pub state: CaseState,
    /// The exam.
    pub exam: Exam,
    /// Full name of the participant.
    pub name: String,
    /// Federal code.
    pub participant_code: String,
    /// Short name of where it was filed.
    pub organisation: String,
    /// Its terms, by due moment; empty where the line stands outside the page shown.
    pub duties: Vec<SubjectDuty>,
}

impl CaseLine {
    /// The moment that presses most; far away where nothing is owed.
    pub fn due_at(&self) -> i64 {
        most_pressing(&self.duties)
            .filter(|duty| duty.is_open())
            .map_or(i64::MAX, |duty| duty.due_at.as_micros())
    }
}

/// Which cases are wanted.
#[derive(Debug, Clone, Default)]
pub struct CaseAsk {
    /// One exam, or all.
    pub exam: Option<Uuid>,
    /// One of [`CaseGroup`]; `None` for all.
    pub group: Option<CaseGroup>,
    /// Part of a name, a code, a number of the case, an organisation.
    pub words: String,
    /// From 1.
    pub page: usize,
    /// Rows of a page.
    pub per_page: usize,
}

/// What a case awaits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseGroup {
    /// The school has to hand it over.
    AtSchool,
    /// The commission prepares it.
    Preparing,
    /// A hearing is appointed or was held.
    Hearing,
    /// Granted, on its way to a new edition.
    Recount,
    /// Nothing follows any more.
    Ended,
}

impl CaseGroup {
    /// In the order of a case's life.
    pub const ALL: [Self; 5] = [
        Self::AtSchool,
        Self::Preparing,
        Self::Hearing,
        Self::Recount,
        Self::Ended,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::AtSchool => "school",
            Self::Preparing => "preparing",
            Self::Hearing => "hearing",
            Self::Recount => "recount",
            Self::Ended => "ended",
        }
    }

    pub const fn russian(self) -> &'static str {
        match self {
            Self::AtSchool => "не переданы в\u{a0}комиссию",
            Self::Preparing => "готовятся",
            Self::Hearing => "назначены и\u{a0}рассмотрены",
            Self::Recount => "пересчитываются",
            Self::Ended => "окончены",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Where a state belongs.
    pub const fn of(state: CaseState) -> Self {
        match state {
            CaseState::Filed => Self::AtSchool,
            CaseState::Received => Self::Preparing,
            CaseState::Appointed | CaseState::Heard => Self::Hearing,
            CaseState::Granted | CaseState::AtCentre | CaseState::Recounted => Self::Recount,
            CaseState::NotConsidered | CaseState::Withdrawn | CaseState::Rejected | CaseState::Closed => Self::Ended,
        }
    }
}

/// A page of cases.
#[derive(Debug, Clone)]
pub struct CaseList {
    /// The rows of the page, the most pressing first; ended ones by number.
    pub lines: Vec<CaseLine>,
    /// How many fit.
    pub total: usize,
    /// The page shown.
    pub page: usize,
    /// How many stand in each group, whatever group was asked for.
    pub counts: Vec<(CaseGroup, usize)>,
    /// The exams there are cases of, newest first.
    pub exams: Vec<Exam>,
}

impl App {
    /// The cases within the actor's reach; the reading is journalled.
    pub async fn list_appeals(&self, request: &Request, ask: &CaseAsk) -> Result<CaseList, AppError> {
        request.authorise(Action::SeeAppeals)?;
        let list = self
            .store
            .read(&(self, request, ask), |tx, (app, request, ask)| {
                boxed(async move { app.list_in(tx, request, ask).await })
            })
            .await?;
        let read = event("appeals-read", "exam", ask.exam, json!({"rows": list.lines.len()}));
        self.note_reading(request, read).await?;
        Ok(list)
    }

    async fn list_in(&self, tx: &mut Tx, request: &Request, ask: &CaseAsk) -> Result<CaseList, AppError> {
        let scope = seen_by(request)?;
        let all = appeals::in_scope(tx, &scope, None).await?;
        let mut exams: Vec<Exam> = Vec::new();
        for row in &all {
            if !exams.iter().any(|exam| exam.id == row.exam_id) {
                exams.push(find_exam(tx, row.exam_id).await?);
            }
        }
        exams.sort_by_key(|exam| std::cmp::Reverse(exam.date));
        let directory = self.directory_in(tx).await?;
        let organisations = self.organisations_in(tx).await?;
        let words: Vec<String> = ask.words.split_whitespace().map(str::to_lowercase).collect();
        let fits = |row: &AppealRow| {
            if words.is_empty() {
                return true;
            }
            let codes = directory
                .get(PersonId(row.person_id))
                .map(|entry| entry.codes.join(" "));
            let text = format!(
                "{} {} {} №{} {}",
                full_name(&directory, row.person_id),
                codes.unwrap_or_default(),
                organisations.short_name(row.organisation_id),
                row.number,
                row.number
            )
            .to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let of_exam = all
            .into_iter()
            .filter(|row| ask.exam.is_none_or(|exam| row.exam_id == exam));
        let found: Vec<AppealRow> = of_exam.filter(|row| fits(row)).collect();
        let mut counts: Vec<(CaseGroup, usize)> = CaseGroup::ALL.iter().map(|group| (*group, 0)).collect();
        let mut wanted = Vec::with_capacity(found.len());
        for row in found {
            let group = CaseGroup::of(CaseState::from_code(&row.state)?);
            if let Some((_, count)) = counts.iter_mut().find(|(one, _)| *one == group) {
                *count += 1;
            }
            if ask.group.is_none_or(|asked| asked == group) {
                wanted.push(row);
            }
        }
        // What was filed first is decided first; what has ended stands below, newest first.
        wanted.sort_by_key(|row| {
            let ended = row.ended_at.is_some();
            (ended, if ended { -row.number } else { row.filed_at })
        });
        let total = wanted.len();
        let per_page = ask.per_page.max(1);
        let page = ask.page.clamp(1, total.div_ceil(per_page).max(1));
        let shown: Vec<AppealRow> = wanted
            .into_iter()
            .skip((page - 1).saturating_mul(per_page))
            .take(per_page)
            .collect();
        Ok(CaseList {
            lines: self.case_lines(tx, request, shown).await?,
            total,
            page,
            counts,
            exams,
        })
    }

    /// Rows with names and terms, in the order given.
    pub(super) async fn case_lines(
        &self,
        tx: &mut Tx,
        request: &Request,
        rows: Vec<AppealRow>,
    ) -> Result<Vec<CaseLine>, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let system = system_scope(organisations.processing_centre()?.id);
        let mut by_exam: BTreeMap<Uuid, (Vec<Uuid>, Vec<Uuid>)> = BTreeMap::new();
        for row in &rows {
            let (ids, sittings) = by_exam.entry(row.exam_id).or_default();
            ids.push(row.id);
            sittings.push(row.sitting_id);
        }
        let mut exams: HashMap<Uuid, Exam> = HashMap::new();
        let mut duties: BTreeMap<Uuid, Vec<SubjectDuty>> = BTreeMap::new();
        let mut codes: HashMap<Uuid, String> = HashMap::new();
        for (exam, (ids, sittings)) in &by_exam {
            let exam = find_exam(tx, *exam).await?;
            // Whoever may see a case sees its terms, whoever owes them.
            duties.extend(
                self.duties_in(tx, request.now, &system, ids, &exam, &organisations)
                    .await?,
            );
            let people = participants::of_sittings(tx, &system, exam.id, sittings).await?;
            codes.extend(people.into_iter().map(|row| (row.sitting_id, row.participant_code)));
            exams.insert(exam.id, exam);
        }
        let mut lines = Vec::with_capacity(rows.len());
        let knows = knows_before_release(request.actor.role);
        for row in rows {
            if !knows && let Some(duties) = duties.get_mut(&row.id) {
                duties.retain(is_of_the_appeal);
            }
            lines.push(CaseLine {
                kind: AppealKind::from_code(&row.kind)?,
                state: shown_state(CaseState::from_code(&row.state)?, knows),
                exam: exams.get(&row.exam_id).cloned().ok_or(AppError::NotFound)?,
                name: full_name(&directory, row.person_id),
                participant_code: codes.get(&row.sitting_id).cloned().unwrap_or_default(),
                organisation: organisations.short_name(row.organisation_id),
                duties: duties.remove(&row.id).unwrap_or_default(),
                row,
            });
        }
        Ok(lines)
    }
}

/// Before the new edition is released, that it is under way is known to the commissions and РЦОИ only (mordovia-187:3, 8.2);
/// everybody else knows what the commission decided.
pub(crate) const fn knows_before_release(role: Role) -> bool {
    match role {
        Role::AppealsSecretary | Role::ProcessingOperator | Role::CommissionChair | Role::CommissionSecretary => true,
        Role::Administrator
        | Role::MinistryOfficer
        | Role::MunicipalClerk
        | Role::SchoolOfficer
        | Role::AppealsExpert => false,
    }
}

/// The state as the reader may know it.
const fn shown_state(state: CaseState, knows: bool) -> CaseState {
    match state {
        CaseState::AtCentre | CaseState::Recounted if !knows => CaseState::Granted,
        other => other,
    }
}

/// A duty of the school or of the appeals commission.
fn is_of_the_appeal(duty: &SubjectDuty) -> bool {
    !matches!(
        duty.debtor_kind,
        OrganisationKind::ProcessingCentre | OrganisationKind::ExamCommission
    )
}
