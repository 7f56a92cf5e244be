//! Running content over several sheets: items one below another, none broken.

use super::block::{Align, Block};
use super::paging::{Room, paginate};
use crate::DocumentError;
use crate::page::{Canvas, Sheet};

/// Draws at a place from the top.
type Draw<'parts> = dyn Fn(&mut Canvas, f32) + 'parts;

/// Something with a height in millimetres that can be drawn at a place from the top.
pub(crate) struct Item<'parts> {
    height: f32,
    draw: Box<Draw<'parts>>,
}

impl<'parts> Item<'parts> {
    pub(crate) fn new(height: f32, draw: impl Fn(&mut Canvas, f32) + 'parts) -> Self {
        Self {
            height,
            draw: Box::new(draw),
        }
    }

    pub(crate) fn space(height: f32) -> Self {
        Self::new(height, |_, _| {})
    }

    /// A paragraph as one item for each line, so that it may go on on the next sheet.
    pub(crate) fn lines(block: Block, x: f32, width: f32) -> impl Iterator<Item = Item<'parts>> {
        let style = block.style;
        block.lines.into_iter().map(move |line| {
            let single = Block {
                lines: vec![line],
                style,
            };
            Item::new(single.height(), move |canvas, top| {
                single.draw(canvas, x, top, width, Align::Left)
            })
        })
    }
}

/// Draws items on as many sheets as they need.
///
/// # Errors
/// [`DocumentError::RowHigherThanSheet`] when one item is higher than a sheet.
pub(crate) fn draw_flow(sheet: &Sheet, items: &[Item<'_>]) -> Result<Vec<Canvas>, DocumentError> {
    let heights: Vec<f32> = items.iter().map(|item| item.height).collect();
    let height = sheet.text_bottom() - sheet.top;
    let pages = paginate(
        &heights,
        Room {
            first: height,
            other: height,
            ending: 0.0,
        },
    )?;
    let canvases = pages.into_iter().map(|range| {
        let mut canvas = Canvas::new(sheet);
        let mut top = sheet.top;
        for item in items.get(range).unwrap_or(&[]) {
            (item.draw)(&mut canvas, top);
            top += item.height;
        }
        canvas
    });
    Ok(canvases.collect())
}
