//! The list of an exam's participants: a page of it for the screen, all of it for a file.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::access::{Action, Reach, Scope};
use domain::editions_seen::{EditionsSeen, editions_seen};
use domain::exam::{ExamKind, release_rule};
use domain::ids::PersonId;
use serde_json::json;
use storage::directory::Directory;
use storage::participants::{self, ParticipantKey, ParticipantNarrowing};
pub use storage::participants::{ParticipantRow, ParticipantStanding};
use storage::statements::{self, HandedOverEditionRow};
use storage::{Tx, boxed, ledgers, results};
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::names::full_name;
use crate::official_day::OfficialDay;
use crate::people::in_reach;

/// What narrows the list of participants.
#[derive(Debug, Clone, Default)]
pub struct ParticipantFilter {
    /// Part of a name, or a code.
    pub query: String,
    /// Category code; empty for all.
    pub category: String,
    /// One organisation and those below it.
    pub organisation: Option<Uuid>,
    /// `no-result`, `waiting`, `held`, `released`, `told`, `untold`; empty for all.
    pub state: String,
}

/// Which rows of the list, in what order.
#[derive(Debug, Clone, Default)]
pub struct ParticipantWindow {
    /// `name`, `organisation`, `class`, `category`, `result`, `acquainted`; a minus before it turns the order round.
    /// Anything else is by name.
    pub sort: String,
    /// The page, from 1; one past the end is the last.
    pub page: usize,
    /// Rows of a page.
    pub per_page: usize,
}

impl ParticipantFilter {
    fn is_empty(&self) -> bool {
        self.query.trim().is_empty() && self.category.is_empty() && self.organisation.is_none() && self.state.is_empty()
    }
}

impl ParticipantWindow {
    /// The page that can be shown, from 1, and its part of the list.
    fn cut<'a, T>(&self, list: &'a [T]) -> (usize, &'a [T]) {
        let per_page = self.per_page.max(1);
        let page = self.page.clamp(1, list.len().div_ceil(per_page).max(1));
        let from = (page - 1) * per_page;
        let to = list.len().min(from + per_page);
        (page, list.get(from..to).unwrap_or_default())
    }
}

/// The sittings of one exam in the order of names.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    /// Of the directory it was ordered by.
    version: i64,
    sittings: Vec<Uuid>,
}

/// One page of the list and what is said of the whole.
#[derive(Debug, Clone)]
pub struct ParticipantPage {
    /// The exam.
    pub exam: Exam,
    /// How many participants fit the filter.
    pub total: usize,
    /// How many of them have no result.
    pub without_result: usize,
    /// The page shown, from 1.
    pub page: usize,
    /// Its rows.
    pub rows: Vec<ParticipantView>,
    /// The official day at the reader's own organisation, the latest where protocols came one after another; `None` of the
    /// essay, for who sees the whole region, and until the term of acquaintance runs.
    pub official_day: Option<OfficialDay>,
}

/// A participant in a list.
#[derive(Debug, Clone)]
pub struct ParticipantView {
    /// As stored.
    pub row: ParticipantRow,
    /// Full name.
    pub name: String,
    /// Short name of the telling organisation.
    pub organisation: String,
}

/// The word of a standing on screen and in files.
pub const fn standing_words(standing: ParticipantStanding) -> &'static str {
    match standing {
        ParticipantStanding::NoResult => "ещё нет",
        ParticipantStanding::Waiting => "ждёт выпуска",
        ParticipantStanding::Held => "задержан",
        ParticipantStanding::Untold => "выпущен, не ознакомлен",
        ParticipantStanding::Told => "выпущен, ознакомлен",
    }
}

impl ParticipantView {
    /// Where the result stands, as far as the reader may know.
    pub fn standing(&self) -> ParticipantStanding {
        self.row.standing()
    }
}

