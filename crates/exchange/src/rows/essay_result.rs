//! Rows of essay results.

use domain::essay::{AttendanceMark, EssayField, EssayGrading, EssayMark, EssayValue, WorkType};
use domain::identity_document::{DocumentType, IdentityDocument};
use domain::person_name::PersonName;
use regulations::LegalDate;

use crate::profile::{ColumnMatching, ExchangeProfile, Field};
use crate::rows::duplicates::{conflicts, differ};
use crate::rows::participant::{INFORMING_DIGITS, PARTICIPANT_CODE_CHARS, refuse_document};
use crate::rows::reader::RowReader;
use crate::rows::words::{Attendance, ResultMark, WorkForm};
use crate::rows::{MissingColumns, Parsed, ParsedRow, Refusal, parse_rows};
use crate::table::SheetTable;

/// The result of one sitting as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EssayResultRow {
    /// This or `document` is there.
    pub participant_code: Option<String>,
    /// Without its type, which results do not carry: ask for [`IdentityDocument::normalised`].
    pub document: Option<IdentityDocument>,
    pub name: PersonName,
    pub school_code: String,
    pub exam_date: LegalDate,
    pub work_type: WorkType,
    /// At most 4 digits, as text (domain-facts 1.7).
    pub topic: Option<String>,
    pub outcome: EssayOutcome,
}

/// A checked work, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EssayOutcome {
    Checked(EssayValue),
    NotChecked(AttendanceMark),
}

