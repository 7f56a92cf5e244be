//! A line of text as glyphs, and breaking it to a width.

/// Where a line may end after a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Break {
    Never,
    /// After a space, which is then dropped.
    AfterSpace,
    /// After a hyphen, a slash or the like, which stays on the line.
    AfterMark,
}

/// One glyph of a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyph {
    /// Number of the glyph in the embedded font.
    pub(crate) cid: u16,
    /// Thousandths of the font size to the next glyph, kerning included.
    pub(crate) advance: i16,
    /// The part of `advance` that is kerning.
    pub(crate) kerning: i16,
    pub(crate) break_after: Break,
}

/// Glyphs from left to right; one glyph for one character.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) glyphs: Vec<Glyph>,
}

impl Line {
    /// Width in thousandths of the font size.
    pub(crate) fn width(&self) -> i32 {
        width(&self.glyphs)
    }

    /// Breaks the line so that no part is wider than `limit` thousandths of the font size. Words longer than the limit are cut: nothing
    /// ever sticks out. An empty line stays one empty line.
    pub(crate) fn break_to(self, limit: i32) -> Vec<Line> {
        if self.width() <= limit {
            return vec![self];
        }
        let mut rest: &[Glyph] = &self.glyphs;
        let mut lines = Vec::new();
        while !rest.is_empty() {
            let (line, tail) = split_line(rest, limit);
            lines.push(Line { glyphs: line.to_vec() });
            rest = tail;
        }
        lines
    }
}

fn width(glyphs: &[Glyph]) -> i32 {
    glyphs.iter().map(|glyph| i32::from(glyph.advance)).sum()
}

/// The longest beginning of `glyphs` that fits, and what follows it.
fn split_line(glyphs: &[Glyph], limit: i32) -> (&[Glyph], &[Glyph]) {
    let mut reached = 0;
    let mut last_break = None;
    for (index, glyph) in glyphs.iter().enumerate() {
        reached += i32::from(glyph.advance);
        let drops = glyph.break_after == Break::AfterSpace;
        if reached > limit && !drops {
            let end = last_break.unwrap_or(index).max(1);
            return take(glyphs, end);
        }
        if glyph.break_after != Break::Never {
            last_break = Some(index + 1);
        }
    }
    take(glyphs, glyphs.len())
}

fn take(glyphs: &[Glyph], end: usize) -> (&[Glyph], &[Glyph]) {
    let (mut line, tail) = glyphs.split_at_checked(end).unwrap_or((glyphs, &[]));
    while let Some((last, head)) = line.split_last() {
        if last.break_after != Break::AfterSpace {
            break;
        }
        line = head;
    }
    (line, tail)
}

#[cfg(test)]
mod tests {
    use super::{Break, Glyph, Line};
    use proptest::prelude::*;

    /// Every character ten units wide; its number is its place in Unicode.
    fn line(text: &str) -> Line {
        let glyph = |character: char| Glyph {
            cid: u16::try_from(u32::from(character)).unwrap(),
            advance: 10,
            kerning: 0,
            break_after: match character {
                ' ' => Break::AfterSpace,
                '-' => Break::AfterMark,
                _ => Break::Never,
            },
        };
        Line {
            glyphs: text.chars().map(glyph).collect(),
        }
    }

    fn broken(text: &str, limit: i32) -> Vec<String> {
        let read = |line: &Line| {
            line.glyphs
                .iter()
                .filter_map(|glyph| char::from_u32(u32::from(glyph.cid)))
                .collect()
        };
        line(text).break_to(limit).iter().map(read).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_hyphens_and_cut_what_is_too_long() {
        let check = |text: &str, limit: i32, expected: &[&str]| assert_eq!(broken(text, limit), expected, "{text}");
        check("", 50, &[""]);
        check("abcde", 50, &["abcde"]);
        check("ab cd", 40, &["ab", "cd"]);
        check("abcd efgh", 40, &["abcd", "efgh"]);
        check("ab-cdef", 50, &["ab-", "cdef"]);
        check("abcdefgh", 30, &["abc", "def", "gh"]);
        check("a bcdefgh", 30, &["a", "bcd", "efg", "h"]);
        check("abcd", 5, &["a", "b", "c", "d"]);
        check("ab   cd", 30, &["ab", "cd"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(text in "[a-z -]{0,80}", limit in 10_i32..300) {
            let lines = broken(&text, limit);
            for line in &lines {
                prop_assert!(i32::try_from(line.chars().count()).unwrap() * 10 <= limit, "{line:?}");
            }
            prop_assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }
}
