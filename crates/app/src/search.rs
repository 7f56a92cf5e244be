//! The one search box: people by any part of a name, documents, codes, organisations, statements, ledgers; whole after a
//! press, a few of each while somebody types.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::access::{Action, Scope};
use domain::ids::{OrganisationId, PersonId};
use regulations::Instant;
use serde_json::json;
use storage::directory::{Directory, DirectoryEntry};
use storage::ledgers::{self, LedgerRow};
use storage::number_piece::NumberPiece;
use storage::organisations::OrganisationRow;
use storage::statements::{self, StatementRow};
use storage::{Tx, boxed, people};
use uuid::Uuid;

use crate::act::event;
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::Organisations;
use crate::people::in_reach;

/// Shorter beginnings would suggest half a region.
const SHORTEST_TO_SUGGEST: usize = 2;
/// Who types on is not noted again before so many minutes are over.
const MINUTES_OF_ONE_NOTE: i64 = 10;

/// What the search box found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// People, best first.
    pub people: Vec<FoundPerson>,
    /// How many people in all.
    pub people_total: usize,
    /// Organisations, by code.
    pub organisations: Vec<OrganisationRow>,
    /// Statements by number.
    pub statements: Vec<StatementRow>,
    /// Ledgers by number or by a line's printed code.
    pub ledgers: Vec<LedgerRow>,
}

/// One of the people found.
#[derive(Debug, Clone)]
pub struct FoundPerson {
    /// Id.
    pub person: Uuid,
    /// Full name.
    pub name: String,
    /// Class; empty where there is none.
    pub class_name: String,
    /// Short name of an organisation.
    pub organisation: String,
}

/// How much of each kind is shown.
#[derive(Debug, Clone, Copy)]
struct Most {
    people: usize,
    organisations: usize,
    numbered: i64,
}

const ON_THE_PAGE: Most = Most {
    people: 30,
    organisations: 20,
    numbered: 20,
};
const WHILE_TYPING: Most = Most {
    people: 6,
    organisations: 3,
    numbered: 3,
};

impl App {
    /// Finds what answers the words within the actor's scope. People shown are a reading of personal data: one event.
    pub async fn search(&self, request: &Request, query: &str) -> Result<Found, AppError> {
        let scope = request.authorise(Action::Search)?;
        let found = self.found(scope, query, ON_THE_PAGE).await?;
        if !found.people.is_empty() {
            let details = json!({"people": found.people.len()});
            self.note_reading(request, event("people-searched", "person", None, details))
                .await?;
        }
        Ok(found)
    }

    /// A few of each kind while somebody types. People shown are a reading of personal data: noted with the first of them, and
    /// not again for ten minutes of the same account, so that the journal is not a record of keystrokes.
    pub async fn suggest(&self, request: &Request, typed: &str) -> Result<Found, AppError> {
        let scope = request.authorise(Action::Search)?;
        if typed.chars().filter(|letter| letter.is_alphanumeric()).count() < SHORTEST_TO_SUGGEST {
            return Ok(Found::default());
        }
        let found = self.found(scope, typed, WHILE_TYPING).await?;
        let now = self.clock.steady();
        if !found.people.is_empty() && self.suggestions_noted.is_due(request.account(), now) {
            let details = json!({"minutes": MINUTES_OF_ONE_NOTE});
            self.note_reading(request, event("people-suggested", "person", None, details))
                .await?;
            self.suggestions_noted.done(request.account(), now);
        }
        Ok(found)
    }

    async fn found(&self, scope: Scope, query: &str, most: Most) -> Result<Found, AppError> {
        let query = query.trim();
        if query.is_empty() {
            return Ok(Found::default());
        }
        self.store
            .read(&(self, scope, query, most), |tx, (app, scope, query, most)| {
                boxed(async move { app.found_in(tx, scope, query, *most).await })
            })
            .await
    }

