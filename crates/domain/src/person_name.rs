//! A person's name as the identity document has it, and the one normaliser by which names are matched and ordered.

use std::fmt;

/// Longest surname, given name or patronymic, in characters (domain-facts 5.2: `varchar(80)`).
pub const MAX_NAME_PART_CHARS: usize = 80;

/// Raised whenever [`normalise_name`] changes its answer for any input, because keyed hashes of it are stored.
pub const NAME_NORMALISATION_VERSION: u16 = 1;

/// Surname, given name and, where the person has one, patronymic. Spelling (case, ё, hyphens) is kept as given.
///
/// `Debug` shows no letter of the name: names must not reach logs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonName {
    surname: String,
    given_name: String,
    patronymic: Option<String>,
}

/// Which of the three parts an error speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamePart {
    Surname,
    GivenName,
    Patronymic,
}

/// Why a text is not a name. No variant's text repeats the name itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("{part}: не заполнено. Впишите как в документе, удостоверяющем личность")]
    Empty { part: NamePart },
    #[error("{part}: {actual} знаков, допустимо не больше {MAX_NAME_PART_CHARS}. Сократите")]
    TooLong { part: NamePart, actual: usize },
    /// `position` counts characters from 1 in the tidied text.
    #[error(
        "{part}: недопустимый знак «{character}» на {position}-м месте. Допустимы буквы, дефис, апостроф, точка и пробел"
    )]
    ForbiddenCharacter {
        part: NamePart,
        character: char,
        position: usize,
    },
    #[error("{part}: нет ни одной буквы. Впишите как в документе, удостоверяющем личность")]
    NoLetter { part: NamePart },
    /// One word written in two alphabets, nearly always a slip of the keyboard. `position` counts characters from 1;
    /// `suggestion` is the same text in one alphabet, where every stray letter has a look-alike.
    #[error(
        "{part}: на {position}-м месте {alphabet} буква «{letter}» среди букв другого алфавита. Замените её на такую же по виду{hint}",
        hint = if suggestion.is_some() { "" } else { " или проверьте всё слово" }
    )]
    MixedAlphabets {
        part: NamePart,
        position: usize,
        letter: char,
        alphabet: Alphabet,
        suggestion: Option<String>,
    },
}

/// Alphabets a name may be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alphabet {
    Cyrillic,
    Latin,
}

impl NameError {
    /// The part the error speaks of.
    pub const fn part(&self) -> NamePart {
        match self {
            Self::Empty { part }
            | Self::TooLong { part, .. }
            | Self::ForbiddenCharacter { part, .. }
            | Self::NoLetter { part }
            | Self::MixedAlphabets { part, .. } => *part,
        }
    }

    /// The whole part in one alphabet, where the error can tell it. A name: not for logs.
    pub fn suggestion(&self) -> Option<&str> {
        match self {
            Self::MixedAlphabets { suggestion, .. } => suggestion.as_deref(),
            _ => None,
        }
    }
}

impl PersonName {
    /// Reads the three parts as a file or form has them: spaces trimmed and collapsed, kinds of hyphens, apostrophes and
    /// spaces unified, decomposed letters composed. A patronymic of «-», «нет» or nothing is no patronymic.
    pub fn parse(surname: &str, given_name: &str, patronymic: Option<&str>) -> Result<Self, NameError> {
        let patronymic = patronymic.map(tidy).filter(|text| !stands_for_none(text));
        let name = Self {
            surname: checked_part(NamePart::Surname, tidy(surname))?,
            given_name: checked_part(NamePart::GivenName, tidy(given_name))?,
            patronymic: patronymic
                .map(|text| checked_part(NamePart::Patronymic, text))
                .transpose()?,
        };
        name.refuse_stray_latin_word()?;
        Ok(name)
    }

    pub fn surname(&self) -> &str {
        &self.surname
    }

    pub fn given_name(&self) -> &str {
        &self.given_name
    }

    pub fn patronymic(&self) -> Option<&str> {
        self.patronymic.as_deref()
    }

    /// The whole name for matching: [`normalise_name`] of each part, joined by one space.
    pub fn normalised(&self) -> String {
        let parts: Vec<String> = self.parts().map(|(_, text)| normalise_name(text)).collect();
        parts.join(" ")
    }

    /// Ordering key: compare as bytes. Russian order with ё as a letter of its own after е; surname decides first,
    /// then given name, then patronymic (none before any); case does not matter.
    pub fn sort_key(&self) -> String {
        let parts: Vec<String> = self.parts().map(|(_, text)| sort_key_of_text(text)).collect();
        parts.join("\u{1}")
    }

    /// «Егорова М. П.» with no-break spaces; «А.-М.» for a double given name.
    pub fn short(&self) -> String {
        let mut short = self.surname.clone();
        for (_, text) in self.parts().skip(1) {
            short.push('\u{a0}');
            short.push_str(&initials(text));
        }
        short
    }