impl App {
    /// One page of an exam's participants; reading them is journalled as one event.
    pub async fn participants_page(
        &self,
        request: &Request,
        exam: Uuid,
        filter: &ParticipantFilter,
        window: &ParticipantWindow,
    ) -> Result<ParticipantPage, AppError> {
        let scope = request.authorise(Action::SeeParticipants)?;
        let found = self
            .store
            .read(
                &(self, request, scope, exam, filter, window),
                |tx, (app, request, scope, exam, filter, window)| {
                    boxed(async move { app.page_in(tx, request, scope, *exam, filter, window).await })
                },
            )
            .await?;
        self.note_list(request, exam, filter, found.rows.len()).await?;
        Ok(found)
    }

    /// All of an exam's participants, by name; reading them is journalled as one event.
    pub async fn list_participants(
        &self,
        request: &Request,
        exam: Uuid,
        filter: &ParticipantFilter,
    ) -> Result<(Exam, Vec<ParticipantView>), AppError> {
        let scope = request.authorise(Action::SeeParticipants)?;
        let found = self
            .store
            .read(
                &(self, request, scope, exam, filter),
                |tx, (app, request, scope, exam, filter)| {
                    boxed(async move { app.whole_list_in(tx, request, scope, *exam, filter).await })
                },
            )
            .await?;
        self.note_list(request, exam, filter, found.1.len()).await?;
        Ok(found)
    }

    async fn note_list(
        &self,
        request: &Request,
        exam: Uuid,
        filter: &ParticipantFilter,
        count: usize,
    ) -> Result<(), AppError> {
        let details = json!({
            "count": count, "by-name": !filter.query.trim().is_empty(), "category": filter.category,
            "organisation": filter.organisation, "state": filter.state,
        });
        self.note_reading(request, event("participants-read", "exam", Some(exam), details))
            .await
    }

