//! Persons, their documents, their registrations.

use domain::access::Scope;
use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

use crate::StorageError;
use crate::bulk::{MOST_BINDS, bulk_insert, push_list};
use crate::document_index::INDEX_BYTES;
use crate::engine::{Tx, is_sqlite, on_engine};
use crate::gathered;
use crate::packed::{self, Portion, Unpacked};
use crate::participants::{self, Of};
use crate::sealed::Sealed;

/// A person: everything personal is sealed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PersonRow {
    /// UUIDv7; also names the person's key in the key store.
    pub id: Uuid,
    /// Surname, given name, patronymic.
    pub name_sealed: Sealed,
    /// Birth date and sex.
    pub details_sealed: Option<Sealed>,
    /// Participants are searched; staff are not.
    pub is_participant: bool,
    /// Microseconds UTC.
    pub created_at: i64,
    /// Row version.
    pub version: i64,
}

/// An identity document.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PersonDocumentRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// Type, series, number.
    pub document_sealed: Sealed,
    /// Keyed hash of the normalised series and number.
    pub document_index: Vec<u8>,
    /// Version of the normaliser and key behind the hash.
    pub index_version: i64,
    /// First legal day known.
    pub valid_from: String,
    /// Last legal day; the live one has none.
    pub valid_to: Option<String>,
    /// Microseconds UTC.
    pub created_at: i64,
}

/// A registration for one exam kind and school year.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct RegistrationRow {
    /// UUIDv7.
    pub id: Uuid,
    /// Whose.
    pub person_id: Uuid,
    /// The year the school year ends in.
    pub school_year: i64,
    /// `ExamKind` code.
    pub exam_kind: String,
    /// Code in the federal system, ≤ 16 characters.
    pub participant_code: String,
    /// `ParticipantCategory` code.
    pub category: String,
    /// For example `11А`; empty for those without a class.
    pub class_name: String,
    /// Where registered.
    pub registering_organisation_id: Uuid,
    /// Where the participant studies.
    pub study_organisation_id: Option<Uuid>,
    /// Who tells the result (kuzbass-4195:2.1).
    pub informing_organisation_id: Uuid,
    /// Special conditions (health data).
    pub conditions_sealed: Option<Sealed>,
    /// Microseconds UTC.
    pub created_at: i64,
    /// Row version.
    pub version: i64,
}

const DOCUMENTS_OF: &str = "SELECT person_id, id, document_sealed FROM person_document WHERE person_id IN (";
const INSERT_PERSON: &str =
    "INSERT INTO person (id, name_sealed, details_sealed, is_participant, created_at, version) ";
const UPDATE_PERSON: &str =
    "UPDATE person SET name_sealed = $2, details_sealed = $3, version = version + 1 WHERE id = $1";
const FIND_PERSON: &str =
    "SELECT id, name_sealed, details_sealed, is_participant, created_at, version FROM person WHERE id = $1";
const ALL_PERSONS: &str = "SELECT id, name_sealed, details_sealed, is_participant, created_at, version FROM person";
const INSERT_DOCUMENT: &str = "INSERT INTO person_document (id, person_id, document_sealed, document_index, index_version, valid_from, valid_to, created_at) ";
const CLOSE_DOCUMENT: &str = "UPDATE person_document SET valid_to = $2 WHERE person_id = $1 AND valid_to IS NULL";
const LIVE_DOCUMENTS: &str = "SELECT id, person_id, document_sealed, document_index, index_version, valid_from, valid_to, created_at \
  FROM person_document WHERE valid_to IS NULL";
const LIVE_DOCUMENT_OF: &str = "SELECT id, person_id, document_sealed, document_index, index_version, valid_from, valid_to, created_at \
  FROM person_document WHERE valid_to IS NULL AND person_id = $1";
const BY_DOCUMENT: &str = "SELECT person_id FROM person_document WHERE document_index = $1 AND valid_to IS NULL";
const BY_DOCUMENTS: &str =
    "SELECT document_index, person_id FROM person_document WHERE valid_to IS NULL AND document_index IN (";
const DOCUMENT_INDEXES: &str = "SELECT person_id, document_index FROM person_document WHERE valid_to IS NULL";
/// The same joined for SQLite ([`packed`]): id and index.
const DOCUMENT_INDEXES_PACKED: &str = "SELECT MAX(g.place), group_concat(g.document, '') FROM (SELECT rowid AS place, \
  CAST(person_id AS TEXT) || CAST(document_index AS TEXT) AS document \
  FROM person_document WHERE valid_to IS NULL AND rowid > $1 ORDER BY rowid LIMIT $2) g";
const INSERT_REGISTRATION: &str = "INSERT INTO registration (id, person_id, school_year, exam_kind, participant_code, category, class_name, \
  registering_organisation_id, study_organisation_id, informing_organisation_id, conditions_sealed, created_at, version) ";
const UPDATE_REGISTRATION: &str = "UPDATE registration SET participant_code = $2, category = $3, class_name = $4, \
  registering_organisation_id = $5, study_organisation_id = $6, informing_organisation_id = $7, conditions_sealed = $8, version = version + 1 WHERE id = $1";
