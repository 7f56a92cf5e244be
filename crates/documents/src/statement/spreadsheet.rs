//! The statement as a spreadsheet: the same columns as on paper, to be sorted and filtered.

use super::gia::GiaRows;
use super::{StatementDocument, StatementRow, StatementRows, count_line, formation_line, grouped_hash};
use crate::DocumentError;
use crate::table::{self, Cell, Column, ColumnKind, Table};

/// Writes a statement as `.xlsx`.
///
/// # Errors
/// [`DocumentError::NoSuchDate`], [`DocumentError::Spreadsheet`].
pub fn render_spreadsheet(document: &StatementDocument) -> Result<Vec<u8>, DocumentError> {
    table::render_spreadsheet(&as_table(document))
}

fn as_table(document: &StatementDocument) -> Table {
    let (columns, rows) = match &document.rows {
        StatementRows::Essay(rows) => (essay_columns(), rows.iter().map(cells).collect()),
        StatementRows::Gia(gia) => (
            gia.spreadsheet_columns(),
            gia.rows.iter().map(GiaRows::spreadsheet_cells).collect(),
        ),
    };
    Table {
        title: format!("Ведомость результатов №\u{a0}{}", document.number),
        subtitle_lines: subtitle_lines(document),
        columns,
        rows,
        created: document.created,
    }
}

fn subtitle_lines(document: &StatementDocument) -> Vec<String> {
    vec![
        format!("{}, {}", document.exam_title, document.exam_date),
        format!("Передаёт: {}", document.sender),
        format!("Получает: {}", document.recipient),
        formation_line(document),
        format!(
            "{} Отпечаток содержания: {}",
            count_line(&document.rows),
            grouped_hash(&document.content_hash)
        ),
    ]
}

fn essay_columns() -> Vec<Column> {
    let column = |title: &str, kind, width_hint| Column {
        title: title.to_owned(),
        kind,
        width_hint,
    };
    let mut columns = vec![
        column("№", ColumnKind::Integer, 5),
        column("Фамилия, имя, отчество", ColumnKind::Text, 38),
        column("Класс", ColumnKind::Text, 8),
        column("Документ", ColumnKind::Code, 18),
        column("Вид работы", ColumnKind::Code, 8),
    ];
    columns.extend((1..=2).map(|number| column(&format!("Требование {number}"), ColumnKind::Text, 11)));
    columns.extend((1..=5).map(|number| column(&format!("Критерий {number}"), ColumnKind::Text, 10)));
    columns.push(column("Результат", ColumnKind::Text, 11));
    columns.push(column("Редакция", ColumnKind::Integer, 9));
    columns
}

fn cells(row: &StatementRow) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut cells = vec![
        Cell::Integer(i64::from(row.number)),
        text(&row.full_name),
        text(&row.class),
        text(&row.document),
        text(row.work_type.code()),
    ];
    cells.extend(
        row.requirements
            .iter()
            .chain(&row.criteria)
            .map(|mark| text(mark.text())),
    );
    cells.push(text(row.result.text()));
    cells.push(Cell::Integer(i64::from(row.edition)));
    cells
}
