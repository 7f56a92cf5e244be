//! A file of participants against what stands: people are known by their document.

use std::collections::{HashMap, HashSet};

use domain::identity_document::normalise_document;
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use domain::registration::{ParticipantCategory, essay_informing_organisation};
use exchange::{
    ColumnMatching, ExchangeProfile, Field, ParsedRow, ParticipantRow, Refusal, SheetTable, parse_participants,
};
use regulations::LegalDate;
use storage::organisations::OrganisationRow;
use storage::people::{self, RegistrationRow};
use storage::sealed::{SealedError, fields};
use storage::{Tx, exams, organisations};
use uuid::Uuid;

use super::PlanHash;
use super::compare_organisations::nearest_codes;
use super::plan::{Differences, Effect, ImportPlan, KnownParticipant, Write, outcome};
use crate::context::App;
use crate::error::AppError;
use crate::publication::split_document;

/// The year a school year ends in: from September on, the next one.
pub(super) fn school_year(day: LegalDate) -> i64 {
    i64::from(day.year()) + i64::from(day.month() >= 9)
}

/// What stands of people, by document and by code.
struct Standing {
    person_by_document: HashMap<String, Uuid>,
    documents: HashMap<Uuid, String>,
    names: HashMap<Uuid, PersonName>,
    details: HashMap<Uuid, String>,
    registrations: HashMap<Uuid, RegistrationRow>,
    person_by_code: HashMap<String, Uuid>,
    sittings: HashMap<Uuid, (Uuid, i64)>,
    /// Special conditions, opened, by registration.
    conditions: HashMap<Uuid, String>,
}

/// Does the file say anything of special conditions? One that does not takes none away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ConditionsColumn {
    Present,
    Absent,
}

