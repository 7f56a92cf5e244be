//! Exams: what is registered, received, held and released of each, by who tells the results; recorded ends of processing.

use std::collections::HashMap;

use domain::access::{Action, Reach};
use domain::editions_seen::{EditionsSeen, editions_seen};
use domain::exam::release_rule;
use domain::organisation::OrganisationKind;
use regulations::{Instant, LegalDate, ObligationState, Ruleset, Standing, Viewpoint};
use storage::obligations::{self, ObligationRow};
use storage::participants::{self, ResultCountRow};
use storage::results::{self, CompletionRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};

/// How many sittings of an exam have a result in each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResultCounts {
    /// All sittings.
    pub registered: i64,
    /// Received and neither released nor held; always 0 for who sees released results only (B4).
    pub received: i64,
    /// Held; likewise.
    pub held: i64,
    /// With a released edition.
    pub released: i64,
}

impl ResultCounts {
    fn add(&mut self, row: &ResultCountRow, seen: EditionsSeen) {
        self.registered += row.sittings;
        self.released += row.released;
        if seen == EditionsSeen::All {
            self.received += row.received;
            self.held += row.held;
        }
    }
}

/// An exam in a list.
#[derive(Debug, Clone)]
pub struct ExamSummary {
    /// The exam.
    pub exam: Exam,
    /// Its counts in the actor's scope.
    pub counts: ResultCounts,
    /// How many ends of processing are recorded.
    pub completions: usize,
    /// The term of its processing, if one runs or ran.
    pub term: Option<ExamTerm>,
}

/// A term owed about the exam itself.
#[derive(Debug, Clone)]
pub struct ExamTerm {
    /// `order:clause` with its words.
    pub clause_chip: String,
    /// The act's name.
    pub clause_act: String,
    /// The rule in our own words.
    pub clause_words: String,
    /// Last legal day.
    pub due_day: LegalDate,
    /// State now.
    pub state: ObligationState,
    /// «осталось 9 ч 40 мин».
    pub words: String,
}

/// One exam by who tells its results.
#[derive(Debug, Clone)]
pub struct ExamOverview {
    /// The exam with its sums.
    pub summary: ExamSummary,
    /// Municipalities and state organisations for the region, organisations for anybody below; by name.
    pub places: Vec<ExamPlace>,
    /// Recorded ends of processing, oldest first; only for who sees the whole region.
    pub completions: Vec<CompletionView>,
}

/// A row of the overview.
#[derive(Debug, Clone)]
pub struct ExamPlace {
    /// The municipal body that stands for its municipality, or the organisation itself.
    pub organisation: Uuid,
    /// Short name.
    pub name: String,
    /// Counts.
    pub counts: ResultCounts,
}

/// A recorded end of processing with its author.
#[derive(Debug, Clone)]
pub struct CompletionView {
    /// As stored.
    pub row: CompletionRow,
    /// Full name of who recorded it.
    pub by: String,
}

impl App {
    /// Every exam, newest first, with counts of the actor's scope.
    pub async fn list_exams(&self, request: &Request) -> Result<Vec<ExamSummary>, AppError> {
        let scope = request.authorise(Action::SeeParticipants)?;
        self.store
            .read(&(self, request, scope), |tx, (app, request, scope)| {
                boxed(async move {
                    let around = app.around_exams(tx, request).await?;
                    let counts = participants::counts_of_exams(tx, scope).await?;
                    let counts: HashMap<Uuid, ResultCountRow> =
                        counts.into_iter().map(|row| (row.exam_id, row.counts)).collect();
                    let mut found = Vec::new();
                    for row in storage::exams::all(tx).await? {
                        let counts = counts.get(&row.id).map(std::slice::from_ref).unwrap_or_default();
                        found.push(app.exam_summary(request, &around, Exam::from_row(&row)?, counts)?);
                    }
                    Ok(found)
                })
            })
            .await
    }

    /// One exam: sums, places, recorded ends of processing.
    pub async fn exam_overview(&self, request: &Request, id: Uuid) -> Result<ExamOverview, AppError> {
        let scope = request.authorise(Action::SeeParticipants)?;
        self.store
            .read(&(self, request, scope, id), |tx, (app, request, scope, id)| {
                boxed(async move {
                    let around = app.around_exams(tx, request).await?;
                    let exam = find_exam(tx, *id).await?;
                    let organisations = app.organisations_in(tx).await?;
                    let counts = participants::counts(tx, scope, exam.id).await?;
                    let seen = editions_seen(request.actor.role, release_rule(exam.kind));
                    let places = places_of(&counts, scope.reach(), seen, &organisations)?;
                    let completions = if scope.reach() == Reach::Region {
                        app.completion_views(tx, exam.id).await?
                    } else {
                        Vec::new()
                    };
                    let summary = app.exam_summary(request, &around, exam, &counts)?;
                    Ok(ExamOverview {
                        summary,
                        places,
                        completions,
                    })
                })
            })
            .await
    }

