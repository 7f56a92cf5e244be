//! A file of essay results against what stands: a row finds its participant by code or document, and the name must fit.

use std::collections::{HashMap, HashSet};

use domain::edition::EditionState;
use domain::essay::{EssayMark, EssayValue};
use domain::exam::AttendanceOutcome;
use domain::identity_document::normalise_document;
use domain::person_name::normalise_name;
use exchange::{
    ColumnMatching, EssayOutcome, EssayResultRow, ExchangeProfile, Field, ParsedRow, Refusal, SheetTable,
    parse_essay_results,
};
use regulations::LegalDate;
use storage::organisations::OrganisationRow;
use storage::results::{self, SittingResultRow};
use storage::{Tx, exams, organisations};
use uuid::Uuid;

use super::PlanHash;
use super::compare_participants::unknown_organisation;
use super::plan::{Differences, Effect, ImportPlan, NewEdition, Write, outcome};
use crate::context::App;
use crate::error::AppError;
use crate::publication::split_document;

struct Standing {
    sittings: Vec<SittingResultRow>,
    by_code: HashMap<String, usize>,
    by_person: HashMap<Uuid, usize>,
}

pub(super) async fn plan(
    app: &App,
    tx: &mut Tx,
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<ImportPlan, AppError> {
    let mut parsed =
        parse_essay_results(table, matching, profile).map_err(|error| AppError::field("file", error.to_string()))?;
    let organisations = organisations::all(tx).await?;
    let by_code: HashMap<&str, &OrganisationRow> = organisations.iter().map(|row| (row.code.as_str(), row)).collect();
    let directory = app.directory_in(tx).await?;
    let person_by_document: HashMap<String, Uuid> = app
        .open_documents(tx)
        .await?
        .into_iter()
        .map(|(person, text)| {
            let (_, series, number) = split_document(&text);
            (normalise_document(series, number), person)
        })
        .collect();
    let mut standings: HashMap<LegalDate, Standing> = HashMap::new();
    for day in parsed
        .rows
        .iter()
        .map(|row| row.value.exam_date)
        .collect::<HashSet<_>>()
    {
        if let Some(standing) = load_standing(tx, day).await? {
            standings.insert(day, standing);
        }
    }
    let mut found: HashMap<u32, SittingResultRow> = HashMap::new();
    let mut refusals = Vec::new();
    for row in &parsed.rows {
        if !by_code.contains_key(row.value.school_code.as_str()) {
            refusals.push(refusal(
                row,
                Field::SchoolCode,
                &row.value.school_code,
                unknown_organisation(&row.value.school_code, &by_code),
            ));
            continue;
        }
        match find_sitting(row, standings.get(&row.value.exam_date), &person_by_document) {
            Err(refused) => refusals.push(refused),
            Ok(sitting) => {
                if let Some(refused) = refuse_sitting(row, sitting, &directory, &organisations) {
                    refusals.push(refused);
                } else {
                    found.insert(row.line, sitting.clone());
                }
            }
        }
    }
    parsed.refuse(matching, refusals);
    let mut hash = PlanHash::new();
    let (mut rows, mut writes) = (Vec::new(), Vec::new());
    for row in parsed.rows {
        let Some(sitting) = found.get(&row.line) else {
            continue;
        };
        let effect = compare(&row.value, sitting);
        let mut shown = outcome(
            &row,
            organisations
                .iter()
                .find(|one| one.id == sitting.informing_organisation_id)
                .map(|one| one.short_name.clone())
                .unwrap_or_default(),
            says(&row.value),
            effect.clone(),
        );
        shown.result = sitting.result_id;
        if effect != Effect::Same {
            // Also where a newer edition waits: the released one would give way all the same.
            shown.touches_released = sitting.released_edition_id.is_some();
            let edition = new_edition(sitting);
            if edition.hold.is_some() {
                shown.warnings.push(
                    "Результат задержан: новое значение тоже останется задержанным, пока задержку не снимут".to_owned(),
                );
            }
            hash.add(&format!(
                "{:?} {:?} {:?} {:?} {} {} {:?}",
                edition.sitting,
                sitting.edition_id,
                sitting.edition_state,
                sitting.released_edition_id,
                edition.number,
                value_code(&row.value),
                row.value.topic
            ));
            writes.push(Write::Edition(edition, row.value.clone()));
        }
        rows.push(shown);
    }
    Ok(ImportPlan {
        total: parsed.total,
        rows,
        wrong: parsed.wrong,
        writes,
        new_people: Vec::new(),
        hash: hash.finish(),
    })
}

async fn load_standing(tx: &mut Tx, day: LegalDate) -> Result<Option<Standing>, AppError> {
    let exams = exams::all(tx).await?;
    let Some(exam) = exams
        .iter()
        .find(|exam| exam.kind == "essay" && exam.exam_date == day.to_string())
    else {
        return Ok(None);
    };
    let sittings = results::sitting_results(tx, exam.id).await?;
    let by_code = sittings
        .iter()
        .enumerate()
        .map(|(position, row)| (row.participant_code.clone(), position))
        .collect();
    let by_person = sittings
        .iter()
        .enumerate()
        .map(|(position, row)| (row.person_id, position))
        .collect();
    Ok(Some(Standing {
        sittings,
        by_code,
        by_person,
    }))
}

fn refusal(row: &ParsedRow<EssayResultRow>, field: Field, value: &str, message: String) -> Refusal {
    Refusal {
        line: row.line,
        field,
        value: value.to_owned(),
        message,
    }
}

/// The sitting a row speaks of: by code, by document, both agreeing.
fn find_sitting<'s>(
    row: &ParsedRow<EssayResultRow>,
    standing: Option<&'s Standing>,
    person_by_document: &HashMap<String, Uuid>,
) -> Result<&'s SittingResultRow, Refusal> {
    let day = regulations::russian::long_date(row.value.exam_date);
    let Some(standing) = standing else {
        return Err(refusal(
            row,
            Field::ExamDate,
            &day,
            format!("На {day} сочинения нет: никто не зарегистрирован. Проверьте дату"),
        ));
    };
    let by_code = row
        .value
        .participant_code
        .as_ref()
        .and_then(|code| standing.by_code.get(code));
    let person = row
        .value
        .document
        .as_ref()
        .map(|document| person_by_document.get(&document.normalised()));
    let by_document = person.flatten().and_then(|person| standing.by_person.get(person));
    let position = match (by_code, by_document, person) {
        (Some(code), Some(document), _) if code != document => {
            let value = row.value.participant_code.clone().unwrap_or_default();
            return Err(refusal(
                row,
                Field::ParticipantCode,
                &value,
                "Код участника одного человека, а документ другого. Сверьте".to_owned(),
            ));
        }
        (Some(_), None, Some(_)) => {
            return Err(refusal(
                row,
                Field::Number,
                "",
                "Участник с этим кодом зарегистрирован с другим документом. Сверьте серию и номер".to_owned(),
            ));
        }
        (Some(position), _, _) | (None, Some(position), _) => position,
        (None, None, _) => {
            let message = format!("Участник не зарегистрирован на сочинение {day}. Сначала загрузите регистрацию");
            return Err(match &row.value.participant_code {
                Some(code) => refusal(row, Field::ParticipantCode, code, message),
                None => refusal(row, Field::Surname, &row.who, message),
            });
        }
    };
    standing
        .sittings
        .get(*position)
        .ok_or_else(|| refusal(row, Field::Surname, &row.who, "Участник не найден".to_owned()))
}

