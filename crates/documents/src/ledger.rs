//! The acquaintance ledger: everybody signs that the result was told, with date and time (kuzbass-4195:2.7).
//!
//! Thirty lines stand on one sheet. Every line and every sheet carries a code, so that a signed sheet can be found, and later read back.

use crate::layout::{
    Align, Block, Cell, Column, Grid, Heading, Seal, Tabular, draw_running_lines, draw_signature_row,
    signature_row_height,
};
use crate::page::{Canvas, Code, Ink, Orientation, Properties, Sheet, Style, Symbol, assemble};
use crate::typography::{Typesetter, Weight};
use crate::{CreationMoment, DocumentError, Signatory};

const ROW_HEIGHT: f32 = 6.9;
const SYMBOL_SIDE: f32 = 5.6;
const PLAIN: Style = Style::regular(9.0);
const TO_FILL_IN: Style = Style {
    weight: Weight::Regular,
    size: 9.0,
    ink: Ink::Grey,
};
const NAME_SIZES: [f32; 3] = [9.0, 8.5, 8.0];
const SMALL_SIZES: [f32; 3] = [9.0, 8.0, 7.0];
const DATE_AND_TIME: &str = "«__» ______  __ : __";
const RULE: f32 = 0.25;
const SPACE_ABOVE_ENDING: f32 = 2.0;
/// «Ознакомлены: … из …» and a second rule for the reasons.
const COUNTS_HEIGHT: f32 = 11.2;

/// A ledger, ready to print: every field is shown as it stands.
#[derive(Debug, Clone)]
pub struct LedgerDocument {
    /// For example «Ведомость ознакомления с результатами\nитогового сочинения 2 декабря 2026 года»; a line break stays one.
    pub title: String,
    /// Number of the ledger, for example `420525-11А-1`.
    pub number: String,
    /// For example «МБОУ «СОШ № 25», Киселёвский городской округ · класс 11 «А»».
    pub organisation: String,
    /// For example «Передано в МОУО 15.12.2026. Ознакомить до конца 16.12.2026».
    pub term: String,
    /// Where the duty comes from, for example «Приказ № 4195, п. 2.7».
    pub clause: String,
    pub lines: Vec<LedgerLine>,
    pub shown_result: ShownResult,
    /// Code of the whole ledger; the number of the sheet is added to both payload (`…/S1`) and label.
    pub code: Code,
    /// Who tells the results; empty fields become rules to write on.
    pub responsible: Signatory,
    /// Head of the organisation; empty fields become rules to write on.
    pub head: Signatory,
    pub created: CreationMoment,
}

/// One participant.
#[derive(Debug, Clone)]
pub struct LedgerLine {
    /// Number in the ledger, from 1.
    pub number: u32,
    pub full_name: String,
    /// For example «зачёт»; printed only when the ledger shows results.
    pub result: String,
    pub code: Code,
}

/// Whether results stand on the sheet that the whole class signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShownResult {
    /// The usual: nobody reads another's result.
    #[default]
    Hidden,
    /// For a ledger that one participant signs.
    Printed,
}

