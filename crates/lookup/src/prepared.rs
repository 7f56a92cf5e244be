//! Parts of answer pages that are kept beside what they were made of: of an exam, an essay, a protocol. Each is made when it
//! is first asked for and goes when its publication goes.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use domain::essay::EssayValue;
use regulations::LegalDate;

use crate::stencil::Stencil;

/// How many shapes the answer of one exam has: outcomes, twice reached or not or unsaid, with or without a protocol.
pub const SHAPES: usize = 5 * 3 * 3 * 2;
/// Essays of one day are kept for this day; the values that an essay may have are fewer.
const MOST_ESSAYS: usize = 600;

/// Of an exam.
pub struct GiaParts {
    answers: [OnceLock<Box<Stencil>>; SHAPES],
    appeal: OnceLock<Stencil>,
    source: OnceLock<String>,
}

impl Default for GiaParts {
    fn default() -> Self {
        Self {
            answers: [const { OnceLock::new() }; SHAPES],
            appeal: OnceLock::new(),
            source: OnceLock::new(),
        }
    }
}

impl GiaParts {
    /// The answer of one shape, without the person's own values; `None` for a shape that there is not.
    pub fn answer(&self, shape: usize, make: impl FnOnce() -> Stencil) -> Option<&Stencil> {
        let kept = self.answers.get(shape)?;
        Some(kept.get_or_init(|| Box::new(make())))
    }

    /// The way to an appeal, without who tells the result.
    pub fn appeal(&self, make: impl FnOnce() -> Stencil) -> &Stencil {
        self.appeal.get_or_init(make)
    }

    /// Which publication the result comes from, as HTML.
    pub fn source(&self, make: impl FnOnce() -> String) -> &str {
        self.source.get_or_init(make)
    }
}

/// Of an essay: whole answers of who has no other essay, by value, for one day.
#[derive(Default)]
pub struct EssayParts {
    answers: RwLock<EssaysOfDay>,
}

#[derive(Default)]
struct EssaysOfDay {
    day: Option<LegalDate>,
    by_value: HashMap<EssayValue, Arc<str>>,
}

impl EssayParts {
    /// The answer of one value on this day.
    pub fn answer(&self, value: EssayValue, today: LegalDate, make: impl FnOnce() -> String) -> Arc<str> {
        {
            let kept = self.answers.read().unwrap_or_else(PoisonError::into_inner);
            if kept.day == Some(today)
                && let Some(html) = kept.by_value.get(&value)
            {
                return Arc::clone(html);
            }
        }
        let html: Arc<str> = Arc::from(make());
        let mut kept = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        if kept.day != Some(today) || kept.by_value.len() >= MOST_ESSAYS {
            kept.day = Some(today);
            kept.by_value.clear();
        }
        kept.by_value.insert(value, Arc::clone(&html));
        html
    }
}

/// Of a protocol.
#[derive(Default)]
pub struct ProtocolParts {
    words: OnceLock<(String, LegalDate)>,
}

impl ProtocolParts {
    /// Number and day as HTML, and the last day on which the way to an appeal is shown.
    pub fn words(&self, make: impl FnOnce() -> (String, LegalDate)) -> &(String, LegalDate) {
        self.words.get_or_init(make)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_of_an_essay_is_good_for_its_day_and_value() {
        let parts = EssayParts::default();
        let (pass, fail) = ["11|11111|1", "0-|-----|0"]
            .map(|code| EssayValue::from_code(code).unwrap())
            .into();
        let day = |text: &str| text.parse::<LegalDate>().unwrap();
        for (value, today, made, expected) in [
            (pass, "2026-12-17", "one", "one"),
            (pass, "2026-12-17", "again", "one"),
            (fail, "2026-12-17", "two", "two"),
            (pass, "2026-12-18", "three", "three"),
            (fail, "2026-12-18", "four", "four"),
            (fail, "2026-12-18", "again", "four"),
        ] {
            assert_eq!(
                &*parts.answer(value, day(today), || made.to_owned()),
                expected,
                "{today}"
            );
        }
    }
}
