//! The exams and people that rows are held to by a few fields.

use std::collections::HashMap;

use domain::exam::ExamKind;
use domain::gia_score::GiaOutcome;
use domain::ids::PersonId;
use exchange::{Field, GiaForm, GiaResultRow, ParsedRow, PlainGiaRow, SheetRow};
use foldhash::fast::RandomState;
use regulations::Subject;
use storage::{Tx, people, standing};
use uuid::Uuid;

use super::super::gia_subjects::subject_of;
use super::super::plan::EditionContent;
use super::super::registrant::ExamKey;
use super::Source;
use super::against::{Judge, content_of, key_of};
use super::plain::PlainLook;
use super::standing::{Content, FoundSitting, Quick, StandingExam};
use crate::error::AppError;

/// Somebody whom the list of people does not have.
const NOBODY: u32 = u32::MAX;

/// What the quick look knows.
pub(super) struct QuickBook<'a> {
    exams: HashMap<ExamKey, StandingExam, RandomState>,
    subjects: HashMap<(ExamKind, Option<GiaForm>, u8), Option<&'a Subject>>,
    people: People,
    plain: PlainLook<'a>,
    hasher: RandomState,
}

/// The first half of the keyed hash of everybody's live document, by position of the person in the directory or, where the
/// file has no names, in a list made here; empty where the file has no documents.
#[derive(Default)]
struct People {
    positions: HashMap<Uuid, u32, RandomState>,
    documents: Vec<u64>,
}

/// What the quick look says of a row.
pub(super) struct Glance {
    pub quick: Quick,
    /// Another row spoke of the same sitting before; its number from 0.
    pub twin: Option<u32>,
    /// Its sitting is noted as spoken of.
    pub is_claimed: bool,
}

/// The same of a plain row.
pub(super) struct PlainGlance<'row> {
    pub glance: Glance,
    pub sitting: Uuid,
    row: PlainGiaRow<'row>,
    outcome: GiaOutcome,
}

/// The same of a row that was read word by word, with the value it makes of its sitting, where that was found out.
pub(super) struct ReadGlance {
    pub glance: Glance,
    pub value: Option<(Uuid, EditionContent)>,
}

impl Glance {
    /// The row brings its sitting a first value.
    pub(super) fn adds(&self) -> bool {
        self.quick == Quick::Adds && self.twin.is_none()
    }
}

impl<'a> QuickBook<'a> {
    pub(super) async fn load(tx: &mut Tx, source: Source<'a>, judge: &Judge<'a>) -> Result<Self, AppError> {
        let mut people = People::default();
        if source.file.matching.column_of(Field::Number).is_some() {
            people = People::load(tx, judge).await?;
        }
        Ok(Self {
            exams: HashMap::default(),
            subjects: HashMap::new(),
            people,
            plain: PlainLook::of(source),
            hasher: RandomState::default(),
        })
    }

    /// Reads the sittings of an exam that was not met before; an exam that does not exist has none.
    pub(super) async fn meet(&mut self, tx: &mut Tx, judge: &Judge<'a>, key: ExamKey) -> Result<(), AppError> {
        if self.exams.contains_key(&key) {
            return Ok(());
        }
        let mut exam = StandingExam::empty(self.hasher.clone());
        if let Some(id) = judge.exam(key) {
            let people = &self.people;
            standing::each_of_exam(tx, id, |row| exam.take(&row, people.position(judge, row.person_id))).await?;
            exam.sort();
        }
        self.exams.insert(key, exam);
        Ok(())
    }

