//! Drawing on one sheet: text, rules, codes. Positions are millimetres from the left upper corner, sizes of letters are points.

use super::code::Symbol;
use super::sheet::{POINTS_PER_MM, Sheet};
use crate::typography::{Line, Weight};
use pdf_writer::{Content, Name, Str};

/// Darkness of the ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Black,
    /// For what is to be written over, and for running lines.
    Grey,
}

impl Ink {
    fn gray(self) -> f32 {
        match self {
            Ink::Black => 0.0,
            Ink::Grey => 0.35,
        }
    }
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) weight: Weight,
    /// Points.
    pub(crate) size: f32,
    pub(crate) ink: Ink,
}

impl Style {
    pub(crate) const fn regular(size: f32) -> Self {
        Self {
            weight: Weight::Regular,
            size,
            ink: Ink::Black,
        }
    }

    pub(crate) const fn semi_bold(size: f32) -> Self {
        Self {
            weight: Weight::SemiBold,
            size,
            ink: Ink::Black,
        }
    }

    pub(crate) const fn grey(size: f32) -> Self {
        Self {
            weight: Weight::Regular,
            size,
            ink: Ink::Grey,
        }
    }

    /// From one line to the next, in millimetres, for running text.
    pub(crate) fn leading(&self) -> f32 {
        self.size * 1.32 / POINTS_PER_MM
    }

    /// Height of a capital letter, in millimetres.
    pub(crate) fn cap_height(&self) -> f32 {
        self.size * 0.7 / POINTS_PER_MM
    }
}

/// One sheet being drawn.
pub(crate) struct Canvas {
    content: Content,
    height: f32,
    font: Option<(Weight, f32)>,
    ink: Option<Ink>,
    line_width: Option<f32>,
    /// The highest glyph number used, by weight.
    highest: [u16; 2],
}

impl Canvas {
    pub(crate) fn new(sheet: &Sheet) -> Self {
        Self {
            content: Content::with_capacity(16 * 1024),
            height: sheet.height,
            font: None,
            ink: None,
            line_width: None,
            highest: [0; 2],
        }
    }

    /// Draws a line of text with its left end at `x` and its baseline at `baseline`.
    pub(crate) fn text(&mut self, line: &Line, style: Style, x: f32, baseline: f32) {
        if line.glyphs.is_empty() {
            return;
        }
        self.set_ink(style.ink);
        self.content.begin_text();
        if self.font != Some((style.weight, style.size)) {
            self.content.set_font(Name(style.weight.resource_name()), style.size);
            self.font = Some((style.weight, style.size));
        }
        let (left, bottom) = self.place(x, baseline);
        self.content.next_line(left, bottom);
        self.show(line);
        self.content.end_text();
        self.note_highest(line, style.weight);
    }

    /// Draws a horizontal rule `thickness` millimetres thick.
    pub(crate) fn horizontal(&mut self, from: f32, to: f32, y: f32, thickness: f32) {
        self.rule((from, y), (to, y), thickness);
    }

    /// Draws a vertical rule `thickness` millimetres thick.
    pub(crate) fn vertical(&mut self, x: f32, from: f32, to: f32, thickness: f32) {
        self.rule((x, from), (x, to), thickness);
    }

