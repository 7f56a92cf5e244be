//! The statement of results that one organisation hands to another: РЦОИ to a municipal body or a state school, a municipal body to
//! a school.

mod gia;
mod pdf;
mod spreadsheet;

pub use gia::{GiaOutcomeColumn, GiaRow, GiaRows, gia_notes};
pub use pdf::render;
pub use spreadsheet::render_spreadsheet;

use crate::{CreationMoment, Signatory};

/// A statement, ready to print: every field is shown as it stands.
#[derive(Debug, Clone)]
pub struct StatementDocument {
    /// Number of the statement without «№», for example `420525-ИС-1`.
    pub number: String,
    /// For example «Итоговое сочинение (изложение)».
    pub exam_title: String,
    /// For example «2 декабря 2026 года».
    pub exam_date: String,
    /// Full name of the organisation that hands the statement over.
    pub sender: String,
    /// Full name of the organisation that receives it.
    pub recipient: String,
    /// Local date and time, for example «15.12.2026, 18:05».
    pub formed_at: String,
    /// What released it: «Выпуск № 1», «Протокол ГЭК № 2», «Аннулирование от 16.06.2027, решение № 4».
    pub release: String,
    /// The clause that demands the hand-over with its term, for example «Передать до конца 16.12.2026 (приказ № 4195, п. 2.2)». May be empty.
    pub term: String,
    pub rows: StatementRows,
    /// Content hash as hexadecimal digits; printed in groups, its beginning stands in the code.
    pub content_hash: String,
    /// Who hands over; empty fields become rules to write on.
    pub handed_by: Signatory,
    /// Who receives; empty fields become rules to write on.
    pub received_by: Signatory,
    /// Lines under the table that explain its columns; see [`usual_notes`].
    pub notes: Vec<String>,
    pub created: CreationMoment,
}

/// The lines of a statement; their columns depend on the kind of exam.
#[derive(Debug, Clone)]
pub enum StatementRows {
    /// Requirements, criteria and a pass.
    Essay(Vec<StatementRow>),
    /// Scores, or scores and a mark.
    Gia(GiaRows),
}

/// One edition of one essay's result.
#[derive(Debug, Clone)]
pub struct StatementRow {
    /// Number in the statement, from 1.
    pub number: u32,
    pub full_name: String,
    /// For example «11 «А»».
    pub class: String,
    /// Identity document with its middle hidden, as it may be shown.
    pub document: String,
    pub work_type: WorkType,
    /// Requirements 1 and 2.
    pub requirements: [Mark; 2],
    /// Criteria 1 to 5.
    pub criteria: [Mark; 5],
    pub result: Mark,
    /// Number of the edition of the result, from 1.
    pub edition: u32,
}

/// Code of the kind of work (kirov-1497:6.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkType {
    /// 20
    Composition,
    /// 21
    Exposition,
}

impl WorkType {
    pub(crate) fn code(self) -> &'static str {
        match self {
            WorkType::Composition => "20",
            WorkType::Exposition => "21",
        }
    }
}

/// Mark of a requirement, a criterion or a whole work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Pass,
    Fail,
    /// Not checked, or not applied to this work.
    Absent,
}

impl Mark {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Mark::Pass => "зачёт",
            Mark::Fail => "незачёт",
            Mark::Absent => "—",
        }
    }
}

/// What the columns of the table mean.
#[must_use]
pub fn usual_notes() -> Vec<String> {
    [
        "Вид работы: 20 — сочинение, 21 — изложение. Требования: 1 — объём, 2 — самостоятельность написания.",
        "Критерии сочинения: 1 — соответствие теме, 2 — аргументация и литературный материал, 3 — композиция и логика, 4 — качество письменной речи, 5 — грамотность.",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// A hash in groups of eight, in capitals: what a person compares by eye.
pub(crate) fn grouped_hash(hash: &str) -> String {
    let digits: Vec<char> = hash.to_uppercase().chars().collect();
    let groups: Vec<String> = digits.chunks(8).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// «Всего строк: 60. Зачёт: 57, незачёт: 3.»
pub(crate) fn count_line(rows: &StatementRows) -> String {
    match rows {
        StatementRows::Essay(rows) => essay_count_line(rows),
        StatementRows::Gia(rows) => rows.count_line(),
    }
}

fn essay_count_line(rows: &[StatementRow]) -> String {
    let count = |mark: Mark| rows.iter().filter(|row| row.result == mark).count();
    let mut line = format!(
        "Всего строк: {}. Зачёт: {}, незачёт: {}",
        rows.len(),
        count(Mark::Pass),
        count(Mark::Fail)
    );
    if count(Mark::Absent) > 0 {
        line.push_str(&format!(", без результата: {}", count(Mark::Absent)));
    }
    line.push('.');
    line
}

/// When, from which release, and until when it is to be handed over.
pub(crate) fn formation_line(document: &StatementDocument) -> String {
    let line = format!(
        "Сформирована {}. {}. {}",
        document.formed_at, document.release, document.term
    );
    line.trim_end().to_owned()
}