    async fn found_in(&self, tx: &mut Tx, scope: &Scope, query: &str, most: Most) -> Result<Found, AppError> {
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let participants = |entry: &DirectoryEntry| !entry.codes.is_empty() && in_reach(scope, &entry.organisations);
        let hits = directory.search(query, participants, most.people);
        let mut found = Found {
            people_total: hits.total,
            people: hits
                .hits
                .iter()
                .map(|hit| found_person(hit.entry, &organisations))
                .collect(),
            organisations: organisations.named(scope, query, most.organisations),
            ..Found::default()
        };
        if let Some(person) = self.person_by_typed_document(tx, scope, query).await?
            && !found.people.iter().any(|one| one.person == person)
        {
            found.people.extend(known_person(&directory, person, &organisations));
            found.people.rotate_right(1);
            found.people_total += 1;
        }
        let Some(piece) = NumberPiece::typed(query) else {
            return Ok(found);
        };
        found.statements = statements::by_number(tx, scope, &piece, most.numbered).await?;
        found.ledgers = ledgers::by_number(tx, scope, &piece, most.numbered).await?;
        if let Some(by_code) = ledgers::ledger_by_code(tx, scope, &query.to_uppercase()).await?
            && !found.ledgers.iter().any(|row| row.id == by_code)
        {
            let row = ledgers::find(tx, scope, by_code).await?;
            found.ledgers.extend(row.map(|row| row.ledger));
        }
        Ok(found)
    }

    /// A document typed into the search box, series and number together or apart.
    async fn person_by_typed_document(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        query: &str,
    ) -> Result<Option<Uuid>, AppError> {
        if query.chars().filter(char::is_ascii_digit).count() < 6 {
            return Ok(None);
        }
        let normalised = domain::identity_document::normalise_document(None, query);
        let index = storage::document_index::DocumentIndexer::new(&self.keys).index(&normalised);
        let Some(person) = people::person_by_document(tx, index.as_bytes()).await? else {
            return Ok(None);
        };
        let known = !people::registrations_of_person(tx, scope, person).await?.is_empty();
        Ok(known.then_some(person))
    }
}

fn known_person(directory: &Directory, person: Uuid, organisations: &Organisations) -> Option<FoundPerson> {
    let entry = directory.get(PersonId(person))?;
    Some(found_person(entry, organisations))
}

fn found_person(entry: &DirectoryEntry, organisations: &Organisations) -> FoundPerson {
    // The school rather than the body above it, which stands among the organisations as well.
    let above = |id: &OrganisationId| {
        let parent_of = |other: &OrganisationId| organisations.get(other.0).ok().and_then(|row| row.parent_id);
        entry.organisations.iter().any(|other| parent_of(other) == Some(id.0))
    };
    let mut places: Vec<&OrganisationId> = entry.organisations.iter().collect();
    places.sort_by_key(|id| above(id));
    let organisation = places
        .into_iter()
        .map(|id| organisations.short_name(id.0))
        .find(|name| !name.is_empty());
    FoundPerson {
        person: entry.person.0,
        name: entry.name.to_string(),
        class_name: entry.class_name.clone(),
        organisation: organisation.unwrap_or_default(),
    }
}

/// When each account's suggestions were last noted in the journal, as long as this process runs.
#[derive(Default)]
pub(crate) struct SuggestionsNoted(Mutex<HashMap<Uuid, Instant>>);

impl SuggestionsNoted {
    fn is_due(&self, account: Uuid, now: Instant) -> bool {
        self.0.lock().map_or(true, |noted| {
            noted
                .get(&account)
                .is_none_or(|last| now >= last.plus_minutes(MINUTES_OF_ONE_NOTE) || now < *last)
        })
    }

    fn done(&self, account: Uuid, now: Instant) {
        if let Ok(mut noted) = self.0.lock() {
            noted.retain(|_, last| now < last.plus_minutes(MINUTES_OF_ONE_NOTE));
            noted.insert(account, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_on_is_noted_once_in_ten_minutes_for_each_account() {
        let (noted, one, other) = (SuggestionsNoted::default(), Uuid::from_u128(1), Uuid::from_u128(2));
        let start = Instant::from_micros(1_000_000);
        assert!(noted.is_due(one, start));
        noted.done(one, start);
        assert!(!noted.is_due(one, start.plus_minutes(9)));
        assert!(noted.is_due(other, start));
        assert!(noted.is_due(one, start.plus_minutes(10)));
        assert!(
            noted.is_due(one, start.plus_minutes(-1)),
            "a clock set back notes again"
        );
    }
}
