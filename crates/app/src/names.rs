//! Names of people: opened from sealed fields, kept in one directory per process.

use std::collections::HashMap;
use std::sync::Arc;

use domain::ids::{OrganisationId, PersonId};
use domain::person_name::PersonName;
use storage::directory::{Directory, DirectoryEntry};
use storage::installation::{self, Counter};
use storage::people::{self, MembershipRow, PersonRow};
use storage::sealed::{Sealed, SealedError, SealedField, fields};
use storage::{Tx, boxed};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;

/// Between the parts of a name in its sealed field.
const PART: char = '\u{1f}';

/// What stands instead of the name of a person whose key was destroyed.
pub const DESTROYED_NAME: &str = "данные уничтожены";

impl App {
    /// Seals a name for a person's row.
    pub fn seal_name(&self, person: Uuid, name: &PersonName) -> Result<Sealed, SealedError> {
        let text = format!(
            "{}{PART}{}{PART}{}",
            name.surname(),
            name.given_name(),
            name.patronymic().unwrap_or_default()
        );
        self.keys.seal_text(person, fields::PERSON_NAME, person, &text)
    }

    /// Opens the name in a person's row; `None` for a destroyed person.
    pub fn open_name(&self, row: &PersonRow) -> Result<Option<PersonName>, AppError> {
        match self
            .keys
            .open_text(row.id, fields::PERSON_NAME, row.id, &row.name_sealed)
        {
            Ok(text) => {
                let mut parts = text.split(PART);
                let (surname, given, patronymic) =
                    (parts.next(), parts.next(), parts.next().filter(|part| !part.is_empty()));
                PersonName::parse(surname.unwrap_or_default(), given.unwrap_or_default(), patronymic)
                    .map(Some)
                    .map_err(|_| AppError::Storage(storage::StorageError::Damaged("person.name_sealed")))
            }
            Err(SealedError::Destroyed) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the sealed details of a person: birth date and sex as text; empty where there are none.
    pub(crate) fn open_details(&self, row: &PersonRow) -> Result<String, AppError> {
        match &row.details_sealed {
            None => Ok(String::new()),
            Some(sealed) => Ok(self.keys.open_text(row.id, fields::PERSON_DETAILS, row.id, sealed)?),
        }
    }

    /// Every live document as its sealed text, by person; destroyed people are left out.
    pub(crate) async fn open_documents(&self, tx: &mut Tx) -> Result<Vec<(Uuid, String)>, AppError> {
        let mut documents = Vec::new();
        for row in people::live_documents(tx).await? {
            match self
                .keys
                .open_text(row.person_id, fields::PERSON_DOCUMENT, row.id, &row.document_sealed)
            {
                Ok(text) => documents.push((row.person_id, text)),
                Err(SealedError::Destroyed) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(documents)
    }

    /// A sealed text for a page; of a destroyed person the words that say so.
    pub(crate) fn open_for_page(
        &self,
        person: Uuid,
        field: SealedField,
        row: Uuid,
        sealed: &Sealed,
    ) -> Result<String, AppError> {
        match self.keys.open_text(person, field, row, sealed) {
            Ok(text) => Ok(text),
            Err(SealedError::Destroyed) => Ok(DESTROYED_NAME.to_owned()),
            Err(error) => Err(error.into()),
        }
    }

    /// The directory of names, no older than the change counter. One statement when nothing changed.
    pub async fn directory(&self) -> Result<Arc<Directory>, AppError> {
        self.store
            .read(self, |tx, app| boxed(async move { app.directory_in(tx).await }))
            .await
    }

    /// Brings the names of people and organisations in memory up to date, as the first page after an import would: what an act
    /// reads in its own transaction is not kept.
    pub async fn keep_names_in_memory(&self) -> Result<(), AppError> {
        self.store
            .read(self, |tx, app| {
                boxed(async move {
                    app.organisations_in(tx).await?;
                    app.directory_in(tx).await?;
                    Ok(())
                })
            })
            .await
    }

    /// [`Self::directory`] within a transaction.
    pub async fn directory_in(&self, tx: &mut Tx) -> Result<Arc<Directory>, AppError> {
        let version = installation::value(tx, Counter::Directory).await?;
        let present = self
            .directory
            .read()
            .map(|directory| Arc::clone(&directory))
            .unwrap_or_default();
        if present.version() == version && !present.is_empty() {
            return Ok(present);
        }
        let fresh = Arc::new(self.build_directory(tx, version).await?);
        if tx.sees_only_what_is_committed()
            && let Ok(mut slot) = self.directory.write()
        {
            *slot = Arc::clone(&fresh);
        }
        Ok(fresh)
    }

    async fn build_directory(&self, tx: &mut Tx, version: i64) -> Result<Directory, AppError> {
        self.keys.refresh_if_changed().await?;
        let mut memberships: HashMap<Uuid, Vec<MembershipRow>> = HashMap::new();
        for row in people::memberships(tx).await? {
            memberships.entry(row.person_id).or_default().push(row);
        }
        let mut entries = Vec::new();
        for person in people::all_persons(tx).await? {
            let Some(name) = self.open_name(&person)? else {
                continue;
            };
            entries.push(entry_of(
                person.id,
                name,
                memberships.get(&person.id).map_or(&[][..], Vec::as_slice),
            ));
        }
        Ok(Directory::build(version, entries))
    }
}

fn entry_of(person: Uuid, name: PersonName, memberships: &[MembershipRow]) -> DirectoryEntry {
    let mut organisations: Vec<OrganisationId> = memberships
        .iter()
        .flat_map(|row| {
            [
                Some(row.informing_organisation_id),
                row.informing_parent_id,
                Some(row.registering_organisation_id),
                row.registering_parent_id,
            ]
        })
        .flatten()
        .map(OrganisationId)
        .collect();
    organisations.sort_unstable();
    organisations.dedup();
    DirectoryEntry {
        person: PersonId(person),
        name,
        organisations,
        class_name: memberships
            .first()
            .map(|row| row.class_name.clone())
            .unwrap_or_default(),
        codes: memberships.iter().map(|row| row.participant_code.clone()).collect(),
    }
}

/// The full name of a person for a page.
pub fn full_name(directory: &Directory, person: Uuid) -> String {
    directory
        .get(PersonId(person))
        .map_or_else(|| DESTROYED_NAME.to_owned(), |entry| entry.name.to_string())
}

/// «Егорова М. П.» for a page.
pub fn short_name(directory: &Directory, person: Uuid) -> String {
    directory
        .get(PersonId(person))
        .map_or_else(|| DESTROYED_NAME.to_owned(), |entry| entry.name.short())
}
