//! Rows of participants: a person, a registration and a sitting in one.

use domain::essay::WorkType;
use domain::identity_document::{DocumentError, DocumentPart, IdentityDocument};
use domain::person_name::PersonName;
use domain::registration::{ParticipantCategory, Sex};
use regulations::LegalDate;

use crate::profile::{ColumnMatching, ExchangeProfile, Field};
use crate::rows::duplicates::{conflicts, differ};
use crate::rows::reader::{RowReader, with_suggestion};
use crate::rows::words::{ConditionWord, usual_word};
use crate::rows::{MissingColumns, Parsed, ParsedRow, Refusal, SpecialCondition, parse_rows};
use crate::table::SheetTable;

/// Longest participant code (domain-facts 5.2).
pub(super) const PARTICIPANT_CODE_CHARS: usize = 16;
/// A school has 6 digits, a municipal body 3 (domain-facts 5.2).
pub(super) const INFORMING_DIGITS: &[usize] = &[3, 6];
/// Nobody sits an exam younger than this; such a date of birth is a slip.
const YOUNGEST_YEARS: i64 = 12;
const OLDEST_YEARS: i64 = 100;

/// A participant of one essay as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantRow {
    /// At most 16 characters.
    pub participant_code: String,
    pub name: PersonName,
    pub birth_date: LegalDate,
    pub sex: Sex,
    pub document: IdentityDocument,
    pub category: ParticipantCategory,
    /// At most 50 characters.
    pub class: Option<String>,
    pub registering_code: String,
    /// `None`: studies where registered, or nowhere.
    pub study_code: Option<String>,
    pub work_type: WorkType,
    pub exam_date: LegalDate,
    /// Without repetition, in the order of the enum.
    pub special_conditions: Vec<SpecialCondition>,
    /// The cell as it stands.
    pub special_conditions_text: Option<String>,
}

