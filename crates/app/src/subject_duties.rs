//! The terms of one statement, ledger or announcement as a page tells them: who owes, until when, how it stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::access::{Action, Scope};
use domain::organisation::OrganisationKind;
use regulations::{
    Conditions, EventCode, ExamKind, Instant, LegalDate, ObligationState, Ruleset, Standing, SubjectKind, Term,
    TermStatus, Viewpoint, Zone,
};
use storage::obligations::{self, ObligationRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};

/// One obligation with everything a page says of it.
#[derive(Debug, Clone)]
pub struct SubjectDuty {
    /// The term.
    pub term_id: String,
    /// The statement, the ledger; for an announcement the exam.
    pub subject: Uuid,
    /// `statement`, `ledger`, `announcement`, `exam`.
    pub subject_kind: String,
    /// Who owes.
    pub debtor: Uuid,
    /// Short name.
    pub debtor_name: String,
    /// Its kind.
    pub debtor_kind: OrganisationKind,
    /// Chip: «п. 2.7 приказа № 4195».
    pub clause_chip: String,
    /// The act's name.
    pub clause_act: String,
    /// The term in our own words.
    pub clause_words: String,
    /// What to know of the source; empty for the plain text of the order.
    pub clause_status: String,
    /// How the last day was counted; empty when it was asked for many subjects or the stored day is another.
    pub counted: String,
    /// Exclusive end.
    pub due_at: Instant,
    /// Last legal day.
    pub due_day: LegalDate,
    /// When discharged.
    pub met_at: Option<Instant>,
    /// How it stands now.
    pub state: ObligationState,
    /// «осталось 9 ч 40 мин», «на 1 рабочий день», «в срок».
    pub words: String,
}

impl SubjectDuty {
    /// To tell participants?
    pub fn is_of_ledger(&self) -> bool {
        self.subject_kind == SubjectKind::Ledger.code()
    }

    /// Not discharged yet?
    pub fn is_open(&self) -> bool {
        self.met_at.is_none()
    }

    /// Not discharged and past its end?
    pub fn is_late(&self) -> bool {
        self.state == ObligationState::Overdue
    }
}

/// The subject to show first: what is open before what is met, then by due moment.
pub fn most_pressing(duties: &[SubjectDuty]) -> Option<&SubjectDuty> {
    duties.iter().min_by_key(|duty| (!duty.is_open(), duty.due_at))
}

/// Which obligations are told.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    /// About these subjects, each with its count.
    About(&'a [Uuid]),
    /// About one kind of subject.
    OfKind(SubjectKind),
    All,
    /// What РЦОИ and the commission have not done yet about an exam.
    BeforeRelease(Uuid),
}

impl App {
    /// The obligations about `subject` that the actor may know of, by due moment, each with its count.
    pub async fn duties_of_subject(
        &self,
        request: &Request,
        exam: Uuid,
        subject: Uuid,
    ) -> Result<Vec<SubjectDuty>, AppError> {
        let all = self.duties(request, Some(exam), Wanted::About(&[subject])).await?;
        Ok(all.into_values().flatten().collect())
    }

    /// The obligations that the actor may know of, by subject; without their counts.
    pub async fn duties_by_subject(
        &self,
        request: &Request,
        exam: Option<Uuid>,
    ) -> Result<BTreeMap<Uuid, Vec<SubjectDuty>>, AppError> {
        self.duties(request, exam, Wanted::All).await
    }

    /// Those of them about one kind of subject: a list of ledgers needs no announcement's duties.
    pub async fn duties_of_kind(
        &self,
        request: &Request,
        exam: Option<Uuid>,
        kind: SubjectKind,
    ) -> Result<BTreeMap<Uuid, Vec<SubjectDuty>>, AppError> {
        self.duties(request, exam, Wanted::OfKind(kind)).await
    }

    /// What РЦОИ and the exam commission have not done yet about an exam, by due moment; nothing for who may not see terms.
    pub async fn duties_before_release(&self, request: &Request, exam: Uuid) -> Result<Vec<SubjectDuty>, AppError> {
        if request.authorise(Action::SeeObligations).is_err() {
            return Ok(Vec::new());
        }
        let found = self.duties(request, Some(exam), Wanted::BeforeRelease(exam)).await?;
        let mut duties: Vec<SubjectDuty> = found.into_values().flatten().collect();
        duties.sort_by_key(|duty| duty.due_at);
        Ok(duties)
    }

    /// The terms of a kind of exam that would start if `event` happened now, for a preview: chip, summary, last day.
    pub async fn terms_started_now(
        &self,
        request: &Request,
        kind: ExamKind,
        event: EventCode,
    ) -> Result<Vec<(String, String, LegalDate)>, AppError> {
        self.store
            .read(&(self, request, kind, event), |tx, (app, request, kind, event)| {
                boxed(async move {
                    let rules = app.ruleset_in(tx).await?;
                    let mut started = Vec::new();
                    for term in rules.terms_triggered_by(*event, *kind) {
                        let due = rules
                            .due(term, request.now, &Conditions::none())
                            .map_err(|error| AppError::Law(error.to_string()))?;
                        let chip = rules
                            .clause_words(&term.clause)
                            .map_or_else(|| term.clause.to_string(), |words| words.chip);
                        started.push((chip, term.summary.clone(), due.day));
                    }
                    Ok(started)
                })
            })
            .await
    }

