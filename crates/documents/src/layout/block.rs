//! Running text: a paragraph broken to a width.

use crate::page::{Canvas, POINTS_PER_MM, Style};
use crate::typography::{Line, Typesetter};

/// Where a line stands in its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// Lines of one style.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) lines: Vec<Line>,
    pub(crate) style: Style,
}

impl Block {
    /// Breaks a text to `width` millimetres.
    pub(crate) fn wrap(typesetter: &Typesetter, text: &str, style: Style, width: f32) -> Self {
        Self {
            lines: typesetter.wrap(style.weight, text, style.size, width * POINTS_PER_MM),
            style,
        }
    }

    /// Sets a short text in the largest of the sizes at which it stays on one line, or in lines of the last size.
    pub(crate) fn fit(typesetter: &Typesetter, text: &str, style: Style, sizes: &[f32], width: f32) -> Self {
        let line = typesetter.shape(style.weight, text);
        let fitting = sizes.iter().find(|size| line_width(&line, **size) <= width);
        match (fitting, sizes.last()) {
            (Some(&size), _) => Self {
                lines: vec![line],
                style: Style { size, ..style },
            },
            (None, Some(&size)) => Self::wrap(typesetter, text, Style { size, ..style }, width),
            (None, None) => Self::wrap(typesetter, text, style, width),
        }
    }

    /// Height in millimetres.
    pub(crate) fn height(&self) -> f32 {
        f32::from(u16::try_from(self.lines.len()).unwrap_or(u16::MAX)) * self.style.leading()
    }

    /// Draws the block with its top at `top`.
    pub(crate) fn draw(&self, canvas: &mut Canvas, x: f32, top: f32, width: f32, align: Align) {
        let leading = self.style.leading();
        // Capitals stand in the middle of their line.
        let baseline = top + (leading + self.style.cap_height()) / 2.0;
        self.draw_lines(canvas, x, baseline, width, align);
    }

    /// Draws the block in the middle of a cell.
    pub(crate) fn draw_centred(&self, canvas: &mut Canvas, cell: (f32, f32), size: (f32, f32), align: Align) {
        let (x, top) = cell;
        let (width, height) = size;
        let inner = self.height() - self.style.leading() + self.style.cap_height();
        let baseline = top + (height - inner) / 2.0 + self.style.cap_height();
        self.draw_lines(canvas, x, baseline, width, align);
    }

    fn draw_lines(&self, canvas: &mut Canvas, x: f32, first_baseline: f32, width: f32, align: Align) {
        let mut baseline = first_baseline;
        for line in &self.lines {
            let indent = match align {
                Align::Left => 0.0,
                Align::Centre => (width - line_width(line, self.style.size)) / 2.0,
                Align::Right => width - line_width(line, self.style.size),
            };
            canvas.text(line, self.style, x + indent, baseline);
            baseline += self.style.leading();
        }
    }
}

/// Width of a line in millimetres.
#[expect(clippy::cast_precision_loss, reason = "widths are a few thousand")]
pub(crate) fn line_width(line: &Line, size: f32) -> f32 {
    line.width() as f32 * size / 1000.0 / POINTS_PER_MM
}
