//! The top of a document: title, lines below it, a code in the corner.

use super::block::{Align, Block};
use crate::page::{Canvas, Sheet, Style, Symbol};
use crate::typography::Typesetter;

const TITLE: Style = Style::semi_bold(13.0);
const LINE: Style = Style::regular(9.0);
const LABEL: Style = Style::regular(7.5);
const SYMBOL_SIDE: f32 = 18.5;
/// Room for the symbol and its label beside the title.
const SYMBOL_ROOM: f32 = 36.0;
const SPACE_BELOW: f32 = 2.8;

/// A heading broken to the width of a sheet.
pub(crate) struct Heading {
    blocks: Vec<Block>,
    symbol: Option<(Symbol, Block)>,
}

impl Heading {
    /// Sets a heading; a line break in the title stays one; the symbol, if any, stands in the right upper corner.
    pub(crate) fn new(
        typesetter: &Typesetter,
        sheet: &Sheet,
        title: &str,
        lines: &[String],
        symbol: Option<Symbol>,
    ) -> Self {
        let width = sheet.text_width() - if symbol.is_some() { SYMBOL_ROOM } else { 0.0 };
        let titles = title.lines();
        let mut blocks: Vec<Block> = titles.map(|line| Block::wrap(typesetter, line, TITLE, width)).collect();
        let lines = lines.iter().filter(|line| !line.is_empty());
        blocks.extend(lines.map(|line| Block::wrap(typesetter, line, LINE, width)));
        let symbol = symbol.map(|symbol| {
            let label = Block::wrap(typesetter, &symbol.label, LABEL, SYMBOL_ROOM - 2.0);
            (symbol, label)
        });
        Self { blocks, symbol }
    }

    /// Height with the space below, in millimetres.
    pub(crate) fn height(&self) -> f32 {
        let text: f32 = self.blocks.iter().map(Block::height).sum();
        let symbol = self
            .symbol
            .as_ref()
            .map_or(0.0, |(_, label)| SYMBOL_SIDE + 0.8 + label.height());
        text.max(symbol) + SPACE_BELOW
    }

    /// Draws the heading at the top of the sheet; returns where it ends.
    pub(crate) fn draw(&self, canvas: &mut Canvas, sheet: &Sheet) -> f32 {
        let mut y = sheet.top;
        for block in &self.blocks {
            block.draw(canvas, sheet.left, y, sheet.text_width(), Align::Left);
            y += block.height();
        }
        if let Some((symbol, label)) = &self.symbol {
            let x = sheet.text_right() - SYMBOL_SIDE;
            canvas.symbol(symbol, x, sheet.top, SYMBOL_SIDE);
            let label_x = sheet.text_right() - SYMBOL_ROOM;
            label.draw(
                canvas,
                label_x,
                sheet.top + SYMBOL_SIDE + 0.8,
                SYMBOL_ROOM,
                Align::Right,
            );
        }
        sheet.top + self.height()
    }
}