    /// Draws a frame.
    pub(crate) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, thickness: f32) {
        self.set_line_width(thickness);
        let (left, bottom) = self.place(x, y + height);
        self.content.rect(left, bottom, points(width), points(height));
        self.content.stroke();
    }

    /// Draws a filled circle around a point.
    pub(crate) fn dot(&mut self, x: f32, y: f32, radius: f32) {
        self.set_ink(Ink::Black);
        self.circle(x, y, radius);
        self.content.fill_nonzero();
    }

    /// Draws an empty circle around a point.
    pub(crate) fn ring(&mut self, x: f32, y: f32, radius: f32, thickness: f32) {
        self.set_line_width(thickness);
        self.circle(x, y, radius);
        self.content.stroke();
    }

    /// Draws a symbol with its left upper corner at a point.
    pub(crate) fn symbol(&mut self, symbol: &Symbol, x: f32, y: f32, side: f32) {
        self.set_ink(Ink::Black);
        let modules = u16::try_from(symbol.modules()).unwrap_or(u16::MAX);
        let module = side / f32::from(modules);
        for outline in symbol.outlines() {
            for (index, (across, down)) in outline.iter().enumerate() {
                let (left, bottom) = self.place(x + f32::from(*across) * module, y + f32::from(*down) * module);
                if index == 0 {
                    self.content.move_to(left, bottom);
                } else {
                    self.content.line_to(left, bottom);
                }
            }
            self.content.close_path();
        }
        self.content.fill_even_odd();
    }

    /// The operators of the sheet.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.content.finish().into_vec()
    }

    /// The highest glyph number used in a weight; 0 when the weight is not used.
    pub(crate) fn highest(&self, weight: Weight) -> u16 {
        let [regular, semi_bold] = self.highest;
        match weight {
            Weight::Regular => regular,
            Weight::SemiBold => semi_bold,
        }
    }

    fn note_highest(&mut self, line: &Line, weight: Weight) {
        let [regular, semi_bold] = &mut self.highest;
        let slot = match weight {
            Weight::Regular => regular,
            Weight::SemiBold => semi_bold,
        };
        *slot = line.glyphs.iter().map(|glyph| glyph.cid).max().unwrap_or(0).max(*slot);
    }

    fn show(&mut self, line: &Line) {
        let mut operation = self.content.show_positioned();
        let mut items = operation.items();
        let mut codes = Vec::with_capacity(line.glyphs.len() * 2);
        for glyph in &line.glyphs {
            codes.extend_from_slice(&glyph.cid.to_be_bytes());
            if glyph.kerning != 0 {
                items.show(Str(&codes));
                codes.clear();
                items.adjust(-f32::from(glyph.kerning));
            }
        }
        if !codes.is_empty() {
            items.show(Str(&codes));
        }
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32), thickness: f32) {
        self.set_line_width(thickness);
        let (x, y) = self.place(from.0, from.1);
        self.content.move_to(x, y);
        let (x, y) = self.place(to.0, to.1);
        self.content.line_to(x, y);
        self.content.stroke();
    }

    fn circle(&mut self, x: f32, y: f32, radius: f32) {
        // The usual four curves; the constant makes them meet a circle.
        let bend = radius * 0.552;
        let at = |across: f32, down: f32| (points(x + across), points(self.height - y - down));
        let (start_x, start_y) = at(radius, 0.0);
        self.content.move_to(start_x, start_y);
        let quarters = [
            [(radius, bend), (bend, radius), (0.0, radius)],
            [(-bend, radius), (-radius, bend), (-radius, 0.0)],
            [(-radius, -bend), (-bend, -radius), (0.0, -radius)],
            [(bend, -radius), (radius, -bend), (radius, 0.0)],
        ];
        for quarter in quarters {
            let [(x1, y1), (x2, y2), (x3, y3)] = quarter.map(|(across, down)| at(across, down));
            self.content.cubic_to(x1, y1, x2, y2, x3, y3);
        }
        self.content.close_path();
    }

    fn set_ink(&mut self, ink: Ink) {
        if self.ink != Some(ink) {
            self.content.set_fill_gray(ink.gray());
            self.ink = Some(ink);
        }
    }

    fn set_line_width(&mut self, thickness: f32) {
        if self.line_width != Some(thickness) {
            self.content.set_line_width(points(thickness));
            self.line_width = Some(thickness);
        }
    }

    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (points(x), points(self.height - y))
    }
}

/// Millimetres as points, cut to hundredths: finer is invisible and only makes files longer.
fn points(millimetres: f32) -> f32 {
    (millimetres * POINTS_PER_MM * 100.0).round() / 100.0
}
