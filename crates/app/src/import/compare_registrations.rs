//! Participants of a file of either kind against what stands: people are known by their document or code, and each row is
//! one exam of somebody.

use std::collections::{HashMap, HashSet};

use domain::exam::{ExamKind, ExamPeriod};
use domain::identity_document::normalise_document;
use domain::person_name::PersonName;
use domain::registration::{GiaInformingPlace, ParticipantCategory};
use exchange::{ColumnMatching, Field, Parsed, ParsedRow, Refusal};
use storage::people::{self, RegistrationRow};
use storage::sealed::{SealedError, fields};
use storage::{StorageError, Tx, exams};
use uuid::Uuid;

use super::PlanHash;
use super::plan::{
    Differences, Effect, ImportPlan, KnownParticipant, ParticipantWrite, PersonWrite, SittingWrite, Write, outcome,
};
use super::registrant::{ExamKey, Places, PlannedRow, PlannedSitting, Registrant};
use crate::context::App;
use crate::error::AppError;
use crate::publication::split_document;

/// Everybody known, opened.
struct People {
    by_document: HashMap<String, Uuid>,
    documents: HashMap<Uuid, String>,
    names: HashMap<Uuid, PersonName>,
    details: HashMap<Uuid, String>,
}

/// The registrations of one school year and kind.
struct Registrations {
    by_person: HashMap<Uuid, RegistrationRow>,
    person_by_code: HashMap<String, Uuid>,
    /// Special conditions, opened, by registration.
    conditions: HashMap<Uuid, String>,
}

/// What stands of the people and exams of a file.
struct Standing {
    people: People,
    registrations: HashMap<(i64, ExamKind), Registrations>,
    periods: HashMap<ExamKey, ExamPeriod>,
    /// By registration and exam: the sitting and its work type or subject.
    sittings: HashMap<(Uuid, ExamKey), (Uuid, i64)>,
}

/// Does the file say anything of special conditions? One that does not takes none away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ConditionsColumn {
    Present,
    Absent,
}

/// Who a row is about: a known person, or a new one by document.
#[derive(Clone, PartialEq, Eq, Hash)]
enum PersonKey {
    Known(Uuid),
    New(String),
}

/// Parsed rows with their values made into planned ones; a row without one is left out.
pub(super) fn valued<T>(parsed: Parsed<T>, mut value: impl FnMut(u32, T) -> Option<PlannedRow>) -> Parsed<PlannedRow> {
    let rows = parsed.rows.into_iter().filter_map(|row| {
        Some(ParsedRow {
            line: row.line,
            who: row.who,
            value: value(row.line, row.value)?,
            warnings: row.warnings,
        })
    });
    Parsed {
        rows: rows.collect(),
        wrong: parsed.wrong,
        total: parsed.total,
    }
}

/// Compares a file's participants with what stands.
pub(super) async fn plan(
    app: &App,
    tx: &mut Tx,
    mut parsed: Parsed<PlannedRow>,
    matching: &ColumnMatching,
) -> Result<ImportPlan, AppError> {
    let places = Places::load(tx).await?;
    let refusals: Vec<Refusal> = parsed.rows.iter().flat_map(|row| refuse_places(row, &places)).collect();
    parsed.refuse(matching, refusals);
    let standing = Standing::load(app, tx, &parsed.rows).await?;
    let refusals: Vec<Refusal> = parsed
        .rows
        .iter()
        .flat_map(|row| [standing.refuse_foreign_code(row), standing.refuse_period(row)])
        .flatten()
        .collect();
    parsed.refuse(matching, refusals);
    let mut planner = Planner {
        conditions_column: match matching.column_of(Field::SpecialConditions) {
            Some(_) => ConditionsColumn::Present,
            None => ConditionsColumn::Absent,
        },
        places: &places,
        standing: &standing,
        hash: PlanHash::new(),
        writes: Vec::new(),
        write_of: HashMap::new(),
        known: HashMap::new(),
        new_people: Vec::new(),
        position_of: HashMap::new(),
    };
    let mut rows = Vec::with_capacity(parsed.rows.len());
    for row in parsed.rows {
        let effect = planner.plan_row(app, &row)?;
        let place = places
            .get(&row.value.registrant.registering_code)
            .map(|found| found.short_name.clone())
            .unwrap_or_default();
        let says = row.value.says.clone();
        rows.push(outcome(&row, place, says, effect));
    }
    Ok(ImportPlan {
        total: parsed.total,
        rows,
        wrong: parsed.wrong,
        writes: planner.writes.into_iter().map(Write::Participant).collect(),
        new_people: planner.new_people,
        hash: planner.hash.finish(),
    })
}