    fn parts(&self) -> impl Iterator<Item = (NamePart, &str)> {
        [
            Some((NamePart::Surname, self.surname.as_str())),
            Some((NamePart::GivenName, self.given_name.as_str())),
            self.patronymic.as_deref().map(|text| (NamePart::Patronymic, text)),
        ]
        .into_iter()
        .flatten()
    }

    /// A whole word of Latin look-alikes («Ева» typed as Latin "EBA") is seen only beside Cyrillic words.
    fn refuse_stray_latin_word(&self) -> Result<(), NameError> {
        let any_cyrillic = self
            .parts()
            .any(|(_, text)| text.chars().any(|c| alphabet_of(c) == Some(Alphabet::Cyrillic)));
        if !any_cyrillic {
            return Ok(());
        }
        for (part, text) in self.parts() {
            let mut letters = text.chars().filter(|c| alphabet_of(*c).is_some()).peekable();
            let Some(first) = letters.peek().copied() else {
                continue;
            };
            if letters.all(|c| cyrillic_look_alike(c).is_some()) {
                let position = 1 + text.chars().take_while(|c| *c != first).count();
                let suggestion = Some(replace_letters(text, cyrillic_look_alike));
                return Err(NameError::MixedAlphabets {
                    part,
                    position,
                    letter: first,
                    alphabet: Alphabet::Latin,
                    suggestion,
                });
            }
        }
        Ok(())
    }
}

/// The one normaliser of names, for any text a person may type: lower case, ё as е (й stays), dots, apostrophes and
/// invisible characters dropped, hyphens and runs of spaces made one space. Never fails.
pub fn normalise_name(text: &str) -> String {
    // Nearly every name typed is plain Russian letters: each is two bytes before and after.
    if let Some(normalised) = of_russian_letters(text) {
        return normalised;
    }
    normalise_any_name(text)
}

fn of_russian_letters(text: &str) -> Option<String> {
    let mut normalised = String::with_capacity(text.len());
    for character in text.chars() {
        normalised.push(match character {
            'а'..='я' => character,
            'А'..='Я' => char::from_u32(u32::from(character) + 32)?,
            'ё' | 'Ё' => 'е',
            _ => return None,
        });
    }
    Some(normalised)
}

fn normalise_any_name(text: &str) -> String {
    let mut normalised = String::with_capacity(text.len());
    for character in tidy(text).chars().flat_map(char::to_lowercase) {
        match character {
            'ё' => normalised.push('е'),
            '\'' => {}
            '-' | '.' | ' ' => {
                if !normalised.is_empty() && !normalised.ends_with(' ') {
                    normalised.push(' ');
                }
            }
            other => normalised.push(other),
        }
    }
    normalised.truncate(normalised.trim_end().len());
    normalised
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.surname, self.given_name)?;
        match &self.patronymic {
            Some(patronymic) => write!(f, " {patronymic}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(…)")
    }
}

impl fmt::Display for NamePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Surname => "Фамилия",
            Self::GivenName => "Имя",
            Self::Patronymic => "Отчество",
        })
    }
}

impl fmt::Display for Alphabet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cyrillic => "русская",
            Self::Latin => "латинская",
        })
    }
}

/// Unifies spaces, hyphens and apostrophes, composes й and ё, drops invisible characters, collapses spaces and drops
/// those around a hyphen.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {
                tidied.truncate(tidied.trim_end().len());
                tidied.push('-');
            }
            '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{2032}' | '`' | '\u{b4}' => tidied.push('\''),
            '\u{306}' | '\u{308}' => compose_last(&mut tidied, character),
            space if space.is_whitespace() => {
                if !tidied.is_empty() && !tidied.ends_with([' ', '-']) {
                    tidied.push(' ');
                }
            }
            other => tidied.push(other),
        }
    }
    tidied.truncate(tidied.trim_end().len());
    tidied
}

fn compose_last(text: &mut String, mark: char) {
    let composed = match (text.pop(), mark) {
        (Some('и'), '\u{306}') => 'й',
        (Some('И'), '\u{306}') => 'Й',
        (Some('е'), '\u{308}') => 'ё',
        (Some('Е'), '\u{308}') => 'Ё',
        (before, mark) => {
            text.extend(before);
            mark
        }
    };
    text.push(composed);
}

fn stands_for_none(tidied: &str) -> bool {
    let lower = tidied.to_lowercase();
    lower.chars().all(|c| c == '-') || matches!(lower.as_str(), "нет" | "отсутствует" | "без отчества" | "б/о")
}

