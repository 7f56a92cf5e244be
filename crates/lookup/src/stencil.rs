//! HTML with holes: rendered once by its template with marks in place of what is a person's own, cut at the marks, and then
//! filled for every answer. The template stays the one place where the words stand.

use std::borrow::Cow;
use std::sync::LazyLock;

/// Stands in a text where hole `N` is to be: characters that no text of ours holds, and no escaping touches.
pub const HOLES: [&str; 5] = ["\u{f8f0}", "\u{f8f1}", "\u{f8f2}", "\u{f8f3}", "\u{f8f4}"];
const FIRST_HOLE: u32 = 0xf8f0;

/// A rendered text, cut at its marks.
#[derive(Debug, Default)]
pub struct Stencil {
    text: String,
    /// Where each hole is, from front to back, and which.
    holes: Vec<(usize, usize)>,
}

impl Stencil {
    /// Cuts a rendered text.
    pub fn cut(html: &str) -> Self {
        let mut stencil = Self::default();
        for character in html.chars() {
            match u32::from(character).checked_sub(FIRST_HOLE).map(|hole| hole as usize) {
                Some(hole) if hole < HOLES.len() => stencil.holes.push((stencil.text.len(), hole)),
                _ => stencil.text.push(character),
            }
        }
        stencil.text.shrink_to_fit();
        stencil
    }

    /// Appends the text with `values`, which are HTML, in the holes.
    pub fn fill(&self, html: &mut String, values: &[&str]) {
        self.fill_with(html, |hole, html| {
            html.push_str(values.get(hole).copied().unwrap_or_default());
        });
    }

    /// Appends the text; `write` appends the HTML of each hole when it comes to it.
    pub fn fill_with(&self, html: &mut String, mut write: impl FnMut(usize, &mut String)) {
        let mut from = 0;
        for (at, hole) in &self.holes {
            html.push_str(self.text.get(from..*at).unwrap_or_default());
            write(*hole, html);
            from = *at;
        }
        html.push_str(self.text.get(from..).unwrap_or_default());
    }

    /// Length without what goes into the holes.
    pub fn len(&self) -> usize {
        self.text.len()
    }
}

/// A text as HTML, escaped as the templates escape.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    push_escaped(&mut html, text);
    html
}

/// Appends a text as HTML.
pub fn push_escaped(html: &mut String, text: &str) {
    let is_special = |byte: &u8| matches!(byte, b'"' | b'&' | b'\'' | b'<' | b'>');
    // Counted and not looked for: nearly no text has one, and counting takes many bytes at a time.
    if text.as_bytes().iter().filter(|byte| is_special(byte)).count() == 0 {
        html.push_str(text);
        return;
    }
    for character in text.chars() {
        match character {
            '"' => html.push_str("&#34;"),
            '&' => html.push_str("&#38;"),
            '\'' => html.push_str("&#39;"),
            '<' => html.push_str("&#60;"),
            '>' => html.push_str("&#62;"),
            other => html.push(other),
        }
    }
}

/// A number from 0 on in digits: points and marks are small, so theirs are written out once.
pub fn digits(number: u64) -> Cow<'static, str> {
    const WRITTEN_OUT: u64 = 1_000;
    static SMALL: LazyLock<Vec<String>> = LazyLock::new(|| (0..WRITTEN_OUT).map(|number| number.to_string()).collect());
    let small = usize::try_from(number).ok().and_then(|number| SMALL.get(number));
    small.map_or_else(|| Cow::Owned(number.to_string()), |text| Cow::Borrowed(text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ui::Template;
    use ui::pages::public::parts::RemarkPart;

    #[test]
    fn holes_are_filled_in_their_places() {
        let [first, second, ..] = HOLES;
        let stencil = Stencil::cut(&format!("<p>{second}, {first}{first}!</p>"));
        let mut html = "x".to_owned();
        stencil.fill(&mut html, &["1", "2"]);
        assert_eq!(html, "x<p>2, 11!</p>");
        assert_eq!(stencil.len(), "<p>, !</p>".len());
        let mut html = String::new();
        Stencil::cut(first).fill(&mut html, &["<b>"]);
        Stencil::cut("no hole").fill(&mut html, &[]);
        assert_eq!(html, "<b>no hole");
    }

    proptest! {
        #[test]
        fn texts_are_escaped_as_in_templates(remark in "\\PC{0,40}|[<>&\"'a]{0,10}") {
            let rendered = RemarkPart { remark: &remark }.render().unwrap();
            let expected = format!("<p>{}</p>", escaped(&remark));
            prop_assert!(rendered.starts_with(&expected));
        }

        #[test]
        fn numbers_are_written_in_digits(number in any::<u64>()) {
            for number in [number, number % 1_002] {
                prop_assert_eq!(digits(number), number.to_string());
            }
        }
    }
}