    /// Looks at row number `row`, counted from 0, without reading it word by word; `None`: it must be read so.
    pub(super) fn glance_at_plain<'row>(
        &mut self,
        judge: &Judge<'a>,
        cells: &'row SheetRow,
        row: u32,
    ) -> Option<PlainGlance<'row>> {
        let (plain, model) = self.plain.read(cells)?;
        let outcome = PlainLook::outcome(&plain, model)?;
        let mut sitting = self.exams.get_mut(&model.exam)?.find(plain.participant_code)?;
        let person = sitting.person();
        let index = plain.document.map(|parts| judge.index_of(self.plain.document(parts)));
        let is_own = index.is_none_or(|index| self.people.has_document(person, &index))
            && is_place_of(judge, &sitting, plain.school_code)
            && is_plain_name(judge, person, plain.name);
        if !is_own || !sitting.is_of_form(model.form) {
            return None;
        }
        let quick = sitting.against(|| self.plain.content(&plain, outcome));
        (quick != Quick::Unclear).then(|| PlainGlance {
            glance: Glance {
                quick,
                twin: sitting.claim(row),
                is_claimed: true,
            },
            sitting: sitting.id,
            row: plain,
            outcome,
        })
    }

    /// What would stand if a plain row were written.
    pub(super) fn content_of(&mut self, glance: &PlainGlance<'_>) -> Content<'_> {
        self.plain.content(&glance.row, glance.outcome)
    }

    /// Notes how a row looked that was read word by word.
    pub(super) fn learn(&mut self, judge: &Judge<'a>, cells: &SheetRow, read: &ParsedRow<GiaResultRow>) {
        let subject = self.subject(judge, &read.value);
        self.plain.learn(judge, cells, read, subject);
    }

    /// Looks at row number `row`, counted from 0.
    pub(super) fn glance(&mut self, judge: &Judge<'a>, value: &GiaResultRow, row: u32) -> ReadGlance {
        let nothing_more = |twin, is_claimed| ReadGlance {
            glance: Glance {
                quick: Quick::Unclear,
                twin,
                is_claimed,
            },
            value: None,
        };
        let subject = self.subject(judge, value);
        let code = value.participant_code.as_deref();
        let found = self.exams.get_mut(&key_of(value)).zip(code);
        let Some(mut sitting) = found.and_then(|(exam, code)| exam.find(code)) else {
            return nothing_more(None, false);
        };
        let twin = sitting.claim(row);
        let Some(subject) = subject.filter(|subject| sitting.is_of_form(subject.form)) else {
            return nothing_more(twin, true);
        };
        let is_own_document = value
            .document
            .as_ref()
            .is_none_or(|document| self.people.has_document(sitting.person(), &judge.index(document)));
        let is_own_place = is_place_of(judge, &sitting, value.school_code.as_deref());
        if !is_own_document || !is_own_place || !is_own_name(judge, sitting.person(), value) {
            return nothing_more(twin, true);
        }
        let Ok(content) = content_of(judge.book(), judge.region(), value, subject) else {
            return nothing_more(twin, true);
        };
        ReadGlance {
            glance: Glance {
                quick: sitting.against(|| Content::of_file(&content)),
                twin,
                is_claimed: true,
            },
            value: Some((sitting.id, content)),
        }
    }

    /// Notes that a judged row speaks of a sitting; the row that did so before.
    pub(super) fn claim(&mut self, key: ExamKey, code: &str, row: u32) -> Option<u32> {
        self.exams.get_mut(&key)?.find(code)?.claim(row)
    }

    fn subject(&mut self, judge: &Judge<'a>, value: &GiaResultRow) -> Option<&'a Subject> {
        let key = (value.exam_kind, value.form, value.subject_code);
        *self
            .subjects
            .entry(key)
            .or_insert_with(|| subject_of(judge.book(), value))
    }
}

/// Registered or told where the row says; a row may say nothing.
fn is_place_of(judge: &Judge<'_>, sitting: &FoundSitting<'_>, school_code: Option<&str>) -> bool {
    school_code.is_none_or(|code| judge.places.get(code).is_some_and(|place| sitting.is_at(place.id)))
}

/// The cells of a name say exactly what the directory has, or nothing at all; a patronymic may be left out.
fn is_plain_name(judge: &Judge<'_>, person: u32, [surname, given_name, patronymic]: [&str; 3]) -> bool {
    if surname.is_empty() && given_name.is_empty() && patronymic.is_empty() {
        return true;
    }
    let entry = usize::try_from(person).ok().and_then(|at| judge.directory.at(at));
    entry.is_some_and(|entry| {
        entry.name.surname() == surname
            && entry.name.given_name() == given_name
            && (patronymic.is_empty() || entry.name.patronymic() == Some(patronymic))
    })
}

/// Written exactly as the directory has it; other spellings are judged.
fn is_own_name(judge: &Judge<'_>, person: u32, value: &GiaResultRow) -> bool {
    let Some(given) = &value.name else {
        return true;
    };
    let entry = usize::try_from(person).ok().and_then(|at| judge.directory.at(at));
    entry.is_some_and(|entry| entry.name.surname() == given.surname() && entry.name.given_name() == given.given_name())
}

impl People {
    async fn load(tx: &mut Tx, judge: &Judge<'_>) -> Result<Self, AppError> {
        let mut people = Self::default();
        people::each_document_index(tx, |person, index| people.take(judge, person, index)).await?;
        Ok(people)
    }

    fn take(&mut self, judge: &Judge<'_>, person: Uuid, index: &[u8]) {
        let position = match judge.directory.is_empty() {
            true => {
                let next = u32::try_from(self.positions.len()).unwrap_or(NOBODY);
                *self.positions.entry(person).or_insert(next)
            }
            false => self.position(judge, person),
        };
        let (Ok(at), Some(half)) = (usize::try_from(position), half_of(index)) else {
            return;
        };
        if position == NOBODY {
            return;
        }
        if self.documents.len() <= at {
            self.documents.resize(at + 1, 0);
        }
        if let Some(slot) = self.documents.get_mut(at) {
            *slot = half;
        }
    }

    fn position(&self, judge: &Judge<'_>, person: Uuid) -> u32 {
        let position = match judge.directory.is_empty() {
            true => self.positions.get(&person).copied(),
            false => judge
                .directory
                .position(PersonId(person))
                .and_then(|at| u32::try_from(at).ok()),
        };
        position.unwrap_or(NOBODY)
    }

    fn has_document(&self, person: u32, index: &[u8]) -> bool {
        let own = usize::try_from(person).ok().and_then(|at| self.documents.get(at));
        own.is_some() && own.copied() == half_of(index)
    }
}

/// Sixty-four bits of a keyed hash tell a person's own document from any other well enough to look no further; what differs
/// is judged by the whole.
fn half_of(index: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(*index.first_chunk()?))
}
