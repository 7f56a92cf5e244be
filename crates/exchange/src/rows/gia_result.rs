//! Rows of GIA results.

use domain::exam::{AttendanceOutcome, ExamKind};
use domain::identity_document::IdentityDocument;
use domain::person_name::PersonName;
use domain::task_points::TaskPoints as NamedPoints;
use regulations::LegalDate;

use crate::profile::{ColumnMatching, ExchangeProfile, Field};
use crate::rows::essay_result::document;
use crate::rows::gia_words::{GiaAttendance, GiaForm, GiaKind, YesNo};
use crate::rows::participant::{INFORMING_DIGITS, PARTICIPANT_CODE_CHARS};
use crate::rows::reader::RowReader;
use crate::rows::task_points::{TaskPoints, parse_task_points};
use crate::rows::{MissingColumns, Parsed, ParsedRow, WrongRow, parse_row, parse_rows};
use crate::table::{SheetRow, SheetTable};

/// A reading: no published list says how long a variant's number is.
const VARIANT_CHARS: usize = 16;
/// A primary score is a small whole number; its scale is checked elsewhere.
pub(super) const MOST_PRIMARY: u16 = 999;
/// The test scale ends here (domain-facts 3.3, 5.2).
pub(super) const MOST_TEST: u16 = 100;

/// The result of one sitting of GIA as a file has it: shapes and ranges that a cell can have by itself. Whether scores fit
/// their scale and subject is for those who know the scales.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiaResultRow {
    /// At most 16 characters. This or `document` is there.
    pub participant_code: Option<String>,
    /// Without its type, which results do not carry: ask for [`IdentityDocument::normalised`].
    pub document: Option<IdentityDocument>,
    /// Where the file has names.
    pub name: Option<PersonName>,
    /// GIA-11 or GIA-9.
    pub exam_kind: ExamKind,
    pub form: Option<GiaForm>,
    /// 1 to 99 (domain-facts 3.1).
    pub subject_code: u8,
    pub exam_date: LegalDate,
    /// Where the file has codes of organisations: 6 digits, a municipal body's 3.
    pub school_code: Option<String>,
    /// At most 16 characters.
    pub variant: Option<String>,
    pub outcome: GiaOutcome,
}

/// A checked work, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GiaOutcome {
    Checked(GiaScores),
    /// Never [`AttendanceOutcome::Written`].
    NotChecked(AttendanceOutcome),
}

/// What a checked work has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiaScores {
    /// 0 to 999.
    pub primary: u16,
    /// 0 to 100.
    pub test: Option<u8>,
    /// 2 to 5.
    pub mark: Option<u8>,
    /// Whether the file says that the minimum is reached.
    pub minimum_reached: Option<bool>,
    /// In the order of tasks, the first is task 1; empty where the file has none, or names them.
    pub tasks: Vec<TaskPoints>,
    /// The same by the task's name, and criteria where the file names them: «ГК1=2».
    pub points: NamedPoints,
}

