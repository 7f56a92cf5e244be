//! Who has not been told, whose term ends today, who is late: region → municipality → organisation → child (D4).

use std::collections::HashMap;

use domain::access::{Action, Scope};
use domain::organisation::OrganisationKind;
use regulations::{Instant, ObligationState, Standing, SubjectKind, Viewpoint};
use storage::ledgers::{self, ProgressRow, UntoldRow};
use storage::sealed::fields;
use storage::{Tx, boxed, obligations, organisations};
use uuid::Uuid;

use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, Organisations, find_exam};
use crate::names::full_name;

/// One bar of the chart, one row of its table.
#[derive(Debug, Clone)]
pub struct MonitorRow {
    /// The organisation, or the municipal body that stands for its whole municipality.
    pub organisation: Uuid,
    /// Short name.
    pub name: String,
    /// Kind.
    pub kind: OrganisationKind,
    /// Results released for it.
    pub total: i64,
    /// Of them in statements handed over to the telling organisation.
    pub handed_down: i64,
    /// Told.
    pub told: i64,
    /// Not told, with a reason.
    pub with_reason: i64,
    /// State of the worst open acquaintance term; `None` when all are told.
    pub state: Option<ObligationState>,
    /// Words for it.
    pub words: String,
    /// Earliest open term's last day.
    pub due_day: Option<regulations::LegalDate>,
}

impl MonitorRow {
    /// Not yet told.
    pub fn left(&self) -> i64 {
        self.total - self.told
    }
}

/// A child not yet told.
#[derive(Debug, Clone)]
pub struct UntoldChild {
    /// As stored.
    pub row: UntoldRow,
    /// Full name.
    pub name: String,
    /// Short name of the telling organisation.
    pub organisation: String,
    /// State of the term.
    pub state: Option<ObligationState>,
    /// Words for it.
    pub words: String,
    /// The reason entered, if any.
    pub reason: String,
}

/// One level of the monitor.
#[derive(Debug, Clone)]
pub struct Monitor {
    /// The exam.
    pub exam: Exam,
    /// What the page is about: the region, a municipality, an organisation.
    pub organisation: Option<(Uuid, String)>,
    /// One row per municipality or organisation, most behind first.
    pub rows: Vec<MonitorRow>,
    /// Sums of the rows.
    pub sum: MonitorRow,
    /// Participants not yet told where the term has passed.
    pub late: i64,
    /// Participants not yet told where the term ends today.
    pub today: i64,
    /// The children not yet told under this level; empty when only sums were asked for.
    pub children: Vec<UntoldChild>,
}

/// Which of the children a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// Everybody not yet told.
    #[default]
    All,
    /// Whose term ends today.
    Today,
    /// Whose term has passed.
    Late,
}

impl Shown {
    /// In the order of the tabs.
    pub const ALL: [Self; 3] = [Self::All, Self::Today, Self::Late];

    /// For addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Today => "today",
            Self::Late => "late",
        }
    }

    /// The filter of an address; anything unknown is everybody.
    pub fn from_code(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|shown| shown.code() == code)
            .unwrap_or_default()
    }

    /// On a tab and above a list.
    pub const fn russian(self) -> &'static str {
        match self {
            Self::All => "не ознакомлены",
            Self::Today => "срок сегодня",
            Self::Late => "просрочены",
        }
    }

    /// Does the list show this child?
    pub fn fits(self, child: &UntoldChild) -> bool {
        match self {
            Self::All => true,
            Self::Today => child.state == Some(ObligationState::Today),
            Self::Late => child.state == Some(ObligationState::Overdue),
        }
    }
}

/// How far down a monitor looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Sums,
    Children,
}

impl Monitor {
    /// Participants not yet told, as a tab counts them.
    pub fn left(&self, shown: Shown) -> i64 {
        match shown {
            Shown::All => self.sum.left(),
            Shown::Today => self.today,
            Shown::Late => self.late,
        }
    }
}