/// Reads a file of participants. Rows that cannot all be true (one participant twice, one document or code of two people)
/// are all wrong, each naming the others.
pub fn parse_participants(
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<Parsed<ParticipantRow>, MissingColumns> {
    let mut parsed = parse_rows(table, matching, profile, read_participant)?;
    let refusals = contradicting_rows(&parsed.rows);
    parsed.refuse(matching, refusals);
    Ok(parsed)
}

fn read_participant(row: &mut RowReader<'_>) -> Option<ParticipantRow> {
    let participant_code = if row.is_given(Field::ParticipantCode) {
        row.code(Field::ParticipantCode, PARTICIPANT_CODE_CHARS)
    } else {
        None
    };
    let name = row.person_name();
    let birth_date = row.required_date(Field::BirthDate);
    let sex = row.required_word(Field::Sex);
    let document = document(row);
    let category = row.required_word(Field::Category);
    let class = row.line_of_text(Field::Class, 50);
    let registering_code = row.required_digits(Field::RegisteringCode, INFORMING_DIGITS);
    let study_code = row.digits(Field::StudyCode, INFORMING_DIGITS);
    let work_type = row.required_word(Field::WorkType);
    let exam_date = row.exam_date();
    let special_conditions = special_conditions(row);
    refuse_unlikely_age(row, birth_date, exam_date);
    refuse_exposition_without_ground(row, work_type, category, &special_conditions);
    Some(ParticipantRow {
        participant_code: participant_code?,
        name: name?,
        birth_date: birth_date?,
        sex: sex?,
        document: document?,
        category: category?,
        class,
        registering_code: registering_code?,
        study_code,
        work_type: work_type?,
        exam_date: exam_date?,
        special_conditions,
        special_conditions_text: row.line_of_text(Field::SpecialConditions, 500),
    })
}

pub(super) fn document(row: &mut RowReader<'_>) -> Option<IdentityDocument> {
    let document_type = row.required_word(Field::DocumentType)?;
    let (series, number) = (row.text(Field::Series), row.text(Field::Number));
    IdentityDocument::parse(document_type, Some(series), number)
        .map_err(|error| refuse_document(row, &error))
        .ok()
}

/// Notes a document's error at the cell it speaks of.
pub(super) fn refuse_document(row: &mut RowReader<'_>, error: &DocumentError) {
    let field = match error.part() {
        DocumentPart::Series => Field::Series,
        DocumentPart::Number => Field::Number,
    };
    row.problem(field, with_suggestion(error, error.suggestion()));
}

pub(super) fn special_conditions(row: &mut RowReader<'_>) -> Vec<SpecialCondition> {
    let mut conditions = Vec::new();
    let words = row
        .text(Field::SpecialConditions)
        .split([',', ';', '/'])
        .map(str::trim)
        .filter(|word| !word.is_empty());
    for word in words {
        match usual_word::<ConditionWord>(word) {
            Some(ConditionWord(condition)) => conditions.extend(condition),
            None => row.warn(
                Field::SpecialConditions,
                format!("Слово «{word}» не распознано и сохранено как примечание"),
            ),
        }
    }
    conditions.sort();
    conditions.dedup();
    conditions
}

pub(super) fn refuse_unlikely_age(
    row: &mut RowReader<'_>,
    birth_date: Option<LegalDate>,
    exam_date: Option<LegalDate>,
) {
    let (Some(birth_date), Some(exam_date)) = (birth_date, exam_date) else {
        return;
    };
    let youngest = birth_date.plus_years(YOUNGEST_YEARS);
    let oldest = birth_date.plus_years(OLDEST_YEARS);
    if exam_date < youngest || exam_date > oldest {
        row.problem(
            Field::BirthDate,
            format!("По этой дате участнику меньше {YOUNGEST_YEARS} или больше {OLDEST_YEARS} лет. Проверьте год"),
        );
    }
}

/// Exposition is for students and externs with a ground, and for nobody else (kirov-1497:2.2, 2.3).
fn refuse_exposition_without_ground(
    row: &mut RowReader<'_>,
    work_type: Option<WorkType>,
    category: Option<ParticipantCategory>,
    conditions: &[SpecialCondition],
) {
    let (Some(WorkType::Exposition), Some(category)) = (work_type, category) else {
        return;
    };
    if !matches!(category, ParticipantCategory::Student | ParticipantCategory::Extern) {
        let message = format!(
            "Изложение не пишет категория «{}» (приказ №\u{a0}1497, п.\u{a0}2.3). Исправьте код вида работы или категорию",
            category.russian()
        );
        row.problem(Field::WorkType, message);
    } else if !conditions.iter().any(|condition| condition.entitles_to_exposition()) {
        let message = "Изложение — только при ОВЗ, инвалидности, обучении на дому или в закрытом учреждении (приказ №\u{a0}1497, п.\u{a0}2.3). \
                       Заполните столбец «ОВЗ» или исправьте код вида работы";
        row.problem(Field::WorkType, message);
    }
}

fn contradicting_rows(rows: &[ParsedRow<ParticipantRow>]) -> Vec<Refusal> {
    let person = |row: &ParticipantRow| (row.name.normalised(), row.birth_date);
    let code = |row: &ParticipantRow| row.participant_code.clone();
    let number = |row: &ParticipantRow| row.document.number().to_owned();
    let mut refusals = conflicts(
        rows,
        Field::ParticipantCode,
        code,
        |row| Some(row.participant_code.to_uppercase()),
        |group| differ(group, person),
        |lines| format!("Этот код участника у другого человека в {lines}. Проверьте код"),
    );
    refusals.extend(conflicts(
        rows,
        Field::ParticipantCode,
        code,
        |row| Some(format!("{} {}", row.participant_code.to_uppercase(), row.exam_date)),
        |group| !differ(group, person),
        |lines| format!("Тот же участник ещё в {lines}. Оставьте одну строку"),
    ));
    refusals.extend(conflicts(
        rows,
        Field::Number,
        number,
        |row| Some(row.document.normalised()),
        |group| differ(group, person),
        |lines| format!("Этот же документ у другого человека в {lines}. Проверьте по документам"),
    ));
    refusals.extend(conflicts(
        rows,
        Field::ParticipantCode,
        code,
        |row| Some(row.document.normalised()),
        |group| !differ(group, person) && differ(group, |row| row.participant_code.to_uppercase()),
        |lines| format!("Тот же участник под другим кодом в {lines}. Оставьте один код"),
    ));
    refusals
}