    async fn page_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        exam: Uuid,
        filter: &ParticipantFilter,
        window: &ParticipantWindow,
    ) -> Result<ParticipantPage, AppError> {
        let exam = find_exam(tx, exam).await?;
        let directory = self.directory_in(tx).await?;
        if scope.reach() == Reach::Region && filter.is_empty() && matches!(window.sort.as_str(), "" | "name" | "-name")
        {
            let knowledge = Knowledge::load(tx, request, &exam).await?;
            return self
                .plain_page_in(tx, scope, exam, &directory, window, &knowledge)
                .await;
        }
        let matching = matching_people(&directory, scope, &filter.query);
        let knowledge = Knowledge::load(tx, request, &exam).await?;
        let (column, descending) = window
            .sort
            .strip_prefix('-')
            .map_or((window.sort.as_str(), false), |column| (column, true));
        let keys = participants::keys_in_exam(tx, scope, exam.id, narrowing(filter), column).await?;
        let mut keys: Vec<ParticipantKey> = keys
            .into_iter()
            .filter(|key| matching.as_ref().is_none_or(|people| people.contains(&key.person_id)))
            .map(|key| knowledge.of_key(key))
            .filter(|key| knowledge.fits(key.standing, filter))
            .collect();
        directory.sort_by_name(&mut keys, |key| PersonId(key.person_id));
        match column {
            "organisation" | "class" | "category" => {
                keys.sort_by_cached_key(|key| key.sort_key.as_deref().unwrap_or_default().to_lowercase());
            }
            "result" | "acquainted" => keys.sort_by_key(|key| key.standing),
            _ => {}
        }
        if descending {
            keys.reverse();
        }
        let (total, (page, shown)) = (keys.len(), window.cut(&keys));
        let without_result = keys
            .iter()
            .filter(|key| key.standing == ParticipantStanding::NoResult)
            .count();
        let shown: Vec<Uuid> = shown.iter().map(|key| key.sitting_id).collect();
        let rows = in_order(participants::of_sittings(tx, scope, exam.id, &shown).await?, &shown);
        let rows = rows.into_iter().map(|row| knowledge.of(row)).collect();
        let official_day = self.own_official_day(tx, scope, &exam).await?;
        Ok(ParticipantPage {
            exam,
            total,
            without_result,
            page,
            rows: self.views(tx, &directory, rows).await?,
            official_day,
        })
    }

    async fn own_official_day(&self, tx: &mut Tx, scope: &Scope, exam: &Exam) -> Result<Option<OfficialDay>, AppError> {
        if scope.reach() == Reach::Region || exam.kind == ExamKind::Essay {
            return Ok(None);
        }
        let own = scope.organisation().0;
        let ledgers = ledgers::in_scope(tx, scope, Some(exam.id)).await?;
        let ids: Vec<Uuid> = ledgers
            .iter()
            .filter(|row| row.ledger.organisation_id == own)
            .map(|row| row.ledger.id)
            .collect();
        let organisations = self.organisations_in(tx).await?;
        let days = self.official_days_in(tx, exam, &ids, &organisations).await?;
        Ok(days.into_values().max_by_key(|day| day.day))
    }

    /// A page of the whole region's list: who stands on it is known in memory, so only its rows are read.
    async fn plain_page_in(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        exam: Exam,
        directory: &Directory,
        window: &ParticipantWindow,
        knowledge: &Knowledge,
    ) -> Result<ParticipantPage, AppError> {
        let roster = self.roster_in(tx, exam.id, directory).await?;
        let (page, shown) = if window.sort == "-name" {
            let turned: Vec<Uuid> = roster.sittings.iter().rev().copied().collect();
            let (page, shown) = window.cut(&turned);
            (page, shown.to_vec())
        } else {
            let (page, shown) = window.cut(&roster.sittings);
            (page, shown.to_vec())
        };
        let without_result = match knowledge {
            Knowledge::Everything => results::without_result(tx, exam.id).await?,
            Knowledge::Released | Knowledge::HandedOver(_) => {
                let counts = participants::counts(tx, scope, exam.id).await?;
                counts.iter().map(|row| row.sittings - row.released).sum()
            }
        };
        let rows = in_order(participants::of_sittings(tx, scope, exam.id, &shown).await?, &shown);
        let rows = rows.into_iter().map(|row| knowledge.of(row)).collect();
        Ok(ParticipantPage {
            exam,
            total: roster.sittings.len(),
            without_result: usize::try_from(without_result).unwrap_or_default(),
            page,
            rows: self.views(tx, directory, rows).await?,
            official_day: None,
        })
    }

    async fn roster_in(&self, tx: &mut Tx, exam: Uuid, directory: &Directory) -> Result<Arc<Roster>, AppError> {
        let present = self.rosters.read().ok().and_then(|rosters| rosters.get(&exam).cloned());
        if let Some(present) = present.filter(|roster| roster.version == directory.version()) {
            return Ok(present);
        }
        let mut sittings = participants::sittings(tx, exam).await?;
        directory.sort_by_name(&mut sittings, |(_, person)| PersonId(*person));
        let fresh = Arc::new(Roster {
            version: directory.version(),
            sittings: sittings.into_iter().map(|(sitting, _)| sitting).collect(),
        });
        if tx.sees_only_what_is_committed()
            && let Ok(mut rosters) = self.rosters.write()
        {
            rosters.insert(exam, Arc::clone(&fresh));
        }
        Ok(fresh)
    }

    async fn whole_list_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        exam: Uuid,
        filter: &ParticipantFilter,
    ) -> Result<(Exam, Vec<ParticipantView>), AppError> {
        let exam = find_exam(tx, exam).await?;
        let directory = self.directory_in(tx).await?;
        let matching = matching_people(&directory, scope, &filter.query);
        let knowledge = Knowledge::load(tx, request, &exam).await?;
        let mut rows: Vec<ParticipantRow> = participants::in_exam(tx, scope, exam.id, narrowing(filter))
            .await?
            .into_iter()
            .filter(|row| matching.as_ref().is_none_or(|people| people.contains(&row.person_id)))
            .map(|row| knowledge.of(row))
            .collect();
        directory.sort_by_name(&mut rows, |row| PersonId(row.person_id));
        let mut views = self.views(tx, &directory, rows).await?;
        views.retain(|one| knowledge.fits(one.standing(), filter));
        Ok((exam, views))
    }

    async fn views(
        &self,
        tx: &mut Tx,
        directory: &Directory,
        rows: Vec<ParticipantRow>,
    ) -> Result<Vec<ParticipantView>, AppError> {
        let organisations = self.organisations_in(tx).await?;
        Ok(rows
            .into_iter()
            .map(|row| ParticipantView {
                name: full_name(directory, row.person_id),
                organisation: organisations.short_name(row.informing_organisation_id),
                row,
            })
            .collect())
    }
}

