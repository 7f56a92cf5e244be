//! The style and the script that stand inside the pages. Their texts never change while a program runs, so the browser is
//! told their hashes (`style-src 'sha256-…'`) and not a nonce: pages can be prepared ahead.

use std::sync::LazyLock;

use askama::Template;
use sha2::{Digest, Sha256};

use super::{PublicFrame, Vision};
use crate::assets;

/// Which rules a page needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Those of every page.
    Plain,
    /// Inputs and buttons.
    Form,
    /// Results and tables.
    Answer,
}

/// A public page: its frame and the style inside it.
pub trait PublicPage: Template {
    /// The rules that it needs.
    const SHEET: Sheet;

    /// What it shares with every other page.
    fn frame(&self) -> &PublicFrame;

    /// The text of its `<style>`.
    fn style(&self) -> &'static str {
        style_of(Self::SHEET, self.frame().vision)
    }
}

/// The text of a `<style>`.
pub fn style_of(sheet: Sheet, vision: Vision) -> &'static str {
    &inline(sheet, vision).text
}

/// The source of `Content-Security-Policy: style-src` that allows this style and no other.
pub fn style_source(sheet: Sheet, vision: Vision) -> &'static str {
    &inline(sheet, vision).source
}

/// The script of the challenge.
pub fn challenge_script() -> &'static str {
    &SCRIPT.text
}

/// The source of `Content-Security-Policy: script-src` that allows it and no other.
pub fn challenge_script_source() -> &'static str {
    &SCRIPT.source
}

/// A text inside the page and how the policy names it.
struct Inline {
    text: String,
    source: String,
}

impl Inline {
    /// A template of constants cannot fail; if it did, the page would be unstyled.
    fn of(template: &impl Template) -> Self {
        let text = template.render().unwrap_or_default();
        let source = format!("'sha256-{}'", base64(&Sha256::digest(&text)));
        Self { text, source }
    }
}

#[derive(Template)]
#[template(path = "public/style_sheet.html", escape = "none")]
struct StyleSheet {
    sheet: Sheet,
    vision: Vision,
    cyrillic_regular: &'static str,
    cyrillic_bold: &'static str,
    latin_regular: &'static str,
    latin_bold: &'static str,
}

#[derive(Template)]
#[template(path = "public/challenge_script.html", escape = "none")]
struct ChallengeScript;

impl StyleSheet {
    fn is(&self, sheet: Sheet) -> bool {
        self.sheet == sheet
    }
}

static SCRIPT: LazyLock<Inline> = LazyLock::new(|| Inline::of(&ChallengeScript));
static PLAIN: LazyLock<[Inline; 2]> = LazyLock::new(|| both(Sheet::Plain));
static FORM: LazyLock<[Inline; 2]> = LazyLock::new(|| both(Sheet::Form));
static ANSWER: LazyLock<[Inline; 2]> = LazyLock::new(|| both(Sheet::Answer));

fn both(sheet: Sheet) -> [Inline; 2] {
    [Vision::Ordinary, Vision::Strong].map(|vision| {
        Inline::of(&StyleSheet {
            sheet,
            vision,
            cyrillic_regular: assets::path_of("golos-text-cyrillic-400-normal.woff2"),
            cyrillic_bold: assets::path_of("golos-text-cyrillic-600-normal.woff2"),
            latin_regular: assets::path_of("golos-text-latin-400-normal.woff2"),
            latin_bold: assets::path_of("golos-text-latin-600-normal.woff2"),
        })
    })
}

fn inline(sheet: Sheet, vision: Vision) -> &'static Inline {
    let [ordinary, strong] = match sheet {
        Sheet::Plain => &*PLAIN,
        Sheet::Form => &*FORM,
        Sheet::Answer => &*ANSWER,
    };
    match vision {
        Vision::Ordinary => ordinary,
        Vision::Strong => strong,
    }
}

/// RFC 4648 with padding, as policies write hashes.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let three = chunk.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS.get((three >> (18 - 6 * place)) as usize & 63);
            let is_padding = place > chunk.len();
            text.push(letter.filter(|_| !is_padding).map_or('=', |letter| char::from(*letter)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (plain, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), expected);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    /// A browser takes line ends as they stand, and ends the element at the first end tag.
    #[test]
    fn what_stands_inside_a_page_ends_where_it_should() {
        let script = [challenge_script()];
        let styles = [Sheet::Plain, Sheet::Form, Sheet::Answer]
            .into_iter()
            .flat_map(|sheet| [Vision::Ordinary, Vision::Strong].map(|vision| inline(sheet, vision).text.as_str()));
        let mut seen = std::collections::HashSet::new();
        for text in styles.chain(script) {
            assert!(text.len() > 1000 && seen.insert(text));
            assert!(
                !text.contains("</") && !text.contains('\r') && !text.contains("{{"),
                "{text}"
            );
        }
    }
}
