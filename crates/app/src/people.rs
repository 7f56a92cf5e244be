//! One person, and the search box.

use domain::access::{Action, Reach, Scope};
use domain::ids::{OrganisationId, PersonId};
use regulations::Instant;
use serde_json::json;
use storage::journal::Event;
use storage::ledgers::{self, LedgerRow};
use storage::organisations::OrganisationRow;
use storage::people::{self, RegistrationRow};
use storage::results::{self, EditionRow, ResultRow};
use storage::sealed::{SealedError, fields};
use storage::statements::{self, StatementRow};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::{Exam, find_exam};
use crate::names::full_name;
use crate::publication::split_document;
use crate::result_history::visible_editions;

/// A result in a person's list.
#[derive(Debug, Clone)]
pub struct PersonResult {
    /// Where it belongs.
    pub row: ResultRow,
    /// Its exam.
    pub exam: Exam,
    /// The edition in force: the released one, or the newest for who sees what is not released.
    pub edition: EditionRow,
    /// When the participant was told the released edition.
    pub told_at: Option<Instant>,
}

/// One participant's page.
#[derive(Debug, Clone)]
pub struct PersonView {
    /// The person.
    pub person: Uuid,
    /// Full name.
    pub name: String,
    /// Document, masked.
    pub document: String,
    /// Registrations the actor may know of.
    pub registrations: Vec<(RegistrationRow, String, String)>,
    /// Results that the actor may see, oldest first.
    pub results: Vec<PersonResult>,
}

/// What the search box found.
#[derive(Debug, Clone)]
pub struct Found {
    /// People: id, name, class, short name of an organisation.
    pub people: Vec<(Uuid, String, String, String)>,
    /// How many people in all.
    pub people_total: usize,
    /// Organisations.
    pub organisations: Vec<OrganisationRow>,
    /// Statements by number.
    pub statements: Vec<StatementRow>,
    /// Ledgers by number or by a line's printed code.
    pub ledgers: Vec<LedgerRow>,
}

impl App {
    /// One participant, as far as the actor may know; the reading is journalled.
    pub async fn find_person(&self, request: &Request, person: Uuid) -> Result<PersonView, AppError> {
        let scope = request.authorise(Action::SeeParticipants)?;
        let view = self
            .store
            .read(&(self, request, scope, person), |tx, (app, request, scope, person)| {
                boxed(async move { app.person_in(tx, request, scope, *person).await })
            })
            .await?;
        self.note_reading(request, event("person-read", "person", Some(person), json!({})))
            .await?;
        Ok(view)
    }

    async fn person_in(
        &self,
        tx: &mut Tx,
        request: &Request,
        scope: &Scope,
        person: Uuid,
    ) -> Result<PersonView, AppError> {
        let registrations = people::registrations_of_person(tx, scope, person).await?;
        if registrations.is_empty() {
            return Err(AppError::NotFound);
        }
        let directory = self.directory_in(tx).await?;
        let organisations = self.organisations_in(tx).await?;
        let mut found = Vec::new();
        if let Ok(scope) = request.authorise(Action::SeeResults) {
            for row in results::results_of_person(tx, &scope, person).await? {
                found.extend(self.person_result(tx, request, row).await?);
            }
        }
        let registrations = registrations
            .into_iter()
            .map(|row| {
                let (registering, informing) = (
                    organisations.short_name(row.registering_organisation_id),
                    organisations.short_name(row.informing_organisation_id),
                );
                (row, registering, informing)
            })
            .collect();
        Ok(PersonView {
            person,
            name: full_name(&directory, person),
            document: self.masked_document(tx, person).await?,
            registrations,
            results: found,
        })
    }

    /// A result with the edition that the reader may see; none while there is none.
    async fn person_result(
        &self,
        tx: &mut Tx,
        request: &Request,
        row: ResultRow,
    ) -> Result<Option<PersonResult>, AppError> {
        let editions = results::editions_of_result(tx, row.result_id).await?;
        let exam = find_exam(tx, row.exam_id).await?;
        let editions = visible_editions(tx, request, exam.kind, editions).await?;
        let in_force = editions
            .iter()
            .find(|edition| edition.state == "released")
            .or(editions.last())
            .cloned();
        let Some(edition) = in_force else {
            return Ok(None);
        };
        let told_at = ledgers::line_of_edition(tx, edition.id)
            .await?
            .and_then(|line| line.told_at)
            .map(Instant::from_micros);
        Ok(Some(PersonResult {
            exam,
            edition,
            told_at,
            row,
        }))
    }