struct Planner<'a> {
    conditions_column: ConditionsColumn,
    places: &'a Places,
    standing: &'a Standing,
    hash: PlanHash,
    writes: Vec<ParticipantWrite>,
    write_of: HashMap<(PersonKey, ExamKind), usize>,
    known: HashMap<(Uuid, ExamKind), KnownParticipant>,
    new_people: Vec<(u32, Uuid)>,
    position_of: HashMap<String, usize>,
}

impl Planner<'_> {
    fn plan_row(&mut self, app: &App, row: &ParsedRow<PlannedRow>) -> Result<Effect, AppError> {
        let registrant = &row.value.registrant;
        let document = registrant.document.normalised();
        let (key, effect, standing_sitting) = match self.standing.person_of(registrant) {
            None => (PersonKey::New(document.clone()), Effect::New, None),
            Some(person) => {
                let (effect, sitting) = self.compare(person, &row.value);
                (PersonKey::Known(person), effect, sitting)
            }
        };
        if effect == Effect::Same {
            return Ok(effect);
        }
        self.hash.add(&format!(
            "{effect:?} {document} {:?} {:?}",
            registrant.participant_code, row.value.sitting.exam
        ));
        let write = self.write_of(app, key, row, &document)?;
        let sitting = &row.value.sitting;
        let changes_sitting = standing_sitting.is_none_or(|(_, subject)| subject != sitting.subject);
        if let Some(write) = self.writes.get_mut(write).filter(|_| changes_sitting) {
            write.sittings.push(SittingWrite {
                planned: sitting.clone(),
                standing: standing_sitting.map(|(id, _)| id),
            });
        }
        Ok(effect)
    }

    /// The place of the person's write; the first row that changes something makes it.
    fn write_of(
        &mut self,
        app: &App,
        key: PersonKey,
        row: &ParsedRow<PlannedRow>,
        document: &str,
    ) -> Result<usize, AppError> {
        let registrant = &row.value.registrant;
        let slot = (key, registrant.exam_kind);
        if let Some(position) = self.write_of.get(&slot) {
            return Ok(*position);
        }
        let person = match &slot.0 {
            PersonKey::Known(person) => {
                let known = self.known.get(&(*person, registrant.exam_kind));
                PersonWrite::Known(known.cloned().ok_or(StorageError::Damaged("import plan"))?)
            }
            PersonKey::New(_) => PersonWrite::New(match self.position_of.get(document) {
                Some(position) => *position,
                None => {
                    self.new_people.push((row.line, app.fresh_id(app.clock.now())?));
                    self.position_of.insert(document.to_owned(), self.new_people.len() - 1);
                    self.new_people.len() - 1
                }
            }),
        };
        self.writes.push(ParticipantWrite {
            person,
            registrant: registrant.clone(),
            sittings: Vec::new(),
        });
        self.write_of.insert(slot, self.writes.len() - 1);
        Ok(self.writes.len() - 1)
    }

    /// What a row about somebody known does, and the sitting that stands. What concerns the person is said at the first
    /// row only.
    fn compare(&mut self, person: Uuid, row: &PlannedRow) -> (Effect, Option<(Uuid, i64)>) {
        let mut differences = Differences::default();
        let slot = (person, row.registrant.exam_kind);
        if !self.known.contains_key(&slot) {
            let (known, of_person) = self.compare_person(person, &row.registrant);
            differences.append(of_person);
            self.known.insert(slot, known);
        }
        let registration = self.known.get(&slot).and_then(|known| known.registration);
        let sitting = registration
            .and_then(|registration| self.standing.sittings.get(&(registration, row.sitting.exam)))
            .copied();
        match (sitting, row.sitting.exam.kind) {
            (None, ExamKind::Essay) => {
                differences.add("Участие", &regulations::russian::long_date(row.sitting.exam.date));
            }
            (None, _) => differences.add("Экзамен", &exam_words(&row.sitting)),
            (Some((_, subject)), _) => {
                differences.compare(
                    "Код вида работы",
                    &subject.to_string(),
                    &row.sitting.subject.to_string(),
                );
            }
        }
        (differences.effect(), sitting)
    }

    fn compare_person(&self, person: Uuid, value: &Registrant) -> (KnownParticipant, Differences) {
        let people = &self.standing.people;
        let mut differences = Differences::default();
        let name = people.names.get(&person).map(ToString::to_string).unwrap_or_default();
        let mut person_differs = differences.compare("Участник", &name, &value.name.to_string());
        let details = people.details.get(&person).cloned().unwrap_or_default();
        person_differs |= differences.compare("Дата рождения и пол", &details, &value.details_text());
        let readable = |text: &str| text.replace('\u{1f}', " ");
        let document = people
            .documents
            .get(&person)
            .map(|text| readable(text))
            .unwrap_or_default();
        let document_differs = differences.compare("Документ", &document, &readable(&value.document_text()));
        let registrations = self.standing.registrations_for(value);
        let registration = registrations.and_then(|known| known.by_person.get(&person));
        let registration_differs = match (registration, registrations) {
            (Some(known), Some(all)) => {
                self.compare_registration(known, all.conditions.get(&known.id), value, &mut differences)
            }
            _ => {
                differences.add("Регистрация", "есть");
                true
            }
        };
        let kept_conditions = registration
            .filter(|_| self.conditions_column == ConditionsColumn::Absent)
            .and_then(|known| known.conditions_sealed.clone());
        let known = KnownParticipant {
            person,
            registration: registration.map(|known| known.id),
            person_differs,
            document_differs,
            registration_differs,
            kept_conditions,
        };
        (known, differences)
    }

    fn compare_registration(
        &self,
        known: &RegistrationRow,
        conditions: Option<&String>,
        value: &Registrant,
        differences: &mut Differences,
    ) -> bool {
        let category = ParticipantCategory::from_code(&known.category).map_or("", ParticipantCategory::russian);
        let mut differs = differences.compare("Код участника", &known.participant_code, &value.participant_code);
        differs |= differences.compare("Категория", category, value.category.russian());
        differs |= differences.compare("Класс", &known.class_name, value.class.as_deref().unwrap_or_default());
        differs |= differences.compare(
            "Код организации регистрации",
            self.places.code_of(known.registering_organisation_id),
            &value.registering_code,
        );
        differs |= differences.compare(
            "Код места обучения",
            known
                .study_organisation_id
                .map(|id| self.places.code_of(id))
                .unwrap_or_default(),
            value.study_code.as_deref().unwrap_or_default(),
        );
        let (stands, says) = (conditions.map(String::as_str), value.conditions.as_deref());
        if self.conditions_column == ConditionsColumn::Present && stands != says {
            // Health data: that they differ is told, not what they say.
            let now = match (stands, says) {
                (_, None) => "нет",
                (None, Some(_)) => "указаны",
                (Some(_), Some(_)) => "указаны другие",
            };
            differs |= differences.compare("Особые условия", stands.map_or("нет", |_| "указаны"), now);
        }
        differs
    }
}