pub(super) async fn plan(
    app: &App,
    tx: &mut Tx,
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<ImportPlan, AppError> {
    let mut parsed =
        parse_participants(table, matching, profile).map_err(|error| AppError::field("file", error.to_string()))?;
    let organisations = organisations::all(tx).await?;
    let by_code: HashMap<&str, &OrganisationRow> = organisations.iter().map(|row| (row.code.as_str(), row)).collect();
    let refusals: Vec<Refusal> = parsed
        .rows
        .iter()
        .flat_map(|row| refuse_places(row, &by_code))
        .collect();
    parsed.refuse(matching, refusals);
    let mut standings: HashMap<LegalDate, Standing> = HashMap::new();
    for day in parsed
        .rows
        .iter()
        .map(|row| row.value.exam_date)
        .collect::<HashSet<_>>()
    {
        standings.insert(day, load_standing(app, tx, day).await?);
    }
    let refusals: Vec<Refusal> = parsed
        .rows
        .iter()
        .filter_map(|row| refuse_foreign_code(row, standings.get(&row.value.exam_date)?))
        .collect();
    parsed.refuse(matching, refusals);
    let conditions_column = match matching.column_of(Field::SpecialConditions) {
        Some(_) => ConditionsColumn::Present,
        None => ConditionsColumn::Absent,
    };
    let mut hash = PlanHash::new();
    let (mut rows, mut writes, mut new_people) = (Vec::new(), Vec::new(), Vec::new());
    for row in parsed.rows {
        let Some(standing) = standings.get(&row.value.exam_date) else {
            continue;
        };
        let place = by_code
            .get(row.value.registering_code.as_str())
            .map(|found| found.short_name.clone())
            .unwrap_or_default();
        let document = row.value.document.normalised();
        let effect = match standing
            .person_by_document
            .get(&document)
            .or_else(|| standing.person_by_code.get(&row.value.participant_code))
        {
            None => {
                new_people.push((row.line, app.fresh_id(app.clock.now())?));
                writes.push(Write::InsertParticipant(new_people.len() - 1, row.value.clone()));
                Effect::New
            }
            Some(person) => {
                let (known, effect) = compare(*person, &row, standing, conditions_column, &organisations);
                if effect != Effect::Same {
                    writes.push(Write::UpdateParticipant(known, row.value.clone()));
                }
                effect
            }
        };
        if effect != Effect::Same {
            hash.add(&format!(
                "{effect:?} {document} {:?} {:?}",
                row.value.participant_code, row.value.exam_date
            ));
        }
        let class = row
            .value
            .class
            .as_ref()
            .map(|class| format!(", {class}"))
            .unwrap_or_default();
        let says = format!(
            "{}{class}, {}",
            row.value.category.russian(),
            row.value.work_type.russian()
        );
        rows.push(outcome(&row, place, says, effect));
    }
    Ok(ImportPlan {
        total: parsed.total,
        rows,
        wrong: parsed.wrong,
        writes,
        new_people,
        hash: hash.finish(),
    })
}

async fn load_standing(app: &App, tx: &mut Tx, day: LegalDate) -> Result<Standing, AppError> {
    let mut documents = HashMap::new();
    let mut person_by_document = HashMap::new();
    for (person, text) in app.open_documents(tx).await? {
        let (_, series, number) = split_document(&text);
        person_by_document.insert(normalise_document(series, number), person);
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
    let registrations: HashMap<Uuid, RegistrationRow> = people::registrations_of_year(tx, school_year(day), "essay")
        .await?
        .into_iter()
        .map(|row| (row.person_id, row))
        .collect();
    let mut conditions = HashMap::new();
    for row in registrations.values() {
        if let Some(sealed) = &row.conditions_sealed {
            match app
                .keys
                .open_text(row.person_id, fields::REGISTRATION_CONDITIONS, row.id, sealed)
            {
                Ok(text) => drop(conditions.insert(row.id, text)),
                Err(SealedError::Destroyed) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    let person_by_code = registrations
        .values()
        .map(|row| (row.participant_code.clone(), row.person_id))
        .collect();
    let mut sittings = HashMap::new();
    if let Some(exam) = exams::all(tx)
        .await?
        .iter()
        .find(|exam| exam.kind == "essay" && exam.exam_date == day.to_string())
    {
        for sitting in exams::sittings(tx, exam.id).await? {
            sittings.insert(sitting.registration_id, (sitting.id, sitting.subject_code));
        }
    }
    Ok(Standing {
        person_by_document,
        documents,
        names,
        details,
        registrations,
        person_by_code,
        sittings,
        conditions,
    })
}

fn refuse_places(row: &ParsedRow<ParticipantRow>, by_code: &HashMap<&str, &OrganisationRow>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |field: Field, value: &str, message: String| {
        refusals.push(Refusal {
            line: row.line,
            field,
            value: value.to_owned(),
            message,
        });
    };
    let registering = by_code.get(row.value.registering_code.as_str());
    if registering.is_none() {
        refuse(
            Field::RegisteringCode,
            &row.value.registering_code,
            unknown_organisation(&row.value.registering_code, by_code),
        );
    }
    let study = row.value.study_code.as_deref().map(|code| (code, by_code.get(code)));
    if let Some((code, None)) = study {
        refuse(Field::StudyCode, code, unknown_organisation(code, by_code));
    }
    if let Some(registering) = registering
        && let Err(message) = informing(
            row.value.category,
            registering,
            study.and_then(|(_, found)| found.copied()),
        )
    {
        refuse(
            Field::StudyCode,
            row.value.study_code.as_deref().unwrap_or_default(),
            message,
        );
    }
    refusals
}

/// «Такой организации нет…» with the nearest codes.
pub(super) fn unknown_organisation(code: &str, by_code: &HashMap<&str, &OrganisationRow>) -> String {
    let known: HashSet<&str> = by_code.keys().copied().collect();
    let near: Vec<String> = nearest_codes(code, &known)
        .into_iter()
        .map(|code| {
            let name = by_code
                .get(code.as_str())
                .map(|row| row.short_name.clone())
                .unwrap_or_default();
            format!("{code} ({name})")
        })
        .collect();
    if near.is_empty() {
        "Такой организации нет в справочнике. Загрузите организации или исправьте код".to_owned()
    } else {
        format!("Такой организации нет в справочнике. Ближайшие: {}", near.join(", "))
    }
}

/// Who tells this participant the result (kuzbass-4195:2.1).
pub(super) fn informing(
    category: ParticipantCategory,
    registering: &OrganisationRow,
    study: Option<&OrganisationRow>,
) -> Result<Uuid, String> {
    let kind = |row: &OrganisationRow| OrganisationKind::from_code(&row.kind).map_err(|error| error.to_string());
    let registering = (registering.id, kind(registering)?);
    let study = match study {
        Some(row) => Some((row.id, kind(row)?)),
        None => None,
    };
    essay_informing_organisation(category, registering, study).map_err(|error| error.to_string())
}

/// A code that belongs to somebody else, or two people behind one document.
fn refuse_foreign_code(row: &ParsedRow<ParticipantRow>, standing: &Standing) -> Option<Refusal> {
    let by_document = standing.person_by_document.get(&row.value.document.normalised());
    let by_code = standing.person_by_code.get(&row.value.participant_code);
    let refusal = |field: Field, value: String, message: &str| {
        Some(Refusal {
            line: row.line,
            field,
            value,
            message: message.to_owned(),
        })
    };
    match (by_document, by_code) {
        (Some(document), Some(code)) if document != code => refusal(
            Field::ParticipantCode,
            row.value.participant_code.clone(),
            "Этот код записан за другим участником, а документ — за другим. Сверьте код и документ",
        ),
        (Some(person), _)
            if standing
                .names
                .get(person)
                .is_some_and(|name| differs_wholly(name, &row.value.name)) =>
        {
            refusal(
                Field::Number,
                row.value.document.masked(),
                "Этот документ записан за другим человеком: фамилия и имя не совпадают. Сверьте документ",
            )
        }
        _ => None,
    }
}

/// Neither surname nor given name is the same: another person, not a corrected spelling.
fn differs_wholly(left: &PersonName, right: &PersonName) -> bool {
    let same = |a: &str, b: &str| domain::person_name::normalise_name(a) == domain::person_name::normalise_name(b);
    !same(left.surname(), right.surname()) && !same(left.given_name(), right.given_name())
}

fn compare(
    person: Uuid,
    row: &ParsedRow<ParticipantRow>,
    standing: &Standing,
    conditions_column: ConditionsColumn,
    organisations: &[OrganisationRow],
) -> (KnownParticipant, Effect) {
    let value = &row.value;
    let mut differences = Differences::default();
    let name = standing.names.get(&person).map(ToString::to_string).unwrap_or_default();
    let mut person_differs = differences.compare("Участник", &name, &value.name.to_string());
    let details = standing.details.get(&person).cloned().unwrap_or_default();
    person_differs |= differences.compare("Дата рождения и пол", &details, &details_text(value));
    let document = standing
        .documents
        .get(&person)
        .map(|text| text.replace('\u{1f}', " "))
        .unwrap_or_default();
    let document_differs = differences.compare("Документ", &document, &document_text(value).replace('\u{1f}', " "));
    let registration = standing.registrations.get(&person);
    let code_of = |id: Uuid| {
        organisations
            .iter()
            .find(|one| one.id == id)
            .map(|one| one.code.clone())
            .unwrap_or_default()
    };
    let registration_differs = match registration {
        None => differences.compare("Регистрация", "нет", "есть"),
        Some(known) => {
            let study = known.study_organisation_id.map(code_of).unwrap_or_default();
            let category = ParticipantCategory::from_code(&known.category).map_or("", ParticipantCategory::russian);
            let mut differs = differences.compare("Код участника", &known.participant_code, &value.participant_code);
            differs |= differences.compare("Категория", category, value.category.russian());
            differs |= differences.compare("Класс", &known.class_name, value.class.as_deref().unwrap_or_default());
            differs |= differences.compare(
                "Код организации регистрации",
                &code_of(known.registering_organisation_id),
                &value.registering_code,
            );
            differs |= differences.compare(
                "Код места обучения",
                &study,
                value.study_code.as_deref().unwrap_or_default(),
            );
            let stands = standing.conditions.get(&known.id).map(String::as_str);
            let says = value.special_conditions_text.as_deref();
            if conditions_column == ConditionsColumn::Present && stands != says {
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
    };
    let kept_conditions = registration
        .filter(|_| conditions_column == ConditionsColumn::Absent)
        .and_then(|known| known.conditions_sealed.clone());
    let sitting = registration.and_then(|known| standing.sittings.get(&known.id));
    let sitting_differs = match sitting {
        None => differences.compare("Участие", "нет", &regulations::russian::long_date(value.exam_date)),
        Some((_, subject)) => differences.compare(
            "Код вида работы",
            &subject.to_string(),
            &value.work_type.number().to_string(),
        ),
    };
    let known = KnownParticipant {
        person,
        registration: registration.map(|known| known.id),
        sitting: sitting.map(|(id, _)| *id),
        person_differs,
        document_differs,
        registration_differs,
        sitting_differs,
        kept_conditions,
    };
    (known, differences.effect())
}

/// The sealed text of birth date and sex.
pub(super) fn details_text(row: &ParticipantRow) -> String {
    format!("{}, {}", row.birth_date, row.sex.russian())
}

/// The sealed text of the document.
pub(super) fn document_text(row: &ParticipantRow) -> String {
    crate::publication::join_document(
        row.document.document_type().code(),
        row.document.series(),
        row.document.number(),
    )
}
