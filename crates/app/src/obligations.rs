//! Obligations follow from events: a set-based, idempotent reconciler.
//!
//! Every subject (exam, statement, ledger, announcement) is described by what has happened to it. The terms of the
//! ruleset say which happening opens and which discharges a duty; nothing here names a clause. An obligation that stands
//! keeps its due moment until an act that showed a preview recounts it.

mod appeals;
mod commission;
mod handing_down;
mod lookup;
mod rechecks;

use std::collections::HashMap;

use domain::exam::{ReleaseRule, release_rule};
use domain::organisation::OrganisationKind;
use regulations::{Conditions, EventCode, Instant, Party, Ruleset, SubjectKind, Term, Zone};
use storage::announcements::AnnouncementRow;
use storage::obligations::{self, ObligationRow};
use storage::statements::StatementInListRow;
use storage::{Tx, announcements, ledgers, participants, results, statements};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};

/// What to do with due moments that stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueMoments {
    /// They stay: nothing moves silently.
    Keep,
    /// Count anew: the act showed what would move.
    Recount,
}

/// What an act touched: the reconciler looks at nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touched<'a> {
    /// Results are released, days are entered: the whole exam.
    Everything,
    /// These statements were handed over or received; what was split off them or stands on their list, and the ledgers over
    /// all of these, follow.
    Statements(&'a [Uuid]),
    /// The lines of one ledger.
    Ledger(Uuid),
    /// The announcement of one organisation.
    Announcement(Uuid),
    /// One case of an appeal.
    Appeal(Uuid),
    /// One batch of works gone over again.
    Recheck(Uuid),
    /// One application for a second check of an essay.
    EssayRecheck(Uuid),
}

/// One subject of duties and what has happened to it; a known event that has not happened yet is `None`.
struct Subject {
    kind: SubjectKind,
    id: Uuid,
    debtors: Vec<(Party, Uuid)>,
    happenings: Vec<(EventCode, Option<Instant>)>,
}

impl Subject {
    fn knows(&self, event: EventCode) -> bool {
        self.happenings.iter().any(|(known, _)| *known == event)
    }

    fn when(&self, event: EventCode) -> Option<Instant> {
        self.happenings
            .iter()
            .find(|(known, _)| *known == event)
            .and_then(|(_, at)| *at)
    }
}

/// How many rows a reconciliation touched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Opened.
    pub opened: usize,
    /// Changed (met, unmet, moved).
    pub changed: usize,
    /// Removed, their event being gone.
    pub removed: usize,
}

impl App {
    /// Makes the stored obligations of an exam equal to what follows from its events.
    pub async fn reconcile(
        &self,
        tx: &mut Tx,
        exam_id: Uuid,
        now: Instant,
        due_moments: DueMoments,
    ) -> Result<Reconciled, AppError> {
        self.reconcile_touched(tx, exam_id, Touched::Everything, now, due_moments)
            .await
    }

    /// [`Self::reconcile`] of what one act touched.
    pub async fn reconcile_touched(
        &self,
        tx: &mut Tx,
        exam_id: Uuid,
        touched: Touched<'_>,
        now: Instant,
        due_moments: DueMoments,
    ) -> Result<Reconciled, AppError> {
        let wanted = self.obligations_wanted(tx, exam_id, touched).await?;
        let standing = match touched {
            Touched::Everything => obligations::of_exam(tx, exam_id).await?,
            Touched::Statements(ids) => {
                let statements = statements::moved_with(tx, ids).await?;
                let statements: Vec<Uuid> = statements.iter().map(|row| row.statement.id).collect();
                let ledgers = ledgers::of_statements(tx, &statements).await?;
                let ledgers = ledgers.iter().map(|row| row.ledger.id);
                let subjects: Vec<Uuid> = statements.iter().copied().chain(ledgers).collect();
                obligations::about(tx, &subjects).await?
            }
            Touched::Ledger(id) | Touched::Appeal(id) | Touched::Recheck(id) | Touched::EssayRecheck(id) => {
                obligations::about(tx, &[id]).await?
            }
            Touched::Announcement(id) => {
                obligations::of_debtor(tx, exam_id, SubjectKind::Announcement.code(), id).await?
            }
        };
        let mut standing: HashMap<(String, Uuid, Uuid), ObligationRow> = standing
            .into_iter()
            .map(|row| ((row.term_id.clone(), row.subject_id, row.debtor_id), row))
            .collect();
        let mut opened = Vec::new();
        let mut done = Reconciled::default();
        for mut row in wanted {
            match standing.remove(&(row.term_id.clone(), row.subject_id, row.debtor_id)) {
                None => {
                    row.id = self.fresh_id(now)?;
                    opened.push(row);
                }
                Some(old) => {
                    row.id = old.id;
                    // A duty that is met keeps the term it was met in.
                    let met = old.met_at.is_some() && row.met_at.is_some();
                    if (due_moments == DueMoments::Keep || met) && old.event_at == row.event_at {
                        row.due_at = old.due_at;
                        row.due_day.clone_from(&old.due_day);
                        row.data_edition.clone_from(&old.data_edition);
                    }
                    if row != old {
                        obligations::update(tx, &row).await?;
                        done.changed += 1;
                    }
                }
            }
        }
        for gone in standing.values() {
            obligations::delete(tx, gone.id).await?;
            done.removed += 1;
        }
        obligations::insert(tx, &opened).await?;
        done.opened = opened.len();
        Ok(done)
    }