    /// One recorded end of processing by its number; only for who sees the whole region.
    pub async fn find_completion(
        &self,
        request: &Request,
        exam: Uuid,
        number: i64,
    ) -> Result<(Exam, CompletionView), AppError> {
        let scope = request.authorise(Action::SeeParticipants)?;
        if scope.reach() != Reach::Region {
            return Err(AppError::NotFound);
        }
        self.store
            .read(&(self, exam, number), |tx, (app, exam, number)| {
                boxed(async move {
                    let exam = find_exam(tx, *exam).await?;
                    let found = app
                        .completion_views(tx, exam.id)
                        .await?
                        .into_iter()
                        .find(|one| one.row.number == *number);
                    Ok((exam, found.ok_or(AppError::NotFound)?))
                })
            })
            .await
    }

    async fn completion_views(&self, tx: &mut Tx, exam: Uuid) -> Result<Vec<CompletionView>, AppError> {
        let directory = self.directory_in(tx).await?;
        let mut views = Vec::new();
        for row in results::completions(tx, exam).await? {
            views.push(CompletionView {
                by: self.account_name(tx, row.declared_by, &directory).await?,
                row,
            });
        }
        Ok(views)
    }

    async fn around_exams(&self, tx: &mut Tx, request: &Request) -> Result<AroundExams, AppError> {
        let duties = match request.authorise(Action::SeeObligations) {
            Ok(scope) => obligations::about_exams(tx, &scope).await?,
            Err(_) => Vec::new(),
        };
        Ok(AroundExams {
            ruleset: self.ruleset_in(tx).await?,
            duties,
            completions: results::completion_counts(tx).await?.into_iter().collect(),
        })
    }

    fn exam_summary(
        &self,
        request: &Request,
        around: &AroundExams,
        exam: Exam,
        rows: &[ResultCountRow],
    ) -> Result<ExamSummary, AppError> {
        let mut counts = ResultCounts::default();
        let seen = editions_seen(request.actor.role, release_rule(exam.kind));
        rows.iter().for_each(|row| counts.add(row, seen));
        let ruleset = &around.ruleset;
        let about_exam = around.duties.iter().filter(|row| row.exam_id == exam.id);
        let term = match about_exam.min_by_key(|row| (row.met_at.is_some(), row.due_at)) {
            Some(row) => Some(exam_term(
                row,
                ruleset,
                Viewpoint {
                    zone: &self.zone,
                    calendar: ruleset.calendar(),
                    now: request.now,
                },
            )?),
            None => None,
        };
        let completions = around.completions.get(&exam.id).copied().unwrap_or_default();
        Ok(ExamSummary {
            counts,
            completions: usize::try_from(completions).unwrap_or_default(),
            term,
            exam,
        })
    }
}

/// What is read once for all exams.
struct AroundExams {
    ruleset: Ruleset,
    /// Owed about exams themselves.
    duties: Vec<ObligationRow>,
    /// Recorded ends of processing by exam.
    completions: HashMap<Uuid, i64>,
}

fn exam_term(row: &ObligationRow, ruleset: &Ruleset, view: Viewpoint<'_>) -> Result<ExamTerm, AppError> {
    let law = |error: &dyn std::fmt::Display| AppError::Law(error.to_string());
    let term = ruleset.term(&row.term_id).map_err(|error| law(&error))?;
    let words = ruleset.clause_words(&term.clause);
    let standing = Standing {
        due_at: Instant::from_micros(row.due_at),
        met_at: row.met_at.map(Instant::from_micros),
    };
    Ok(ExamTerm {
        clause_chip: words
            .as_ref()
            .map_or_else(|| row.clause.clone(), |found| found.chip.clone()),
        clause_act: words.map(|found| found.act).unwrap_or_default(),
        clause_words: term.summary.clone(),
        due_day: standing.last_day(view),
        state: standing.state(view),
        words: standing.words(view),
    })
}

fn places_of(
    rows: &[ResultCountRow],
    reach: Reach,
    seen: EditionsSeen,
    organisations: &Organisations,
) -> Result<Vec<ExamPlace>, AppError> {
    let mut places: HashMap<Uuid, ExamPlace> = HashMap::new();
    for row in rows {
        let shown = match (reach, organisations.kind(row.organisation_id)?) {
            (Reach::Region, OrganisationKind::School) => organisations
                .get(row.organisation_id)?
                .parent_id
                .unwrap_or(row.organisation_id),
            _ => row.organisation_id,
        };
        let place = places.entry(shown).or_insert_with(|| ExamPlace {
            organisation: shown,
            name: organisations.short_name(shown),
            counts: ResultCounts::default(),
        });
        place.counts.add(row, seen);
    }
    let mut places: Vec<ExamPlace> = places.into_values().collect();
    places.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(places)
}