    pub(crate) async fn masked_document(&self, tx: &mut Tx, person: Uuid) -> Result<String, AppError> {
        let Some(row) = people::live_document_of(tx, person).await? else {
            return Ok(String::new());
        };
        match self
            .keys
            .open_text(person, fields::PERSON_DOCUMENT, row.id, &row.document_sealed)
        {
            Ok(text) => {
                let (_, series, number) = split_document(&text);
                Ok(mask(series, number))
            }
            Err(SealedError::Destroyed) => Ok(String::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// One box finds people by any part of the name or code, organisations, statements, ledgers.
    pub async fn search(&self, request: &Request, query: &str) -> Result<Found, AppError> {
        let scope = request.authorise(Action::Search)?;
        let query = query.trim();
        self.store
            .read(&(self, scope, query), |tx, (app, scope, query)| {
                boxed(async move { app.search_in(tx, scope, query).await })
            })
            .await
    }

    async fn search_in(&self, tx: &mut Tx, scope: &Scope, query: &str) -> Result<Found, AppError> {
        let mut found = Found {
            people: Vec::new(),
            people_total: 0,
            organisations: Vec::new(),
            statements: Vec::new(),
            ledgers: Vec::new(),
        };
        if query.is_empty() {
            return Ok(found);
        }
        let organisations = self.organisations_in(tx).await?;
        let directory = self.directory_in(tx).await?;
        let hits = directory.search(
            query,
            |entry| !entry.codes.is_empty() && in_reach(scope, &entry.organisations),
            30,
        );
        found.people_total = hits.total;
        found.people = hits
            .hits
            .iter()
            .map(|hit| {
                let organisation = hit
                    .entry
                    .organisations
                    .iter()
                    .map(|id| organisations.short_name(id.0))
                    .find(|name| !name.is_empty());
                (
                    hit.entry.person.0,
                    hit.entry.name.to_string(),
                    hit.entry.class_name.clone(),
                    organisation.unwrap_or_default(),
                )
            })
            .collect();
        if let Some(person) = self.person_by_typed_document(tx, scope, query).await?
            && !found.people.iter().any(|(id, ..)| *id == person)
        {
            let class_name = directory
                .get(PersonId(person))
                .map(|entry| entry.class_name.clone())
                .unwrap_or_default();
            found
                .people
                .insert(0, (person, full_name(&directory, person), class_name, String::new()));
            found.people_total += 1;
        }
        let lower = query.to_lowercase();
        let named = |row: &OrganisationRow| {
            row.code.starts_with(&lower)
                || row.name.to_lowercase().contains(&lower)
                || row.short_name.to_lowercase().contains(&lower)
        };
        found.organisations = storage::organisations::in_scope(tx, scope)
            .await?
            .into_iter()
            .filter(named)
            .take(20)
            .collect();
        let with_number = |number: &str| number.to_lowercase().contains(&lower);
        let statements = statements::in_scope(tx, scope, None).await?;
        found.statements = statements
            .into_iter()
            .map(|row| row.statement)
            .filter(|row| with_number(&row.number))
            .take(20)
            .collect();
        let by_code = ledgers::ledger_by_code(tx, scope, &query.to_uppercase()).await?;
        let all = ledgers::in_scope(tx, scope, None).await?;
        found.ledgers = all
            .into_iter()
            .map(|row| row.ledger)
            .filter(|row| with_number(&row.number) || Some(row.id) == by_code)
            .take(20)
            .collect();
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

    /// Journals that personal data was read.
    pub(crate) async fn note_reading(&self, request: &Request, note: Event) -> Result<(), AppError> {
        let mut plain = request.clone();
        plain.idempotency_key = None;
        self.act(&plain, "read", &note, |_, note| {
            boxed(async move {
                Ok(Done {
                    value: (),
                    event: note.clone(),
                })
            })
        })
        .await
    }
}

pub(crate) fn in_reach(scope: &Scope, organisations: &[OrganisationId]) -> bool {
    scope.reach() == Reach::Region || organisations.contains(&scope.organisation())
}

/// Two characters at either end of a number stay readable.
pub(crate) fn mask(series: Option<&str>, number: &str) -> String {
    let hide = |text: &str, open_end: usize| {
        let length = text.chars().count();
        text.chars()
            .enumerate()
            .map(|(index, letter)| if index + open_end >= length { letter } else { '•' })
            .collect::<String>()
    };
    match series {
        Some(series) => format!("{} {}", hide(series, 0), hide(number, 3)),
        None => hide(number, 3),
    }
}