/// «ЕГЭ. Русский язык, 28 мая 2026».
fn exam_words(sitting: &PlannedSitting) -> String {
    let exam = crate::exam_view::exam_name(sitting.exam.kind, sitting.exam.subject);
    format!("{exam}, {}", regulations::russian::long_date(sitting.exam.date))
}

impl Standing {
    async fn load(app: &App, tx: &mut Tx, rows: &[ParsedRow<PlannedRow>]) -> Result<Self, AppError> {
        let people = People::load(app, tx).await?;
        let groups: HashSet<(i64, ExamKind)> = rows
            .iter()
            .map(|row| (row.value.registrant.school_year, row.value.registrant.exam_kind))
            .collect();
        let mut registrations = HashMap::new();
        for group in groups {
            registrations.insert(group, Registrations::load(app, tx, group).await?);
        }
        let wanted: HashSet<ExamKey> = rows.iter().map(|row| row.value.sitting.exam).collect();
        let mut periods = HashMap::new();
        let mut sittings = HashMap::new();
        for exam in exams::all(tx).await? {
            let key = key_of(&exam)?;
            if !wanted.contains(&key) {
                continue;
            }
            periods.insert(key, ExamPeriod::from_code(&exam.period)?);
            for sitting in exams::sittings(tx, exam.id).await? {
                sittings.insert((sitting.registration_id, key), (sitting.id, sitting.subject_code));
            }
        }
        Ok(Self {
            people,
            registrations,
            periods,
            sittings,
        })
    }

    fn registrations_for(&self, value: &Registrant) -> Option<&Registrations> {
        self.registrations.get(&(value.school_year, value.exam_kind))
    }

    fn by_code(&self, value: &Registrant) -> Option<Uuid> {
        let registrations = self.registrations_for(value)?;
        registrations.person_by_code.get(&value.participant_code).copied()
    }

    fn person_of(&self, value: &Registrant) -> Option<Uuid> {
        let by_document = self.people.by_document.get(&value.document.normalised()).copied();
        by_document.or_else(|| self.by_code(value))
    }

    /// A code that belongs to somebody else, or two people behind one document.
    fn refuse_foreign_code(&self, row: &ParsedRow<PlannedRow>) -> Option<Refusal> {
        let value = &row.value.registrant;
        let by_document = self.people.by_document.get(&value.document.normalised()).copied();
        let by_code = self.by_code(value);
        let is_other = |person: Uuid| {
            let name = self.people.names.get(&person);
            name.is_some_and(|name| differs_wholly(name, &value.name))
        };
        let (field, shown, message) = match (by_document, by_code) {
            (Some(document), Some(code)) if document != code => (
                Field::ParticipantCode,
                value.participant_code.clone(),
                "Этот код записан за другим участником, а документ — за другим. Сверьте код и документ",
            ),
            (Some(person), _) if is_other(person) => (
                Field::Number,
                value.document.masked(),
                "Этот документ записан за другим человеком: фамилия и имя не совпадают. Сверьте документ",
            ),
            _ => return None,
        };
        Some(Refusal {
            line: row.line,
            field,
            value: shown,
            message: message.to_owned(),
        })
    }

