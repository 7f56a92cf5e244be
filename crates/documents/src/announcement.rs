//! The announcement of procedure and schedule: participants and parents are told in advance, under signature (mordovia-187:11.1).

use crate::layout::{
    Align, Block, Cell, Column, Grid, Heading, Item, Seal, Tabular, draw_flow, draw_running_lines, draw_signature_row,
    signature_row_height,
};
use crate::page::{Canvas, Code, Orientation, Properties, Sheet, Style, Symbol, assemble};
use crate::typography::Typesetter;
use crate::{CreationMoment, DocumentError, Signatory};

const TEXT: Style = Style::regular(10.5);
const CELL: Style = Style::regular(9.5);
const STRONG: Style = Style::semi_bold(9.5);
const BASIS: Style = Style::grey(9.0);
const CELL_SIZES: [f32; 2] = [9.5, 9.0];
const NAME_SIZES: [f32; 3] = [9.0, 8.5, 8.0];
const PARAGRAPH_SPACE: f32 = 2.2;
const EVENT_ROW_HEIGHT: f32 = 8.0;
/// Thirty rows stand on one sheet.
const SIGNATURE_ROW_HEIGHT: f32 = 7.6;

/// An announcement, ready to print: every field is shown as it stands.
#[derive(Debug, Clone)]
pub struct AnnouncementDocument {
    /// For example «О порядке и графике ознакомления с результатами\nитогового сочинения 2 декабря 2026 года».
    pub title: String,
    /// Number of the announcement.
    pub number: String,
    /// Who announces, with class if it concerns one.
    pub organisation: String,
    /// Paragraphs of the procedure.
    pub paragraphs: Vec<String>,
    pub events: Vec<AnnouncementEvent>,
    /// Clauses the procedure rests on, for example «Приказ № 4195, п. 2.4 и 2.7; приказ № 187, п. 11.1».
    pub basis: String,
    /// Who is to sign that they were told.
    pub participants: Vec<AnnouncementLine>,
    pub head: Signatory,
    pub code: Code,
    pub created: CreationMoment,
}

/// One date of the schedule.
#[derive(Debug, Clone)]
pub struct AnnouncementEvent {
    pub what: String,
    /// For example «16 декабря 2026, среда».
    pub date: String,
    /// For example «10:05» or «с 9:00 до 17:00».
    pub time: String,
    pub place: String,
}

/// One participant of the signature sheet.
#[derive(Debug, Clone)]
pub struct AnnouncementLine {
    /// From 1.
    pub number: u32,
    pub full_name: String,
}