impl App {
    /// The monitor of an exam: of the whole scope, of one municipality, or of one organisation.
    pub async fn monitor(
        &self,
        request: &Request,
        exam: Uuid,
        organisation: Option<Uuid>,
    ) -> Result<Monitor, AppError> {
        let scope = request.authorise(Action::SeeAcquaintance)?;
        self.store
            .read(
                &(self, request, scope, exam, organisation),
                |tx, (app, request, scope, exam, organisation)| {
                    boxed(async move {
                        app.monitor_in(tx, request, scope, *exam, *organisation, Depth::Children)
                            .await
                    })
                },
            )
            .await
    }

    /// The same with sums only: no child is named.
    pub async fn monitor_sums(
        &self,
        request: &Request,
        exam: Uuid,
        organisation: Option<Uuid>,
    ) -> Result<Monitor, AppError> {
        let scope = request.authorise(Action::SeeAcquaintance)?;
        self.store
            .read(
                &(self, request, scope, exam, organisation),
                |tx, (app, request, scope, exam, organisation)| {
                    boxed(async move {
                        app.monitor_in(tx, request, scope, *exam, *organisation, Depth::Sums)
                            .await
                    })
                },
            )
            .await
    }

    async fn monitor_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        exam: Uuid,
        within: Option<Uuid>,
        depth: Depth,
    ) -> Result<Monitor, AppError> {
        let exam = find_exam(tx, exam).await?;
        let all = self.organisations_in(tx).await?;
        let visible = organisations::in_scope(tx, scope).await?;
        if let Some(within) = within
            && !visible.iter().any(|row| row.id == within)
        {
            return Err(AppError::NotFound);
        }
        let terms = self.open_terms(tx, request, scope, &exam, &all).await?;
        let progress: Vec<ProgressRow> = ledgers::progress(tx, scope, exam.id)
            .await?
            .into_iter()
            .filter(|row| {
                within.is_none_or(|within| {
                    row.organisation_id == within || parent_of(&all, row.organisation_id) == Some(within)
                })
            })
            .collect();
        let by_municipality = within.is_none() && scope.reach() == domain::access::Reach::Region;
        let mut rows: HashMap<Uuid, MonitorRow> = HashMap::new();
        let (mut late, mut today) = (0, 0);
        for one in &progress {
            match terms.get(&one.organisation_id).map(|term| term.state) {
                Some(ObligationState::Overdue) => late += one.total - one.told,
                Some(ObligationState::Today) => today += one.total - one.told,
                _ => {}
            }
            let shown = if by_municipality {
                municipality_of(&all, one.organisation_id)?
            } else {
                one.organisation_id
            };
            let kind = all.kind(shown)?;
            let row = rows.entry(shown).or_insert_with(|| MonitorRow {
                organisation: shown,
                name: all.short_name(shown),
                kind,
                total: 0,
                handed_down: 0,
                told: 0,
                with_reason: 0,
                state: None,
                words: String::new(),
                due_day: None,
            });
            add(row, one, terms.get(&one.organisation_id));
        }
        let mut rows: Vec<MonitorRow> = rows.into_values().collect();
        rows.sort_by_key(|row| (std::cmp::Reverse(severity(row.state)), -row.left(), row.name.clone()));
        let sum = sum_of(&rows);
        let children = match depth {
            Depth::Children => self.untold_children(tx, scope, &exam, within, &all, &terms).await?,
            Depth::Sums => Vec::new(),
        };
        let organisation = within.map(|id| (id, all.short_name(id)));
        Ok(Monitor {
            exam,
            organisation,
            rows,
            sum,
            late,
            today,
            children,
        })
    }

    /// The worst open acquaintance term of each organisation.
    async fn open_terms(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        exam: &Exam,
        organisations: &Organisations,
    ) -> Result<HashMap<Uuid, OpenTerm>, AppError> {
        let ruleset = self.ruleset_in(tx).await?;
        let mut terms: HashMap<Uuid, OpenTerm> = HashMap::new();
        for row in obligations::open_rows(tx, scope, Some(exam.id), SubjectKind::Ledger.code()).await? {
            let zone = organisations.zone(row.debtor_id).unwrap_or_else(|| self.zone.clone());
            let view = Viewpoint {
                zone: &zone,
                calendar: ruleset.calendar(),
                now: request.now,
            };
            let standing = Standing {
                due_at: Instant::from_micros(row.due_at),
                met_at: None,
            };
            let open = OpenTerm {
                state: standing.state(view),
                words: standing.words(view),
                day: standing.last_day(view),
            };
            match terms.get(&row.debtor_id) {
                Some(known) if known.day <= open.day => {}
                _ => {
                    terms.insert(row.debtor_id, open);
                }
            }
        }
        Ok(terms)
    }

    async fn untold_children(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        exam: &Exam,
        within: Option<Uuid>,
        organisations: &Organisations,
        terms: &HashMap<Uuid, OpenTerm>,
    ) -> Result<Vec<UntoldChild>, AppError> {
        let directory = self.directory_in(tx).await?;
        let mut children = Vec::new();
        for row in ledgers::untold(tx, scope, exam.id, within).await? {
            let reason = match (&row.note_sealed, row.not_told) {
                (Some(sealed), true) => self
                    .keys
                    .open_text(row.person_id, fields::LEDGER_LINE_NOTE, row.line_id, sealed)
                    .unwrap_or_default(),
                _ => String::new(),
            };
            let term = terms.get(&row.organisation_id);
            children.push(UntoldChild {
                name: full_name(&directory, row.person_id),
                organisation: organisations.short_name(row.organisation_id),
                state: term.map(|term| term.state),
                words: term.map(|term| term.words.clone()).unwrap_or_default(),
                reason,
                row,
            });
        }
        Ok(children)
    }
}

