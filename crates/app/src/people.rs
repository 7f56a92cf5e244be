//! One person.

use std::collections::{BTreeMap, HashMap};

use domain::access::{Action, Reach, Scope};
use domain::exam::ExamKind;
use domain::ids::OrganisationId;
use regulations::Instant;
use serde_json::json;
use storage::journal::Event;
use storage::ledgers;
use storage::people::{self, RegistrationRow};
use storage::results::{self, EditionRow, ResultRow};
use storage::sealed::{SealedError, fields};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::act::{Done, event};
use crate::context::{App, Request};
use crate::error::AppError;
use crate::exam_view::Exam;
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
            found = person_results(tx, request, &scope, person).await?;
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

/// The results of a person, each with the edition that the scope may see; those without one are left out.
async fn person_results(
    tx: &mut Tx,
    request: &Request,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<PersonResult>, AppError> {
    let rows = results::results_of_person(tx, scope, person).await?;
    let mut exams: HashMap<Uuid, Exam> = HashMap::new();
    for row in storage::exams::all(tx).await? {
        exams.insert(row.id, Exam::from_row(&row)?);
    }
    let exam_of = |row: &ResultRow| exams.get(&row.exam_id).cloned().ok_or(AppError::NotFound);
    let ids: Vec<Uuid> = rows.iter().map(|row| row.result_id).collect();
    let mut editions: HashMap<Uuid, Vec<EditionRow>> = HashMap::new();
    for edition in results::editions_of_results(tx, &ids).await? {
        editions.entry(edition.result_id).or_default().push(edition);
    }
    // Who may know of what differs by kind of exam, not by exam.
    let mut by_kind: BTreeMap<ExamKind, Vec<EditionRow>> = BTreeMap::new();
    for row in &rows {
        let of_result = editions.remove(&row.result_id).unwrap_or_default();
        by_kind.entry(exam_of(row)?.kind).or_default().extend(of_result);
    }
    let mut visible: HashMap<Uuid, Vec<EditionRow>> = HashMap::new();
    for (kind, editions) in by_kind {
        for edition in visible_editions(tx, request, kind, editions).await? {
            visible.entry(edition.result_id).or_default().push(edition);
        }
    }
    let shown: Vec<Uuid> = visible.values().flatten().map(|edition| edition.id).collect();
    let told: HashMap<Uuid, i64> = ledgers::told_of_editions(tx, &shown).await?.into_iter().collect();
    let mut found = Vec::new();
    for row in rows {
        let editions = visible.remove(&row.result_id).unwrap_or_default();
        let released = editions.iter().find(|edition| edition.state == "released");
        let Some(edition) = released.or(editions.last()).cloned() else {
            continue;
        };
        found.push(PersonResult {
            exam: exam_of(&row)?,
            told_at: told.get(&edition.id).copied().map(Instant::from_micros),
            edition,
            row,
        });
    }
    Ok(found)
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
