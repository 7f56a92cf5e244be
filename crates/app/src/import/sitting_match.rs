//! Whose result a row of results is: found by code, by document, both agreeing.

use std::collections::HashMap;

use domain::edition::EditionState;
use domain::identity_document::{IdentityDocument, normalise_document};
use domain::person_name::{PersonName, normalise_name};
use storage::directory::Directory;
use storage::standing::{self, SittingResultRow};
use storage::{Tx, exams};
use uuid::Uuid;

use super::compare_registrations::key_of;
use super::plan::NewEdition;
use super::registrant::{ExamKey, Places};
use crate::context::App;
use crate::error::AppError;
use crate::publication::split_document;

/// The sittings of one exam with the newest editions, found by participant code and by person.
pub(super) struct ExamSittings {
    rows: Vec<SittingResultRow>,
    by_code: HashMap<String, usize>,
    by_person: HashMap<Uuid, usize>,
}

/// Live documents of everybody.
pub(super) struct Documents(HashMap<String, Uuid>);

/// What a row's document says: nothing, nobody known, or a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByDocument {
    NotGiven,
    Nobody,
    Person(Uuid),
}

/// Why no sitting is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotMatched {
    #[error("Код участника одного человека, а документ другого. Сверьте")]
    TwoPeople,
    #[error("Участник с этим кодом зарегистрирован с другим документом. Сверьте серию и номер")]
    OtherDocument,
    #[error("Участник не зарегистрирован на этот экзамен")]
    NotRegistered,
}

impl Documents {
    pub(super) async fn load(app: &App, tx: &mut Tx) -> Result<Self, AppError> {
        let opened = app.open_documents(tx).await?;
        let by_document = opened.into_iter().map(|(person, text)| {
            let (_, series, number) = split_document(&text);
            (normalise_document(series, number), person)
        });
        Ok(Self(by_document.collect()))
    }

    /// Of some documents, normalised.
    pub(super) fn of(known: impl IntoIterator<Item = (String, Uuid)>) -> Self {
        Self(known.into_iter().collect())
    }

    pub(super) fn person(&self, document: Option<&IdentityDocument>) -> Option<Uuid> {
        self.0.get(&document?.normalised()).copied()
    }

    pub(super) fn find(&self, document: Option<&IdentityDocument>) -> ByDocument {
        let Some(document) = document else {
            return ByDocument::NotGiven;
        };
        self.person(Some(document))
            .map_or(ByDocument::Nobody, ByDocument::Person)
    }
}

impl ExamSittings {
    /// `None`: there is no such exam.
    pub(super) async fn load(tx: &mut Tx, key: ExamKey) -> Result<Option<Self>, AppError> {
        for exam in exams::all(tx).await? {
            if key_of(&exam)? == key {
                return Ok(Some(Self::of_exam(tx, exam.id).await?));
            }
        }
        Ok(None)
    }

    pub(super) async fn of_exam(tx: &mut Tx, exam: Uuid) -> Result<Self, AppError> {
        Ok(Self::of(standing::sitting_results(tx, exam).await?))
    }

    pub(super) fn of(rows: Vec<SittingResultRow>) -> Self {
        let by_code = rows
            .iter()
            .enumerate()
            .map(|(position, row)| (row.participant_code.clone(), position))
            .collect();
        let by_person = rows
            .iter()
            .enumerate()
            .map(|(position, row)| (row.person_id, position))
            .collect();
        Self {
            rows,
            by_code,
            by_person,
        }
    }

    pub(super) fn find(&self, code: Option<&str>, document: ByDocument) -> Result<&SittingResultRow, NotMatched> {
        let by_code = code.and_then(|code| self.by_code.get(code));
        let by_document = match document {
            ByDocument::Person(person) => self.by_person.get(&person),
            ByDocument::NotGiven | ByDocument::Nobody => None,
        };
        let position = match (by_code, by_document, document) {
            (Some(code), Some(document), _) if code != document => return Err(NotMatched::TwoPeople),
            (Some(_), None, ByDocument::Nobody | ByDocument::Person(_)) => return Err(NotMatched::OtherDocument),
            (Some(position), _, _) | (None, Some(position), _) => *position,
            (None, None, _) => return Err(NotMatched::NotRegistered),
        };
        self.rows.get(position).ok_or(NotMatched::NotRegistered)
    }
}

/// The registered name, where surname or given name of a row are not its own.
pub(super) fn is_other_person<'d>(
    sitting: &SittingResultRow,
    given: &PersonName,
    directory: &'d Directory,
) -> Option<&'d PersonName> {
    let name = &directory.get(domain::ids::PersonId(sitting.person_id))?.name;
    let same = |one: &str, other: &str| normalise_name(one) == normalise_name(other);
    let fits = same(name.surname(), given.surname()) && same(name.given_name(), given.given_name());
    (!fits).then_some(name)
}

/// Is this the code of where the participant registered, studies or is told?
pub(super) fn is_place_of(sitting: &SittingResultRow, code: &str, places: &Places) -> bool {
    let ids = [
        Some(sitting.registering_organisation_id),
        sitting.study_organisation_id,
        Some(sitting.informing_organisation_id),
    ];
    ids.into_iter().flatten().any(|id| places.code_of(id) == code)
}

/// Where the next edition of a sitting's result goes.
pub(super) fn new_edition(sitting: &SittingResultRow) -> NewEdition {
    let pending = matches!(sitting.edition_state.as_deref(), Some("received" | "held" | "approved"));
    let held = sitting.edition_state.as_deref() == Some(EditionState::Held.code());
    NewEdition {
        sitting: sitting.sitting_id,
        result: sitting.result_id,
        pending: sitting.edition_id.filter(|_| pending),
        number: sitting.edition_number.unwrap_or(0) + 1,
        hold: sitting
            .hold_reason
            .clone()
            .filter(|_| held)
            .map(|reason| (reason, sitting.hold_note.clone())),
    }
}
