//! What a file would change: row by row, and as writes.

use domain::exam::AttendanceOutcome;
use domain::gia_score::GiaColumns;
use exchange::{OrganisationRow, ParsedRow, WrongRow};
use storage::sealed::Sealed;
use uuid::Uuid;

use super::registrant::{PlannedSitting, Registrant};

/// One changed field of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedField {
    /// What the page calls the field.
    pub field: String,
    /// Stands now.
    pub was: String,
    /// Stands in the file.
    pub now: String,
}

/// What a row that reads would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowOutcome {
    /// Line of the file.
    pub line: u32,
    /// Whom or what it is about.
    pub who: String,
    /// Where: short name of an organisation.
    pub place: String,
    /// What the row says, in short: «сочинение, зачёт».
    pub says: String,
    /// Adds, changes or says what stands.
    pub effect: Effect,
    /// Changes a released result.
    pub touches_released: bool,
    /// Worth a look.
    pub warnings: Vec<String>,
    /// The result's page, where there is one.
    pub result: Option<Uuid>,
}

/// Effect of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Adds.
    New,
    /// Changes these fields.
    Changed(Vec<ChangedField>),
    /// Says what stands.
    Same,
}

/// What is to be written.
#[derive(Debug, Clone)]
pub enum Write {
    /// A new organisation.
    InsertOrganisation(OrganisationRow),
    /// An organisation that differs: its id.
    UpdateOrganisation(Uuid, OrganisationRow),
    /// A participant with exams.
    Participant(ParticipantWrite),
    /// A new edition of a result.
    Edition(NewEdition, EditionContent),
}

/// A participant to be written: once per file and kind, whatever number of rows speaks of the person.
#[derive(Debug, Clone)]
pub struct ParticipantWrite {
    /// Known or not.
    pub person: PersonWrite,
    /// What the file says of the person.
    pub registrant: Registrant,
    /// New exams, and those whose work type changes.
    pub sittings: Vec<SittingWrite>,
}

/// Whose rows.
#[derive(Debug, Clone)]
pub enum PersonWrite {
    /// A new person; an index into `new_people`.
    New(usize),
    /// Somebody known, registered anew or differently.
    Known(KnownParticipant),
}

/// An exam of a participant to be written.
#[derive(Debug, Clone)]
pub struct SittingWrite {
    /// As the file has it.
    pub planned: PlannedSitting,
    /// The sitting that stands, where only its work type differs.
    pub standing: Option<Uuid>,
}

/// What stands of a participant in a file.
#[derive(Debug, Clone)]
pub struct KnownParticipant {
    /// The person.
    pub person: Uuid,
    /// The registration of this year and kind, if any.
    pub registration: Option<Uuid>,
    /// Name or details differ.
    pub person_differs: bool,
    /// The document differs.
    pub document_differs: bool,
    /// The registration differs.
    pub registration_differs: bool,
    /// Special conditions as they stand, where the file has no column of them and so takes none away.
    pub kept_conditions: Option<Sealed>,
}

/// The value of a new edition, as its columns hold it.
#[derive(Debug, Clone)]
pub struct EditionContent {
    /// How the sitting ended.
    pub attendance: AttendanceOutcome,
    /// Storage code of `EssayValue`.
    pub essay_value: Option<String>,
    /// Topic of an essay.
    pub topic: Option<String>,
    /// Of a checked work of GIA.
    pub gia: Option<GiaColumns>,
}

/// Where a new edition goes.
#[derive(Debug, Clone)]
pub struct NewEdition {
    /// The sitting.
    pub sitting: Uuid,
    /// The result, if something was received before.
    pub result: Option<Uuid>,
    /// A waiting edition that gives way.
    pub pending: Option<Uuid>,
    /// Number of the new edition.
    pub number: i64,
    /// The waiting edition was held, with this reason and note: an import brings a value and ends no hold.
    pub hold: Option<(String, Option<String>)>,
}

impl NewEdition {
    /// Of a sitting that nothing was received for.
    pub(super) const fn first(sitting: Uuid) -> Self {
        Self {
            sitting,
            result: None,
            pending: None,
            number: 1,
            hold: None,
        }
    }
}

/// The whole plan.
#[derive(Debug, Clone)]
pub struct ImportPlan {
    /// Rows with data.
    pub total: usize,
    /// Rows that read, by line.
    pub rows: Vec<RowOutcome>,
    /// Rows that do not.
    pub wrong: Vec<WrongRow>,
    /// What to write, in order.
    pub writes: Vec<Write>,
    /// Lines of new people with ids made for them.
    pub new_people: Vec<(u32, Uuid)>,
    /// Hash of exactly these writes; ids made on the way do not enter it.
    pub hash: Vec<u8>,
}

/// The outcome of a parsed row.
pub(super) fn outcome<T>(row: &ParsedRow<T>, place: String, says: String, effect: Effect) -> RowOutcome {
    RowOutcome {
        line: row.line,
        who: row.who.clone(),
        place,
        says,
        effect,
        touches_released: false,
        warnings: row
            .warnings
            .iter()
            .map(|problem| format!("{}: {}", problem.cell, problem.message))
            .collect(),
        result: None,
    }
}

/// Collects the fields that differ, and what a row adds.
#[derive(Default)]
pub(super) struct Differences {
    fields: Vec<ChangedField>,
    additions: usize,
}

impl Differences {
    pub(super) fn compare(&mut self, field: &str, was: &str, now: &str) -> bool {
        let differs = was != now;
        if differs {
            self.fields.push(ChangedField {
                field: field.to_owned(),
                was: was.to_owned(),
                now: now.to_owned(),
            });
        }
        differs
    }

    /// Something that did not stand before: by itself it makes the row a new one, not a changed one.
    pub(super) fn add(&mut self, field: &str, now: &str) {
        self.additions += 1;
        self.compare(field, "нет", now);
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.fields.append(&mut other.fields);
        self.additions += other.additions;
    }

    pub(super) fn effect(self) -> Effect {
        match self.fields.len() {
            0 => Effect::Same,
            fields if fields == self.additions => Effect::New,
            _ => Effect::Changed(self.fields),
        }
    }
}
