//! The line at the foot of every sheet: what document it is and which sheet of how many.

use super::block::{Align, Block};
use crate::page::{Canvas, Sheet, Style};
use crate::typography::Typesetter;

const STYLE: Style = Style::grey(7.0);
/// Room for «лист 112 из 112».
const NUMBER_WIDTH: f32 = 30.0;

/// Draws the running line on every sheet of a document.
pub(crate) fn draw_running_lines(typesetter: &Typesetter, sheet: &Sheet, canvases: &mut [Canvas], text: &str) {
    let count = canvases.len();
    let width = sheet.text_width() - NUMBER_WIDTH;
    let name = Block::fit(typesetter, text, STYLE, &[7.0, 6.0, 5.0, 4.0], width);
    let top = sheet.text_bottom() + 3.0;
    for (index, canvas) in canvases.iter_mut().enumerate() {
        let number = format!("лист {} из {count}", index + 1);
        let number = Block::wrap(typesetter, &number, STYLE, NUMBER_WIDTH);
        name.draw(canvas, sheet.left, top, width, Align::Left);
        number.draw(
            canvas,
            sheet.text_right() - NUMBER_WIDTH,
            top,
            NUMBER_WIDTH,
            Align::Right,
        );
    }
}