#[derive(Clone)]
struct OpenTerm {
    state: ObligationState,
    words: String,
    day: regulations::LegalDate,
}

fn add(row: &mut MonitorRow, one: &ProgressRow, term: Option<&OpenTerm>) {
    row.total += one.total;
    row.handed_down += one.handed_down;
    row.told += one.told;
    row.with_reason += one.not_told;
    if let Some(term) = term
        && row.due_day.is_none_or(|known| term.day < known)
    {
        row.state = Some(term.state);
        row.words.clone_from(&term.words);
        row.due_day = Some(term.day);
    }
}

fn sum_of(rows: &[MonitorRow]) -> MonitorRow {
    let mut sum = MonitorRow {
        organisation: Uuid::nil(),
        name: "Всего".to_owned(),
        kind: OrganisationKind::Ministry,
        total: 0,
        handed_down: 0,
        told: 0,
        with_reason: 0,
        state: None,
        words: String::new(),
        due_day: None,
    };
    for row in rows {
        sum.total += row.total;
        sum.handed_down += row.handed_down;
        sum.told += row.told;
        sum.with_reason += row.with_reason;
    }
    sum
}

fn severity(state: Option<ObligationState>) -> u8 {
    match state {
        Some(ObligationState::Overdue) => 4,
        Some(ObligationState::Today) => 3,
        Some(ObligationState::Soon) => 2,
        Some(ObligationState::Open) => 1,
        _ => 0,
    }
}

fn parent_of(organisations: &Organisations, id: Uuid) -> Option<Uuid> {
    organisations.get(id).ok().and_then(|row| row.parent_id)
}

/// The municipal body of a school; itself for a municipal body or a state organisation.
fn municipality_of(organisations: &Organisations, id: Uuid) -> Result<Uuid, AppError> {
    let row = organisations.get(id)?;
    Ok(match OrganisationKind::from_code(&row.kind)? {
        OrganisationKind::School => row.parent_id.unwrap_or(id),
        _ => id,
    })
}
