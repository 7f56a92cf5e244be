//! A plain paper of a case: what it is called, facts, «было – стало», texts, signatures. Appeals and the commission's protocols
//! are papers of this kind; their words come from the caller.

use crate::extract::Fact;
use crate::layout::{
    Align, Block, Heading, Item, Seal, draw_flow, draw_running_lines, draw_signature_row, signature_row_height,
};
use crate::page::{Canvas, Orientation, Properties, Sheet, Style, assemble};
use crate::typography::Typesetter;
use crate::{CreationMoment, DocumentError, Signatory};

const TITLE: Style = Style::semi_bold(9.5);
const TEXT: Style = Style::regular(9.5);
const LABEL: Style = Style::grey(9.0);
const SMALL: Style = Style::grey(8.0);
const LABEL_WIDTH: f32 = 48.0;
const SPACE: f32 = 3.5;
const TASK_WIDTH: f32 = 40.0;
const POINTS_WIDTH: f32 = 30.0;
const NARROW_TASK_WIDTH: f32 = 30.0;
const NARROW_POINTS_WIDTH: f32 = 16.0;

/// A paper, ready to print: every field is shown as it stands.
#[derive(Debug, Clone)]
pub struct CasePaper {
    /// «Апелляция о несогласии с выставленными баллами».
    pub title: String,
    /// Lines below it: exam, number.
    pub about: Vec<String>,
    pub facts: Vec<Fact>,
    /// Points that change, by task; empty for none.
    pub changes: Vec<ChangeRow>,
    /// Texts with their headings; a text without words leaves lines to write on.
    pub texts: Vec<Fact>,
    pub signatories: Vec<Signatory>,
    /// What stands at the foot of every sheet; names no person.
    pub running: String,
    /// Local date and time of the printing.
    pub printed_at: String,
    pub created: CreationMoment,
}

/// «Было – стало» of one task.
#[derive(Debug, Clone)]
pub struct ChangeRow {
    pub task: String,
    pub was: String,
    pub now: String,
    /// Why; empty where no such column is wanted.
    pub why: String,
}

/// Prints a paper as PDF.
///
/// # Errors
/// [`DocumentError::RowHigherThanSheet`] for an absurdly long text.
pub fn render(typesetter: &Typesetter, document: &CasePaper) -> Result<Vec<u8>, DocumentError> {
    render_all(typesetter, document, &[])
}

/// Prints several papers as one PDF, each from a sheet of its own; the file is called as the first.
///
/// # Errors
/// As [`render`].
pub fn render_all(typesetter: &Typesetter, first: &CasePaper, others: &[CasePaper]) -> Result<Vec<u8>, DocumentError> {
    let sheet = Sheet::a4(Orientation::Portrait);
    let mut canvases = Vec::new();
    for document in std::iter::once(first).chain(others) {
        canvases.extend(drawn(typesetter, &sheet, document)?);
    }
    Ok(assemble(
        typesetter,
        &sheet,
        canvases,
        &Properties {
            title: &first.running,
            created: first.created,
        },
    ))
}

fn drawn(typesetter: &Typesetter, sheet: &Sheet, document: &CasePaper) -> Result<Vec<Canvas>, DocumentError> {
    let heading = Heading::new(typesetter, sheet, &document.title, &document.about, None);
    let mut items = vec![Item::new(heading.height(), |canvas, _| {
        heading.draw(canvas, sheet);
    })];
    items.push(Item::space(SPACE));
    items.extend(document.facts.iter().map(|fact| fact_item(typesetter, sheet, fact)));
    items.extend(change_items(typesetter, sheet, &document.changes));
    for text in &document.texts {
        items.extend(text_items(typesetter, sheet, text));
    }
    items.push(Item::space(2.0 * SPACE));
    for signatory in &document.signatories {
        items.push(Item::new(signature_row_height(), |canvas, top| {
            draw_signature_row(typesetter, canvas, sheet, top, signatory, Seal::None);
        }));
    }
    let printed = Block::wrap(
        typesetter,
        &format!("Напечатано {}", document.printed_at),
        SMALL,
        sheet.text_width(),
    );
    let height = printed.height() + SPACE;
    items.push(Item::new(height, move |canvas, top| {
        printed.draw(canvas, sheet.left, top + SPACE, sheet.text_width(), Align::Left);
    }));
    let mut canvases = draw_flow(sheet, &items)?;
    draw_running_lines(typesetter, sheet, &mut canvases, &document.running);
    Ok(canvases)
}