    /// What the stored obligations of an exam should be, ids left empty.
    pub async fn obligations_wanted(
        &self,
        tx: &mut Tx,
        exam_id: Uuid,
        touched: Touched<'_>,
    ) -> Result<Vec<ObligationRow>, AppError> {
        let ruleset = self.ruleset_in(tx).await?;
        let exam = find_exam(tx, exam_id).await?;
        let organisations = self.organisations_in(tx).await?;
        let subjects = match touched {
            Touched::Everything => self.subjects(tx, &exam, &organisations).await?,
            Touched::Statements(ids) => {
                let rows = statements::moved_with(tx, ids).await?;
                self.statement_subjects(tx, &exam, &rows, &organisations).await?
            }
            Touched::Ledger(id) => {
                handing_down::ledger_subjects(ledgers::one(tx, id).await?, exam.kind, &organisations)?
            }
            Touched::Announcement(id) => {
                let made = announcements::of_organisation(tx, exam.id, id).await?;
                self.announcement_subjects(&exam, &organisations, &[id], made)?
            }
            Touched::Appeal(id) => {
                let rows = storage::appeals::of_exam(tx, exam.id).await?;
                let one: Vec<_> = rows.into_iter().filter(|row| row.id == id).collect();
                appeals::appeal_subjects(&one, &organisations)?
            }
            Touched::Recheck(id) => {
                let rows = storage::rechecks::of_exam(tx, exam.id).await?;
                let one: Vec<_> = rows.into_iter().filter(|row| row.id == id).collect();
                rechecks::recheck_subjects(&one, &organisations)?
            }
            Touched::EssayRecheck(id) => {
                let rows = storage::essay_rechecks::of_exam(tx, exam.id).await?;
                let one: Vec<_> = rows.into_iter().filter(|row| row.id == id).collect();
                rechecks::application_subjects(&one)
            }
        };
        let mut counter = DueCounter {
            ruleset: &ruleset,
            conditions: exam.conditions(),
            zones: HashMap::new(),
            known: HashMap::new(),
        };
        let terms: Vec<&Term> = ruleset.terms().iter().filter(|term| term.concerns(exam.kind)).collect();
        let mut wanted = Vec::new();
        for subject in &subjects {
            for term in terms
                .iter()
                .filter(|term| term.subject == subject.kind && subject.knows(term.discharged_by))
            {
                let (Some(event), Some(opened)) = (subject.when(term.event), subject.when(term.opened_by)) else {
                    continue;
                };
                for (_, debtor) in subject.debtors.iter().filter(|(party, _)| *party == term.debtor) {
                    let (due_at, due_day) = counter.due(term, event, organisations.zone(*debtor))?;
                    wanted.push(ObligationRow {
                        id: Uuid::nil(),
                        term_id: term.id.clone(),
                        clause: term.clause.to_string(),
                        exam_id,
                        subject_kind: subject.kind.code().to_owned(),
                        subject_id: subject.id,
                        debtor_id: *debtor,
                        opened_at: opened.as_micros(),
                        event_at: event.as_micros(),
                        due_at,
                        due_day,
                        met_at: subject.when(term.discharged_by).map(Instant::as_micros),
                        data_edition: term.reviewed_on.to_string(),
                    });
                }
            }
        }
        Ok(wanted)
    }

