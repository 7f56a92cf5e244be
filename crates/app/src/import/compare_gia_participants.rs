//! A file of participants of GIA against what stands: the subject is known by the law's list.

use std::collections::HashMap;

use exchange::{
    ColumnMatching, ExchangeProfile, Field, GiaParticipantRow, ParsedRow, Refusal, SheetTable, parse_gia_participants,
};
use regulations::{ScaleBook, Subject};
use storage::Tx;

use super::compare_registrations::{self, valued};
use super::gia_subjects::{NamedSubject, find_subject};
use super::plan::ImportPlan;
use super::registrant::PlannedRow;
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
        parse_gia_participants(table, matching, profile).map_err(|error| AppError::field("file", error.to_string()))?;
    let book = app.law.scales();
    let mut subjects: HashMap<u32, &Subject> = HashMap::new();
    let mut refusals = Vec::new();
    for row in &parsed.rows {
        match subject_of(book, &row.value) {
            Ok(subject) => drop(subjects.insert(row.line, subject)),
            Err((field, value, message)) => refusals.push(Refusal {
                line: row.line,
                field,
                value,
                message,
            }),
        }
    }
    refusals.extend(same_exam_twice(&parsed.rows, &subjects));
    parsed.refuse(matching, refusals);
    let planned = valued(parsed, |line, row| Some(PlannedRow::gia(row, subjects.get(&line)?)));
    compare_registrations::plan(app, tx, planned, matching).await
}

fn subject_of<'b>(book: &'b ScaleBook, row: &GiaParticipantRow) -> Result<&'b Subject, (Field, String, String)> {
    let named = NamedSubject {
        kind: row.exam_kind,
        form: row.form,
        code: row.subject_code,
        name: row.subject_name.as_deref(),
    };
    find_subject(book, &named)
}

/// The same exam under its code and under its name: the reader of the file could not know.
fn same_exam_twice(rows: &[ParsedRow<GiaParticipantRow>], subjects: &HashMap<u32, &Subject>) -> Vec<Refusal> {
    let mut groups: HashMap<_, Vec<&ParsedRow<GiaParticipantRow>>> = HashMap::new();
    for row in rows {
        if let Some(subject) = subjects.get(&row.line) {
            let key = (
                row.value.participant_code.to_uppercase(),
                subject.form,
                subject.code,
                row.value.exam_date,
            );
            groups.entry(key).or_default().push(row);
        }
    }
    let groups = groups.into_values().filter(|group| group.len() > 1);
    groups
        .flatten()
        .map(|row| Refusal {
            line: row.line,
            field: Field::ParticipantCode,
            value: row.value.participant_code.clone(),
            message:
                "Тот же участник на тот же экзамен записан ещё раз, кодом и названием предмета. Оставьте одну строку"
                    .to_owned(),
        })
        .collect()
}