fn refuse_sitting(
    row: &ParsedRow<EssayResultRow>,
    sitting: &SittingResultRow,
    directory: &storage::directory::Directory,
    organisations: &[OrganisationRow],
) -> Option<Refusal> {
    let name = &directory.get(domain::ids::PersonId(sitting.person_id))?.name;
    if normalise_name(name.surname()) != normalise_name(row.value.name.surname())
        || normalise_name(name.given_name()) != normalise_name(row.value.name.given_name())
    {
        return Some(refusal(
            row,
            Field::Surname,
            &row.who,
            format!("По коду или документу зарегистрирован другой человек: {name}. Сверьте"),
        ));
    }
    let code_of = |id: Uuid| {
        organisations
            .iter()
            .find(|one| one.id == id)
            .map(|one| one.code.as_str())
            .unwrap_or_default()
    };
    let places = [
        Some(sitting.registering_organisation_id),
        sitting.study_organisation_id,
        Some(sitting.informing_organisation_id),
    ];
    if !places
        .into_iter()
        .flatten()
        .any(|id| code_of(id) == row.value.school_code)
    {
        return Some(refusal(
            row,
            Field::SchoolCode,
            &row.value.school_code,
            format!(
                "Участник зарегистрирован в организации {}, а в файле другая. Сверьте код",
                code_of(sitting.registering_organisation_id)
            ),
        ));
    }
    if sitting.subject_code != i64::from(row.value.work_type.number()) {
        return Some(refusal(
            row,
            Field::WorkType,
            &row.value.work_type.number().to_string(),
            format!(
                "Участник зарегистрирован на работу вида {}. Сверьте код вида работы",
                sitting.subject_code
            ),
        ));
    }
    None
}

