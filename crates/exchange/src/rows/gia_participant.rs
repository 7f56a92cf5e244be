//! Rows of participants of GIA: one row per participant and exam. Several rows of one person differ only in the exam.

use domain::exam::{ExamKind, ExamPeriod};
use domain::identity_document::IdentityDocument;
use domain::person_name::PersonName;
use domain::registration::{ParticipantCategory, Sex};
use regulations::LegalDate;

use crate::profile::{ColumnMatching, ExchangeProfile, Field};
use crate::rows::duplicates::{conflicts, differ};
use crate::rows::gia_result::exam_kind;
use crate::rows::gia_words::{GiaForm, GiaPeriod};
use crate::rows::participant::{
    INFORMING_DIGITS, PARTICIPANT_CODE_CHARS, document, refuse_unlikely_age, special_conditions,
};
use crate::rows::reader::RowReader;
use crate::rows::{MissingColumns, Parsed, ParsedRow, Refusal, SpecialCondition, parse_rows};
use crate::table::SheetTable;

/// One participant at one exam of GIA as a file has it. Limits are those of the regional database (domain-facts 5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiaParticipantRow {
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
    /// The school that admitted the participant; `None`: the one where registered, or nowhere.
    pub study_code: Option<String>,
    /// GIA-11 or GIA-9.
    pub exam_kind: ExamKind,
    pub form: Option<GiaForm>,
    /// 1 to 99. This or `subject_name` is there.
    pub subject_code: Option<u8>,
    /// At most 100 characters; which subject it is, the law's list says.
    pub subject_name: Option<String>,
    pub exam_date: LegalDate,
    pub period: Option<ExamPeriod>,
    /// Without repetition, in the order of the enum.
    pub special_conditions: Vec<SpecialCondition>,
    /// The cell as it stands.
    pub special_conditions_text: Option<String>,
}

/// Reads a file of participants of GIA. Rows that cannot all be true (one exam twice, one document or code of two people,
/// one person told differently) are all wrong, each naming the others.
pub fn parse_gia_participants(
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<Parsed<GiaParticipantRow>, MissingColumns> {
    let mut parsed = parse_rows(table, matching, profile, read_participant)?;
    let refusals = contradicting_rows(&parsed.rows);
    parsed.refuse(matching, refusals);
    Ok(parsed)
}

fn read_participant(row: &mut RowReader<'_>) -> Option<GiaParticipantRow> {
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
    let form = row.word(Field::ExamForm);
    let exam_kind = exam_kind(row, form);
    let subject = subject(row);
    let exam_date = row.exam_date();
    let period = row.word::<GiaPeriod>(Field::Period).map(|word| word.0);
    let special_conditions = special_conditions(row);
    refuse_unlikely_age(row, birth_date, exam_date);
    let (subject_code, subject_name) = subject?;
    Some(GiaParticipantRow {
        participant_code: participant_code?,
        name: name?,
        birth_date: birth_date?,
        sex: sex?,
        document: document?,
        category: category?,
        class,
        registering_code: registering_code?,
        study_code,
        exam_kind: exam_kind?,
        form,
        subject_code,
        subject_name,
        exam_date: exam_date?,
        period,
        special_conditions,
        special_conditions_text: row.line_of_text(Field::SpecialConditions, 500),
    })
}

/// A code, a name, or both. A column of names that holds figures is one of codes.
fn subject(row: &mut RowReader<'_>) -> Option<(Option<u8>, Option<String>)> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let code_field = match row.text(Field::SubjectCode).is_empty() && is_number(row.text(Field::SubjectName)) {
        true => Field::SubjectName,
        false => Field::SubjectCode,
    };
    let is_coded = !row.text(code_field).is_empty();
    let code = row
        .whole_number(code_field, 1..=99)
        .and_then(|code| u8::try_from(code).ok());
    if is_coded && code.is_none() {
        return None;
    }
    let name = match code_field {
        Field::SubjectName => None,
        _ => row.line_of_text(Field::SubjectName, 100),
    };
    if code.is_none() && name.is_none() && !row.text(Field::SubjectName).is_empty() {
        return None;
    }
    if code.is_none() && name.is_none() {
        let field = match row.has_column(Field::SubjectCode) {
            true => Field::SubjectCode,
            false => Field::SubjectName,
        };
        row.problem(field, "Нет ни кода предмета, ни названия. Впишите одно из двух");
        return None;
    }
    Some((code, name))
}

/// What must be the same in every row of one participant: the field, and its text.
type Fact = (Field, fn(&GiaParticipantRow) -> String);

const FACTS: [Fact; 7] = [
    (Field::Sex, |row| row.sex.russian().to_owned()),
    (Field::Number, |row| row.document.normalised()),
    (Field::Category, |row| row.category.russian().to_owned()),
    (Field::Class, |row| row.class.clone().unwrap_or_default()),
    (Field::RegisteringCode, |row| row.registering_code.clone()),
    (Field::StudyCode, |row| row.study_code.clone().unwrap_or_default()),
    (Field::SpecialConditions, |row| {
        row.special_conditions_text.clone().unwrap_or_default()
    }),
];

fn contradicting_rows(rows: &[ParsedRow<GiaParticipantRow>]) -> Vec<Refusal> {
    let person = |row: &GiaParticipantRow| (row.name.normalised(), row.birth_date);
    let code = |row: &GiaParticipantRow| row.participant_code.clone();
    let number = |row: &GiaParticipantRow| row.document.number().to_owned();
    let registration = |row: &GiaParticipantRow| {
        Some(format!(
            "{} {}",
            row.participant_code.to_uppercase(),
            row.exam_kind.code()
        ))
    };
    let subject = |row: &GiaParticipantRow| match (row.subject_code, &row.subject_name) {
        (Some(code), _) => code.to_string(),
        (None, name) => name.as_deref().unwrap_or_default().to_lowercase(),
    };
    let exam = |row: &GiaParticipantRow| format!("{} {} {}", row.exam_kind.code(), subject(row), row.exam_date);
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
        |row| Some(format!("{} {}", row.participant_code.to_uppercase(), exam(row))),
        |group| !differ(group, person),
        |lines| format!("Тот же участник на тот же экзамен записан ещё в {lines}. Оставьте одну строку"),
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
        |row| Some(format!("{} {}", row.document.normalised(), row.exam_kind.code())),
        |group| !differ(group, person) && differ(group, |row| row.participant_code.to_uppercase()),
        |lines| format!("Тот же участник под другим кодом в {lines}. Оставьте один код"),
    ));
    for (field, fact) in FACTS {
        refusals.extend(conflicts(
            rows,
            field,
            fact,
            registration,
            |group| !differ(group, person) && differ(group, fact),
            |lines| format!("У этого же участника в {lines} другое. Сделайте одинаково во всех его строках"),
        ));
    }
    refusals.extend(conflicts(
        rows,
        Field::Period,
        |row| row.period.map_or("", ExamPeriod::russian).to_owned(),
        |row| Some(exam(row)),
        |group| differ(group, |row| row.period.unwrap_or(ExamPeriod::Main)),
        |lines| {
            format!(
                "У этого экзамена в {lines} другой период. У экзамена одного дня период один: исправьте период или дату"
            )
        },
    ));
    refusals
}
