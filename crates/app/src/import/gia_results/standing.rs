//! As little of every sitting of an exam as tells a row that adds a result, or says what stands, from one to be judged:
//! forty bytes for each.

use std::collections::HashMap;
use std::hash::BuildHasher;

use domain::edition::EditionState;
use domain::exam::AttendanceOutcome;
use domain::gia_score::GiaColumns;
use foldhash::fast::RandomState;
use regulations::ExamForm;
use storage::standing::{StandingEdition, StandingResult};
use uuid::Uuid;

use super::super::plan::EditionContent;
use super::id_runs::IdRuns;

/// Participant codes have at most so many bytes, nearly all of them; others are judged with all that is known.
const CODE_BYTES: usize = 16;

/// The sittings of one exam by participant code.
pub(super) struct StandingExam {
    /// By code, once [`StandingExam::sort`] was called.
    sittings: Vec<Sitting>,
    ids: IdRuns,
    /// Where registered and who tells, of one sitting each.
    places: Vec<[Uuid; 2]>,
    place_numbers: HashMap<[Uuid; 2], u16, RandomState>,
    /// Files have people in order more often than not: where the last one was found.
    last: usize,
    hasher: RandomState,
}

/// One sitting.
struct Sitting {
    code: [u8; CODE_BYTES],
    /// Of the newest edition's content; 0 without one.
    content: u64,
    /// Position of its id.
    id_at: u32,
    /// Position in the list of people that the file's rows are held to.
    person: u32,
    /// The row that spoke of it first, counted from 1; 0: none yet.
    row: u32,
    place: u16,
    form: Option<ExamForm>,
    state: Standing,
}

/// How far a result has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Nothing,
    /// A value stands that another may take the place of.
    Value,
    /// A value that no file may change now, or one that cannot be told by so little.
    ToBeJudged,
}

/// What the few fields say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quick {
    /// Nothing stands yet.
    Adds,
    /// The same content stands.
    Same,
    /// All that is known of it must be asked.
    Unclear,
}

/// A sitting that was found by the code of a row.
pub(super) struct FoundSitting<'exam> {
    pub(super) id: Uuid,
    sitting: &'exam mut Sitting,
    places: &'exam [[Uuid; 2]],
    hasher: &'exam RandomState,
}

impl StandingExam {
    pub(super) fn empty(hasher: RandomState) -> Self {
        Self {
            sittings: Vec::new(),
            ids: IdRuns::default(),
            places: Vec::new(),
            place_numbers: HashMap::default(),
            last: 0,
            hasher,
        }
    }

    /// Takes a sitting whose person stands at `person` in the list of people. One that cannot be kept so small is left out:
    /// its rows are then judged.
    pub(super) fn take(&mut self, row: &StandingResult<'_>, person: u32) {
        let (Some(code), Some(place)) = (code_of(row.participant_code), self.place(row)) else {
            return;
        };
        let form = row.form.map(ExamForm::from_code).transpose();
        let (state, content) = match row.edition {
            None => (Standing::Nothing, 0),
            Some(edition) if edition.state == EditionState::Approved.code() => (Standing::ToBeJudged, 0),
            Some(edition) => (Standing::Value, self.hasher.hash_one(Content::of_standing(&edition))),
        };
        let Some(id_at) = self.ids.push(row.sitting_id) else {
            return;
        };
        self.sittings.push(Sitting {
            code,
            content,
            id_at,
            person,
            row: 0,
            place,
            state: match form {
                Ok(_) => state,
                Err(_) => Standing::ToBeJudged,
            },
            form: form.ok().flatten(),
        });
    }

    fn place(&mut self, row: &StandingResult<'_>) -> Option<u16> {
        let place = [row.registering_organisation_id, row.informing_organisation_id];
        if let Some(number) = self.place_numbers.get(&place) {
            return Some(*number);
        }
        let number = u16::try_from(self.places.len()).ok()?;
        self.places.push(place);
        self.place_numbers.insert(place, number);
        Some(number)
    }

    /// To be called behind the last sitting taken.
    pub(super) fn sort(&mut self) {
        self.sittings.sort_unstable_by_key(|sitting| sitting.code);
        self.sittings.shrink_to_fit();
        self.place_numbers = HashMap::default();
    }

    pub(super) fn find(&mut self, code: &str) -> Option<FoundSitting<'_>> {
        let code = code_of(code)?;
        let next = self.last + 1;
        let at = match self.sittings.get(next) {
            Some(sitting) if sitting.code == code => next,
            _ => self.sittings.binary_search_by_key(&code, |sitting| sitting.code).ok()?,
        };
        self.last = at;
        let sitting = self.sittings.get_mut(at)?;
        Some(FoundSitting {
            id: self.ids.at(sitting.id_at)?,
            sitting,
            places: &self.places,
            hasher: &self.hasher,
        })
    }
}

impl FoundSitting<'_> {
    pub(super) const fn person(&self) -> u32 {
        self.sitting.person
    }

    pub(super) fn is_of_form(&self, form: ExamForm) -> bool {
        self.sitting.form.is_none_or(|own| own == form)
    }

    /// Registered there, or told there.
    pub(super) fn is_at(&self, organisation: Uuid) -> bool {
        let place = self.places.get(usize::from(self.sitting.place));
        place.is_some_and(|place| place.contains(&organisation))
    }

    /// Notes that a row speaks of it; the row that did so before.
    pub(super) fn claim(&mut self, row: u32) -> Option<u32> {
        match self.sitting.row {
            0 => {
                self.sitting.row = row + 1;
                None
            }
            first => Some(first - 1),
        }
    }

    /// What the value `content` gives does here; it is asked for where another stands.
    pub(super) fn against<'value>(&self, content: impl FnOnce() -> Content<'value>) -> Quick {
        match self.sitting.state {
            Standing::Nothing => Quick::Adds,
            Standing::ToBeJudged => Quick::Unclear,
            Standing::Value => match self.hasher.hash_one(content()) == self.sitting.content {
                true => Quick::Same,
                false => Quick::Unclear,
            },
        }
    }
}

/// What a comparison of values looks at.
#[derive(Hash)]
pub(in super::super) struct Content<'a> {
    pub attendance: &'a str,
    pub primary_score: Option<i64>,
    pub test_score: Option<i64>,
    pub mark: Option<i64>,
    pub task_points: &'a str,
}

impl<'a> Content<'a> {
    fn of_standing(edition: &StandingEdition<'a>) -> Self {
        Self {
            attendance: edition.attendance,
            primary_score: edition.primary_score,
            test_score: edition.test_score,
            mark: edition.mark,
            task_points: edition.task_points.unwrap_or_default(),
        }
    }

    pub(super) fn of_file(content: &'a EditionContent) -> Self {
        let gia = content.gia.as_ref();
        let task_points = gia.and_then(|columns| columns.task_points.as_deref());
        Self {
            attendance: AttendanceOutcome::code(content.attendance),
            primary_score: gia.map(|columns: &GiaColumns| columns.primary_score),
            test_score: gia.and_then(|columns| columns.test_score),
            mark: gia.and_then(|columns| columns.mark),
            task_points: task_points.unwrap_or_default(),
        }
    }
}

fn code_of(code: &str) -> Option<[u8; CODE_BYTES]> {
    let mut bytes = [0; CODE_BYTES];
    bytes.get_mut(..code.len())?.copy_from_slice(code.as_bytes());
    Some(bytes)
}
