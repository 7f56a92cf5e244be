//! The statement on paper: A4 across, one line for each result.

use super::gia::GiaRows;
use super::{Mark, StatementDocument, StatementRow, StatementRows, count_line, formation_line, grouped_hash};
use crate::layout::{
    Align, Block, Cell, Column, Ending, Grid, HandoverBlock, HandoverSide, Heading, Tabular, draw_running_lines,
};
use crate::page::{Orientation, Properties, Sheet, Style, Symbol, assemble};
use crate::typography::Typesetter;
use crate::{DocumentError, Signatory};

const ROW_HEIGHT: f32 = 5.8;
const PLAIN: Style = Style::regular(8.5);
const STRONG: Style = Style::semi_bold(8.5);
const FAIL: Style = Style::semi_bold(7.5);
const PASS: Style = Style::regular(7.5);
const NOTE: Style = Style::grey(7.5);
const COUNT: Style = Style::semi_bold(9.0);
const HASH: Style = Style::regular(8.0);
const NAME_SIZES: [f32; 3] = [8.5, 8.0, 7.5];
const SMALL_SIZES: [f32; 4] = [8.5, 7.5, 6.5, 5.5];
/// Digits of the hash that stand in the code and the running line.
const HASH_PREFIX: usize = 16;

/// Prints a statement as PDF.
///
/// # Errors
/// [`DocumentError::RowHigherThanSheet`] for an absurdly long name, [`DocumentError::CodeTooLong`] for an absurdly long number.
pub fn render(typesetter: &Typesetter, document: &StatementDocument) -> Result<Vec<u8>, DocumentError> {
    let sheet = Sheet::a4(Orientation::Landscape);
    let columns = match &document.rows {
        StatementRows::Essay(_) => essay_columns(),
        StatementRows::Gia(gia) => gia.columns(),
    };
    let grid = Grid::new(typesetter, columns, sheet.left, ROW_HEIGHT);
    let rows: Vec<Vec<Cell>> = match &document.rows {
        StatementRows::Essay(rows) => {
            let marks = MarkCells::new(typesetter);
            rows.iter().map(|row| cells(typesetter, &grid, &marks, row)).collect()
        }
        StatementRows::Gia(gia) => {
            let row = |row| GiaRows::cells(typesetter, &grid, row, (PLAIN, STRONG), (&NAME_SIZES, &SMALL_SIZES));
            gia.rows.iter().map(row).collect()
        }
    };
    let heading = heading(typesetter, &sheet, document)?;
    let ending = ending(typesetter, &sheet, document);
    let tabular = Tabular {
        sheet: &sheet,
        grid: &grid,
        rows: &rows,
        first_top: heading.height(),
        other_top: 0.0,
        ending: ending.height(),
    };
    let mut canvases = tabular.draw(
        |canvas, number| {
            if number == 1 {
                heading.draw(canvas, &sheet);
            }
            Ok(())
        },
        |canvas, top| ending.draw(typesetter, canvas, &sheet, top),
    )?;
    draw_running_lines(typesetter, &sheet, &mut canvases, &running_text(document));
    let title = format!("Ведомость результатов №\u{a0}{}", document.number);
    Ok(assemble(
        typesetter,
        &sheet,
        canvases,
        &Properties {
            title: &title,
            created: document.created,
        },
    ))
}

fn essay_columns() -> Vec<Column> {
    let requirements = "Требования";
    let criteria = "Критерии";
    let mark_width = 14.4;
    let mut columns = vec![
        Column::new("№", 9.0, Align::Right),
        Column::new("Фамилия, имя, отчество", 64.2, Align::Left),
        Column::new("Класс", 14.0, Align::Left),
        Column::new("Документ", 32.0, Align::Left),
        Column::new("Вид работы", 13.0, Align::Centre),
    ];
    columns.extend(["1", "2"].map(|title| Column::under(requirements, title, mark_width, Align::Centre)));
    columns.extend(["1", "2", "3", "4", "5"].map(|title| Column::under(criteria, title, mark_width, Align::Centre)));
    columns.push(Column::new("Результат", 21.0, Align::Centre));
    columns.push(Column::new("Редакция", 17.0, Align::Centre));
    columns
}

