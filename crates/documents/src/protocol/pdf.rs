//! The protocol on paper: A4 upright, organisations and signatures, then the held results as an appendix.

use super::{ProtocolDocument, ProtocolHeldRow, ProtocolPlaceRow, count_line};
use crate::layout::{
    Align, Block, Cell, Column, Ending, Grid, HandoverBlock, HandoverSide, Heading, Tabular, draw_running_lines,
};
use crate::page::{Canvas, Orientation, Properties, Sheet, Style, Symbol, assemble};
use crate::statement::grouped_hash;
use crate::typography::Typesetter;
use crate::{DocumentError, Signatory};

const ROW_HEIGHT: f32 = 5.8;
const PLAIN: Style = Style::regular(8.5);
const COUNT: Style = Style::semi_bold(9.0);
const HASH: Style = Style::regular(8.0);
const SIZES: [f32; 4] = [8.5, 7.5, 6.5, 5.5];
/// Digits of the hash that stand in the code and the running line.
const HASH_PREFIX: usize = 16;

/// Prints a protocol as PDF.
///
/// # Errors
/// [`DocumentError::RowHigherThanSheet`] for an absurdly long name, [`DocumentError::CodeTooLong`] for an absurdly long number.
pub fn render(typesetter: &Typesetter, document: &ProtocolDocument) -> Result<Vec<u8>, DocumentError> {
    let sheet = Sheet::a4(Orientation::Portrait);
    let mut canvases = main_part(typesetter, &sheet, document)?;
    if !document.held.is_empty() {
        canvases.extend(appendix(typesetter, &sheet, document)?);
    }
    draw_running_lines(typesetter, &sheet, &mut canvases, &running_text(document));
    let title = title(document);
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

fn title(document: &ProtocolDocument) -> String {
    let title = format!("Протокол об утверждении результатов №\u{a0}{}", document.number);
    if document.stage.is_empty() {
        title
    } else {
        format!("{title} ({})", document.stage)
    }
}

fn main_part(
    typesetter: &Typesetter,
    sheet: &Sheet,
    document: &ProtocolDocument,
) -> Result<Vec<Canvas>, DocumentError> {
    let width = sheet.text_width();
    let columns = vec![
        Column::new("№", 10.0, Align::Right),
        Column::new("Организация", width - 10.0 - 50.0 - 24.0 - 24.0, Align::Left),
        Column::new("Муниципалитет", 50.0, Align::Left),
        Column::new("Утверждено", 24.0, Align::Right),
        Column::new("Задержано", 24.0, Align::Right),
    ];
    let grid = Grid::new(typesetter, columns, sheet.left, ROW_HEIGHT);
    let rows: Vec<Vec<Cell>> = document
        .places
        .iter()
        .enumerate()
        .map(|(index, place)| place_cells(typesetter, &grid, index + 1, place))
        .collect();
    let heading = heading(typesetter, sheet, document)?;
    let ending = ending(typesetter, sheet, document);
    let tabular = Tabular {
        sheet,
        grid: &grid,
        rows: &rows,
        first_top: heading.height(),
        other_top: 0.0,
        ending: ending.height(),
    };
    tabular.draw(
        |canvas, number| {
            if number == 1 {
                heading.draw(canvas, sheet);
            }
            Ok(())
        },
        |canvas, top| ending.draw(typesetter, canvas, sheet, top),
    )
}

fn place_cells(typesetter: &Typesetter, grid: &Grid, number: usize, place: &ProtocolPlaceRow) -> Vec<Cell> {
    let text = |column: usize, text: &str| grid.text(typesetter, column, text, PLAIN, &SIZES);
    vec![
        text(0, &number.to_string()),
        text(1, &place.organisation),
        text(2, &place.above),
        text(3, &place.approved.to_string()),
        text(4, &place.held.to_string()),
    ]
}

fn appendix(typesetter: &Typesetter, sheet: &Sheet, document: &ProtocolDocument) -> Result<Vec<Canvas>, DocumentError> {
    let width = sheet.text_width();
    let columns = vec![
        Column::new("№", 10.0, Align::Right),
        Column::new("Фамилия, имя, отчество", 58.0, Align::Left),
        Column::new("Код", 26.0, Align::Left),
        Column::new("Организация", width - 10.0 - 58.0 - 26.0 - 44.0, Align::Left),
        Column::new("Почему задержан", 44.0, Align::Left),
    ];
    let grid = Grid::new(typesetter, columns, sheet.left, ROW_HEIGHT);
    let rows: Vec<Vec<Cell>> = document
        .held
        .iter()
        .enumerate()
        .map(|(index, held)| held_cells(typesetter, &grid, index + 1, held))
        .collect();
    let title = format!("Приложение к\u{a0}протоколу №\u{a0}{}", document.number);
    let lines = ["Задержанные результаты: протоколом не\u{a0}утверждены".to_owned()];
    let heading = Heading::new(typesetter, sheet, &title, &lines, None);
    let tabular = Tabular {
        sheet,
        grid: &grid,
        rows: &rows,
        first_top: heading.height(),
        other_top: 0.0,
        ending: 0.0,
    };
    tabular.draw(
        |canvas, number| {
            if number == 1 {
                heading.draw(canvas, sheet);
            }
            Ok(())
        },
        |_, _| {},
    )
}

fn held_cells(typesetter: &Typesetter, grid: &Grid, number: usize, held: &ProtocolHeldRow) -> Vec<Cell> {
    let text = |column: usize, text: &str| grid.text(typesetter, column, text, PLAIN, &SIZES);
    vec![
        text(0, &number.to_string()),
        text(1, &held.full_name),
        text(2, &held.code),
        text(3, &held.organisation),
        text(4, &held.reason),
    ]
}

fn heading(typesetter: &Typesetter, sheet: &Sheet, document: &ProtocolDocument) -> Result<Heading, DocumentError> {
    let optional = |label: &str, text: &str| match text.is_empty() {
        true => String::new(),
        false => format!("{label}: {text}"),
    };
    let lines = [
        document.commission.clone(),
        format!("{}, {}", document.exam_title, document.exam_date),
        format!("Что утверждается: {}", document.part),
        optional("Формы", &document.forms),
        optional("Основание исправления", &document.ground),
        optional("Дата", &document.dated),
    ];
    let payload = format!("{} {}", document.number, hash_prefix(document));
    let symbol = Symbol::encode(&payload, &document.number)?;
    Ok(Heading::new(typesetter, sheet, &title(document), &lines, Some(symbol)))
}

fn hash_prefix(document: &ProtocolDocument) -> String {
    let digits = document.content_hash.chars().take(HASH_PREFIX);
    digits.collect::<String>().to_uppercase()
}

fn running_text(document: &ProtocolDocument) -> String {
    let prefix = grouped_hash(&hash_prefix(document));
    format!("{} · {} · отпечаток {prefix}…", title(document), document.exam_date)
}

/// What stands below the last organisation.
fn ending<'text>(typesetter: &Typesetter, sheet: &Sheet, document: &'text ProtocolDocument) -> Ending<'text> {
    let width = sheet.text_width();
    let hash = format!("Отпечаток содержания: {}", grouped_hash(&document.content_hash));
    let blocks = vec![
        Block::wrap(typesetter, &count_line(document), COUNT, width),
        Block::wrap(typesetter, &hash, HASH, width),
    ];
    let side = |caption, signatory: &'text Signatory| HandoverSide {
        caption,
        organisation: document.commission.as_str(),
        signatory,
    };
    let sides = [
        side("Предложил", &document.proposed_by),
        side("Утвердил", &document.approved_by),
    ];
    Ending {
        blocks,
        sides: HandoverBlock::new(typesetter, sheet, sides),
    }
}