    async fn subjects(
        &self,
        tx: &mut Tx,
        exam: &Exam,
        organisations: &Organisations,
    ) -> Result<Vec<Subject>, AppError> {
        let centre = organisations.processing_centre()?.id;
        let completions = results::completions(tx, exam.id).await?;
        let mut subjects = vec![Subject {
            kind: SubjectKind::Exam,
            id: exam.id,
            debtors: vec![(Party::ProcessingCentre, centre)],
            happenings: vec![
                (EventCode::ExamHeld, Some(exam.held_at(&self.zone)?)),
                (
                    EventCode::ProcessingFinished,
                    completions.first().map(|row| Instant::from_micros(row.declared_at)),
                ),
            ],
        }];
        if release_rule(exam.kind) == ReleaseRule::Approval {
            subjects.extend(self.commission_subjects(tx, exam, organisations).await?);
            let cases = storage::appeals::of_exam(tx, exam.id).await?;
            subjects.extend(appeals::appeal_subjects(&cases, organisations)?);
            let batches = storage::rechecks::of_exam(tx, exam.id).await?;
            subjects.extend(rechecks::recheck_subjects(&batches, organisations)?);
        }
        let applications = storage::essay_rechecks::of_exam(tx, exam.id).await?;
        subjects.extend(rechecks::application_subjects(&applications));
        let released = handing_down::Releases::load(tx, exam, &completions).await?;
        for row in statements::in_scope(tx, &system_scope(centre), Some(exam.id)).await? {
            subjects.push(handing_down::statement_subject(&row, &released, centre, organisations)?);
        }
        let ledgers = ledgers::of_exam(tx, exam.id).await?;
        subjects.extend(handing_down::ledger_subjects(ledgers, exam.kind, organisations)?);
        let telling: Vec<Uuid> = participants::counts(tx, &system_scope(centre), exam.id)
            .await?
            .iter()
            .map(|row| row.organisation_id)
            .collect();
        let made = announcements::in_scope(tx, &system_scope(centre), exam.id).await?;
        subjects.extend(self.announcement_subjects(exam, organisations, &telling, made)?);
        subjects.extend(self.lookup_subject(tx, exam, centre).await?);
        Ok(subjects)
    }

    /// Some statements with the ledgers over them.
    async fn statement_subjects(
        &self,
        tx: &mut Tx,
        exam: &Exam,
        rows: &[StatementInListRow],
        organisations: &Organisations,
    ) -> Result<Vec<Subject>, AppError> {
        let centre = organisations.processing_centre()?.id;
        let completions = results::completions(tx, exam.id).await?;
        let released = handing_down::Releases::load(tx, exam, &completions).await?;
        let mut subjects = Vec::with_capacity(rows.len() * 2);
        for row in rows {
            subjects.push(handing_down::statement_subject(row, &released, centre, organisations)?);
        }
        let ids: Vec<Uuid> = rows.iter().map(|row| row.statement.id).collect();
        let ledgers = ledgers::of_statements(tx, &ids).await?;
        subjects.extend(handing_down::ledger_subjects(ledgers, exam.kind, organisations)?);
        Ok(subjects)
    }

    /// Every organisation that tells somebody owes an announcement, whether it has made one or not.
    fn announcement_subjects(
        &self,
        exam: &Exam,
        organisations: &Organisations,
        telling: &[Uuid],
        made: Vec<AnnouncementRow>,
    ) -> Result<Vec<Subject>, AppError> {
        let made: HashMap<Uuid, AnnouncementRow> = made.into_iter().map(|row| (row.organisation_id, row)).collect();
        let mut subjects = Vec::with_capacity(telling.len());
        for debtor in telling.iter().copied() {
            let announcement = made.get(&debtor);
            subjects.push(Subject {
                kind: SubjectKind::Announcement,
                id: exam.id,
                debtors: vec![(party_of(organisations.kind(debtor)?), debtor)],
                happenings: vec![
                    (EventCode::ExamScheduled, Some(exam.scheduled_at)),
                    (EventCode::ExamHeld, Some(exam.held_at(&self.zone)?)),
                    (
                        EventCode::AnnouncementMade,
                        announcement.map(|row| Instant::from_micros(row.announced_at)),
                    ),
                    (
                        EventCode::AnnouncementReported,
                        announcement.and_then(|row| row.notified_at).map(Instant::from_micros),
                    ),
                ],
            });
        }
        Ok(subjects)
    }
}

pub(crate) fn system_scope(root: Uuid) -> domain::access::Scope {
    domain::access::Scope::of_the_system(domain::ids::OrganisationId(root))
}

fn party_of(kind: OrganisationKind) -> Party {
    match kind {
        OrganisationKind::MunicipalBody => Party::MunicipalBody,
        OrganisationKind::StateSchool | OrganisationKind::College => Party::StateOrganisation,
        _ => Party::School,
    }
}

/// Due moments, each combination counted once: seven hundred ledgers share a handful.
struct DueCounter<'a> {
    ruleset: &'a Ruleset,
    conditions: Conditions,
    zones: HashMap<String, Ruleset>,
    known: HashMap<(String, Instant, Option<String>), (i64, String)>,
}

impl DueCounter<'_> {
    fn due(&mut self, term: &Term, event: Instant, zone: Option<Zone>) -> Result<(i64, String), AppError> {
        let zone_name = zone.as_ref().map(|zone| zone.name().to_owned());
        let key = (term.id.clone(), event, zone_name.clone());
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let ruleset = match (zone, zone_name) {
            (Some(zone), Some(name)) => self.zones.entry(name).or_insert_with(|| self.ruleset.in_zone(zone)),
            _ => self.ruleset,
        };
        let due = ruleset
            .due(term, event, &self.conditions)
            .map_err(|error| AppError::Law(error.to_string()))?;
        let value = (due.at.as_micros(), due.day.to_string());
        self.known.insert(key, value.clone());
        Ok(value)
    }
}
