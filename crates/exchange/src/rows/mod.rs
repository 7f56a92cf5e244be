//! Rows of text to values of the domain: every row becomes a value or a wrong row that says which cell and why.

mod date;
mod duplicates;
mod essay_result;
mod gia_participant;
mod gia_result;
mod gia_words;
mod organisation;
mod participant;
mod plain_gia;
mod reader;
mod special_condition;
mod task_points;
mod words;

pub use essay_result::{EssayOutcome, EssayResultRow, parse_essay_results};
pub use gia_participant::{GiaParticipantRow, parse_gia_participants};
pub use gia_result::{GiaOutcome, GiaResultRow, GiaScores, parse_gia_results, parse_gia_row};
pub use gia_words::GiaForm;
pub use organisation::{OrganisationRow, parse_organisations};
pub use participant::{ParticipantRow, parse_participants};
pub use plain_gia::{PlainGiaReader, PlainGiaRow};
pub use special_condition::SpecialCondition;
pub use task_points::TaskPoints;

use std::collections::BTreeMap;

use crate::profile::{ColumnMatching, ExchangeProfile, Field, MissingField};
use crate::rows::reader::RowReader;
use crate::table::{SheetRow, SheetTable};

/// A whole file, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed<T> {
    pub rows: Vec<ParsedRow<T>>,
    /// By line.
    pub wrong: Vec<WrongRow>,
    /// Rows with data in the file: `rows` and `wrong` together.
    pub total: usize,
}

/// A row that reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedRow<T> {
    /// 1-based line or sheet row.
    pub line: u32,
    /// Whom or what the row is about, as in the file; personal data.
    pub who: String,
    pub value: T,
    pub warnings: Vec<Problem>,
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongRow {
    /// 1-based line or sheet row.
    pub line: u32,
    /// Whom or what the row is about, as in the file; personal data.
    pub who: String,
    /// At least one.
    pub problems: Vec<Problem>,
}

/// One thing wrong (or worth a look) in one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// "F17".
    pub cell: String,
    /// `None`: the row as a whole, or a column that is not loaded.
    pub field: Option<Field>,
    /// As in the file.
    pub value: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// A row that somebody who knows more than the file (an unknown school, another person's code) does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub line: u32,
    pub field: Field,
    pub value: String,
    pub message: String,
}

/// Rows cannot be read while required columns are missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "В файле не найдены столбцы: {}. Укажите их в профиле обмена или добавьте в файл",
    list(missing)
)]
pub struct MissingColumns {
    pub missing: Vec<MissingField>,
}

impl<T> Parsed<T> {
    /// Moves rows to the wrong ones; a line that is wrong already gets one more problem, an unknown line is passed over.
    pub fn refuse(&mut self, matching: &ColumnMatching, refusals: impl IntoIterator<Item = Refusal>) {
        let mut problems: BTreeMap<u32, Vec<Problem>> = BTreeMap::new();
        for Refusal {
            line,
            field,
            value,
            message,
        } in refusals
        {
            let cell = matching.cell_address(field, line);
            problems.entry(line).or_default().push(Problem {
                cell,
                field: Some(field),
                value,
                message,
            });
        }
        if problems.is_empty() {
            return;
        }
        for wrong in &mut self.wrong {
            wrong
                .problems
                .append(&mut problems.remove(&wrong.line).unwrap_or_default());
        }
        let (refused, kept) = std::mem::take(&mut self.rows)
            .into_iter()
            .partition(|row| problems.contains_key(&row.line));
        self.rows = kept;
        let refused: Vec<ParsedRow<T>> = refused;
        for row in refused {
            let problems = problems.remove(&row.line).unwrap_or_default();
            self.wrong.push(WrongRow {
                line: row.line,
                who: row.who,
                problems,
            });
        }
        self.wrong.sort_by_key(|wrong| wrong.line);
    }

    /// How many rows have something worth a look.
    pub fn warned(&self) -> usize {
        self.rows.iter().filter(|row| !row.warnings.is_empty()).count()
    }
}

/// Reads every row of a table by one function; no value means the row is wrong.
fn parse_rows<T>(
    table: &SheetTable,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
    read: impl Fn(&mut RowReader<'_>) -> Option<T>,
) -> Result<Parsed<T>, MissingColumns> {
    if !matching.missing.is_empty() {
        return Err(MissingColumns {
            missing: matching.missing.clone(),
        });
    }
    let mut parsed = Parsed {
        rows: Vec::new(),
        wrong: Vec::new(),
        total: table.rows.len(),
    };
    for row in &table.rows {
        match parse_row(row, table.header.width(), matching, profile, &read) {
            Ok(row) => parsed.rows.push(row),
            Err(wrong) => parsed.wrong.push(wrong),
        }
    }
    Ok(parsed)
}

/// Reads one row under headings of some width.
fn parse_row<T>(
    row: &SheetRow,
    width: usize,
    matching: &ColumnMatching,
    profile: &ExchangeProfile,
    read: impl Fn(&mut RowReader<'_>) -> Option<T>,
) -> Result<ParsedRow<T>, WrongRow> {
    let mut reader = RowReader::of(row, width, matching, profile);
    let value = read(&mut reader);
    let (who, line) = (reader.who(), row.number());
    let (problems, warnings) = reader.findings();
    match value {
        Some(value) if problems.is_empty() => Ok(ParsedRow {
            line,
            who,
            value,
            warnings,
        }),
        _ => Err(WrongRow { line, who, problems }),
    }
}

fn list(missing: &[MissingField]) -> String {
    let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
    names.join(", ")
}