    /// An exam that stands has its period; a file does not change it.
    fn refuse_period(&self, row: &ParsedRow<PlannedRow>) -> Option<Refusal> {
        let given = row.value.sitting.period?;
        let stands = self.periods.get(&row.value.sitting.exam)?;
        (given != *stands).then(|| Refusal {
            line: row.line,
            field: Field::Period,
            value: given.russian().to_owned(),
            message: format!(
                "Этот экзамен уже заведён как «{}». Исправьте период или дату",
                stands.russian()
            ),
        })
    }
}

impl People {
    async fn load(app: &App, tx: &mut Tx) -> Result<Self, AppError> {
        let mut documents = HashMap::new();
        let mut by_document = HashMap::new();
        for (person, text) in app.open_documents(tx).await? {
            let (_, series, number) = split_document(&text);
            by_document.insert(normalise_document(series, number), person);
            documents.insert(person, text);
        }
        let mut names = HashMap::new();
        let mut details = HashMap::new();
        for row in people::all_persons(tx).await?.iter().filter(|row| row.is_participant) {
            if let Some(name) = app.open_name(row)? {
                details.insert(row.id, app.open_details(row)?);
                names.insert(row.id, name);
            }
        }
        Ok(Self {
            by_document,
            documents,
            names,
            details,
        })
    }
}

impl Registrations {
    async fn load(app: &App, tx: &mut Tx, (year, kind): (i64, ExamKind)) -> Result<Self, AppError> {
        let rows = people::registrations_of_year(tx, year, kind.code()).await?;
        let by_person: HashMap<Uuid, RegistrationRow> = rows.into_iter().map(|row| (row.person_id, row)).collect();
        let mut conditions = HashMap::new();
        for row in by_person.values() {
            let Some(sealed) = &row.conditions_sealed else {
                continue;
            };
            let opened = app
                .keys
                .open_text(row.person_id, fields::REGISTRATION_CONDITIONS, row.id, sealed);
            match opened {
                Ok(text) => drop(conditions.insert(row.id, text)),
                Err(SealedError::Destroyed) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let person_by_code = by_person
            .values()
            .map(|row| (row.participant_code.clone(), row.person_id))
            .collect();
        Ok(Self {
            by_person,
            person_by_code,
            conditions,
        })
    }
}

/// What a stored exam is known by.
pub(super) fn key_of(exam: &exams::ExamRow) -> Result<ExamKey, AppError> {
    let date = exam.exam_date.parse();
    Ok(ExamKey {
        kind: ExamKind::from_code(&exam.kind)?,
        subject: exam.subject_code,
        date: date.map_err(|_| StorageError::Damaged("exam.exam_date"))?,
    })
}

fn refuse_places(row: &ParsedRow<PlannedRow>, places: &Places) -> Vec<Refusal> {
    let value = &row.value.registrant;
    let refusal = |field: Field, value: &str, message: String| Refusal {
        line: row.line,
        field,
        value: value.to_owned(),
        message,
    };
    let mut refusals = Vec::new();
    let registering = places.get(&value.registering_code);
    if registering.is_none() {
        let message = places.unknown(&value.registering_code);
        refusals.push(refusal(Field::RegisteringCode, &value.registering_code, message));
    }
    let study = value.study_code.as_deref().map(|code| (code, places.get(code)));
    if let Some((code, None)) = study {
        refusals.push(refusal(Field::StudyCode, code, places.unknown(code)));
    }
    if let Some(registering) = registering
        && let Err(message) = places.informing(
            value.exam_kind,
            value.category,
            registering,
            study.and_then(|(_, found)| found),
        )
    {
        let by_municipal_body = value.exam_kind != ExamKind::Essay
            && value.category.gia_informing_place() == GiaInformingPlace::MunicipalBodyOfRegistration;
        let (field, shown) = match by_municipal_body {
            true => (Field::RegisteringCode, value.registering_code.as_str()),
            false => (Field::StudyCode, value.study_code.as_deref().unwrap_or_default()),
        };
        refusals.push(refusal(field, shown, message));
    }
    refusals
}

/// Neither surname nor given name is the same: another person, not a corrected spelling.
fn differs_wholly(left: &PersonName, right: &PersonName) -> bool {
    let same = |a: &str, b: &str| domain::person_name::normalise_name(a) == domain::person_name::normalise_name(b);
    !same(left.surname(), right.surname()) && !same(left.given_name(), right.given_name())
}
