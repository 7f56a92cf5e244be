//! A file of essay results against what stands: a row finds its participant by code or document, and the name must fit.

use std::collections::{HashMap, HashSet};

use domain::essay::{EssayMark, EssayValue};
use domain::exam::AttendanceOutcome;
use exchange::{
    ColumnMatching, EssayOutcome, EssayResultRow, ExchangeProfile, Field, ParsedRow, Refusal, SheetTable,
    parse_essay_results,
};
use regulations::LegalDate;
use storage::Tx;
use storage::directory::Directory;
use storage::standing::SittingResultRow;

use super::PlanHash;
use super::plan::{Differences, EditionContent, Effect, ImportPlan, Write, outcome};
use super::registrant::{ExamKey, Places};
use super::sitting_match::{Documents, ExamSittings, NotMatched, is_other_person, is_place_of, new_edition};
use crate::context::App;
use crate::error::AppError;

pub(super) async fn plan(
    app: &App,
    tx: &mut Tx,
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<ImportPlan, AppError> {
    let mut parsed =
        parse_essay_results(table, matching, profile).map_err(|error| AppError::field("file", error.to_string()))?;
    let places = Places::load(tx).await?;
    let directory = app.directory_in(tx).await?;
    let documents = Documents::load(app, tx).await?;
    let mut standings: HashMap<LegalDate, ExamSittings> = HashMap::new();
    for day in parsed
        .rows
        .iter()
        .map(|row| row.value.exam_date)
        .collect::<HashSet<_>>()
    {
        if let Some(standing) = ExamSittings::load(tx, ExamKey::essay(day)).await? {
            standings.insert(day, standing);
        }
    }
    let mut found: HashMap<u32, SittingResultRow> = HashMap::new();
    let mut refusals = Vec::new();
    for row in &parsed.rows {
        if places.get(&row.value.school_code).is_none() {
            refusals.push(refusal(
                row,
                Field::SchoolCode,
                &row.value.school_code,
                places.unknown(&row.value.school_code),
            ));
            continue;
        }
        match find_sitting(row, standings.get(&row.value.exam_date), &documents) {
            Err(refused) => refusals.push(refused),
            Ok(sitting) => {
                if let Some(refused) = refuse_sitting(row, sitting, &directory, &places) {
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
            places.short_name(sitting.informing_organisation_id),
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
            writes.push(Write::Edition(edition, content_of(&row.value)));
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
    standing: Option<&'s ExamSittings>,
    documents: &Documents,
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
    let code = row.value.participant_code.as_deref();
    let found = standing.find(code, documents.find(row.value.document.as_ref()));
    found.map_err(|error| match error {
        NotMatched::TwoPeople => refusal(row, Field::ParticipantCode, code.unwrap_or_default(), error.to_string()),
        NotMatched::OtherDocument => refusal(row, Field::Number, "", error.to_string()),
        NotMatched::NotRegistered => {
            let message = format!("Участник не зарегистрирован на сочинение {day}. Сначала загрузите регистрацию");
            match code {
                Some(code) => refusal(row, Field::ParticipantCode, code, message),
                None => refusal(row, Field::Surname, &row.who, message),
            }
        }
    })
}

fn refuse_sitting(
    row: &ParsedRow<EssayResultRow>,
    sitting: &SittingResultRow,
    directory: &Directory,
    places: &Places,
) -> Option<Refusal> {
    if let Some(name) = is_other_person(sitting, &row.value.name, directory) {
        return Some(refusal(
            row,
            Field::Surname,
            &row.who,
            format!("По коду или документу зарегистрирован другой человек: {name}. Сверьте"),
        ));
    }
    if !is_place_of(sitting, &row.value.school_code, places) {
        return Some(refusal(
            row,
            Field::SchoolCode,
            &row.value.school_code,
            format!(
                "Участник зарегистрирован в организации {}, а в файле другая. Сверьте код",
                places.code_of(sitting.registering_organisation_id)
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

fn content_of(row: &EssayResultRow) -> EditionContent {
    EditionContent {
        attendance: attendance_of(row),
        essay_value: match &row.outcome {
            EssayOutcome::Checked(value) => Some(value.code()),
            EssayOutcome::NotChecked(_) => None,
        },
        topic: row.topic.clone(),
        gia: None,
    }
}

/// Attendance code of a row.
fn attendance_of(row: &EssayResultRow) -> AttendanceOutcome {
    match row.outcome {
        EssayOutcome::Checked(_) => AttendanceOutcome::Written,
        EssayOutcome::NotChecked(mark) => {
            AttendanceOutcome::from_code(mark.code()).unwrap_or(AttendanceOutcome::Absent)
        }
    }
}

/// Storage code of a row's value.
fn value_code(row: &EssayResultRow) -> String {
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