/// The rows in the order of their sittings.
fn in_order(mut rows: Vec<ParticipantRow>, sittings: &[Uuid]) -> Vec<ParticipantRow> {
    let places: HashMap<Uuid, usize> = sittings.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    rows.sort_by_key(|row| places.get(&row.sitting_id));
    rows
}

fn narrowing(filter: &ParticipantFilter) -> ParticipantNarrowing<'_> {
    ParticipantNarrowing {
        category: &filter.category,
        organisation: filter.organisation,
        pending: match filter.state.as_str() {
            "waiting" => "received",
            "held" => "held",
            _ => "",
        },
    }
}

fn matching_people(directory: &Directory, scope: &Scope, query: &str) -> Option<HashSet<Uuid>> {
    let query = query.trim();
    if query.is_empty() {
        return None;
    }
    let found = directory.search(query, |entry| in_reach(scope, &entry.organisations), usize::MAX);
    Some(found.hits.iter().map(|hit| hit.entry.person.0).collect())
}

/// What the reader may know of ([`editions_seen`]).
enum Knowledge {
    Everything,
    /// Nothing of what waits (B4).
    Released,
    /// Of what is released what was handed over to the reader's own organisation (C1): by result the newest edition.
    HandedOver(HashMap<Uuid, HandedOverEditionRow>),
}

impl Knowledge {
    async fn load(tx: &mut Tx, request: &Request, exam: &Exam) -> Result<Self, AppError> {
        let seen = editions_seen(request.actor.role, release_rule(exam.kind));
        Ok(match seen {
            EditionsSeen::All => Self::Everything,
            EditionsSeen::Released => Self::Released,
            EditionsSeen::HandedOver => {
                let own = request.actor.organisation.0;
                let rows = statements::handed_over_editions(tx, exam.id, own).await?;
                Self::HandedOver(rows.into_iter().map(|row| (row.result_id, row)).collect())
            }
            EditionsSeen::None => Self::HandedOver(HashMap::new()),
        })
    }

    fn of(&self, mut row: ParticipantRow) -> ParticipantRow {
        match self {
            Self::Everything => {}
            Self::Released => {
                row.pending_state = None;
                row.result_id = row.result_id.filter(|_| row.released_edition_id.is_some());
            }
            Self::HandedOver(editions) => {
                let known = row.result_id.and_then(|result| editions.get(&result));
                row.pending_state = None;
                row.result_id = known.map(|known| known.result_id);
                row.released_edition_id = known.map(|known| known.edition_id);
                row.told_at = known.and_then(|known| known.told_at);
                row.ledger_id = row.ledger_id.filter(|_| known.is_some());
            }
        }
        row
    }

    fn of_key(&self, mut key: ParticipantKey) -> ParticipantKey {
        use ParticipantStanding as S;
        key.standing = match (self, key.standing) {
            (Self::Everything, standing) => standing,
            (Self::Released, S::Waiting | S::Held) => S::NoResult,
            (Self::Released, standing) => standing,
            (Self::HandedOver(editions), _) => {
                let known = key.result_id.and_then(|result| editions.get(&result));
                match known.map(|known| known.told_at) {
                    None => S::NoResult,
                    Some(None) => S::Untold,
                    Some(Some(_)) => S::Told,
                }
            }
        };
        key
    }

    /// Does the filter's state fit? What waits was asked of the database already; who sees released results only knows
    /// nothing of it, so there nothing fits.
    fn fits(&self, standing: ParticipantStanding, filter: &ParticipantFilter) -> bool {
        use ParticipantStanding as S;
        match filter.state.as_str() {
            "no-result" => standing == S::NoResult,
            "waiting" | "held" => matches!(self, Self::Everything),
            "released" => matches!(standing, S::Told | S::Untold),
            "told" => standing == S::Told,
            "untold" => standing == S::Untold,
            _ => true,
        }
    }
}