fn fact_item<'parts>(typesetter: &Typesetter, sheet: &'parts Sheet, fact: &Fact) -> Item<'parts> {
    let width = sheet.text_width() - LABEL_WIDTH;
    let label = Block::wrap(typesetter, &fact.label, LABEL, LABEL_WIDTH - 2.0);
    let value = Block::wrap(typesetter, &fact.value, TEXT, width);
    Item::new(label.height().max(value.height()) + 1.0, move |canvas, top| {
        label.draw(canvas, sheet.left, top, LABEL_WIDTH, Align::Left);
        value.draw(canvas, sheet.left + LABEL_WIDTH, top, width, Align::Left);
    })
}

fn change_items<'parts>(typesetter: &Typesetter, sheet: &'parts Sheet, changes: &[ChangeRow]) -> Vec<Item<'parts>> {
    if changes.is_empty() {
        return Vec::new();
    }
    let heading = ChangeRow {
        task: "Задание".to_owned(),
        was: "Было".to_owned(),
        now: "Стало".to_owned(),
        why: match changes.iter().any(|row| !row.why.is_empty()) {
            true => "Почему".to_owned(),
            false => String::new(),
        },
    };
    let mut items = vec![Item::space(SPACE), change_row(typesetter, sheet, &heading, TITLE)];
    items.extend(changes.iter().map(|row| change_row(typesetter, sheet, row, TEXT)));
    items
}

fn change_row<'parts>(typesetter: &Typesetter, sheet: &'parts Sheet, row: &ChangeRow, style: Style) -> Item<'parts> {
    let mut cells = vec![
        (&row.task, TASK_WIDTH),
        (&row.was, POINTS_WIDTH),
        (&row.now, POINTS_WIDTH),
    ];
    if !row.why.is_empty() {
        cells = vec![
            (&row.task, NARROW_TASK_WIDTH),
            (&row.was, NARROW_POINTS_WIDTH),
            (&row.now, NARROW_POINTS_WIDTH),
            (
                &row.why,
                sheet.text_width() - NARROW_TASK_WIDTH - 2.0 * NARROW_POINTS_WIDTH,
            ),
        ];
    }
    let blocks: Vec<(Block, f32)> = cells
        .into_iter()
        .map(|(text, width)| (Block::wrap(typesetter, text, style, width - 4.0), width))
        .collect();
    let height = blocks.iter().map(|(block, _)| block.height()).fold(0.0_f32, f32::max) + 2.0;
    Item::new(height, move |canvas, top| {
        let mut x = sheet.left;
        for (block, width) in &blocks {
            canvas.frame(x, top, *width, height, 0.2);
            block.draw(canvas, x + 2.0, top + 1.0, *width - 4.0, Align::Left);
            x += *width;
        }
    })
}

fn text_items<'parts>(typesetter: &Typesetter, sheet: &'parts Sheet, text: &Fact) -> Vec<Item<'parts>> {
    let width = sheet.text_width();
    let heading = Block::wrap(typesetter, &text.label, TITLE, width);
    let height = heading.height() + 1.0;
    let mut items = vec![
        Item::space(SPACE),
        Item::new(height, move |canvas, top| {
            heading.draw(canvas, sheet.left, top, width, Align::Left);
        }),
    ];
    // A paragraph is an item, so that a long conclusion goes on to the next sheet.
    for paragraph in text.value.lines() {
        let block = Block::wrap(typesetter, paragraph, TEXT, width);
        items.push(Item::new(block.height(), move |canvas, top| {
            block.draw(canvas, sheet.left, top, width, Align::Left);
        }));
    }
    items
}