const DELETE_REGISTRATION: &str = "DELETE FROM registration WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM sitting s WHERE s.registration_id = registration.id)";
const REGISTRATIONS_OF_YEAR: &str = "SELECT id, person_id, school_year, exam_kind, participant_code, category, class_name, \
  registering_organisation_id, study_organisation_id, informing_organisation_id, conditions_sealed, created_at, version \
  FROM registration WHERE school_year = $1 AND exam_kind = $2";
const REGISTRATIONS_OF_PERSON: &str = "SELECT r.id, r.person_id, r.school_year, r.exam_kind, r.participant_code, r.category, r.class_name, \
  r.registering_organisation_id, r.study_organisation_id, r.informing_organisation_id, r.conditions_sealed, r.created_at, r.version \
  FROM registration r JOIN organisation o ON o.id = r.informing_organisation_id JOIN organisation g ON g.id = r.registering_organisation_id \
  WHERE r.person_id = $3 AND ($1 = 'region' OR o.id = $2 OR g.id = $2 OR ($1 = 'subtree' AND (o.parent_id = $2 OR g.parent_id = $2))) \
  ORDER BY r.school_year DESC";
const MEMBERSHIPS: &str = "SELECT r.person_id, r.informing_organisation_id, o.parent_id AS informing_parent_id, \
  r.registering_organisation_id, g.parent_id AS registering_parent_id, r.class_name, r.participant_code, r.category \
  FROM registration r JOIN organisation o ON o.id = r.informing_organisation_id JOIN organisation g ON g.id = r.registering_organisation_id";

/// Where a person belongs, for the in-memory directory.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MembershipRow {
    /// Whose.
    pub person_id: Uuid,
    /// Who tells the result.
    pub informing_organisation_id: Uuid,
    /// The organisation above that one.
    pub informing_parent_id: Option<Uuid>,
    /// Where registered.
    pub registering_organisation_id: Uuid,
    /// The organisation above that one.
    pub registering_parent_id: Option<Uuid>,
    /// Class.
    pub class_name: String,
    /// Federal code.
    pub participant_code: String,
    /// `ParticipantCategory` code.
    pub category: String,
}

/// Adds persons; their keys must stand in the key store already.
pub async fn insert_persons(tx: &mut Tx, rows: &[PersonRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_PERSON, 6, rows, |b, row| {
        b.push_bind(row.id)
            .push_bind(row.name_sealed.clone())
            .push_bind(row.details_sealed.clone())
            .push_bind(row.is_participant)
            .push_bind(row.created_at)
            .push_bind(row.version);
    });
    Ok(())
}

/// Replaces the sealed name and details.
pub async fn update_person(tx: &mut Tx, row: &PersonRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(UPDATE_PERSON)
        .bind(row.id)
        .bind(row.name_sealed.clone())
        .bind(row.details_sealed.clone())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// One person.
pub async fn find_person(tx: &mut Tx, id: Uuid) -> Result<Option<PersonRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(FIND_PERSON)
        .bind(id)
        .fetch_optional(c)
        .await)?)
}

/// Every person, for the directory and for imports.
pub async fn all_persons(tx: &mut Tx) -> Result<Vec<PersonRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(ALL_PERSONS).fetch_all(c).await)?)
}

/// Adds documents.
pub async fn insert_documents(tx: &mut Tx, rows: &[PersonDocumentRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_DOCUMENT, 8, rows, |b, row| {
        b.push_bind(row.id)
            .push_bind(row.person_id)
            .push_bind(row.document_sealed.clone())
            .push_bind(row.document_index.clone())
            .push_bind(row.index_version)
            .push_bind(row.valid_from.clone())
            .push_bind(row.valid_to.clone())
            .push_bind(row.created_at);
    });
    Ok(())
}

/// Ends the live document of a person on `last_day`.
pub async fn close_document(tx: &mut Tx, person: Uuid, last_day: &str) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(CLOSE_DOCUMENT)
        .bind(person)
        .bind(last_day)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Every live document.
pub async fn live_documents(tx: &mut Tx) -> Result<Vec<PersonDocumentRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(LIVE_DOCUMENTS).fetch_all(c).await)?)
}

/// The live document of one person.
pub async fn live_document_of(tx: &mut Tx, person: Uuid) -> Result<Option<PersonDocumentRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(LIVE_DOCUMENT_OF)
        .bind(person)
        .fetch_optional(c)
        .await)?)
}

/// Who has the document with this keyed hash.
pub async fn person_by_document(tx: &mut Tx, index: &[u8]) -> Result<Option<Uuid>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_scalar(BY_DOCUMENT)
        .bind(index)
        .fetch_optional(c)
        .await)?)
}

