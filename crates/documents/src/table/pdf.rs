//! The list on paper: A4, upright when the columns fit, else across.

use super::{Column, ColumnKind, Table};
use crate::DocumentError;
use crate::layout::{Align, Block, Cell, Column as GridColumn, Grid, Heading, Tabular, draw_running_lines};
use crate::page::{Orientation, Properties, Sheet, Style, assemble};
use crate::typography::Typesetter;

const PLAIN: Style = Style::regular(8.5);
const SIZES: [f32; 2] = [8.5, 7.5];
const COUNT: Style = Style::semi_bold(9.0);
const ROW_HEIGHT: f32 = 5.8;
/// Millimetres that one character of a hint takes at 8.5 points.
const CHARACTER: f32 = 1.75;
/// Padding of a cell on both sides with some air.
const CELL_MARGIN: f32 = 3.6;
/// No column is narrower.
const NARROWEST: f32 = 9.0;

/// Prints the list as PDF, with its count below the last row.
///
/// # Errors
/// [`DocumentError::RowShape`], [`DocumentError::TooManyColumns`], [`DocumentError::RowHigherThanSheet`].
pub fn render_pdf(typesetter: &Typesetter, table: &Table) -> Result<Vec<u8>, DocumentError> {
    table.check_shape()?;
    let wished: Vec<f32> = (0..table.columns.len())
        .map(|column| wished_width(table, column))
        .collect();
    let sheet = Sheet::a4(orientation(&wished));
    let columns = grid_columns(table, &shared_widths(table, &wished, sheet.text_width())?);
    let grid = Grid::new(typesetter, columns, sheet.left, ROW_HEIGHT);
    let rows: Vec<Vec<Cell>> = table.rows.iter().map(|row| cells(typesetter, &grid, row)).collect();
    let heading = Heading::new(typesetter, &sheet, &table.title, &table.subtitle_lines, None);
    let count = Block::wrap(
        typesetter,
        &format!("Всего строк: {}.", rows.len()),
        COUNT,
        sheet.text_width(),
    );
    let tabular = Tabular {
        sheet: &sheet,
        grid: &grid,
        rows: &rows,
        first_top: heading.height(),
        other_top: 0.0,
        ending: count.height() + 2.0,
    };
    let mut canvases = tabular.draw(
        |canvas, number| {
            if number == 1 {
                heading.draw(canvas, &sheet);
            }
            Ok(())
        },
        |canvas, top| count.draw(canvas, sheet.left, top + 2.0, sheet.text_width(), Align::Left),
    )?;
    draw_running_lines(typesetter, &sheet, &mut canvases, &table.title);
    Ok(assemble(
        typesetter,
        &sheet,
        canvases,
        &Properties {
            title: &table.title,
            created: table.created,
        },
    ))
}

fn wished_width(table: &Table, column: usize) -> f32 {
    (f32::from(table.characters(column)) * CHARACTER + CELL_MARGIN).max(NARROWEST)
}

fn orientation(wished: &[f32]) -> Orientation {
    let upright = Sheet::a4(Orientation::Portrait).text_width();
    if wished.iter().sum::<f32>() <= upright {
        Orientation::Portrait
    } else {
        Orientation::Landscape
    }
}

/// Widths that fill the sheet: what is left over goes to texts, what is missing is taken from everybody down to the least width.
fn shared_widths(table: &Table, wished: &[f32], available: f32) -> Result<Vec<f32>, DocumentError> {
    let total: f32 = wished.iter().sum();
    let least = count(wished.len()) * NARROWEST;
    if least > available {
        return Err(DocumentError::TooManyColumns { columns: wished.len() });
    }
    if total > available {
        let factor = (available - least) / (total - least);
        return Ok(wished
            .iter()
            .map(|width| NARROWEST + (width - NARROWEST) * factor)
            .collect());
    }
    let texts = table
        .columns
        .iter()
        .filter(|column| column.kind == ColumnKind::Text)
        .count();
    let share = (available - total) / count(texts.max(1));
    let is_text = |column: &Column| column.kind == ColumnKind::Text;
    let widen = |(column, width): (&Column, &f32)| width + if is_text(column) { share } else { 0.0 };
    Ok(table.columns.iter().zip(wished).map(widen).collect())
}

fn count(items: usize) -> f32 {
    f32::from(u16::try_from(items).unwrap_or(u16::MAX))
}

fn grid_columns(table: &Table, widths: &[f32]) -> Vec<GridColumn> {
    let column = |(column, width): (&Column, &f32)| GridColumn::new(&column.title, *width, align(column.kind));
    table.columns.iter().zip(widths).map(column).collect()
}

fn align(kind: ColumnKind) -> Align {
    match kind {
        ColumnKind::Text | ColumnKind::Code => Align::Left,
        ColumnKind::Integer => Align::Right,
        ColumnKind::Date => Align::Centre,
    }
}

fn cells(typesetter: &Typesetter, grid: &Grid, row: &[super::Cell]) -> Vec<Cell> {
    row.iter()
        .enumerate()
        .map(|(column, cell)| grid.text(typesetter, column, &cell.shown(), PLAIN, &SIZES))
        .collect()
}