/// Prints a ledger as PDF.
///
/// # Errors
/// [`DocumentError::CodeTooLong`], [`DocumentError::RowHigherThanSheet`].
pub fn render(typesetter: &Typesetter, document: &LedgerDocument) -> Result<Vec<u8>, DocumentError> {
    let sheet = Sheet::a4(Orientation::Portrait);
    let grid = Grid::new(typesetter, columns(document.shown_result), sheet.left, ROW_HEIGHT);
    let rows = document
        .lines
        .iter()
        .map(|line| cells(typesetter, &grid, document.shown_result, line));
    let rows: Vec<Vec<Cell>> = rows.collect::<Result<_, _>>()?;
    let top = heading(typesetter, &sheet, document, 1)?.height();
    let tabular = Tabular {
        sheet: &sheet,
        grid: &grid,
        rows: &rows,
        first_top: top,
        // Sheets are signed and filed one by one: each says what it is.
        other_top: top,
        ending: ending_height(),
    };
    let mut canvases = tabular.draw(
        |canvas, number| {
            heading(typesetter, &sheet, document, number)?.draw(canvas, &sheet);
            Ok(())
        },
        |canvas, y| draw_ending(typesetter, canvas, &sheet, y, document),
    )?;
    let running = format!(
        "Ведомость ознакомления №\u{a0}{} · {}",
        document.number, document.clause
    );
    draw_running_lines(typesetter, &sheet, &mut canvases, &running);
    let title = format!("Ведомость ознакомления №\u{a0}{}", document.number);
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

fn columns(shown: ShownResult) -> Vec<Column> {
    let number = Column::new("№", 9.0, Align::Centre);
    let date = Column::new("Дата и время", 33.0, Align::Centre);
    let signature = Column::new("Подпись", 45.0, Align::Centre);
    let code = Column::new("Код строки", 27.0, Align::Left);
    let name = |width| Column::new("Фамилия, имя, отчество", width, Align::Left);
    match shown {
        ShownResult::Hidden => vec![number, name(68.0), date, signature, code],
        ShownResult::Printed => {
            vec![
                number,
                name(48.0),
                Column::new("Результат", 20.0, Align::Centre),
                date,
                signature,
                code,
            ]
        }
    }
}

fn cells(
    typesetter: &Typesetter,
    grid: &Grid,
    shown: ShownResult,
    line: &LedgerLine,
) -> Result<Vec<Cell>, DocumentError> {
    let symbol = Symbol::encode(&line.code.payload, &line.code.label)?;
    let mut cells = vec![
        grid.text(typesetter, 0, &line.number.to_string(), PLAIN, &SMALL_SIZES),
        grid.text(typesetter, 1, &line.full_name, PLAIN, &NAME_SIZES),
    ];
    if shown == ShownResult::Printed {
        cells.push(grid.text(typesetter, 2, &line.result, PLAIN, &SMALL_SIZES));
    }
    cells.push(grid.text(typesetter, cells.len(), DATE_AND_TIME, TO_FILL_IN, &SMALL_SIZES));
    cells.push(Cell::Empty);
    cells.push(grid.symbol(typesetter, cells.len(), symbol, SYMBOL_SIDE));
    Ok(cells)
}

fn heading(
    typesetter: &Typesetter,
    sheet: &Sheet,
    document: &LedgerDocument,
    number: usize,
) -> Result<Heading, DocumentError> {
    let lines = [
        format!("{} · участников: {}", document.organisation, document.lines.len()),
        format!("{} ({})", document.term, document.clause),
    ];
    let payload = format!("{}/S{number}", document.code.payload);
    let label = format!("{}, лист\u{a0}{number}", document.code.label);
    let symbol = Symbol::encode(&payload, &label)?;
    Ok(Heading::new(typesetter, sheet, &document.title, &lines, Some(symbol)))
}

/// Space, the line of counts with a second rule, two signatures.
fn ending_height() -> f32 {
    SPACE_ABOVE_ENDING + COUNTS_HEIGHT + 2.0 * signature_row_height()
}

fn draw_ending(typesetter: &Typesetter, canvas: &mut Canvas, sheet: &Sheet, top: f32, document: &LedgerDocument) {
    let first = top + SPACE_ABOVE_ENDING;
    let told = Block::wrap(typesetter, "Ознакомлены:", PLAIN, 40.0);
    told.draw(canvas, sheet.left, first, 40.0, Align::Left);
    let rule = first + 4.6;
    canvas.horizontal(sheet.left + 24.0, sheet.left + 36.0, rule, RULE);
    let rest = format!("из {}. Не ознакомлены (номера строк, причина):", document.lines.len());
    let rest = Block::fit(typesetter, &rest, PLAIN, &[9.0], 90.0);
    rest.draw(canvas, sheet.left + 38.0, first, 90.0, Align::Left);
    canvas.horizontal(sheet.left + 38.0 + 80.0, sheet.text_right(), rule, RULE);
    canvas.horizontal(sheet.left, sheet.text_right(), rule + 6.2, RULE);
    let signatures = first + COUNTS_HEIGHT;
    draw_signature_row(typesetter, canvas, sheet, signatures, &document.responsible, Seal::None);
    let second = signatures + signature_row_height();
    draw_signature_row(typesetter, canvas, sheet, second, &document.head, Seal::Place);
}
