//! The extract from the history of one result: every edition and every act, in order, with a code to check the paper by.

use crate::layout::{
    Align, Block, Heading, Item, Seal, draw_flow, draw_running_lines, draw_signature_row, signature_row_height,
};
use crate::page::{Canvas, Code, Ink, Orientation, Properties, Sheet, Style, Symbol, assemble};
use crate::typography::{Typesetter, Weight};
use crate::{CreationMoment, DocumentError, Signatory};

const VALUE: Style = Style::semi_bold(12.0);
const TITLE: Style = Style::semi_bold(9.5);
const TEXT: Style = Style::regular(9.0);
const SMALL: Style = Style::grey(8.0);
const LABEL: Style = Style::grey(9.0);
const TIME: Style = Style {
    weight: Weight::Regular,
    size: 8.5,
    ink: Ink::Grey,
};
const LABEL_WIDTH: f32 = 38.0;
const WHEN_WIDTH: f32 = 26.0;
/// From the left margin to the middle of the line of time.
const AXIS: f32 = WHEN_WIDTH + 5.0;
const WHAT_X: f32 = AXIS + 5.0;
const WHAT_WIDTH: f32 = 92.0;
const DOCUMENTS_X: f32 = WHAT_X + WHAT_WIDTH + 5.0;
const BOX_PADDING: f32 = 2.5;
const ENTRY_SPACE: f32 = 3.5;

/// An extract, ready to print: every field is shown as it stands.
#[derive(Debug, Clone)]
pub struct HistoryExtract {
    /// Number of the extract.
    pub number: String,
    pub full_name: String,
    /// Exam, class, organisation: lines below the name.
    pub about: Vec<String>,
    /// The value in force, for example «зачёт».
    pub current_value: String,
    /// Since when and by which document it is in force.
    pub current_ground: String,
    pub facts: Vec<Fact>,
    /// From the earliest to the latest.
    pub entries: Vec<HistoryEntry>,
    /// Verification code.
    pub code: Code,
    /// How to check the extract by its code.
    pub verification_hint: String,
    /// Local date and time of issue.
    pub issued_at: String,
    pub issued_by: Signatory,
    pub created: CreationMoment,
}

/// A name and a value.
#[derive(Debug, Clone)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// For example «15 декабря 2026».
    pub date: String,
    /// For example «18:05».
    pub time: String,
    pub title: String,
    /// What exactly; may be empty.
    pub text: String,
    /// By whom, with organisation.
    pub by: String,
    /// Documents the entry rests on.
    pub documents: Vec<String>,
    /// Clause, for example «п. 2.2 приказа № 4195»; may be empty.
    pub clause: String,
    pub kind: EntryKind,
}

/// What kind of thing it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryKind {
    /// Done by the machine, or a passing on: an empty point.
    Passage,
    /// A person's act: a full point.
    Act,
    /// A new value of the result, shown in a frame.
    Edition { value: String, note: String },
}