fn new_edition(sitting: &SittingResultRow) -> NewEdition {
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

/// Attendance code of a row.
pub(super) fn attendance_of(row: &EssayResultRow) -> AttendanceOutcome {
    match row.outcome {
        EssayOutcome::Checked(_) => AttendanceOutcome::Written,
        EssayOutcome::NotChecked(mark) => {
            AttendanceOutcome::from_code(mark.code()).unwrap_or(AttendanceOutcome::Absent)
        }
    }
}

/// Storage code of a row's value.
pub(super) fn value_code(row: &EssayResultRow) -> String {
    match &row.outcome {
        EssayOutcome::Checked(value) => value.code(),
        EssayOutcome::NotChecked(mark) => mark.code().to_owned(),
    }
}

fn compare(row: &EssayResultRow, sitting: &SittingResultRow) -> Effect {
    let Some(attendance) = &sitting.attendance else {
        return Effect::New;
    };
    let mut differences = Differences::default();
    let was = AttendanceOutcome::from_code(attendance).map_or("", AttendanceOutcome::russian);
    differences.compare("Отметка", was, attendance_of(row).russian());
    differences.compare(
        "Номер темы",
        sitting.topic.as_deref().unwrap_or_default(),
        row.topic.as_deref().unwrap_or_default(),
    );
    let standing = sitting
        .essay_value
        .as_deref()
        .and_then(|code| EssayValue::from_code(code).ok());
    let now = match &row.outcome {
        EssayOutcome::Checked(value) => Some(*value),
        EssayOutcome::NotChecked(_) => None,
    };
    for ((field, was), now) in cells(standing)
        .into_iter()
        .zip(cells(now).into_iter().map(|(_, now)| now))
    {
        differences.compare(&field, &was, &now);
    }
    differences.effect()
}

/// The cells of a value with the result last, as words.
fn cells(value: Option<EssayValue>) -> Vec<(String, String)> {
    let word = |mark: Option<EssayMark>| mark.map(EssayMark::russian).unwrap_or_default().to_owned();
    let (requirements, criteria, result) = value.map_or(([None; 2], [None; 5], None), |value| {
        (value.requirements(), value.criteria(), Some(value.result()))
    });
    let mut cells = Vec::with_capacity(8);
    cells.extend(
        requirements
            .iter()
            .enumerate()
            .map(|(index, mark)| (format!("Требование {}", index + 1), word(*mark))),
    );
    cells.extend(
        criteria
            .iter()
            .enumerate()
            .map(|(index, mark)| (format!("Критерий {}", index + 1), word(*mark))),
    );
    cells.push(("Результат".to_owned(), word(result)));
    cells
}

/// «сочинение, зачёт».
fn says(row: &EssayResultRow) -> String {
    let outcome = match &row.outcome {
        EssayOutcome::Checked(value) => value.result().russian(),
        EssayOutcome::NotChecked(mark) => mark.russian(),
    };
    format!("{}, {outcome}", row.work_type.russian())
}