/// Reads a table of GIA results, each row by itself as [`parse_gia_row`] does.
pub fn parse_gia_results(
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<Parsed<GiaResultRow>, MissingColumns> {
    parse_rows(table, matching, profile, read_gia_result)
}

/// Reads one row of a [`TableStream`](crate::TableStream) whose columns have been matched with none missing. Rows that
/// contradict each other are for the caller to find: a stream remembers none.
pub fn parse_gia_row(
    row: &SheetRow,
    header: &SheetRow,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
) -> Result<ParsedRow<GiaResultRow>, WrongRow> {
    parse_row(row, header.width(), matching, profile, read_gia_result)
}

fn read_gia_result(row: &mut RowReader<'_>) -> Option<GiaResultRow> {
    let participant_code = row.code(Field::ParticipantCode, PARTICIPANT_CODE_CHARS);
    let document = document(row);
    if row.text(Field::ParticipantCode).is_empty() && row.text(Field::Number).is_empty() {
        row.problem(
            Field::ParticipantCode,
            "Нет ни кода участника, ни номера документа. Впишите одно из двух",
        );
    }
    let name = name(row);
    let form = row.word(Field::ExamForm);
    let exam_kind = exam_kind(row, form);
    let subject_code = subject_code(row);
    let exam_date = row.exam_date();
    let school_code = row.digits(Field::SchoolCode, INFORMING_DIGITS);
    let variant = row.code(Field::Variant, VARIANT_CHARS);
    let outcome = outcome(row);
    Some(GiaResultRow {
        participant_code,
        document,
        name,
        exam_kind: exam_kind?,
        form,
        subject_code: subject_code?,
        exam_date: exam_date?,
        school_code,
        variant,
        outcome: outcome?,
    })
}

/// A name is not asked for; what there is of one must be whole.
fn name(row: &mut RowReader<'_>) -> Option<PersonName> {
    let parts = [Field::Surname, Field::GivenName, Field::Patronymic];
    let has_some = parts.iter().any(|part| !row.text(*part).is_empty());
    if has_some { row.person_name() } else { None }
}

/// The column says it, or the form alone does; they must not contradict.
pub(super) fn exam_kind(row: &mut RowReader<'_>, form: Option<GiaForm>) -> Option<ExamKind> {
    let by_form = form.and_then(GiaForm::only_kind);
    if row.text(Field::ExamKind).is_empty() {
        if by_form.is_none() {
            refuse_unknown_kind(row, form);
        }
        return by_form;
    }
    let kind = row.word::<GiaKind>(Field::ExamKind)?.0;
    if let (Some(form), Some(of_form)) = (form, by_form)
        && of_form != kind
    {
        row.problem(
            Field::ExamKind,
            format!(
                "Вид «{}», а форма «{}». Исправьте одно из двух",
                kind.russian(),
                form.russian()
            ),
        );
        return None;
    }
    Some(kind)
}

fn refuse_unknown_kind(row: &mut RowReader<'_>, form: Option<GiaForm>) {
    let field = if row.has_column(Field::ExamKind) {
        Field::ExamKind
    } else {
        Field::ExamForm
    };
    let message = form.map_or_else(
        || "Нет ни вида ГИА, ни понятной формы. Впишите ГИА-11 или ГИА-9".to_owned(),
        |form| {
            format!(
                "По форме «{}» не видно, ГИА-11 это или ГИА-9. Заполните вид ГИА",
                form.russian()
            )
        },
    );
    row.problem(field, message);
}

/// 1 to 99, with or without the zero in front.
fn subject_code(row: &mut RowReader<'_>) -> Option<u8> {
    if !row.is_given(Field::SubjectCode) {
        return None;
    }
    let code = row.whole_number(Field::SubjectCode, 1..=99)?;
    u8::try_from(code).ok()
}

fn outcome(row: &mut RowReader<'_>) -> Option<GiaOutcome> {
    let is_read = row.text(Field::Attendance).is_empty();
    match row.word::<GiaAttendance>(Field::Attendance).map(|word| word.0) {
        None if !is_read => None,
        None | Some(AttendanceOutcome::Written) => scores(row).map(GiaOutcome::Checked),
        Some(other) => not_checked(row, other),
    }
}

const SCORES: [Field; 5] = [
    Field::PrimaryScore,
    Field::TestScore,
    Field::GradeMark,
    Field::MinimumReached,
    Field::TaskPoints,
];

fn not_checked(row: &mut RowReader<'_>, outcome: AttendanceOutcome) -> Option<GiaOutcome> {
    let mut fields = SCORES.into_iter().chain(Field::TASKS);
    if let Some(field) = fields.find(|field| !row.text(*field).is_empty()) {
        row.problem(
            field,
            format!(
                "Стоит отметка «{}», но есть и баллы. Оставьте что-то одно",
                outcome.russian()
            ),
        );
        return None;
    }
    Some(GiaOutcome::NotChecked(outcome))
}

fn scores(row: &mut RowReader<'_>) -> Option<GiaScores> {
    let primary = if row.is_given(Field::PrimaryScore) {
        row.whole_number(Field::PrimaryScore, 0..=MOST_PRIMARY)
    } else {
        None
    };
    let test = row.whole_number(Field::TestScore, 0..=MOST_TEST);
    let mark = row.whole_number(Field::GradeMark, 2..=5);
    let minimum_reached = row.word::<YesNo>(Field::MinimumReached).map(|word| word == YesNo::Yes);
    let tasks = tasks(row);
    let points = match &tasks {
        Some(tasks) => named_points(row, tasks),
        None => None,
    };
    let small = |number: Option<u16>| number.and_then(|number| u8::try_from(number).ok());
    Some(GiaScores {
        primary: primary?,
        test: small(test),
        mark: small(mark),
        minimum_reached,
        tasks: tasks?,
        points: points?,
    })
}

/// Points by name: those of the column where it names tasks («1=1 ГК1=2»), otherwise those read one behind the other.
fn named_points(row: &mut RowReader<'_>, tasks: &[TaskPoints]) -> Option<NamedPoints> {
    let text = row.text(Field::TaskPoints);
    if names_tasks(text) {
        let entries = text.replace(|sign: char| sign == ',' || sign.is_whitespace(), ";");
        return NamedPoints::from_code(&entries)
            .map_err(|error| row.problem(Field::TaskPoints, error))
            .ok();
    }
    NamedPoints::numbered(tasks.iter().map(|task| task.points))
        .map_err(|error| row.problem(Field::TaskPoints, error))
        .ok()
}

fn names_tasks(text: &str) -> bool {
    text.contains('=')
}

/// From one column or from one column per task, not from both.
fn tasks(row: &mut RowReader<'_>) -> Option<Vec<TaskPoints>> {
    let last = Field::TASKS.iter().rposition(|field| !row.text(*field).is_empty());
    // A text of dashes is a text here where the profile gives the dash its points.
    let text = match sign_points(row, '-') {
        Some(_) => row.raw_text(Field::TaskPoints),
        None => row.text(Field::TaskPoints),
    };
    if let Some(last) = last {
        if !text.is_empty() {
            row.problem(
                Field::TaskPoints,
                "Баллы за задания есть и здесь, и в столбцах заданий. Оставьте что-то одно",
            );
            return None;
        }
        return tasks_of_columns(row, last);
    }
    if names_tasks(text) {
        return Some(Vec::new());
    }
    match parse_task_points(text, |sign| sign_points(row, sign)) {
        Ok(tasks) => Some(tasks),
        Err(error) => {
            row.problem(Field::TaskPoints, error);
            None
        }
    }
}

/// What the profile's dictionary gives for a sign: one figure.
fn sign_points(row: &RowReader<'_>, sign: char) -> Option<u8> {
    let mut buffer = [0; 4];
    let code = row.profile_sign(Field::TaskPoints, sign.encode_utf8(&mut buffer))?;
    code.parse().ok().filter(|points| *points <= 9)
}

/// Every task up to the last that has points; a gap is a slip.
fn tasks_of_columns(row: &mut RowReader<'_>, last: usize) -> Option<Vec<TaskPoints>> {
    let mut tasks = Vec::with_capacity(last + 1);
    for field in Field::TASKS.into_iter().take(last + 1) {
        let text = row.text(field);
        if text.is_empty() {
            row.problem(
                field,
                "Балл за задание не указан, а за следующие есть. Впишите балл или 0",
            );
            continue;
        }
        match one_task(text) {
            Some(task) => tasks.push(task),
            None => row.problem(
                field,
                "Нужен балл от\u{a0}0 до\u{a0}99 или балл из наибольшего: 2(3). Исправьте",
            ),
        }
    }
    (tasks.len() == last + 1).then_some(tasks)
}

/// «2» or «2(3)».
fn one_task(text: &str) -> Option<TaskPoints> {
    let number = |text: &str| {
        let text = text.trim();
        let is_number = matches!(text.len(), 1..=2) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u8>().ok().filter(|_| is_number)
    };
    match text.split_once('(') {
        None => number(text).map(|points| TaskPoints { points, of: None }),
        Some((points, of)) => {
            let (points, of) = (number(points)?, number(of.strip_suffix(')')?)?);
            (points <= of).then_some(TaskPoints { points, of: Some(of) })
        }
    }
}