/// Prints an extract as PDF.
///
/// # Errors
/// [`DocumentError::CodeTooLong`], [`DocumentError::RowHigherThanSheet`].
pub fn render(typesetter: &Typesetter, document: &HistoryExtract) -> Result<Vec<u8>, DocumentError> {
    let sheet = Sheet::a4(Orientation::Portrait);
    let symbol = Symbol::encode(&document.code.payload, &document.code.label)?;
    let title = format!("Выписка из истории результата\n{}", document.full_name);
    let heading = Heading::new(typesetter, &sheet, &title, &document.about, Some(symbol));
    let mut items = vec![Item::new(heading.height(), |canvas, _| {
        heading.draw(canvas, &sheet);
    })];
    items.push(current_value(typesetter, &sheet, document));
    items.extend(document.facts.iter().map(|fact| fact_item(typesetter, &sheet, fact)));
    items.push(Item::space(2.0 * ENTRY_SPACE));
    let last = document.entries.len().saturating_sub(1);
    for (index, entry) in document.entries.iter().enumerate() {
        items.push(EntryBlock::new(typesetter, &sheet, entry, index < last).into_item(&sheet));
    }
    items.extend(ending(typesetter, &sheet, document));
    let mut canvases = draw_flow(&sheet, &items)?;
    let running = format!(
        "Выписка №\u{a0}{} · код проверки {}",
        document.number, document.code.label
    );
    draw_running_lines(typesetter, &sheet, &mut canvases, &running);
    // A file's title is seen outside the document: it names no person.
    let title = format!("Выписка из истории результата № {}", document.number);
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

fn current_value<'parts>(typesetter: &Typesetter, sheet: &'parts Sheet, document: &HistoryExtract) -> Item<'parts> {
    let width = sheet.text_width() - 2.0 * BOX_PADDING;
    let value = Block::wrap(typesetter, &document.current_value, VALUE, width);
    let ground = Block::wrap(typesetter, &document.current_ground, TEXT, width);
    let frame = value.height() + ground.height() + 2.0 * BOX_PADDING;
    Item::new(frame + ENTRY_SPACE, move |canvas, top| {
        canvas.frame(sheet.left, top, sheet.text_width(), frame, 0.4);
        let x = sheet.left + BOX_PADDING;
        value.draw(canvas, x, top + BOX_PADDING, width, Align::Left);
        ground.draw(canvas, x, top + BOX_PADDING + value.height(), width, Align::Left);
    })
}

fn fact_item<'parts>(typesetter: &Typesetter, sheet: &'parts Sheet, fact: &Fact) -> Item<'parts> {
    let width = sheet.text_width() - LABEL_WIDTH;
    let label = Block::wrap(typesetter, &fact.label, LABEL, LABEL_WIDTH - 2.0);
    let value = Block::wrap(typesetter, &fact.value, TEXT, width);
    Item::new(label.height().max(value.height()), move |canvas, top| {
        label.draw(canvas, sheet.left, top, LABEL_WIDTH, Align::Left);
        value.draw(canvas, sheet.left + LABEL_WIDTH, top, width, Align::Left);
    })
}

/// An entry set in its three columns: when, what and by whom, documents.
struct EntryBlock {
    when: Vec<Block>,
    what: Vec<Block>,
    edition: Vec<Block>,
    by: Block,
    documents: Vec<Block>,
    marker: Marker,
    goes_on: bool,
}

#[derive(Clone, Copy)]
enum Marker {
    Ring,
    Dot,
    LargeDot,
}

impl EntryBlock {
    fn new(typesetter: &Typesetter, sheet: &Sheet, entry: &HistoryEntry, goes_on: bool) -> Self {
        let set = |text: &str, style, width| Block::wrap(typesetter, text, style, width);
        let filled = |texts: Vec<(&str, Style)>, width: f32| -> Vec<Block> {
            texts
                .into_iter()
                .filter(|(text, _)| !text.is_empty())
                .map(|(text, style)| set(text, style, width))
                .collect()
        };
        let documents_width = sheet.text_width() - DOCUMENTS_X;
        let mut documents: Vec<(&str, Style)> = entry
            .documents
            .iter()
            .map(|text| (text.as_str(), SMALL_BLACK))
            .collect();
        documents.push((&entry.clause, SMALL));
        let (marker, edition) = match &entry.kind {
            EntryKind::Passage => (Marker::Ring, Vec::new()),
            EntryKind::Act => (Marker::Dot, Vec::new()),
            EntryKind::Edition { value, note } => (
                Marker::LargeDot,
                filled(vec![(value, VALUE), (note, SMALL)], WHAT_WIDTH - 2.0 * BOX_PADDING),
            ),
        };
        Self {
            when: filled(vec![(&entry.date, TITLE_SMALL), (&entry.time, TIME)], WHEN_WIDTH),
            what: filled(vec![(&entry.title, TITLE), (&entry.text, TEXT)], WHAT_WIDTH),
            edition,
            by: set(&entry.by, SMALL, WHAT_WIDTH),
            documents: filled(documents, documents_width),
            marker,
            goes_on,
        }
    }

