//! Places to sign.

use super::block::{Align, Block};
use crate::page::{Canvas, Sheet, Style};
use crate::typography::Typesetter;

const TEXT: Style = Style::regular(9.0);
const STRONG: Style = Style::semi_bold(9.0);
const CAPTION: Style = Style::grey(7.0);
const RULE: f32 = 0.2;
const GAP: f32 = 4.0;
const ROW_HEIGHT: f32 = 10.6;

/// Somebody who signs at the foot of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signatory {
    /// Post, for example «Заместитель директора». Empty: a rule to write it on.
    pub post: String,
    /// Surname and initials. Empty: a rule to write them on.
    pub name: String,
}

/// Height of a row that one signatory signs, in millimetres.
pub(crate) fn signature_row_height() -> f32 {
    ROW_HEIGHT
}

/// Draws «post ______ name» across the sheet, with «М. П.» at the end when `seal` says so.
pub(crate) fn draw_signature_row(
    typesetter: &Typesetter,
    canvas: &mut Canvas,
    sheet: &Sheet,
    top: f32,
    signatory: &Signatory,
    seal: Seal,
) {
    let seal_width = 16.0;
    let name_width = 52.0;
    let post_width = 62.0;
    let rule_from = sheet.left + post_width + GAP;
    let rule_to = sheet.text_right() - seal_width - name_width - 2.0 * GAP;
    let name_x = rule_to + GAP;
    let baseline = top + 7.0;
    draw_on_rule(
        typesetter,
        canvas,
        &signatory.post,
        (sheet.left, post_width),
        baseline,
        "должность",
    );
    draw_on_rule(
        typesetter,
        canvas,
        "",
        (rule_from, rule_to - rule_from),
        baseline,
        "подпись",
    );
    draw_on_rule(
        typesetter,
        canvas,
        &signatory.name,
        (name_x, name_width),
        baseline,
        "фамилия, инициалы",
    );
    if seal == Seal::Place {
        let mark = Block::wrap(typesetter, "М. П.", Style::regular(8.0), seal_width);
        mark.draw(
            canvas,
            sheet.text_right() - seal_width,
            baseline - 2.8,
            seal_width,
            Align::Right,
        );
    }
}

/// Whether a place for the seal is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seal {
    Place,
    None,
}

/// One side of a hand-over.
pub(crate) struct HandoverSide<'text> {
    /// «Передал» or «Получил».
    pub(crate) caption: &'static str,
    pub(crate) organisation: &'text str,
    pub(crate) signatory: &'text Signatory,
}

/// The two sides of a hand-over beside each other.
pub(crate) struct HandoverBlock<'text> {
    sides: [(HandoverSide<'text>, Block); 2],
    column: f32,
}

impl<'text> HandoverBlock<'text> {
    pub(crate) fn new(typesetter: &Typesetter, sheet: &Sheet, sides: [HandoverSide<'text>; 2]) -> Self {
        let column = (sheet.text_width() - 2.0 * GAP) / 2.0;
        let sides = sides.map(|side| {
            let text = format!("{}: {}", side.caption, side.organisation);
            let block = Block::wrap(typesetter, &text, STRONG, column);
            (side, block)
        });
        Self { sides, column }
    }

    /// Height in millimetres.
    pub(crate) fn height(&self) -> f32 {
        self.organisation_height() + 2.0 * ROW_HEIGHT
    }

    /// Draws both sides with their top at `top`.
    pub(crate) fn draw(&self, typesetter: &Typesetter, canvas: &mut Canvas, sheet: &Sheet, top: f32) {
        let mut x = sheet.left;
        for (side, organisation) in &self.sides {
            organisation.draw(canvas, x, top, self.column, Align::Left);
            self.draw_side(typesetter, canvas, side, (x, top + self.organisation_height()));
            x += self.column + 2.0 * GAP;
        }
    }

    fn draw_side(&self, typesetter: &Typesetter, canvas: &mut Canvas, side: &HandoverSide<'_>, at: (f32, f32)) {
        let (x, top) = at;
        let half = (self.column - GAP) / 2.0;
        let first = top + 7.0;
        let second = first + ROW_HEIGHT;
        let right = x + half + GAP;
        draw_on_rule(typesetter, canvas, &side.signatory.post, (x, half), first, "должность");
        draw_on_rule(typesetter, canvas, "", (right, half), first, "подпись");
        draw_on_rule(
            typesetter,
            canvas,
            &side.signatory.name,
            (x, half),
            second,
            "фамилия, инициалы",
        );
        let seal_width = 14.0;
        draw_on_rule(
            typesetter,
            canvas,
            "",
            (right, half - seal_width),
            second,
            "дата и время",
        );
        let mark = Block::wrap(typesetter, "М. П.", Style::regular(8.0), seal_width);
        mark.draw(
            canvas,
            x + self.column - seal_width,
            second - 2.8,
            seal_width,
            Align::Right,
        );
    }

    fn organisation_height(&self) -> f32 {
        self.sides.iter().map(|(_, block)| block.height()).fold(0.0, f32::max)
    }
}

/// Draws a rule with a text on it and a caption under it.
fn draw_on_rule(
    typesetter: &Typesetter,
    canvas: &mut Canvas,
    text: &str,
    (x, width): (f32, f32),
    baseline: f32,
    caption: &str,
) {
    let rule = baseline + 0.9;
    if !text.is_empty() {
        let block = Block::fit(typesetter, text, TEXT, &[9.0, 8.0, 7.0, 6.0], width);
        // Further lines of a long text grow upwards, so that the last stands on the rule.
        let top = rule - block.height();
        block.draw(canvas, x, top, width, Align::Left);
    }
    canvas.horizontal(x, x + width, rule, RULE);
    let caption = Block::wrap(typesetter, caption, CAPTION, width);
    caption.draw(canvas, x, rule + 0.3, width, Align::Centre);
}