fn checked_part(part: NamePart, text: String) -> Result<String, NameError> {
    if text.is_empty() {
        return Err(NameError::Empty { part });
    }
    let length = text.chars().count();
    if length > MAX_NAME_PART_CHARS {
        return Err(NameError::TooLong { part, actual: length });
    }
    for (index, character) in text.chars().enumerate() {
        if alphabet_of(character).is_none() && !matches!(character, '-' | '\'' | '.' | ' ') {
            return Err(NameError::ForbiddenCharacter {
                part,
                character,
                position: index + 1,
            });
        }
    }
    if !text.chars().any(|c| alphabet_of(c).is_some()) {
        return Err(NameError::NoLetter { part });
    }
    refuse_mixed_word(part, &text)?;
    Ok(text)
}

fn refuse_mixed_word(part: NamePart, text: &str) -> Result<(), NameError> {
    let mut start = 0;
    for word in text.split([' ', '-', '.', '\'']) {
        let length = word.chars().count();
        let latin = word
            .chars()
            .filter(|c| alphabet_of(*c) == Some(Alphabet::Latin))
            .count();
        if latin > 0 && latin < length {
            return Err(mixed_alphabets(part, text, word, start, latin));
        }
        start += length + 1;
    }
    Ok(())
}

/// The stray alphabet is the one that can be wholly replaced by look-alikes; Latin where both can, and the rarer
/// where neither can.
fn mixed_alphabets(part: NamePart, text: &str, word: &str, word_start: usize, latin: usize) -> NameError {
    let latin_fits = word
        .chars()
        .filter(|c| alphabet_of(*c) == Some(Alphabet::Latin))
        .all(|c| cyrillic_look_alike(c).is_some());
    let cyrillic_fits = word
        .chars()
        .filter(|c| alphabet_of(*c) == Some(Alphabet::Cyrillic))
        .all(|c| latin_look_alike(c).is_some());
    let (alphabet, fixed) = match (latin_fits, cyrillic_fits) {
        (true, _) => (Alphabet::Latin, Some(replace_letters(word, cyrillic_look_alike))),
        (false, true) => (Alphabet::Cyrillic, Some(replace_letters(word, latin_look_alike))),
        (false, false) if latin * 2 > word.chars().count() => (Alphabet::Cyrillic, None),
        (false, false) => (Alphabet::Latin, None),
    };
    let offset = word.chars().take_while(|c| alphabet_of(*c) != Some(alphabet)).count();
    NameError::MixedAlphabets {
        part,
        position: word_start + offset + 1,
        letter: word.chars().nth(offset).unwrap_or_default(),
        alphabet,
        suggestion: fixed.map(|fixed| in_whole_text(text, word, word_start, &fixed, alphabet)),
    }
}

/// The text with the word mended, and with every other stray letter too where all of them have a look-alike.
fn in_whole_text(text: &str, word: &str, word_start: usize, fixed: &str, stray: Alphabet) -> String {
    let look_alike = match stray {
        Alphabet::Latin => cyrillic_look_alike,
        Alphabet::Cyrillic => latin_look_alike,
    };
    let whole = replace_letters(text, look_alike);
    if !whole.chars().any(|c| alphabet_of(c) == Some(stray)) {
        return whole;
    }
    let before: String = text.chars().take(word_start).collect();
    let after: String = text.chars().skip(word_start + word.chars().count()).collect();
    before + fixed + &after
}

fn alphabet_of(character: char) -> Option<Alphabet> {
    match character {
        '\u{400}'..='\u{52f}' if character.is_alphabetic() => Some(Alphabet::Cyrillic),
        'a'..='z' | 'A'..='Z' => Some(Alphabet::Latin),
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if character.is_alphabetic() => Some(Alphabet::Latin),
        _ => None,
    }
}

/// Latin letters beside the Cyrillic ones they cannot be told from in print.
const LOOK_ALIKES: [(char, char); 22] = [
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('ë', 'ё'),
    ('Ë', 'Ё'),
];

fn cyrillic_look_alike(latin: char) -> Option<char> {
    LOOK_ALIKES.iter().find(|pair| pair.0 == latin).map(|pair| pair.1)
}

fn latin_look_alike(cyrillic: char) -> Option<char> {
    LOOK_ALIKES.iter().find(|pair| pair.1 == cyrillic).map(|pair| pair.0)
}

fn replace_letters(text: &str, replacement: impl Fn(char) -> Option<char>) -> String {
    text.chars().map(|c| replacement(c).unwrap_or(c)).collect()
}

fn sort_key_of_text(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 4);
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            // After «е» with anything behind it, before «ж».
            'ё' => key.push_str("е\u{10ffff}"),
            '-' => key.push(' '),
            '\'' | '.' => {}
            other => key.push(other),
        }
    }
    key
}

fn initials(text: &str) -> String {
    let first_word = text.split(' ').next().unwrap_or_default();
    let letters = first_word
        .split('-')
        .filter_map(|half| half.chars().find(|c| alphabet_of(*c).is_some()));
    let dotted: Vec<String> = letters.map(|letter| format!("{}.", letter.to_uppercase())).collect();
    dotted.join("-")
}

#[cfg(test)]
mod tests;
