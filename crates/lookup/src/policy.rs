//! What browsers are told a page may do. Prepared once: it depends on what stands inside the page and on nothing else.

use std::sync::LazyLock;

use axum::http::HeaderValue;
use ui::pages::public::{Sheet, Vision, challenge_script_source, style_source};

use crate::page::Inside;

const SHEETS: [Sheet; 3] = [Sheet::Plain, Sheet::Form, Sheet::Answer];
const VISIONS: [Vision; 2] = [Vision::Ordinary, Vision::Strong];

/// Every kind of page that there is.
pub fn all_kinds() -> impl Iterator<Item = Inside> {
    SHEETS.into_iter().flat_map(|sheet| {
        VISIONS.into_iter().flat_map(move |vision| {
            [false, true].map(|brings_script| Inside {
                sheet,
                vision,
                brings_script,
            })
        })
    })
}

impl Inside {
    /// Its place in [`all_kinds`].
    pub fn place(self) -> usize {
        let sheet = match self.sheet {
            Sheet::Plain => 0,
            Sheet::Form => 1,
            Sheet::Answer => 2,
        };
        sheet * 4 + usize::from(self.vision.is_strong()) * 2 + usize::from(self.brings_script)
    }
}

/// `Content-Security-Policy` of a page, or of a response that is none.
pub fn content_security_policy(inside: Option<Inside>) -> HeaderValue {
    static OF_PAGES: LazyLock<Vec<HeaderValue>> =
        LazyLock::new(|| all_kinds().map(|kind| policy(Some(kind))).collect());
    static OF_OTHERS: LazyLock<HeaderValue> = LazyLock::new(|| policy(None));
    let of_page = inside.and_then(|inside| OF_PAGES.get(inside.place()));
    of_page.unwrap_or(&OF_OTHERS).clone()
}

fn policy(inside: Option<Inside>) -> HeaderValue {
    let script = match inside {
        Some(Inside {
            brings_script: true, ..
        }) => format!("script-src {}; ", challenge_script_source()),
        _ => String::new(),
    };
    let style = inside.map_or_else(String::new, |inside| {
        format!("style-src {}; ", style_source(inside.sheet, inside.vision))
    });
    let text = format!(
        "default-src 'none'; {script}{style}font-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; \
         base-uri 'none'"
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_page_has_its_own_place_and_policy() {
        let mut seen = std::collections::HashSet::new();
        for (kind, place) in all_kinds().zip(0..) {
            assert_eq!(kind.place(), place);
            let policy = content_security_policy(Some(kind));
            let policy = policy.to_str().unwrap();
            assert!(policy.contains(style_source(kind.sheet, kind.vision)), "{policy}");
            assert_eq!(policy.contains(challenge_script_source()), kind.brings_script);
            assert!(!policy.contains("unsafe"), "{policy}");
            assert!(seen.insert(policy.to_owned()));
        }
        let other = content_security_policy(None);
        assert!(!other.to_str().unwrap().contains("-src 'sha256"));
    }
}