/// Reads a file of results. Rows that cannot all be true are all wrong, each naming the others.
pub fn parse_essay_results(
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<Parsed<EssayResultRow>, MissingColumns> {
    let mut parsed = parse_rows(table, matching, profile, read_result)?;
    let refusals = contradicting_rows(&parsed.rows);
    parsed.refuse(matching, refusals);
    Ok(parsed)
}

fn read_result(row: &mut RowReader<'_>) -> Option<EssayResultRow> {
    let participant_code = row.code(Field::ParticipantCode, PARTICIPANT_CODE_CHARS);
    let document = document(row);
    if row.text(Field::ParticipantCode).is_empty() && row.text(Field::Number).is_empty() {
        row.problem(
            Field::ParticipantCode,
            "Нет ни кода участника, ни номера документа. Впишите одно из двух",
        );
    }
    let name = row.person_name();
    let school_code = row.required_digits(Field::SchoolCode, INFORMING_DIGITS);
    let exam_date = row.exam_date();
    let work_type = row.required_word(Field::WorkType);
    let topic = row.digits(Field::Topic, &[1, 2, 3, 4]);
    let outcome = outcome(row);
    Some(EssayResultRow {
        participant_code,
        document,
        name: name?,
        school_code: school_code?,
        exam_date: exam_date?,
        work_type: work_type?,
        topic,
        outcome: outcome?,
    })
}

/// A series of four digits (or three that were four) is a Russian passport's, and lost zeros show.
pub(super) fn document(row: &mut RowReader<'_>) -> Option<IdentityDocument> {
    let (series, number) = (row.text(Field::Series), row.text(Field::Number));
    if number.is_empty() {
        return None;
    }
    let series_digits: String = series.chars().filter(|c| !c.is_whitespace()).collect();
    let is_passport = matches!(series_digits.len(), 3 | 4) && series_digits.chars().all(|c| c.is_ascii_digit());
    let document_type = if is_passport {
        DocumentType::RussianPassport
    } else {
        DocumentType::Other
    };
    IdentityDocument::parse(document_type, Some(series), number)
        .map_err(|error| refuse_document(row, &error))
        .ok()
}

fn outcome(row: &mut RowReader<'_>) -> Option<EssayOutcome> {
    let attendance = row.word::<Attendance>(Field::Attendance).and_then(|word| word.0);
    match attendance {
        Some(mark) => not_checked(row, mark),
        None => checked(row),
    }
}

const MARKS: [Field; 8] = [
    Field::Requirement1,
    Field::Requirement2,
    Field::Criterion1,
    Field::Criterion2,
    Field::Criterion3,
    Field::Criterion4,
    Field::Criterion5,
    Field::Result,
];

fn not_checked(row: &mut RowReader<'_>, mark: AttendanceMark) -> Option<EssayOutcome> {
    if let Some(field) = MARKS.into_iter().find(|field| !row.text(*field).is_empty()) {
        row.problem(
            field,
            format!(
                "Стоит отметка «{}», но есть и оценка. Оставьте что-то одно",
                mark.russian()
            ),
        );
        return None;
    }
    Some(EssayOutcome::NotChecked(mark))
}

fn checked(row: &mut RowReader<'_>) -> Option<EssayOutcome> {
    let grading = row
        .word::<WorkForm>(Field::WorkForm)
        .map_or(EssayGrading::WRITTEN, |form| form.0);
    let result = row.required_word::<ResultMark>(Field::Result)?.0;
    let requirements = [Field::Requirement1, Field::Requirement2].map(|field| (row.mark(field), is_unread(row, field)));
    let criteria = [
        Field::Criterion1,
        Field::Criterion2,
        Field::Criterion3,
        Field::Criterion4,
        Field::Criterion5,
    ]
    .map(|field| (row.mark(field), is_unread(row, field)));
    if requirements
        .iter()
        .chain(&criteria)
        .any(|(mark, is_unread)| mark.is_none() && *is_unread)
    {
        return None;
    }
    let (requirements, criteria): ([Option<EssayMark>; 2], [Option<EssayMark>; 5]) =
        (requirements.map(|mark| mark.0), criteria.map(|mark| mark.0));
    for contradiction in EssayValue::contradictions(grading, requirements, criteria, Some(result)) {
        row.problem(field_of(contradiction.field()), contradiction);
    }
    EssayValue::new(grading, requirements, criteria, result)
        .ok()
        .map(EssayOutcome::Checked)
}

/// Whether the cell has a text; together with no mark it is a text that was not understood.
fn is_unread(row: &RowReader<'_>, field: Field) -> bool {
    !row.text(field).is_empty()
}

const fn field_of(cell: EssayField) -> Field {
    match cell {
        EssayField::Requirement(1) => Field::Requirement1,
        EssayField::Requirement(_) => Field::Requirement2,
        EssayField::Criterion(1) => Field::Criterion1,
        EssayField::Criterion(2) => Field::Criterion2,
        EssayField::Criterion(3) => Field::Criterion3,
        EssayField::Criterion(4) => Field::Criterion4,
        EssayField::Criterion(_) => Field::Criterion5,
        EssayField::Result => Field::Result,
    }
}

fn contradicting_rows(rows: &[ParsedRow<EssayResultRow>]) -> Vec<Refusal> {
    let code = |row: &EssayResultRow| row.participant_code.as_ref().map(|code| code.to_uppercase());
    let document = |row: &EssayResultRow| row.document.as_ref().map(IdentityDocument::normalised);
    let name = |row: &EssayResultRow| row.name.normalised();
    let shown_code = |row: &EssayResultRow| row.participant_code.clone().unwrap_or_default();
    let shown_number = |row: &EssayResultRow| row.document.as_ref().map_or("", IdentityDocument::number).to_owned();
    let twice =
        |lines: &str| format!("Результат этого участника за этот день есть ещё в {lines}. Оставьте одну строку");
    let on_day = |key: Option<String>, row: &EssayResultRow| key.map(|key| format!("{key} {}", row.exam_date));
    let mut refusals = conflicts(
        rows,
        Field::ParticipantCode,
        shown_code,
        |row| on_day(code(row), row),
        |_| true,
        twice,
    );
    refusals.extend(conflicts(
        rows,
        Field::Number,
        shown_number,
        document,
        |group| differ(group, name),
        |lines| format!("Этот же документ у другого человека в {lines}. Проверьте по документам"),
    ));
    // Where codes are there, they have said it already.
    refusals.extend(conflicts(
        rows,
        Field::Number,
        shown_number,
        |row| on_day(document(row), row),
        |group| {
            !differ(group, name)
                && (group.iter().any(|row| row.value.participant_code.is_none()) || differ(group, code))
        },
        twice,
    ));
    refusals
}
