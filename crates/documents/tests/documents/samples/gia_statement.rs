//! A made-up statement of GIA.

use documents::statement::{GiaOutcomeColumn, GiaRow, GiaRows, StatementDocument, StatementRows, gia_notes};

use super::statement::{name, statement};

/// Test scores, with the list of two schools' statements.
pub fn gia_statement(rows: usize) -> StatementDocument {
    let listed = [
        ("420525/01-280526-2", "СОШ №\u{a0}25"),
        ("420526/01-280526-2", "СОШ №\u{a0}26"),
    ]
    .map(|(number, school)| (number.to_owned(), school.to_owned()));
    StatementDocument {
        number: "4205/01-280526-2".to_owned(),
        exam_title: "ЕГЭ. Русский язык".to_owned(),
        exam_date: "28\u{a0}мая 2026\u{a0}года".to_owned(),
        release: "Протокол ГЭК №\u{a0}2".to_owned(),
        term: "Передать в\u{a0}МОУО до конца 10.06.2026 (приказ №\u{a0}187, п.\u{a0}8.2).".to_owned(),
        rows: StatementRows::Gia(GiaRows {
            outcome: GiaOutcomeColumn::TestScore,
            rows: (0..rows).map(gia_row).collect(),
        }),
        notes: gia_notes(GiaOutcomeColumn::TestScore, &listed),
        ..statement(0)
    }
}

/// Marks of ОГЭ.
pub fn gia_statement_of_marks(rows: usize) -> StatementDocument {
    StatementDocument {
        exam_title: "ОГЭ. Математика".to_owned(),
        rows: StatementRows::Gia(GiaRows {
            outcome: GiaOutcomeColumn::Mark,
            rows: (0..rows).map(gia_row).collect(),
        }),
        notes: gia_notes(GiaOutcomeColumn::Mark, &[]),
        ..gia_statement(0)
    }
}

fn gia_row(index: usize) -> GiaRow {
    let absent = index % 9 == 4;
    let primary = i64::try_from(20 + index % 23).unwrap_or(0);
    GiaRow {
        number: u32::try_from(index + 1).unwrap_or(0),
        full_name: name(index),
        class: format!("11\u{a0}«{}»", if index % 60 < 30 { "А" } else { "Б" }),
        document: format!("32\u{a0}14 ••• {:03}", index * 37 % 1000),
        primary: (!absent).then_some(primary),
        outcome: (!absent).then_some(primary * 2),
        standing: match (absent, index % 5) {
            (true, _) => "не явился",
            (false, 3) => "ниже порога",
            _ => "порог пройден",
        }
        .to_owned(),
        edition: if index % 29 == 3 { 2 } else { 1 },
    }
}
