//! Lines of a statement of GIA: primary score, test score or mark, and whether the year's minimum was reached; no criteria.

use crate::layout::{Align, Cell, Column, Grid};
use crate::page::Style;
use crate::table::{self, ColumnKind};
use crate::typography::Typesetter;

/// The lines of one subject.
#[derive(Debug, Clone)]
pub struct GiaRows {
    /// What the last number of a line is.
    pub outcome: GiaOutcomeColumn,
    pub rows: Vec<GiaRow>,
}

/// How results of this subject are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiaOutcomeColumn {
    TestScore,
    Mark,
}

impl GiaOutcomeColumn {
    const fn title(self) -> &'static str {
        match self {
            Self::TestScore => "Тестовый балл",
            Self::Mark => "Отметка",
        }
    }
}

/// One edition of one result.
#[derive(Debug, Clone)]
pub struct GiaRow {
    /// Number in the statement, from 1.
    pub number: u32,
    pub full_name: String,
    /// For example «11 «А»».
    pub class: String,
    /// Identity document with its middle hidden, as it may be shown.
    pub document: String,
    /// Primary score; `None` where no work was checked.
    pub primary: Option<i64>,
    /// Test score or mark; `None` where no work was checked.
    pub outcome: Option<i64>,
    /// «порог пройден», «ниже порога»; where no work was checked what became of the sitting: «не явился». May be empty.
    pub standing: String,
    /// Number of the edition of the result, from 1.
    pub edition: u32,
}

/// What the columns of the table mean, and the statements of a municipal body's schools that go with its own (number, school).
#[must_use]
pub fn gia_notes(outcome: GiaOutcomeColumn, listed: &[(String, String)]) -> Vec<String> {
    let counted = match outcome {
        GiaOutcomeColumn::TestScore => "Первичный балл переведён в\u{a0}тестовый по\u{a0}шкале года.",
        GiaOutcomeColumn::Mark => "Первичный балл переведён в\u{a0}отметку по\u{a0}шкале года.",
    };
    let mut notes = vec![counted.to_owned()];
    if !listed.is_empty() {
        let names: Vec<String> = listed
            .iter()
            .map(|(number, school)| format!("№\u{a0}{number} ({school})"))
            .collect();
        notes.push(format!(
            "Ведомости школ, переданные вместе с\u{a0}этой: {}.",
            names.join("; ")
        ));
    }
    notes
}

impl GiaRows {
    /// «Всего строк: 60. Порог пройден: 57, ниже порога: 2, без результата: 1.»
    pub(super) fn count_line(&self) -> String {
        let count = |standing: &str| self.rows.iter().filter(|row| row.standing == standing).count();
        let without = self.rows.iter().filter(|row| row.primary.is_none()).count();
        let mut parts = Vec::new();
        let (reached, below) = (count("порог пройден"), count("ниже порога"));
        if reached + below > 0 {
            parts.push(format!("порог пройден: {reached}, ниже порога: {below}"));
        }
        if without > 0 {
            parts.push(format!("без результата: {without}"));
        }
        let mut line = format!("Всего строк: {}", self.rows.len());
        if !parts.is_empty() {
            line.push_str(&format!(". {}", capitalised(&parts.join(", "))));
        }
        line.push('.');
        line
    }

    pub(super) fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("№", 9.0, Align::Right),
            Column::new("Фамилия, имя, отчество", 84.0, Align::Left),
            Column::new("Класс", 18.0, Align::Left),
            Column::new("Документ", 38.0, Align::Left),
            Column::new("Первичный балл", 30.0, Align::Centre),
            Column::new(self.outcome.title(), 30.0, Align::Centre),
            Column::new("Порог", 41.0, Align::Left),
            Column::new("Редакция", 21.0, Align::Centre),
        ]
    }

    pub(super) fn cells(
        typesetter: &Typesetter,
        grid: &Grid,
        row: &GiaRow,
        styles: (Style, Style),
        sizes: (&[f32], &[f32]),
    ) -> Vec<Cell> {
        let (plain, strong) = styles;
        let (name_sizes, small_sizes) = sizes;
        let text = |column: usize, text: &str, style: Style| grid.text(typesetter, column, text, style, small_sizes);
        vec![
            text(0, &row.number.to_string(), plain),
            grid.text(typesetter, 1, &row.full_name, plain, name_sizes),
            text(2, &row.class, plain),
            text(3, &row.document, plain),
            text(4, &words(row.primary), plain),
            text(5, &words(row.outcome), strong),
            text(6, &row.standing, plain),
            text(7, &row.edition.to_string(), plain),
        ]
    }

    pub(super) fn spreadsheet_columns(&self) -> Vec<table::Column> {
        let column = |title: &str, kind, width_hint| table::Column {
            title: title.to_owned(),
            kind,
            width_hint,
        };
        vec![
            column("№", ColumnKind::Integer, 5),
            column("Фамилия, имя, отчество", ColumnKind::Text, 38),
            column("Класс", ColumnKind::Text, 8),
            column("Документ", ColumnKind::Code, 18),
            column("Первичный балл", ColumnKind::Integer, 11),
            column(self.outcome.title(), ColumnKind::Integer, 11),
            column("Порог", ColumnKind::Text, 16),
            column("Редакция", ColumnKind::Integer, 9),
        ]
    }

    pub(super) fn spreadsheet_cells(row: &GiaRow) -> Vec<table::Cell> {
        let text = |text: &str| {
            if text.is_empty() {
                table::Cell::Empty
            } else {
                table::Cell::Text(text.to_owned())
            }
        };
        let number = |number: Option<i64>| number.map_or(table::Cell::Empty, table::Cell::Integer);
        vec![
            table::Cell::Integer(i64::from(row.number)),
            text(&row.full_name),
            text(&row.class),
            text(&row.document),
            number(row.primary),
            number(row.outcome),
            text(&row.standing),
            table::Cell::Integer(i64::from(row.edition)),
        ]
    }
}

fn words(number: Option<i64>) -> String {
    number.map_or_else(|| "—".to_owned(), |number| number.to_string())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    first.to_uppercase().chain(letters).collect()
}