    fn into_item(self, sheet: &Sheet) -> Item<'_> {
        let height = self.height();
        Item::new(height, move |canvas, top| self.draw(canvas, sheet, top, height))
    }

    fn height(&self) -> f32 {
        let what = stacked(&self.what) + self.edition_height() + self.by.height();
        what.max(stacked(&self.when)).max(stacked(&self.documents)) + ENTRY_SPACE
    }

    fn edition_height(&self) -> f32 {
        if self.edition.is_empty() {
            0.0
        } else {
            stacked(&self.edition) + 2.0 * BOX_PADDING
        }
    }

    fn draw(&self, canvas: &mut Canvas, sheet: &Sheet, top: f32, height: f32) {
        let left = sheet.left;
        draw_stack(canvas, &self.when, left, top, WHEN_WIDTH, Align::Right);
        self.draw_axis(canvas, left + AXIS, top, height);
        let x = left + WHAT_X;
        let mut y = draw_stack(canvas, &self.what, x, top, WHAT_WIDTH, Align::Left);
        if !self.edition.is_empty() {
            canvas.frame(x, y + 0.6, WHAT_WIDTH, self.edition_height() - 1.2, 0.3);
            draw_stack(
                canvas,
                &self.edition,
                x + BOX_PADDING,
                y + BOX_PADDING,
                WHAT_WIDTH,
                Align::Left,
            );
            y += self.edition_height();
        }
        self.by.draw(canvas, x, y, WHAT_WIDTH, Align::Left);
        let documents_x = left + DOCUMENTS_X;
        draw_stack(
            canvas,
            &self.documents,
            documents_x,
            top,
            sheet.text_right() - documents_x,
            Align::Left,
        );
    }

    fn draw_axis(&self, canvas: &mut Canvas, x: f32, top: f32, height: f32) {
        let middle = top + TITLE.leading() / 2.0;
        let radius = match self.marker {
            Marker::Ring | Marker::Dot => 1.0,
            Marker::LargeDot => 1.7,
        };
        match self.marker {
            Marker::Ring => canvas.ring(x, middle, radius, 0.35),
            Marker::Dot | Marker::LargeDot => canvas.dot(x, middle, radius),
        }
        if self.goes_on {
            canvas.vertical(x, middle + radius + 0.6, top + height + 0.6, 0.2);
        }
    }
}

const SMALL_BLACK: Style = Style::regular(8.0);
const TITLE_SMALL: Style = Style::semi_bold(8.5);

fn stacked(blocks: &[Block]) -> f32 {
    blocks.iter().map(Block::height).sum()
}

/// Draws blocks below each other; returns where they end.
fn draw_stack(canvas: &mut Canvas, blocks: &[Block], x: f32, top: f32, width: f32, align: Align) -> f32 {
    let mut y = top;
    for block in blocks {
        block.draw(canvas, x, y, width, align);
        y += block.height();
    }
    y
}

fn ending<'parts>(
    typesetter: &'parts Typesetter,
    sheet: &'parts Sheet,
    document: &'parts HistoryExtract,
) -> Vec<Item<'parts>> {
    let width = sheet.text_width();
    let text = format!(
        "Выдана {}. Код проверки: {}. {}",
        document.issued_at, document.code.label, document.verification_hint
    );
    let text = Block::wrap(typesetter, &text, TEXT, width);
    let height = ENTRY_SPACE + text.height() + ENTRY_SPACE + signature_row_height();
    vec![Item::new(height, move |canvas, top| {
        text.draw(canvas, sheet.left, top + ENTRY_SPACE, width, Align::Left);
        let signature = top + 2.0 * ENTRY_SPACE + text.height();
        draw_signature_row(typesetter, canvas, sheet, signature, &document.issued_by, Seal::Place);
    })]
}