fn cells(typesetter: &Typesetter, grid: &Grid, marks: &MarkCells, row: &StatementRow) -> Vec<Cell> {
    let text = |column: usize, text: &str, sizes: &[f32]| grid.text(typesetter, column, text, PLAIN, sizes);
    let mut cells = vec![
        text(0, &row.number.to_string(), &SMALL_SIZES),
        text(1, &row.full_name, &NAME_SIZES),
        text(2, &row.class, &SMALL_SIZES),
        text(3, &row.document, &SMALL_SIZES),
        text(4, row.work_type.code(), &SMALL_SIZES),
    ];
    cells.extend(
        row.requirements
            .iter()
            .chain(&row.criteria)
            .map(|mark| marks.cell(*mark)),
    );
    cells.push(marks.result(row.result));
    cells.push(text(13, &row.edition.to_string(), &SMALL_SIZES));
    cells
}

/// The few words that fill most of the table, set once.
struct MarkCells {
    pass: Block,
    fail: Block,
    absent: Block,
    result_pass: Block,
    result_fail: Block,
}

impl MarkCells {
    fn new(typesetter: &Typesetter) -> Self {
        let set = |mark: Mark, style: Style| Block::fit(typesetter, mark.text(), style, &[style.size], 40.0);
        Self {
            pass: set(Mark::Pass, PASS),
            fail: set(Mark::Fail, FAIL),
            absent: set(Mark::Absent, PASS),
            result_pass: set(Mark::Pass, PLAIN),
            result_fail: set(Mark::Fail, STRONG),
        }
    }

    fn cell(&self, mark: Mark) -> Cell {
        Cell::Text(match mark {
            Mark::Pass => self.pass.clone(),
            Mark::Fail => self.fail.clone(),
            Mark::Absent => self.absent.clone(),
        })
    }

    fn result(&self, mark: Mark) -> Cell {
        Cell::Text(match mark {
            Mark::Pass => self.result_pass.clone(),
            Mark::Fail => self.result_fail.clone(),
            Mark::Absent => self.absent.clone(),
        })
    }
}

fn heading(typesetter: &Typesetter, sheet: &Sheet, document: &StatementDocument) -> Result<Heading, DocumentError> {
    let title = format!("Ведомость результатов №\u{a0}{}", document.number);
    let lines = [
        format!("{}, {}", document.exam_title, document.exam_date),
        format!("Передаёт: {}", document.sender),
        format!("Получает: {}", document.recipient),
        formation_line(document),
    ];
    let payload = format!("{} {}", document.number, hash_prefix(document));
    let symbol = Symbol::encode(&payload, &document.number)?;
    Ok(Heading::new(typesetter, sheet, &title, &lines, Some(symbol)))
}

fn hash_prefix(document: &StatementDocument) -> String {
    document
        .content_hash
        .chars()
        .take(HASH_PREFIX)
        .collect::<String>()
        .to_uppercase()
}

fn running_text(document: &StatementDocument) -> String {
    let prefix = grouped_hash(&hash_prefix(document));
    format!(
        "Ведомость результатов №\u{a0}{} · {} · отпечаток {prefix}…",
        document.number, document.exam_date
    )
}

/// What stands below the last row.
fn ending<'text>(typesetter: &Typesetter, sheet: &Sheet, document: &'text StatementDocument) -> Ending<'text> {
    let width = sheet.text_width();
    let hash = format!("Отпечаток содержания: {}", grouped_hash(&document.content_hash));
    let mut blocks = vec![Block::wrap(typesetter, &count_line(&document.rows), COUNT, width)];
    blocks.push(Block::wrap(typesetter, &hash, HASH, width));
    blocks.extend(
        document
            .notes
            .iter()
            .map(|note| Block::wrap(typesetter, note, NOTE, width)),
    );
    let side = |caption, organisation: &'text str, signatory: &'text Signatory| HandoverSide {
        caption,
        organisation,
        signatory,
    };
    let sides = [
        side("Передал", &document.sender, &document.handed_by),
        side("Получил", &document.recipient, &document.received_by),
    ];
    Ending {
        blocks,
        sides: HandoverBlock::new(typesetter, sheet, sides),
    }
}