/// Prints the announcement and its signature sheet as PDF.
///
/// # Errors
/// [`DocumentError::CodeTooLong`], [`DocumentError::RowHigherThanSheet`].
pub fn render(typesetter: &Typesetter, document: &AnnouncementDocument) -> Result<Vec<u8>, DocumentError> {
    let sheet = Sheet::a4(Orientation::Portrait);
    let mut canvases = text_sheets(typesetter, &sheet, document)?;
    canvases.extend(signature_sheets(typesetter, &sheet, document)?);
    let running = format!("Объявление №\u{a0}{} · {}", document.number, document.organisation);
    draw_running_lines(typesetter, &sheet, &mut canvases, &running);
    let title = format!("Объявление порядка и графика № {}", document.number);
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

fn text_sheets(
    typesetter: &Typesetter,
    sheet: &Sheet,
    document: &AnnouncementDocument,
) -> Result<Vec<Canvas>, DocumentError> {
    let symbol = Symbol::encode(&document.code.payload, &document.code.label)?;
    let lines = [document.organisation.clone()];
    let heading = Heading::new(typesetter, sheet, &document.title, &lines, Some(symbol));
    let events = Grid::new(typesetter, event_columns(), sheet.left, EVENT_ROW_HEIGHT);
    let width = sheet.text_width();
    let mut items = vec![Item::new(heading.height(), |canvas, _| {
        heading.draw(canvas, sheet);
    })];
    items.push(Item::space(PARAGRAPH_SPACE));
    for paragraph in &document.paragraphs {
        items.extend(Item::lines(
            Block::wrap(typesetter, paragraph, TEXT, width),
            sheet.left,
            width,
        ));
        items.push(Item::space(PARAGRAPH_SPACE));
    }
    if !document.events.is_empty() {
        items.push(Item::new(events.head_height(), |canvas, top| {
            events.draw_head(canvas, top);
        }));
    }
    for event in &document.events {
        let row = [event_cells(typesetter, &events, event)];
        let height = row.iter().map(|cells| events.row_height(cells)).sum();
        let grid = &events;
        items.push(Item::new(height, move |canvas, top| {
            grid.draw_rows(canvas, top, &row);
        }));
    }
    items.push(Item::space(2.0 * PARAGRAPH_SPACE));
    let basis = format!("Основание: {}.", document.basis.trim_end_matches('.'));
    items.extend(Item::lines(
        Block::wrap(typesetter, &basis, BASIS, width),
        sheet.left,
        width,
    ));
    items.push(Item::space(2.0 * PARAGRAPH_SPACE));
    items.push(Item::new(signature_row_height(), |canvas, top| {
        draw_signature_row(typesetter, canvas, sheet, top, &document.head, Seal::Place);
    }));
    draw_flow(sheet, &items)
}

fn event_columns() -> Vec<Column> {
    vec![
        Column::new("Что", 56.0, Align::Left),
        Column::new("Дата", 44.0, Align::Left),
        Column::new("Время", 30.0, Align::Left),
        Column::new("Место", 52.0, Align::Left),
    ]
}

fn event_cells(typesetter: &Typesetter, grid: &Grid, event: &AnnouncementEvent) -> Vec<Cell> {
    let texts = [
        (&event.what, CELL),
        (&event.date, STRONG),
        (&event.time, STRONG),
        (&event.place, CELL),
    ];
    let cell =
        |(column, (text, style)): (usize, (&String, Style))| grid.text(typesetter, column, text, style, &CELL_SIZES);
    texts.into_iter().enumerate().map(cell).collect()
}

fn signature_sheets(
    typesetter: &Typesetter,
    sheet: &Sheet,
    document: &AnnouncementDocument,
) -> Result<Vec<Canvas>, DocumentError> {
    let grid = Grid::new(typesetter, signature_columns(), sheet.left, SIGNATURE_ROW_HEIGHT);
    let rows: Vec<Vec<Cell>> = document
        .participants
        .iter()
        .map(|line| signature_cells(typesetter, &grid, line))
        .collect();
    let lines = [
        document.organisation.clone(),
        format!(
            "С порядком и графиком ознакомлены (объявление №\u{a0}{})",
            document.number
        ),
    ];
    let heading = Heading::new(typesetter, sheet, "Лист подписей участников и родителей", &lines, None);
    let tabular = Tabular {
        sheet,
        grid: &grid,
        rows: &rows,
        first_top: heading.height(),
        other_top: heading.height(),
        ending: 2.0 + signature_row_height(),
    };
    tabular.draw(
        |canvas, _| {
            heading.draw(canvas, sheet);
            Ok(())
        },
        |canvas, top| draw_signature_row(typesetter, canvas, sheet, top + 2.0, &document.head, Seal::None),
    )
}

fn signature_columns() -> Vec<Column> {
    vec![
        Column::new("№", 10.0, Align::Centre),
        Column::new("Участник", 64.0, Align::Left),
        Column::new("Подпись участника", 38.0, Align::Centre),
        Column::new("Подпись родителя (законного представителя)", 42.0, Align::Centre),
        Column::new("Дата", 28.0, Align::Centre),
    ]
}

fn signature_cells(typesetter: &Typesetter, grid: &Grid, line: &AnnouncementLine) -> Vec<Cell> {
    let number = grid.text(
        typesetter,
        0,
        &line.number.to_string(),
        Style::regular(9.0),
        &NAME_SIZES,
    );
    let name = grid.text(typesetter, 1, &line.full_name, Style::regular(9.0), &NAME_SIZES);
    vec![number, name, Cell::Empty, Cell::Empty, Cell::Empty]
}
