//! Does an entry answer a query, and how well.

use domain::person_name::normalise_name;

use super::DirectoryEntry;

/// More words than any name has; the rest of a longer query is ignored.
const MOST_WORDS: usize = 8;
/// Shorter beginnings of a code would match whole schools.
const SHORTEST_CODE_BEGINNING: usize = 3;
/// A single letter is looked for at beginnings only.
const SHORTEST_MIDDLE: usize = 2;
/// More parts than any name has; the rest of a longer name is not searched.
const MOST_PARTS: usize = 16;

/// How well an entry answers; the better is the less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchQuality {
    /// Every word begins a part of the name, one of them the surname; or a code was given.
    Surname,
    /// Every word begins some part.
    Beginning,
    /// Some word stands in the middle of a part.
    Middle,
}

impl MatchQuality {
    /// Best first.
    pub const ALL: [Self; 3] = [Self::Surname, Self::Beginning, Self::Middle];
}

/// What of an entry is compared, normalised once.
#[derive(Debug)]
pub(super) struct IndexedText {
    /// All parts of the name joined by spaces: rejects most entries at once.
    joined: Box<str>,
    /// How many of the first parts are the surname's (two in «Римский-Корсаков»).
    surname_parts: usize,
    class_name: Box<str>,
    codes: Vec<Box<str>>,
}

#[derive(Debug)]
pub(super) struct Query {
    words: Vec<String>,
    /// The whole query without spaces and hyphens, where it may be a code.
    code: Option<String>,
}

impl IndexedText {
    pub(super) fn new(entry: &DirectoryEntry) -> Self {
        Self {
            joined: entry.name.normalised().into(),
            surname_parts: normalise_name(entry.name.surname()).split(' ').count(),
            class_name: without_spaces(&entry.class_name).into(),
            codes: entry.codes.iter().map(|code| without_spaces(code).into()).collect(),
        }
    }

    fn has_code(&self, beginning: &str) -> bool {
        beginning.chars().count() >= SHORTEST_CODE_BEGINNING
            && self.codes.iter().any(|code| code.starts_with(beginning))
    }

    /// How the entry answers one word.
    fn answers(&self, word: &str) -> Option<MatchQuality> {
        let mut best = self.names_class_or_code(word).then_some(MatchQuality::Beginning);
        for (index, part) in self.joined.split(' ').take(MOST_PARTS).enumerate() {
            match word_in_part(word, part) {
                Some(MatchQuality::Surname) if index < self.surname_parts => return Some(MatchQuality::Surname),
                Some(MatchQuality::Surname) => best = better(best, Some(MatchQuality::Beginning)),
                quality => best = better(best, quality),
            }
        }
        best
    }

    /// How a word answers beside the name, if it does.
    fn names_class_or_code(&self, word: &str) -> bool {
        *self.class_name == *word || self.has_code(word)
    }
}

impl Query {
    pub(super) fn parse(text: &str) -> Self {
        let words: Vec<String> = normalise_name(text)
            .split_whitespace()
            .take(MOST_WORDS)
            .map(str::to_owned)
            .collect();
        let joined = words.concat();
        let code = joined.chars().any(|letter| letter.is_ascii_digit()).then_some(joined);
        Self { words, code }
    }

    pub(super) fn matches(&self, text: &IndexedText) -> Option<MatchQuality> {
        if self.words.is_empty() {
            return None;
        }
        if self.code.as_deref().is_some_and(|code| text.has_code(code)) {
            return Some(MatchQuality::Surname);
        }
        // Half a surname is what is typed most: it is looked for without a list of parts.
        if let [word] = self.words.as_slice() {
            return text.answers(word);
        }
        let may_match = |word: &String| text.joined.contains(word.as_str()) || text.names_class_or_code(word);
        if !self.words.iter().all(may_match) {
            return None;
        }
        let mut room = [""; MOST_PARTS];
        let filled = room.iter_mut().zip(text.joined.split(' '));
        let count = filled.map(|(place, part)| *place = part).count();
        best_assignment(&self.words, text, room.get(..count).unwrap_or_default(), 0)
    }
}

/// Gives each word a part of its own (a bit of `taken` per part) and returns the best quality of all ways to do so.
/// Names have few parts and queries few words, so trying all ways is cheap.
fn best_assignment(words: &[String], text: &IndexedText, parts: &[&str], taken: u64) -> Option<MatchQuality> {
    let Some((word, rest)) = words.split_first() else {
        let surname = taken & ((1 << text.surname_parts.min(63)) - 1) != 0;
        return Some(if surname {
            MatchQuality::Surname
        } else {
            MatchQuality::Beginning
        });
    };
    let mut best = None;
    if text.names_class_or_code(word) {
        best = best_assignment(rest, text, parts, taken);
    }
    for (index, part) in parts.iter().enumerate() {
        let bit = 1 << index;
        let Some(quality) = (taken & bit == 0).then(|| word_in_part(word, part)).flatten() else {
            continue;
        };
        let whole = best_assignment(rest, text, parts, taken | bit).map(|others| others.max(quality));
        best = better(best, whole);
    }
    best
}

/// `Surname` stands for "nothing worse than a beginning": the whole decides whether the surname was hit.
fn word_in_part(word: &str, part: &str) -> Option<MatchQuality> {
    if part.starts_with(word) {
        Some(MatchQuality::Surname)
    } else if word.chars().nth(SHORTEST_MIDDLE - 1).is_some() && part.contains(word) {
        Some(MatchQuality::Middle)
    } else {
        None
    }
}

fn better(left: Option<MatchQuality>, right: Option<MatchQuality>) -> Option<MatchQuality> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}

fn without_spaces(text: &str) -> String {
    normalise_name(text).replace(' ', "")
}
