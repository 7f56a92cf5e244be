//! What stands below the last row of a document that two sides sign.

use super::{Align, Block, HandoverBlock};
use crate::page::{Canvas, Sheet};
use crate::typography::Typesetter;

/// Lines of text, then the two sides.
pub(crate) struct Ending<'text> {
    pub(crate) blocks: Vec<Block>,
    pub(crate) sides: HandoverBlock<'text>,
}

impl Ending<'_> {
    const SPACE_ABOVE: f32 = 2.0;
    const SPACE_BETWEEN: f32 = 2.0;

    /// Height in millimetres.
    pub(crate) fn height(&self) -> f32 {
        let blocks: f32 = self.blocks.iter().map(Block::height).sum();
        Self::SPACE_ABOVE + blocks + Self::SPACE_BETWEEN + self.sides.height()
    }

    /// Draws it with its top at `top`.
    pub(crate) fn draw(&self, typesetter: &Typesetter, canvas: &mut Canvas, sheet: &Sheet, top: f32) {
        let mut y = top + Self::SPACE_ABOVE;
        for block in &self.blocks {
            block.draw(canvas, sheet.left, y, sheet.text_width(), Align::Left);
            y += block.height();
        }
        self.sides.draw(typesetter, canvas, sheet, y + Self::SPACE_BETWEEN);
    }
}