/// Whose the live documents with these keyed hashes are; unknown ones are left out.
pub async fn persons_by_documents(tx: &mut Tx, indexes: &[&[u8]]) -> Result<Vec<(Vec<u8>, Uuid)>, StorageError> {
    let mut found = Vec::new();
    for indexes in indexes.chunks(MOST_BINDS) {
        found.extend(on_engine!(tx, |c| {
            let mut builder = QueryBuilder::new(BY_DOCUMENTS);
            push_list!(builder, indexes);
            builder.build_query_as::<(Vec<u8>, Uuid)>().fetch_all(c).await
        })?);
    }
    Ok(found)
}

/// Gives the keyed hash of every live document to `take`, with its person, in no order.
pub async fn each_document_index(tx: &mut Tx, mut take: impl FnMut(Uuid, &[u8]) + Send) -> Result<(), StorageError> {
    if !is_sqlite(tx) {
        on_engine!(tx, |c| {
            gathered::each(sqlx::query(DOCUMENT_INDEXES).fetch(c), |row| {
                take(row.try_get(0)?, row.try_get(1)?);
                Ok(())
            })
            .await
        })?;
        return Ok(());
    }
    let mut place = 0;
    loop {
        let (last, text): Portion = on_engine!(tx, |c| sqlx::query_as(DOCUMENT_INDEXES_PACKED)
            .bind(place)
            .bind(packed::ROWS)
            .fetch_one(c)
            .await)?;
        let (Some(last), Some(text)) = (last, text) else {
            return Ok(());
        };
        place = last;
        let mut text = Unpacked::of(&text, "person_document");
        while !text.is_empty() {
            take(Uuid::from_bytes(text.fixed()?), &text.fixed::<INDEX_BYTES>()?);
        }
    }
}

/// Adds registrations.
pub async fn insert_registrations(tx: &mut Tx, rows: &[RegistrationRow]) -> Result<(), StorageError> {
    bulk_insert!(tx, INSERT_REGISTRATION, 13, rows, |b, row| {
        b.push_bind(row.id)
            .push_bind(row.person_id)
            .push_bind(row.school_year)
            .push_bind(row.exam_kind.clone())
            .push_bind(row.participant_code.clone())
            .push_bind(row.category.clone())
            .push_bind(row.class_name.clone())
            .push_bind(row.registering_organisation_id)
            .push_bind(row.study_organisation_id)
            .push_bind(row.informing_organisation_id)
            .push_bind(row.conditions_sealed.clone())
            .push_bind(row.created_at)
            .push_bind(row.version);
    });
    Ok(())
}

/// Rewrites a registration's category, class, organisations, conditions.
pub async fn update_registration(tx: &mut Tx, row: &RegistrationRow) -> Result<(), StorageError> {
    on_engine!(tx, |c| sqlx::query(UPDATE_REGISTRATION)
        .bind(row.id)
        .bind(&row.participant_code)
        .bind(&row.category)
        .bind(&row.class_name)
        .bind(row.registering_organisation_id)
        .bind(row.study_organisation_id)
        .bind(row.informing_organisation_id)
        .bind(row.conditions_sealed.clone())
        .execute(c)
        .await
        .map(|_| ()))?;
    participants::refresh(tx, Of::Registrations, &[row.id]).await
}

/// Takes a registration back that has no sittings; false if it has some.
pub async fn remove_registration(tx: &mut Tx, registration: Uuid) -> Result<bool, StorageError> {
    let rows = on_engine!(tx, |c| sqlx::query(DELETE_REGISTRATION)
        .bind(registration)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

/// Every registration of a year and kind, for imports.
pub async fn registrations_of_year(
    tx: &mut Tx,
    school_year: i64,
    exam_kind: &str,
) -> Result<Vec<RegistrationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(REGISTRATIONS_OF_YEAR)
        .bind(school_year)
        .bind(exam_kind)
        .fetch_all(c)
        .await)?)
}

/// The registrations of one person that the scope may know of.
pub async fn registrations_of_person(
    tx: &mut Tx,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<RegistrationRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(REGISTRATIONS_OF_PERSON)
        .bind(scope.mode())
        .bind(scope.organisation().0)
        .bind(person)
        .fetch_all(c)
        .await)?)
}

/// Where everybody belongs, for the directory.
pub async fn memberships(tx: &mut Tx) -> Result<Vec<MembershipRow>, StorageError> {
    Ok(on_engine!(tx, |c| sqlx::query_as(MEMBERSHIPS).fetch_all(c).await)?)
}

/// The live documents of some people: person, document, sealed text; in no order.
pub async fn documents_of(tx: &mut Tx, people: &[Uuid]) -> Result<Vec<(Uuid, Uuid, Sealed)>, StorageError> {
    let mut found = Vec::new();
    for people in people.chunks(MOST_BINDS) {
        let part: Vec<(Uuid, Uuid, Sealed)> = on_engine!(tx, |c| {
            let mut builder = sqlx::QueryBuilder::new(DOCUMENTS_OF);
            push_list!(builder, people);
            builder.push(" AND valid_to IS NULL");
            builder.build_query_as().fetch_all(c).await
        })?;
        found.extend(part);
    }
    Ok(found)
}