    async fn duties(
        &self,
        request: &Request,
        exam: Option<Uuid>,
        wanted: Wanted<'_>,
    ) -> Result<BTreeMap<Uuid, Vec<SubjectDuty>>, AppError> {
        let scope = request.authorise(Action::SeeObligations)?;
        self.store
            .read(
                &(self, request, scope, exam, wanted),
                |tx, (app, request, scope, exam, wanted)| {
                    boxed(async move {
                        let rows = match wanted {
                            Wanted::About(subjects) => obligations::of_subjects(tx, scope, subjects).await?,
                            Wanted::OfKind(kind) => obligations::of_kind(tx, scope, *exam, kind.code()).await?,
                            Wanted::All => obligations::in_scope(tx, scope, *exam).await?,
                            Wanted::BeforeRelease(exam) => obligations::open_before_release(tx, scope, *exam).await?,
                        };
                        let conditions = match exam {
                            Some(exam) if matches!(wanted, Wanted::About(_)) => {
                                Some(find_exam(tx, *exam).await?.conditions())
                            }
                            _ => None,
                        };
                        let teller = Teller {
                            ruleset: app.ruleset_in(tx).await?,
                            organisations: app.organisations_in(tx).await?,
                            conditions,
                        };
                        // An announcement's subject is its exam, so what is asked of one exam is not told of another.
                        let rows = rows.iter().filter(|row| exam.is_none_or(|exam| row.exam_id == exam));
                        teller.tell_all(app, rows, request.now)
                    })
                },
            )
            .await
    }

    /// The obligations about subjects of one exam that the scope may know of, by subject, each with its count.
    pub(crate) async fn duties_in(
        &self,
        tx: &mut Tx,
        now: Instant,
        scope: &Scope,
        subjects: &[Uuid],
        exam: &Exam,
        organisations: &Arc<Organisations>,
    ) -> Result<BTreeMap<Uuid, Vec<SubjectDuty>>, AppError> {
        let rows = obligations::of_subjects(tx, scope, subjects).await?;
        let teller = Teller {
            ruleset: self.ruleset_in(tx).await?,
            organisations: Arc::clone(organisations),
            conditions: Some(exam.conditions()),
        };
        teller.tell_all(self, rows.iter().filter(|row| row.exam_id == exam.id), now)
    }
}

/// What is loaded once to tell any number of obligations.
struct Teller {
    ruleset: Ruleset,
    organisations: Arc<Organisations>,
    /// For counting; `None` when nothing is counted.
    conditions: Option<Conditions>,
}

impl Teller {
    fn tell_all<'a>(
        &self,
        app: &App,
        rows: impl Iterator<Item = &'a ObligationRow>,
        now: Instant,
    ) -> Result<BTreeMap<Uuid, Vec<SubjectDuty>>, AppError> {
        let mut found: BTreeMap<Uuid, Vec<SubjectDuty>> = BTreeMap::new();
        for row in rows {
            let duty = self.tell(app, row, now)?;
            found.entry(row.subject_id).or_default().push(duty);
        }
        Ok(found)
    }

    fn tell(&self, app: &App, row: &ObligationRow, now: Instant) -> Result<SubjectDuty, AppError> {
        let law = |error: regulations::TermError| AppError::Law(error.to_string());
        let term = self.ruleset.term(&row.term_id).map_err(law)?;
        let zone = self
            .organisations
            .zone(row.debtor_id)
            .unwrap_or_else(|| app.zone.clone());
        let view = Viewpoint {
            zone: &zone,
            calendar: self.ruleset.calendar(),
            now,
        };
        let standing = Standing {
            due_at: Instant::from_micros(row.due_at),
            met_at: row.met_at.map(Instant::from_micros),
        };
        let words = self.ruleset.clause_words(&term.clause);
        Ok(SubjectDuty {
            term_id: row.term_id.clone(),
            subject: row.subject_id,
            subject_kind: row.subject_kind.clone(),
            debtor: row.debtor_id,
            debtor_name: self.organisations.short_name(row.debtor_id),
            debtor_kind: self.organisations.kind(row.debtor_id)?,
            clause_chip: words
                .as_ref()
                .map_or_else(|| row.clause.clone(), |found| found.chip.clone()),
            clause_act: words.map(|found| found.act).unwrap_or_default(),
            clause_words: term.summary.clone(),
            clause_status: status_words(term),
            counted: self.counted(term, row, zone.clone()),
            due_at: standing.due_at,
            due_day: standing.last_day(view),
            met_at: standing.met_at,
            state: standing.state(view),
            words: standing.words(view),
        })
    }

    /// The count is told only when it leads to the stored moment: a day off entered later moves nothing silently.
    fn counted(&self, term: &Term, row: &ObligationRow, zone: Zone) -> String {
        let Some(conditions) = &self.conditions else {
            return String::new();
        };
        let due = self
            .ruleset
            .in_zone(zone)
            .due(term, Instant::from_micros(row.event_at), conditions);
        due.ok()
            .filter(|due| due.at.as_micros() == row.due_at)
            .map(|due| due.explanation)
            .unwrap_or_default()
    }
}

fn status_words(term: &Term) -> String {
    if term.status == TermStatus::Order {
        return String::new();
    }
    match &term.note {
        Some(note) => format!("{}: {note}", term.status.russian()),
        None => term.status.russian().to_owned(),
    }
}
